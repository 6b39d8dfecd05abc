//! What would be left undone by ending it now.

use super::Register;
use crate::promises::promises;
use crate::{At, EntryId, TaskState};

/// Things of one sort that are not through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOpen {
    /// One of them.
    one: &'static str,
    /// Several.
    many: &'static str,
    /// Which, oldest first.
    pub entries: Vec<EntryId>,
}

impl LeftOpen {
    /// How much there is of it: `3 questions`.
    pub fn count(&self) -> String {
        let count = self.entries.len();
        format!("{count} {}", if count == 1 { self.one } else { self.many })
    }
}

impl Register {
    /// What would be left undone by ending it at this moment, sort by sort; only what there is.
    pub fn left_open(&self, now: At) -> Vec<LeftOpen> {
        let tasks = self.tasks.iter();
        let tasks = tasks.filter(|(_, t)| t.state.is_open() || t.state == TaskState::Done);
        let tasks = self.standing_of(tasks.map(|(entry, _)| *entry));
        let proposals = self.to_be_called().collect();
        let questions = self.questions.iter().filter(|(_, q)| q.is_open());
        let questions = self.standing_of(questions.map(|(entry, _)| *entry));
        let outside = self.open_inquiries().map(|(entry, _)| entry).collect();
        let drafts = self.updates.iter().filter(|(_, update)| update.sent.is_none());
        let drafts = self.standing_of(drafts.map(|(entry, _)| *entry));
        let promised = promises(self, now).into_iter().filter_map(|promise| promise.entry);
        let away = self.away_from_normal().map(|(entry, _)| entry).collect();
        let all = [
            ("next step", "next steps", tasks),
            ("proposal", "proposals", proposals),
            ("question", "questions", questions),
            ("from outside", "from outside", outside),
            ("draft", "drafts", drafts),
            ("promise", "promises", promised.collect()),
            ("away from normal", "away from normal", away),
        ];
        let all = all.into_iter().map(|(one, many, entries)| LeftOpen { one, many, entries });
        all.filter(|left| !left.entries.is_empty()).collect()
    }

    /// What was proposed and is not called, oldest first.
    pub fn to_be_called(&self) -> impl Iterator<Item = EntryId> {
        let waits = self.decisions.iter().filter(|(_, decision)| decision.call.is_none());
        waits.map(|(entry, _)| *entry).filter(|entry| self.stands(*entry))
    }

    fn standing_of(&self, all: impl Iterator<Item = EntryId>) -> Vec<EntryId> {
        all.filter(|entry| self.stands(*entry)).collect()
    }
}
