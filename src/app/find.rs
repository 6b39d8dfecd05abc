//! Finding: words that are near enough to what stands there, and terms that narrow the timeline.
//!
//! Near enough means that the letters stand in this order and close together, so that `chkout` finds
//! checkout and no row is found by letters strewn over it. What cannot be read yet narrows nothing.

#[cfg(test)]
mod tests;

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use warroom_register::{At, EntryId, Handle, Register, Seq, Shown, What, entries_named, when};

/// What each letter of a word has to be worth on the average: as much as it is worth in the middle
/// of a run. Letters strewn over a row stay below it, those at the starts of words stand above.
const LETTER_SCORE_MIN: usize = 16;

/// A time has so many words at most: `24 Nov 2026 14:06`.
const TIME_WORDS_MAX: usize = 4;

/// A time that is shorter is still being typed: `14:06`.
const CLOCK_LETTERS: usize = 5;

/// How much of a term that says nothing is repeated, in cells.
const SAID_CELLS: usize = 16;

/// The signs of the timeline, and what they are called in `kind:`.
const KINDS: &[(char, &[&str])] = &[
    ('o', &["observation", "saw"]),
    ('d', &["did", "action"]),
    ('f', &["fact"]),
    ('q', &["question", "answer", "asked"]),
    ('t', &["task", "step"]),
    ('◆', &["decision", "proposal"]),
    ('%', &["impact"]),
    ('▷', &["update", "words"]),
    ('x', &["objection", "no"]),
    ('v', &["verified", "result"]),
    ('*', &["star"]),
    ('·', &["room"]),
];

/// Words to be found in other words.
pub(crate) struct Near {
    atoms: Vec<Atom>,
    matcher: Matcher,
    letters: Vec<char>,
}

impl Near {
    /// The words, each of which has to be there.
    pub(crate) fn new(words: &str) -> Self {
        let atom = |word: &str| {
            Atom::new(word, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy, false)
        };
        let atoms = words.split_whitespace().map(atom).collect();
        Self { atoms, matcher: Matcher::new(Config::DEFAULT), letters: Vec::new() }
    }

    /// How near these words come; nothing where one is missing.
    pub(crate) fn score(&mut self, words: &str) -> Option<usize> {
        let letters = Utf32Str::new(words, &mut self.letters);
        let mut all = 0;
        for atom in &self.atoms {
            let score = usize::from(atom.score(letters, &mut self.matcher)?);
            if score < atom.needle_text().len() * LETTER_SCORE_MIN {
                return None;
            }
            all += score;
        }
        Some(all)
    }
}

/// What is sought on a timeline.
pub(crate) struct Query {
    near: Near,
    /// Only these signs; none: any.
    kinds: Option<Vec<char>>,
    by: Option<String>,
    after: Option<At>,
    before: Option<At>,
    /// Each has to be the record itself, or to be named by it.
    entries: Vec<EntryId>,
    /// The first term that says nothing, as a sentence.
    unread: Option<String>,
}

impl Query {
    /// Reads `slow kind:fact by:ana after:14:05 before:24 Nov 14:05 #14` as it would be meant now.
    pub(crate) fn read(typed: &str, now: At) -> Self {
        let mut query = Self {
            near: Near::new(""),
            kinds: None,
            by: None,
            after: None,
            before: None,
            entries: Vec::new(),
            unread: None,
        };
        let mut words = Vec::new();
        let all: Vec<&str> = typed.split_whitespace().collect();
        let mut rest = all.as_slice();
        while let [word, after @ ..] = rest {
            let more = query.time_term(word, after, now);
            if more.is_none() && !query.term(word) {
                words.push(*word);
            }
            rest = after.get(more.unwrap_or_default()..).unwrap_or_default();
        }
        query.near = Near::new(&words.join(" "));
        query
    }

    /// Takes `after:` and `before:` in, with the words behind that belong to the time: how many those
    /// are. As much of them as can be read as a time or a day is meant.
    fn time_term(&mut self, word: &str, after: &[&str], now: At) -> Option<usize> {
        let (name, value) = word.split_once(':')?;
        let name = name.to_ascii_lowercase();
        if !matches!(name.as_str(), "after" | "before") {
            return None;
        }
        let most = after.len().min(TIME_WORDS_MAX - 1);
        let read = (0..=most).rev().find_map(|more| {
            let time = [&[value], after.get(..more)?].concat().join(" ");
            let time = time.trim_matches([' ', '"', '\'']);
            Some((more, when::since(time, now)?, when::latest(time, now).is_err()))
        });
        let Some((more, at, day)) = read else {
            let begun = value.len() < CLOCK_LETTERS
                && value.chars().all(|c| c.is_ascii_digit() || c == ':')
                && after.is_empty();
            if !begun {
                let value = Shown::line(value, SAID_CELLS);
                self.say(format!("{value} is no time: write 14:06, or 24 Nov 14:06"));
            }
            return Some(0);
        };
        if name == "after" {
            self.after = Some(at);
        } else {
            self.before = Some(at);
        }
        // Behind a day its time is still being typed.
        let begun = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit());
        Some(more + usize::from(day && after.get(more).is_some_and(begun)))
    }

    /// Takes a term in; false where the word is one to be found.
    fn term(&mut self, word: &str) -> bool {
        if let Some(number) = word.strip_prefix('#') {
            let entry = number.parse::<EntryId>().ok();
            self.entries.extend(entry);
            return entry.is_some() || number.is_empty();
        }
        let Some((name, value)) = word.split_once(':') else { return false };
        match (name.to_ascii_lowercase().as_str(), value) {
            ("kind" | "by", "" | "@") => {}
            ("kind", value) => self.kind(value),
            ("by", value) => {
                self.by = Some(value.strip_prefix('@').unwrap_or(value).to_lowercase());
            }
            _ => return false,
        }
        true
    }

    fn kind(&mut self, value: &str) {
        let kinds = kinds(value);
        if kinds.is_empty() {
            let known: Vec<&str> =
                KINDS.iter().filter_map(|(_, names)| names.first()).copied().collect();
            let value = Shown::line(value, SAID_CELLS);
            self.say(format!("no kind is called {value}: {}", known.join(", ")));
        }
        self.kinds = Some(kinds);
    }

    /// Of several terms that say nothing the first is told.
    fn say(&mut self, sentence: String) {
        self.unread.get_or_insert(sentence);
    }

    /// Why what is found is not what was meant, where a term says nothing here.
    pub(crate) fn trouble(&self, register: &Register) -> Option<String> {
        let known = |by: &str| {
            let mut all = register.responders().keys().map(Handle::as_str);
            Handle::warroom().as_str().starts_with(by) || all.any(|who| who.starts_with(by))
        };
        let by = self.by.as_deref().filter(|by| !known(by));
        let by = by.map(|by| format!("nobody here is called {}", Shown::line(by, SAID_CELLS)));
        self.unread.clone().or(by)
    }

    /// Whether a record of this register is sought.
    pub(crate) fn finds(&mut self, register: &Register, seq: Seq) -> bool {
        // What is parked is found by nobody.
        let row = register.row(seq).filter(|_| !register.is_kept_from(seq, None));
        let Some(row) = row else { return false };
        let at = row.seen.map_or(row.at, |seen| seen.at);
        let sign = row.what.sign();
        let fits = self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&sign))
            && self.by.as_ref().is_none_or(|by| row.by.as_str().starts_with(by.as_str()))
            && self.after.is_none_or(|after| at >= after || row.at >= after)
            && self.before.is_none_or(|before| at < before)
            && self.entries.iter().all(|entry| mentions(register, seq, *entry));
        if !fits || self.near.atoms.is_empty() {
            return fits;
        }
        let sentence = register.sentence(seq);
        self.near.score(&format!("{} {}", sentence.raw(), row.by)).is_some()
    }
}

/// Whether a record is that entry, is about it, or names it in its words.
pub(crate) fn mentions(register: &Register, seq: Seq, entry: EntryId) -> bool {
    let Some(row) = register.row(seq).filter(|_| !register.is_kept_from(seq, None)) else {
        return false;
    };
    seq == entry
        || row.what.about() == Some(entry)
        || entries_named(row.text.raw()).any(|named| named == entry)
}

/// The entries that a record is about or names in its words, each once, in their order.
pub(crate) fn mentioned_by(register: &Register, seq: Seq) -> Vec<EntryId> {
    let Some(row) = register.row(seq) else { return Vec::new() };
    let what: Option<What> = Some(row.what);
    let mut all: Vec<EntryId> = what.and_then(|what| what.about()).into_iter().collect();
    all.extend(entries_named(row.text.raw()));
    let told = |entry| register.row(entry).is_some() && !register.is_kept_from(entry, None);
    all.retain(|entry| *entry != seq && told(*entry));
    all.sort_unstable();
    all.dedup();
    all
}

/// One sign stands for itself; else all whose name begins so.
fn kinds(value: &str) -> Vec<char> {
    let value = value.to_lowercase();
    let mut letters = value.chars();
    if let (Some(sign), None) = (letters.next(), letters.next())
        && KINDS.iter().any(|(known, _)| *known == sign)
    {
        return vec![sign];
    }
    let named = |names: &&[&str]| names.iter().any(|name| name.starts_with(value.as_str()));
    KINDS.iter().filter(|(_, names)| named(names)).map(|(sign, _)| *sign).collect()
}
