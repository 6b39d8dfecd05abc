//! Entries with a state: tasks, questions, facts, decisions, words to audiences.

use crate::ran::Ran;
use crate::register::{Register, What};
use crate::state::{Decision, Fact, HelpState, Question, Task, TaskState, Update};
use crate::vocabulary::Event;
use crate::words::{Audience, Call};
use crate::{At, EntryId, Handle, Record, Seq, Text};

impl Register {
    /// A `did ... #27` by the owner of a task is the yes to it.
    pub(super) fn acted(&mut self, r: &Record, task: Option<EntryId>) -> What {
        if let Some(state) = task.and_then(|t| self.tasks.get_mut(&t)) {
            if state.speaks(r.by) {
                state.condition = Some(r.seq);
            }
            if state.owner == Some(r.by) && state.state == TaskState::Assigned {
                state.state = TaskState::Acknowledged;
                state.since = r.at;
                state.last = Some(r.seq);
            }
        }
        What::Action(task)
    }

    /// A command that was run is an action whose words are the command.
    pub(super) fn noted_run(&mut self, r: &Record) -> (What, Text) {
        let Event::Ran { command, task, began, millis, exit, signal, .. } = &r.event else {
            return (What::Newer, Text::default());
        };
        let Event::Ran { output, output_bytes, binary, masked, .. } = &r.event else {
            return (What::Newer, Text::default());
        };
        let ran = Ran {
            began: *began,
            millis: *millis,
            exit: *exit,
            signal: *signal,
            output: output.clone(),
            output_bytes: *output_bytes,
            binary: *binary,
            masked: *masked,
        };
        self.runs.insert(r.seq, ran);
        (self.acted(r, *task), command.clone())
    }

    pub(super) fn held(&mut self, r: &Record, suspected: bool, replaces: Option<EntryId>) -> What {
        if let Some(old) = replaces.and_then(|old| self.facts.get_mut(&old)) {
            old.replaced_by = Some(r.seq);
        }
        self.facts.insert(r.seq, Fact { suspected, replaces, replaced_by: None, at: r.at });
        What::Fact { suspected, replaces }
    }

    pub(super) fn set_task(
        &mut self,
        r: &Record,
        owner: Option<Handle>,
        minutes: Option<u16>,
        about: Option<EntryId>,
    ) -> What {
        let mut task = Task {
            state: TaskState::Open,
            owner: None,
            given_by: r.by,
            since: r.at,
            minutes: minutes.unwrap_or(self.incident.policy.task_minutes),
            due: None,
            helpers: Vec::new(),
            last: None,
            condition: None,
            about,
        };
        if let Some(owner) = owner {
            task.give(owner, r.by, r.at);
        }
        self.tasks.insert(r.seq, task);
        What::Task(owner)
    }

    /// Words by whoever is the voice to the outside go out at once; another's wait as a draft.
    pub(super) fn worded(&mut self, r: &Record, audience: Audience, minutes: Option<u16>) -> What {
        let sent = self.voice() == Some(r.by) || self.lead() == Some(r.by);
        let update = Update {
            audience,
            sent: sent.then_some(r.seq),
            next_due: minutes.filter(|_| sent).map(|m| r.at.plus_seconds(i64::from(m) * 60)),
            next_minutes: minutes,
        };
        self.updates.insert(r.seq, update);
        What::Update(audience)
    }

    pub(super) fn answered(
        &mut self,
        r: &Record,
        entry: EntryId,
        text: &Text,
        fact: bool,
    ) -> (What, Text) {
        if let Some(question) = self.questions.get_mut(&entry) {
            question.answer = Some(r.seq);
        }
        self.inquiry_answered(r.seq, entry);
        if fact {
            let held = Fact { suspected: false, replaces: None, replaced_by: None, at: r.at };
            self.facts.insert(r.seq, held);
        }
        (What::Answered { entry, fact }, text.clone())
    }

    pub(super) fn assigned(
        &mut self,
        r: &Record,
        entry: EntryId,
        to: Option<Handle>,
        minutes: Option<u16>,
    ) -> (What, Text) {
        if let Some(task) = self.tasks.get_mut(&entry) {
            task.minutes = minutes.unwrap_or(task.minutes);
            match to {
                Some(to) => task.give(to, r.by, r.at),
                None => task.lay_down(r.at),
            }
        }
        if let Some(question) = self.questions.get_mut(&entry) {
            question.give(to, r.by, r.at);
        }
        (What::Assigned(entry, to), Text::default())
    }

    pub(super) fn acknowledged(&mut self, r: &Record, entry: EntryId) -> (What, Text) {
        self.note_before_yes(r.seq, entry);
        let mut helps = false;
        if let Some(task) = self.tasks.get_mut(&entry) {
            helps = task.owner.is_some_and(|owner| owner != r.by);
            if helps {
                if !task.helpers.contains(&r.by) {
                    task.helpers.push(r.by);
                }
            } else {
                if task.owner.is_none() {
                    task.give(r.by, r.by, r.at);
                }
                task.state = TaskState::Acknowledged;
                task.since = r.at;
            }
        }
        if let Some(question) = self.questions.get_mut(&entry) {
            question.give(Some(r.by), r.by, r.at);
        }
        self.inquiry_taken(r.by, r.at, entry);
        (What::Acknowledged { entry, helps }, Text::default())
    }

    pub(super) fn declined(&mut self, r: &Record, entry: EntryId, why: &Text) -> (What, Text) {
        let helps = |task: &mut Task| {
            let before = task.helpers.len();
            task.helpers.retain(|h| *h != r.by);
            task.helpers.len() < before
        };
        if let Some(task) = self.tasks.get_mut(&entry) {
            // Who only helped takes the hand away; the owner still has it.
            if helps(task) {
                return (What::HelpEnded(entry), why.clone());
            }
            task.lay_down(r.at);
            task.last = Some(r.seq);
        }
        if let Some(question) = self.questions.get_mut(&entry) {
            question.give(None, r.by, r.at);
        }
        (What::Declined(entry), why.clone())
    }

    pub(super) fn extended(
        &mut self,
        at: At,
        entry: EntryId,
        minutes: u16,
        from_now: bool,
    ) -> (What, Text) {
        if let Some(task) = self.tasks.get_mut(&entry) {
            task.minutes = task.minutes.saturating_add(minutes);
            // On top of a time that is over they would leave the task as late as it was.
            let end = task.due.map(|due| if from_now { due.max(at) } else { due });
            task.due = end.map(|end| end.plus_seconds(i64::from(minutes) * 60));
        }
        (What::Extended(entry, minutes), Text::default())
    }

    pub(super) fn blocked(&mut self, r: &Record, entry: EntryId, need: &Text) -> (What, Text) {
        self.task_stands(r, entry, TaskState::Blocked);
        (What::Blocked(entry), need.clone())
    }

    pub(super) fn finished(&mut self, r: &Record, entry: EntryId, text: &Text) -> (What, Text) {
        self.task_stands(r, entry, TaskState::Done);
        (What::Finished(entry), text.clone())
    }

    pub(super) fn task_stands(&mut self, r: &Record, entry: EntryId, state: TaskState) {
        if let Some(task) = self.tasks.get_mut(&entry) {
            task.state = state;
            task.since = r.at;
            task.last = Some(r.seq);
        }
    }

    pub(super) fn cancelled(&mut self, r: &Record, entry: EntryId, why: &Text) -> (What, Text) {
        self.task_stands(r, entry, TaskState::Cancelled);
        if let Some(question) = self.questions.get_mut(&entry) {
            question.dropped = true;
        }
        self.inquiry_dropped(r.seq, entry);
        self.help_stands(r, entry, HelpState::Cancelled);
        (What::Cancelled(entry), why.clone())
    }

    pub(super) fn proposed(&mut self, r: &Record, text: &Text) -> (What, Text) {
        if let Event::Proposed { risk, undo, expect, options, look_at, .. } = &r.event {
            let decision = Decision {
                risk: risk.clone(),
                undo: undo.clone(),
                expect: expect.clone(),
                options: options.clone(),
                look_at: *look_at,
                ..Decision::default()
            };
            self.decisions.insert(r.seq, decision);
        }
        (What::Proposed, text.clone())
    }

    pub(super) fn objected(&mut self, seq: Seq, entry: EntryId, why: &Text) -> (What, Text) {
        if let Some(decision) = self.decisions.get_mut(&entry) {
            decision.objections.push(seq);
        }
        (What::Objected(entry), why.clone())
    }

    /// Keeps with a decision what was known and what was open at that instant.
    pub(super) fn decide_now(&mut self, r: &Record, entry: EntryId, call: Call) {
        let held =
            |(e, f): (&EntryId, &Fact)| (f.replaced_by.is_none() && self.stands(*e)).then_some(*e);
        let facts = self.facts.iter().filter_map(held).collect();
        let open = |(e, q): (&EntryId, &Question)| q.is_open().then_some(*e);
        let questions = self.questions.iter().filter_map(open).collect();
        if let Some(decision) = self.decisions.get_mut(&entry) {
            decision.call = Some(call);
            decision.called = Some(r.seq);
            decision.knew = r.knew;
            decision.facts = facts;
            decision.questions = questions;
        }
    }

    pub(super) fn sent(&mut self, r: &Record, entry: EntryId) -> (What, Text) {
        if let Some(update) = self.updates.get_mut(&entry) {
            update.sent = Some(r.seq);
            update.next_due = update.next_minutes.map(|m| r.at.plus_seconds(i64::from(m) * 60));
        }
        (What::Sent(entry), Text::default())
    }
}

impl Task {
    /// Whether their words say how it stands: what others do about it is on the timeline.
    pub(super) fn speaks(&self, who: Handle) -> bool {
        self.owner == Some(who) || self.helpers.contains(&who)
    }

    fn give(&mut self, to: Handle, by: Handle, at: At) {
        // What was said of it before was said by another, or before they laid it down.
        (self.last, self.condition) = (None, None);
        self.state = if to == by { TaskState::Acknowledged } else { TaskState::Assigned };
        self.owner = Some(to);
        self.given_by = by;
        self.since = at;
        self.due = Some(at.plus_seconds(i64::from(self.minutes) * 60));
        self.helpers.retain(|h| *h != to);
    }

    pub(super) fn lay_down(&mut self, at: At) {
        self.state = TaskState::Open;
        self.owner = None;
        self.due = None;
        self.since = at;
    }
}
