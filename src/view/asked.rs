//! What is asked: open questions, those that nobody has first.

use ratatui::layout::Rect;
use warroom_register::EntryId;

use super::list::Item;
use super::panes::{Said, entry_item, pane, who_when};
use super::pen::{Fit, Flag, Pen, Strip};
use crate::app::App;
use crate::app::select::Pane;
use crate::app::words::age;
use crate::keys::Action;
use crate::theme::Tone;

/// Draws the open questions.
pub(crate) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App, lines: usize) {
    let empty = format!("no open question: {} asks one", app.key_of(Action::Question));
    let fit = Fit { width: usize::from(area.width), lines };
    pane(pen, area, app, Pane::Asked, &empty, |entry| item(app, entry, fit));
}

/// One question.
pub(crate) fn item(app: &App, entry: EntryId, fit: Fit) -> Item {
    let board = app.board();
    let Some(question) = board.register.questions().get(&entry) else { return Item::default() };
    let late = board.is_late_with(entry);
    let flag = if late { Flag::LATE } else { Flag::new("?", Tone::EntryQuestion) };
    let right = if let Some(owner) = question.owner {
        who_when(Some(owner), question.since, board.now)
    } else {
        let (tone, nobody) = if late { (Tone::Nobody, "NOBODY") } else { (Tone::Quiet, "nobody") };
        Strip::of(&format!("{nobody} {:>4} ", age(question.since, board.now)), tone)
    };
    let said = Said { flag, text: board.register.text(entry), tone: Tone::Text, right };
    entry_item(app, Pane::Asked, entry, said, fit)
}
