//! What is known: facts that hold, with who said it and how long ago.

use ratatui::layout::Rect;
use warroom_register::EntryId;

use super::list::Item;
use super::panes::{Said, entry_item, pane, who_when};
use super::pen::{Fit, Flag, Pen, Row, Strip};
use crate::app::App;
use crate::app::select::Pane;
use crate::keys::Action;
use crate::theme::Tone;

/// Draws the facts.
pub(crate) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App, lines: usize) {
    let fact = app.key_of(Action::Fact);
    let empty =
        format!("nothing is known for certain yet: {fact} writes a fact, {fact} ? a suspicion");
    let fit = Fit { width: usize::from(area.width), lines };
    pane(pen, area, app, Pane::Known, &empty, |entry| item(app, entry, fit));
}

/// One fact.
pub(crate) fn item(app: &App, entry: EntryId, fit: Fit) -> Item {
    let register = app.register();
    let (Some(row), Some(fact)) = (register.row(entry), register.facts().get(&entry)) else {
        return Item::default();
    };
    let flag = if fact.suspected { Flag::new("~", Tone::EntryFactSuspected) } else { Flag::NONE };
    let right = who_when(Some(row.by), fact.at, app.board().now);
    let said = Said { flag, text: register.text(entry), tone: flag.tone, right };
    let mut item = entry_item(app, Pane::Known, entry, said, fit);
    if let Some(old) = fact.replaces.filter(|_| fit.lines > 1) {
        let was = Strip::new()
            .gap(super::panes::lead_cells(app))
            .and("was ", Tone::Quiet)
            .text(&register.text(old), Tone::Quiet);
        item.rows.push(Row::left(was.cut(fit.width.saturating_sub(1))));
    }
    item
}
