//! What somebody is told who comes late or comes back: over the upper part of the room, until the
//! first key.

use ratatui::layout::Rect;
use warroom_register::Seq;

use super::asks::{Much, Sheet, lay, situation_rows};
use super::pen::{Pen, Row, Strip, cells};
use super::signs;
use crate::app::App;
use crate::app::absence::Brief;
use crate::app::size::Size;
use crate::app::words::{age, many};
use crate::keys::{Action, Place};
use crate::theme::Tone;

/// So wide at most: a line of text reads well up to there.
const CELLS_MAX: u16 = 110;
/// How much of the news is told, newest last.
const NEWS_MAX: usize = 8;

/// Draws the brief, if there is one.
pub(crate) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App, size: Size) {
    let Some(brief) = app.brief() else { return };
    // A phone has room for one card, and what is asked of somebody comes first.
    if size == Size::Phone && app.cards.open().is_some() {
        return;
    }
    let width = CELLS_MAX.min(area.width);
    let inner = usize::from(width.saturating_sub(4));
    // Below it the room stays to be seen, where there is one to see.
    let below = if size == Size::Phone { 1 } else { area.height / 3 };
    let most = usize::from(area.height.saturating_sub(below + 2));
    let mut rows = match brief {
        Brief::Late => Vec::new(),
        Brief::Since(read) => news(app, read, (most / 2).clamp(1, NEWS_MAX)),
    };
    rows.extend(situation(app, inner, most.saturating_sub(rows.len()), size));
    let below = rows.len().saturating_sub(most);
    rows.truncate(most);
    let height = cells(rows.len() + 2).min(area.height);
    let head = head(app, brief, size == Size::Phone);
    let sheet = Sheet { head, rows, foot: foot(app, below, inner), ..Sheet::default() };
    lay(pen, Rect { x: area.x, y: area.y, width, height }, sheet);
}

/// As much of each as there is room for, before a whole row is left out.
fn situation(app: &App, width: usize, room: usize, size: Size) -> Vec<Row> {
    let much = if size >= Size::Middle { Much::ROOMY } else { Much::FEW };
    let mut rows = Vec::new();
    for much in much.and_less() {
        rows = situation_rows(app, app.board_now(), width, much);
        if rows.len() <= room {
            break;
        }
    }
    rows
}

/// What puts it away, and where all of it is to be had: in the line a letter is a letter.
fn foot(app: &App, below: usize, width: usize) -> Strip {
    let key = app.key_of(Action::Situation);
    let key = match app.place {
        Place::Line => format!("{} {key}", app.key_in_line(Action::StepOut)),
        _ => key,
    };
    let away = Strip::of("any key puts it away   ", Tone::Hint);
    if below == 0 {
        let whole = away.and(&key, Tone::Key).and(" shows the situation again", Tone::Hint);
        let short = || Strip::of(&key, Tone::Key).and(" shows all   any key: away", Tone::Hint);
        return if whole.width() <= width { whole } else { short() };
    }
    let more =
        Strip::of(&format!("{} below: ", many(below, "line")), Tone::Loud).and(&key, Tone::Key);
    let both = more.clone().and("   any key puts it away", Tone::Hint);
    if both.width() <= width { both } else { more }
}

fn head(app: &App, brief: Brief, short: bool) -> Strip {
    let now = app.board().now;
    match brief {
        Brief::Late => {
            let opened = app.register().incident().opened_at;
            let late = opened.map(|at| age(at, now)).unwrap_or_default();
            let rest = if short { "" } else { ": the situation" };
            Strip::of(&format!("You come in after {late}{rest}"), Tone::Heading)
        }
        Brief::Since(read) => {
            let at = app.register().row(read).map_or(now, |row| row.at);
            let new = many(app.news(read).count(), "record");
            let ago = age(at, now);
            let words = if short {
                format!("New since {ago} ago: {new}")
            } else {
                format!("Since you were here, {ago} ago: {new}")
            };
            Strip::of(&words, Tone::Heading)
        }
    }
}

/// What turned things since then; of more than there is room for, the newest.
fn news(app: &App, read: Seq, most: usize) -> Vec<Row> {
    let told: Vec<Seq> = app.news(read).filter(|seq| app.is_news(*seq)).collect();
    let skip = told.len().saturating_sub(most);
    let mut rows: Vec<Row> = told.into_iter().skip(skip).map(|seq| line(app, seq)).collect();
    if !rows.is_empty() {
        rows.push(Row::default());
    }
    rows
}

fn line(app: &App, seq: Seq) -> Row {
    let register = app.register();
    let Some(row) = register.row(seq) else { return Row::default() };
    let left = Strip::of(&format!("{} {:>5} ", row.at.clock(), seq.to_string()), Tone::Quiet)
        .and(&row.what.sign().to_string(), signs::tone(row.what))
        .gap(1)
        .text(&signs::told(app, seq), signs::words_tone(row.what));
    Row::new(left, Strip::of(row.by.as_str(), Tone::Quiet))
}
