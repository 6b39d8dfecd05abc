//! What is listed at a review, in the order in which it is drawn and the arrows go through it.

use warroom_register::words::FactorKind;
use warroom_register::{
    AdviceState, EntryId, Handle, Learning, Register, Review, Said, Step, What,
};

use crate::app::App;

/// Of what was said so many of the last are listed.
const SAID_MAX: usize = 200;

impl App {
    /// The rows that the arrows go through, as this screen shows them.
    pub(crate) fn meeting_rows(&self) -> Vec<EntryId> {
        let (register, me) = (&self.live.register, self.me);
        let timeline = self.meeting.as_ref().is_some_and(|meeting| meeting.timeline);
        match self.review().map(Review::at) {
            _ if timeline => said(register, me),
            None => [unanswered(register), left_open(register), comments(register)].concat(),
            Some(Step::HowItWorks) => comments(register),
            Some(Step::Timeline) => said(register, me),
            Some(Step::Impact) => [impacts(register), questions(register)].concat(),
            Some(Step::Causes) => {
                [factors(register), decisions(register), advice_told(register, me)].concat()
            }
            Some(Step::Worth) => advice_told(register, me),
        }
    }
}

/// What was said at the last meeting, oldest first: whatever has words of its own, and of what is parked
/// my own.
pub(crate) fn said(register: &Register, me: Handle) -> Vec<EntryId> {
    // Before the first meeting that is what was said of it, and not what stands on the record.
    let Some(from) = register.learning().reviews.last().map(|review| review.opened) else {
        return comments(register);
    };
    let early = register.learning().review().is_some_and(Review::is_before_outcome);
    let rows = register.places().skip(usize::try_from(from.0).unwrap_or(usize::MAX));
    let mut all: Vec<EntryId> = rows
        .filter(|(seq, row)| is_said(row.what) && !register.is_kept_from(*seq, Some(me)))
        // What contributed is told once the outcome is, however early somebody wrote it down.
        .filter(|(_, row)| !(early && matches!(row.what, What::Said(Said::Factor(_)))))
        .map(|(seq, _)| seq)
        .filter(|seq| register.stands(*seq))
        .collect();
    all.drain(..all.len().saturating_sub(SAID_MAX));
    all
}

const fn is_said(what: What) -> bool {
    match what {
        What::Said(Said::Aware) => false,
        What::Said(said) => said.is_entry() || matches!(said, Said::Differs),
        What::Question(_) | What::Idea | What::Amended(_) | What::Answered { .. } => true,
        _ => false,
    }
}

/// Comments, before, in and after the meetings.
pub(crate) fn comments(register: &Register) -> Vec<EntryId> {
    standing(register, register.learning().comments.iter().copied())
}

/// Who was hit, as it was written.
pub(crate) fn impacts(register: &Register) -> Vec<EntryId> {
    register.impacts().collect()
}

/// What still needs looking into, and what readers asked.
pub(crate) fn questions(register: &Register) -> Vec<EntryId> {
    let open = register.questions().iter().filter(|(_, question)| question.is_open());
    let readers = register.learning().readers.iter().filter(|(_, answer)| answer.is_none());
    let all = open.map(|(entry, _)| *entry).chain(readers.map(|(entry, _)| *entry));
    standing(register, all)
}

/// What a meeting left open: it is answered without another one.
pub(crate) fn left_open(register: &Register) -> Vec<EntryId> {
    if register.learning().reviews.is_empty() { Vec::new() } else { questions(register) }
}

/// What contributed, kind by kind.
pub(crate) fn factors(register: &Register) -> Vec<EntryId> {
    let of = |kind: &FactorKind| factors_of(register, *kind);
    FactorKind::ALL.iter().flat_map(of).collect()
}

/// What contributed in this way.
pub(crate) fn factors_of(register: &Register, kind: FactorKind) -> Vec<EntryId> {
    let all = register.learning().factors.iter().filter(|(_, of)| **of == kind);
    standing(register, all.map(|(entry, _)| *entry))
}

/// The decisions, made or never called, as the report counts them.
pub(crate) fn decisions(register: &Register) -> Vec<EntryId> {
    register.key_decisions().collect()
}

/// What may be worth doing: what nobody decided about first.
pub(crate) fn advice(register: &Register) -> Vec<EntryId> {
    let learning = register.learning();
    let mut all = standing(register, learning.advice.keys().copied());
    all.sort_by_key(|entry| (rank(learning, *entry), *entry));
    all
}

/// What was recommended, as far as this person may read it: of what is parked their own.
pub(crate) fn advice_told(register: &Register, me: Handle) -> Vec<EntryId> {
    let mut all = advice(register);
    all.retain(|entry| !register.is_kept_from(*entry, Some(me)));
    all
}

/// What a meeting that is over left without an answer: at rest, or raw.
pub(crate) fn unanswered(register: &Register) -> Vec<EntryId> {
    let learning = register.learning();
    if learning.reviews.is_empty() || learning.review().is_some() {
        return Vec::new();
    }
    advice(register).into_iter().filter(|entry| rank(learning, *entry) < 2).collect()
}

fn rank(learning: &Learning, entry: EntryId) -> u8 {
    match learning.advice.get(&entry).map(|advice| &advice.state) {
        Some(AdviceState::Raw) | None => 0,
        Some(AdviceState::Resting(_)) => 1,
        Some(AdviceState::Accepted { .. }) => 2,
        Some(AdviceState::Done(..)) => 3,
        Some(AdviceState::Declined(_)) => 4,
    }
}

fn standing(register: &Register, all: impl Iterator<Item = EntryId>) -> Vec<EntryId> {
    all.filter(|entry| register.stands(*entry)).collect()
}
