//! Under which names people stand in a report: their own, or what they did in it.
//!
//! What leaves the team names nobody: a person stands as the role they held first, and whoever held
//! none as a number. The same goes for the words of others: a handle that is a whole word in somebody's
//! sentence, with or without an `@`, becomes the role too, also in `ben's`, `ana/ben` and a prompt's
//! `ben@db1`. Within an address, a host or a path it stays: that leads somewhere, and with a role in it
//! it would not. A handle that is also a word of the language is replaced wherever it stands, for a name that
//! leaks is worse than a sentence that reads oddly.

use std::collections::BTreeMap;

use super::people::{Spell, spells};
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

    /// Names that fit at each of its moments: by what somebody did later they would tell how it went on,
    /// so people go by the number under which they came.
    pub fn along(recording: &Recording, names: Names) -> Result<Self, Gap> {
        let register = Register::of(&recording.records)?;
        Ok(Self(Called::of(&register, &[], names)))
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

    /// Somebody's words, with the names of those who never joined this room left as they are.
    pub(super) fn words(&self, raw: &str) -> String {
        if self.0.is_empty() {
            return raw.to_owned();
        }
        let mut out = String::with_capacity(raw.len());
        for part in raw.split_inclusive(char::is_whitespace) {
            let (before, address) = part.split_at(address(part).unwrap_or(part.len()));
            self.sentence(before, &mut out);
            out.push_str(address);
        }
        out
    }

    /// Words that hold no address with a scheme.
    fn sentence(&self, part: &str, out: &mut String) {
        // What stands behind the apostrophe of `Ben's` is nobody.
        let mut owned = false;
        for run in part.split_inclusive(|c: char| !is_joined(c)) {
            let end = run.find(|c: char| !is_joined(c)).unwrap_or(run.len());
            let (word, mark) = run.split_at(end);
            if owned {
                out.push_str(word);
            } else {
                self.run(word, out);
            }
            out.push_str(mark);
            owned = matches!(mark, "'" | "\u{2019}") && word.ends_with(char::is_alphanumeric);
        }
    }

    /// A run of characters that a handle, an address, a host or a path may have: `@ben`, `ben@db1`, `/home/ben`.
    fn run(&self, run: &str, out: &mut String) {
        let from = run.find(|c: char| !is_edge(c)).unwrap_or(run.len());
        let to = run.rfind(|c: char| !is_edge(c)).map_or(from, |at| at + last_len(run, at));
        let (Some(front), Some(word), Some(end)) =
            (run.get(..from), run.get(from..to), run.get(to..))
        else {
            return out.push_str(run);
        };
        let (front, said_to) = match front.strip_suffix('@') {
            Some(bare) => (bare, true),
            None => (front, false),
        };
        match self.person(word, said_to).or_else(|| self.together(word)) {
            Some(name) => [front, &name, end].iter().for_each(|it| out.push_str(it)),
            None => out.push_str(run),
        }
    }

    /// The name of whom a whole word is about: by their handle, or as who they are on a machine.
    fn person(&self, word: &str, said_to: bool) -> Option<String> {
        let is_common = |handle: &str| COMMON.contains(&handle.to_ascii_lowercase().as_str());
        let name = |handle: &str| self.0.get(&handle.to_ascii_lowercase());
        if let Some(name) = name(word).filter(|_| said_to || !is_common(word)) {
            return Some(name.clone());
        }
        // An address for mail has a domain; it leads somewhere, and stays as it was given.
        let (user, host) = word.split_once('@').filter(|(_, host)| !host.contains(['.', '@']))?;
        Some(format!("{}@{host}", name(user)?))
    }

    /// Several of them in one word, and nobody else: `ana/ben`.
    fn together(&self, word: &str) -> Option<String> {
        let joint = word.chars().find(|c| "/-_".contains(*c))?;
        let names: Option<Vec<_>> = word.split(joint).map(|one| self.person(one, false)).collect();
        Some(names?.join(&joint.to_string()))
    }
}

/// Where an address begins in a part without blanks: it goes on to the part's end.
fn address(part: &str) -> Option<usize> {
    let scheme = part.find("://")?;
    let before = part.get(..scheme)?;
    let begins = before.rfind(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c));
    Some(begins.map_or(0, |at| at + last_len(before, at)))
}

/// Whether this may stand within a handle, an address, a host or a path.
fn is_joined(c: char) -> bool {
    c.is_alphanumeric() || "@-_./\\#%$".contains(c)
}

/// Whether this may stand around a handle without being part of it.
fn is_edge(c: char) -> bool {
    "@-_.".contains(c)
}

/// How long the character is that stands there.
fn last_len(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
}
