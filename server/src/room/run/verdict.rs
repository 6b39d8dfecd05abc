//! Deciding, one wish after the other, on the draft; and what became of wishes after a failure.

use std::sync::Arc;
use tokio::time::Instant;
use warroom_register::protocol::Asked;
use warroom_register::rights::{self, Who};
use warroom_register::words::Phase;
use warroom_register::{Ask, Command, Event, Handle, Record, Refusal, Seq, Verdict, decide};

use super::{Room, machine};
use crate::room::door::{self, Entrance, Newcomer, Turned};
use crate::room::draft::Draft;
use crate::room::jobs::{Job, Outcome, Wish};

impl Room {
    pub(super) fn decide(&mut self, job: &Job, lines: &mut Vec<Arc<str>>) -> Outcome {
        match &job.wish {
            Wish::Ask { author, asked, own } => {
                if !own && rights::right(&asked.command).1 == Who::Room {
                    return Outcome::Refused(Refusal::RoomOnly);
                }
                self.write(*author, asked.clone(), lines)
            }
            Wish::Admit(newcomer) => self.admit(newcomer, lines),
        }
    }

    fn admit(&mut self, newcomer: &Newcomer, lines: &mut Vec<Arc<str>>) -> Outcome {
        let Some(draft) = &self.draft else { return Outcome::Unknown };
        let (scope, command) = match self.entrance(draft, newcomer) {
            Ok(Entrance::Known(scope)) => return Outcome::Admitted(scope),
            Ok(Entrance::Record(scope, command)) => (scope, command),
            Err(turned) => return Outcome::Turned(turned),
        };
        match self.write(newcomer.handle, machine(command), lines) {
            Outcome::Recorded(_) => Outcome::Admitted(scope),
            other => other,
        }
    }

    fn entrance(&self, draft: &Draft, newcomer: &Newcomer) -> Result<Entrance, Turned> {
        let now = self.context.clock.now();
        match self.shared.label {
            Some(label) => door::join(draft.register(), label, newcomer, now),
            None => door::enrol(draft.register(), newcomer, now),
        }
    }

    fn write(&mut self, author: Handle, asked: Asked, lines: &mut Vec<Arc<str>>) -> Outcome {
        let command = self.prepared(asked.command);
        let Some(draft) = &mut self.draft else { return Outcome::Unknown };
        let Asked { id, knew, .. } = asked;
        let ask = Ask { id, author, knew, now: self.context.clock.now(), command };
        let event = match decide(draft.register(), &ask) {
            Verdict::Record(event) => event,
            Verdict::Already(seq) => return Outcome::Already(seq),
            Verdict::Refused(refusal) => return Outcome::Refused(refusal),
        };
        let stirs = stirs(&event);
        match draft.write(&ask, event) {
            Ok((seq, line)) => {
                lines.push(line);
                if stirs {
                    self.look_at = Some(Instant::now());
                }
                Outcome::Recorded(seq)
            }
            Err(error) => Outcome::not_recorded(&error.to_string()),
        }
    }

    /// What the room itself gives into a command: the card, when an incident is closed.
    fn prepared(&self, command: Command) -> Command {
        let Command::MovePhase { phase, why, .. } = command else { return command };
        let hash = self.draft.as_ref().map(|draft| draft.register().incident().sealed);
        let hash = hash.filter(|_| phase == Phase::Closed);
        let opened = hash.and_then(|hash| self.context.seal.open(self.shared.id, hash));
        let (card, card_salt) = opened.unzip();
        Command::MovePhase { phase, why, card, card_salt }
    }

    /// Whether the record at this place is of this very ask.
    pub(super) async fn was_it(&self, author: Handle, asked: &Asked, seq: Seq) -> Outcome {
        let Ok(line) = self.shared.line(seq).await else { return Outcome::Unknown };
        let Ok(record) = Record::read(&line) else { return Outcome::Unknown };
        let same = record.by == author && record.command == asked.id;
        // What a redaction took cannot be compared; the id says enough.
        if same && (record.redacted_by.is_some() || record.event.made_by(&asked.command)) {
            return Outcome::Already(seq);
        }
        Outcome::Refused(Refusal::OtherCommand)
    }

    /// What became of a wish, as the journal says it. For `why`, see the append that failed.
    pub(super) fn became(&self, job: &Job, why: &str) -> Outcome {
        let Some(draft) = &self.draft else { return Outcome::Unknown };
        match &job.wish {
            Wish::Ask { asked, .. } => match draft.register().done(asked.id) {
                Some(seq) => Outcome::Already(seq),
                None => Outcome::not_recorded(why),
            },
            Wish::Admit(newcomer) => match self.entrance(draft, newcomer) {
                Ok(Entrance::Known(scope)) => Outcome::Admitted(scope),
                Ok(Entrance::Record(..)) => Outcome::not_recorded(why),
                Err(turned) => Outcome::Turned(turned),
            },
        }
    }
}

/// Whether an event may change who is to be noted away or back.
fn stirs(event: &Event) -> bool {
    use Event as E;
    matches!(
        event,
        E::Opened { .. } | E::Joined { .. } | E::Left {} | E::RoleAccepted { .. }
            | E::LeadTaken { .. } | E::PhaseMoved { .. }
    )
}
