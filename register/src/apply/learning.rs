//! What the review wrote, folded: meetings, what they found, what shall be done about it.

use std::collections::BTreeMap;

use crate::agenda::Agenda;
use crate::learning::{Account, Advice, AdviceState, Prose, Review, Said, Terms};
use crate::register::{Register, What};
use crate::words::{AdviceKind, FactorKind, Section};
use crate::{At, EntryId, Handle, Record, Text};

/// A record of the review as the timeline shows it.
pub(super) fn said(said: Said, text: &Text) -> (What, Text) {
    (What::Said(said), text.clone())
}

/// A record of the review that has no words of its author.
fn silent(said: Said) -> (What, Text) {
    (What::Said(said), Text::default())
}

impl Register {
    pub(super) fn review_opened(
        &mut self,
        r: &Record,
        chair: Handle,
        notes: Option<Handle>,
        agenda: Agenda,
    ) -> (What, Text) {
        self.learning.reviews.push(Review {
            opened: r.seq,
            chair,
            chairs: vec![(chair, r.at)],
            notes,
            agenda,
            step: 1,
            step_at: r.at,
            written_from: None,
            told_from: None,
            attended: [Some(chair), notes].into_iter().flatten().collect(),
            agreed: BTreeMap::new(),
            differs: BTreeMap::new(),
            differed: Vec::new(),
            closed: None,
        });
        silent(Said::Opened)
    }

    /// The meeting that is held changes.
    fn in_review(&mut self, change: impl FnOnce(&mut Review)) {
        if let Some(review) = self.learning.reviews.last_mut().filter(|r| r.closed.is_none()) {
            change(review);
        }
    }

    pub(super) fn step_moved(&mut self, r: &Record, step: u8) -> (What, Text) {
        self.in_review(|review| {
            review.go_to(step, r.seq);
            review.step_at = r.at;
        });
        silent(Said::Step(step))
    }

    pub(super) fn chair_taken(&mut self, r: &Record, why: &Text) -> (What, Text) {
        self.seat_in_chair(r.by, r.at);
        said(Said::Chair, why)
    }

    pub(super) fn chair_given(&mut self, to: Handle, at: At) -> (What, Text) {
        self.seat_in_chair(to, at);
        self.in_review(|review| {
            review.attended.insert(to);
        });
        silent(Said::ChairGiven(to))
    }

    fn seat_in_chair(&mut self, who: Handle, at: At) {
        self.in_review(|review| {
            review.chair = who;
            review.chairs.push((who, at));
        });
    }

    pub(super) fn notes_set(&mut self, who: Option<Handle>) -> (What, Text) {
        self.in_review(|review| {
            review.notes = who;
            review.attended.extend(who);
        });
        silent(Said::Notes(who))
    }

    pub(super) fn attended(&mut self, who: Handle) -> (What, Text) {
        self.in_review(|review| {
            review.attended.insert(who);
        });
        silent(Said::Attended(who))
    }

    pub(super) fn timeline_agreed(&mut self, r: &Record) -> (What, Text) {
        self.in_review(|review| {
            review.differs.remove(&r.by);
            review.agreed.insert(r.by, r.seq);
        });
        silent(Said::TimelineAgreed)
    }

    pub(super) fn seen_differently(&mut self, r: &Record, why: &Text) -> (What, Text) {
        self.in_review(|review| {
            review.agreed.remove(&r.by);
            review.differs.insert(r.by, r.seq);
            review.differed.push(r.seq);
        });
        said(Said::Differs, why)
    }

    pub(super) fn review_closed(&mut self, r: &Record, why: &Text) -> (What, Text) {
        self.in_review(|review| review.closed = Some(r.seq));
        said(Said::Closed, why)
    }

    pub(super) fn recounted(
        &mut self,
        r: &Record,
        entry: Option<EntryId>,
        text: &Text,
        account: Account,
    ) -> (What, Text) {
        self.learning.accounts.insert(r.seq, account);
        said(Said::Account(entry), text)
    }

    pub(super) fn factor(&mut self, r: &Record, kind: FactorKind, text: &Text) -> (What, Text) {
        self.learning.factors.insert(r.seq, kind);
        said(Said::Factor(kind), text)
    }

    /// What an idea became is decided on in its stead.
    pub(super) fn recommended(
        &mut self,
        r: &Record,
        kind: AdviceKind,
        text: &Text,
        idea: Option<EntryId>,
    ) -> (What, Text) {
        if let Some(idea) = idea {
            self.learning.advice.remove(&idea);
            self.learning.became.insert(idea, r.seq);
        }
        self.advise(r.seq, Some(kind), AdviceState::Raw, r.at);
        said(Said::Advice(kind), text)
    }

    pub(super) fn section(&mut self, r: &Record, section: Section, text: &Text) -> (What, Text) {
        let prose = Prose { seq: r.seq, text: text.clone() };
        self.learning.sections.insert(section, prose);
        said(Said::Section(section), text)
    }

    pub(super) fn reader_answered(
        &mut self,
        r: &Record,
        entry: EntryId,
        text: &Text,
    ) -> (What, Text) {
        self.learning.readers.insert(entry, Some(r.seq));
        said(Said::ReaderAnswered(entry), text)
    }

    /// What was decided about a recommendation.
    pub(super) fn judged(
        &mut self,
        r: &Record,
        entry: EntryId,
        state: AdviceState,
        what: (Said, &Text),
    ) -> (What, Text) {
        let kind = self.learning.advice.get(&entry).and_then(|advice| advice.kind);
        self.advise(entry, kind, state, r.at);
        said(what.0, what.1)
    }

    /// Who makes a recommendation happen; whoever says that it is done, where nobody was named.
    pub(super) fn owner_of_advice(&self, entry: EntryId, by: Handle) -> Handle {
        match self.learning.advice.get(&entry).map(|advice| &advice.state) {
            Some(AdviceState::Accepted { owner, .. } | AdviceState::Done(owner, _)) => *owner,
            Some(AdviceState::Raw | AdviceState::Declined(_) | AdviceState::Resting(_)) | None => {
                by
            }
        }
    }

    /// A recommendation stands so from now on; an idea is a raw one.
    pub(super) fn advise(
        &mut self,
        entry: EntryId,
        kind: Option<AdviceKind>,
        state: AdviceState,
        since: At,
    ) {
        let terms = match &state {
            AdviceState::Accepted { due, link, .. } => {
                Some(Terms { due: *due, link: link.clone() })
            }
            AdviceState::Done(..) => {
                self.learning.advice.get(&entry).and_then(|it| it.terms.clone())
            }
            AdviceState::Raw | AdviceState::Declined(_) | AdviceState::Resting(_) => None,
        };
        self.learning.advice.insert(entry, Advice { kind, state, since, terms });
    }
}
