//! Fuzzes `files::theme`, over the program's own modules as they are: a root of its own, which
//! `tests/fuzz` builds.
#![no_main]
#![allow(dead_code, unused_imports)]

#[path = "../tests/fuzz/files.rs"]
mod files;
mod keys;
mod page;
mod theme;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| files::theme(bytes));
