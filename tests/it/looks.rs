//! Themes, colours and signs in real terminals of every sort.

use crate::terminal::{Machine, Terminal};
use std::fs;

const USUAL: (u16, u16) = (80, 24);
/// What asks a terminal for its ground, and what light and dark ones say.
const QUESTION: &str = "\u{1b}]11;?";
const LIGHT: &str = "\u{1b}]11;rgb:fafa/fafa/fafa\u{7}\u{1b}[?62;22c";
const THEMES: [&str; 8] = [
    "dark",
    "light",
    "high-contrast",
    "high-contrast-light",
    "colour-blind",
    "colour-blind-light",
    "sixteen",
    "mono",
];

fn opened() -> Machine {
    let ana = Machine::of("ana");
    ana.run(&["open", "Checkout returns 500s", "--severity", "P1", "--no-join"]).ok();
    ana.run(&["fact", "only eu-west", "--suspected"]).ok();
    ana.run(&["task", "roll back"]).ok();
    ana
}

fn configured(machine: &Machine, text: &str) {
    let folder = machine.home().join("config");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config.toml"), text).unwrap();
}

fn written(screen: &Terminal) -> String {
    String::from_utf8_lossy(&screen.bytes()).into_owned()
}

/// The numbers of every style that was set.
fn styles(screen: &Terminal) -> Vec<String> {
    let text = written(screen);
    let codes = text.split("\u{1b}[").skip(1).filter_map(|s| s.split_once('m'));
    let only = |codes: &&str| codes.bytes().all(|b| b.is_ascii_digit() || b == b';');
    codes.map(|(codes, _)| codes).filter(only).map(str::to_owned).collect()
}

#[test]
fn every_theme_draws_the_room_in_every_depth() {
    let ana = opened();
    for theme in THEMES {
        configured(&ana, &format!("theme = \"{theme}\"\n"));
        for (term, colorterm) in
            [("xterm-256color", "truecolor"), ("xterm-256color", ""), ("linux", "")]
        {
            let more = [("TERM", term), ("COLORTERM", colorterm)];
            let mut screen = ana.terminal_with(USUAL, &["join", "INC-1"], &more);
            screen.sees("P1").sees("Checkout returns 500s").sees("only eu-west");
            let styles = styles(&screen);
            let full = styles.iter().any(|s| s.contains("8;2;"));
            let indexed = styles.iter().any(|s| s.contains("8;5;"));
            assert!(!full || colorterm == "truecolor", "{theme} in {term}: {styles:?}");
            // crossterm writes the sixteen as numbers below 16 of the 256.
            let high = |s: &String| {
                let numbers: Vec<_> = s.split(';').filter_map(|n| n.parse::<u32>().ok()).collect();
                numbers.windows(3).any(|w| (w[0] == 38 || w[0] == 48) && w[1] == 5 && w[2] > 15)
            };
            assert!(term != "linux" || !styles.iter().any(high), "{theme}: {styles:?}");
            assert!(theme != "mono" || !(full || indexed), "{styles:?}");
            screen.signal("-TERM");
            screen.ended();
        }
    }
}

#[test]
fn color_never_and_always_stand_over_the_environment() {
    let ana = opened();
    let coloured = |arguments: &[&str], more: &[(&str, &str)]| {
        let screen = ana.terminal_with(USUAL, arguments, more);
        screen.sees("roll back");
        styles(&screen).iter().any(|s| s.contains("8;5;"))
    };
    assert!(coloured(&["join", "INC-1"], &[]));
    assert!(!coloured(&["join", "INC-1", "--color", "never"], &[]));
    assert!(!coloured(&["join", "INC-1"], &[("NO_COLOR", "1")]));
    assert!(coloured(&["join", "INC-1", "--color", "always"], &[("NO_COLOR", "1")]));
    configured(&ana, "color = \"never\"\n");
    assert!(!coloured(&["join", "INC-1"], &[]));
}

#[test]
fn a_light_terminal_gets_the_light_theme() {
    let ana = opened();
    configured(&ana, "theme = { dark = \"dark\", light = \"light\" }\n");
    // The answer must come in time, which a busy machine may not manage at once.
    let light = (0..20).any(|_| {
        let mut screen = ana.terminal(USUAL, &["join", "INC-1"]);
        screen.writes(QUESTION);
        screen.keys(LIGHT).sees("roll back");
        let text = written(&screen);
        let found = text.contains("8;5;241") && !text.contains("8;5;246");
        // Whatever the answer did, nothing of it is text.
        assert!(!screen.text().contains("rgb"), "{}", screen.text());
        found
    });
    assert!(light, "a light ground never brought the light theme");
}

#[test]
fn an_answer_that_comes_too_late_is_not_typed() {
    let ana = opened();
    let mut screen = ana.terminal(USUAL, &["join", "INC-1"]);
    screen.writes(QUESTION);
    screen.sees("roll back");
    screen.keys("o").sees("saw >");
    screen.keys(LIGHT).keys("all is well").sees("all is well");
    assert!(!screen.text().contains("rgb") && !screen.text().contains("11;"), "{}", screen.text());
}

#[test]
fn ascii_signs_leave_nothing_else_on_the_screen() {
    let ana = opened();
    ana.run(&["decide", "roll back now"]).ok();
    let ascii = |more: &[(&str, &str)]| {
        let screen = ana.terminal_with((160, 45), &["join", "INC-1"], more);
        screen.sees("roll back now");
        screen.text().is_ascii()
    };
    assert!(!ascii(&[]));
    assert!(ascii(&[("LANG", "de_DE.ISO-8859-1")]));
    configured(&ana, "signs = \"ascii\"\n");
    assert!(ascii(&[("LANG", "en_GB.UTF-8")]));
    assert!(ana.run(&["show"]).ok().is_ascii());
    assert!(ana.run(&["replay", "INC-1"]).ok().is_ascii());
}

#[test]
fn themes_are_shown_side_by_side_and_listed_without_a_terminal() {
    let ana = Machine::of("ana");
    let plain = ana.run(&["themes"]).ok();
    assert!(!plain.contains('\u{1b}') && THEMES.iter().all(|t| plain.contains(t)), "{plain}");
    assert_eq!(plain.lines().count(), THEMES.len());
    let mut screen = ana.terminal((200, 70), &["themes"]);
    assert_eq!(screen.ended(), 0);
    let text = screen.text();
    for words in ["COLOUR-BLIND", "MONO", "severity.p1", "entry.fact.suspected", "in use"] {
        assert!(text.contains(words), "{words} is missing:\n{text}");
    }
    assert!(styles(&screen).iter().any(|s| s.contains("38;5;")));
    ana.run(&["themes", "no-such"]).refused(2, "choose one of");
    let one = ana.run(&["themes", "light", "--json"]).ok();
    assert!(one.contains("\"ground\":\"light\"") && one.lines().count() == 1, "{one}");
}

#[test]
fn a_broken_theme_of_the_other_ground_keeps_nobody_out() {
    let ana = Machine::of("ana");
    let themes = ana.home().join("config/themes");
    fs::create_dir_all(&themes).unwrap();
    let broken = "name = \"mine\"\ninherits = \"light\"\n[tones]\nok = 999\n";
    fs::write(themes.join("mine.toml"), broken).unwrap();
    configured(&ana, "theme = { light = \"mine\" }\n");
    let dark = ana.terminal(USUAL, &["open", "Checkout returns 500s"]);
    dark.sees("LEAD you");
    drop(dark);
    ana.run(&["config", "check"]).refused(2, "mine.toml:4: unknown colour");
    assert!(ana.run(&["doctor"]).out.contains("mine.toml:4"));
    let light = [("COLORFGBG", "0;15")];
    let mut light = ana.terminal_with(USUAL, &["open", "Another"], &light);
    assert_eq!(light.ended(), 2, "{}", light.text());
    assert!(light.text().contains("mine.toml:4"), "{}", light.text());
    assert!(!ana.run(&["list"]).ok().contains("Another"), "nothing was opened");
}
