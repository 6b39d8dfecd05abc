//! Who has how many seats: nobody may take all that a server has.
//!
//! Counted by key: one may have several handles, and each is anybody's in another room. Undone by dropping.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use warroom_register::PublicKey;

/// The seats of a server by who has them. There is no entry for who has none.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sitting(Arc<Mutex<BTreeMap<PublicKey, usize>>>);

/// One seat of somebody, for as long as this lives.
#[derive(Debug)]
pub(super) struct Sits {
    of: Sitting,
    key: PublicKey,
}

impl Sitting {
    /// Counts one more of theirs; none if they have as many as one may have.
    pub(super) fn sit(&self, key: PublicKey, most: usize) -> Option<Sits> {
        let mut seats = self.seats();
        let count = seats.get(&key).copied().unwrap_or_default();
        if count >= most {
            return None;
        }
        seats.insert(key, count + 1);
        drop(seats);
        Some(Sits { of: self.clone(), key })
    }

    fn seats(&self) -> MutexGuard<'_, BTreeMap<PublicKey, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Sits {
    fn drop(&mut self) {
        let mut seats = self.of.seats();
        if let Some(count) = seats.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                seats.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use warroom_register::Bytes;
    use warroom_register::limits::SEATS_PER_KEY_MAX;

    #[test]
    fn one_machine_has_so_many_seats_and_gets_them_back() {
        let sitting = Sitting::default();
        let sit = |key| sitting.sit(Bytes([key; 32]), SEATS_PER_KEY_MAX);
        let mut held: Vec<_> = (0..SEATS_PER_KEY_MAX).map(|_| sit(1).unwrap()).collect();
        assert!(sit(1).is_none());
        let other = sit(2);
        assert!(other.is_some(), "others have their own");
        held.pop();
        held.push(sit(1).unwrap());
        drop((held, other));
        assert!(sitting.seats().is_empty());
    }
}
