//! The parts of the first line, and which of them find room.

use crate::view::pen::Strip;

/// A part of the first line.
pub(crate) struct Part {
    /// What gives way to it.
    rank: Rank,
    words: Strip,
}

/// What matters more stands first here, and finds room first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    /// What is wrong, or what one looks at.
    First,
    /// Who leads, and whether the link comes up.
    Second,
    /// How late it is.
    Third,
    /// That all is well. All up to here goes before the title.
    Fourth,
    /// What can be looked up.
    Fifth,
    /// What is only good to know.
    Last,
}

impl Part {
    /// A part.
    pub(crate) const fn new(rank: Rank, words: Strip) -> Self {
        Self { rank, words }
    }

    /// The title gives way to it.
    pub(super) fn goes_before_title(&self) -> bool {
        self.rank <= Rank::Fourth
    }
}

/// Blanks between two parts.
pub(super) const fn gap(room: usize) -> usize {
    if room > 70 { 3 } else { 2 }
}

/// How many cells they take with so many blanks between them.
pub(super) fn wide(parts: &[Part], gap: usize) -> usize {
    let shown = parts.iter().map(|part| &part.words).filter(|words| !words.is_empty());
    let all: usize = shown.map(|words| words.width() + gap).sum();
    all.saturating_sub(gap)
}

/// As many parts as find room, those that matter most first; they stand as they came.
pub(super) fn fit(mut parts: Vec<Part>, room: usize) -> Strip {
    parts.retain(|part| !part.words.is_empty());
    let mut ranked: Vec<(usize, Part)> = parts.into_iter().enumerate().collect();
    ranked.sort_by_key(|(place, part)| (part.rank, *place));
    let (gap, mut taken) = (gap(room), 0);
    // What is narrow may find room where something before it found none.
    ranked.retain(|(_, Part { words, .. })| {
        let with = if taken == 0 { words.width() } else { taken + gap + words.width() };
        let fits = taken == 0 || with <= room;
        taken = if fits { with } else { taken };
        fits
    });
    ranked.sort_by_key(|(place, _)| *place);
    joined(ranked.into_iter().map(|(_, part)| part).collect(), gap)
}

/// Parts beside each other; one with nothing on it takes no room.
pub(super) fn joined(parts: Vec<Part>, gap: usize) -> Strip {
    let words = parts.into_iter().map(|part| part.words);
    words.filter(|strip| !strip.is_empty()).fold(Strip::new(), |all, strip| {
        if all.is_empty() { strip } else { all.gap(gap).join(strip) }
    })
}
