//! Who may do what: one table. Keys, refusals, docs and the test of least right read it.

#![warn(clippy::wildcard_enum_match_arm)]

use crate::register::Register;
use crate::state::Responder;
use crate::vocabulary::Command;
use crate::words::{EntryKind, Role, Scope};
use crate::{At, EntryId, Handle, Refusal, Shown};

/// Who may give a command, beside having the scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everyone with the scope.
    Anyone,
    /// The lead or the deputy.
    Lead,
    /// The author or owner of the entry, or the lead.
    OwnOr(EntryId),
    /// The owner or author of the entry, somebody who helps with it, or the lead.
    WorksOn(EntryId),
    /// Of a task the lead says whether it worked; of what somebody did, they too.
    Verifies(EntryId),
    /// The lead or the deputy, or whoever made that invite or token.
    Closes(EntryId),
    /// Comms, and where nobody has that, the lead.
    Voice,
    /// Everyone; of what was asked from outside only comms, or the lead.
    Answers(EntryId),
    /// The lead or the deputy; where nobody leads or the lead is away, whoever may lead.
    Gate,
    /// The chair of the review; where none is held the lead, and who had the chair of the last one.
    Chair,
    /// Whoever may take the lead: by their invite, or as the deputy.
    StandIn,
    /// The lead, the deputy or the scribe; at a review also who has its chair and who takes its notes.
    Times,
    /// The room itself, or a newcomer at the door.
    Room,
}

/// The least scope for a command, and who of those who have it.
#[expect(clippy::too_many_lines, reason = "a line a command: it is the table")]
pub fn right(command: &Command) -> (Scope, Who) {
    use Command as C;
    match command {
        C::Open { .. }
        | C::Join { .. }
        | C::NoteAway { .. }
        | C::NoteBack { .. }
        | C::RecallStanding { .. }
        | C::Enrol { .. }
        | C::Knock { .. }
        | C::NoteGone { .. }
        | C::NoteBeyond { .. }
        | C::Rescue { .. }
        | C::Restore { .. } => (Scope::Observe, Who::Room),
        C::Admit { .. } | C::TurnAway { .. } => (Scope::Respond, Who::Gate),
        C::Leave {}
        | C::AskRedaction { .. }
        | C::ConfirmRedaction { .. }
        | C::AskOfReport { .. }
        | C::Inquire { .. }
        | C::Comment { .. } => (Scope::Observe, Who::Anyone),
        C::Write { kind, .. } => match kind {
            EntryKind::Question | EntryKind::Idea => (Scope::Observe, Who::Anyone),
            EntryKind::Decision => (Scope::Respond, Who::Lead),
            EntryKind::Observation
            | EntryKind::Action
            | EntryKind::Fact
            | EntryKind::Task
            | EntryKind::Impact
            | EntryKind::Update => (Scope::Respond, Who::Anyone),
        },
        C::OfferHost { .. }
        | C::NoteRun { .. }
        | C::Star { .. }
        | C::Propose { .. }
        | C::Object { .. }
        | C::AcceptRole { .. }
        | C::DeclineRole { .. }
        | C::LeaveInPlace { .. }
        | C::PutBack { .. }
        | C::AskHelp { .. }
        | C::PromiseHelp { .. }
        | C::AnswerHelp { .. }
        | C::ReportBack { .. }
        | C::SetSkills { .. }
        | C::MakeToken { .. }
        | C::OpenReview { .. }
        | C::TakeChair { .. }
        | C::Attend { .. }
        | C::AgreeTimeline {}
        | C::SeeDifferently { .. }
        | C::Recount { .. }
        | C::AddMissing { .. }
        | C::AddFactor { .. }
        | C::Recommend { .. }
        | C::FinishAdvice { .. }
        | C::WriteSection { .. }
        | C::AnswerReader { .. }
        | C::MakeAware { .. }
        | C::AgreeReport {} => (Scope::Respond, Who::Anyone),
        C::Amend { entry, .. } | C::Retract { entry, .. } => (Scope::Observe, Who::OwnOr(*entry)),
        C::Assign { entry, .. }
        | C::Extend { entry, .. }
        | C::Block { entry, .. }
        | C::Finish { entry, .. }
        | C::CorrectTarget { entry, .. }
        | C::Snooze { entry, .. }
        | C::Cancel { entry, .. } => (Scope::Respond, Who::OwnOr(*entry)),
        C::Decline { entry, .. } => (Scope::Respond, Who::WorksOn(*entry)),
        C::Verify { entry, .. } => (Scope::Respond, Who::Verifies(*entry)),
        C::Answer { entry, .. } | C::Acknowledge { entry } => {
            (Scope::Respond, Who::Answers(*entry))
        }
        C::PassInquiry { entry, .. } => (Scope::Respond, Who::Answers(*entry)),
        C::Send { .. } => (Scope::Respond, Who::Voice),
        C::TakeLead { .. } => (Scope::Respond, Who::StandIn),
        C::MoveStep { .. }
        | C::GiveChair { .. }
        | C::SetNotes { .. }
        | C::AcceptAdvice { .. }
        | C::DeclineAdvice { .. }
        | C::RestAdvice { .. }
        | C::CloseReview { .. } => (Scope::Respond, Who::Chair),
        C::Revoke { invite } => (Scope::Respond, Who::Closes(*invite)),
        C::Invite { .. }
        | C::Redact { .. }
        | C::Remove { .. }
        | C::SetDoor { .. }
        | C::GoOn { .. }
        | C::Call { .. }
        | C::OfferRole { .. }
        | C::Grade { .. }
        | C::SetKind { .. }
        | C::MovePhase { .. }
        | C::PutToRoom { .. }
        | C::SetLook { .. }
        | C::CallRound { .. }
        | C::UsePlan { .. }
        | C::SetReview { .. }
        | C::SetTalk { .. } => (Scope::Respond, Who::Lead),
        C::Mark { .. } => (Scope::Respond, Who::Times),
    }
}

/// Refuses what the table does not allow.
pub(crate) fn check(register: &Register, who: Handle, command: &Command) -> Result<(), Refusal> {
    let (needs, may) = right(command);
    if may == Who::Room || who == Handle::warroom() {
        return Ok(());
    }
    let lead = register.lead();
    if !register.is_server() {
        let responder = register.responders().get(&who).ok_or(Refusal::NotJoined)?;
        if responder.left {
            return Err(Refusal::NotJoined);
        }
        let lacks = |needs| {
            let (has, lead) = (responder.scope, who_invites(register));
            Err(Refusal::Scope { has, needs, lead })
        };
        if responder.scope < needs {
            return lacks(needs);
        }
        if may == Who::StandIn && !may_take_lead(register, who) {
            return lacks(Scope::Command);
        }
    }
    let leads = leads(register, who);
    match may {
        Who::Anyone | Who::Room | Who::StandIn => Ok(()),
        Who::Lead if leads || register.is_server() => Ok(()),
        Who::Lead => Err(lead.map_or(Refusal::NobodyLeads, |lead| Refusal::NotLead { lead })),
        Who::WorksOn(entry) if helps(register, who, entry) => Ok(()),
        Who::Verifies(entry) if register.tasks().contains_key(&entry) && !leads => {
            Err(lead.map_or(Refusal::NobodyLeads, |lead| Refusal::NotLead { lead }))
        }
        Who::OwnOr(entry) | Who::WorksOn(entry) | Who::Verifies(entry) => {
            own(register, who, entry, leads)
        }
        Who::Gate if leads || register.is_server() || keeps_gate(register, who) => Ok(()),
        Who::Gate => Err(lead.map_or(Refusal::NobodyLeads, |lead| Refusal::NotLead { lead })),
        Who::Chair => match register.learning().review() {
            Some(review) if review.chair == who => Ok(()),
            Some(review) => Err(Refusal::NotChair { chair: review.chair }),
            None => behind_the_meeting(register, who, leads),
        },
        Who::Times if leads || register.is_server() || minutes(register, who) => Ok(()),
        Who::Times => Err(not_minutes(register)),
        Who::Closes(entry) if leads || register.is_server() || made(register, who, entry) => Ok(()),
        Who::Closes(_) => Err(lead.map_or(Refusal::NobodyLeads, |lead| Refusal::NotLead { lead })),
        Who::Answers(entry) => answers(register, who, entry, leads),
        Who::Voice if leads || register.voice() == Some(who) => Ok(()),
        Who::Voice => {
            Err(register.voice().map_or(Refusal::NobodyLeads, |voice| Refusal::NotVoice { voice }))
        }
    }
}

/// What was left to rest is answered by who led through the meeting, or by the lead.
fn behind_the_meeting(register: &Register, who: Handle, leads: bool) -> Result<(), Refusal> {
    let chair = register.learning().reviews.last().map(|review| review.chair);
    match (register.lead(), chair) {
        _ if leads || chair == Some(who) => Ok(()),
        (Some(lead), Some(chair)) if lead != chair => Err(Refusal::LeadOrChair { lead, chair }),
        (Some(lead), _) => Err(Refusal::NotLead { lead }),
        (None, Some(chair)) => Err(Refusal::HadChair { chair }),
        (None, None) => Err(Refusal::NobodyLeads),
    }
}

/// Whether this responder wrote that record.
fn made(register: &Register, who: Handle, entry: EntryId) -> bool {
    register.row(entry).is_some_and(|row| row.by == who)
}

/// Whom to ask for a wider invite: whoever leads and was not seen to go.
fn who_invites(register: &Register) -> Shown {
    let there = |role| {
        let (who, _) = register.holder(role)?;
        register.away_since(who).is_none().then_some(who)
    };
    let who = there(Role::Lead).or_else(|| there(Role::Deputy));
    Shown::of(who.as_ref().map_or("whoever leads next", Handle::as_str))
}

/// Anybody who works here answers a question of the room; one from outside comms, or the lead.
fn answers(register: &Register, who: Handle, entry: EntryId, leads: bool) -> Result<(), Refusal> {
    let voice = register.voice();
    if leads || voice == Some(who) || !register.inquiries().contains_key(&entry) {
        return Ok(());
    }
    Err(voice.map_or(Refusal::NobodyLeads, |voice| Refusal::NotComms { voice }))
}

/// Whether this responder commands: lead or deputy.
pub fn leads(register: &Register, who: Handle) -> bool {
    [Role::Lead, Role::Deputy]
        .into_iter()
        .any(|r| register.holder(r).is_some_and(|(h, _)| h == who))
}

/// Whether this responder may take the lead where nobody has it, or whoever does is gone: by their
/// invite, or as the deputy.
pub fn may_take_lead(register: &Register, who: Handle) -> bool {
    let commands = |it: &Responder| !it.left && it.scope == Scope::Command;
    register.responders().get(&who).is_some_and(commands)
        || register.holder(Role::Deputy).is_some_and(|(deputy, _)| deputy == who)
}

/// Whether nobody could lead on if the lead were gone, though others work here: nobody here may
/// take the lead, and nobody may come who could. Of a small incident that is not asked.
pub fn stands_alone(register: &Register, now: At, here: impl Fn(Handle) -> bool) -> bool {
    let incident = register.incident();
    let Some(lead) = register.lead().filter(|_| incident.closed_at.is_none()) else { return false };
    let mut others = register.crew().filter(|who| *who != lead).peekable();
    let invites = || register.invites().values();
    let may_come = || invites().any(|it| it.is_open(now) && it.scope == Scope::Command);
    incident.policy.rule(incident.severity).nags
        && others.peek().is_some()
        && !others.any(|who| here(who) && may_take_lead(register, who))
        && !may_come()
}

/// Whether this responder keeps the record true while others work: as the scribe, or at a meeting that
/// is held as who has its chair or takes its notes.
fn minutes(register: &Register, who: Handle) -> bool {
    let held = register.learning().review();
    held.is_some_and(|review| review.chair == who || review.notes == Some(who))
        || register.holder(Role::Scribe).is_some_and(|(scribe, _)| scribe == who)
}

/// Who may correct times, for whom it is not for.
fn not_minutes(register: &Register) -> Refusal {
    let held = register.learning().review();
    let may = [
        (register.lead(), "leads"),
        (register.holder(Role::Scribe).map(|(who, _)| who), "is scribe"),
        (held.map(|review| review.chair), "has the chair"),
        (held.and_then(|review| review.notes), "takes the notes"),
    ];
    let named = may.into_iter().filter_map(|(who, does)| Some(format!("{}, who {does}", who?)));
    let named: Vec<String> = named.collect();
    if named.is_empty() {
        return Refusal::NobodyLeads;
    }
    let scribe = register.holder(Role::Scribe).is_none() && held.is_none();
    let more = if scribe { ", or by a scribe, whom the lead names" } else { "" };
    Refusal::NotMinutes { may: Shown::of(&format!("{}{more}", named.join(", or "))) }
}

/// Whether this responder lends a hand with the task.
pub fn helps(register: &Register, who: Handle, entry: EntryId) -> bool {
    register.tasks().get(&entry).is_some_and(|task| task.helpers.contains(&who))
}

/// Whether somebody may open the door because nobody who leads is there to do it.
pub fn keeps_gate(register: &Register, who: Handle) -> bool {
    may_take_lead(register, who)
        && register.lead().is_none_or(|lead| register.away_since(lead).is_some())
}

/// The owner of a task or question, of what was asked from outside comms; else the author.
pub fn owner(register: &Register, entry: EntryId) -> Option<Handle> {
    let owned = register.tasks().get(&entry).map(|t| t.owner);
    let owned = owned.or_else(|| register.questions().get(&entry).map(|q| q.owner));
    let voice = || register.inquiries().get(&entry).map(|i| i.owner.or_else(|| register.voice()));
    owned.or_else(voice).flatten().or_else(|| register.row(entry).map(|row| row.by))
}

fn own(register: &Register, who: Handle, entry: EntryId, leads: bool) -> Result<(), Refusal> {
    let author = register.row(entry).map(|row| row.by);
    let Some(owner) = owner(register, entry) else {
        return Err(Refusal::NoEntry { entry, head: register.head() });
    };
    if leads || owner == who || author == Some(who) {
        return Ok(());
    }
    Err(Refusal::NotYours { entry, owner })
}
