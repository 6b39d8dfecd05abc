//! The one clock of this crate: every instant that is recorded or told comes from here.
//!
//! It never waits and never measures: waiting is tokio's, which tests hold in their hand.

use std::time::{SystemTime, UNIX_EPOCH};
use tokio::time::Instant;
use warroom_register::At;

/// What says the time.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's own.
    #[default]
    System,
    /// One that began at an instant and goes with tokio's time: tests hold both in one hand.
    Counted {
        /// What it said when it began.
        start: At,
        /// When that was.
        since: Instant,
    },
}

impl Clock {
    /// A clock that says `start` now and goes with tokio's time.
    pub fn starting(start: At) -> Self {
        Self::Counted { start, since: Instant::now() }
    }

    /// The time.
    pub fn now(&self) -> At {
        match self {
            Self::System => {
                let past = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                At::from_ms(i64::try_from(past.as_millis()).unwrap_or(i64::MAX))
            }
            Self::Counted { start, since } => {
                let past = i64::try_from(since.elapsed().as_millis()).unwrap_or(i64::MAX);
                At::from_ms(start.ms().saturating_add(past))
            }
        }
    }
}
