//! Who is here, what they hold, and the digit that gives them a task. Who only watches stands in
//! one line below, and beside it whether anybody is free.

use ratatui::layout::Rect;
use warroom_register::words::{Role, Scope};
use warroom_register::{Handle, Shown, TaskState};

use super::list::{Item, list};
use super::panes::shape;
use super::pen::{Pen, Row, Strip, cells};
use crate::app::App;
use crate::app::mouse::Target;
use crate::app::select::{Pane, Spot, watchers, workers};
use crate::app::words::age;
use crate::keys::{Action, Place};
use crate::theme::Tone;

/// Skills at the right edge take so many cells at most.
const SKILLS_CELLS_MAX: usize = 22;

/// Draws the people.
pub(crate) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App) {
    pen.touch(area, Target::Pane(Pane::People));
    let all: Vec<Handle> = workers(app.board()).collect();
    let width = all.iter().map(|who| who.as_str().len()).max().unwrap_or(0).clamp(3, 10);
    let foot = foot(app);
    let below = u16::from(!foot.left.is_empty() || !foot.right.is_empty());
    let rows = Rect { height: area.height.saturating_sub(below), ..area };
    let lines = cells(all.len());
    if super::first::alone(app) && area.height > lines + 1 {
        super::first::draw(pen, area, lines + 1, app);
    } else if below == 1 {
        pen.row(area, lines.min(rows.height), foot);
    }
    let first = list(pen, rows, &shape(app, Pane::People, all.len()), |index| {
        all.get(index).map(|who| item(app, *who, width)).unwrap_or_default()
    });
    pen.begins(Pane::People, first);
}

/// Who watches, and whether somebody is free; nothing where both go without saying.
fn foot(app: &App) -> Row {
    let names: Vec<String> = watchers(app.board()).map(|who| who.to_string()).collect();
    let left = if names.is_empty() {
        Strip::new()
    } else {
        let words = Shown::line(&names.join(", "), 24);
        Strip::new().gap(3).shown(words, Tone::Quiet).and(" watching", Tone::Quiet)
    };
    let free = app.register().free().any(|who| app.here.contains(&who));
    if app.past.is_some() || super::first::alone(app) || free {
        return Row::left(left);
    }
    let mut right = Strip::of("nobody is free", Tone::Quiet);
    if let Some(key) = app.keymap.key_for(Place::Register, Action::AskHelp) {
        right = right.and(": ", Tone::Quiet).and(&key, Tone::Key);
    }
    Row::new(left, right.gap(1))
}

fn item(app: &App, who: Handle, width: usize) -> Item {
    let selected = app.select.is(Pane::People, Spot::Person(who));
    let end = presence(app, who);
    let skills = skills(app, who);
    let right = if end.is_empty() || end.width() <= 4 && !skills.is_empty() { skills } else { end };
    let left = Strip::of(if selected { "▸" } else { " " }, Tone::FrameFocus)
        .join(named(app, who, width))
        .join(holds(app, who, right.is_empty()));
    let mut item = Item::from(Row::new(left, right));
    item.selected = selected;
    item.touch = Some(Target::Row(Pane::People, Spot::Person(who)));
    item
}

/// What somebody can help with, for the right edge.
fn skills(app: &App, who: Handle) -> Strip {
    match app.register().responders().get(&who) {
        Some(r) if !r.skills.is_empty() => Strip::new()
            .shown(Shown::line(r.skills.shown().as_str(), SKILLS_CELLS_MAX), Tone::Quiet)
            .gap(1),
        _ => Strip::new(),
    }
}

/// The digit, the name, the roles and the tasks.
pub(crate) fn person(app: &App, who: Handle, width: usize) -> Strip {
    named(app, who, width).join(holds(app, who, true))
}

/// The digit and the name.
fn named(app: &App, who: Handle, width: usize) -> Strip {
    let number = app.register().responders().get(&who).map_or(0, |r| r.number);
    let name = Shown::line(who.as_str(), width);
    let digit = if number <= 9 { number.to_string() } else { "·".to_owned() };
    Strip::of(&digit, Tone::Key).gap(1).shown(name, Tone::Text).to(2 + width).gap(2)
}

/// What somebody holds: roles first, in capitals, then tasks, with their words or without.
pub(crate) fn holds(app: &App, who: Handle, words: bool) -> Strip {
    let register = app.register();
    let mut strip = Strip::new();
    for role in register.roles_of(who) {
        let since = register.holder(role).map(|(_, at)| age(at, app.board().now));
        let tone = match role {
            Role::Lead => Tone::RoleLead,
            Role::Comms => Tone::RoleComms,
            _ => Tone::Role,
        };
        strip = strip.and(&role.name().to_uppercase(), tone);
        strip = strip.and(&format!(" {}  ", since.unwrap_or_default()), Tone::Quiet);
    }
    for (role, offer) in register.offers().iter().filter(|(_, offer)| offer.to == who) {
        let since = age(offer.at, app.board().now);
        strip = strip.and(&format!("{} offered {since}  ", role.name()), Tone::Warning);
    }
    for entry in app.tasks_of(who).take(3) {
        let silent = silent(app, entry).map(|for_so_long| format!(" silent {for_so_long}"));
        let tone = if app.board().is_late_with(entry) { Tone::Late } else { Tone::Text };
        let mark = if silent.is_none() && tone == Tone::Late { "!" } else { "" };
        strip = strip.and(&format!("{entry}{mark}"), tone);
        strip = strip.and(&silent.unwrap_or_default(), Tone::Late).gap(1);
        if words {
            strip = strip.text(&register.text(entry), Tone::Quiet).gap(1);
        }
    }
    for entry in register.helps_with(who).take(2) {
        strip = strip.and("helps ", Tone::Quiet).and(&entry.to_string(), Tone::Text).gap(1);
        if words {
            strip = strip.text(&register.text(entry), Tone::Quiet).gap(1);
        }
    }
    let free = strip.is_empty();
    let watches = register.responders().get(&who).is_some_and(|r| r.scope < Scope::Respond);
    match (free, watches) {
        (true, true) => strip.and("watching", Tone::Quiet),
        (true, false) => strip.and("free", Tone::Ok).join(last_said(app, who)),
        _ => strip,
    }
}

/// What somebody without a task said when all were asked how it stands, with its age.
fn last_said(app: &App, who: Handle) -> Strip {
    let (register, now) = (app.register(), app.board().now);
    let said = register.condition(who).filter(|said| said.entry.is_none());
    said.map_or_else(Strip::new, |said| {
        let age = format!(" {}", age(said.at, now));
        Strip::new().gap(2).text(&register.text(said.seq), Tone::Quiet).and(&age, Tone::Quiet)
    })
}

/// For how long somebody who was given a task has said nothing, once that is late.
fn silent(app: &App, entry: warroom_register::EntryId) -> Option<String> {
    let board = app.board();
    let task = board.register.tasks().get(&entry)?;
    let late = task.state == TaskState::Assigned && board.is_late_with(entry);
    late.then(|| age(task.since, board.now))
}

/// Whether somebody is at a screen now; only what is out of the ordinary is said.
fn presence(app: &App, who: Handle) -> Strip {
    if app.past.is_some() || who == app.me {
        return Strip::of(if who == app.me { "you " } else { "" }, Tone::Quiet);
    }
    match app.register().away_since(who) {
        Some(since) => Strip::of(&format!("GONE {} ", age(since, app.board().now)), Tone::Late),
        None if app.here.contains(&who) => Strip::new(),
        None => Strip::of("not here ", Tone::Quiet),
    }
}
