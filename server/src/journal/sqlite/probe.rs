//! Whether the disk takes anything, and why not.
//!
//! SQLite says that a write failed and seldom why; the system says it of a file beside the database.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use crate::journal::JournalError;

/// As much as a large commit writes, in bytes: where less fits, commits would fail again.
const PROBE_BYTES: usize = 128 * 1024;

/// Writes a file beside the database, syncs it, and takes it away again.
pub(super) fn write(database: &Path) -> Result<(), JournalError> {
    let file = database.with_file_name("probe");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let written = options.open(&file).and_then(|mut open| {
        open.write_all(&vec![0; PROBE_BYTES])?;
        open.sync_all()
    });
    // What stands there after a crash is written over by the next.
    drop(std::fs::remove_file(&file));
    written.map_err(|error| of(&error))
}

/// An error of the database, with the system's reason where the database has none.
pub(super) fn why(error: JournalError, database: &Path) -> JournalError {
    if !matches!(error, JournalError::Unavailable(_)) {
        return error;
    }
    match write(database) {
        Err(plain @ (JournalError::Full | JournalError::ReadOnly)) => plain,
        Ok(()) | Err(_) => error,
    }
}

fn of(error: &io::Error) -> JournalError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => JournalError::Full,
        io::ErrorKind::ReadOnlyFilesystem => JournalError::ReadOnly,
        _ => JournalError::Unavailable(format!("the disk takes nothing: {error}")),
    }
}
