//! The bottom of the screen: the line, the hint, and a sentence for me alone.

mod composer;
mod row_keys;
mod waits;

pub(crate) use composer::around;
use row_keys::keys_now;
use waits::write_mark;

use ratatui::layout::{Position, Rect};
use warroom_register::Shown;
use warroom_register::words::{Audience, EntryKind};

use super::pen::{Pen, Row, Strip, cells, wrap};
use super::walk;
use super::wrap::Line;
use crate::app::App;
use crate::app::asks::Ask;
use crate::app::complete::Candidate;
use crate::app::mouse::Target;
use crate::app::notice::Tells;
use crate::app::purpose::{Purpose, QUESTIONS, Remark};
use crate::app::size::Size;
use crate::keys::{Action, Place};
use crate::theme::Tone;

/// A draft of several lines shows so many of them.
const LINES_MAX: usize = 6;
/// Words of an entry that `#` may mean take so many cells.
const CANDIDATE_CELLS: usize = 24;
/// A sentence takes so many lines at most, and where there is room one part in so many of the screen:
/// the duties of a role are read whole.
const NOTICE_LINES_MAX: usize = 4;
const NOTICE_SHARE: u16 = 4;

/// How many lines the bottom takes: rule, line, hint.
pub(crate) fn height(app: &App, width: u16) -> u16 {
    let typed = if in_line(app) { composer::height(app, width) } else { 1 };
    1 + cells(typed.min(LINES_MAX)) + below(app, width)
}

/// Lines below the line: a sentence for me, else what to write instead, else the keys.
fn below(app: &App, width: u16) -> u16 {
    let advice = if app.notice.is_none() { cells(advice(app, width).len()) } else { 0 };
    notice_height(app, width).max(advice).max(1)
}

/// At a review: what to write instead of what is being written, as many of the hints as fit whole:
/// half of one would be no help. Where there are more they are counted.
fn advice(app: &App, width: u16) -> Vec<Line> {
    let found = if app.ask.is_none() { app.line_hints() } else { Vec::new() };
    let room = usize::from(width).saturating_sub(2);
    let many = found.len();
    let mut lines: Vec<Line> = Vec::new();
    for (found, number) in found.into_iter().zip(1..) {
        let count = if many > 1 { format!("{number} of {many} ") } else { String::new() };
        let words = format!("{count}{}", found.sentence());
        let one = wrap(&words.as_str().into(), room, NOTICE_LINES_MAX);
        if !lines.is_empty() && lines.len() + one.len() > NOTICE_LINES_MAX {
            break;
        }
        lines.extend(one);
    }
    lines
}

/// Whether the cursor is in the line.
fn in_line(app: &App) -> bool {
    app.place == Place::Line && app.ask.is_none()
}

fn notice_lines(app: &App, width: u16) -> Vec<Line> {
    let Some(notice) = &app.notice else { return Vec::new() };
    let width = usize::from(width).saturating_sub(2);
    let most = usize::from(app.size.1 / NOTICE_SHARE).max(NOTICE_LINES_MAX);
    wrap(&notice.sentence.as_str().into(), width, most)
}

/// Draws the bottom; says where the cursor stands, if it is in the line.
pub(crate) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App, size: Size) -> Option<Position> {
    let taken = rule(pen, area, app);
    let below = below(app, area.width);
    let line = Rect { y: area.y + 1, height: area.height.saturating_sub(1 + below), ..area };
    pen.touch(line, Target::Line);
    let cursor = in_line(app).then(|| composer::draw(pen, line, app, taken));
    if cursor.is_none() {
        write_mark(pen, line, app, size);
    }
    let foot = Rect { y: area.bottom().saturating_sub(below), height: below, ..area };
    if app.notice.is_none() {
        hint(pen, foot, app, size);
    }
    notice(pen, area, app);
    cursor
}

/// How many lines the sentence for me takes.
pub(crate) fn notice_height(app: &App, width: u16) -> u16 {
    cells(notice_lines(app, width).len())
}

/// Draws the sentence for me on the last lines of an area.
pub(crate) fn notice(pen: &mut Pen<'_>, area: Rect, app: &App) {
    let tone = match app.notice.as_ref().map(|notice| notice.tells) {
        Some(Tells::Good) => Tone::Ok,
        Some(Tells::Quietly) => Tone::Hint,
        Some(Tells::What | Tells::Stopped) | None => Tone::Warning,
    };
    let lines = notice_lines(app, area.width);
    let from = area.height.saturating_sub(cells(lines.len()));
    for (words, at) in lines.into_iter().zip(from..) {
        pen.row(area, at, Row::left(Strip::new().gap(1).shown(words, tone)));
    }
}

/// The rule above the line, and what waits said on it; up to where it is written on.
fn rule(pen: &mut Pen<'_>, area: Rect, app: &App) -> u16 {
    let words = waits::unrecorded(app, area.width);
    let words =
        if words.is_empty() && in_line(app) { waits::of_mine(app, area.width) } else { words };
    let width = area.width.saturating_sub(2);
    let words = written_now(app).and(&words, Tone::Pending);
    let blank = words.is_empty();
    let end = pen.strip(area.x + 1, area.y, width, words);
    let found = if in_line(app) { app.candidates() } else { Vec::new() };
    let x = if blank { area.x + 1 } else { end + 2 };
    let room = usize::from(area.right().saturating_sub(x + 1));
    pen.strip(x, area.y, cells(room), candidates(app, &found, room))
}

/// While then is looked at: what is written is of now all the same.
fn written_now(app: &App) -> Strip {
    if app.then().is_none() || !in_line(app) {
        return Strip::new();
    }
    let now = app.now().clock();
    Strip::of(&format!(" written now, {now}, not then "), Tone::Warning)
}

/// Who or what `@` or `#` may mean, as many as fit; Tab takes the first.
fn candidates(app: &App, found: &[Candidate], room: usize) -> Strip {
    let Some(tab) = app.keymap.key_for(Place::Line, Action::ChangeKind) else {
        return Strip::new();
    };
    let mut strip = Strip::new();
    for (index, candidate) in found.iter().enumerate() {
        let name = candidate.to_string();
        let words = match candidate {
            Candidate::Person(_) => Shown::default(),
            Candidate::Entry(entry) if app.live.register.is_kept_from(*entry, Some(app.me)) => {
                Shown::of("an idea, parked")
            }
            Candidate::Entry(entry) => {
                Shown::line(app.register_now().text(*entry).shown().as_str(), CANDIDATE_CELLS)
            }
        };
        let next = if index == 0 {
            Strip::of(" ", Tone::Hint).and(&tab, Tone::Key).gap(1).and(&name, Tone::Heading)
        } else {
            Strip::new().gap(1).and(&name, Tone::Text)
        };
        let next =
            if words.as_str().is_empty() { next } else { next.gap(1).shown(words, Tone::Quiet) };
        if strip.width() + next.width() + 1 > room {
            break;
        }
        strip = strip.join(next).gap(1);
    }
    strip
}

/// Keys that matter here, each with what it does.
fn hint(pen: &mut Pen<'_>, area: Rect, app: &App, size: Size) {
    let place = app.place;
    let keys = |actions: &[(Action, &str)]| keys(app, actions);
    match &app.ask {
        None => {}
        Some(Ask::Look(look)) if look.is_detail() => {}
        // What is only read says on its own edge how it is closed.
        Some(Ask::Look(_)) => return,
        // So does what asks, where there is room.
        Some(_) if size != Size::Phone => return,
        Some(_) => {
            let esc = Strip::of(" Esc", Tone::Key).and(" closes: nothing happens", Tone::Hint);
            return pen.row(area, 0, Row::left(esc));
        }
    }
    if app.meeting.is_some() {
        let advice = advice(app, area.width);
        if advice.is_empty() {
            return pen.row(area, 0, review_hint(app, area, size));
        }
        let sends = format!("a hint: {} sends ", app.key_in_line(Action::Send));
        for (words, at) in advice.into_iter().zip(0..) {
            let words = Strip::new().gap(1).shown(words, Tone::Warning);
            let free = usize::from(area.width).saturating_sub(words.width() + 2);
            let right = if at == 0 && free > sends.len() { sends.as_str() } else { "" };
            pen.row(area, at, Row::new(words, Strip::of(right, Tone::Hint)));
        }
        return;
    }
    let left = Strip::new().gap(1);
    if let Some(past) = app.then().filter(|_| place == Place::Then) {
        return pen.row(area, 0, walk::hint(app, past, size, usize::from(area.width)));
    }
    let row = match (place, size) {
        (Place::Line, _) => line_hint(app, size),
        (_, Size::Phone) => {
            let help = Strip::of(&app.key_of(Action::Help), Tone::Key).gap(1);
            // A key of which half is said is not said at all.
            let room = usize::from(area.width).saturating_sub(help.width() + 1);
            let fits = |all: Strip, one: &(Action, &str)| {
                let more = all.clone().join(keys(&[*one]));
                if more.width() <= room { more } else { all }
            };
            Row::new(keys_now(app).iter().fold(left, fits), help)
        }
        _ => Row::new(
            left.join(selected(app)).join(keys(&keys_now(app))),
            keys(&[
                (Action::NextNeed, "next"),
                (Action::Find, "find"),
                (Action::Palette, "all"),
                (Action::Help, "keys"),
            ]),
        ),
    };
    pen.row(area, 0, row);
}

/// Keys, each with what it does here.
fn keys(app: &App, actions: &[(Action, &str)]) -> Strip {
    actions.iter().fold(Strip::new(), |strip, (action, words)| {
        match app.keymap.key_for(app.place, *action) {
            Some(key) => strip.and(&key, Tone::Key).gap(1).and(words, Tone::Hint).gap(2),
            None => strip,
        }
    })
}

/// What the keys do to what is being written.
fn line_hint(app: &App, size: Size) -> Row {
    let left = Strip::new().gap(1);
    let keys = |actions: &[(Action, &str)]| keys(app, actions);
    match size {
        Size::Phone if app.line.purpose.goes_on() => Row::left(left.join(keys(&[
            (Action::Send, "asks on"),
            (Action::ChangeKind, "sends"),
            (Action::StepOut, "keys"),
        ]))),
        Size::Phone => {
            let sends = match app.line.purpose {
                Purpose::Update(_) => {
                    what_enter_does(app).split(':').next().unwrap_or_default().to_owned()
                }
                _ => "sends".to_owned(),
            };
            Row::left(left.join(keys(&[(Action::Send, &sends), (Action::StepOut, "keys")])))
        }
        _ if app.line.purpose.goes_on() => Row::new(
            left.join(keys(&[
                (Action::Send, &asks_on(&app.line.purpose)),
                (Action::ChangeKind, "sends it now"),
            ])),
            steps_out(app, ": not now, it is kept "),
        ),
        _ if !matches!(app.line.purpose, Purpose::Entry(_)) => Row::new(
            left.join(keys(&[(Action::Send, &what_enter_does(app))])),
            steps_out(app, ": not now, the text is kept "),
        ),
        _ => Row::new(
            left.and(what_to_write(&app.line.purpose), Tone::Hint)
                .gap(1)
                .and(&app.key_in_line(Action::Send), Tone::Key)
                .and(&format!(" {}", what_enter_does(app)), Tone::Hint),
            steps_out(app, ": letters become keys "),
        ),
    }
}

/// What becomes of words that are no entry: those to others leave the building by who speaks for
/// the room, and wait for them otherwise.
fn what_enter_does(app: &App) -> String {
    let register = app.register_now();
    let asks = matches!(app.line.purpose, Purpose::Entry(EntryKind::Question) | Purpose::About(_));
    if asks && app.asks_outside() {
        let voice = register.voice().map_or_else(|| "comms".to_owned(), |who| who.to_string());
        return format!("sends it to {voice}");
    }
    does_with_words(app).to_owned()
}

fn does_with_words(app: &App) -> &'static str {
    let register = app.register_now();
    let speaks = register.voice() == Some(app.me) || register.lead() == Some(app.me);
    match app.line.purpose {
        Purpose::Update(Audience::Team) if speaks => "tells it to the team",
        Purpose::Update(_) if speaks => "sends it: it leaves the building",
        Purpose::Update(_) => "drafts it: comms or the lead send it",
        Purpose::Entry(EntryKind::Idea) => "keeps it",
        Purpose::Extend(_) | Purpose::Snooze(_) => "takes it: digits, or nothing for 5",
        _ => "sends it to everyone",
    }
}

/// What comes before anything is sent.
fn asks_on(purpose: &Purpose) -> String {
    match purpose {
        Purpose::Propose(proposal) if proposal.text.is_none() => {
            format!("first of {QUESTIONS} questions")
        }
        Purpose::Propose(proposal) => {
            format!("next question, {} left", proposal.questions_after())
        }
        _ => "next question".to_owned(),
    }
}

fn steps_out(app: &App, words: &str) -> Strip {
    Strip::of(&app.key_in_line(Action::StepOut), Tone::Key).and(words, Tone::Hint)
}

/// What a line of this kind is for.
const fn what_to_write(purpose: &Purpose) -> &'static str {
    match purpose {
        Purpose::Entry(EntryKind::Action) => "Write what you did.",
        Purpose::Entry(EntryKind::Fact) => "Write what is known.",
        Purpose::Entry(EntryKind::Question) => "Ask what you must know.",
        Purpose::Entry(EntryKind::Task) => "Write the next step.",
        Purpose::Entry(EntryKind::Impact) => "Write who is hit.",
        Purpose::Entry(EntryKind::Decision) => "Write what is decided.",
        Purpose::Entry(EntryKind::Idea) => "Hidden until the review.",
        _ => "Just write what you see.",
    }
}

fn selected(app: &App) -> Strip {
    match app.entry_of_keys() {
        Some(entry) => Strip::of(&entry.to_string(), Tone::Heading).gap(2),
        None => Strip::new(),
    }
}

/// At a review: how the line is sent and left, or the keys.
fn review_hint(app: &App, area: Rect, size: Size) -> Row {
    if app.place == Place::Line {
        let (sends, out) = match size {
            Size::Phone | Size::TooSmall => (" sends it", ": not now, it is kept "),
            Size::Small => (" sends it, recorded as said today", ": not now, the text is kept "),
            _ => (" sends it to everyone, recorded as said today", ": not now, the text is kept "),
        };
        // Nobody reads an idea before its step: whoever is shy of the others should know.
        let idea = match app.line.purpose {
            Purpose::Entry(EntryKind::Idea) => true,
            Purpose::Remark(Remark::Advice { .. }) => app.live.register.parks_ideas(),
            _ => false,
        };
        let sends = match size {
            _ if !idea => sends,
            Size::Phone | Size::TooSmall => " parks it",
            _ => " parks it: nobody reads it before its step",
        };
        let left = Strip::new().gap(1).and(&app.key_in_line(Action::Send), Tone::Key);
        if app.line.purpose.goes_on() && size <= Size::Phone {
            return line_hint(app, Size::Phone);
        }
        if app.line.purpose.goes_on() {
            let left = left.and(" next question  ", Tone::Hint);
            let now = left.and(&app.key_in_line(Action::ChangeKind), Tone::Key);
            return Row::new(now.and(" sends it now", Tone::Hint), steps_out(app, ": it is kept "));
        }
        return Row::new(
            left.and(sends, Tone::Hint),
            Strip::of(&app.key_in_line(Action::StepOut), Tone::Key).and(out, Tone::Hint),
        );
    }
    super::meeting::hint(app, area.width)
}
