//! A copy that the room went on without, with the real program: kept as a file, and its own entries
//! sent again.

use std::fs;

use super::altered::{kept, leaves};
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

/// What a machine says of the room, byte for byte.
fn exported(machine: &Machine) -> String {
    let file = machine.home().join("whole.jsonl");
    machine.run(&["export", "INC-1", "-o", file.to_str().unwrap(), "--force"]).ok();
    machine.run(&["verify", file.to_str().unwrap()]).ok();
    fs::read_to_string(file).unwrap()
}

/// The first copy that was set aside.
fn kept_aside(machine: &Machine) -> String {
    let files = fs::read_dir(machine.home().join("data/copies")).unwrap().flatten();
    let mut files = files.map(|it| it.path());
    let file = files.find(|it| it.to_string_lossy().contains(".aside-1.jsonl")).unwrap();
    fs::read_to_string(file).unwrap()
}

/// The place that a command printed.
fn place(printed: &str) -> u64 {
    printed.trim().trim_start_matches('#').parse().unwrap()
}

#[test]
fn promise_2_what_a_branch_did_to_its_own_numbers_is_done_to_nobody_elses_and_its_redactions_hold()
{
    let (ops, cat) = (Machine::of("ops"), Machine::of("cat"));
    let served = Served::start(&ops, None).unwrap();
    let invite = incident(&ops).to_string();
    let o = ops.terminal(SIZE, &["join", "INC-1"]);
    o.sees("LEAD you");
    let c = joined(&cat, SIZE, &invite);
    let old = place(&ops.run(&["saw", "an old secret, PLUGH77"]).ok());
    let later = place(&ops.run(&["saw", "another secret, FROTZ88"]).ok());
    c.sees("FROTZ88");
    leaves(c);
    // What only this side has: an entry, one whose words it took out, one that it takes back, and the
    // words of an old one that it took out.
    ops.run(&["saw", "branch one, since PR #4521"]).ok();
    let pasted = ops.run(&["saw", "pasted XYZZY99"]).ok();
    ops.run(&["redact", pasted.trim(), "a password"]).ok();
    let wrong = ops.run(&["saw", "branch two"]).ok();
    ops.run(&["retract", wrong.trim(), "it was not so"]).ok();
    ops.run(&["redact", &old.to_string(), "a password too"]).ok();
    o.sees("branch one").sees_no("PLUGH77");
    leaves(o);
    served.kill();
    let away = tempfile::tempdir_in(ops.home()).unwrap();
    fs::rename(data(&ops), away.path().join("server")).unwrap();
    let waits = ops.run(&["retract", pasted.trim(), "still wrong", "--incident", "INC-1"]);
    assert_ne!(waits.code, 0, "{}{}", waits.out, waits.err);
    // The other side goes on with those numbers.
    let line = cat.run(&["rescue"]).ok();
    let line = line.trim().strip_prefix("warroom join ").unwrap().to_owned();
    for n in 0..10 {
        cat.run(&["saw", &format!("EVIDENCE {n}")]).ok();
    }
    let aside = ops.run(&["join", &line, "--set-aside"]);
    assert!(aside.err.contains("sent again: observation branch one"), "{}", aside.err);
    assert!(aside.err.contains("not sent again, its words were taken out"), "{}", aside.err);
    assert!(
        aside.err.contains("not sent again, since it names what the room does not have"),
        "{}",
        aside.err
    );
    assert!(
        aside.err.contains(&format!("the words of #{old} were taken out there")),
        "{}",
        aside.err
    );
    assert!(!aside.err.contains("sent again: #"), "{}", aside.err);
    ops.run(&["outbox", "--send"]).ok();
    let text = exported(&ops);
    for n in 0..10 {
        assert_eq!(text.matches(&format!("EVIDENCE {n}\"")).count(), 1, "{n} in\n{text}");
    }
    assert_eq!(text.matches("branch one").count(), 1, "{text}");
    for never in
        ["\"type\":\"redacted\"", "\"type\":\"retracted\"", "redaction_confirmed", "XYZZY99"]
    {
        assert!(!text.contains(never), "{never} in\n{text}");
    }
    assert_eq!(text.matches("\"type\":\"redaction_asked\"").count(), 1, "{text}");
    // What is taken out now goes from the copy that was set aside as well: a line that both have, and
    // one that came again.
    let again = text.lines().find(|line| line.contains("branch one")).unwrap();
    let again: serde_json::Value = serde_json::from_str(again).unwrap();
    assert!(again["event"]["seen_at"]["at"].is_string(), "when it was written: {again}");
    assert!(kept_aside(&ops).contains("FROTZ88") && kept_aside(&ops).contains("branch one"));
    for entry in [old, later, again["seq"].as_u64().unwrap()] {
        ops.run(&["redact", &entry.to_string(), "it goes"]).ok();
    }
    ops.run(&["saw", "all gone"]).ok();
    let left = kept_aside(&ops);
    for words in ["PLUGH77", "FROTZ88", "branch one"] {
        assert!(!left.contains(words), "{words} in\n{left}");
    }
    assert!(left.contains("branch two"), "{left}");
}
