//! With other keys no screen and no sentence names the usual ones, wherever one is and whatever one
//! presses.

use std::fmt::Write as _;
use std::fs;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use warroom_register::words::Scope;

use super::desk::{Desk, opening};
use super::fixture::hands::{crowded, with_a_plan};
use super::fixture::{World, at};
use super::review::{closed, told};
use super::walking::walk;
use crate::app::{Opening, WalkStart};
use crate::keys::{Action, Keymap, Place};

const SIZES: [(u16, u16); 3] = [(160, 45), (80, 24), (40, 15)];
/// Keys that nothing has at first, and that stand in no text of the tests.
const LETTERS: std::ops::RangeInclusive<char> = '\u{410}'..='\u{52f}';
/// Keys of the line that its hints name.
const LINE: [(Action, u8); 4] =
    [(Action::Send, 5), (Action::ChangeKind, 6), (Action::StepOut, 7), (Action::Help, 8)];
/// In these lines letters stand for a name, for hours and minutes, and for a word.
const NO_KEYS: [&str; 3] = ["Norman L. Kerth", "  to fix  ", "A decision. "];
/// Letters that are keys, and neither signs of the timeline or of a review, nor words, nor keys of an
/// ask that is named beside the key which opens it.
const KEYS: &str = "beghjklmnpruyz";

/// Every key is another one, but those that leave, suspend and draw again.
fn rebound() -> Keymap {
    let usual = Keymap::default();
    let mut letters = LETTERS.filter(|c| c.is_alphabetic());
    let mut file = String::from("[line]\n");
    for (action, number) in LINE {
        writeln!(file, "{} = \"F{number}\"", action.name()).unwrap();
    }
    for place in [Place::Register, Place::Walkthrough, Place::Review, Place::Lobby] {
        writeln!(file, "[{}]", place.name()).unwrap();
        for action in Action::ALL {
            let kept = matches!(action, Action::Leave | Action::Suspend | Action::Redraw);
            if !kept && usual.key_for(place, *action).is_some() {
                writeln!(file, "{} = \"{}\"", action.name(), letters.next().unwrap()).unwrap();
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keymap.toml");
    fs::write(&path, file).unwrap();
    Keymap::load(Some(&path)).unwrap()
}

fn press(desk: &mut Desk, place: Place, action: Action) {
    let Some(key) = desk.app.keymap.key_for(place, action) else { return };
    let (plain, modifiers) = match key.strip_prefix("Alt-") {
        Some(plain) => (plain, KeyModifiers::ALT),
        None => (key.as_str(), KeyModifiers::NONE),
    };
    let code = match plain.strip_prefix('F').and_then(|number| number.parse().ok()) {
        Some(number) => KeyCode::F(number),
        None if plain.chars().count() == 1 => KeyCode::Char(plain.chars().next().unwrap()),
        // Keys that only move the cursor or take letters out have kept their names.
        None => return,
    };
    desk.wait(1000);
    let event = KeyEvent::new(code, modifiers);
    desk.tell(crate::app::msg::Msg::Key(event));
}

/// The words of the usual keys that stand on the screen.
fn usual_keys(desk: &mut Desk) -> Vec<String> {
    let mut found = Vec::new();
    for (width, height) in SIZES {
        let text = desk.text(width, height);
        // An ask has keys of its own, which are not in the keymap: digits, Enter, Esc, letters.
        let asks = desk.app.ask.is_some();
        let words = |line: &&str| !NO_KEYS.iter().any(|words| line.contains(words));
        for line in text.lines().filter(words) {
            for word in
                line.split([' ', '(']).map(|word| word.trim_end_matches([',', '.', ')', ';', ':']))
            {
                let one = word.len() == 1;
                let capital = one && word != "I" && word.chars().all(|c| c.is_ascii_uppercase());
                let small = one && KEYS.contains(word) && !asks;
                let named = !asks && matches!(word, "Enter" | "Esc" | "Tab" | "Space");
                if capital || small || named {
                    found.push(format!("{word} in {line:?} at {width}x{height}"));
                }
            }
        }
    }
    found
}

/// Each key of the place is pressed on a screen of its own; what is found is said with it.
fn every_key(place: Place, fresh: impl Fn(Keymap) -> Desk) {
    let keymap = rebound();
    let mut all = usual_keys(&mut fresh(keymap.clone()));
    for action in Action::ALL {
        let kept = matches!(action, Action::Leave | Action::Suspend | Action::Redraw);
        if kept || keymap.key_for(place, *action).is_none() {
            continue;
        }
        let mut desk = fresh(keymap.clone());
        press(&mut desk, place, *action);
        let found = usual_keys(&mut desk);
        all.extend(found.into_iter().map(|words| format!("{}: {words}", action.name())));
    }
    all.dedup();
    assert!(all.is_empty(), "{}", all.join("\n"));
}

/// Somebody beside the line, with the row selected that needs them.
fn at_the_register(who: &str, world: &World, scope: Scope) -> impl Fn(Keymap) -> Desk {
    move |keymap| {
        let read = Some(world.register.head());
        let opening = Opening { read, keymap, ..opening(who, at("14:20")) };
        let mut desk = Desk::opened(opening, world, scope);
        press(&mut desk, Place::Line, Action::StepOut);
        assert_eq!(desk.app.place, Place::Register);
        desk
    }
}

#[test]
fn a_busy_room_names_only_the_keys_that_are() {
    let world = crowded();
    for (who, scope) in [("ana", Scope::Command), ("ben", Scope::Command), ("gil", Scope::Observe)]
    {
        every_key(Place::Register, at_the_register(who, &world, scope));
        every_key(Place::Register, |keymap| {
            let mut desk = at_the_register(who, &world, scope)(keymap);
            press(&mut desk, Place::Register, Action::NextNeed);
            desk
        });
    }
}

#[test]
fn cards_and_the_line_name_only_the_keys_that_are() {
    let mut world = crowded();
    world.script("14:19:40 ana round all\n14:19:50 ana offer lead dia I am tired");
    for who in ["cy", "dia", "ben"] {
        every_key(Place::Register, at_the_register(who, &world, Scope::Command));
        every_key(Place::Line, |keymap| {
            Desk::opened(Opening { keymap, ..opening(who, at("14:20")) }, &world, Scope::Command)
        });
    }
}

#[test]
fn an_empty_room_names_only_the_keys_that_are() {
    let alone = World::open_with("14:19", "Checkout returns 500s", with_a_plan());
    let later = World::open("13:00", "Checkout returns 500s");
    for world in [alone, later, closed()] {
        every_key(Place::Register, at_the_register("ana", &world, Scope::Command));
        every_key(Place::Register, at_the_register("ben", &world, Scope::Respond));
    }
}

#[test]
fn the_past_names_only_the_keys_that_are() {
    every_key(Place::Walkthrough, |keymap| {
        let mut desk = walk(&closed().records, WalkStart::default());
        desk.app.keymap = keymap;
        desk
    });
}

#[test]
fn then_in_a_room_names_only_the_keys_that_are() {
    let mut world = crowded();
    world.script("14:19:50 ana round all");
    for who in ["ana", "ben"] {
        every_key(Place::Then, |keymap| {
            let mut desk = at_the_register(who, &world, Scope::Command)(keymap);
            press(&mut desk, Place::Register, Action::Then);
            desk.keys("14:12<Enter>");
            assert_eq!(desk.app.place, Place::Then);
            desk
        });
    }
}

#[test]
fn a_review_names_only_the_keys_that_are() {
    for step in 1..=5 {
        let world = told(step);
        for who in ["gil", "ana"] {
            every_key(Place::Review, |keymap| {
                let opening = Opening { keymap, ..opening(who, at("16:31")) };
                Desk::entering(opening, &world, Scope::Command, true)
            });
        }
    }
}
