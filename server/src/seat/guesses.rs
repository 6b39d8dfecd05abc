//! Wrong invites, by the address they come from: whoever guesses is slowed down.
//!
//! Nobody can guess a token of 128 bits; this keeps a log and a server quiet all the same. A right one is
//! looked at first: an old script with a token that has ended shuts nobody out who shares its address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use warroom_register::limits::WRONG_INVITES_PER_MINUTE_MAX;

/// How long they are remembered.
const MINUTE: Duration = Duration::from_secs(60);
/// How long one that is too many waits for its answer: less than the door has for a hello.
const WAIT: Duration = Duration::from_secs(1);
/// Addresses that are remembered: beyond that the oldest go first.
const ADDRESSES_MAX: usize = 4096;

/// The wrong invites of the last minute.
#[derive(Debug, Default)]
pub(crate) struct Guesses(Mutex<HashMap<IpAddr, (u32, Instant)>>);

impl Guesses {
    /// One was wrong. Whether it is one too many: that is said late, so that whoever tries on is slow.
    pub(crate) async fn wrong(&self, from: IpAddr) -> bool {
        let too_many = self.count(from, Instant::now()) > WRONG_INVITES_PER_MINUTE_MAX;
        if too_many {
            tokio::time::sleep(WAIT).await;
        }
        too_many
    }

    /// Counts one, and says how many it were from there in its minute.
    fn count(&self, from: IpAddr, now: Instant) -> u32 {
        let mut kept = self.kept();
        if kept.len() >= ADDRESSES_MAX && !kept.contains_key(&from) {
            kept.retain(|_, (_, since)| now.duration_since(*since) < MINUTE);
            let oldest = kept.iter().min_by_key(|(_, (_, since))| *since).map(|(ip, _)| *ip);
            if let Some(oldest) = oldest.filter(|_| kept.len() >= ADDRESSES_MAX) {
                kept.remove(&oldest);
            }
        }
        let (count, since) = kept.entry(from).or_insert((0, now));
        if now.duration_since(*since) >= MINUTE {
            (*count, *since) = (0, now);
        }
        *count = count.saturating_add(1);
        *count
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<IpAddr, (u32, Instant)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn five_wrong_invites_a_minute_are_answered_at_once_and_no_more_from_that_address() {
        let (guesses, begin) = (Guesses::default(), Instant::now());
        let (one, other) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        for _ in 0..WRONG_INVITES_PER_MINUTE_MAX {
            assert!(!guesses.wrong(one).await);
        }
        assert_eq!(begin.elapsed(), Duration::ZERO);
        assert!(guesses.wrong(one).await);
        assert_eq!(begin.elapsed(), WAIT, "it was said late");
        assert!(!guesses.wrong(other).await);
        tokio::time::advance(MINUTE).await;
        assert!(!guesses.wrong(one).await);
    }

    #[test]
    fn any_number_of_addresses_costs_no_more_than_the_table() {
        let (guesses, begin) = (Guesses::default(), Instant::now());
        for n in 0..20_000_u32 {
            guesses.count(IpAddr::from(n.to_be_bytes()), begin + Duration::from_millis(n.into()));
        }
        assert!(guesses.kept().len() <= ADDRESSES_MAX);
    }
}
