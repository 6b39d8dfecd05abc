//! Questions from outside: comms is asked for an answer, and whoever asked is told of it.

use super::Need;
use super::list::List;
use crate::limits::ANSWER_TOLD_MINUTES;
use crate::state::Inquiry;
use crate::{At, EntryId};

impl List<'_> {
    pub(super) fn inquiries(&mut self) {
        let register = self.register;
        for (entry, inquiry) in register.inquiries() {
            if !register.stands(*entry) {
                continue;
            }
            match inquiry.told() {
                Some(told) => self.tell_asker(*entry, told),
                None => self.inquiry(*entry, inquiry),
            }
        }
    }

    fn inquiry(&mut self, entry: EntryId, inquiry: &Inquiry) {
        let voice = self.register.voice();
        if inquiry.passed.is_some() {
            // As long as the room looks for the answer, comms has nothing to do about it.
            if let Some(since) = self.register.settled_by_room(inquiry) {
                self.push(Need::InquirySettled, since, entry, inquiry.owner.or(voice));
            }
            return;
        }
        match inquiry.owner {
            None => self.push(Need::InquiryWaits, inquiry.since, entry, voice),
            Some(owner) if self.is_late_since(inquiry.since) => {
                self.push(Need::InquiryWaits, inquiry.since, entry, Some(owner));
            }
            // Who has it knows of it: it only stays in sight.
            Some(owner) => self.push(Need::InquiryTaken, inquiry.since, entry, Some(owner)),
        }
    }

    fn push(&mut self, what: Need, since: At, entry: EntryId, asked: Option<crate::Handle>) {
        let late = !self.calm() && self.is_late_since(since);
        self.all.push(super::Attention { what, since, entry: Some(entry), asked, late });
    }

    /// A small incident has no clock for it.
    fn is_late_since(&self, since: At) -> bool {
        let minutes = self.rule.inquiry_late_minutes();
        minutes.is_some_and(|minutes| self.now >= since.plus_seconds(i64::from(minutes) * 60))
    }

    /// The answer stands on the line of whoever wrote the question down, for a while.
    fn tell_asker(&mut self, entry: EntryId, told: EntryId) {
        let (Some(asked), Some(told)) = (self.register.row(entry), self.register.row(told)) else {
            return;
        };
        let over = told.at.plus_seconds(i64::from(ANSWER_TOLD_MINUTES) * 60);
        if asked.by == told.by || self.now >= over {
            return;
        }
        let (what, since, asked) = (Need::InquiryAnswered, told.at, Some(asked.by));
        self.all.push(super::Attention { what, since, entry: Some(entry), asked, late: false });
    }
}
