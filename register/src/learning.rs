//! What was learnt: the review, what it found and what shall be done, folded from the record.
//!
//! It is written behind the incident, in the same journal; nothing of it changes what was known at
//! any moment before.

mod parked;

use std::collections::{BTreeMap, BTreeSet};

use crate::agenda::{Agenda, Step};
use crate::register::Register;
use crate::words::{AdviceKind, EntryKind, FactorKind, Section};
use crate::{At, EntryId, Handle, Seq, Text};

/// What a record of the review is to the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// The meeting began.
    Opened,
    /// The agenda went to a step.
    Step(u8),
    /// The chair was taken.
    Chair,
    /// The chair went to somebody.
    ChairGiven(Handle),
    /// Who takes notes.
    Notes(Option<Handle>),
    /// Somebody is there.
    Attended(Handle),
    /// Agreed to the timeline.
    TimelineAgreed,
    /// Sees it differently.
    Differs,
    /// What somebody saw or thought at a moment.
    Account(Option<EntryId>),
    /// An entry of this kind that was missing.
    Missing(EntryKind),
    /// What contributed.
    Factor(FactorKind),
    /// Something worth doing.
    Advice(AdviceKind),
    /// It is worth doing.
    Accepted(EntryId, Handle),
    /// It is not.
    Declined(EntryId),
    /// It rests.
    Rested(EntryId),
    /// It is done.
    Finished(EntryId),
    /// A part of the report.
    Section(Section),
    /// A word on it.
    Comment(Option<EntryId>),
    /// A reader's question.
    ReaderAsks,
    /// The answer to it.
    ReaderAnswered(EntryId),
    /// Somebody was made aware of the report.
    Aware,
    /// Agreed to the report.
    ReportAgreed,
    /// The meeting is over.
    Closed,
}

/// A meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// The record that opened it.
    pub opened: Seq,
    /// Who has the chair.
    pub chair: Handle,
    /// Who had it, one after the other, each from when on; the last is who has it.
    pub chairs: Vec<(Handle, At)>,
    /// Who takes notes.
    pub notes: Option<Handle>,
    /// Minutes a step.
    pub agenda: Agenda,
    /// The step it is at, from 1.
    pub step: u8,
    /// Since when.
    pub step_at: At,
    /// The record from which on recommendations are written down, for all to read.
    pub(crate) written_from: Option<Seq>,
    /// The record from which on all that was parked is told.
    pub(crate) told_from: Option<Seq>,
    /// Who is, or was, there.
    pub attended: BTreeSet<Handle>,
    /// Who agreed to the timeline, by which record.
    pub agreed: BTreeMap<Handle, Seq>,
    /// Who sees it differently, by which record.
    pub differs: BTreeMap<Handle, Seq>,
    /// Every record by which somebody saw it differently, also who agreed later.
    pub differed: Vec<Seq>,
    /// The record that closed it.
    pub closed: Option<Seq>,
}

/// How a recommendation stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AdviceState {
    /// Nobody has said yet whether it is worth doing.
    Raw,
    /// One person makes it happen.
    Accepted {
        /// Who.
        owner: Handle,
        /// By when.
        due: At,
        /// Where it is tracked.
        link: Text,
    },
    /// Not worth doing; the record says why.
    Declined(Seq),
    /// A small group looks at it until then.
    Resting(At),
    /// Done by its owner; the record says what was done.
    Done(Handle, Seq),
}

impl AdviceState {
    /// The word in formats and on screen.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Accepted { .. } => "accepted",
            Self::Declined(_) => "declined",
            Self::Resting(_) => "resting",
            Self::Done(..) => "done",
        }
    }
}

/// A recommendation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// Technical or organisational; not said of an idea.
    pub kind: Option<AdviceKind>,
    /// How it stands.
    pub state: AdviceState,
    /// Since when.
    pub since: At,
    /// What it was accepted with, also once it is done.
    pub terms: Option<Terms>,
}

/// With what a recommendation was accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// By when.
    pub due: At,
    /// Where it is tracked.
    pub link: Text,
}

/// A part of the report in somebody's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prose {
    /// The record it stands in.
    pub seq: Seq,
    /// The words.
    pub text: Text,
}

/// What somebody said beside the words of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// With which tool they saw it.
    pub tool: Text,
    /// What they could not reach.
    pub out_of_reach: Text,
}

/// All that was learnt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Learning {
    /// The meetings, oldest first.
    pub reviews: Vec<Review>,
    /// What contributed, in the order of writing, with its kind.
    pub factors: BTreeMap<EntryId, FactorKind>,
    /// What may be worth doing; an idea is among it from the moment it was parked.
    pub advice: BTreeMap<EntryId, Advice>,
    /// Which recommendation an idea became: it is decided about in its stead.
    pub became: BTreeMap<EntryId, EntryId>,
    /// The report's parts in people's words, the last of each.
    pub sections: BTreeMap<Section, Prose>,
    /// What people saw and thought at moments.
    pub accounts: BTreeMap<EntryId, Account>,
    /// Entries that were missing.
    pub missing: Vec<EntryId>,
    /// Comments before and after the meeting.
    pub comments: Vec<EntryId>,
    /// Readers' questions, with the record that answered each.
    pub readers: BTreeMap<EntryId, Option<Seq>>,
    /// Who was made aware of the report, in the order of writing, with how.
    pub aware: BTreeMap<EntryId, Text>,
    /// Who agreed to the report, by which record; what is written after it, was not agreed to.
    pub report_agreed: BTreeMap<Handle, Seq>,
}

impl Learning {
    /// The meeting that is held now.
    pub fn review(&self) -> Option<&Review> {
        self.reviews.last().filter(|review| review.closed.is_none())
    }

    /// Whether this is an idea that nobody has said to be technical or organisational yet.
    pub fn is_idea(&self, entry: EntryId) -> bool {
        self.advice.get(&entry).is_some_and(|advice| advice.kind.is_none())
    }

    /// What is decided about where this is meant: the recommendation that an idea became, else itself.
    pub fn as_advised(&self, entry: EntryId) -> EntryId {
        self.became.get(&entry).copied().unwrap_or(entry)
    }

    /// What nobody has decided about yet; what was taken back does not count.
    pub fn raw<'a>(&'a self, register: &'a Register) -> impl Iterator<Item = EntryId> + 'a {
        let raw = self.advice.iter().filter(|(_, advice)| advice.state == AdviceState::Raw);
        raw.map(|(entry, _)| *entry).filter(|entry| register.stands(*entry))
    }
}

impl Said {
    /// The sign on the timeline.
    pub const fn sign(self) -> char {
        match self {
            Self::Account(_) => 'w',
            Self::Missing(_) => '+',
            Self::Factor(_) => 'f',
            Self::Advice(_) => 'i',
            Self::ReaderAsks | Self::ReaderAnswered(_) => 'q',
            Self::Declined(_) | Self::Differs => 'x',
            _ => '·',
        }
    }

    /// The word it goes by in formats.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Opened => "review_opened",
            Self::Step(_) => "step_moved",
            Self::Chair => "chair_taken",
            Self::ChairGiven(_) => "chair_given",
            Self::Notes(_) => "notes_set",
            Self::Attended(_) => "attended",
            Self::TimelineAgreed => "timeline_agreed",
            Self::Differs => "seen_differently",
            Self::Account(_) => "recounted",
            Self::Missing(_) => "missing_added",
            Self::Factor(_) => "factor",
            Self::Advice(_) => "recommendation",
            Self::Accepted(..) => "advice_accepted",
            Self::Declined(_) => "advice_declined",
            Self::Rested(_) => "advice_rested",
            Self::Finished(_) => "advice_finished",
            Self::Section(_) => "section",
            Self::Comment(_) => "comment",
            Self::ReaderAsks => "report_asked",
            Self::ReaderAnswered(_) => "reader_answered",
            Self::Aware => "made_aware",
            Self::ReportAgreed => "report_agreed",
            Self::Closed => "review_closed",
        }
    }

    /// Whether it can be amended and retracted by itself.
    pub const fn is_entry(self) -> bool {
        matches!(
            self,
            Self::Account(_)
                | Self::Missing(_)
                | Self::Factor(_)
                | Self::Advice(_)
                | Self::Comment(_)
                | Self::ReaderAsks
                | Self::Aware
        )
    }

    /// The entry that it is about.
    pub const fn about(self) -> Option<EntryId> {
        match self {
            Self::Account(entry) | Self::Comment(entry) => entry,
            Self::Accepted(entry, _)
            | Self::Declined(entry)
            | Self::Rested(entry)
            | Self::Finished(entry)
            | Self::ReaderAnswered(entry) => Some(entry),
            _ => None,
        }
    }

    /// What stands before the author's words on the timeline.
    pub fn words(self, by: Handle) -> String {
        match self {
            Self::Opened => "the review begins".into(),
            Self::Step(step) => {
                format!("step {step}: {}", Step::of(step).map_or("", Step::name))
            }
            Self::Chair => format!("{by} took the chair"),
            Self::ChairGiven(to) => format!("{to} has the chair"),
            Self::Notes(Some(who)) => format!("{who} takes notes"),
            Self::Notes(None) => "nobody takes notes".into(),
            Self::Attended(who) => format!("{who} is at the review"),
            Self::TimelineAgreed => format!("{by} agrees to the timeline"),
            Self::Differs => format!("{by} sees it differently"),
            Self::Account(Some(entry)) => format!("on {entry}"),
            Self::Account(None) => "what I saw".into(),
            Self::Missing(kind) => format!("added later, {kind}"),
            Self::Factor(kind) => format!("factor, {}", kind.meaning()),
            Self::Advice(kind) => format!("recommended, {kind}"),
            Self::Accepted(entry, owner) => format!("{entry} is worth doing: {owner}"),
            Self::Declined(entry) => format!("{entry} is not worth doing"),
            Self::Rested(entry) => format!("{entry} rests"),
            Self::Finished(entry) => format!("{entry} is done"),
            Self::Section(section) => format!("report, {}", section.meaning()),
            Self::Comment(Some(entry)) => format!("comment on {entry}"),
            Self::Comment(None) => "comment".into(),
            Self::ReaderAsks => "asked of the report".into(),
            Self::ReaderAnswered(entry) => format!("{entry} answered"),
            Self::Aware => "made aware of the report".into(),
            Self::ReportAgreed => format!("{by} agrees to the report"),
            Self::Closed => "the review is over".into(),
        }
    }
}

impl Register {
    /// What was learnt after the incident.
    pub fn learning(&self) -> &Learning {
        &self.learning
    }
}
