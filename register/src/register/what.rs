//! What a record is: its kind, its sign, and the word it goes by in formats.

use crate::words::{Moment, Outcome, PersonalData, Role};
use crate::{EntryId, Handle, Seq};

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
    Starred(EntryId, bool),
    /// A question was answered; the answer may be a fact.
    Answered(EntryId, bool),
    /// A task or question was given to somebody, or to nobody.
    Assigned(EntryId, Option<Handle>),
    /// Somebody has it, or helps.
    Acknowledged {
        /// What.
        entry: EntryId,
        /// It is another's, and this is a helping hand.
        helps: bool,
    },
    /// Somebody cannot do it.
    Declined(EntryId),
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
    /// Written by a newer version; the text is the event's name.
    Newer,
}

impl What {
    /// Whether this record made an entry of its own, one that can be amended or retracted.
    pub const fn is_entry(&self) -> bool {
        matches!(
            self,
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
        )
    }

    /// The sign on the timeline: of an entry, the key that writes it.
    pub const fn sign(&self) -> char {
        match self {
            Self::Observation => 'o',
            Self::Action(_) => 'd',
            Self::Fact { .. } => 'f',
            Self::Question(_) | Self::Answered(..) => 'q',
            Self::Task(_) => 't',
            Self::Decision | Self::Proposed | Self::Called(..) => '◆',
            Self::Impact(_) => '%',
            Self::Update(_) | Self::Sent(_) => '▷',
            Self::Idea => 'i',
            Self::Objected(_) | Self::Declined(_) | Self::RoleDeclined(_) => 'x',
            Self::Verified(..) => 'v',
            Self::Starred(..) => '*',
            _ => '·',
        }
    }

    /// The word in formats: of an entry its kind, of anything else the name of its event.
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
            Self::Enrolled => "enrolled",
            Self::Amended(_) => "amended",
            Self::Retracted(_) => "retracted",
            Self::Starred(..) => "starred",
            Self::Answered(..) => "answered",
            Self::Assigned(..) => "assigned",
            Self::Acknowledged { .. } => "acknowledged",
            Self::Declined(_) => "declined",
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
            Self::Newer => "newer",
        }
    }
}
