//! Wrong invites, and names and keys that are unknown here, by the address they come from: whoever guesses
//! is slowed down.
//!
//! Nobody can guess a token of 128 bits; this keeps a log and a server quiet all the same. A right one is
//! looked at first: an old script with a token that has ended shuts nobody out who shares its address.

use std::net::IpAddr;
use std::time::Duration;
use tokio::time::Instant;
use warroom_register::limits::WRONG_INVITES_PER_MINUTE_MAX;

use crate::pace::Minutes;

/// How long one that is too many waits for its answer: less than the door has for a hello.
const WAIT: Duration = Duration::from_secs(1);
/// Addresses that are remembered.
const ADDRESSES_MAX: usize = 4096;

/// The wrong ones of the last minute.
#[derive(Debug)]
pub(crate) struct Guesses(Minutes<IpAddr>);

impl Default for Guesses {
    fn default() -> Self {
        Self(Minutes::of(ADDRESSES_MAX))
    }
}

impl Guesses {
    /// One was wrong. One too many waits, so that whoever tries on is slow.
    pub(crate) async fn wrong(&self, from: IpAddr) {
        if self.0.count(from, Instant::now()).count > WRONG_INVITES_PER_MINUTE_MAX {
            tokio::time::sleep(WAIT).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pace::MINUTE;

    #[tokio::test(start_paused = true)]
    async fn five_wrong_invites_a_minute_are_answered_at_once_and_no_more_from_that_address() {
        let (guesses, begin) = (Guesses::default(), Instant::now());
        let (one, other) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        for _ in 0..WRONG_INVITES_PER_MINUTE_MAX {
            guesses.wrong(one).await;
        }
        assert_eq!(begin.elapsed(), Duration::ZERO);
        guesses.wrong(one).await;
        assert_eq!(begin.elapsed(), WAIT);
        guesses.wrong(other).await;
        assert_eq!(begin.elapsed(), WAIT, "another address waits for nobody");
        tokio::time::advance(MINUTE).await;
        guesses.wrong(one).await;
        assert_eq!(begin.elapsed(), WAIT + MINUTE, "its minute is over");
    }
}
