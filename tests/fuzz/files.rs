//! What is fuzzed of the program's own files, as functions of bytes: themes and keys. A file is taken,
//! or refused in words that drive no terminal; none may panic.

use std::path::{Path, PathBuf};

use crate::keys::Keymap;
use crate::theme::Theme;

/// Where the file of this process lies, so that reading it is tried as well.
fn folder() -> PathBuf {
    let place = Path::new("/dev/shm");
    let place = if place.is_dir() { place.to_owned() } else { std::env::temp_dir() };
    place.join(format!("warroom-files-{}", std::process::id()))
}

fn written(name: &str, bytes: &[u8]) -> PathBuf {
    let folder = folder();
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), bytes).unwrap();
    folder
}

fn assert_safe(words: &str) {
    let safe = |c: char| c == '\n' || !c.is_control();
    assert!(words.chars().all(safe), "{words:?}");
}

/// A theme of the user's own.
pub(crate) fn theme(bytes: &[u8]) {
    let folder = written("mine.toml", bytes);
    if let Err(why) = Theme::load("mine", &folder, false) {
        assert_safe(&why.to_string());
    }
}

/// The user's keys.
pub(crate) fn keys(bytes: &[u8]) {
    let file = written("keys.toml", bytes).join("keys.toml");
    if let Err(why) = Keymap::load(Some(&file)) {
        assert_safe(&why.to_string());
    }
}
