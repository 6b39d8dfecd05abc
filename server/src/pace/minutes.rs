//! How often something was done by each of many, a minute at a time. Pure but for its lock.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// How long is counted.
pub(crate) const MINUTE: Duration = Duration::from_secs(60);

/// The minutes of all who did something of late: of so many of them and no more.
#[derive(Debug)]
pub(crate) struct Minutes<K> {
    each: Mutex<HashMap<K, Minute>>,
    most: usize,
}

/// A minute of one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Minute {
    /// So many up to now.
    pub(crate) count: u32,
    /// When it is over.
    pub(crate) ends: Instant,
}

impl<K: Copy + Eq + Hash> Minutes<K> {
    /// Of so many at the most: beyond that the oldest minutes go first.
    pub(crate) fn of(most: usize) -> Self {
        Self { each: Mutex::default(), most }
    }

    /// Counts one more of this one, in the minute that began with its first.
    pub(crate) fn count(&self, who: K, now: Instant) -> Minute {
        let mut each = self.each.lock().unwrap_or_else(PoisonError::into_inner);
        if each.len() >= self.most && !each.contains_key(&who) {
            make_room(&mut each, self.most, now);
        }
        let fresh = Minute { count: 0, ends: now + MINUTE };
        let minute = each.entry(who).or_insert(fresh);
        if minute.ends <= now {
            *minute = fresh;
        }
        minute.count = minute.count.saturating_add(1);
        *minute
    }
}

/// Those that are over go; where none is, the one that is over first.
fn make_room<K: Copy + Eq + Hash>(each: &mut HashMap<K, Minute>, most: usize, now: Instant) {
    each.retain(|_, minute| minute.ends > now);
    if each.len() < most {
        return;
    }
    let oldest = each.iter().min_by_key(|(_, minute)| minute.ends).map(|(who, _)| *who);
    if let Some(oldest) = oldest {
        each.remove(&oldest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_begins_with_the_first_and_is_counted_anew_once_it_is_over() {
        let (minutes, begin) = (Minutes::of(2), Instant::now());
        let counts = |after| minutes.count('a', begin + after).count;
        let moment = Duration::from_millis(1);
        assert_eq!((counts(Duration::ZERO), counts(MINUTE.saturating_sub(moment))), (1, 2));
        assert_eq!((counts(MINUTE), counts(MINUTE + moment)), (1, 2));
        assert_eq!(minutes.count('b', begin + MINUTE).count, 1, "another's is their own");
    }

    #[test]
    fn any_number_of_them_costs_no_more_than_the_table_and_the_oldest_go_first() {
        let (minutes, begin) = (Minutes::of(4096), Instant::now());
        let count = |n: u32| minutes.count(n, begin + Duration::from_millis(n.into())).count;
        for n in 0..20_000 {
            count(n);
        }
        assert_eq!(minutes.each.lock().unwrap().len(), 4096);
        assert_eq!(count(19_999), 2, "the last one is remembered");
        assert_eq!(count(0), 1, "the first one is not");
    }
}
