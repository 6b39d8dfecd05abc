//! What a search finds: moments, and how good the answer is.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{At, Seq};

/// A moment in which the words stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// The item: an incident's own id, or the name of a report.
    pub item: String,
    /// The record; of a report, the line.
    pub seq: Seq,
    /// When it was recorded.
    pub at: At,
    /// By whom.
    pub by: String,
    /// What kind of record.
    pub kind: String,
    /// The words around those that were looked for.
    pub text: String,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The moments, those of one item together, the best item first.
    pub hits: Vec<Hit>,
    /// Each has all the words; else no record has, and these have some.
    pub whole: bool,
    /// There are too many to be ranked: these are the newest.
    pub newest: bool,
    /// How many moments there are, as far as they were counted.
    pub count: u64,
}

impl Found {
    /// What two libraries found of the same words, as one: an item of the other one that this one
    /// has too is not told twice. They take turns, since each knows its own best alone; what has
    /// all the words puts aside what has some.
    pub fn and(&self, other: &Self, most: usize) -> Self {
        let (mine, others) = (self.items(), other.items());
        let (mine, others, count) = match (self.whole, other.whole) {
            (true, false) if !mine.is_empty() => (mine, Vec::new(), self.count),
            (false, true) if !others.is_empty() => (Vec::new(), others, other.count),
            _ => (mine, others, self.count.saturating_add(other.count)),
        };
        let is_mine = |hits: &[Hit]| mine.iter().any(|of| item(of) == item(hits));
        let (twice, others): (Vec<&[Hit]>, Vec<_>) = others.into_iter().partition(|h| is_mine(h));
        // Each of what both have is a moment once.
        let count = count.saturating_sub(twice.iter().map(|hits| hits.len() as u64).sum());
        let turns = (0..mine.len().max(others.len())).flat_map(|n| [mine.get(n), others.get(n)]);
        let hits: Vec<Hit> =
            turns.flatten().take(most).flat_map(|hits| hits.iter().cloned()).collect();
        let whole = if hits.is_empty() { self.whole || other.whole } else { self.is_whole(other) };
        let newest = self.newest || other.newest;
        Self { hits, whole, newest, count }
    }

    /// What is left without these items.
    #[must_use]
    pub fn without(&self, items: &BTreeSet<String>) -> Self {
        let left: Vec<Hit> =
            self.hits.iter().filter(|hit| !items.contains(&hit.item)).cloned().collect();
        let count = self.count.saturating_sub((self.hits.len() - left.len()) as u64);
        Self { hits: left, count, ..*self }
    }

    fn is_whole(&self, other: &Self) -> bool {
        (self.whole && !self.hits.is_empty()) || (other.whole && !other.hits.is_empty())
    }

    /// The moments by item.
    fn items(&self) -> Vec<&[Hit]> {
        self.hits.chunk_by(|a, b| a.item == b.item).collect()
    }
}

fn item(hits: &[Hit]) -> Option<&str> {
    hits.first().map(|hit| hit.item.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(items: &[&str], whole: bool) -> Found {
        let hit = |item: &&str| Hit {
            item: (*item).to_owned(),
            seq: Seq(2),
            at: At::default(),
            by: "ana".into(),
            kind: "fact".into(),
            text: "words".into(),
        };
        let hits = items.iter().flat_map(|item| [hit(item), hit(item)]).collect();
        Found { hits, whole, newest: false, count: 2 * items.len() as u64 }
    }

    fn items(found: &Found) -> Vec<&str> {
        found.items().into_iter().filter_map(item).collect()
    }

    #[test]
    fn two_libraries_take_turns_and_tell_each_item_once() {
        let both = found(&["a", "b", "c"], true).and(&found(&["x", "b", "y"], true), 5);
        assert_eq!(items(&both), ["a", "x", "b", "y", "c"]);
        assert_eq!((both.hits.len(), both.count), (10, 10));
        let few = found(&["a", "b"], true).and(&found(&["x"], true), 2);
        assert_eq!(items(&few), ["a", "x"]);
    }

    #[test]
    fn what_is_left_without_an_item_counts_less() {
        let left = found(&["a", "b"], true).without(&BTreeSet::from(["a".to_owned()]));
        assert_eq!((items(&left), left.count, left.whole), (vec!["b"], 2, true));
    }

    #[test]
    fn what_has_all_the_words_puts_aside_what_has_some() {
        let both = found(&["a"], false).and(&found(&["x"], true), 5);
        assert_eq!((items(&both), both.whole, both.count), (vec!["x"], true, 2));
        let both = found(&["a"], true).and(&found(&["x"], false), 5);
        assert_eq!((items(&both), both.whole), (vec!["a"], true));
        // One that found nothing at all says nothing about the other.
        let both = found(&[], true).and(&found(&["x"], false), 5);
        assert_eq!((items(&both), both.whole), (vec!["x"], false));
    }
}
