//! Who is here: screens of a room, counted by guards that undo themselves.
//!
//! Nothing of it is recorded; the room tells it as one coalesced list. A handle may have many
//! screens. One-shot commands take a seat and are not "here".

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;
use tokio::time::Instant;
use warroom_register::{Handle, PublicKey};

use crate::pace::Pace;

/// The screens of one room.
#[derive(Debug, Default)]
pub(crate) struct Presence {
    /// Everyone who had a seat since the room opened; no more than have joined.
    people: Mutex<BTreeMap<Handle, Person>>,
    /// The paces of their machines, whatever their handles: one that comes back finds its own again.
    paces: Mutex<BTreeMap<PublicKey, Arc<KeyPace>>>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Person {
    screens: usize,
    /// When they were last heard, where the last screen that ended fell silent before.
    silent_since: Option<Instant>,
}

/// How fast one machine may ask, and be given what is older than the tail, over all its seats.
#[derive(Debug)]
pub(crate) struct KeyPace {
    pub(crate) asks: Pace,
    /// In KiB.
    pub(crate) history: Pace,
}

/// One seat, for as long as this lives.
#[derive(Debug)]
pub(crate) struct Attendance {
    presence: Arc<Presence>,
    handle: Handle,
    screen: bool,
    /// When it was last heard, where it ends because nothing came for too long.
    silent_since: Option<Instant>,
}

impl Presence {
    /// Takes a seat.
    pub(crate) fn attend(self: &Arc<Self>, handle: Handle, screen: bool) -> Attendance {
        self.people().entry(handle).or_default().screens += usize::from(screen);
        if screen {
            self.changed.notify_one();
        }
        Attendance { presence: Arc::clone(self), handle, screen, silent_since: None }
    }

    /// The pace that all seats of this key share.
    pub(crate) fn pace(&self, key: PublicKey, fresh: impl FnOnce() -> KeyPace) -> Arc<KeyPace> {
        let mut paces = self.paces.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(paces.entry(key).or_insert_with(|| Arc::new(fresh())))
    }

    /// Handles with a screen, in order.
    pub(crate) fn here(&self) -> Vec<Handle> {
        self.people().iter().filter(|(_, p)| p.screens > 0).map(|(h, _)| *h).collect()
    }

    /// When a handle was last heard whose screen fell silent; none where it ended by itself.
    pub(crate) fn silent_since(&self, handle: Handle) -> Option<Instant> {
        self.people().get(&handle)?.silent_since
    }

    /// Waits until a screen came or went. For the room alone.
    pub(crate) async fn changed(&self) {
        self.changed.notified().await;
    }

    fn people(&self) -> MutexGuard<'_, BTreeMap<Handle, Person>> {
        self.people.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Attendance {
    /// It ends now, and was heard then for the last time.
    pub(crate) fn fell_silent(&mut self, heard_at: Instant) {
        self.silent_since = Some(heard_at);
    }
}

impl Drop for Attendance {
    fn drop(&mut self) {
        let mut people = self.presence.people();
        if let Some(person) = people.get_mut(&self.handle) {
            if self.screen {
                person.silent_since = self.silent_since;
            }
            person.screens = person.screens.saturating_sub(usize::from(self.screen));
        }
        drop(people);
        if self.screen {
            self.presence.changed.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use warroom_register::Bytes;

    #[test]
    fn a_machine_has_one_pace_however_often_it_comes() {
        let presence = Presence::default();
        let fresh = || KeyPace { asks: Pace::new(1, 1), history: Pace::new(1, 1) };
        let pace = |key| presence.pace(Bytes([key; 32]), fresh);
        let first = pace(1);
        assert!(Arc::ptr_eq(&first, &pace(1)));
        assert!(!Arc::ptr_eq(&first, &pace(2)), "others have their own");
    }

    #[test]
    fn who_fell_silent_is_known_to_have_and_who_left_is_not() {
        let presence = Arc::new(Presence::default());
        let ana: Handle = "ana".parse().unwrap();
        let attend = || presence.attend(ana, true);
        let heard = Instant::now();
        let mut seat = attend();
        assert_eq!(presence.here(), [ana]);
        seat.fell_silent(heard);
        drop(seat);
        assert_eq!((presence.here(), presence.silent_since(ana)), (Vec::new(), Some(heard)));
        drop(attend());
        assert_eq!((presence.here(), presence.silent_since(ana)), (Vec::new(), None));
    }
}
