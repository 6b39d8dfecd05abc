//! File descriptors that are held open for what has to be opened while others use up all there are.
//!
//! They are let go for a moment, in which it opens what it needs, and taken back. Whoever waits at the
//! door for a descriptor asks for one now and then, and seldom in that moment.

use std::fs::File;
use std::sync::{Mutex, PoisonError};

/// A database, its log, and a file or a folder beside it.
const SPARE_FILES: usize = 3;

/// Descriptors to let go.
#[derive(Debug, Default)]
pub(super) struct Spare(Mutex<Vec<File>>);

impl Spare {
    /// As many as there should be, if there are so many.
    pub(super) fn held() -> Self {
        let spare = Self::default();
        spare.let_go(|| ());
        spare
    }

    /// Does this, which may open files, with the spare ones free. One at a time does.
    pub(super) fn let_go<T>(&self, does: impl FnOnce() -> T) -> T {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.clear();
        let done = does();
        while held.len() < SPARE_FILES
            && let Ok(file) = File::open("/dev/null")
        {
            held.push(file);
        }
        done
    }
}
