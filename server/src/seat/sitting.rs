//! Who has how many seats: nobody may take all that a server has.
//!
//! Counted by key and handle together: a handle alone is anybody's in another room. Undone by dropping.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use warroom_register::{Handle, PublicKey};

type Who = (PublicKey, Handle);

/// The seats of a server by who has them. There is no entry for who has none.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sitting(Arc<Mutex<BTreeMap<Who, usize>>>);

/// One seat of somebody, for as long as this lives.
#[derive(Debug)]
pub(super) struct Sits {
    of: Sitting,
    who: Who,
}

impl Sitting {
    /// Counts one more of theirs; none if they have as many as one may have.
    pub(super) fn sit(&self, key: PublicKey, handle: Handle, most: usize) -> Option<Sits> {
        let who = (key, handle);
        let mut seats = self.seats();
        let count = seats.get(&who).copied().unwrap_or_default();
        if count >= most {
            return None;
        }
        seats.insert(who, count + 1);
        drop(seats);
        Some(Sits { of: self.clone(), who })
    }

    fn seats(&self) -> MutexGuard<'_, BTreeMap<Who, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Sits {
    fn drop(&mut self) {
        let mut seats = self.of.seats();
        if let Some(count) = seats.get_mut(&self.who) {
            *count -= 1;
            if *count == 0 {
                seats.remove(&self.who);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use warroom_register::Bytes;
    use warroom_register::limits::SEATS_PER_PERSON_MAX;

    #[test]
    fn one_person_has_so_many_seats_and_gets_them_back() {
        let sitting = Sitting::default();
        let (ana, ben) = ("ana".parse().unwrap(), "ben".parse().unwrap());
        let sit = |key, handle| sitting.sit(Bytes([key; 32]), handle, SEATS_PER_PERSON_MAX);
        let mut held: Vec<_> = (0..SEATS_PER_PERSON_MAX).map(|_| sit(1, ana).unwrap()).collect();
        assert!(sit(1, ana).is_none());
        let others = [sit(1, ben), sit(2, ana)];
        assert!(others.iter().all(Option::is_some), "others have their own");
        held.pop();
        held.push(sit(1, ana).unwrap());
        drop((held, others));
        assert!(sitting.seats().is_empty());
    }
}
