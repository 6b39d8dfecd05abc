//! The words of a record, as they are searched. What a redaction took is not among them, nor what
//! it is going to take.

use std::collections::BTreeSet;

use crate::vocabulary::Event;
use crate::{At, Handle, Record, Register, Seq};

/// Words with the moment they lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The record; of somebody else's report, the line.
    pub seq: Seq,
    /// When it was recorded.
    pub at: At,
    /// By whom.
    pub by: Handle,
    /// What kind of record, in the words of formats.
    pub kind: &'static str,
    /// The words, as they came.
    pub text: String,
}

/// The words of the records behind a place, where they have any.
pub fn passages(records: &[Record], register: &Register, after: Seq) -> Vec<Passage> {
    let taken: BTreeSet<Seq> = records
        .iter()
        .filter_map(|record| match record.event {
            Event::Redacted { entry, .. } => Some(entry),
            _ => None,
        })
        .collect();
    let parked = |seq| register.is_of_parked(seq);
    let wanted =
        records.iter().filter(|r| r.seq > after && !taken.contains(&r.seq) && !parked(r.seq));
    wanted.filter_map(|record| one(record, register)).collect()
}

fn one(record: &Record, register: &Register) -> Option<Passage> {
    let mut parts: Vec<String> =
        record.event.words().iter().map(|text| text.raw().to_owned()).collect();
    let named = match &record.event {
        Event::Opened { title, .. } => Some(title),
        Event::HelpAsked { whom, .. } => Some(whom),
        Event::PlanUsed { name } => Some(name),
        _ => None,
    };
    parts.extend(named.map(ToString::to_string));
    let text = parts.join("\n");
    let kind = register.what(record.seq).map_or("newer", |what| what.kind());
    (!text.trim().is_empty()).then_some(Passage {
        seq: record.seq,
        at: record.at,
        by: record.by,
        kind,
        text,
    })
}
