//! What the lobby shows: one line an incident, kept by the rooms themselves.
//!
//! A room posts at most once a second, and at once where severity, phase or who has it changes. The
//! board holds summaries only, never a record.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::Utf8Bytes;
use warroom_register::limits::LOBBY_INCIDENTS_MAX;
use warroom_register::protocol::{ServerMessage, Summary};
use warroom_register::words::Phase;
use warroom_register::{Label, Register};

/// The incidents of one server, each in a line.
#[derive(Debug)]
pub(crate) struct Board {
    lines: Mutex<BTreeMap<Label, Summary>>,
    version: watch::Sender<u64>,
    /// What was told of it last, and of which version: once for all seats.
    told: Mutex<(u64, Utf8Bytes)>,
}

impl Board {
    /// An empty board.
    pub(crate) fn new() -> Self {
        let told = Mutex::new((0, frame_of(Vec::new())));
        Self { lines: Mutex::default(), version: watch::Sender::new(0), told }
    }

    /// Puts up an incident's line, or changes it: false if it stands there already.
    pub(crate) fn post(&self, summary: Summary) -> bool {
        let mut lines = self.lines();
        if lines.get(&summary.incident) == Some(&summary) {
            return false;
        }
        lines.insert(summary.incident, summary);
        drop(lines);
        self.version.send_modify(|version| *version += 1);
        true
    }

    /// Whether another thing is recorded of how bad an incident is, how far and in whose hands than
    /// stands here: whoever looks after that must not read the old line. Asked after every batch.
    pub(crate) fn turns(&self, incident: Label, register: &Register) -> bool {
        let now = register.incident();
        let same = |line: &Summary| {
            line.severity == now.severity
                && line.phase == now.phase
                && line.lead == register.lead()
                && line.review == register.review_to_come()
                && line.meets == register.learning().review().map(|review| review.chair)
        };
        !self.lines().get(&incident).is_some_and(same)
    }

    /// The incidents, newest first.
    pub(crate) fn incidents(&self) -> Vec<Summary> {
        self.lines().values().rev().take(LOBBY_INCIDENTS_MAX).cloned().collect()
    }

    /// The message that tells them.
    pub(crate) fn frame(&self) -> Utf8Bytes {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        // Looked at first: what changes meanwhile is told once more, and never missed.
        let version = *self.version.borrow();
        if told.0 != version {
            *told = (version, frame_of(self.incidents()));
        }
        told.1.clone()
    }

    /// Whether an incident is closed.
    pub(crate) fn is_over(&self, incident: Label) -> bool {
        self.lines().get(&incident).is_some_and(|summary| summary.phase == Phase::Closed)
    }

    /// Tells of changes.
    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }

    fn lines(&self) -> MutexGuard<'_, BTreeMap<Label, Summary>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn frame_of(incidents: Vec<Summary>) -> Utf8Bytes {
    ServerMessage::Lobby { incidents }.frame().into()
}
