//! Whether words are taken out, somebody is put out or let in, a host is taken up.

use super::checks::Checked;
use super::entries::exists;
use crate::limits::PLACE_MAX;
use crate::register::{Register, What};
use crate::state::KnockState;
use crate::{EntryId, Handle, PublicKey, Refusal, Seq};

/// Addresses of one host.
const ADDRESSES_MAX: usize = 8;
/// One address, in bytes: the longest name of a host, and a port.
const ADDRESS_BYTES_MAX: usize = 260;

/// There are words, and they are still there.
pub(super) fn holds_words(register: &Register, entry: EntryId) -> Checked {
    exists(register, entry)?;
    if let Some(redaction) = register.redaction(entry) {
        return Err(Refusal::Redacted { entry, by: redaction.by });
    }
    match register.row(entry) {
        Some(row) if row.what == What::Newer => Err(Refusal::Newer),
        Some(row) if row.text.is_empty() => Err(Refusal::NoWords { entry }),
        Some(_) | None => Ok(()),
    }
}

pub(super) fn ask_redaction(register: &Register, entry: EntryId) -> Checked {
    holds_words(register, entry)?;
    if register.redactions_asked().contains_key(&entry) {
        return Err(Refusal::NoChange);
    }
    Ok(())
}

pub(super) fn redact(register: &Register, entry: EntryId, asked: Option<Seq>) -> Checked {
    holds_words(register, entry)?;
    match asked {
        Some(asked) if register.redactions_asked().get(&entry) != Some(&asked) => {
            Err(Refusal::WrongKind { entry: asked, wanted: "open request to take those words out" })
        }
        Some(_) | None => Ok(()),
    }
}

pub(super) fn confirm(
    register: &Register,
    author: Handle,
    redaction: Seq,
    key: PublicKey,
) -> Checked {
    let known = register.responders().get(&author).is_some_and(|it| it.knows(key));
    if !known {
        return Err(Refusal::OtherKey);
    }
    let found = register.redactions().values().find(|it| it.by == redaction);
    let found = found.ok_or(Refusal::WrongKind { entry: redaction, wanted: "redaction" })?;
    if found.confirmed.contains(&(author, key)) { Err(Refusal::NoChange) } else { Ok(()) }
}

pub(super) fn remove(register: &Register, author: Handle, who: Handle) -> Checked {
    // It is machines that are refused, whatever else they are called.
    let is =
        |name: Handle| who == name || register.names_of_machines_of(who).any(|other| other == name);
    if is(author) {
        return Err(Refusal::RemovesSelf);
    }
    if let Some(lead) = register.lead().filter(|lead| is(*lead)) {
        return Err(Refusal::LeadStays { lead });
    }
    match register.responders().get(&who) {
        None => Err(Refusal::NoSuchPerson { who }),
        Some(responder) if responder.removed => Err(Refusal::NoChange),
        Some(_) => Ok(()),
    }
}

pub(super) fn admit(register: &Register, who: Handle, knock: Option<Seq>) -> Checked {
    if let Some(seq) = knock {
        let knock = waits(register, seq)?;
        return if knock == who {
            Ok(())
        } else {
            Err(Refusal::WrongKind { entry: seq, wanted: "knock of that person" })
        };
    }
    if register.is_server() {
        let waits = register.waiting_at_door().any(|(_, knock)| knock.who == who);
        return if waits { Ok(()) } else { Err(Refusal::NoSuchPerson { who }) };
    }
    match register.responders().get(&who) {
        Some(responder) if responder.removed => Ok(()),
        Some(_) => Err(Refusal::NoChange),
        None => Err(Refusal::NoSuchPerson { who }),
    }
}

/// The one who knocked, if nobody has answered yet.
pub(super) fn waits(register: &Register, knock: Seq) -> Result<Handle, Refusal> {
    let found = register.knocks().get(&knock);
    let found = found.ok_or(Refusal::WrongKind { entry: knock, wanted: "knock" })?;
    match found.state {
        KnockState::Waits => Ok(found.who),
        KnockState::Admitted => Err(Refusal::NotOpen { entry: knock, state: "let in" }),
        KnockState::TurnedAway => Err(Refusal::NotOpen { entry: knock, state: "turned away" }),
        KnockState::Gone => Err(Refusal::NotOpen { entry: knock, state: "gone from the door" }),
        KnockState::CameIn => Err(Refusal::NotOpen { entry: knock, state: "in the room" }),
    }
}

/// Names of hosts with a port, and nothing that a screen or a shell could take for more.
pub(super) fn host(addresses: &[String]) -> Checked {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
    let good = |address: &String| {
        address.len() <= ADDRESS_BYTES_MAX
            && address.chars().all(plain)
            && address.rsplit_once(':').is_some_and(|(host, port)| {
                !host.is_empty() && port.parse::<u16>().is_ok_and(|port| port > 0)
            })
    };
    let count = (1..=ADDRESSES_MAX).contains(&addresses.len());
    if count && addresses.iter().all(good) { Ok(()) } else { Err(Refusal::BadAddress) }
}

/// What is gone on without stands behind all that is here, is not nothing, and could have been there.
pub(super) fn gone(register: &Register, from: Seq, to: Seq) -> Checked {
    let head = register.head();
    let could = from.0 > 0 && from <= to && from <= head.next() && to.0 <= PLACE_MAX;
    if could { Ok(()) } else { Err(Refusal::NoChange) }
}
