//! What is written at a review: each key opens the line for what is picked, or for the moment.

use warroom_register::words::{AdviceKind, EntryKind, FactorKind, Scope};
use warroom_register::{Command, EntryId, Review, Step, Text};

use super::rows;
use crate::app::App;
use crate::app::asks::meet::answer_of;
use crate::app::guide::Found;
use crate::app::purpose::review::Account;
use crate::app::purpose::{Purpose, Remark};
use crate::keys::{Action, Place};

impl App {
    /// Opens the line for a remark only if its command could be carried out.
    fn remark(&mut self, remark: Remark) {
        self.remark_with(remark, "");
    }

    fn remark_with(&mut self, remark: Remark, words: &str) {
        let probe = remark.read_now("-", self.now());
        if let Ok(crate::app::read::Read::Command(probe)) = probe
            && let Err(refusal) = self.may(&probe)
        {
            return self.say(refusal);
        }
        self.write_with(Purpose::Remark(remark), words);
        // The line is left to where the letters of the review are keys.
        self.came_from = Place::Review;
    }

    pub(super) fn write_account(&mut self) {
        let about = self.moment();
        self.remark(Remark::Account(Account { about, ..Account::default() }));
    }

    pub(super) fn write_missing(&mut self) {
        let moment = self.past.as_ref().map_or_else(|| self.now(), |past| past.board.now);
        self.remark(Remark::Missing { kind: EntryKind::Observation, near: moment });
    }

    pub(super) fn write_factor(&mut self) {
        if self.review().is_some_and(Review::is_before_outcome) {
            let idea = self.key_of(Action::Idea);
            return self.say(format!(
                "factors come from the third step on; {idea} parks an idea until then"
            ));
        }
        self.remark(Remark::Factor(FactorKind::LedTo));
    }

    /// An idea; where one that was parked is picked, what it becomes. Who may only watch writes an
    /// idea of no kind.
    pub(super) fn write_advice(&mut self) {
        let register = &self.live.register;
        let scope = register.responders().get(&self.me).map(|responder| responder.scope);
        if scope.is_some_and(|scope| scope < Scope::Respond) {
            self.write(Purpose::Entry(EntryKind::Idea));
            self.came_from = Place::Review;
            return;
        }
        let picked = self.meeting.as_ref().and_then(|meeting| meeting.picked);
        let idea = picked.filter(|entry| register.learning().is_idea(*entry));
        let words = idea.map(|idea| register.text(idea)).unwrap_or_default();
        let kind = AdviceKind::Technical;
        self.remark_with(Remark::Advice { kind, idea }, words.raw());
    }

    pub(super) fn write_question(&mut self) {
        let about = self.moment();
        self.remark(Remark::LookInto { about, report: false });
    }

    pub(super) fn write_answer(&mut self) {
        let picked = self.meeting.as_ref().and_then(|meeting| meeting.picked);
        let register = &self.live.register;
        match picked {
            Some(entry) if register.learning().readers.contains_key(&entry) => {
                self.remark(Remark::AnswerReader(entry));
            }
            Some(entry) if register.questions().contains_key(&entry) => {
                let probe = Command::Answer { entry, text: Text::from("-"), fact: false };
                self.write_if(&probe, Purpose::Answer { entry, fact: false });
            }
            _ => {
                let selects = self.select_at_review("a question");
                let step = if self.review().is_some() { ", in the third step" } else { "" };
                self.say(format!("{selects}{step}"));
            }
        }
    }

    pub(super) fn write_comment(&mut self) {
        let about = self.moment();
        self.remark(Remark::Comment(about));
    }

    pub(super) fn write_aware(&mut self) {
        self.remark(Remark::Aware(None));
    }

    /// `x`: of a recommendation, that it is not worth doing; else how I see the timeline.
    pub(super) fn write_no(&mut self) {
        let review = self.review();
        let worth = review.is_some_and(|review| review.at() == Step::Worth);
        let behind = review.is_none() && !rows::unanswered(&self.live.register).is_empty();
        if behind || worth {
            return match self.picked_advice() {
                Some(entry) => {
                    self.remark(Remark::NotWorth(entry));
                    if let Some(stands) = answer_of(&self.live, entry) {
                        self.say(format!(
                            "{entry} has its answer: {stands}. A reason sent here takes its place"
                        ));
                    }
                }
                None => self.say(self.select_at_review("a recommendation")),
            };
        }
        self.remark(Remark::Differ);
    }

    pub(super) fn write_correction(&mut self) {
        let Some(entry) = self.moment() else { return self.no_moment("correct") };
        if self.is_kept_back(entry) {
            return;
        }
        // As it was known then: a later correction is told in its own time.
        let text = self.register().text(entry);
        match self.may(&Command::Amend { entry, text: Text::from("-") }) {
            Ok(()) => {
                self.write_with(Purpose::Correct(entry), text.raw());
                self.came_from = Place::Review;
            }
            Err(refusal) => self.say(refusal),
        }
    }

    /// Whoever leads may change an entry of somebody else's, and would read by it what is parked.
    pub(in crate::app) fn is_kept_back(&mut self, entry: EntryId) -> bool {
        let kept = self.live.register.is_kept_from(entry, Some(self.me));
        if kept {
            self.say(format!(
                "{entry} is parked: its writer alone reads and changes it until then"
            ));
        }
        kept
    }

    pub(super) fn write_retraction(&mut self) {
        let Some(entry) = self.moment() else { return self.no_moment("take back") };
        let probe = Command::Retract { entry, why: Text::from("-") };
        self.write_if(&probe, Purpose::Retract(entry));
    }

    fn no_moment(&mut self, what: &str) {
        let (rows, sheet) = (self.select_at_review("what"), self.key_of(Action::Sheet));
        self.say(format!("{rows}, or {sheet} and a moment, to {what}"));
    }

    /// What nobody has decided about yet.
    pub(crate) fn unanswered(&self) -> usize {
        self.live.register.learning().raw(&self.live.register).count()
    }

    /// What of the words in the line there are better ones for, at a review.
    pub(crate) fn line_hints(&self) -> Vec<Found> {
        if self.meeting.is_none() || self.place != Place::Line || !tells(&self.line.purpose) {
            return Vec::new();
        }
        let names: Vec<_> = self.live.register.responders().keys().copied().collect();
        // Who makes something happen is a name on purpose.
        let names = if matches!(self.line.purpose, Purpose::Remark(Remark::Advice { .. })) {
            &[]
        } else {
            names.as_slice()
        };
        self.guide.hints(self.line.edit.text(), names)
    }

    /// What stands in this room's record about this entry, said at the review.
    pub(crate) fn accounts_on(&self, entry: EntryId) -> impl Iterator<Item = EntryId> {
        let accounts = self.live.register.learning().accounts.keys().copied();
        accounts.filter(move |account| {
            self.live.register.what(*account).and_then(|what| what.about()) == Some(entry)
        })
    }
}

/// Whether this is told to others, rather than a choice or a reason of the chair's.
const fn tells(purpose: &Purpose) -> bool {
    matches!(
        purpose,
        Purpose::Remark(_) | Purpose::Correct(_) | Purpose::Entry(_) | Purpose::Answer { .. }
    )
}
