//! What became of each entry: the records that are about it or name it.
//!
//! It is read once from a register and then kept up, so that a jump does not read every word again.

use std::collections::BTreeMap;

use warroom_register::{EntryId, Register, Said, Seq, What, entries_named};

/// What came of a thing is told in so many records.
const CAME_MAX: usize = 8;

/// For each entry all records that are about it or name it, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mentions {
    of: BTreeMap<EntryId, Vec<Seq>>,
    upto: Seq,
}

impl Mentions {
    /// Takes in what a register holds more than last time.
    pub(crate) fn read_on(&mut self, register: &Register) {
        let mut new = (self.upto.0 + 1..=register.head().0).map(Seq);
        // An entry that was read says something else now.
        let amended = |seq: Seq| match register.what(seq) {
            Some(What::Amended(entry) | What::Redacted(entry)) => entry <= self.upto,
            _ => false,
        };
        if register.head() < self.upto || new.any(amended) {
            *self = Self::default();
        }
        for seq in (self.upto.0 + 1..=register.head().0).map(Seq) {
            self.read(register, seq);
        }
        self.upto = register.head();
    }

    fn read(&mut self, register: &Register, seq: Seq) {
        let Some(row) = register.row(seq) else { return };
        // What came of a thing is no idea, whoever had it.
        let advice = matches!(row.what, What::Said(Said::Advice(_)));
        if advice || register.idea_of(seq).is_some() {
            return;
        }
        if matches!(
            row.what,
            What::Starred { .. }
                | What::Extended(..)
                | What::Acknowledged { .. }
                | What::YesTakenBack(_)
        ) {
            return;
        }
        for entry in row.what.about().into_iter().chain(entries_named(row.text.raw())) {
            if entry < seq {
                let all = self.of.entry(entry).or_default();
                if all.last() != Some(&seq) {
                    all.push(seq);
                }
            }
        }
    }

    /// What became of an entry behind a place; of much the first and the last.
    pub(crate) fn behind(&self, entry: EntryId, place: Seq) -> Vec<Seq> {
        match self.all_behind(entry, place).split_last() {
            Some((last, before)) => {
                before.iter().take(CAME_MAX - 1).chain([last]).copied().collect()
            }
            None => Vec::new(),
        }
    }

    /// All of them.
    pub(super) fn all_behind(&self, entry: EntryId, place: Seq) -> &[Seq] {
        let all = self.of.get(&entry).map_or(&[][..], Vec::as_slice);
        all.get(all.partition_point(|seq| *seq <= place)..).unwrap_or_default()
    }

    /// The last record behind a place that is about an entry or names it.
    pub(super) fn last_behind(&self, entry: EntryId, place: Seq) -> Option<Seq> {
        self.of.get(&entry)?.last().copied().filter(|seq| *seq > place)
    }
}
