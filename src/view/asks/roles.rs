//! Offering a role: who has which, then to whom, and a word with it.

use warroom_register::words::Role;

use super::assign::present;
use super::{Sheet, esc, field};
use crate::app::App;
use crate::app::asks::Roles;
use crate::app::asks::assign::found;
use crate::app::words::the;
use crate::keys::Action;
use crate::theme::Tone;
use crate::view::pen::{Row, Strip};
use crate::view::people::person;

/// How many people are listed; beyond that one types a name.
const PEOPLE_MAX: usize = 9;
/// Below this width less is explained.
const NARROW_CELLS: usize = 60;

pub(super) fn sheet(app: &App, ask: &Roles, width: usize) -> Sheet {
    match ask.role {
        None => roles(app, width >= NARROW_CELLS),
        Some(role) => persons(app, ask, role, width),
    }
}

fn roles(app: &App, wide: bool) -> Sheet {
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
    let key = app.key_of(Action::Roles);
    let (head, foot) = if wide {
        let head = format!("{key}: offer which role? Nothing moves until it is accepted");
        (
            head,
            Strip::of("a digit chooses the role, then a digit the person   ", Tone::Hint)
                .join(esc()),
        )
    } else {
        (format!("{key}: offer which role?"), Strip::of("a digit, then a person's", Tone::Hint))
    };
    Sheet {
        head: Strip::of(&head, Tone::Heading),
        rows: Role::ALL.iter().zip(1..).map(row).collect(),
        foot,
        ..Sheet::default()
    }
}

fn persons(app: &App, ask: &Roles, role: Role, width: usize) -> Sheet {
    let wide = width >= NARROW_CELLS;
    let found = found(app.board(), &ask.name).take(PEOPLE_MAX);
    let mut sheet = Sheet {
        rows: found.map(|who| Row::new(person(app, who, 10), present(app, who))).collect(),
        ..Sheet::default()
    };
    if sheet.rows.is_empty() {
        sheet.rows.push(Row::left(Strip::of("nobody here is called so: Backspace", Tone::Hint)));
    }
    sheet.rows.push(Row::default());
    if ask.says || !ask.word.is_empty() {
        let (row, cursor) = field("a word with it", &ask.word, width);
        if ask.says {
            sheet.cursor = Some((sheet.rows.len(), cursor));
        }
        sheet.rows.push(row);
    } else if !ask.name.is_empty() {
        let (row, cursor) = field("name", &ask.name, width);
        sheet.cursor = Some((sheet.rows.len(), cursor));
        sheet.rows.push(row);
    } else {
        let why = if wide {
            " says why first, if you like: they read it on the card"
        } else {
            " says why first"
        };
        sheet.rows.push(Row::left(Strip::of("Tab", Tone::Key).and(why, Tone::Hint)));
    }
    let what = if role == Role::Lead {
        "hand over the lead to".to_owned()
    } else {
        format!("offer {} to", the(role))
    };
    sheet.head = Strip::of(&format!("{}: {what}", app.key_of(Action::Roles)), Tone::Heading);
    sheet.foot = match (ask.says, wide) {
        (true, true) => {
            Strip::of("Enter", Tone::Key).and(" then a digit offers it   ", Tone::Hint).join(esc())
        }
        (true, false) => Strip::of("Enter", Tone::Key).and(" then a digit offers it", Tone::Hint),
        (false, true) => {
            let words = "a digit offers it; they see a card, and take it or say no   ";
            Strip::of(words, Tone::Hint).join(esc())
        }
        (false, false) => Strip::of("a digit offers it", Tone::Hint),
    };
    sheet
}
