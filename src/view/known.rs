//! What is known: facts that hold, with who said it and how long ago.

use ratatui::layout::Rect;
use warroom_register::EntryId;

use super::list::Item;
use super::panes::{entry_item, pane, who_when};
use super::pen::{Pen, Row, Strip};
use crate::app::App;
use crate::app::select::Pane;
use crate::keys::Action;
use crate::theme::Tone;

/// Draws the facts.
pub(crate) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App, lines: usize) {
    let fact = app.key_of(Action::Fact);
    let empty =
        format!("nothing is known for certain yet: {fact} writes a fact, {fact} ? a suspicion");
    pane(pen, area, app, (Pane::Known, &empty), |entry| item(app, entry, area.width, lines));
}

/// One fact.
pub(crate) fn item(app: &App, entry: EntryId, width: u16, lines: usize) -> Item {
    let register = app.register();
    let (Some(row), Some(fact)) = (register.row(entry), register.facts().get(&entry)) else {
        return Item::default();
    };
    let (flag, tone) = if fact.suspected {
        (("~", Tone::EntryFactSuspected), Tone::EntryFactSuspected)
    } else {
        ((" ", Tone::Text), Tone::Text)
    };
    let right = who_when(Some(row.by), fact.at, app.board().now);
    let mut item = entry_item(app, Pane::Known, (entry, flag), (right, tone), (width, lines));
    if let Some(old) = fact.replaces.filter(|_| lines > 1) {
        let was = Strip::new()
            .gap(super::panes::lead_cells(app))
            .and("was ", Tone::Quiet)
            .text(&register.text(old), Tone::Quiet);
        item.rows.push(Row::left(was.cut(usize::from(width).saturating_sub(1))));
    }
    item
}
