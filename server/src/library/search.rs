//! Words as people type them, and the moments they lead to.
//!
//! What is typed is never taken for the query language of the index: every word is quoted. Of words
//! that stand almost everywhere the newest are shown; to rank them all would take long and say
//! nothing.

use rusqlite::{Connection, OptionalExtension as _};
use std::collections::BTreeMap;

use warroom_register::library::{Found, Hit};
use warroom_register::limits::SEARCH_WORDS_MAX;
use warroom_register::{At, Seq};

use super::LibraryError;
use super::index::SEQ_BITS;

/// How many moments are ranked; of more the newest are shown.
const RANKED_MAX: i64 = 4000;
/// Moments of one item that are shown where as many items are as may be; where they are fewer, each has
/// its part of the room.
const PER_ITEM: usize = 3;
/// For one item that is shown, so many moments are looked at.
const LOOKED_AT: usize = 10;
/// Words of a passage that are shown around those that were looked for.
const SNIPPET_WORDS: i64 = 24;

pub(super) fn search(db: &Connection, words: &str, most: usize) -> Result<Found, LibraryError> {
    let phrases = phrases(words);
    if phrases.is_empty() {
        return Err(LibraryError::NoWords);
    }
    let all = look(db, &phrases.join(" AND "), most)?;
    if !all.hits.is_empty() || phrases.len() < 2 {
        return Ok(all);
    }
    let some = look(db, &phrases.join(" OR "), most)?;
    Ok(Found { whole: false, ..some })
}

/// What was typed as quoted phrases: words side by side in double quotes are one.
fn phrases(words: &str) -> Vec<String> {
    let clean = words.replace('\0', " ");
    let parts = clean.split('"').enumerate().flat_map(|(n, part)| {
        let whole = n % 2 == 1;
        let words: Vec<&str> = if whole { vec![part] } else { part.split_whitespace().collect() };
        words
    });
    let meant = parts.filter(|part| part.chars().any(char::is_alphanumeric));
    meant.take(SEARCH_WORDS_MAX).map(|part| format!("\"{part}\"")).collect()
}

fn look(db: &Connection, query: &str, most: usize) -> Result<Found, rusqlite::Error> {
    let count: i64 = db
        .prepare_cached("SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ?1 LIMIT ?2)")?
        .query_row((query, RANKED_MAX + 1), |row| row.get(0))?;
    let newest = count > RANKED_MAX;
    let order = if newest { "rowid DESC" } else { "rank" };
    let mut moments = db.prepare_cached(&format!(
        "SELECT rowid, at, by, kind, snippet(words, 0, '', '', '…', {SNIPPET_WORDS})
         FROM words WHERE words MATCH ?1 ORDER BY {order} LIMIT ?2"
    ))?;
    let limit = i64::try_from(most.saturating_mul(LOOKED_AT)).unwrap_or(i64::MAX);
    let rows = moments.query_map((query, limit), |row| {
        let rowid: i64 = row.get(0)?;
        let seq = Seq(u64::try_from(rowid & ((1 << SEQ_BITS) - 1)).unwrap_or_default());
        let at = At::from_ms(row.get(1)?);
        let hit = Hit {
            item: String::new(),
            seq,
            at,
            by: row.get(2)?,
            kind: row.get(3)?,
            text: row.get(4)?,
        };
        Ok((rowid >> SEQ_BITS, hit))
    })?;
    let mut order: Vec<i64> = Vec::new();
    let mut by_item: BTreeMap<i64, Vec<Hit>> = BTreeMap::new();
    for row in rows {
        let (n, hit) = row?;
        if !by_item.contains_key(&n) {
            if order.len() == most {
                continue;
            }
            order.push(n);
        }
        by_item.entry(n).or_default().push(hit);
    }
    let each = (most * PER_ITEM / order.len().max(1)).max(PER_ITEM);
    let mut hits = Vec::new();
    for n in order {
        let mut id = db.prepare_cached("SELECT id FROM item WHERE n = ?1")?;
        let id: Option<String> = id.query_row([n], |row| row.get(0)).optional()?;
        let Some(item) = id else { continue };
        let mut of_it = by_item.remove(&n).unwrap_or_default();
        of_it.truncate(each);
        of_it.sort_by_key(|hit| hit.seq);
        hits.extend(of_it.into_iter().map(|hit| Hit { item: item.clone(), ..hit }));
    }
    let count = u64::try_from(count).unwrap_or_default();
    Ok(Found { hits, whole: true, newest, count })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_has_so_many_words_and_those_behind_are_not_looked_for() {
        let words: Vec<String> = (0..=SEARCH_WORDS_MAX).map(|n| format!("word{n}")).collect();
        let whole = words[..SEARCH_WORDS_MAX].join(" ");
        assert_eq!(phrases(&whole).len(), SEARCH_WORDS_MAX);
        assert_eq!(phrases(&words.join(" ")), phrases(&whole));
    }
}
