//! The thread that owns the writing connection.
//!
//! It takes all that waits, from however many rooms, and commits it with one fsync. Each job has
//! its own outcome: what loses a race or is unfit is told so and takes nobody down. When a
//! statement or the commit itself fails, the outcome of the whole group is *unknown*: the
//! connection is dropped, everybody in the group is told, and the next job opens it anew.

mod log;

use rusqlite::{Connection, ErrorCode, OptionalExtension as _, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};
use warroom_register::{IncidentId, Label, Seq};

pub(super) use self::log::Unerased;
use self::log::Upkeep;
use super::behind::Behind;
use super::heads::Heads;
use super::jobs::{Done, Job, What};
use super::probe;
use super::replace::replace;
use super::schema::open_writer;
use super::spare::Spare;
use crate::journal::place::{HEAD, place, seq};
use crate::journal::{HeaderOf, JournalError, LINES_AT_ONCE_MAX, Naming, check_header};

/// Jobs that wait for the thread: more rooms than that wait with theirs.
pub(super) const JOBS_WAITING_MAX: usize = 256;

pub(super) struct Writer {
    file: PathBuf,
    connection: Option<Connection>,
    heads: Arc<Heads>,
    behind: Arc<Behind>,
    spare: Arc<Spare>,
    upkeep: Upkeep,
    /// A commit failed when it may have been in the log already.
    doubt: bool,
    /// Why the last one failed, so that it is logged once.
    trouble: Option<JournalError>,
    /// No label up to this one is given anew.
    labels_from: Label,
}

impl Writer {
    pub(super) fn new(
        file: PathBuf,
        connection: Connection,
        heads: Arc<Heads>,
        behind: Arc<Behind>,
    ) -> Self {
        Self {
            file,
            connection: Some(connection),
            heads,
            behind,
            spare: Arc::default(),
            upkeep: Upkeep::new(),
            doubt: false,
            trouble: None,
            labels_from: Label(0),
        }
    }

    /// No label up to this one is given anew.
    pub(super) fn labels_from(self, labels_from: Label) -> Self {
        Self { labels_from, ..self }
    }

    /// What is let go where it has to open the database again.
    pub(super) fn with_spare(self, spare: Arc<Spare>) -> Self {
        Self { spare, ..self }
    }

    /// Where it says why words that were taken out still stand in the log.
    pub(super) fn unerased(&self) -> Unerased {
        self.upkeep.unerased()
    }

    /// Works until every sender is gone and the queue is dry.
    pub(super) fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        self.scrub();
        while let Some(first) = self.next(&mut jobs) {
            let group = gather(first, &mut jobs);
            self.settle(group);
        }
    }

    /// Commits a group and answers each of its jobs. Nobody is answered before the disk has it.
    pub(super) fn settle(&mut self, group: Vec<Job>) {
        let group = self.without_doubt(group);
        if group.is_empty() {
            return;
        }
        let outcomes = self.commit(&group);
        match outcomes {
            Ok(outcomes) => {
                let bytes = group.iter().map(Job::bytes).sum();
                for (job, outcome) in group.into_iter().zip(outcomes) {
                    let last = job.last();
                    let Job { id, what, reply } = job;
                    if let (Some(last), Ok(done)) = (last, &outcome) {
                        if let What::Append { lines, durable, .. } = what {
                            durable(&lines);
                        }
                        self.heads.tell(id, done, last);
                    }
                    answer(reply, outcome);
                }
                self.behind.tell(bytes);
                self.trouble = None;
                self.put_away_rest();
                self.scrub();
            }
            Err(error) => {
                self.connection = None;
                let error = probe::why(error, &self.file);
                self.log(&error, group.len());
                for job in group {
                    answer(job.reply, Err(error.clone()));
                }
            }
        }
    }

    fn log(&mut self, error: &JournalError, jobs: usize) {
        if self.trouble.as_ref() != Some(error) {
            tracing::error!(%error, jobs, "a commit failed");
            self.trouble = Some(error.clone());
        }
    }

    /// Where nothing is in doubt there is nothing to settle, and no disk to ask.
    fn without_doubt(&self, mut group: Vec<Job>) -> Vec<Job> {
        if self.doubt {
            return group;
        }
        let settled = group.extract_if(.., |job| matches!(job.what, What::Settle));
        settled.for_each(|job| answer(job.reply, Ok(Done::default())));
        group
    }

    fn commit(&mut self, group: &[Job]) -> Result<Vec<Result<Done, JournalError>>, JournalError> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            none => none.insert(self.spare.let_go(|| open_writer(&self.file))?),
        };
        let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if self.doubt {
            overwrite(&change)?;
        }
        let from = (self.labels_from, self.file.parent().unwrap_or(&self.file));
        let outcomes = group.iter().map(|job| tell_apart(job.carry_out(&change, from)));
        let outcomes = outcomes.collect::<Result<_, _>>()?;
        if let Err(error) = change.commit() {
            self.doubt |= may_be_in_the_log(&error);
            return Err(error.into());
        }
        self.doubt = false;
        if group.iter().any(|job| takes(&job.what)) {
            self.upkeep.words_were_taken();
        }
        Ok(outcomes)
    }

    #[cfg(test)]
    pub(super) const fn connection(&self) -> Option<&Connection> {
        self.connection.as_ref()
    }
}

/// All that waits, up to as many lines as fit in one transaction without making others wait.
fn gather(first: Job, jobs: &mut mpsc::Receiver<Job>) -> Vec<Job> {
    let mut lines = first.lines();
    let mut group = vec![first];
    while lines < LINES_AT_ONCE_MAX && group.len() < JOBS_WAITING_MAX {
        let Ok(job) = jobs.try_recv() else { break };
        lines += job.lines();
        group.push(job);
    }
    group
}

/// Whether words may stand in the log after this that are not to be there.
const fn takes(what: &What) -> bool {
    matches!(what, What::Redact { .. } | What::Replace(_))
}

/// Writes something, so that this commit takes the place in the log of one that failed.
///
/// A commit whose sync failed stands whole in the log, where no reader sees it; but after a crash
/// the log is read anew, and it would be there. It is overwritten before anybody is told of it.
fn overwrite(change: &Transaction<'_>) -> Result<(), rusqlite::Error> {
    let version: i64 = change.pragma_query_value(None, "user_version", |row| row.get(0))?;
    change.pragma_update(None, "user_version", version)
}

/// A commit's last page is what makes it one: where it could not be written, there is none.
fn may_be_in_the_log(error: &rusqlite::Error) -> bool {
    let full = matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DiskFull | ErrorCode::ReadOnly | ErrorCode::DatabaseBusy)
    );
    let extended = error.sqlite_error().map(|error| error.extended_code);
    let unwritten = extended == Some(rusqlite::ffi::SQLITE_IOERR_WRITE);
    !full && !unwritten
}

/// Why one job was not carried out: of its own fault, or because the database failed under all.
pub(super) enum Failure {
    Own(JournalError),
    All(JournalError),
}

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Self {
        Self::Own(error)
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::All(error.into())
    }
}

type Outcome = Result<Result<Done, JournalError>, JournalError>;

fn tell_apart(result: Result<Done, Failure>) -> Outcome {
    match result {
        Ok(done) => Ok(Ok(done)),
        Err(Failure::Own(error)) => Ok(Err(error)),
        Err(Failure::All(error)) => Err(error),
    }
}

impl Job {
    fn carry_out(
        &self,
        change: &Transaction<'_>,
        (from, folder): (Label, &Path),
    ) -> Result<Done, Failure> {
        match &self.what {
            What::Create { naming, header } => create(change, self.id, (*naming, from), header),
            What::Append { after, lines, .. } => append(change, self.id, *after, lines),
            What::Redact { seq, line } => redact(change, self.id, *seq, line),
            What::Replace(whole) => replace(change, folder, self.id, whole, from),
            What::Settle => Ok(Done::default()),
            What::Probe => {
                overwrite(change)?;
                Ok(Done::default())
            }
        }
    }
}

/// Who asked may be gone: then nobody wants the answer, and what is committed stays.
fn answer(reply: oneshot::Sender<Result<Done, JournalError>>, outcome: Result<Done, JournalError>) {
    drop(reply.send(outcome));
}

pub(super) fn create(
    change: &Transaction<'_>,
    id: IncidentId,
    (naming, from): (Naming, Label),
    header: &HeaderOf,
) -> Result<Done, Failure> {
    let label = match naming {
        Naming::Next => Some(next_label(change, from)?),
        Naming::Kept(label) => Some(label),
        Naming::Unlabelled => None,
    };
    let header = header(label);
    check_header(&header)?;
    let n = label.map(|label| label.0);
    match change.execute(
        "INSERT INTO incident (id, label, header) VALUES (?1, ?2, ?3)",
        (id.to_string(), n, header),
    ) {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
            Err(JournalError::Taken.into())
        }
        result => {
            result?;
            Ok(Done { label, ..Done::default() })
        }
    }
}

fn next_label(change: &Transaction<'_>, from: Label) -> Result<Label, rusqlite::Error> {
    let next = "SELECT max(coalesce(max(label), 0), ?1) + 1 FROM incident";
    change.query_row(next, [from.0], |row| row.get(0).map(Label))
}

pub(super) fn append(
    change: &Transaction<'_>,
    id: IncidentId,
    after: Seq,
    lines: &[Arc<str>],
) -> Result<Done, Failure> {
    let (n, label, head) = find(change, id)?;
    if head != after {
        return Err(JournalError::Conflict { head }.into());
    }
    let mut insert = change.prepare_cached("INSERT INTO record (place, line) VALUES (?1, ?2)")?;
    let mut head = head;
    for line in lines {
        head = head.next();
        insert.execute((place(n, head), &**line))?;
    }
    // Told to the file of heads once: from then on it knows.
    let header = if after == Seq(0) { Some(header_of(change, n)?) } else { None };
    Ok(Done { label, head, header, replaced: None })
}

fn header_of(change: &Transaction<'_>, n: i64) -> Result<Arc<str>, rusqlite::Error> {
    change.query_row("SELECT header FROM incident WHERE n = ?1", [n], |row| row.get(0))
}

fn redact(change: &Transaction<'_>, id: IncidentId, seq: Seq, line: &str) -> Result<Done, Failure> {
    let (n, label, head) = find(change, id)?;
    let update = "UPDATE record SET line = ?2 WHERE place = ?1";
    match change.execute(update, (place(n, seq), line)) {
        Ok(0) => Err(JournalError::Unfit("there is no such record to redact").into()),
        Ok(_) => Ok(Done { label, head, ..Done::default() }),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
            Err(JournalError::Unfit("a record changes by redaction only").into())
        }
        Err(error) => Err(error.into()),
    }
}

/// An incident's row, label and head.
fn find(change: &Transaction<'_>, id: IncidentId) -> Result<(i64, Option<Label>, Seq), Failure> {
    let found = change
        .prepare_cached(&format!("SELECT n, label, {HEAD} FROM incident WHERE id = ?1"))?
        .query_row([id.to_string()], |row| {
            Ok((row.get(0)?, row.get::<_, Option<u32>>(1)?, row.get(2)?))
        })
        .optional()?;
    let (n, label, head) = found.ok_or(JournalError::Unknown)?;
    Ok((n, label.map(Label), seq(head)))
}
