//! A server's journal that another hand altered, with the real program: told, put right by a responder,
//! and written on.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use warroom_register::{Chain, Event, Record, Seq, Text};

use super::chance::Chance;
use super::flips::copy;
use super::journal;
use super::kills::Load;
use super::served::{Served, Shim, data, incident};
use super::table::{control, proof};
use crate::room::{joined, opened};
use crate::terminal::{Machine, Terminal};

const SIZE: (u16, u16) = (120, 40);
const PEOPLE: [&str; 3] = ["dia", "eve", "fay"];
const ENTRIES_EACH: usize = 12;
const EACH_KIND: u64 = 4;
const OF: &str = "incident = (SELECT n FROM incident WHERE label = 1)";

/// What is done to a database whose guards were taken away first.
type Tampering = (&'static str, fn(&Connection, &[String], usize));

const KINDS: [Tampering; 7] = [
    ("a line altered", |it, lines, at| put(it, at, &lines[at].replace("\"by\":\"", "\"by\":\"x"))),
    ("the last line altered", |it, lines, _| {
        put(it, lines.len() - 1, &lines[lines.len() - 1].replace("observation", "fact"));
    }),
    ("a line left out", |it, _, at| {
        does(it, &format!("DELETE FROM record WHERE seq = {at} AND {OF}"));
    }),
    ("two lines changed about", |it, lines, at| {
        put(it, at, &lines[at + 1]);
        put(it, at + 1, &lines[at]);
    }),
    ("a chain computed anew", |it, lines, at| {
        for (place, line) in (at..).zip(anew(lines, at)) {
            put(it, place, &line);
        }
    }),
    ("another first line", |it, _, _| {
        does(it, "UPDATE incident SET header = replace(header, 'INC-1', 'INC-9') WHERE label = 1");
    }),
    ("all of it gone", |it, _, _| {
        does(it, &format!("DELETE FROM record WHERE {OF}"));
        does(it, "DELETE FROM incident WHERE label = 1");
    }),
];

fn does(database: &Connection, sql: &str) {
    assert!(database.execute(sql, []).unwrap() > 0, "{sql}");
}

fn put(database: &Connection, at: usize, line: &str) {
    let sql = format!("UPDATE record SET line = ?1 WHERE seq = {at} AND {OF}");
    assert_eq!(database.execute(&sql, [line]).unwrap(), 1);
}

/// The lines from this place on, with other words and a chain that holds.
fn anew(lines: &[String], at: usize) -> Vec<String> {
    let mut chain = Chain::begin(&lines[0]);
    for line in &lines[1..at] {
        chain.read(line).unwrap();
    }
    let forge = |line: &String| {
        let mut record = Record { prev: chain.hash, ..Record::read(line).unwrap() };
        if let Event::Written { text, .. } = &mut record.event {
            *text = Text::from("it was not so");
        }
        let line = record.line();
        chain.follow(&record, &line).unwrap();
        line
    };
    lines[at..].iter().map(forge).collect()
}

/// Does it, and puts the guards back, as somebody who wants to be seen by nobody would.
fn tamper(machine: &Machine, lines: &[String], at: usize, kind: Tampering) {
    let database = Connection::open(data(machine).join("journal.db")).unwrap();
    let mut all =
        database.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").unwrap();
    let rows = all.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let guards: Vec<(String, String)> = rows.map(Result::unwrap).collect();
    drop(all);
    for (name, _) in &guards {
        database.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    kind.1(&database, lines, at);
    for (_, guard) in &guards {
        database.execute_batch(guard).unwrap();
    }
}

/// Puts these files in place of those of a machine's server; what was kept aside there goes.
pub(super) fn reset(from: &Path, machine: &Machine) {
    for entry in fs::read_dir(data(machine)).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        if name.starts_with("journal.db") || name == "heads" || name.starts_with("altered-") {
            fs::remove_file(entry.path()).unwrap();
        }
    }
    for name in ["journal.db", "journal.db-wal", "heads"] {
        drop(fs::copy(from.join(name), data(machine).join(name)));
    }
}

/// The only copy on this machine.
pub(super) fn copy_file(machine: &Machine) -> Option<PathBuf> {
    let folder = fs::read_dir(machine.home().join("data/copies")).into_iter().flatten();
    let mut files = folder.flatten().map(|it| it.path());
    files.find(|it| it.extension().is_some_and(|it| it == "jsonl"))
}

/// The lines of the only copy on this machine, the header first.
pub(super) fn kept(machine: &Machine) -> Vec<String> {
    let text = copy_file(machine).map(|file| fs::read_to_string(file).unwrap()).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

/// What a machine was told of behind the end of its copy goes.
pub(super) fn untold(machine: &Machine) {
    let files = fs::read_dir(machine.home().join("data/copies")).into_iter().flatten().flatten();
    for file in files.map(|it| it.path()) {
        if file.to_string_lossy().ends_with(".told.json") {
            fs::remove_file(file).unwrap();
        }
    }
}

pub(super) fn leaves(mut screen: Terminal) {
    screen.signal("-TERM");
    screen.ended();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_2_a_journal_altered_anywhere_is_put_right_from_any_responders_copy() {
    let (ana, cy) = (Machine::of("ana"), Machine::of("cy"));
    let served = Served::start(&ana, None).unwrap();
    let invite = incident(&ana);
    let screen = joined(&cy, SIZE, &invite.to_string());
    let load = Load::begin(&PEOPLE, &invite, &served.address, |it| it.most = ENTRIES_EACH);
    let head = load.all_written().await.iter().map(super::seat::Writer::head).max().unwrap();
    let address = served.address.clone();
    tokio::task::block_in_place(|| {
        screen.eventually("a whole copy", || kept(&cy).len() as u64 > head.0);
        leaves(screen);
        let mut served = served;
        served.signal("-TERM");
        served.wait();
        let whole = tempfile::tempdir().unwrap();
        copy(&data(&ana), whole.path());
        let lines = kept(&cy);
        let mut chance = Chance::new(12);
        let mut tries = 0;
        for kind in KINDS {
            for _ in 0..EACH_KIND {
                let at = 4 + usize::try_from(chance.below(lines.len() as u64 - 8)).unwrap();
                reset(whole.path(), &ana);
                untold(&cy);
                tamper(&ana, &lines, at, kind);
                put_right((&ana, &cy), &address, &lines, kind.0);
                tries += 1;
            }
        }
        proof("altered", tries, "each told, put right and verified, what stood there kept, 0 lost");
        unnoticed(&ana, &address, whole.path(), &lines);
    });
}

/// Starts the server, has it put right by cy, written on, and looks at what is on the disk then.
fn put_right((ana, cy): (&Machine, &Machine), address: &str, lines: &[String], kind: &str) {
    let served = Served::listening(ana, address, None).unwrap();
    // Who holds nothing of it is told, and what they write waits.
    let waits = cy.run(&["saw", "written meanwhile"]);
    assert_eq!(waits.code, 3, "{kind}: {}{}", waits.out, waits.err);
    let restored = cy.run(&["restore", "INC-1"]).ok();
    let right =
        restored.contains("is as it was recorded") || restored.contains("are back on the server");
    assert!(right, "{kind}: {restored}");
    cy.run(&["outbox", "--send"]).ok();
    let file = cy.home().join("out.jsonl");
    let file = file.to_str().unwrap();
    cy.run(&["export", "INC-1", "-o", file, "--force"]).ok();
    cy.run(&["verify", file]).ok();
    served.kill();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (header, after) = runtime.block_on(journal::lines(&data(ana))).unwrap();
    let was = lines.len() - 1;
    assert_eq!((&header, &after[..was]), (&lines[0], &lines[1..]), "{kind}");
    assert!(after[was].contains("\"type\":\"restored\""), "{kind}: {}", after[was]);
    assert!(after[was + 1].contains("written meanwhile"), "{kind}: {}", after[was + 1]);
    let aside = fs::read_dir(data(ana)).unwrap().flatten();
    let aside = aside.filter(|it| it.file_name().to_string_lossy().starts_with("altered-")).count();
    let is_gone = ["a line left out", "all of it gone"].contains(&kind);
    assert_eq!(aside, usize::from(!is_gone), "{kind}");
}

/// Without the file of heads, and with nobody who holds a copy, a chain computed anew is the record.
fn unnoticed(ana: &Machine, address: &str, whole: &Path, lines: &[String]) {
    reset(whole, ana);
    tamper(ana, lines, 8, KINDS[4]);
    fs::remove_file(data(ana).join("heads")).unwrap();
    let served = Served::listening(ana, address, None).unwrap();
    let said = ana.run(&["saw", "on top of what is not so"]).ok();
    let place: u64 = said.trim().trim_start_matches('#').parse().unwrap();
    assert_eq!(Seq(place), Seq(lines.len() as u64));
    served.kill();
    control("altered-control", 1, 1, "noticed by nobody, as it must be");
}

#[test]
fn promise_2_where_the_server_cannot_tell_whoever_holds_its_folder_can() {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let (mut a, invite) = opened(&ana, SIZE);
    let b = joined(&ben, SIZE, &invite);
    for n in 0..6 {
        ben.run(&["saw", &format!("entry {n}")]).ok();
    }
    a.sees("entry 5");
    b.sees("entry 5");
    let lines = kept(&ben);
    // The other hand had the database and the file of heads.
    a.signal("-TERM");
    a.ended();
    ana.run(&["stop"]).ok();
    tamper(&ana, &lines, 6, KINDS[4]);
    fs::remove_file(data(&ana).join("heads")).unwrap();
    let file = ana.home().join("from-ben.jsonl");
    fs::write(&file, lines.join("\n") + "\n").unwrap();
    let done = ana.run(&["restore", "--here", "--from", file.to_str().unwrap()]);
    assert!(done.err.contains("stood there and read otherwise: kept in"), "{}", done.err);
    assert!(done.ok().contains("of INC-1 are on the server as this copy has them"));
    // Ben's screen goes on by itself, and what was done is on record.
    let address = super::served::door(&ana)["address"].as_str().unwrap().to_owned();
    let served = Served::listening(&ana, &address, None).unwrap();
    b.sees_no("CUT OFF");
    ben.run(&["saw", "and on"]).ok();
    assert!(ben.run(&["show"]).ok().contains("altered on the server"));
    let out = ben.home().join("out.jsonl");
    ben.run(&["export", "INC-1", "-o", out.to_str().unwrap()]).ok();
    let text = fs::read_to_string(out).unwrap();
    assert!(!text.contains("it was not so"));
    assert_eq!(text.matches("\"type\":\"restored\"").count(), 1);
    // Once more there is nothing to do; and while a server holds the folder, nothing is done there.
    let folder = data(&ana);
    let here = ["restore", "--data", folder.to_str().unwrap(), "--from", file.to_str().unwrap()];
    ana.run(&here).refused(1, "another warroom server holds");
    served.kill();
    let nothing = ana.run(&here);
    assert!(nothing.err.contains("nothing had to be put right"), "{}", nothing.err);
    nothing.ok();
}

#[test]
fn promise_2_a_crash_right_after_it_was_put_right_leaves_that_on_record() {
    let (ana, cy) = (Machine::of("ana"), Machine::of("cy"));
    let mut served = Served::start(&ana, None).unwrap();
    let mut screen = joined(&cy, SIZE, &incident(&ana).to_string());
    for n in 0..8 {
        cy.run(&["saw", &format!("entry {n}")]).ok();
    }
    screen.sees("entry 7");
    screen.presses_until("\x1b", "write >");
    leaves(screen);
    let (address, lines) = (served.address.clone(), kept(&cy));
    served.signal("-TERM");
    served.wait();
    let whole = tempfile::tempdir().unwrap();
    copy(&data(&ana), whole.path());
    let (armed, out) = (ana.home().join("armed"), cy.home().join("out.jsonl"));
    let mut behind = 0;
    // At each of the next syncs of the log, one of which is that of what was put right.
    for at in 1..=4 {
        reset(whole.path(), &ana);
        drop(fs::remove_file(&armed));
        tamper(&ana, &lines, 6, KINDS[0]);
        let what = format!("kill:after-sync:journal.db-wal:{at}");
        let shim = Shim::of(&ana, what).armed_by(&armed);
        let mut served = Served::listening(&ana, &address, Some(&shim)).unwrap();
        fs::write(&armed, b"").unwrap();
        let broke = cy.run(&["restore", "INC-1"]);
        if broke.code == 0 {
            cy.run(&["saw", "on it goes"]);
        }
        served.wait();
        let served = Served::listening(&ana, &address, None).unwrap();
        let again = cy.run(&["restore", "INC-1"]);
        behind += usize::from(broke.code != 0 && again.err.contains("nothing is missing"));
        cy.run(&["export", "INC-1", "-o", out.to_str().unwrap(), "--force"]).ok();
        let text = fs::read_to_string(&out).unwrap();
        assert!(text.starts_with(&(lines.join("\n") + "\n")), "killed at sync {at}");
        assert_eq!(text.matches("\"type\":\"restored\"").count(), 1, "killed at sync {at}");
        served.kill();
        // What this machine holds more by now is of this try alone.
        drop(fs::remove_dir_all(cy.home().join("data/copies")));
        fs::create_dir_all(cy.home().join("data/copies")).unwrap();
        let id: serde_json::Value = serde_json::from_str(&lines[0]).unwrap();
        let file = format!("data/copies/{}.jsonl", id["id"].as_str().unwrap());
        fs::write(cy.home().join(file), lines.join("\n") + "\n").unwrap();
    }
    assert!(behind > 0, "no crash came right behind it");
}

/// Where these words stand in what the server of a machine keeps.
fn holding(machine: &Machine, words: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(data(machine)).unwrap().flatten().map(|it| it.path());
    let has = |bytes: Vec<u8>| bytes.windows(words.len()).any(|part| part == words.as_bytes());
    files.filter(|path| fs::read(path).is_ok_and(has)).collect()
}

#[test]
fn promise_13_what_stood_there_and_had_no_room_keeps_no_words_from_going() {
    let (ana, cy) = (Machine::of("ana"), Machine::of("cy"));
    let mut served = Served::start(&ana, None).unwrap();
    let mut screen = joined(&cy, SIZE, &incident(&ana).to_string());
    for n in 0..8 {
        cy.run(&["saw", &format!("entry {n} is plugh")]).ok();
    }
    screen.sees("entry 7");
    screen.presses_until("\x1b", "write >");
    leaves(screen);
    let (address, lines) = (served.address.clone(), kept(&cy));
    served.signal("-TERM");
    served.wait();
    let at = lines.iter().position(|line| line.contains("entry 2")).unwrap();
    let stood = lines[at].replace("plugh", "xyzzy");
    tamper(
        &ana,
        &lines,
        at,
        ("its words", |it, lines, at| {
            put(it, at, &lines[at].replace("plugh", "xyzzy"));
        }),
    );
    assert!(stood.contains("xyzzy") && holding(&ana, "is xyzzy").len() == 1);
    // Half of what stood there is written, then the disk is full.
    let shim = Shim::of(&ana, "full:.jsonl.new:1:1".into());
    let _served = Served::listening(&ana, &address, Some(&shim)).unwrap();
    let full = cy.run(&["restore", "INC-1"]);
    assert!(full.code != 0 && full.err.contains("what stood there cannot be kept"), "{}", full.err);
    let aside = || {
        holding(&ana, "is xyzzy")
            .iter()
            .filter(|it| it.to_string_lossy().contains("altered"))
            .count()
    };
    assert_eq!(aside(), 0, "half of it was left behind");
    cy.run(&["restore", "INC-1"]).ok();
    assert_eq!(aside(), 1);
    ana.run(&["redact", &at.to_string(), "a", "password"]).ok();
    let since = Instant::now();
    while !holding(&ana, "is xyzzy").is_empty() || !holding(&ana, "entry 2 is").is_empty() {
        assert!(since.elapsed() < Duration::from_secs(10), "{:?}", holding(&ana, "xyzzy"));
        std::thread::yield_now();
    }
}
