//! Fuzzes the file of a theme: refused by name and line, or taken; never a panic.
#![no_main]
#![allow(dead_code, unused_imports)]

#[path = "../../src/theme.rs"]
mod theme;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mine.toml"), bytes).unwrap();
    drop(theme::Theme::load("mine", folder.path(), false));
});
