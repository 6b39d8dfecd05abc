//! What is late, missing or unanswered now, worked out from register and clock alone.
//!
//! One list, ranked. What asks something of a person is that person's line YOU; what is late for
//! the room is the line LATE. Nobody is nagged in the first minutes but for a missing lead, and a
//! small incident is not asked for roles and words that only a large one needs.

mod list;
mod outside;

use crate::register::Register;
use crate::words::{Phase, Role};
use crate::{At, EntryId, Handle};
use list::List;

/// What is wanted, most pressing first: the order of the variants is the rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// A proposal waits for the lead.
    DecisionToCall,
    /// Nobody leads.
    NoLead,
    /// The lead is gone.
    LeadAway,
    /// A machine waits at the door.
    Knocks,
    /// Words are to be taken out, and the lead has not said yes.
    RedactionAsked,
    /// A role was offered.
    RoleOffered(Role),
    /// A role that somebody offered was declined.
    RoleDeclined(Role),
    /// An owner has not answered.
    TaskUnanswered,
    /// Somebody was given a question, and has said nothing to it.
    QuestionGiven,
    /// How it stands was asked, and not answered.
    RoundUnanswered,
    /// An owner has not answered for so long that the lead is to see to it.
    OwnerSilent,
    /// A task cannot go on.
    TaskBlocked,
    /// Whether a finished task worked is not known.
    Unverified,
    /// A decision is to be looked at again.
    LookDue,
    /// Help has not come by the time that was promised, or nobody promised any.
    HelpLate,
    /// Words wait to be sent.
    DraftWaits,
    /// The next word is due.
    WordDue,
    /// Somebody outside asked, and has no answer.
    InquiryWaits,
    /// The room has settled what somebody outside asked: they can be told.
    InquirySettled,
    /// What somebody asked from outside is answered.
    InquiryAnswered,
    /// Nobody has a task.
    TaskNobody,
    /// A task is over its box.
    TaskOver,
    /// A task is over its box for so long that the lead is to see to it.
    OwnerOver,
    /// Nobody has a question, for long.
    QuestionNobody,
    /// A question that somebody has is open for long.
    QuestionOld,
    /// Somebody has a question from outside, and knows of it.
    InquiryTaken,
    /// Nobody said who is affected.
    NoImpact,
    /// Nobody speaks to the outside.
    NoComms,
    /// Nobody holds another role that so many people need.
    NoRole(Role),
    /// The incident is closed and nobody calls the review.
    ReviewNobody,
    /// The review was to be called by now.
    ReviewDue,
    /// The review is held, and somebody of the incident is not at it.
    ReviewHeld,
    /// Somebody was named to call the review, and there is time yet.
    ReviewToCall,
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
    /// Who can do something about it; `None`: anyone.
    pub asked: Option<Handle>,
    /// It is late for the room, not only asked of one.
    pub late: bool,
}

impl Need {
    /// It stands on the line of who has it, and neither rings nor shouts.
    pub const fn is_quiet(self) -> bool {
        matches!(self, Self::InquiryTaken)
    }

    /// The word in formats.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DecisionToCall => "decision_to_call",
            Self::NoLead | Self::NoRole(Role::Lead) => "no_lead",
            Self::LeadAway => "lead_away",
            Self::Knocks => "knocks",
            Self::RedactionAsked => "redaction_asked",
            Self::RoleOffered(_) => "role_offered",
            Self::RoleDeclined(_) => "role_declined",
            Self::TaskUnanswered => "task_unanswered",
            Self::QuestionGiven => "question_given",
            Self::RoundUnanswered => "round_unanswered",
            Self::OwnerSilent => "owner_silent",
            Self::TaskBlocked => "task_blocked",
            Self::Unverified => "result_not_verified",
            Self::LookDue => "look_due",
            Self::HelpLate => "help_late",
            Self::DraftWaits => "draft_waits",
            Self::WordDue => "update_due",
            Self::InquiryWaits => "inquiry_waits",
            Self::InquirySettled => "inquiry_settled",
            Self::InquiryAnswered => "inquiry_answered",
            Self::TaskNobody => "task_without_owner",
            Self::TaskOver => "task_over",
            Self::OwnerOver => "owner_over",
            Self::QuestionNobody => "question_without_owner",
            Self::QuestionOld => "question_open_long",
            Self::InquiryTaken => "inquiry_taken",
            Self::NoImpact => "no_impact",
            Self::NoComms | Self::NoRole(Role::Comms) => "no_comms",
            Self::NoRole(Role::Deputy) => "no_deputy",
            Self::NoRole(Role::Scribe) => "no_scribe",
            Self::NoRole(Role::Liaison) => "no_liaison",
            Self::ReviewNobody => "review_without_owner",
            Self::ReviewDue => "review_due",
            Self::ReviewHeld => "review_held",
            Self::ReviewToCall => "review_to_call",
        }
    }
}

/// Everything that is wanted at this moment, most pressing first, oldest first among equals.
pub fn attention(register: &Register, now: At) -> Vec<Attention> {
    let incident = register.incident();
    let Some(opened) = incident.opened_at else { return Vec::new() };
    let mut all = Vec::new();
    let rule = incident.policy.rule(incident.severity);
    let mut list = List { register, now, opened, rule, all: &mut all };
    if incident.phase == Phase::Closed {
        list.review();
    } else {
        list.everything();
    }
    all.sort_by_key(|a| (a.what, a.since, a.entry));
    all
}

/// What is late for the room, of that list.
pub fn late(all: &[Attention]) -> impl Iterator<Item = &Attention> {
    all.iter().filter(|a| a.late)
}
