//! What a running room says quietly of incidents like it: what its server tells, to each of its readers.

use crate::library::{MARCH, with_march, written};
use crate::lobby::served;
use crate::terminal::{Machine, Terminal};

const ROOM: [&str; 4] = ["open", "Checkout returns 500s", "--severity", "P1"];

/// What a screen says of incidents like the one that runs, in the situation.
fn said(screen: &mut Terminal) -> String {
    screen.keys("\u{1b}s").sees("Before");
    let text = screen.text();
    let lines = text.lines().skip_while(|line| !line.contains("Before"));
    let lines = lines.take_while(|line| !line.contains("People"));
    lines.map(|line| line.trim_matches([' ', '│', '┃', '|']).to_owned() + "\n").collect()
}

#[test]
fn a_room_says_quietly_what_was_like_it_and_to_who_came_what_its_server_tells() {
    let ana = with_march();
    // One that has nothing to teach yet does not stand before one that has.
    ana.run(&[&ROOM[..], &["--no-join"]].concat()).ok();
    let mut screen = ana.terminal((120, 40), &ROOM);
    screen.sees("saw >");
    screen.keys("f only eu-west\r").sees("only eu-west");
    screen.sees("like INC-9001: roll back the deploy, 42m; 2");
    screen.keys("\u{1b}s").sees("Before").sees("2 recommendations are not done");
    screen.sees("like INC-1, not closed yet");

    // What ana alone keeps is not for a room in which others read.
    let ben = with_march();
    let invite = ana.run(&["invite", "--incident", "INC-2"]).ok();
    let other = ben.terminal((120, 40), &["join", invite.trim(), "--as", "ben"]);
    other.sees("only eu-west");
    screen.sees_no("like INC-9001").sees("like INC-1, not closed yet");
    // Nor what ben alone keeps; and of ana's server he knows one room.
    assert!(!other.text().contains("like INC-"), "{}", other.text());
    // Who asks by a command is told all that they have.
    let similar = ana.run(&["similar", "INC-2"]).ok();
    assert!(similar.contains("INC-9001") && similar.contains("INC-1 "), "{similar}");
}

#[test]
fn what_a_team_server_tells_is_the_same_for_every_reader_and_all_that_is_said() {
    let (host, ana, ben) = (Machine::of("host"), Machine::of("ana"), Machine::of("ben"));
    let (_server, invite) = served(&host);
    for machine in [&ana, &ben] {
        machine.run(&["join", &invite]).ok();
    }
    ana.run(&["open", "Checkout returns 503s", "--severity", "P1", "--no-join"]).ok();
    ana.run(&["did", "rolled back the deploy of checkout"]).ok();
    ana.run(&["phase", "resolved", "quiet again"]).ok();
    ana.run(&["phase", "closed", "over"]).ok();
    // Each of them keeps something else that is as much like it.
    ana.run(&["import", "--past", &written(&ana, "march.txt", MARCH)]).ok();
    let april =
        MARCH.replace("2026-03-03", "2026-03-04").replace("title Checkout", "title All checkout");
    ben.run(&["import", "--past", &written(&ben, "april.txt", &april)]).ok();
    assert!(ana.run(&["search", "restarted checkout"]).ok().contains("INC-9001"));

    let mut of_ana = ana.terminal((120, 40), &ROOM);
    of_ana.sees("like INC-1: quiet again");
    let mut of_ben = ben.terminal((120, 40), &["join", "INC-2"]);
    of_ben.sees("Checkout returns 500s");
    let (of_ana, of_ben) = (said(&mut of_ana), said(&mut of_ben));
    assert_eq!(of_ana, of_ben);
    assert!(of_ana.contains("like INC-1: quiet again") && !of_ana.contains("9001"), "{of_ana}");
    assert_eq!(of_ana.matches("like INC-").count(), 1, "{of_ana}");
}
