//! The program and its terminal: given back as it was however it ends, never driven by anybody's
//! words, and without colour where none is wanted.

use crate::room::opened;
use crate::terminal::{Machine, Terminal};
use std::fs;
use std::os::unix::fs::MetadataExt as _;

const USUAL: (u16, u16) = (80, 24);

fn room(ana: &Machine) -> Terminal {
    ana.run(&["open", "Checkout returns 500s", "--severity", "P2", "--no-join"]).ok();
    let screen = ana.terminal(USUAL, &["join", "INC-1"]);
    screen.sees("saw >");
    screen
}

#[test]
fn a_signal_gives_the_terminal_back_and_keeps_what_was_typed() {
    let ana = Machine::of("ana");
    let mut screen = room(&ana);
    for signal in ["-TERM", "-HUP"] {
        screen.keys("half a sentence about").sees("half a sentence about");
        screen.signal(signal);
        screen.ended();
        assert!(screen.is_given_back(), "after {signal}");
        screen = ana.terminal(USUAL, &["join", "INC-1"]);
        screen.sees("half a sentence about");
        // Ctrl-U empties the line for the next round.
        screen.keys("\x15").sees_no("half a sentence about");
    }
}

#[test]
fn killed_in_the_middle_of_a_word_the_word_is_there_again() {
    let ana = Machine::of("ana");
    let mut screen = room(&ana);
    screen.keys("the queue of payme").sees("the queue of payme");
    screen.draft_is_kept(&ana, "the queue of payme");
    screen.signal("-KILL");
    screen.ended();
    ana.terminal(USUAL, &["join", "INC-1"]).sees("the queue of payme");
}

#[test]
fn leaving_gives_the_terminal_back_and_the_room_goes_on() {
    let ana = Machine::of("ana");
    let mut screen = room(&ana);
    screen.keys("\x1b").sees("write >");
    screen.keys("\x03").sees("Leave?");
    screen.keys("\r");
    assert_eq!(screen.ended(), 0);
    assert!(screen.is_given_back());
    ana.run(&["saw", "after the screen was closed"]).ok();
    assert!(ana.run(&["show"]).ok().contains("after the screen was closed"));
}

#[test]
fn suspended_it_gives_the_terminal_back_and_comes_again() {
    let ana = Machine::of("ana");
    let mut screen = room(&ana);
    screen.keys("typed before").sees("typed before");
    screen.keys("\x1a");
    screen.is_stopped();
    screen.gives_back();
    ana.run(&["saw", "while it was stopped"]).ok();
    screen.signal("-CONT");
    screen.sees("while it was stopped").sees("typed before");
}

#[test]
fn promise_7_what_was_just_typed_is_on_disk_when_the_program_is_stopped() {
    let ana = Machine::of("ana");
    let mut screen = room(&ana);
    for words in ["stopped by a key", "and from outside"] {
        screen.keys(words).sees(words);
        if words.ends_with("key") {
            screen.keys("\x1a");
        } else {
            screen.signal("-TSTP");
        }
        screen.is_stopped();
        // Whoever is stopped writes nothing more.
        screen.draft_is_kept(&ana, words);
        screen.signal("-CONT");
        screen.sees(words);
    }
}

#[test]
fn nobodys_words_drive_the_terminal() {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let (screen, invite) = opened(&ana, (160, 45));
    ben.run(&["join", &invite]).ok();
    let hostile = [
        "db ok \u{1b}]52;c;Y3VybCBldmlsfHNo\u{7} done",
        "title \u{1b}]0;pwned\u{7}\u{1b}[21t",
        "clear \u{1b}[2J\u{1b}[3J\u{1b}[H all clear",
        "ok\u{1b}[99A\u{1b}[1GLEAD: attacker",
        "c1 \u{9b}2J \u{9d}0;x\u{9c} bidi \u{202e}dlrow zero\u{200b}width \u{feff}",
        "tags \u{e0041}\u{e0042} bell \u{7}\u{7}\u{7} back \u{8}\u{8}",
    ];
    let bells = screen.bells();
    for words in hostile {
        ben.run(&["saw", words]).ok();
    }
    ben.run(&["fact", "the end of the hostile words"]).ok();
    screen.sees("the end of the hostile words");
    screen.sees("␛]52;c;").sees("⟨U+202E⟩").sees("⟨U+009B⟩");
    let text = String::from_utf8_lossy(&screen.bytes()).into_owned();
    for raw in [
        "\u{1b}]52;c;Y3",
        "\u{1b}]0;pwned",
        "\u{1b}[21t",
        "\u{1b}[99A",
        "\u{9b}",
        "\u{202e}",
        "\u{200b}",
        "\u{e0041}",
    ] {
        assert!(!text.contains(raw), "{raw:?} reached the terminal");
    }
    assert_eq!(screen.bells(), bells, "nobody's words ring");
    // The same words on standard output and in an export.
    let file = ana.home().join("a.jsonl");
    ana.run(&["export", "INC-1", "-o", file.to_str().unwrap()]).ok();
    let plain = ana.run(&["show"]).ok();
    let json = ana.run(&["show", "--json"]).ok();
    let report = ana.run(&["report", file.to_str().unwrap()]).ok();
    for out in [plain, json, report, fs::read_to_string(&file).unwrap()] {
        let raw = |c: char| c != '\n' && (c.is_control() || "\u{202e}\u{200b}\u{feff}".contains(c));
        assert!(!out.contains(raw), "{:?}", out.lines().find(|line| line.contains(raw)));
    }
}

#[test]
fn without_colour_there_is_none_and_meaning_stays() {
    let ana = Machine::of("ana");
    ana.run(&["open", "Checkout returns 500s", "--severity", "P1", "--no-join"]).ok();
    let screen = ana.terminal_with(USUAL, &["join", "INC-1"], &[("NO_COLOR", "1")]);
    screen.sees("P1").sees("saw >");
    let text = String::from_utf8_lossy(&screen.bytes()).into_owned();
    let sgr =
        text.split("\u{1b}[").skip(1).filter_map(|s| s.split_once('m')).map(|(codes, _)| codes);
    let colours = |code: &&str| {
        let numbers = code.split(';').filter_map(|n| n.parse::<u32>().ok());
        numbers.into_iter().any(|n| matches!(n, 30..=38 | 40..=48 | 90..=107))
    };
    let found: Vec<_> = sgr
        .filter(|s| s.bytes().all(|b| b.is_ascii_digit() || b == b';'))
        .filter(colours)
        .collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_quiet_room_writes_nothing_but_its_clock() {
    let ana = Machine::of("ana");
    let screen = room(&ana);
    screen.sees("live");
    // Two minutes of the clock would be too long to wait for: between two changes of its lines
    // nothing at all is written, however often the loop looks.
    let quiet = screen.longest_silence(std::time::Duration::from_secs(4));
    assert!(quiet, "something is drawn again and again although nothing changes");
}

#[test]
fn where_no_environment_names_the_user_the_system_does() {
    let nobody = Machine::of("unused");
    let mut open = nobody.command(&["open", "Checkout returns 500s", "--no-join"]);
    let opened = open.env_remove("WARROOM_HANDLE").output().unwrap();
    // Whoever is root is told to say a handle: that is nobody's name.
    let is_root = fs::metadata(nobody.home()).unwrap().uid() == 0;
    let wanted = if is_root { 2 } else { 0 };
    let said = String::from_utf8_lossy(&opened.stderr);
    assert_eq!(opened.status.code(), Some(wanted), "{said}");
}
