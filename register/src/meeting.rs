//! What leads through a meeting: what sort of moment a record is, which decisions are looked at, who
//! may best have the chair, who came for it alone, and when something was said of it.

use std::collections::BTreeSet;

use crate::learning::Said;
use crate::register::{Register, What};
use crate::words::{MomentKind, Role, Scope};
use crate::{EntryId, Handle, ReviewDue, Row, Seq};

/// Somebody who could have the chair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facilitator {
    /// Who.
    pub who: Handle,
    /// They worked on the incident: who did not, leads through it better.
    pub was_in_it: bool,
}

/// When something was said, as the meetings go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaidWhen {
    /// Before the first meeting.
    Before,
    /// In a meeting, by somebody who is there.
    There,
    /// While a meeting was held, by somebody who is not there.
    Elsewhere,
    /// Behind a meeting.
    After,
}

impl SaidWhen {
    /// How it is marked; what was said in the meeting needs no mark.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Before => "before the meeting",
            Self::There => "",
            Self::Elsewhere => "not in the meeting",
            Self::After => "after the meeting",
        }
    }
}

impl Register {
    /// What sort of moment this record was, where a facilitator has something to ask about it.
    pub fn moment_kind(&self, seq: Seq) -> Option<MomentKind> {
        Some(match self.what(seq)? {
            What::Observation | What::Impact(_) | What::ReportedBack(_) => MomentKind::Observation,
            What::Fact { .. }
            | What::Answered { .. }
            | What::Graded(_)
            | What::KindSet(_)
            | What::Phase(_) => MomentKind::Judgement,
            What::Decision
            | What::Proposed
            | What::Objected(_)
            | What::Called(..)
            | What::Standing(_) => MomentKind::Decision,
            What::Action(_)
            | What::Finished(_)
            | What::Verified(..)
            | What::PutBack(_)
            | What::Sent(_) => MomentKind::Action,
            What::Question(_)
            | What::Inquiry(_)
            | What::Help(_)
            | What::Blocked(_)
            | What::Declined(_)
            | What::RoundCalled(..) => MomentKind::Help,
            _ => return None,
        })
    }

    /// Who may have the chair: those who were not in the incident first.
    pub fn facilitators(&self) -> Vec<Facilitator> {
        let people = self.in_order().into_iter().filter(|(who, responder)| {
            !responder.left && responder.scope >= Scope::Respond && *who != Handle::warroom()
        });
        let worked = self.worked();
        let of = |(who, _): (Handle, &_)| Facilitator { who, was_in_it: worked.contains(&who) };
        let mut all: Vec<Facilitator> = people.map(of).collect();
        all.sort_by_key(|one| one.was_in_it);
        all
    }

    /// Who may best have the chair, of those who could come: somebody who was not in the incident.
    pub fn best_chair(&self, comes: impl Fn(Handle) -> bool) -> Option<Handle> {
        let all = self.facilitators().into_iter();
        all.filter(|one| !one.was_in_it).map(|one| one.who).find(|who| comes(*who))
    }

    /// Who may best take notes beside this chair, of those who could come.
    ///
    /// Whoever was in it is there to tell, and who writes does not speak: so another one who was not in it.
    /// Else the scribe, who kept the record of the incident and has the least to add to it. Else, but for
    /// lead, deputy and comms, whose part in it everybody asks about, who wrote the least of it; they
    /// come last.
    pub fn best_notes(&self, chair: Handle, comes: impl Fn(Handle) -> bool) -> Option<Handle> {
        let scribe = self.holder(Role::Scribe).map(|(who, _)| who);
        let asked = [Role::Lead, Role::Deputy, Role::Comms].map(|role| self.holder(role));
        let asked = asked.map(|held| held.map(|(who, _)| who));
        let rank = |one: &Facilitator| {
            let speaks = asked.contains(&Some(one.who));
            (one.was_in_it, scribe != Some(one.who), speaks, self.wrote(one.who))
        };
        let all = self.facilitators().into_iter();
        let all = all.filter(|one| one.who != chair && comes(one.who));
        all.min_by_key(rank).map(|one| one.who)
    }

    /// Both in words, of those who could come; nothing where nobody could do either.
    pub fn proposed_for_review(&self, comes: impl Fn(Handle) -> bool) -> Option<String> {
        let chair = self.best_chair(&comes);
        // Where everybody was in it, whoever calls the review leads through it most likely.
        let calls = self.incident().review.as_ref().and_then(|review| review.who);
        let beside = chair.or(calls).or_else(|| self.lead()).unwrap_or_else(Handle::warroom);
        let notes = self.best_notes(beside, &comes).map(|who| format!("{who} takes notes"));
        let leads = chair.map(|who| format!("{who} leads through it"));
        let both: Vec<String> = leads.into_iter().chain(notes).collect();
        (!both.is_empty()).then(|| both.join(", "))
    }

    /// How much somebody wrote of the incident.
    fn wrote(&self, who: Handle) -> usize {
        self.rows_before_review().filter(|row| row.by == who && row.what.is_entry()).count()
    }

    /// The key decisions, as the review and the report count them: all that was decided or proposed and
    /// not taken back. What nobody ever called is among them: it was not done, and that may matter.
    pub fn key_decisions(&self) -> impl Iterator<Item = EntryId> {
        self.decisions().keys().copied().filter(|entry| self.stands(*entry))
    }

    /// How a proposal stands that nobody has called: nobody will, once it is closed.
    pub fn uncalled(&self) -> &'static str {
        if self.incident().closed_at.is_some() { "never called" } else { "to be called" }
    }

    /// Who came once it was closed, and worked on nothing of it: at its review, not in it.
    pub(crate) fn came_for_review(&self) -> BTreeSet<Handle> {
        let Some(closed) = self.incident().closed_at else { return BTreeSet::new() };
        let worked = self.worked();
        let late = self.responders().iter().filter(|(_, it)| it.joined_at >= closed);
        late.map(|(who, _)| *who).filter(|who| !worked.contains(who)).collect()
    }

    /// Who calls the review and by when, while none was held yet.
    pub fn review_to_come(&self) -> Option<ReviewDue> {
        let due = self.incident().review.clone().filter(|due| *due != ReviewDue::default());
        let waits = self.incident().closed_at.is_some() && self.learning().reviews.is_empty();
        due.filter(|_| waits)
    }

    /// Everybody who did or wrote something while the incident lasted.
    pub fn people_in_it(&self) -> Vec<Handle> {
        let worked = self.worked();
        let all = self.in_order().into_iter().map(|(who, _)| who);
        all.filter(|who| worked.contains(who)).collect()
    }

    /// The chair of the meeting that is held cannot lead it: the room noted them gone, or they
    /// never came in.
    pub fn chair_is_gone(&self) -> bool {
        let Some(review) = self.learning().review() else { return false };
        let absent = self.responders().get(&review.chair).is_none_or(|chair| chair.left);
        absent || self.away_since(review.chair).is_some()
    }

    /// When this record was written, as the meetings go.
    pub fn said_when(&self, seq: Seq) -> SaidWhen {
        let reviews = &self.learning().reviews;
        let Some(last) = reviews.iter().rev().find(|review| review.opened < seq) else {
            return SaidWhen::Before;
        };
        if last.closed.is_some_and(|closed| closed < seq) {
            return SaidWhen::After;
        }
        let by = self.row(seq).map(|row| row.by);
        let there = by.is_none_or(|by| last.attended.contains(&by) || by == Handle::warroom());
        if there { SaidWhen::There } else { SaidWhen::Elsewhere }
    }

    /// The last record that changed the timeline: an entry came to it, one says something else now,
    /// a time was put right. What the review itself found is no part of it.
    pub fn timeline_changed(&self) -> Seq {
        let on_it = |entry: Seq| match self.what(entry) {
            Some(What::Said(said)) => matches!(said, Said::Missing(_)),
            Some(What::Idea) | None => false,
            Some(what) => what.is_entry() || matches!(what, What::Answered { .. }),
        };
        let changes = |seq: &Seq| match self.what(*seq) {
            Some(What::Amended(e) | What::Retracted(e) | What::Redacted(e)) => on_it(e),
            Some(What::Marked(_) | What::TargetCorrected(_) | What::Verified(..)) => true,
            // What is still to be looked into is asked in the meeting, of no moment before it.
            Some(What::Question(_) | What::Answered { .. }) => false,
            _ => on_it(*seq),
        };
        (1..=self.head().0).rev().map(Seq).find(changes).unwrap_or_default()
    }

    /// Who worked on it before the first meeting.
    fn worked(&self) -> BTreeSet<Handle> {
        self.rows_before_review().filter(|row| works(row)).map(|row| row.by).collect()
    }

    fn rows_before_review(&self) -> impl Iterator<Item = &Row> {
        let first = self.learning().reviews.first().map(|review| review.opened);
        let end = first.and_then(Seq::index).unwrap_or_else(|| self.rows().len());
        self.rows().upto(end)
    }
}

/// Coming, going and looking on is no work; nor is what is said of it afterwards.
const fn works(row: &Row) -> bool {
    !matches!(
        row.what,
        What::Joined
            | What::Left
            | What::Invited
            | What::TokenMade
            | What::SkillsSet
            | What::Starred { .. }
            | What::Idea
            | What::Question(_)
            | What::Inquiry(_)
            | What::HostOffered
            | What::RedactionConfirmed(_)
            | What::Said(
                Said::Comment(_)
                    | Said::ReaderAsks
                    | Said::Account(_)
                    | Said::Opened
                    | Said::Section(_)
                    | Said::Aware
            )
    )
}
