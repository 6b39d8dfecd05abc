//! The line: what it is for, the words with the cursor among them, and what Tab would do.

use std::ops::Range;

use ratatui::layout::{Position, Rect};
use warroom_register::Shown;

use crate::app::App;
use crate::app::purpose::Purpose;
use crate::app::read::another_day;
use crate::keys::Action;
use crate::theme::Tone;
use crate::view::pen::{Pen, Row, Strip, cells};
use crate::view::signs;

/// Below this width words to others stand below what they are for, so that they can be read, and what
/// is said beside the words is short.
pub(super) const NARROW_CELLS: u16 = 60;

/// How the line lies: what it is for, and behind or below that the words, line by line.
struct Laid {
    label: Strip,
    /// The words begin so far in.
    indent: u16,
    /// Room for the words of one line.
    room: usize,
    /// What it is for has a line of its own.
    apart: bool,
    /// The bytes of the text on each line of the screen.
    lines: Vec<Range<usize>>,
    tab: String,
}

impl Laid {
    fn of(app: &App, width: u16) -> Self {
        let label = Strip::new()
            .gap(1)
            .and(&app.line_label(), label_tone(&app.line.purpose))
            .and(&skips(app), Tone::Hint);
        // Whatever leaves the building is read whole before it is sent; of all else a long line is
        // shown around the cursor.
        let whole = matches!(app.line.purpose, Purpose::Update(_));
        let apart = whole && width < NARROW_CELLS;
        // Whatever is cut, the sign behind which one types stays.
        let sign = Strip::of(" > ", Tone::Quiet);
        let most = if apart { width } else { width / 2 };
        let most = usize::from(most).saturating_sub(sign.width());
        let label = if label.width() > most { label.cut(most) } else { label };
        let label = label.join(sign);
        let indent = if apart { 1 } else { cells(label.width()) };
        let text = app.line.edit.text();
        let tab = if width >= NARROW_CELLS { tab_hint(app) } else { String::new() };
        let single = !whole && !text.contains('\n');
        let tab_cells = if single && !tab.is_empty() { cells(tab.len() + 3) } else { 1 };
        let room = usize::from(width.saturating_sub(indent + tab_cells));
        let lines = if whole { broken(text, room) } else { plain(text) };
        Self { label, indent, room, apart, lines, tab }
    }

    /// The line of the screen on which the cursor stands.
    fn at(&self, cursor: usize) -> usize {
        self.lines.iter().rposition(|line| line.start <= cursor).unwrap_or(0)
    }
}

/// How many lines of the screen the line takes.
pub(super) fn height(app: &App, width: u16) -> usize {
    let laid = Laid::of(app, width);
    laid.lines.len() + usize::from(laid.apart)
}

/// The line itself, with the cursor; of a long line the part around the cursor. The rule above it is
/// written on up to `taken`.
pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App, taken: u16) -> Position {
    let mut laid = Laid::of(app, area.width);
    let mut place = area;
    if laid.apart && area.height > 1 {
        pen.row(area, 0, Row::left(std::mem::take(&mut laid.label)));
        place = Rect { y: area.y + 1, height: area.height - 1, ..area };
    }
    let text = app.line.edit.text();
    let cursor = app.line.edit.before().len();
    let at_line = laid.at(cursor);
    let piece = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let top = (at_line + 1).saturating_sub(usize::from(place.height));
    let mut offset = 0;
    for ((index, line), y) in laid.lines.iter().enumerate().skip(top).zip(0..place.height) {
        let words = if index == at_line {
            let (before, after) = (piece(line.start, cursor), piece(cursor, line.end));
            let (shown, cells) = around(before, after, laid.room);
            offset = cells;
            shown
        } else {
            Shown::line(piece(line.start, line.end), laid.room)
        };
        let label = if y == 0 { std::mem::take(&mut laid.label) } else { Strip::new() };
        pen.row(place, y, Row::left(label.to(usize::from(laid.indent)).shown(words, Tone::Input)));
    }
    beside(pen, area, app, &laid.tab, taken);
    let x = area.x + laid.indent + offset;
    let y = place.y + cells(at_line - top);
    pen.lay(Rect { x, y, width: 1, height: 1 }.intersection(pen.area()), Tone::InputCursor);
    Position { x, y }
}

/// What Tab would do, or that several lines are one entry: behind the words, or above where these
/// may fill their lines, as far as the rule is free there.
fn beside(pen: &mut Pen<'_>, area: Rect, app: &App, tab: &str, taken: u16) {
    let lines = app.line.edit.text().split('\n').count();
    let sends = app.key_in_line(Action::Send);
    let above = lines > 1 || matches!(app.line.purpose, Purpose::Update(_));
    let room = if above { area.right().saturating_sub(taken) } else { area.width };
    let words = match (lines, tab) {
        (1, "") => return,
        (1, tab) => [format!("{tab} "), String::new()],
        _ => [
            format!("{lines} lines, {sends} sends them as one "),
            format!(" {lines} lines, one entry "),
        ],
    };
    let fits = words.iter().map(|words| Strip::of(words, Tone::Hint));
    let Some(hint) = fits.into_iter().find(|hint| hint.width() <= usize::from(room)) else {
        return;
    };
    let x = area.right().saturating_sub(cells(hint.width()));
    pen.strip(x, area.y.saturating_sub(u16::from(above)), area.width, hint);
}

/// The lines of a text as they are, by their bytes.
fn plain(text: &str) -> Vec<Range<usize>> {
    let mut from = 0;
    let lines = text.split('\n').map(|line| {
        let here = from..from + line.len();
        from = here.end + 1;
        here
    });
    lines.collect()
}

/// Lines of a text, broken where they are too wide, after a blank if there is one.
fn broken(text: &str, room: usize) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    for line in plain(text) {
        let (mut from, mut blank, mut used) = (line.start, None, 0);
        for (at, c) in text.get(line.clone()).unwrap_or_default().char_indices() {
            let at = line.start + at;
            let wide = Shown::of(c.encode_utf8(&mut [0; 4])).width();
            // One cell is left for the cursor; a blank may hang over the edge.
            if used + wide + 1 > room && at > from && c != ' ' {
                let next = blank.filter(|next| *next > from).unwrap_or(at);
                all.push(from..next);
                used = Shown::of(text.get(next..at).unwrap_or_default()).width();
                (from, blank) = (next, None);
            }
            used += wide;
            if c == ' ' {
                blank = Some(at + 1);
            }
        }
        all.push(from..line.end);
    }
    all
}

/// Behind a question that needs no answer, the key that skips it.
fn skips(app: &App) -> String {
    if app.line.purpose.asks_on() {
        format!(" ({} skips)", app.key_in_line(Action::Send))
    } else {
        String::new()
    }
}

/// What the key that changes the kind does here, for the end of the line; in its place the day of a
/// time in front that is not today's.
fn tab_hint(app: &App) -> String {
    if let Some(day) = another_day(&app.line.purpose, app.line.edit.text(), app.now()) {
        return day;
    }
    let words = app.line.purpose.tab_hint().unwrap_or_default();
    let words = words.replace("Tab:", &format!("{}:", app.key_in_line(Action::ChangeKind)));
    words.replace("Editor:", &format!("{}:", app.key_in_line(Action::Editor)))
}

/// The part of a line around the cursor that fits, and the cells before the cursor.
pub(crate) fn around(before: &str, after: &str, room: usize) -> (Shown, u16) {
    // Of a long line only its end can fit, whatever its letters are.
    let last = before.char_indices().rev().nth(2 * room + 16).map_or(0, |(at, _)| at);
    let mut start = before.get(last..).unwrap_or_default();
    while Shown::of(start).width() + 1 > room {
        let mut letters = start.chars();
        if letters.next().is_none() {
            break;
        }
        start = letters.as_str();
    }
    let offset = Shown::of(start).width();
    let words = format!("{start}{after}");
    (Shown::line(&words, room.max(offset)), cells(offset))
}

const fn label_tone(purpose: &Purpose) -> Tone {
    match purpose {
        Purpose::Entry(kind) => signs::kind_tone(*kind),
        Purpose::About(_) => Tone::EntryQuestion,
        Purpose::Impact => Tone::EntryImpact,
        Purpose::Update(_) => Tone::EntryUpdate,
        Purpose::Propose(_) => Tone::EntryDecision,
        Purpose::Stand(_) => Tone::EntryObservation,
        _ => Tone::Key,
    }
}
