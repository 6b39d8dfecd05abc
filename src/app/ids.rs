//! Ids for commands, from a seed given in: a test that gives the same seed sees the same ids.

use uuid::Builder;
use warroom_register::{At, CommandId, Seeded};

/// A source of ids: time in front, as version 7 has it, and numbers of a seeded sequence behind.
#[derive(Clone, Debug)]
pub(crate) struct Ids(Seeded, Seeded);

impl Ids {
    /// The sequence of this seed; outside tests the seed is random.
    pub(crate) const fn seeded(seed: [u64; 2]) -> Self {
        Self(Seeded::new(seed[0]), Seeded::new(seed[1]))
    }

    /// The next id.
    pub(crate) fn next(&mut self, now: At) -> CommandId {
        let (a, b) = (self.0.number(), self.1.number());
        let mut random = [0; 10];
        for (to, from) in random.iter_mut().zip(a.to_be_bytes().into_iter().chain(b.to_be_bytes()))
        {
            *to = from;
        }
        let ms = u64::try_from(now.ms()).unwrap_or(0);
        CommandId(Builder::from_unix_timestamp_millis(ms, &random).into_uuid())
    }
}
