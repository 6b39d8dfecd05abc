//! A journal in a SQLite file of the data folder, which one server holds alone.
//!
//! One thread writes (`writer`), behind it one keeps the file `heads`; a few read (`readers`), off
//! the async threads. Limits: `JOBS_WAITING_MAX` jobs wait, `JOINS_AT_ONCE_MAX` reads run at a time.
//! Files are the owner's alone. Not for network file systems: their locks lie.

mod ahead;
mod aside;
mod behind;
mod damaged;
mod folder;
mod heads;
mod jobs;
mod owed;
mod probe;
mod readers;
mod replace;
mod schema;
mod spare;
#[cfg(test)]
mod tests;
mod writer;

use rusqlite::{Connection, OptionalExtension as _};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use tokio::sync::{mpsc, oneshot};
use warroom_register::{Chain, Hash, IncidentId, Label, Seq};

use self::behind::Behind;
use self::folder::{hold, touch};
use self::heads::{Heads, Places};
use self::jobs::{Done, Job, What};
use self::owed::OwedOf;
use self::readers::Readers;
use self::spare::Spare;
use self::writer::{JOBS_WAITING_MAX, Unerased, Writer};
use super::place::{self, HEAD};
use super::{HeaderOf, JournalError, Naming, OnDurable, Owed, Replaced, Stored, Whole, lines};
use crate::clock::Clock;

/// The SQLite journals of one data folder. The folder is free again when the last clone is gone.
#[derive(Clone, Debug)]
pub struct Sqlite(Arc<Held>);

#[derive(Debug)]
struct Held {
    /// Taken only on dropping: that is what ends the writer.
    jobs: Option<mpsc::Sender<Job>>,
    heads: Arc<Heads>,
    writer: Option<JoinHandle<()>>,
    watchman: Option<JoinHandle<()>>,
    behind: Arc<Behind>,
    keeper: Option<JoinHandle<()>>,
    /// What journals once had and have not now.
    owed: Mutex<OwedOf>,
    /// Those of which there is nothing at all.
    lost: Mutex<Vec<(IncidentId, Owed)>>,
    /// What the file of heads said when the folder was opened.
    said: Places,
    file: PathBuf,
    readers: Readers,
    spare: Arc<Spare>,
    unerased: Unerased,
    /// Last, so that it goes last: until then no other server may touch the files.
    _lock: File,
}

impl Sqlite {
    /// Opens the journals in this folder, making it if need be, and holds the folder.
    ///
    /// Blocks on the disk: call it before the server serves. Fails with `Locked`, `Exposed`,
    /// `Newer`, `BadFile`, or `Unavailable` with what the system said. A database that lost records
    /// opens: what is owed stands beside each incident. So does one that cannot be read, set aside and
    /// begun anew, where the file of heads says what there was; else it fails with `Damaged`.
    pub fn open(folder: &Path) -> Result<Self, JournalError> {
        let lock = hold(folder)?;
        lines::sweep(folder).and_then(|()| aside::sweep(folder)).map_err(unavailable(folder))?;
        let file = folder.join("journal.db");
        touch(&file)?;
        let said = heads::known(folder)?;
        let compared = |connection: Connection| {
            let (places, owed) = owed::compare(&connection, &said)?;
            Ok((connection, places, owed))
        };
        let (connection, places, owed) = match schema::open_writer(&file).and_then(compared) {
            // Where nothing says what there was, nobody would notice what is gone.
            Err(JournalError::Damaged(why)) if !said.is_empty() => {
                compared(damaged::begin_anew(&file, &why, Clock::System.now())?)?
            }
            opened => opened?,
        };
        drop(heads::rewrite(folder, &places).map_err(unavailable(folder))?);
        Self::start(folder, file, connection, lock, (said, places, owed))
    }

    fn start(
        folder: &Path,
        file: PathBuf,
        connection: Connection,
        lock: File,
        (said, places, owed): (Places, Places, OwedOf),
    ) -> Result<Self, JournalError> {
        let lost = Mutex::new(owed::lost(&connection, &owed)?);
        let (jobs, waiting) = mpsc::channel(JOBS_WAITING_MAX);
        let heads = Arc::new(Heads::default());
        // A label that was lost with its incident is not given to another.
        let labels_from = owed.values().filter_map(|owed| owed.label).max().unwrap_or(Label(0));
        let behind = Arc::new(Behind::default());
        let (after, log) = (Arc::clone(&behind), file.clone());
        let keeper = spawn("checkpoints", move || after.run(&log)).map_err(unavailable(folder))?;
        let spare = Arc::new(Spare::held());
        let writer = Writer::new(file.clone(), connection, Arc::clone(&heads), Arc::clone(&behind))
            .labels_from(labels_from)
            .with_spare(Arc::clone(&spare));
        let unerased = writer.unerased();
        let (told, beside) = (Arc::clone(&heads), folder.to_owned());
        let writer = spawn("journal", move || writer.run(waiting)).map_err(unavailable(folder))?;
        let watchman = spawn("heads", move || heads::follow(&told, &beside, places))
            .map_err(unavailable(folder))?;
        let readers = Readers::start(&file, Arc::clone(&spare))?;
        Ok(Self(Arc::new(Held {
            jobs: Some(jobs),
            heads,
            writer: Some(writer),
            watchman: Some(watchman),
            behind,
            keeper: Some(keeper),
            owed: Mutex::new(owed),
            lost,
            said,
            file,
            readers,
            spare,
            unerased,
            _lock: lock,
        })))
    }

    pub(super) async fn create(
        &self,
        id: IncidentId,
        naming: Naming,
        header: HeaderOf,
    ) -> Result<Option<Label>, JournalError> {
        Ok(self.submit(id, What::Create { naming, header }).await?.label)
    }

    pub(super) async fn append(
        &self,
        id: IncidentId,
        after: Seq,
        lines: Vec<Arc<str>>,
        durable: OnDurable,
    ) -> Result<Seq, JournalError> {
        Ok(self.submit(id, What::Append { after, lines, durable }).await?.head)
    }

    pub(super) async fn settle(&self, id: IncidentId) -> Result<(), JournalError> {
        self.submit(id, What::Settle).await.map(drop)
    }

    /// Whether a commit would be taken now.
    pub(super) async fn probe(&self, failed: bool) -> Result<(), JournalError> {
        if failed {
            let file = self.0.file.clone();
            blocking(move || probe::write(&file)).await??;
        }
        self.submit(IncidentId(uuid::Uuid::nil()), What::Probe).await.map(drop)
    }

    pub(super) async fn redact(
        &self,
        id: IncidentId,
        seq: Seq,
        line: Arc<str>,
    ) -> Result<(), JournalError> {
        // What stands beside the database goes first: as long as the words are in it, it is known
        // that they have to go.
        let (folder, held) = (self.folder().to_owned(), Arc::clone(&self.0));
        let gone = blocking(move || {
            held.spare.let_go(|| {
                damaged::forget(&folder)?;
                aside::redact(&folder, id, seq)
            })
        })
        .await?;
        gone.map_err(unavailable(self.folder()))?;
        self.submit(id, What::Redact { seq, line }).await?;
        self.forget_pages().await
    }

    /// Why words that were taken out still stand in the log, where that failed.
    pub(super) fn unerased(&self) -> Option<JournalError> {
        self.0.unerased.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What the readers keep of their pages is the old text.
    async fn forget_pages(&self) -> Result<(), JournalError> {
        let held = Arc::clone(&self.0);
        blocking(move || held.readers.renew()).await
    }

    pub(super) async fn list(&self) -> Result<Vec<Stored>, JournalError> {
        let mut all = self.0.readers.read(list).await?;
        let owed = self.0.owed();
        for stored in &mut all {
            let still = |owed: &Owed| owed.altered || owed.head > stored.head;
            stored.owed = owed.get(&stored.id).filter(|owed| still(owed)).cloned();
        }
        Ok(all)
    }

    /// Incidents that were here and of which nothing is left.
    pub(super) fn lost(&self) -> Vec<(IncidentId, Owed)> {
        self.0.lost.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Where the file of heads said that this journal ends, and in what, when the folder was opened.
    pub(super) fn said(&self, id: IncidentId) -> Option<(Seq, Hash)> {
        self.0.said.get(&id).and_then(|place| Some((place.head, place.hash?)))
    }

    /// Makes the journal of an incident what it was recorded to be.
    pub(super) async fn replace(
        &self,
        id: IncidentId,
        whole: Whole,
    ) -> Result<Replaced, JournalError> {
        let done = self.submit(id, What::Replace(whole)).await?;
        self.0.owed().remove(&id);
        self.0.lost.lock().unwrap_or_else(PoisonError::into_inner).retain(|(lost, _)| *lost != id);
        self.forget_pages().await?;
        let replaced = done.replaced.unwrap_or_default();
        if let Some(aside) = &replaced.aside {
            let lines = replaced.lines;
            tracing::warn!(%id, lines, aside = %aside.display(), "what stood there is kept");
        }
        Ok(replaced)
    }

    /// Its data folder.
    pub(super) fn folder(&self) -> &Path {
        self.0.file.parent().unwrap_or(&self.0.file)
    }

    pub(super) fn write_off(&self, id: IncidentId, end: Chain) {
        let owed = self.0.owed().remove(&id);
        self.0.heads.write_off(id, end, owed.and_then(|owed| owed.label));
    }

    pub(super) async fn read(
        &self,
        id: IncidentId,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<String>, JournalError> {
        self.0.readers.read(move |connection| read(connection, id, after, limit)).await
    }

    pub(super) async fn text(
        &self,
        id: IncidentId,
        after: Seq,
        limit: usize,
    ) -> Result<(u64, String), JournalError> {
        let read = move |connection: &_| {
            let mut text = String::new();
            let count = each(connection, id, (after, limit), |line| {
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(line);
            })?;
            Ok((count, text))
        };
        self.0.readers.read(read).await
    }

    async fn submit(&self, id: IncidentId, what: What) -> Result<Done, JournalError> {
        let (reply, answer) = oneshot::channel();
        let jobs = self.0.jobs.as_ref().ok_or_else(stopped)?;
        jobs.send(Job { id, what, reply }).await.map_err(|_unsent| stopped())?;
        answer.await.map_err(|_gone| stopped())?
    }
}

impl Held {
    fn owed(&self) -> MutexGuard<'_, OwedOf> {
        self.owed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Held {
    /// Waits for what is under way, a few milliseconds: whoever opens the folder next finds it
    /// free and whole.
    fn drop(&mut self) {
        self.jobs = None;
        self.behind.stop();
        finish(self.keeper.take());
        finish(self.writer.take());
        self.heads.stop();
        finish(self.watchman.take());
        self.readers.stop();
    }
}

/// Does what blocks where it may.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, JournalError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| JournalError::Unavailable(error.to_string()))
}

fn finish(thread: Option<JoinHandle<()>>) {
    if thread.is_some_and(|thread| thread.join().is_err()) {
        tracing::error!("a thread of the journal panicked");
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    thread::Builder::new().name(name.to_owned()).spawn(work)
}

fn stopped() -> JournalError {
    JournalError::Unavailable("its writer has stopped".to_owned())
}

fn unavailable(path: &Path) -> impl Fn(io::Error) -> JournalError {
    move |error| JournalError::Unavailable(format!("{}: {error}", path.display()))
}

fn list(connection: &Connection) -> Result<Vec<Stored>, JournalError> {
    let mut all = connection
        .prepare_cached(&format!("SELECT id, label, header, {HEAD} FROM incident ORDER BY n"))?;
    let rows = all.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, Option<u32>>(1)?, row.get(2)?, row.get(3)?))
    })?;
    rows.map(|row| {
        let (id, label, header, head) = row?;
        let id = id.parse().map(IncidentId).map_err(|error| {
            JournalError::Unavailable(format!("an incident's id is none: {error}"))
        })?;
        let (label, head) = (label.map(Label), place::seq(head));
        Ok(Stored { id, label, header, head, owed: None })
    })
    .collect()
}

fn read(
    connection: &Connection,
    id: IncidentId,
    after: Seq,
    limit: usize,
) -> Result<Vec<String>, JournalError> {
    let mut lines = Vec::new();
    each(connection, id, (after, limit), |line| lines.push(line.to_owned()))?;
    Ok(lines)
}

/// Gives each of at most `limit` lines behind this place, in order, and says how many they were.
fn each(
    connection: &Connection,
    id: IncidentId,
    (after, limit): (Seq, usize),
    mut give: impl FnMut(&str),
) -> Result<u64, JournalError> {
    let n: Option<i64> = connection
        .prepare_cached("SELECT n FROM incident WHERE id = ?1")?
        .query_row([id.to_string()], |row| row.get(0))
        .optional()?;
    let n = n.ok_or(JournalError::Unknown)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut behind = connection.prepare_cached(
        "SELECT place, line FROM record WHERE place > ?1 AND place < ?2 ORDER BY place LIMIT ?3",
    )?;
    let mut rows = behind.query((place::place(n, after), place::end(n), limit))?;
    let mut last = after;
    while let Some(row) = rows.next()? {
        let expected = last.next();
        if place::seq(row.get(0)?) != expected {
            return Err(JournalError::Corrupt { seq: expected });
        }
        give(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?);
        last = expected;
    }
    Ok(last.0 - after.0)
}
