//! What happened: one row a record, the newest at the bottom.

use ratatui::layout::Rect;
use warroom_register::words::Outcome;
use warroom_register::{Seq, Shown, Text, What};

use super::list::{Anchor, Item, List, Unseen, list};
use super::panes::short;
use super::pen::{Pen, Row, Strip, wrap};
use super::signs;
use super::wrap::Line;
use crate::app::App;
use crate::app::mouse::Target;
use crate::app::outbox;
use crate::app::past::Past;
use crate::app::select::{Pane, Spot, index_of, selected_seq};
use crate::app::words::{between, clock, day, many, span};
use crate::keys::Action;
use crate::theme::Tone;

/// An entry may take so many lines before it is cut; all of it stands in its detail.
const LINES_MAX: usize = 2;
/// A name of the people's column takes so many cells at most.
const NAME_CELLS_MAX: usize = 8;
/// What a record is about is quoted behind it where so many cells are left.
const CONTEXT_CELLS_MIN: usize = 14;

/// Draws the timeline into an area.
pub(crate) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App, style: Style) {
    pen.touch(area, Target::Pane(Pane::Timeline));
    let board = app.board();
    let rows = board.timeline.len();
    let live = app.past.is_none();
    let pending = if live { app.pending.len() } else { 0 };
    let here = app.past.as_ref().map(Past::place);
    let picked = app.picked_in_walk().filter(|_| app.select.pane == Pane::Timeline);
    let anchor = match picked
        .or(here)
        .or_else(|| selected_seq(&app.select))
        .and_then(|seq| index_of(board, Pane::Timeline, Some(Spot::Entry(seq))))
    {
        Some(index) => Anchor::At(index, app.first_row(Pane::Timeline).filter(|_| live)),
        None => Anchor::End,
    };
    let columns = Columns::of(app, area, style);
    let above = |first: usize| above_words(app, first);
    let now = app.key_of(Action::Now);
    let below = |count: usize| match here {
        Some(_) => format!(" {} below", many(count, "record")),
        None => format!(" {} below: {now} goes to the newest", many(count, "record")),
    };
    let unseen = Unseen { above: &above, below: &below };
    let shape = List { total: rows + pending, anchor, unseen };
    let first = list(pen, area, &shape, |index| match board.timeline.get(index) {
        Some(seq) => columns.item(app, *seq, index),
        None => columns.pending(app, index - rows),
    });
    pen.begins(Pane::Timeline, first);
}

/// How much room there is for words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Two lines an entry where it needs them.
    Full,
    /// One line an entry.
    Short,
}

struct Columns {
    id: usize,
    name: usize,
    words: usize,
    lines: usize,
}

impl Columns {
    fn of(app: &App, area: Rect, style: Style) -> Self {
        let id = app.register().head().to_string().len().max(3);
        let names = app.register().responders().keys().map(|h| h.as_str().len());
        let name = names.max().unwrap_or(0).min(NAME_CELLS_MAX);
        let words = usize::from(area.width).saturating_sub(Self::indent(id) + name + 2);
        Self { id, name, words, lines: if style == Style::Full { LINES_MAX } else { 1 } }
    }

    /// Time, mark, number and sign in front of the words.
    const fn indent(id: usize) -> usize {
        1 + 5 + 1 + 1 + id + 1 + 2
    }

    fn item(&self, app: &App, seq: Seq, index: usize) -> Item {
        let (board, register) = (app.board(), app.register());
        let Some(row) = register.row(seq) else { return Item::default() };
        let retracted = !register.stands(seq);
        let worse = register.outcome(seq) == Some(Outcome::MadeItWorse);
        let tone = match (retracted, worse) {
            (true, _) => Tone::Retracted,
            (false, true) => Tone::Loud,
            (false, false) => signs::words_tone(row.what),
        };
        // The room itself has a longer name than most people: such a row has less room for words.
        let by = short(row.by, NAME_CELLS_MAX);
        let room = (self.words + self.name).saturating_sub(by.width().max(self.name));
        let mut lines = self.lines_of(app, seq, room).into_iter();
        let first = lines.next().unwrap_or_default();
        let here = app.past.as_ref().is_some_and(|past| past.place() == seq);
        let spot = Spot::Entry(seq);
        let picks = app.select.pane == Pane::Timeline && app.picked_in_walk().is_some();
        let selected = (here && !picks) || app.select.is(Pane::Timeline, spot);
        let mut left = self.head(app, seq, selected).shown(first, tone);
        if let Some(context) = signs::context(app, seq) {
            let free = (Self::indent(self.id) + room).saturating_sub(left.width() + 2);
            if lines.len() == 0 && (free >= CONTEXT_CELLS_MIN || context.width() <= free) {
                left = left.gap(2).join(Strip::new().shown(context, Tone::Quiet).cut(free));
            }
        }
        // A pivot is marked in the meeting, over what was known at the moment that is shown.
        let marks = app.meeting.as_ref().map_or(register, |_| &app.live.register);
        let star = if marks.starred(seq) { "* " } else { "" };
        let name = Strip::of(star, Tone::Loud).shown(by, Tone::Quiet).gap(1);
        let mut rows = vec![Row::new(left, name)];
        let indent = Self::indent(self.id);
        rows.extend(lines.map(|line| Row::left(Strip::new().gap(indent).shown(line, tone))));
        rows.extend(learnt_later(app, row).map(|words| Row::left(words_at(indent, &words))));
        let touch = Some(Target::Row(Pane::Timeline, spot));
        let mut item = Item { rows, selected, touch, above: 0 };
        let before = index.checked_sub(1).and_then(|i| board.timeline.get(i)).copied();
        self.mark_new(app, seq, before, &mut item);
        self.mark_day(app, seq, before, &mut item);
        item
    }

    /// What a record says, on as many lines as it may have. Of a call what was decided comes first,
    /// however long it is, and the reason below it.
    fn lines_of(&self, app: &App, seq: Seq, room: usize) -> Vec<Line> {
        let lines = wrap(&with_time(app, seq, &signs::told(app, seq)), room, self.lines);
        let called = app.register().called_words(seq).filter(|(_, why)| !why.is_empty());
        match called {
            Some((call, why)) if lines.len() > 1 => {
                // Below the first line no name stands.
                let parts = [(call, room), (why, self.words + self.name)];
                parts.into_iter().flat_map(|(words, room)| wrap(&words.into(), room, 1)).collect()
            }
            _ => lines,
        }
    }

    /// `14:06~  #15 d `: when it happened as far as that is another minute than the record's.
    fn head(&self, app: &App, seq: Seq, here: bool) -> Strip {
        let register = app.register();
        let Some(row) = register.row(seq) else { return Strip::new() };
        let sign = row.what.sign().to_string();
        // Looking back, a thing stands at the time when it happened.
        let (at, about) = match row.seen.filter(|_| app.past.is_some()) {
            Some(seen) => (row.happened(), if seen.about { "~" } else { " " }),
            None => (row.at, " "),
        };
        Strip::of(if here { "▸" } else { " " }, Tone::FrameFocus)
            .and(&format!("{}{about}", at.clock()), Tone::Quiet)
            .and(&format!("{:>1$} ", seq.to_string(), self.id + 1), Tone::Quiet)
            .and(&sign, signs::tone(row.what))
            .gap(1)
    }

    /// A line above the first record that came while nobody looked.
    fn mark_new(&self, app: &App, seq: Seq, before: Option<Seq>, item: &mut Item) {
        let Some(looked) = app.looked.filter(|_| app.past.is_none()) else { return };
        let first = seq > looked && before.is_none_or(|before| before <= looked);
        let Some(at) = app.register().row(looked).map(|row| row.at).filter(|_| first) else {
            return;
        };
        let words = format!(" new since you looked, {} ", at.clock());
        let left = Strip::of(&"─".repeat(Self::indent(self.id)), Tone::Frame)
            .and(&words, Tone::FrameFocus);
        item.rows.insert(0, Row { left, right: Strip::new(), ruled: true });
        item.above += 1;
    }

    /// A line above the first record of another day.
    fn mark_day(&self, app: &App, seq: Seq, before: Option<Seq>, item: &mut Item) {
        // Looking back, rows stand by when they happened.
        let back = app.past.is_some();
        let at = |seq: Seq| {
            let row = app.register().row(seq)?;
            Some(if back { row.happened() } else { row.at })
        };
        let (Some(now), Some(then)) = (at(seq), before.and_then(at)) else { return };
        if now.day() == then.day() {
            return;
        }
        let left = Strip::of(&"─".repeat(Self::indent(self.id)), Tone::Frame)
            .and(&format!(" {} ", now.date()), Tone::Heading);
        item.rows.insert(0, Row { left, right: Strip::new(), ruled: true });
        item.above += 1;
    }

    fn pending(&self, app: &App, index: usize) -> Item {
        let Some(command) = app.pending.commands().nth(index) else { return Item::default() };
        let (sign, words) = outbox::shown(command);
        let left = Strip::of(&format!("       {:>1$} {sign} ", "...", self.id + 1), Tone::Pending)
            .shown(Shown::of(&words), Tone::Pending);
        let name = Shown::line(app.me.as_str(), self.name);
        Item::from(Row::new(left, Strip::new().shown(name, Tone::Pending).gap(1)))
    }
}

/// Looking back: that an entry was not known at its time, and when it was.
fn learnt_later(app: &App, row: &warroom_register::Row) -> Option<String> {
    let later = row.learnt_later().filter(|_| app.past.is_some())?;
    let what = if matches!(row.what, What::Marked(_)) { "marked" } else { "learnt" };
    let (at, later) = (clock(row.at, row.happened()), span(later));
    Some(format!("{what} {at}, {later} later: not known before that"))
}

fn words_at(indent: usize, words: &str) -> Strip {
    Strip::new().gap(indent).and(words, Tone::Late)
}

/// The live timeline goes by when things were written; another time stands in brackets.
pub(super) fn with_time(app: &App, seq: Seq, words: &Text) -> Text {
    if app.past.is_some() {
        return words.clone();
    }
    let seen = app.register().row(seq).and_then(|row| {
        row.seen.filter(|s| s.at.clock() != row.at.clock() || s.at.day() != row.at.day() || s.about)
    });
    match (seen, app.register().what(seq)) {
        (_, Some(What::Marked(_))) | (None, _) => words.clone(),
        (Some(seen), _) => {
            let about = if seen.about { "~" } else { "" };
            let written = app.register().row(seq).map_or(seen.at, |row| row.at);
            let clock = clock(seen.at, written);
            between(&format!("({clock}{about}) "), words, "")
        }
    }
}

/// What is above, by when it was written.
fn above_words(app: &App, first: usize) -> String {
    let board = app.board();
    let at = |index: usize| {
        let seq = board.timeline.get(index)?;
        let row = board.register.row(*seq);
        row.map(|row| if app.past.is_some() { row.happened() } else { row.at })
    };
    match (at(0), at(first.saturating_sub(1))) {
        (Some(from), Some(to)) if first > 1 => {
            let days = from.day() != to.day();
            let from = if days { clock(from, to) } else { from.clock() };
            let to = if days { format!("{} {}", day(to), to.clock()) } else { to.clock() };
            format!(" {from} to {to}: {first} records above")
        }
        _ => format!(" {first} record above"),
    }
}
