//! A review: the agenda and what a facilitator may ask in the head; in the middle the timeline, as it
//! was known then, or the sheet of the step; what was said; and the line.

mod around;
mod head;
mod said;
mod sheet;
mod steps;

pub(crate) use head::{draw as head, height as head_height, hidden};

use ratatui::layout::{Position, Rect};
use warroom_register::{Review, Step};

use super::bottom;
use super::pen::{Pen, Row, Strip};
use super::walk;
use crate::app::App;
use crate::app::meeting::part::Part;
use crate::app::meeting::{Meeting, rows};
use crate::app::past::Past;
use crate::app::size::Size;
use crate::keys::{Action, Place};
use crate::theme::Tone;

/// A sheet of so many lines leaves room for what was said.
const SHEET_LINES_MIN: u16 = 30;

/// The keys of the timeline are told in few words on what is narrower.
const HINT_CELLS_MIN: u16 = 120;

/// How many lines the band, the line and the hint take.
pub(crate) fn bottom_height(app: &App, meeting: &Meeting, size: Size, width: u16) -> u16 {
    let band = if meeting.timeline { walk::band_height(size) } else { 0 };
    band + bottom::height(app, width)
}

/// Draws the band, the line and the hint; says where the cursor stands.
pub(crate) fn bottom(
    pen: &mut Pen<'_>,
    area: Rect,
    app: &App,
    meeting: &Meeting,
    past: &Past,
    size: Size,
) -> Option<Position> {
    let band = if meeting.timeline { walk::band_height(size).min(area.height) } else { 0 };
    if band > 0 {
        walk::draw_band(pen, Rect { height: band, ..area }, app, past, size);
    }
    let below = Rect { y: area.y + band, height: area.height - band, ..area };
    pen.rule(Rect { height: 1, ..below });
    bottom::draw(pen, below, app, size)
}

/// Draws what is between head and bottom.
pub(crate) fn middle(
    pen: &mut Pen<'_>,
    area: Rect,
    app: &App,
    meeting: &Meeting,
    past: &Past,
    size: Size,
) {
    // Beside a sheet what was said has a place of its own only where there is much room.
    let said = if meeting.timeline || (size == Size::Wide && area.height >= SHEET_LINES_MIN) {
        said::height(app, size, area.height)
    } else {
        0
    };
    let upper = Rect { height: area.height - said, ..area };
    if upper.height == 0 {
        // What was said has the screen of a phone to itself.
    } else if meeting.timeline {
        walk::middle(pen, upper, app, past, size);
    } else {
        sheet::draw(pen, upper, app, size);
    }
    if said > 0 {
        let lower = Rect { y: upper.bottom(), height: said, ..area };
        said::draw(pen, lower, app, size);
    }
}

/// Keys that matter here, each with what it does, as many as there is room for.
pub(crate) fn hint(app: &App, width: u16) -> Row {
    let key = |action| app.keymap.key_for(Place::Review, action).unwrap_or_default();
    let right = Strip::of(&key(Action::Help), Tone::Key).and(" keys ", Tone::Hint);
    let room = usize::from(width).saturating_sub(right.width() + 1);
    let mut left = Strip::new().gap(1);
    for (action, words) in keys(app, width) {
        let gap = if left.width() == 1 { 0 } else { 2 };
        let one = Strip::new().gap(gap).and(&key(action), Tone::Key).gap(1).and(words, Tone::Hint);
        if left.width() + one.width() > room {
            break;
        }
        left = left.join(one);
    }
    Row::new(left, right)
}

/// What somebody left in the middle is what they come back for.
fn drafts_first(app: &App, mut all: Vec<(Action, &'static str)>) -> Vec<(Action, &'static str)> {
    if app.unsent().is_some() {
        all.insert(0, (Action::GoOn, "go on with the draft"));
    }
    all
}

/// What is likely to be pressed next, most likely first.
fn keys(app: &App, width: u16) -> Vec<(Action, &'static str)> {
    let Some(review) = app.review() else { return drafts_first(app, keys_without(app)) };
    let mut all = keys_at(app, review, width);
    if review.chair == app.me {
        let timeline = app.meeting.as_ref().is_some_and(|meeting| meeting.timeline);
        let goes_on = if review.at() == Step::Worth { "end" } else { "next step" };
        all.insert(if timeline { 3 } else { 0 }, (Action::Agenda, goes_on));
    }
    drafts_first(app, all)
}

/// Where no meeting is held.
fn keys_without(app: &App) -> Vec<(Action, &'static str)> {
    use Action as A;
    if app.live.register.learning().reviews.is_empty() {
        return vec![
            (A::Agenda, "begins the review"),
            (A::Comment, "comment"),
            (A::ReadReport, "read the report"),
            (A::Sheet, "the timeline"),
        ];
    }
    let probe = rows::unanswered(&app.live.register).first().copied();
    let may = probe.is_some_and(|entry| app.may_answer(entry));
    let answers = [(A::WorthDoing, "worth doing"), (A::Differ, "not worth it")];
    let mut all: Vec<_> = answers.into_iter().filter(|_| may).collect();
    all.extend([
        (A::ReadReport, "read the report"),
        (A::Section, "write a part of it"),
        (A::Aware, "who was made aware"),
        (A::Comment, "comment"),
        (A::AgreeReport, "agree to it"),
        (A::Sheet, "the timeline"),
    ]);
    all
}

/// In each step of a meeting.
fn keys_at(app: &App, review: &Review, width: u16) -> Vec<(Action, &'static str)> {
    use Action as A;
    let timeline = app.meeting.as_ref().is_some_and(|meeting| meeting.timeline);
    let part = match app.part() {
        Some(Part::Timeline) if width < HINT_CELLS_MIN => "said",
        Some(Part::Timeline) => "what was said",
        _ => "the sheet",
    };
    let mut all = match review.at() {
        // Who is not in the chair is asked for their yes or no.
        _ if timeline && width < HINT_CELLS_MIN => vec![
            (A::NextRecord, "next"),
            (A::NextPivot, "pivot"),
            (A::Sheet, part),
            (A::Agree, "agree"),
            (A::Differ, "differ"),
            (A::Account, "I saw"),
            (A::Missing, "missing"),
            (A::Idea, "idea"),
        ],
        _ if timeline => vec![
            (A::NextRecord, "next"),
            (A::PreviousRecord, "back"),
            (A::NextPivot, "pivot"),
            (A::Sheet, part),
            (A::Account, "what I saw or thought"),
            (A::Missing, "missing"),
            (A::Idea, "idea"),
            (A::Star, "pivot here"),
            (A::Agree, "agree"),
            (A::Differ, "differ"),
            (A::ThenAndNow, "then and now"),
        ],
        Step::HowItWorks | Step::Timeline => {
            vec![(A::Sheet, "the timeline"), (A::Comment, "comment"), (A::Idea, "idea")]
        }
        Step::Impact => vec![
            (A::Question, "to look into"),
            (A::Answer, "answer"),
            (A::MarkTime, "a time"),
            (A::Factor, "factor"),
            (A::Idea, "idea"),
            (A::Sheet, "the timeline"),
        ],
        Step::Causes => vec![
            (A::Factor, "factor"),
            (A::Idea, "recommendation"),
            (A::Question, "to look into"),
            (A::Section, "the report in words"),
            (A::Sheet, "the timeline"),
        ],
        Step::Worth => vec![
            (A::WorthDoing, "worth doing"),
            (A::Differ, "not worth it"),
            (A::AgreeReport, "agree to the report"),
            (A::Idea, "one more"),
            (A::Section, "the report in words"),
            (A::ReadReport, "read it"),
        ],
    };
    all.retain(|(action, _)| *action != A::MarkTime || app.can(A::MarkTime));
    if review.chair != app.me && review.at() == Step::Worth {
        // What is the chair's is no hint for others.
        all.retain(|(action, _)| !matches!(action, A::WorthDoing | A::Differ) || timeline);
    }
    all
}
