//! The list of what is wanted, made subject by subject.

use super::{Attention, Need};
use crate::limits::{DECLINED_MINUTES, LEAD_AFTER_SECONDS, ROUND_MINUTES};
use crate::policy::{CREW_FROM, Rule};
use crate::promises::{Promise, Promised, minds, open_help, promises};
use crate::register::{Register, What};
use crate::state::{Task, TaskState};
use crate::words::{Phase, Role};
use crate::{At, EntryId, Handle};

/// A question that somebody has is open for long after so many times what one that nobody has may be.
const OLD_TIMES: i64 = 3;

/// When so many of them were there.
fn nth(all: impl Iterator<Item = At>, many: usize) -> Option<At> {
    let mut all: Vec<At> = all.collect();
    all.sort_unstable();
    all.get(many - 1).copied()
}

/// What is wanted so far.
pub(super) struct List<'a> {
    pub(super) register: &'a Register,
    pub(super) now: At,
    pub(super) opened: At,
    /// What is asked for at the severity of this moment.
    pub(super) rule: Rule,
    pub(super) all: &'a mut Vec<Attention>,
}

impl List<'_> {
    pub(super) fn everything(&mut self) {
        self.people();
        self.tasks();
        self.rounds();
        self.questions();
        self.decisions();
        self.promises();
        self.words();
        self.inquiries();
        self.door();
    }

    /// Who waits at the door, and words that are to be taken out: both are the lead's.
    fn door(&mut self) {
        let register = self.register;
        let lead = register.lead();
        for (seq, knock) in register.waiting_at_door() {
            self.ask(Need::Knocks, knock.at, Some(seq), lead);
        }
        for (entry, asked) in register.redactions_asked() {
            let since = register.row(*asked).map_or(self.opened, |row| row.at);
            self.ask(Need::RedactionAsked, since, Some(*entry), lead);
        }
    }

    fn add(&mut self, what: Need, since: At, entry: Option<EntryId>, asked: Option<Handle>) {
        let late = self.now >= since;
        self.all.push(Attention { what, since, entry, asked, late });
    }

    /// Asked at once, and late when it was not answered for as long as an owner may take.
    fn ask(&mut self, what: Need, since: At, entry: Option<EntryId>, asked: Option<Handle>) {
        let late = !self.calm() && self.now >= self.patience(since);
        self.all.push(Attention { what, since, entry, asked, late });
    }

    /// What somebody else is late with, asked of the lead: the room knows of it already.
    fn remind(&mut self, what: Need, since: At, entry: EntryId, task: &Task) {
        let lead = self.register.lead().filter(|lead| task.owner != Some(*lead));
        let due = since.plus_seconds(i64::from(LEAD_AFTER_SECONDS));
        if lead.is_some() && !self.calm() && self.now >= due {
            self.all.push(Attention { what, since, entry: Some(entry), asked: lead, late: false });
        }
    }

    /// When somebody who was asked is late with an answer.
    fn patience(&self, since: At) -> At {
        since.plus_seconds(i64::from(self.rule.answer_seconds))
    }

    /// In the first minutes of an incident nobody is nagged.
    pub(super) fn calm(&self) -> bool {
        self.now < self.opened.plus_seconds(i64::from(self.rule.grace_seconds))
    }

    fn people(&mut self) {
        let register = self.register;
        match register.holder(Role::Lead) {
            None => self.add(Need::NoLead, self.opened, None, None),
            Some((who, _)) => {
                if let Some(since) = register.away_since(who) {
                    self.add(Need::LeadAway, since, None, None);
                }
            }
        }
        for (role, offer) in register.offers() {
            // Asked, not late: an offer harms nobody while it waits.
            let what = Need::RoleOffered(*role);
            let (entry, asked) = (Some(offer.seq), Some(offer.to));
            self.all.push(Attention { what, since: offer.at, entry, asked, late: false });
        }
        for (role, offer) in register.declined_offers() {
            // Whoever offered it may believe that it is being thought over.
            if self.now < offer.at.plus_seconds(i64::from(DECLINED_MINUTES) * 60) {
                let (what, entry) = (Need::RoleDeclined(*role), Some(offer.seq));
                let asked = Some(offer.by);
                self.all.push(Attention { what, since: offer.at, entry, asked, late: false });
            }
        }
        if self.calm() {
            return;
        }
        self.roles();
        if self.rule.nags && register.impact().is_none() {
            self.add(Need::NoImpact, self.opened, None, register.lead());
        }
    }

    /// Roles that so many people at this severity need, and nobody holds.
    fn roles(&mut self) {
        let register = self.register;
        let all = register.in_order().into_iter().map(|(_, responder)| responder.joined_at);
        let crew = register.crew().filter_map(|who| register.responders().get(&who));
        let second = nth(all, 2);
        let last_of_crew = nth(crew.map(|responder| responder.joined_at), CREW_FROM);
        let crew_roles = self.rule.crew_roles.iter().map(|role| (*role, last_of_crew));
        let roles = self.rule.roles.iter().map(|role| (*role, second));
        let mut wanted: Vec<_> =
            roles.chain(crew_roles).filter_map(|(role, since)| Some((role, since?))).collect();
        wanted.sort_unstable();
        wanted.dedup_by_key(|(role, _)| *role);
        for (role, since) in wanted {
            // A missing lead is said above, and first.
            if role == Role::Lead || register.holder(role).is_some() {
                continue;
            }
            let what = if role == Role::Comms { Need::NoComms } else { Need::NoRole(role) };
            let since = since.max(self.opened);
            // A newcomer who makes a role necessary must not find it overdue at once.
            if self.now >= since.plus_seconds(i64::from(self.rule.grace_seconds)) {
                self.add(what, since, None, register.lead());
            }
        }
    }

    fn tasks(&mut self) {
        let register = self.register;
        for (entry, task) in register.tasks() {
            if register.stands(*entry) {
                self.task(*entry, task);
                self.over(*entry, task);
            }
        }
    }

    fn task(&mut self, entry: EntryId, task: &Task) {
        let lead = self.register.lead();
        let named = Some(entry);
        match task.state {
            // What a plan brings is quiet until somebody takes it.
            TaskState::Open if !self.calm() && !self.register.of_plan(task.about) => {
                self.add(Need::TaskNobody, task.since, named, lead);
            }
            // What came back from whoever was to do it is the lead's to see at once.
            TaskState::Open if self.was_declined(task) => {
                self.add(Need::TaskNobody, task.since, named, lead);
            }
            TaskState::Assigned => {
                self.ask(Need::TaskUnanswered, task.since, named, task.owner);
                self.remind(Need::OwnerSilent, self.patience(task.since), entry, task);
            }
            TaskState::Blocked => self.ask(Need::TaskBlocked, task.since, named, lead),
            TaskState::Done => self.ask(Need::Unverified, task.since, named, lead),
            TaskState::Open
            | TaskState::Acknowledged
            | TaskState::Verified
            | TaskState::Cancelled => {}
        }
    }

    fn was_declined(&self, task: &Task) -> bool {
        let last = task.last.and_then(|seq| self.register.what(seq));
        matches!(last, Some(What::Declined(_)))
    }

    fn over(&mut self, entry: EntryId, task: &Task) {
        // Of whom nobody knows whether they have it at all, that is said, and once.
        let working = task.state == TaskState::Acknowledged;
        if let Some(due) = task.due.filter(|due| working && self.now >= *due) {
            self.add(Need::TaskOver, due, Some(entry), task.owner);
            self.remind(Need::OwnerOver, due, entry, task);
        }
    }

    fn rounds(&mut self) {
        for (entry, round) in self.register.rounds() {
            if self.now >= round.at.plus_seconds(i64::from(ROUND_MINUTES) * 60) {
                continue;
            }
            for who in &round.waiting {
                self.ask(Need::RoundUnanswered, round.at, Some(*entry), Some(*who));
            }
        }
    }

    fn questions(&mut self) {
        let register = self.register;
        let patience = i64::from(self.rule.question_minutes) * 60;
        for (entry, question) in register.questions() {
            let quiet = question.owner.is_none() && register.of_plan(question.about);
            if !question.is_open() || quiet {
                continue;
            }
            let (what, times, asked) = match question.owner {
                None => (Need::QuestionNobody, 1, register.lead()),
                Some(owner) => (Need::QuestionOld, OLD_TIMES, Some(owner)),
            };
            if self.now >= question.since.plus_seconds(patience * times) {
                self.add(what, question.since, Some(*entry), asked);
            } else if question.given_by.is_some() {
                // Asked, not late: to find an answer takes its time.
                let (what, since, entry) = (Need::QuestionGiven, question.since, Some(*entry));
                self.all.push(Attention { what, since, entry, asked, late: false });
            }
        }
    }

    /// A proposal is to be called; while it is before the room, the lead is to wait.
    fn decisions(&mut self) {
        let register = self.register;
        for (entry, decision) in register.decisions() {
            if decision.call.is_some() || !register.stands(*entry) {
                continue;
            }
            let proposed = register.row(*entry).map_or(self.opened, |row| row.at);
            match decision.window {
                Some(window) if self.now < window.until => {}
                Some(window) => {
                    self.add(Need::DecisionToCall, window.until, Some(*entry), register.lead());
                }
                None => self.ask(Need::DecisionToCall, proposed, Some(*entry), register.lead()),
            }
        }
    }

    /// Help and decisions that were to be looked at: asked about unless that was put off.
    fn promises(&mut self) {
        let register = self.register;
        if !self.rule.nags {
            return;
        }
        let quiet = |entry| register.snoozed(entry).is_some_and(|until| self.now < until);
        let unpromised = i64::from(self.rule.question_minutes) * 60;
        let help = open_help(register).filter(|(entry, _)| !quiet(*entry));
        let due: Vec<_> = help
            .map(|(entry, help)| {
                let due = help.until.unwrap_or_else(|| help.since.plus_seconds(unpromised));
                (Need::HelpLate, due, entry, minds(register, entry))
            })
            .chain(
                register
                    .looks()
                    .filter(|(entry, _)| !quiet(*entry))
                    .map(|(entry, at)| (Need::LookDue, at, entry, register.lead())),
            )
            .filter(|(_, due, ..)| self.now >= *due)
            .collect();
        for (what, due, entry, asked) in due {
            self.add(what, due, Some(entry), asked);
        }
    }

    fn words(&mut self) {
        let register = self.register;
        for (entry, update) in register.updates() {
            if update.sent.is_none() && register.stands(*entry) {
                let since = register.row(*entry).map_or(self.opened, |row| row.at);
                self.ask(Need::DraftWaits, since, Some(*entry), register.voice());
            }
        }
        let nags = self.rule.nags;
        let next = promises(register, self.now).into_iter().filter(|promise| {
            let word = matches!(promise.what, Promised::Word(_));
            nags && word && promise.late && promise.snoozed.is_none()
        });
        for promise in next {
            let due = promise.due.unwrap_or(self.now);
            self.add(Need::WordDue, due, promise.entry, promise.who);
        }
        self.unpromised_word();
    }

    /// A large incident is not silent because nobody promised a word: the first is due so long after
    /// it was opened, and another so long after the last.
    fn unpromised_word(&mut self) {
        let register = self.register;
        let over = register.incident().phase >= Phase::Resolved;
        let promised = |it: &Promise| matches!(it.what, Promised::Word(_));
        let quiet = over || promises(register, self.now).iter().any(promised);
        let Some(minutes) = self.rule.word_minutes.filter(|_| !quiet) else { return };
        let stands = register.updates().iter().filter(|(entry, _)| register.stands(**entry));
        let sent = stands
            .filter_map(|(entry, update)| Some((register.row(update.sent?)?.at, Some(*entry))));
        let (since, last) = sent.max().unwrap_or((self.opened, None));
        let due = since.plus_seconds(i64::from(minutes) * 60);
        if self.now >= due {
            self.add(Need::WordDue, due, last, register.voice());
        }
    }

    /// After closing all that is left is to learn from it: its review is called, then come to.
    pub(super) fn review(&mut self) {
        let (incident, learning) = (self.register.incident(), self.register.learning());
        if let Some(review) = learning.review() {
            let since = self.register.row(review.opened).map_or(self.opened, |row| row.at);
            let there = |who: &Handle| review.attended.contains(who);
            let here = |who: &Handle| self.register.responders().get(who).is_some_and(|r| !r.left);
            for who in self.register.people_in_it() {
                if !there(&who) && here(&who) {
                    let (entry, asked) = (Some(review.opened), Some(who));
                    let what = Need::ReviewHeld;
                    self.all.push(Attention { what, since, entry, asked, late: false });
                }
            }
        }
        if !learning.reviews.is_empty() {
            return;
        }
        let closed = incident.closed_at.unwrap_or(self.opened);
        let review = incident.review.clone().unwrap_or_default();
        match (review.who, review.until) {
            (None, _) if self.rule.nags => {
                self.add(Need::ReviewNobody, closed, None, self.register.lead());
            }
            (who, Some(until)) if self.now >= until => {
                self.add(Need::ReviewDue, until, None, who);
            }
            (asked @ Some(_), _) => {
                let what = Need::ReviewToCall;
                let (since, entry) = (closed, None);
                self.all.push(Attention { what, since, entry, asked, late: false });
            }
            _ => {}
        }
    }
}
