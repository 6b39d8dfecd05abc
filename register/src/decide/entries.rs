//! Whether an entry is what a command takes it for, and stands so that it may.

#![warn(clippy::wildcard_enum_match_arm)]

use crate::register::{Register, What};
use crate::rights::leads;
use crate::state::{Question, Task, TaskState};
use crate::{EntryId, Handle, Refusal};

use super::checks::{Checked, boxed};
use super::outside;
use super::people::works_here;

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
    let answer = |what| matches!(what, What::Answered { .. } | What::ReportedBack(_));
    let entry_like = register.what(entry).is_some_and(|w| w.is_entry() || answer(w));
    if !entry_like {
        return Err(Refusal::WrongKind { entry, wanted: "entry that somebody wrote" });
    }
    stands(register, entry)
}

/// An entry, or one's own yes to a task or a question, as long as nothing came of it.
pub(super) fn retract(register: &Register, author: Handle, entry: EntryId) -> Checked {
    let Some(What::Acknowledged { .. }) = register.what(entry) else {
        return amend(register, entry);
    };
    stands(register, entry)?;
    match register.row(entry) {
        Some(row) if row.by != author => Err(Refusal::NotYours { entry, owner: row.by }),
        _ if register.yes_stands(entry).is_some() => Ok(()),
        _ => Err(Refusal::WrongKind { entry, wanted: "yes of which nothing came yet" }),
    }
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

pub(super) fn answer(register: &Register, entry: EntryId, fact: bool) -> Checked {
    if outside::is_one(register, entry) {
        return outside::answer(register, entry, fact);
    }
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

/// An open task or question, one from outside too, or help that was not given yet: what can be
/// called off.
pub(super) fn open_work(register: &Register, entry: EntryId) -> Checked {
    if register.questions().contains_key(&entry) {
        return question(register, entry).map(|_| ());
    }
    if outside::is_one(register, entry) {
        return outside::open(register, entry).map(|_| ());
    }
    if register.helps().contains_key(&entry) {
        return super::help::open(register, entry);
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
    open_owned(register, entry)?;
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

/// What one person has: an open task or question.
fn open_owned(register: &Register, entry: EntryId) -> Checked {
    if register.helps().contains_key(&entry) || outside::is_one(register, entry) {
        return Err(Refusal::WrongKind { entry, wanted: "task or question" });
    }
    open_work(register, entry)
}

pub(super) fn decline(register: &Register, entry: EntryId) -> Checked {
    open_owned(register, entry)
}

pub(super) fn acknowledge(register: &Register, author: Handle, entry: EntryId) -> Checked {
    if outside::is_one(register, entry) {
        return outside::take(register, author, entry);
    }
    // Who said too soon that it is finished has it again, until it is verified.
    let finished = |task: &Task| task.state == TaskState::Done && task.owner == Some(author);
    if register.tasks().get(&entry).is_some_and(finished) {
        return stands(register, entry);
    }
    open_owned(register, entry)?;
    let Some(task) = register.tasks().get(&entry) else {
        let question = question(register, entry)?;
        let again = question.owner == Some(author) && question.given_by.is_none();
        return if again { Err(Refusal::NoChange) } else { Ok(()) };
    };
    let mine = task.owner == Some(author);
    let again = mine && task.state == TaskState::Acknowledged;
    if again || task.helpers.contains(&author) { Err(Refusal::NoChange) } else { Ok(()) }
}

pub(super) fn verifiable(register: &Register, entry: EntryId) -> Checked {
    exists(register, entry)?;
    stands(register, entry)?;
    let done = match register.what(entry) {
        Some(What::Action(_) | What::Task(_)) => true,
        // A decision works, or not, once it was called and not turned down.
        _ => super::decisions::carried_out(register, entry),
    };
    if !done {
        return Err(Refusal::WrongKind {
            entry,
            wanted: "task, action or decision that was taken",
        });
    }
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

pub(super) fn draft(register: &Register, entry: EntryId) -> Checked {
    exists(register, entry)?;
    stands(register, entry)?;
    match register.updates().get(&entry) {
        Some(update) if update.sent.is_none() => Ok(()),
        Some(_) => Err(Refusal::NotOpen { entry, state: "sent" }),
        None => Err(Refusal::WrongKind { entry, wanted: "update" }),
    }
}
