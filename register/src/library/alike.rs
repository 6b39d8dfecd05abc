//! Which incidents are like another one, and why: by their words, their kind, their services.
//!
//! A word counts for more, the fewer incidents have it; one of the title counts double. The points
//! are of a thousand and only order what is found: they are no probability, and no screen shows
//! them.

use std::collections::{BTreeMap, BTreeSet};

use super::Gist;
use crate::words::Kind;

/// Both are of one kind: it says little alone.
const KIND_POINTS: u64 = 100;
/// Both touch one service.
const SERVICE_POINTS: u64 = 400;
/// Fewer points are chance.
const POINTS_MIN: u64 = 180;
/// Words that are named as the reason.
const WORDS_NAMED_MAX: usize = 6;

/// What is compared.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Its kind, where it has one.
    pub kind: Option<Kind>,
    /// What it was about.
    pub gist: &'a Gist,
}

/// One that is like it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// Its place among those that were given.
    pub place: usize,
    /// How much, of a thousand and more.
    pub points: u64,
    /// The words that both have, the rarest first.
    pub words: Vec<String>,
    /// Both are of one kind.
    pub kind: bool,
    /// The services that both touch.
    pub services: Vec<String>,
}

impl Alike {
    /// Why, in a few words: `checkout, tax; the same kind`.
    pub fn because(&self) -> String {
        let mut parts = Vec::new();
        if !self.services.is_empty() {
            parts.push(format!("the same service: {}", self.services.join(", ")));
        }
        if !self.words.is_empty() {
            parts.push(format!("the same words: {}", self.words.join(", ")));
        }
        if self.kind {
            parts.push("the same kind".to_owned());
        }
        parts.join("; ")
    }
}

/// Those of `all` that are like `this`, the most alike first, at most so many. Whoever calls leaves
/// out what is compared.
pub fn alike(this: &Subject<'_>, all: &[Subject<'_>], most: usize) -> Vec<Alike> {
    let mut in_so_many: BTreeMap<&str, usize> = BTreeMap::new();
    for subject in all {
        for word in subject.gist.title.union(&subject.gist.words) {
            *in_so_many.entry(word).or_default() += 1;
        }
    }
    let weight = |word: &str| {
        let with = in_so_many.get(word).copied().unwrap_or(0).max(1);
        u64::from(1 + (all.len().max(1) / with).max(1).ilog2())
    };
    let scale = Scale { weight: &weight };
    let own = scale.of(this.gist);
    let found = all.iter().enumerate().filter_map(|(place, other)| {
        scale.compare(this, own, other).map(|alike| Alike { place, ..alike })
    });
    let mut found: Vec<Alike> = found.collect();
    found.sort_by_key(|alike| (std::cmp::Reverse(alike.points), alike.place));
    found.truncate(most);
    found
}

struct Scale<'a> {
    weight: &'a dyn Fn(&str) -> u64,
}

impl Scale<'_> {
    /// What all the words of a gist weigh.
    fn of(&self, gist: &Gist) -> u64 {
        let sum = |words: &BTreeSet<String>| words.iter().map(|word| (self.weight)(word)).sum();
        let (title, rest): (u64, u64) = (sum(&gist.title), sum(&gist.words));
        2 * title + rest
    }

    fn compare(&self, this: &Subject<'_>, own: u64, other: &Subject<'_>) -> Option<Alike> {
        let has = |word: &String| {
            let title = other.gist.title.contains(word);
            (title || other.gist.words.contains(word)).then_some(title)
        };
        let kind = this.kind.is_some() && this.kind == other.kind;
        let mut shared: Vec<(u64, &String)> = Vec::new();
        let mut speaks_alike = false;
        for (of_title, words) in [(true, &this.gist.title), (false, &this.gist.words)] {
            for word in words {
                let Some(in_title) = has(word) else { continue };
                speaks_alike |= of_title && in_title;
                let times = 1 + u64::from(of_title && in_title);
                shared.push((times * (self.weight)(word), word));
            }
        }
        let services = services_of_both(this.gist, other.gist);
        // One word alone is chance, unless both speak of one service, or both titles have it and
        // both are of one kind.
        if shared.len() < 2 && services.is_empty() && !(speaks_alike && kind) {
            return None;
        }
        let both: u64 = shared.iter().map(|(weight, _)| weight).sum();
        let smaller = own.min(self.of(other.gist)).max(1);
        let points = 1000 * both / smaller
            + if kind { KIND_POINTS } else { 0 }
            + if services.is_empty() { 0 } else { SERVICE_POINTS };
        shared.sort_by_key(|(weight, word)| (std::cmp::Reverse(*weight), *word));
        let words = shared.into_iter().take(WORDS_NAMED_MAX).map(|(_, w)| w.clone()).collect();
        (points >= POINTS_MIN).then_some(Alike { place: 0, points, words, kind, services })
    }
}

/// The services that both touch; where nobody said of one which it touches, its title does.
fn services_of_both(a: &Gist, b: &Gist) -> Vec<String> {
    let touches =
        |gist: &Gist, service: &String| gist.services.contains(service) || gist.speaks_of(service);
    let all = a.services.union(&b.services);
    all.filter(|service| touches(a, service) && touches(b, service)).cloned().collect()
}
