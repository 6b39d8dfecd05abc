//! Giving something to somebody: each person with what they hold, and the digit that gives it.

use warroom_register::{Handle, Shown};

use super::Sheet;
use crate::app::App;
use crate::app::asks::Assign;
use crate::app::asks::assign::{Gift, found};
use crate::app::select::watchers;
use crate::app::words::left;
use crate::keys::Action;
use crate::theme::Tone;
use crate::view::pen::{Row, Strip};
use crate::view::people::holds;

/// How many people are listed; beyond that one types a name.
const PEOPLE_MAX: usize = 9;

/// What somebody can help with stands beside the name in so many cells.
const SKILLS_CELLS: usize = 22;
/// Below this width only the people are listed.
const NARROW_CELLS: usize = 60;

pub(super) fn sheet(app: &App, ask: &Assign, width: usize) -> Sheet {
    let head = head(app, ask, width);
    let mut rows: Vec<Row> =
        found(app.board(), &ask.name).take(PEOPLE_MAX).map(|who| person(app, who, width)).collect();
    let round = matches!(ask.gift, Gift::Round(_));
    let nobody = if round {
        " all of them: each answers in a line"
    } else {
        " nobody yet: it stays on the list, marked"
    };
    rows.push(Row::left(Strip::of("0", Tone::Key).and(nobody, Tone::Text)));
    rows.extend(only_watch(app, width));
    if width < NARROW_CELLS {
        return Sheet { head, rows, foot: narrow_foot(ask), ..Sheet::default() };
    }
    rows.push(Row::default());
    rows.extend(minutes(app, ask));
    let typed = if ask.name.is_empty() {
        Strip::of("more than nine here? type a name, Enter", Tone::Hint)
    } else {
        Strip::of("name > ", Tone::Key).and(ask.name.text(), Tone::Input)
    };
    rows.push(Row::new(typed, Strip::of("Esc", Tone::Key).and(": nothing happens", Tone::Hint)));
    let foot = if round {
        "a digit asks at once; the answers stand beside their tasks, with their age"
    } else {
        "a digit gives it at once and rings that one terminal"
    };
    Sheet { head, rows, foot: Strip::of(foot, Tone::Hint), ..Sheet::default() }
}

/// Whose digits are not on the list, and why.
fn only_watch(app: &App, width: usize) -> Option<Row> {
    let register = app.register();
    let named = |who: Handle| {
        let number = register.responders().get(&who)?.number;
        (number <= 9).then(|| format!("{number} {who}"))
    };
    let all: Vec<_> = watchers(app.board()).filter_map(named).collect();
    let verb = if all.len() == 1 { "only watches" } else { "only watch" };
    let words = format!("{} {verb}", all.join(", "));
    (!all.is_empty()).then(|| Row::left(Strip::of(&words, Tone::Quiet).cut(width)))
}

/// The box, and what to do where the one who is needed is not here.
fn minutes(app: &App, ask: &Assign) -> Option<Row> {
    let minutes = ask.minutes?;
    let left = Strip::of("in ", Tone::Hint)
        .and(&format!("{minutes} minutes"), Tone::Heading)
        .and("   ", Tone::Hint)
        .and("Left", Tone::Key)
        .and(" less, ", Tone::Hint)
        .and("Right", Tone::Key)
        .and(" more", Tone::Hint);
    let right = match app.help_from_assigning() {
        Some(key) => Strip::of("missing somebody? ", Tone::Hint)
            .and(&key, Tone::Key)
            .and(" asks for help", Tone::Hint),
        None => Strip::new(),
    };
    Some(Row::new(left, right))
}

fn head(app: &App, ask: &Assign, width: usize) -> Strip {
    let key = |action| app.key_of(action);
    let (before, words, after) = match &ask.gift {
        Gift::Entry(entry) => {
            (format!("{}: give {entry} ", key(Action::Assign)), app.register().text(*entry), " to")
        }
        Gift::Round(None) => {
            let words = format!("{}: ask how it stands", key(Action::CallRound));
            return Strip::of(&words, Tone::Heading);
        }
        Gift::Round(Some(entry)) => (
            format!("{}: how does {entry} stand? ", key(Action::CallRound)),
            app.register().text(*entry),
            "",
        ),
        Gift::Decided(entry, text) => {
            (format!("{entry} is decided. Who does it? "), text.clone(), "")
        }
    };
    let room = width.saturating_sub(before.len() + after.len() + 6);
    let words = Shown::line(words.shown().as_str(), room);
    Strip::of(&format!("{before}\"{words}\"{after}"), Tone::Heading)
}

/// On a phone there is room for the people and for little else.
fn narrow_foot(ask: &Assign) -> Strip {
    if !ask.name.is_empty() {
        return Strip::of("name > ", Tone::Key).and(ask.name.text(), Tone::Input);
    }
    let Some(minutes) = ask.minutes else {
        return Strip::of("a digit does it at once", Tone::Hint);
    };
    Strip::of(&format!("in {minutes}m, "), Tone::Text)
        .and("Left Right", Tone::Key)
        .and(" change it", Tone::Hint)
}

fn person(app: &App, who: Handle, width: usize) -> Row {
    let register = app.register();
    let responder = register.responders().get(&who);
    let number = responder.map_or(0, |r| r.number);
    let digit = if number <= 9 { number.to_string() } else { "·".to_owned() };
    let tone = if number <= 9 { Tone::Key } else { Tone::Quiet };
    let mut row = Strip::of(&digit, tone).gap(1).shown(Shown::line(who.as_str(), 10), Tone::Text);
    let skills =
        responder.map(|r| Shown::line(r.skills.shown().as_str(), SKILLS_CELLS)).unwrap_or_default();
    let some = register.responders().values().any(|r| !r.skills.is_empty());
    row = if some && width >= NARROW_CELLS {
        row.to(10).gap(1).shown(skills, Tone::Quiet).to(10 + SKILLS_CELLS + 1).gap(1)
    } else {
        row.to(13).gap(1)
    };
    let lead = register.lead() == Some(who);
    let row = row.join(holds(app, who, true));
    let row = if lead { row.and("keep your hands free", Tone::Hint) } else { row };
    Row::new(row, end(app, who))
}

/// Who is not at a screen now reads nothing and answers nothing.
pub(super) fn present(app: &App, who: Handle) -> Strip {
    match who {
        who if who == app.me => Strip::of("you", Tone::Quiet),
        who if app.here.contains(&who) => Strip::new(),
        _ => Strip::of("not here", Tone::Warning),
    }
}

/// How much time is left on the most pressing thing they have, which is named first.
fn end(app: &App, who: Handle) -> Strip {
    let present = present(app, who);
    if !present.is_empty() {
        return present;
    }
    let register = app.register();
    let due = app.tasks_of(who).next().and_then(|e| register.tasks().get(&e)?.due);
    let now = app.board().now;
    due.map_or_else(Strip::new, |due| {
        Strip::of(&left(due, now), if now >= due { Tone::Late } else { Tone::Quiet })
    })
}
