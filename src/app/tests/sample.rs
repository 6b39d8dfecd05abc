//! A real incident, with what was learnt only later: the walkthrough never shows that too early.

use crossterm::event::{MouseButton, MouseEventKind};
use serde_json::Value;
use warroom_register::words::EntryKind;
use warroom_register::{At, CommandId, NewEntry, Recording, Seen, Seq};

use super::finding::mouse;
use super::fixture::{World, handle};
use super::walking::walk;
use crate::app::WalkStart;

const FACTS: &str = include_str!("../../../tests/samples/source-host.json");
const RECORDING: &str = include_str!("../../../tests/samples/source-host.jsonl");

/// An entry of the sample: when it happened, when it was learnt, the words.
struct Fact {
    n: u64,
    seen: At,
    about: bool,
    learnt: At,
    known_then: bool,
    kind: EntryKind,
    by: &'static str,
    what: String,
}

fn instant(text: &str) -> At {
    let seconds = if text.len() == 5 { format!("{text}:00") } else { text.to_owned() };
    let day = if seconds.as_str() >= "17:00" { "2017-01-31" } else { "2017-02-01" };
    At::parse(&format!("{day}T{seconds}.000Z")).unwrap()
}

/// `17:20`, `23:27:10`, `02-10`; and after midnight it is the next day until the evening.
fn seen(n: u64, text: &str) -> At {
    if let Some(("02", day)) = text.split_once('-') {
        return At::parse(&format!("2017-02-{day}T20:00:00.000Z")).unwrap();
    }
    let at = instant(text);
    // The evening of the second day.
    if n > 40 && at < instant("23:59") && text >= "17:00" { at.plus_seconds(86_400) } else { at }
}

fn learnt(text: &str) -> At {
    let full = if text.len() == 10 { format!("{text}T12:00:00.000Z") } else { text.to_owned() };
    At::parse(&full.replace("10Z", "10.000Z")).unwrap()
}

fn facts() -> Vec<Fact> {
    let sample: Value = serde_json::from_str(FACTS).unwrap();
    let fact = |entry: &Value| {
        let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
        let n = entry["n"].as_u64().unwrap();
        let seen = seen(n, &text("seen_at"));
        let kind = match text("kind").as_str() {
            "action" => EntryKind::Action,
            "fact" => EntryKind::Fact,
            "question" => EntryKind::Question,
            "decision" => EntryKind::Decision,
            _ => EntryKind::Observation,
        };
        let by = match text("by").as_str() {
            "engineer B" | "team" => "ben",
            "engineer C" => "cy",
            "comms" | "executive" => "eve",
            _ => "ana",
        };
        let known_then = entry["known_then"].as_bool().unwrap();
        let learnt = entry["learnt"].as_str().map_or(seen, learnt);
        let about = entry["approximate"].as_bool().unwrap();
        // Only the lead decides in one line.
        let by = if kind == EntryKind::Decision { "ana" } else { by };
        Fact { n, seen, about, learnt, known_then, kind, by, what: text("what") }
    };
    sample["entries"].as_array().unwrap().iter().map(fact).collect()
}

/// The sample as it would have been recorded: in the order in which things were learnt.
fn recorded() -> (World, Vec<(Fact, Seq)>) {
    let mut facts = facts();
    facts.sort_by_key(|fact| (fact.learnt, fact.n));
    let opened = facts.first().unwrap().seen.plus_seconds(-60);
    let mut world = World::open_at(opened, "Source host: production database deleted");
    let mut entries = Vec::new();
    for who in ["ben", "cy", "eve"] {
        let id = CommandId(uuid::Uuid::from_u128(900 + entries.len() as u128));
        let scope = warroom_register::words::Scope::Respond;
        let join = warroom_register::Command::Join { key: None, scope, invite: None };
        world.ask_as((opened, handle(who)), id, &join);
        entries.push(());
    }
    let written = facts.into_iter().map(|fact| {
        let seen_at = Some(Seen { at: fact.seen, about: fact.about });
        let command = NewEntry { seen_at, ..NewEntry::of(fact.kind, fact.what.as_str()) }.write();
        let id = CommandId(uuid::Uuid::from_u128(10_000 + u128::from(fact.n)));
        let seq = world.ask_as((fact.learnt, handle(fact.by)), id, &command);
        (fact, seq)
    });
    let written = written.collect();
    (world, written)
}

#[test]
fn the_sample_has_what_was_learnt_later() {
    let late: Vec<u64> = facts().iter().filter(|f| f.learnt > f.seen).map(|f| f.n).collect();
    assert_eq!(late, [25, 27, 34]);
    assert!(facts().iter().filter(|f| f.learnt > f.seen).all(|f| !f.known_then));
    assert_eq!(facts().len(), 63);
}

/// For each that was learnt later: on no screen before the moment, and in its place from then on.
fn never_too_early(n: u64) {
    let (world, entries) = recorded();
    let (fact, seq) = entries.iter().find(|(fact, _)| fact.n == n).unwrap();
    let words: String = fact.what.chars().filter(|c| *c != '`').take(24).collect();
    let words = words.trim_start_matches("actual_target: ").to_owned();
    let mut walk = walk(&world.records, WalkStart::default());
    for place in 1..=world.records.len() as u64 {
        walk.keys(if place == 1 { "<Home>" } else { " " });
        let then = walk.app.board();
        assert_eq!(then.register.head(), Seq(place));
        let known = (1..=place).any(|s| then.register.text(Seq(s)).raw() == fact.what);
        assert_eq!(known, Seq(place) >= *seq, "#{place} and {seq}");
        assert!(known || then.now <= fact.learnt);
        assert!(known || !walk.text(160, 45).contains(&words), "#{place} shows {words}");
    }
    walk.keys(&format!("g{}<Enter>", seq.0));
    let text = walk.text(160, 45);
    assert!(text.contains("▸23:"), "{text}");
    let (before, after) = neighbours(&walk.app.board().timeline, *seq);
    let happened = |s: Seq| walk.app.register().row(s).unwrap().happened();
    assert!(happened(before) <= fact.seen && fact.seen <= happened(after));
}

fn neighbours(timeline: &[Seq], seq: Seq) -> (Seq, Seq) {
    let at = timeline.iter().position(|s| *s == seq).unwrap();
    let after = timeline.get(at + 1).copied().unwrap_or(seq);
    (timeline[at - 1], after)
}

#[test]
fn that_the_silence_of_the_copy_was_normal_is_not_known_that_night() {
    never_too_early(25);
}

#[test]
fn which_host_was_emptied_is_not_known_before_it_was_noticed() {
    never_too_early(27);
}

#[test]
fn that_the_mails_of_the_dumps_were_refused_is_not_known_that_night() {
    never_too_early(34);
}

#[test]
fn a_time_of_a_day_is_the_one_nearest_to_the_moment_shown() {
    let (world, _) = recorded();
    let start = WalkStart { place: Seq(14), title_hidden: false, ..WalkStart::default() };
    let mut walk = walk(&world.records, start);
    let mut goes = |keys: &str| {
        walk.keys(keys);
        let board = &walk.app.past.as_ref().unwrap().board;
        board.now.to_string().chars().take(16).collect::<String>()
    };
    assert_eq!(goes("g23:30<Enter>"), "2017-01-31T23:30");
    assert_eq!(goes("g04:00<Enter>"), "2017-02-01T04:00");
    assert_eq!(goes("g23:30<Enter>"), "2017-01-31T23:30");
    // Before all of it: that of the next day would give away what came of it.
    assert_eq!(goes("g16:30<Enter>"), "2017-01-31T23:30");
    assert!(
        walk.said().contains("nothing was on the record yet at 31 Jan 16:30"),
        "{}",
        walk.said()
    );
}

/// The recording that is shipped, and not one made here.
#[test]
fn the_recording_of_it_shows_nothing_of_the_wrong_host_before_it_was_noticed() {
    let recording = Recording::read(RECORDING).unwrap();
    let noticed = At::parse("2017-01-31T23:27:10.000Z").unwrap();
    let emptied = recording.records.iter().position(|record| record.at >= noticed).unwrap();
    let mut walk = walk(&recording.records, WalkStart::default());
    walk.keys(&format!("g{emptied}<Enter>"));
    let text = walk.text(160, 45);
    assert!(text.contains("Deletes the data directory"), "{text}");
    for told in ["the primary", "taken for", "actual_target"] {
        assert!(!text.contains(told), "{told}:\n{text}");
    }
    walk.keys(" ");
    assert!(walk.text(160, 45).contains("actual_target"), "{}", walk.text(160, 45));
}

#[test]
fn quiet_days_until_it_was_closed_do_not_squeeze_the_band() {
    let records = Recording::read(RECORDING).unwrap().records;
    let mut walk = walk(&records, WalkStart::default());
    walk.keys("hg#37<Enter>");
    let text = walk.text(160, 45);
    let lines: Vec<&str> = text.lines().collect();
    let phase = lines.iter().position(|line| line.starts_with(" phase")).unwrap();
    for name in ["identified", "resolved"] {
        assert!(lines[phase].contains(name), "{}", lines[phase]);
    }
    let marks = lines[phase - 1].chars().skip(8).filter(|c| *c != ' ').count();
    assert!(marks > 20, "{}", lines[phase - 1]);
    assert!(lines[phase + 1].trim_end().ends_with("until 10 Feb"), "{}", lines[phase + 1]);
    // Its last cell is the rest of it: there the walk ends, and before it is the evening after.
    let click = MouseEventKind::Down(MouseButton::Left);
    let mut on = |cell: u16| {
        mouse(&mut walk, click, (cell, u16::try_from(phase).unwrap()));
        mouse(&mut walk, MouseEventKind::Up(MouseButton::Left), (cell, 0));
        let past = walk.app.past.as_ref().unwrap();
        (past.place() == past.end(), past.board.now.day().short_day())
    };
    assert_eq!(on(157), (false, "1 Feb".to_owned()));
    assert_eq!(on(158), (true, "10 Feb".to_owned()));
}
