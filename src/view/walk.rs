//! A walkthrough: what was known at a moment, and below it the band of what happened when, drawn
//! up to that moment and no further, with the keys.

mod band;
mod beside;
mod decision;

use ratatui::layout::Rect;
use warroom_register::{EntryId, What};

use super::pen::{Pen, Row, Strip, cells};
use super::room::{self, Column};
use crate::app::App;
use crate::app::past::Past;
use crate::app::select::Pane;
use crate::app::size::Size;
use crate::app::words::moment;
use crate::keys::Action;
use crate::theme::Tone;

/// Lines of rule, band, rule and hint.
pub(crate) fn height(size: Size) -> u16 {
    3 + band::height(size)
}

/// Lines of rule and band alone.
pub(crate) fn band_height(size: Size) -> u16 {
    1 + band::height(size)
}

/// Draws the lines below: the band and the keys.
pub(crate) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App, past: &Past, size: Size) {
    let lines = band_height(size);
    draw_band(pen, Rect { height: lines, ..area }, app, past, size);
    pen.rule(Rect { y: area.y + lines, height: 1, ..area });
    let foot = Rect { y: area.y + 1 + lines, height: 1, ..area };
    if foot.y < pen.area().bottom() {
        pen.row(foot, 0, hint(app, past, size, usize::from(foot.width)));
    }
}

/// Draws the band, under the line that says up to when it goes.
pub(crate) fn draw_band(pen: &mut Pen<'_>, area: Rect, app: &App, past: &Past, size: Size) {
    let at = moment(app);
    let words = if size == Size::Phone {
        format!(" no more was known at {at} ")
    } else {
        format!(" the room knew no more than this at {at} ")
    };
    pen.rule(Rect { height: 1, ..area });
    pen.strip(area.x + 2, area.y, area.width, Strip::of(&words, Tone::FrameFocus));
    let lines = band::height(size);
    band::draw(pen, Rect { y: area.y + 1, height: lines, ..area }, app, past);
}

/// Draws what was known: the timeline, and beside it what stood on the register; at a decision,
/// what it was decided on.
pub(crate) fn middle(pen: &mut Pen<'_>, area: Rect, app: &App, past: &Past, size: Size) {
    if past.hindsight {
        return beside::draw(pen, area, app, past);
    }
    let decision = decision_here(app, past);
    match (size, decision) {
        (Size::Wide, Some(entry)) => wide(pen, area, app, past, entry),
        (Size::Middle, Some(entry)) => two(pen, area, app, past, entry),
        (Size::Wide | Size::Middle, None) => room::draw(pen, area, app, size),
        _ => narrow(pen, area, app, past, decision),
    }
}

/// The decision that the moment is about.
pub(crate) fn decision_here(app: &App, past: &Past) -> Option<EntryId> {
    let place = past.place();
    match app.register().what(place)? {
        What::Proposed | What::Decision => Some(place),
        What::Called(entry, _) | What::Objected(entry) => Some(entry),
        _ => None,
    }
}

fn wide(pen: &mut Pen<'_>, area: Rect, app: &App, past: &Past, entry: EntryId) {
    let right = (area.width * 40 / 160).clamp(36, 56);
    let middle = (area.width * 54 / 160).clamp(46, 76);
    let left = area.width - right - middle - 2;
    let column = room::part(area, left + 1, middle);
    let lines = decision::lines(app, past, entry, usize::from(middle));
    // What stood on the register keeps a third of the column.
    let card = cells(lines.len() + 1).min(area.height * 2 / 3);
    let columns = [
        Column { area: room::part(area, 0, left), panes: &[(Pane::Timeline, 1)] },
        Column {
            area: Rect { y: column.y + card, height: column.height - card, ..column },
            panes: &[(Pane::Known, 1), (Pane::Asked, 1)],
        },
        Column {
            area: room::part(area, left + middle + 2, right),
            panes: &[(Pane::Doing, 2), (Pane::People, 1)],
        },
    ];
    room::draw_columns(pen, area, app, &columns);
    decision::draw(pen, Rect { height: card, ..column }, app, past, entry, lines);
}

fn two(pen: &mut Pen<'_>, area: Rect, app: &App, past: &Past, entry: EntryId) {
    let right = (area.width * 9 / 20).max(46);
    let left = area.width - right - 1;
    let column = room::part(area, left + 1, right);
    let lines = decision::lines(app, past, entry, usize::from(right));
    let card = cells(lines.len() + 1).min(area.height * 2 / 3);
    let columns = [
        Column { area: room::part(area, 0, left), panes: &[(Pane::Timeline, 1)] },
        Column {
            area: Rect { y: column.y + card, height: column.height - card, ..column },
            panes: &[(Pane::Known, 1), (Pane::Asked, 1)],
        },
    ];
    room::draw_columns(pen, area, app, &columns);
    decision::draw(pen, Rect { height: card, ..column }, app, past, entry, lines);
}

/// One pane at a time; at a decision the timeline gives it the lower half.
fn narrow(pen: &mut Pen<'_>, area: Rect, app: &App, past: &Past, decision: Option<EntryId>) {
    let each = if area.width < 64 { 1 } else { 2 };
    if let Some(pane) = app.select.tab.filter(|pane| *pane != Pane::Timeline) {
        return room::one(pen, area, app, pane);
    }
    let Some(entry) = decision else {
        return room::draw_pane(pen, area, app, Pane::Timeline, each);
    };
    let lines = decision::lines(app, past, entry, usize::from(area.width));
    let card = cells(lines.len() + 1).min(area.height * 3 / 5);
    let upper = Rect { height: area.height - card, ..area };
    room::draw_pane(pen, upper, app, Pane::Timeline, 1);
    let lower = Rect { y: upper.bottom(), height: card, ..area };
    pen.rule(Rect { height: 1, ..lower });
    decision::draw(pen, lower, app, past, entry, lines);
}

pub(crate) fn hint(app: &App, past: &Past, size: Size, width: usize) -> Row {
    let key = |action| app.keymap.key_for(app.home(), action).unwrap_or_default();
    let all = [
        (Action::NextRecord, "next"),
        (Action::PreviousRecord, "back"),
        (Action::NextPivot, "pivot"),
        (Action::ThenAndNow, "then and now"),
        (Action::Play, "play"),
        (Action::GoTo, "go to"),
        (Action::Situation, "situation"),
        (Action::ReadReport, "report"),
    ];
    let mut right = Strip::of(&key(Action::Help), Tone::Key).gap(1);
    if size != Size::Phone {
        let out = if past.alone { "asks to leave" } else { "back to now" };
        right = right
            .and("keys  ", Tone::Hint)
            .and(&key(Action::StepOut), Tone::Key)
            .and(&format!(" {out} "), Tone::Hint);
    }
    // A key of which half is said is not said at all.
    let room = width.saturating_sub(right.width());
    let mut left = Strip::new().gap(1);
    for (action, words) in all {
        if key(action).is_empty() {
            continue;
        }
        let gap = if left.width() == 1 { 0 } else { 2 };
        let one = Strip::new().gap(gap).and(&key(action), Tone::Key).gap(1).and(words, Tone::Hint);
        if left.width() + one.width() >= room {
            break;
        }
        left = left.join(one);
    }
    Row::new(left, right)
}
