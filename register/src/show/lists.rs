//! What was promised, who can help, and which plans there are, as plain lines. Shared by
//! `warroom show` and the commands that print one of them alone.

use super::age;
use crate::promises::{Promise, Promised, promises};
use crate::register::Register;
use crate::state::Help;
use crate::words::Role;
use crate::{At, Handle, Plan, Shown};

/// The skills of somebody in a list, in cells.
const SKILLS_CELLS_MAX: usize = 60;

/// What was promised and is still to be kept, a line each, the next one due first.
pub fn promise_lines(register: &Register, now: At) -> Vec<Shown> {
    let all = promises(register, now).into_iter();
    all.map(|promise| Shown::of(&promise_line(register, now, &promise))).collect()
}

fn promise_line(register: &Register, now: At, promise: &Promise) -> String {
    let due = match promise.due {
        Some(due) if promise.late => {
            format!("LATE {} {}", age(now.seconds_since(due)), clock(due, now))
        }
        Some(due) => format!("{} in {}", clock(due, now), age(due.seconds_since(now))),
        None => "no time said".into(),
    };
    let entry = promise.entry.unwrap_or_default();
    let what = match promise.what {
        Promised::Word(audience) => format!("word to {audience}, after {entry}"),
        Promised::Help => register.helps().get(&entry).map_or_else(String::new, |help| {
            format!("{} answers{}: {entry} {}", help.whom, reference(help), words(register, entry))
        }),
        Promised::Look => format!("look at {entry} again: {}", words(register, entry)),
        Promised::Review => "the review is called".into(),
    };
    let who = promise.who.map_or_else(String::new, |who| format!(" ({who})"));
    let snoozed = promise
        .snoozed
        .map_or_else(String::new, |until| format!(", put off until {}", clock(until, now)));
    format!("{due} {what}{who}{snoozed}")
}

fn words(register: &Register, entry: crate::EntryId) -> String {
    register.text(entry).raw().to_owned()
}

/// What the helper calls it.
fn reference(help: &Help) -> String {
    let reference = help.reference.raw();
    if reference.is_empty() { String::new() } else { format!(" ({reference})") }
}

/// The clock time, with the day where it is another one.
fn clock(at: At, now: At) -> String {
    let day = at.iso_day();
    if at.day() == now.day() { at.clock() } else { format!("{day} {}", at.clock()) }
}

/// Everyone who works here: what they can help with, what they have, whether they are free.
pub fn helper_lines(register: &Register, here: &[Handle], now: At) -> Vec<Shown> {
    let free: Vec<_> = register.free().collect();
    let one = |who: Handle| {
        let responder = register.responders().get(&who);
        let number = responder.map_or(0, |r| r.number);
        let skills = responder.map(|r| Shown::line(r.skills.raw(), SKILLS_CELLS_MAX));
        let skills = skills.filter(|s| s.width() > 0);
        let skills = skills.map_or_else(String::new, |skills| format!("  {skills}"));
        let state = state(register, who, here, now, free.contains(&who));
        Shown::of(&format!("{number} {who}{skills}  {state}"))
    };
    register.crew().map(one).collect()
}

fn state(register: &Register, who: Handle, here: &[Handle], now: At, free: bool) -> String {
    let mut parts: Vec<String> = Vec::new();
    for role in register.roles_of(who) {
        let hands = if role == Role::Lead { ": keep your hands free" } else { "" };
        parts.push(format!("{}{hands}", role.name().to_uppercase()));
    }
    for entry in register.load(who) {
        let due = register.tasks().get(&entry).and_then(|task| task.due);
        let due = due.map_or_else(String::new, |due| format!(" until {}", due.clock_beside(now)));
        parts.push(format!("{entry} {}{due}", words(register, entry)));
    }
    for entry in register.helps_with(who) {
        parts.push(format!("helps with {entry} {}", words(register, entry)));
    }
    if let Some(said) = register.condition(who) {
        let old = age(now.seconds_since(said.at));
        parts.push(format!("said {old} ago: {}", words(register, said.seq)));
    }
    if free {
        parts.push("FREE".into());
    }
    if !here.contains(&who) {
        parts.push("no screen here".into());
    }
    parts.join("; ")
}

/// The plans that may be laid out here, a line each; those that fit the incident first.
pub fn plan_lines(register: &Register) -> Vec<Shown> {
    let incident = register.incident();
    let title = incident.title.as_ref().map_or("", |title| title.as_str());
    let fit = incident.policy.plans_for(incident.kind, title);
    let others = incident.policy.plans.iter().filter(|plan| !fit.contains(plan));
    let all = fit.iter().copied().chain(others);
    all.map(|plan| Shown::of(&plan_line(register, plan))).collect()
}

fn plan_line(register: &Register, plan: &Plan) -> String {
    let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let brings = [
        count(plan.questions.len(), "question"),
        count(plan.tasks.len(), "task"),
        count(plan.decisions.len(), "standing decision"),
    ];
    let of = plan.kind.map_or_else(|| "any trouble".into(), |kind| kind.to_string());
    let by = Some(plan.agreed_by.raw()).filter(|by| !by.is_empty());
    let on = Some(plan.agreed_on.raw()).filter(|on| !on.is_empty());
    let agreed = match (by, on) {
        (None, None) => String::new(),
        (Some(by), None) => format!(", agreed by {by}"),
        (None, Some(on)) => format!(", agreed {on}"),
        (Some(by), Some(on)) => format!(", agreed by {by} {on}"),
    };
    let used =
        register.plan_used(plan).map_or_else(String::new, |by| format!("; laid out in {by}"));
    format!("{} (for {of}{agreed}): {}{used}", plan.name, brings.join(", "))
}
