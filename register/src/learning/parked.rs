//! Ideas for the review: parked until it is their turn, and until then nobody's but their writer's.
//!
//! This is manners, not secrecy: the record holds them, and so does everybody's copy of it.

use crate::register::{Register, What};
use crate::{EntryId, Handle, Seq};

/// From this step of a review on ideas are no longer parked.
pub const IDEAS_FROM_STEP: u8 = 4;

impl Register {
    /// The idea that this record is, or says something of.
    pub fn idea_of(&self, seq: Seq) -> Option<EntryId> {
        let of = |entry| (self.what(entry) == Some(What::Idea)).then_some(entry);
        match self.what(seq)? {
            What::Amended(entry) | What::Retracted(entry) | What::Starred(entry, _) => of(entry),
            _ => of(seq),
        }
    }

    /// Whether ideas wait for a review, or for their step of the one that is held.
    pub fn parks_ideas(&self) -> bool {
        let learning = self.learning();
        let early = learning.review().is_some_and(|review| review.step < IDEAS_FROM_STEP);
        learning.reviews.is_empty() || early
    }

    /// Whether this record is of a parked idea that is somebody else's.
    pub fn is_kept_from(&self, seq: Seq, reader: Option<Handle>) -> bool {
        let others = |idea| self.row(idea).map(|row| row.by) != reader;
        self.idea_of(seq).is_some_and(others) && self.parks_ideas()
    }

    /// Whether what is read before a review may hold ideas: the report of what is over, the library.
    pub(crate) fn tells_ideas(&self) -> bool {
        self.incident().closed_at.is_some()
    }
}
