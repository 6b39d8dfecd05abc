//! How the room goes on: what was decided, and how far it is. Both say what came before as well, since
//! their own words are a reason and no matter.

use crate::register::{Register, Row, What};
use crate::words::Phase;
use crate::{Seq, Shown};

/// How much of a proposal is repeated where it is called, in cells: all of it stands at its own
/// entry.
const PROPOSED_CELLS_MAX: usize = 120;

impl Register {
    /// What a call decided, and behind it what was changed, or why; the second may be empty.
    pub fn called_words(&self, seq: Seq) -> Option<(String, String)> {
        let row = self.row(seq)?;
        let What::Called(entry, call) = row.what else { return None };
        let proposed = Shown::line(self.text(entry).raw(), PROPOSED_CELLS_MAX);
        let (head, words) = (format!("{}: {entry} {proposed}", call.aloud()), row.text.raw());
        let behind = match words {
            "" => String::new(),
            words => format!("{}: {words}", call.comes_with()),
        };
        Some((head, behind))
    }

    /// The record that last reopened it, unless it is over again.
    pub fn reopened(&self) -> Option<&Row> {
        let incident = self.incident();
        let row = self.row(*incident.reopened.last()?)?;
        (incident.phase < Phase::Resolved).then_some(row)
    }

    /// How far it is from this record on, and whether it was opened again by it.
    pub(crate) fn phase_words(&self, seq: Seq, phase: Phase) -> String {
        let again = self.incident().reopened.binary_search(&seq).is_ok();
        if again { format!("reopened, {phase}") } else { phase.to_string() }
    }
}
