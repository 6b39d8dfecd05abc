//! Help, promises, what is away from normal, plans and call rounds, in the form of
//! `warroom show --json`.

use serde::Serialize;

use crate::promises::promises;
use crate::register::{Register, What};
use crate::words::Outcome;
use crate::{At, EntryId, Handle, Seen, Seq, Text, Title};

#[derive(Clone, Debug, Serialize)]
pub(super) struct HelpNow {
    id: EntryId,
    text: Text,
    of: &'static str,
    whom: Title,
    reference: Text,
    state: &'static str,
    until: Option<At>,
    late: bool,
    said: Option<Text>,
    by: Handle,
    at: At,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct PromiseNow {
    what: &'static str,
    entry: Option<EntryId>,
    due: Option<At>,
    who: Option<Handle>,
    late: bool,
    snoozed: Option<At>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct ActionNow {
    id: EntryId,
    text: Text,
    task: Option<EntryId>,
    target: Option<Text>,
    actual_target: Option<Text>,
    result: Option<Outcome>,
    in_place: bool,
    by: Handle,
    at: At,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct AwayNow {
    entry: EntryId,
    text: Text,
    since: At,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct PlanNow {
    name: Title,
    used: Option<EntryId>,
    agreed_by: Text,
    agreed_on: Text,
    questions: usize,
    tasks: usize,
    decisions: usize,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct StandingNow {
    id: EntryId,
    text: Text,
    agreed_by: Text,
    agreed_on: Text,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct RoundNow {
    id: EntryId,
    by: Handle,
    at: At,
    entry: Option<EntryId>,
    waiting: Vec<Handle>,
    answers: Vec<Seq>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct ConditionNow {
    id: Seq,
    at: At,
    text: Text,
    entry: Option<EntryId>,
    actions: Text,
    needs: Text,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct ImpactNow {
    id: EntryId,
    text: Text,
    state: &'static str,
    who: Text,
    many: Text,
    since: Option<Seen>,
    until: Option<Seen>,
    replaces: Option<EntryId>,
}

pub(super) fn help(register: &Register, now: At) -> Vec<HelpNow> {
    let all = register.helps().iter();
    all.filter_map(|(id, help)| {
        let row = register.row(*id)?;
        let open = help.state.is_open() && register.stands(*id);
        Some(HelpNow {
            id: *id,
            text: row.text.clone(),
            of: help.of.name(),
            whom: help.whom.clone(),
            reference: help.reference.clone(),
            state: if register.stands(*id) { help.state.name() } else { "retracted" },
            until: help.until,
            late: open && help.until.is_some_and(|until| now >= until),
            said: help.last.map(|seq| register.text(seq)).filter(|text| !text.is_empty()),
            by: row.by,
            at: row.at,
        })
    })
    .collect()
}

pub(super) fn promised(register: &Register, now: At) -> Vec<PromiseNow> {
    let all = promises(register, now).into_iter();
    all.map(|p| PromiseNow {
        what: p.what.name(),
        entry: p.entry,
        due: p.due,
        who: p.who,
        late: p.late,
        snoozed: p.snoozed,
    })
    .collect()
}

pub(super) fn actions(register: &Register) -> Vec<ActionNow> {
    let all = register.places();
    all.filter_map(|(id, row)| {
        let What::Action(task) = row.what else { return None };
        let believed = register.target(id).map(|target| target.believed.clone());
        Some(ActionNow {
            id,
            text: row.text.clone(),
            task,
            target: believed.filter(|text| !text.is_empty()),
            actual_target: register.actual_target(id),
            result: register.outcome(id),
            in_place: register.in_place().get(&id).is_some_and(|away| away.back.is_none()),
            by: row.by,
            at: row.at,
        })
    })
    .collect()
}

pub(super) fn away(register: &Register) -> Vec<AwayNow> {
    let all = register.away_from_normal();
    all.map(|(entry, away)| {
        let text = register.away_words(entry);
        AwayNow { entry, text, since: away.since }
    })
    .collect()
}

pub(super) fn plans(register: &Register) -> Vec<PlanNow> {
    let all = register.incident().policy.plans.iter();
    all.map(|plan| PlanNow {
        name: plan.name.clone(),
        used: register.plan_used(plan),
        agreed_by: plan.agreed_by.clone(),
        agreed_on: plan.agreed_on.clone(),
        questions: plan.questions.len(),
        tasks: plan.tasks.len(),
        decisions: plan.decisions.len(),
    })
    .collect()
}

pub(super) fn standing(register: &Register) -> Vec<StandingNow> {
    let all = register.standing();
    all.map(|(id, standing)| StandingNow {
        id,
        text: register.text(id),
        agreed_by: standing.agreed_by.clone(),
        agreed_on: standing.agreed_on.clone(),
    })
    .collect()
}

pub(super) fn rounds(register: &Register) -> Vec<RoundNow> {
    let all = register.rounds().iter();
    all.map(|(id, round)| RoundNow {
        id: *id,
        by: round.by,
        at: round.at,
        entry: round.entry,
        waiting: round.waiting.clone(),
        answers: round.answers.clone(),
    })
    .collect()
}

pub(super) fn condition(register: &Register, who: Handle) -> Option<ConditionNow> {
    let said = register.condition(who)?;
    Some(ConditionNow {
        id: said.seq,
        at: said.at,
        text: register.text(said.seq),
        entry: said.entry,
        actions: said.actions.clone(),
        needs: said.needs.clone(),
    })
}

pub(super) fn impacts(register: &Register) -> Vec<ImpactNow> {
    let all = register.places().filter(|(_, row)| matches!(row.what, What::Impact(_)));
    all.map(|(id, row)| {
        let parts = register.impact_parts(id).cloned().unwrap_or_default();
        let state = match register.impact_after(id) {
            _ if !register.stands(id) => "retracted",
            Some(_) => "changed",
            None => "held",
        };
        let (affected, replaces) = (parts.affected, parts.replaces);
        ImpactNow {
            id,
            text: row.text.clone(),
            state,
            who: affected.who,
            many: affected.many,
            since: affected.since,
            until: affected.until,
            replaces,
        }
    })
    .collect()
}
