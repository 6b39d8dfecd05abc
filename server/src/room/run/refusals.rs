//! What this room has refused: asked again, it is refused again.
//!
//! Who did not hear the no (the connection was cut) asks again, and one that was sent before may
//! still be on its way. Recorded now it would stand behind what its author wrote after it, or be
//! recorded although it was refused. It holds `REFUSALS_MAX`, the oldest go first, and nothing
//! beyond the life of the room.

use std::collections::{HashMap, VecDeque};
use warroom_register::{Ask, CommandId, Handle, Refusal};

use crate::room::jobs::{Answer, Job, Outcome, Wish};

/// Refusals remembered: a connection has a few asks under way, and thousands may be cut at once.
const REFUSALS_MAX: usize = 8192;

/// The last refusals, by who asked what.
#[derive(Debug, Default)]
pub(super) struct Refusals {
    known: HashMap<(Handle, CommandId), Refusal>,
    order: VecDeque<(Handle, CommandId)>,
}

impl Refusals {
    /// Remembers what was refused. That an id was used for another command says nothing of it; and a
    /// plain request that was told to come again later is no old ask on its way when it does.
    pub(super) fn note(&mut self, job: &Job, outcome: &Outcome) {
        let (Wish::Ask { ask, source }, Outcome::Refused(refusal)) = (&job.wish, outcome) else {
            return;
        };
        if source.is_own() {
            return;
        }
        let key = (ask.author, ask.id);
        let comes_again = matches!(job.answer, Answer::Recorded(_));
        if comes_again && matches!(refusal, Refusal::NotRecorded { .. }) {
            return;
        }
        if *refusal == Refusal::OtherCommand || self.known.insert(key, refusal.clone()).is_some() {
            return;
        }
        self.order.push_back(key);
        if self.order.len() > REFUSALS_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
    }

    /// What was said of it before, if it was refused.
    pub(super) fn of(&self, ask: &Ask) -> Option<Refusal> {
        self.known.get(&(ask.author, ask.id)).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::room::jobs::Source;
    use uuid::Uuid;
    use warroom_register::protocol::Asked;
    use warroom_register::{Command, Seq};

    fn job(n: usize) -> Job {
        let id = CommandId(Uuid::from_u128(n as u128));
        let asked = Asked { id, knew: None, command: Command::Leave {} };
        Job { wish: Wish::ask("ana".parse().unwrap(), asked, Source::Seat), answer: Answer::Nobody }
    }

    fn knows(refusals: &Refusals, n: usize) -> bool {
        let Wish::Ask { ask, .. } = job(n).wish else { return false };
        refusals.of(&ask).is_some()
    }

    #[test]
    fn so_many_refusals_are_remembered_and_the_oldest_go_first() {
        let mut refusals = Refusals::default();
        for n in 0..REFUSALS_MAX {
            refusals.note(&job(n), &Outcome::Refused(Refusal::NoChange));
        }
        assert!(knows(&refusals, 0) && knows(&refusals, REFUSALS_MAX - 1));
        refusals.note(&job(REFUSALS_MAX), &Outcome::Refused(Refusal::NoChange));
        assert!(!knows(&refusals, 0) && knows(&refusals, 1) && knows(&refusals, REFUSALS_MAX));
        assert_eq!((refusals.known.len(), refusals.order.len()), (REFUSALS_MAX, REFUSALS_MAX));
        refusals.note(&job(1), &Outcome::Recorded(Seq(1)));
        assert_eq!(refusals.known.len(), REFUSALS_MAX, "a yes is no refusal");
    }
}
