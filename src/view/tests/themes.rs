//! Each theme at each size: the same words in every one, none of them cut by it, and no two looks alike
//! where the look alone tells two things apart.

use std::path::Path;

use ratatui::style::Style;

use super::screens::SIZES;
use crate::app::tests::desk::Desk;
use crate::app::tests::fixture::hands::crowded;
use crate::theme::{Theme, Tone};

/// What must never look the same, in any theme: what is picked, asked or late, and what goes without
/// saying.
const APART: [(Tone, Tone); 9] = [
    (Tone::Selected, Tone::Text),
    (Tone::You, Tone::Text),
    (Tone::Late, Tone::Text),
    (Tone::Late, Tone::Quiet),
    (Tone::Nobody, Tone::Quiet),
    (Tone::Pending, Tone::Text),
    (Tone::Quiet, Tone::Text),
    (Tone::InputCursor, Tone::Input),
    (Tone::EntryFactSuspected, Tone::EntryFact),
];

fn theme(name: &str, no_color: bool) -> Theme {
    Theme::load(name, Path::new("/nowhere"), no_color).unwrap()
}

#[test]
fn every_theme_draws_the_same_words_at_every_size() {
    let mut ana = Desk::new("ana", &crowded(), "14:20");
    ana.keys("n");
    for (width, height) in SIZES {
        let usual = ana.text(width, height);
        assert_eq!(usual.lines().count(), usize::from(height));
        for name in Theme::built_in_names() {
            for no_color in [false, true] {
                let themed = ana.text_in(&theme(name, no_color), width, height);
                assert!(themed == usual, "{name} at {width}x{height}:\n{themed}");
            }
        }
    }
}

#[test]
fn no_theme_makes_one_look_of_two_things_that_are_told_apart_by_it() {
    for name in Theme::built_in_names() {
        for no_color in [false, true] {
            let theme = theme(name, no_color);
            let seen = |tone| -> Style { theme.style(tone) };
            for (one, other) in APART {
                assert_ne!(seen(one), seen(other), "{name}: {} {}", one.name(), other.name());
            }
        }
    }
}
