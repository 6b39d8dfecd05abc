//! The main job on real input: three people in three terminals work one incident; the server is
//! killed in between; the record of it is stepped through again and becomes a report.

use crate::terminal::{Machine, Terminal, keep_port};
use std::fs;

const LARGE: (u16, u16) = (160, 45);
const USUAL: (u16, u16) = (80, 24);
const PHONE: (u16, u16) = (40, 15);

pub(crate) fn opened(ana: &Machine, size: (u16, u16)) -> (Terminal, String) {
    let open = ["open", "Checkout returns 500s", "--severity", "P1", "--kind", "availability"];
    let mut screen = ana.terminal(size, &open);
    screen.sees("Checkout returns 500s").sees("saw >");
    // Esc leaves the line; W shows who is here and the invite, c copies it.
    screen.keys("\x1b").sees("write >");
    screen.keys("W").sees("invite");
    screen.keys("c");
    let copied = screen.copied();
    let invite = copied.strip_prefix("warroom join ").unwrap().to_owned();
    assert!(invite.starts_with("warroom://127.0.0.1:"), "{invite}");
    screen.keys("\x1b");
    (screen, invite)
}

pub(crate) fn joined(machine: &Machine, size: (u16, u16), invite: &str) -> Terminal {
    let screen = machine.terminal(size, &["join", invite]);
    screen.sees("saw >");
    screen
}

/// Where the server of this machine is reached, as it wrote it down.
fn door(machine: &Machine) -> serde_json::Value {
    let door = fs::read_to_string(machine.home().join("data/server/door.json")).unwrap();
    serde_json::from_str(&door).unwrap()
}

/// Kills the server of this machine as a crash would.
fn kill_server(machine: &Machine) {
    let door = door(machine);
    let pid = door["pid"].as_u64().unwrap().to_string();
    let killed = std::process::Command::new("kill").args(["-9", &pid]).status().unwrap();
    assert!(killed.success());
    // Its lock is free when it is gone.
    fs::File::open(machine.home().join("data/server/door.lock")).unwrap().lock_shared().unwrap();
}

#[test]
fn three_responders_work_one_incident_through_a_crash() {
    let (ana, ben, cy) = (Machine::of("ana"), Machine::of("ben"), Machine::of("cy"));
    let (mut a, invite) = opened(&ana, LARGE);
    let mut b = joined(&ben, USUAL, &invite);
    let mut c = joined(&cy, PHONE, &invite);
    a.sees("ben").sees("cy");

    // A newcomer types a sentence and presses Enter: it is an observation, on every screen.
    b.keys("5xx at 38 percent\r");
    a.sees("5xx at 38 percent");
    c.sees("5xx at 38 percent");
    c.keys("f only eu-west\r");
    a.sees("only eu-west");

    // The lead writes a task and gives it with two keys; the digit is the place of joining.
    a.keys("t").sees("task >");
    a.keys("roll back eu-west\r").sees("A gives it");
    a.keys("A").sees("2 ben");
    a.keys("2");
    b.sees("ana asks YOU");
    // A card that somebody else caused takes keys only after a moment: pressed until it does.
    b.presses_until("\x1by", "ben has");
    a.sees("ben has");

    // The server dies as in a crash. What is written meanwhile waits, and nothing is lost.
    kill_server(&ana);
    let port = keep_port(&ana);
    b.keys("written while cut off\r");
    a.sees("written while cut off");
    c.sees("written while cut off");
    b.sees_no("...");
    drop(port);

    // From any other shell of the same person.
    let said = ben.run(&["did", "restarted checkout-3"]).ok();
    assert!(said.trim().starts_with('#'), "{said}");
    a.sees("restarted checkout-3");

    let file = ana.home().join("a.jsonl");
    let file = file.to_str().unwrap();
    ana.run(&["export", "INC-1", "-o", file]).ok();
    assert!(ana.run(&["verify", file]).ok().contains("whole"));
    let report = ana.run(&["report", file, "--names", "handles"]).ok();
    for words in ["# ", "5xx at 38 percent", "written while cut off", "roll back eu", "ben"] {
        assert!(report.contains(words), "the report misses {words:?}:\n{report}");
    }
    let mut replay = ana.terminal(LARGE, &["replay", file]);
    replay.sees("AS KNOWN AT");
    replay.keys("\x1b[H").sees_no("5xx at 38 percent");
    replay.keys("\x1b[F").sees("gives the outcome away");
    replay.keys("\r").sees("restarted checkout-3");
}

#[test]
fn a_server_that_dies_unseen_comes_back_behind_the_same_invite() {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let made = ana.run(&["open", "Checkout", "returns", "500s", "--no-join", "--json"]).ok();
    let made: serde_json::Value = serde_json::from_str(&made).unwrap();
    ana.run(&["saw", "before the crash"]).ok();
    let before = door(&ana);
    kill_server(&ana);
    let port = keep_port(&ana);

    let shown = ana.run(&["show", "INC-1"]).ok();
    drop(port);
    assert!(shown.contains("before the crash"), "{shown}");
    let after = door(&ana);
    assert_eq!((&after["address"], &after["pin"]), (&before["address"], &before["pin"]));
    assert_ne!(after["pid"], before["pid"], "started again by itself");

    ben.run(&["join", made["invite"].as_str().unwrap()]).ok();
    ben.run(&["saw", "after the crash"]).ok();
    let shown = ana.run(&["show", "INC-1"]).ok();
    assert!(shown.contains("after the crash"), "{shown}");
}
