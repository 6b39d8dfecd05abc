//! Who is here: screens of a room, counted by guards that undo themselves.
//!
//! Nothing of it is recorded; the room tells it as one coalesced list. A handle may have many
//! screens. One-shot commands take a seat and are not "here".

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;
use warroom_register::Handle;

use crate::pace::Pace;

/// The screens of one room.
#[derive(Debug, Default)]
pub(crate) struct Presence {
    /// Everyone who had a seat since the room opened; no more than have joined.
    people: Mutex<BTreeMap<Handle, Person>>,
    changed: Notify,
}

#[derive(Debug)]
struct Person {
    screens: usize,
    pace: Arc<PersonPace>,
}

/// How fast one responder may ask, and be given what is older than the tail, over all their seats.
#[derive(Debug)]
pub(crate) struct PersonPace {
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
}

impl Presence {
    /// Takes a seat, and gives the pace that all seats of this handle share.
    pub(crate) fn attend(
        self: &Arc<Self>,
        handle: Handle,
        screen: bool,
        pace: impl FnOnce() -> PersonPace,
    ) -> (Attendance, Arc<PersonPace>) {
        let mut people = self.people();
        let fresh = || Person { screens: 0, pace: Arc::new(pace()) };
        let person = people.entry(handle).or_insert_with(fresh);
        person.screens += usize::from(screen);
        let pace = Arc::clone(&person.pace);
        drop(people);
        if screen {
            self.changed.notify_one();
        }
        (Attendance { presence: Arc::clone(self), handle, screen }, pace)
    }

    /// Handles with a screen, in order.
    pub(crate) fn here(&self) -> Vec<Handle> {
        self.people().iter().filter(|(_, p)| p.screens > 0).map(|(h, _)| *h).collect()
    }

    /// Waits until a screen came or went. For the room alone.
    pub(crate) async fn changed(&self) {
        self.changed.notified().await;
    }

    fn people(&self) -> MutexGuard<'_, BTreeMap<Handle, Person>> {
        self.people.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Attendance {
    fn drop(&mut self) {
        let mut people = self.presence.people();
        if let Some(person) = people.get_mut(&self.handle) {
            person.screens = person.screens.saturating_sub(usize::from(self.screen));
        }
        drop(people);
        if self.screen {
            self.presence.changed.notify_one();
        }
    }
}
