//! Then and now side by side: what the room held at a moment, and what it holds of the same today.
//!
//! The left is a fold of the records up to the moment, the right one of all of them.

mod compare;

use warroom_register::{EntryId, Seq, Text};

use super::mentions::Mentions;
use crate::app::board::Board;
use compare::Compare;

/// How many things of one part are compared; of more, the first of the pane.
const PAIRS_MAX: usize = 60;

/// A part of the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// Its heading.
    pub(crate) name: &'static str,
    /// What is compared.
    pub(crate) pairs: Vec<Pair>,
    /// How many more there are.
    pub(crate) more: usize,
}

/// One thing, as it was held then and as it is held now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    /// Which: an entry, or what it is called.
    pub(crate) of: String,
    /// Its words then; none: it was not known.
    pub(crate) then: Option<Text>,
    /// What is known of it now.
    pub(crate) now: Now,
}

/// What is known of a thing now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Now {
    /// It is as it was then.
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
