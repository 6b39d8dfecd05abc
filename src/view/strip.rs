//! Words on a line: pieces of text, each with what it is for, cut by cells.

use warroom_register::{Shown, Text};

use super::wrap::Line;
use crate::theme::Tone;

/// What stands behind so many blanks is a thing of its own.
const WIDE_GAP: &str = "   ";

/// Pieces of text on one line, each with what it is for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Strip(Vec<(Line, Tone)>);

impl Strip {
    /// An empty strip.
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    /// A strip of one piece.
    pub(crate) fn of(words: &str, tone: Tone) -> Self {
        Self::new().and(words, tone)
    }

    /// Adds words; whatever they are, they are made safe here.
    pub(crate) fn and(self, words: &str, tone: Tone) -> Self {
        self.shown(Shown::of(words), tone)
    }

    /// The same and a flag.
    pub(crate) fn flag(self, flag: Flag) -> Self {
        self.and(flag.sign, flag.tone)
    }

    /// Adds a person's words.
    pub(crate) fn text(self, text: &Text, tone: Tone) -> Self {
        self.shown(text.shown(), tone)
    }

    /// Adds words that are safe already.
    pub(crate) fn shown(mut self, words: impl Into<Line>, tone: Tone) -> Self {
        self.0.push((words.into(), tone));
        self
    }

    /// Adds another strip.
    pub(crate) fn join(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Adds this many blanks.
    pub(crate) fn gap(self, cells: usize) -> Self {
        self.and(&" ".repeat(cells), Tone::Text)
    }

    /// Fills it with blanks to this width.
    pub(crate) fn to(self, cells: usize) -> Self {
        let missing = cells.saturating_sub(self.width());
        if missing == 0 { self } else { self.gap(missing) }
    }

    /// Cuts it to this width; `…` says that there is more.
    pub(crate) fn cut(self, cells: usize) -> Self {
        let said = |(words, _): &(Line, Tone)| !words.as_str().trim().is_empty();
        let last = self.0.iter().rposition(said).unwrap_or(0);
        let mut left = cells;
        let mut out = Self::new();
        for (at, (words, tone)) in self.0.into_iter().enumerate() {
            let (width, more) = (words.width(), at < last);
            if width < left || width == left && !more {
                left -= width;
                out = out.shown(words, tone);
                continue;
            }
            // What fills the width is cut all the same where something follows; blanks are nothing.
            let whole = if more { format!("{}…", words.as_str()) } else { words.to_string() };
            let whole = if more { &whole } else { whole.trim_end() };
            let shown = Shown::line(whole, left);
            left -= shown.width();
            return out.shown(shown, tone).and(&" ".repeat(left), tone);
        }
        out
    }

    /// A word ends just there, and more would follow: beside it there is room for no mark.
    pub(super) fn ends_at(&self, cells: usize) -> bool {
        let mut width = 0;
        let ends = |(words, _): &(Line, Tone)| {
            width += words.width();
            width == cells && !words.as_str().ends_with(' ')
        };
        let at = self.0.iter().position(ends).map_or(self.0.len(), |at| at + 1);
        self.0.iter().skip(at).any(|(words, _)| !words.as_str().trim().is_empty())
    }

    /// As much of it as fits whole in this width: what is said behind a wide gap is
    /// dropped before words are cut.
    pub(crate) fn fit(self, cells: usize) -> Self {
        if self.width() <= cells {
            return self;
        }
        let all: String = self.0.iter().map(|(words, _)| words.as_str()).collect();
        let width = |upto: usize| all.get(..upto).map(|words| Shown::of(words).width());
        let gaps = all.match_indices(WIDE_GAP).map(|(at, _)| at);
        let Some(mut left) =
            gaps.filter(|at| width(*at).is_some_and(|w| w > 0 && w <= cells)).last()
        else {
            return self.cut(cells);
        };
        let mut out = Self::new();
        for (words, tone) in self.0 {
            let Some(part) = words.as_str().get(..left.min(words.as_str().len())) else { break };
            left -= part.len();
            out = out.and(part, tone);
        }
        out
    }

    /// How many cells it takes.
    pub(crate) fn width(&self) -> usize {
        self.0.iter().map(|(words, _)| words.width()).sum()
    }

    /// The words, and what they are for.
    pub(super) fn pieces(self) -> impl Iterator<Item = (Line, Tone)> {
        self.0.into_iter()
    }

    /// Nothing is on it.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.iter().all(|(words, _)| words.as_str().is_empty())
    }
}

/// How much there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fit {
    /// Cells of a line.
    pub(crate) width: usize,
    /// At most this many lines.
    pub(crate) lines: usize,
}

/// The sign before the number of an entry, and how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Flag {
    /// One cell.
    pub(crate) sign: &'static str,
    /// What it is for.
    pub(crate) tone: Tone,
}

impl Flag {
    /// Nothing is to be said of it.
    pub(crate) const NONE: Self = Self::new(" ", Tone::Text);
    /// Somebody is waited for.
    pub(crate) const LATE: Self = Self::new("!", Tone::Late);

    /// A flag.
    pub(crate) const fn new(sign: &'static str, tone: Tone) -> Self {
        Self { sign, tone }
    }

    /// Only what is late has one.
    pub(crate) const fn if_late(late: bool) -> Self {
        if late { Self::LATE } else { Self::NONE }
    }
}

/// One line of a pane: from the left, and what stands at its right edge.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    /// From the left.
    pub(crate) left: Strip,
    /// At the right edge; the left gives way to it.
    pub(crate) right: Strip,
    /// A line is drawn through where nothing is written.
    pub(crate) ruled: bool,
}

impl Row {
    /// A row with something at both edges.
    pub(crate) const fn new(left: Strip, right: Strip) -> Self {
        Self { left, right, ruled: false }
    }

    /// A row with nothing at the right edge.
    pub(crate) const fn left(left: Strip) -> Self {
        Self::new(left, Strip::new())
    }
}

#[cfg(test)]
mod tests {
    use super::{Strip, Tone};

    fn cut(parts: &[&str], cells: usize) -> String {
        let strip = parts.iter().fold(Strip::new(), |strip, part| strip.and(part, Tone::Text));
        let cut = strip.cut(cells);
        assert!(cut.width() <= cells, "{parts:?} in {cells}");
        cut.0.iter().map(|(words, _)| words.as_str()).collect()
    }

    #[test]
    fn what_fills_its_width_says_that_more_follows() {
        assert_eq!(cut(&["#78 look", " ", "#79"], 12), "#78 look #79");
        assert_eq!(cut(&["#78 look", " ", "#79"], 11), "#78 look #…");
        assert_eq!(cut(&["#78 look", " ", "#79"], 9), "#78 look…");
        assert_eq!(cut(&["#78 look", " ", "#79"], 8), "#78 loo…");
        assert_eq!(cut(&["#78 look", "", "#79"], 8), "#78 loo…");
        assert_eq!(cut(&["#78", "#79"], 0), "");
    }

    #[test]
    fn blanks_are_nothing_that_follows() {
        assert_eq!(cut(&["#78 look", " "], 8), "#78 look");
        assert_eq!(cut(&["#78 look", "   "], 9), "#78 look ");
        assert_eq!(cut(&["#78 look  "], 9), "#78 look ");
        assert_eq!(cut(&["   "], 2), "  ");
    }
}
