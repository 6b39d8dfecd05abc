//! Where the bytes come from that nobody chose: salts, ids, the secret of a seal.
//!
//! What has to be hard to guess by whoever is connected (a challenge, a token) is the system's always.

use std::sync::{Arc, Mutex, PoisonError};
use uuid::{Builder, Uuid};
use warroom_register::Seeded;

use crate::clock::Clock;

/// What gives the bytes that nobody chose.
#[derive(Clone, Debug, Default)]
pub enum Chance {
    /// The system.
    #[default]
    System,
    /// A seed: tests have the same server again, byte for byte. Salts from here hide nothing.
    Seeded(Arc<Mutex<Seeded>>),
}

impl Chance {
    /// What follows from this seed.
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Arc::new(Mutex::new(Seeded::new(seed))))
    }

    /// Fills these.
    pub(crate) fn fill(&self, bytes: &mut [u8]) -> Result<(), getrandom::Error> {
        match self {
            Self::System => getrandom::fill(bytes)?,
            Self::Seeded(state) => {
                for piece in bytes.chunks_mut(8) {
                    let number = next(state).to_le_bytes();
                    piece.iter_mut().zip(number).for_each(|(to, from)| *to = from);
                }
            }
        }
        Ok(())
    }

    /// An id of this moment.
    pub(crate) fn id(&self, clock: &Clock) -> Uuid {
        let Self::Seeded(state) = self else { return Uuid::now_v7() };
        let mut bytes = [0; 10];
        let number = next(state).to_le_bytes();
        bytes.iter_mut().zip(number).for_each(|(to, from)| *to = from);
        let ms = u64::try_from(clock.now().ms()).unwrap_or(0);
        Builder::from_unix_timestamp_millis(ms, &bytes).into_uuid()
    }
}

fn next(seeded: &Mutex<Seeded>) -> u64 {
    seeded.lock().unwrap_or_else(PoisonError::into_inner).number()
}

#[cfg(test)]
mod tests {
    use super::*;
    use warroom_register::At;

    fn drawn(chance: &Chance) -> ([u8; 20], Uuid) {
        let mut bytes = [0; 20];
        chance.fill(&mut bytes).unwrap();
        (bytes, chance.id(&Clock::starting(At::from_ms(1_700_000_000_000))))
    }

    #[test]
    fn one_seed_gives_the_same_again_and_the_system_never() {
        let chance = Chance::seeded(7);
        let first = drawn(&chance);
        assert_eq!(first.1.get_version_num(), 7);
        assert_eq!(first, drawn(&Chance::seeded(7)));
        assert_ne!(first, drawn(&chance));
        assert_ne!(first, drawn(&Chance::seeded(8)));
        assert_ne!(drawn(&Chance::System), drawn(&Chance::System));
    }
}
