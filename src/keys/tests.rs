//! The list of actions holds together, keys mean what they should, and bad files are refused.

use std::fmt::Write;
use std::fs;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use tempfile::TempDir;

use super::key::Key;
use super::{Action, Keymap, Place, defaults_of, table};
use crate::page::FileError;

const NONE: KeyModifiers = KeyModifiers::NONE;

fn press(code: KeyCode, modifiers: KeyModifiers) -> KeyEvent {
    KeyEvent::new(code, modifiers)
}

fn letter(c: char) -> KeyEvent {
    press(KeyCode::Char(c), NONE)
}

fn load(text: &str) -> Result<Keymap, FileError> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("keymap.toml");
    fs::write(&path, text).unwrap();
    Keymap::load(Some(&path))
}

fn check_refused(text: &str, line: usize, says: &str) {
    let error = load(text).unwrap_err();
    assert_eq!(error.line, Some(line), "{error}");
    assert!(error.what.contains(says), "{error}");
    assert!(error.to_string().contains(&format!("keymap.toml:{line}: ")), "{error}");
}

#[test]
fn every_action_has_a_doc_a_key_and_a_name_of_its_own() {
    for (index, action) in Action::ALL.iter().enumerate() {
        let name = action.name();
        assert!(!action.doc().is_empty() && action.doc().len() <= 70, "{name}");
        assert!(!action.group().title().is_empty(), "{name}");
        assert!(defaults_of(*action).next().is_some(), "{name} has no default key");
        let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(name.chars().all(kebab), "{name}");
        let twice = Action::ALL.iter().skip(index + 1).any(|other| other.name() == name);
        assert!(!twice, "{name}");
    }
}

#[test]
fn the_defaults_do_not_shadow_each_other_and_can_be_written_in_a_file() {
    let bindings = Keymap::default().bindings;
    for (index, one) in bindings.iter().enumerate() {
        let same =
            bindings.iter().skip(index + 1).find(|b| (b.place, b.key) == (one.place, one.key));
        assert_eq!(same, None, "{one:?}");
        assert_eq!(Key::parse(&one.key.to_string()), Ok(one.key));
        assert!(one.place != Place::Line || !one.key.prints(), "{one:?} takes text");
    }
}

#[test]
fn writing_every_default_into_a_file_changes_nothing() {
    let mut text = String::new();
    for place in Place::ALL {
        writeln!(text, "[{}]", place.name()).unwrap();
        for row in Keymap::default().help_rows(*place) {
            let keys: Vec<_> = row.keys.split(' ').map(|key| format!("{key:?}")).collect();
            writeln!(text, "{} = [{}]", row.action.name(), keys.join(", ")).unwrap();
        }
    }
    assert_eq!(table(&load(&text).unwrap()), table(&Keymap::default()));
}

#[test]
fn capitals_command_with_or_without_shift() {
    let keys = Keymap::default();
    let assign = Some(Action::Assign);
    for event in [
        letter('A'),
        press(KeyCode::Char('A'), KeyModifiers::SHIFT),
        press(KeyCode::Char('a'), KeyModifiers::SHIFT),
    ] {
        assert_eq!(keys.lookup(Place::Register, event), assign);
    }
    assert_eq!(keys.lookup(Place::Register, letter('a')), Some(Action::Answer));
    for event in [letter('*'), press(KeyCode::Char('*'), KeyModifiers::SHIFT)] {
        assert_eq!(keys.lookup(Place::Register, event), Some(Action::Star));
    }
    for event in [
        press(KeyCode::BackTab, NONE),
        press(KeyCode::BackTab, KeyModifiers::SHIFT),
        press(KeyCode::Tab, KeyModifiers::SHIFT),
    ] {
        assert_eq!(keys.lookup(Place::Register, event), Some(Action::PreviousPane));
    }
}

#[test]
fn a_key_let_go_and_a_key_with_other_modifiers_mean_nothing() {
    let keys = Keymap::default();
    let release = KeyEvent::new_with_kind(KeyCode::Char('y'), NONE, KeyEventKind::Release);
    assert_eq!(keys.lookup(Place::Register, release), None);
    let control_alt = KeyModifiers::CONTROL | KeyModifiers::ALT;
    for modifiers in [KeyModifiers::SUPER, KeyModifiers::CONTROL, control_alt] {
        assert_eq!(keys.lookup(Place::Register, press(KeyCode::Char('y'), modifiers)), None);
    }
    let repeat = KeyEvent::new_with_kind(KeyCode::Down, NONE, KeyEventKind::Repeat);
    assert_eq!(keys.lookup(Place::Register, repeat), Some(Action::Down));
}

#[test]
fn in_the_line_what_prints_is_text_and_alt_reaches_the_register() {
    let keys = Keymap::default();
    for c in ('!'..='~').chain([' ', 'ß', '漢']) {
        assert_eq!(keys.lookup(Place::Line, letter(c)), None, "{c}");
        let alt = press(KeyCode::Char(c), KeyModifiers::ALT);
        let there = keys.lookup(Place::Register, letter(c));
        assert_eq!(keys.lookup(Place::Line, alt), there, "{c}");
        assert_eq!(keys.lookup(Place::Register, alt), there, "{c}");
        assert_eq!(keys.lookup(Place::Walkthrough, alt), None, "{c}");
    }
    let shifted = press(KeyCode::Char('A'), KeyModifiers::ALT | KeyModifiers::SHIFT);
    assert_eq!(keys.lookup(Place::Line, shifted), Some(Action::Assign));
}

#[test]
fn the_keys_that_fingers_know() {
    let keys = Keymap::default();
    let control = |c| press(KeyCode::Char(c), KeyModifiers::CONTROL);
    let esc = press(KeyCode::Esc, NONE);
    assert_eq!(keys.lookup(Place::Line, press(KeyCode::Enter, NONE)), Some(Action::Send));
    assert_eq!(keys.lookup(Place::Line, esc), Some(Action::StepOut));
    assert_eq!(keys.lookup(Place::Line, control('c')), Some(Action::StepOut));
    assert_eq!(keys.lookup(Place::Register, control('c')), Some(Action::Leave));
    assert_eq!(keys.lookup(Place::Register, letter('q')), Some(Action::Question));
    assert_eq!(keys.lookup(Place::Walkthrough, letter('q')), None, "q never quits");
    assert_eq!(keys.lookup(Place::Walkthrough, esc), Some(Action::StepOut));
    assert_eq!(keys.lookup(Place::Walkthrough, letter(' ')), Some(Action::NextRecord));
    assert_eq!(keys.lookup(Place::Lobby, press(KeyCode::Enter, NONE)), Some(Action::Join));
    for place in Place::ALL {
        assert_eq!(keys.lookup(*place, press(KeyCode::F(1), NONE)), Some(Action::Help));
        assert_eq!(keys.lookup(*place, control('z')), Some(Action::Suspend));
        assert_eq!(keys.lookup(*place, control('l')), Some(Action::Redraw));
    }
}

#[test]
fn hints_are_read_back_from_the_keymap() {
    let keys = load("[register]\nyes = [\"Y\", \"y\"]\naccept = \"Ctrl-Y\"\n").unwrap();
    let hint = |place, action| keys.key_for(place, action);
    assert_eq!(hint(Place::Register, Action::Yes).as_deref(), Some("Y"));
    assert_eq!(hint(Place::Line, Action::Yes).as_deref(), Some("Alt-Y"));
    assert_eq!(hint(Place::Register, Action::Accept).as_deref(), Some("Ctrl-Y"));
    assert_eq!(hint(Place::Line, Action::StepOut).as_deref(), Some("Esc"));
    assert_eq!(hint(Place::Register, Action::PreviousPane).as_deref(), Some("Shift-Tab"));
    assert_eq!(hint(Place::Register, Action::Send), None);
    assert_eq!(hint(Place::Lobby, Action::Assign), None);
    assert_eq!(keys.lookup(Place::Register, letter('Y')), Some(Action::Yes));
}

#[test]
fn the_help_and_the_table_follow_the_keymap() {
    let keys = load("[walkthrough]\nslower = [\"|\", \"Ctrl-Left\"]\n").unwrap();
    let rows = keys.help_rows(Place::Walkthrough);
    let slower = rows.iter().find(|row| row.action == Action::Slower).unwrap();
    assert_eq!(slower.keys, "| Ctrl-Left");
    assert!(!rows.iter().any(|row| row.action == Action::Assign));
    let table = table(&keys);
    assert!(table.contains("| `\\|` `Ctrl-Left`"), "{table}");
    let walk = table.split("**walkthrough**").nth(1).unwrap();
    let walk = walk.split("**review**").next().unwrap();
    assert!(!walk.contains("| `<`"), "{walk}");
    for action in Action::ALL {
        assert!(table.contains(&format!("| {} ", action.name())), "{}", action.name());
    }
}

#[test]
fn no_file_is_the_defaults_and_a_file_replaces_what_it_names() {
    assert_eq!(Keymap::load(None), Ok(Keymap::default()));
    assert_eq!(load(""), Ok(Keymap::default()));
    let keys = load("[register]\npane-1 = \"7\"\nquestion = \"w\"\n[line]\nsend = \"Ctrl-S\"\n");
    let keys = keys.unwrap();
    assert_eq!(keys.lookup(Place::Register, letter('7')), Some(Action::Pane1));
    assert_eq!(keys.lookup(Place::Register, letter('1')), None);
    assert_eq!(keys.lookup(Place::Register, letter('w')), Some(Action::Question));
    assert_eq!(keys.lookup(Place::Register, letter('q')), None);
    assert_eq!(keys.lookup(Place::Line, press(KeyCode::Enter, NONE)), None);
}

#[test]
fn two_keys_that_shadow_are_refused_with_both_lines() {
    check_refused("[register]\nassign = \"z\"\n", 2, "of zoom from the start");
    let twice = "[register]\nassign = \"w\"\nzoom = [\n  \"Z\",\n  \"w\",\n]\n";
    check_refused(twice, 5, "w in [register] is to be zoom, and is the key of assign on line 2");
    check_refused("[register]\nzoom = [\"z\", \"z\"]\n", 2, "of zoom on line 2");
    assert!(load("[register]\nassign = \"z\"\nzoom = \"A\"\n").is_ok(), "a swap is no clash");
}

#[test]
fn a_file_that_is_not_understood_is_refused_on_its_line() {
    check_refused("[register\n", 1, "");
    check_refused("\n[room]\nyes = \"y\"\n", 2, "unknown place \"room\"; the places are [line]");
    check_refused("register = 1\n", 1, "write [register] as a table");
    check_refused("[register]\nquit = \"q\"\n", 2, "unknown action \"quit\"");
    check_refused("[lobby]\nassign = \"A\"\n", 2, "assign means nothing in [lobby]");
    check_refused("[register]\nyes = 3\n", 2, "write a key in quotes");
    check_refused("[register]\nyes = [\n3]\n", 3, "write a key in quotes");
    check_refused("[register]\nyes = []\n", 2, "would have no key");
}

#[test]
fn keys_that_cannot_or_may_not_be_bound_are_refused() {
    for name in ["", " ", "yy", "Ctrl-", "F13", "F0", "Meta-x", "\\u001b", "\\u202e", "\\u0301"] {
        check_refused(&format!("[register]\nyes = \"{name}\"\n"), 2, "no key is called");
    }
    check_refused("[register]\nyes = \"Alt-y\"\n", 2, "that key in the register");
    check_refused("[register]\nyes = \"Ctrl-i\"\n", 2, "terminals send it as Tab");
    check_refused("[register]\nyes = \"Ctrl-M\"\n", 2, "terminals send it as Enter");
    check_refused("[register]\nyes = \"Ctrl-1\"\n", 2, "do not send it");
    check_refused("[register]\nyes = \"9\"\n", 2, "can only be a pane here");
    check_refused("[line]\nsend = \"s\"\n", 2, "s is text in the line");
    check_refused("[line]\nsend = \"Space\"\n", 2, "Space is text in the line");
    let error = load("[register]\n\"\\u001b[2J\" = \"y\"\n").unwrap_err();
    assert!(!error.to_string().contains('\u{1b}'), "{error:?}");
}

#[test]
fn a_file_that_is_not_there_or_no_text_is_refused_whole() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("keymap.toml");
    let error = Keymap::load(Some(&path)).unwrap_err();
    assert!(error.what.contains("cannot be read"), "{error}");
    fs::write(&path, b"[register]\n# \xe4\n").unwrap();
    assert_eq!(Keymap::load(Some(&path)).unwrap_err().line, Some(2));
    fs::write(&path, "#".repeat(64 * 1024 + 1)).unwrap();
    let error = Keymap::load(Some(&path)).unwrap_err();
    assert!(error.what.contains("larger than 65536 bytes"), "{error}");
}
