//! What was asked from outside, and how far it is.

use crate::{At, EntryId, Handle, Seq, Text};

/// A question from outside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inquiry {
    /// Who asks, where that is not the author.
    pub asker: Text,
    /// The entry it is about.
    pub about: Option<EntryId>,
    /// Who sees to it.
    pub owner: Option<Handle>,
    /// Since when somebody, or nobody, has it.
    pub since: At,
    /// The room's question that it became.
    pub passed: Option<EntryId>,
    /// The record that answered it.
    pub answer: Option<Seq>,
    /// The record that called it off.
    pub dropped: Option<Seq>,
}

impl Inquiry {
    /// Still to be answered.
    pub const fn is_open(&self) -> bool {
        self.answer.is_none() && self.dropped.is_none()
    }

    /// How far it is, in a word: in formats and on screen.
    pub const fn state(&self) -> &'static str {
        match self {
            Self { dropped: Some(_), .. } => "dropped",
            Self { answer: Some(_), .. } => "answered",
            Self { passed: Some(_), .. } => "passed",
            Self { owner: Some(_), .. } => "taken",
            Self { .. } => "open",
        }
    }

    /// The record by which it was answered or called off.
    pub const fn told(&self) -> Option<Seq> {
        if self.answer.is_some() { self.answer } else { self.dropped }
    }
}
