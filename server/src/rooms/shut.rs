//! Incidents whose rooms are shut: what is known of them, and for whom they are opened again.
//!
//! Of a closed one it is known who was put out, what may write, and whose keys and invites it knows. So a
//! stranger is told no without a journal being read, and whoever was put out is shown nothing by the
//! library.

use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::OnceCell;
use warroom_register::{At, Handle, Hash, IncidentId, Label, PublicKey, Seq};

use super::Rooms;
use crate::doors::Doors;
use crate::journal::Stored;
use crate::room::{Newcomer, Right, RoomHandle, Turned, to_stranger};

/// One incident: what is kept of it, and its room once somebody needed it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) stored: Arc<Stored>,
    pub(super) room: Arc<OnceCell<RoomHandle>>,
    /// Who is kept out of it, and whom it knows, while its room is shut; none where that is not known.
    pub(super) doors: Option<Arc<Doors>>,
}

impl Entry {
    pub(super) fn of(stored: Stored, doors: Option<Arc<Doors>>) -> Self {
        Self { stored: Arc::new(stored), room: Arc::default(), doors }
    }

    /// Who is kept out of it, and whom it knows, as far as that is known.
    fn doors(&self) -> Option<Arc<Doors>> {
        self.room.get().map(RoomHandle::doors).or_else(|| self.doors.clone())
    }

    /// Whether it is kept from this person at this machine. What is not known of it might say so.
    fn is_hidden_from(&self, who: Handle, key: PublicKey) -> bool {
        let blank = self.room.get().is_some_and(RoomHandle::is_blank);
        blank || self.doors().is_none_or(|doors| doors.keep_out(who, key))
    }

    /// Whether it was begun just now, so that there is nothing to read.
    pub(super) fn is_new(&self) -> bool {
        self.stored.head == Seq(0) && self.doors.is_none()
    }
}

impl Rooms {
    /// Turns to read what is kept, for tests that take them.
    #[cfg(test)]
    pub(crate) fn readings(&self) -> &Arc<tokio::sync::Semaphore> {
        &self.readings
    }

    /// Incidents that are not shown to this person at this machine, whether their rooms are open or shut.
    pub(crate) fn hidden_from(&self, who: Handle, key: PublicKey) -> BTreeSet<IncidentId> {
        let entries = self.entries();
        let hidden = entries.values().filter(|entry| entry.is_hidden_from(who, key));
        hidden.map(|entry| entry.stored.id).collect()
    }

    /// The room of an incident, for whoever stands at its door.
    pub(crate) async fn find_for(
        &self,
        label: Label,
        newcomer: &Newcomer,
    ) -> Result<RoomHandle, Turned> {
        let invite = match newcomer.right {
            // This server trusts them: they may come into anything.
            Right::Key(Some(_)) => return self.find(label).await.map_err(Turned::was_no_guess),
            Right::Key(None) => None,
            Right::Token(token) => Some(token),
        };
        if self.shut(label).is_some_and(|doors| doors.are_strange_to(newcomer.key, invite)) {
            return Err(to_stranger(label, newcomer.right));
        }
        self.find(label).await
    }

    /// The room in which a token of this hash writes at this moment, and in whose name.
    pub(crate) async fn find_of_token(
        &self,
        label: Label,
        token: Hash,
        now: At,
    ) -> Option<(RoomHandle, Handle)> {
        if self.shut(label).is_some_and(|doors| doors.writes_as(token, now).is_none()) {
            return None;
        }
        let room = self.find(label).await.ok()?;
        let author = room.doors().writes_as(token, now)?;
        Some((room, author))
    }

    /// What is known of an incident whose room is shut.
    fn shut(&self, label: Label) -> Option<Arc<Doors>> {
        let entries = self.entries();
        let entry = entries.get(&label).filter(|entry| !entry.room.initialized())?;
        entry.doors.clone()
    }

    /// Shuts the rooms of closed incidents in which nobody is: they open again when asked for. Not at
    /// once, so that who is turned away again and again has a journal read once between two times.
    pub(crate) fn shut_deserted(&self) {
        for (label, entry) in self.entries().iter_mut() {
            let Some(room) = entry.room.get() else { continue };
            // Whoever is about to take a seat holds the cell or the room.
            let deserted = Arc::strong_count(&entry.room) == 1 && room.is_deserted();
            let (doors, over) = (room.doors(), self.board().is_over(*label));
            // Of one that records nothing its task alone knows what is missing.
            if deserted && over && doors.are_of_closed() && room.halt().is_none() {
                (entry.room, entry.doors) = (Arc::default(), Some(doors));
            }
        }
    }
}
