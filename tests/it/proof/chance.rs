//! Chance from a seed, so that what failed can be had again.

use warroom_register::Seeded;

/// Where numbers come from.
#[derive(Clone, Debug)]
pub(crate) struct Chance(Seeded);

impl Chance {
    /// From this seed.
    pub(crate) const fn new(seed: u64) -> Self {
        Self(Seeded::new(seed))
    }

    /// The next number.
    pub(crate) const fn number(&mut self) -> u64 {
        self.0.number()
    }

    /// One of so many: from 0, and below `many`.
    pub(crate) fn below(&mut self, many: u64) -> u64 {
        self.number() % many.max(1)
    }

    /// So often of a hundred.
    pub(crate) fn percent(&mut self, often: u64) -> bool {
        self.below(100) < often
    }

    /// One of these.
    pub(crate) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let at = usize::try_from(self.below(of.len() as u64)).unwrap();
        &of[at]
    }
}
