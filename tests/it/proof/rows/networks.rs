//! The proofs of bad networks: a screen of its own behind each.

use super::Proof;

/// A narrow network, and never twice as slow.
pub(super) const JITTER: Proof = Proof {
    name: "jitter",
    promises: &[4],
    test: "promise_4_a_narrow_network_that_jitters_loses_nothing_and_people_type_on",
    fault: "64 kbit/s, each piece late by 200 to 500 ms: people write, one of them on a screen",
    tries: 24,
};

/// A dead one.
pub(super) const SCREENS: Proof = Proof {
    name: "screens",
    promises: &[8],
    test: "promise_8_a_screen_behind_a_dead_network_says_so",
    fault: "a real screen whose network dies both ways, toward the server, or toward the screen; then it lives again",
    tries: 3,
};
