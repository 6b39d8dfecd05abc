//! Whether help may be asked, promised, answered, and a promise put off.

#![warn(clippy::wildcard_enum_match_arm)]

use super::checks::{CLOCK_SLACK_SECONDS, Checked, boxed, short_enough};
use super::entries::{exists, stands};
use crate::limits::AHEAD_DAYS_MAX;
use crate::register::Register;
use crate::{At, EntryId, Refusal, Text};

const DAY_SECONDS: i64 = 86_400;

/// A time that is still to come, or just past by the slack of two clocks.
pub(super) fn ahead(at: At, now: At) -> Checked {
    if at.plus_seconds(CLOCK_SLACK_SECONDS) <= now {
        return Err(Refusal::Over);
    }
    let latest = now.plus_seconds(AHEAD_DAYS_MAX * DAY_SECONDS);
    if at > latest { Err(Refusal::FarAhead) } else { Ok(()) }
}

pub(super) fn promised(reference: &Text, until: Option<At>, now: At) -> Checked {
    short_enough(reference)?;
    until.map_or(Ok(()), |until| ahead(until, now))
}

/// Help to which no answer came yet.
pub(super) fn open(register: &Register, entry: EntryId) -> Checked {
    exists(register, entry)?;
    let help = register.helps().get(&entry);
    let help = help.ok_or(Refusal::WrongKind { entry, wanted: "help that was asked" })?;
    stands(register, entry)?;
    if help.state.is_open() {
        return Ok(());
    }
    Err(Refusal::NotOpen { entry, state: help.state.name() })
}

/// What was promised and can be put off: help, a next word, a look at a decision.
pub(super) fn snooze(register: &Register, entry: EntryId, minutes: u16) -> Checked {
    exists(register, entry)?;
    boxed(minutes)?;
    if register.promised(entry) {
        return Ok(());
    }
    Err(Refusal::WrongKind { entry, wanted: "promise that is still to be kept" })
}
