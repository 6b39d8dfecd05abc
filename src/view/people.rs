//! Who is here, what they hold, and the digit that gives them a task.

use ratatui::layout::Rect;
use warroom_register::words::{Role, Scope};
use warroom_register::{Handle, Shown};

use super::list::{Item, list};
use super::panes::shape;
use super::pen::{Pen, Row, Strip, cells};
use crate::app::App;
use crate::app::select::{Pane, Spot, people};
use crate::app::words::age;
use crate::theme::Tone;

/// Draws the people.
pub(crate) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App) {
    let all: Vec<Handle> = people(app.board()).collect();
    let width = all.iter().map(|who| who.as_str().len()).max().unwrap_or(0).clamp(3, 10);
    let lines = cells(all.len()) + 1;
    if super::first::alone(app) && area.height > lines {
        super::first::draw(pen, area, lines, app);
    }
    list(pen, area, &shape(app, Pane::People, all.len()), |index| {
        all.get(index).map(|who| item(app, *who, width)).unwrap_or_default()
    });
}

fn item(app: &App, who: Handle, width: usize) -> Item {
    let selected = app.select.is(Pane::People, Spot::Person(who));
    let left =
        Strip::of(if selected { "▸" } else { " " }, Tone::FrameFocus).join(person(app, who, width));
    let mut item = Item::from(Row::new(left, presence(app, who)));
    item.selected = selected;
    item
}

/// The digit, the name, the roles and the tasks.
pub(crate) fn person(app: &App, who: Handle, width: usize) -> Strip {
    let number = app.register().responders().get(&who).map_or(0, |r| r.number);
    let name = Shown::line(who.as_str(), width);
    let digit = if number <= 9 { number.to_string() } else { "·".to_owned() };
    Strip::of(&digit, Tone::Key)
        .gap(1)
        .shown(name, Tone::Text)
        .to(2 + width)
        .gap(2)
        .join(holds(app, who))
}

/// What somebody holds: roles first, in capitals, then tasks.
pub(crate) fn holds(app: &App, who: Handle) -> Strip {
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
    for entry in app.tasks_of(who).take(3) {
        let late = app.board().is_late_with(entry);
        let (mark, tone) = if late { ("!", Tone::Late) } else { ("", Tone::Text) };
        strip = strip.and(&format!("{entry}{mark} "), tone);
        strip = strip.text(&register.text(entry), Tone::Quiet).gap(1);
    }
    let free = strip.is_empty();
    let watches = register.responders().get(&who).is_some_and(|r| r.scope < Scope::Respond);
    match (free, watches) {
        (true, true) => strip.and("watching", Tone::Quiet),
        (true, false) => strip.and("free", Tone::Quiet),
        _ => strip,
    }
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
