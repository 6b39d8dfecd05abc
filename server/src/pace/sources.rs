//! How much comes by each token: so many texts a minute, and how many were too many.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tokio::time::Instant;
use warroom_register::Hash;
use warroom_register::limits::TEXTS_PER_MINUTE_MAX;

use super::{Minute, Minutes};

/// Sources that are remembered: whoever has a good token, so there are few.
const SOURCES_MAX: usize = 4096;

/// How much came by each token in its minute.
#[derive(Debug)]
pub(crate) struct Sources {
    minutes: Minutes<Hash>,
    /// Texts that were too many, of which nothing is on record yet.
    untold: Mutex<HashMap<Hash, u32>>,
}

/// A text that is one too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooMany {
    /// The next one may come after so long, in seconds.
    pub(crate) again_seconds: u64,
    /// When all that are too many are told of; said with the first of them.
    pub(crate) tell_at: Option<Instant>,
}

impl Default for Sources {
    fn default() -> Self {
        Self { minutes: Minutes::of(SOURCES_MAX), untold: Mutex::default() }
    }
}

impl Sources {
    /// One more: it may be now, or is too many.
    pub(crate) fn take(&self, token: Hash, now: Instant) -> Result<(), TooMany> {
        let Minute { count, ends } = self.minutes.count(token, now);
        if count <= TEXTS_PER_MINUTE_MAX {
            return Ok(());
        }
        let mut untold = self.untold.lock().unwrap_or_else(PoisonError::into_inner);
        let beyond = untold.entry(token).or_default();
        *beyond = beyond.saturating_add(1);
        let again_seconds = ends.duration_since(now).as_secs() + 1;
        Err(TooMany { again_seconds, tell_at: (*beyond == 1).then_some(ends) })
    }

    /// How many by this token were too many and are not told of; whoever asks tells it.
    pub(crate) fn take_untold(&self, token: Hash) -> u32 {
        let mut untold = self.untold.lock().unwrap_or_else(PoisonError::into_inner);
        untold.remove(&token).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn those_beyond_a_minutes_are_counted_and_told_of_once() {
        let (sources, begin) = (Sources::default(), Instant::now());
        let (token, later) = (Hash([1; 32]), begin + Duration::from_secs(45));
        for _ in 0..TEXTS_PER_MINUTE_MAX {
            assert_eq!(sources.take(token, begin), Ok(()));
        }
        let ends = begin + Duration::from_secs(60);
        let first = sources.take(token, later).unwrap_err();
        assert_eq!(first, TooMany { again_seconds: 16, tell_at: Some(ends) });
        for _ in 1..12 {
            assert_eq!(sources.take(token, later).unwrap_err().tell_at, None);
        }
        assert_eq!(sources.take(Hash([2; 32]), later), Ok(()), "another token has its own");
        // The next minute has begun before anybody told of the last one.
        assert_eq!(sources.take(token, ends), Ok(()));
        assert_eq!((sources.take_untold(token), sources.take_untold(token)), (12, 0));
    }
}
