//! Numbers that follow from a seed: the same seed gives the same ones again.
//!
//! A seed is a value that is given in, as a time is. Nothing that has to be hard to guess rests on
//! these numbers.

/// Numbers that follow from a seed, by `SplitMix64`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seeded(u64);

impl Seeded {
    /// Those of this seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The seed from which the rest follows.
    pub const fn seed(&self) -> u64 {
        self.0
    }

    /// The next number.
    pub const fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_that_the_method_gives_everywhere() {
        let mut seeded = Seeded::new(1_234_567);
        let numbers = [seeded.number(), seeded.number(), seeded.number()];
        let known =
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!(numbers, known);
        let rest = seeded.seed();
        assert_eq!(seeded.number(), Seeded::new(rest).number());
    }
}
