//! What a person meets at a real terminal: late, back again, at every size, with mouse and paste,
//! and what the terminal is told beside the screen.

use crate::room::opened;
use crate::terminal::{Machine, Terminal};
use std::fs;
use std::time::Duration;

const LARGE: (u16, u16) = (160, 45);
const USUAL: (u16, u16) = (80, 24);

/// A room in which some things happened already, with nobody at a screen; its invite.
fn under_way(ana: &Machine) -> String {
    let open = ["open", "Checkout returns 500s", "--severity", "P1", "--no-join", "--json"];
    let made: serde_json::Value = serde_json::from_str(&ana.run(&open).ok()).unwrap();
    for n in 1..=6 {
        ana.run(&["saw", &format!("5xx at {n} percent")]).ok();
    }
    ana.run(&["fact", "only eu-west is hit"]).ok();
    ana.run(&["impact", "card payments in eu-west"]).ok();
    made["invite"].as_str().unwrap().to_owned()
}

/// All that was written to this terminal, as text.
fn written(screen: &Terminal) -> String {
    String::from_utf8_lossy(&screen.bytes()).into_owned()
}

/// Waits until something is so, and looks again whenever the terminal was silent for a moment.
fn until(screen: &Terminal, what: &str, wanted: impl Fn() -> bool) {
    for _ in 0..600 {
        if wanted() {
            return;
        }
        screen.longest_silence(Duration::from_millis(100));
    }
    panic!("{what} never came:\n{}", screen.text());
}

#[test]
fn who_comes_late_reads_the_situation_and_goes_on_with_the_first_key() {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let invite = under_way(&ana);
    let mut screen = ben.terminal(USUAL, &["join", &invite]);
    screen.sees("the situation").sees("card payments in eu-west").sees("any key puts it away");
    screen.keys("x").sees_no("any key puts it away").sees("saw > x");
    screen.signal("-TERM");
    screen.ended();
    // What came meanwhile is what a second screen has to tell, and no more.
    ana.run(&["fact", "the mirror serves the old image"]).ok();
    let again = ben.terminal(USUAL, &["join", "INC-1"]);
    again.sees("the mirror serves the old image").sees("saw > x");
    assert!(!again.text().contains("You come in"), "{}", again.text());
}

#[test]
fn what_waits_to_be_sent_is_there_again_after_a_kill() {
    let ana = Machine::of("ana");
    let (mut screen, invite) = opened(&ana, LARGE);
    let ben = Machine::of("ben");
    let mut b = ben.terminal(USUAL, &["join", &invite]);
    b.sees("saw >");
    ana.run(&["stop"]).ok();
    b.sees("CUT OFF");
    b.keys("written while cut off\r").sees("1 line of yours is not recorded yet");
    b.keys("half a sentence").draft_is_kept(&ben, "half a sentence");
    b.signal("-KILL");
    b.ended();
    screen.signal("-TERM");
    screen.ended();
    let b = ben.terminal(USUAL, &["join", "INC-1"]);
    b.sees("written while cut off").sees("half a sentence");
    // The server comes back, on the same port, and what waited is recorded.
    ana.run(&["open", "Another", "--no-join"]).ok();
    b.sees_no("not recorded yet").sees("live");
    assert!(ana.run(&["show", "INC-1"]).ok().contains("written while cut off"));
}

#[test]
fn every_size_shows_the_room_or_says_what_it_needs() {
    let ana = Machine::of("ana");
    under_way(&ana);
    let mut screen = ana.terminal(LARGE, &["join", "INC-1"]);
    screen.sees("Timeline").sees("Known facts").sees("People");
    screen.keys("\x1b").sees("write >");
    for (size, words) in [
        ((120, 40), "Known facts"),
        ((80, 24), "[1 Now]"),
        ((40, 15), "only eu-west is hit"),
        ((20, 5), "36 x 11 cells."),
        ((160, 45), "Open questions"),
    ] {
        screen.resize(size);
        screen.sees(words);
    }
    screen.keys("5z").sees_no("Known facts");
    screen.keys("z").sees("Known facts");
}

#[test]
fn the_panes_are_as_they_were_left() {
    let ana = Machine::of("ana");
    under_way(&ana);
    let column = |screen: &Terminal| {
        let text = screen.text();
        let rule = text.lines().find(|line| line.contains("─ Timeline")).unwrap().to_owned();
        rule.chars().position(|c| c == '┬').unwrap()
    };
    let mut screen = ana.terminal(LARGE, &["join", "INC-1"]);
    screen.sees("─ Timeline");
    screen.keys("\x1b").sees("write >");
    let before = column(&screen);
    screen.keys("2>>>");
    until(&screen, "a wider timeline", || column(&screen) == before + 12);
    screen.signal("-TERM");
    screen.ended();
    let again = ana.terminal(LARGE, &["join", "INC-1"]);
    again.sees("─ Timeline");
    assert_eq!(column(&again), before + 12);
}

#[test]
fn what_is_asked_of_me_rings_and_stands_in_the_title() {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let (mut a, invite) = opened(&ana, LARGE);
    let b = ben.terminal(USUAL, &["join", &invite]);
    // What was there before rings nobody: it has to be on the screen first.
    b.sees("LEAD ana").sees("live");
    a.sees("ben");
    a.keys("t@ben 10m roll back eu-west\r");
    b.sees("ana asks YOU");
    until(&b, "a notice", || written(&b).contains("\x1b]777;notify;warroom;INC-1: ana asks"));
    let text = written(&b);
    assert!(text.contains("\x1b]9;INC-1: ana asks"), "OSC 9");
    assert!(text.contains("\x1b]0;(1) INC-1 ana asks you\x07"), "the title");
    assert_eq!(b.bells(), 1);
    assert!(!written(&a).contains("\x1b]777;"), "nothing is asked of ana");
}

#[test]
fn what_rings_can_be_switched_off() {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let (mut a, invite) = opened(&ana, LARGE);
    let config = ben.home().join("config");
    fs::create_dir_all(&config).unwrap();
    let text =
        "mouse = false\n[notify]\nbell = false\nosc9 = false\nosc777 = false\ntitle = false\n";
    fs::write(config.join("config.toml"), text).unwrap();
    let b = ben.terminal(USUAL, &["join", &invite]);
    // What was there before rings nobody: it has to be on the screen first.
    b.sees("LEAD ana").sees("live");
    a.sees("ben");
    a.keys("t@ben 10m roll back eu-west\r");
    b.sees("ana asks YOU");
    let text = written(&b);
    for escape in ["\x1b]9;", "\x1b]777;", "\x1b]0;", "\x1b[?1000h"] {
        assert!(!text.contains(escape), "{escape:?}");
    }
    assert_eq!(b.bells(), 0);
}

#[test]
fn the_mouse_selects_and_is_given_back() {
    let ana = Machine::of("ana");
    under_way(&ana);
    let mut screen = ana.terminal(LARGE, &["join", "INC-1"]);
    screen.sees("only eu-west is hit").sees("5xx at 3 percent").sees("saw >");
    let row = screen.text().lines().position(|line| line.contains("5xx at 3 percent")).unwrap();
    screen.keys(&format!("\x1b[<0;20;{}M\x1b[<0;20;{}m", row + 1, row + 1));
    screen.sees("write >").sees("take back");
    screen.keys(&format!("\x1b[<0;20;{}M", row + 1)).sees("by ana, ");
    screen.signal("-TERM");
    screen.ended();
    assert!(screen.is_given_back());
}

#[test]
fn the_mouse_scrolls_what_is_under_it_and_focuses_a_pane_and_the_line() {
    let ana = Machine::of("ana");
    under_way(&ana);
    for number in 0..60 {
        ana.run(&["saw", &format!("the graph says {number}")]).ok();
    }
    let mut screen = ana.terminal(LARGE, &["join", "INC-1"]);
    screen.sees("the graph says 59").sees("saw >");
    // The wheel over the timeline goes back in it; the cursor stays in the line until a click.
    for _ in 0..30 {
        screen.keys("\x1b[<64;20;20M");
    }
    screen.sees_no("the graph says 59").sees("the graph says 2");
    let heading = |screen: &Terminal, words: &str| {
        let text = screen.text();
        let (y, line) = text.lines().enumerate().find(|(_, line)| line.contains(words)).unwrap();
        let x = line.chars().collect::<String>().split(words).next().unwrap().chars().count();
        (x + 2, y + 1)
    };
    let (x, y) = heading(&screen, "Known facts");
    screen.keys(&format!("\x1b[<0;{x};{}M\x1b[<0;{x};{}m", y + 1, y + 1)).sees("write >");
    // And a click on the line writes again.
    let line = screen.text().lines().position(|line| line.contains("write >")).unwrap() + 1;
    screen.keys(&format!("\x1b[<0;30;{line}M\x1b[<0;30;{line}m")).sees("saw >");
    screen.signal("-TERM");
    screen.ended();
}

#[test]
fn a_paste_is_one_entry_and_a_megabyte_is_told() {
    let ana = Machine::of("ana");
    under_way(&ana);
    let mut screen = ana.terminal(USUAL, &["join", "INC-1"]);
    screen.sees("saw >");
    screen.keys("\x1b[200~first line\nA3 second line\n\x1b[201~");
    screen.sees("2 lines, Enter sends them as one");
    screen.keys("\r").sees("first line");
    assert!(ana.run(&["show", "--json"]).ok().contains(r"first line\nA3 second line"));
    let lines = "a log line of no interest at all\n".repeat(32_768);
    screen.keys(&format!("\x1b[200~{lines}\x1b[201~")).sees("too long for one entry");
}

#[test]
fn finding_and_doing_by_name_work_at_a_real_terminal() {
    let ana = Machine::of("ana");
    under_way(&ana);
    let mut screen = ana.terminal(LARGE, &["join", "INC-1"]);
    screen.sees("only eu-west is hit");
    screen.keys("/percent kind:o").sees("6 found");
    screen.keys("\x1b[B\r").sees("write >").sees("take back");
    screen.keys(":sever").sees("set the severity");
    screen.keys("\r").sees("S: how bad is it?");
}
