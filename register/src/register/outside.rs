//! What was asked from outside, asked of the register.

use std::collections::BTreeMap;

use super::Register;
use crate::state::Inquiry;
use crate::{At, EntryId, Text};

impl Register {
    /// All that was ever asked from outside, by entry.
    pub fn inquiries(&self) -> &BTreeMap<EntryId, Inquiry> {
        &self.inquiries
    }

    /// What was asked from outside and has no answer yet, oldest first.
    pub fn open_inquiries(&self) -> impl Iterator<Item = (EntryId, &Inquiry)> {
        let open = |(entry, i): &(&EntryId, &Inquiry)| i.is_open() && self.stands(**entry);
        self.inquiries.iter().filter(open).map(|(entry, inquiry)| (*entry, inquiry))
    }

    /// Who asks: whoever was named, else the author.
    pub fn inquirer(&self, entry: EntryId) -> Text {
        let named = self.inquiries.get(&entry).map(|i| i.asker.clone());
        named.filter(|asker| !asker.is_empty()).unwrap_or_else(|| {
            self.row(entry).map_or_else(Text::default, |row| Text::from(row.by.as_str()))
        })
    }

    /// Since when the room has settled what was passed on to it: whoever asked can be told.
    pub fn settled_by_room(&self, inquiry: &Inquiry) -> Option<At> {
        let question = self.questions.get(&inquiry.passed?)?;
        let answered = question.answer.and_then(|seq| self.row(seq)).map(|row| row.at);
        answered.or_else(|| question.dropped.then_some(question.since))
    }
}
