//! The file `heads`: where each journal ended at its last commit, kept beside the database.
//!
//! One flipped bit in SQLite's write-ahead log drops confirmed rows after a crash, and its own
//! integrity check still says ok. This file notices: of a database that ends earlier, or whose last
//! record is another one, it says what is missing, until that is put back or written off.
//!
//! It is written *behind* each commit, by a thread of its own that nobody waits for, so it costs
//! a commit nothing and can never be ahead of the database. The last line of an incident counts;
//! a last line that a crash cut short does not.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use warroom_register::{Chain, Hash, IncidentId, Label, Record, Seq};

use super::jobs::Done;
use crate::journal::JournalError;

/// Between two writings: each waits for the disk, on which the next commit waits too.
const PAUSE: Duration = Duration::from_millis(50);
/// What could not be written is tried again after so long, if nothing new comes before.
const RETRY: Duration = Duration::from_secs(1);
/// When the file has grown so far it is written anew, with one line an incident.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

pub(super) type Places = BTreeMap<IncidentId, Place>;

/// Where a journal ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) head: Seq,
    /// Of its last line; not in files of earlier versions, nor of a journal without a record.
    pub(super) hash: Option<Hash>,
    pub(super) label: Option<Label>,
    /// Its first line; not in files of earlier versions.
    pub(super) header: Option<Arc<str>>,
    /// Where it last went on without what it had lost; what is said here was confirmed behind that.
    pub(super) since: Option<Seq>,
}

/// What the writer tells and the thread takes: newest wins.
#[derive(Debug, Default)]
pub(super) struct Heads {
    news: Mutex<News>,
    told: Condvar,
}

#[derive(Default)]
struct News {
    fresh: BTreeMap<IncidentId, Told>,
    stop: bool,
}

/// Never the line: `Debug` ends up in logs, and lines are what people wrote.
impl std::fmt::Debug for News {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} journals, stop {}", self.fresh.len(), self.stop)
    }
}

/// What the writer says of a journal; its last line is hashed behind it.
struct Told {
    head: Seq,
    label: Option<Label>,
    last: Last,
    header: Option<Arc<str>>,
    /// What was there before is written off: it may end earlier than it did.
    off: bool,
    /// It goes on from here without what it had lost.
    since: Option<Seq>,
}

/// The last line, or its hash.
enum Last {
    Line(Arc<str>),
    Hash(Hash),
}

impl Last {
    fn hash(&self) -> Hash {
        match self {
            Self::Line(line) => Record::hash_of_line(line),
            Self::Hash(hash) => *hash,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Line {
    id: IncidentId,
    head: Seq,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hash: Option<Hash>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<Label>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    header: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<Seq>,
}

impl Heads {
    /// Says where a journal ends now, and its last line. Never waits for the disk.
    pub(super) fn tell(&self, id: IncidentId, done: &Done, last: Arc<str>) {
        let Done { label, head, header, replaced } = done.clone();
        // What was put right may end earlier than what stood there.
        let off = replaced.is_some();
        self.put(id, Told { head, label, last: Last::Line(last), header, off, since: None });
    }

    /// What this journal had beyond its end is written off; the end itself is watched from now on.
    pub(super) fn write_off(&self, id: IncidentId, end: Chain, label: Option<Label>) {
        let Chain { head, hash } = end;
        let since = Some(head);
        self.put(id, Told { head, label, last: Last::Hash(hash), header: None, off: true, since });
    }

    fn put(&self, id: IncidentId, mut told: Told) {
        let mut news = self.news();
        let first = news.fresh.is_empty();
        if let Some(before) = news.fresh.remove(&id) {
            told.off |= before.off;
            told.header = told.header.or(before.header);
            told.since = told.since.or(before.since);
        }
        news.fresh.insert(id, told);
        drop(news);
        if first {
            self.told.notify_one();
        }
    }

    /// Ends the thread once it has written what it was told.
    pub(super) fn stop(&self) {
        self.news().stop = true;
        self.told.notify_one();
    }

    /// What came since the last time, nothing if that takes longer than this; `None` when it is over.
    fn next(&self, patience: Option<Duration>) -> Option<BTreeMap<IncidentId, Told>> {
        let waits = |news: &mut News| news.fresh.is_empty() && !news.stop;
        let mut news = match patience {
            None => {
                self.told.wait_while(self.news(), waits).unwrap_or_else(PoisonError::into_inner)
            }
            Some(most) => {
                let waited = self.told.wait_timeout_while(self.news(), most, waits);
                waited.unwrap_or_else(PoisonError::into_inner).0
            }
        };
        let over = news.stop && news.fresh.is_empty();
        (!over).then(|| std::mem::take(&mut news.fresh))
    }

    /// Lets the disk be; not at the end.
    fn pause(&self) {
        let goes_on = |news: &mut News| !news.stop;
        drop(self.told.wait_timeout_while(self.news(), PAUSE, goes_on));
    }

    fn news(&self) -> MutexGuard<'_, News> {
        self.news.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the file says; without a file there is nothing to say.
pub(super) fn known(folder: &Path) -> Result<Places, JournalError> {
    read(&path(folder))
}

/// Writes the file anew, then behind every commit, until stopped. A failure is logged when it
/// begins, and tried again: the file is a watchman, the journal goes on without it.
pub(super) fn follow(heads: &Arc<Heads>, folder: &Path, mut all: Places) {
    let mut file = None;
    let mut failing = false;
    while let Some(fresh) = heads.next(failing.then_some(RETRY)) {
        let fresh = taken(fresh, &mut all);
        let written = write(&mut file, folder, &fresh, &all);
        if let Err(error) = &written {
            file = None;
            if !failing {
                tracing::warn!(%error, "the file heads cannot be written");
            }
        }
        failing = written.is_err();
        heads.pause();
    }
    if failing {
        // The last chance: it was logged.
        drop(rewrite(folder, &all));
    }
}

/// What of the news is to be written: a journal that ends earlier than it did still owes the rest.
fn taken(fresh: BTreeMap<IncidentId, Told>, all: &mut Places) -> Places {
    let mut out = Places::new();
    for (id, Told { head, label, last, header, off, since }) in fresh {
        let known = all.get(&id);
        if !off && known.is_some_and(|known| known.head > head) {
            continue;
        }
        let header = header.or_else(|| known?.header.clone());
        let label = label.or_else(|| known?.label);
        let since = since.or_else(|| known?.since);
        let place = Place { head, hash: Some(last.hash()), label, header, since };
        all.insert(id, place.clone());
        out.insert(id, place);
    }
    out
}

fn write(
    file: &mut Option<File>,
    folder: &Path,
    fresh: &Places,
    all: &Places,
) -> Result<(), io::Error> {
    match file {
        Some(open) if open.metadata()?.len() < FILE_BYTES_MAX => {
            open.write_all(&lines(fresh)?)?;
            open.sync_data()
        }
        Some(_) | None => {
            *file = Some(rewrite(folder, all)?);
            Ok(())
        }
    }
}

/// Puts a file with one line an incident in the place of the old one, and leaves it open.
pub(super) fn rewrite(folder: &Path, all: &Places) -> Result<File, io::Error> {
    let draft = folder.join("heads.new");
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.write_all(&lines(all)?)?;
    file.sync_data()?;
    std::fs::rename(&draft, path(folder))?;
    File::open(folder)?.sync_all()?;
    Ok(file)
}

fn path(folder: &Path) -> PathBuf {
    folder.join("heads")
}

fn lines(places: &Places) -> Result<Vec<u8>, io::Error> {
    let mut out = Vec::with_capacity(places.len() * 64);
    for (&id, Place { head, hash, label, header, since }) in places {
        let header = header.as_deref().map(str::to_owned);
        let line = Line { id, head: *head, hash: *hash, label: *label, header, since: *since };
        serde_json::to_writer(&mut out, &line)?;
        out.push(b'\n');
    }
    Ok(out)
}

/// What the file says. Its last lines may be what a power cut left of the last write; a line that
/// does not read before one that does is no such thing.
fn read(path: &Path) -> Result<Places, JournalError> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Places::new()),
        Err(error) => {
            return Err(JournalError::Unavailable(format!("{}: {error}", path.display())));
        }
    };
    let mut places = Places::new();
    let mut bad = None;
    for (index, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let read = line.strip_suffix(b"\n").map(serde_json::from_slice::<Line>);
        match (read, &bad) {
            (Some(Ok(Line { id, head, hash, label, header, since })), None) => {
                let header = header.map(Arc::from);
                places.insert(id, Place { head, hash, label, header, since });
            }
            (Some(Ok(_)), Some((line, what))) => {
                let what = format!("{what} (moving the file away goes on without its check)");
                return Err(JournalError::BadFile { file: path.to_owned(), line: *line, what });
            }
            (Some(Err(error)), None) => bad = Some((index + 1, error)),
            (Some(Err(_)), Some(_)) | (None, _) => {}
        }
    }
    Ok(places)
}
