//! Questions from outside on a card: how far each is, and one in full with what the room found.

use warroom_register::{EntryId, Text};

use super::paragraph;
use crate::app::App;
use crate::app::asks::outside::inquiry_at;
use crate::app::words::age;
use crate::keys::Action;
use crate::theme::Tone;
use crate::view::pen::{Row, Strip};

/// A text on the card takes so many lines at most.
const LINES_MAX: usize = 6;

pub(super) fn head(app: &App) -> String {
    match app.register().open_inquiries().count() {
        0 => "from outside, nothing waits".to_owned(),
        many => format!("asked from outside, {many} to be answered"),
    }
}

/// Who answers them; and where there is none, how one comes here.
pub(super) fn above(app: &App, width: usize) -> Vec<Row> {
    let words = if app.register().inquiries().is_empty() {
        let asks = app.key_of(Action::Question);
        format!(
            "Who only watches asks here with {asks}. What came by phone: warroom inquiry TEXT --from WHO"
        )
    } else {
        let voice = app.register().voice().map_or_else(|| "nobody".to_owned(), |v| v.to_string());
        let voice = if voice == app.me.as_str() { "you".to_owned() } else { voice };
        format!("Answered by: {voice}. The answer stands on the screen of whoever asked.")
    };
    paragraph(&words.as_str().into(), 0, width, 2, Tone::Hint)
}

/// How far it is, for the right edge of the list.
pub(super) fn so_now(app: &App, index: usize) -> String {
    let board = app.asked_board();
    let Some(entry) = inquiry_at(board, index) else { return String::new() };
    state(app, entry)
}

/// `NOBODY 4m`, `eve 2m`, `room #12`, `answered`.
fn state(app: &App, entry: EntryId) -> String {
    let board = app.asked_board();
    let Some(inquiry) = board.register.inquiries().get(&entry) else { return String::new() };
    let since = age(inquiry.since, board.now);
    match (inquiry.passed, inquiry.owner) {
        _ if !inquiry.is_open() => inquiry.state().to_owned(),
        (Some(question), _) if board.register.settled_by_room(inquiry).is_some() => {
            format!("room is through, {question}")
        }
        (Some(question), _) => format!("room looks, {question}"),
        (None, Some(who)) => format!("{who} {since}"),
        (None, None) => format!("NOBODY {since}"),
    }
}

/// The whole question, how far it is, and what the room found.
pub(super) fn of_one(app: &App, entry: EntryId, width: usize) -> Vec<Row> {
    let register = &app.asked_board().register;
    let mut rows = paragraph(&register.text(entry), 0, width, LINES_MAX, Tone::Heading);
    rows.push(Row::left(Strip::of(&state(app, entry), Tone::Quiet).cut(width)));
    let passed = register.inquiries().get(&entry).and_then(|inquiry| inquiry.passed);
    let found = passed.and_then(|question| register.questions().get(&question)?.answer);
    if let Some(found) = found {
        let words = Text::from(format!("the room: {}", register.text(found).shown()));
        rows.extend(paragraph(&words, 0, width, LINES_MAX, Tone::Text));
    }
    rows.push(Row::default());
    rows
}
