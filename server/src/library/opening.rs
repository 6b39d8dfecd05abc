//! How the file of the index is opened, by several programs at once too, or begun anew.

use std::fs::{self, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode};

use super::index::{APPLICATION_ID, TABLES, VERSION};

/// Another program may be at it, for so long, in seconds.
const BUSY_SECONDS_MAX: u64 = 10;
/// How often an index is opened that seems not to be read, before that is believed.
const OPENING_TRIES: usize = 20;

/// Who closes an index last takes its log away, in the very moment perhaps in which another program
/// opens it: to that one it reads as a disk that fails.
pub(super) fn open(file: &Path) -> Result<Connection, rusqlite::Error> {
    let failed = |opened: &Result<Connection, rusqlite::Error>| {
        let code = opened.as_ref().err().and_then(rusqlite::Error::sqlite_error_code);
        code == Some(ErrorCode::SystemIoFailure)
    };
    let mut opened = open_once(file);
    for _ in 1..OPENING_TRIES {
        if !failed(&opened) {
            break;
        }
        opened = open_once(file);
    }
    opened
}

fn open_once(file: &Path) -> Result<Connection, rusqlite::Error> {
    // For its owner alone, before a word is in it.
    drop(OpenOptions::new().create(true).append(true).mode(0o600).open(file));
    let db = Connection::open(file)?;
    db.busy_timeout(Duration::from_secs(BUSY_SECONDS_MAX))?;
    to_wal(&db)?;
    db.pragma_update(None, "synchronous", "normal")?;
    db.pragma_update(None, "secure_delete", true)?;
    let of = |name| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let (application, version) = (of("application_id")?, of("user_version")?);
    if (application, version) == (APPLICATION_ID, VERSION) {
        return Ok(db);
    }
    if (application, version) != (0, 0) {
        drop(db);
        return anew(file);
    }
    db.execute_batch(&format!(
        "BEGIN IMMEDIATE; {TABLES}
         PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION}; COMMIT;"
    ))
    .or_else(|e| if is_made(&db) { Ok(()) } else { Err(e) })?;
    Ok(db)
}

/// SQLite does not wait by itself where several programs change a new file's journal at once.
fn to_wal(db: &Connection) -> Result<(), rusqlite::Error> {
    let until = Instant::now() + Duration::from_secs(BUSY_SECONDS_MAX);
    loop {
        match db.pragma_update(None, "journal_mode", "wal") {
            // A change waits for who is at it.
            Err(error) if is_busy(&error) && Instant::now() < until => {
                drop(db.execute_batch("BEGIN IMMEDIATE; COMMIT"));
            }
            done => return done,
        }
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
}

/// Another program made the tables in the same moment.
fn is_made(db: &Connection) -> bool {
    drop(db.execute_batch("ROLLBACK"));
    let version = db.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0));
    version.is_ok_and(|version| version == VERSION)
}

pub(super) fn anew(file: &Path) -> Result<Connection, rusqlite::Error> {
    drop(remove(file));
    open(file)
}

pub(super) fn remove(file: &Path) -> io::Result<()> {
    for end in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(end);
        match fs::remove_file(PathBuf::from(name)) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}
