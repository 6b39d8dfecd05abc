//! What was said in the meeting, below the timeline: the last of it, and the rows that the arrows go
//! through.

use ratatui::layout::Rect;
use warroom_register::{EntryId, Row as Record, Said, Shown, Text, What};

use crate::app::App;
use crate::app::meeting::part::Part;
use crate::app::meeting::rows;
use crate::app::mouse::Target;
use crate::app::outbox;
use crate::app::size::Size;
use crate::app::words::{clock, day};
use crate::keys::{Action, Place};
use crate::theme::Tone;
use crate::view::frame::heading;
use crate::view::pen::{Pen, Row, Strip};
use crate::view::signs;

/// How many lines of it are shown where there is room.
const LINES: u16 = 5;

/// How many lines it takes, with its name: on a small screen more while it has the keys, so that what
/// the arrows go through is what one sees.
pub(super) fn height(app: &App, size: Size, area: u16) -> u16 {
    if app.live.register.learning().reviews.is_empty()
        && app.live.register.learning().comments.is_empty()
    {
        return 0;
    }
    let keys = app.part() == Some(Part::Said);
    match size {
        Size::Phone | Size::TooSmall => {
            if keys {
                area
            } else {
                0
            }
        }
        Size::Small => {
            if keys {
                (area / 2).max(3)
            } else {
                3
            }
        }
        _ => (LINES + 1).min(area / 4),
    }
}

/// Draws it.
pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App, size: Size) {
    pen.rule(Rect { height: 1, ..area });
    let inner = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let learning = app.live.register.learning();
    let name = match learning.reviews.last() {
        None => "Said before the meeting",
        Some(review) if review.closed.is_some() => "Said in the meeting",
        Some(_) => "Said in this meeting",
    };
    let agreed = agreed(app);
    let quiet = if agreed.is_empty() { agreed } else { format!(" {agreed}") };
    let keys = app.part() == Some(Part::Said);
    heading(pen, inner, name, &quiet, keys && app.place != Place::Line);
    pen.touch(area, Target::Said);
    let parked = parked(app);
    let pending: Vec<Row> = pending(app);
    let most =
        usize::from(inner.height).saturating_sub(usize::from(parked.is_some()) + pending.len());
    let all = rows::said(&app.live.register, app.me);
    let picked = app.meeting.as_ref().and_then(|meeting| meeting.picked);
    let at = picked.and_then(|entry| all.iter().position(|row| *row == entry));
    let first = match at {
        Some(at) => (at + 1).saturating_sub(most).max(all.len().saturating_sub(most).min(at)),
        None => all.len().saturating_sub(most),
    };
    let mut line = 0;
    for entry in all.iter().skip(first).take(most) {
        pen.row(inner, line, row(app, *entry, size));
        if picked == Some(*entry) {
            mark(pen, inner, line);
            pen.lay(Rect { y: inner.y + line, height: 1, ..inner }, Tone::Selected);
        }
        line += 1;
    }
    for row in pending.into_iter().chain(parked) {
        pen.row(inner, line, row);
        line += 1;
    }
    if line == 0 {
        let [account, missing] =
            [Action::Account, Action::Missing].map(|action| app.key_of(action));
        let words = format!(
            "nothing yet: {account} says what you saw or thought at this moment, {missing} adds what is missing"
        );
        pen.row(inner, 0, Row::left(Strip::new().gap(2).and(&words, Tone::Hint)));
    }
}

/// `agreed by 4 of 7, 1 of them before it changed, 1 sees it differently`
pub(super) fn agreed(app: &App) -> String {
    let Some(review) = app.live.register.learning().reviews.last() else { return String::new() };
    let there = review.attended.len();
    let differs = match review.differs.len() {
        0 => String::new(),
        1 => ", 1 sees it differently".to_owned(),
        many => format!(", {many} see it differently"),
    };
    let changed = app.live.register.timeline_changed();
    let before = match review.agreed.values().filter(|seq| **seq < changed).count() {
        0 => String::new(),
        all if all == review.agreed.len() => " (before it changed)".to_owned(),
        some => format!(" ({some} before it changed)"),
    };
    format!("timeline agreed by {} of {there}{before}{differs}", review.agreed.len())
}

/// Ideas are counted and not read before it is their turn, but by their writers.
fn parked(app: &App) -> Option<Row> {
    let words = app.review().and_then(|_| app.live.register.parked_words())?;
    Some(Row::left(Strip::new().gap(1).and("i ", Tone::Loud).and(&words, Tone::Quiet)))
}

/// What I wrote and is not recorded yet.
fn pending(app: &App) -> Vec<Row> {
    let last = app.pending.commands().rev().take(2).map(|command| {
        let (sign, words) = outbox::shown(command);
        let words = Shown::line(&words, 200);
        Row::left(
            Strip::new()
                .gap(1)
                .and(&format!("{sign} ... "), Tone::Pending)
                .shown(words, Tone::Pending),
        )
    });
    last.collect()
}

/// In front of the row that is picked, also where there is no colour.
pub(super) fn mark(pen: &mut Pen<'_>, area: Rect, line: u16) {
    pen.strip(area.x, area.y + line, 1, Strip::of("▸", Tone::FrameFocus));
}

/// One thing that was said: its sign, who, what about, the words, and where it was said if not here.
pub(super) fn row(app: &App, entry: EntryId, size: Size) -> Row {
    let register = &app.live.register;
    let Some(said) = register.row(entry) else { return Row::default() };
    let sign = said.what.sign().to_string();
    let left = Strip::new()
        .gap(1)
        .and(&sign, signs::tone(said.what))
        .gap(1)
        .and(&format!("{entry} "), Tone::Quiet)
        .and(said.by.as_str(), Tone::Text)
        .gap(2)
        .and(&own_time(app, said), Tone::Text)
        .text(&words(app, entry), Tone::Text);
    let left = match account(app, entry) {
        Some(more) => left.and(&more, Tone::Quiet),
        None => left,
    };
    let mark = match said.what {
        What::Said(Said::Missing(_)) => format!("added {}", day(said.at)),
        What::Said(_) => register.said_when(entry).words().to_owned(),
        _ => String::new(),
    };
    let mark = if mark.is_empty() || size == Size::Phone {
        Strip::new()
    } else {
        Strip::of(&format!("{mark} "), Tone::Quiet)
    };
    Row::new(left, mark)
}

/// When what was missing happened, with its day where the incident had come to another one.
fn own_time(app: &App, said: &Record) -> String {
    let missing = matches!(said.what, What::Said(Said::Missing(_)));
    let Some(seen) = said.seen.filter(|_| missing) else { return String::new() };
    let began = app.live.register.incident().opened_at.unwrap_or(seen.at);
    let about = if seen.about { "~" } else { "" };
    format!("{}{about} ", clock(seen.at, began))
}

/// What was said, without the name that stands before it already.
fn words(app: &App, entry: EntryId) -> Text {
    let register = &app.live.register;
    let sentence = register.sentence(entry);
    let by = register.row(entry).map(|row| format!("{} ", row.by)).unwrap_or_default();
    match sentence.shown().as_str().strip_prefix(&by) {
        Some(rest) => Text::from(rest),
        None => sentence,
    }
}

/// With which tool, and what was out of reach.
fn account(app: &App, entry: EntryId) -> Option<String> {
    let account = app.live.register.learning().accounts.get(&entry)?;
    let part =
        |name: &str, text: &Text| (!text.is_empty()).then(|| format!("  {name}: {}", text.shown()));
    let parts = [part("seen with", &account.tool), part("out of reach", &account.out_of_reach)];
    let words: String = parts.into_iter().flatten().collect();
    (!words.is_empty()).then_some(words)
}
