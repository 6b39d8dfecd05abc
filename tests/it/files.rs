//! Files that are named: their endings say what is written, one bad one among several does not stop
//! the others, and what is told of the library fits the terminal.

use crate::library::{MARCH, written};
use crate::terminal::Machine;
use serde_json::Value;
use std::fs;

/// A recording of an incident, and what a stranger's machine has of it: damaged, altered, no recording.
fn recorded() -> (Machine, [String; 3]) {
    let ana = Machine::of("ana");
    ana.run(&["open", "Disks are full", "--no-join"]).ok();
    ana.run(&["saw", "inodes ran out"]).ok();
    ana.run(&["did", "removed old logs"]).ok();
    let text = ana.run(&["export", "INC-1", "-o", "-"]).ok();
    let whole = written(&ana, "whole.jsonl", &text);
    let altered = written(&ana, "altered.jsonl", &text.replace("inodes", "INODES"));
    let junk = written(&ana, "junk.jsonl", "this is no recording\n");
    (ana, [whole, altered, junk])
}

#[test]
fn an_ending_says_the_form_and_one_that_says_another_is_refused() {
    let (ana, [whole, ..]) = recorded();
    let file = |name: &str| ana.home().join(name).display().to_string();
    let begins = |name: &str| fs::read_to_string(file(name)).unwrap();
    for (name, begin) in [
        ("a.md", "# INC-1 Disks are full"),
        ("a.HTML", "<!doctype html>"),
        ("a.json", "{\"report\":1,"),
        ("report", "# INC-1"),
    ] {
        ana.run(&["report", &whole, "-o", &file(name)]).ok();
        assert!(begins(name).trim_start().starts_with(begin), "{name}: {:.80}", begins(name));
    }
    for (command, names) in
        [("report", &["b.pdf", "b.txt", "b.docx"][..]), ("stats", &["b.md"]), ("cast", &["b.gif"])]
    {
        for name in names {
            let refused = ana.run(&[command, &whole, "-o", &file(name)]);
            refused.refused(2, "nothing is written as .");
            assert!(!ana.home().join(name).exists(), "{name}");
        }
    }
    ana.run(&["export", "INC-1", "-o", &file("b.csv")]).refused(2, "let its name end in .jsonl");
    // Who says the form means it; but one name must not say another one.
    ana.run(&["report", &whole, "-o", &file("c.txt"), "--format", "md"]).ok();
    ana.run(&["report", &whole, "-o", &file("c.html"), "--format", "fragment"]).ok();
    for form in [&["--format", "json"][..], &["--json"]] {
        ana.run(&[&["report", &whole, "-o", &file("d.html")], form].concat())
            .refused(2, "d.html: its name ends in .html, and another form was asked for");
    }
    let own = written(&ana, "own.md", "{{ incident.title }}\n");
    ana.run(&["report", &whole, "--template", &own, "-o", &file("e.html")])
        .refused(2, "another form was asked for, which ends in .md");
    assert_eq!(
        ana.run(&["report", &whole, "--template", &own, "-o", "-"]).ok(),
        "Disks are full\n"
    );
    let wrong = written(&ana, "wrong.md", "one\n{{ incident.titel }}\n");
    ana.run(&["report", &whole, "--template", &wrong])
        .refused(2, "wrong.md:2: `incident.titel` is undefined");
}

#[test]
fn one_bad_file_among_several_is_said_and_the_others_are_taken() {
    let (_ana, [whole, altered, junk]) = recorded();
    let ben = Machine::of("ben");
    let notes = written(&ben, "notes.md", "# A bad day\n\nThe zone was gone.\n");
    let taken = ben.run(&["import", &junk, &whole, &altered, "/nowhere.jsonl", &notes]);
    assert_eq!((taken.code, taken.out.as_str()), (2, "INC-1\nR-1\n"), "{}", taken.err);
    for (file, why) in [
        ("junk.jsonl", "line 1 is no header of a recording"),
        ("altered.jsonl", "INC-1 is here already, up to #4, and nothing was taken in"),
        ("/nowhere.jsonl", "there is no such file"),
    ] {
        let said: Vec<&str> = taken.err.lines().filter(|line| line.contains(file)).collect();
        assert!(said.len() == 1 && said[0].contains(why), "{file}: {}", taken.err);
    }
    let counted = ben.run(&["stats", &junk, &whole, &altered, "--json"]);
    assert_eq!(counted.code, 2, "{}", counted.err);
    let numbers: Value = serde_json::from_str(&counted.out).unwrap();
    assert_eq!(numbers["incidents"]["incidents"], 1);
    assert_eq!(counted.err.lines().count(), 2, "{}", counted.err);
    assert!(counted.err.contains("altered.jsonl: it is not counted: "), "{}", counted.err);
    let none = ben.run(&["stats", &junk]);
    assert_eq!((none.code, none.out.as_str()), (2, ""), "{}", none.err);
    // What is kept and was damaged since: all else is found, and the exit code says that it is not all.
    let kept = ben.home().join("data/library/recordings");
    fs::write(kept.join("other.jsonl"), fs::read(&altered).unwrap()).unwrap();
    for command in [&["search", "inodes"][..], &["stats"], &["actions"], &["list"]] {
        let asked = ben.run(command);
        assert_eq!(asked.code, 2, "{command:?}: {}", asked.err);
        assert!(asked.err.contains("in full: "), "{command:?}: {}", asked.err);
        assert!(
            asked.err.contains("other.jsonl: it is read up to #"),
            "{command:?}: {}",
            asked.err
        );
    }
    assert!(ben.run(&["search", "inodes"]).out.contains("inodes ran out"));
}

#[test]
fn what_is_told_of_the_library_fits_the_terminal_and_a_pipe_gets_whole_lines() {
    let ana = Machine::of("ana");
    let long = MARCH
        .replace(
            "Checkout returned 502s",
            "Checkout returned 502s to everybody in eu-west and us-east",
        )
        .replace("colour the prompt as", "colour the prompt of production so that all see it as");
    ana.run(&["import", "--past", &written(&ana, "a.txt", &long)]).ok();
    let later = long.replace("2026-", "2027-").replace("2027-03", "2026-05");
    ana.run(&["import", "--past", &written(&ana, "b.txt", &later)]).ok();
    for (command, words) in [
        (&["search", "checkout"][..], "ben action: restarted checkout-3"),
        (&["similar", "INC-9002"], "colour the prompt of production so that all see it [open, ben"),
        (&["actions"], "colour the prompt of production so that all see it TEAM-481"),
    ] {
        let piped = ana.run(command).ok();
        let flat = piped.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(words) && piped.lines().any(|l| l.len() > 60), "{piped}");
        let mut screen = ana.terminal((40, 60), command);
        assert_eq!(screen.ended(), 0);
        let text = screen.text();
        let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(words), "no word is broken: {text}");
    }
}
