//! What is read from the tables: items, their gists, what is wrong with them.

use rusqlite::Connection;
use std::path::PathBuf;

use warroom_register::library::{Beside, Paper};
use warroom_register::words::Phase;
use warroom_register::{Seq, Shown};

use super::shelves::Source;
use super::{Differs, Item, Over, Volume};

pub(super) fn troubles(db: &Connection) -> Result<Vec<String>, rusqlite::Error> {
    let mut all =
        db.prepare_cached("SELECT key, trouble FROM place WHERE trouble IS NOT NULL ORDER BY key")?;
    let rows = all.query_map([], |row| {
        let (key, trouble): (String, String) = (row.get(0)?, row.get(1)?);
        Ok(format!("{}: {trouble}", Shown::of(&key)))
    })?;
    rows.collect()
}

const ITEM: &str =
    "SELECT item.id, place.source, place.file, facts, paper, gist, advice, item.hash,
    parting.at, parting.other
    FROM item JOIN place ON place.key = item.place LEFT JOIN parting ON parting.id = item.id";
/// The column of the fingerprint.
const HASH_COLUMN: usize = 7;
/// The column of where two recordings part.
const PARTING_COLUMN: usize = 8;

pub(super) fn items(db: &Connection) -> Result<Vec<Item>, rusqlite::Error> {
    let mut all = db.prepare_cached(&format!("{ITEM} ORDER BY paper IS NOT NULL, opened DESC"))?;
    all.query_map([], item)?.collect()
}

pub(super) fn volumes(db: &Connection, advised: bool) -> Result<Vec<Volume>, rusqlite::Error> {
    let only = if advised { "WHERE advice IS NOT NULL" } else { "" };
    let mut all =
        db.prepare_cached(&format!("{ITEM} {only} ORDER BY paper IS NOT NULL, opened DESC"))?;
    let rows = all.query_map([], |row| {
        let recommended = read(row, 6)?.unwrap_or_default();
        Ok(Volume { item: item(row)?, gist: read(row, 5)?.unwrap_or_default(), recommended })
    })?;
    rows.collect()
}

/// The report that is this one; else one of its link that has other words.
pub(super) fn beside(
    db: &Connection,
    paper: &Paper,
) -> Result<Option<(Item, Beside)>, rusqlite::Error> {
    let mut all = db.prepare_cached(&format!("{ITEM} WHERE paper IS NOT NULL ORDER BY n"))?;
    let rows = all.query_map([], |row| Ok((item(row)?, row.get::<_, String>(HASH_COLUMN)?)))?;
    let mut linked = None;
    for row in rows {
        let (item, print) = row?;
        let (Some(kept), Ok(print)) = (&item.paper, print.parse()) else { continue };
        match paper.beside(kept, print) {
            Some(Beside::Same) => return Ok(Some((item, Beside::Same))),
            Some(Beside::OtherWords) => linked = linked.or(Some((item, Beside::OtherWords))),
            None => {}
        }
    }
    Ok(linked)
}

/// Closed incidents, each as it was when the last record was read.
pub(super) fn closed(db: &Connection) -> Result<Vec<Over>, rusqlite::Error> {
    let mut all = db.prepare_cached(
        "SELECT summary, doors FROM item WHERE summary IS NOT NULL AND doors IS NOT NULL",
    )?;
    let rows = all.query_map([], |row| {
        Ok(read(row, 0)?.zip(read(row, 1)?).map(|(line, doors)| Over { line, doors }))
    })?;
    let mut closed = Vec::new();
    for row in rows {
        closed.extend(row?.filter(|over| over.line.phase == Phase::Closed));
    }
    Ok(closed)
}

fn item(row: &rusqlite::Row<'_>) -> Result<Item, rusqlite::Error> {
    Ok(Item {
        id: row.get(0)?,
        source: Source::of_number(row.get(1)?),
        file: row.get::<_, Option<String>>(2)?.map(PathBuf::from),
        facts: read(row, 3)?,
        paper: read(row, 4)?,
        differs: differs(row)?,
    })
}

fn differs(row: &rusqlite::Row<'_>) -> Result<Option<Differs>, rusqlite::Error> {
    let Some(from) = row.get::<_, Option<i64>>(PARTING_COLUMN)? else { return Ok(None) };
    let from = Seq(u64::try_from(from).unwrap_or_default());
    let other = row.get::<_, Option<String>>(PARTING_COLUMN + 1)?.unwrap_or_default();
    Ok(Some(Differs { from, other: other.into() }))
}

/// A column of JSON that this code wrote: one that does not read is of a damaged index.
fn read<T: serde::de::DeserializeOwned>(
    row: &rusqlite::Row<'_>,
    column: usize,
) -> Result<Option<T>, rusqlite::Error> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| serde_json::from_str(&text)).transpose().map_err(|e| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(e))
    })
}
