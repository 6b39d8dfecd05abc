//! Fuzzes `files::theme`, over the program's own modules as they are.
#![no_main]
#![allow(dead_code, unused_imports)]

mod files;
#[path = "../../src/keys.rs"]
mod keys;
#[path = "../../src/theme.rs"]
mod theme;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| files::theme(bytes));
