//! Limits that more than one module must know, or that a peer can reach; what concerns one module alone
//! stands there.

// What people write

/// A handle, in bytes: short enough to stand beside a name in every column.
pub const HANDLE_BYTES_MAX: usize = 24;
/// A title, in characters.
pub const TITLE_CHARS_MAX: usize = 200;
/// One text, in bytes.
pub const TEXT_BYTES_MAX: usize = 16 * 1024;
/// One text, in lines.
pub const TEXT_LINES_MAX: usize = 500;
/// What is kept of the output of a command that `exec` ran, in bytes: its end.
pub const OUTPUT_BYTES_MAX: usize = 4096;
/// Combining marks that are drawn over one character.
pub const MARKS_DRAWN_MAX: usize = 8;
/// Options of one proposal.
pub const OPTIONS_MAX: usize = 9;
/// Questions, tasks and decisions of one plan.
pub const PLAN_ITEMS_MAX: usize = 40;
/// All plans of a server, in bytes: they are recorded in each room that it opens.
pub const PLANS_BYTES_MAX: usize = 32 * 1024;
/// How far ahead a promise may lie, in days.
pub const AHEAD_DAYS_MAX: i64 = 90;
/// How far ahead a recommendation may be due, or be left to rest, in days: ten years.
pub const ADVICE_DAYS_MAX: i64 = 3653;
/// The longest box of a task, in minutes: a day.
pub const TASK_MINUTES_MAX: u16 = 24 * 60;

// How long a room waits

/// The box of a task, in minutes, unless somebody says otherwise.
pub const TASK_MINUTES: u16 = 10;
/// How long a proposal is before the room, in seconds, unless somebody says otherwise.
pub const WINDOW_SECONDS: u16 = 30;
/// The shortest time that a proposal is before the room, in seconds: in less nobody can read it.
pub const WINDOW_SECONDS_MIN: u16 = 15;
/// The longest time that a proposal is before the room, in seconds: a room waits no longer for silence.
pub const WINDOW_SECONDS_MAX: u16 = 120;
/// How long after the owner the lead is reminded, in seconds.
pub const LEAD_AFTER_SECONDS: u32 = 60;
/// How long an unanswered call round goes on asking, in minutes.
pub const ROUND_MINUTES: u32 = 15;
/// How long whoever offered a role reads on their line that it was declined, in minutes.
pub const DECLINED_MINUTES: u32 = 10;
/// How long the answer to a question from outside stands on the line of whoever asked, in minutes: they
/// look in now and then.
pub const ANSWER_TOLD_MINUTES: u32 = 30;
/// How long the holder of a role must be gone to be called away, in seconds.
pub const AWAY_SECONDS: u64 = 45;

// A room and its records

/// Records of one incident.
pub const RECORDS_MAX: u64 = 100_000;
/// The last of these are for people, so many: a token's texts are refused from there on, so that whatever
/// writes by itself never fills a room in which people still work.
pub const RECORDS_FOR_PEOPLE: u64 = 20_000;
/// The last place that an incident can reach: a full one still notes who leaves, who is removed and
/// what puts it right.
pub const PLACE_MAX: u64 = 2 * RECORDS_MAX;
/// The last of these places are for the room itself: to say that it was put right, or is served from
/// elsewhere, whatever else was noted.
pub const PLACES_FOR_REPAIR: u64 = 1000;
/// Records in one batch of history.
pub const BATCH_RECORDS_MAX: usize = 512;
/// Lines that a room keeps in memory; older ones are read from the journal.
pub const TAIL_LINES_MAX: usize = 4096;
/// Asks that wait for a room.
pub const INBOX_ASKS_MAX: usize = 256;
/// Asks of one seat that the room has not settled yet.
pub const SEAT_ASKS_MAX: usize = 16;
/// Sustained commands of one machine's key in a room, a second.
pub const COMMANDS_PER_SECOND: u32 = 10;
/// Commands that one machine may send to a room at once.
pub const COMMANDS_BURST: u32 = 40;
/// Seats whose history is read from the journal at the same time.
pub const JOINS_AT_ONCE_MAX: usize = 4;
/// Closed incidents, or such as could not be opened before, whose journals are read at the same time for
/// whoever asks for them.
pub const READINGS_AT_ONCE_MAX: usize = 2;
/// Sustained history that one machine is given over all its seats, in KiB a second. What is more
/// waits: whoever comes back with a copy is given only what it lacks, and never waits.
pub const HISTORY_KIB_PER_SECOND: u32 = 8 * 1024;
/// History that one machine is given at once, in KiB: many times a whole record, for shells that keep
/// no copy.
pub const HISTORY_KIB_BURST: u32 = 128 * 1024;
/// Tokens of one person that are good at the same time.
pub const TOKENS_PER_PERSON_MAX: usize = 16;
/// Texts that one token may bring by plain requests in a minute; what is more is refused until the
/// minute is over.
pub const TEXTS_PER_MINUTE_MAX: u32 = 30;
/// The key by which a repeated plain request is recognised, in bytes.
pub const REQUEST_KEY_BYTES_MAX: usize = 256;

// The door

/// Seats of one server.
pub const SEATS_MAX: usize = 2048;
/// Seats of one machine's key under all its handles: screens, and whatever shells do beside them.
pub const SEATS_PER_KEY_MAX: usize = 64;
/// Handles of one machine's key in one incident, or at one server: enough for those who share an
/// account, and no way to fill a record with newcomers.
pub const HANDLES_PER_KEY_MAX: usize = 8;
/// Incidents that go on at one server: each keeps a room open, from one start to the next.
pub const INCIDENTS_GOING_ON_MAX: usize = 1000;
/// Those among them that one machine's key opened which may not command at the server.
pub const INCIDENTS_GOING_ON_PER_KEY_MAX: usize = 50;
/// Connections that have not said a valid hello yet.
pub const STRANGERS_MAX: usize = 64;
/// Connections that wait to become one of `STRANGERS_MAX`. Whoever comes beyond them is turned away at
/// once, so that the door goes on taking this machine's own.
pub const STRANGERS_IN_LINE_MAX: usize = 256;
/// Connections from one address that have not said a valid hello yet.
pub const STRANGERS_PER_ADDRESS_MAX: usize = 8;
/// Connections of this machine's own programs that have not said a valid hello yet: they have slots of
/// their own, so that no stranger keeps them out.
pub const STRANGERS_OF_LOOPBACK_MAX: usize = 512;
/// From connecting to a valid hello, in seconds.
pub const HELLO_SECONDS_MAX: u64 = 5;
/// The head of an HTTP request, in bytes: the least that hyper allows.
pub const HTTP_HEAD_BYTES_MAX: usize = 8 * 1024;
/// Header lines of an HTTP request.
pub const HTTP_HEAD_LINES_MAX: usize = 64;
/// Wrong invites, tokens, names and keys from one address in a minute; each one beyond is answered late.
pub const WRONG_INVITES_PER_MINUTE_MAX: u32 = 5;
/// Machines that wait at one door to be let in.
pub const KNOCKS_WAITING_MAX: usize = 16;
/// How long a screen that waits at a door may be silent before it counts as gone, in seconds: it asks
/// every second.
pub const KNOCK_SILENCE_SECONDS: u64 = 15;
/// How long whoever knocked only once, as a script does, counts as waiting, in seconds.
pub const KNOCK_ONCE_SECONDS: u64 = 600;
/// Incidents in one message to the lobby: the newest.
pub const LOBBY_INCIDENTS_MAX: usize = 512;

// The wire

/// One frame from a client, in bytes.
pub const FRAME_BYTES_MAX: usize = 64 * 1024;
/// Sustained frames from one connection, a second: many times what a person and an outbox need.
pub const FRAMES_PER_SECOND: u32 = 100;
/// Sustained bytes from one connection, a second: the longest text ten times over.
pub const BYTES_PER_SECOND: u32 = 256 * 1024;
/// How many seconds' worth of frames and bytes may come at once.
pub const BURST_SECONDS: u32 = 10;
/// How long a seat may be silent before it counts as gone, in seconds.
pub const SILENCE_SECONDS_MAX: u64 = 30;
/// Between two rounds in which the server looks for silent seats, in seconds: one tick for all. A seat
/// that gave no sign of life since the last one is asked for it.
pub const BEAT_SECONDS: u64 = 10;
/// Between two signs of life of a client, in seconds; each is answered.
pub const PING_SECONDS: u64 = 6;
/// How long a link may bring no answer before it counts as down, in seconds.
pub const LINK_SILENCE_SECONDS_MAX: u64 = 13;

// Records that are put back

/// Machines that bring records to one room at the same time: few, so that one that brings nothing keeps
/// nobody waiting.
pub const BRINGS_AT_ONCE_MAX: usize = 8;
/// Records that one machine brings to a room that lost them, in bytes: they wait on disk.
pub const RESTORE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Records that all machines bring to all rooms of one server, in bytes: how much of its disk may be
/// taken by what nobody has looked at yet.
pub const RESTORES_BYTES_MAX: usize = 8 * RESTORE_BYTES_MAX;
/// One line of what is brought, in bytes: a record of the longest frame, with each byte escaped.
pub const RESTORE_LINE_BYTES_MAX: usize = 512 * 1024;
/// Among what is brought, the most records whose words are taken out, and the most that take some out.
pub const RESTORE_TAKEN_MAX: usize = 16 * 1024;
/// How long whoever brings records may be silent before they lose their turn, in seconds.
pub const BRING_SILENCE_SECONDS_MAX: u64 = 10;
/// From the first piece that is brought to the last, in seconds: longer than the most takes at the rate
/// that one connection may send.
pub const BRING_SECONDS_MAX: u64 = 600;
/// How long a room that is served again from a copy waits for whoever holds more, in seconds.
pub const GATHER_SECONDS: u64 = 10;

// A server's library

/// Sustained questions of one machine, a second. What is more waits.
pub const LIBRARY_QUESTIONS_PER_SECOND: u32 = 20;
/// Questions that one machine may ask at once.
pub const LIBRARY_QUESTIONS_BURST: u32 = 40;
/// How long a question waits for its turn, in seconds; one that would wait longer is refused.
pub const LIBRARY_WAIT_SECONDS_MAX: u64 = 10;
/// Others' reports that a server keeps.
pub const LIBRARY_PAPERS_MAX: usize = 1000;
/// The text of another's report, in bytes.
pub const PAPER_BYTES_MAX: usize = 1024 * 1024;
/// Services that another's report is about.
pub const PAPER_SERVICES_MAX: usize = 20;
/// Another's report on its way to a server, in bytes: what `BURST_SECONDS` lets through at once. It
/// waits on disk until it is whole.
pub const PAPER_WIRE_BYTES_MAX: usize = 2 * 1024 * 1024;
/// All reports on their way to one server, in bytes.
pub const PAPERS_WIRE_BYTES_MAX: usize = 64 * PAPER_WIRE_BYTES_MAX;
/// Incidents that one question finds.
pub const CONSULT_FOUND_MAX: u32 = 200;
/// What one answer holds, in bytes as they are written: incidents, reports, moments or lines of a
/// recording. What is more comes with the next question; the one that goes beyond is told whole.
pub const CONSULT_BYTES_MAX: usize = 768 * 1024;
/// The longest answer, in bytes: this is what somebody costs who asks and reads nothing, once, and less
/// than any peer may.
pub const CONSULT_ANSWER_BYTES_MAX: usize = 1536 * 1024;
/// Words, or phrases in quotes, that one search looks for.
pub const SEARCH_WORDS_MAX: usize = 32;
