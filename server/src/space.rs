//! Room on the server's disk for what peers bring and nobody has looked at yet: so much for all of them
//! together, however many they are and wherever they bring it. Undone by dropping.
//!
//! It counts and nothing else: what each of them may bring is limited where it is taken.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Said to whoever brings more than there is room for.
const TAKEN: &str = "others are bringing as much to this server as it puts aside at a time: try again in a \
                     few minutes";

/// The bytes that all who bring may take.
#[derive(Clone, Debug)]
pub(crate) struct Space {
    taken: Arc<Mutex<u64>>,
    most: u64,
}

/// What one of them has of it, for as long as this lives.
#[derive(Debug)]
pub(crate) struct Share {
    of: Space,
    bytes: u64,
}

impl Space {
    /// Room for so many bytes.
    pub(crate) fn of(bytes: usize) -> Self {
        Self { taken: Arc::default(), most: u64::try_from(bytes).unwrap_or(u64::MAX) }
    }

    /// A share of it that has nothing yet.
    pub(crate) fn share(&self) -> Share {
        Share { of: self.clone(), bytes: 0 }
    }

    fn taken(&self) -> MutexGuard<'_, u64> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Share {
    /// Takes this many bytes more; fails with a sentence, of kind `QuotaExceeded`, if there are no more.
    pub(crate) fn take(&mut self, bytes: u64) -> io::Result<()> {
        let mut taken = self.of.taken();
        let all = taken.saturating_add(bytes);
        if all > self.of.most {
            return Err(io::Error::new(io::ErrorKind::QuotaExceeded, TAKEN));
        }
        *taken = all;
        self.bytes += bytes;
        Ok(())
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut taken = self.of.taken();
        *taken = taken.saturating_sub(self.bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use warroom_register::limits::{
        PAPER_WIRE_BYTES_MAX, PAPERS_WIRE_BYTES_MAX, RESTORE_BYTES_MAX, RESTORES_BYTES_MAX,
    };

    #[test]
    fn all_shares_together_have_so_much_and_what_is_dropped_is_free_again() {
        let space = Space::of(10);
        let (mut one, mut other) = (space.share(), space.share());
        one.take(4).unwrap();
        other.take(6).unwrap();
        let why = one.take(1).unwrap_err();
        assert_eq!(why.kind(), io::ErrorKind::QuotaExceeded);
        assert!(why.to_string().contains("try again in a few minutes"));
        one.take(0).unwrap();
        // What was not given is not taken either.
        drop(other);
        one.take(6).unwrap();
        assert!(one.take(1).is_err());
        drop(one);
        space.share().take(10).unwrap();
        assert_eq!(*space.taken(), 0);
    }

    #[test]
    fn all_who_bring_to_one_server_have_so_much_and_one_byte_more_is_refused() {
        let wire = (PAPERS_WIRE_BYTES_MAX, PAPER_WIRE_BYTES_MAX);
        for (all, each) in [(RESTORES_BYTES_MAX, RESTORE_BYTES_MAX), wire] {
            let space = Space::of(all);
            let shares = std::iter::repeat_with(|| space.share()).take(all / each);
            let mut shares: Vec<Share> = shares.collect();
            let each = u64::try_from(each).unwrap();
            assert!(shares.iter_mut().all(|share| share.take(each).is_ok()));
            assert!(space.share().take(1).is_err());
            shares.pop();
            space.share().take(each).unwrap();
        }
    }
}
