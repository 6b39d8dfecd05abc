//! The register as `warroom show` prints it: as JSON with fixed names, and as plain lines.
//!
//! The names in the JSON are a promise to other programs: they are added to, never renamed. What
//! was retracted keeps its place and says so. Neither form holds a raw hidden character.

mod entries;
mod hands;
mod lists;
mod outside;
mod plain;
mod tail;
#[cfg(test)]
mod tests;
mod wanted;

pub(crate) use entries::fact_state;
pub use lists::{helper_lines, plan_lines, promise_lines};
pub use outside::inquiry_lines;
pub use plain::{age, plain};
pub use tail::tail_line;
pub use wanted::wanted;

use serde::Serialize;
use std::collections::BTreeMap;

use crate::attention::attention;
use crate::record::encode;
use crate::register::{Register, Row, What};
use crate::state::ReviewDue;
use crate::words::{Kind, Mode, PersonalData, Phase, Role, Scope, Severity};
use crate::{At, EntryId, Handle, Label, Seq, Text, Title};
use entries::{
    DecisionNow, FactNow, QuestionNow, TaskNow, UpdateNow, decisions, facts, questions, tasks,
    updates,
};

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
    // Promised; what fills it is not in the vocabulary yet.
    told: [Text; 0],
    inquiries: Vec<outside::InquiryNow>,
    roles: BTreeMap<Role, Handle>,
    responders: Vec<ResponderNow>,
    attention: Vec<AttentionNow>,
    timeline: Vec<Line>,
    impacts: Vec<hands::ImpactNow>,
    actions: Vec<hands::ActionNow>,
    help: Vec<hands::HelpNow>,
    promises: Vec<hands::PromiseNow>,
    away_from_normal: Vec<hands::AwayNow>,
    plans: Vec<hands::PlanNow>,
    standing_decisions: Vec<hands::StandingNow>,
    rounds: Vec<hands::RoundNow>,
    free: Vec<Handle>,
    ideas_parked: usize,
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
    review: Option<ReviewDue>,
}

#[derive(Clone, Debug, Serialize)]
struct ResponderNow {
    handle: Handle,
    scope: Scope,
    here: bool,
    number: u32,
    left: bool,
    skills: Text,
    condition: Option<hands::ConditionNow>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<crate::Ran>,
}

/// What the room knows now, for this reader; `here` are the handles with a screen.
pub fn show(
    register: &Register,
    label: Option<Label>,
    here: &[Handle],
    now: At,
    reader: Option<Handle>,
) -> Show {
    Show {
        incident: incident(register, label),
        head: register.head(),
        facts: facts(register),
        questions: questions(register),
        tasks: tasks(register),
        decisions: decisions(register),
        updates: updates(register),
        told: [],
        inquiries: outside::inquiries(register),
        roles: Role::ALL.iter().filter_map(|r| Some((*r, register.holder(*r)?.0))).collect(),
        responders: responders(register, here),
        attention: attention_now(register, now),
        timeline: timeline(register, reader),
        impacts: hands::impacts(register),
        actions: hands::actions(register),
        help: hands::help(register, now),
        promises: hands::promised(register, now),
        away_from_normal: hands::away(register),
        plans: hands::plans(register),
        standing_decisions: hands::standing(register),
        rounds: hands::rounds(register),
        free: register.free().collect(),
        ideas_parked: register.parked(),
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
        review: incident.review.clone(),
    }
}

/// Whether an impact says that personal data is touched.
pub(crate) fn personal_data(register: &Register, impact: EntryId) -> Option<PersonalData> {
    if let Some(What::Impact(data)) = register.what(impact) { Some(data) } else { None }
}

fn responders(register: &Register, here: &[Handle]) -> Vec<ResponderNow> {
    let all = register.in_order().into_iter();
    all.map(|(handle, r)| ResponderNow {
        handle,
        scope: r.scope,
        here: here.contains(&handle),
        number: r.number,
        left: r.left,
        skills: r.skills.clone(),
        condition: hands::condition(register, handle),
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

fn timeline(register: &Register, reader: Option<Handle>) -> Vec<Line> {
    let line = |(seq, row): (Seq, &Row)| Line {
        seq,
        at: row.at,
        seen_at: row.seen.map(|s| s.at),
        about: row.seen.is_some_and(|s| s.about),
        by: row.by,
        kind: row.what.kind(),
        // Of an entry the words alone; the rest would say nothing without its sentence.
        text: match row.what.is_entry() {
            _ if register.is_kept_from(seq, reader) => Text::default(),
            true => row.text.clone(),
            false => register.sentence(seq),
        },
        retracted: !register.stands(seq),
        starred: register.starred(seq),
        run: register.ran(seq).cloned(),
    };
    register.places().map(line).collect()
}
