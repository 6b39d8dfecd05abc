//! The keys of the selected row, for the hint: those that would do something for this person now.

use warroom_register::EntryId;

use crate::app::App;
use crate::app::needs::Card;
use crate::app::select::Pane;
use crate::keys::Action;

/// Of the keys of the selected row those that would do something for this person now.
pub(super) fn keys_now(app: &App) -> Vec<(Action, &'static str)> {
    // Beside a card the key objects to what is before the room, and the banner says so.
    let objects = app.cards.open().is_none() && app.live.before_room().is_some();
    let does = |action: Action| app.can(action) && !(objects && action == Action::No);
    row_keys(app).into_iter().filter(|(action, _)| does(*action)).collect()
}

/// What may be done with a promise, and with what is away from normal.
fn keys_of_pane(app: &App, entry: EntryId) -> Option<Vec<(Action, &'static str)>> {
    use Action as A;
    let help = app.register_now().helps().get(&entry).filter(|help| help.state.is_open());
    if help.is_some() {
        return Some(vec![
            (A::Answer, "they answer"),
            (A::MoreTime, "promised by"),
            (A::No, "not needed"),
        ]);
    }
    match app.select.pane {
        Pane::Promised => Some(vec![(A::MoreTime, "it can wait"), (A::Open, "open")]),
        Pane::Away => Some(vec![(A::Verify, "put back? worked?"), (A::Open, "open")]),
        _ => None,
    }
}

/// What may be done with the selected row, most likely first.
fn row_keys(app: &App) -> Vec<(Action, &'static str)> {
    use Action as A;
    let register = app.register_now();
    match app.cards.open() {
        Some(Card::Task(_)) => {
            return vec![(A::Yes, "yes, I have it"), (A::No, "I cannot"), (A::Question, "ask")];
        }
        Some(Card::Role(..)) => {
            return vec![(A::Accept, "take it"), (A::No, "not me"), (A::Question, "ask first")];
        }
        Some(Card::Round(_)) => {
            return vec![(A::Answer, "it stands so"), (A::Question, "ask")];
        }
        None => {}
    }
    if let Some(key) = app.named_need() {
        return vec![key];
    }
    let Some(entry) = app.entry() else {
        return vec![
            (A::Observation, "saw"),
            (A::Did, "did"),
            (A::Fact, "fact"),
            (A::Question, "question"),
            (A::Task, "task"),
        ];
    };
    if let Some(keys) = keys_of_pane(app, entry) {
        return keys;
    }
    if let Some(task) = register.tasks().get(&entry) {
        let mine = task.owner == Some(app.me);
        return match task.state {
            warroom_register::TaskState::Done => vec![(A::Verify, "worked?"), (A::Open, "open")],
            warroom_register::TaskState::Assigned if mine => vec![
                (A::Yes, "yes, I have it"),
                (A::No, "I cannot"),
                (A::Ended, "ended"),
                (A::Question, "ask"),
            ],
            _ if mine => vec![
                (A::Ended, "ended"),
                (A::Blocked, "blocked"),
                (A::MoreTime, "time"),
                (A::No, "cannot"),
            ],
            // It is over: nothing is asked of anybody about it.
            state if !state.is_open() => vec![(A::Verify, "worked?"), (A::Open, "open")],
            // Who helps has no other yes to give, and takes back nothing but their help.
            _ if register.helps_with(app.me).any(|helped| helped == entry) => {
                vec![(A::No, "help no more"), (A::Question, "ask"), (A::Open, "open")]
            }
            _ => vec![
                (A::Assign, "give"),
                (A::CallRound, "ask"),
                (A::Yes, if task.owner.is_some() { "help" } else { "I have it" }),
                (A::No, "call off"),
            ],
        };
    }
    entry_keys(app, entry)
}

/// The keys of a row that is no task.
fn entry_keys(app: &App, entry: EntryId) -> Vec<(Action, &'static str)> {
    use Action as A;
    let register = app.register_now();
    if register.questions().contains_key(&entry) {
        return vec![
            (A::Answer, "answer"),
            (A::Yes, "mine"),
            (A::Assign, "give"),
            (A::Open, "open"),
        ];
    }
    if register.waiting_at_door().any(|(knock, _)| knock == entry) {
        return vec![(A::Accept, "let in"), (A::Open, "open")];
    }
    if register.inquiries().contains_key(&entry) {
        return vec![
            (A::Answer, "answer"),
            (A::Yes, "take it"),
            (A::Outside, "pass on, or not"),
            (A::Open, "open"),
        ];
    }
    if register.updates().get(&entry).is_some_and(|update| update.sent.is_none()) {
        return vec![(A::Accept, "send it"), (A::Open, "open"), (A::Correct, "change")];
    }
    if let Some(decision) = register.decisions().get(&entry) {
        return match decision.call {
            None => vec![(A::Decide, "call it"), (A::No, "object"), (A::Open, "open")],
            Some(_) => vec![(A::Verify, "worked?"), (A::Open, "open"), (A::Star, "star")],
        };
    }
    vec![
        (A::Open, "open"),
        (A::Correct, "change"),
        (A::Retract, "take back"),
        (A::Question, "ask"),
        (A::Star, "star"),
    ]
}
