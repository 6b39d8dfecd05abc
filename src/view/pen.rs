//! The pen: everything on the screen is drawn with it. It takes words only as [`Shown`], cuts by
//! cells, draws nothing outside its sheet, and counts the rows it was asked for.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use warroom_register::{Shown, Text};

use super::links;
pub(crate) use super::wrap::wrap;
use super::wrap::{Line, Piece};
use crate::app::mouse::{Met, Target, Touch};
use crate::app::select::Pane;
use crate::theme::{Theme, Tone};

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

    /// The same and more words; whatever they are, they are made safe here.
    pub(crate) fn and(self, words: &str, tone: Tone) -> Self {
        self.shown(Shown::of(words), tone)
    }

    /// The same and a flag.
    pub(crate) fn flag(self, flag: Flag) -> Self {
        self.and(flag.sign, flag.tone)
    }

    /// The same and a person's words.
    pub(crate) fn text(self, text: &Text, tone: Tone) -> Self {
        self.shown(text.shown(), tone)
    }

    /// The same and words that are safe already.
    pub(crate) fn shown(mut self, words: impl Into<Line>, tone: Tone) -> Self {
        self.0.push((words.into(), tone));
        self
    }

    /// The same and another strip.
    pub(crate) fn join(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The same and so many blanks.
    pub(crate) fn gap(self, cells: usize) -> Self {
        self.and(&" ".repeat(cells), Tone::Text)
    }

    /// The same, filled with blanks to this width.
    pub(crate) fn to(self, cells: usize) -> Self {
        let missing = cells.saturating_sub(self.width());
        if missing == 0 { self } else { self.gap(missing) }
    }

    /// The same, cut to this width; `…` says that there is more.
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
    fn ends_at(&self, cells: usize) -> bool {
        let mut width = 0;
        let ends = |(words, _): &(Line, Tone)| {
            width += words.width();
            width == cells && !words.as_str().ends_with(' ')
        };
        let at = self.0.iter().position(ends).map_or(self.0.len(), |at| at + 1);
        self.0.iter().skip(at).any(|(words, _)| !words.as_str().trim().is_empty())
    }

    /// The same, as much of it as fits whole in this width: what is said behind a wide gap is
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

/// What draws.
pub(crate) struct Pen<'a> {
    sheet: &'a mut Buffer,
    theme: &'a Theme,
    rows: usize,
    met: Met,
    links: Vec<(Rect, String)>,
    /// Where what is read begins, after it was kept from running over its end.
    pub(crate) top: Option<usize>,
    /// Of a sheet: how many lines can be above what is in view, and how many are in view.
    pub(crate) reach: Option<(usize, usize)>,
}

impl<'a> Pen<'a> {
    /// A pen over this sheet.
    pub(crate) fn new(sheet: &'a mut Buffer, theme: &'a Theme) -> Self {
        Self {
            sheet,
            theme,
            rows: 0,
            met: Met::default(),
            links: Vec::new(),
            top: None,
            reach: None,
        }
    }

    /// How many rows it was asked to draw.
    pub(crate) const fn rows(&self) -> usize {
        self.rows
    }

    /// What the mouse meets here; what is told later lies above.
    pub(crate) fn touch(&mut self, area: Rect, target: Target) {
        let area = area.intersection(self.sheet.area);
        if !area.is_empty() {
            self.met.touch.push(Touch { area, target });
        }
    }

    /// A pane is in view from this row on.
    pub(crate) fn begins(&mut self, pane: impl Into<Option<Pane>>, first: usize) {
        self.met.first.push((pane.into(), first));
    }

    /// All that is met on the sheet, and the cells that lead to a page.
    pub(crate) fn met(self) -> (Met, Vec<(Rect, String)>) {
        (self.met, self.links)
    }

    /// The whole sheet.
    pub(crate) const fn area(&self) -> Rect {
        self.sheet.area
    }

    /// Draws a strip from this cell, at most so many cells; says where it ended.
    pub(crate) fn strip(&mut self, x: u16, y: u16, cells: u16, strip: Strip) -> u16 {
        let area = self.sheet.area;
        if y >= area.bottom() || y < area.top() || x >= area.right() {
            return x;
        }
        let cells = cells.min(area.right() - x);
        let edge = x + cells;
        let mut x = x;
        for (words, tone) in strip.cut(usize::from(cells)).0 {
            // What was drawn here before shows through nothing.
            let style = Style::reset().patch(self.theme.style(tone));
            let from = x;
            (x, _) = self.sheet.set_stringn(x, y, words.as_str(), usize::from(cells), style);
            match words.pages() {
                Some(pieces) => {
                    let place =
                        |piece: &Piece| (piece.place(&words, (from, y)), piece.page.clone());
                    self.links.extend(pieces.iter().map(place));
                }
                None => self.links.extend(links::found(words.as_str(), (from, y), edge)),
            }
        }
        x
    }

    /// Draws words of the program itself.
    pub(crate) fn put(&mut self, x: u16, y: u16, words: &str, tone: Tone) -> u16 {
        self.strip(x, y, u16::MAX, Strip::of(words, tone))
    }

    /// Draws a row on one line of an area, the left cut so that the right fits.
    pub(crate) fn row(&mut self, area: Rect, line: u16, row: Row) {
        self.rows += 1;
        if line >= area.height {
            return;
        }
        let (y, all) = (area.y + line, usize::from(area.width));
        if row.ruled {
            self.rule(Rect { y, height: 1, ..area });
        }
        let right = row.right.cut(all);
        let right_width = right.width();
        let mut left_cells = all.saturating_sub(if right_width == 0 { 0 } else { right_width + 1 });
        // Of a word that just fits nothing is taken: the mark stands in the gap before the right.
        left_cells += usize::from(right_width > 0 && row.left.ends_at(left_cells));
        self.strip(area.x, y, cells(left_cells), row.left);
        self.strip(area.x + cells(all - right_width), y, cells(right_width), right);
    }

    /// Lays a look over an area, words and all: the selected row, the line YOU.
    pub(crate) fn lay(&mut self, area: Rect, tone: Tone) {
        // What is quiet by itself is to be read where the row as a whole is loud.
        self.sheet.set_style(area, Style::new().remove_modifier(Modifier::DIM));
        self.sheet.set_style(area, self.theme.style(tone));
    }

    /// Empties an area, so that a card can lie over what is there.
    pub(crate) fn clear(&mut self, area: Rect) {
        let area = area.intersection(self.sheet.area);
        self.links.retain(|(link, _)| !link.intersects(area));
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                if let Some(cell) = self.sheet.cell_mut((x, y)) {
                    cell.reset();
                }
            }
        }
        self.lay(area, Tone::Text);
    }

    /// A thin line through an area one cell high.
    pub(crate) fn rule(&mut self, area: Rect) {
        let line = "─".repeat(usize::from(area.width));
        self.strip(area.x, area.y, area.width, Strip::of(&line, Tone::Frame));
    }

    /// A card: cleared, framed, with words on its upper and its lower edge. What is inside is
    /// given back.
    pub(crate) fn card(&mut self, area: Rect, head: Strip, foot: Strip) -> Rect {
        let area = area.intersection(self.sheet.area);
        self.clear(area);
        self.touch(area, Target::Card);
        if area.width < 4 || area.height < 2 {
            return Rect { width: 0, height: 0, ..area };
        }
        let inner = usize::from(area.width) - 2;
        for (y, left, right) in [(area.top(), "┌", "┐"), (area.bottom() - 1, "└", "┘")] {
            let line = format!("{left}{}{right}", "─".repeat(inner));
            self.strip(area.x, y, area.width, Strip::of(&line, Tone::FrameFocus));
        }
        for y in area.top() + 1..area.bottom() - 1 {
            self.put(area.x, y, "│", Tone::FrameFocus);
            self.put(area.right() - 1, y, "│", Tone::FrameFocus);
        }
        for (y, words) in [(area.top(), head), (area.bottom() - 1, foot)] {
            if !words.is_empty() {
                let words = Strip::new().gap(1).join(words.fit(inner - 4)).gap(1);
                self.strip(area.x + 2, y, area.width - 3, words);
            }
        }
        Rect { x: area.x + 2, y: area.y + 1, width: area.width - 4, height: area.height - 2 }
    }
}

/// Cells as the terminal counts them.
pub(crate) fn cells(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
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
    fn a_word_that_just_fits_beside_something_is_kept_whole() {
        use ratatui::{buffer::Buffer, layout::Rect};
        let theme = crate::theme::Theme::load("dark", std::path::Path::new(""), false).unwrap();
        let row = |left: [&str; 3], cells: u16| {
            let mut sheet = Buffer::empty(Rect::new(0, 0, cells, 1));
            let area = sheet.area;
            let left = left.iter().fold(Strip::new(), |strip, part| strip.and(part, Tone::Text));
            let right = Strip::of(" here", Tone::Text);
            super::Pen::new(&mut sheet, &theme).row(area, 0, super::Row::new(left, right));
            sheet.content.iter().map(ratatui::buffer::Cell::symbol).collect::<String>()
        };
        assert_eq!(row(["silent 2m", " ", "queue"], 15), "silent 2m… here");
        assert_eq!(row(["silent 2m", " ", "queue"], 16), "silent 2m…  here");
        assert_eq!(row(["silent 2m", " ", ""], 15), "silent 2m  here");
    }

    #[test]
    fn blanks_are_nothing_that_follows() {
        assert_eq!(cut(&["#78 look", " "], 8), "#78 look");
        assert_eq!(cut(&["#78 look", "   "], 9), "#78 look ");
        assert_eq!(cut(&["#78 look  "], 9), "#78 look ");
        assert_eq!(cut(&["   "], 2), "  ");
    }
}
