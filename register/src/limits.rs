//! The one table of limits. Every queue, text, batch and table that grows has its line here.

/// Handles, in bytes: fits beside a name in every column.
pub const HANDLE_BYTES_MAX: usize = 24;
/// Titles, in characters.
pub const TITLE_CHARS_MAX: usize = 200;
/// One text, in bytes.
pub const TEXT_BYTES_MAX: usize = 16 * 1024;
/// One text, in lines.
pub const TEXT_LINES_MAX: usize = 500;
/// One frame from a client, in bytes.
pub const FRAME_BYTES_MAX: usize = 64 * 1024;
/// Of what a command printed that was run under warroom's eyes, the end is kept, in bytes.
pub const OUTPUT_BYTES_MAX: usize = 4096;
/// Machines that bring records to one room at the same time: a few, so that one who brings nothing keeps
/// nobody waiting.
pub const BRINGS_AT_ONCE_MAX: usize = 8;
/// Records that are put back into a room that lost them, in bytes: they wait on disk.
pub const RESTORE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// The same, of all who bring any to one server, whatever the room, in bytes: so much of its disk may be
/// taken by what nobody has looked at yet.
pub const RESTORES_BYTES_MAX: usize = 8 * RESTORE_BYTES_MAX;
/// One line of them, in bytes: a record of the longest frame, each of whose bytes is escaped.
pub const RESTORE_LINE_BYTES_MAX: usize = 512 * 1024;
/// Records among them whose words are taken out, and records that took some: so many of each.
pub const RESTORE_TAKEN_MAX: usize = 16 * 1024;
/// Whoever brings them and says nothing for so long loses their turn, in seconds.
pub const BRING_SILENCE_SECONDS_MAX: u64 = 10;
/// All of them are there so long after the first, in seconds: more than the most takes at the rate that
/// one connection may send.
pub const BRING_SECONDS_MAX: u64 = 600;
/// A room that is begun anew from a copy waits so long for who holds more, in seconds.
pub const GATHER_SECONDS: u64 = 10;
/// Records of one incident.
pub const RECORDS_MAX: u64 = 100_000;
/// No incident goes further: one that is full still notes who leaves, is put out or puts it right.
pub const PLACE_MAX: u64 = 2 * RECORDS_MAX;
/// Records in one batch of history.
pub const BATCH_RECORDS_MAX: usize = 512;
/// Asks that wait for a room.
pub const INBOX_ASKS_MAX: usize = 256;
/// Asks of one seat that a room has not settled yet.
pub const SEAT_ASKS_MAX: usize = 16;
/// Seats of one server.
pub const SEATS_MAX: usize = 2048;
/// Seats of one machine's key under one handle: screens, and whatever a shell does beside them.
pub const SEATS_PER_PERSON_MAX: usize = 64;
/// Connections that have not said a valid hello yet.
pub const STRANGERS_MAX: usize = 64;
/// Those who wait until one of these is let in or gone: whoever comes beyond them is shown out at once,
/// so that the door goes on taking this machine's own.
pub const STRANGERS_IN_LINE_MAX: usize = 256;
/// The same, of one address.
pub const STRANGERS_PER_ADDRESS_MAX: usize = 8;
/// The same, of this machine's own programs: they have slots of their own, so that none of them
/// keeps others out.
pub const STRANGERS_OF_LOOPBACK_MAX: usize = 512;
/// From connecting to a valid hello, in seconds.
pub const HELLO_SECONDS_MAX: u64 = 5;
/// The head of a request for HTTP, in bytes: the least that hyper takes.
pub const HTTP_HEAD_BYTES_MAX: usize = 8 * 1024;
/// Header lines of such a request.
pub const HTTP_HEAD_LINES_MAX: usize = 64;
/// Wrong invites from one address in a minute: beyond that each is answered late.
pub const WRONG_INVITES_PER_MINUTE_MAX: u32 = 5;
/// Machines that may wait at one door to be let in.
pub const KNOCKS_WAITING_MAX: usize = 16;
/// Who stood at a door, asked again and falls silent is gone from there after so long, in seconds: they
/// ask every second.
pub const KNOCK_SILENCE_SECONDS: u64 = 15;
/// Who asked once, as a script does, is taken for gone after so long, in seconds.
pub const KNOCK_ONCE_SECONDS: u64 = 600;
/// Incidents in one message to the lobby: the newest.
pub const LOBBY_INCIDENTS_MAX: usize = 512;
/// Frames from one connection, sustained, a second: many times what a person and an outbox need.
pub const FRAMES_PER_SECOND: u32 = 100;
/// Bytes from one connection, sustained, a second: the longest text ten times.
pub const BYTES_PER_SECOND: u32 = 256 * 1024;
/// Of frames and bytes, what so many seconds allow may come at once.
pub const BURST_SECONDS: u32 = 10;
/// Commands of one responder: sustained, a second.
pub const COMMANDS_PER_SECOND: u32 = 10;
/// Commands of one responder: at once.
pub const COMMANDS_BURST: u32 = 40;
/// Questions of one machine to a server's library: sustained, a second. What is more waits.
pub const LIBRARY_QUESTIONS_PER_SECOND: u32 = 20;
/// The same: at once.
pub const LIBRARY_QUESTIONS_BURST: u32 = 40;
/// A question to the library waits for its turn so long, in seconds; one that would wait longer is refused.
pub const LIBRARY_WAIT_SECONDS_MAX: u64 = 10;
/// Others' reports that a server keeps.
pub const LIBRARY_PAPERS_MAX: usize = 1000;
/// The text of another's report, in bytes.
pub const PAPER_BYTES_MAX: usize = 1024 * 1024;
/// Another's report on its way to a server, in bytes: what `BURST_SECONDS` let through at once. It waits on
/// disk until it is whole.
pub const PAPER_WIRE_BYTES_MAX: usize = 2 * 1024 * 1024;
/// The same, of all who give any to one server, in bytes.
pub const PAPERS_WIRE_BYTES_MAX: usize = 64 * PAPER_WIRE_BYTES_MAX;
/// Services that another's report is about.
pub const PAPER_SERVICES_MAX: usize = 20;
/// History that one responder is given over all their seats, in KiB: sustained, a second. What is more
/// waits: whoever comes back with a copy is given what it lacks alone, and never waits.
pub const HISTORY_KIB_PER_SECOND: u32 = 8 * 1024;
/// The same: at once. Many times a whole record, for shells that keep no copy.
pub const HISTORY_KIB_BURST: u32 = 128 * 1024;
/// History that is read for joining seats at the same time.
pub const JOINS_AT_ONCE_MAX: usize = 4;
/// Lines a room keeps in memory; what is older is read from the journal.
pub const TAIL_LINES_MAX: usize = 4096;
/// A seat that says nothing for so long is gone, in seconds.
pub const SILENCE_SECONDS_MAX: u64 = 30;
/// Between two looks of the server for who says nothing, in seconds: one tick for all seats. Who gave
/// no sign of life since the last one is given one, and asked for it.
pub const BEAT_SECONDS: u64 = 10;
/// Between two signs of life of a client, in seconds; each is answered.
pub const PING_SECONDS: u64 = 6;
/// A link on which no answer came for so long is down, in seconds.
pub const LINK_SILENCE_SECONDS_MAX: u64 = 13;
/// Marks drawn over one character.
pub const MARKS_DRAWN_MAX: usize = 8;
/// A holder of a role who is gone for so long is said to be away, in seconds.
pub const AWAY_SECONDS: u64 = 45;
/// A task's box, in minutes, where nobody says otherwise.
pub const TASK_MINUTES: u16 = 10;
/// A proposal is put to the room for so long where nobody says otherwise, in seconds.
pub const WINDOW_SECONDS: u16 = 30;
/// The same, at least: shorter and nobody can read it.
pub const WINDOW_SECONDS_MIN: u16 = 15;
/// The same, at most: a room does not wait longer for silence.
pub const WINDOW_SECONDS_MAX: u16 = 120;
/// Options of one proposal.
pub const OPTIONS_MAX: usize = 9;
/// After an owner, the lead is reminded: so much later, in seconds.
pub const LEAD_AFTER_SECONDS: u32 = 60;
/// A call round that nobody answered for so long is not asked about any more, in minutes.
pub const ROUND_MINUTES: u32 = 15;
/// An answer to a question from outside stands on the line of whoever asked for so long, in minutes:
/// they look in now and then.
pub const ANSWER_TOLD_MINUTES: u32 = 30;
/// Texts that one token may bring by a plain request in a minute; more is refused until it is over.
pub const TEXTS_PER_MINUTE_MAX: u32 = 30;
/// The key by which a plain request is known again, in bytes.
pub const REQUEST_KEY_BYTES_MAX: usize = 256;
/// What is promised lies at most so far ahead, in days.
pub const AHEAD_DAYS_MAX: i64 = 90;
/// What a review found worth doing is due, or is left to rest, at most so far ahead: ten years, in days.
pub const ADVICE_DAYS_MAX: i64 = 3653;
/// Questions, tasks and decisions of one plan.
pub const PLAN_ITEMS_MAX: usize = 40;
/// All plans of a server, in bytes: they are recorded in each room that it opens.
pub const PLANS_BYTES_MAX: usize = 32 * 1024;
/// A task's box, at most, in minutes: a day.
pub const TASK_MINUTES_MAX: u16 = 24 * 60;
/// Incidents that one question to a server's library finds.
pub const CONSULT_FOUND_MAX: u32 = 200;
/// What one answer of a server's library holds, in bytes as they are written: incidents, reports, moments,
/// lines of a recording. What is more comes with the next question; the one that goes beyond is whole.
pub const CONSULT_BYTES_MAX: usize = 768 * 1024;
/// No answer of a server's library is longer, in bytes: whoever reads none of it costs that, once, and less
/// than any peer may.
pub const CONSULT_ANSWER_BYTES_MAX: usize = 1536 * 1024;
/// Words, or phrases in quotes, that one search looks for.
pub const SEARCH_WORDS_MAX: usize = 32;
