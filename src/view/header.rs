//! The lines that never move: what is wrong, for whom, what waits for me, what is late.

mod demo;
pub(crate) mod impact;
mod part;
mod small;
mod you;

use ratatui::layout::Rect;
use warroom_register::promises::{Promise, Promised};
use warroom_register::words::{Mode, Phase, Role, Scope, Severity};
use warroom_register::{At, Handle};

pub(super) use part::{Part, Rank};
use part::{fit, gap, wide};
use small::{Form, lead, short};

use super::linked::{self, link, not_recorded};
use super::pen::{Pen, Row, Strip};
use super::{banner, meeting, stopped};
use crate::app::link::LinkState;
use crate::app::mouse::Target;
use crate::app::past::Past;
use crate::app::size::Size;
use crate::app::words::{age, moment, span};
use crate::app::{App, Shows};
use crate::keys::{Action, Place};
use crate::theme::Tone;

/// How many lines the head of the screen takes.
pub(crate) fn height(app: &App, size: Size) -> u16 {
    let goes_on = match app.shows() {
        Shows::Review(..) => return meeting::head_height(size),
        // What was late then is on the board; nobody can do anything about it any more.
        Shows::Walk(_) => false,
        Shows::Lobby | Shows::Room | Shows::Then(_) => true,
    };
    let banner = banner::height(app, size);
    if banner > 0 {
        return 2 + banner;
    }
    let late = size != Size::Phone && goes_on && app.board_now().watches_the_clock(app.me);
    if late { 4 } else { 3 }
}

/// Draws the head of the screen.
pub(crate) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App, size: Size) {
    first(pen, area, app, size);
    impact::draw(pen, area, app, size);
    if let Shows::Review(meeting, _) = app.shows() {
        return meeting::head(pen, area, app, meeting, size);
    }
    if banner::height(app, size) > 0 {
        let place = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        return banner::draw(pen, place, app, size);
    }
    third(pen, area, app, size);
    if area.height > 3 {
        let left = Strip::of(" LATE  ", Tone::Quiet);
        pen.touch(Rect { y: area.y + 3, height: 1, ..area }, Target::Need);
        pen.row(area, 3, late(app, left, area.width));
    }
}

/// The title has so many cells, or the next of these, or none on a phone: what has to be known of the
/// room goes before it.
const TITLE_CELLS: [usize; 5] = [34, 24, 16, 8, 0];

fn first(pen: &mut Pen<'_>, area: Rect, app: &App, size: Size) {
    let name = name(app, size);
    let free = usize::from(area.width).saturating_sub(name.width());
    let right = small::first(app, size, free).unwrap_or_else(|| beside_title(app, size, free));
    let title_room = free.saturating_sub(right.width() + 4);
    // A few letters of a title say nothing.
    let title = if title_room < 8 { Strip::new() } else { title(app).cut(title_room) };
    let left = name.gap(1).join(title);
    pen.row(area, 0, Row::new(left, right.gap(1)));
}

/// What stands at the right edge: as much of it as leaves room for the title.
fn beside_title(app: &App, size: Size, free: usize) -> Strip {
    let wants = title(app).width();
    let room = |cells: usize| free.saturating_sub(wants.min(cells) + 4);
    // Who is here and who speaks give way first, then the title, then how long it has been going on.
    let must = || {
        let parts = parts(app, size, Form::whole(size)).into_iter();
        parts.filter(Part::goes_before_title).collect::<Vec<Part>>()
    };
    let titles = if size == Size::Phone { &TITLE_CELLS[4..] } else { &TITLE_CELLS[..] };
    let fits = |cells: &&usize| {
        let room = room(**cells);
        wide(&must(), gap(room)) <= room
    };
    let cells = titles.iter().find(fits);
    let form = if cells.is_some() { Form::whole(size) } else { Form::ageless(size) };
    fit(parts(app, size, form), room(cells.copied().unwrap_or(0)))
}

/// Before the first record is here nothing is known of it, not even how bad it is.
pub(super) fn is_known(app: &App) -> bool {
    app.register_now().head().0 > 0
}

/// Severity and number of the incident.
fn name(app: &App, size: Size) -> Strip {
    let label = app.incident.map(|l| l.to_string()).unwrap_or_default();
    if !is_known(app) {
        return Strip::new().gap(1).and(&label, Tone::Header);
    }
    let severity = app.register_now().incident().severity;
    let tone = match severity {
        Severity::P1 => Tone::SeverityP1,
        Severity::P2 => Tone::SeverityP2,
        Severity::P3 => Tone::SeverityP3,
        Severity::P4 => Tone::SeverityP4,
    };
    let word = severity.meaning().split(':').next().unwrap_or_default();
    let tag =
        if size >= Size::Middle { format!(" {severity} {word} ") } else { format!(" {severity} ") };
    let strip = Strip::of(&tag, tone).gap(1);
    let drill = app.register_now().incident().mode == Mode::Drill;
    let strip = if drill { strip.and("DRILL ", Tone::Loud) } else { strip };
    let strip = if app.demo { strip.and("DEMO ", Tone::Loud) } else { strip };
    strip.and(&label, Tone::Header)
}

pub(super) fn title(app: &App) -> Strip {
    if app.whole_past().is_some_and(|past| past.title_hidden && !past.reveals()) {
        let words = format!("(title hidden, {} shows it)", app.key_of(Action::ThenAndNow));
        return Strip::of(&words, Tone::Quiet);
    }
    match &app.register_now().incident().title {
        Some(title) => Strip::of(title.as_str(), Tone::Header),
        None if matches!(app.link, LinkState::Down { .. }) => {
            Strip::of("nothing of it has come here yet", Tone::Quiet)
        }
        None => Strip::of("joining: the record is on its way", Tone::Quiet),
    }
}

fn parts(app: &App, size: Size, form: Form) -> Vec<Part> {
    let now = app.board_now().now;
    let phone = size == Size::Phone;
    let mut parts = vec![
        Part::new(if phone { Rank::Third } else { Rank::First }, phase(app, size, form)),
        Part::new(Rank::Second, lead(app, now, form)),
    ];
    if size >= Size::Middle {
        parts.push(Part::new(Rank::Fifth, comms(app, now)));
        parts.push(Part::new(Rank::Last, Strip::of(&here(app), Tone::Quiet)));
    }
    parts.retain(|_| is_known(app));
    let now = match app.shows() {
        Shows::Review(meeting, _) if !meeting.timeline => {
            parts = vec![Part::new(Rank::Second, Strip::of("REVIEW", Tone::Header))];
            app.now()
        }
        Shows::Walk(_) | Shows::Review(..) => {
            let known = if size == Size::Phone { " AT" } else { " AS KNOWN AT" };
            let at = format!("{known} {} ", moment(app));
            parts.push(Part::new(Rank::First, Strip::of(&at, Tone::Alarm)));
            if app.unrecorded().is_some() || app.stopped.is_some() {
                parts.push(link(app, size));
            }
            return parts;
        }
        Shows::Lobby | Shows::Room | Shows::Then(_) => now,
    };
    parts.push(link(app, size));
    let clock = if size == Size::Phone { now.clock() } else { format!("{} UTC", now.clock()) };
    // A phone has a clock of its own.
    let rank = if phone { Rank::Fifth } else { Rank::Third };
    parts.push(Part::new(rank, Strip::of(&clock, Tone::Text)));
    parts
}

/// The phase, and how long it has been going on.
fn phase(app: &App, size: Size, form: Form) -> Strip {
    let incident = app.register_now().incident();
    let phase = incident.phase;
    let name = phase.name().to_uppercase();
    let name = if size == Size::Phone { short(phase) } else { name.as_str() };
    let name = if form.phase { Strip::of(name, phase_tone(phase)) } else { Strip::new() };
    let running = incident.opened_at.map(|at| age(at, app.board_now().now)).unwrap_or_default();
    match form.aged(&running) {
        "" => name,
        aged if name.is_empty() => Strip::of(aged, Tone::Quiet),
        aged => name.gap(1).and(aged, Tone::Quiet),
    }
}

const fn phase_tone(phase: Phase) -> Tone {
    match phase {
        Phase::Resolved | Phase::Monitoring => Tone::Ok,
        Phase::Closed => Tone::Quiet,
        Phase::Investigating | Phase::Identified => Tone::Header,
    }
}

fn comms(app: &App, now: At) -> Strip {
    let Some((who, _)) = app.register_now().holder(Role::Comms) else {
        return Strip::of("COMMS ", Tone::Quiet).and("with the lead", Tone::Quiet);
    };
    let strip = Strip::of("COMMS ", Tone::Quiet).and(&you_or(app, who), Tone::RoleComms);
    match word_due(app) {
        Some(due) if due > now => {
            strip.and(&format!(", word in {}", span(due.seconds_since(now))), Tone::Quiet)
        }
        Some(due) => strip.and(&format!(", word late {}", age(due, now)), Tone::Late),
        None => strip,
    }
}

/// When the next word to somebody outside is due.
pub(crate) fn word_due(app: &App) -> Option<At> {
    let word = |promise: &&Promise| matches!(promise.what, Promised::Word(_));
    app.board_now().promised.iter().find(word).and_then(|promise| promise.due)
}

fn you_or(app: &App, who: Handle) -> String {
    if who == app.me { "you".to_owned() } else { who.to_string() }
}

fn here(app: &App) -> String {
    if app.whole_past().is_some() || app.here.is_empty() {
        return String::new();
    }
    let watches = |who: &&Handle| {
        app.register_now().responders().get(who).is_some_and(|r| r.scope < Scope::Respond)
    };
    let watching = app.here.iter().filter(watches).count();
    let here = app.here.len() - watching;
    if watching == 0 { format!("{here} here") } else { format!("{here} here, {watching} watching") }
}

/// What waits for me; while the link is down, that.
fn third(pen: &mut Pen<'_>, area: Rect, app: &App, size: Size) {
    let line = Rect { y: area.y + 2, height: 1, ..area };
    if app.whole_past().is_none()
        && let LinkState::Down { since, why, retry_at } = &app.link
    {
        let since = app.server_time(*since).clock_seconds();
        let again = retry_at.map(|at| match at.seconds_since(app.local_now()) {
            0 => "trying now ".to_owned(),
            seconds => format!("try in {seconds}s "),
        });
        let (left, right) = linked::down(&since, why, again, app.pending.len(), area.width);
        pen.row(area, 2, Row::new(Strip::of(&left, Tone::Text), Strip::of(&right, Tone::Text)));
        return pen.lay(line, Tone::CutOff);
    }
    if app.whole_past().is_none()
        && let Some(halt) = &app.stopped
    {
        let width = usize::from(area.width);
        let left = Strip::of(&stopped::words(app, halt, size, width), Tone::Text);
        pen.row(area, 2, Row::new(left, Strip::new()));
        return pen.lay(line, Tone::CutOff);
    }
    if let Some(lack) = app.unrecorded() {
        pen.row(area, 2, not_recorded(lack, size));
        return pen.lay(line, Tone::CutOff);
    }
    pen.touch(line, Target::Need);
    let you = app.board_now().you(app.me);
    if app.whole_past().is_some() || you.is_empty() {
        return pen.row(area, 2, Row::left(nothing(app, size)));
    }
    pen.row(area, 2, you::row(app, &you, size, area.width));
    if !you.iter().all(|need| need.what.is_quiet()) {
        pen.lay(line, Tone::You);
    }
}

/// How one goes to what waits. While one writes, Enter sends the line and opens nothing.
fn goes_there(app: &App, size: Size) -> String {
    let key = |action| app.keymap.named(app.place, action);
    let (next, open) = (key(Action::NextNeed), key(Action::Open));
    match (size, app.place) {
        (Size::Phone | Size::TooSmall, _) | (Size::Small, Place::Line) => format!("{next} "),
        (Size::Small, _) => format!("{next}, {open} "),
        (_, Place::Line) => format!("{next} the next "),
        _ => format!("{next} the next, {open} opens it "),
    }
}

fn nothing(app: &App, size: Size) -> Strip {
    if let Some(past) = app.whole_past() {
        return Strip::of(" THEN", Tone::Quiet).gap(2).join(then(app, past, size));
    }
    let strip = Strip::of(" YOU", Tone::Quiet).gap(if size == Size::Phone { 2 } else { 3 });
    if app.says_first_who_is_hit() {
        if size == Size::Phone {
            return strip.and("say who is hit: ", Tone::Text).join(says_impact(app, true));
        }
        return strip
            .and("first of all say who is hit: ", Tone::Text)
            .join(says_impact(app, false));
    }
    if app.demo {
        return strip.join(demo::tries(app, size));
    }
    if app.asks_skills() {
        let asked = if size == Size::Phone {
            "your skills? "
        } else {
            "new here: what can you help with? "
        };
        return skills(app, strip.and(asked, Tone::Quiet), size);
    }
    strip.and("nothing waits for you", Tone::Quiet)
}

/// How the impact is written from here: in the line its sign in front chooses the kind.
fn says_impact(app: &App, short: bool) -> Strip {
    let send = app.key_in_line(Action::Send);
    let (key, rest) = match app.place {
        Place::Line if short => ("%".to_owned(), format!(" words, {send}")),
        Place::Line => ("%".to_owned(), format!(" and what happens, {send}")),
        _ => (app.key_of(Action::Impact), format!(", one line, {send}")),
    };
    Strip::of(&key, Tone::Key).and(&rest, Tone::Text)
}

/// How the question is answered from here, and how it is skipped.
fn skills(app: &App, strip: Strip, size: Size) -> Strip {
    if app.place == Place::Line {
        let tab = app.keymap.key_for(Place::Line, Action::ChangeKind).unwrap_or_default();
        let send = app.keymap.key_for(Place::Line, Action::Send).unwrap_or_default();
        let says = if size == Size::Phone { ", " } else { " says it, " };
        return strip
            .and(&tab, Tone::Key)
            .and(says, Tone::Quiet)
            .and(&send, Tone::Key)
            .and(" skips", Tone::Quiet);
    }
    let who = app.keymap.key_for(Place::Register, Action::Who).unwrap_or_default();
    strip.and(&who, Tone::Key).and(" then ", Tone::Quiet).and("s", Tone::Key)
}

/// Where one is in the past. How much is still to come is an outcome, told with hindsight only.
pub(crate) fn then(app: &App, past: &Past, size: Size) -> Strip {
    let opened = past.board.register.incident().opened_at;
    let minute = opened.map_or(0, |at| past.board.now.seconds_since(at) / 60);
    let of = if past.reveals() { format!(" of {}", past.end().0) } else { String::new() };
    let name = if size == Size::Phone { "#" } else { "record " };
    let words = format!("{name}{}{of}, minute {minute}", past.place().0);
    let strip = Strip::of(&words, Tone::Text);
    match past.playing_at() {
        Some(speed) => strip.gap(3).and(&format!("PLAYING {speed}x"), Tone::Loud),
        None if past.ends_damaged() && size == Size::Phone => {
            strip.gap(2).and("DAMAGED", Tone::Late)
        }
        None if past.ends_damaged() => {
            strip.gap(3).and("DAMAGED: more was recorded, and cannot be read here", Tone::Late)
        }
        None if past.hindsight && size != Size::Phone => {
            let key = app.key_of(Action::ThenAndNow);
            let words = match size {
                Size::Small => format!("THEN AND NOW: hindsight, {key} ends it"),
                _ => format!("THEN AND NOW: this is hindsight, {key} puts it away"),
            };
            strip.gap(3).and(&words, Tone::Warning)
        }
        None => strip,
    }
}

fn late(app: &App, left: Strip, width: u16) -> Row {
    let all: Vec<_> = app.board_now().late_for_room(app.me).collect();
    if all.is_empty() {
        return Row::left(left.and("nothing is late", Tone::Quiet));
    }
    let mut strip = Strip::of(" LATE  ", Tone::Late);
    let mut shown = 0;
    for need in &all {
        let next = Strip::of(&app.board_now().is_late(need), Tone::Late);
        if shown > 0 && strip.width() + next.width() + 18 > usize::from(width) {
            break;
        }
        strip = if shown == 0 { strip.join(next) } else { strip.gap(4).join(next) };
        shown += 1;
    }
    let rest = all.len() - shown;
    let right = if rest > 0 { format!("and {rest} more ") } else { String::new() };
    Row::new(strip, Strip::of(&right, Tone::Late))
}
