//! How a room is made of its journal, and why it may not be.
//!
//! Every line is checked against the one before. One that does not fit closes the room: nothing is
//! left out, guessed or replaced.

use std::collections::VecDeque;
use std::sync::Arc;
use tokio::task::{JoinHandle, yield_now};
use warroom_register::limits::{BATCH_RECORDS_MAX, TAIL_LINES_MAX};
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
            Self::Journal(
                E::Full | E::ReadOnly | E::Damaged(_) | E::Unavailable(_) | E::Conflict { .. }
            )
        )
    }
}

/// Replays the journal from its first record, and shows in the tail what nobody has seen yet.
///
/// `seen` is what was shown before: the journal must still say the same.
pub(super) async fn replay(shared: &Shared, seen: Chain) -> Result<Draft, Closed> {
    let (draft, recent) = replay_unseen(shared, seen).await?;
    recent.show(shared, draft.chain().head);
    Ok(draft)
}

/// Replays the journal and shows nothing of it.
pub(super) async fn replay_unseen(shared: &Shared, seen: Chain) -> Result<(Draft, Recent), Closed> {
    let mut draft = Draft::begin(&shared.header, &shared.chance);
    agrees(&draft, seen)?;
    let mut recent = Recent::default();
    let mut ahead = read_ahead(shared, Seq(0));
    loop {
        let lines = ahead.await.map_err(|gone| JournalError::Unavailable(gone.to_string()))??;
        let Some(last) = last_of(draft.chain().head, &lines) else { break };
        ahead = read_ahead(shared, last);
        if let Err(not) = fold(&mut draft, &lines, seen) {
            // What was read ahead is done with first: whoever stops now finds the folder free.
            drop(ahead.await);
            return Err(not);
        }
        recent.add(lines);
        // A long journal takes a while: others have a turn in between.
        yield_now().await;
    }
    let found = draft.chain().head;
    if found < seen.head {
        return Err(Closed::Lost { found, seen: seen.head });
    }
    draft.check_said()?;
    Ok((draft, recent))
}

/// Replays the journal as far as anybody may have seen it, whatever stands behind that.
pub(super) async fn known(shared: &Shared, seen: Chain) -> Result<Draft, Closed> {
    let mut draft = Draft::begin(&shared.header, &shared.chance);
    agrees(&draft, seen)?;
    while draft.chain().head < seen.head {
        let found = draft.chain().head;
        let left = usize::try_from(seen.head.0 - found.0).unwrap_or(usize::MAX);
        let lines = shared.store.read(shared.id, found, left.min(BATCH_RECORDS_MAX)).await?;
        if lines.is_empty() {
            return Err(Closed::Lost { found, seen: seen.head });
        }
        fold(&mut draft, &lines, seen)?;
        yield_now().await;
    }
    Ok(draft)
}

fn fold(draft: &mut Draft, lines: &[String], seen: Chain) -> Result<(), Closed> {
    lines.iter().try_for_each(|line| {
        draft.replay(line)?;
        agrees(draft, seen)
    })
}

/// The next lines are read while those before are checked and folded.
fn read_ahead(shared: &Shared, after: Seq) -> JoinHandle<Result<Vec<String>, JournalError>> {
    let (store, id) = (shared.store.clone(), shared.id);
    tokio::spawn(async move { store.read(id, after, BATCH_RECORDS_MAX).await })
}

fn last_of(after: Seq, lines: &[String]) -> Option<Seq> {
    let count = u64::try_from(lines.len()).unwrap_or(0);
    (count > 0).then_some(Seq(after.0 + count))
}

/// The last lines that were replayed: as many as a tail keeps, or a batch more.
#[derive(Default)]
pub(super) struct Recent {
    batches: VecDeque<Vec<String>>,
    lines: usize,
}

impl Recent {
    fn add(&mut self, batch: Vec<String>) {
        self.lines += batch.len();
        self.batches.push_back(batch);
        while let Some(oldest) = self.batches.front().map(Vec::len)
            && self.lines - oldest >= TAIL_LINES_MAX
        {
            self.lines -= oldest;
            self.batches.pop_front();
        }
    }

    /// Those that the tail does not have yet; they end at `head`.
    pub(super) fn show(self, shared: &Shared, head: Seq) {
        let first = head.0.saturating_sub(u64::try_from(self.lines).unwrap_or(0));
        let seen = shared.tail.begin(Seq(first));
        let shown = seen.0.saturating_sub(first);
        let lines = self.batches.into_iter().flatten();
        let fresh = lines.skip(usize::try_from(shown).unwrap_or(usize::MAX));
        let fresh: Vec<Arc<str>> = fresh.map(Arc::from).collect();
        shared.tail.push(seen, &fresh);
    }
}

fn agrees(draft: &Draft, seen: Chain) -> Result<(), Closed> {
    let chain = draft.chain();
    if chain.head == seen.head && chain.hash != seen.hash {
        return Err(Closed::Altered { seen: seen.head });
    }
    Ok(())
}
