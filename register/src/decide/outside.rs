//! Whether what was asked from outside may be taken, answered, passed on.

use super::checks::{Checked, short_enough};
use super::entries::{exists, stands};
use crate::register::Register;
use crate::state::Inquiry;
use crate::{EntryId, Handle, Refusal, Text};

/// Whether this entry is a question from outside.
pub(super) fn is_one(register: &Register, entry: EntryId) -> bool {
    register.inquiries().contains_key(&entry)
}

/// One that has no answer yet.
pub(super) fn open(register: &Register, entry: EntryId) -> Result<&Inquiry, Refusal> {
    exists(register, entry)?;
    let found = register.inquiries().get(&entry);
    let found = found.ok_or(Refusal::WrongKind { entry, wanted: "question from outside" })?;
    stands(register, entry)?;
    match found.answer {
        Some(by) => Err(Refusal::Answered { entry, by }),
        None if found.dropped.is_some() => Err(Refusal::NotOpen { entry, state: "called off" }),
        None => Ok(found),
    }
}

pub(super) fn take(register: &Register, author: Handle, entry: EntryId) -> Checked {
    let inquiry = open(register, entry)?;
    if inquiry.owner == Some(author) { Err(Refusal::NoChange) } else { Ok(()) }
}

/// Words for somebody outside are no fact of the room; what the room knows it writes down itself.
pub(super) fn answer(register: &Register, entry: EntryId, fact: bool) -> Checked {
    open(register, entry)?;
    if fact {
        return Err(Refusal::Field { kind: "question from outside", field: "fact in its answer" });
    }
    Ok(())
}

pub(super) fn pass(register: &Register, entry: EntryId, text: &Text) -> Checked {
    short_enough(text)?;
    match open(register, entry)?.passed {
        Some(by) => Err(Refusal::Passed { entry, by }),
        None => Ok(()),
    }
}
