//! `warroom verify` against one responder's copy: each kind of tampering, a hundred times.

use std::fs;

use warroom_register::{Chain, Command, CommandId, Event, Record, Seq, Text};

use super::chance::Chance;
use super::table::{control, proof};
use crate::terminal::Machine;

const EACH: usize = 100;

type Lines = Vec<String>;

/// What is done to the lines of a recording at a place, and what is to be said of it.
type Kind = (&'static str, &'static str, fn(&mut Lines, usize, &mut Chance));

const KINDS: [Kind; 11] = [
    ("edit", "was altered", |lines, at, chance| {
        // One letter of the line, so that it stays JSON.
        let letters: Vec<usize> = lines[at]
            .char_indices()
            .filter(|(_, letter)| letter.is_ascii_lowercase())
            .map(|(place, _)| place)
            .collect();
        let place = letters[usize::try_from(chance.below(letters.len() as u64)).unwrap()];
        let old = lines[at].remove(place);
        lines[at].insert(place, if old == 'z' { 'a' } else { 'z' });
    }),
    ("deletion", "is left out", |lines, at, _| drop(lines.remove(at))),
    ("reordering", "has changed places", |lines, at, _| lines.swap(at, at + 1)),
    ("insertion", "has something put in", |lines, at, _| {
        let other = lines[at].replace("\"seq\":", "\"seq\":1");
        lines.insert(at, other);
    }),
    ("a chain computed anew", "was written anew", |lines, at, _| {
        let mut chain = Chain::begin(&lines[0]);
        for line in &lines[1..at] {
            chain.read(line).unwrap();
        }
        for line in &mut lines[at..] {
            let mut record = Record { prev: chain.hash, ..Record::read(line).unwrap() };
            if let Event::Written { text, .. } = &mut record.event {
                *text = Text::from("it was not so");
            }
            *line = record.line();
            chain.follow(&record, line).unwrap();
        }
    }),
    ("a cut tail", "the end of the file is cut off", |lines, _, chance| {
        let cut = 1 + usize::try_from(chance.below(4)).unwrap();
        lines.truncate(lines.len() - cut);
    }),
    ("an old copy", "or it is an older copy", |lines, at, _| lines.truncate(at)),
    ("other words in a line that lost its words", MORE, |lines, at, _| {
        forge_blank(lines, at, r#""text":"""#, r#""text":"it was not so""#);
    }),
    ("a field more in such a line", MORE, |lines, at, chance| match chance.below(2) {
        0 => forge_blank(lines, at, r#""type""#, r#""note":"it was not so","type""#),
        _ => forge_blank(lines, at, r#""at""#, r#""note":"it was not so","at""#),
    }),
    ("another spelling of such a line", MORE, |lines, at, chance| match chance.below(2) {
        0 => forge_blank(lines, at, r#","by""#, r#", "by""#),
        _ => forge_blank(lines, at, r#""type""#, r#""typ\u0065""#),
    }),
    ("a raw control character", "stands raw in it", |lines, at, _| {
        let raw = lines[at].replacen(r#""text":""#, "\"text\":\"\u{9b}31m", 1);
        assert_ne!(raw, lines[at], "it has words");
        lines[at] = raw;
    }),
];

/// What is said of a line that lost its words, and is not to the byte what that leaves.
const MORE: &str = "holds more than that leaves";

/// The words of this line are taken out, and then this of what is left is replaced.
fn forge_blank(lines: &mut Lines, at: usize, what: &str, by: &str) {
    let forged = blank(lines, at).replacen(what, by, 1);
    assert_ne!(forged, lines[at], "there is no {what}");
    lines[at] = forged;
}

/// Takes the words out of a line as a redaction does, with a last record that says so: what stands
/// there then.
fn blank(lines: &mut Lines, at: usize) -> String {
    let mut chain = Chain::begin(&lines[0]);
    let mut last = None;
    for line in &lines[1..] {
        last = Some(chain.read(line).unwrap());
    }
    let entry = Seq(at as u64);
    let record = Record {
        seq: chain.head.next(),
        prev: chain.hash,
        command: CommandId(uuid::Uuid::from_u128(5_000)),
        event: Command::Redact { entry, why: Text::from("a key"), asked: None }.event(),
        ..last.unwrap()
    };
    lines[at] = Record::redacted_line(&lines[at], record.seq).unwrap();
    lines.push(record.line());
    lines[at].clone()
}

#[test]
fn promise_12_verify_finds_every_kind_of_tampering_given_one_copy() {
    let machine = Machine::of("ana");
    let whole: Lines = entries();
    let text = |lines: &[String]| lines.join("\n") + "\n";
    let (file, copy) = (machine.home().join("a.jsonl"), machine.home().join("copy.jsonl"));
    let (file, copy) = (file.to_str().unwrap(), copy.to_str().unwrap());
    fs::write(copy, text(&whole)).unwrap();
    fs::write(file, text(&whole)).unwrap();
    assert!(
        machine.run(&["verify", file, "--copy", copy]).ok().contains("is the same from the first")
    );
    let mut chance = Chance::new(100);
    let (mut tries, mut unseen, mut alone) = (0, 0, 0);
    for (kind, says, tampers) in KINDS {
        let by_itself = ["a chain computed anew", "a cut tail", "an old copy"].contains(&kind);
        for _ in 0..EACH {
            let mut lines = whole.clone();
            let at = 2 + usize::try_from(chance.below(lines.len() as u64 - 4)).unwrap();
            tampers(&mut lines, at, &mut chance);
            fs::write(file, text(&lines)).unwrap();
            let found = machine.run(&["verify", file, "--copy", copy]);
            assert_ne!(found.code, 0, "{kind} at {at}: {}", found.out);
            assert!(found.err.contains(says), "{kind} at {at}: {}", found.err);
            tries += 1;
            if by_itself {
                // What a file alone cannot prove is said.
                let told = machine.run(&["verify", file]);
                assert!(told.out.contains("A file alone cannot prove"), "{kind}: {}", told.out);
                alone += 1;
                unseen += usize::from(told.code == 0);
            }
        }
    }
    assert_eq!(unseen, alone, "a file by itself shows what it cannot");
    control(
        "tampered-control",
        unseen,
        alone,
        "none of a new chain, a cut tail or an old copy found",
    );
    proof("tampered", tries, "each found and named, the untouched file passes");
}

/// A true redaction may be younger than the copy; a made-up one looks the same. So it is no fault, and it
/// is said what the copy does not prove.
#[test]
fn promise_12_words_taken_out_behind_the_end_of_the_copy_are_named_as_not_proven() {
    let machine = Machine::of("ana");
    let mut lines = entries();
    let (file, copy) = (machine.home().join("a.jsonl"), machine.home().join("copy.jsonl"));
    let (file, copy) = (file.to_str().unwrap(), copy.to_str().unwrap());
    fs::write(copy, lines.join("\n") + "\n").unwrap();
    blank(&mut lines, 8);
    fs::write(file, lines.join("\n") + "\n").unwrap();
    let said = machine.run(&["verify", file, "--copy", copy]).ok();
    assert!(
        said.contains("still has the words of #8, and ends before the record that took them"),
        "{said}"
    );
    let json = machine.run(&["verify", file, "--copy", copy, "--json"]).ok();
    assert!(json.contains("\"unproven\":[8]"), "{json}");
    // A copy that has the redaction proves it.
    fs::write(copy, lines.join("\n") + "\n").unwrap();
    let said = machine.run(&["verify", file, "--copy", copy]).ok();
    assert!(!said.contains("still has the words"), "{said}");
}

/// A recording of forty entries.
fn entries() -> Lines {
    let golden = include_str!("../../golden/journal-v1.jsonl");
    let mut lines: Lines = golden.lines().take(2).map(str::to_owned).collect();
    let mut chain = Chain::begin(&lines[0]);
    let opened = chain.read(&lines[1]).unwrap();
    for n in 0..40_u8 {
        let text = format!("entry number {n}");
        let event =
            warroom_register::NewEntry::of(warroom_register::words::EntryKind::Observation, text);
        let record = Record {
            seq: chain.head.next(),
            prev: chain.hash,
            command: CommandId(uuid::Uuid::from_u128(1_000 + u128::from(n))),
            event: event.write().event(),
            ..opened.clone()
        };
        let line = record.line();
        chain.follow(&record, &line).unwrap();
        lines.push(line);
    }
    lines
}
