//! How much comes by each token: so many texts a minute.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use warroom_register::Hash;
use warroom_register::limits::TEXTS_PER_MINUTE_MAX;

/// What a source may bring is counted over so long.
const MINUTE: Duration = Duration::from_secs(60);
/// Sources that are remembered: whoever has a good token, so there are few.
const SOURCES_MAX: usize = 4096;

/// How much came by each token in its minute.
#[derive(Debug, Default)]
pub(crate) struct Sources(Mutex<HashMap<Hash, (u32, Instant)>>);

impl Sources {
    /// One more: it may be now, or after so many seconds.
    pub(crate) fn take(&self, token: Hash, now: Instant) -> Result<(), u64> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= SOURCES_MAX {
            all.retain(|_, (_, since)| now.duration_since(*since) < MINUTE);
        }
        let (count, since) = all.entry(token).or_insert((0, now));
        let gone = now.duration_since(*since);
        if gone >= MINUTE {
            (*count, *since) = (0, now);
        } else if *count >= TEXTS_PER_MINUTE_MAX {
            return Err(MINUTE.saturating_sub(gone).as_secs() + 1);
        }
        *count += 1;
        Ok(())
    }
}
