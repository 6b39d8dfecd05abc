//! The one integration binary: the tree's own rules, the formats on people's disks, and the real
//! program in real terminals.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests say no by failing"
)]
#![expect(clippy::large_futures, reason = "a test has all the stack there is")]

mod alike;
mod bad_input;
mod cast;
mod days;
mod desk;
mod editor;
mod exec;
mod export;
mod fields;
mod files;
mod golden;
mod hands;
mod keeping;
mod keys;
mod lead;
mod library;
mod limits;
mod lobby;
mod looks;
mod manners;
mod night;
mod outbox;
mod page;
mod picture;
mod proof;
mod python;
mod recordings;
mod rest;
mod review;
mod room;
mod senses;
mod supply;
mod taking;
mod team;
mod terminal;
mod then;
mod tidy;
mod windows;
