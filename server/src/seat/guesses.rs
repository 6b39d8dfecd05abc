//! Wrong invites, by the address they come from: whoever guesses is slowed down.
//!
//! Nobody can guess a token of 128 bits; this keeps a log and a server quiet all the same. It stops
//! whoever comes with an invite from there, and never who comes by a key that is known here.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use warroom_register::limits::WRONG_INVITES_PER_MINUTE_MAX;

/// How long they are remembered.
const MINUTE: Duration = Duration::from_secs(60);
/// Addresses that are remembered: beyond that the oldest go first.
const ADDRESSES_MAX: usize = 4096;

/// The wrong invites of the last minute.
#[derive(Debug, Default)]
pub(crate) struct Guesses(Mutex<HashMap<IpAddr, (u32, Instant)>>);

impl Guesses {
    /// Whether an invite from there is looked at.
    pub(crate) fn may(&self, from: IpAddr, now: Instant) -> bool {
        let recent = |(_, since): &&(u32, Instant)| now.duration_since(*since) < MINUTE;
        self.kept()
            .get(&from)
            .filter(recent)
            .is_none_or(|(count, _)| *count < WRONG_INVITES_PER_MINUTE_MAX)
    }

    /// One was wrong.
    pub(crate) fn wrong(&self, from: IpAddr, now: Instant) {
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
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<IpAddr, (u32, Instant)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_wrong_invites_a_minute_are_looked_at_and_no_more_from_that_address() {
        let (guesses, begin) = (Guesses::default(), Instant::now());
        let (one, other) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        for _ in 0..WRONG_INVITES_PER_MINUTE_MAX {
            assert!(guesses.may(one, begin));
            guesses.wrong(one, begin);
        }
        assert!(!guesses.may(one, begin));
        assert!(guesses.may(other, begin));
        assert!(guesses.may(one, begin + MINUTE));
    }

    #[test]
    fn any_number_of_addresses_costs_no_more_than_the_table() {
        let (guesses, begin) = (Guesses::default(), Instant::now());
        for n in 0..20_000_u32 {
            guesses.wrong(IpAddr::from(n.to_be_bytes()), begin + Duration::from_millis(n.into()));
        }
        assert!(guesses.kept().len() <= ADDRESSES_MAX);
    }
}
