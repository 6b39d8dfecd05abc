//! Records on their way from a client's copy, piece by piece, and the turn to bring them.
//!
//! There is one turn a room, and what came waits in memory until it is whole: so whoever has the turn
//! has to go on, and to be done. It never looks at what comes.

use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;
use warroom_register::limits::{BRING_SECONDS_MAX, BRING_SILENCE_SECONDS_MAX, RESTORE_BYTES_MAX};

/// What came so far, and the turn.
#[derive(Debug)]
pub(super) struct Brings {
    text: String,
    /// When the next piece has to be here, and all of them.
    piece_by: Instant,
    all_by: Instant,
    _held: OwnedSemaphorePermit,
}

impl Brings {
    pub(super) fn begin(held: OwnedSemaphorePermit, now: Instant) -> Self {
        let (piece_by, all_by) = (next_by(now), now + Duration::from_secs(BRING_SECONDS_MAX));
        Self { text: String::new(), piece_by, all_by, _held: held }
    }

    /// Takes a piece; false where that is more than is taken.
    pub(super) fn take(&mut self, piece: &str, now: Instant) -> bool {
        let fits = self.text.len() + piece.len() <= RESTORE_BYTES_MAX;
        if fits {
            self.text.push_str(piece);
            self.piece_by = next_by(now);
        }
        fits
    }

    /// When the turn ends, if no piece comes before.
    pub(super) fn until(&self) -> Instant {
        self.piece_by.min(self.all_by)
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

fn next_by(now: Instant) -> Instant {
    now + Duration::from_secs(BRING_SILENCE_SECONDS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use tokio::sync::Semaphore;

    fn begun() -> (Brings, Instant) {
        let held = Arc::new(Semaphore::new(1)).try_acquire_owned().unwrap();
        let now = Instant::now();
        (Brings::begin(held, now), now)
    }

    #[test]
    fn what_is_put_back_is_taken_up_to_its_limit() {
        let (mut brings, now) = begun();
        assert!(brings.take(&"x".repeat(RESTORE_BYTES_MAX - 3), now));
        assert!(!brings.take("1234", now));
        assert!(brings.take("123", now));
        assert!(!brings.take("1", now));
    }

    #[test]
    fn whoever_brings_goes_on_within_seconds_and_is_done_within_minutes() {
        let (mut brings, begin) = begun();
        let second = Duration::from_secs(1);
        let silence = Duration::from_secs(BRING_SILENCE_SECONDS_MAX);
        assert_eq!(brings.until(), begin + silence);
        let mut now = begin;
        while now + silence < begin + Duration::from_secs(BRING_SECONDS_MAX) {
            assert!(brings.take("x", now));
            assert_eq!(brings.until(), now + silence);
            now += silence.saturating_sub(second);
        }
        assert!(brings.take("x", now));
        assert_eq!(brings.until(), begin + Duration::from_secs(BRING_SECONDS_MAX));
    }
}
