//! What the library keeps, in a line of the lobby each: told from outside, since this never reads a
//! disk.

use warroom_register::words::{Phase, Severity};
use warroom_register::{At, ReviewDue, Seq, Title};

/// Something that is kept: an incident that is over or lies elsewhere, or somebody else's report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Its own id: an incident's, or the name of a report.
    pub(crate) id: String,
    /// What a command finds it by.
    pub(crate) name: String,
    /// What was wrong, or what it is about.
    pub(crate) title: Title,
    /// How bad it was at its worst; none of a report.
    pub(crate) severity: Option<Severity>,
    /// How far it came; none of a report, which is read and not walked through.
    pub(crate) phase: Option<Phase>,
    /// When it was opened, or taken in.
    pub(crate) at: At,
    /// Where it is kept, in two words.
    pub(crate) place: &'static str,
    /// Who calls its review, and by when, while that is to be held.
    pub(crate) review: Option<ReviewDue>,
    /// Two recordings of it say otherwise from this record on.
    pub(crate) disagrees: Option<Seq>,
    /// It is not over, as far as is known: its server does not run, or is not reached.
    pub(crate) goes_on: bool,
}

/// All that is kept, and what it reminds of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shelf {
    /// Each.
    pub(crate) kept: Vec<Kept>,
    /// How many recommendations and reviews were to be done by now.
    pub(crate) overdue: usize,
    /// Why there may be more, as a sentence.
    pub(crate) trouble: Option<String>,
}

/// A report to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Page {
    /// What it is, in a line.
    pub(crate) head: String,
    /// Its lines.
    pub(crate) lines: Vec<String>,
}

impl Kept {
    /// Whether it is somebody else's report.
    pub(crate) const fn is_report(&self) -> bool {
        self.phase.is_none()
    }
}
