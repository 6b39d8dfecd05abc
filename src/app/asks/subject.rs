//! What can be picked from a list, and what words beside it are called where they are kept.

use warroom_register::{Command, EntryId, deed};

use super::ROLE;
use super::meet::Meet;

/// What is to be picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// How bad it is.
    Severity,
    /// How far the work has come.
    Phase,
    /// What kind of trouble.
    Kind,
    /// A time that the report needs.
    Moment,
    /// What becomes of a proposal.
    Call(EntryId),
    /// Whether it worked.
    Outcome(EntryId),
    /// For whom words are.
    Audience,
    /// Whether the entry was wrong, or has changed, or hit something else.
    Mend(EntryId),
    /// Of whom help is asked.
    Help,
    /// Which invite or token is to be good for nobody any more.
    Revoke,
    /// What was asked from outside.
    Outside,
    /// What becomes of a question from outside.
    Inquiry(EntryId),
    /// Something of a review.
    Meet(Meet),
}

const SEVERITY: &str = "the severity";
const PHASE: &str = "the phase";
const KIND: &str = "the kind";
const HELP: &str = "help";

fn call(entry: EntryId) -> String {
    format!("the call on {entry}")
}

impl Subject {
    /// What words beside it are for.
    pub(crate) fn name(self) -> String {
        let name = match self {
            Self::Severity => SEVERITY,
            Self::Phase => PHASE,
            Self::Kind => KIND,
            Self::Moment => "a time",
            Self::Help => HELP,
            Self::Call(entry) => return call(entry),
            Self::Meet(_) => "the review",
            Self::Outcome(_)
            | Self::Audience
            | Self::Mend(_)
            | Self::Revoke
            | Self::Outside
            | Self::Inquiry(_) => "a choice",
        };
        name.to_owned()
    }
}

/// The same of a command that was picked.
pub(crate) fn beside(command: &Command) -> String {
    let name = match command {
        Command::Grade { .. } => SEVERITY,
        Command::MovePhase { .. } => PHASE,
        Command::SetKind { .. } => KIND,
        Command::AskHelp { .. } => HELP,
        Command::OfferRole { .. } => ROLE,
        Command::Call { entry, .. } => return call(*entry),
        other => return format!("\u{201c}{}\u{201d}", deed(other)),
    };
    name.to_owned()
}
