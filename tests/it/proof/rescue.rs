//! The room survives its host, with the real program in real terminals.

use std::fs;
use std::path::Path;

use super::altered::{copy_file, kept, leaves};
use super::served::{Served, data, door, incident};
use super::table::{control, proof};
use crate::room::joined;
use crate::terminal::{Machine, Terminal, keep_port};

const SIZE: (u16, u16) = (140, 40);

/// The machine of a server is gone: killed, and its folder away.
fn gone(served: Served, machine: &Machine, away: &Path) {
    served.kill();
    fs::rename(data(machine), away.join("server")).unwrap();
}

fn offers(machine: &Machine, sees: &Terminal, who: &str) {
    machine.run(&["rescue", "--offer", "INC-1"]).ok();
    sees.sees(&format!("{who} could serve this room"));
}

fn once(machine: &Machine, all: &[&str]) {
    let file = machine.home().join("out.jsonl");
    let file = file.to_str().unwrap();
    machine.run(&["export", "INC-1", "-o", file, "--force"]).ok();
    assert!(machine.run(&["verify", file]).ok().contains("Every line is whole"));
    let text = fs::read_to_string(file).unwrap();
    for words in all {
        assert_eq!(text.matches(words).count(), 1, "{words:?} in\n{text}");
    }
}

#[test]
fn promise_11_three_screens_go_on_after_their_servers_machine_is_gone() {
    let ops = Machine::of("ops");
    let (ana, ben, cy, dia) =
        (Machine::of("ana"), Machine::of("ben"), Machine::of("cy"), Machine::of("dia"));
    let served = Served::start(&ops, None).unwrap();
    let address = served.address.clone();
    let invite = incident(&ops).to_string();
    let a = joined(&ana, SIZE, &invite);
    let mut b = joined(&ben, SIZE, &invite);
    let c = joined(&cy, (80, 24), &invite);
    dia.run(&["join", &invite]).ok();
    ben.run(&["saw", "while the server lived"]).ok();
    a.sees("while the server lived");
    offers(&cy, &a, "cy");
    cy.run(&["rescue"]).refused(1, "there is nothing to rescue");

    let backup = tempfile::tempdir_in(ops.home()).unwrap();
    gone(served, &ops, backup.path());
    a.sees("CUT OFF");
    b.keys("written while cut off\r").sees("not recorded yet");
    let told = cy.run(&["rescue"]);
    assert!(told.err.contains("is served from this machine now"), "{}", told.err);
    // No other machine was offered: whether another rescues it as well, only people can say.
    assert!(told.err.contains("Say by voice that it is you"), "{}", told.err);
    let line = told.ok();
    let line = line.trim().strip_prefix("warroom join ").unwrap();

    // Their screens find it by themselves, and what waited is sent once.
    a.sees("cy serves this room now").sees("written while cut off");
    c.sees("written while cut off");
    b.sees_no("not recorded yet").sees_no("CUT OFF");
    ana.run(&["saw", "from a shell, after"]).ok();
    c.sees("from a shell, after");
    // Who kept no copy knows no other place: the line tells it.
    assert_eq!(dia.run(&["saw", "where is it?"]).code, 3);
    dia.run(&["join", line]).ok();
    dia.run(&["saw", "dia found it"]).ok();
    a.sees("dia found it").sees("where is it?");
    once(
        &ana,
        &["while the server lived", "written while cut off", "from a shell, after", "dia found it"],
    );

    // The old server comes back with its older record, while the new one is down for a while.
    fs::rename(backup.path().join("server"), data(&ops)).unwrap();
    let old = Served::listening(&ops, &address, None).unwrap();
    let pid = door(&cy)["pid"].as_u64().unwrap().to_string();
    assert!(std::process::Command::new("kill").args(["-9", &pid]).status().unwrap().success());
    let port = keep_port(&cy);
    a.sees("CUT OFF");
    // It would record: whoever has seen nothing of it, and reaches no other machine, is heard there.
    let eve = Machine::of("eve");
    eve.run(&["join", &invite]).ok();
    eve.run(&["saw", "of one who has seen nothing"]).ok();
    control("rescue-control-old", 1, 1, "recorded there, as it must be");
    // Nobody goes there: this is not where the room is any more.
    ana.run(&["join", "INC-1", "--at", &address]).refused(3, "another server answers");
    let waits = ana.run(&["saw", "not for the old one"]);
    assert_eq!(waits.code, 3, "{}", waits.err);
    assert!(waits.err.contains("it waits on this machine"), "{}", waits.err);
    // By its old invite neither: it does not go on from what this machine holds.
    let refused = ben.run(&["join", &invite]);
    assert_eq!(refused.code, 1, "{}{}", refused.out, refused.err);
    old.kill();
    drop(port);
    cy.run(&["show", "INC-1"]).ok();
    a.sees("not for the old one");
    once(&ben, &["while the server lived", "written while cut off", "not for the old one"]);
    proof("rescue", 1, "0 lost, 0 twice, the older record not followed");
}

#[test]
fn promise_11_whoever_is_first_at_an_old_server_is_taken_to_where_the_room_is() {
    let ops = Machine::of("ops");
    let (cat, dia) = (Machine::of("cat"), Machine::of("dia"));
    let served = Served::start(&ops, None).unwrap();
    let address = served.address.clone();
    let invite = incident(&ops).to_string();
    let c = joined(&cat, SIZE, &invite);
    dia.run(&["join", &invite]).ok();
    offers(&cat, &c, "cat");
    let backup = tempfile::tempdir_in(ops.home()).unwrap();
    gone(served, &ops, backup.path());
    c.sees("CUT OFF");
    cat.run(&["rescue"]).ok();
    cat.run(&["saw", "where the room is"]).ok();
    // The old one is back, and nobody who saw more calls it: the lead's shell and dia's know nothing.
    fs::rename(backup.path().join("server"), data(&ops)).unwrap();
    let old = Served::listening(&ops, &address, None).unwrap();
    for (machine, words) in [(&ops, "the lead is first"), (&dia, "dia, who keeps no copy")] {
        machine.run(&["saw", words]).ok();
        c.sees(words);
    }
    old.kill();
    once(&cat, &["where the room is", "the lead is first", "dia, who keeps no copy"]);
    proof("rescue-old", 2, "recorded where the room is, nothing at the old one");
}

#[test]
fn promise_11_an_old_server_that_is_back_hears_of_it_from_open_screens_before_a_newcomer_writes() {
    let ops = Machine::of("ops");
    let (ana, ben, eve) = (Machine::of("ana"), Machine::of("ben"), Machine::of("eve"));
    let served = Served::start(&ops, None).unwrap();
    let address = served.address.clone();
    let invite = incident(&ops).to_string();
    let a = joined(&ana, SIZE, &invite);
    let b = joined(&ben, SIZE, &invite);
    let backup = tempfile::tempdir_in(ops.home()).unwrap();
    gone(served, &ops, backup.path());
    a.sees("CUT OFF");
    // No machine was offered, so nobody can look there.
    let line = ben.run(&["rescue"]).ok();
    let line = line.trim().strip_prefix("warroom join ").unwrap();
    ana.run(&["join", line]).ok();
    ana.run(&["saw", "where the room is"]).ok();
    a.sees("where the room is").sees_no("CUT OFF");
    // Of those who know where it was, one screen is enough.
    leaves(b);
    fs::rename(backup.path().join("server"), data(&ops)).unwrap();
    let old = Served::listening(&ops, &address, None).unwrap();
    assert!(old.until(|line| line.contains("a copy is another one")).is_some(), "{}", old.log());
    // By the old invite, with nothing in hand.
    let refused = eve.run(&["join", &invite]);
    assert_eq!(refused.code, 3, "{}{}", refused.out, refused.err);
    assert!(refused.err.contains("ana"), "it does not say who has it: {}", refused.err);
    old.kill();
    once(&ana, &["where the room is"]);
    proof("rescue-told", 1, "nobody new was recorded there");
}

/// The server is gone after its last word, which ben's copy does not have; ben, who offered before,
/// rescues. Gives what ben was told, and what of cat's words came to ben's machine.
fn rescued_by_ben(last: impl Fn(&Machine)) -> (Machine, Machine, Terminal, (i32, String), bool) {
    let ops = Machine::of("ops");
    let (ben, cat) = (Machine::of("ben"), Machine::of("cat"));
    let served = Served::start(&ops, None).unwrap();
    let invite = incident(&ops).to_string();
    let b = joined(&ben, SIZE, &invite);
    let c = joined(&cat, SIZE, &invite);
    offers(&ben, &c, "ben");
    // The offer is in ben's copy before the screen that keeps it is closed.
    b.sees("ben could serve this room");
    drop(b);
    last(&ops);
    ops.run(&["saw", "XYLOPH, which ben has not seen"]).ok();
    c.sees("XYLOPH, which ben has not seen");
    let backup = tempfile::tempdir_in(ops.home()).unwrap();
    gone(served, &ops, backup.path());
    c.sees("CUT OFF");
    let told = ben.run(&["rescue"]);
    let knows = ["journal.db", "journal.db-wal"].iter().any(|file| {
        let bytes = fs::read(data(&ben).join(file)).unwrap_or_default();
        bytes.windows(6).any(|found| found == b"XYLOPH")
    });
    (ben, cat, c, (told.code, told.err), knows)
}

#[test]
fn promise_15_who_was_put_out_does_not_get_the_room_by_a_rescue() {
    let (_ben, cat, c, _told, knows) = rescued_by_ben(|ops| {
        ops.run(&["remove", "ben", "hostile"]).ok();
    });
    assert!(!knows, "what was said after ben was put out came to ben's machine");
    c.sees("CUT OFF").sees_no("ben serves this room now");
    // Nor do they follow ben's line; whoever belongs serves the room.
    cat.run(&["rescue"]).ok();
    c.sees("cat serves this room now").sees_no("CUT OFF");
    once(&cat, &["XYLOPH, which ben has not seen", "\"type\":\"rescued\""]);
    proof("rescue-out", 1, "not called, not followed, not one word brought");

    let (ben, cat, c, _told, knows) = rescued_by_ben(|_| {});
    c.sees("ben serves this room now");
    assert!(knows);
    control(
        "rescue-out-control",
        1,
        1,
        "found by the others, and brought all of it, as it must be",
    );
    drop((ben, cat));
}

#[test]
fn promise_15_nor_does_who_was_put_out_by_an_invite_for_which_a_copy_is_set_aside() {
    let ops = Machine::of("ops");
    let (ben, cat) = (Machine::of("ben"), Machine::of("cat"));
    let served = Served::start(&ops, None).unwrap();
    let invite = incident(&ops).to_string();
    let b = joined(&ben, SIZE, &invite);
    let c = joined(&cat, SIZE, &invite);
    ops.run(&["saw", "ben sees this"]).ok();
    b.sees("ben sees this");
    leaves(b);
    ops.run(&["remove", "ben", "hostile"]).ok();
    ops.run(&["saw", "and not this"]).ok();
    c.sees("and not this");
    leaves(c);
    let backup = tempfile::tempdir_in(ops.home()).unwrap();
    gone(served, &ops, backup.path());
    // Nobody knows his machine before; he sends his line.
    let line = ben.run(&["rescue"]).ok();
    let line = line.trim().strip_prefix("warroom join ").unwrap();
    cat.run(&["join", line, "--set-aside"]).err_holds("who was put out of this incident");
    // Nothing of it stays: where the room was is where it is looked for.
    let waits = cat.run(&["saw", "not for ben"]);
    assert_eq!(waits.code, 3, "{}", waits.err);
    assert!(waits.err.contains("the server cannot be reached"), "{}", waits.err);
    assert!(kept(&cat).iter().any(|line| line.contains("and not this")));
}

#[test]
fn promise_11_a_room_is_rescued_from_a_damaged_copy_up_to_where_it_is_good() {
    let ops = Machine::of("ops");
    let ben = Machine::of("ben");
    let served = Served::start(&ops, None).unwrap();
    let invite = incident(&ops).to_string();
    let b = joined(&ben, SIZE, &invite);
    ops.run(&["saw", "before the damage"]).ok();
    ops.run(&["saw", "the last words"]).ok();
    b.sees("the last words");
    leaves(b);
    let backup = tempfile::tempdir_in(ops.home()).unwrap();
    gone(served, &ops, backup.path());
    let file = copy_file(&ben).unwrap();
    let mut bytes = fs::read(&file).unwrap();
    let at = bytes.windows(14).rposition(|found| found == b"the last words").unwrap();
    bytes[at] |= 0x80;
    fs::write(&file, bytes).unwrap();
    let told = ben.run(&["rescue"]);
    assert!(told.err.contains("is damaged and read up to there only"), "{}", told.err);
    told.ok();
    let file = ops.home().join("rescued.jsonl");
    let file = file.to_str().unwrap();
    ben.run(&["export", "INC-1", "-o", file]).ok();
    assert!(ops.run(&["verify", file]).ok().contains("Every line is whole"));
    let text = fs::read_to_string(file).unwrap();
    for (words, count) in
        [("before the damage", 1), ("\"type\":\"rescued\"", 1), ("the last words", 0)]
    {
        assert_eq!(text.matches(words).count(), count, "{words:?} in\n{text}");
    }
}

#[test]
fn promise_11_of_two_who_rescue_at_once_one_does_and_the_other_is_told() {
    let ops = Machine::of("ops");
    let (ana, ben, cy) = (Machine::of("ana"), Machine::of("ben"), Machine::of("cy"));
    let served = Served::start(&ops, None).unwrap();
    let invite = incident(&ops).to_string();
    let a = joined(&ana, SIZE, &invite);
    let b = joined(&ben, SIZE, &invite);
    let c = joined(&cy, SIZE, &invite);
    offers(&ben, &a, "ben");
    offers(&cy, &a, "cy");
    b.sees("cy could serve this room");
    c.sees("cy could serve this room");
    let backup = tempfile::tempdir_in(ops.home()).unwrap();
    gone(served, &ops, backup.path());
    a.sees("CUT OFF");
    let (first, second) = std::thread::scope(|scope| {
        let second = scope.spawn(|| cy.run(&["rescue"]));
        let first = scope.spawn(|| ben.run(&["rescue"]));
        (first.join().unwrap(), second.join().unwrap())
    });
    // In the recorded order ben comes first.
    first.ok();
    second.refused(1, "ben has it: INC-1 is served at");
    a.sees("ben serves this room now");
    for (machine, words) in [(&ana, "ana is here"), (&ben, "ben is here"), (&cy, "cy is here")] {
        machine.run(&["saw", words]).ok();
        for screen in [&a, &b, &c] {
            screen.sees(words);
        }
    }
    once(&cy, &["ana is here", "ben is here", "cy is here", "\"type\":\"rescued\""]);
    proof("rescue-two", 1, "one served it, the other was told, 0 lost, 0 twice");
    let both = rescued_unoffered();
    control("rescue-two-control", both, 2, "both serve it, as they must");
    assert_eq!(both, 2);
}

/// The same of two that nobody knows of: how many of them serve the room.
fn rescued_unoffered() -> usize {
    let ops = Machine::of("ops");
    let (ben, cy) = (Machine::of("ben"), Machine::of("cy"));
    let served = Served::start(&ops, None).unwrap();
    let invite = incident(&ops).to_string();
    for machine in [&ben, &cy] {
        joined(machine, SIZE, &invite);
    }
    let backup = tempfile::tempdir_in(ops.home()).unwrap();
    gone(served, &ops, backup.path());
    std::thread::scope(|scope| {
        let all = [&ben, &cy].map(|machine| scope.spawn(|| machine.run(&["rescue"]).code));
        all.map(|code| usize::from(code.join().unwrap() == 0)).iter().sum()
    })
}
