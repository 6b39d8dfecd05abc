//! Entries with a state, in the form of `warroom show --json`.

use serde::Serialize;

use crate::register::Register;
use crate::words::{Audience, Call, Outcome};
use crate::{At, EntryId, Handle, Seq, Text};

#[derive(Clone, Debug, Serialize)]
pub(super) struct FactNow {
    id: EntryId,
    text: Text,
    state: &'static str,
    by: Handle,
    at: At,
    seen_at: Option<At>,
    replaces: Option<EntryId>,
    replaced_by: Option<EntryId>,
    was: Vec<Text>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct QuestionNow {
    id: EntryId,
    text: Text,
    state: &'static str,
    owner: Option<Handle>,
    answer: Option<Text>,
    answered_by: Option<Seq>,
    by: Handle,
    at: At,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct TaskNow {
    id: EntryId,
    text: Text,
    owner: Option<Handle>,
    state: &'static str,
    due: Option<At>,
    result: Option<Outcome>,
    said: Option<Text>,
    helpers: Vec<Handle>,
    condition: Option<Text>,
    about: Option<EntryId>,
    by: Handle,
    at: At,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct DecisionNow {
    id: EntryId,
    text: Text,
    state: &'static str,
    why: Option<Text>,
    known: Vec<EntryId>,
    open: Vec<EntryId>,
    called: Option<Seq>,
    objections: Vec<Objection>,
    risk: Text,
    undo: Text,
    expect: Text,
    options: Vec<Text>,
    look_at: Option<At>,
    before_room_until: Option<At>,
    knew: Option<Seq>,
    result: Option<Outcome>,
    tasks: Vec<EntryId>,
    by: Handle,
    at: At,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Objection {
    id: Seq,
    by: Handle,
    why: Text,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct UpdateNow {
    id: EntryId,
    text: Text,
    audience: Audience,
    state: &'static str,
    by: Handle,
    at: At,
    sent_at: Option<At>,
    next_due: Option<At>,
}

pub(super) fn facts(register: &Register) -> Vec<FactNow> {
    let all = register.facts().iter();
    all.filter_map(|(id, fact)| {
        let row = register.row(*id)?;
        Some(FactNow {
            id: *id,
            text: row.text.clone(),
            state: fact_state(register, *id),
            by: row.by,
            at: row.at,
            seen_at: row.seen.map(|s| s.at),
            replaces: fact.replaces,
            replaced_by: fact.replaced_by,
            was: register.wordings(*id).iter().map(|w| w.text.clone()).collect(),
        })
    })
    .collect()
}

/// `held`, `suspected`, `changed` (it was true and another fact follows it) or `retracted`.
pub(crate) fn fact_state(register: &Register, entry: EntryId) -> &'static str {
    match register.facts().get(&entry) {
        _ if !register.stands(entry) => "retracted",
        Some(fact) if fact.replaced_by.is_some() => "changed",
        Some(fact) if fact.suspected => "suspected",
        Some(_) | None => "held",
    }
}

pub(super) fn questions(register: &Register) -> Vec<QuestionNow> {
    let all = register.questions().iter();
    all.filter_map(|(id, question)| {
        let row = register.row(*id)?;
        let state = match question.answer {
            _ if !register.stands(*id) => "retracted",
            Some(_) => "answered",
            None if question.dropped => "dropped",
            None => "open",
        };
        Some(QuestionNow {
            id: *id,
            text: row.text.clone(),
            state,
            owner: question.owner,
            answer: question.answer.map(|seq| register.text(seq)),
            answered_by: question.answer,
            by: row.by,
            at: row.at,
        })
    })
    .collect()
}

pub(super) fn tasks(register: &Register) -> Vec<TaskNow> {
    let all = register.tasks().iter();
    all.filter_map(|(id, task)| {
        let row = register.row(*id)?;
        Some(TaskNow {
            id: *id,
            text: row.text.clone(),
            owner: task.owner,
            state: if register.stands(*id) { task.state.name() } else { "retracted" },
            due: task.due,
            result: register.outcome(*id),
            said: task.last.map(|seq| register.text(seq)).filter(|text| !text.is_empty()),
            helpers: task.helpers.clone(),
            condition: task.condition.map(|seq| register.text(seq)),
            about: task.about,
            by: row.by,
            at: row.at,
        })
    })
    .collect()
}

pub(super) fn decisions(register: &Register) -> Vec<DecisionNow> {
    let all = register.decisions().iter();
    all.filter_map(|(id, decision)| {
        let row = register.row(*id)?;
        // A decision in one line is called by its own record, whose words are not a reason.
        let why = decision.called.filter(|seq| seq != id).map(|seq| register.text(seq));
        let objection = |seq: &Seq| {
            let row = register.row(*seq)?;
            Some(Objection { id: *seq, by: row.by, why: row.text.clone() })
        };
        Some(DecisionNow {
            id: *id,
            text: row.text.clone(),
            state: decision_state(register, *id, decision.call),
            why: why.filter(|text| !text.is_empty()),
            known: decision.facts.clone(),
            open: decision.questions.clone(),
            called: decision.called,
            objections: decision.objections.iter().filter_map(objection).collect(),
            risk: decision.risk.clone(),
            undo: decision.undo.clone(),
            expect: decision.expect.clone(),
            options: decision.options.clone(),
            look_at: decision.look_at,
            before_room_until: decision.window.map(|window| window.until),
            knew: decision.knew,
            result: register.outcome(*id),
            tasks: register.carried_out_by(*id).collect(),
            by: row.by,
            at: row.at,
        })
    })
    .collect()
}

fn decision_state(register: &Register, entry: EntryId, call: Option<Call>) -> &'static str {
    let objected = register.decisions().get(&entry).is_some_and(|d| !d.objections.is_empty());
    match call {
        _ if !register.stands(entry) => "retracted",
        Some(call) => call.name(),
        None if objected => "objected",
        None => "proposed",
    }
}

pub(super) fn updates(register: &Register) -> Vec<UpdateNow> {
    let all = register.updates().iter();
    all.filter_map(|(id, update)| {
        let row = register.row(*id)?;
        let state = match update.sent {
            _ if !register.stands(*id) => "retracted",
            Some(_) => "sent",
            None => "draft",
        };
        Some(UpdateNow {
            id: *id,
            text: row.text.clone(),
            audience: update.audience,
            state,
            by: row.by,
            at: row.at,
            sent_at: update.sent.and_then(|seq| register.row(seq)).map(|row| row.at),
            next_due: update.next_due,
        })
    })
    .collect()
}
