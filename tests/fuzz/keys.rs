//! Fuzzes the file of keys: refused by name and line, or taken; never a panic.
#![no_main]
#![allow(dead_code, unused_imports)]

#[path = "../../src/keys.rs"]
mod keys;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keymap.toml");
    std::fs::write(&file, bytes).unwrap();
    drop(keys::Keymap::load(Some(&file)));
});
