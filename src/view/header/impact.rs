//! Line 2: whom it hits, how many, since when, whether personal data is touched, and where the voices
//! are. It stands there at every size.

use ratatui::layout::Rect;
use warroom_register::words::PersonalData;
use warroom_register::{Affected, EntryId, Impact, Seen, Text, What};

use super::comms;
use crate::app::App;
use crate::app::board::Board;
use crate::app::size::Size;
use crate::app::words::clock;
use crate::keys::{Action, Place};
use crate::theme::Tone;
use crate::view::pen::{Pen, Row, Strip};

/// That nobody said whom it hits, on a phone.
const ASKED_CELLS: usize = 11;

/// Whom it hits.
pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App, size: Size) {
    let (board, register) = (app.board_now(), app.register_now());
    if let Some(row) = crate::view::meeting::hidden(app, size) {
        return pen.row(area, 1, row);
    }
    if !super::is_known(app) {
        let title = if size == Size::Phone { super::title(app) } else { Strip::new() };
        return pen.row(area, 1, Row::left(Strip::new().gap(1).join(title)));
    }
    let Some(entry) = register.impact() else {
        return pen.row(area, 1, not_said(app, size, area.width));
    };
    let text = register.text(entry);
    let left = begins(size).text(&text, Tone::EntryImpact);
    let mut left = left.and(&affected(board, entry, size >= Size::Middle), Tone::EntryImpact);
    let (words, tone) = data(board, entry);
    // What nobody may overlook does not give way; the rest is said where there is room.
    let loud = tone == Tone::Loud;
    let warning = match size {
        Size::Phone if loud => Strip::of("DATA! ", Tone::Loud),
        Size::Small if loud => Strip::of("PERSONAL DATA!", Tone::Loud).gap(2),
        _ => Strip::new(),
    };
    let talk = &register.incident().talk;
    let right = if size >= Size::Middle && !talk.is_empty() {
        Strip::of("talk: ", Tone::Quiet).text(talk, Tone::Text).gap(1)
    } else {
        warning.join(narrow_comms(app, size))
    };
    // Half a word about data says nothing.
    let fits = left.width() + words.len() + right.width() + 3 <= usize::from(area.width);
    if size >= Size::Middle && (loud || fits) {
        left = left.gap(2).and(words, tone);
    }
    pen.row(area, 1, Row::new(left, right));
}

/// A phone has no room for the name of the line.
fn begins(size: Size) -> Strip {
    if size == Size::Phone { Strip::new().gap(1) } else { Strip::of(" Impact  ", Tone::Quiet) }
}

/// The line while nobody said who is hit: that it is wanted, and by which key whoever may say it does.
fn not_said(app: &App, size: Size, width: u16) -> Row {
    if size == Size::Phone {
        let room = usize::from(width).saturating_sub(ASKED_CELLS + 2);
        let title = begins(size).join(super::title(app).cut(room));
        return Row::new(title, Strip::of("hits whom?", Tone::Warning).gap(1));
    }
    let left = begins(size).and("not known yet  ", Tone::Warning);
    let key = app.keymap.key_for(Place::Register, Action::Impact);
    let left = match key.filter(|_| app.whole_past().is_none() && app.can(Action::Impact)) {
        Some(key) => {
            let whole = size >= Size::Middle;
            let more = if whole { ", how many, since when" } else { "" };
            left.and(&key, Tone::Key).and(&format!(" says who is hit{more}"), Tone::Hint)
        }
        None => left,
    };
    Row::new(left, narrow_comms(app, size))
}

/// All of it in words, for where it has lines of its own.
pub(crate) fn words(board: &Board, entry: EntryId) -> String {
    let text = board.register.text(entry);
    let (data, _) = data(board, entry);
    format!("{}{}; {data}", text.shown(), affected(board, entry, true))
}

/// Whether personal data is touched.
fn data(board: &Board, entry: EntryId) -> (&'static str, Tone) {
    match board.register.what(entry) {
        Some(What::Impact(PersonalData::Yes)) => ("PERSONAL DATA TOUCHED", Tone::Loud),
        Some(What::Impact(PersonalData::No)) => ("no personal data", Tone::Quiet),
        _ => ("personal data: not known", Tone::Quiet),
    }
}

/// Who, how many, from when to when, as far as that was said beside the words; `whole`: how many they
/// were before, too.
fn affected(board: &Board, entry: EntryId, whole: bool) -> String {
    let Some(impact) = board.register.impact_parts(entry) else { return String::new() };
    let Affected { who, many, since, until } = &impact.affected;
    let was = if whole { before(board, impact, many) } else { String::new() };
    let about = |seen: &Seen| if seen.about { "about " } else { "" };
    let at = |seen: &Seen| clock(seen.at, board.now);
    let parts = [
        Some(format!("{}{was}", many.shown())).filter(|_| !many.is_empty()),
        Some(who.shown().to_string()).filter(|words| !words.is_empty()),
        since.map(|seen| format!("since {}{}", about(&seen), at(&seen))),
        until.map(|seen| format!("until {}{}", about(&seen), at(&seen))),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) }
}

/// How many they were before, where that was said and has changed.
fn before(board: &Board, impact: &Impact, many: &Text) -> String {
    let register = &board.register;
    let Some(old) = impact.replaces else { return String::new() };
    let was = register.impact_parts(old).map(|impact| impact.affected.many.clone());
    match (was.filter(|was| !was.is_empty() && was != many), register.row(old)) {
        (Some(was), Some(row)) => {
            format!(" ({} at {})", was.shown(), clock(row.at, board.now))
        }
        _ => String::new(),
    }
}

/// Where the first line has no room for it, comms stand on the second.
fn narrow_comms(app: &App, size: Size) -> Strip {
    let small = size == Size::Small && app.meeting.is_none();
    if small { comms(app, app.board_now().now).gap(1) } else { Strip::new() }
}
