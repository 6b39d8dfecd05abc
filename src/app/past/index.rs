//! The index of a walk: boards kept along the way, and the places to stop at.
//!
//! It reads the whole journal, but nothing of what it found later than the moment shown is shown:
//! it only knows where to stop.

use std::collections::BTreeSet;

use warroom_register::words::{EntryKind, Phase};
use warroom_register::{Event, LEARNT_LATER_SECONDS, Record, Seq};

use crate::app::board::Board;

/// The most boards that are kept along the way; between two of them one folds. They share their
/// rows, so each costs its lists alone.
const CHECKPOINTS_MAX: usize = 32;
/// There is no sense in checkpoints closer than this, in records.
const CHECKPOINT_RECORDS_MIN: usize = 512;

/// What is known of a journal beforehand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    kept: Vec<Board>,
    turns: BTreeSet<Seq>,
    stars: BTreeSet<Seq>,
    /// How many records were read.
    read: usize,
    /// The walk ends before the first review,
    review: Option<Seq>,
    /// and with the closing before it: what is recorded behind that is of the review.
    closed: Option<Seq>,
}

impl Index {
    /// Reads a journal once.
    pub(crate) fn of(journal: &[Record]) -> Self {
        let mut index = Self::default();
        let apart = (journal.len() / CHECKPOINTS_MAX).max(CHECKPOINT_RECORDS_MIN);
        let mut board = Board::by_happening();
        // Behind the last checkpoint nothing is kept, so nothing is folded.
        for records in journal.chunks_exact(apart) {
            if records.iter().any(|record| board.apply(record).is_err()) {
                break;
            }
            index.kept.push(board.clone());
        }
        index.read_on(journal);
        index
    }

    /// Takes in what was recorded since.
    pub(crate) fn read_on(&mut self, journal: &[Record]) {
        for record in journal.get(self.read..).unwrap_or_default() {
            match &record.event {
                Event::Starred { entry, on: true } => drop(self.stars.insert(*entry)),
                Event::Starred { entry, on: false } => drop(self.stars.remove(entry)),
                Event::ReviewOpened { .. } => {
                    self.review = self.review.or(Some(record.seq));
                }
                Event::PhaseMoved { phase, .. } if self.review.is_none() => {
                    self.closed = (*phase == Phase::Closed).then_some(record.seq);
                    self.turns.insert(record.seq);
                }
                _ if turns(record) => drop(self.turns.insert(record.seq)),
                _ => {}
            }
        }
        self.read = journal.len();
    }

    /// The last record of the walk.
    pub(crate) fn end(&self) -> Seq {
        let before = self.review.map(|review| Seq(review.0.saturating_sub(1)));
        self.closed.or(before).unwrap_or(Seq(self.read as u64))
    }

    /// Whether a record turned things.
    pub(crate) fn turned(&self, seq: Seq) -> bool {
        self.turns.contains(&seq)
    }

    /// The next place to stop at.
    pub(crate) fn pivot_after(&self, here: Seq) -> Option<Seq> {
        let after = |of: &BTreeSet<Seq>| of.range(here.next()..).next().copied();
        let both = [after(&self.turns), after(&self.stars)];
        both.into_iter().flatten().min().filter(|seq| *seq <= self.end())
    }

    /// The one before.
    pub(crate) fn pivot_before(&self, here: Seq) -> Option<Seq> {
        let before = |of: &BTreeSet<Seq>| of.range(..here).next_back().copied();
        before(&self.turns).max(before(&self.stars))
    }

    /// A board to begin at on the way to a place, if one is nearer than where one is.
    pub(crate) fn nearest(&self, place: Seq, here: Seq) -> Option<Board> {
        let behind = self.kept.partition_point(|board| board.register.head() <= place);
        let kept = behind.checked_sub(1).and_then(|i| self.kept.get(i));
        let usable = here <= place;
        match kept {
            Some(board) if !usable || board.register.head() > here => Some(board.clone()),
            None if !usable => Some(Board::by_happening()),
            Some(_) | None => None,
        }
    }
}

/// A record that changes the course of things, or that tells what was not known before.
fn turns(record: &Record) -> bool {
    use EntryKind as K;
    use Event as E;
    match &record.event {
        // Also one that nobody ever called: which those are is an outcome, so all are stopped at.
        E::Proposed { .. }
        | E::Called { .. }
        | E::SeverityGraded { .. }
        | E::PhaseMoved { .. }
        | E::LeadTaken { .. }
        | E::RoleAccepted { .. }
        | E::Verified { .. }
        | E::Finished { .. }
        | E::Written { kind: K::Decision | K::Impact, .. } => true,
        E::Written { seen_at: Some(seen), .. } => {
            record.at.seconds_since(seen.at) >= LEARNT_LATER_SECONDS
        }
        _ => false,
    }
}
