//! A list of which only the rows in view are built, whatever its length.

use std::collections::VecDeque;

use ratatui::layout::Rect;

use super::pen::{Pen, Row, Strip, cells};
use crate::app::mouse::Target;
use crate::theme::Tone;

/// One thing in a list: one line or some, which go together.
#[derive(Debug, Default)]
pub(crate) struct Item {
    /// Its lines.
    pub(crate) rows: Vec<Row>,
    /// The keys are about it.
    pub(crate) selected: bool,
    /// What the mouse meets there.
    pub(crate) touch: Option<Target>,
    /// How many lines at its head are not part of what is selected.
    pub(crate) above: usize,
}

impl From<Row> for Item {
    fn from(row: Row) -> Self {
        Self { rows: vec![row], ..Self::default() }
    }
}

/// Which part of the list is in view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// From its first row.
    Top,
    /// Up to its last row.
    End,
    /// With this one in view: from the row where it began before, so that nothing jumps under the
    /// eye or the mouse; else with it in the middle, as far as there are rows on both sides.
    At(usize, Option<usize>),
}

/// A list: how long it is, which part of it is wanted, what it says of the rest.
pub(crate) struct List<'a> {
    /// How many things are on it.
    pub(crate) total: usize,
    /// Which of them are in view.
    pub(crate) anchor: Anchor,
    /// What stands in place of the others.
    pub(crate) unseen: Unseen<'a>,
}

/// What a list says of the rows that are not in view.
pub(crate) struct Unseen<'a> {
    /// Says how many are above; the last of them has this place.
    pub(crate) above: &'a dyn Fn(usize) -> String,
    /// Says how many are below.
    pub(crate) below: &'a dyn Fn(usize) -> String,
}

/// Draws a list into an area; `build` is asked only for what may be in view. Says from which row on
/// it is in view.
pub(crate) fn list(
    pen: &mut Pen<'_>,
    area: Rect,
    list: &List<'_>,
    build: impl FnMut(usize) -> Item,
) -> usize {
    let height = usize::from(area.height);
    if height == 0 {
        return 0;
    }
    let mut window = Window::of(height, list.total, list.anchor, build);
    let below = list.total - window.first - window.items.len();
    let (says_above, says_below) = window.says(height, below);
    let mut line = 0;
    if says_above {
        let words = (list.unseen.above)(window.first);
        pen.row(area, 0, Row::left(Strip::of(&words, Tone::Quiet)));
        line = 1;
    }
    for item in window.items {
        line = draw_item(pen, area, line, item);
    }
    if says_below {
        let words = (list.unseen.below)(below);
        pen.row(area, area.height - 1, Row::left(Strip::of(&words, Tone::Quiet)));
    }
    window.start
}

fn draw_item(pen: &mut Pen<'_>, area: Rect, line: u16, item: Item) -> u16 {
    let top = line + cells(item.above);
    let bottom = line + cells(item.rows.len());
    for (row, line) in item.rows.into_iter().zip(line..) {
        pen.row(area, line, row);
    }
    if top < area.height {
        let height = bottom.min(area.height) - top;
        let place = Rect { y: area.y + top, height, ..area };
        if item.selected {
            pen.lay(place, Tone::Selected);
        }
        if let Some(target) = item.touch {
            pen.touch(place, target);
        }
    }
    bottom
}

/// The items in view, and the place of the first.
struct Window {
    /// Where it began, before rows were given up at its edges.
    start: usize,
    first: usize,
    items: VecDeque<Item>,
    lines: usize,
}

impl Window {
    fn of(height: usize, total: usize, anchor: Anchor, build: impl FnMut(usize) -> Item) -> Self {
        let mut fill = Fill { height, total, build };
        if let Anchor::At(index, Some(before)) = anchor
            && before <= index
        {
            let mut window = Self::from(before);
            fill.below(&mut window, usize::MAX);
            fill.above(&mut window, height);
            let window = window.with_room(height, total, anchor);
            if (window.first..window.first + window.items.len()).contains(&index) {
                return window;
            }
        }
        let mut window = Self::from(match anchor {
            Anchor::Top => 0,
            Anchor::End => total,
            Anchor::At(index, _) => index.min(total),
        });
        if let Anchor::At(..) = anchor {
            fill.below(&mut window, 1);
            fill.above(&mut window, height / 2);
        }
        fill.below(&mut window, usize::MAX);
        fill.above(&mut window, height);
        window.with_room(height, total, anchor)
    }

    const fn from(first: usize) -> Self {
        Self { start: first, first, items: VecDeque::new(), lines: 0 }
    }

    fn with_room(mut self, height: usize, total: usize, anchor: Anchor) -> Self {
        self.start = self.first;
        self.make_room(height, total, anchor);
        self
    }

    /// Gives up rows at the edges, so that they can say how many are not in view.
    fn make_room(&mut self, height: usize, total: usize, anchor: Anchor) {
        let keep = match anchor {
            Anchor::At(index, _) => index,
            Anchor::End => total.saturating_sub(1),
            Anchor::Top => 0,
        };
        let mut above = self.first > 0;
        while above && self.lines >= height && self.first < keep && self.items.len() > 1 {
            self.drop_first();
        }
        let spare = |w: &Self, above: bool| height.saturating_sub(w.lines + usize::from(above));
        while self.first + self.items.len() < total
            && spare(self, above) == 0
            && self.items.len() > 1
        {
            self.drop_last();
            above = self.first > 0;
        }
    }

    /// Whether there is a line that says how many are above, and one how many are below. Neither is
    /// drawn over what is in view: of one thing with many lines the last ones give way, never its
    /// first.
    fn says(&mut self, height: usize, below: usize) -> (bool, bool) {
        let wanted = usize::from(self.first > 0) + usize::from(below > 0);
        if self.items.len() == 1
            && let Some(item) = self.items.front_mut()
        {
            item.rows.truncate(height.saturating_sub(wanted).max(1));
            self.lines = item.rows.len();
        }
        let room = height.saturating_sub(self.lines);
        let above = self.first > 0 && room > 0;
        (above, below > 0 && room > usize::from(above))
    }

    fn drop_first(&mut self) {
        if let Some(item) = self.items.pop_front() {
            self.lines -= item.rows.len();
            self.first += 1;
        }
    }

    fn drop_last(&mut self) {
        if let Some(item) = self.items.pop_back() {
            self.lines -= item.rows.len();
        }
    }
}

struct Fill<F> {
    height: usize,
    total: usize,
    build: F,
}

impl<F: FnMut(usize) -> Item> Fill<F> {
    fn below(&mut self, window: &mut Window, most: usize) {
        for _ in 0..most {
            let next = window.first + window.items.len();
            if next >= self.total || window.lines >= self.height {
                return;
            }
            let item = self.item(next);
            // The first one that does not fit is left out, unless it would be the only one.
            if window.lines + item.rows.len() > self.height && !window.items.is_empty() {
                return;
            }
            window.lines += item.rows.len();
            window.items.push_back(item);
        }
    }

    fn above(&mut self, window: &mut Window, lines_max: usize) {
        while window.first > 0 && window.lines < lines_max {
            let item = self.item(window.first - 1);
            if window.lines + item.rows.len() > self.height && !window.items.is_empty() {
                return;
            }
            window.first -= 1;
            window.lines += item.rows.len();
            window.items.push_front(item);
        }
    }

    fn item(&mut self, index: usize) -> Item {
        let mut item = (self.build)(index);
        item.rows.truncate(self.height);
        item
    }
}
