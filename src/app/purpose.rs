//! What the words in the line are for: an entry of some kind, an answer, a reason.

pub(crate) mod review;

use review::Account;
pub(crate) use review::Remark;
use serde::{Deserialize, Serialize};
use warroom_register::words::{Audience, EntryKind, Role};
use warroom_register::{EntryId, Text};

/// What Enter makes of the line. A draft on disk is kept with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Purpose {
    /// An entry of its own.
    Entry(EntryKind),
    /// A question about a row.
    About(EntryId),
    /// Who is affected, in one line.
    Impact,
    /// Words to an audience.
    Update(Audience),
    /// A proposal, part by part.
    Propose(Proposal),
    /// The answer to a question; `fact`: and it is a fact from now on.
    Answer {
        /// The question.
        entry: EntryId,
        /// The answer is held true.
        fact: bool,
    },
    /// The answer to a question from outside.
    Reply(EntryId),
    /// A question from outside, as the room is asked it.
    Pass(EntryId),
    /// The entry was wrong.
    Correct(EntryId),
    /// The fact was true and has changed.
    Change(EntryId),
    /// Why an entry is taken back.
    Retract(EntryId),
    /// Why I cannot do it.
    Decline(EntryId),
    /// Why I help with it no more.
    EndHelp(EntryId),
    /// Why it is called off.
    Cancel(EntryId),
    /// Why not to decide so.
    Object(EntryId),
    /// Why I do not take a role.
    DeclineRole(Role),
    /// What came of a task.
    Finish(EntryId),
    /// What a task needs to go on.
    Block(EntryId),
    /// How many minutes more.
    Extend(EntryId),
    /// Why I take the lead.
    TakeLead,
    /// How it stands: the answer to a call round.
    Stand(Stand),
    /// What a helper answered.
    AnswerHelp(EntryId),
    /// By when a helper promised to answer.
    PromiseHelp(EntryId),
    /// For how many minutes nobody is to ask about a promise.
    Snooze(EntryId),
    /// What an action really hit.
    Target(EntryId),
    /// What I can help with.
    Skills,
    /// Where the voices are.
    Talk,
    /// Something said at a review.
    Remark(Remark),
    /// What was written beside a choice that was not made, or was refused; and for what. That choice alone
    /// sends it.
    Beside(String),
}

/// The answer to a call round as far as it is written: Tab goes to the next part, Enter sends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stand {
    /// The task it is about, where one was asked about.
    pub(crate) about: Option<EntryId>,
    /// The condition.
    pub(crate) text: Option<Text>,
    /// What is being done.
    pub(crate) actions: Option<Text>,
}

/// A proposal as far as it is written; what is not asked yet is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Proposal {
    /// What to do.
    pub(crate) text: Option<Text>,
    /// What could go wrong.
    pub(crate) risk: Option<Text>,
    /// How it is undone.
    pub(crate) undo: Option<Text>,
    /// By what we shall see that it works.
    pub(crate) expect: Option<Text>,
    /// When to look, as it was typed and found to be a time.
    pub(crate) look: Option<Text>,
}

/// What is asked of a proposal once it is said; each may be skipped.
pub(crate) const QUESTIONS: usize = 5;

/// The kinds that Tab goes through; `saw` is where everybody starts.
const TAB_KINDS: [EntryKind; 5] = [
    EntryKind::Observation,
    EntryKind::Action,
    EntryKind::Fact,
    EntryKind::Question,
    EntryKind::Task,
];

impl Default for Purpose {
    fn default() -> Self {
        Self::Entry(EntryKind::Observation)
    }
}

impl Purpose {
    /// What a letter and a blank at the start of a line choose where no kind of entry has it: the
    /// letters of the register, and for words outside the small one too, which undoes nothing here.
    pub(crate) fn of_letter(words: &str) -> Option<Self> {
        match words {
            "p " => Some(Self::Propose(Proposal::default())),
            "D " => Some(Self::Entry(EntryKind::Decision)),
            "u " | "U " => Some(Self::Update(Audience::Public)),
            _ => None,
        }
    }

    /// What stands before the `>`.
    pub(crate) fn label(&self) -> String {
        match self {
            // It binds everybody at once, whatever row is selected.
            Self::Entry(EntryKind::Decision) => "decided, for all".to_owned(),
            Self::Entry(kind) => kind.verb().to_owned(),
            Self::About(entry) => format!("question on {entry}"),
            Self::Impact => "impact".to_owned(),
            Self::Update(audience) => format!("words to the {audience}"),
            Self::Propose(proposal) => proposal.label().to_owned(),
            Self::Answer { entry, fact: false } => format!("answer {entry}"),
            Self::Answer { entry, fact: true } => {
                format!("answer {entry}, a fact in a sentence")
            }
            Self::Reply(entry) => format!("answer {entry}, outside"),
            Self::Pass(entry) => format!("{entry} for the room"),
            Self::Correct(entry) => format!("{entry} was wrong, it is"),
            Self::Change(entry) => format!("{entry} has changed, now"),
            Self::Retract(entry) => format!("take {entry} back, because"),
            Self::Decline(entry) => format!("I cannot do {entry}, because"),
            Self::EndHelp(entry) => format!("I help with {entry} no more, because"),
            Self::Cancel(entry) => format!("call {entry} off, because"),
            Self::Object(entry) => format!("I object to {entry}, because"),
            Self::DeclineRole(role) => format!("I do not take {role}, because"),
            Self::Finish(entry) => format!("{entry} is finished, result"),
            Self::Block(entry) => format!("{entry} is blocked, it needs"),
            Self::Extend(entry) => format!("more minutes for {entry}"),
            Self::TakeLead => "I take the lead, because".to_owned(),
            Self::Stand(stand) => stand.label(),
            Self::AnswerHelp(entry) => format!("{entry}: they answer"),
            Self::PromiseHelp(entry) => format!("{entry} is promised by"),
            Self::Snooze(entry) => format!("{entry} can wait so many minutes"),
            Self::Target(entry) => format!("{entry} really hit"),
            Self::Skills => "I can help with".to_owned(),
            Self::Talk => "we talk at".to_owned(),
            Self::Remark(remark) => remark.label(),
            Self::Beside(what) => format!("kept, was for {what}"),
        }
    }

    /// What stands before the `>` of a draft, however far it is written.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Propose(_) => Proposal::default().label().to_owned(),
            Self::Stand(stand) => Stand { about: stand.about, ..Stand::default() }.label(),
            Self::Remark(Remark::Account(account)) => {
                let begun = Account { about: account.about, ..Account::default() };
                Remark::Account(begun).label()
            }
            Self::Remark(Remark::Aware(_)) => Remark::Aware(None).label(),
            other => other.label(),
        }
    }

    /// An entry like any other: words that take nothing from anybody.
    pub(crate) const fn is_plain(&self) -> bool {
        match self {
            Self::Entry(kind) => !matches!(kind, EntryKind::Decision),
            _ => false,
        }
    }

    /// Enter asks on and sends nothing yet.
    pub(crate) fn goes_on(&self) -> bool {
        match self {
            Self::Propose(proposal) => proposal.questions_after() > 0,
            Self::Remark(remark) => remark.goes_on(),
            _ => false,
        }
    }

    /// A question that may be left without an answer: the next one comes, or it is sent.
    pub(crate) fn asks_on(&self) -> bool {
        match self {
            Self::Propose(proposal) => proposal.text.is_some(),
            Self::Remark(Remark::Account(account)) => account.text.is_some(),
            Self::Remark(Remark::Aware(whom)) => whom.is_some(),
            _ => false,
        }
    }

    /// What Tab does here, for the end of the line; the screen names the key that has its place.
    pub(crate) const fn tab_hint(&self) -> Option<&'static str> {
        match self {
            Self::Entry(_) => Some("Tab: kind"),
            Self::Impact => Some("Tab: who, how many, since, personal data"),
            Self::Answer { fact: false, .. } => Some("Tab: it is a fact"),
            Self::Answer { fact: true, .. } => Some("Tab: only an answer"),
            Self::Propose(_) => Some("Tab: send it now"),
            Self::Update(_) => Some("Tab: own words"),
            Self::Stand(Stand { text: None, .. }) => Some("Tab: and what is done"),
            Self::Stand(Stand { actions: None, .. }) => Some("Tab: and what is needed"),
            Self::PromiseHelp(_) => Some("20m or 14:40, then their number"),
            Self::Beside(_) => Some("Tab: as what you saw"),
            Self::Remark(remark) => remark.tab_hint(),
            _ => None,
        }
    }

    /// The next choice by Tab.
    pub(crate) fn tab(&mut self) {
        match self {
            Self::Entry(kind) => {
                let here = TAB_KINDS.iter().position(|k| k == kind);
                let next = here.map_or(0, |i| i + 1);
                *kind = TAB_KINDS.get(next).copied().unwrap_or(EntryKind::Observation);
            }
            Self::Answer { fact, .. } => *fact = !*fact,
            Self::Remark(remark) => remark.tab(),
            Self::Beside(_) => *self = Self::default(),
            _ => {}
        }
    }

    /// Nothing needs to be written.
    pub(crate) fn may_be_empty(&self) -> bool {
        match self {
            Self::Finish(_) | Self::Extend(_) | Self::Snooze(_) | Self::Talk | Self::Skills => true,
            Self::Propose(proposal) => proposal.text.is_some(),
            Self::Stand(stand) => stand.text.is_some(),
            Self::Remark(remark) => remark.may_be_empty(),
            _ => false,
        }
    }

    /// Whether words typed for the one may stand for the other: all kinds of entry share a draft.
    pub(crate) fn shares_draft(&self, other: &Self) -> bool {
        // What binds everybody is never made of words that were meant for something else.
        let of_a_kind = matches!(
            (self, other),
            (Self::Propose(_), Self::Propose(_)) | (Self::Stand(_), Self::Stand(_))
        ) || self.is_plain() && other.is_plain();
        match (self, other) {
            (Self::Remark(here), Self::Remark(there)) => here.shares_draft(there),
            _ => of_a_kind || self == other,
        }
    }

    /// Words typed before stand in the purpose itself: the parts of a proposal.
    pub(crate) fn holds_words(&self) -> bool {
        matches!(
            self,
            Self::Propose(Proposal { text: Some(_), .. })
                | Self::Stand(Stand { text: Some(_), .. })
        ) || matches!(self, Self::Remark(remark) if remark.may_be_empty())
    }

    /// Lets `without` change every text that stands in the purpose itself.
    pub(crate) fn take_out(&mut self, without: &dyn Fn(&str) -> Option<String>) {
        let parts: Vec<&mut Text> = match self {
            Self::Propose(proposal) => proposal.parts_mut().collect(),
            Self::Stand(Stand { text, actions, .. }) => {
                [text, actions].into_iter().flatten().collect()
            }
            Self::Remark(Remark::Account(Account { text, tool, .. })) => {
                [text, tool].into_iter().flatten().collect()
            }
            Self::Remark(Remark::Aware(whom)) => whom.iter_mut().collect(),
            _ => Vec::new(),
        };
        for part in parts {
            if let Some(text) = without(part.raw()) {
                *part = text.into();
            }
        }
    }

    /// The purpose where writing goes on with kept words: a proposal goes on where it stood.
    pub(crate) fn going_on_from(self, kept: Self) -> Self {
        match (self, kept) {
            (Self::Propose(_), kept @ Self::Propose(_))
            | (Self::Stand(_), kept @ Self::Stand(_))
            // The kind that was chosen for the words, and what is written of it, are kept with them.
            | (Self::Remark(_), kept @ Self::Remark(_)) => kept,
            (new, _) => new,
        }
    }
}

impl Proposal {
    /// The parts that are written, in order.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &Text> {
        let all = [&self.text, &self.risk, &self.undo, &self.expect, &self.look];
        all.into_iter().flatten().filter(|part| !part.is_empty())
    }

    /// The parts, to be changed.
    fn parts_mut(&mut self) -> impl Iterator<Item = &mut Text> {
        let Self { text, risk, undo, expect, look } = self;
        [text, risk, undo, expect, look].into_iter().flatten()
    }

    /// How many questions come after the part that is written now.
    pub(crate) fn questions_after(&self) -> usize {
        let asked = [&self.risk, &self.undo, &self.expect, &self.look];
        let open = asked.into_iter().filter(|part| part.is_none()).count();
        if self.text.is_none() { QUESTIONS } else { open }
    }

    /// Takes the part out that was written last, to be written anew.
    pub(crate) fn step_back(&mut self) -> Option<Text> {
        let parts =
            [&mut self.look, &mut self.expect, &mut self.undo, &mut self.risk, &mut self.text];
        parts.into_iter().find_map(Option::take)
    }

    const fn label(&self) -> &'static str {
        match self {
            Self { text: None, .. } => "propose",
            Self { risk: None, .. } => "what could go wrong?",
            Self { undo: None, .. } => "how is it undone?",
            Self { expect: None, .. } => "what shall we see if it works?",
            Self { look: None, .. } => "when do we look? 10m, 14:40",
            Self { .. } => "what else could be done? a; b",
        }
    }
}

impl Stand {
    /// The parts that are written, in order.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &Text> {
        [&self.text, &self.actions].into_iter().flatten().filter(|part| !part.is_empty())
    }

    /// Takes the part out that was written last, to be written anew.
    pub(crate) fn step_back(&mut self) -> Option<Text> {
        self.actions.take().or_else(|| self.text.take())
    }

    /// The words are this part, and the next one is written.
    pub(crate) fn go_on(&mut self, words: Text) {
        match self {
            Self { text: None, .. } => self.text = Some(words),
            Self { .. } => self.actions = Some(words),
        }
    }

    fn label(&self) -> String {
        let about = self.about.map(|entry| format!("{entry}: ")).unwrap_or_default();
        let part = match self {
            Self { text: None, .. } => "how it stands",
            Self { actions: None, .. } => "what is being done",
            Self { .. } => "what is needed",
        };
        format!("{about}{part}")
    }
}
