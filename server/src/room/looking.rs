//! What the chair of a review shows to everyone: the last look of each, of which the room tells the
//! chair's. Nothing of it is recorded, and nobody waits for it.
//!
//! A screen may look as fast as it likes: the room tells so often and no more, always the latest.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::Utf8Bytes;
use warroom_register::Handle;
use warroom_register::protocol::{Look, ServerMessage};

/// Between two looks that are told: quicker than an eye follows, and no burden to a full room.
pub(super) const LOOK_PACE: Duration = Duration::from_millis(50);

/// Looks that the room has not seen to yet: one for each responder, the last.
#[derive(Debug, Default)]
pub(crate) struct Looking {
    latest: Mutex<BTreeMap<Handle, Look>>,
    came: Notify,
}

/// What the chair shows, and the message that says so, encoded once for all seats.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    /// What it is; none: nobody showed anything since this room runs here.
    pub(crate) look: Option<Look>,
    /// The message.
    pub(crate) frame: Utf8Bytes,
}

impl Looking {
    /// Somebody shows this; whether that is theirs to do the room judges.
    pub(crate) fn show(&self, who: Handle, look: Look) {
        self.latest().insert(who, look);
        self.came.notify_one();
    }

    /// Takes the last look of this responder, and forgets those of all others.
    pub(super) fn take(&self, chair: Option<Handle>) -> Option<Look> {
        let all = std::mem::take(&mut *self.latest());
        all.get(&chair?).copied()
    }

    /// Waits until somebody showed something. For the room alone.
    pub(super) async fn came(&self) {
        self.came.notified().await;
    }

    fn latest(&self) -> MutexGuard<'_, BTreeMap<Handle, Look>> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shown {
    pub(super) fn of(look: Look) -> Self {
        Self { look: Some(look), frame: ServerMessage::Look(look).frame().into() }
    }
}
