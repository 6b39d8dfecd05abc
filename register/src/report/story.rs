//! The records told once from the first to the last: what each said when it was made, and what the
//! room knew at each decision.

use serde::Serialize;
use std::collections::BTreeMap;

use super::names::{Called, Names};
use super::people::spells;
use crate::register::{Register, What};
use crate::times::Times;
use crate::words::{EntryKind, Moment};
use crate::{At, EntryId, Event, Gap, Handle, Record, Seen, Seq, Shown, Text};

/// How many facts, and how many questions, stand with a decision: the latest; all have a section of their own.
const KNOWN_MAX: usize = 40;
/// Where there are many decisions, so many stand with all of them together, a few with each or none:
/// a page of a long incident would else be made of the same facts again and again.
const KNOWN_MAX_IN_ALL: usize = 1_000;
/// How much of each stands there, in cells: many long texts at many decisions would fill any memory.
const KNOWN_CELLS_MAX: usize = 200;

/// A journal, read for a report.
pub(super) struct Story<'a> {
    /// Its records.
    pub(super) records: &'a [Record],
    /// The register at their end.
    pub(super) now: Register,
    /// Its times.
    pub(super) times: Times,
    /// How people are named.
    pub(super) called: Called,
    /// What was known at each decision, by its entry.
    pub(super) then: BTreeMap<EntryId, Then>,
    /// What was later said of an entry: corrected, retracted, verified, replaced.
    pub(super) notes: BTreeMap<EntryId, Vec<Note>>,
    /// The last record that marked each time.
    marked: BTreeMap<Moment, Seq>,
    /// What each record said when it was recorded, in order.
    said: Vec<Text>,
    /// How many facts, and how many questions, stand with a decision.
    known_max: usize,
}

/// What was later said of an entry.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Note {
    pub(super) what: &'static str,
    pub(super) id: Seq,
}

/// What was on the register when a decision was called, in the words of that moment.
pub(super) struct Then {
    /// What was held true.
    pub(super) facts: Vec<(EntryId, Shown)>,
    /// What was open.
    pub(super) questions: Vec<(EntryId, Shown)>,
    /// The last record on the screen of whoever called it.
    pub(super) knew: Option<Seq>,
}

/// Somebody's words with who wrote them when; the words as they stand at the end of the record.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Said {
    pub(super) id: Seq,
    pub(super) by: String,
    pub(super) at: At,
    pub(super) text: String,
}

impl<'a> Story<'a> {
    pub(super) fn of(records: &'a [Record], names: Names) -> Result<Self, Gap> {
        let mut story = Self {
            records,
            now: Register::default(),
            times: Times::default(),
            called: Called::default(),
            then: BTreeMap::new(),
            notes: BTreeMap::new(),
            marked: BTreeMap::new(),
            said: Vec::with_capacity(records.len()),
            known_max: known_max(records),
        };
        for record in records {
            story.now.apply(record)?;
            story.said.push(story.now.sentence(record.seq));
            story.note(record);
        }
        story.times = Times::of(&story.now);
        story.called = Called::of(&story.now, &spells(&story.now), names);
        Ok(story)
    }

    fn note(&mut self, record: &Record) {
        let seq = record.seq;
        let (entry, what) = match self.now.what(seq) {
            Some(What::Decision) => return self.decided(seq, record),
            Some(What::Called(entry, _)) => return self.decided(entry, record),
            Some(What::Amended(entry)) => (entry, "corrected in"),
            Some(What::Retracted(entry)) => (entry, "retracted in"),
            Some(What::Verified(entry, outcome)) => (entry, outcome.words()),
            Some(What::TargetCorrected(entry)) => (entry, "hit something else, see"),
            Some(What::PutBack(entry)) => (entry, "put back in"),
            Some(What::Fact { replaces: Some(entry), .. }) => (entry, "has changed, see"),
            Some(What::Impact(_)) => match self.now.impact_parts(seq).and_then(|it| it.replaces) {
                Some(entry) => (entry, "has changed, see"),
                None => return,
            },
            Some(What::Marked(moment)) => match self.marked.insert(moment, seq) {
                Some(entry) => (entry, "replaced by"),
                None => return,
            },
            _ => return,
        };
        self.notes.entry(entry).or_default().push(Note { what, id: seq });
    }

    fn decided(&mut self, entry: EntryId, record: &Record) {
        let Some(decision) = self.now.decisions().get(&entry) else { return };
        let cut = |id| Shown::line(self.now.text(id).raw(), KNOWN_CELLS_MAX);
        let words = |ids: &[EntryId]| {
            let earlier = ids.len().saturating_sub(self.known_max);
            ids.iter().skip(earlier).map(|id| (*id, cut(*id))).collect()
        };
        let then = Then {
            facts: words(&decision.facts),
            questions: words(&decision.questions),
            knew: record.knew,
        };
        self.then.insert(entry, then);
    }

    /// When a record's matter happened: as its author says, else when it was written.
    pub(super) fn happened(&self, seq: Seq) -> Seen {
        let row = self.now.row(seq);
        let written = Seen { at: row.map_or_else(At::default, |row| row.at), about: false };
        row.and_then(|row| row.seen).unwrap_or(written)
    }

    /// What a record said when it was recorded, whatever came later.
    pub(super) fn sentence(&self, seq: Seq) -> Text {
        seq.index().and_then(|i| self.said.get(i)).cloned().unwrap_or_default()
    }

    /// The words of an entry with who wrote it when.
    pub(super) fn words_of(&self, entry: EntryId) -> Option<Said> {
        let row = self.now.row(entry)?;
        let (by, text) = (self.called.name(row.by), self.called.text(&row.text));
        Some(Said { id: entry, by, at: row.at, text })
    }

    pub(super) fn name(&self, who: Handle) -> String {
        self.called.name(who)
    }
}

fn known_max(records: &[Record]) -> usize {
    let is_called = |record: &&Record| {
        matches!(
            record.event,
            Event::Written { kind: EntryKind::Decision, .. } | Event::Called { .. }
        )
    };
    let decisions = records.iter().filter(is_called).count().max(1);
    (KNOWN_MAX_IN_ALL / decisions).min(KNOWN_MAX)
}
