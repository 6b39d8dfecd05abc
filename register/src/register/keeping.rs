//! What is known of words taken out, of people at the door and out of it, and of other hosts.

use std::collections::{BTreeMap, BTreeSet};

use super::Register;
use crate::state::{Host, Knock, KnockState, Redaction, Responder};
use crate::{EntryId, Handle, PublicKey, Seq};

impl Register {
    /// Words that were taken out, by the record that held them.
    pub fn redactions(&self) -> &BTreeMap<EntryId, Redaction> {
        &self.redactions
    }

    /// How the words of this record were taken out, if they were.
    pub fn redaction(&self, entry: EntryId) -> Option<&Redaction> {
        self.redactions.get(&entry)
    }

    /// Records whose words somebody wants taken out, with the record that says so.
    pub fn redactions_asked(&self) -> &BTreeMap<EntryId, Seq> {
        &self.redactions_asked
    }

    /// Everyone who ever knocked, by the record of it.
    pub fn knocks(&self) -> &BTreeMap<Seq, Knock> {
        &self.knocks
    }

    /// Those who wait at the door.
    pub fn waiting_at_door(&self) -> impl Iterator<Item = (Seq, &Knock)> {
        let waits = |knock: &Knock| knock.state == KnockState::Waits;
        self.knocks.iter().filter(move |(_, knock)| waits(knock)).map(|(seq, knock)| (*seq, knock))
    }

    /// The last knock of this machine under this handle.
    pub fn knock_of(&self, who: Handle, key: PublicKey) -> Option<(Seq, &Knock)> {
        let same = |knock: &Knock| knock.who == who && knock.key == key;
        self.knocks.iter().rev().find(|(_, knock)| same(knock)).map(|(seq, it)| (*seq, it))
    }

    /// The keys that a handle belongs to, in a server's own journal: it is nobody else's there.
    pub fn owners(&self, handle: Handle) -> Option<&BTreeSet<PublicKey>> {
        self.owners.get(&handle)
    }

    /// The handles that this key speaks for, or waits at the door with.
    pub fn handles_of(&self, key: PublicKey) -> BTreeSet<Handle> {
        let here = self.responders.iter().filter(|(_, it)| it.knows(key)).map(|(who, _)| *who);
        let owned = self.owners.iter().filter(|(_, keys)| keys.contains(&key)).map(|(who, _)| *who);
        let waits = self.waiting_at_door().filter(|(_, it)| it.key == key).map(|(_, it)| it.who);
        here.chain(owned).chain(waits).collect()
    }

    /// The key of whoever opened this incident, where it is known.
    pub fn opener(&self) -> Option<PublicKey> {
        self.responders.values().find(|it| it.number == 1)?.key
    }

    /// As whom a key was put out.
    pub fn barred(&self, key: &PublicKey) -> Option<Handle> {
        self.barred.get(key).copied()
    }

    /// The keys of all who were removed: they get no seat, under whatever name.
    pub fn barred_keys(&self) -> impl Iterator<Item = PublicKey> {
        self.barred.keys().copied()
    }

    /// The other names that machines of this responder have here.
    pub(crate) fn names_of_machines_of(&self, who: Handle) -> impl Iterator<Item = Handle> {
        let known = self.responders.get(&who);
        let shares =
            move |it: &Responder| known.is_some_and(|known| it.keys().any(|key| known.knows(key)));
        let others = self.responders.iter().filter(move |(name, it)| **name != who && shares(it));
        others.map(|(name, _)| *name)
    }

    /// Whether the lead lets people in one by one.
    pub fn is_one_by_one(&self) -> bool {
        self.one_by_one
    }

    /// Servers that have had, or could have, this room; in the order in which they were named.
    pub fn hosts(&self) -> &[Host] {
        &self.hosts
    }

    /// The server that has this room since it was served anew from a copy; none while it is where it
    /// was opened.
    pub fn served_by(&self) -> Option<&Host> {
        self.served_by.as_ref()
    }

    /// The last place before this one from which the room went on without what others may have:
    /// after a rescue, or after it was decided to go on without lost records.
    pub fn fork_before(&self, place: Seq) -> Option<Seq> {
        self.forks.iter().copied().filter(|fork| *fork < place).max()
    }

    /// The record by which the room gave up lost records, if this was the last of them.
    pub fn went_on_to(&self, last: Seq) -> Option<Seq> {
        self.went_on_to.get(&last).copied()
    }

    /// How often this room was served anew from a copy.
    pub fn term(&self) -> u32 {
        self.term
    }
}
