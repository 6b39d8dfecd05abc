//! What of a branch that the room went on without is said to the room again, and what is not.
//!
//! A number behind the fork is another record's there. So whatever names one goes to nobody by itself:
//! it would do to somebody else's entry what was meant for one that is gone. Nor does what decides for
//! others, since it was decided on what stood there then. What is not sent is said, and stays in the
//! file. Words that the branch took out are in the room again: that they go is asked once more.

use std::collections::BTreeMap;

use warroom_register::protocol::Asked;
use warroom_register::rights::{Who, right};
use warroom_register::{
    Command, CommandId, EntryId, Event, Handle, Record, Recording, Seen, Seq, Text,
};

use crate::link::outbox::Outbox;
use crate::link::words::words;
use crate::trouble::Trouble;
use crate::{clock, out};

/// Of what waits and names a record that the room does not have.
const OTHER_RECORD: &str = "it names a record that the room went on without: write it anew, with the number of what \
                            you mean";

/// Offers again what this person wrote behind the fork, and what was taken out there.
pub(super) fn offer(
    outbox: &Outbox,
    who: Handle,
    branch: &Recording,
    room: &Recording,
    gone: Gone,
) -> Result<(), Trouble> {
    let same = gone.same;
    let tail = || branch.records.iter().filter(|record| record.seq > same);
    for record in tail().filter(|record| record.by == who) {
        let Some(command) = record.event.clone().asks().map(|it| as_then(it, record)) else {
            continue;
        };
        let quiet = right(&command).1 == Who::Room || is_of_redaction(&command);
        if quiet {
            continue;
        }
        if record.redacted_by.is_none() && is_own_to_say(&command) && gone.leaves(&record.event) {
            out::note(&format!("sent again: {}", words(&command)));
            outbox.put(&Asked::new(record.command, command), false)?;
        } else {
            let why = not_sent(record, gone);
            out::note(&format!("not sent again, {why}: {} {}", record.seq, words(&command)));
        }
    }
    for (entry, why) in taken_out(tail(), room, same) {
        out::note(&format!(
            "the words of {entry} were taken out there, and stand in the room's record: the lead is asked \
             to take them out (warroom redact {entry})"
        ));
        let id = CommandId(uuid::Uuid::now_v7());
        let command = Command::AskRedaction { entry, why };
        outbox.put(&Asked::new(id, command), true)?;
    }
    Ok(())
}

/// Keeps back what waits and names a record that the room does not have.
pub(super) fn hold_back(outbox: &Outbox, gone: Gone) -> Result<(), Trouble> {
    for asked in outbox.contents()?.waiting {
        if gone.leaves(&asked.command.clone().event()) {
            continue;
        }
        if matches!(asked.command, Command::ConfirmRedaction { .. }) {
            outbox.settle(asked.id)?;
            continue;
        }
        out::note(&format!("not sent: {}: {OTHER_RECORD} (warroom outbox)", words(&asked.command)));
        outbox.refuse(asked.id, OTHER_RECORD, clock::now())?;
    }
    Ok(())
}

/// The command with when it was first written: the room records it later.
fn as_then(mut command: Command, record: &Record) -> Command {
    if let Command::Write { seen_at: seen_at @ None, .. } = &mut command {
        *seen_at = Some(Seen { at: record.at, about: false });
    }
    command
}

/// What the room went on without: the records behind one place, up to another.
#[derive(Clone, Copy)]
pub(super) struct Gone {
    pub(super) same: Seq,
    pub(super) head: Seq,
}

impl Gone {
    /// Whether it names none of them. A number behind the last is one of something else.
    fn leaves(self, event: &Event) -> bool {
        event.names().iter().all(|named| *named <= self.same || *named > self.head)
    }
}

fn not_sent(record: &Record, gone: Gone) -> &'static str {
    if record.redacted_by.is_some() {
        "its words were taken out"
    } else if gone.leaves(&record.event) {
        "since it decides for others: do it anew if it still holds"
    } else {
        "since it names what the room does not have"
    }
}

/// Whether it only says what somebody saw, did or thinks, or what became of their own work.
fn is_own_to_say(command: &Command) -> bool {
    use Command as C;
    let own = matches!(
        right(command).1,
        Who::Anyone | Who::OwnOr(_) | Who::WorksOn(_) | Who::Verifies(_) | Who::Answers(_)
    );
    let of_the_room = matches!(
        command,
        C::Leave {}
            | C::OpenReview { .. }
            | C::TakeChair { .. }
            | C::AgreeTimeline {}
            | C::AgreeReport {}
            | C::AcceptRole { .. }
            | C::DeclineRole { .. }
            | C::MakeToken { .. }
            | C::OfferHost { .. }
    );
    own && !of_the_room
}

const fn is_of_redaction(command: &Command) -> bool {
    matches!(
        command,
        Command::Redact { .. } | Command::AskRedaction { .. } | Command::ConfirmRedaction { .. }
    )
}

/// The records that both have of which the branch took the words out, or somebody asked for that, and
/// that stand in the room's whole; each with why.
fn taken_out<'a>(
    tail: impl Iterator<Item = &'a Record>,
    room: &Recording,
    same: Seq,
) -> BTreeMap<EntryId, Text> {
    let taken = tail.filter_map(|record| match &record.event {
        Event::Redacted { entry, why, .. } | Event::RedactionAsked { entry, why } => {
            Some((*entry, why.clone()))
        }
        _ => None,
    });
    let asked = |entry: EntryId| {
        room.records
            .iter()
            .any(|it| matches!(it.event, Event::RedactionAsked { entry: of, .. } if of == entry))
    };
    let stands =
        |entry: EntryId| room.records.iter().any(|it| it.seq == entry && it.redacted_by.is_none());
    taken.filter(|(entry, _)| *entry <= same && stands(*entry) && !asked(*entry)).collect()
}
