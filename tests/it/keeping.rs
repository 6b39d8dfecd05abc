//! Promises 12, 13 and 15 with the real program: a copy proves, words go, people are put out.

use crate::room::opened;
use crate::terminal::Machine;
use std::fs;
use std::path::Path;

const SIZE: (u16, u16) = (120, 40);
const SECRET: &str = "hunter2-is-the-root-password";

/// The files under a folder in which these bytes stand.
fn holding(home: &Path, words: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![home.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = fs::read(&path)
                && bytes.windows(words.len()).any(|part| part == words.as_bytes())
            {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

#[test]
fn promise_13_a_secret_leaves_every_file_of_every_machine() {
    let (ana, ben, cy) = (Machine::of("ana"), Machine::of("ben"), Machine::of("cy"));
    let (a, invite) = opened(&ana, SIZE);
    let mut b = ben.terminal(SIZE, &["join", &invite]);
    b.sees("saw >");
    let mut c = cy.terminal(SIZE, &["join", &invite]);
    c.sees("saw >");
    let entry = ben.run(&["saw", SECRET]).ok();
    let entry = entry.trim();
    a.sees(SECRET);
    c.sees(SECRET);
    // One goes away with the secret in their copy, one is writing it once more.
    c.signal("-TERM");
    c.ended();
    b.keys(&format!("again: {SECRET}"));
    b.draft_is_kept(&ben, "again: hunter2");
    // Who does not lead asks; who leads does it.
    let number = entry.trim_start_matches('#');
    ben.run(&["redact", number, "a", "password"]).ok();
    a.sees("take the words of");
    assert!(!holding(ana.home(), SECRET).is_empty(), "the search sees it while it is there");
    let told = ana.run(&["redact", number, "a", "password"]);
    assert!(told.err.contains("out of reach are exports"), "{}", told.err);
    told.ok();
    a.sees_no(SECRET);
    b.sees_no(SECRET);
    a.eventually("no file of ana or ben to hold it", || {
        holding(ana.home(), SECRET).is_empty() && holding(ben.home(), SECRET).is_empty()
    });
    assert!(!holding(cy.home(), SECRET).is_empty(), "cy was away and does not know yet");
    let shown = cy.run(&["show"]).ok();
    assert!(shown.contains("words taken out") && !shown.contains(SECRET), "{shown}");
    assert_eq!(holding(cy.home(), SECRET), Vec::<String>::new());
    a.eventually("three machines to say so", || {
        let told = ana.run(&["show", "--json"]).ok();
        told.matches("redaction_confirmed").count() >= 2
    });
    let file = ana.home().join("out.jsonl");
    let file = file.to_str().unwrap();
    ana.run(&["export", "INC-1", "-o", file]).ok();
    let verified = ana.run(&["verify", file]).ok();
    assert!(verified.contains("The words of one record were taken out"), "{verified}");
    assert_eq!(holding(ana.home(), SECRET), Vec::<String>::new());
    ben.run(&["redact", number, "again"]).refused(1, "were taken out already");
}

#[test]
fn promise_12_verify_with_a_responders_copy_finds_what_a_file_alone_cannot() {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let made = ana.run(&["open", "Checkout", "--no-join", "--json"]).ok();
    let made: serde_json::Value = serde_json::from_str(&made).unwrap();
    ben.run(&["join", made["invite"].as_str().unwrap()]).ok();
    for words in ["one", "two", "three"] {
        ana.run(&["saw", words]).ok();
    }
    let (file, copy) = (ana.home().join("it.jsonl"), ben.home().join("copy.jsonl"));
    ana.run(&["export", "INC-1", "-o", file.to_str().unwrap()]).ok();
    ben.run(&["export", "INC-1", "-o", copy.to_str().unwrap()]).ok();
    let verify = |file: &Path| {
        ana.run(&["verify", file.to_str().unwrap(), "--copy", copy.to_str().unwrap()])
    };
    assert!(verify(&file).ok().contains("the same from the first line to the last"));
    // A tail cut off: alone the file is whole, and says what it cannot prove.
    let whole = fs::read_to_string(&file).unwrap();
    let lines: Vec<_> = whole.lines().collect();
    let cut = ana.home().join("cut.jsonl");
    fs::write(&cut, lines[..lines.len() - 2].join("\n") + "\n").unwrap();
    let alone = ana.run(&["verify", cut.to_str().unwrap()]).ok();
    assert!(alone.contains("cannot prove that nothing is missing at its end"), "{alone}");
    verify(&cut).refused(2, "has 2 records more");
    // Damaged where it is no text any more: it opens up to there.
    let mut bytes = whole.into_bytes();
    let at = bytes.len() - 20;
    bytes[at] = 0xff;
    fs::write(&cut, bytes).unwrap();
    verify(&cut).refused(2, "is no text");
    let shown = ana.run(&["show", cut.to_str().unwrap()]);
    assert!(shown.out.contains("two") && shown.code == 2, "{shown:?}");
}

#[test]
fn promise_15_somebody_is_put_out_and_another_machine_is_let_in() {
    let (ana, ben, spare) = (Machine::of("ana"), Machine::of("ben"), Machine::of("ben"));
    let (a, invite) = opened(&ana, SIZE);
    let b = ben.terminal(SIZE, &["join", &invite]);
    b.sees("saw >");
    // Ben's second laptop stands at the door until ana lets it in.
    let mut second = spare.terminal(SIZE, &["join", &invite]);
    second.sees("Enter if ben is you");
    second.keys("\r").sees("ana was asked");
    a.sees("at the door");
    let listed = ana.run(&["invite", "--list"]);
    assert!(listed.err.contains("ben (#"), "{}", listed.err);
    assert!(listed.ok().contains("open"));
    ana.run(&["admit", "ben"]).ok();
    second.sees("saw >");
    ana.run(&["remove", "ben", "not", "ours"]).ok();
    b.sees("put you out");
    second.sees("put you out");
    let said = ben.run(&["saw", "still here?"]);
    assert!(said.err.contains("goes out once you are let in again"), "{}", said.err);
    said.refused(1, "you were put out of INC-1");
    ben.run(&["join", "INC-1"]).refused(1, "you were put out of INC-1");
}

/// What an invite to watch does not allow, from a shell, while an incident runs. #6 is a task of
/// ana's, #7 a proposal.
const NOT_WATCHING: &[&[&str]] = &[
    &["saw", "x"],
    &["did", "x"],
    &["fact", "x"],
    &["task", "x"],
    &["impact", "x"],
    &["update", "x"],
    &["propose", "x"],
    &["object", "7", "x"],
    &["call", "7", "go", "x"],
    &["put", "7"],
    &["yes", "6"],
    &["done", "6", "x"],
    &["star", "6"],
    &["severity", "P1", "x"],
    &["phase", "resolved", "x"],
    &["mark", "began", "--at", "-5m"],
    &["need", "--of", "payments", "x"],
    &["role", "offer", "comms", "ana"],
    &["role", "take", "lead", "x"],
    &["round"],
    &["stand", "x"],
    &["skills", "dns"],
    &["talk", "x"],
    &["reviewer", "ana", "--by", "3d"],
    &["invite"],
    &["revoke", "2"],
    &["door", "one-by-one"],
    &["remove", "ana", "x"],
    &["exec", "--", "true"],
];

/// The same in its review. #R is a recommendation.
const NOT_READING: &[&[&str]] = &[
    &["review", "open", "gil"],
    &["review", "step", "2"],
    &["review", "give", "gil"],
    &["review", "notes", "gil"],
    &["review", "attend", "gil"],
    &["review", "agree"],
    &["review", "differ", "x"],
    &["review", "account", "x"],
    &["review", "missing", "x", "--at", "-1m"],
    &["review", "factor", "led_to", "x"],
    &["review", "recommend", "technical", "x"],
    &["review", "accept", "#R", "ana", "2027-01-07"],
    &["review", "decline", "#R", "x"],
    &["review", "close", "x"],
    &["actions", "done", "INC-1", "#R", "x"],
];

#[test]
fn promise_15_who_may_only_watch_does_nothing_more_from_any_shell() {
    let (ana, gil) = (Machine::of("ana"), Machine::of("gil"));
    ana.run(&["open", "Checkout returns 500s", "--no-join"]).ok();
    let invite = ana.run(&["invite", "--scope", "observe", "--json"]).ok();
    let invite: serde_json::Value = serde_json::from_str(&invite).unwrap();
    gil.run(&["join", invite["invite"].as_str().unwrap()]).ok();
    ana.run(&["saw", "5xx"]).ok();
    assert_eq!(ana.run(&["task", "roll back"]).ok().trim(), "#6");
    assert_eq!(ana.run(&["propose", "drain eu-west"]).ok().trim(), "#7");
    let head = || ana.run(&["export", "INC-1", "-o", "-"]).ok().lines().count();
    for tried in NOT_WATCHING {
        let ran = gil.run(tried);
        let why = &ran.err;
        assert!(why.contains("your invite lets you observe"), "{tried:?}: {} {why}", ran.code);
        // What was run was run; that it is not on the record is said all the same.
        assert!(ran.code == 1 || tried[0] == "exec", "{tried:?}: {}", ran.code);
    }
    // What watching is enough for.
    gil.run(&["ask", "who has the board?"]).ok();
    gil.run(&["idea", "a canary"]).ok();
    ana.run(&["phase", "closed", "over"]).ok();
    ana.run(&["review", "open", "ana", "--incident", "INC-1"]).ok();
    let raw = ["review", "recommend", "technical", "alarm", "--incident", "INC-1"];
    let raw = ana.run(&raw).ok();
    let raw = raw.trim().trim_start_matches('#');
    for tried in NOT_READING {
        let tried: Vec<_> =
            tried.iter().map(|word| if *word == "#R" { raw } else { word }).collect();
        let more: &[&str] = if tried[0] == "review" { &["--incident", "INC-1"] } else { &[] };
        let ran = gil.run(&[&tried, more].concat());
        let why = &ran.err;
        assert!(why.contains("your invite lets you observe"), "{tried:?}: {} {why}", ran.code);
        assert_eq!(ran.code, 1, "{tried:?}");
    }
    gil.run(&["review", "comment", "who was on call?", "--incident", "INC-1"]).ok();
    // Nothing of it is on the record but that it was tried.
    let shown = ana.run(&["show", "INC-1", "--json"]).ok();
    assert!(shown.contains("tried_beyond"), "{shown}");
    let before = head();
    gil.run(&["saw", "x"]);
    assert_eq!(head(), before, "folded into one note a minute");
}
