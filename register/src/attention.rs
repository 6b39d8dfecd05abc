//! What is late, missing or unanswered now, worked out from register and clock alone.
//!
//! One list, ranked. What asks something of a person is that person's line YOU; what is late for
//! the room is the line LATE. Nobody is nagged in the first minutes but for a missing lead, and a
//! small incident is not asked for roles and words that only a large one needs.

use crate::register::Register;
use crate::state::TaskState;
use crate::words::{EntryKind, Phase, Role, Severity};
use crate::{At, EntryId, Handle};

/// What is wanted, most pressing first: the order of the variants is the rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// A proposal waits for the lead.
    DecisionToCall,
    /// Nobody leads.
    NoLead,
    /// The lead is gone.
    LeadAway,
    /// A role was offered.
    RoleOffered(Role),
    /// An owner has not answered.
    TaskUnanswered,
    /// A task cannot go on.
    TaskBlocked,
    /// Whether a finished task worked is not known.
    Unverified,
    /// Words wait to be sent.
    DraftWaits,
    /// The next word is due.
    WordDue,
    /// Nobody has a task.
    TaskNobody,
    /// A task is over its box.
    TaskOver,
    /// Nobody has a question, for long.
    QuestionNobody,
    /// Nobody said who is affected.
    NoImpact,
    /// Nobody speaks to the outside.
    NoComms,
}

/// One thing that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attention {
    /// What.
    pub what: Need,
    /// Since when it is late, or asked.
    pub since: At,
    /// The entry it is about.
    pub entry: Option<EntryId>,
    /// Who can do something about it; none: anyone.
    pub asked: Option<Handle>,
    /// It is late for the room, not only asked of one.
    pub late: bool,
}

impl Need {
    /// The word in formats.
    pub fn name(self) -> &'static str {
        match self {
            Self::DecisionToCall => "decision_to_call",
            Self::NoLead => "no_lead",
            Self::LeadAway => "lead_away",
            Self::RoleOffered(_) => "role_offered",
            Self::TaskUnanswered => "task_unanswered",
            Self::TaskBlocked => "task_blocked",
            Self::Unverified => "result_not_verified",
            Self::DraftWaits => "draft_waits",
            Self::WordDue => "update_due",
            Self::TaskNobody => "task_without_owner",
            Self::TaskOver => "task_over",
            Self::QuestionNobody => "question_without_owner",
            Self::NoImpact => "no_impact",
            Self::NoComms => "no_comms",
        }
    }
}

/// Everything that is wanted at this moment, most pressing first, oldest first among equals.
pub fn attention(register: &Register, now: At) -> Vec<Attention> {
    let Some(opened) = register.incident().opened_at else { return Vec::new() };
    if register.incident().phase == Phase::Closed {
        return Vec::new();
    }
    let mut all = Vec::new();
    let mut list = List { register, now, opened, all: &mut all };
    list.people();
    list.tasks();
    list.questions();
    list.decisions();
    list.words();
    all.sort_by_key(|a| (a.what, a.since, a.entry));
    all
}

/// What is asked of this responder, of that list.
pub fn asked_of(all: &[Attention], who: Handle) -> impl Iterator<Item = &Attention> {
    all.iter().filter(move |a| a.asked == Some(who))
}

/// What is late for the room, of that list.
pub fn late(all: &[Attention]) -> impl Iterator<Item = &Attention> {
    all.iter().filter(|a| a.late)
}

struct List<'a> {
    register: &'a Register,
    now: At,
    opened: At,
    all: &'a mut Vec<Attention>,
}

impl List<'_> {
    fn add(&mut self, what: Need, since: At, entry: Option<EntryId>, asked: Option<Handle>) {
        let late = self.now >= since;
        self.all.push(Attention { what, since, entry, asked, late });
    }

    /// Asked at once, and late when it was not answered for as long as an owner may take.
    fn ask(&mut self, what: Need, since: At, entry: Option<EntryId>, asked: Option<Handle>) {
        let patience = i64::from(self.register.incident().policy.answer_seconds);
        let late = !self.calm() && self.now >= since.plus_seconds(patience);
        self.all.push(Attention { what, since, entry, asked, late });
    }

    /// In the first minutes of an incident nobody is nagged.
    fn calm(&self) -> bool {
        let grace = i64::from(self.register.incident().policy.grace_seconds);
        self.now < self.opened.plus_seconds(grace)
    }

    fn formal(&self) -> bool {
        self.register.incident().severity <= self.register.incident().policy.formal_from
    }

    fn people(&mut self) {
        let lead = self.register.holder(Role::Lead);
        match lead {
            None => self.add(Need::NoLead, self.opened, None, None),
            Some((who, _)) => {
                if let Some(since) = self.register.away_since(who) {
                    self.add(Need::LeadAway, since, None, None);
                }
            }
        }
        let offers: Vec<_> = self.register.offers().iter().map(|(r, o)| (*r, o.clone())).collect();
        for (role, offer) in offers {
            // Asked, not late: an offer harms nobody while it waits.
            let what = Need::RoleOffered(role);
            let (entry, asked) = (Some(offer.seq), Some(offer.to));
            self.all.push(Attention { what, since: offer.at, entry, asked, late: false });
        }
        let alone = self.register.responders().len() < 2;
        if self.formal() && !self.calm() && !alone && self.register.holder(Role::Comms).is_none() {
            self.add(Need::NoComms, self.opened, None, self.register.lead());
        }
        if self.formal() && !self.calm() && self.register.impact().is_none() {
            self.add(Need::NoImpact, self.opened, None, self.register.lead());
        }
    }

    fn tasks(&mut self) {
        let register = self.register;
        for (entry, task) in register.tasks() {
            if !register.stands(*entry) {
                continue;
            }
            let entry = Some(*entry);
            match task.state {
                TaskState::Open if !self.calm() => {
                    self.add(Need::TaskNobody, task.since, entry, register.lead());
                }
                TaskState::Assigned => {
                    self.ask(Need::TaskUnanswered, task.since, entry, task.owner);
                }
                TaskState::Blocked => {
                    self.ask(Need::TaskBlocked, task.since, entry, register.lead());
                }
                TaskState::Done => {
                    self.ask(Need::Unverified, task.since, entry, register.lead());
                }
                _ => {}
            }
            let working = matches!(task.state, TaskState::Acknowledged | TaskState::Assigned);
            if let Some(due) = task.due.filter(|due| working && self.now >= *due) {
                self.add(Need::TaskOver, due, entry, task.owner);
            }
        }
    }

    fn questions(&mut self) {
        let patience = i64::from(self.register.incident().policy.question_minutes) * 60;
        for (entry, question) in self.register.questions() {
            let since = question.since.plus_seconds(patience);
            if question.is_open() && question.owner.is_none() && self.now >= since {
                self.add(Need::QuestionNobody, question.since, Some(*entry), self.register.lead());
            }
        }
    }

    fn decisions(&mut self) {
        for (entry, decision) in self.register.decisions() {
            if decision.call.is_none()
                && self.register.stands(*entry)
                && let Some(row) = self.register.row(*entry)
            {
                self.ask(Need::DecisionToCall, row.at, Some(*entry), self.register.lead());
            }
        }
    }

    fn words(&mut self) {
        let register = self.register;
        let mut last_due = None;
        for (entry, update) in register.updates() {
            if update.sent.is_none() && register.stands(*entry) {
                let since = register.row(*entry).map_or(self.opened, |row| row.at);
                self.ask(Need::DraftWaits, since, Some(*entry), register.voice());
            }
            if update.sent.is_some() {
                last_due = update.next_due.map(|due| (due, *entry));
            }
        }
        let over = register.incident().phase >= Phase::Resolved;
        if let Some((due, entry)) = last_due.filter(|(due, _)| self.now >= *due && !over) {
            self.add(Need::WordDue, due, Some(entry), register.voice());
        }
        let none = register.updates().values().all(|u| u.sent.is_none());
        let minutes = i64::from(register.incident().policy.word_minutes);
        let first = self.opened.plus_seconds(minutes * 60);
        let severe = register.incident().severity == Severity::P1;
        if none && severe && !over && self.now >= first {
            self.add(Need::WordDue, first, None, register.voice());
        }
    }
}

impl EntryKind {
    /// The kind that a key letter at the start of a line chooses.
    pub fn of_letter(letter: char) -> Option<Self> {
        match letter {
            'o' => Some(Self::Observation),
            'd' => Some(Self::Action),
            'f' => Some(Self::Fact),
            'q' => Some(Self::Question),
            't' => Some(Self::Task),
            '%' => Some(Self::Impact),
            'i' => Some(Self::Idea),
            _ => None,
        }
    }
}
