//! How long to wait before the next try: a pure machine, with its chance given in as a seed.
//!
//! The first try comes within a second, each next one waits twice as long, 15 seconds at most. Half
//! of every wait is chance, so that the seats of a server that comes back do not come all at once.

#[cfg(test)]
mod tests;

use std::time::Duration;

use warroom_register::Seeded;

/// The longest wait, in milliseconds.
const WAIT_MS_MAX: u64 = 15_000;
/// The first wait, at most, in milliseconds.
const FIRST_WAIT_MS_MAX: u64 = 1_000;
/// A link that was up for so long starts again with the shortest wait, in seconds.
const STEADY_SECONDS: u64 = 10;

/// The waits between tries.
#[derive(Clone, Debug)]
pub(super) struct Backoff {
    tries: u32,
    chance: Seeded,
}

impl Backoff {
    /// Waits with chance from this seed.
    pub(super) const fn new(seed: u64) -> Self {
        Self { tries: 0, chance: Seeded::new(seed) }
    }

    /// How long to wait now.
    pub(super) fn wait(&mut self) -> Duration {
        let most = FIRST_WAIT_MS_MAX.saturating_mul(1 << self.tries.min(10)).min(WAIT_MS_MAX);
        let least = if self.tries == 0 { 0 } else { most / 2 };
        self.tries = self.tries.saturating_add(1);
        Duration::from_millis(least + self.chance.number() % (most - least + 1))
    }

    /// Begins again with the shortest wait.
    pub(super) const fn begin_anew(&mut self) {
        self.tries = 0;
    }

    /// The link was up for so long: a server that lets in and throws out at once is not steady.
    pub(super) const fn was_up_for(&mut self, up: Duration) {
        if up.as_secs() >= STEADY_SECONDS {
            self.begin_anew();
        }
    }
}
