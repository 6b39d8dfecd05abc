//! Under which names people stand in a report: their own, or what they did in it.
//!
//! What leaves the team names nobody: a person stands as the role they held first, and whoever held
//! none as a number. The same goes for the words of others: a handle in somebody's sentence, with
//! or without an `@`, becomes the role too, also where a prompt or an address joins it to something
//! else. A handle that is also a word of the language is replaced wherever it stands, for a name that
//! leaks is worse than a sentence that reads oddly.

use std::collections::BTreeMap;

use super::people::{Spell, spells};
use crate::limits::HANDLE_BYTES_MAX;
use crate::words::{Role, Scope};
use crate::{Gap, Handle, Recording, Register, Text};

/// What the people of a recording are called where it is shown to whoever is not of the team.
#[derive(Clone, Debug)]
pub struct Naming(Called);

impl Naming {
    /// The names that they go by at its end.
    pub fn of(recording: &Recording, names: Names) -> Result<Self, Gap> {
        let register = Register::of(&recording.records)?;
        Ok(Self(Called::of(&register, &spells(&register), names)))
    }

    /// Names them so everywhere in it. What comes out is no longer chained: it is to be read or drawn,
    /// and nothing else.
    pub fn rename(&self, recording: &mut Recording) {
        if self.0.is_empty() {
            return;
        }
        for record in &mut recording.records {
            record.by = self.handle(record.by);
            record.event.name_others(&mut |who| self.handle(who), &mut |raw| self.0.words(raw));
        }
    }

    /// What stands for a handle.
    pub fn handle(&self, who: Handle) -> Handle {
        if who == Handle::warroom() || self.0.is_empty() {
            return who;
        }
        Handle::stand_in(&self.0.name(who))
    }
}

/// Words that stand in every second sentence: as names they are known by their `@` only.
const COMMON: [&str; 48] = [
    "a", "all", "an", "and", "are", "as", "at", "be", "but", "by", "can", "do", "for", "go", "had",
    "has", "he", "her", "him", "his", "i", "if", "in", "is", "it", "may", "me", "my", "no", "not",
    "of", "off", "on", "one", "or", "our", "out", "she", "so", "the", "they", "to", "up", "us",
    "was", "we", "will", "with",
];

/// How people are named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Names {
    /// By what they did: lead, comms, responder 3.
    #[default]
    Roles,
    /// By their handles.
    Handles,
}

/// Each handle and the name it goes by; nothing where the handles themselves stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Called(BTreeMap<String, String>);

impl Called {
    pub(super) fn of(register: &Register, spells: &[Spell], names: Names) -> Self {
        if names == Names::Handles {
            return Self::default();
        }
        let first = |who: Handle| spells.iter().find(|s| s.who == who).map(|s| s.role);
        let mut holders: BTreeMap<Role, Vec<Handle>> = BTreeMap::new();
        for spell in spells {
            let all = holders.entry(spell.role).or_default();
            if first(spell.who) == Some(spell.role) && !all.contains(&spell.who) {
                all.push(spell.who);
            }
        }
        let all = register.in_order().into_iter().map(|(who, responder)| {
            let as_role = first(who).map(|role| {
                let all = holders.get(&role).map_or(&[][..], Vec::as_slice);
                match all.iter().position(|holder| *holder == who) {
                    Some(place) if all.len() > 1 => format!("{role} {}", place + 1),
                    _ => role.to_string(),
                }
            });
            let kind = if responder.scope == Scope::Observe { "observer" } else { "responder" };
            let name = as_role.unwrap_or_else(|| format!("{kind} {}", responder.number));
            (who.as_str().to_owned(), name)
        });
        Self(all.collect())
    }

    /// People go by their handles.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A person. The room itself stays the room; a handle that never joined is nobody's name.
    pub(super) fn name(&self, who: Handle) -> String {
        if self.0.is_empty() || who == Handle::warroom() {
            return who.to_string();
        }
        self.0.get(who.as_str()).cloned().unwrap_or_else(|| "somebody".into())
    }

    /// Somebody's words.
    pub(super) fn text(&self, text: &Text) -> String {
        self.words(text.raw())
    }

    /// The same, with the names of those who never joined this room taken as they are.
    pub(super) fn words(&self, raw: &str) -> String {
        if self.0.is_empty() {
            return raw.to_owned();
        }
        let mut out = String::with_capacity(raw.len());
        for (word, between) in Pieces(raw) {
            out.push_str(&self.word(word));
            out.push_str(between);
        }
        out
    }

    /// A run of characters that a handle may have, which may hold it beside others: `ben@db1`, `_ben_`.
    fn word(&self, run: &str) -> String {
        let mut out = String::with_capacity(run.len());
        let mut rest = run;
        while !rest.is_empty() {
            let bare = out.strip_suffix('@').filter(|it| !it.ends_with(char::is_alphanumeric));
            let said_to = bare.map(str::len);
            let done = if let Some((name, len)) = self.longest(rest, said_to.is_some()) {
                out.truncate(said_to.unwrap_or(out.len()));
                out.push_str(name);
                len
            } else {
                let piece = piece(rest);
                out.push_str(rest.get(..piece).unwrap_or_default());
                piece
            };
            rest = rest.get(done..).unwrap_or_default();
        }
        out
    }

    /// The name of the longest handle with which this begins, and how long that is.
    fn longest(&self, rest: &str, said_to: bool) -> Option<(&str, usize)> {
        let mut ends = Vec::new();
        let mut end = 0;
        while end < rest.len().min(HANDLE_BYTES_MAX) {
            end += piece(rest.get(end..)?);
            ends.push(end);
        }
        ends.into_iter().rev().find_map(|end| {
            let handle = rest.get(..end)?.to_ascii_lowercase();
            let name = self.0.get(&handle)?;
            // Before an `@` it is who somebody is on a machine.
            let meant = said_to || rest.get(end..)?.starts_with('@');
            let common = !meant && COMMON.contains(&handle.as_str());
            (!common).then_some((name.as_str(), end))
        })
    }
}

/// How long the letters and digits are with which this begins, or what joins them to others.
fn piece(text: &str) -> usize {
    let joint = text.chars().next().filter(|c| !c.is_alphanumeric()).map(char::len_utf8);
    joint.or_else(|| text.find(|c: char| !c.is_alphanumeric())).unwrap_or(text.len())
}

/// A text in pairs: what could be a handle, and what stands behind it up to the next.
struct Pieces<'a>(&'a str);

impl<'a> Iterator for Pieces<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let part = |c: char| c.is_alphanumeric() || "@-_.".contains(c);
        let (word, rest) = self.0.split_at(self.0.find(|c| !part(c)).unwrap_or(self.0.len()));
        let (between, rest) = rest.split_at(rest.find(part).unwrap_or(rest.len()));
        self.0 = rest;
        Some((word, between))
    }
}
