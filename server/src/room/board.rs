//! What the lobby shows: one line an incident, kept by the rooms themselves.
//!
//! A room posts at most once a second, and at once where severity, phase or who has it changes. The
//! board holds summaries only, never a record.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;
use warroom_register::Label;
use warroom_register::limits::LOBBY_INCIDENTS_MAX;
use warroom_register::protocol::Summary;
use warroom_register::words::Phase;

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

    /// Whether this line says another thing of how bad an incident is, how far and in whose hands than
    /// what stands there: whoever looks after the record of it must not read the old one.
    pub(crate) fn turns(&self, summary: &Summary) -> bool {
        let charge = |it: &Summary| (it.severity, it.phase, it.lead, it.review.clone());
        let lines = self.lines();
        lines.get(&summary.incident).is_none_or(|before| charge(before) != charge(summary))
    }

    /// The incidents, newest first.
    pub(crate) fn incidents(&self) -> Vec<Summary> {
        self.lines().values().rev().take(LOBBY_INCIDENTS_MAX).cloned().collect()
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
