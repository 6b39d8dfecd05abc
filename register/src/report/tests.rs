//! The report of a small incident, whole; and what must hold of any.

mod agreed;
mod forms;
mod ideas;
mod learnt;
mod long;
mod names;
mod picture;
mod small;

use small::SMALL;

use super::{Names, Options, report};
use crate::tests::hostile::{WORDS, said_everywhere};
use crate::tests::script::{Room, STORY};
use crate::{Label, Recording};

/// With people under their handles.
const NAMED: Options = Options { label: None, names: Names::Handles };

fn told(room: &Room) -> String {
    report(&room.recording(), &NAMED).unwrap()
}

#[test]
fn a_small_incident_is_told_whole() {
    let found = told(&Room::of(STORY));
    assert!(found == SMALL.trim_start(), "found:\n{found}");
}

#[test]
fn an_incident_of_one_record_is_told_plainly() {
    let found = told(&Room::of("ana: open P3 functionality Two columns are swapped"));
    for line in [
        "# INC-42 Two columns are swapped",
        "Nobody wrote down who was affected.",
        "| began | not known | users were first affected, as marked |",
        "| to restore | not known: no time for began and restored | from when it began until it was restored |",
        "No decision was recorded.",
        "No task was recorded.",
        "No words were sent.",
    ] {
        assert!(found.lines().any(|l| l == line), "{line} in:\n{found}");
    }
}

#[test]
fn a_decision_and_what_was_opened_again_are_told_before_the_reason() {
    let story = "ana: open P3 data x\nben: join respond\nben: propose drain it\n\
                 ana: call 3 go half is full\nana: phase resolved\nana: phase identified it is back";
    let found = told(&Room::of(story));
    for line in [
        "- 14:03 `#4` ana: GO: `#3` drain it; why: half is full",
        "- **GO** `#4` by ana, 2026-11-21 14:03; why: half is full",
        "- 14:03 `#6` ana: reopened, identified: it is back",
        "- 2026-11-21 14:03 `#6` reopened, identified: it is back",
    ] {
        assert!(found.lines().any(|l| l == line), "{line} in:\n{found}");
    }
}

#[test]
fn the_label_is_the_headers_or_the_one_given() {
    let room = Room::of("ana: open P3 functionality Two columns are swapped");
    let options = Options { label: Some(Label(7)), ..NAMED };
    let found = report(&room.recording(), &options).unwrap();
    assert!(found.starts_with("# INC-7 Two columns"), "{found}");
}

#[test]
fn times_that_contradict_each_other_are_not_reckoned_with() {
    let story = "ana: open P3 data x\n+10m\nana: mark began 14:10\nana: mark detected 14:05";
    let found = told(&Room::of(story));
    assert!(found.contains("| to detect | not known: detected is before began |"), "{found}");
    assert!(found.contains("- **These times cannot be:** detected comes before began"), "{found}");
}

#[test]
fn a_day_has_its_date() {
    let story = "ana: open P3 data x\n+10h\nana: saw it again\nana: saw it begin {seen 14:00}";
    let found = told(&Room::of(story));
    let place = |words: &str| found.find(words).unwrap_or_else(|| panic!("{words} in:\n{found}"));
    assert!(place("### Saturday 21 November 2026") < place("14:00 `#3`"));
    assert!(place("(learnt 2026-11-22 00:03)") < place("### Sunday 22 November 2026"));
    assert!(place("### Sunday 22 November 2026") < place("00:03 `#2`"));
}

#[test]
fn a_broken_recording_says_so() {
    let room = Room::of(STORY);
    let file = room.file();
    let cut: String = file.chars().take(file.chars().count() - 40).collect();
    let found = report(&Recording::read(&cut).unwrap(), &NAMED).unwrap();
    assert!(found.contains("**The recording is not whole:** the line after `#"), "{found}");
    let top = found.find("**DAMAGED: this report ends at").unwrap();
    assert!(top < found.find("| Severity").unwrap(), "{found}");
    let whole = report(&Recording::read(&file).unwrap(), &NAMED).unwrap();
    assert!(!whole.contains("DAMAGED"), "{whole}");
}

/// Lines outside of fences: there only our own words make structure.
fn outside(report: &str) -> Vec<&str> {
    let mut fence: Option<&str> = None;
    let mut out = Vec::new();
    for line in report.lines() {
        let bare = line.trim_start();
        match fence {
            Some(end) if bare == end => fence = None,
            Some(_) => {}
            None => match bare.strip_suffix("text").filter(|f| f.starts_with("```")) {
                Some(end) => fence = Some(end),
                None => out.push(line),
            },
        }
    }
    assert_eq!(fence, None, "a fence is open at the end");
    out
}

/// What a reader of Markdown could still act on: no code, and no character after a backslash.
fn without_escaped(line: &str) -> String {
    let mut out = String::new();
    let (mut chars, mut code) = (line.chars(), false);
    while let Some(c) = chars.next() {
        match c {
            '\\' if !code => {
                chars.next();
                out.push(' ');
            }
            '`' => {
                code = !code;
                out.push(' ');
            }
            c if !code => out.push(c),
            _ => {}
        }
    }
    assert!(!code, "code is open at the end of {line}");
    out
}

#[test]
fn hostile_words_change_nothing_but_words() {
    let calm = told(&said_everywhere("calm"));
    let shape = |report: &str| -> Vec<String> {
        let heads = outside(report).into_iter().filter(|l| l.starts_with(['#', '|', '>']));
        heads.map(|l| l.split(' ').next().unwrap_or_default().to_owned()).collect()
    };
    let more = [
        "```\n# fake heading\n```",
        "<details open><script>x</script>",
        "<javascript:alert(1)> [x]: javascript:alert(1)",
        "@everyone #123 fixes #1",
        "\n\n# fake\n\n| a | b |\n|---|---|\n",
        "````text\n# x",
    ];
    for words in WORDS.into_iter().chain(more) {
        let found = told(&said_everywhere(words));
        assert_eq!(shape(&found), shape(&calm), "{words:?} made structure:\n{found}");
        for line in outside(&found) {
            let live = without_escaped(line.trim_start_matches('#'));
            for bad in ["<", "](", "["] {
                assert!(!live.contains(bad), "{bad} in {line}");
            }
            let pings = |pair: (char, char)| "@#!".contains(pair.0) && pair.1.is_alphanumeric();
            assert!(!live.chars().zip(live.chars().skip(1)).any(pings), "{line}");
        }
    }
}

#[test]
fn a_decision_shows_the_latest_that_was_known_and_counts_the_rest() {
    let mut room = Room::of("ana: open P3 data x");
    for n in 0..45 {
        room.run(&format!("ana: fact number {n}")).unwrap();
    }
    room.run("ana: decide stop").unwrap();
    let found = told(&room);
    assert!(found.contains("- Known then, and 5 earlier\n  - `#7`: number 5\n"), "{found}");
    assert!(found.contains("- Open then: nothing"), "{found}");
}

#[test]
fn what_was_promised_to_an_audience_says_what_became_of_it() {
    let found = told(&Room::of(
        "ana: open P1 data x
        ana: update one {audience public, minutes 10}
        +9m
        ana: update two {audience public, minutes 10}
        ana: update inside {audience team, minutes 5}
        +11m
        ana: update three {audience public, minutes 30}",
    ));
    for words in [
        "next one promised for 2026-11-21 14:13, sent 2026-11-21 14:12: one",
        "next one promised for 2026-11-21 14:22, sent late 2026-11-21 14:23: two",
        "next one promised for 2026-11-21 14:17, never sent: inside",
        "next one promised for 2026-11-21 14:53: three",
    ] {
        assert!(found.contains(words), "{words} in:\n{found}");
    }
}

#[test]
fn an_entry_whose_words_mark_or_target_was_replaced_says_so_on_the_timeline() {
    let found = told(&Room::of(
        "ana: open P1 data x
        ana: fact all regions
        ana: impact half fail
        ana: did emptied it {on db2}
        ana: mark began 13:58~
        +5m
        ana: fact eu-west alone {replaces 2}
        ana: impact a third fail {replaces 3}
        ana: target 4 db1
        ana: verify 4 worked
        ana: mark began 13:52",
    ));
    for words in [
        "`#2` ana, fact (has changed, see `#6`): all regions",
        "`#3` ana, impact (has changed, see `#7`): half fail",
        "`#4` ana, action (hit something else, see `#8`, worked `#9`): emptied it (on db2)",
        "`#5` ana (learnt 14:03) (replaced by `#10`): it began about 13:58",
        // What really was emptied ended it.
        "- `#4` ana, 2026-11-21 14:03: **worked**: emptied it (on db2) (really on db1)",
    ] {
        assert!(found.contains(words), "{words} in:\n{found}");
    }
}
