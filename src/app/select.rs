//! What the keys of the register are about: a pane and one row of it.
//!
//! A row is named by its entry, never by its place, so that what others write moves no selection.

use serde::{Deserialize, Serialize};
use warroom_register::attention::Need;
use warroom_register::words::Scope;
use warroom_register::{EntryId, Handle, Seq};

use super::board::Board;

/// A part of the screen with rows of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Pane {
    /// What happened.
    Timeline,
    /// What is known.
    Known,
    /// What is asked.
    Asked,
    /// What was decided, and what waits to be.
    Decisions,
    /// What is being done, by whom.
    Doing,
    /// Who is here.
    People,
    /// What was promised.
    Promised,
    /// What is away from normal.
    Away,
}

impl Pane {
    /// All of them, in the order in which Tab goes through them.
    pub(crate) const ALL: &[Self] = &[
        Self::Timeline,
        Self::Known,
        Self::Asked,
        Self::Decisions,
        Self::Away,
        Self::Doing,
        Self::People,
        Self::Promised,
    ];
}

/// A row that can be selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spot {
    /// An entry, or a record on the timeline.
    Entry(EntryId),
    /// A responder.
    Person(Handle),
    /// Something that is wanted and is about no row.
    Need(Need),
}

/// Where the keys are.
#[derive(Clone, Debug)]
pub(crate) struct Select {
    /// The pane in focus.
    pub(crate) pane: Pane,
    /// Small screens show one pane at a time; none: the digest of all of them.
    pub(crate) tab: Option<Pane>,
    /// The row; none on the timeline means that it follows what comes.
    pub(crate) spot: Option<Spot>,
    /// The pane in focus has the screen to itself.
    pub(crate) zoom: bool,
}

impl Default for Select {
    fn default() -> Self {
        Self { pane: Pane::Timeline, tab: None, spot: None, zoom: false }
    }
}

impl Select {
    /// The entry selected, if any.
    pub(crate) const fn entry(&self) -> Option<EntryId> {
        match self.spot {
            Some(Spot::Entry(entry)) => Some(entry),
            _ => None,
        }
    }

    /// Whether this row of this pane is the selected one.
    pub(crate) fn is(&self, pane: Pane, spot: Spot) -> bool {
        self.pane == pane && self.spot == Some(spot)
    }

    /// Goes to a row of a pane.
    pub(crate) fn go(&mut self, pane: Pane, spot: Spot) {
        self.pane = pane;
        self.spot = Some(spot);
        if self.tab.is_some() {
            self.tab = Some(pane);
        }
    }

    /// Goes to a pane, and to its first row.
    pub(crate) fn open(&mut self, pane: Pane, board: &Board) {
        self.pane = pane;
        self.spot = if pane == Pane::Timeline { None } else { spot_at(board, pane, 0) };
    }
}

/// How many rows a pane has.
pub(crate) fn count(board: &Board, pane: Pane) -> usize {
    match pane {
        Pane::People => workers(board).count(),
        other => entries(board, other).len(),
    }
}

/// The entries of a pane; people are none.
pub(crate) fn entries(board: &Board, pane: Pane) -> &[EntryId] {
    match pane {
        Pane::Timeline => &board.timeline,
        Pane::Known => &board.known,
        Pane::Asked => &board.asked,
        Pane::Decisions => &board.decisions,
        Pane::Doing => &board.doing,
        Pane::Promised => &board.promised_entries,
        Pane::Away => &board.away,
        Pane::People => &[],
    }
}

/// The row at a place of a pane.
pub(crate) fn spot_at(board: &Board, pane: Pane, index: usize) -> Option<Spot> {
    if pane == Pane::People {
        return workers(board).nth(index).map(Spot::Person);
    }
    entries(board, pane).get(index).copied().map(Spot::Entry)
}

/// The place of a row in a pane; of an entry that is not there any more none.
pub(crate) fn index_of(board: &Board, pane: Pane, spot: Option<Spot>) -> Option<usize> {
    match spot? {
        Spot::Person(who) if pane == Pane::People => workers(board).position(|h| h == who),
        Spot::Entry(seq) if pane == Pane::Timeline => board.index(seq),
        Spot::Entry(entry) => entries(board, pane).iter().position(|e| *e == entry),
        Spot::Person(_) | Spot::Need(_) => None,
    }
}

/// The responders who have not left, in the order of joining.
pub(crate) fn people(board: &Board) -> impl Iterator<Item = Handle> {
    let here = board.register.in_order().into_iter();
    here.filter(|(_, r)| !r.left).map(|(handle, _)| handle)
}

/// Those of them who may take a task: the rows of the pane.
pub(crate) fn workers(board: &Board) -> impl Iterator<Item = Handle> {
    people(board).filter(|who| works(board, *who))
}

/// Those who only watch: one line for all of them.
pub(crate) fn watchers(board: &Board) -> impl Iterator<Item = Handle> {
    people(board).filter(|who| !works(board, *who))
}

fn works(board: &Board, who: Handle) -> bool {
    board.register.responders().get(&who).is_some_and(|r| r.scope >= Scope::Respond)
}

/// How far a movement goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// This many rows down, or up if negative.
    Rows(isize),
    /// To the first row.
    First,
    /// To the last row.
    Last,
}

impl Select {
    /// Moves in the pane in focus, in the digest through all that it shows.
    pub(crate) fn step(&mut self, board: &Board, step: Step, digest: &[(Pane, EntryId)]) {
        if digest.is_empty() {
            self.step_in_pane(board, step);
            return;
        }
        let here = digest.iter().position(|(pane, e)| self.is(*pane, Spot::Entry(*e)));
        let to = moved(here, digest.len(), step, false);
        if let Some((pane, entry)) = to.and_then(|i| digest.get(i)) {
            self.pane = *pane;
            self.spot = Some(Spot::Entry(*entry));
        }
    }

    fn step_in_pane(&mut self, board: &Board, step: Step) {
        let total = count(board, self.pane);
        let here = index_of(board, self.pane, self.spot);
        let timeline = self.pane == Pane::Timeline;
        let to = moved(here, total, step, timeline);
        let end = to.is_some_and(|i| i + 1 == total);
        // The end of the timeline is not a row but "now": what comes next is seen there.
        let follow = timeline && end && step != Step::Rows(-1) && here.is_some();
        self.spot = to.filter(|_| !follow).and_then(|i| spot_at(board, self.pane, i));
    }
}

/// Where a step leads among `total` rows; from nowhere it enters at the top, or at the end.
fn moved(here: Option<usize>, total: usize, step: Step, from_end: bool) -> Option<usize> {
    let last = total.checked_sub(1)?;
    let to = match (step, here) {
        (Step::First, _) => 0,
        (Step::Last, _) => last,
        (Step::Rows(_), None) => {
            if from_end {
                last
            } else {
                0
            }
        }
        (Step::Rows(by), Some(here)) => here.saturating_add_signed(by).min(last),
    };
    Some(to)
}

/// Where the timeline's window ends: at the last row, or so that the selected one is in view.
pub(crate) fn selected_seq(select: &Select) -> Option<Seq> {
    select.entry().filter(|_| select.pane == Pane::Timeline)
}
