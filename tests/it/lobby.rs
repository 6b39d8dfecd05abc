//! A server of a team: a machine that is enrolled once needs no link.

use crate::library::with_march;
use crate::terminal::{Machine, Terminal};
use std::fs;

const USUAL: (u16, u16) = (80, 24);

/// A server on a free port, in a terminal of its own; the line that invites to it.
pub(crate) fn served(host: &Machine) -> (Terminal, String) {
    let folder = host.home().join("team");
    let screen = host.terminal(
        (200, 24),
        &["serve", "--listen", "127.0.0.1:0", "--data", folder.to_str().unwrap()],
    );
    screen.sees("warroom://127.0.0.1:");
    let text = screen.text();
    let found = text.split_whitespace().find(|word| word.starts_with("warroom://"));
    let invite = found.unwrap().to_owned();
    assert!(invite.contains("/-/"), "{invite}");
    (screen, invite)
}

#[test]
fn an_enrolled_machine_sees_the_lobby_and_joins_by_name() {
    let (host, ana, ben) = (Machine::of("host"), Machine::of("ana"), Machine::of("ben"));
    let (_server, invite) = served(&host);
    for machine in [&ana, &ben] {
        machine.run(&["join", &invite]).ok();
    }
    let mut a = ana.terminal((160, 45), &["open", "Search is slow", "--severity", "P2"]);
    a.sees("Search is slow").sees("saw >");
    assert!(ben.run(&["list"]).ok().contains("Search is slow"));
    let mut lobby = ben.terminal(USUAL, &[]);
    lobby.sees("Search is slow").sees("INC-1");
    lobby.keys("\r").sees("saw >");
    lobby.keys("the index is being rebuilt\r");
    a.sees("the index is being rebuilt");
    // From another shell, by name and without any link.
    ben.run(&["fact", "it began at noon", "--incident", "INC-1"]).ok();
    a.sees("it began at noon");

    // A role is offered by keys, and changes hands only when the other accepts.
    a.keys("\x1b").sees("write >");
    a.keys("R").sees("comms");
    a.keys("2").sees("ben");
    a.keys("2");
    lobby.sees("offers YOU");
    assert!(!a.text().contains("COMMS ben"));
    lobby.presses_until("\x1bY", "COMMS you");
    a.sees("COMMS ben");

    // Severity and phase by key, with a reason.
    a.keys("S").sees("critical");
    a.keys("1").keys("nobody can search\r").sees("P1 critical");
    lobby.sees("P1");
    a.keys("P").sees("identified");
    a.keys("2").keys("the index\r").sees("IDENTIFIED");
    lobby.sees("IDENTIFIED");
}

/// A machine that keeps an incident of before, somebody's report and another's recording.
fn keeper() -> Machine {
    let ana = with_march();
    let file = ana.home().join("theirs.md");
    fs::write(&file, "# A bad day at the registrar\n\nThe zone was gone.\n").unwrap();
    ana.run(&["import", file.to_str().unwrap()]).ok();
    let ben = Machine::of("ben");
    ben.run(&["open", "Their disks are full", "--no-join"]).ok();
    ben.run(&["saw", "inodes ran out"]).ok();
    ben.run(&["phase", "closed", "over"]).ok();
    let file = ana.home().join("theirs.jsonl");
    ben.run(&["export", "INC-1", "-o", file.to_str().unwrap()]).ok();
    ana.run(&["import", file.to_str().unwrap()]).ok();
    ana
}

#[test]
fn without_a_server_the_lobby_lists_opens_and_reads_what_is_kept() {
    let ana = keeper();
    let mut lobby = ana.terminal(USUAL, &[]);
    lobby.sees("no server").sees("warroom open").sees("OVERDUE");
    let listed = ana.run(&["list"]).ok();
    for name in ["INC-9001", "INC-1", "R-1"] {
        assert!(listed.contains(name), "{listed}");
        lobby.sees(name);
    }
    lobby.sees("typed in").sees("imported").sees("report, here");
    // The newest is picked: it is walked through, and left for the lobby.
    lobby.sees("walks through it");
    lobby.keys("\r");
    lobby.sees("Space next").sees_no("walks through it");
    lobby.keys("  ").sees("inodes ran out");
    lobby.keys("\x1b").sees("walks through it").sees("R-1");
    // A report is read over the lobby.
    lobby.keys("\x1b[F").sees("reads it");
    lobby.keys("\r");
    lobby.sees("The zone was gone.");
    lobby.keys("\x1b").sees_no("The zone was gone.");
    // What another shell takes in is there by itself, and what it forgets is gone.
    let more = ana.home().join("more.md");
    fs::write(&more, "# Another bad day\n\nAgain.\n").unwrap();
    ana.run(&["import", more.to_str().unwrap()]).ok();
    lobby.sees("Another bad day");
    ana.run(&["forget", "R-1", "--yes"]).ok();
    lobby.sees_no("A bad day at the registrar");
    lobby.keys("/502s").sees("1 found");
    lobby.keys("\r").sees("Space next");
    lobby.keys("\x1b").sees("walks through it");
    lobby.keys("\x03");
    lobby.sees("Leave?");
    lobby.keys("\r");
    assert_eq!(lobby.ended(), 0);
    assert!(lobby.is_given_back());
}

#[test]
fn the_lobby_of_a_server_lists_what_goes_on_before_what_is_kept() {
    let ana = keeper();
    ana.run(&["open", "Search is slow", "--no-join"]).ok();
    let mut lobby = ana.terminal((160, 45), &[]);
    lobby.sees("Search is slow").sees("INC-9001").sees("live");
    let text = lobby.text();
    let place = |words: &str| text.find(words).unwrap();
    assert!(place("Search is slow") < place("Over, and what is kept"), "{text}");
    assert!(place("Over, and what is kept") < place("Checkout returned 502s"), "{text}");
    assert!(place("Checkout returned 502s") < place("A bad day at the registrar"), "{text}");
    // Two incidents are called INC-1: each is there, and what goes on is joined.
    lobby.sees("Their disks are full").sees("joins it");
    lobby.keys("\r").sees("saw >");
    lobby.keys("\x1b").sees("write >");
    lobby.keys("\x03").sees("Leave?");
    lobby.keys("\r");
    assert_eq!(lobby.ended(), 0);
    // Its server stopped, what is kept is there all the same, and why nothing goes on.
    ana.run(&["stop"]).ok();
    let lobby = ana.terminal((160, 45), &[]);
    lobby.sees("no server").sees("was stopped").sees("INC-9001").sees("Search is slow");
}

#[test]
fn a_machine_that_knows_nothing_is_told_how_to_begin() {
    let ana = Machine::of("ana");
    let mut first = ana.terminal(USUAL, &[]);
    first.sees("No incident is known on this machine").sees("warroom open").sees("warroom demo");
    assert_eq!(first.ended(), 0);
}

#[test]
fn the_teams_lobby_lists_and_reads_the_teams_reports() {
    let (host, ana, ben) = (Machine::of("host"), Machine::of("ana"), Machine::of("ben"));
    let (_server, invite) = served(&host);
    for machine in [&ana, &ben] {
        machine.run(&["join", &invite]).ok();
    }
    let file = ana.home().join("theirs.md");
    fs::write(&file, "# A bad day at the registrar\n\nThe zone was gone.\n").unwrap();
    assert_eq!(ana.run(&["import", file.to_str().unwrap()]).ok(), "T-1\n");
    let mut lobby = ben.terminal(USUAL, &[]);
    lobby.sees("T-1").sees("report, team").sees("Nothing is wrong here");
    lobby.keys("\r").sees("The zone was gone.");
}

#[test]
fn the_log_is_json_and_holds_nothing_that_people_wrote() {
    let (host, ana, ben) = (Machine::of("host"), Machine::of("ana"), Machine::of("ben"));
    let (mut server, invite) = served(&host);
    for machine in [&ana, &ben] {
        machine.run(&["join", &invite]).ok();
    }
    ana.run(&["open", "Zeppelin is late", "--talk", "call 4711-plover", "--no-join"]).ok();
    ben.run(&["join", "INC-1"]).ok();
    ben.run(&["saw", "the xyzzy gauge dips"]).ok();
    ben.run(&["severity", "P1", "plugh is down"]).refused(1, "only the lead");
    ben.run(&["answer", "99", "quux did it"]).refused(1, "there is no #99");
    ana.run(&["invite", "--name", "frobnitz"]).ok();
    ana.run(&["redact", "5", "a grue was pasted"]).ok();
    ana.run(&["remove", "ben", "waldo asked for it"]).ok();
    server.keys("\x03");
    assert_eq!(server.ended(), 0);
    let all = String::from_utf8(server.bytes()).unwrap();
    let logged: Vec<&str> = all.lines().filter(|line| line.starts_with('{')).collect();
    let of_seats = logged.iter().filter(|line| line.contains("a seat is taken")).count();
    assert!(of_seats > 5, "{all}");
    for line in logged {
        let read: serde_json::Value = serde_json::from_str(line.trim_end()).unwrap();
        assert!(read["level"].is_string() && read["message"].is_string(), "{line}");
        let lower = line.to_lowercase();
        for said in ["zeppelin", "plover", "xyzzy", "plugh", "quux", "frobnitz", "grue", "waldo"] {
            assert!(!lower.contains(said), "{line}");
        }
    }
}
