//! A server's whole folder put back to an older state, heads and all, where nobody ever had a screen
//! open: the shells that were told of more notice.

use std::fs;

use super::altered::{leaves, untold};
use super::flips::copy;
use super::served::{Served, data, incident};
use super::table::{control, proof};
use crate::room::joined;
use crate::terminal::Machine;

const SIZE: (u16, u16) = (120, 40);
const LATER: usize = 3;

/// A room at which only shells write, whose server's folder is an older one now.
struct PutBack {
    ops: Machine,
    ben: Machine,
    /// Who was told of nothing that is gone.
    eve: Machine,
    older: tempfile::TempDir,
    address: String,
}

fn entry(machine: &Machine, words: &str) {
    machine.run(&["saw", words]).ok();
}

impl PutBack {
    /// Where `meanwhile` looks at what is gone later.
    fn new(meanwhile: impl FnOnce(&str)) -> (Self, Served) {
        let (ops, ben, eve) = (Machine::of("ops"), Machine::of("ben"), Machine::of("eve"));
        let served = Served::start(&ops, None).unwrap();
        let (address, invite) = (served.address.clone(), incident(&ops).to_string());
        for machine in [&ben, &eve] {
            machine.run(&["join", &invite]).ok();
            entry(machine, "before");
        }
        served.kill();
        let older = tempfile::tempdir().unwrap();
        copy(&data(&ops), older.path());
        let served = Served::listening(&ops, &address, None).unwrap();
        for n in 0..LATER {
            entry(if n % 2 == 0 { &ops } else { &ben }, &format!("later {n}"));
        }
        entry(&ben, "the last");
        meanwhile(&invite);
        served.kill();
        let put_back = Self { ops, ben, eve, older, address };
        let served = put_back.again();
        (put_back, served)
    }

    /// Puts the older folder back and starts the server on it.
    fn again(&self) -> Served {
        let folder = data(&self.ops);
        for entry in fs::read_dir(&folder).unwrap().flatten().map(|it| it.path()) {
            if entry.is_file() {
                fs::remove_file(entry).unwrap();
            }
        }
        copy(self.older.path(), &folder);
        Served::listening(&self.ops, &self.address, None).unwrap()
    }

    fn everyone(&self) -> [&Machine; 3] {
        [&self.ben, &self.ops, &self.eve]
    }

    /// What everyone's shell is told, whoever comes first.
    fn is_told(&self) {
        for machine in self.everyone() {
            let waits = machine.run(&["saw", "while it is not whole"]);
            assert_eq!(waits.code, 3, "{}", waits.err);
            let missing = LATER + 1;
            let words = format!("{missing} records are missing on the server");
            assert!(waits.err.contains(&words), "{}", waits.err);
            assert!(waits.err.contains("it waits on this machine"), "{}", waits.err);
        }
    }
}

fn exported(machine: &Machine) -> String {
    let file = machine.home().join("out.jsonl");
    machine.run(&["export", "INC-1", "-o", file.to_str().unwrap(), "--force"]).ok();
    machine.run(&["verify", file.to_str().unwrap()]).ok();
    fs::read_to_string(file).unwrap()
}

#[test]
fn promise_2_shells_alone_notice_that_a_servers_whole_folder_was_put_back() {
    let (room, served) = PutBack::new(|_| {});
    // Nobody named a file of theirs for it: nobody has one.
    room.is_told();
    let waits = room.eve.run(&["saw", "who has them?"]);
    assert!(waits.err.contains("ben and ops were told of them, without a copy"), "{}", waits.err);
    // Nobody has them: the lead says so, and goes on from that very shell.
    room.ops.run(&["restore", "--go-on", "nobody has them"]).ok();
    entry(&room.ops, "the lead goes on");
    room.eve.run(&["saw", "and so does eve"]).ok();
    // Whoever was told of them decides that for themselves.
    let parted = room.ben.run(&["saw", "what became of mine?"]);
    assert_eq!(parted.code, 1, "{}", parted.err);
    assert!(
        parted.err.contains("this room went on without what this machine was told of"),
        "{}",
        parted.err
    );
    assert!(parted.err.contains("--set-aside"), "{}", parted.err);
    let aside = room.ben.run(&["join", "INC-1", "--set-aside"]);
    assert!(
        aside.err.contains("the room went on without what this machine was told of"),
        "{}",
        aside.err
    );
    aside.ok();
    let again = room.ben.run(&["join", "INC-1", "--set-aside"]);
    assert!(again.err.contains("nothing has to be set aside"), "{}", again.err);
    entry(&room.ben, "ben goes on too");
    let text = exported(&room.ben);
    for words in ["the lead goes on", "and so does eve", "what became of mine?", "ben goes on too"]
    {
        assert_eq!(text.matches(words).count(), 1, "{words:?} in\n{text}");
    }
    assert_eq!(text.matches("while it is not whole").count(), 3, "{text}");
    served.kill();
    // The control: shells that were told of nothing.
    let served = room.again();
    for machine in room.everyone() {
        untold(machine);
    }
    entry(&room.ben, "on top of what is left");
    control("put-back-control", 1, 1, "noticed by nobody, as it must be");
    drop(served);
    proof("put-back", 3, "each told how many are missing, nothing recorded on top");
}

#[test]
fn promise_2_what_a_folder_put_back_lacks_is_restored_where_somebody_has_it() {
    let cy = Machine::of("cy");
    let (room, _served) = PutBack::new(|invite| {
        let screen = joined(&cy, SIZE, invite);
        screen.sees("the last");
        leaves(screen);
        let file = cy.home().join("cys.jsonl");
        cy.run(&["export", "INC-1", "-o", file.to_str().unwrap()]).ok();
    });
    let waits = room.ben.run(&["saw", "written meanwhile"]);
    assert!(waits.err.contains("records are missing on the server"), "{}", waits.err);
    let file = cy.home().join("cys.jsonl");
    let back = room.ops.run(&["restore", "INC-1", "--from", file.to_str().unwrap()]).ok();
    assert!(back.contains("are back on the server of INC-1"), "{back}");
    // What was told is so again: nobody has to set anything aside.
    for machine in room.everyone() {
        entry(machine, "all is here");
    }
    let text = exported(&room.ben);
    assert!(text.starts_with(&fs::read_to_string(&file).unwrap()), "{text}");
    assert_eq!(text.matches("written meanwhile").count(), 1, "{text}");
}

#[test]
fn promise_2_a_screen_that_opens_on_a_machine_that_was_told_of_more_notices_too() {
    let (room, _served) = PutBack::new(|_| {});
    let screen = room.ben.terminal(SIZE, &["join", "INC-1"]);
    screen.sees("NOT RECORDED").sees("records are missing").sees("before");
    let other = room.eve.terminal((80, 24), &["join", "INC-1"]);
    other.sees("NOT RECORDED");
    // It stays, and hears that the room goes on without what its machine was told of.
    room.ops.run(&["restore", "--go-on", "nobody has them"]).ok();
    entry(&room.ops, "the lead goes on");
    screen.sees("the lead goes on").sees("live");
}

#[test]
fn promise_2_a_shell_that_reads_that_the_room_went_on_stops_nobody() {
    let (room, served) = PutBack::new(|_| {});
    room.is_told();
    room.ops.run(&["restore", "--go-on", "nobody has them"]).ok();
    let shorter = room.ben.run(&["show"]);
    assert!(shorter.err.contains("--set-aside"), "{}", shorter.err);
    for n in 0..=LATER {
        entry(&room.ops, &format!("the lead goes on {n}"));
    }
    served.kill();
    let _served = Served::listening(&room.ops, &room.address, None).unwrap();
    let read = room.ben.run(&["show"]);
    assert!(
        read.err.contains("the room went on without what this machine was told of"),
        "{}",
        read.err
    );
    read.ok();
    for machine in room.everyone() {
        entry(machine, "all go on");
    }
}

#[test]
fn a_lead_who_says_again_that_the_room_goes_on_is_told_that_it_does() {
    let (room, _served) = PutBack::new(|_| {});
    let folder = room.ops.home().join("data/copies");
    let mut files = fs::read_dir(&folder).unwrap().flatten().map(|it| it.path());
    let told = files.find(|it| it.to_string_lossy().ends_with("told.json")).unwrap();
    let was_told = fs::read(&told).unwrap();
    let go_on = ["restore", "--go-on", "nobody has them"];
    room.ops.run(&go_on).ok();
    // As where the program ended before it heard that it was recorded.
    fs::write(&told, was_told).unwrap();
    for n in 0..=LATER {
        entry(&room.eve, &format!("eve goes on {n}"));
    }
    let again = room.ops.run(&go_on);
    assert!(again.err.contains("INC-1 goes on already"), "{}", again.err);
    again.ok();
    assert!(!told.exists(), "nothing that is gone is waited for any more");
    entry(&room.ops, "and so does the lead");
}
