//! A copy that the room went on without, with the real program: kept as a file, and its own entries
//! sent again.

use std::fs;

use super::altered::kept;
use super::flips::{copy, written};
use super::served::{Served, data, incident};
use crate::room::joined;
use crate::terminal::Machine;

const SIZE: (u16, u16) = (120, 40);

#[test]
fn promise_2_a_copy_that_the_room_went_on_without_is_set_aside_and_its_entries_come_again() {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let served = Served::start(&ana, None).unwrap();
    let invite = incident(&ana).to_string();
    let mut b = joined(&ben, SIZE, &invite);
    for n in 0..8 {
        ben.run(&["saw", &format!("entry {n} of ben")]).ok();
    }
    b.sees("entry 7 of ben");
    b.signal("-TERM");
    b.ended();
    let whole = kept(&ben);
    let address = served.address.clone();
    served.kill();
    // The end of the log is lost.
    let folder = tempfile::tempdir().unwrap();
    copy(&data(&ana), folder.path());
    let log = data(&ana).join("journal.db-wal");
    let length = written(&log);
    fs::OpenOptions::new().write(true).open(&log).unwrap().set_len(length * 3 / 4).unwrap();
    let _served = Served::listening(&ana, &address, None).unwrap();
    // A copy is not set aside because a server has less.
    let refused = ben.run(&["join", "INC-1", "--set-aside"]);
    assert!(
        refused.code != 0 || refused.err.contains("nothing has to be set aside"),
        "{}",
        refused.err
    );
    assert_eq!(kept(&ben), whole);
    ana.run(&["restore", "--go-on", "ben left with them"]).ok();
    ana.run(&["saw", "the room went on"]).ok();
    for _ in 0..8 {
        ana.run(&["saw", "and on"]).ok();
    }
    // From then on it is another record: it is said, and how to go on.
    let parted = ben.run(&["saw", "whose record is it?"]);
    assert!(parted.err.contains("--set-aside"), "{}", parted.err);
    let aside = ben.run(&["join", "INC-1", "--set-aside"]);
    assert!(aside.err.contains("the room went on from #"), "{}", aside.err);
    assert!(aside.err.contains("sent again: "), "{}", aside.err);
    assert_eq!(aside.code, 0, "{}", aside.err);
    let folder = ben.home().join("data/copies");
    let files = fs::read_dir(folder).unwrap().flatten().map(|it| it.path());
    let kept_aside: Vec<_> = files.filter(|it| it.to_string_lossy().contains("aside-1")).collect();
    assert_eq!(kept_aside.len(), 1);
    let text = fs::read_to_string(&kept_aside[0]).unwrap();
    assert_eq!(text.lines().map(str::to_owned).collect::<Vec<_>>(), whole);
    // What he wrote is there once, all of it, whether it was lost or not.
    ben.run(&["outbox", "--send"]).ok();
    let file = ben.home().join("out.jsonl");
    ben.run(&["export", "INC-1", "-o", file.to_str().unwrap()]).ok();
    ben.run(&["verify", file.to_str().unwrap()]).ok();
    let text = fs::read_to_string(file).unwrap();
    for n in 0..8 {
        assert_eq!(text.matches(&format!("entry {n} of ben\"")).count(), 1, "entry {n} in\n{text}");
    }
    assert_eq!(text.matches("whose record is it?").count(), 1);
    // Once more there is nothing to set aside.
    let again = ben.run(&["join", "INC-1", "--set-aside"]);
    assert!(again.err.contains("nothing has to be set aside"), "{}", again.err);
}
