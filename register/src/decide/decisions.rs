//! Whether a decision may be proposed, put to the room, called, looked at again.

#![warn(clippy::wildcard_enum_match_arm)]

use super::checks::{Checked, short_enough, words};
use super::entries::{exists, stands};
use super::help::ahead;
use crate::limits::{OPTIONS_MAX, WINDOW_SECONDS_MAX, WINDOW_SECONDS_MIN};
use crate::register::Register;
use crate::state::Decision;
use crate::vocabulary::Command;
use crate::words::Call;
use crate::{At, EntryId, Refusal, Text};

pub(super) fn proposed(command: &Command, now: At) -> Checked {
    let Command::Propose { text, risk, undo, expect, options, look_at } = command else {
        return Ok(());
    };
    words(text)?;
    [risk, undo, expect].into_iter().try_for_each(short_enough)?;
    if options.len() > OPTIONS_MAX {
        return Err(Refusal::Options { options: options.len() });
    }
    options.iter().try_for_each(words)?;
    look_at.map_or(Ok(()), |at| ahead(at, now))
}

fn decision(register: &Register, entry: EntryId) -> Result<&Decision, Refusal> {
    exists(register, entry)?;
    let decision = register.decisions().get(&entry);
    let decision = decision.ok_or(Refusal::WrongKind { entry, wanted: "proposal" })?;
    stands(register, entry)?;
    Ok(decision)
}

/// A proposal that still waits to be called: until then it can be objected to, whether it was put
/// to the room or not.
pub(super) fn waiting(register: &Register, entry: EntryId) -> Checked {
    match decision(register, entry)?.call {
        Some(_) => Err(Refusal::NotOpen { entry, state: "called" }),
        None => Ok(()),
    }
}

pub(super) fn put_to_room(register: &Register, entry: EntryId, seconds: u16, now: At) -> Checked {
    waiting(register, entry)?;
    if !(WINDOW_SECONDS_MIN..=WINDOW_SECONDS_MAX).contains(&seconds) {
        return Err(Refusal::Seconds { seconds });
    }
    match decision(register, entry)?.window.filter(|window| now < window.until) {
        Some(window) => {
            let until = window.until.clock_seconds();
            Err(Refusal::BeforeRoom { entry, until })
        }
        None => Ok(()),
    }
}

pub(super) fn called(register: &Register, entry: EntryId, call: Call, why: &Text) -> Checked {
    waiting(register, entry)?;
    short_enough(why)?;
    let against = !decision(register, entry)?.objections.is_empty();
    let silent = why.raw().trim().is_empty();
    match call {
        Call::Go if against && silent => Err(Refusal::NoReason),
        Call::Amended if silent => Err(Refusal::NoAmendment),
        Call::Go | Call::No | Call::Amended => Ok(()),
    }
}

pub(super) fn look(register: &Register, entry: EntryId, at: Option<At>, now: At) -> Checked {
    let decision = decision(register, entry)?;
    if decision.call == Some(Call::No) {
        return Err(Refusal::NotOpen { entry, state: "turned down" });
    }
    if decision.look_at == at {
        return Err(Refusal::NoChange);
    }
    at.map_or(Ok(()), |at| ahead(at, now))
}

/// Whether this is a decision that was called, and not turned down.
pub(super) fn carried_out(register: &Register, entry: EntryId) -> bool {
    let call = register.decisions().get(&entry).and_then(|decision| decision.call);
    matches!(call, Some(Call::Go | Call::Amended))
}
