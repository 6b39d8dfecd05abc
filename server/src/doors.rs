//! Who is kept out of an incident, whom it knows, and what writes there without a seat: as much of its
//! register as has to be known without it. Pure.
//!
//! A room makes it anew after a record that touches it. Of a closed incident whose room is shut it is
//! kept beside its line in the lobby, so that no journal is read for a stranger.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use warroom_register::{At, Event, Handle, Hash, Host, PublicKey, Register, Responder};

/// Who is kept out, and what may write without a seat.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Doors {
    /// Who was put out.
    removed: BTreeSet<Handle>,
    /// The keys of their machines, which have a seat under no name.
    barred: BTreeSet<PublicKey>,
    /// In whose name a token of this hash writes, and until when.
    tokens: BTreeMap<Hash, (Handle, At)>,
    /// Where else the room could be: said by rooms that are open alone.
    #[serde(skip)]
    hosts: Vec<Host>,
    /// Whom it knows. Said of closed incidents alone: the rooms of others are open, and asked.
    known: Option<Known>,
}

/// Who may have business in a closed incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    /// The keys of all who were in it, or at its door.
    keys: BTreeSet<PublicKey>,
    /// The hashes of its invites: whether one is still open, its room says.
    invites: BTreeSet<Hash>,
}

impl Doors {
    /// Those of a register.
    pub(crate) fn of(register: &Register) -> Self {
        let removed = register.responders().iter().filter(|(_, responder)| responder.removed);
        let tokens = register.good_tokens().map(|it| (it.token, (it.by, it.until)));
        let closed = register.incident().closed_at.is_some();
        Self {
            removed: removed.map(|(handle, _)| *handle).collect(),
            barred: register.barred_keys().collect(),
            tokens: tokens.collect(),
            hosts: register.hosts().to_vec(),
            known: closed.then(|| Known::of(register)),
        }
    }

    /// Whether an event may make others of them.
    pub(crate) const fn turn_with(event: &Event) -> bool {
        use Event as E;
        matches!(
            event,
            E::Opened { .. }
                | E::PhaseMoved { .. }
                | E::Joined { .. }
                | E::Left {}
                | E::Removed { .. }
                | E::Knocked { .. }
                | E::Admitted { .. }
                | E::Invited { .. }
                | E::TokenMade { .. }
                | E::Revoked { .. }
                | E::HostOffered { .. }
                | E::Rescued { .. }
        )
    }

    /// Whether somebody with this key has no seat here.
    pub(crate) fn keep_out(&self, who: Handle, key: PublicKey) -> bool {
        self.removed.contains(&who) || self.barred.contains(&key)
    }

    /// In whose name a token of this hash writes at this moment.
    pub(crate) fn writes_as(&self, token: Hash, now: At) -> Option<Handle> {
        let (who, until) = self.tokens.get(&token)?;
        (now <= *until).then_some(*who)
    }

    /// Where else the room could be.
    pub(crate) fn hosts(&self) -> &[Host] {
        &self.hosts
    }

    /// Whether they are of a closed incident, which is all that has to be known of it while its room is
    /// shut.
    pub(crate) const fn are_of_closed(&self) -> bool {
        self.known.is_some()
    }

    /// Whether this key, or whoever has an invite of this hash, is nobody to a closed incident.
    pub(crate) fn are_strange_to(&self, key: PublicKey, invite: Option<Hash>) -> bool {
        self.known.as_ref().is_some_and(|known| {
            let invited = invite.is_some_and(|invite| known.invites.contains(&invite));
            !invited && !known.keys.contains(&key)
        })
    }
}

impl Known {
    fn of(register: &Register) -> Self {
        let inside = register.responders().values().flat_map(Responder::keys);
        let at_door = register.knocks().values().map(|knock| knock.key);
        let invites = register.invites().values().map(|invite| invite.token);
        Self { keys: inside.chain(at_door).collect(), invites: invites.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use warroom_register::Recording;

    /// Folded record by record, as a room does it: what turned, and whether it was expected to.
    #[test]
    fn nothing_turns_them_but_what_is_said_to_and_what_is_kept_of_them_reads_again() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/golden/journal-v1.jsonl");
        let text = std::fs::read_to_string(file).unwrap();
        let recording = Recording::read(&text).unwrap();
        let (mut register, mut doors) = (Register::default(), Doors::default());
        let mut turned = 0;
        for record in &recording.records {
            register.apply(record).unwrap();
            let now = Doors::of(&register);
            if now != doors {
                assert!(Doors::turn_with(&record.event), "{:?}", record.event);
                turned += 1;
            }
            doors = now;
        }
        assert!(turned > 5, "{turned}");
        let kept = serde_json::to_string(&doors).unwrap();
        let again: Doors = serde_json::from_str(&kept).unwrap();
        assert_eq!(Doors { hosts: doors.hosts.clone(), ..again }, doors);
    }
}
