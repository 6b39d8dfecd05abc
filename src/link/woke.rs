//! Whether this machine slept: the clock on the wall went on, and the one that waits did not.
//!
//! While a laptop sleeps no timer runs; when it wakes, its network is another or its connections
//! are long forgotten at the other end, and nothing would say so for many seconds.

use std::time::{Duration, Instant, SystemTime};

use tokio::time::sleep;

use super::dial::Road;

/// What the wall's clock may run ahead for any other reason: it is set by hand or by the network.
const AHEAD_MAX: Duration = Duration::from_secs(4);

/// Between two looks: the first try after waking comes within a second.
const LOOK: Duration = Duration::from_millis(700);

/// Both clocks, as they were when they were last looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clocks {
    wall: SystemTime,
    counted: Instant,
}

impl Clocks {
    /// Both clocks now.
    pub(super) fn now(road: &impl Road) -> Self {
        Self { wall: road.wall(), counted: Instant::now() }
    }

    /// What was before is over.
    pub(super) fn begin_anew(&mut self, road: &impl Road) {
        *self = Self::now(road);
    }

    /// Whether this machine slept since they were last looked at.
    fn have_slept(&mut self, road: &impl Road) -> bool {
        let now = Self::now(road);
        now.slept_since(std::mem::replace(self, now))
    }

    /// Ends when this machine has slept.
    pub(super) async fn wake(&mut self, road: &impl Road) {
        while !self.have_slept(road) {
            sleep(LOOK).await;
        }
    }

    fn slept_since(self, before: Self) -> bool {
        let counted = self.counted.saturating_duration_since(before.counted);
        let wall = self.wall.duration_since(before.wall).unwrap_or_default();
        wall > counted + AHEAD_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(before: Clocks, wall: u64, counted: u64) -> Clocks {
        Clocks {
            wall: before.wall + Duration::from_secs(wall),
            counted: before.counted + Duration::from_secs(counted),
        }
    }

    #[test]
    fn who_sleeps_is_found_out_and_who_waits_is_not() {
        let before = Clocks { wall: SystemTime::UNIX_EPOCH, counted: Instant::now() };
        assert!(!after(before, 1, 1).slept_since(before));
        assert!(!after(before, 600, 600).slept_since(before));
        assert!(after(before, 600, 1).slept_since(before));
        // A clock that was set back, or a little ahead, is no sleep.
        assert!(!before.slept_since(after(before, 3_600, 1)));
        assert!(!after(before, 3, 1).slept_since(before));
    }
}
