//! Deciding, one wish after the other, on the draft; and what became of wishes after a failure.

use std::sync::Arc;
use tokio::time::Instant;
use warroom_register::limits::HELLO_SECONDS_MAX;
use warroom_register::protocol::{Asked, SeatEnd};
use warroom_register::rights::{self, Who};
use warroom_register::words::{EntryKind, Phase, Scope};
use warroom_register::{
    Ask, At, Command, Event, Handle, Record, Refusal, Register, Seq, Verdict, decide,
    decide_by_token, deed, follow,
};

use super::Room;
use super::timers::Timer;
use crate::room::Shared;
use crate::room::door::{self, Entrance, Newcomer, Turned};
use crate::room::draft::Draft;
use crate::room::jobs::{Job, Outcome, Source, Wish};
use crate::room::stop::Stop;

/// From reading a plain request's head to recording it: its body has so long, and the disk some time.
const READ_TO_RECORDED_MS_MAX: u64 = 2 * HELLO_SECONDS_MAX * 1000;

impl Room {
    pub(super) fn decide(&mut self, job: &mut Job, lines: &mut Vec<Arc<str>>) -> Outcome {
        match &mut job.wish {
            Wish::Ask { ask, source } => {
                let (source, own) = (*source, source.is_own());
                if !own && rights::right(&ask.command).1 == Who::Room {
                    return Outcome::Refused(Refusal::RoomOnly);
                }
                if let Some(refusal) = self.refused.of(ask).filter(|_| !own) {
                    return Outcome::Refused(refusal);
                }
                if let Some(outcome) = self.held_up(ask, own) {
                    return outcome;
                }
                let (who, what) = (ask.author, deed(&ask.command));
                let outcome = self.write(ask, source, lines);
                if let Outcome::Refused(Refusal::Scope { needs, .. }) = outcome {
                    self.beyond.tried(who, what, needs);
                    self.timers.set(Timer::Look, Instant::now());
                }
                outcome
            }
            Wish::Admit(newcomer) => self.admit(newcomer, lines),
            Wish::Look(newcomer) => self.look_at(newcomer),
            // They were heard before.
            Wish::Claim(_) | Wish::Bring { .. } => Outcome::Unknown,
        }
    }

    fn admit(&mut self, newcomer: &Newcomer, lines: &mut Vec<Arc<str>>) -> Outcome {
        let Some(draft) = &self.draft else { return Outcome::Unknown };
        if self.stop.as_ref().is_some_and(Stop::is_blank) {
            return Outcome::Admitted(Scope::Respond);
        }
        let entrance = self.entrance(draft, newcomer);
        if !matches!(entrance, Ok(Entrance::Known(_)))
            && let Some(waits) = self.waits_for_whole(newcomer)
        {
            return waits;
        }
        let waits = |turned: &Turned| turned.end == SeatEnd::Waits;
        if let Ok(Entrance::Knock(_, turned)) | Err(turned) = &entrance
            && waits(turned)
        {
            let now = Instant::now();
            if self.at_door.came(newcomer.handle, newcomer.key, now) {
                self.timers.set(Timer::Look, now);
            }
        }
        let (scope, command) = match entrance {
            Ok(Entrance::Known(scope)) => return Outcome::Admitted(scope),
            Ok(Entrance::Record(scope, command)) => (scope, command),
            Ok(Entrance::Knock(command, turned)) => return self.knock(command, turned, lines),
            Err(turned) => return Outcome::Turned(turned),
        };
        let Asked { id, knew, command } = self.machine(command);
        let mut ask = Ask { id, author: newcomer.handle, knew, now: At::default(), command };
        match self.write(&mut ask, Source::Own, lines) {
            Outcome::Recorded(_) => Outcome::Admitted(scope),
            other => other,
        }
    }

    /// What would come of somebody at the door.
    fn look_at(&self, newcomer: &Newcomer) -> Outcome {
        let Some(draft) = &self.draft else { return Outcome::Unknown };
        // What they hold is looked at before they come in.
        if self.stop.as_ref().is_some_and(Stop::is_blank) {
            return Outcome::Admitted(Scope::Respond);
        }
        match self.entrance(draft, newcomer) {
            Ok(Entrance::Known(scope) | Entrance::Record(scope, _)) => Outcome::Admitted(scope),
            Ok(Entrance::Knock(_, turned)) | Err(turned) => Outcome::Turned(turned),
        }
    }

    /// Notes that somebody is at the door, who is then told to wait.
    fn knock(&mut self, command: Command, turned: Turned, lines: &mut Vec<Arc<str>>) -> Outcome {
        let Asked { id, knew, command } = self.machine(command);
        let author = Handle::warroom();
        let mut ask = Ask { id, author, knew, now: At::default(), command };
        match self.write(&mut ask, Source::Own, lines) {
            Outcome::Recorded(_) => Outcome::Turned(turned),
            other => other,
        }
    }

    pub(super) fn entrance(&self, draft: &Draft, newcomer: &Newcomer) -> Result<Entrance, Turned> {
        let now = self.context.clock.now();
        match self.shared.label {
            Some(label) => {
                let here = self.shared.presence.here();
                door::join(draft.register(), (label, &here), newcomer, now)
            }
            None => door::enrol(draft.register(), newcomer, now),
        }
    }

    fn write(&mut self, ask: &mut Ask, source: Source, lines: &mut Vec<Arc<str>>) -> Outcome {
        ask.now = self.context.clock.now();
        self.prepare(ask);
        let Some(draft) = &mut self.draft else { return Outcome::Unknown };
        let decide = if source == Source::Token { decide_by_token } else { decide };
        let event = match decide(draft.register(), ask) {
            Verdict::Record(event) => event,
            Verdict::Already(seq) => return Outcome::Already(seq),
            Verdict::Refused(refusal) => return Outcome::Refused(refusal),
        };
        if reopens(draft.register(), &event) {
            let limits = self.context.limits.going_on();
            if let Err(refusal) = self.context.board.reopen(self.shared.id, limits) {
                return Outcome::Refused(refusal);
            }
        }
        let (stirs, causes) = (stirs(&event), causes(&event));
        match draft.write(ask, event) {
            Ok((seq, line)) => {
                let record = causes.then(|| Record::read(&line));
                lines.push(line);
                if let Some(Ok(record)) = record {
                    self.record_what_follows(&record, lines);
                }
                if stirs {
                    self.timers.set(Timer::Look, Instant::now());
                }
                Outcome::Recorded(seq)
            }
            Err(error) => Outcome::not_recorded(&error.to_string()),
        }
    }

    /// Records what follows of a record, in the same append: both are there, or neither.
    fn record_what_follows(&mut self, record: &Record, lines: &mut Vec<Arc<str>>) {
        let Some(draft) = &self.draft else { return };
        for (id, command) in follow(draft.register(), record) {
            let author = Handle::warroom();
            let mut ask = Ask { id, author, knew: None, now: At::default(), command };
            match self.write(&mut ask, Source::Own, lines) {
                Outcome::Recorded(_) | Outcome::Already(_) => {}
                outcome => {
                    let why = format!("{outcome:?}");
                    tracing::warn!(incident = self.name(), why, "what follows is not recorded");
                }
            }
        }
    }

    /// What the room itself gives into a command: the card, when an incident is closed; and on which
    /// task an action is, where only its words say so. What came again is left as it came: the room
    /// may read in it today what it could not read then.
    fn prepare(&self, ask: &mut Ask) {
        let Some(register) = self.draft.as_ref().map(Draft::register) else { return };
        match &mut ask.command {
            Command::MovePhase { phase, card, card_salt, .. } => {
                let hash = Some(register.incident().sealed).filter(|_| *phase == Phase::Closed);
                let opened = hash.and_then(|hash| self.context.seal.open(self.shared.id, hash));
                (*card, *card_salt) = opened.unzip();
            }
            Command::Write { kind: EntryKind::Action, about: about @ None, text, .. }
                if register.done(ask.id).is_none() =>
            {
                *about = register.task_named(text.raw());
            }
            _ => {}
        }
    }

    /// What became of a wish, as the journal says it. For `why`, see the append that failed.
    pub(super) fn became(&self, job: &Job, why: &str) -> Outcome {
        let Some(draft) = &self.draft else { return Outcome::Unknown };
        match &job.wish {
            Wish::Ask { ask, .. } => match draft.register().done(ask.id) {
                Some(seq) => Outcome::Already(seq),
                None => Outcome::not_recorded(why),
            },
            Wish::Look(newcomer) => self.look_at(newcomer),
            Wish::Admit(newcomer) => match self.entrance(draft, newcomer) {
                Ok(Entrance::Known(scope)) => Outcome::Admitted(scope),
                Ok(Entrance::Record(..) | Entrance::Knock(..)) => Outcome::not_recorded(why),
                Err(turned) => Outcome::Turned(turned),
            },
            Wish::Claim(_) | Wish::Bring { .. } => Outcome::Unknown,
        }
    }
}

impl Shared {
    /// Whether the record at this place is of this very ask.
    pub(super) async fn was_it(&self, ask: &Ask, seq: Seq) -> Outcome {
        let Ok(line) = self.line(seq).await else { return Outcome::Unknown };
        let Ok(record) = Record::read(&line) else { return Outcome::Unknown };
        let same = record.by == ask.author && record.command == ask.id;
        // What a redaction took cannot be compared; the id says enough.
        let again = || {
            record.event.made_by(&ask.command)
                || as_it_came_first(ask, &record).is_some_and(|it| record.event.made_by(&it))
        };
        if same && (record.redacted_by.is_some() || again()) {
            return Outcome::Already(seq);
        }
        Outcome::Refused(Refusal::OtherCommand)
    }
}

/// What a plain request with a key of its own says again, as it said it first: "five minutes ago" is
/// another instant each time it is read, later by as much as the request came later.
fn as_it_came_first(ask: &Ask, record: &Record) -> Option<Command> {
    let keyed = ask.id.0.get_version() == Some(uuid::Version::Custom);
    let mut command = keyed.then(|| ask.command.clone())?;
    let (Command::Write { seen_at: Some(again), .. }, Event::Written { seen_at: Some(first), .. }) =
        (&mut command, &record.event)
    else {
        return None;
    };
    let (moved, later) = (again.at.ms() - first.at.ms(), ask.now.ms() - record.at.ms());
    let so = again.about == first.about && moved.abs_diff(later) <= READ_TO_RECORDED_MS_MAX;
    so.then(|| again.at = first.at)?;
    Some(command)
}

/// Whether an incident that was over goes on by this.
fn reopens(register: &Register, event: &Event) -> bool {
    let to = |phase| matches!(event, Event::PhaseMoved { phase: to, .. } if *to != phase);
    register.incident().phase == Phase::Closed && to(Phase::Closed)
}

/// Whether anything follows of an event by itself.
const fn causes(event: &Event) -> bool {
    matches!(event, Event::PlanUsed { .. })
}

/// Whether an event may change who is to be noted away or back.
fn stirs(event: &Event) -> bool {
    use Event as E;
    matches!(
        event,
        E::Opened { .. }
            | E::Joined { .. }
            | E::Knocked { .. }
            | E::Left {}
            | E::RoleAccepted { .. }
            | E::LeadTaken { .. }
            | E::PhaseMoved { .. }
            | E::ReviewOpened { .. }
            | E::ChairTaken { .. }
            | E::ChairGiven { .. }
            | E::Removed { .. }
    )
}

#[cfg(test)]
mod tests {
    use warroom_register::{CommandId, Hash, NewEntry, Seen, Seq};

    use super::*;

    /// What is asked at this moment under a key, of something seen at that one.
    fn asked(now: i64, seen: i64, custom: bool) -> Ask {
        let seen_at = Some(Seen { at: At::from_ms(seen), about: false });
        let command = NewEntry { seen_at, ..NewEntry::of(EntryKind::Observation, "down") }.write();
        let id = if custom {
            uuid::Builder::from_custom_bytes([7; 16]).into_uuid()
        } else {
            uuid::Builder::from_random_bytes([7; 16]).into_uuid()
        };
        Ask {
            id: CommandId(id),
            author: Handle::warroom(),
            knew: None,
            now: At::from_ms(now),
            command,
        }
    }

    fn record(ask: &Ask) -> Record {
        Record {
            seq: Seq(1),
            prev: Hash::default(),
            salt: None,
            at: ask.now,
            by: ask.author,
            knew: None,
            command: ask.id,
            event: ask.command.clone().event(),
            redacted_by: None,
            hash: None,
        }
    }

    #[test]
    fn so_long_ago_is_the_same_moment_whenever_it_is_said_again() {
        const AGO: i64 = 300_000;
        let first = record(&asked(1_000_000, 1_000_000 - AGO, true));
        let again = |now: i64, ago: i64, custom| {
            let ask = asked(now, now - ago, custom);
            as_it_came_first(&ask, &first).is_some_and(|it| first.event.made_by(&it))
        };
        for later in [1, 90_000, 3_600_000] {
            assert!(again(1_000_000 + later, AGO, true), "{later}");
            assert!(!again(1_000_000 + later, AGO + 60_000, true), "another time, {later}");
            assert!(!again(1_000_000 + later, AGO, false), "a client's own id, {later}");
        }
    }
}
