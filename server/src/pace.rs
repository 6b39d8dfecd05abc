//! How often something may be done: so many times a second, and a burst. Pure but for its lock.
//!
//! The generic cell rate algorithm: one instant, no history.

mod minutes;
mod sources;
#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use minutes::MINUTE;
pub(crate) use minutes::{Minute, Minutes};
pub(crate) use sources::{Sources, TooMany};

use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// The pace of one machine over all its seats, or of one connection's frames.
#[derive(Debug)]
pub(crate) struct Pace {
    /// Between two times at a steady pace.
    step: Duration,
    /// What a burst may run ahead of that.
    ahead: Duration,
    /// When the next would come if all had come steadily.
    due: Mutex<Instant>,
}

impl Pace {
    /// A pace of so many a second, and so many at once.
    pub(crate) fn new(a_second: u32, at_once: u32) -> Self {
        let step = Duration::from_secs(1) / a_second.max(1);
        Self { step, ahead: step * at_once.saturating_sub(1), due: Mutex::new(Instant::now()) }
    }

    /// One more: it may be now, or at the instant given.
    pub(crate) fn take(&self, now: Instant) -> Result<(), Instant> {
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        let steady = (*due).max(now);
        if steady > now + self.ahead {
            return Err(steady.checked_sub(self.ahead).unwrap_or(steady));
        }
        *due = steady + self.step;
        Ok(())
    }

    /// Whether one more may be now, or at which instant; it is not counted.
    pub(crate) fn may(&self, now: Instant) -> Result<(), Instant> {
        let due = *self.due.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = due.checked_sub(self.ahead).unwrap_or(now);
        if turn > now { Err(turn) } else { Ok(()) }
    }

    /// Notes that there were this many more: the next wait for as long as these are too many.
    pub(crate) fn spend(&self, now: Instant, many: u32) {
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        *due = (*due).max(now) + self.step * many;
    }

    /// One more, and when it may be: now, or as soon as its turn comes. None if that is further off
    /// than whoever asks would wait.
    pub(crate) fn book(&self, now: Instant, wait: Duration) -> Option<Instant> {
        self.turn(now, |turn| turn <= now + wait)
    }

    /// One more, and when it may be, however far off: of several who wait for one turn each, nobody has
    /// a second before all have had one.
    pub(crate) fn next(&self, now: Instant) -> Instant {
        self.turn(now, |_turn| true).unwrap_or(now)
    }

    fn turn(&self, now: Instant, waits: impl Fn(Instant) -> bool) -> Option<Instant> {
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        let steady = (*due).max(now);
        let turn = steady.checked_sub(self.ahead).unwrap_or(now).max(now);
        if !waits(turn) {
            return None;
        }
        *due = steady + self.step;
        Some(turn)
    }
}
