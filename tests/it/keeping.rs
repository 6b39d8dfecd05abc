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
    assert!(ana.run(&["show", cut.to_str().unwrap()]).ok().contains("two"));
}

#[test]
fn promise_15_somebody_is_put_out_and_another_machine_is_let_in() {
    let (ana, ben, spare) = (Machine::of("ana"), Machine::of("ben"), Machine::of("ben"));
    let (a, invite) = opened(&ana, SIZE);
    let b = ben.terminal(SIZE, &["join", &invite]);
    b.sees("saw >");
    // Ben's second laptop stands at the door until ana lets it in.
    let second = spare.terminal(SIZE, &["join", &invite]);
    second.sees("ana was asked");
    a.sees("at the door");
    let listed = ana.run(&["invite", "--list"]);
    assert!(listed.err.contains("ben (#"), "{}", listed.err);
    assert!(listed.ok().contains("open"));
    ana.run(&["admit", "ben"]).ok();
    second.sees("saw >");
    ana.run(&["remove", "ben", "not", "ours"]).ok();
    b.sees("put you out");
    second.sees("put you out");
    ben.run(&["saw", "still here?"]).refused(1, "you were put out of INC-1");
}
