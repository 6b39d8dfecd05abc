//! The proofs of what people type, and of machines that sleep.

use super::Proof;

pub(super) const TYPED: Proof = Proof {
    name: "typed",
    promises: &[7],
    test: "promise_7_what_is_typed_survives_a_power_cut",
    fault: "the power of a machine cut while somebody types",
    tries: 200,
};

pub(super) const TYPED_KILLED: Proof = Proof {
    name: "typed-killed",
    promises: &[7],
    test: "promise_7_what_was_typed_two_seconds_ago_survives_kill_9",
    fault: "screens in which somebody typed, `kill -9` of each two seconds later",
    tries: 10,
};

pub(super) const WAKE: Proof = Proof {
    name: "wake",
    promises: &[8],
    test: "promise_8_a_laptop_that_wakes_tries_within_a_second",
    fault: "a screen that sleeps (SIGSTOP) while its connection is forgotten: how soon it tries, each time",
    tries: 3,
};

pub(super) const SLEPT: Proof = Proof {
    name: "slept",
    promises: &[8],
    test: "promise_8_who_slept_is_tried_for_within_a_second_wherever_the_link_stood",
    fault: "a machine that sleeps 10 seconds, 10 minutes or 8 hours (its clock on the wall goes on, the other does not) in a call, in a seat, in the midst of sending or between two tries, on a held clock",
    tries: 84,
};
