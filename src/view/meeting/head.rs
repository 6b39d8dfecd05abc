//! The lines of a review that never move: where the agenda is and what is left of its step; what may
//! be asked at this moment, who leads and who is here.

use ratatui::layout::Rect;
use warroom_register::words::MomentKind;
use warroom_register::{Review, Step};

use crate::app::App;
use crate::app::link::LinkState;
use crate::app::meeting::Meeting;
use crate::app::size::Size;
use crate::app::words::span;
use crate::keys::Action;
use crate::theme::Tone;
use crate::view::pen::{Pen, Row, Strip};

/// How many lines the head of the screen takes.
pub(crate) const fn height(size: Size) -> u16 {
    match size {
        Size::Phone | Size::TooSmall => 3,
        _ => 4,
    }
}

/// Draws the third line, and the fourth where there is room.
pub(crate) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App, meeting: &Meeting, size: Size) {
    let astray = meeting.astray || app.review().is_some_and(|review| leaderless(app, review));
    match app.review() {
        // There is no fourth line that would say it.
        Some(_) if size == Size::Phone && astray => {
            pen.row(area, 2, Row::left(now(app, meeting, size)));
        }
        Some(review) => pen.row(area, 2, agenda(app, review, size)),
        None => pen.row(area, 2, Row::left(none_held(app, size))),
    }
    let line = if size == Size::Phone { 2 } else { 3 };
    if let LinkState::Down { since, .. } = &app.link {
        let since = app.server_time(*since).clock_seconds();
        let words = format!(" CUT OFF since {since}. What you write waits here");
        pen.row(area, line, Row::left(Strip::of(&words, Tone::Text)));
        return pen.lay(Rect { y: area.y + line, height: 1, ..area }, Tone::CutOff);
    }
    if size != Size::Phone {
        pen.row(area, 3, Row::new(now(app, meeting, size), people(app, size)));
    }
}

/// Beside the timeline the impact is what is known now, and that is an outcome before its time.
pub(crate) fn hidden(app: &App, size: Size) -> Option<Row> {
    let sheet = app.meeting.as_ref().is_some_and(|meeting| !meeting.timeline);
    let hides = app.past.as_ref().is_some_and(|past| !past.reveals());
    if !sheet {
        return None;
    }
    let words = match (hides, app.live.register.impact()) {
        (true, _) if size == Size::Phone => "hidden until step 3",
        (true, _) => "hidden until step 3; as known then, on the timeline",
        (false, None) => "nobody wrote it down",
        (false, Some(_)) => return None,
    };
    Some(Row::left(Strip::of(" Impact  ", Tone::Quiet).and(words, Tone::Quiet)))
}

fn none_held(app: &App, size: Size) -> Strip {
    let learning = app.live.register.learning();
    let over = learning.reviews.last().and_then(|review| review.closed);
    let over = over.and_then(|seq| app.live.register.row(seq)).map(|row| row.at);
    let (words, begins) = match (over, size) {
        (Some(at), Size::Phone) => (format!("It was over {}. ", at.clock()), " begins another"),
        (Some(at), _) => {
            (format!("The meeting was over {}, {}. ", at.date(), at.clock()), " begins another")
        }
        (None, Size::Phone) => ("No meeting yet. ".to_owned(), " begins it"),
        (None, _) => (
            "No meeting is held yet: comments may be written before it. ".to_owned(),
            " begins one",
        ),
    };
    let agenda = app.key_of(Action::Agenda);
    Strip::new().gap(1).and(&words, Tone::Text).and(&agenda, Tone::Key).and(begins, Tone::Hint)
}

fn agenda(app: &App, review: &Review, size: Size) -> Row {
    let step = review.at();
    let left = match size {
        Size::Wide | Size::Middle => {
            Step::ALL.into_iter().fold(Strip::new().gap(1), step_of(review))
        }
        Size::Small => {
            let words = format!("Step {} of 5: {}", step.number(), step.name());
            Strip::new().gap(1).and(&words, Tone::Heading)
        }
        _ => {
            Strip::new().gap(1).and(&format!("{}/5 {}", step.number(), step.name()), Tone::Heading)
        }
    };
    Row::new(left, clock(app, review, size))
}

fn step_of(review: &Review) -> impl Fn(Strip, Step) -> Strip {
    let here = review.at();
    move |strip, step| {
        let words = format!("{} {}", step.number(), step.name());
        if step == here {
            strip.and(&format!("[{words}]"), Tone::FrameFocus).gap(2)
        } else {
            strip.and(&words, Tone::Quiet).gap(2)
        }
    }
}

/// How much of the step's minutes is gone, and when they are over.
fn clock(app: &App, review: &Review, size: Size) -> Strip {
    let minutes = review.agenda.minutes(review.at());
    let ends = review.step_at.plus_seconds(i64::from(minutes) * 60);
    let gone = app.now().seconds_since(review.step_at) / 60;
    if app.now() >= ends {
        let over = span(app.now().seconds_since(ends));
        let words = if size == Size::Phone {
            format!("over {over} ")
        } else {
            format!("over its {minutes}m, by {over} ")
        };
        return Strip::of(&words, Tone::Late);
    }
    match size {
        Size::Phone => Strip::of(&format!("{gone}/{minutes}m "), Tone::Quiet),
        Size::Small => {
            Strip::of(&format!("{gone}m of {minutes}m, ends {} ", ends.clock()), Tone::Quiet)
        }
        _ => {
            Strip::of(&format!("{gone}m of {minutes}m   step ends {} ", ends.clock()), Tone::Quiet)
        }
    }
}

/// Whether somebody else had the chair and is gone.
fn leaderless(app: &App, review: &Review) -> bool {
    review.chair != app.me && app.live.register.chair_is_gone()
}

/// What this screen shows, if it is not what the chair shows; else what may be asked now.
fn now(app: &App, meeting: &Meeting, size: Size) -> Strip {
    let strip = Strip::new().gap(1);
    let Some(review) = app.review() else {
        let over = !app.live.register.learning().reviews.is_empty();
        let (name, is) = if over {
            ("", " reads the report, ")
        } else {
            ("Pre-read: ", " is the draft of the report, ")
        };
        return strip
            .and(name, Tone::Quiet)
            .and(&app.key_of(Action::ReadReport), Tone::Key)
            .and(is, Tone::Hint)
            .and(&app.key_of(Action::Comment), Tone::Key)
            .and(" comments on it", Tone::Hint);
    };
    let (wide, chair) = (size != Size::Phone, review.chair);
    if leaderless(app, review) {
        let has = if wide { " has the chair and" } else { "" };
        let takes = if wide { " takes it, and the meeting goes on" } else { " takes the chair" };
        return strip
            .and(&format!("{chair}{has} is gone: "), Tone::Late)
            .and(&app.key_of(Action::TakeChair), Tone::Key)
            .and(takes, Tone::Late);
    }
    if meeting.astray {
        let whose = if wide { ", only on this screen: " } else { ": " };
        let back =
            if wide { format!(" comes back to what {chair} shows") } else { " comes back".into() };
        return strip
            .and("LOOKING AROUND", Tone::Loud)
            .and(whose, Tone::Text)
            .and(&app.key_of(Action::Follow), Tone::Key)
            .and(&back, Tone::Text);
    }
    strip.join(if meeting.timeline { moment(app) } else { step_asks(app, review.at()) })
}

/// What a facilitator may ask at this moment.
fn moment(app: &App) -> Strip {
    let place = app.past.as_ref().map(crate::app::past::Past::place).unwrap_or_default();
    let Some(kind) = app.register().moment_kind(place) else {
        let next = app.key_of(Action::NextPivot);
        let words = format!("Read it out, and stop at what turned things: {next}");
        return Strip::of(&words, Tone::Quiet);
    };
    Strip::of(named(kind), Tone::Heading).and(&app.guide.questions(kind), Tone::Text)
}

const fn named(kind: MomentKind) -> &'static str {
    match kind {
        MomentKind::Observation => "An observation. ",
        MomentKind::Judgement => "A judgement. ",
        MomentKind::Decision => "A decision. ",
        MomentKind::Action => "An action. ",
        MomentKind::Help => "Asking for help. ",
    }
}

fn step_asks(app: &App, step: Step) -> Strip {
    let out = format!("Read the timeline out: {} shows it.", app.key_of(Action::Sheet));
    let words = match step {
        Step::HowItWorks => "Read this out, and ask whether everybody can live with it.",
        Step::Timeline => out.as_str(),
        Step::Impact => "Who was hit, how badly, for how long? What is still open?",
        Step::Causes => "What contributed, in which way? What would have helped?",
        Step::Worth => "Each: who does it, by when? Not worth it? Two days' rest?",
    };
    Strip::of(words, Tone::Text)
}

/// Who leads, who notes, who is here, who was in it and is not.
fn people(app: &App, size: Size) -> Strip {
    let Some(review) = app.review() else { return Strip::new() };
    let lead = if review.chair == app.me {
        "you lead".to_owned()
    } else {
        format!("{} leads", review.chair)
    };
    let mine = review.notes == Some(app.me);
    if size == Size::Small {
        let lead = Strip::of(&lead, Tone::RoleLead);
        return lead.and(if mine { ", you note " } else { " " }, Tone::Quiet);
    }
    let notes = match review.notes {
        Some(_) if mine => ", you take notes".to_owned(),
        Some(who) => format!(", {who} notes"),
        None => ", nobody notes".to_owned(),
    };
    let here = app.here.len();
    let absent: Vec<String> = app
        .people_in_it()
        .iter()
        .filter(|who| !review.attended.contains(*who))
        .map(ToString::to_string)
        .collect();
    let not_yet = match absent.as_slice() {
        [] => String::new(),
        [one] => format!(", {one} not yet"),
        many => format!(", {} not yet", many.len()),
    };
    Strip::of(&lead, Tone::RoleLead).and(&format!("{notes}, {here} here{not_yet} "), Tone::Quiet)
}
