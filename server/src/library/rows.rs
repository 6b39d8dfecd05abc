//! What is read from the tables: items, their gists, what is wrong with them.

use rusqlite::{Connection, OptionalExtension as _};
use std::path::PathBuf;

use warroom_register::library::Paper;
use warroom_register::protocol::Summary;
use warroom_register::words::Phase;
use warroom_register::{Hash, Shown};

use super::shelves::Source;
use super::{Item, Volume};

pub(super) fn troubles(db: &Connection) -> Result<Vec<String>, rusqlite::Error> {
    let mut all =
        db.prepare_cached("SELECT key, trouble FROM place WHERE trouble IS NOT NULL ORDER BY key")?;
    let rows = all.query_map([], |row| {
        let (key, trouble): (String, String) = (row.get(0)?, row.get(1)?);
        Ok(format!("{}: {trouble}", Shown::of(&key)))
    })?;
    rows.collect()
}

const ITEM: &str = "SELECT item.id, place.source, place.file, facts, paper, gist, advice
    FROM item JOIN place ON place.key = item.place";

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

/// The number of the report with this fingerprint.
pub(super) fn paper_of(db: &Connection, print: Hash) -> Result<Option<u32>, rusqlite::Error> {
    let mut one =
        db.prepare_cached("SELECT paper FROM item WHERE hash = ?1 AND paper IS NOT NULL")?;
    let paper = one.query_row([print.to_string()], |row| read::<Paper>(row, 0)).optional()?;
    Ok(paper.flatten().map(|paper| paper.number))
}

/// The lines of closed incidents, each as it was when the last record was read.
pub(super) fn closed(db: &Connection) -> Result<Vec<Summary>, rusqlite::Error> {
    let mut all = db.prepare_cached("SELECT summary FROM item WHERE summary IS NOT NULL")?;
    let rows = all.query_map([], |row| read::<Summary>(row, 0))?;
    let mut closed = Vec::new();
    for row in rows {
        closed.extend(row?.filter(|summary| summary.phase == Phase::Closed));
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
    })
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
