//! A real, publicly described incident as a recording: what was known then at its time, what was
//! learnt later when it was learnt, what was wrong until it was corrected.
//!
//! The facts stand in `tests/samples/source-host.json`, in our own words; the recording made of
//! them in `tests/samples/source-host.jsonl`. `WARROOM_WRITE_SAMPLES=1` writes it anew.

use serde::Deserialize;
use std::collections::BTreeMap;

use super::script::Room;
use crate::report::{Form, Names, Options, render};
use crate::times::{Length, Point, Span, Times, full};
use crate::{At, Recording, Seq};

const FACTS: &str = include_str!("../../../tests/samples/source-host.json");
const RECORDING: &str = include_str!("../../../tests/samples/source-host.jsonl");
const RECORDING_FILE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/samples/source-host.jsonl");

#[derive(Deserialize)]
struct Facts {
    title: String,
    impact: String,
    times: Known,
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Known {
    impact_began: String,
    restored: String,
    offline_seconds: u64,
}

#[derive(Deserialize)]
struct Entry {
    n: u32,
    seen_at: String,
    approximate: bool,
    kind: String,
    by: String,
    what: String,
    known_then: bool,
    learnt: Option<String>,
}

/// Who says what besides the entries themselves, behind entry `n`; `$n` is that entry.
const BESIDE: [(u32, &str); 21] = [
    (5, "ann: impact People cannot post comments; the site is slow {data not_known}"),
    (6, "ann: verify $6 no_effect the load stays"),
    (8, "ann: offer comms voice"),
    (8, "voice: accept comms"),
    (10, "ann: verify $10 worked the spam users are gone"),
    (16, "ann: verify $16 worked"),
    (19, "ann: verify $18 made_it_worse db1 does not start"),
    (20, "ann: verify $20 worked db1 is up"),
    (27, "ann: amend $26 Deletes the data directory of db1, the primary, taken for db2"),
    (27, "ann: verify $26 made_it_worse"),
    (28, "ann: mark began 23:27:10"),
    (28, "ann: mark detected 23:27:10"),
    (28, "ann: grade P1 production data is deleted"),
    (30, "ann: impact The site is offline {data yes}"),
    (37, "ann: answer $37 no"),
    (39, "ann: phase identified the last good snapshot is six hours old"),
    (59, "cleo: answer $38 yes, from an unstripped copy"),
    (53, "bo: verify $46 worked the copy is complete"),
    (61, "bo: phase resolved back online"),
    (25, "bo: answer $24 no: the tool waited for a checkpoint, and said nothing"),
    (63, "bo: phase closed the report is out"),
];

fn handle(by: &str) -> &'static str {
    match by {
        "engineer B" | "team" | "review" => "bo",
        "engineer C" | "outside expert" | "users" | "executive" => "cleo",
        "comms" => "voice",
        _ => "ann",
    }
}

fn at(text: &str) -> At {
    At::parse(&text.replace('Z', ".000Z")).unwrap()
}

impl Entry {
    /// When it happened: the clock of the first day from 17:20 on, of the second after midnight.
    fn happened(&self) -> At {
        let day = |day: &str, clock: &str| {
            let seconds = if clock.len() == 5 { ":00" } else { "" };
            at(&format!("2017-{day}T{clock}{seconds}Z"))
        };
        match self.seen_at.as_str() {
            "02-01" => day("02-01", "20:00"),
            "02-10" => day("02-10", "12:00"),
            clock if clock < "17:20" || self.n > 39 => day("02-01", clock),
            clock => day("01-31", clock),
        }
    }

    /// When it was written: the incident was declared at 21:09:40, the review was ten days later. What
    /// was learnt at a moment of the night was written then.
    fn written(&self) -> At {
        let learnt = self.learnt.as_deref().filter(|learnt| learnt.contains('T'));
        match learnt {
            Some(learnt) => at(learnt),
            None if self.known_then => self.happened().max(at("2017-01-31T21:09:40Z")),
            None => at("2017-02-10T11:00:00Z"),
        }
    }

    fn line(&self) -> String {
        let (who, what) = (handle(&self.by), &self.what);
        let verb = match self.kind.as_str() {
            "action" => "did",
            "fact" => "fact",
            "question" => "ask",
            // Who decided led.
            "decision" => return format!("ann: decide {what} {{seen {}~}}", self.happened()),
            "comms" if self.by == "comms" || self.by == "executive" => {
                return format!("voice: update {what} {{audience public}}");
            }
            _ => "saw",
        };
        let about = if self.approximate { "~" } else { "" };
        format!("{who}: {verb} {what} {{seen {}{about}}}", self.happened())
    }
}

/// The incident as a room would have recorded it.
fn room() -> Room {
    let facts: Facts = serde_json::from_str(FACTS).unwrap();
    let mut room = Room::empty_at(at("2017-01-31T21:09:40Z"));
    room.run(&format!("ann: open P2 data {}", facts.title)).unwrap();
    room.run("bo: join command\ncleo: join respond\nvoice: join respond").unwrap();
    let mut entries: Vec<_> = facts.entries.iter().collect();
    entries.sort_by_key(|e| (e.written(), e.n));
    let mut places: BTreeMap<u32, Seq> = BTreeMap::new();
    for entry in entries {
        room.now = room.now.max(entry.written());
        match entry.n {
            40 => room.run("ann: offer lead bo I run no more privileged commands\nbo: accept lead"),
            _ => room.run(&entry.line()),
        }
        .unwrap();
        places.insert(entry.n, room.register.head());
        for (_, line) in BESIDE.iter().filter(|(n, _)| *n == entry.n) {
            room.run(&filled(line, &places)).unwrap();
        }
        if entry.n == 61 {
            let impact = facts.impact.as_str();
            room.run(&format!("bo: impact {impact} {{data no}}")).unwrap();
        }
    }
    room
}

/// A line with `$14` replaced by that entry's place in the journal.
fn filled(line: &str, places: &BTreeMap<u32, Seq>) -> String {
    let fill = |word: &str| match word.strip_prefix('$').and_then(|n| n.parse().ok()) {
        Some(n) => {
            places.get(&n).map_or_else(|| panic!("{word} in {line}"), |seq| seq.0.to_string())
        }
        None => word.to_owned(),
    };
    line.split(' ').map(fill).collect::<Vec<_>>().join(" ")
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test writes the sample where it is asked to")]
fn the_recording_is_made_of_the_facts() {
    let made = room();
    if std::env::var_os("WARROOM_WRITE_SAMPLES").is_some() {
        std::fs::write(RECORDING_FILE, made.file()).unwrap();
        return;
    }
    let kept = Recording::read(RECORDING).unwrap();
    assert_eq!((kept.broken, kept.torn), (None, false));
    assert_eq!(kept.records.len(), made.records.len(), "write the recording anew");
    // The first record holds the thresholds of its day, and later versions have more of them.
    for (kept, made) in kept.records.iter().zip(&made.records).skip(1) {
        assert!(kept.event == made.event && kept.at == made.at, "{} differs", kept.seq);
    }
}

#[test]
fn the_published_figures_come_out_to_the_second() {
    let facts: Facts = serde_json::from_str(FACTS).unwrap();
    let recording = Recording::read(RECORDING).unwrap();
    let times = Times::of(&crate::Register::of(&recording.records).unwrap());
    assert_eq!(times.points[&Point::Began].at, at(&facts.times.impact_began));
    assert_eq!(times.points[&Point::Restored].at, at(&facts.times.restored));
    let restore = times.length(Span::Restore);
    assert_eq!(restore, Length::Known { seconds: facts.times.offline_seconds, about: false });
    assert_eq!(full(facts.times.offline_seconds), "18 h 46 m 50 s");
    assert_eq!(times.points[&Point::FirstWord].at, at("2017-01-31T21:34:16Z"));
    assert_eq!(times.impossible(), []);
    for names in [Names::Roles, Names::Handles] {
        let options = Options { label: None, names };
        for form in [Form::Markdown, Form::Html, Form::Fragment, Form::Json] {
            let report = render(&recording, &options, form, None).unwrap();
            assert!(report.contains("18 h 46 m 50 s"), "{form:?}");
        }
    }
}

#[test]
fn what_was_learnt_later_stands_in_its_place_and_says_so() {
    let recording = Recording::read(RECORDING).unwrap();
    let options = Options { label: None, names: Names::Roles };
    let report = render(&recording, &options, Form::Markdown, None).unwrap();
    assert!(report.contains("| to restore | 18 h 46 m 50 s |"));
    let line = |words: &str| {
        report.lines().find(|l| l.contains(words)).unwrap_or_else(|| panic!("{words}"))
    };
    assert!(line("The silence was normal").starts_with("- 23:06~ "));
    assert!(line("The silence was normal").contains("(learnt 2017-02-10 11:00)"));
    assert!(line("failure mails").contains("(learnt 2017-02-10 11:00)"));
    // The deletion is told as it was believed, and says where it was corrected.
    let deletion = line("Deletes the data directory. ");
    assert!(deletion.contains("corrected in"), "{deletion}");
    assert!(line("actual_target: db1").contains("(learnt 23:27)"), "{report}");
}

/// The recording itself: nothing of it tells what was learnt later before it was.
#[test]
fn what_was_learnt_later_was_recorded_when_it_was_learnt() {
    let facts: Facts = serde_json::from_str(FACTS).unwrap();
    let recording = Recording::read(RECORDING).unwrap();
    let mut late = 0;
    for (entry, learnt) in facts.entries.iter().filter_map(|it| Some((it, it.learnt.as_ref()?))) {
        let learnt =
            if learnt.contains('T') { at(learnt) } else { at(&format!("{learnt}T00:00:00Z")) };
        let says =
            |it: &&crate::Record| it.event.words().iter().any(|words| words.raw() == entry.what);
        let record = recording.records.iter().find(says).unwrap();
        assert!(record.at >= learnt, "{} is recorded at {}", entry.what, record.at);
        late += 1;
    }
    assert_eq!(late, 3);
    // Which host it was that was emptied stands in other words, too.
    let noticed = at("2017-01-31T23:27:10Z");
    let before = recording.records.iter().filter(|record| record.at < noticed);
    let words = before.flat_map(|record| record.event.words());
    assert_eq!(words.filter(|words| words.raw().contains("the primary")).count(), 0);
}
