//! A server of a team: a machine that is enrolled once needs no link.

use crate::terminal::{Machine, Terminal};

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
