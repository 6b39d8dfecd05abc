//! Under which names people stand in a report: their own, or what they did in it.
//!
//! What leaves the team names nobody: a person stands as the role they held first, and whoever held
//! none as a number. The same goes for the words of others: a handle in somebody's sentence, with
//! or without an `@`, becomes the role too. A handle that is also a word of the language is
//! replaced wherever it stands, for a name that leaks is worse than a sentence that reads oddly.

use std::collections::BTreeMap;

use super::people::Spell;
use crate::words::{Role, Scope};
use crate::{Handle, Register, Text};

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

    /// A run of characters that a handle may have: it is one, or it is one and a full stop.
    fn word(&self, word: &str) -> String {
        let bare = word.trim_end_matches(['.', '-', '_']);
        let (handle, said_to) = bare.strip_prefix('@').map_or((bare, false), |name| (name, true));
        let handle = handle.to_ascii_lowercase();
        let common = !said_to && COMMON.contains(&handle.as_str());
        match self.0.get(&handle) {
            Some(name) if !common => {
                format!("{name}{}", word.strip_prefix(bare).unwrap_or_default())
            }
            Some(_) | None => word.to_owned(),
        }
    }
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
