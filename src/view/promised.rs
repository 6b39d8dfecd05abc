//! What was promised, by whom and by when, and what is away from normal: what a lead forgets first.

use ratatui::layout::Rect;
use warroom_register::promises::{Promise, Promised};
use warroom_register::{At, EntryId, HelpState};

use super::list::Item;
use super::panes::{Said, entry_item, pane, who_when};
use super::pen::{Fit, Flag, Pen, Row, Strip};
use crate::app::App;
use crate::app::select::{Pane, Spot};
use crate::app::words::{age, left};
use crate::keys::{Action, Place};
use crate::theme::Tone;

/// Draws the promises.
pub(crate) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App) {
    let help = app.key_of(Action::AskHelp);
    let empty =
        format!("nothing is promised: {help} asks for help, an update promises the next word");
    let foot = outside(app, usize::from(area.width));
    let height = area.height.saturating_sub(u16::from(foot.is_some()));
    let above = Rect { height, ..area };
    pane(pen, above, app, Pane::Promised, &empty, |entry| item(app, entry));
    if let Some(foot) = foot.filter(|_| area.height > 0) {
        pen.row(area, height, foot);
    }
}

/// What was asked from outside and waits: how much, who has it, and the key that opens it; who and
/// since when as far as there is room for it whole.
pub(crate) fn outside(app: &App, width: usize) -> Option<Row> {
    let (register, now) = (app.register(), app.board().now);
    let many = register.open_inquiries().count();
    let (first, oldest) = register.open_inquiries().next()?;
    let asked = register.row(first).map(|row| row.at).unwrap_or_default();
    let late = app.board().is_late_with(first);
    let who = oldest.owner.or_else(|| register.voice());
    let tone = if late { Tone::Late } else { Tone::Text };
    let left = Strip::of(if late { " ! " } else { "   " }, Tone::Late)
        .and(&format!("{many} asked from outside"), tone);
    let opens = app.keymap.key_for(Place::Register, Action::Outside).filter(|_| app.past.is_none());
    let right =
        opens.map_or_else(Strip::new, |key| Strip::of(&key, Tone::Key).and(" opens ", Tone::Hint));
    let room = width.saturating_sub(left.width() + right.width() + 1);
    let since = age(asked, now);
    let said = [
        who.map(|who| format!("  {who}, oldest {since}")),
        who.map(|who| format!("  {who}, {since}")),
        Some(format!("  oldest {since}")),
        Some(format!("  {since}")),
    ];
    let fits = said.into_iter().flatten().find(|words| words.len() <= room).unwrap_or_default();
    Some(Row::new(left.and(&fits, Tone::Quiet), right))
}

/// One promise.
pub(crate) fn item(app: &App, entry: EntryId) -> Item {
    let board = app.board();
    let Some(promise) = board.promised.iter().find(|p| p.entry == Some(entry)) else {
        return Item::default();
    };
    let here = app.select.is(Pane::Promised, Spot::Entry(entry));
    let late = promise.late && promise.snoozed.is_none();
    let clock = promise.due.map_or_else(|| "  ?  ".to_owned(), At::clock);
    let tone = if late { Tone::Late } else { Tone::Text };
    let words = Strip::of(if here { "▸" } else { " " }, Tone::FrameFocus)
        .flag(Flag::if_late(late))
        .and(&format!(" {clock} "), tone)
        .join(what(app, promise, entry));
    let mut item = Item::from(Row::new(words, Strip::of(&end(app, promise), tone).gap(1)));
    item.selected = here;
    item
}

/// What is to come, short.
fn what(app: &App, promise: &Promise, entry: EntryId) -> Strip {
    let register = app.register();
    match promise.what {
        Promised::Word(audience) => Strip::of(&format!("word to {audience}"), Tone::Text),
        Promised::Look => Strip::of(&format!("look at {entry} again "), Tone::Text)
            .text(&register.text(entry), Tone::Quiet),
        Promised::Review => Strip::of("the review is called", Tone::Text),
        Promised::Help => {
            let Some(help) = register.helps().get(&entry) else { return Strip::new() };
            let verb = if help.state == HelpState::Promised { "answers" } else { "asked" };
            let strip =
                Strip::of(help.whom.as_str(), Tone::Text).and(&format!(" {verb} "), Tone::Text);
            let strip = if help.reference.is_empty() {
                strip
            } else {
                strip.text(&help.reference, Tone::Quiet).gap(1)
            };
            strip.text(&register.text(entry), Tone::Quiet)
        }
    }
}

fn end(app: &App, promise: &Promise) -> String {
    let now = app.board().now;
    match (promise.due, promise.snoozed) {
        (_, Some(until)) => format!("quiet till {}", until.clock_beside(now)),
        (Some(due), None) if promise.late => format!("LATE {}", age(due, now)),
        (Some(due), None) => left(due, now).replace(" left", ""),
        (None, None) => promise.entry.map_or_else(String::new, |entry| {
            app.register().row(entry).map_or_else(String::new, |row| age(row.at, now))
        }),
    }
}

/// Draws what is away from normal.
pub(crate) fn away(pen: &mut Pen<'_>, area: Rect, app: &App, lines: usize) {
    let stays = app.key_of(Action::Verify);
    let empty =
        format!("all is as it is normally; {stays} on something done says that it stays in place");
    let fit = Fit { width: usize::from(area.width), lines };
    pane(pen, area, app, Pane::Away, &empty, |entry| away_item(app, entry, fit));
}

/// One thing that is not as it is normally.
fn away_item(app: &App, entry: EntryId, fit: Fit) -> Item {
    let register = app.register();
    let Some(in_place) = register.in_place().get(&entry) else { return Item::default() };
    let by = register.row(entry).map(|row| row.by);
    let right = who_when(by, in_place.since, app.board().now);
    let text = register.away_words(entry);
    let said = Said { flag: Flag::NONE, text, tone: Tone::Text, right };
    entry_item(app, Pane::Away, entry, said, fit)
}
