use std::fs;

use tempfile::TempDir;

use super::*;
use crate::keys::Keymap;
use crate::theme::Theme;

/// Whatever a file is called, and whatever stands in it.
fn is_harmless(error: &FileError) {
    let said = error.to_string();
    assert!(!said.chars().any(char::is_control), "{said:?}");
    assert!(said.contains('␛'), "{said:?}");
}

#[test]
fn a_path_that_would_drive_a_terminal_is_shown_and_not_obeyed() {
    let folder = TempDir::new().unwrap();
    let evil = folder.path().join("\u{1b}[2J");
    fs::create_dir(&evil).unwrap();
    let keymap = evil.join("keymap.toml");
    is_harmless(&Keymap::load(Some(&keymap)).unwrap_err());
    fs::write(&keymap, "[nowhere]\n").unwrap();
    is_harmless(&Keymap::load(Some(&keymap)).unwrap_err());
    is_harmless(&Theme::load("none", &evil, false).unwrap_err());
    fs::write(evil.join("mine.toml"), "name = 7\n").unwrap();
    is_harmless(&Theme::load("mine", &evil, false).unwrap_err());
}

#[test]
fn what_a_file_says_is_shown_and_not_obeyed() {
    let error = FileError::whole(Path::new("/c/config.toml"), "there is no \u{1b}[2J here");
    is_harmless(&error);
}

#[test]
fn a_place_is_told_by_its_line() {
    let page = Page { path: Path::new("/c/x.toml"), text: "a = 1\n\nb = 2\n" };
    assert_eq!(page.refuse(&(0..1), "no").to_string(), "/c/x.toml:1: no");
    assert_eq!(page.refuse(&(7..8), "no").to_string(), "/c/x.toml:3: no");
    assert_eq!(FileError::whole(page.path, "no").to_string(), "/c/x.toml: no");
    let broken = Page { text: "a = 1\nb = = 2\n", ..page };
    assert_eq!(broken.document().unwrap_err().line, Some(2));
    assert_eq!(text_of(page.path, b"a\nb\n\xff".to_vec()).unwrap_err().line, Some(3));
}
