//! What the lobby shows: one line an incident, kept by the rooms themselves.
//!
//! A room posts at most once a second, and at once where severity, phase or who has it changes. The
//! board holds summaries only, never a record. Since all incidents stand here, here it is known how
//! many go on, and whether one more may.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::Utf8Bytes;
use warroom_register::limits::LOBBY_INCIDENTS_MAX;
use warroom_register::protocol::{ServerMessage, Summary};
use warroom_register::words::Phase;
use warroom_register::{IncidentId, Label, PublicKey, Refusal, Register};

/// The incidents of one server, each in a line.
#[derive(Debug)]
pub(crate) struct Board {
    kept: Mutex<Kept>,
    version: watch::Sender<u64>,
    /// What was told of it last, and of which version: once for all seats.
    told: Mutex<(u64, Utf8Bytes)>,
}

/// The lines, and what has none yet that says that it goes on.
#[derive(Debug, Default)]
struct Kept {
    lines: BTreeMap<Label, Line>,
    opening: BTreeMap<IncidentId, Option<PublicKey>>,
}

/// One incident.
#[derive(Debug)]
struct Line {
    summary: Summary,
    /// The key that opened it, once its journal was read.
    opener: Option<PublicKey>,
}

/// How many incidents may go on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GoingOn {
    /// At the whole server.
    pub(crate) most: usize,
    /// Of those that one key opened.
    pub(crate) of_key: usize,
}

/// A place among those that go on, of an incident that is being opened: free again once this is dropped,
/// for by then its line stands there, or it was not opened.
#[derive(Debug)]
pub(crate) struct Opening<'a> {
    board: &'a Board,
    id: IncidentId,
}

impl Drop for Opening<'_> {
    fn drop(&mut self) {
        self.board.kept().opening.remove(&self.id);
    }
}

impl Board {
    /// An empty board.
    pub(crate) fn new() -> Self {
        let told = Mutex::new((0, frame_of(Vec::new())));
        Self { kept: Mutex::default(), version: watch::Sender::new(0), told }
    }

    /// Puts up an incident's line, or changes it: false if it stands there already.
    pub(crate) fn post(&self, summary: Summary, opener: Option<PublicKey>) -> bool {
        let mut kept = self.kept();
        kept.opening.remove(&summary.id);
        let known = kept.lines.get_mut(&summary.incident);
        let opener = opener.or_else(|| known.as_ref().and_then(|line| line.opener));
        if let Some(line) = known.filter(|line| line.summary == summary) {
            line.opener = opener;
            return false;
        }
        kept.lines.insert(summary.incident, Line { summary, opener });
        drop(kept);
        self.version.send_modify(|version| *version += 1);
        true
    }

    /// Keeps a place for an incident that this key opens.
    pub(crate) fn open(
        &self,
        id: IncidentId,
        opener: PublicKey,
        limits: GoingOn,
    ) -> Result<Opening<'_>, Refusal> {
        let mut kept = self.kept();
        // Asked again, it is there already, whatever became of it.
        if !kept.lines.values().any(|line| line.summary.id == id) {
            kept.begin(id, Some(opener), limits)?;
        }
        Ok(Opening { board: self, id })
    }

    /// Keeps a place for an incident that is opened again, until its line says what became of that. It is
    /// of nobody's share: who leads it by now may be another than who opened it.
    pub(crate) fn reopen(&self, id: IncidentId, limits: GoingOn) -> Result<(), Refusal> {
        self.kept().begin(id, None, limits)
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
        !self.kept().lines.get(&incident).is_some_and(|line| same(&line.summary))
    }

    /// The incidents, newest first.
    pub(crate) fn incidents(&self) -> Vec<Summary> {
        let kept = self.kept();
        let newest = kept.lines.values().rev().take(LOBBY_INCIDENTS_MAX);
        newest.map(|line| line.summary.clone()).collect()
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
        self.kept().lines.get(&incident).is_some_and(|line| !line.goes_on())
    }

    /// Tells of changes.
    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    fn goes_on(&self) -> bool {
        self.summary.phase != Phase::Closed
    }
}

impl Kept {
    /// One more, if there may be one.
    fn begin(
        &mut self,
        id: IncidentId,
        opener: Option<PublicKey>,
        limits: GoingOn,
    ) -> Result<(), Refusal> {
        let on = || self.lines.values().filter(|line| line.goes_on() && line.summary.id != id);
        let opening =
            || self.opening.iter().filter(|(other, _)| **other != id).map(|(_, key)| *key);
        if let Some(oldest) = on().next()
            && on().count() + opening().count() >= limits.most
        {
            return Err(Refusal::GoingOn { oldest: oldest.summary.incident });
        }
        let of_key = |key: &Option<PublicKey>| opener.is_some() && *key == opener;
        let theirs = || on().filter(|line| of_key(&line.opener));
        if let Some(oldest) = theirs().next()
            && theirs().count() + opening().filter(of_key).count() >= limits.of_key
        {
            return Err(Refusal::GoingOnOfKey { oldest: oldest.summary.incident });
        }
        self.opening.insert(id, opener);
        Ok(())
    }
}

fn frame_of(incidents: Vec<Summary>) -> Utf8Bytes {
    ServerMessage::Lobby { incidents }.frame().into()
}
