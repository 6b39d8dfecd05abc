//! What an incident was about, in the words by which one like it is found again.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

use crate::register::{Register, What};
use crate::words::{Call, Outcome, Phase, Section};
use crate::{EntryId, Policy, Said, Seq, Text};

/// Words of one incident that are kept, the first ones: what stands later says the same again.
const WORDS_MAX: usize = 400;
/// Shorter words say nothing of their own.
const LETTERS_MIN: usize = 3;
/// Words that every incident has.
const USUAL: [&str; 66] = [
    "about", "after", "again", "all", "and", "any", "are", "been", "before", "but", "can", "did",
    "does", "down", "every", "for", "from", "had", "has", "have", "here", "how", "incident",
    "into", "its", "just", "last", "like", "more", "most", "much", "nobody", "not", "now", "off",
    "one", "only", "other", "our", "out", "over", "problem", "see", "since", "some", "still",
    "than", "that", "the", "their", "them", "then", "there", "they", "this", "too", "very", "was",
    "were", "what", "when", "which", "who", "will", "with", "would",
];

/// What an incident was about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gist {
    /// The words of its title.
    pub title: BTreeSet<String>,
    /// The words of its impact, facts, decisions and factors.
    pub words: BTreeSet<String>,
    /// The services that it touched: of the plans laid out, and those that the title names.
    pub services: BTreeSet<String>,
    /// What ended it, in the words of whoever wrote that down.
    pub ended: Text,
}

impl Gist {
    /// The gist of an incident.
    pub fn of(register: &Register) -> Self {
        let title = register.incident().title.as_ref().map_or("", |title| title.as_str());
        let mut gist = Self::of_words(title, telling(register).iter().map(Text::raw));
        gist.services = services(register, title);
        gist.ended = ended(register);
        gist
    }

    /// Whether its title speaks of this service.
    pub(super) fn speaks_of(&self, service: &str) -> bool {
        let mut named = words(service).peekable();
        named.peek().is_some() && named.all(|word| self.title.contains(&word))
    }

    /// The gist of a text under a title.
    pub fn of_words<'a>(title: &str, texts: impl Iterator<Item = &'a str>) -> Self {
        let title: BTreeSet<String> = words(title).collect();
        let mut rest = BTreeSet::new();
        for word in texts.flat_map(words) {
            if rest.len() >= WORDS_MAX {
                break;
            }
            if !title.contains(&word) {
                rest.insert(word);
            }
        }
        Self { title, words: rest, ..Self::default() }
    }
}

/// The texts that tell what it was about.
fn telling(register: &Register) -> Vec<Text> {
    let tells = |(seq, row): (Seq, &crate::Row)| {
        let told = matches!(
            row.what,
            What::Impact(_)
                | What::Fact { .. }
                | What::Decision
                | What::Proposed
                | What::Said(Said::Factor(_) | Said::Advice(_))
        );
        (told && register.stands(seq)).then(|| row.text.clone())
    };
    let sections = [Section::Summary, Section::Factors, Section::Conclusion];
    let prose = sections.iter().filter_map(|of| register.learning().sections.get(of));
    prose.map(|prose| prose.text.clone()).chain(register.places().filter_map(tells)).collect()
}

/// The services of the plans that were laid out, and those of which the title speaks.
fn services(register: &Register, title: &str) -> BTreeSet<String> {
    let policy: &Policy = &register.incident().policy;
    let title = format!(" {} ", title.to_lowercase());
    let used = |name: &crate::Title| {
        register.plans_used().values().any(|used| used.as_str().eq_ignore_ascii_case(name.as_str()))
    };
    let of = policy.plans.iter().filter_map(|plan| {
        let service = plan.service.as_ref()?.as_str().to_lowercase();
        let named = title.contains(&format!(" {service} "));
        (named || used(&plan.name)).then_some(service)
    });
    of.collect()
}

/// The last thing that worked, else the last decision to do something, else why it was resolved.
fn ended(register: &Register) -> Text {
    let standing = |entry: &EntryId| register.stands(*entry);
    let worked = |(seq, row): (Seq, &crate::Row)| {
        let tries = matches!(row.what, What::Task(_) | What::Action(_));
        let good = register.outcome(seq) == Some(Outcome::Worked);
        (tries && good && standing(&seq)).then(|| register.deed_words(seq))
    };
    let decided = || {
        let went = register
            .decisions()
            .iter()
            .filter(|(_, d)| matches!(d.call, Some(Call::Go | Call::Amended)));
        went.rev().find(|(entry, _)| standing(entry)).map(|(entry, _)| register.text(*entry))
    };
    let resolved = || {
        let rows = register.rows().iter().rev();
        let mut phases = rows.filter(|row| row.what == What::Phase(Phase::Resolved));
        phases.next().map(|row| row.text.clone())
    };
    let last = register.places().filter_map(worked).last();
    last.or_else(decided).or_else(resolved).unwrap_or_default()
}

/// The words of a text that may tell it from others, in small letters and in the singular.
fn words(text: &str) -> impl Iterator<Item = String> {
    let split = text.split(|c: char| !c.is_alphanumeric());
    let small = split.map(str::to_lowercase).filter(|word| {
        word.chars().count() >= LETTERS_MIN && word.chars().any(char::is_alphabetic)
    });
    small.filter(|word| USUAL.binary_search(&word.as_str()).is_err()).map(singular)
}

fn singular(word: String) -> String {
    let bare =
        word.strip_suffix('s').filter(|bare| bare.len() > LETTERS_MIN && !bare.ends_with('s'));
    bare.map(str::to_owned).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::USUAL;

    #[test]
    fn the_usual_words_are_in_order() {
        assert!(USUAL.is_sorted());
    }
}
