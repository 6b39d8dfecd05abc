//! Which moment stands in which cell of the band. What came later is an outcome: neither the
//! length of the band nor its scale tells anything of it, until it is asked for.

use ratatui::layout::Rect;
use warroom_register::words::Moment;
use warroom_register::{At, Record, Register};

use super::Past;

/// Cells at the left of the band, for the names of its lines.
pub(crate) const LABEL_CELLS: u16 = 8;
/// An incident from so long before it was opened is drawn from its opening, in milliseconds.
const BEFORE_MS_MAX: i64 = 6 * HOUR_MS;
const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 3_600_000;
/// What the whole band has of the time after the restoring: this part of the time before it.
const AFTER_PART: i64 = 8;
/// From edge to edge: the scale goes by what has passed, never by what will.
const SPANS_MS: [i64; 12] = [
    HOUR_MS / 2,
    HOUR_MS,
    2 * HOUR_MS,
    4 * HOUR_MS,
    8 * HOUR_MS,
    16 * HOUR_MS,
    24 * HOUR_MS,
    48 * HOUR_MS,
    96 * HOUR_MS,
    240 * HOUR_MS,
    480 * HOUR_MS,
    960 * HOUR_MS,
];

/// The scale of the band.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Axis {
    /// The moment at the left edge.
    pub(crate) from: At,
    /// From edge to edge, in milliseconds.
    pub(crate) span_ms: i64,
    /// Where the whole band ends a while after the restoring: what is behind that, up to this moment,
    /// stands at its right edge.
    pub(crate) until: Option<At>,
    width: u16,
}

/// What a drag on the band keeps from where it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dragged {
    /// The scale.
    pub(crate) axis: Axis,
    /// The latest moment that it leads to.
    pub(crate) until: At,
}

impl Axis {
    /// The scale at the moment shown, in so many cells; `live` is what is known now.
    pub(crate) fn of(
        past: &Past,
        (journal, live): (&[Record], &Register),
        width: u16,
    ) -> Option<Self> {
        let (opened, width) = (journal.first()?.at, width.max(2));
        if let Some(Dragged { axis, .. }) = past.dragged {
            return Some(Self { width, ..axis });
        }
        let board = &past.board;
        let first = board.timeline.first().and_then(|seq| board.register.row(*seq));
        let first = first.map_or(opened, |row| row.happened().min(opened));
        let from = first.max(At::from_ms(opened.ms().saturating_sub(BEFORE_MS_MAX)));
        let whole = past.end().index().and_then(|i| journal.get(i)).filter(|_| past.reveals());
        let passed_ms = |at: At| at.ms().saturating_sub(from.ms());
        let Some(last) = whole else {
            let span_ms = span(passed_ms(board.now));
            return Some(Self { from, span_ms, until: None, width });
        };
        let whole_ms = passed_ms(last.at).max(MINUTE_MS);
        // Quiet days until somebody closed it would squeeze all that happened into a few cells.
        let restored_ms = live.moments().get(&Moment::Restored).map(|seen| passed_ms(seen.at));
        let told_ms = restored_ms.filter(|ms| *ms >= MINUTE_MS).map(|ms| ms + ms / AFTER_PART);
        let (span_ms, until) = match told_ms.filter(|ms| *ms < whole_ms) {
            Some(told_ms) => (told_ms, Some(last.at)),
            None => (whole_ms, None),
        };
        Some(Self { from, span_ms, until, width })
    }

    /// The cell of a moment; what lies beyond an edge stands at it.
    pub(crate) fn cell(&self, at: At) -> u16 {
        let passed = at.ms().saturating_sub(self.from.ms()).clamp(0, self.span_ms);
        let cell = i128::from(passed) * i128::from(self.width - 1) / i128::from(self.span_ms);
        u16::try_from(cell).unwrap_or(self.width - 1)
    }

    /// The moment that a pointer on this cell means: at the right edge the last one that stands there.
    pub(crate) fn meant(&self, cell: u16) -> At {
        let last = self.until.filter(|_| cell + 1 >= self.width);
        last.unwrap_or_else(|| self.moment(cell))
    }

    /// The moment at which a cell begins.
    pub(crate) fn moment(&self, cell: u16) -> At {
        let passed = i128::from(self.span_ms) * i128::from(cell) / i128::from(self.width - 1);
        At::from_ms(self.from.ms().saturating_add(i64::try_from(passed).unwrap_or(0)))
    }
}

/// The least scale that leaves a fourth of the band free.
fn span(passed_ms: i64) -> i64 {
    let wanted = passed_ms.saturating_mul(4) / 3;
    SPANS_MS.into_iter().find(|span| *span >= wanted).unwrap_or_else(|| wanted.max(1))
}

/// Where the band is drawn in the lines below a walk.
pub(crate) fn band(area: Rect) -> Rect {
    Rect { x: area.x + LABEL_CELLS, width: area.width.saturating_sub(LABEL_CELLS + 1), ..area }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_goes_by_what_has_passed_alone() {
        let spans: Vec<i64> = [0, 5, 22, 23, 46, 100].map(|m| span(m * 60_000) / 60_000).into();
        assert_eq!(spans, [30, 30, 30, 60, 120, 240]);
        assert!(span(i64::MAX) > 0);
    }
}
