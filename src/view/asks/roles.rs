//! Offering a role: who has which, then to whom.

use warroom_register::words::Role;

use super::Sheet;
use crate::app::App;
use crate::app::asks::Roles;
use crate::app::select::workers;
use crate::app::words::the;
use crate::theme::Tone;
use crate::view::pen::{Row, Strip};
use crate::view::people::person;

pub(super) fn sheet(app: &App, ask: &Roles) -> Sheet {
    match ask.role {
        None => roles(app),
        Some(role) => persons(app, role),
    }
}

fn roles(app: &App) -> Sheet {
    let register = app.register();
    let row = |(role, number): (&Role, usize)| {
        let holder = match (register.holder(*role), register.offers().get(role)) {
            (_, Some(offer)) => Strip::of(&format!("offered to {}", offer.to), Tone::Warning),
            (Some((who, _)), None) => Strip::of(who.as_str(), Tone::Role),
            (None, None) => Strip::of("nobody", Tone::Quiet),
        };
        let left = Strip::of(&number.to_string(), Tone::Key).gap(1).and(role.name(), Tone::Heading);
        Row::new(left.to(10).gap(1).and(role.meaning(), Tone::Text), holder)
    };
    Sheet {
        head: Strip::of("R: offer which role? Nothing moves until it is accepted", Tone::Heading),
        rows: Role::ALL.iter().zip(1..).map(row).collect(),
        foot: Strip::of("a digit chooses the role, then a digit the person", Tone::Hint),
        ..Sheet::default()
    }
}

fn persons(app: &App, role: Role) -> Sheet {
    let rows = workers(app.board()).take(9).map(|who| Row::left(person(app, who, 10)));
    let what = if role == Role::Lead {
        "hand over the lead to".to_owned()
    } else {
        format!("offer {} to", the(role))
    };
    Sheet {
        head: Strip::of(&format!("R: {what}"), Tone::Heading),
        rows: rows.collect(),
        foot: Strip::of("a digit offers it; they see a card and press Y, or say no", Tone::Hint),
        ..Sheet::default()
    }
}
