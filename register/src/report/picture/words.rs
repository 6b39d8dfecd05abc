//! Words above a picture, each at its instant, on as many lines as they need so that none runs into
//! another.

use super::axis::WIDTH;

/// A letter's width, about.
pub(super) const LETTER: i64 = 7;
/// From line to line.
pub(super) const LINE: i64 = 14;
/// Lines at most: what would need more stands on the last one.
const LINES_MAX: usize = 8;
/// Between words and what they stand beside.
const GAP: i64 = 3;

/// Words with the place that was found for them.
pub(super) struct Placed {
    /// Where their instant is.
    pub(super) x: i64,
    /// The line, the first is 0.
    line: usize,
    /// They stand left of their instant.
    is_left: bool,
    words: String,
}

impl Placed {
    /// Where they stand, with the first line at `top`.
    pub(super) fn y(&self, top: i64) -> i64 {
        top + LINE * i64::try_from(self.line).unwrap_or(0)
    }

    /// They themselves, ours and never others'.
    pub(super) fn text(&self, top: i64) -> String {
        let (anchor, x) =
            if self.is_left { ("end", self.x - GAP) } else { ("start", self.x + GAP) };
        let (y, words) = (self.y(top), &self.words);
        format!("<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{words}</text>")
    }
}

/// How wide words are, about.
pub(super) fn width(words: &str) -> i64 {
    i64::try_from(words.chars().count()).unwrap_or(0) * LETTER
}

/// Finds a place for each, from left to right: the first line on which it runs into nothing.
pub(super) fn placed(all: impl Iterator<Item = (i64, String)>) -> Vec<Placed> {
    let mut ends: Vec<i64> = Vec::new();
    let place = |(x, words): (i64, String)| {
        let wide = width(&words) + 2 * GAP;
        let is_left = x + wide > WIDTH;
        let left = if is_left { x - wide } else { x };
        let free = ends.iter().position(|end| *end < left).unwrap_or(ends.len());
        let line = free.min(LINES_MAX - 1);
        match ends.get_mut(line) {
            Some(end) => *end = (*end).max(left + wide),
            None => ends.push(left + wide),
        }
        Placed { x, line, is_left, words }
    };
    all.map(place).collect()
}

/// How high all of them are.
pub(super) fn height(all: &[Placed]) -> i64 {
    let lines = all.iter().map(|placed| placed.line + 1).max().unwrap_or(0);
    LINE * i64::try_from(lines).unwrap_or(0)
}
