//! From a record to a changed register. This only dispatches; each event has its own few lines.
//!
//! Nothing here refuses: what is recorded has happened. An event that names what is not there
//! changes nothing but the timeline, so that every journal folds, whoever wrote it.

#![warn(clippy::wildcard_enum_match_arm)]

mod keeping;
mod lead;
mod learning;
mod outside;
mod people;
mod work;
mod yes;

use crate::learning::{Account, AdviceState, Said};
use crate::register::{Register, What, Wording, row_of};
use crate::state::{Decision, HelpState, Impact, Offer, Question, TaskState};
use crate::vocabulary::Event;
use crate::words::{Audience, Call, EntryKind, Mode, PersonalData, Phase, Role, Scope};
use crate::{At, EntryId, Handle, Record, Seen, Seq, Text};
use learning::said;

impl Register {
    pub(crate) fn fold(&mut self, record: &Record) {
        let said;
        let record = match record.redacted_by {
            // Every pane, list and page then says why there are no words, without a rule of its own.
            Some(by) => {
                let event = record.event.clone().saying(&format!("[words taken out: see {by}]"));
                said = Record { event, ..record.clone() };
                &said
            }
            None => record,
        };
        let (what, text) = self.fold_event(record);
        self.rows.push(row_of(record, what, text));
    }

    #[expect(clippy::too_many_lines, reason = "a line an event: it only dispatches")]
    fn fold_event(&mut self, r: &Record) -> (What, Text) {
        match &r.event {
            Event::Opened { .. } => self.opened(r),
            Event::Joined { key, scope, invite } => self.joined(r, *key, *scope, *invite),
            Event::Left {} => self.left(r.by, r.at),
            Event::Away { who } => self.gone(*who, r.at),
            Event::Back { who } => self.back(*who),
            Event::Invited { .. } => self.invited(r),
            Event::TokenMade { name, until, token } => self.token_made(r, name, *until, *token),
            Event::Revoked { invite } => self.revoked(*invite),
            Event::Enrolled { key, scope, invite } => self.enrolled(r.by, *key, *scope, *invite),
            Event::Written { kind, text, .. } => (self.written(r, *kind), text.clone()),
            Event::Ran { .. } => self.noted_run(r),
            Event::LeftInPlace { entry, text } => self.left_in_place(r, *entry, text),
            Event::PutBack { entry, text } => self.put_back(r.seq, *entry, text),
            Event::TargetCorrected { entry, target } => self.retarget(r.seq, *entry, target),
            Event::Amended { entry, text } => self.amended(r, *entry, text),
            Event::Retracted { entry, why } => self.retract(*entry, why),
            Event::Starred { entry, on } => self.star(r.seq, *entry, *on),
            Event::Answered { entry, text, fact } => self.answered(r, *entry, text, *fact),
            Event::Assigned { entry, to, minutes } => self.assigned(r, *entry, *to, *minutes),
            Event::Acknowledged { entry } => self.acknowledged(r, *entry),
            Event::Declined { entry, why } => self.declined(r, *entry, why),
            Event::Extended { entry, minutes, from_now } => {
                self.extended(r.at, *entry, *minutes, *from_now)
            }
            Event::Blocked { entry, need } => self.blocked(r, *entry, need),
            Event::Finished { entry, text } => self.finished(r, *entry, text),
            Event::Verified { entry, outcome, text } => {
                self.outcomes.insert(*entry, *outcome);
                self.task_stands(r, *entry, TaskState::Verified);
                (What::Verified(*entry, *outcome), text.clone())
            }
            Event::Cancelled { entry, why } => self.cancelled(r, *entry, why),
            Event::Proposed { text, .. } => self.proposed(r, text),
            Event::PutToRoom { entry, seconds } => self.put_to_room(r, *entry, *seconds),
            Event::LookSet { entry, at } => self.look_set(*entry, *at),
            Event::Objected { entry, why } => self.objected(r.seq, *entry, why),
            Event::Called { entry, call, why } => {
                self.decide_now(r, *entry, *call);
                (What::Called(*entry, *call), why.clone())
            }
            Event::HelpAsked { .. } => self.help_asked(r),
            Event::HelpPromised { .. } => self.help_promised(r),
            Event::HelpAnswered { entry, text } => {
                self.help_stands(r, *entry, HelpState::Answered);
                (What::HelpAnswered(*entry), text.clone())
            }
            Event::Inquired { text, .. } => self.inquired(r, text),
            Event::InquiryPassed { entry, text } => self.inquiry_passed(r, *entry, text),
            Event::Snoozed { entry, minutes } => self.snooze(r.at, *entry, *minutes),
            Event::RoundCalled { to, entry, text } => self.round_called(r, *to, *entry, text),
            Event::ReportedBack { .. } => self.reported_back(r),
            Event::SkillsSet { skills } => self.skills_set(r.by, skills),
            Event::PlanUsed { name } => {
                self.plans.insert(r.seq, name.clone());
                (What::PlanUsed, Text::from(name.as_str()))
            }
            Event::StandingRecalled { .. } => self.standing_recalled(r),
            Event::Sent { entry, .. } => self.sent(r, *entry),
            Event::RoleOffered { role, to, text } => self.offered(r, *role, *to, text),
            Event::RoleAccepted { role, .. } => self.role_moves(*role, r.by, r.at),
            Event::RoleDeclined { role, why } => {
                let declined = self.offers.remove(role);
                let declined = declined.map(|offer| Offer { seq: r.seq, at: r.at, ..offer });
                self.declined_offers.extend(declined.map(|offer| (*role, offer)));
                (What::RoleDeclined(*role), why.clone())
            }
            Event::LeadTaken { why, .. } => {
                self.role_moves(Role::Lead, r.by, r.at);
                (What::LeadTaken, why.clone())
            }
            Event::SeverityGraded { severity, why } => {
                self.incident.severity = *severity;
                (What::Graded(*severity), why.clone())
            }
            Event::KindSet { kind, why } => {
                self.incident.kind = *kind;
                (What::KindSet(*kind), why.clone())
            }
            Event::PhaseMoved { phase, why, card, review, seen_at, .. } => {
                self.note_review(r.seq, review.as_ref());
                self.phase_moved((r, *seen_at), *phase, why, *card)
            }
            Event::ReviewSet { review } => {
                self.note_review(r.seq, Some(review));
                (What::ReviewSet, Text::default())
            }
            Event::TalkSet { talk } => {
                self.incident.talk = talk.clone();
                (What::TalkSet, talk.clone())
            }
            Event::TimeMarked { moment, when } => {
                self.moments.insert(*moment, *when);
                (What::Marked(*moment), Text::default())
            }
            Event::RedactionAsked { entry, why } => (self.redaction_asked(r, *entry), why.clone()),
            Event::Redacted { entry, why, asked } => {
                (self.redacted(r, *entry, *asked), why.clone())
            }
            Event::RedactionConfirmed { redaction, key } => {
                (self.confirmed(r.by, *redaction, *key), Text::default())
            }
            Event::Removed { who, why } => (self.removed(*who, r.at), why.clone()),
            Event::Knocked { .. } => (self.knocked(r), Text::default()),
            Event::Admitted { who, knock } => (self.admitted(*who, *knock), Text::default()),
            Event::TurnedAway { knock, why } => self.turned_away(*knock, why),
            Event::GoneFromDoor { knock } => (self.gone_from_door(*knock), Text::default()),
            Event::DoorSet { one_by_one } => {
                self.one_by_one = *one_by_one;
                (What::DoorSet(*one_by_one), Text::default())
            }
            Event::TriedBeyond { who, what, times, .. } => {
                (What::TriedBeyond(*who, *times), what.clone())
            }
            Event::HostOffered { .. } => (self.host_offered(r), Text::default()),
            Event::Rescued { .. } => (self.rescued(r), Text::default()),
            Event::Restored { from_seq, to_seq, replaced } => {
                let what = if replaced.is_some() { What::PutRight } else { What::Restored };
                (what(*from_seq, *to_seq), Text::default())
            }
            Event::WentOn { from_seq, to_seq, why } => {
                self.went_on(r.seq, (*from_seq, *to_seq), why)
            }
            Event::ReviewOpened { facilitator, notes, agenda } => {
                self.review_opened(r, *facilitator, *notes, *agenda)
            }
            Event::StepMoved { step } => self.step_moved(r, *step),
            Event::ChairTaken { why } => self.chair_taken(r, why),
            Event::ChairGiven { to } => self.chair_given(*to, r.at),
            Event::NotesSet { who } => self.notes_set(*who),
            Event::Attended { who } => self.attended(*who),
            Event::TimelineAgreed {} => self.timeline_agreed(r),
            Event::SeenDifferently { why } => self.seen_differently(r, why),
            Event::Recounted { entry, text, tool, out_of_reach } => {
                let account = Account { tool: tool.clone(), out_of_reach: out_of_reach.clone() };
                self.recounted(r, *entry, text, account)
            }
            Event::MissingAdded { kind, text, .. } => {
                self.learning.missing.push(r.seq);
                said(Said::Missing(*kind), text)
            }
            Event::FactorAdded { kind, text, .. } => self.factor(r, *kind, text),
            Event::Recommended { kind, text, idea } => self.recommended(r, *kind, text, *idea),
            Event::AdviceAccepted { entry, owner, due, link } => {
                let state = AdviceState::Accepted { owner: *owner, due: *due, link: link.clone() };
                self.judged(r, *entry, state, (Said::Accepted(*entry, *owner), link))
            }
            Event::AdviceDeclined { entry, why } => {
                self.judged(r, *entry, AdviceState::Declined(r.seq), (Said::Declined(*entry), why))
            }
            Event::AdviceRested { entry, until } => {
                let none = Text::default();
                self.judged(r, *entry, AdviceState::Resting(*until), (Said::Rested(*entry), &none))
            }
            Event::AdviceFinished { entry, text } => {
                let state = AdviceState::Done(self.owner_of_advice(*entry, r.by), r.seq);
                self.judged(r, *entry, state, (Said::Finished(*entry), text))
            }
            Event::SectionWritten { section, text } => self.section(r, *section, text),
            Event::Commented { entry, text } => {
                self.learning.comments.push(r.seq);
                said(Said::Comment(*entry), text)
            }
            Event::ReportAsked { text } => {
                self.learning.readers.insert(r.seq, None);
                said(Said::ReaderAsks, text)
            }
            Event::ReaderAnswered { entry, text } => self.reader_answered(r, *entry, text),
            Event::MadeAware { whom, how, .. } => {
                self.learning.aware.insert(r.seq, how.clone());
                said(Said::Aware, whom)
            }
            Event::ReportAgreed {} => {
                self.learning.report_agreed.insert(r.by, r.seq);
                said(Said::ReportAgreed, &Text::default())
            }
            Event::ReviewClosed { why } => self.review_closed(r, why),
            Event::Newer { name } => {
                self.newer = true;
                (What::Newer, name.clone())
            }
        }
    }

    fn opened(&mut self, r: &Record) -> (What, Text) {
        let Event::Opened { sealed, title, severity, kind, mode, talk, key, policy } = &r.event
        else {
            return (What::Newer, Text::default());
        };
        let incident = &mut self.incident;
        incident.title = Some(title.clone());
        incident.severity = *severity;
        incident.kind = *kind;
        incident.mode = if *mode == Some(Mode::Past) { Mode::Past } else { Mode::Sealed };
        incident.opened_at = Some(r.at);
        incident.talk = talk.clone();
        incident.sealed = *sealed;
        incident.policy = policy.clone();
        self.seat(r.by, r.at, *key, Scope::Command);
        self.roles.insert(Role::Lead, (r.by, r.at));
        (What::Opened(*severity, *kind), Text::from(title.as_str()))
    }

    fn written(&mut self, r: &Record, kind: EntryKind) -> What {
        let Event::Written {
            about,
            owner,
            minutes,
            suspected,
            replaces,
            audience,
            personal_data,
            affected,
            target,
            in_place,
            ..
        } = &r.event
        else {
            return What::Newer;
        };
        match kind {
            EntryKind::Observation => What::Observation,
            EntryKind::Action => {
                self.aimed(r, target, *in_place);
                self.acted(r, *about)
            }
            EntryKind::Fact => self.held(r, *suspected, *replaces),
            EntryKind::Question => {
                let asked = Question { since: r.at, about: *about, ..Question::default() };
                self.questions.insert(r.seq, asked);
                What::Question(*about)
            }
            EntryKind::Task => self.set_task(r, *owner, *minutes, *about),
            EntryKind::Decision => {
                self.decisions.insert(r.seq, Decision::default());
                self.decide_now(r, r.seq, Call::Go);
                What::Decision
            }
            EntryKind::Impact => {
                let affected = affected.clone().unwrap_or_default();
                self.impacts.insert(r.seq, Impact { affected, replaces: *replaces });
                What::Impact(personal_data.unwrap_or(PersonalData::NotKnown))
            }
            EntryKind::Update => self.worded(r, audience.unwrap_or(Audience::Public), *minutes),
            EntryKind::Idea => {
                self.advise(r.seq, None, AdviceState::Raw, r.at);
                What::Idea
            }
        }
    }

    fn amended(&mut self, r: &Record, entry: EntryId, text: &Text) -> (What, Text) {
        if let Some(row) = entry.index().and_then(|i| self.rows.get_mut(i)) {
            let before = std::mem::replace(&mut row.text, text.clone());
            let wording = Wording { until: r.at, text: before };
            self.wordings.entry(entry).or_default().push(wording);
        }
        if let Some(fact) = self.facts.get_mut(&entry) {
            fact.at = r.at;
        }
        (What::Amended(entry), text.clone())
    }

    fn retract(&mut self, entry: EntryId, why: &Text) -> (What, Text) {
        let yes_to = self.take_yes_back(entry);
        self.retracted.insert(entry, why.clone());
        // What it replaced was true and is not known to have changed any more.
        if let Some(old) = self.facts.get(&entry).and_then(|f| f.replaces)
            && let Some(fact) = self.facts.get_mut(&old)
        {
            fact.replaced_by = None;
        }
        if let Some(question) = self.questions.get_mut(&entry) {
            question.dropped = true;
        }
        // An answer that does not stand leaves its question open.
        for question in self.questions.values_mut().filter(|q| q.answer == Some(entry)) {
            question.answer = None;
        }
        self.inquiry_waits_again(entry);
        if let Some(task) = self.tasks.get_mut(&entry) {
            task.state = TaskState::Cancelled;
        }
        (yes_to.map_or(What::Retracted(entry), What::YesTakenBack), why.clone())
    }

    fn star(&mut self, seq: Seq, entry: EntryId, on: bool) -> (What, Text) {
        if on {
            self.starred.insert(entry, seq);
        } else {
            self.starred.remove(&entry);
        }
        (What::Starred { entry, on }, Text::default())
    }

    fn offered(&mut self, r: &Record, role: Role, to: Handle, text: &Text) -> (What, Text) {
        self.declined_offers.remove(&role);
        self.offers.insert(role, Offer { seq: r.seq, to, by: r.by, at: r.at });
        (What::RoleOffered(role, to), text.clone())
    }

    fn role_moves(&mut self, role: Role, to: Handle, at: At) -> (What, Text) {
        self.offers.remove(&role);
        self.declined_offers.remove(&role);
        self.roles.insert(role, (to, at));
        (What::RoleAccepted(role), Text::default())
    }

    fn phase_moved(
        &mut self,
        (r, seen): (&Record, Option<Seen>),
        phase: Phase,
        why: &Text,
        card: Option<Mode>,
    ) -> (What, Text) {
        let at = r.at;
        self.begins_again(phase);
        if self.incident.phase.opens_again(phase) {
            self.incident.reopened.push(r.seq);
        }
        self.incident.phase = phase;
        self.incident.closed_at = (phase == Phase::Closed).then_some(at);
        self.incident.mode = card.unwrap_or(self.incident.mode);
        // What is written down afterwards says by itself when it was.
        let now = (self.incident.mode != Mode::Past).then_some(Seen { at, about: false });
        if let Some((moment, when)) = phase.marks().zip(seen.or(now)) {
            self.moments.entry(moment).or_insert(when);
        }
        (What::Phase(phase), why.clone())
    }

    /// What begins again was not over: when it really was is still to come.
    fn begins_again(&mut self, phase: Phase) {
        for over in [Phase::Monitoring, Phase::Resolved] {
            if let Some(moment) =
                over.marks().filter(|_| phase < over && self.incident.phase >= over)
            {
                self.moments.remove(&moment);
            }
        }
    }
}
