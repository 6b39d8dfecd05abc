//! The tables of the index: what is put in and taken out.
//!
//! A row of words is numbered by its item and its record, so that an item is taken out by a range
//! and the newest items stand last.

use rusqlite::{Connection, OptionalExtension as _, Transaction, ffi, params};
use std::collections::BTreeMap;

use warroom_register::library::{Card, Passage, passages};
use warroom_register::protocol::Summary;
use warroom_register::{Event, Hash, Recording, Register, Seq, Shown};

use super::parting;
use super::shelves::{Book, Spot, about};
use crate::doors::Doors;

/// The version of the tables: another one is made anew.
pub(super) const VERSION: i64 = 9;
/// "WLIB".
pub(super) const APPLICATION_ID: i64 = 0x574c_4942;
/// Records of one item, by the number of bits.
pub(super) const SEQ_BITS: u32 = 20;

/// `secure-delete`: words that are taken out leave no trace in the index of words.
pub(super) const TABLES: &str = "
    CREATE TABLE place (
        key TEXT PRIMARY KEY,
        stamp TEXT NOT NULL,
        source INTEGER NOT NULL,
        file TEXT,
        id TEXT,
        head INTEGER NOT NULL,
        trouble TEXT
    ) STRICT;
    CREATE INDEX place_of ON place (id);
    CREATE TABLE item (
        n INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        place TEXT NOT NULL,
        head INTEGER NOT NULL,
        hash TEXT NOT NULL,
        taken INTEGER NOT NULL,
        opened INTEGER NOT NULL,
        facts TEXT,
        paper TEXT,
        gist TEXT NOT NULL,
        advice TEXT,
        summary TEXT,
        doors TEXT
    ) STRICT;
    CREATE TABLE parting (
        id TEXT PRIMARY KEY,
        at INTEGER NOT NULL,
        other TEXT NOT NULL
    ) STRICT;
    CREATE VIRTUAL TABLE words USING fts5 (
        text, at UNINDEXED, by UNINDEXED, kind UNINDEXED,
        tokenize = 'porter unicode61 remove_diacritics 2'
    );
    INSERT INTO words (words, rank) VALUES ('secure-delete', 1);
";

/// The log holds what was written last, and what was taken out until then. Fails where a reader is in
/// the way for longer than it waits.
pub(super) fn empty_log(db: &Connection) -> Result<(), rusqlite::Error> {
    let busy: i64 = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy == 0 {
        return Ok(());
    }
    Err(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_BUSY), None))
}

/// A place as it was entered.
pub(super) struct Entered {
    pub(super) stamp: String,
}

pub(super) fn entered(db: &Connection) -> Result<BTreeMap<String, Entered>, rusqlite::Error> {
    let mut all = db.prepare_cached("SELECT key, stamp FROM place")?;
    let rows = all.query_map([], |row| Ok((row.get(0)?, Entered { stamp: row.get(1)? })))?;
    rows.collect()
}

/// Takes out a place. Gives the places from which its item is to be read instead.
pub(super) fn take_out(db: &Transaction<'_>, key: &str) -> Result<Vec<String>, rusqlite::Error> {
    let of = |query: &str| db.query_row(query, [key], |row| row.get::<_, Option<String>>(0));
    let was = of("SELECT id FROM place WHERE key = ?1").optional()?.flatten();
    db.execute("DELETE FROM place WHERE key = ?1", [key])?;
    let Some(id) = of("SELECT id FROM item WHERE place = ?1").optional()?.flatten() else {
        was.map_or(Ok(()), |id| parting::look(db, &id))?;
        return Ok(Vec::new());
    };
    let mut others = db.prepare_cached("SELECT key FROM place WHERE id = ?1")?;
    let others: Result<Vec<String>, _> = others.query_map([&id], |row| row.get(0))?.collect();
    let others = others?;
    remove_item(db, &id)?;
    Ok(others)
}

/// Takes out an item with all its words; its places are read anew.
pub(super) fn forget(db: &Transaction<'_>, id: &str) -> Result<(), rusqlite::Error> {
    remove_item(db, id)?;
    db.execute("DELETE FROM place WHERE id = ?1", [id]).map(drop)
}

fn remove_item(db: &Transaction<'_>, id: &str) -> Result<(), rusqlite::Error> {
    let Some(n) = number(db, id)? else { return Ok(()) };
    remove_words(db, n)?;
    db.execute("DELETE FROM parting WHERE id = ?1", [id])?;
    db.execute("DELETE FROM item WHERE n = ?1", [n]).map(drop)
}

fn number(db: &Transaction<'_>, id: &str) -> Result<Option<i64>, rusqlite::Error> {
    db.query_row("SELECT n FROM item WHERE id = ?1", [id], |row| row.get(0)).optional()
}

fn remove_words(db: &Transaction<'_>, n: i64) -> Result<(), rusqlite::Error> {
    let (from, to) = (n << SEQ_BITS, (n + 1) << SEQ_BITS);
    db.execute("DELETE FROM words WHERE rowid >= ?1 AND rowid < ?2", [from, to]).map(drop)
}

/// Enters what stands in a place.
pub(super) fn enter(
    db: &Transaction<'_>,
    spot: &Spot,
    read: Result<Book, String>,
) -> Result<(), rusqlite::Error> {
    let place = |id: Option<&str>, head: Seq, trouble: Option<String>| {
        let file = spot.file.as_ref().map(|file| file.to_string_lossy().into_owned());
        db.execute(
            "INSERT OR REPLACE INTO place (key, stamp, source, file, id, head, trouble)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                spot.key,
                spot.stamp,
                spot.source.number(),
                file,
                id,
                signed(head.0),
                trouble.map(|why| Shown::line(&why, 300).to_string())
            ],
        )
    };
    match read {
        Err(why) => place(None, Seq(0), Some(why)).map(drop),
        Ok(Book::Paper(paper)) => {
            let name = if spot.team { paper.team_name() } else { paper.name() };
            place(Some(&name), Seq(0), None)?;
            let gist = json(&paper.gist());
            let bare = (*paper).clone().bare();
            let item = Row {
                id: name,
                head: Seq(0),
                hash: paper.fingerprint(),
                taken: 0,
                opened: paper.added_at.ms(),
                facts: None,
                paper: Some(json(&bare)),
                gist,
                advice: None,
                summary: None,
                doors: None,
            };
            put(db, spot, &item, &paper.passages(), None)
        }
        Ok(Book::Incident(recording)) => {
            let (head, header, trouble) = about(&recording);
            let id = header.id.to_string();
            place(Some(&id), head, trouble)?;
            incident(db, spot, &recording)?;
            parting::look(db, &id)
        }
    }
}

fn incident(
    db: &Transaction<'_>,
    spot: &Spot,
    recording: &Recording,
) -> Result<(), rusqlite::Error> {
    let (head, header, _) = about(recording);
    let id = header.id.to_string();
    let before: Option<(i64, String, i64, String)> = db
        .query_row("SELECT head, hash, taken, place FROM item WHERE id = ?1", [&id], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    let further = before.as_ref().filter(|(_, _, _, place)| *place != spot.key);
    if further.is_some_and(|(known, ..)| *known > signed(head.0)) {
        return Ok(());
    }
    let Ok(register) = Register::of(&recording.records) else { return Ok(()) };
    // A server's own journal, or an incident that was never opened, is none.
    let Some(card) = Card::of(&register, header.incident, header.id) else { return Ok(()) };
    let taken = taken(recording);
    // Where all of before still stands, only what is new is entered.
    let after = before.and_then(|(known, hash, before, _)| {
        let known = u64::try_from(known).ok().map(Seq)?;
        let same = before == taken && hash_at(recording, known)?.to_string() == hash;
        (same && !was_moved(recording, known)).then_some(known)
    });
    let label = header.incident.filter(|_| !owes(recording));
    let summary = label.and_then(|label| Summary::of(&register, label, header.id, 0));
    let doors = summary.as_ref().map(|_| Doors::of(&register));
    let row = Row {
        id,
        head,
        hash: recording.chain.hash,
        taken,
        opened: card.facts.opened_at.ms(),
        facts: Some(json(&card.facts)),
        paper: None,
        gist: json(&card.gist),
        advice: (!card.recommended.is_empty()).then(|| json(&card.recommended)),
        summary: summary.map(|summary| json(&summary)),
        doors: doors.map(|doors| json(&doors)),
    };
    let words = passages(&recording.records, &register, after.unwrap_or_default());
    put(db, spot, &row, &words, after)
}

/// Whether the incident was closed or opened again behind this record, or a review went on: what of it is
/// told, changes.
fn was_moved(recording: &Recording, known: Seq) -> bool {
    let mut behind = recording.records.iter().rev().take_while(|record| record.seq > known);
    let moved = |event: &Event| {
        matches!(
            event,
            Event::PhaseMoved { .. }
                | Event::StepMoved { .. }
                | Event::ReviewClosed { .. }
                | Event::AdviceAccepted { .. }
                | Event::AdviceDeclined { .. }
                | Event::AdviceRested { .. }
                | Event::AdviceFinished { .. }
        )
    };
    behind.any(|record| moved(&record.event))
}

/// Whether words are still to be erased: whoever has the journal has that to make up for.
fn owes(recording: &Recording) -> bool {
    recording.records.iter().any(|record| match record.event {
        Event::Redacted { entry, .. } => {
            let taken = entry.index().and_then(|i| recording.records.get(i));
            taken.is_some_and(|taken| taken.redacted_by.is_none())
        }
        _ => false,
    })
}

/// How many records have lost their words, or are about to.
fn taken(recording: &Recording) -> i64 {
    let redacts = |event: &Event| matches!(event, Event::Redacted { .. });
    let count = |r: &warroom_register::Record| {
        i64::from(redacts(&r.event)) + i64::from(r.redacted_by.is_some())
    };
    recording.records.iter().map(count).sum()
}

fn hash_at(recording: &Recording, seq: Seq) -> Option<Hash> {
    if seq == recording.chain.head {
        return Some(recording.chain.hash);
    }
    recording.records.get(usize::try_from(seq.0).ok()?).map(|next| next.prev)
}

struct Row {
    id: String,
    head: Seq,
    hash: Hash,
    taken: i64,
    opened: i64,
    facts: Option<String>,
    paper: Option<String>,
    gist: String,
    advice: Option<String>,
    /// Its line in the lobby.
    summary: Option<String>,
    /// Who is kept out of it, and whom it knows.
    doors: Option<String>,
}

fn put(
    db: &Transaction<'_>,
    spot: &Spot,
    row: &Row,
    words: &[Passage],
    after: Option<Seq>,
) -> Result<(), rusqlite::Error> {
    let n = match number(db, &row.id)? {
        Some(n) => n,
        None => db.query_row("SELECT coalesce(max(n), 0) + 1 FROM item", [], |row| row.get(0))?,
    };
    if after.is_none() {
        remove_words(db, n)?;
    }
    db.prepare_cached(
        "INSERT OR REPLACE INTO item (n, id, place, head, hash, taken, opened, facts, paper, gist,
         advice, summary, doors)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        n,
        row.id,
        spot.key,
        signed(row.head.0),
        row.hash.to_string(),
        row.taken,
        row.opened,
        row.facts,
        row.paper,
        row.gist,
        row.advice,
        row.summary,
        row.doors
    ])?;
    let mut insert = db.prepare_cached(
        "INSERT INTO words (rowid, text, at, by, kind) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for passage in words {
        let rowid = (n << SEQ_BITS) + signed(passage.seq.0);
        let text = passage.text.replace('\0', " ");
        insert.execute(params![rowid, text, passage.at.ms(), passage.by.as_str(), passage.kind])?;
    }
    Ok(())
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
