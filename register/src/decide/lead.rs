//! What else the lead's hands do: call rounds, plans, what stays in place, the review.

#![warn(clippy::wildcard_enum_match_arm)]

use super::Ask;
use super::checks::{Checked, past, same, short_enough, words};
use super::decisions::carried_out;
use super::entries::{exists, stands, task};
use super::help::ahead;
use super::people::{sits_here, works_here};
use crate::register::{Register, What};
use crate::state::{Affected, ReviewDue};
use crate::vocabulary::Command;
use crate::{At, EntryId, Handle, Refusal, Shown, Text, Title};

/// The names of plans in a refusal, in cells.
const PLAN_NAMES_CELLS_MAX: usize = 120;

pub(super) fn leave_in_place(register: &Register, entry: EntryId) -> Checked {
    exists(register, entry)?;
    stands(register, entry)?;
    let done = matches!(register.what(entry), Some(What::Action(_) | What::Task(_)));
    if !done && !carried_out(register, entry) {
        return Err(Refusal::WrongKind {
            entry,
            wanted: "action, task or decision that was taken",
        });
    }
    same(register.in_place().get(&entry).is_some_and(|away| away.back.is_none()))
}

pub(super) fn put_back(register: &Register, entry: EntryId) -> Checked {
    exists(register, entry)?;
    stands(register, entry)?;
    match register.in_place().get(&entry) {
        Some(away) if away.back.is_none() => Ok(()),
        Some(_) => Err(Refusal::NotOpen { entry, state: "put back" }),
        None => Err(Refusal::WrongKind { entry, wanted: "thing that is away from normal" }),
    }
}

pub(super) fn correct_target(register: &Register, entry: EntryId) -> Checked {
    exists(register, entry)?;
    stands(register, entry)?;
    match register.what(entry) {
        Some(What::Action(_)) => Ok(()),
        _ => Err(Refusal::WrongKind { entry, wanted: "action" }),
    }
}

/// Who is affected: short words, and times that have been.
pub(super) fn affected(register: &Register, affected: &Affected, now: At) -> Checked {
    let Affected { who, many, since, until } = affected;
    [who, many].into_iter().try_for_each(short_enough)?;
    past(register, *since, now)?;
    past(register, *until, now)
}

pub(super) fn impact_changes(register: &Register, old: EntryId) -> Checked {
    let known = register.impacts().any(|entry| entry == old);
    if !known {
        exists(register, old)?;
        stands(register, old)?;
        return Err(Refusal::WrongKind { entry: old, wanted: "impact" });
    }
    match register.impact_after(old) {
        Some(by) => Err(Refusal::Replaced { entry: old, by }),
        None => Ok(()),
    }
}

pub(super) fn call_round(register: &Register, ask: &Ask) -> Checked {
    let Command::CallRound { to, entry, text } = &ask.command else { return Ok(()) };
    short_enough(text)?;
    if let Some(entry) = *entry {
        exists(register, entry)?;
        stands(register, entry)?;
    }
    match to {
        Some(to) if *to == ask.author => Err(Refusal::NoChange),
        Some(to) => works_here(register, *to),
        None if register.crew().any(|who| who != ask.author) => no_lone_name(register, text),
        None => Err(Refusal::Alone),
    }
}

/// A name alone, as other commands take it, would ask everybody about a word.
fn no_lone_name(register: &Register, text: &Text) -> Checked {
    let name = text.raw().trim();
    match name.strip_prefix('@').unwrap_or(name).parse() {
        Ok(who) if sits_here(register, who).is_ok() => Err(Refusal::OneName { who }),
        Ok(_) | Err(_) => Ok(()),
    }
}

pub(super) fn report_back(register: &Register, ask: &Ask) -> Checked {
    let Command::ReportBack { entry, text, actions, needs } = &ask.command else { return Ok(()) };
    words(text)?;
    [actions, needs].into_iter().try_for_each(short_enough)?;
    entry.map_or(Ok(()), |entry| task(register, entry).map(|_| ()))
}

pub(super) fn set_skills(register: &Register, who: Handle, skills: &Text) -> Checked {
    short_enough(skills)?;
    same(register.responders().get(&who).is_some_and(|r| r.skills == *skills))
}

pub(super) fn use_plan(register: &Register, name: &Title) -> Checked {
    let policy = &register.incident().policy;
    let Some(plan) = policy.plan(name.as_str()) else {
        let known: Vec<_> = policy.plans.iter().map(|plan| plan.name.as_str()).collect();
        let known = if known.is_empty() {
            "this room was opened without plans".to_owned()
        } else {
            format!("there are {}", known.join(", "))
        };
        let known = Shown::line(&known, PLAN_NAMES_CELLS_MAX);
        return Err(Refusal::NoPlan { name: Shown::of(name.as_str()), known });
    };
    match register.plan_used(plan) {
        Some(by) => Err(Refusal::PlanUsed { by }),
        None => Ok(()),
    }
}

/// Somebody in the room calls the review, at a time that is still to come.
pub(super) fn review(register: &Register, review: &ReviewDue, now: At) -> Checked {
    let ReviewDue { who, until } = review;
    who.map_or(Ok(()), |who| register.may_call_review(who))?;
    until.map_or(Ok(()), |until| ahead(until, now))
}

impl Register {
    /// Whether this person can call the review: whoever is in the room, also one who only watches.
    ///
    /// # Errors
    ///
    /// Says who is there instead.
    pub fn may_call_review(&self, who: Handle) -> Result<(), Refusal> {
        match self.responders().get(&who) {
            Some(responder) if !responder.left => Ok(()),
            _ => sits_here(self, who),
        }
    }
}
