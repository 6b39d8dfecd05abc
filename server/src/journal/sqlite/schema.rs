//! The tables, how they came to be, and what every connection is set to.
//!
//! Migrations are only ever added. Durability is set and then read back: a promise that a
//! compile-time option or a file system could break in silence is asked for, not assumed.

use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::path::Path;
use std::time::Duration;

use crate::journal::JournalError;

/// "WARR": tells this file from any other database.
const APPLICATION_ID: i64 = 0x5741_5252;
/// 3.7.0 to 3.51.2 can corrupt a write-ahead log that two connections checkpoint.
const SQLITE_VERSION_MIN: i32 = 3_051_003;
/// How long a statement waits for another connection: a checkpoint or a backup by hand.
const BUSY_SECONDS_MAX: u64 = 5;

/// Pages of the write-ahead log at which the writer itself puts it away.
pub(super) const LOG_PAGES_MAX: i64 = 16_000;

/// Step by step from an empty file. Never edit one that was released: add the next.
const MIGRATIONS: [&str; 1] = [
    // One tree, in the order of writing: a record's place is its incident's row and its number in one
    // integer (see `place`), and both can be read. A key of two columns is a second tree, with which a
    // join took a tenth longer. The triggers are for other hands than ours: no tool changes what was said in
    // passing. All comparisons are by IS, because a NULL would let the trigger pass. None looks for
    // gaps: it would double the cost of an insert, the append checks its place, and reading finds them.
    "CREATE TABLE incident (
        n INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        label INTEGER UNIQUE CHECK (label > 0),
        header TEXT NOT NULL
    ) STRICT;
    CREATE TABLE record (
        place INTEGER PRIMARY KEY,
        line TEXT NOT NULL,
        incident INTEGER NOT NULL AS (place >> 32) REFERENCES incident (n),
        seq INTEGER NOT NULL AS (place & 4294967295) CHECK (seq > 0)
    ) STRICT;
    CREATE TRIGGER incident_stays BEFORE DELETE ON incident
    BEGIN SELECT RAISE (ABORT, 'an incident is never deleted'); END;
    CREATE TRIGGER incident_holds BEFORE UPDATE ON incident
    BEGIN SELECT RAISE (ABORT, 'an incident is never changed'); END;
    CREATE TRIGGER record_stays BEFORE DELETE ON record
    BEGIN SELECT RAISE (ABORT, 'a record is never deleted'); END;
    CREATE TRIGGER record_holds BEFORE UPDATE ON record
    WHEN CASE WHEN NOT json_valid(OLD.line) OR NOT json_valid(NEW.line) THEN 1 ELSE NOT (
        NEW.place IS OLD.place
        AND json_type(NEW.line, '$.redacted_by') IS 'integer'
        AND json_type(NEW.line, '$.salt') IS NULL
        AND json_type(NEW.line, '$.hash') IS 'text'
        AND length(NEW.line ->> '$.hash') IS 64
        AND coalesce(OLD.line ->> '$.hash', NEW.line ->> '$.hash') IS NEW.line ->> '$.hash'
        AND OLD.line -> '$.seq' IS NEW.line -> '$.seq'
        AND OLD.line -> '$.prev' IS NEW.line -> '$.prev'
        AND OLD.line -> '$.at' IS NEW.line -> '$.at'
        AND OLD.line -> '$.by' IS NEW.line -> '$.by'
        AND OLD.line -> '$.command' IS NEW.line -> '$.command'
        AND OLD.line -> '$.event.type' IS NEW.line -> '$.event.type'
    ) END
    BEGIN SELECT RAISE (ABORT, 'a record changes by redaction only'); END;",
];

/// The one connection that writes: made, migrated, and checked to be durable.
pub(super) fn open_writer(file: &Path) -> Result<Connection, JournalError> {
    if rusqlite::version_number() < SQLITE_VERSION_MIN {
        let found = rusqlite::version();
        return Err(JournalError::Unavailable(format!("SQLite {found} can corrupt its log")));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = connect(file, flags)?;
    let version = recognise(&connection)?;
    set(&connection, "journal_mode", &"wal".to_owned())?;
    for (name, value) in [
        ("synchronous", 2_i64), // FULL: what was confirmed outlives a power cut
        ("fullfsync", 1),       // the same where fsync alone does not mean it (macOS)
        ("checkpoint_fullfsync", 1),
        ("wal_autocheckpoint", LOG_PAGES_MAX),
        ("foreign_keys", 1),
        ("secure_delete", 1), // a redacted text leaves no copy in the free space
    ] {
        set(&connection, name, &value)?;
    }
    migrate(&mut connection, version)?;
    Ok(connection)
}

/// A connection that puts the write-ahead log away. It is as careful with the disk as the writer.
pub(super) fn open_behind(file: &Path) -> Result<Connection, JournalError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = connect(file, flags)?;
    for name in ["fullfsync", "checkpoint_fullfsync"] {
        set(&connection, name, &1_i64)?;
    }
    set(&connection, "synchronous", &2_i64)?;
    Ok(connection)
}

/// SQLite's unit for a cache in KiB is a negative number.
const READER_CACHE_KIB: i64 = -128;

/// A connection that can only read.
pub(super) fn open_reader(file: &Path) -> Result<Connection, JournalError> {
    let connection =
        connect(file, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // History is read once and in order: a large cache would only be memory a seat.
    connection.pragma_update(None, "cache_size", READER_CACHE_KIB)?;
    // Only what was read once is tied to the files beside the database.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

fn connect(file: &Path, flags: OpenFlags) -> Result<Connection, JournalError> {
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(Duration::from_secs(BUSY_SECONDS_MAX))?;
    Ok(connection)
}

/// Sets a pragma and reads it back: `Unavailable` if it does not hold.
fn set<T>(connection: &Connection, name: &str, value: &T) -> Result<(), JournalError>
where
    T: rusqlite::ToSql + rusqlite::types::FromSql + PartialEq<T>,
{
    connection.pragma_update(None, name, value)?;
    let got: T = connection.pragma_query_value(None, name, |row| row.get(0))?;
    if got == *value {
        return Ok(());
    }
    let what = format!("the database does not take {name} here (is this a network file system?)");
    Err(JournalError::Unavailable(what))
}

/// How many migrations this database has seen. Refuses what is not ours or is newer than we are,
/// before anything is written.
fn recognise(connection: &Connection) -> Result<i64, JournalError> {
    let of = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let (application, version) = (of("application_id")?, of("user_version")?);
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables > 0 && application != APPLICATION_ID {
        let what = "the file is a database of some other program".to_owned();
        return Err(JournalError::Unavailable(what));
    }
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if version > known {
        return Err(JournalError::Newer { found: version, known });
    }
    Ok(version)
}

fn migrate(connection: &mut Connection, version: i64) -> Result<(), JournalError> {
    let done = usize::try_from(version).unwrap_or(0);
    for (version, step) in (1_i64..).zip(MIGRATIONS).skip(done) {
        let change = connection.transaction()?;
        change.execute_batch(step)?;
        change.pragma_update(None, "application_id", APPLICATION_ID)?;
        change.pragma_update(None, "user_version", version)?;
        change.commit()?;
    }
    Ok(())
}

impl From<rusqlite::Error> for JournalError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                Self::Damaged(error.to_string())
            }
            Some(_) | None => Self::Unavailable(error.to_string()),
        }
    }
}
