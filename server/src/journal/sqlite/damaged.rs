//! A database that SQLite cannot read: it is set aside under a name that says when, and another one is
//! begun with what of it still reads.
//!
//! Only where the file of heads says what there was: it then knows what is missing, and each room that
//! lacks something stops and tells so, until a copy has put it back. Nothing is deleted, and what lies
//! aside is opened to be read alone.

use rusqlite::{Connection, TransactionBehavior};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use warroom_register::{At, IncidentId, Label, Seq};

use super::schema::{open_reader, open_writer};
use super::writer::{Failure, append, create};
use super::{read, unavailable};
use crate::journal::{HeaderOf, JournalError, Naming};

/// What their names begin with.
const NAMED: &str = "damaged-";
/// Lines that are taken over at once.
const LINES: usize = 16;
/// How many databases may be set aside within one second.
const ASIDE_MAX: u32 = 100;

/// Sets the database aside and begins another one with what reads; gives its writing connection.
pub(super) fn begin_anew(file: &Path, why: &str, now: At) -> Result<Connection, JournalError> {
    let aside = set_aside(file, now).map_err(unavailable(file))?;
    let folder = file.parent().unwrap_or(file);
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(unavailable(folder))?;
    super::touch(file)?;
    let mut fresh = open_writer(file)?;
    let taken = match open_reader(&aside) {
        Ok(old) => take_over(&old, &incidents(&old), &mut fresh)?,
        Err(_nothing_reads) => 0,
    };
    tracing::error!(
        why,
        aside = %aside.display(),
        records = taken,
        "the database could not be read and was set aside: what of it still reads was taken over, and \
         whoever holds the rest puts it back (warroom restore)"
    );
    Ok(fresh)
}

/// What SQLite keeps beside a database goes with it, under its name; the log first, so that no new
/// database ever stands beside an old log.
fn set_aside(file: &Path, now: At) -> io::Result<PathBuf> {
    let when: String = now.to_string().chars().filter(char::is_ascii_alphanumeric).collect();
    let name = |n: u32| match n {
        0 => file.with_file_name(format!("{NAMED}{when}.db")),
        n => file.with_file_name(format!("{NAMED}{when}-{n}.db")),
    };
    let free = (0..ASIDE_MAX).map(name).find(|aside| !aside.exists());
    let aside = free.ok_or_else(|| io::Error::from(io::ErrorKind::AlreadyExists))?;
    for end in ["-wal", "-shm", ""] {
        match std::fs::rename(beside(file, end), beside(&aside, end)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(aside)
}

/// Words are taken out of the record: nobody can take them out of a file that does not read, so what
/// was set aside goes, which is said.
pub(super) fn forget(folder: &Path) -> io::Result<()> {
    for entry in folder.read_dir()?.flatten() {
        if entry.file_name().to_str().is_some_and(|name| name.starts_with(NAMED)) {
            let file = entry.path();
            std::fs::remove_file(&file)?;
            tracing::warn!(
                file = %file.display(),
                "words were taken out of the record: a damaged database, which may hold them, was removed"
            );
        }
    }
    Ok(())
}

fn beside(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// One incident's row.
type Row = (String, Option<u32>, String);

/// Those whose rows read. Where their records end is not asked: that may be what does not.
fn incidents(old: &Connection) -> Vec<Row> {
    let rows = || {
        let mut all = old.prepare("SELECT id, label, header FROM incident ORDER BY n")?;
        let rows = all.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok::<_, rusqlite::Error>(rows.map_while(Result::ok).collect())
    };
    rows().unwrap_or_default()
}

/// Of each incident what reads, up to the first place that does not; gives how many records.
fn take_over(
    old: &Connection,
    incidents: &[Row],
    fresh: &mut Connection,
) -> Result<u64, JournalError> {
    let mut taken = 0;
    for (id, label, header) in incidents {
        let Ok(id) = id.parse().map(IncidentId) else { continue };
        let change = fresh.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let header = header.clone();
        let header: HeaderOf = Box::new(move |_| header.clone());
        let naming = label.map_or(Naming::Unlabelled, |label| Naming::Kept(Label(label)));
        match create(&change, id, (naming, Label(0)), &header) {
            // Two of one label, of which one is none: what it was is owed.
            Err(Failure::Own(_)) => continue,
            created => own(created)?,
        };
        let mut head = Seq(0);
        while let Ok(lines) = read(old, id, head, LINES)
            && !lines.is_empty()
        {
            let lines: Vec<Arc<str>> = lines.into_iter().map(Arc::from).collect();
            head = own(append(&change, id, head, &lines))?.head;
        }
        change.commit()?;
        taken += head.0;
    }
    Ok(taken)
}

fn own<T>(result: Result<T, Failure>) -> Result<T, JournalError> {
    result.map_err(|failure| match failure {
        Failure::Own(error) | Failure::All(error) => error,
    })
}
