//! A seat's desk in the room: where it learns what came of its own asks, and is woken first.
//!
//! It holds what concerns one author alone; what concerns everyone is a record and is read there.
//! The room never waits for a desk: an ask leaves at most one reply, and a seat has few under way.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;
use warroom_register::protocol::ServerMessage;
use warroom_register::{CommandId, Seq};

/// Where one seat is woken and answered.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    bell: Notify,
    tray: Mutex<Tray>,
    /// Replies may lie in the tray: every record asks, and hardly ever is there one.
    words: AtomicBool,
    /// This seat reads no records (the lobby), so it is told of its own by word.
    blind: bool,
}

#[derive(Debug, Default)]
struct Tray {
    under_way: usize,
    replies: VecDeque<ServerMessage>,
}

impl Desk {
    /// A desk of a seat that does not read the records it causes.
    pub(crate) fn blind() -> Self {
        Self { blind: true, ..Self::default() }
    }

    /// Asks that the room has not settled yet.
    pub(crate) fn under_way(&self) -> usize {
        self.tray().under_way
    }

    /// One more ask goes to the room.
    pub(crate) fn begin(&self) {
        self.tray().under_way += 1;
    }

    /// An ask of this seat is recorded: it is woken before all others.
    pub(crate) fn recorded(&self, command: CommandId, seq: Seq) {
        self.settle(self.blind.then_some(ServerMessage::Already { command, seq }));
    }

    /// An ask of this seat is settled by this word, or by a record.
    pub(crate) fn settle(&self, reply: Option<ServerMessage>) {
        let mut tray = self.tray();
        tray.under_way = tray.under_way.saturating_sub(1);
        tray.replies.extend(reply);
        self.words.store(!tray.replies.is_empty(), Ordering::Release);
        drop(tray);
        self.bell.notify_one();
    }

    /// A word to this seat that never went to the room.
    pub(crate) fn say(&self, word: ServerMessage) {
        let mut tray = self.tray();
        tray.replies.push_back(word);
        self.words.store(true, Ordering::Release);
        drop(tray);
        self.bell.notify_one();
    }

    /// Wakes the seat: something is there for it beside the words.
    pub(crate) fn ring(&self) {
        self.bell.notify_one();
    }

    /// The oldest word that was not told yet.
    pub(crate) fn take(&self) -> Option<ServerMessage> {
        if !self.words.load(Ordering::Acquire) {
            return None;
        }
        let mut tray = self.tray();
        let word = tray.replies.pop_front();
        self.words.store(!tray.replies.is_empty(), Ordering::Release);
        word
    }

    /// Waits until something of this seat was settled.
    pub(crate) async fn rung(&self) {
        self.bell.notified().await;
    }

    fn tray(&self) -> MutexGuard<'_, Tray> {
        self.tray.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
