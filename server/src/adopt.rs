//! An incident that comes from somebody's copy: because its server is gone, or because what its
//! journal holds is not what was recorded.
//!
//! It is put into a data folder that no server holds, byte for byte; a note beside it says who brought
//! it. The server that opens the folder then records that, and takes the note away. What stands in a
//! sound journal is never written over; what is damaged, or is not what the file of heads says, is kept
//! aside, and what was recorded takes its place.

#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use warroom_register::{Chain, Handle, Header, IncidentId, Label, Record, Recording, Seq};

use crate::journal::{
    JournalError, LINES_AT_ONCE_MAX, Lines, Naming, Replaced, Sqlite, Store, Stored, Whole,
    blocking, notes,
};
use crate::room::copy::{Followed, Untaken, copied, extended, taken, unwritten};

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
    /// The copy is not what was recorded in this folder.
    #[error(
        "{at} reads otherwise in this copy than {heads} says: one of the two was altered. If it is that \
         file, move it away; the copy is taken then"
    )]
    Unlike {
        /// The place of which the file says what it was.
        at: Seq,
        /// The file of heads.
        heads: PathBuf,
    },
    /// The copy has less than was recorded in this folder.
    #[error(
        "this copy ends at {held}, and {at} was recorded: take one that has all of it. Where nobody has, \
         move {heads} away; what there is is taken then"
    )]
    Short {
        /// Its last record.
        held: Seq,
        /// The last that was recorded.
        at: Seq,
        /// The file of heads.
        heads: PathBuf,
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

/// What became of a journal that was to be put right.
#[derive(Clone, Debug)]
pub struct Mended {
    /// What the incident is called there.
    pub label: Label,
    /// The last record that it has now.
    pub head: Seq,
    /// What it took.
    pub replaced: Replaced,
}

/// A copy that is whole, and what it is of.
struct Copy<'a> {
    id: IncidentId,
    label: Option<Label>,
    header: Arc<str>,
    records: &'a str,
}

impl<'a> Copy<'a> {
    fn read(text: &'a str) -> Result<Self, AdoptError> {
        let recording = Recording::read(text).map_err(AdoptError::Unfit)?;
        if let Some(broken) = &recording.broken {
            return Err(AdoptError::Unfit(format!("this copy does not hold: {broken}")));
        }
        let Header { id, incident: label, .. } = recording.header;
        let (header, records) = text.split_once('\n').unwrap_or((text, ""));
        Ok(Self { id, label, header: header.into(), records })
    }

    /// Its records, of which the hash at one place is asked about.
    async fn followed(&self, store: &Store, wanted: Option<Seq>) -> Result<Followed, AdoptError> {
        let unwritten = |error| AdoptError::Unfit(unwritten(&error));
        let mut lines = store.begin_lines().await.map_err(unwritten)?;
        lines.add(self.records).map_err(unwritten)?;
        let begin = Chain::begin(&self.header);
        blocking(move || copied(begin, lines, wanted)).await?.map_err(AdoptError::Unfit)
    }
}

/// Puts a recording into the data folder, to be served from there; gives what the incident is called
/// there.
///
/// Where the folder has the start of it already, the rest is added; where what it has is not what was
/// recorded, it is put right. Fails with `Locked` while a server holds the folder.
pub async fn adopt(folder: &Path, text: &str, by: Handle) -> Result<Label, AdoptError> {
    let copy = Copy::read(text)?;
    let store = open(folder).await?;
    let stored = stored(&store, copy.id).await?;
    let label = match &stored {
        Some(stored) => stored.label,
        None => begin(&store, copy.id, copy.label, &copy.header).await?,
    };
    let label = label.ok_or_else(|| AdoptError::Unfit("this is a server's own journal".into()))?;
    let id = copy.id;
    if let Some(stored) = stored.as_ref()
        && !is_sound(&store, stored).await
    {
        notes::rescued(folder, id, by).map_err(unnoted)?;
        let mended = mend(folder, &store, copy, (by, false)).await;
        close(store).await?;
        return mended.map(|mended| mended.label).inspect_err(|_not| notes::settle(folder, id));
    }
    let followed = copy.followed(&store, None).await?;
    let whole = followed.whole(&store, (copy.label, Arc::clone(&copy.header), by)).await;
    let Whole { lines, .. } = whole.map_err(AdoptError::Unfit)?;
    let (mut head, mut at) = match &stored {
        Some(stored) => had(&store, stored, &lines).await?,
        None => (Seq(0), 0),
    };
    notes::rescued(folder, id, by).map_err(unnoted)?;
    loop {
        let (batch, behind) = lines.batch(at).map_err(|e| unread(&e))?;
        if batch.is_empty() {
            break;
        }
        head = store.append(id, head, batch).await?;
        at = behind;
    }
    close(store).await?;
    Ok(label)
}

/// Replaces the data folder's journal of an incident by this recording: whoever runs this owns the
/// folder, so their word counts.
///
/// The recording must be whole, and what the file of heads says of it, where it says anything. Fails
/// with `Locked` while a server holds the folder.
pub async fn put_right(folder: &Path, text: &str, by: Handle) -> Result<Mended, AdoptError> {
    let copy = Copy::read(text)?;
    let store = open(folder).await?;
    let mended = mend(folder, &store, copy, (by, true)).await;
    close(store).await?;
    mended
}

/// Puts a journal right. What the file of heads says must be in what it is made of; where not `all` of
/// it has to be, others may have the rest.
async fn mend(
    folder: &Path,
    store: &Store,
    copy: Copy<'_>,
    (by, all): (Handle, bool),
) -> Result<Mended, AdoptError> {
    let Copy { id, label, ref header, .. } = copy;
    let said = store.said(id);
    let followed = copy.followed(store, said.map(|(at, _)| at)).await?;
    let brought = followed.head();
    let end = stored(store, id).await?.map_or(Seq(0), |stored| stored.head);
    let extended = extended(store, id, followed).await.map_err(AdoptError::Unfit)?;
    let heads = || folder.join("heads");
    // What stands behind the copy is taken where it is proven, or follows to its very end.
    let follows = match taken(&extended, said.map(|(at, hash)| (at, Some(hash))), true) {
        Ok(to) => to >= said.map_or(end, |(at, _)| at),
        Err(Untaken::Unlike { at }) if at <= brought => {
            return Err(AdoptError::Unlike { at, heads: heads() });
        }
        Err(_) => false,
    };
    if let Some((at, _)) = said.filter(|_| all && !follows) {
        return Err(AdoptError::Short { held: brought, at, heads: heads() });
    }
    let whole = if follows { extended } else { extended.up_to(brought) };
    let head = whole.head();
    let whole = whole.whole(store, (label, Arc::clone(header), by)).await;
    let whole = whole.map_err(AdoptError::Unfit)?;
    let replaced = store.replace(id, whole).await?;
    let label = stored(store, id).await?.and_then(|stored| stored.label);
    let label = label.ok_or_else(|| AdoptError::Unfit("this is a server's own journal".into()))?;
    Ok(Mended { label, head, replaced })
}

/// Whether what the folder has of it is whole, and what was recorded as far as that is known.
async fn is_sound(store: &Store, stored: &Stored) -> bool {
    if stored.owed.as_ref().is_some_and(|owed| owed.altered) {
        return false;
    }
    let mut chain = Chain::begin(&stored.known_header());
    while chain.head < stored.head {
        let Ok(lines) = store.read(stored.id, chain.head, LINES_AT_ONCE_MAX).await else {
            return false;
        };
        if lines.is_empty() || lines.iter().any(|line| chain.read(line).is_err()) {
            return false;
        }
    }
    true
}

fn unnoted((file, error): (PathBuf, io::Error)) -> AdoptError {
    AdoptError::Note { file, error }
}

async fn open(folder: &Path) -> Result<Store, JournalError> {
    let folder = folder.to_owned();
    let opened = tokio::task::spawn_blocking(move || Sqlite::open(&folder)).await;
    let opened = opened.map_err(|error| JournalError::Unavailable(error.to_string()))?;
    Ok(Store::Sqlite(opened?))
}

/// The folder is free when the last clone is gone, which blocks for a moment.
async fn close(store: Store) -> Result<(), JournalError> {
    let closed = tokio::task::spawn_blocking(move || drop(store)).await;
    closed.map_err(|error| JournalError::Unavailable(error.to_string()))
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

/// How much of it is here already, in records and bytes; it must be the same so far.
async fn had(store: &Store, stored: &Stored, lines: &Lines) -> Result<(Seq, u64), AdoptError> {
    let (mut same, mut reading) = (Seq(0), lines.read(0));
    while same < stored.head {
        let here = store.read(stored.id, same, LINES_AT_ONCE_MAX).await?;
        for line in &here {
            match reading.next().map_err(|e| unread(&e))? {
                Some(theirs) if Record::hash_of_line(theirs) == Record::hash_of_line(line) => {
                    same = same.next();
                }
                // What is here is longer, and the same so far.
                None => return Ok((same, reading.at())),
                Some(_) => return Err(AdoptError::Parted { same_to: same }),
            }
        }
    }
    Ok((same, reading.at()))
}

fn unread(error: &io::Error) -> AdoptError {
    AdoptError::Journal(crate::journal::unread(error))
}
