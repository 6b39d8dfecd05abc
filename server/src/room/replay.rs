//! How a room is made of its journal, and why it may not be.
//!
//! Every line is checked against the one before. One that does not fit closes the room: nothing is
//! left out, guessed or replaced.

use std::sync::Arc;
use tokio::task::yield_now;
use warroom_register::limits::BATCH_RECORDS_MAX;
use warroom_register::{Chain, Seq};

use super::Shared;
use super::draft::{Draft, Unfit};
use crate::journal::JournalError;

/// Why there is no room.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Closed {
    /// The journal does not answer.
    #[error("{0}")]
    Journal(#[from] JournalError),
    /// A line does not fit the others.
    #[error("the journal here is damaged: {0}")]
    Damaged(String),
    /// What was seen before is not there any more.
    #[error("the journal here has lost records: it ends at {found}, and {seen} was seen")]
    Lost {
        /// Where it ends.
        found: Seq,
        /// What was seen.
        seen: Seq,
    },
    /// What was seen before reads otherwise now.
    #[error("the journal here was altered at {seen} or before")]
    Altered {
        /// What was seen.
        seen: Seq,
    },
}

impl From<Unfit> for Closed {
    fn from(unfit: Unfit) -> Self {
        Self::Damaged(unfit.to_string())
    }
}

impl Closed {
    /// Whether it may be open again by itself: the disk is full, or the file does not answer.
    pub(crate) const fn passes(&self) -> bool {
        use JournalError as E;
        matches!(
            self,
            Self::Journal(E::Full | E::ReadOnly | E::Unavailable(_) | E::Conflict { .. })
        )
    }
}

/// Replays the journal from its first record, and shows in the tail what nobody has seen yet.
///
/// `seen` is what was shown before: the journal must still say the same.
pub(super) async fn replay(shared: &Shared, seen: Chain) -> Result<Draft, Closed> {
    let mut draft = Draft::begin(&shared.header);
    agrees(&draft, seen)?;
    loop {
        let after = draft.chain().head;
        let lines = shared.store.read(shared.id, after, BATCH_RECORDS_MAX).await?;
        if lines.is_empty() {
            break;
        }
        for line in &lines {
            draft.replay(line)?;
            agrees(&draft, seen)?;
        }
        show(shared, after, lines);
        // A long journal takes a while: others have a turn in between.
        yield_now().await;
    }
    let found = draft.chain().head;
    if found < seen.head { Err(Closed::Lost { found, seen: seen.head }) } else { Ok(draft) }
}

fn agrees(draft: &Draft, seen: Chain) -> Result<(), Closed> {
    let chain = draft.chain();
    if chain.head == seen.head && chain.hash != seen.hash {
        return Err(Closed::Altered { seen: seen.head });
    }
    Ok(())
}

fn show(shared: &Shared, after: Seq, lines: Vec<String>) {
    let shown = shared.tail.head().0.saturating_sub(after.0);
    let fresh = lines.into_iter().skip(usize::try_from(shown).unwrap_or(usize::MAX));
    let fresh: Vec<Arc<str>> = fresh.map(Arc::from).collect();
    shared.tail.push(&fresh);
}
