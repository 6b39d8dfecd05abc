//! The commands that make an entry. What stands in front of the words is read as in the line.

use warroom_register::words::EntryKind;
use warroom_register::{Affected, Command, InFront, NewEntry, Register, Seen, Text};

use super::super::write::Write;
use super::Judge;
use crate::trouble::Trouble;

/// The option that says when an entry happened.
const AT: &str = "--at";

impl Write {
    /// The entry it makes, if it makes one.
    const fn entry_kind(&self) -> Option<EntryKind> {
        Some(match self {
            Self::Saw { .. } => EntryKind::Observation,
            Self::Did { .. } => EntryKind::Action,
            Self::Fact { .. } => EntryKind::Fact,
            Self::Ask { .. } => EntryKind::Question,
            Self::Task { .. } => EntryKind::Task,
            Self::Idea { .. } => EntryKind::Idea,
            Self::Impact { .. } => EntryKind::Impact,
            Self::Update { .. } => EntryKind::Update,
            Self::Decide { .. } => EntryKind::Decision,
            _ => return None,
        })
    }

    /// What stands in front of its words, whatever time it is.
    pub(super) fn in_front(&self, words: &str) -> Option<InFront> {
        let read = InFront::read(self.entry_kind()?, words.trim_start(), Judge::LAST);
        read.ok().map(|(front, _)| front)
    }

    /// The command that makes an entry.
    pub(super) fn entry(
        self,
        text: Text,
        now: Judge,
        register: Option<&Register>,
    ) -> Result<Command, Trouble> {
        let Some(kind) = self.entry_kind() else {
            return Err(Trouble::failed("this command writes no entry"));
        };
        let line = text.raw().trim_start();
        let (front, words) = InFront::read(kind, line, now.now).map_err(Trouble::Usage)?;
        let words = if front == InFront::default() { text } else { words.into() };
        Ok(self.filled_in(NewEntry::of(kind, words), &Front { front, now }, register)?.write())
    }

    /// The entry with the fields of its kind.
    fn filled_in(
        self,
        new: NewEntry,
        front: &Front,
        register: Option<&Register>,
    ) -> Result<NewEntry, Trouble> {
        Ok(match self {
            Self::Saw { entry, about } => {
                NewEntry { about, seen_at: front.seen(AT, entry.at.as_deref())?, ..new }
            }
            Self::Did { entry, task, on, in_place } => NewEntry {
                about: task.or_else(|| register?.task_named(new.text.raw())),
                seen_at: front.seen(AT, entry.at.as_deref())?,
                target: on.into(),
                in_place,
                ..new
            },
            Self::Fact { entry, suspected, replaces } => NewEntry {
                suspected: suspected || front.front.suspected,
                replaces,
                seen_at: front.seen(AT, entry.at.as_deref())?,
                ..new
            },
            Self::Ask { about, .. } => NewEntry { about, seen_at: front.seen(AT, None)?, ..new },
            Self::Task { owner, minutes, about, .. } => NewEntry {
                owner: one("--owner", (owner, front.front.owner), |owner| owner.to_string())?,
                minutes: one("--minutes", (minutes, front.front.minutes), |m| m.to_string())?,
                seen_at: front.seen(AT, None)?,
                about,
                ..new
            },
            Self::Impact { entry, personal_data, who, many, since, until, replaces } => {
                // In front of an impact stands since when, as in the line.
                let affected = Affected {
                    who: who.into(),
                    many: many.into(),
                    since: front.seen("--since", since.as_deref())?,
                    until: front.typed(until.as_deref())?,
                };
                let affected = (affected != Affected::default()).then_some(affected);
                let seen_at = front.typed(entry.at.as_deref())?;
                NewEntry { personal_data, affected, replaces, seen_at, ..new }
            }
            Self::Update { audience, minutes, .. } => {
                let minutes = one("--minutes", (minutes, front.front.minutes), |m| m.to_string())?;
                NewEntry { audience: Some(audience), minutes, ..new }
            }
            Self::Decide { entry } => {
                NewEntry { seen_at: front.seen(AT, entry.at.as_deref())?, ..new }
            }
            _ => NewEntry { seen_at: front.seen(AT, None)?, ..new },
        })
    }
}

/// What stood in front of the words, and by which clock it is judged.
struct Front {
    front: InFront,
    now: Judge,
}

impl Front {
    /// When it happened: as it stands in front, or behind the option of this name.
    fn seen(&self, option: &str, typed: Option<&str>) -> Result<Option<Seen>, Trouble> {
        let clock = |seen: Seen| seen.at.named(self.now.now);
        one(option, (self.typed(typed)?, self.front.seen), clock)
    }

    fn typed(&self, typed: Option<&str>) -> Result<Option<Seen>, Trouble> {
        seen(typed, self.now)
    }
}

/// When it happened, as it was typed behind an option.
pub(super) fn seen(typed: Option<&str>, now: Judge) -> Result<Option<Seen>, Trouble> {
    typed.map(|at| now.seen(at)).transpose()
}

/// What an option says, or what stands in front of the words; where both say it, they agree.
fn one<T: Copy + PartialEq>(
    option: &str,
    said: (Option<T>, Option<T>),
    named: impl Fn(T) -> String,
) -> Result<Option<T>, Trouble> {
    match said {
        (Some(said), Some(front)) if said != front => Err(Trouble::Usage(format!(
            "{option} says {}, and in front of the words stands {}: leave one of them out",
            named(said),
            named(front)
        ))),
        (said, front) => Ok(said.or(front)),
    }
}
