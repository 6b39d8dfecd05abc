//! A journal in memory: for tests and for `warroom demo`. Nothing outlives the process.

use serde_json::Value;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{OwnedRwLockWriteGuard, RwLock};
use warroom_register::limits::RECORDS_MAX;
use warroom_register::{Chain, Handle, Header, IncidentId, Label, Malformed, Record, Seq};

use super::{HeaderOf, JournalError, Naming, Owed, Replaced, Stored, Whole, check_header, unread};

/// Incidents kept: more than a demo shows or a test opens.
const INCIDENTS_MAX: usize = 4096;

/// A store that is gone with its last clone.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    kept: Arc<Mutex<Kept>>,
    /// Held by whoever lets no append through for a while.
    appends: Arc<RwLock<()>>,
}

/// What goes wrong with one append, so that tests can see what follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing was written, and the append says this.
    Lost(JournalError),
    /// All was written, and the append says this all the same: the unknown outcome.
    Written(JournalError),
}

#[derive(Debug, Default)]
struct Kept {
    incidents: Vec<Incident>,
    fault: Option<Fault>,
    doubts: u32,
    /// Why nothing is taken, while that is so.
    full: Option<JournalError>,
    /// Why no words go, while that is so.
    unerased: Option<JournalError>,
    rescues: Vec<(IncidentId, Handle)>,
}

#[derive(Clone)]
struct Incident {
    stored: Stored,
    lines: Vec<Arc<str>>,
    /// Where it went on without what it had lost.
    since: Option<Seq>,
}

/// Never the lines: `Debug` ends up in logs, and lines are what people wrote.
impl std::fmt::Debug for Incident {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} at {}", self.stored.label, self.stored.head)
    }
}

impl Memory {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// A store of its own with what this one holds now: what a crash leaves.
    pub fn copy(&self) -> Self {
        let kept = self.kept();
        let (incidents, rescues) = (kept.incidents.clone(), kept.rescues.clone());
        let copied = Kept { incidents, rescues, ..Kept::default() };
        Self { kept: Arc::new(Mutex::new(copied)), appends: Arc::default() }
    }

    /// Lets so many tries to settle a failed append fail as well.
    pub fn leave_in_doubt(&self, tries: u32) {
        self.kept().doubts = tries;
    }

    pub(super) fn settle(&self) -> Result<(), JournalError> {
        let mut kept = self.kept();
        if kept.doubts == 0 {
            return Ok(());
        }
        kept.doubts -= 1;
        Err(JournalError::Unavailable("it does not settle".to_owned()))
    }

    /// From now on takes nothing, and says this; or takes all again.
    pub fn take_nothing(&self, why: Option<JournalError>) {
        self.kept().full = why;
    }

    /// From now on lets no words go, and says this; or lets them go again.
    pub fn erase_nothing(&self, why: Option<JournalError>) {
        self.kept().unerased = why;
    }

    pub(super) fn probe(&self) -> Result<(), JournalError> {
        self.kept().full.clone().map_or(Ok(()), Err)
    }

    /// Loses the last records of an incident, and knows that they were there.
    pub fn lose(&self, id: IncidentId, records: usize) {
        let mut kept = self.kept();
        let Ok(incident) = kept.incident(id) else { return };
        let Stored { head, label, .. } = incident.stored;
        let hash = incident.lines.last().map(|line| Record::hash_of_line(line));
        let since = incident.since;
        incident.stored.owed =
            Some(Owed { head, hash, label, header: None, altered: false, since });
        let left = incident.lines.len().saturating_sub(records);
        incident.lines.truncate(left);
        incident.stored.head = Seq(u64::try_from(left).unwrap_or(u64::MAX));
    }

    /// Puts another line in the place of one, as somebody who changes the memory would.
    pub fn alter(&self, id: IncidentId, seq: Seq, line: &str) {
        let mut kept = self.kept();
        let Ok(incident) = kept.incident(id) else { return };
        if let Some(stands) = seq.index().and_then(|index| incident.lines.get_mut(index)) {
            *stands = Arc::from(line);
        }
    }

    pub(super) fn replace(&self, id: IncidentId, whole: &Whole) -> Result<Replaced, JournalError> {
        let (mut reading, mut right) = (whole.lines.read(0), Vec::<Arc<str>>::new());
        while let Some(line) = reading.next().map_err(|e| unread(&e))? {
            right.push(line.into());
        }
        let mut kept = self.kept();
        let incident = kept.incident(id)?;
        let places = incident.lines.iter().zip(&right);
        let same = places.take_while(|(stands, right)| stands == right).count();
        let stood = incident.lines.len() - same;
        let is_right = stood == 0 && same == right.len();
        let first = (!is_right).then(|| Seq(u64::try_from(same).unwrap_or(0)).next());
        let lines = u64::try_from(stood).unwrap_or(u64::MAX);
        incident.stored.head = whole.head;
        incident.stored.header = whole.header.to_string();
        incident.stored.owed = None;
        incident.lines = right;
        Ok(Replaced { first, lines, aside: None })
    }

    /// Begins an incident anew from a copy of this responder's, as a whole recording.
    pub fn adopt(&self, recording: &str, by: Handle) -> Result<(), JournalError> {
        let unfit = |why: Malformed| JournalError::Unavailable(why.to_string());
        let mut lines = recording.split_terminator('\n');
        let first = lines.next().unwrap_or_default().to_owned();
        let header = Header::read(&first).map_err(unfit)?;
        let label = header.incident.ok_or(JournalError::Unknown)?;
        let line: HeaderOf = Box::new(move |_| first.clone());
        self.create(header.id, Naming::Kept(label), &line)?;
        let lines: Vec<Arc<str>> = lines.map(Arc::from).collect();
        let mut kept = self.kept();
        kept.incident(header.id)?.append(Seq(0), &lines)?;
        kept.rescues.push((header.id, by));
        Ok(())
    }

    pub(super) fn rescuer(&self, id: IncidentId) -> Option<Handle> {
        self.kept().rescues.iter().find(|(rescued, _)| *rescued == id).map(|(_, by)| *by)
    }

    pub(super) fn settle_rescue(&self, id: IncidentId) {
        self.kept().rescues.retain(|(rescued, _)| *rescued != id);
    }

    pub(super) fn write_off(&self, id: IncidentId, end: Chain) {
        if let Ok(incident) = self.kept().incident(id) {
            incident.stored.owed = None;
            incident.since = Some(end.head);
        }
    }

    /// Lets the next append go wrong, once.
    pub fn fail_next(&self, fault: Fault) {
        self.kept().fault = Some(fault);
    }

    pub(super) fn create(
        &self,
        id: IncidentId,
        naming: Naming,
        header: &HeaderOf,
    ) -> Result<Option<Label>, JournalError> {
        let mut kept = self.kept();
        if kept.incidents.len() >= INCIDENTS_MAX {
            return Err(JournalError::Full);
        }
        let label = match naming {
            Naming::Next => Some(kept.next_label()),
            Naming::Kept(label) => Some(label),
            Naming::Unlabelled => None,
        };
        let same =
            |it: &Incident| it.stored.id == id || label.is_some() && it.stored.label == label;
        if kept.incidents.iter().any(same) {
            return Err(JournalError::Taken);
        }
        let header = header(label);
        check_header(&header)?;
        let stored = Stored { id, label, header, head: Seq(0), owed: None };
        kept.incidents.push(Incident { stored, lines: Vec::new(), since: None });
        Ok(label)
    }

    pub(super) fn list(&self) -> Vec<Stored> {
        self.kept().incidents.iter().map(|incident| incident.stored.clone()).collect()
    }

    /// Lets appends wait, in their order, until what it gives is dropped: a slow disk.
    pub async fn hold(&self) -> OwnedRwLockWriteGuard<()> {
        Arc::clone(&self.appends).write_owned().await
    }

    pub(super) async fn append(
        &self,
        id: IncidentId,
        after: Seq,
        lines: &[Arc<str>],
    ) -> Result<Seq, JournalError> {
        let _turn = self.appends.read().await;
        self.probe()?;
        let mut kept = self.kept();
        let written = match kept.fault.take() {
            Some(Fault::Lost(error)) => return Err(error),
            Some(Fault::Written(error)) => Some(error),
            None => None,
        };
        let head = kept.incident(id)?.append(after, lines)?;
        written.map_or(Ok(head), Err)
    }

    pub(super) fn redact(
        &self,
        id: IncidentId,
        seq: Seq,
        line: &Arc<str>,
    ) -> Result<(), JournalError> {
        let mut kept = self.kept();
        kept.unerased.clone().map_or(Ok(()), Err)?;
        let lines = &mut kept.incident(id)?.lines;
        let old = seq
            .index()
            .and_then(|index| lines.get_mut(index))
            .ok_or(JournalError::Unfit("there is no such record to redact"))?;
        if !is_redaction(old, line) {
            return Err(JournalError::Unfit("a record changes by redaction only"));
        }
        *old = Arc::clone(line);
        Ok(())
    }

    pub(super) fn read(
        &self,
        id: IncidentId,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<String>, JournalError> {
        let mut kept = self.kept();
        let from = after.next().index().unwrap_or(usize::MAX);
        let lines = &kept.incident(id)?.lines;
        Ok(lines.iter().skip(from).take(limit).map(ToString::to_string).collect())
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // Every change is made whole or not at all, so a panic elsewhere leaves nothing half done.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn next_label(&self) -> Label {
        let last = self.incidents.iter().filter_map(|it| it.stored.label).max();
        Label(last.map_or(0, |label| label.0).saturating_add(1))
    }

    fn incident(&mut self, id: IncidentId) -> Result<&mut Incident, JournalError> {
        self.incidents.iter_mut().find(|it| it.stored.id == id).ok_or(JournalError::Unknown)
    }
}

impl Incident {
    fn append(&mut self, after: Seq, lines: &[Arc<str>]) -> Result<Seq, JournalError> {
        let head = self.stored.head;
        if head != after {
            return Err(JournalError::Conflict { head });
        }
        let added = u64::try_from(lines.len()).unwrap_or(u64::MAX);
        if head.0.saturating_add(added) > RECORDS_MAX {
            return Err(JournalError::Full);
        }
        self.lines.extend(lines.iter().map(Arc::clone));
        self.stored.head = Seq(head.0 + added);
        if self.stored.owed.as_ref().is_some_and(|owed| owed.head <= self.stored.head) {
            self.stored.owed = None;
        }
        Ok(self.stored.head)
    }
}

/// Whether this update is a redaction: the rule of the database's trigger.
fn is_redaction(old: &str, new: &str) -> bool {
    let (Ok(old), Ok(new)) =
        (serde_json::from_str::<Value>(old), serde_json::from_str::<Value>(new))
    else {
        return false;
    };
    let stays = |name: &str| old.get(name) == new.get(name);
    let hash = new.get("hash").and_then(Value::as_str);
    ["seq", "prev", "at", "by", "command"].into_iter().all(stays)
        && old.pointer("/event/type") == new.pointer("/event/type")
        && new.get("redacted_by").is_some_and(Value::is_u64)
        && new.get("salt").is_none()
        && hash.is_some_and(|hash| hash.len() == 64)
        && old.get("hash").is_none_or(|first| first.as_str() == hash)
}
