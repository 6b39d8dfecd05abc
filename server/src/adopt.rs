//! An incident that comes from somebody's copy, because its server is gone.
//!
//! It is put into a data folder that no server holds, byte for byte; a note beside it says who
//! brought it. The server that opens the folder then waits for others who hold more, records that it
//! serves the room, and takes the note away. Nothing is ever written over what is there.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use warroom_register::{Handle, IncidentId, Label, Recording, Seq};

use crate::journal::{JournalError, LINES_AT_ONCE_MAX, Naming, Sqlite, Store, Stored, hash_of};

/// Why an incident was not adopted.
#[derive(Debug, thiserror::Error)]
pub enum AdoptError {
    /// What came is no whole recording of an incident.
    #[error("{0}")]
    Unfit(String),
    /// The folder holds another record of the same incident.
    #[error(
        "this machine's server has another record of this incident: they part behind {same_to}"
    )]
    Parted {
        /// The last place at which both are the same.
        same_to: Seq,
    },
    /// The journal does not take it.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The note could not be written.
    #[error("{file}: {error}")]
    Note {
        /// Which file.
        file: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

/// Puts a recording into the data folder; gives what the incident is called there.
///
/// Where the folder has the start of it already, the rest is added. Fails with `Locked` while a
/// server holds the folder.
pub async fn adopt(folder: &Path, text: &str, by: Handle) -> Result<Label, AdoptError> {
    let recording = Recording::read(text).map_err(AdoptError::Unfit)?;
    if let Some(broken) = &recording.broken {
        return Err(AdoptError::Unfit(format!("this copy does not hold: {broken}")));
    }
    let id = recording.header.id;
    let mut lines = text.split_terminator('\n');
    let header = lines.next().unwrap_or_default();
    let lines: Vec<Arc<str>> = lines.take(recording.records.len()).map(Arc::from).collect();
    let store = open(folder).await?;
    let (label, head) = match stored(&store, id).await? {
        Some(stored) => (stored.label, had(&store, &stored, &lines).await?),
        None => (begin(&store, id, recording.header.incident, header).await?, Seq(0)),
    };
    let label = label.ok_or_else(|| AdoptError::Unfit("this is a server's own journal".into()))?;
    note(folder, id, by).map_err(|error| AdoptError::Note { file: file(folder, id), error })?;
    let mut head = head;
    let rest = lines.get(usize::try_from(head.0).unwrap_or(usize::MAX)..).unwrap_or_default();
    for batch in rest.chunks(LINES_AT_ONCE_MAX) {
        head = store.append(id, head, batch.to_vec()).await?;
    }
    // The folder is free when the last clone is gone, which blocks for a moment.
    let closed = tokio::task::spawn_blocking(move || drop(store)).await;
    closed.map_err(|error| JournalError::Unavailable(error.to_string()))?;
    Ok(label)
}

async fn open(folder: &Path) -> Result<Store, JournalError> {
    let folder = folder.to_owned();
    let opened = tokio::task::spawn_blocking(move || Sqlite::open(&folder)).await;
    let opened = opened.map_err(|error| JournalError::Unavailable(error.to_string()))?;
    Ok(Store::Sqlite(opened?))
}

async fn stored(store: &Store, id: IncidentId) -> Result<Option<Stored>, JournalError> {
    Ok(store.list().await?.into_iter().find(|stored| stored.id == id))
}

/// Under the label it had, where that is free here.
async fn begin(
    store: &Store,
    id: IncidentId,
    label: Option<Label>,
    header: &str,
) -> Result<Option<Label>, JournalError> {
    let line = || {
        let header = header.to_owned();
        Box::new(move |_| header.clone())
    };
    let kept = label.map_or(Naming::Unlabelled, Naming::Kept);
    match store.create(id, kept, line()).await {
        Err(JournalError::Taken) => store.create(id, Naming::Next, line()).await,
        created => created,
    }
}

/// How much of it is here already; it must be the same so far.
async fn had(store: &Store, stored: &Stored, lines: &[Arc<str>]) -> Result<Seq, AdoptError> {
    let mut same = Seq(0);
    while same < stored.head {
        let here = store.read(stored.id, same, LINES_AT_ONCE_MAX).await?;
        for line in &here {
            let theirs = lines.get(usize::try_from(same.0).unwrap_or(usize::MAX));
            match theirs {
                Some(theirs) if hash_of(theirs) == hash_of(line) => same = same.next(),
                // What is here is longer, and the same so far.
                None => return Ok(same),
                Some(_) => return Err(AdoptError::Parted { same_to: same }),
            }
        }
    }
    Ok(same)
}

/// Who brought an incident that this folder's server has not recorded to serve yet.
pub(crate) fn rescuer(folder: &Path, id: IncidentId) -> Option<Handle> {
    std::fs::read_to_string(file(folder, id)).ok()?.trim().parse().ok()
}

/// The rescue is recorded: the note goes. Where it cannot, the room is said to be rescued once more
/// at the next start, which harms nobody.
pub(crate) fn settle(folder: &Path, id: IncidentId) {
    if let Err(error) = std::fs::remove_file(file(folder, id)) {
        tracing::warn!(%error, "the note of a rescue stays");
    }
}

fn file(folder: &Path, id: IncidentId) -> PathBuf {
    folder.join(format!("rescue-{id}"))
}

fn note(folder: &Path, id: IncidentId, by: Handle) -> io::Result<()> {
    let mut options = OpenOptions::new();
    let file = file(folder, id);
    let mut open = options.write(true).create(true).truncate(true).mode(0o600).open(&file)?;
    open.write_all(by.as_str().as_bytes())?;
    open.sync_all()?;
    File::open(folder)?.sync_all()
}
