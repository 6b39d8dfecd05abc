//! Every built-in theme is whole and can be read, and every bad file is refused with its line.

mod colours;

use std::fs;
use std::path::Path;

use ratatui::style::{Color, Modifier, Style};
use tempfile::TempDir;

use super::{BUILT_IN, CARRIERS, Ground, Theme, Tone};
use crate::page::FileError;

fn built_in(name: &str, no_color: bool) -> Theme {
    Theme::load(name, Path::new("/nowhere"), no_color).unwrap()
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// Loads `mine.toml` with this text and expects it to be refused on that line.
fn check_refused(text: &str, line: usize, says: &str) {
    let folder = folder(&[("mine.toml", text)]);
    let error = Theme::load("mine", folder.path(), false).unwrap_err();
    assert_eq!(error.path, folder.path().join("mine.toml"), "{error}");
    assert_eq!(error.line, Some(line), "{error}");
    assert!(error.what.contains(says), "{error}");
    assert!(error.to_string().contains(&format!("mine.toml:{line}: ")), "{error}");
}

/// A theme that inherits `dark`, with `body` from line 3 on.
fn child(body: &str) -> String {
    format!("name = \"mine\"\ninherits = \"dark\"\n{body}")
}

fn load_child(body: &str) -> Result<Theme, FileError> {
    let folder = folder(&[("mine.toml", &child(body))]);
    Theme::load("mine", folder.path(), false)
}

#[test]
fn every_built_in_theme_loads_and_names_every_level_of_loudness() {
    let names = [
        "dark",
        "light",
        "high-contrast",
        "high-contrast-light",
        "colour-blind",
        "colour-blind-light",
        "sixteen",
        "mono",
    ];
    assert_eq!(Theme::built_in_names(), names);
    for (name, _) in BUILT_IN {
        let theme = built_in(name, false);
        assert!(!theme.name().is_empty());
        for carrier in CARRIERS {
            assert!(!theme.style(carrier).add_modifier.is_empty(), "{name} {}", carrier.name());
        }
    }
    assert_eq!(built_in("light", false).ground(), Ground::Light);
    assert_eq!(built_in("mono", false).ground(), Ground::Any);
}

#[test]
fn meaning_does_not_rest_on_colour_in_any_built_in_theme() {
    for name in Theme::built_in_names() {
        for theme in [built_in(name, false), built_in(name, true)] {
            let has = |tone, modifier| theme.style(tone).add_modifier.contains(modifier);
            assert!(has(Tone::Selected, Modifier::REVERSED), "{name}");
            assert!(has(Tone::Alarm, Modifier::REVERSED | Modifier::BOLD), "{name}");
            assert!(has(Tone::You, Modifier::REVERSED | Modifier::BOLD), "{name}");
            assert!(has(Tone::CutOff, Modifier::REVERSED | Modifier::BOLD), "{name}");
            assert!(has(Tone::SeverityP1, Modifier::REVERSED | Modifier::BOLD), "{name}");
            assert!(has(Tone::Late, Modifier::BOLD), "{name}");
            assert!(has(Tone::Nobody, Modifier::BOLD), "{name}");
            assert!(has(Tone::InputCursor, Modifier::REVERSED), "{name}");
            let suspected = theme.style(Tone::EntryFactSuspected).add_modifier;
            assert_ne!(suspected, theme.style(Tone::EntryFact).add_modifier, "{name}");
            let pending = theme.style(Tone::Pending).add_modifier;
            assert_ne!(pending, theme.style(Tone::Text).add_modifier, "{name}");
        }
    }
}

#[test]
fn plain_words_have_no_ground_painted_under_them() {
    for name in Theme::built_in_names() {
        let theme = built_in(name, false);
        for tone in Tone::ALL {
            let style = theme.style(*tone);
            let filled = style.add_modifier.contains(Modifier::REVERSED);
            assert!(style.bg.is_none() || filled, "{name} {}", tone.name());
        }
    }
}

#[test]
fn mono_has_no_colour() {
    let theme = built_in("mono", false);
    for tone in Tone::ALL {
        let style = theme.style(*tone);
        assert_eq!((style.fg, style.bg), (None, None), "{}", tone.name());
    }
    assert_eq!(theme, built_in("mono", true));
}

#[test]
fn no_color_takes_the_hues_and_leaves_the_rest() {
    for name in Theme::built_in_names() {
        let (full, bare) = (built_in(name, false), built_in(name, true));
        for tone in Tone::ALL {
            let (full, bare) = (full.style(*tone), bare.style(*tone));
            assert_eq!((bare.fg, bare.bg), (None, None), "{name} {}", tone.name());
            assert!(bare.add_modifier.contains(full.add_modifier), "{name} {}", tone.name());
        }
        assert!(bare.style(Tone::Quiet).add_modifier.contains(Modifier::DIM), "{name}");
    }
}

#[test]
fn names_are_unique_and_dots_lead_to_the_broader_tone() {
    for (index, tone) in Tone::ALL.iter().enumerate() {
        let twice = Tone::ALL.iter().skip(index + 1).any(|other| other.name() == tone.name());
        assert!(!twice, "{}", tone.name());
        if let Some((broader, _)) = tone.name().rsplit_once('.') {
            assert_eq!(tone.broader().name(), broader);
        }
        // Broader ones stand before: so there is no loop, and `text` is the end of every way.
        assert!(tone.broader() < *tone || *tone == Tone::Text, "{}", tone.name());
    }
}

#[test]
fn a_tone_left_out_looks_like_the_nearest_broader_one() {
    let sparse = "name = \"mine\"\nground = \"dark\"\n[tones]\n\
        loud = { fg = 196, bold = true }\nselected = { reverse = true }\n\
        \"entry.fact\" = \"#00ff7f\"\n";
    let folder = folder(&[("mine.toml", sparse)]);
    let theme = Theme::load("mine", folder.path(), false).unwrap();
    let green = Style::new().fg(Color::Rgb(0, 0xff, 0x7f));
    assert_eq!(theme.style(Tone::EntryFactSuspected), green);
    assert_eq!(theme.style(Tone::EntryTask), Style::new());
    assert_eq!(theme.style(Tone::CutOff), theme.style(Tone::Loud));
}

#[test]
fn a_child_changes_the_palette_or_a_tone_of_what_it_inherits() {
    let theme = load_child("[palette]\nsage = \"light-green\"\n[tones]\nlate = 200\n").unwrap_err();
    assert!(theme.what.contains("late"), "a late that is only a hue is refused: {theme}");
    let body = "[palette]\nsage = \"light-green\"\n[tones]\nlate = { fg = \"red\", bold = true }\n";
    let theme = load_child(body).unwrap();
    assert_eq!(theme.style(Tone::Ok).fg, Some(Color::LightGreen));
    assert_eq!(theme.style(Tone::Late).fg, Some(Color::Red));
    assert_eq!(theme.style(Tone::Nobody), built_in("dark", false).style(Tone::Nobody));
    assert_eq!(theme.ground(), Ground::Dark);
}

#[test]
fn a_users_own_file_comes_before_the_built_in_one_and_may_inherit_it() {
    let text = "name = \"my dark\"\ninherits = \"dark\"\n[tones]\nok = \"#abcdef\"\n";
    let folder = folder(&[("dark.toml", text)]);
    let theme = Theme::load("dark", folder.path(), false).unwrap();
    assert_eq!(theme.name(), "my dark");
    assert_eq!(theme.style(Tone::Ok).fg, Some(Color::Rgb(0xab, 0xcd, 0xef)));
    assert_eq!(theme.style(Tone::You), built_in("dark", false).style(Tone::You));
}

#[test]
fn an_unknown_theme_names_the_known_ones() {
    let error = Theme::load("drak", Path::new("/nowhere"), false).unwrap_err();
    assert_eq!(error.line, None);
    assert!(error.what.contains("dark, light, high-contrast"), "{error}");
    check_refused("name = \"m\"\ninherits = \"drak\"\n", 2, "choose one of dark");
    let error = Theme::load("../secret", Path::new("/nowhere"), false).unwrap_err();
    assert!(error.what.contains("no name for a theme"), "{error}");
}

#[test]
fn a_loop_is_refused_where_it_closes() {
    check_refused("name = \"m\"\ninherits = \"mine\"\n", 2, "inherits itself");
    let one = "name = \"one\"\n\ninherits = \"two\"\n";
    let two = "name = \"two\"\ninherits = \"one\"\n";
    let folder = folder(&[("one.toml", one), ("two.toml", two)]);
    let error = Theme::load("one", folder.path(), false).unwrap_err();
    assert_eq!((error.path, error.line), (folder.path().join("two.toml"), Some(2)));
}

#[test]
fn a_file_that_is_not_understood_is_refused_on_its_line() {
    check_refused("name = \"m\"\nground = \n", 2, "");
    check_refused("name = \"m\"\nground = \"dim\"\n", 2, "unknown ground \"dim\"");
    check_refused("ground = \"dark\"\n", 1, "no name");
    check_refused("name = \"m\"\n", 1, "does not say its ground");
    check_refused("name = 4\n", 1, "a word in quotes");
    check_refused(&child("author = \"me\"\n"), 3, "unknown key \"author\"");
    check_refused(&child("palette = 4\n"), 3, "write [palette] as a table");
    check_refused(&child("[tones]\n\ngloom = \"red\"\n"), 5, "unknown tone \"gloom\"");
    check_refused(&child("[tones]\nentry.fact = \"red\"\n"), 4, "write \"entry.fact\" = ...");
    check_refused(&child("[tones]\nok = { blink = true }\n"), 4, "unknown key \"blink\"");
    check_refused(&child("[tones]\nok = { bold = 1 }\n"), 4, "true or false");
    check_refused(&child("[tones]\nok = [1]\n"), 4, "a colour is expected");
}

#[test]
fn a_colour_that_is_none_is_refused_on_its_line() {
    for colour in ["\"#12345\"", "\"#+12345\"", "\"#äöü\"", "256", "-1", "\"reddish\"", "\"\""] {
        check_refused(&child(&format!("[tones]\nok = {colour}\n")), 4, "unknown colour");
    }
    check_refused(&child("[palette]\nmoss = \"sage\"\n"), 4, "no colour for a palette");
    check_refused(&child("[palette]\n\"#moss\" = 3\n"), 4, "begin the name with a letter");
}

#[test]
fn control_characters_are_refused_raw_and_escaped() {
    check_refused("name = \"m\"\n# \u{1b}[2J\n", 2, "control character");
    check_refused("name = \"m\"\n# \u{9b}2J\n", 2, "control character");
    check_refused("name = \"\\u001b[2J\"\n", 1, "control character");
    let error = load_child("[tones]\n\"\\u001b[2J\" = 1\n").unwrap_err();
    assert!(!error.to_string().contains('\u{1b}'), "{error:?}");
}

#[test]
fn a_theme_without_a_visible_selection_is_refused() {
    let text = "name = \"m\"\nground = \"dark\"\n[tones]\nloud = { bold = true }\nselected = 4\n";
    check_refused(text, 5, "without colour selected would look like plain text");
}

#[test]
fn what_cannot_be_a_theme_is_refused_whole() {
    let long = format!("name = \"m\"\n#{}", " ".repeat(64 * 1024));
    let folder = folder(&[("long.toml", &long)]);
    let error = Theme::load("long", folder.path(), false).unwrap_err();
    assert!(error.what.contains("larger than 65536 bytes"), "{error}");
    fs::write(folder.path().join("latin.toml"), b"name = \"m\"\n# \xe4\n").unwrap();
    let error = Theme::load("latin", folder.path(), false).unwrap_err();
    assert_eq!(error.line, Some(2), "{error}");
    fs::create_dir(folder.path().join("dark.toml")).unwrap();
    let error = Theme::load("dark", folder.path(), false).unwrap_err();
    assert!(error.what.contains("cannot be read"), "never the built-in one instead: {error}");
}
