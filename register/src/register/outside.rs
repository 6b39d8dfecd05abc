//! What was asked from outside, and what writes from outside, asked of the register.

use std::collections::BTreeMap;

use super::Register;
use crate::state::{Inquiry, WriteToken};
use crate::{At, EntryId, Seq, Text};

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

    /// The tokens by which what has no warroom writes in somebody's name, by the record that made them.
    pub fn tokens(&self) -> &BTreeMap<Seq, WriteToken> {
        &self.tokens
    }

    /// Those that are not closed, and whose owners are in the room: until when each is good.
    pub fn good_tokens(&self) -> impl Iterator<Item = &WriteToken> {
        let here = |who| self.responders().get(&who).is_some_and(|r| !r.left && !r.removed);
        self.tokens.values().filter(move |token| !token.revoked && here(token.by))
    }
}
