//! The signs of records on the timeline.

use super::What;

impl What {
    /// The sign on the timeline: of an entry, the key that writes it.
    pub const fn sign(&self) -> char {
        match self {
            Self::Observation => 'o',
            Self::Action(_) => 'd',
            Self::Fact { .. } => 'f',
            Self::Question(_) | Self::Answered { .. } => 'q',
            Self::Task(_) => 't',
            Self::Decision
            | Self::Proposed
            | Self::Called(..)
            | Self::PutToRoom(..)
            | Self::Standing(_) => '◆',
            Self::Help(_) | Self::HelpPromised(..) | Self::HelpAnswered(_) => '↗',
            Self::Impact(_) => '%',
            Self::Update(_) | Self::Sent(_) => '▷',
            Self::Idea => 'i',
            Self::Inquiry(_) => 'Q',
            Self::Objected(_) | Self::Declined(_) | Self::HelpEnded(_) | Self::RoleDeclined(_) => {
                'x'
            }
            Self::Verified(..) => 'v',
            Self::Starred { .. } => '*',
            Self::Said(said) => said.sign(),
            _ => '·',
        }
    }
}
