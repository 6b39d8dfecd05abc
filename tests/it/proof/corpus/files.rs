//! What of the corpus is given on a command line or in a file: names, titles, invites and kinds; themes,
//! settings and what says what is to be done by when. Each is refused in words that drive nothing.

use std::fs;

use serde_json::Value;

use super::{Case, assert_safe, bytes, cases, text};
use crate::proof::table::{control, proof};
use crate::terminal::Machine;

/// It says no, in words that drive nothing, and repeats no secret.
fn refused(machine: &Machine, case: &Case, arguments: &[&str]) {
    let run = machine.run(arguments);
    assert!((1..=3).contains(&run.code), "{}: {} {}", case.id, run.code, run.err);
    assert_safe(&case.id, &run.err);
    assert_eq!(run.out, "", "{}", case.id);
    let said = run.err.contains("panicked") || run.err.contains("0123456789ABCDEFGHJKMNPQRS");
    assert!(!said && run.err.len() < 2_000, "{}: {}", case.id, run.err);
}

#[test]
fn promise_14_names_titles_and_invites_are_refused_in_plain_words() {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let made = ana.run(&["open", "Checkout returns 500s", "--no-join", "--json"]).ok();
    let made: Value = serde_json::from_str(&made).unwrap();
    let invite = made["invite"].as_str().unwrap();
    let names = cases("name");
    for case in &names {
        let name = text(case);
        refused(&ben, case, &["join", invite, &format!("--as={name}")]);
    }
    let titles = cases("title");
    for case in &titles {
        if case.verdict == "reject" {
            refused(&ana, case, &["open", &text(case), "--no-join"]);
        } else {
            ana.run(&["open", &text(case), "--no-join"]).ok();
        }
    }
    let links = cases("link");
    for case in &links {
        refused(&ben, case, &["join", &text(case)]);
    }
    let kinds = cases("kind");
    for case in &kinds {
        refused(&ana, case, &["open", "x", "--no-join", &format!("--kind={}", text(case))]);
    }
    // As a control: good ones, given in the same way, are taken.
    ben.run(&["join", invite, "--as=ben"]).ok();
    ana.run(&["open", "Search is slow", "--no-join"]).ok();
    ben.run(&["join", invite, "--as=ben-two"]).ok();
    ana.run(&["open", "Mail is late", "--no-join", "--kind=availability"]).ok();
    control("names-control", 4, 4, "taken, as they must be");
    let tries = names.len() + titles.len() + links.len() + kinds.len();
    proof("names", tries, "refused, no secret repeated");
}

#[test]
fn promise_14_bad_files_are_refused_by_name() {
    let machine = Machine::of("ana");
    machine.run(&["open", "Checkout returns 500s", "--no-join"]).ok();
    let config = machine.home().join("config");
    fs::create_dir_all(config.join("themes")).unwrap();
    let files = cases("file");
    for case in &files {
        if case.field == "theme.file" {
            fs::write(config.join("config.toml"), "theme = \"mine\"\n").unwrap();
            fs::write(config.join("themes/mine.toml"), bytes(&case.input)).unwrap();
            let mut screen = machine.terminal((80, 24), &["join", "INC-1"]);
            assert_eq!(screen.ended(), 2, "{}", screen.text());
            assert!(screen.text().contains("mine.toml"), "{}: {}", case.id, screen.text());
        } else {
            fs::write(config.join("config.toml"), bytes(&case.input)).unwrap();
            let run = machine.run(&["show"]);
            assert!(run.err.contains("config.toml"), "{}: {} {}", case.id, run.code, run.err);
            assert_safe(&case.id, &run.err);
            assert_eq!(run.code, 2, "{}", case.id);
        }
    }
    fs::remove_file(config.join("config.toml")).unwrap();
    let courses = cases("course");
    let refused = courses.iter().map(|case| course_is_refused(&machine, case)).sum::<usize>();
    // As a control: what is good is taken from the same places.
    fs::write(config.join("config.toml"), "theme = \"mine\"\n").unwrap();
    fs::write(config.join("themes/mine.toml"), "name = \"mine\"\ninherits = \"dark\"\n").unwrap();
    machine.run(&["show"]).ok();
    machine.terminal((80, 24), &["join", "INC-1"]).sees("live");
    for (name, good) in COURSES {
        fs::write(config.join(name), good).unwrap();
        machine.run(&["config", "check", config.join(name).to_str().unwrap()]).ok();
    }
    machine.run(&["stop"]).ok();
    machine.run(&["open", "Search is slow", "--no-join"]).ok();
    control("files-control", 5, 5, "taken, as they must be");
    proof("files", files.len() + refused, "refused by name");
}

/// What says what is to be done by when: a good file of each.
const COURSES: [(&str, &str); 3] = [
    ("plans/mine.toml", "name = \"mine\"\n[[tasks]]\ntext = \"look\"\nminutes = 5\n"),
    ("policy.toml", "task_minutes = 12\n"),
    ("review.toml", "minutes = [3, 30, 7, 10, 10]\n"),
];

/// A bad file of that is refused by name in each of the places, and no room is opened over it; in how many.
fn course_is_refused(machine: &Machine, case: &Case) -> usize {
    let config = machine.home().join("config");
    fs::create_dir_all(config.join("plans")).unwrap();
    for (name, _) in COURSES {
        let file = config.join(name);
        fs::write(&file, bytes(&case.input)).unwrap();
        refused(machine, case, &["config", "check", file.to_str().unwrap()]);
        if name != "review.toml" {
            machine.run(&["stop"]).ok();
            let run = machine.run(&["open", "x", "--no-join"]);
            let called = name.rsplit('/').next().unwrap();
            assert!(run.code == 2 && run.err.contains(called), "{}: {run:?}", case.id);
            assert_safe(&case.id, &run.err);
        }
        fs::remove_file(file).unwrap();
    }
    COURSES.len()
}
