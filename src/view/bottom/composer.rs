//! The line: what it is for, the words with the cursor among them, and what Tab would do.

use ratatui::layout::{Position, Rect};
use warroom_register::Shown;

use crate::app::App;
use crate::app::purpose::Purpose;
use crate::app::read::another_day;
use crate::keys::Action;
use crate::theme::Tone;
use crate::view::pen::{Pen, Row, Strip, cells};
use crate::view::signs;

/// The line itself, with the cursor; of a long line the part around the cursor.
pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App) -> Position {
    let label = Strip::new()
        .gap(1)
        .and(&app.line_label(), label_tone(&app.line.purpose))
        .and(&skips(app), Tone::Hint);
    // Whatever is cut, the sign behind which one types stays.
    let sign = Strip::of(" > ", Tone::Quiet);
    let room = usize::from(area.width / 2).saturating_sub(sign.width());
    let label = if label.width() > room { label.cut(room) } else { label };
    let label = label.join(sign);
    let indent = cells(label.width());
    let tab = if area.width >= 60 { tab_hint(app) } else { String::new() };
    let (before, after) = (app.line.edit.before(), app.line.edit.after());
    let at_line = before.matches('\n').count();
    let lines: Vec<&str> = app.line.edit.text().split('\n').collect();
    let top = (at_line + 1).saturating_sub(usize::from(area.height));
    let tab_cells = if tab.is_empty() || lines.len() > 1 { 1 } else { cells(tab.len() + 3) };
    let room = usize::from(area.width.saturating_sub(indent + tab_cells));
    let here = before.rsplit('\n').next().unwrap_or_default();
    let rest = after.split('\n').next().unwrap_or_default();
    let (shown, offset) = around(here, rest, room);
    for (index, y) in (top..lines.len()).zip(0..area.height) {
        let words = if index == at_line {
            shown.clone()
        } else {
            Shown::line(lines.get(index).copied().unwrap_or_default(), room)
        };
        let first = if y == 0 { label.clone() } else { Strip::new().gap(usize::from(indent)) };
        pen.row(area, y, Row::left(first.shown(words, Tone::Input)));
    }
    if lines.len() == 1 && !tab.is_empty() {
        let hint = Strip::of(&tab, Tone::Hint).gap(1);
        let x = area.right().saturating_sub(cells(hint.width()));
        pen.strip(x, area.y, area.width, hint);
    } else if lines.len() > 1 {
        let send = app.key_in_line(Action::Send);
        let words = format!("{} lines, {send} sends them as one ", lines.len());
        let x = area.right().saturating_sub(cells(words.len()));
        pen.strip(x, area.y.saturating_sub(1), area.width, Strip::of(&words, Tone::Hint));
    }
    let x = area.x + indent + offset;
    let y = area.y + cells(at_line - top);
    pen.lay(Rect { x, y, width: 1, height: 1 }.intersection(pen.area()), Tone::InputCursor);
    Position { x, y }
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
