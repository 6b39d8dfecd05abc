//! What a review is led by: its minutes, the team's own text, what a facilitator asks at each kind
//! of moment, and the words for which there are better ones. Pure: files are read elsewhere.

use std::collections::BTreeMap;

use warroom_register::words::MomentKind;
use warroom_register::{Agenda, Handle};

/// The prime directive, as it was published, word for word.
pub(crate) const PRIME_DIRECTIVE: &str = "Regardless of what we discover, we understand and truly \
     believe that everyone did the best job they could, given what they knew at the time, their \
     skills and abilities, the resources available, and the situation at hand.";

/// Whose words these are.
pub(crate) const CREDIT: &str = "Norman L. Kerth, Project Retrospectives, 2001";

/// What a review is led by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Guide {
    /// Minutes a step.
    pub(crate) agenda: Agenda,
    /// The team's own text for the first step; empty: there is none.
    pub(crate) text: String,
    /// The title is not shown before the third step.
    pub(crate) title_hidden: bool,
    /// What a facilitator may ask.
    pub(crate) questions: BTreeMap<MomentKind, Vec<String>>,
    /// Words for which there are better ones.
    pub(crate) hints: Vec<Hint>,
}

/// Words for which there are better ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hint {
    /// Any of these, in lower case.
    pub(crate) words: Vec<String>,
    /// What to write instead.
    pub(crate) instead: String,
}

/// What was found in somebody's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// The words, as the list has them; several with quotes between.
    pub(crate) words: String,
    /// What to write instead.
    pub(crate) instead: String,
}

impl Found {
    fn of(words: &[&str], instead: &str) -> Self {
        Self { words: words.join("\", \""), instead: instead.to_owned() }
    }

    /// As a sentence; it never keeps anybody from sending what they wrote.
    pub(crate) fn sentence(&self) -> String {
        format!("\"{}\": {}", self.words, self.instead)
    }
}

impl Guide {
    /// All words for which there are better ones, each with what to write instead: those that have
    /// the same advice together. `names` are those that stand for people: in a narrative a role or a
    /// team says more.
    pub(crate) fn hints(&self, text: &str, names: &[Handle]) -> Vec<Found> {
        let text = text.to_lowercase();
        let listed = self.hints.iter().filter_map(|hint| {
            let words = hint.words.iter().filter(|words| holds(&text, words));
            let words: Vec<&str> = words.map(String::as_str).collect();
            (!words.is_empty()).then(|| Found::of(&words, &hint.instead))
        });
        let people = names.iter().map(Handle::as_str).filter(|name| holds(&text, name));
        let people: Vec<&str> = people.collect();
        let instead = match people.as_slice() {
            [] => None,
            [_] => {
                Some("a name. Write the role, the team or the tool, and what it made sense to do")
            }
            _ => Some("names. Write roles, teams or tools, and what it made sense to do"),
        };
        let of_people = instead.map(|instead| Found::of(&people, instead));
        listed.chain(of_people).collect()
    }

    /// What a facilitator may ask at such a moment, on one line.
    pub(crate) fn questions(&self, kind: MomentKind) -> String {
        self.questions.get(&kind).map(|all| all.join(" ")).unwrap_or_default()
    }
}

/// Whether the text has these words, whole and not as a part of longer ones.
fn holds(text: &str, words: &str) -> bool {
    if words.is_empty() {
        return false;
    }
    let letter = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    text.match_indices(words).any(|(at, _)| {
        let before = text.get(..at).and_then(|head| head.chars().next_back());
        let after = text.get(at + words.len()..).and_then(|tail| tail.chars().next());
        !before.is_some_and(letter) && !after.is_some_and(letter)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guide() -> Guide {
        let hint = |words: &str, instead: &str| Hint {
            words: words.split(", ").map(str::to_owned).collect(),
            instead: instead.to_owned(),
        };
        let hints =
            vec![hint("should have, could have", "what happened"), hint("root cause", "factors")];
        Guide { hints, ..Guide::default() }
    }

    #[test]
    fn words_are_found_whole_and_in_any_case() {
        let found = |text: &str| guide().hints(text, &[]).into_iter().map(|f| f.words).next();
        assert_eq!(found("We Should Have rolled back").as_deref(), Some("should have"));
        assert_eq!(found("the root cause, they say").as_deref(), Some("root cause"));
        assert_eq!(found("a grassroot causeway"), None);
        assert_eq!(found("should haven"), None);
        assert_eq!(found("what we had then"), None);
    }

    #[test]
    fn a_name_is_found_where_it_stands_alone() {
        let names: Vec<Handle> = vec!["ben".parse().unwrap(), "al".parse().unwrap()];
        let found = |text: &str| guide().hints(text, &names).first().map(Found::sentence);
        assert!(found("Ben restarted it").unwrap().starts_with("\"ben\": a name"));
        assert_eq!(found("the benches were full, also of al-fresco"), None);
    }

    #[test]
    fn every_hint_that_applies_is_given_and_those_of_one_advice_together() {
        let names: Vec<Handle> = vec!["ben".parse().unwrap(), "al".parse().unwrap()];
        let text = "Ben and Al should have, or could have, seen the root cause";
        let found = guide().hints(text, &names).into_iter().map(|f| f.sentence());
        let found: Vec<String> = found.collect();
        assert_eq!(
            found,
            [
                "\"should have\", \"could have\": what happened",
                "\"root cause\": factors",
                "\"ben\", \"al\": names. Write roles, teams or tools, and what it made sense to do"
            ]
        );
    }
}
