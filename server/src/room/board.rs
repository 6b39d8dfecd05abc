//! What the lobby shows: one line an incident, kept by the rooms themselves.
//!
//! A room posts at most once a second. The board holds summaries only, never a record.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;
use warroom_register::Label;
use warroom_register::protocol::Summary;

/// Incidents in one message to the lobby: the newest.
const LOBBY_INCIDENTS_MAX: usize = 512;

/// The incidents of one server, each in a line.
#[derive(Debug)]
pub(crate) struct Board {
    lines: Mutex<BTreeMap<Label, Summary>>,
    version: watch::Sender<u64>,
}

impl Board {
    /// An empty board.
    pub(crate) fn new() -> Self {
        Self { lines: Mutex::default(), version: watch::Sender::new(0) }
    }

    /// Puts up an incident's line, or changes it.
    pub(crate) fn post(&self, summary: Summary) {
        let mut lines = self.lines();
        if lines.get(&summary.incident) == Some(&summary) {
            return;
        }
        lines.insert(summary.incident, summary);
        drop(lines);
        self.version.send_modify(|version| *version += 1);
    }

    /// The incidents, newest first.
    pub(crate) fn incidents(&self) -> Vec<Summary> {
        self.lines().values().rev().take(LOBBY_INCIDENTS_MAX).cloned().collect()
    }

    /// Tells of changes.
    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }

    fn lines(&self) -> MutexGuard<'_, BTreeMap<Label, Summary>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
