//! The sheet of a step: lines, some of which are rows that the arrows go through. Only what is in
//! view is drawn, and what is picked is in view.

use ratatui::layout::Rect;
use warroom_register::{EntryId, Review, Step, Text};

use super::{around, said, steps};
use crate::app::meeting::rows;
use crate::app::mouse::Target;
use crate::app::size::Size;
use crate::app::words::many;
use crate::app::{App, Reach};
use crate::theme::Tone;
use crate::view::frame::heading;
use crate::view::pen::{Pen, Row, Strip, cells, wrap};

/// A text takes so many lines at most.
const LINES_MAX: usize = 4;

/// The field to find with lies over so many lines at the end.
const FIND_LINES: usize = 4;

/// Lines in the making.
pub(super) struct Sheet<'a> {
    pub(super) app: &'a App,
    pub(super) size: Size,
    width: usize,
    lines: Vec<(Row, Option<EntryId>)>,
}

impl Sheet<'_> {
    /// An empty line.
    pub(super) fn gap(&mut self) {
        if !self.lines.is_empty() {
            self.lines.push((Row::default(), None));
        }
    }

    /// The name of a part, and beside it, where there is room, how it goes on from there.
    pub(super) fn head(&mut self, name: &str, quiet: &str) {
        self.gap();
        let name = Strip::new().gap(1).and(name, Tone::Heading);
        let whole = name.clone().gap(2).and(quiet, Tone::Quiet);
        let row = if whole.width() < self.width { whole } else { name };
        self.lines.push((Row::left(row), None));
    }

    /// A heading with what has to be said: below it, where there is no room beside it.
    pub(super) fn head_with(&mut self, name: &str, said: &str) {
        self.head(name, said);
        if name.chars().count() + said.chars().count() + 3 >= self.width {
            self.words(said, Tone::Quiet);
        }
    }

    /// A paragraph.
    pub(super) fn words(&mut self, words: &str, tone: Tone) {
        let width = self.width.saturating_sub(4).min(110);
        for line in wrap(&Text::from(words), width, 12) {
            self.lines.push((Row::left(Strip::new().gap(2).shown(line, tone)), None));
        }
    }

    /// Lines as they are.
    pub(super) fn row(&mut self, row: Row) {
        self.lines.push((row, None));
    }

    /// A row that can be picked: what stands in front, the words, what stands at the right edge.
    pub(super) fn entry(&mut self, entry: EntryId, front: Strip, text: &Text, right: Strip) {
        let indent = front.width();
        let room = self.width.saturating_sub(indent + right.width() + 2);
        let mut lines = wrap(text, room.max(8), LINES_MAX).into_iter();
        let first = lines.next().unwrap_or_default();
        self.lines.push((Row::new(front.shown(first, Tone::Text), right), Some(entry)));
        for line in lines {
            let row = Row::left(Strip::new().gap(indent).shown(line, Tone::Text));
            self.lines.push((row, Some(entry)));
        }
    }

    /// A row of what was said, as it stands below the timeline.
    pub(super) fn said(&mut self, entry: EntryId) {
        self.lines.push((said::row(self.app, entry, self.size), Some(entry)));
    }

    fn draw(self, pen: &mut Pen<'_>, area: Rect) {
        let picked = self.app.meeting.as_ref().and_then(|meeting| meeting.picked);
        let of = |entry: Option<EntryId>| entry.is_some() && entry == picked;
        let first = self.lines.iter().position(|(_, entry)| of(*entry));
        let last = self.lines.iter().rposition(|(_, entry)| of(*entry));
        // What is found is not hidden by the field that finds it.
        let covered = if self.app.finds() { FIND_LINES } else { 0 };
        let (most, total) = (usize::from(area.height).saturating_sub(covered), self.lines.len());
        let room = if total > most { most.saturating_sub(1) } else { most };
        let top = match (first, last) {
            // Some lines before it are in view, for where one is.
            (Some(first), Some(last)) => {
                (last + 2).saturating_sub(room).min(first).min(total.saturating_sub(room))
            }
            _ => self.app.meeting.as_ref().map_or(0, |meeting| meeting.scroll),
        };
        let top = top.min(total.saturating_sub(room));
        let below = total.saturating_sub(top + room);
        for ((row, entry), line) in self.lines.into_iter().skip(top).take(room).zip(0..) {
            pen.row(area, line, row);
            if of(entry) {
                if first == Some(top + usize::from(line)) {
                    said::mark(pen, area, line);
                }
                pen.lay(Rect { y: area.y + line, height: 1, ..area }, Tone::Selected);
            }
        }
        pen.reach = Some(Reach { above: total.saturating_sub(room), shown: room });
        if below > 0 {
            let page = self.app.key_of(crate::keys::Action::NextPivot);
            let words = format!("  {} below: {page}", many(below, "line"));
            pen.row(area, cells(most.saturating_sub(1)), Row::left(Strip::of(&words, Tone::Quiet)));
        }
    }
}

/// Draws the sheet of the step, and beside what is closed or not begun yet what can be read.
pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App, size: Size) {
    pen.rule(Rect { height: 1, ..area });
    let inner = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let width = usize::from(area.width);
    let mut sheet = Sheet { app, size, width, lines: Vec::new() };
    let name = match app.review().map(Review::at) {
        None => around::none(&mut sheet),
        Some(Step::HowItWorks) => steps::how_it_works(&mut sheet),
        Some(Step::Timeline) => steps::timeline(&mut sheet),
        Some(Step::Impact) => steps::impact(&mut sheet),
        Some(Step::Causes) => steps::causes(&mut sheet),
        Some(Step::Worth) => steps::worth(&mut sheet),
    };
    // Nothing is said by half in the frame.
    let room = width.saturating_sub(name.chars().count() + 6);
    let fits = |words: &String| words.chars().count() <= room;
    let quiet = [quiet(app), agreed(app)].into_iter().find(fits).unwrap_or_default();
    heading(pen, inner, name, &quiet, true);
    pen.touch(area, Target::Sheet);
    sheet.draw(pen, inner);
}

fn agreed(app: &App) -> String {
    app.review().map_or_else(String::new, |_held| format!(" {}", said::agreed(app)))
}

fn quiet(app: &App) -> String {
    let said = rows::said(&app.live.register, app.me).len();
    match app.review() {
        Some(_) if said > 0 => format!("{}; {} said", agreed(app), many(said, "thing")),
        _ => agreed(app),
    }
}
