//! Ideas for the review: parked until it is their turn, and until then nobody's but their writer's.
//!
//! That holds for what was noted while the incident ran and for what is recommended in the meeting before
//! its fourth step, in which recommendations are written down together: what is written there is read
//! there. Once the fifth step was reached, or the meeting is over, all of it is told.
//!
//! This is manners, not secrecy: the record holds them, and so does everybody's copy of it.

use super::{AdviceState, Learning, Review, Said};
use crate::agenda::Step;
use crate::register::{Register, What};
use crate::words::Mode;
use crate::{EntryId, Handle, Seq};

impl Review {
    /// It goes to a step: from the later ones on what is written is told, whatever step it goes back to.
    pub(crate) fn go_to(&mut self, step: u8, by: Seq) {
        self.step = step;
        if self.at() >= Step::Causes {
            self.written_from.get_or_insert(by);
        }
        if self.at() >= Step::Worth {
            self.told_from.get_or_insert(by);
        }
    }

    /// The step it is at. A number that no step has stands on no record that a room wrote.
    pub fn at(&self) -> Step {
        Step::of(self.step).unwrap_or(if self.step == 0 { Step::HowItWorks } else { Step::Worth })
    }

    /// Whether what was known then is still being read out, and nothing told of the outcome.
    pub fn is_before_outcome(&self) -> bool {
        self.at() < Step::Impact
    }
}

impl Learning {
    /// Between two meetings what is written is told like all that is said then.
    fn is_between(&self, idea: EntryId, next: &Review) -> bool {
        let first = self.reviews.first().map(|first| first.opened);
        idea < next.opened && Some(next.opened) != first
    }

    /// Whether it is not the turn yet of what was written at this place.
    fn waits(&self, idea: EntryId) -> bool {
        let behind = |review: &&Review| review.closed.is_none_or(|closed| closed > idea);
        let Some(review) = self.reviews.iter().find(behind) else { return self.reviews.is_empty() };
        let between = self.is_between(idea, review);
        let written = review.written_from.is_some_and(|from| from < idea);
        review.closed.is_none() && review.told_from.is_none() && !between && !written
    }
}

impl Register {
    /// The idea that this record is, or says something of.
    pub fn idea_of(&self, seq: Seq) -> Option<EntryId> {
        self.of_kind(seq, |what| what == What::Idea)
    }

    /// The idea or recommendation that this record is, or says something of.
    fn advice_of(&self, seq: Seq) -> Option<EntryId> {
        self.of_kind(seq, |what| matches!(what, What::Idea | What::Said(Said::Advice(_))))
    }

    fn of_kind(&self, seq: Seq, is: fn(What) -> bool) -> Option<EntryId> {
        let of = |entry| self.what(entry).is_some_and(is).then_some(entry);
        match self.what(seq)? {
            What::Amended(entry) | What::Retracted(entry) | What::Starred { entry, .. } => {
                of(entry)
            }
            _ => of(seq),
        }
    }

    /// Whether what is parked now waits: for a review, or for its step of the one that is held.
    pub fn parks_ideas(&self) -> bool {
        self.incident().mode != Mode::Past && self.learning().waits(self.head().next())
    }

    /// Whether an idea, or a recommendation, waits for its turn: what got its answer does not, nor what is
    /// typed in afterwards.
    pub(crate) fn is_parked(&self, idea: EntryId) -> bool {
        let advice = self.learning().advice.get(&idea);
        let raw = advice.is_none_or(|advice| advice.state == AdviceState::Raw);
        raw && self.incident().mode != Mode::Past && self.learning().waits(idea)
    }

    /// The record by which all that was parked in a meeting, this too, was told; `None` if it was said aloud
    /// from the start, or is not told yet.
    pub(crate) fn told_by(&self, idea: EntryId) -> Option<Seq> {
        // What has its answer was told with it, if not before; what has none, when the meeting was over.
        let raw = self.learning().advice.get(&idea).is_some_and(|it| it.state == AdviceState::Raw);
        let ends = |review: &Review| review.told_from.or_else(|| review.closed.filter(|_| raw));
        let reviews = self.learning().reviews.iter();
        let (review, end) = reviews
            .filter_map(|review| Some((review, ends(review)?)))
            .find(|(review, _)| review.closed.is_none_or(|closed| closed > idea))?;
        let written = review.written_from.is_some_and(|from| from < idea);
        let between = self.learning().is_between(idea, review);
        Some(end).filter(|end| idea < *end && !written && !between)
    }

    /// How many ideas wait for their turn.
    pub fn parked(&self) -> usize {
        let all = self.learning().advice.keys();
        all.filter(|idea| self.stands(**idea) && self.is_parked(**idea)).count()
    }

    /// How many ideas wait for their turn, as a sentence for all; `None` if none does.
    pub fn parked_words(&self) -> Option<String> {
        let worth = Step::Worth.number();
        match self.parked() {
            0 => None,
            1 => Some(format!("1 idea is parked until step {worth} of the review")),
            many => Some(format!("{many} ideas are parked until step {worth} of the review")),
        }
    }

    /// Whether this record is of a parked idea, whoever reads.
    pub(crate) fn is_of_parked(&self, seq: Seq) -> bool {
        self.advice_of(seq).is_some_and(|idea| self.is_parked(idea))
    }

    /// Whether this record is of a parked idea that is somebody else's.
    pub fn is_kept_from(&self, seq: Seq, reader: Option<Handle>) -> bool {
        let others = |idea| self.row(idea).map(|row| row.by) != reader;
        self.advice_of(seq).is_some_and(|idea| others(idea) && self.is_parked(idea))
    }
}
