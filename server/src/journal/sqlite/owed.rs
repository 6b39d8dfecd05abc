//! What the file of heads says that the database does not: records that were confirmed and are gone,
//! or that read otherwise.
//!
//! It only compares. What is owed stays in the file until it is put back or written off.

use rusqlite::Connection;
use std::collections::BTreeMap;
use warroom_register::{IncidentId, Record, Seq};

use super::heads::{Place, Places};
use super::{list, read};
use crate::journal::{JournalError, Owed};

pub(super) type OwedOf = BTreeMap<IncidentId, Owed>;

/// What the file is to say from now on, and what of it the database owes.
pub(super) fn compare(
    connection: &Connection,
    known: &Places,
) -> Result<(Places, OwedOf), JournalError> {
    let mut places = Places::new();
    for stored in list(connection)? {
        let hash = hash_at(connection, stored.id, stored.head)?;
        let (head, label, header) = (stored.head, stored.label, Some(stored.header.into()));
        let since = known.get(&stored.id).and_then(|said| said.since);
        places.insert(stored.id, Place { head, hash, label, header, since });
    }
    let mut owed = OwedOf::new();
    for (id, said) in known {
        let has = places.get(id).map_or(Seq(0), |place| place.head);
        let other = places.get(id).is_some_and(|place| has_other_header(place, said));
        let altered = other || (has >= said.head && is_altered(connection, *id, said)?);
        if has < said.head || altered {
            let mut said = said.clone();
            said.label = said.label.or_else(|| places.get(id)?.label);
            said.header = said.header.or_else(|| places.get(id)?.header.clone());
            let Place { head, hash, label, header, since } = said.clone();
            owed.insert(*id, Owed { head, hash, label, header, altered, since });
            places.insert(*id, said);
        }
    }
    Ok((places, owed))
}

/// Those of which the database holds nothing at all.
pub(super) fn lost(
    connection: &Connection,
    owed: &OwedOf,
) -> Result<Vec<(IncidentId, Owed)>, JournalError> {
    let kept: Vec<_> = list(connection)?.into_iter().map(|stored| stored.id).collect();
    Ok(owed
        .iter()
        .filter(|(id, _)| !kept.contains(id))
        .map(|(id, owed)| (*id, owed.clone()))
        .collect())
}

fn has_other_header(place: &Place, said: &Place) -> bool {
    said.header.is_some() && place.header != said.header
}

fn is_altered(connection: &Connection, id: IncidentId, said: &Place) -> Result<bool, JournalError> {
    let Some(hash) = said.hash else { return Ok(false) };
    Ok(hash_at(connection, id, said.head)?.is_none_or(|found| found != hash))
}

/// The hash of the line at this place; none at the beginning, and none where there is no such line.
fn hash_at(
    connection: &Connection,
    id: IncidentId,
    at: Seq,
) -> Result<Option<warroom_register::Hash>, JournalError> {
    let Some(before) = at.0.checked_sub(1) else { return Ok(None) };
    match read(connection, id, Seq(before), 1) {
        Ok(lines) => Ok(lines.first().map(|line| Record::hash_of_line(line))),
        // A place that is empty is found by whoever reads the whole of it.
        Err(JournalError::Corrupt { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
