//! What a record is: its kind, and the word it goes by in formats.

mod sign;

use crate::words::{Helper, Moment, Outcome, PersonalData, Role};
use crate::{At, EntryId, Handle, Seq};

/// What a record is to the timeline; the words are in the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The incident began.
    Opened(crate::words::Severity, crate::words::Kind),
    /// Somebody joined.
    Joined,
    /// Somebody left for good.
    Left,
    /// The holder of a role is gone.
    Away(Handle),
    /// They are here again.
    Back(Handle),
    /// A door was opened.
    Invited,
    /// A door was closed.
    Revoked(Seq),
    /// A token to write in somebody's name was made.
    TokenMade,
    /// A machine's key was taken up.
    Enrolled,
    /// Something seen.
    Observation,
    /// Something done, perhaps on a task.
    Action(Option<EntryId>),
    /// Something held true.
    Fact {
        /// Not confirmed.
        suspected: bool,
        /// The fact it follows.
        replaces: Option<EntryId>,
    },
    /// Something wanted known.
    Question(Option<EntryId>),
    /// A next step.
    Task(Option<Handle>),
    /// Decided by the lead in one line.
    Decision,
    /// Who is affected.
    Impact(PersonalData),
    /// Words to an audience.
    Update(crate::words::Audience),
    /// For the review.
    Idea,
    /// An entry says something else now.
    Amended(EntryId),
    /// An entry does not stand any more.
    Retracted(EntryId),
    /// A star was set, or taken away.
    Starred {
        /// Of which entry.
        entry: EntryId,
        /// It was set.
        on: bool,
    },
    /// A question was answered; the answer may be a fact.
    Answered {
        /// Which question.
        entry: EntryId,
        /// The answer is a fact.
        fact: bool,
    },
    /// A task or question was given to somebody, or to nobody.
    Assigned(EntryId, Option<Handle>),
    /// Somebody has it, or helps.
    Acknowledged {
        /// What.
        entry: EntryId,
        /// It is another's, and this is a helping hand.
        helps: bool,
    },
    /// A yes was taken back at once: the task or question stands as before it.
    YesTakenBack(EntryId),
    /// Somebody cannot do it.
    Declined(EntryId),
    /// Who helped with it does so no more.
    HelpEnded(EntryId),
    /// More time.
    Extended(EntryId, u16),
    /// It cannot go on.
    Blocked(EntryId),
    /// The work is done.
    Finished(EntryId),
    /// Whether it worked.
    Verified(EntryId, Outcome),
    /// It is called off.
    Cancelled(EntryId),
    /// A decision to be called.
    Proposed,
    /// A strong objection.
    Objected(EntryId),
    /// A decision was called.
    Called(EntryId, crate::words::Call),
    /// Words left the building.
    Sent(EntryId),
    /// A role was offered.
    RoleOffered(Role, Handle),
    /// A role changed hands.
    RoleAccepted(Role),
    /// A role was not taken.
    RoleDeclined(Role),
    /// The lead was taken over.
    LeadTaken,
    /// How bad it is.
    Graded(crate::words::Severity),
    /// What kind it is.
    KindSet(crate::words::Kind),
    /// How far the work has come.
    Phase(crate::words::Phase),
    /// A time that the report needs.
    Marked(Moment),
    /// What was done stays in place, away from normal.
    LeftInPlace(EntryId),
    /// It is as it is normally again.
    PutBack(EntryId),
    /// What an action really hit.
    TargetCorrected(EntryId),
    /// A proposal was put to the room, for so many seconds.
    PutToRoom(EntryId, u16),
    /// When a decision is to be looked at again.
    LookSet(EntryId, Option<At>),
    /// Help was asked.
    Help(Helper),
    /// It was promised, by when.
    HelpPromised(EntryId, Option<At>),
    /// It came.
    HelpAnswered(EntryId),
    /// Something was asked from outside.
    Inquiry(Option<EntryId>),
    /// A promise is not asked about, for so many minutes.
    Snoozed(EntryId, u16),
    /// How it stands was asked, about an entry, of one or all.
    RoundCalled(Option<EntryId>, Option<Handle>),
    /// How it stands was said.
    ReportedBack(Option<EntryId>),
    /// Somebody said what they can help with.
    SkillsSet,
    /// A plan was laid out.
    PlanUsed,
    /// A decision agreed on before, brought by the plan of that record.
    Standing(EntryId),
    /// Who calls the review, and by when.
    ReviewSet,
    /// Where the voices are.
    TalkSet,
    /// Somebody wants the words of a record taken out.
    RedactionAsked(EntryId),
    /// The words of a record were taken out.
    Redacted(EntryId),
    /// A copy holds words that were taken out no more.
    RedactionConfirmed(Seq),
    /// Somebody was put out.
    Removed(Handle),
    /// A machine stands at the door.
    Knocked(Handle),
    /// It was let in, or somebody who was put out may come again.
    Admitted(Handle),
    /// It was not let in.
    TurnedAway(Seq),
    /// It went away before anybody answered.
    GoneFromDoor(Seq),
    /// People are let in one by one, or an invite is enough.
    DoorSet(bool),
    /// Somebody tried, so often, what their scope does not allow; the text says what.
    TriedBeyond(Handle, u32),
    /// A machine could serve this room.
    HostOffered,
    /// The room is served anew, from a copy up to this place.
    Rescued(Seq),
    /// Records that were lost are there again: from here to there.
    Restored(Seq, Seq),
    /// Records that read otherwise than they were recorded are as they were: from here to there.
    PutRight(Seq, Seq),
    /// The room went on without records that were lost: from here to there; the text says why.
    WentOn(Seq, Seq),
    /// Said in the review, or of the report.
    Said(crate::learning::Said),
    /// Written by a newer version; the text is the event's name.
    Newer,
}

impl What {
    /// Whether this record made an entry of its own, one that can be amended or retracted.
    pub const fn is_entry(&self) -> bool {
        match self {
            Self::Said(said) => said.is_entry(),
            Self::Observation
            | Self::Action(_)
            | Self::Fact { .. }
            | Self::Question(_)
            | Self::Task(_)
            | Self::Decision
            | Self::Impact(_)
            | Self::Update(_)
            | Self::Idea
            | Self::Proposed
            | Self::Help(_)
            | Self::Inquiry(_)
            | Self::Standing(_) => true,
            _ => false,
        }
    }

    /// The word in formats: of an entry its kind, of anything else the name of its event.
    #[expect(clippy::too_many_lines, reason = "a line a kind: it is a table")]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Observation => "observation",
            Self::Action(_) => "action",
            Self::Fact { .. } => "fact",
            Self::Question(_) => "question",
            Self::Task(_) => "task",
            Self::Decision => "decision",
            Self::Impact(_) => "impact",
            Self::Update(_) => "update",
            Self::Idea => "idea",
            Self::Opened(..) => "opened",
            Self::Joined => "joined",
            Self::Left => "left",
            Self::Away(_) => "away",
            Self::Back(_) => "back",
            Self::Invited => "invited",
            Self::Revoked(_) => "revoked",
            Self::TokenMade => "token_made",
            Self::Enrolled => "enrolled",
            Self::Amended(_) => "amended",
            Self::Retracted(_) | Self::YesTakenBack(_) => "retracted",
            Self::Starred { .. } => "starred",
            Self::Answered { .. } => "answered",
            Self::Assigned(..) => "assigned",
            Self::Acknowledged { .. } => "acknowledged",
            Self::Declined(_) => "declined",
            Self::HelpEnded(_) => "help_ended",
            Self::Extended(..) => "extended",
            Self::Blocked(_) => "blocked",
            Self::Finished(_) => "finished",
            Self::Verified(..) => "verified",
            Self::Cancelled(_) => "cancelled",
            Self::Proposed => "proposed",
            Self::Objected(_) => "objected",
            Self::Called(..) => "called",
            Self::Sent(_) => "sent",
            Self::RoleOffered(..) => "role_offered",
            Self::RoleAccepted(_) => "role_accepted",
            Self::RoleDeclined(_) => "role_declined",
            Self::LeadTaken => "lead_taken",
            Self::Graded(_) => "severity_graded",
            Self::KindSet(_) => "kind_set",
            Self::Phase(_) => "phase_moved",
            Self::Marked(_) => "time_marked",
            Self::LeftInPlace(_) => "left_in_place",
            Self::PutBack(_) => "put_back",
            Self::TargetCorrected(_) => "target_corrected",
            Self::PutToRoom(..) => "put_to_room",
            Self::LookSet(..) => "look_set",
            Self::Help(_) => "help",
            Self::HelpPromised(..) => "help_promised",
            Self::HelpAnswered(_) => "help_answered",
            Self::Inquiry(_) => "inquiry",
            Self::Snoozed(..) => "snoozed",
            Self::RoundCalled(..) => "round_called",
            Self::ReportedBack(_) => "reported_back",
            Self::SkillsSet => "skills_set",
            Self::PlanUsed => "plan_used",
            Self::Standing(_) => "standing_decision",
            Self::ReviewSet => "review_set",
            Self::TalkSet => "talk_set",
            Self::RedactionAsked(_) => "redaction_asked",
            Self::Redacted(_) => "redacted",
            Self::RedactionConfirmed(_) => "redaction_confirmed",
            Self::Removed(_) => "removed",
            Self::Knocked(_) => "knocked",
            Self::Admitted(_) => "admitted",
            Self::TurnedAway(_) => "turned_away",
            Self::GoneFromDoor(_) => "gone_from_door",
            Self::DoorSet(_) => "door_set",
            Self::TriedBeyond(..) => "tried_beyond",
            Self::HostOffered => "host_offered",
            Self::Rescued(_) => "rescued",
            Self::Restored(..) | Self::PutRight(..) => "restored",
            Self::WentOn(..) => "went_on",
            Self::Said(said) => said.kind(),
            Self::Newer => "newer",
        }
    }

    /// The entry that this record is about.
    #[expect(clippy::too_many_lines, reason = "a line a kind: it is a table")]
    pub const fn about(&self) -> Option<EntryId> {
        match *self {
            Self::Revoked(entry)
            | Self::Amended(entry)
            | Self::Retracted(entry)
            | Self::Starred { entry, .. }
            | Self::Answered { entry, .. }
            | Self::Assigned(entry, _)
            | Self::Acknowledged { entry, .. }
            | Self::YesTakenBack(entry)
            | Self::Declined(entry)
            | Self::HelpEnded(entry)
            | Self::Extended(entry, _)
            | Self::Blocked(entry)
            | Self::Finished(entry)
            | Self::Verified(entry, _)
            | Self::Cancelled(entry)
            | Self::Objected(entry)
            | Self::Called(entry, _)
            | Self::Sent(entry)
            | Self::LeftInPlace(entry)
            | Self::PutBack(entry)
            | Self::TargetCorrected(entry)
            | Self::PutToRoom(entry, _)
            | Self::LookSet(entry, _)
            | Self::HelpPromised(entry, _)
            | Self::HelpAnswered(entry)
            | Self::Snoozed(entry, _)
            | Self::RedactionAsked(entry)
            | Self::Redacted(entry)
            | Self::RedactionConfirmed(entry)
            | Self::TurnedAway(entry)
            | Self::GoneFromDoor(entry)
            | Self::Standing(entry) => Some(entry),
            Self::Action(entry)
            | Self::Question(entry)
            | Self::Inquiry(entry)
            | Self::RoundCalled(entry, _)
            | Self::ReportedBack(entry) => entry,
            Self::Fact { replaces, .. } => replaces,
            Self::Said(said) => said.about(),
            Self::Opened(..)
            | Self::Joined
            | Self::Left
            | Self::Away(_)
            | Self::Back(_)
            | Self::Invited
            | Self::TokenMade
            | Self::Enrolled
            | Self::Observation
            | Self::Task(_)
            | Self::Decision
            | Self::Impact(_)
            | Self::Update(_)
            | Self::Idea
            | Self::Proposed
            | Self::RoleOffered(..)
            | Self::RoleAccepted(_)
            | Self::RoleDeclined(_)
            | Self::LeadTaken
            | Self::Graded(_)
            | Self::KindSet(_)
            | Self::Phase(_)
            | Self::Marked(_)
            | Self::Help(_)
            | Self::SkillsSet
            | Self::PlanUsed
            | Self::ReviewSet
            | Self::TalkSet
            | Self::Removed(_)
            | Self::Knocked(_)
            | Self::Admitted(_)
            | Self::DoorSet(_)
            | Self::TriedBeyond(..)
            | Self::HostOffered
            | Self::Rescued(_)
            | Self::Restored(..)
            | Self::PutRight(..)
            | Self::WentOn(..)
            | Self::Newer => None,
        }
    }
}
