//! The register as `warroom show` prints it: as JSON with fixed names, and as plain lines.
//!
//! The names in the JSON are a promise to other programs: they are added to, never renamed. What
//! was retracted keeps its place and says so. Neither form holds a raw hidden character.

mod plain;
#[cfg(test)]
mod tests;
mod wanted;

pub use plain::{age, plain, tail_line};
pub use wanted::wanted;

use serde::Serialize;
use std::collections::BTreeMap;

use crate::attention::attention;
use crate::record::encode;
use crate::register::{Register, Row, What};
use crate::words::{
    Audience, Call, Kind, Mode, Outcome, PersonalData, Phase, Role, Scope, Severity,
};
use crate::{At, EntryId, Handle, Label, Seq, Text, Title};

/// What the room knows, in the form of `warroom show --json`.
#[derive(Clone, Debug, Serialize)]
pub struct Show {
    incident: IncidentNow,
    head: Seq,
    facts: Vec<FactNow>,
    questions: Vec<QuestionNow>,
    tasks: Vec<TaskNow>,
    decisions: Vec<DecisionNow>,
    updates: Vec<UpdateNow>,
    // The next two are promised; what fills them is not in the vocabulary yet.
    told: [Text; 0],
    inquiries: [Text; 0],
    roles: BTreeMap<Role, Handle>,
    responders: Vec<ResponderNow>,
    attention: Vec<AttentionNow>,
    timeline: Vec<Line>,
}

impl Show {
    /// The JSON, on one line, with every hidden character escaped.
    pub fn json(&self) -> String {
        encode(self)
    }
}

#[derive(Clone, Debug, Serialize)]
struct IncidentNow {
    id: Option<Label>,
    title: Option<Title>,
    severity: Severity,
    kind: Kind,
    phase: Phase,
    mode: Mode,
    opened_at: Option<At>,
    closed_at: Option<At>,
    lead: Option<Handle>,
    comms: Option<Handle>,
    impact: Option<Text>,
    personal_data: Option<PersonalData>,
    talk: Text,
}

#[derive(Clone, Debug, Serialize)]
struct FactNow {
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
struct QuestionNow {
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
struct TaskNow {
    id: EntryId,
    text: Text,
    owner: Option<Handle>,
    state: &'static str,
    due: Option<At>,
    result: Option<Outcome>,
    said: Option<Text>,
    helpers: Vec<Handle>,
    by: Handle,
    at: At,
}

#[derive(Clone, Debug, Serialize)]
struct DecisionNow {
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
    by: Handle,
    at: At,
}

#[derive(Clone, Debug, Serialize)]
struct Objection {
    id: Seq,
    by: Handle,
    why: Text,
}

#[derive(Clone, Debug, Serialize)]
struct UpdateNow {
    id: EntryId,
    text: Text,
    audience: Audience,
    state: &'static str,
    by: Handle,
    at: At,
    sent_at: Option<At>,
    next_due: Option<At>,
}

#[derive(Clone, Debug, Serialize)]
struct ResponderNow {
    handle: Handle,
    scope: Scope,
    here: bool,
    number: u32,
    left: bool,
}

#[derive(Clone, Debug, Serialize)]
struct AttentionNow {
    what: &'static str,
    since: At,
    entry: Option<EntryId>,
    asked: Option<Handle>,
    late: bool,
    text: Text,
}

#[derive(Clone, Debug, Serialize)]
struct Line {
    seq: Seq,
    at: At,
    seen_at: Option<At>,
    /// Its author is not sure of `seen_at` to the minute.
    about: bool,
    by: Handle,
    kind: &'static str,
    text: Text,
    retracted: bool,
    starred: bool,
}

/// What the room knows now; `here` are the handles with a screen.
pub fn show(register: &Register, label: Option<Label>, here: &[Handle], now: At) -> Show {
    Show {
        incident: incident(register, label),
        head: register.head(),
        facts: facts(register),
        questions: questions(register),
        tasks: tasks(register),
        decisions: decisions(register),
        updates: updates(register),
        told: [],
        inquiries: [],
        roles: Role::ALL.iter().filter_map(|r| Some((*r, register.holder(*r)?.0))).collect(),
        responders: responders(register, here),
        attention: attention_now(register, now),
        timeline: timeline(register),
    }
}

fn incident(register: &Register, label: Option<Label>) -> IncidentNow {
    let incident = register.incident();
    let impact = register.impact();
    IncidentNow {
        id: label,
        title: incident.title.clone(),
        severity: incident.severity,
        kind: incident.kind,
        phase: incident.phase,
        mode: incident.mode,
        opened_at: incident.opened_at,
        closed_at: incident.closed_at,
        lead: register.lead(),
        comms: register.holder(Role::Comms).map(|(who, _)| who),
        impact: impact.map(|entry| register.text(entry)),
        personal_data: impact.and_then(|entry| personal_data(register, entry)),
        talk: incident.talk.clone(),
    }
}

/// Whether an impact says that personal data is touched.
pub(crate) fn personal_data(register: &Register, impact: EntryId) -> Option<PersonalData> {
    if let Some(What::Impact(data)) = register.what(impact) { Some(data) } else { None }
}

fn facts(register: &Register) -> Vec<FactNow> {
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

fn questions(register: &Register) -> Vec<QuestionNow> {
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

fn tasks(register: &Register) -> Vec<TaskNow> {
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
            by: row.by,
            at: row.at,
        })
    })
    .collect()
}

fn decisions(register: &Register) -> Vec<DecisionNow> {
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

fn updates(register: &Register) -> Vec<UpdateNow> {
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

fn responders(register: &Register, here: &[Handle]) -> Vec<ResponderNow> {
    let all = register.in_order().into_iter();
    all.map(|(handle, r)| ResponderNow {
        handle,
        scope: r.scope,
        here: here.contains(&handle),
        number: r.number,
        left: r.left,
    })
    .collect()
}

fn attention_now(register: &Register, now: At) -> Vec<AttentionNow> {
    let all = attention(register, now).into_iter();
    all.map(|a| AttentionNow {
        what: a.what.name(),
        since: a.since,
        entry: a.entry,
        asked: a.asked,
        late: a.late,
        text: wanted(register, &a),
    })
    .collect()
}

fn timeline(register: &Register) -> Vec<Line> {
    let line = |(seq, row): (Seq, &Row)| Line {
        seq,
        at: row.at,
        seen_at: row.seen.map(|s| s.at),
        about: row.seen.is_some_and(|s| s.about),
        by: row.by,
        kind: row.what.kind(),
        // Of an entry the words alone; the rest would say nothing without its sentence.
        text: if row.what.is_entry() { row.text.clone() } else { register.sentence(seq) },
        retracted: !register.stands(seq),
        starred: register.starred(seq),
    };
    register.places().map(line).collect()
}
