//! Questions from outside.

use crate::register::{Register, What};
use crate::state::{Inquiry, Question};
use crate::vocabulary::Event;
use crate::{At, EntryId, Handle, Record, Seq, Text};

impl Register {
    /// Comms that writes down what was asked by phone has it already.
    pub(super) fn inquired(&mut self, r: &Record, text: &Text) -> (What, Text) {
        let Event::Inquired { asker, about, .. } = &r.event else {
            return (What::Newer, text.clone());
        };
        let owner = Some(r.by).filter(|by| self.voice() == Some(*by));
        let (asker, about) = (asker.clone(), *about);
        let inquiry = Inquiry { asker, about, owner, since: r.at, ..Inquiry::default() };
        self.inquiries.insert(r.seq, inquiry);
        (What::Inquiry(about), text.clone())
    }

    pub(super) fn inquiry_passed(
        &mut self,
        r: &Record,
        entry: EntryId,
        text: &Text,
    ) -> (What, Text) {
        if let Some(inquiry) = self.inquiries.get_mut(&entry) {
            inquiry.passed = Some(r.seq);
            inquiry.owner = inquiry.owner.or(Some(r.by));
        }
        let question = Question { since: r.at, about: Some(entry), ..Question::default() };
        self.questions.insert(r.seq, question);
        let text = if text.is_empty() { self.text(entry) } else { text.clone() };
        (What::Question(Some(entry)), text)
    }

    pub(super) fn inquiry_taken(&mut self, by: Handle, at: At, entry: EntryId) {
        if let Some(inquiry) = self.inquiries.get_mut(&entry) {
            inquiry.owner = Some(by);
            inquiry.since = at;
        }
    }

    pub(super) fn inquiry_answered(&mut self, seq: Seq, entry: EntryId) {
        if let Some(inquiry) = self.inquiries.get_mut(&entry) {
            inquiry.answer = Some(seq);
        }
    }

    pub(super) fn inquiry_dropped(&mut self, seq: Seq, entry: EntryId) {
        if let Some(inquiry) = self.inquiries.get_mut(&entry) {
            inquiry.dropped = Some(seq);
        }
    }

    /// What was retracted was its answer, or the room's question that it became: it waits again.
    pub(super) fn inquiry_waits_again(&mut self, retracted: EntryId) {
        for inquiry in self.inquiries.values_mut() {
            inquiry.answer = inquiry.answer.filter(|seq| *seq != retracted);
            inquiry.passed = inquiry.passed.filter(|seq| *seq != retracted);
        }
    }
}
