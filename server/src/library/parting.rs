//! Two recordings of one incident that say otherwise: which is read, and from where on they part.
//!
//! Looked at anew whenever one of them comes, changes or goes, so that nothing is said of what is not
//! there any more.

use rusqlite::{Connection, OptionalExtension as _, Transaction};
use std::path::Path;

use warroom_register::{Shown, Then, compare};

use super::shelves::bytes;

/// Compares the one that is read of an incident with all others of it.
pub(super) fn look(db: &Transaction<'_>, id: &str) -> Result<(), rusqlite::Error> {
    db.execute("DELETE FROM parting WHERE id = ?1", [id])?;
    let query = "SELECT file FROM place WHERE key = (SELECT place FROM item WHERE id = ?1)";
    let read = db.query_row(query, [id], |row| row.get::<_, Option<String>>(0)).optional()?;
    let Some(read) = read.flatten() else { return Ok(()) };
    let mut others = db.prepare_cached(
        "SELECT file FROM place WHERE id = ?1 AND file IS NOT NULL AND file <> ?2 ORDER BY key",
    )?;
    let others = others.query_map([id, &read], |row| row.get::<_, String>(0))?;
    for other in others {
        let other = other?;
        if let Some(at) = parts(Path::new(&read), Path::new(&other)) {
            let at = i64::try_from(at).unwrap_or(i64::MAX);
            db.execute(
                "INSERT INTO parting (id, at, other) VALUES (?1, ?2, ?3)",
                (id, at, &other),
            )?;
            return Ok(());
        }
    }
    Ok(())
}

/// The first record that is not the same in both; none where one only goes further.
fn parts(a: &Path, b: &Path) -> Option<u64> {
    let (a, b) = (bytes(a).ok()?, bytes(b).ok()?);
    let found = compare(&a, &b);
    match found.then {
        Then::Differs(_) => Some(found.same_to.0 + 1),
        Then::OtherHeader => Some(1),
        Then::BothEnd | Then::FileEnds(_) | Then::CopyEnds(_) => None,
    }
}

/// A sentence for each incident of which two recordings part.
pub(super) fn troubles(db: &Connection) -> Result<Vec<String>, rusqlite::Error> {
    let mut all = db.prepare_cached(
        "SELECT place.file, parting.other, parting.at FROM parting
         JOIN item ON item.id = parting.id JOIN place ON place.key = item.place
         ORDER BY place.key",
    )?;
    let rows = all.query_map([], |row| {
        let (read, other, at): (String, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (read, other) = (Shown::of(&read), Shown::of(&other));
        Ok(format!(
            "{read} and {other} are of one incident and disagree from #{at} on: the first is read, \
             and warroom verify one --copy the other says how"
        ))
    })?;
    rows.collect()
}
