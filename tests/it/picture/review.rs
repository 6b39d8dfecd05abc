//! The README's picture of a review, from a follower's real terminal. So that its clock reads like
//! that of an incident, what happened is typed in as one of before and then served as one of this
//! machine's: `cargo test --test it the_picture_of_a_review -- --ignored` writes it anew.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use warroom_register::words::{Mode, Phase};
use warroom_register::{Chain, Event, PublicKey, Record, Recording, Seq};

use super::{SIZE, svg};
use crate::terminal::{Machine, Terminal};

/// What happened, as it is typed in.
const CHECKOUT: &str = include_str!("checkout.txt");

/// The keys of these two, from the record of an incident that both were in.
fn keys(ana: &Machine, ben: &Machine) -> [PublicKey; 2] {
    let opened = ana.run(&["open", "A drill of the door", "--no-join", "--json"]).ok();
    let opened: Value = serde_json::from_str(&opened).unwrap();
    ben.run(&["join", opened["invite"].as_str().unwrap()]).ok();
    let file = ana.home().join("door.jsonl");
    ana.run(&["export", "INC-1", "-o", file.to_str().unwrap()]).ok();
    let recording = Recording::read(&fs::read_to_string(file).unwrap()).unwrap();
    let keys = recording.records.iter().filter_map(|record| match &record.event {
        Event::Opened { key, .. } | Event::Joined { key, .. } => *key,
        _ => None,
    });
    keys.collect::<Vec<_>>().try_into().unwrap()
}

/// The incident, its header first, as it would have been recorded live by these two and others.
fn live(ana: &Machine, keys: [PublicKey; 2]) -> Vec<String> {
    let sheet = ana.home().join("checkout.txt");
    fs::write(&sheet, CHECKOUT).unwrap();
    let name = ana.run(&["import", "--past", sheet.to_str().unwrap(), "--json"]).ok();
    let taken: Value = serde_json::from_str(&name).unwrap();
    let text = fs::read_to_string(taken["file"].as_str().unwrap()).unwrap();
    let read = Recording::read(&text).unwrap();
    let header = text.lines().next().unwrap().replace(taken["item"].as_str().unwrap(), "INC-42");
    let mut chain = Chain::begin(&header);
    let mut lines = vec![header];
    // Behind the closing stands who typed it in.
    let closed =
        |record: &Record| matches!(&record.event, Event::PhaseMoved { phase: Phase::Closed, .. });
    let end = read.records.iter().position(closed).unwrap() + 1;
    for mut record in read.records.into_iter().take(end) {
        match &mut record.event {
            Event::Opened { mode, key, .. } => (*mode, *key) = (None::<Mode>, Some(keys[0])),
            Event::Joined { key, .. } if record.by.as_str() == "ben" => *key = Some(keys[1]),
            _ => {}
        }
        let knew = Some(Seq(record.seq.0 - 1));
        let record = Record { prev: chain.hash, knew, ..record };
        lines.push(record.line());
        chain.follow(&record, lines.last().unwrap()).unwrap();
    }
    lines
}

/// Puts it into the journal of this machine's server, which is stopped meanwhile, as one that the
/// machine has joined.
fn serve(ana: &Machine, lines: &[String]) {
    ana.run(&["stop"]).ok();
    let header: Value = serde_json::from_str(&lines[0]).unwrap();
    let id = header["id"].as_str().unwrap();
    let db = rusqlite::Connection::open(ana.home().join("data/server/journal.db")).unwrap();
    let insert = "INSERT INTO incident (id, label, header) VALUES (?1, 42, ?2)";
    db.execute(insert, [id, &lines[0]]).unwrap();
    for (line, seq) in lines[1..].iter().zip(1_i64..) {
        let insert = "INSERT INTO record (place, line) SELECT (n << 32) + ?1, ?2 FROM incident WHERE label = 42";
        db.execute(insert, rusqlite::params![seq, line]).unwrap();
    }
    let file = ana.home().join("state/joined.json");
    let mut joined: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    let mut one = joined["joined"][0].clone();
    (one["id"], one["incident"]) = (json!(id), json!("INC-42"));
    joined["joined"].as_array_mut().unwrap().push(one);
    fs::write(&file, joined.to_string()).unwrap();
    ana.run(&["open", "So that it serves again", "--no-join"]).ok();
}

fn at_review(machine: &Machine, invite: &str) -> Terminal {
    machine.run(&["join", invite]).ok();
    let screen = machine.terminal_with(SIZE, &["review", "INC-42"], &[("COLORTERM", "truecolor")]);
    screen.sees("No meeting is held yet");
    screen
}

fn keyed(screen: &mut Terminal, steps: &[(&str, &str)]) {
    for (keys, words) in steps {
        screen.keys(keys).sees(words);
    }
}

#[test]
#[ignore = "writes the picture of a review that the README shows"]
fn the_picture_of_a_review() {
    let [ana, ben, gil, hana] = ["ana", "ben", "gil", "hana"].map(Machine::of);
    let lines = live(&ana, keys(&ana, &ben));
    serve(&ana, &lines);
    let invite = ana.run(&["invite", "--incident", "INC-42", "--scope", "command"]).ok();
    let [mut g, mut b, h] = [&gil, &ben, &hana].map(|who| at_review(who, invite.trim()));
    keyed(&mut g, &[("G", "Who leads it?"), ("\x1b[B", "who takes notes?")]);
    keyed(&mut g, &[("hana\r", "you lead, hana notes")]);
    keyed(&mut g, &[("G", "which step comes now?"), ("\r", "no more than this")]);
    keyed(&mut g, &[("g", "go to"), ("#38\r", "us-east could not take it")]);
    h.sees("us-east could not take it");
    keyed(
        &mut b,
        &[("w", "what I saw or thought at"), ("I read the 70 % as free\t", "which tool")],
    );
    keyed(&mut b, &[("capacity board\t", "not see or reach"), ("us-east boards\r", "w #")]);
    keyed(&mut b, &[("+", "missing, saw at about")]);
    keyed(&mut b, &[("14:12 the mirror was already in use in us-east\r", "added later")]);
    keyed(&mut b, &[("y", "timeline agreed by 1 of 3")]);
    keyed(&mut g, &[("i", "IDEA"), ("show spares apart on the capacity board\r", "is parked")]);
    b.sees("1 idea is parked").sees("3 here");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(".assets/review.svg");
    fs::write(file, b.drawn(svg)).unwrap();
}
