//! The banner of a proposal that is before the room: over YOU and LATE for everybody, without a key
//! of its own but that of an objection. It rings nobody and blocks nothing.

use ratatui::layout::Rect;
use warroom_register::{At, Decision, EntryId};

use super::pen::{Pen, Row, Strip};
use crate::app::App;
use crate::app::link::LinkState;
use crate::app::size::Size;
use crate::keys::{Action, Place};
use crate::theme::Tone;

/// How many lines it takes, those of YOU and LATE included; on a phone fewer.
pub(crate) fn height(app: &App, size: Size) -> u16 {
    match (before(app), size) {
        (None, _) => 0,
        // A card that asks has to be read as well.
        (Some(_), Size::Phone | Size::TooSmall) => 4 - u16::from(app.cards.open().is_some()),
        (Some(_), _) => 6,
    }
}

/// What is before the room; not in the past, and not while the link is down or nothing is recorded:
/// then that comes first.
fn before(app: &App) -> Option<(EntryId, At)> {
    let down = matches!(app.link, LinkState::Down { .. });
    let first = down || app.unrecorded().is_some() || app.stopped.is_some();
    app.live.before_room().filter(|_| app.whole_past().is_none() && !first)
}

/// Draws it.
pub(crate) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App, size: Size) {
    let Some((entry, until)) = before(app) else { return };
    let Some(decision) = app.register_now().decisions().get(&entry) else { return };
    let seconds = until.seconds_since(app.now());
    let by = decision.window.map_or(app.me, |window| window.by);
    let small = area.height < 6;
    rule(pen, area, 0, &head(by.as_str(), size), &format!(" {seconds} s left "));
    let mut lines = vec![proposal(app, entry, size)];
    if !small {
        lines.push(parts(decision));
    }
    lines.push(against(app, decision));
    if !small {
        lines.push(keys(app, entry));
    }
    for (row, line) in lines.into_iter().zip(1..) {
        pen.row(area, line, row);
    }
    rule(pen, area, area.height.saturating_sub(1), &foot(app, entry, small), "");
}

fn head(by: &str, size: Size) -> String {
    if size == Size::Phone {
        " DECISION ".to_owned()
    } else {
        format!(" DECISION put to the room by {by} ")
    }
}

/// A double line with words on it: at no other place of the screen is there one.
fn rule(pen: &mut Pen<'_>, area: Rect, line: u16, left: &str, right: &str) {
    let width = usize::from(area.width);
    let bar = "═".repeat(width);
    let y = area.y + line;
    pen.strip(area.x, y, area.width, Strip::of(&bar, Tone::Loud));
    if !left.is_empty() {
        pen.strip(area.x + 1, y, area.width, Strip::of(left, Tone::Loud));
    }
    let right = Strip::of(right, Tone::Loud);
    let x = area.right().saturating_sub(super::pen::cells(right.width() + 3));
    pen.strip(x, y, area.width, right);
}

fn proposal(app: &App, entry: EntryId, size: Size) -> Row {
    let register = app.register_now();
    let left = Strip::new()
        .gap(1)
        .and(&format!("{entry} "), Tone::Quiet)
        .text(&register.text(entry), Tone::Heading);
    let by = register.row(entry).map(|row| format!("proposed by {} ", row.by));
    let by = by.filter(|_| size != Size::Phone).unwrap_or_default();
    Row::new(left, Strip::of(&by, Tone::Quiet))
}

fn parts(decision: &Decision) -> Row {
    let parts = [("risk", &decision.risk), ("undo", &decision.undo), ("expect", &decision.expect)];
    let strip = parts.into_iter().filter(|(_, text)| !text.is_empty()).fold(
        Strip::new(),
        |strip, (label, text)| {
            let strip = if strip.is_empty() { strip.gap(1) } else { strip.gap(4) };
            strip.and(&format!("{label} "), Tone::Quiet).text(text, Tone::Text)
        },
    );
    if strip.is_empty() {
        return Row::left(Strip::of(" no risk and no way back were named", Tone::Quiet));
    }
    Row::left(strip)
}

fn against(app: &App, decision: &Decision) -> Row {
    let register = app.register_now();
    let count = match decision.objections.len() {
        0 => return Row::left(Strip::new().gap(1).and("no objection so far", Tone::Quiet)),
        1 => "1 strong objection".to_owned(),
        many => format!("{many} strong objections"),
    };
    let last = decision.objections.last().and_then(|seq| register.row(*seq));
    let strip = Strip::new().gap(1).and(&count, Tone::Loud).gap(3);
    Row::left(match last {
        Some(row) => strip.and(&format!("{}: ", row.by), Tone::Quiet).text(&row.text, Tone::Text),
        None => strip,
    })
}

fn keys(app: &App, entry: EntryId) -> Row {
    let caller =
        app.register_now().lead().map_or_else(|| "the lead".to_owned(), |who| who.to_string());
    let calls = if app.register_now().lead() == Some(app.me) {
        let key = app.keymap.key_for(Place::Register, Action::Decide).unwrap_or_default();
        format!("No objection: do nothing. You call it: {key} ")
    } else {
        format!("No objection: do nothing. {caller} calls it ")
    };
    let left = app.keys_to_object(entry).map_or_else(Strip::new, |key| {
        let key = Strip::new().gap(1).and(&key, Tone::Key);
        key.and("  I object strongly, because...", Tone::Text)
    });
    Row::new(left, Strip::of(&calls, Tone::Hint))
}

fn foot(app: &App, entry: EntryId, small: bool) -> String {
    let key = app.keys_to_object(entry).filter(|_| small);
    key.map_or_else(String::new, |key| format!(" {key} I object strongly "))
}
