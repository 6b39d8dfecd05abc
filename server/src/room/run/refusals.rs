//! What this room has refused: asked again, it is refused again.
//!
//! Who did not hear the no (the connection was cut) asks again, and one that was sent before may
//! still be on its way. Recorded now it would stand behind what its author wrote after it, or be
//! recorded although it was refused. It holds `REFUSALS_MAX`, the oldest go first, and nothing
//! beyond the life of the room.

use std::collections::{HashMap, VecDeque};
use warroom_register::{Ask, CommandId, Handle, Refusal};

use crate::room::jobs::{Job, Outcome, Wish};

/// Refusals remembered: a connection has a few asks under way, and thousands may be cut at once.
const REFUSALS_MAX: usize = 8192;

/// The last refusals, by who asked what.
#[derive(Debug, Default)]
pub(super) struct Refusals {
    known: HashMap<(Handle, CommandId), Refusal>,
    order: VecDeque<(Handle, CommandId)>,
}

impl Refusals {
    /// Remembers what was refused. That an id was used for another command says nothing of it.
    pub(super) fn note(&mut self, job: &Job, outcome: &Outcome) {
        let (Wish::Ask { ask, own: false }, Outcome::Refused(refusal)) = (&job.wish, outcome)
        else {
            return;
        };
        let key = (ask.author, ask.id);
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
