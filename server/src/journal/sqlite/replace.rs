//! Putting a journal right: what stands there and is not what was recorded goes aside, and what was
//! recorded takes its place, in one transaction.
//!
//! A note beside the database says so right before that is durable, until it is on record. Whether it is
//! what was recorded is not decided here. What is right already is not touched, so a
//! repetition changes nothing.

use rusqlite::{OptionalExtension as _, Transaction};
use std::path::Path;
use std::sync::Arc;
use warroom_register::{IncidentId, Label, Record, Seq};

use super::aside;
use super::jobs::Done;
use super::writer::{Failure, create};
use crate::journal::notes::{PutRight, note_put_right};
use crate::journal::place::{end, place, seq};
use crate::journal::{JournalError, Naming, Replaced, Whole, unread};

/// An incident's row, and its header as it stands there.
type Row = (i64, Option<u32>, Vec<u8>);

/// What of a journal is not as it is to be.
#[derive(Default)]
struct Wrong {
    /// What stands there, by place.
    stood: Vec<(i64, Vec<u8>)>,
    /// Records that are to be put there.
    missing: Vec<i64>,
}

/// Makes the journal of an incident what `whole` is.
pub(super) fn replace(
    change: &Transaction<'_>,
    folder: &Path,
    id: IncidentId,
    whole: &Whole,
    from: Label,
) -> Result<Done, Failure> {
    let row = match row(change, id)? {
        Some(row) => row,
        None => begin(change, id, whole, from)?,
    };
    let (n, label, header) = row;
    let mut wrong = compare(change, n, whole)?;
    let other_header = header != whole.header.as_bytes();
    let first = wrong.missing.iter().chain(wrong.stood.iter().map(|(seq, _)| seq)).min().copied();
    let first = if other_header { Some(1) } else { first };
    if other_header {
        wrong.stood.insert(0, (0, header));
    }
    let lines = u64::try_from(wrong.stood.len()).unwrap_or(u64::MAX);
    let mut kept = None;
    if first.is_some() {
        let places: Vec<i64> = wrong.stood.iter().map(|(seq, _)| *seq).collect();
        if !wrong.stood.is_empty() {
            let file = aside::keep(folder, id, wrong.stood, &taken(whole)?);
            kept = Some(file.map_err(|error| {
                JournalError::Unavailable(format!("what stood there cannot be kept: {error}"))
            })?);
        }
        put(change, n, whole, (&places, &wrong.missing))?;
        let (by, from_seq) = (whole.by, first.map_or(Seq(1), seq));
        let hash = whole.last.as_deref().map(Record::hash_of_line);
        let note = PutRight { by, from_seq, to_seq: whole.head, lines, hash };
        note_put_right(folder, id, &note).map_err(|error| {
            JournalError::Unavailable(format!("that it is put right cannot be noted: {error}"))
        })?;
    }
    let replaced = Replaced { first: first.map(seq), lines, aside: kept };
    let header = Some(Arc::clone(&whole.header));
    Ok(Done { label: label.map(Label), head: whole.head, header, replaced: Some(replaced) })
}

fn row(change: &Transaction<'_>, id: IncidentId) -> Result<Option<Row>, rusqlite::Error> {
    let found = "SELECT n, label, CAST(header AS BLOB) FROM incident WHERE id = ?1";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    change.query_row(found, [id.to_string()], read).optional()
}

/// Under the label it had, where that is free.
fn begin(
    change: &Transaction<'_>,
    id: IncidentId,
    whole: &Whole,
    from: Label,
) -> Result<Row, Failure> {
    let header = || {
        let line = whole.header.to_string();
        Box::new(move |_| line.clone()) as crate::journal::HeaderOf
    };
    let kept = whole.label.map_or(Naming::Unlabelled, Naming::Kept);
    let begun = match create(change, id, (kept, from), &header()) {
        Err(Failure::Own(JournalError::Taken)) => {
            create(change, id, (Naming::Next, from), &header())
        }
        begun => begun,
    };
    begun?;
    Ok(row(change, id)?.ok_or(JournalError::Unknown)?)
}

/// Goes through both in order, a line of each at a time.
fn compare(change: &Transaction<'_>, n: i64, whole: &Whole) -> Result<Wrong, Failure> {
    let mut wrong = Wrong::default();
    let mut all = change
        .prepare("SELECT seq, CAST(line AS BLOB) FROM record WHERE place >= ?1 AND place < ?2 ORDER BY place")?;
    let (mut rows, mut reading) = (all.query([place(n, Seq(0)), end(n)])?, whole.lines.read(0));
    let mut next = 1;
    while let Some(row) = rows.next()? {
        let at: i64 = row.get(0)?;
        while next < at && reading.next().map_err(|e| unread(&e))?.is_some() {
            wrong.missing.push(next);
            next += 1;
        }
        let stands = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        let right = if next == at { reading.next().map_err(|e| unread(&e))? } else { None };
        next += i64::from(right.is_some());
        if right.is_none_or(|right| right.as_bytes() != stands) {
            wrong.stood.push((at, stands.to_vec()));
            wrong.missing.extend(right.map(|_| at));
        }
    }
    while reading.next().map_err(|e| unread(&e))?.is_some() {
        wrong.missing.push(next);
        next += 1;
    }
    Ok(wrong)
}

/// Where words were taken out.
fn taken(whole: &Whole) -> Result<Vec<i64>, Failure> {
    let (mut reading, mut taken) = (whole.lines.read(0), Vec::new());
    for at in 1.. {
        match reading.next().map_err(|e| unread(&e))? {
            None => break,
            Some(line) if line.contains("\"redacted_by\"") => taken.push(at),
            Some(_) => {}
        }
    }
    Ok(taken)
}

/// The triggers forbid this to all other hands; they are back before it is committed.
fn put(
    change: &Transaction<'_>,
    n: i64,
    whole: &Whole,
    (stood, missing): (&[i64], &[i64]),
) -> Result<(), Failure> {
    let triggers = triggers(change)?;
    for (name, _) in &triggers {
        change.execute_batch(&format!("DROP TRIGGER {name}"))?;
    }
    let mut delete = change.prepare("DELETE FROM record WHERE place = ?1")?;
    for at in stood {
        delete.execute([place(n, seq(*at))])?;
    }
    let mut insert = change.prepare("INSERT INTO record (place, line) VALUES (?1, ?2)")?;
    let (mut reading, mut missing) = (whole.lines.read(0), missing.iter().peekable());
    for at in 1.. {
        let Some(line) = reading.next().map_err(|e| unread(&e))? else { break };
        if missing.next_if_eq(&&at).is_some() {
            insert.execute((place(n, seq(at)), line))?;
        }
    }
    change.execute("UPDATE incident SET header = ?2 WHERE n = ?1", (n, &*whole.header))?;
    for (_, sql) in &triggers {
        change.execute_batch(sql)?;
    }
    Ok(())
}

fn triggers(change: &Transaction<'_>) -> Result<Vec<(String, String)>, rusqlite::Error> {
    let mut all = change.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")?;
    let rows = all.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}
