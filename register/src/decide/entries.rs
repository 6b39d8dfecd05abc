//! Whether an entry is what a command takes it for, and stands so that it may.

#![warn(clippy::wildcard_enum_match_arm)]

use crate::register::{Register, What};
use crate::rights::leads;
use crate::state::{Question, Task, TaskState};
use crate::{EntryId, Handle, Refusal, Text};

use super::checks::{Checked, boxed, short_enough, works_here};

pub(super) fn exists(register: &Register, entry: EntryId) -> Checked {
    match register.row(entry) {
        Some(_) => Ok(()),
        None => Err(Refusal::NoEntry { entry, head: register.head() }),
    }
}

pub(super) fn stands(register: &Register, entry: EntryId) -> Checked {
    if register.stands(entry) { Ok(()) } else { Err(Refusal::Gone { entry }) }
}

pub(super) fn amend(register: &Register, entry: EntryId) -> Checked {
    exists(register, entry)?;
    let answer = |what| matches!(what, What::Answered(..));
    let entry_like = register.what(entry).is_some_and(|w| w.is_entry() || answer(w));
    if !entry_like {
        return Err(Refusal::WrongKind { entry, wanted: "entry that somebody wrote" });
    }
    stands(register, entry)
}

pub(super) fn star(register: &Register, entry: EntryId, on: bool) -> Checked {
    exists(register, entry)?;
    if register.starred(entry) == on { Err(Refusal::NoChange) } else { Ok(()) }
}

pub(super) fn question(register: &Register, entry: EntryId) -> Result<&Question, Refusal> {
    exists(register, entry)?;
    let found = register.questions().get(&entry);
    let found = found.ok_or(Refusal::WrongKind { entry, wanted: "question" })?;
    stands(register, entry)?;
    match found.answer {
        Some(by) => Err(Refusal::Answered { entry, by }),
        None if found.dropped => Err(Refusal::NotOpen { entry, state: "called off" }),
        None => Ok(found),
    }
}

pub(super) fn answer(register: &Register, entry: EntryId) -> Checked {
    question(register, entry).map(|_| ())
}

pub(super) fn task(register: &Register, entry: EntryId) -> Result<&Task, Refusal> {
    exists(register, entry)?;
    let found = register.tasks().get(&entry);
    let found = found.ok_or(Refusal::WrongKind { entry, wanted: "task" })?;
    stands(register, entry)?;
    Ok(found)
}

pub(super) fn open_task(register: &Register, entry: EntryId) -> Checked {
    let state = task(register, entry)?.state;
    if state.is_open() { Ok(()) } else { Err(Refusal::NotOpen { entry, state: state.name() }) }
}

/// An open task or an open question: what can be given, taken, declined, called off.
pub(super) fn open_work(register: &Register, entry: EntryId) -> Checked {
    if register.questions().contains_key(&entry) {
        return answer(register, entry);
    }
    match open_task(register, entry) {
        Err(Refusal::WrongKind { entry, .. }) => {
            Err(Refusal::WrongKind { entry, wanted: "task or question" })
        }
        other => other,
    }
}

pub(super) fn assign(
    register: &Register,
    author: Handle,
    entry: EntryId,
    to: Option<Handle>,
    minutes: Option<u16>,
) -> Checked {
    open_work(register, entry)?;
    minutes.map_or(Ok(()), boxed)?;
    let owner = crate::rights::owner(register, entry);
    let nobodys = !owner.is_some_and(|owner| has(register, entry, owner));
    if to.is_none() && nobodys {
        return Err(Refusal::NoChange);
    }
    let to = to.map_or(Ok(author), |to| works_here(register, to).map(|()| to))?;
    match register.lead() {
        // The owner hands on; the author of what nobody has is not its owner.
        Some(lead) if to != author && !leads(register, author) && !has(register, entry, author) => {
            Err(Refusal::NotLead { lead })
        }
        _ if owner == Some(to) && has(register, entry, to) && minutes.is_none() && to != author => {
            Err(Refusal::NoChange)
        }
        _ => Ok(()),
    }
}

pub(super) fn has(register: &Register, entry: EntryId, who: Handle) -> bool {
    register.tasks().get(&entry).and_then(|t| t.owner) == Some(who)
        || register.questions().get(&entry).and_then(|q| q.owner) == Some(who)
}

pub(super) fn acknowledge(register: &Register, author: Handle, entry: EntryId) -> Checked {
    open_work(register, entry)?;
    let Some(task) = register.tasks().get(&entry) else {
        return if has(register, entry, author) { Err(Refusal::NoChange) } else { Ok(()) };
    };
    let mine = task.owner == Some(author);
    let again = mine && task.state == TaskState::Acknowledged;
    if again || task.helpers.contains(&author) { Err(Refusal::NoChange) } else { Ok(()) }
}

pub(super) fn verifiable(register: &Register, entry: EntryId) -> Checked {
    exists(register, entry)?;
    stands(register, entry)?;
    let Some(What::Action(_) | What::Task(_)) = register.what(entry) else {
        return Err(Refusal::WrongKind { entry, wanted: "task or action" });
    };
    match register.tasks().get(&entry).map(|task| task.state) {
        Some(TaskState::Cancelled) => Err(Refusal::NotOpen { entry, state: "called off" }),
        Some(
            TaskState::Open
            | TaskState::Assigned
            | TaskState::Acknowledged
            | TaskState::Blocked
            | TaskState::Done
            | TaskState::Verified,
        )
        | None => Ok(()),
    }
}

/// A proposal that still waits to be called.
pub(super) fn waiting(register: &Register, entry: EntryId) -> Checked {
    exists(register, entry)?;
    let decision = register.decisions().get(&entry);
    let decision = decision.ok_or(Refusal::WrongKind { entry, wanted: "proposal" })?;
    stands(register, entry)?;
    match decision.call {
        Some(_) => Err(Refusal::NotOpen { entry, state: "called" }),
        None => Ok(()),
    }
}

pub(super) fn called(
    register: &Register,
    entry: EntryId,
    call: crate::words::Call,
    why: &Text,
) -> Checked {
    waiting(register, entry)?;
    short_enough(why)?;
    let against = register.decisions().get(&entry).is_some_and(|d| !d.objections.is_empty());
    let needs_why = against && call == crate::words::Call::Go;
    if needs_why && why.raw().trim().is_empty() { Err(Refusal::NoReason) } else { Ok(()) }
}

pub(super) fn draft(register: &Register, entry: EntryId) -> Checked {
    exists(register, entry)?;
    stands(register, entry)?;
    match register.updates().get(&entry) {
        Some(update) if update.sent.is_none() => Ok(()),
        Some(_) => Err(Refusal::NotOpen { entry, state: "sent" }),
        None => Err(Refusal::WrongKind { entry, wanted: "update" }),
    }
}
