//! A phone over SSH: one list, what is to be done and decided first, what came last below.

use ratatui::layout::Rect;
use warroom_register::EntryId;

use super::list::{Anchor, Item, List, list};
use super::panes::{lead, unseen};
use super::pen::{Flag, Pen, Row, Strip};
use super::timeline::with_time;
use super::{doing, signs};
use crate::app::App;
use crate::app::mouse::Target;
use crate::app::select::{Pane, Spot};
use crate::app::words::age;
use crate::keys::Action;
use crate::theme::Tone;

/// How many of the newest records stand below what is open.
const LAST_ROWS: usize = 3;

/// Draws the list.
pub(crate) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App) {
    let area = pen.above_card(area);
    if super::first::alone(app) {
        let taken = super::first::draw(pen, area, 0, app);
        let below = Rect { y: area.y + taken, height: area.height.saturating_sub(taken), ..area };
        return newest(pen, below, app);
    }
    let rows = app.digest();
    let last = LAST_ROWS.min(app.board().timeline.len());
    let height = area.height.saturating_sub(super::pen::cells(last));
    let upper = Rect { height, ..area };
    let here = rows.iter().position(|(pane, e)| app.select.is(*pane, Spot::Entry(*e)));
    let anchor = here.map_or(Anchor::Top, |at| Anchor::At(at, app.first_row(None)));
    let shape = List { total: rows.len(), anchor, unseen: unseen() };
    let first = list(pen, upper, &shape, |index| {
        let Some((pane, entry)) = rows.get(index) else { return Item::default() };
        let mut item = Item::from(row(app, *pane, *entry));
        item.selected = app.select.is(*pane, Spot::Entry(*entry));
        item.touch = Some(Target::Row(*pane, Spot::Entry(*entry)));
        item
    });
    pen.begins(None, first);
    newest(pen, Rect { y: area.y + height, height: area.height - height, ..area }, app);
}

/// The newest records, as many as there is room for.
fn newest(pen: &mut Pen<'_>, area: Rect, app: &App) {
    let timeline = &app.board().timeline;
    let from = timeline.len().saturating_sub(usize::from(area.height));
    for (seq, line) in timeline.iter().skip(from).zip(0..) {
        let Some(record) = app.register().row(*seq) else { continue };
        let words = with_time(app, *seq, &signs::told(app, *seq));
        let left = Strip::of(&format!(" {} ", record.at.clock()), Tone::Quiet)
            .and(&format!("{} ", record.what.sign()), signs::tone(record.what))
            .text(&words, signs::words_tone(record.what));
        pen.row(area, line, Row::new(left, Strip::of(record.by.as_str(), Tone::Quiet).gap(1)));
    }
}

/// What kind of thing a row is where its pane has no heading.
fn sign(app: &App, pane: Pane, entry: EntryId) -> Flag {
    let suspected = |entry| app.register().facts().get(&entry).is_some_and(|fact| fact.suspected);
    match pane {
        Pane::Asked => Flag::new("?", Tone::EntryQuestion),
        Pane::Known if suspected(entry) => Flag::new("~", Tone::EntryFactSuspected),
        Pane::Known => Flag::new("=", Tone::EntryFact),
        _ => Flag::NONE,
    }
}

fn row(app: &App, pane: Pane, entry: EntryId) -> Row {
    let board = app.board();
    let register = &board.register;
    let late = board.is_late_with(entry);
    let flag = if late { Flag::LATE } else { sign(app, pane, entry) };
    let words = |tone| lead(app, pane, entry, flag).text(&register.text(entry), tone);
    match pane {
        Pane::Doing => doing::shortest(app, entry),
        Pane::Asked => {
            let owner = register.questions().get(&entry).and_then(|q| q.owner);
            let right = match owner {
                Some(owner) => Strip::of(owner.as_str(), Tone::Quiet),
                None => Strip::of("NOBODY", if late { Tone::Nobody } else { Tone::Quiet }),
            };
            Row::new(words(Tone::Text), right.gap(1))
        }
        Pane::Decisions => {
            let called = register.decisions().get(&entry).is_some_and(|d| d.call.is_some());
            let right = match app.key_on(Action::Decide, entry) {
                _ if register.agreed(entry).is_some() => ("agreed ", Tone::Quiet),
                _ if called => ("called ", Tone::Quiet),
                Some(_) => ("CALL IT ", Tone::Late),
                None => ("waits ", Tone::Quiet),
            };
            Row::new(words(Tone::Text), Strip::of(right.0, right.1))
        }
        _ => {
            let at = register.row(entry).map_or(board.now, |row| row.at);
            Row::new(words(Tone::Text), Strip::of(&age(at, board.now), Tone::Quiet).gap(1))
        }
    }
}
