//! Records that a server lost, with the real program: told on every screen, put back by a responder.

use std::fs;
use std::path::Path;

use warroom_register::Seq;

use super::altered::{kept, leaves, reset, untold};
use super::chance::Chance;
use super::flips::{copy, written};
use super::journal;
use super::kills::Load;
use super::served::{Served, data, incident};
use super::table::{control, proof};
use crate::room::joined;
use crate::terminal::{Machine, Terminal};

const SIZE: (u16, u16) = (120, 40);
const PEOPLE: [&str; 4] = ["dia", "eve", "fay", "gil"];
const ENTRIES_EACH: usize = 25;
const LOSSES: usize = 12;
const TRIES_MAX: usize = 80;

/// Waits until the server's file of heads says all that this machine's copy holds: it is written right
/// behind, and what it does not say is taken of the lead alone.
fn watched(screen: &Terminal, server: &Machine, copy: &Machine) {
    screen.eventually("the file of heads says all", || {
        let last = format!("\"head\":{},", kept(copy).len().saturating_sub(1));
        fs::read_to_string(data(server).join("heads")).is_ok_and(|said| said.contains(&last))
    });
}

/// Ends a server as a crash does, and its folder with it: what was there is in `to`.
fn crash(served: Served, machine: &Machine, to: &Path) {
    served.kill();
    copy(&data(machine), to);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_2_what_a_log_lost_is_put_back_from_a_responders_copy() {
    let (ana, cy) = (Machine::of("ana"), Machine::of("cy"));
    let served = Served::start(&ana, None).unwrap();
    let invite = incident(&ana);
    let screen = joined(&cy, SIZE, &invite.to_string());
    let load = Load::begin(&PEOPLE, &invite, &served.address, |it| it.most = ENTRIES_EACH);
    let head = load.all_written().await.iter().map(super::seat::Writer::head).max().unwrap();
    let address = served.address.clone();
    tokio::task::block_in_place(|| {
        screen.eventually("a whole copy", || kept(&cy).len() as u64 > head.0);
        watched(&screen, &ana, &cy);
        leaves(screen);
        let whole = tempfile::tempdir().unwrap();
        crash(served, &ana, whole.path());
        let lines = kept(&cy);
        let mut chance = Chance::new(11);
        let mut losses = 0;
        for _ in 0..TRIES_MAX {
            if losses == LOSSES {
                break;
            }
            losses += usize::from(loses_and_restores(
                (&ana, &cy),
                &address,
                whole.path(),
                &lines,
                &mut chance,
            ));
        }
        assert_eq!(losses, LOSSES, "the log was hardly hit");
        proof("restore", losses, "each told, put back and verified, 0 lost");
        unnoticed(&ana, &address, whole.path(), head);
    });
}

/// Flips one bit of the log: whether that lost something, which then was put back.
fn loses_and_restores(
    (ana, cy): (&Machine, &Machine),
    address: &str,
    whole: &Path,
    lines: &[String],
    chance: &mut Chance,
) -> bool {
    reset(whole, ana);
    // What this machine was told of more is of the try before.
    untold(cy);
    let log = data(ana).join("journal.db-wal");
    let mut bytes = fs::read(&log).unwrap();
    let length = written(&log);
    let at = usize::try_from(length / 4 + chance.below(length * 3 / 4)).unwrap();
    bytes[at] ^= 1 << chance.below(8);
    fs::write(&log, bytes).unwrap();
    // Where the pages themselves do not hold together, it does not start, and says so.
    let Ok(served) = Served::listening(ana, address, None) else { return false };
    let mut restored = cy.run(&["restore", "INC-1"]);
    if restored.err.contains("nothing is missing") {
        return false;
    }
    // Where even their own joining was lost, the room does not know them, and says who does it then.
    if restored.err.contains("only whom this room knows comes in") {
        assert!(restored.err.contains("warroom restore --from FILE"), "{}", restored.err);
        let mine = cy.home().join("mine.jsonl");
        let mine = mine.to_str().unwrap();
        drop(cy.run(&["export", "INC-1", "-o", mine, "--force"]));
        restored = ana.run(&["restore", "INC-1", "--from", mine]);
    }
    assert!(restored.ok().contains("are back on the server of INC-1"));
    cy.run(&["saw", "written after it was whole again"]).ok();
    let file = cy.home().join("out.jsonl");
    let file = file.to_str().unwrap();
    cy.run(&["export", "INC-1", "-o", file, "--force"]).ok();
    cy.run(&["verify", file]).ok();
    served.kill();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (header, after) = runtime.block_on(journal::lines(&data(ana))).unwrap();
    assert_eq!((&header, &after[..lines.len() - 1]), (&lines[0], &lines[1..]));
    assert!(after[lines.len() - 1].contains("\"type\":\"restored\""), "{}", after[lines.len() - 1]);
    assert_eq!(after.len(), lines.len() + 1);
    true
}

/// Without the file of heads, and with nobody who holds more, nobody notices: the file and the copies
/// are what notices.
fn unnoticed(ana: &Machine, address: &str, whole: &Path, head: Seq) {
    reset(whole, ana);
    let log = data(ana).join("journal.db-wal");
    let length = written(&log);
    fs::OpenOptions::new().write(true).open(&log).unwrap().set_len(length / 2).unwrap();
    fs::remove_file(data(ana).join("heads")).unwrap();
    let served = Served::listening(ana, address, None).unwrap();
    let said = ana.run(&["saw", "on top of what is left"]).ok();
    let place: u64 = said.trim().trim_start_matches('#').parse().unwrap();
    assert!(place < head.0, "nothing was lost");
    served.kill();
    control("restore-control", 1, 1, "noticed by nobody, as it must be");
}

#[test]
fn promise_2_everyone_is_told_on_screen_how_many_records_are_missing() {
    let (ana, ben, cy) = (Machine::of("ana"), Machine::of("ben"), Machine::of("cy"));
    let served = Served::start(&ana, None).unwrap();
    let invite = incident(&ana).to_string();
    let mut b = joined(&ben, SIZE, &invite);
    let c = joined(&cy, (80, 24), &invite);
    for n in 0..12 {
        ben.run(&["saw", &format!("entry {n}")]).ok();
    }
    b.sees("entry 11");
    c.sees("entry 11");
    watched(&c, &ana, &cy);
    let address = served.address.clone();
    let whole = tempfile::tempdir().unwrap();
    crash(served, &ana, whole.path());
    b.sees("CUT OFF");
    reset(whole.path(), &ana);
    let log = data(&ana).join("journal.db-wal");
    let length = written(&log);
    fs::OpenOptions::new().write(true).open(&log).unwrap().set_len(length * 3 / 4).unwrap();
    let _served = Served::listening(&ana, &address, None).unwrap();
    // Both are told, how many and what to do; what is written waits, and nothing is refused.
    b.sees("records are missing on the server").sees("warroom restore");
    c.sees("NOT RECORDED");
    b.keys("written while it was not whole\r").sees("not recorded yet");
    let waits = cy.run(&["saw", "from a shell meanwhile"]);
    assert_eq!(waits.code, 3, "{}", waits.err);
    assert!(waits.err.contains("records are missing on the server"), "{}", waits.err);
    assert!(waits.err.contains("it waits on this machine"), "{}", waits.err);
    let back = cy.run(&["restore"]).ok();
    assert!(back.contains("are back on the server"), "{back}");
    b.sees_no("NOT RECORDED").sees("are here again");
    c.sees_no("NOT RECORDED").sees("written while it was not whole");
    b.sees_no("not recorded yet").sees("from a shell meanwhile");
    let file = ben.home().join("out.jsonl");
    let file = file.to_str().unwrap();
    ben.run(&["export", "INC-1", "-o", file]).ok();
    assert!(ben.run(&["verify", file]).ok().contains("the same from the first line to the last"));
    let text = fs::read_to_string(file).unwrap();
    for words in
        ["entry 0\"", "entry 11", "written while it was not whole", "from a shell meanwhile"]
    {
        assert_eq!(text.matches(words).count(), 1, "{words}");
    }
    assert!(ben.run(&["restore"]).err.contains("nothing is missing"));
}

#[test]
fn promise_2_what_nothing_proves_is_put_back_by_who_leads_from_a_file_of_who_has_it() {
    let (ana, cy) = (Machine::of("ana"), Machine::of("cy"));
    let served = Served::start(&ana, None).unwrap();
    let screen = joined(&cy, SIZE, &incident(&ana).to_string());
    for n in 0..12 {
        cy.run(&["saw", &format!("entry {n}")]).ok();
    }
    screen.sees("entry 11");
    screen.eventually("a whole copy", || kept(&cy).iter().any(|line| line.contains("entry 11")));
    leaves(screen);
    let (address, lines) = (served.address.clone(), kept(&cy));
    served.kill();
    // The end of the log is lost, and so is what would know of it.
    let log = data(&ana).join("journal.db-wal");
    let length = written(&log);
    fs::OpenOptions::new().write(true).open(&log).unwrap().set_len(length * 3 / 4).unwrap();
    fs::remove_file(data(&ana).join("heads")).unwrap();
    let served = Served::listening(&ana, &address, None).unwrap();
    // Whose copy notices is told whose it is to put that back, and what to give them.
    let screen = cy.terminal(SIZE, &["join", "INC-1"]);
    screen.sees("NOT RECORDED").sees("a file for the lead: warroom export INC-1");
    let refused = cy.run(&["restore", "INC-1"]);
    assert!(refused.err.contains("it is taken of the lead alone"), "{}", refused.err);
    let file = cy.home().join("mine.jsonl");
    let file = file.to_str().unwrap();
    drop(cy.run(&["export", "INC-1", "-o", file]));
    let done = ana.run(&["restore", "INC-1", "--from", file]).ok();
    assert!(done.contains("are back on the server of INC-1"), "{done}");
    screen.sees_no("NOT RECORDED");
    cy.run(&["saw", "and on"]).ok();
    leaves(screen);
    served.kill();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (header, after) = runtime.block_on(journal::lines(&data(&ana))).unwrap();
    assert_eq!((&header, &after[..lines.len() - 1]), (&lines[0], &lines[1..]));
}

#[test]
fn promise_2_a_database_that_cannot_be_read_at_all_is_put_back_too() {
    let (ana, cy) = (Machine::of("ana"), Machine::of("cy"));
    let served = Served::start(&ana, None).unwrap();
    let screen = joined(&cy, SIZE, &incident(&ana).to_string());
    for n in 0..6 {
        cy.run(&["saw", &format!("entry {n}")]).ok();
    }
    screen.sees("entry 5");
    watched(&screen, &ana, &cy);
    leaves(screen);
    let (address, lines) = (served.address.clone(), kept(&cy));
    served.kill();
    let folder = data(&ana);
    for name in ["journal.db", "journal.db-wal"] {
        let length = usize::try_from(fs::metadata(folder.join(name)).unwrap().len()).unwrap();
        fs::write(folder.join(name), b"spoilt ".repeat(length / 7 + 1)).unwrap();
    }
    // It is set aside as it is, which is said, and all of it is known to be missing.
    let spoilt = fs::read(folder.join("journal.db")).unwrap();
    let served = Served::listening(&ana, &address, None).unwrap();
    let said = served.until(|line| line.contains("could not be read and was set aside")).unwrap();
    assert!(said.contains("damaged-"), "{said}");
    let aside = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let aside = aside.filter(|it| it.to_string_lossy().contains("/damaged-"));
    assert!(aside.into_iter().any(|it| fs::read(it).unwrap() == spoilt));
    assert!(ana.run(&["list"]).ok().contains("records are missing on the server"));
    cy.run(&["restore", "INC-1"]).ok();
    cy.run(&["saw", "and on"]).ok();
    served.kill();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (header, after) = runtime.block_on(journal::lines(&folder)).unwrap();
    assert_eq!((&header, &after[..lines.len() - 1]), (&lines[0], &lines[1..]));
}
