//! Ids for commands, from a seed given in: a test that gives the same seed sees the same ids.

use uuid::Builder;
use warroom_register::{At, CommandId};

/// A source of ids: time in front, as version 7 has it, and numbers of a seeded sequence behind.
#[derive(Clone, Debug)]
pub(crate) struct Ids(u64, u64);

impl Ids {
    /// The sequence of this seed; outside tests the seed is random.
    pub(crate) const fn seeded(seed: [u64; 2]) -> Self {
        Self(seed[0], seed[1])
    }

    /// The next id.
    pub(crate) fn next(&mut self, now: At) -> CommandId {
        let (a, b) = (self.number(), self.number());
        let mut random = [0; 10];
        for (to, from) in random.iter_mut().zip(a.to_be_bytes().into_iter().chain(b.to_be_bytes()))
        {
            *to = from;
        }
        let ms = u64::try_from(now.ms()).unwrap_or(0);
        CommandId(Builder::from_unix_timestamp_millis(ms, &random).into_uuid())
    }

    /// `SplitMix64` with a second word of state mixed in: two seeds that share one half differ.
    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0 ^ self.1.rotate_left(17);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        self.1 = self.1.wrapping_add(z | 1);
        z ^ (z >> 31)
    }
}
