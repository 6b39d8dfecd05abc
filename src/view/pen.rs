//! The pen: everything on the screen is drawn with it. It takes words only as [`Strip`]s, cuts by
//! cells, draws nothing outside its sheet, and counts the rows it was asked for.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::links;
pub(crate) use super::strip::{Fit, Flag, Row, Strip};
use super::wrap::Piece;
pub(crate) use super::wrap::wrap;
use crate::app::mouse::{Met, Target, Touch};
use crate::app::select::Pane;
use crate::app::{Reach, Trace};
use crate::theme::{Theme, Tone};

/// What draws.
pub(crate) struct Pen<'a> {
    sheet: &'a mut Buffer,
    theme: &'a Theme,
    rows: usize,
    met: Met,
    links: Vec<(Rect, String)>,
    /// Where what is read begins, after it was kept from running over its end.
    pub(crate) top: Option<usize>,
    /// How far the sheet of a review goes.
    pub(crate) reach: Option<Reach>,
    /// What lies over the lower part of the screen until it is answered.
    pub(crate) card: Option<Rect>,
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
            card: None,
        }
    }

    /// What is left of an area above the card. A list ends there, so that its last row is seen, and
    /// nothing new lies under what somebody has not answered yet. What looks out beside the card for
    /// the most part stays as high as it is.
    pub(crate) fn above_card(&self, area: Rect) -> Rect {
        let Some(card) = self.card.filter(|card| {
            let covered = card.intersection(Rect { height: u16::MAX - area.y, ..area });
            covered.width >= area.width.div_ceil(2)
        }) else {
            return area;
        };
        Rect { height: area.height.min(card.y.saturating_sub(area.y)), ..area }
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

    /// What it leaves behind, and the cells that lead to a page.
    pub(crate) fn put_down(self) -> (Trace, Vec<(Rect, String)>) {
        (Trace { top: self.top, reach: self.reach, met: self.met }, self.links)
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
        for (words, tone) in strip.cut(usize::from(cells)).pieces() {
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
    use super::{Row, Strip, Tone};

    #[test]
    fn a_word_that_just_fits_beside_something_is_kept_whole() {
        use ratatui::{buffer::Buffer, layout::Rect};
        let theme = crate::theme::Theme::load("dark", std::path::Path::new(""), false).unwrap();
        let row = |left: [&str; 3], cells: u16| {
            let mut sheet = Buffer::empty(Rect::new(0, 0, cells, 1));
            let area = sheet.area;
            let left = left.iter().fold(Strip::new(), |strip, part| strip.and(part, Tone::Text));
            let right = Strip::of(" here", Tone::Text);
            super::Pen::new(&mut sheet, &theme).row(area, 0, Row::new(left, right));
            sheet.content.iter().map(ratatui::buffer::Cell::symbol).collect::<String>()
        };
        assert_eq!(row(["silent 2m", " ", "queue"], 15), "silent 2m… here");
        assert_eq!(row(["silent 2m", " ", "queue"], 16), "silent 2m…  here");
        assert_eq!(row(["silent 2m", " ", ""], 15), "silent 2m  here");
    }
}
