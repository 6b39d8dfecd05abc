//! A yes that is taken back at once leaves a task or a question as it was before it: asked of whom it
//! was asked, since when it was.

use crate::register::{Register, What};
use crate::state::{BeforeYes, Question, Task, TaskState};
use crate::{EntryId, Seq};

impl Register {
    /// Keeps how this stood before the yes that is being folded.
    pub(super) fn note_before_yes(&mut self, yes: Seq, entry: EntryId) {
        let task = self.tasks.get(&entry).map(|task| BeforeYes::Task(Box::new(task.clone())));
        let question = || {
            let before = self.questions.get(&entry)?;
            Some(BeforeYes::Question {
                owner: before.owner,
                given_by: before.given_by,
                since: before.since,
            })
        };
        if let Some(before) = task.or_else(question) {
            self.before_yes.insert(yes, before);
        }
    }

    /// What this record says yes to, where nothing has come of it yet.
    pub(crate) fn yes_stands(&self, yes: Seq) -> Option<EntryId> {
        let row = self.row(yes).filter(|_| self.stands(yes))?;
        let What::Acknowledged { entry, helps } = row.what else { return None };
        self.before_yes.get(&yes).filter(|_| self.stands(entry))?;
        let as_said = match (self.tasks.get(&entry), self.questions.get(&entry)) {
            (Some(task), _) if helps => task.state.is_open() && task.helpers.contains(&row.by),
            (Some(task), _) => {
                let has = task.state == TaskState::Acknowledged && task.owner == Some(row.by);
                has && task.since == row.at
            }
            (None, Some(it)) => it.is_open() && it.owner == Some(row.by) && it.since == row.at,
            (None, None) => false,
        };
        as_said.then_some(entry)
    }

    /// Puts back what stood before this yes; says what it was a yes to.
    pub(super) fn take_yes_back(&mut self, yes: Seq) -> Option<EntryId> {
        let entry = self.yes_stands(yes)?;
        let by = self.row(yes)?.by;
        match self.before_yes.remove(&yes)? {
            BeforeYes::Question { owner, given_by, since } => {
                let question = self.questions.get_mut(&entry)?;
                *question = Question { owner, given_by, since, ..question.clone() };
            }
            BeforeYes::Task(before) => {
                let task = self.tasks.get_mut(&entry)?;
                let helped = before.helpers.contains(&by);
                task.helpers.retain(|who| *who != by || helped);
                if task.owner == Some(by) {
                    let mut helpers = std::mem::take(&mut task.helpers);
                    helpers.extend(Some(by).filter(|by| helped && !helpers.contains(by)));
                    // More time that was asked for meanwhile stays with whom it was asked of.
                    let due = if before.owner == Some(by) { task.due } else { before.due };
                    let (minutes, condition) = (task.minutes, task.condition);
                    *task = Task { minutes, due, helpers, condition, ..*before };
                }
            }
        }
        Some(entry)
    }
}
