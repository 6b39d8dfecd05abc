//! Where recordings and reports stand, and reading one of them.

use rusqlite::{Connection, OpenFlags};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use warroom_register::library::Paper;
use warroom_register::{Header, IncidentId, Label, Recording, Seq};

use super::LibraryError;
use crate::journal::place::{HEAD, end, place};

/// Largest recording or report that is read, in bytes.
const FILE_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// A server's journal is waited for so long, in seconds.
const BUSY_SECONDS_MAX: u64 = 5;

/// From where an item is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// This machine's copy of a journal that it joined.
    Copy,
    /// It was taken in with `warroom import`.
    Imported,
    /// The journal of the server of this machine.
    Server,
    /// A server elsewhere, which was asked: nothing of it stands in an index here.
    Team,
}

impl Source {
    pub(super) const fn number(self) -> i64 {
        match self {
            Self::Copy => 0,
            Self::Imported => 1,
            Self::Server => 2,
            Self::Team => 3,
        }
    }

    pub(super) const fn of_number(number: i64) -> Self {
        match number {
            0 => Self::Copy,
            1 => Self::Imported,
            _ => Self::Server,
        }
    }
}

/// A place with recordings or reports.
#[derive(Clone, Debug)]
pub enum Shelf {
    /// A folder of recordings.
    Recordings {
        /// Where.
        folder: PathBuf,
        /// What they are.
        source: Source,
    },
    /// A folder of others' reports.
    Papers {
        /// Where.
        folder: PathBuf,
        /// A server keeps them for its team: they are called T-3, and not R-3.
        team: bool,
    },
    /// The data folder of a server, which may run meanwhile.
    Journal {
        /// Where.
        folder: PathBuf,
    },
}

/// Where one book stands, and how it looked.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    /// Its path, or the incident in a server's journal.
    pub(super) key: String,
    /// Changes whenever the book does.
    pub(super) stamp: String,
    pub(super) source: Source,
    pub(super) file: Option<PathBuf>,
    journal: Option<(PathBuf, IncidentId)>,
    paper: bool,
    /// A server keeps it for its team.
    pub(super) team: bool,
}

/// A book as it was read.
pub(super) enum Book {
    Incident(Box<Recording>),
    Paper(Box<Paper>),
}

impl Shelf {
    /// What stands there now. A folder that is not there has nothing on it.
    pub(super) fn spots(&self) -> Result<Vec<Spot>, LibraryError> {
        match self {
            Self::Recordings { folder, source } => files(folder, "jsonl", *source, None),
            Self::Papers { folder, team } => {
                let source = if *team { Source::Server } else { Source::Imported };
                files(folder, "json", source, Some(*team))
            }
            Self::Journal { folder } => Ok(rooms(folder)?),
        }
    }
}

fn files(
    folder: &Path,
    ending: &str,
    source: Source,
    paper: Option<bool>,
) -> Result<Vec<Spot>, LibraryError> {
    let bad = |e: io::Error| LibraryError::Folder { folder: folder.into(), what: e.to_string() };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(bad(e)),
    };
    let mut spots = Vec::new();
    for entry in entries {
        let entry = entry.map_err(bad)?;
        let path = entry.path();
        if path.extension().is_none_or(|end| end != ending) {
            continue;
        }
        // One that is gone since is not there.
        let Ok(about) = entry.metadata() else { continue };
        let changed = about.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        let stamp = format!("{}:{}", about.len(), changed.unwrap_or_default().as_nanos());
        let key = path.to_string_lossy().into_owned();
        let (team, paper) = (paper.unwrap_or_default(), paper.is_some());
        spots.push(Spot { key, stamp, source, file: Some(path), journal: None, paper, team });
    }
    Ok(spots)
}

/// The incidents of a server's journal.
fn rooms(folder: &Path) -> Result<Vec<Spot>, rusqlite::Error> {
    let file = folder.join("journal.db");
    let spot = |(id, _, head): (IncidentId, Label, Seq)| {
        let (key, stamp) = (format!("journal:{id}"), head.0.to_string());
        let journal = Some((file.clone(), id));
        let (paper, team) = (false, false);
        Spot { key, stamp, source: Source::Server, file: None, journal, paper, team }
    };
    Ok(heads(&file)?.into_iter().map(spot).collect())
}

/// The incidents of a journal, each with its last record. A journal that is not there has none.
pub(super) fn heads(file: &Path) -> Result<Vec<(IncidentId, Label, Seq)>, rusqlite::Error> {
    if !file.exists() {
        return Ok(Vec::new());
    }
    let db = read_only(file)?;
    let mut all =
        db.prepare(&format!("SELECT id, label, {HEAD} FROM incident WHERE label IS NOT NULL"))?;
    let rows = all.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, u32>(1)?, row.get::<_, i64>(2)?))
    })?;
    let mut heads = Vec::new();
    for row in rows {
        let (id, label, head) = row?;
        let Ok(id) = id.parse().map(IncidentId) else { continue };
        heads.push((id, Label(label), Seq(u64::try_from(head).unwrap_or_default())));
    }
    Ok(heads)
}

fn read_only(file: &Path) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(file, flags)?;
    db.busy_timeout(Duration::from_secs(BUSY_SECONDS_MAX))?;
    Ok(db)
}

impl Spot {
    /// Reads the book; a sentence where it is none.
    pub(super) fn read(&self) -> Result<Book, String> {
        if let Some((file, id)) = &self.journal {
            return room(file, *id);
        }
        let path = self.file.as_deref().unwrap_or_else(|| Path::new(&self.key));
        let bytes = bytes(path)?;
        if self.paper {
            let paper = serde_json::from_slice(&bytes);
            return paper.map(|paper| Book::Paper(Box::new(paper))).map_err(|e| {
                format!("line {} is no part of a report that was taken in", e.line())
            });
        }
        let recording = Recording::read_bytes(&bytes)?;
        Ok(Book::Incident(Box::new(recording)))
    }
}

pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let said = |e: io::Error| e.to_string();
    if fs::metadata(path).map_err(said)?.len() > FILE_BYTES_MAX {
        return Err(format!("it is larger than {FILE_BYTES_MAX} bytes"));
    }
    fs::read(path).map_err(said)
}

fn room(file: &Path, id: IncidentId) -> Result<Book, String> {
    let text = lines(file, id).map_err(|e| e.to_string())?;
    let recording = Recording::read(&text)?;
    Ok(Book::Incident(Box::new(recording)))
}

/// An incident of a server's journal as a recording.
pub(super) fn lines(file: &Path, id: IncidentId) -> Result<String, rusqlite::Error> {
    let db = read_only(file)?;
    let (n, mut text): (i64, String) =
        db.query_row("SELECT n, header FROM incident WHERE id = ?1", [id.to_string()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let mut all =
        db.prepare("SELECT line FROM record WHERE place > ?1 AND place < ?2 ORDER BY place")?;
    let rows = all.query_map([place(n, Seq(0)), end(n)], |row| row.get::<_, String>(0))?;
    text.push('\n');
    for row in rows {
        text.push_str(&row?);
        text.push('\n');
    }
    Ok(text)
}

/// Its last good place, its name, and why it ends there if it is not whole.
pub(super) fn about(recording: &Recording) -> (Seq, &Header, Option<String>) {
    let head = recording.chain.head;
    let broken =
        recording.broken.as_ref().map(|why| format!("it is read up to {head} only: {why}"));
    let torn = recording.torn.then(|| format!("its last line has no end: it is read up to {head}"));
    (head, &recording.header, broken.or(torn))
}
