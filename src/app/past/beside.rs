//! Then and now side by side: what the room held at a moment, and what it holds of the same today.
//!
//! The left is a fold of the records up to the moment, the right one of all of them.

use warroom_register::{EntryId, Seq, Text};

use super::mentions::Mentions;
use crate::app::board::Board;
use crate::app::words::{clock, outcome};

/// So many things that were learnt later are told.
const LATER_MAX: usize = 40;
/// So many things of one part are compared; of more, the first of the pane.
const PAIRS_MAX: usize = 60;

/// A part of the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// Its heading.
    pub(crate) name: &'static str,
    /// What is compared.
    pub(crate) pairs: Vec<Pair>,
    /// So many more were held at the moment.
    pub(crate) more: usize,
}

/// One thing, as it was held then and as it is held now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    /// Which.
    pub(crate) entry: EntryId,
    /// Its words then; none: it was not known.
    pub(crate) then: Option<Text>,
    /// What is known of it now.
    pub(crate) now: Now,
}

/// What is known of a thing now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Now {
    /// The same as then.
    Same,
    /// Something else.
    Else(Text),
}

/// What came later, worked out once for a moment: hindsight.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hindsight {
    /// The moment and the end of the record that it was worked out for.
    upto: Option<(Seq, Seq)>,
    /// Then and now.
    pub(crate) parts: Vec<Part>,
    mentions: Mentions,
}

impl Hindsight {
    /// Works it out, unless it is known for this moment already.
    pub(crate) fn settle(&mut self, then: &Board, now: &Board) {
        let upto = Some((then.register.head(), now.register.head()));
        if self.upto != upto {
            self.mentions.read_on(&now.register);
            self.parts = Compare { then, now, mentions: &self.mentions }.parts();
            self.upto = upto;
        }
    }

    /// What became of an entry behind the moment: the records about it and those that name it, of
    /// many the first and the last.
    pub(crate) fn came_of(&self, entry: EntryId) -> Vec<Seq> {
        self.upto.map_or_else(Vec::new, |(place, _)| self.mentions.behind(entry, place))
    }
}

/// Two boards of the same journal, the first a fold of fewer records.
struct Compare<'a> {
    then: &'a Board,
    now: &'a Board,
    mentions: &'a Mentions,
}

impl Compare<'_> {
    fn parts(&self) -> Vec<Part> {
        let then = self.then;
        let impact: Vec<EntryId> = then.register.impact().into_iter().collect();
        let part = |name, entries: &[EntryId], how: fn(&Self, EntryId) -> Now| Part {
            name,
            pairs: entries.iter().take(PAIRS_MAX).map(|e| self.pair(*e, how)).collect(),
            more: entries.len().saturating_sub(PAIRS_MAX),
        };
        let mut parts = vec![
            part("Impact", &impact, Self::impact),
            part("Held true", &then.known, Self::fact),
            part("Asked", &then.asked, Self::question),
            part("Decided", &then.decisions, Self::decision),
            part("Being done", &then.doing, Self::task),
            Part { name: "Learnt later about this time", pairs: self.later(), more: 0 },
        ];
        parts.retain(|part| !part.pairs.is_empty());
        parts
    }

    fn pair(&self, entry: EntryId, how: fn(&Self, EntryId) -> Now) -> Pair {
        let words = self.then.register.text(entry);
        let now_words = self.now.register.text(entry);
        let now = match self.now.register.retracted(entry) {
            Some(why) => Now::Else(Text::from(format!("taken back: {}", why.raw()))),
            None if words != now_words => {
                Now::Else(Text::from(format!("that was wrong: {}", now_words.raw())))
            }
            None => how(self, entry),
        };
        // Whether it was a yes or a no is most of what was decided.
        let decided = self.then.register.decisions().contains_key(&entry);
        let then = if decided { outcome(&self.then.register, entry) } else { words };
        Pair { entry, then: Some(then), now }
    }

    fn impact(&self, _entry: EntryId) -> Now {
        let last = self.now.register.impact().filter(|e| *e > self.then.register.head());
        last.map_or(Now::Same, |e| self.said("now", e))
    }

    fn fact(&self, entry: EntryId) -> Now {
        let suspected = self.then.register.facts().get(&entry).is_some_and(|f| f.suspected);
        match self.now.register.facts().get(&entry).and_then(|fact| fact.replaced_by) {
            Some(by) => self.said("has changed", by),
            None if suspected => self.last_of(entry, "never confirmed"),
            None => Now::Same,
        }
    }

    fn question(&self, entry: EntryId) -> Now {
        match self.now.register.questions().get(&entry) {
            Some(question) if question.dropped => Now::Else(Text::from("dropped")),
            Some(question) => match question.answer {
                Some(answer) => self.said("", answer),
                None => Now::Else(Text::from("never answered")),
            },
            None => Now::Same,
        }
    }

    fn decision(&self, entry: EntryId) -> Now {
        let called = |board: &Board| board.register.decisions().get(&entry).and_then(|d| d.called);
        match (called(self.then), called(self.now)) {
            (None, Some(call)) => self.said("", call),
            (None, None) => Now::Else(Text::from("never called")),
            (Some(_), _) => self.last_of(entry, "nothing was written about it later"),
        }
    }

    fn task(&self, entry: EntryId) -> Now {
        self.last_of(entry, "nothing more was heard of it")
    }

    fn last_of(&self, entry: EntryId, none: &str) -> Now {
        let last = self.came_last(entry);
        last.map_or_else(|| Now::Else(Text::from(none)), |seq| self.said("", seq))
    }

    fn came_last(&self, entry: EntryId) -> Option<Seq> {
        self.mentions.last_behind(entry, self.then.register.head())
    }

    fn said(&self, head: &str, seq: Seq) -> Now {
        let sentence = self.now.register.sentence(seq);
        let at =
            self.now.register.row(seq).map(|row| clock(row.at, self.then.now)).unwrap_or_default();
        let head = if head.is_empty() { String::new() } else { format!("{head}, ") };
        Now::Else(Text::from(format!("{head}{at} {}", sentence.raw())))
    }

    /// What was written behind the moment and happened before it.
    fn later(&self) -> Vec<Pair> {
        let rows = (self.then.register.head().0 + 1..=self.now.register.head().0).map(Seq);
        let pairs = rows.filter_map(|entry| {
            let row = self.now.register.row(entry)?;
            row.learnt_later().filter(|_| row.what.is_entry())?;
            (row.happened() <= self.then.now).then_some(())?;
            let words = self.now.register.sentence(entry);
            let at = clock(row.happened(), self.then.now);
            let learnt = clock(row.at, row.happened());
            let words = format!("{at} {} (learnt {learnt})", words.raw());
            Some(Pair { entry, then: None, now: Now::Else(Text::from(words)) })
        });
        pairs.take(LATER_MAX).collect()
    }
}
