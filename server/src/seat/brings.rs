//! Records on their way from a client's copy, piece by piece, and the turn to bring them.
//!
//! There are few turns a room, and what came waits on disk until it is whole: so it costs no memory, and
//! whoever has the turn has to go on, and to be done. It never looks at what comes. Where the turn ends,
//! for whatever reason, nothing of it is left.

use std::time::Duration;
use tokio::time::Instant;
use warroom_register::limits::{BRING_SECONDS_MAX, BRING_SILENCE_SECONDS_MAX, RESTORE_BYTES_MAX};

use crate::journal::{Lines, blocking};
use crate::room::Turn;
use crate::room::copy::unwritten;

/// What came so far, and the turn.
#[derive(Debug)]
pub(super) struct Brings {
    lines: Lines,
    /// When the next piece has to be here, and all of them.
    piece_by: Instant,
    all_by: Instant,
    held: Turn,
}

impl Brings {
    pub(super) fn begin(lines: Lines, held: Turn, now: Instant) -> Self {
        let (piece_by, all_by) = (next_by(now), now + Duration::from_secs(BRING_SECONDS_MAX));
        Self { lines, piece_by, all_by, held }
    }

    /// Takes a piece; or says why it is not taken, and then the turn is over.
    pub(super) async fn take(self, piece: String, now: Instant) -> Result<Self, String> {
        let Self { mut lines, all_by, held, .. } = self;
        let most = u64::try_from(RESTORE_BYTES_MAX).unwrap_or(u64::MAX);
        let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
        if lines.bytes().saturating_add(length) > most {
            let most = RESTORE_BYTES_MAX / (1024 * 1024);
            return Err(format!("more than {most} MiB are not put back over a network"));
        }
        let added = blocking(move || lines.add(&piece).map(|()| lines)).await;
        let lines = added.map_err(|e| e.to_string())?.map_err(|e| unwritten(&e))?;
        Ok(Self { lines, piece_by: next_by(now), all_by, held })
    }

    /// When the turn ends, if no piece comes before.
    pub(super) fn until(&self) -> Instant {
        self.piece_by.min(self.all_by)
    }

    /// All that came. The turn goes on until what this gives second is dropped.
    pub(super) fn into_lines(self) -> (Lines, Turn) {
        (self.lines, self.held)
    }
}

fn next_by(now: Instant) -> Instant {
    now + Duration::from_secs(BRING_SILENCE_SECONDS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun() -> (Brings, Instant, tempfile::TempDir) {
        let held = crate::room::Turns::default().take(warroom_register::Bytes([1; 32])).unwrap();
        let (now, folder) = (Instant::now(), crate::tests::folder());
        let lines = Lines::begin(folder.path()).unwrap();
        (Brings::begin(lines, held, now), now, folder)
    }

    #[tokio::test]
    async fn what_is_put_back_is_taken_up_to_its_limit() {
        let (brings, now, _folder) = begun();
        let brings = brings.take("x".repeat(RESTORE_BYTES_MAX - 3), now).await.unwrap();
        let brings = brings.take("123".to_owned(), now).await.unwrap();
        let why = brings.take("1".to_owned(), now).await.unwrap_err();
        assert!(why.contains("more than 64 MiB"), "{why}");
    }

    #[tokio::test]
    async fn whoever_brings_goes_on_within_seconds_and_is_done_within_minutes() {
        let (mut brings, begin, _folder) = begun();
        let second = Duration::from_secs(1);
        let silence = Duration::from_secs(BRING_SILENCE_SECONDS_MAX);
        assert_eq!(brings.until(), begin + silence);
        let mut now = begin;
        while now + silence < begin + Duration::from_secs(BRING_SECONDS_MAX) {
            brings = brings.take("x".to_owned(), now).await.unwrap();
            assert_eq!(brings.until(), now + silence);
            now += silence.saturating_sub(second);
        }
        brings = brings.take("x".to_owned(), now).await.unwrap();
        assert_eq!(brings.until(), begin + Duration::from_secs(BRING_SECONDS_MAX));
    }
}
