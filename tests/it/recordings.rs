//! Recordings that are not whole, not of now or not alone: each is opened as far as it is good, or
//! refused, in one sentence that says which.

use crate::terminal::{Machine, Run};
use std::fs;
use warroom_register::{Chain, Record};

/// An incident of four records, as a file of another machine.
fn recorded() -> (Machine, String) {
    let ana = Machine::of("ana");
    ana.run(&["open", "Disks are full", "--no-join"]).ok();
    ana.run(&["saw", "inodes ran out"]).ok();
    ana.run(&["did", "removed old logs"]).ok();
    let text = ana.run(&["export", "INC-1", "-o", "-"]).ok();
    (ana, text)
}

fn file(machine: &Machine, name: &str, text: &str) -> String {
    let file = machine.home().join(name);
    fs::write(&file, text).unwrap();
    file.display().to_string()
}

/// The same recording with another last record, chained as it should be.
fn ending(text: &str, change: impl Fn(&str) -> String) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let (last, before) = lines.split_last().unwrap();
    let mut chain = Chain::begin(before[0]);
    for line in &before[1..] {
        chain.read(line).unwrap();
    }
    let line = change(last);
    chain.follow(&Record::read(&line).unwrap(), &line).unwrap();
    format!("{}\n{line}\n", before.join("\n"))
}

/// The walkthrough of a file without a terminal: its lines.
fn replay(machine: &Machine, file: &str) -> Run {
    machine.run(&["replay", file])
}

#[test]
fn a_recording_is_walked_through_as_far_as_it_is_good() {
    let (_ana, text) = recorded();
    let ben = Machine::of("ben");
    let whole = replay(&ben, &file(&ben, "whole.jsonl", &text));
    assert!(whole.err.is_empty() && whole.out.contains("removed old logs"), "{whole:?}");
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let last = lines.last().unwrap();
    let torn = text.replace(last, last.get(..last.len() / 2).unwrap());
    let gap: String = [&lines[..2], &lines[3..]].concat().concat();
    let two = text.replace("inodes", "INODES");
    for (name, text, upto, why) in [
        ("torn", &torn, "inodes ran out", "is cut off in its last line: it is read up to #3"),
        ("altered", &two, "opened as", "is read up to #2 only: #3 was altered, or #4 was"),
        ("gap", &gap, "opened as", "is read up to #1 only: #3 stands where #2 should"),
    ] {
        let read = replay(&ben, &file(&ben, &format!("{name}.jsonl"), text));
        assert!(read.err.contains(why), "{name}: {}", read.err);
        assert!(read.err.starts_with("DAMAGED: "), "first of all: {}", read.err);
        assert_eq!((read.code, read.err.lines().count()), (2, 2), "{}", read.err);
        let out = read.out;
        assert!(out.contains(upto) && !out.contains("removed old logs"), "{name}: {out}");
    }
    let newer = text.replacen("\"warroom\":1", "\"warroom\":2", 1);
    let newer = file(&ben, "newer.jsonl", &newer);
    replay(&ben, &newer)
        .refused(2, "it has format 2, and this warroom reads format 1: update warroom");
}

#[test]
fn an_event_of_a_newer_version_inside_is_shown_as_such_and_said() {
    let (_ana, text) = recorded();
    let ben = Machine::of("ben");
    let newer = ending(&text, |line| {
        let (before, _) = line.split_once("\"event\":").unwrap();
        format!("{before}\"event\":{{\"type\":\"teleported\",\"where\":\"to the moon\"}}}}")
    });
    let newer = file(&ben, "newer.jsonl", &newer);
    let said = "was written by a newer warroom: from #4 on not all of it is understood here";
    let read = replay(&ben, &newer);
    assert!(read.err.contains(said), "{}", read.err);
    let out = read.ok();
    assert!(out.contains("inodes ran out") && out.contains("newer: teleported"), "{out}");
    let taken = ben.run(&["import", &newer]);
    assert!(taken.err.contains(said), "{}", taken.err);
    assert_eq!(taken.ok(), "INC-1\n");
    assert!(ben.run(&["search", "inodes"]).ok().contains("INC-1"));
    // What is not understood is kept, byte for byte.
    let kept = ben.run(&["export", "INC-1", "-o", "-"]).ok();
    assert_eq!(kept, fs::read_to_string(&newer).unwrap());
    let screen = ben.terminal((100, 30), &["replay", &newer]);
    screen.sees("Disks are full");
}

#[test]
fn a_moment_before_the_incident_has_nothing_to_show() {
    let (_ana, text) = recorded();
    let ben = Machine::of("ben");
    let whole = file(&ben, "whole.jsonl", &text);
    let before = ["--as-of", "2020-01-01T10:00:00.000Z"];
    for verb in ["replay", "show", "brief"] {
        let asked = ben.run(&[&[verb, &whole][..], &before].concat());
        asked.refused(2, "nothing was on the record yet at 1 Jan 2020 10:00");
    }
    ben.run(&["replay", &whole, "--as-of", "99"])
        .refused(2, "there is no #99 here: the last is #4");
}

#[test]
fn a_template_that_loops_is_refused_with_its_line() {
    let (_ana, text) = recorded();
    let ben = Machine::of("ben");
    let whole = file(&ben, "whole.jsonl", &text);
    let loops = "# {{ 1 }}\n{% for a in range(9999) %}{% for b in range(9999) %}{{ a * b }}\
                 {% endfor %}{% endfor %}\n";
    let loops = file(&ben, "loops.md", loops);
    ben.run(&["report", &whole, "--template", &loops]).refused(2, "loops.md");
}

#[test]
fn a_title_that_is_hidden_stands_nowhere_before_it_may_be_told() {
    let (ana, text) = recorded();
    let whole = file(&ana, "whole.jsonl", &text);
    let read = ana.run(&["replay", &whole, "--hide-title"]).ok();
    assert!(read.contains("the title is hidden") && !read.contains("Disks are full"), "{read}");
    let mut screen = ana.terminal((120, 36), &["replay", &whole, "--hide-title"]);
    screen.sees("title hidden, h shows it").sees("opened as");
    assert!(!screen.text().contains("Disks are full"), "{}", screen.text());
    screen.keys("v").sees(" INC-1 (the title is hidden)");
    assert!(!screen.text().contains("Disks are full"), "{}", screen.text());
    screen.keys("\x1b").keys("h").sees("Disks are full");
    screen.keys("h").sees("the room knew no more");
    assert!(screen.text().contains("Disks are full"), "who has read it knows it");
}
