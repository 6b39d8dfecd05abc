//! From what was typed for the lead's hands to the command that is asked.

use warroom_register::{At, Command, ReviewDue, Text, Title};

use super::{Judge, Wanted};
use crate::cli::write::hands::Hands;
use crate::trouble::Trouble;

impl Hands {
    /// What words it has.
    pub(super) fn wanted(&self) -> Wanted<'_> {
        match self {
            Self::Need { words, .. }
            | Self::Helped { words, .. }
            | Self::Inquiry { words, .. }
            | Self::Stand { words, .. }
            | Self::Skills { words }
            | Self::Target { words, .. } => Wanted::Needed(&words.text),
            Self::Promised { words, .. }
            | Self::Round { words, .. }
            | Self::Pass { words, .. }
            | Self::Inplace { words, .. }
            | Self::Putback { words, .. } => Wanted::Perhaps(&words.text),
            Self::Snooze { .. }
            | Self::Put { .. }
            | Self::Look { .. }
            | Self::Plan { .. }
            | Self::Talk { .. }
            | Self::Reviewer { .. } => Wanted::None,
        }
    }

    /// Whether a time goes with it, which the server's clock will judge.
    pub(super) const fn has_time(&self) -> bool {
        match self {
            Self::Need { by, .. } | Self::Promised { by, .. } | Self::Reviewer { by, .. } => {
                by.is_some()
            }
            Self::Inquiry { at, .. } => at.is_some(),
            Self::Look { .. } => true,
            _ => false,
        }
    }

    /// The command that is asked.
    pub(super) fn command(self, words: Text, now: Judge) -> Result<Command, Trouble> {
        use Command as C;
        Ok(match self {
            Self::Need { of, kind, reference, by, .. } => C::AskHelp {
                of: kind,
                whom: of,
                text: words,
                reference: reference.into(),
                until: ahead(by.as_deref(), now)?,
            },
            Self::Promised { entry, by, reference, .. } => C::PromiseHelp {
                entry,
                until: ahead(by.as_deref(), now)?,
                reference: reference.into(),
                text: words,
            },
            Self::Helped { entry, .. } => C::AnswerHelp { entry, text: words },
            Self::Inquiry { from, about, at, .. } => C::Inquire {
                text: words,
                asker: from.into(),
                about,
                seen_at: super::entries::seen(at.as_deref(), now)?,
            },
            Self::Pass { entry, .. } => C::PassInquiry { entry, text: words },
            Self::Snooze { entry, minutes } => C::Snooze { entry, minutes },
            Self::Put { entry, seconds } => C::PutToRoom { entry, seconds },
            Self::Look { entry, when } if when == "never" => C::SetLook { entry, at: None },
            Self::Look { entry, when } => C::SetLook { entry, at: ahead(Some(&when), now)? },
            Self::Round { to, task, .. } => C::CallRound { to, entry: task, text: words },
            Self::Stand { task, does, needs, .. } => C::ReportBack {
                entry: task,
                text: words,
                actions: does.into(),
                needs: needs.into(),
            },
            Self::Skills { .. } => C::SetSkills { skills: words },
            Self::Plan { name } => {
                let name = Title::try_from(name.join(" ")).map_err(Trouble::Usage)?;
                C::UsePlan { name }
            }
            Self::Talk { address, .. } => C::SetTalk { talk: address.join(" ").into() },
            Self::Inplace { entry, .. } => C::LeaveInPlace { entry, text: words },
            Self::Putback { entry, .. } => C::PutBack { entry, text: words },
            Self::Target { entry, .. } => C::CorrectTarget { entry, target: words },
            Self::Reviewer { who, by } => {
                let until = ahead(by.as_deref(), now)?;
                C::SetReview { review: ReviewDue { who: Some(who), until } }
            }
        })
    }
}

/// A time to come, as it was typed.
pub(super) fn ahead(text: Option<&str>, now: Judge) -> Result<Option<At>, Trouble> {
    text.map(|text| now.ahead(text)).transpose()
}
