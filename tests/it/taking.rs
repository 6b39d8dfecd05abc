//! What is taken into the library is there once, is what it says it is, and can be taken out again.

use std::fs;

use serde_json::Value;

use crate::library::MARCH;
use crate::lobby::served;
use crate::terminal::Machine;

const JUNE: &str = "\
title Mail is late
severity P2
kind availability
2026-06-03 14:06 ana saw the queue grows
14:09 ben did restarted the relay
14:40 ana phase closed
";

fn written(machine: &Machine, name: &str, text: &str) -> String {
    let file = machine.home().join(name);
    fs::write(&file, text).unwrap();
    file.display().to_string()
}

#[test]
fn an_incident_that_is_typed_in_twice_is_one() {
    let ana = Machine::of("ana");
    assert_eq!(ana.run(&["import", "--past", &written(&ana, "a.txt", JUNE)]).ok(), "INC-9001\n");
    // As another typed it in from another file, with blanks and words of their own between.
    let again = JUNE.replace("2026-06-03 14:06", "\n# again\n2026-06-03 14:06");
    let again = ana.run(&["import", "--past", &written(&ana, "b.txt", &again)]);
    assert_eq!(again.out, "INC-9001\n", "{}", again.err);
    assert!(
        again.err.contains("Mail is late: it was here already, and nothing was changed"),
        "{}",
        again.err
    );
    let piped = ana.run_with(&["import", "--past", "--json"], JUNE).ok();
    assert_eq!(serde_json::from_str::<Value>(&piped).unwrap()["known"], true);
    // More of it, or less, cannot be told from another one.
    let more = JUNE.replace("14:40", "14:20 ben saw it drains\n14:40");
    let more = written(&ana, "more.txt", &more);
    ana.run(&["import", "--past", &more]).refused(
        1,
        "INC-9001, Mail is late, was typed in with the same title and beginning, and differs from #5 \
         on: forget it first (warroom forget INC-9001), or give this one another title",
    );
    let other = JUNE.replace("Mail is late", "Mail is late, again");
    assert_eq!(ana.run(&["import", "--past", &written(&ana, "o.txt", &other)]).ok(), "INC-9002\n");
    let later = JUNE.replace("2026-06-03", "2026-06-04");
    assert_eq!(ana.run(&["import", "--past", &written(&ana, "l.txt", &later)]).ok(), "INC-9003\n");

    ana.run(&["forget", "INC-9001"]).refused(
        1,
        "INC-9001, Mail is late, was typed in, and there is no other record of it: to forget it for \
         good, say --yes",
    );
    let mut asked = ana.terminal((60, 15), &["forget", "INC-9001"]);
    asked.sees("was typed in").sees("(y/N)");
    asked.keys("n\r").sees("nothing was forgotten");
    assert_eq!(asked.ended(), 1);
    assert!(ana.run(&["list"]).ok().contains("INC-9001"), "it is there as before");
    let gone = ana.run(&["forget", "INC-9001", "--yes"]);
    assert_eq!(gone.out, "INC-9001\n");
    assert!(gone.err.contains("Mail is late: forgotten. ") && gone.err.contains(".jsonl is gone"));
    ana.run(&["import", "--past", &more]).ok();
    let mut asked = ana.terminal((60, 15), &["forget", "INC-9003"]);
    asked.sees("(y/N)");
    asked.keys("y\r").sees("is gone");
    assert_eq!(asked.ended(), 0);
    ana.run(&["import", "--past", &written(&ana, "l.txt", &later)]).ok();
    assert_eq!(ana.run(&["list"]).ok().lines().count(), 3);
    ana.run(&["forget", "INC-77"]).refused(2, "nothing that is kept here is called so");
}

const THEIRS: &str = "# A bad day\n\nThe zone was gone.\n";

#[test]
fn a_report_is_kept_once_under_whatever_link_and_can_be_forgotten() {
    let ana = Machine::of("ana");
    let file = written(&ana, "theirs.md", THEIRS);
    let linked = |link: &str| ana.run(&["import", &file, "--link", link]);
    assert_eq!(linked("https://example.org/a").ok(), "R-1\n");
    let again = linked("https://example.org/b");
    assert_eq!((again.code, again.out.as_str()), (0, "R-1\n"));
    for words in [
        "R-1 has the same words, and stays as it was kept, under https://example.org/a",
        "it was here already, and nothing was changed",
    ] {
        assert!(again.err.contains(words), "{words}: {}", again.err);
    }
    assert_eq!(ana.run(&["import", &file]).ok(), "R-1\n");
    let other = written(&ana, "other.md", "# A worse day\n\nThe zone was still gone.\n");
    ana.run(&["import", &other, "--link", "https://example.org/a/"]).refused(
        1,
        "R-1, A bad day, has the same link and other words: forget that one first (warroom forget R-1)",
    );
    for link in ["javascript:alert(1)", "file:///etc/passwd", "example.org", "https://"] {
        ana.run(&["import", &other, "--link", link])
            .refused(2, "no address of a page: write it as");
    }
    assert!(ana.run(&["search", "zone"]).ok().contains("R-1"));
    ana.run(&["forget", "R-1"]).refused(1, "R-1, A bad day, is kept here, with its notes: ");
    let gone = ana.run(&["forget", "R-1", "--yes"]);
    assert_eq!(gone.out, "R-1\n");
    assert!(gone.err.contains("A bad day: forgotten. "), "{}", gone.err);
    assert_eq!(ana.run(&["search", "zone"]).out, "");
    ana.run(&["report", "R-1"]).refused(2, "there is no report R-1 here");
    ana.run(&["forget", "R-1"]).refused(2, "there is no report R-1 here");
    ana.run(&["forget", "R-"]).refused(2, "neither a report (R-1) nor an incident");
    ana.run(&["import", &other, "--link", "https://example.org/a"]).ok();
}

#[test]
fn what_is_data_is_never_taken_for_somebodys_words() {
    let ana = Machine::of("ana");
    for (name, text, why) in [
        ("a.jsonl", "garbage\n", "a.jsonl: line 1 is no header of a recording"),
        ("b.jsonl", "", "b.jsonl: line 1 is no header of a recording"),
        ("c.jsonl", "# A report\n\nin a file of that name\n", "line 1 is no header"),
        ("d.txt", "\n{\"seq\":1,\"prev\":\"\"}\n", "d.txt: line 1 is no header of a recording"),
        ("e.json", "{\n\"half\": \"a", "e.json: line 1 is no header of a recording"),
    ] {
        ana.run(&["import", &written(&ana, name, text)]).refused(2, why);
    }
    assert_eq!(ana.run(&["list"]).out, "", "nothing of it was taken in");
}

#[test]
fn somebodys_report_is_written_out_as_it_came_or_as_data_and_taken_in_elsewhere() {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let text = format!("{THEIRS}\u{1b}[2J\n");
    let file = written(&ana, "theirs.md", &text);
    ana.run(&["import", &file, "--link", "https://example.org/a", "--service", "dns"]).ok();
    let at = |name: &str| ana.home().join(name).display().to_string();
    ana.run(&["report", "R-1", "-o", &at("r.md")]).ok();
    let words = fs::read_to_string(at("r.md")).unwrap();
    assert_eq!(words, ana.run(&["report", "R-1"]).ok());
    assert!(words.starts_with("R-1 A bad day\nlink: https://example.org/a\n\n# A bad day\n"));
    assert!(!words.contains('\u{1b}'), "{words}");
    ana.run(&["report", "R-1", "-o", &at("r.md")]).refused(2, "r.md");
    ana.run(&["report", "R-1", "-o", &at("r.json")]).ok();
    let data: Value = serde_json::from_str(&fs::read_to_string(at("r.json")).unwrap()).unwrap();
    assert_eq!(data["text"].as_str().unwrap(), text);
    ana.run(&["report", "R-1", "--format", "html"]).refused(2, "take --format md or json");
    ana.run(&["report", "R-1", "-o", &at("r.html")]).refused(2, "take --format md or json");
    ana.run(&["report", "R-1", "--names", "handles"]).refused(2, "names as they came");
    assert_eq!(ben.run(&["import", &at("r.json"), "--notes", "ours is alike"]).ok(), "R-1\n");
    let there = ben.run(&["report", "R-1"]).ok();
    assert!(there.contains("link: https://example.org/a\nnotes: ours is alike\n"), "{there}");
}

#[test]
fn the_teams_reports_are_forgotten_by_who_gave_them() {
    let (host, ana, ben) = (Machine::of("host"), Machine::of("ana"), Machine::of("ben"));
    let (_server, invite) = served(&host);
    for machine in [&ana, &ben] {
        machine.run(&["join", &invite]).ok();
    }
    let file = written(&ana, "theirs.md", THEIRS);
    assert_eq!(ana.run(&["import", &file, "--link", "https://example.org/a"]).ok(), "T-1\n");
    let again = ben.run(&["import", &file, "--link", "https://example.org/b"]);
    assert!(again.out == "T-1\n" && again.err.contains("it was here already"), "{}", again.err);
    let other = written(&ben, "other.md", "# Another\n\nday\n");
    ben.run(&["import", &other, "--link", "https://example.org/a"])
        .refused(1, "T-1 has the same link and other words");
    ana.run(&["forget", "T-1"])
        .refused(1, "for all that it knows: to forget it for good, say --yes");
    let gone = ana.run(&["forget", "T-1", "--yes"]);
    assert!(gone.out == "T-1\n" && gone.err.contains("has forgotten T-1"), "{}", gone.err);
    assert_eq!(ben.run(&["search", "zone"]).out, "");
    ana.run(&["forget", "T-1", "--yes"]).refused(1, "there is no report T-1 here");
}

/// A recording of ana's, and one with the same beginning and another end.
fn two() -> (Machine, String, String) {
    let ana = Machine::of("ana");
    ana.run(&["open", "Disks are full", "--no-join"]).ok();
    ana.run(&["did", "removed old logs"]).ok();
    let file = ana.home().join("a.jsonl").display().to_string();
    ana.run(&["export", "INC-1", "-o", &file]).ok();
    let other = crate::library::forked(&fs::read_to_string(&file).unwrap());
    let other = written(&ana, "b.jsonl", &other);
    (ana, file, other)
}

#[test]
fn numbers_over_two_recordings_that_disagree_say_which_is_counted() {
    let (ana, file, other) = two();
    let counted = ana.run(&["stats", &file, &other]);
    let words =
        format!("two recordings of INC-1 disagree from #3 on: {file} is counted, {other} is not");
    assert!(counted.out.contains(&words) && counted.err.contains(&words), "{}", counted.out);
    assert!(counted.out.starts_with("Incidents: 1\n"), "{}", counted.out);
    let data: Value =
        serde_json::from_str(&ana.run(&["stats", &other, &file, "--json"]).ok()).unwrap();
    assert_eq!(data["disagree"][0]["counted"], other.as_str());
    assert_eq!(
        (&data["disagree"][0]["from"], &data["incidents"]["incidents"]),
        (&3.into(), &1.into())
    );
    let same = ana.run(&["stats", &file, &file]);
    assert!(!same.err.contains("disagree") && !same.out.contains("disagree"), "{}", same.out);
}

#[test]
fn the_library_says_of_two_recordings_that_disagree_which_is_read() {
    let (ana, file, other) = two();
    let ben = Machine::of("ben");
    ben.run(&["import", &file]).ok();
    let folder = ben.home().join("data/library/recordings");
    fs::copy(&other, folder.join("other.jsonl")).unwrap();
    let listed = ben.run(&["list"]);
    assert!(listed.out.contains("(two recordings disagree from #3 on)"), "{}", listed.out);
    assert!(listed.err.contains("disagree from #3 on: the first is read"), "{}", listed.err);
    let data: Value = serde_json::from_str(&ben.run(&["list", "--json"]).ok()).unwrap();
    assert_eq!(data["disagrees_from"], 3);
    assert!(ben.run(&["search", "disks"]).ok().contains("; two recordings disagree from #3 on)"));
    let counted = ben.run(&["stats"]).ok();
    assert!(counted.contains("Note: two recordings of INC-1 disagree from #3 on"), "{counted}");
    fs::remove_file(folder.join("other.jsonl")).unwrap();
    assert!(!ben.run(&["list"]).ok().contains("disagree"));
    drop(ana);
}

#[test]
fn others_reports_go_into_the_folder_and_its_history_and_leave_it_when_forgotten() {
    let ana = Machine::of("ana");
    let folder = crate::export::exporting(&ana);
    ana.run(&["import", &written(&ana, "theirs.md", THEIRS)]).ok();
    ana.run(&["open", "Disks are full", "--no-join"]).ok();
    ana.run(&["stop"]).ok();
    let committed = || crate::export::committed(&folder);
    assert_eq!(committed(), ["INC-1.jsonl", "INC-1.md", "R-1.json", "R-1.md"]);
    assert!(fs::read_to_string(folder.join("R-1.md")).unwrap().contains("The zone was gone."));
    // What is called so and is none of them stays.
    fs::write(folder.join("R-7.json"), "{}").unwrap();
    ana.run(&["forget", "R-1", "--yes"]).ok();
    ana.run(&["open", "Mail is late", "--no-join"]).ok();
    ana.run(&["stop"]).ok();
    assert_eq!(committed(), ["INC-1.jsonl", "INC-1.md", "INC-2.jsonl", "INC-2.md"]);
    assert!(folder.join("R-7.json").exists() && !folder.join("R-1.md").exists());
}

#[test]
fn what_is_taken_in_for_this_machine_alone_goes_into_no_folder_that_is_exported_to() {
    let ana = Machine::of("ana");
    let folder = crate::export::exporting(&ana);
    let theirs = written(&ana, "theirs.md", THEIRS);
    ana.run(&["import", &theirs, "--here"]).ok();
    let link = |n: u8| format!("https://example.org/{n}");
    let linked = |n: u8, more: &[&str]| {
        let link = link(n);
        ana.run(
            &[&["import", "--link", &link, "--title", "DNS", "--notes", "alike"], more].concat(),
        )
    };
    let march = written(&ana, "march.txt", MARCH);
    ana.run(&["import", "--past", &march, "--here"]).ok();
    assert_eq!(linked(2, &["--here"]).ok(), "R-2\n");
    assert_eq!(linked(3, &[]).ok(), "R-3\n");
    ana.run(&["open", "Disks are full", "--no-join"]).ok();
    ana.run(&["stop"]).ok();
    let committed = || crate::export::committed(&folder);
    assert_eq!(committed(), ["INC-1.jsonl", "INC-1.md", "R-3.json", "R-3.md"]);
    assert!(!folder.join("R-2.md").exists() && !folder.join("INC-9001.md").exists());
    // It stays as it was taken in, until it is forgotten.
    let again = ana.run(&["import", &theirs]);
    assert!(again.err.contains("R-1 was taken in with --here, and stays so"), "{}", again.err);
    let again = linked(3, &["--here"]);
    assert!(again.err.contains("R-3 was taken in without --here, and stays so"), "{}", again.err);
    let again = ana.run(&["import", "--past", &march]);
    assert!(again.err.contains("INC-9001 was taken in with --here, and stays"), "{}", again.err);
    ana.run(&["forget", "R-2", "--yes"]).ok();
    ana.run(&["forget", "R-3", "--yes"]).ok();
    assert_eq!(linked(2, &[]).ok(), "R-2\n");
    ana.run(&["open", "Mail is late", "--no-join"]).ok();
    ana.run(&["stop"]).ok();
    let ends = |name: &str| [".jsonl", ".md"].map(|end| format!("{name}{end}"));
    let reports = ["R-2.json".to_owned(), "R-2.md".to_owned()];
    assert_eq!(committed(), [ends("INC-1"), ends("INC-2"), reports].concat());
}

#[test]
fn the_list_is_never_behind_what_was_recorded() {
    let ana = Machine::of("ana");
    for number in 1..=4 {
        ana.run(&["open", "Disks are full", "--no-join"]).ok();
        let name = format!("INC-{number}");
        let say = |words: &[&str]| ana.run(&[words, &["--incident", &name]].concat()).ok();
        say(&["severity", "P3", "few are hit"]);
        let listed = ana.run(&["list"]).ok();
        assert!(listed.contains(&format!("{name:8} P3 investigating")), "{listed}");
        say(&["phase", "closed", "over"]);
        let listed = ana.run(&["list"]).ok();
        assert!(listed.contains(&format!("{name:8} P3 closed")), "{listed}");
    }
}

#[test]
fn a_list_fits_the_terminal_and_a_pipe_gets_whole_lines() {
    let ana = Machine::of("ana");
    let long = JUNE.replace("Mail is late", "Mail to customers outside is late by many hours");
    ana.run(&["import", "--past", &written(&ana, "a.txt", &long)]).ok();
    assert_eq!(ana.run(&["list"]).ok().lines().count(), 1);
    let mut screen = ana.terminal((40, 15), &["list"]);
    screen.sees("(past)");
    assert_eq!(screen.ended(), 0);
    let text = screen.text();
    assert!(text.contains("INC-9001 P2 closed"), "{text}");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("Mail to customers outside is late by many hours (past)"), "{text}");
}

#[test]
fn plans_are_read_when_a_room_is_opened_and_a_bad_one_is_said() {
    let ana = Machine::of("ana");
    ana.run(&["open", "Disks are full", "--no-join"]).ok();
    let plans = ana.home().join("config/plans");
    fs::create_dir_all(&plans).unwrap();
    let plan = plans.join("disks.toml");
    fs::write(&plan, "name = \"disks\"\nquestions = [\"which disk?\"]\n").unwrap();
    let second = ana.run(&["open", "Disks are full again", "--no-join"]);
    assert!(second.code == 0 && !second.err.contains("disks"), "{}", second.err);
    let planned = |name: &str| ana.run(&["plans", name]).out;
    assert!(!planned("INC-1").contains("disks"), "what it was opened with is on its record");
    assert!(planned("INC-2").contains("disks"));
    fs::write(&plan, "name = \"disks\"\ntask = 3\n").unwrap();
    let third = ana.run(&["open", "And again", "--no-join"]);
    assert_eq!(third.code, 0, "{}", third.err);
    assert!(third.err.contains("disks.toml:2"), "{}", third.err);
    assert!(third.err.contains("the room is opened with what was read before"), "{}", third.err);
    assert!(planned("INC-3").contains("disks"));
}

#[test]
fn a_shell_gives_every_hint_that_applies_names_too_and_also_for_what_is_piped() {
    let ana = Machine::of("ana");
    ana.run(&["open", "Disks are full", "--no-join"]).ok();
    ana.run(&["saw", "inodes ran out", "--as", "ben"]);
    ana.run(&["phase", "closed", "over"]).ok();
    ana.run(&["review", "open", "ana", "--incident", "INC-1"]).ok();
    let words = "ana should have seen the root cause";
    let hinted = |err: &str| err.lines().filter(|line| line.contains("a hint, no more")).count();
    let typed = ana.run(&["review", "comment", words, "--incident", "INC-1"]);
    assert_eq!((typed.code, hinted(&typed.err)), (0, 3), "{}", typed.err);
    assert!(typed.err.contains("\"ana\": a name. Write the role"), "{}", typed.err);
    let piped = ana.run_with(&["review", "section", "summary", "--incident", "INC-1"], words);
    assert_eq!((piped.code, hinted(&piped.err)), (0, 3), "{}", piped.err);
    let report = ana.run(&["report", "INC-1", "--names", "handles"]).ok();
    assert!(report.contains(words), "{report}");
    // Who makes something happen is a name on purpose.
    let deed = ["review", "recommend", "technical", "ana adds an alarm", "--incident", "INC-1"];
    assert_eq!(hinted(&ana.run(&deed).err), 0);
}
