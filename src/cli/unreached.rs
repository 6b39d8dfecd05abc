//! What there is to do where a server cannot be reached: the sentence behind why.

use crate::link::dial::{OTHER, UNREACHED};
use crate::memory::Joined;
use crate::trouble::Trouble;

/// What there is to do where another server answers: nobody there can help.
const NEW_INVITE: &str = "Ask somebody in the room for a new invite (warroom invite)";

/// Why a link to a room that this machine has joined is down.
pub(super) fn trouble(why: String, passes: bool, joined: &Joined) -> Trouble {
    if !passes {
        return Trouble::Refused(why);
    }
    Trouble::Unreachable(with_advice(why, joined))
}

/// Why a server was not reached, with what can be done about it. Of this machine's own it is said already.
pub(super) fn with_advice(why: String, joined: &Joined) -> String {
    let incident = joined.incident;
    if !joined.embedded && why.starts_with(OTHER) {
        return format!(
            "{why}. {NEW_INVITE}. If you know where the room is now: warroom join {incident} --at \
             HOST:PORT"
        );
    }
    if joined.embedded || !why.starts_with(UNREACHED) {
        return why;
    }
    format!(
        "{why}. Look whether that machine is up and reached from here. If the room is elsewhere now: \
         warroom join {incident} --at HOST:PORT. If the machine is gone for good: warroom rescue \
         {incident}"
    )
}

/// Why an invite led nowhere, with what can be done about it.
pub(super) fn of_invite(trouble: Trouble) -> Trouble {
    match trouble {
        Trouble::Unreachable(why) if why.starts_with(UNREACHED) => Trouble::Unreachable(format!(
            "{why}. Ask whoever sent the invite whether that machine is up and lets others in (warroom \
             share), or where the room is now (--at HOST:PORT)"
        )),
        Trouble::Unreachable(why) if why.starts_with(OTHER) => Trouble::Unreachable(format!(
            "{why}. {NEW_INVITE}, or where the room is now (--at HOST:PORT)"
        )),
        other => other,
    }
}
