//! What the lead's hands keep: help, call rounds, what is away from normal, plans, the review.

use serde::{Deserialize, Serialize};

use crate::title::Title;
use crate::words::Helper;
use crate::{At, EntryId, Handle, Seen, Seq, Text};

/// Who is affected, as an impact says it beside its words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Affected {
    /// Who.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub who: Text,
    /// How many.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub many: Text,
    /// Since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Seen>,
    /// Until when; `None`: still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Seen>,
}

/// Who calls the review of a closed incident, and by when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewDue {
    /// Who calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<Handle>,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<At>,
}

/// An impact on users.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Impact {
    /// Who, how many, from when to when, where its author said so.
    pub affected: Affected,
    /// The impact it follows: that one was true and has changed.
    pub replaces: Option<EntryId>,
}

/// What an action was done to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// What its author believed.
    pub believed: Text,
    /// The record that corrected it; what it really was stands in that row.
    pub actual: Option<Seq>,
}

/// What is, or was, away from normal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InPlace {
    /// Since when.
    pub since: At,
    /// The record that says what is away from normal; `None` if the entry itself says it.
    pub said: Option<Seq>,
    /// The record by which it was put back.
    pub back: Option<Seq>,
}

/// How asked help stands. Late is no state: it comes of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HelpState {
    /// Nobody has said when an answer comes.
    Asked,
    /// They said when they will answer.
    Promised,
    /// They answered.
    Answered,
    /// It is not needed any more.
    Cancelled,
}

impl HelpState {
    /// The word in formats and on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Promised => "promised",
            Self::Answered => "answered",
            Self::Cancelled => "cancelled",
        }
    }

    /// An answer is still to come.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Asked | Self::Promised)
    }
}

/// Help that was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    /// What kind of helper.
    pub of: Helper,
    /// By name.
    pub whom: Title,
    /// What they call it.
    pub reference: Text,
    /// By when they said they would answer.
    pub until: Option<At>,
    /// How it stands.
    pub state: HelpState,
    /// Since when it stands so.
    pub since: At,
    /// The last that was said of it: a promise, the answer, why it is not needed.
    pub last: Option<Seq>,
}

/// Who asked how it stands, and who answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// Who asked.
    pub by: Handle,
    /// Since when.
    pub at: At,
    /// About what; `None`: about all they do.
    pub entry: Option<EntryId>,
    /// Those who have not answered yet, in the order of joining.
    pub waiting: Vec<Handle>,
    /// The answers, oldest first.
    pub answers: Vec<Seq>,
}

/// How a task or a question stood before somebody said yes to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BeforeYes {
    /// A task.
    Task(Box<super::Task>),
    /// A question.
    Question {
        /// Who saw to it.
        owner: Option<Handle>,
        /// Who had given it to them, and had no word of theirs.
        given_by: Option<Handle>,
        /// Since when.
        since: At,
    },
}

/// The last word of somebody on how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The record that says it.
    pub seq: Seq,
    /// When it was said.
    pub at: At,
    /// The task it is about.
    pub entry: Option<EntryId>,
    /// What is being done.
    pub actions: Text,
    /// What is needed.
    pub needs: Text,
}

/// A decision that was agreed on before, for a case like this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The record that laid its plan out.
    pub plan: EntryId,
    /// Who agreed on it.
    pub agreed_by: Text,
    /// When they did.
    pub agreed_on: Text,
}

/// The time in which strong objections to a proposal are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The record that opened it.
    pub seq: Seq,
    /// Who put it to the room.
    pub by: Handle,
    /// When it ends.
    pub until: At,
}
