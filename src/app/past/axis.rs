//! Which moment stands in which cell of the band. What came later is an outcome: neither the
//! length of the band nor its scale tells anything of it, until it is asked for.

use ratatui::layout::Rect;
use warroom_register::{At, Record};

use super::Past;

/// Cells at the left of the band, for the names of its lines.
pub(crate) const LABEL_CELLS: u16 = 8;
/// An incident from so long before it was opened is drawn from its opening, in milliseconds.
const BEFORE_MS_MAX: i64 = 6 * HOUR_MS;
const HOUR_MS: i64 = 3_600_000;
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
    width: u16,
}

/// What a drag on the band keeps from where it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dragged {
    /// The moment at the left edge.
    pub(crate) from: At,
    /// From edge to edge, in milliseconds.
    pub(crate) span_ms: i64,
    /// The latest moment that it leads to.
    pub(crate) until: At,
}

impl Axis {
    /// The scale at the moment shown, in so many cells.
    pub(crate) fn of(past: &Past, journal: &[Record], width: u16) -> Option<Self> {
        let (opened, width) = (journal.first()?.at, width.max(2));
        if let Some(Dragged { from, span_ms, .. }) = past.dragged {
            return Some(Self { from, span_ms, width });
        }
        let board = &past.board;
        let first = board.timeline.first().and_then(|seq| board.register.row(*seq));
        let first = first.map_or(opened, |row| row.happened().min(opened));
        let from = first.max(At::from_ms(opened.ms().saturating_sub(BEFORE_MS_MAX)));
        let whole = past.end().index().and_then(|i| journal.get(i)).filter(|_| past.reveals());
        let span_ms = match whole {
            Some(last) => last.at.ms().saturating_sub(from.ms()).max(60_000),
            None => span(board.now.ms().saturating_sub(from.ms())),
        };
        Some(Self { from, span_ms, width })
    }

    /// The cell of a moment; what lies beyond an edge stands at it.
    pub(crate) fn cell(&self, at: At) -> u16 {
        let passed = at.ms().saturating_sub(self.from.ms()).clamp(0, self.span_ms);
        let cell = i128::from(passed) * i128::from(self.width - 1) / i128::from(self.span_ms);
        u16::try_from(cell).unwrap_or(self.width - 1)
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
