//! What waits in the line while letters are keys, and what waits beside a line that is written.

use ratatui::layout::Rect;
use warroom_register::Shown;
use warroom_register::show::age;

use super::composer::NARROW_CELLS;
use crate::app::App;
use crate::app::line::Draft;
use crate::app::size::Size;
use crate::app::words::many;
use crate::keys::{Action, Place};
use crate::theme::Tone;
use crate::view::pen::{Pen, Row, Strip};

/// Of a draft so much is shown before it is said how much of it is left to write.
const DRAFT_CELLS_MIN: usize = 16;

/// The register has the keys: the line says so, and that a draft is kept.
pub(super) fn write_mark(pen: &mut Pen<'_>, area: Rect, app: &App, size: Size) {
    let draft = app.unsent();
    let right = match size {
        Size::Phone => Strip::new(),
        // The hint says how a draft is gone on with; here it has the room.
        Size::Small if app.meeting.is_some() && draft.is_some() => Strip::new(),
        _ if app.meeting.is_some() => Strip::of(&who_moves(app), Tone::Hint),
        _ if app.ask.is_some() || app.whole_past().is_some() => Strip::new(),
        _ if draft.is_some() => {
            Strip::of(&app.key_of(Action::GoOn), Tone::Key).and(" goes on ", Tone::Hint)
        }
        _ => Strip::of(&starts(app), Tone::Hint),
    };
    let left = Strip::of(" write >", Tone::Quiet);
    let left = match draft {
        Some(draft) => {
            let room = usize::from(area.width).saturating_sub(left.width() + right.width() + 3);
            left.gap(1).join(draft_mark(&draft, room))
        }
        None => left,
    };
    pen.row(area, 0, Row::new(left, right));
}

/// What waits in the line and for what; that it waits, and how much of it, is said whole.
fn draft_mark(draft: &Draft, room: usize) -> Strip {
    let questions = draft.questions.map(|n| format!(", {} left", many(n, "question")));
    let aside = (draft.aside > 0).then(|| format!(", {} more", draft.aside));
    let more = format!(" (draft{}{})", questions.unwrap_or_default(), aside.unwrap_or_default());
    let mark = if more.len() + DRAFT_CELLS_MIN > room { " (draft)" } else { &more };
    let room = room.saturating_sub(mark.len());
    let name = draft.name.as_ref().map(|name| format!("{name} > ")).unwrap_or_default();
    // The words say more than what they are for.
    let name = Strip::of(&name, Tone::Quiet);
    let fits = name.width() + draft.words.chars().count() <= room;
    let most = if fits || draft.words.is_empty() { room } else { room / 2 };
    let name = if name.width() > most { name.cut(most).and("> ", Tone::Quiet) } else { name };
    let words = Shown::line(&draft.words, room.saturating_sub(name.width()));
    name.shown(words, Tone::Pending).cut(room).and(mark, Tone::Hint)
}

/// The keys that start a line, as they are bound.
fn starts(app: &App) -> String {
    use Action as A;
    let keys: Vec<String> = [A::Observation, A::Did, A::Fact, A::Question, A::Task]
        .into_iter()
        .filter(|action| app.can(*action))
        .filter_map(|action| app.keymap.key_for(Place::Register, action))
        .collect();
    let start = if keys.len() == 1 { "starts" } else { "start" };
    let now = if app.then().is_some() { ", written now" } else { "" };
    format!("letters are keys; {} {start} a line{now} ", keys.join(" "))
}

/// Who moves the moment at a review.
fn who_moves(app: &App) -> String {
    match app.review() {
        Some(review) if review.chair == app.me => "you move the moment, for all ".to_owned(),
        Some(review) => format!("only {} moves the moment for all ", review.chair),
        None => String::new(),
    }
}

/// What is not recorded yet, and for how long where that is unusual: a disk may be slow.
pub(super) fn unrecorded(app: &App, width: u16) -> String {
    let count = app.pending.len();
    let lines = match count {
        0 => return String::new(),
        1 => "1 line of yours is".to_owned(),
        count => format!("{count} lines of yours are"),
    };
    match app.pending.waits_seconds(app.local_now()).map(age) {
        None => format!(" {lines} not recorded yet "),
        Some(waits) if width < NARROW_CELLS => {
            format!(" {} not recorded after {waits} ", many(count, "line"))
        }
        Some(waits) => format!(" {lines} not recorded yet, after {waits} "),
    }
}

/// What was written before and never sent: here, and beside it.
pub(super) fn of_mine(app: &App, width: u16) -> String {
    let here = if app.line.is_left_over() { " from before, not sent " } else { "" };
    here.to_owned() + &drafts_aside(app, width)
}

/// Beside a line that is written others wait. Where it is narrow, the note of several lines stands on
/// the same rule.
fn drafts_aside(app: &App, width: u16) -> String {
    let next = app.key_in_line(Action::LineAfter);
    match app.line.aside() {
        0 => String::new(),
        more if width < NARROW_CELLS => format!(" {more} more: {next} "),
        1 => format!(" 1 more draft of yours: {next} "),
        more => format!(" {more} more drafts of yours: {next} "),
    }
}
