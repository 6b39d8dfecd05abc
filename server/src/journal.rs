//! What keeps records: for each incident a header line and its records' lines, by place.
//!
//! A journal stores lines as they come and gives them back byte for byte. It never decodes one,
//! never decides anything and never overwrites: the one change it lets through is a redaction.
//! The expected place is part of every append, so that two writers can never both have it.
//!
//! | module | what it is |
//! |---|---|
//! | `error` | why one did not do what it was asked |
//! | `lines` | lines on their way in, on disk and not in memory |
//! | `memory` | for tests and for `warroom demo`: gone with the process |
//! | `notes` | beside the journal: what was done to it while no server ran, until that is on record |
//! | `sqlite` | one file in the data folder: durable before it answers |
//!
//! Memory and file pass the one contract of `contract`. A third, on NATS, joins as a variant of [`Store`].

#[cfg(test)]
mod contract;
mod error;
mod lines;
mod memory;
pub(crate) mod notes;
pub(crate) mod place;
mod sqlite;
#[cfg(test)]
mod tests;
mod whole;

use std::sync::Arc;
use warroom_register::{Chain, Handle, Hash, IncidentId, Label, Seq};

use self::notes::PutRight;

pub use error::JournalError;
pub(crate) use lines::Lines;
pub use memory::{Fault, Memory};
pub use sqlite::Sqlite;
pub(crate) use sqlite::blocking;
pub use whole::Replaced;
pub(crate) use whole::{Whole, unread};

/// Lines of one append, and of one read: what is more comes in several.
pub const LINES_AT_ONCE_MAX: usize = 4096;

/// Which label a new incident gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// The next number of this server, from 1; none is given twice.
    Next,
    /// This one: an incident that comes with its label (import, rescue). `Taken` if it is in use.
    Kept(Label),
    /// None: the server's own journal.
    Unlabelled,
}

/// Makes the header line of a new incident, once its label is known.
pub type HeaderOf = Box<dyn Fn(Option<Label>) -> String + Send>;

/// What is done with lines the moment they are durable.
pub type OnDurable = Box<dyn FnOnce(&[Arc<str>]) + Send>;

/// One incident that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Which incident.
    pub id: IncidentId,
    /// This server's label for it; the server's own journal has none.
    pub label: Option<Label>,
    /// The first line of the recording, without its newline.
    pub header: String,
    /// The place of the last record; 0 if there is none yet.
    pub head: Seq,
    /// What it once had and has not now.
    pub owed: Option<Owed>,
}

impl Stored {
    /// The header as it was when that was noted last.
    pub(crate) fn known_header(&self) -> Arc<str> {
        let noted = self.owed.as_ref().and_then(|owed| owed.header.clone());
        noted.unwrap_or_else(|| self.header.as_str().into())
    }
}

/// What a journal once had confirmed, where it ends earlier or reads otherwise now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// The place of the last record that was confirmed.
    pub head: Seq,
    /// The hash of its line; journals of earlier versions did not keep it.
    pub hash: Option<Hash>,
    /// The label that the incident had.
    pub label: Option<Label>,
    /// Its first line, where that is known.
    pub header: Option<Arc<str>>,
    /// There is a record at that place, or a header, and it is another one.
    pub altered: bool,
    /// Where it last went on without what it had lost, if that was before this was confirmed: what was
    /// decided then says nothing of this.
    pub since: Option<Seq>,
}

/// What keeps the journals of all incidents of a server. Cheap to clone: all clones are one.
#[derive(Clone, Debug)]
pub enum Store {
    /// In memory.
    Memory(Memory),
    /// In a file of the data folder.
    Sqlite(Sqlite),
}

impl Store {
    /// Begins the journal of an incident and gives its label.
    ///
    /// The label is chosen and the header kept in one transaction, durable when this returns.
    /// Fails with `Taken` if the incident or the label is here, `Unfit` for a header of several
    /// lines, and as [`Store::append`].
    pub async fn create(
        &self,
        id: IncidentId,
        naming: Naming,
        header: HeaderOf,
    ) -> Result<Option<Label>, JournalError> {
        match self {
            Self::Memory(memory) => memory.create(id, naming, &header),
            Self::Sqlite(sqlite) => sqlite.create(id, naming, header).await,
        }
    }

    /// All incidents, in the order in which they came here.
    pub async fn list(&self) -> Result<Vec<Stored>, JournalError> {
        match self {
            Self::Memory(memory) => Ok(memory.list()),
            Self::Sqlite(sqlite) => sqlite.list().await,
        }
    }

    /// Incidents that were here and of which nothing is left.
    pub fn lost(&self) -> Vec<(IncidentId, Owed)> {
        match self {
            Self::Memory(_) => Vec::new(),
            Self::Sqlite(sqlite) => sqlite.lost(),
        }
    }

    /// Where the file of heads said that a journal ends, and in what; none where it said nothing.
    pub(crate) fn said(&self, id: IncidentId) -> Option<(Seq, Hash)> {
        match self {
            Self::Memory(_) => None,
            Self::Sqlite(sqlite) => sqlite.said(id),
        }
    }

    /// Makes the journal of an incident what it was recorded to be; what stands there and is no part of
    /// it is kept aside. That it was recorded so is for the caller to know.
    ///
    /// Fails as [`Store::append`], and may be repeated.
    pub(crate) async fn replace(
        &self,
        id: IncidentId,
        whole: Whole,
    ) -> Result<Replaced, JournalError> {
        check_header(&whole.header)?;
        match self {
            Self::Memory(memory) => memory.replace(id, &whole),
            Self::Sqlite(sqlite) => sqlite.replace(id, whole).await,
        }
    }

    /// A place for lines that are brought: on the disk of the journal.
    pub(crate) async fn begin_lines(&self) -> Result<Lines, std::io::Error> {
        let folder = match self {
            Self::Memory(_) => std::env::temp_dir(),
            Self::Sqlite(sqlite) => sqlite.folder().to_owned(),
        };
        blocking(move || Lines::begin(&folder)).await.map_err(std::io::Error::other)?
    }

    /// Whose copy an incident was begun anew from, while it is not recorded that it is served here.
    pub(crate) fn rescuer(&self, id: IncidentId) -> Option<Handle> {
        match self {
            Self::Memory(memory) => memory.rescuer(id),
            Self::Sqlite(sqlite) => notes::rescuer(sqlite.folder(), id),
        }
    }

    /// It is recorded.
    pub(crate) fn settle_rescue(&self, id: IncidentId) {
        match self {
            Self::Memory(memory) => memory.settle_rescue(id),
            Self::Sqlite(sqlite) => notes::settle(sqlite.folder(), id),
        }
    }

    /// What was put right in a journal while no server ran, and is not on record yet.
    pub(crate) fn put_right(&self, id: IncidentId) -> Option<PutRight> {
        match self {
            Self::Memory(_) => None,
            Self::Sqlite(sqlite) => notes::put_right_here(sqlite.folder(), id),
        }
    }

    /// It is recorded.
    pub(crate) fn settle_put_right(&self, id: IncidentId) {
        match self {
            Self::Memory(_) => {}
            Self::Sqlite(sqlite) => notes::settle_put_right(sqlite.folder(), id),
        }
    }

    /// From now on nothing is owed by this journal: it goes on from where it ends, which is there.
    pub fn write_off(&self, id: IncidentId, end: Chain) {
        match self {
            Self::Memory(memory) => memory.write_off(id, end),
            Self::Sqlite(sqlite) => sqlite.write_off(id, end),
        }
    }

    /// Adds records behind place `after`, all or none, and gives the new head. Durable when this
    /// returns.
    ///
    /// Fails with `Conflict` if the journal does not end at `after`, `Unknown` if there is none,
    /// `Unfit` for more than [`LINES_AT_ONCE_MAX`] lines or a line with a newline; then nothing
    /// was written. After `Full`, `ReadOnly`, `Unavailable`, or if this future is dropped, the
    /// outcome is unknown: [`Store::settle`], then read behind `after` to learn it.
    pub async fn append(
        &self,
        id: IncidentId,
        after: Seq,
        lines: Vec<Arc<str>>,
    ) -> Result<Seq, JournalError> {
        self.append_then(id, after, lines, Box::new(|_lines| ())).await
    }

    /// As [`Store::append`]; `durable` is called with the lines by whoever wrote them, as soon as
    /// they are durable: so who waits to see them does not wait until a task is woken. It must not
    /// block. Where the append fails it is never called.
    pub async fn append_then(
        &self,
        id: IncidentId,
        after: Seq,
        lines: Vec<Arc<str>>,
        durable: OnDurable,
    ) -> Result<Seq, JournalError> {
        check_lines(&lines)?;
        match self {
            Self::Memory(memory) => {
                let head = memory.append(id, after, &lines).await?;
                durable(&lines);
                Ok(head)
            }
            Self::Sqlite(sqlite) => sqlite.append(id, after, lines, durable).await,
        }
    }

    /// Makes certain what a failed append left behind: from then on, what [`Store::read`] does not
    /// give is not there and never will be, whatever crashes.
    ///
    /// Costs nothing where no append failed in doubt. Fails as [`Store::append`], and may be
    /// repeated; until it succeeds nobody can say what became of that append.
    pub async fn settle(&self, id: IncidentId) -> Result<(), JournalError> {
        match self {
            Self::Memory(memory) => memory.settle(),
            Self::Sqlite(sqlite) => sqlite.settle(id).await,
        }
    }

    /// Whether what is asked would be recorded now: writes something and takes it away again. Where
    /// that failed before, as much as the largest commits, or it would come to hold between two.
    pub async fn probe(&self, failed: bool) -> Result<(), JournalError> {
        match self {
            Self::Memory(memory) => memory.probe(),
            Self::Sqlite(sqlite) => sqlite.probe(failed).await,
        }
    }

    /// Puts the redacted line of a record in place of the original, for good.
    ///
    /// The new line keeps `seq`, `prev`, `at`, `by`, `command` and the event's type, has no
    /// `salt`, and has `redacted_by` and `hash`; anything else is `Unfit`. Otherwise it fails as
    /// [`Store::append`], and may be repeated.
    pub async fn redact(
        &self,
        id: IncidentId,
        seq: Seq,
        line: Arc<str>,
    ) -> Result<(), JournalError> {
        check_lines(std::slice::from_ref(&line))?;
        match self {
            Self::Memory(memory) => memory.redact(id, seq, &line),
            Self::Sqlite(sqlite) => sqlite.redact(id, seq, line).await,
        }
    }

    /// Why words that were taken out still stand on the disk, where that failed; it is tried again.
    pub(crate) fn unerased(&self) -> Option<JournalError> {
        match self {
            Self::Memory(_) => None,
            Self::Sqlite(sqlite) => sqlite.unerased(),
        }
    }

    /// The lines behind place `after`, in order: at most `limit` and at most
    /// [`LINES_AT_ONCE_MAX`]. Empty only at the head.
    ///
    /// Fails with `Unknown`, and with `Corrupt` where a place is empty that must not be.
    pub async fn read(
        &self,
        id: IncidentId,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<String>, JournalError> {
        let limit = limit.min(LINES_AT_ONCE_MAX);
        match self {
            Self::Memory(memory) => memory.read(id, after, limit),
            Self::Sqlite(sqlite) => sqlite.read(id, after, limit).await,
        }
    }

    /// These lines as one text, a line break between two, and how many they are: one piece of memory
    /// for what a seat is sent, and not one a line.
    pub(crate) async fn text(
        &self,
        id: IncidentId,
        after: Seq,
        limit: usize,
    ) -> Result<(u64, String), JournalError> {
        let limit = limit.min(LINES_AT_ONCE_MAX);
        match self {
            Self::Memory(memory) => {
                let lines = memory.read(id, after, limit)?;
                Ok((u64::try_from(lines.len()).unwrap_or(0), lines.join("\n")))
            }
            Self::Sqlite(sqlite) => sqlite.text(id, after, limit).await,
        }
    }
}

fn check_lines(lines: &[Arc<str>]) -> Result<(), JournalError> {
    if lines.len() > LINES_AT_ONCE_MAX {
        return Err(JournalError::Unfit("too many lines at once"));
    }
    if lines.iter().any(|line| line.is_empty() || line.contains('\n')) {
        return Err(JournalError::Unfit("a record is one line"));
    }
    Ok(())
}

fn check_header(header: &str) -> Result<(), JournalError> {
    if header.is_empty() || header.contains('\n') {
        return Err(JournalError::Unfit("a header is one line"));
    }
    Ok(())
}
