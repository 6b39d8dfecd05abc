//! What the writer is asked, and what came of it.

use std::sync::Arc;
use tokio::sync::oneshot;
use warroom_register::{IncidentId, Label, Seq};

use crate::journal::{HeaderOf, JournalError, Naming, OnDurable, Replaced, Whole};

/// One thing to write, and who waits for it.
pub(super) struct Job {
    pub(super) id: IncidentId,
    pub(super) what: What,
    pub(super) reply: oneshot::Sender<Result<Done, JournalError>>,
}

pub(super) enum What {
    Create {
        naming: Naming,
        header: HeaderOf,
    },
    Append {
        after: Seq,
        lines: Vec<Arc<str>>,
        durable: OnDurable,
    },
    Redact {
        seq: Seq,
        line: Arc<str>,
    },
    /// All of it as it was recorded, whatever stands there.
    Replace(Whole),
    /// Nothing, but what a failed commit left in the log must be gone for good after it.
    Settle,
    /// Nothing that stays: whether a commit is taken.
    Probe,
}

/// What came of a job.
#[derive(Clone, Debug, Default)]
pub(super) struct Done {
    /// The incident's label and head.
    pub(super) label: Option<Label>,
    pub(super) head: Seq,
    /// Its header, where it has its first records of this job.
    pub(super) header: Option<Arc<str>>,
    pub(super) replaced: Option<Replaced>,
}

impl Job {
    /// How many lines it writes.
    pub(super) fn lines(&self) -> usize {
        match &self.what {
            What::Append { lines, .. } => lines.len(),
            What::Replace(whole) => usize::try_from(whole.head.0).unwrap_or(usize::MAX),
            What::Create { .. } | What::Redact { .. } => 1,
            What::Settle | What::Probe => 0,
        }
    }

    /// The line with which the journal ends after this.
    pub(super) fn last(&self) -> Option<Arc<str>> {
        match &self.what {
            What::Append { lines, .. } => lines.last().cloned(),
            What::Replace(Whole { last, .. }) => last.clone(),
            What::Create { .. } | What::Redact { .. } | What::Settle | What::Probe => None,
        }
    }

    /// How many bytes of lines it writes.
    pub(super) fn bytes(&self) -> usize {
        match &self.what {
            What::Append { lines, .. } => lines.iter().map(|line| line.len()).sum(),
            What::Replace(Whole { lines, .. }) => {
                usize::try_from(lines.bytes()).unwrap_or(usize::MAX)
            }
            What::Create { .. } | What::Redact { .. } | What::Settle | What::Probe => 0,
        }
    }
}
