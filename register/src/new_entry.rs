//! An entry that is being written: its kind and words, and whatever else its kind may have.
//!
//! Most entries have words and nothing else; whoever writes one fills in what differs and lets
//! [`NewEntry::write`] make the command. So a field more in the vocabulary is a line here.

use crate::state::Affected;
use crate::words::{Audience, EntryKind, PersonalData};
use crate::{Command, EntryId, Handle, Seen, Text};

/// An entry before it is asked for; the fields are those of [`Command::Write`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// What kind of entry.
    pub kind: EntryKind,
    /// The words.
    pub text: Text,
    /// When it happened.
    pub seen_at: Option<Seen>,
    /// The entry it is about.
    pub about: Option<EntryId>,
    /// Task: who is to do it.
    pub owner: Option<Handle>,
    /// Task: its box, in minutes. Update: minutes until the next word.
    pub minutes: Option<u16>,
    /// Fact: held, but not confirmed.
    pub suspected: bool,
    /// Fact or impact: the one it follows, which was true and has changed.
    pub replaces: Option<EntryId>,
    /// Update: whom it is for.
    pub audience: Option<Audience>,
    /// Impact: whether personal data is touched.
    pub personal_data: Option<PersonalData>,
    /// Impact: who, how many, from when to when.
    pub affected: Option<Affected>,
    /// Action: what it was done to, as its author believes.
    pub target: Text,
    /// Action: it stays in place, away from normal, until it is put back.
    pub in_place: bool,
}

impl NewEntry {
    /// An entry of this kind with these words and nothing else.
    pub fn of(kind: EntryKind, text: impl Into<Text>) -> Self {
        Self {
            kind,
            text: text.into(),
            seen_at: None,
            about: None,
            owner: None,
            minutes: None,
            suspected: false,
            replaces: None,
            audience: None,
            personal_data: None,
            affected: None,
            target: Text::default(),
            in_place: false,
        }
    }

    /// The command that writes it.
    pub fn write(self) -> Command {
        let Self { kind, text, seen_at, about, owner, minutes, .. } = self;
        let Self { suspected, replaces, audience, personal_data, affected, .. } = self;
        let Self { target, in_place, .. } = self;
        Command::Write {
            kind,
            text,
            seen_at,
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
        }
    }
}
