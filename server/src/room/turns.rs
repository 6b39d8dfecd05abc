//! Turns to bring records: a few at once, and one a key, so that nobody who has one and brings nothing
//! keeps the others from putting back what is missing. Undone by dropping.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use warroom_register::PublicKey;
use warroom_register::limits::BRINGS_AT_ONCE_MAX;

/// Who has a turn in one room.
#[derive(Clone, Debug, Default)]
pub(crate) struct Turns(Arc<Mutex<BTreeSet<PublicKey>>>);

/// One turn, for as long as this lives.
#[derive(Debug)]
pub(crate) struct Turn {
    of: Turns,
    key: PublicKey,
}

impl Turns {
    /// A turn of theirs; or why there is none.
    pub(crate) fn take(&self, key: PublicKey) -> Result<Turn, &'static str> {
        let mut turns = self.turns();
        if turns.contains(&key) {
            return Err("another program of yours is just putting it back");
        }
        if turns.len() >= BRINGS_AT_ONCE_MAX {
            return Err("others are just putting it back: try again in a minute");
        }
        turns.insert(key);
        drop(turns);
        Ok(Turn { of: self.clone(), key })
    }

    fn turns(&self) -> MutexGuard<'_, BTreeSet<PublicKey>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.of.turns().remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use warroom_register::Bytes;

    #[test]
    fn so_many_bring_at_once_and_each_key_once() {
        let turns = Turns::default();
        let key = |n: usize| Bytes([u8::try_from(n).unwrap(); 32]);
        let mut held: Vec<_> =
            (0..BRINGS_AT_ONCE_MAX).map(|n| turns.take(key(n)).unwrap()).collect();
        assert!(turns.take(key(0)).unwrap_err().contains("of yours"));
        assert!(turns.take(key(BRINGS_AT_ONCE_MAX)).unwrap_err().contains("others"));
        held.pop();
        held.push(turns.take(key(BRINGS_AT_ONCE_MAX)).unwrap());
        drop(held);
        assert!(turns.turns().is_empty());
    }
}
