//! What was known when: the time a thing happened beside the time it was written down.
//!
//! The walkthrough and the report order by the first and show only what the second allows.

use crate::At;
use crate::register::Row;

/// What was written down so many seconds after it happened was learnt later, on a screen and in a
/// report: it was not known at its time. Shorter than this is the time that typing takes.
pub const LEARNT_LATER_SECONDS: u64 = 60;

impl Row {
    /// When it happened, as far as anybody said; never later than it was recorded.
    pub fn happened(&self) -> At {
        self.seen.map_or(self.at, |seen| seen.at.min(self.at))
    }

    /// How many seconds after it happened it was learnt, where that is later than typing takes.
    pub fn learnt_later(&self) -> Option<u64> {
        let seconds = self.at.seconds_since(self.happened());
        (seconds >= LEARNT_LATER_SECONDS).then_some(seconds)
    }
}
