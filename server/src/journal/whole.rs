//! A journal as it is to be, and what it took to make it so.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use warroom_register::{Handle, Label, Seq};

use super::{JournalError, Lines};

/// A journal as it is to be, from its first line to its last.
pub(crate) struct Whole {
    /// What the incident is called, if it is not here.
    pub(crate) label: Option<Label>,
    /// The first line.
    pub(crate) header: Arc<str>,
    /// The records, from the first on.
    pub(crate) lines: Lines,
    /// The place of the last of them.
    pub(crate) head: Seq,
    /// The last of them.
    pub(crate) last: Option<Arc<str>>,
    /// Who brought it.
    pub(crate) by: Handle,
}

/// What was brought lies on disk, and that does not read.
pub(crate) fn unread(error: &io::Error) -> JournalError {
    JournalError::Unavailable(format!("what was brought cannot be read: {error}"))
}

/// Never the lines: `Debug` ends up in logs, and lines are what people wrote.
impl std::fmt::Debug for Whole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}, {} records", self.label, self.head.0)
    }
}

/// What it took to make a journal what it is to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replaced {
    /// The first record that was not as it is now; none where all was right.
    pub first: Option<Seq>,
    /// How many lines stood there that are not part of it.
    pub lines: u64,
    /// Where they are kept.
    pub aside: Option<PathBuf>,
}
