//! The report of what a screen shows.

use warroom_register::{Chain, FORMAT, Hash, Header, IncidentId, Recording, report};

use crate::app::Journal;

/// The report of a journal as the screen holds it.
pub(super) fn of(journal: &Journal<'_>) -> String {
    let records = journal.records.to_vec();
    let hash = records.last().map_or_else(Hash::default, |r| Hash::of(r.line().as_bytes()));
    let chain = Chain { head: records.last().map(|r| r.seq).unwrap_or_default(), hash };
    let header = Header {
        warroom: FORMAT,
        id: journal.id.unwrap_or(IncidentId(uuid::Uuid::nil())),
        incident: journal.incident,
        opened_at: records.first().map(|r| r.at).unwrap_or_default(),
    };
    let recording = Recording { header, records, chain, broken: None, torn: false };
    let options = report::Options { label: journal.incident, names: report::Names::Handles };
    report::report(&recording, &options).unwrap_or_else(|gap| gap.to_string())
}
