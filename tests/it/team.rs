//! The library of a team's server: asked by whoever that server knows, also of incidents that they
//! were not in; and what is said where it cannot be reached.

use crate::lobby::served;
use crate::terminal::Machine;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// An incident of the team that ana led, closed and reviewed: ben was not in it. Gives the number of
/// what was recommended.
fn march(ana: &Machine) -> String {
    let inc = ["--incident", "INC-1"];
    let ana = |words: &[&str]| ana.run(&[words, &inc].concat()).ok();
    ana(&["fact", "only the zeppelin hangar is dark"]);
    ana(&["did", "rolled back the deploy of checkout"]);
    ana(&["saw", "the token was plugh"]);
    ana(&["phase", "resolved", "quiet again"]);
    ana(&["phase", "closed", "over", "--review-by", "ana", "--review-until", "3d"]);
    ana(&["review", "open", "ana"]);
    let advice = ana(&["review", "recommend", "technical", "an alarm on checkout errors"]);
    let advice = advice.trim().trim_start_matches('#').to_owned();
    ana(&["review", "attend", "ben"]);
    ana(&["review", "accept", &advice, "ben", "2027-01-01"]);
    advice
}

fn json(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn whoever_the_server_knows_asks_its_library_of_incidents_they_were_not_in() {
    let (host, ana, ben) = (Machine::of("host"), Machine::of("ana"), Machine::of("ben"));
    let (_server, invite) = served(&host);
    for machine in [&ana, &ben] {
        machine.run(&["join", &invite]).ok();
    }
    ana.run(&["open", "Checkout returns 502s", "--severity", "P1", "--no-join"]).ok();
    let advice = march(&ana);

    // Ben has joined nothing: all he knows, he knows from the server.
    let found = ben.run(&["search", "zeppelin"]);
    assert!(found.err.contains("from the server at 127.0.0.1:"), "{}", found.err);
    let found = found.ok();
    assert!(found.starts_with("INC-1  P1 ") && found.contains("the zeppelin hangar"), "{found}");
    let hit = &json(&ben.run(&["search", "rolled back", "--json"]).ok())[0];
    let open: Vec<&str> = hit["open"].as_str().unwrap().split(' ').skip(1).collect();
    let moment = ben.run(&open).ok();
    assert!(moment.lines().last().unwrap().contains("rolled back the deploy"), "{moment}");
    assert!(!moment.contains("quiet again"), "nothing that came later: {moment}");
    assert!(ben.run(&["report", "INC-1"]).ok().contains("# INC-1 Checkout returns 502s"));
    assert!(ben.run(&["search", "--here", "zeppelin"]).ok().is_empty());
    let listed = ben.run(&["list"]).ok();
    assert_eq!(listed.matches("INC-1").count(), 1, "{listed}");
    let stats: Value = serde_json::from_str(&ben.run(&["stats", "--json"]).ok()).unwrap();
    assert_eq!(stats["incidents"]["incidents"], 1);

    // What was recommended, and doing it on the record of a room that he never joined.
    let actions = ben.run(&["actions", "--owner", "ben"]).ok();
    assert!(actions.contains("INC-1") && actions.contains("an alarm on checkout"), "{actions}");
    let room = ben.terminal((120, 40), &["open", "Checkout returns 500s", "--severity", "P1"]);
    room.sees("like INC-1: quiet again").sees("recommended and is not done");
    let alike = ben.run(&["similar", "INC-2"]).ok();
    assert!(alike.contains("INC-1  P1") && alike.contains("[open, ben by 2027-01-01]"), "{alike}");
    assert!(alike.contains("it might have helped"), "{alike}");
    ben.run(&["actions", "done", "INC-1", &advice, "it rings"]).ok();
    assert!(ana.run(&["show", "INC-1", "--json"]).ok().contains("it rings"));
    assert!(ben.run(&["actions", "--owner", "ben"]).ok().is_empty());
    assert!(ben.run(&["actions", "--all"]).ok().contains("it rings"));

    // What is taken out of the record leaves the server's library, on disk too.
    let entry = json(&ana.run(&["search", "plugh", "--json"]).ok())[0]["seq"].to_string();
    ana.run(&["redact", &entry, "a token", "--incident", "INC-1"]).ok();
    assert!(ben.run(&["search", "plugh"]).ok().is_empty());
    assert!(!holds(&host.home().join("team"), "plugh"));
}

/// The files of a machine's copies.
fn copies(machine: &Machine) -> Vec<String> {
    let files = fs::read_dir(machine.home().join("data/copies")).into_iter().flatten();
    let files = files.map(|entry| entry.unwrap().path());
    let copies = files.filter(|file| file.extension().is_some_and(|end| end == "jsonl"));
    copies.map(|file| file.display().to_string()).collect()
}

/// This copy, which still holds the words, without them and without what took them.
fn without_its_redaction(copy: &str, whole: &str) -> String {
    let whole = fs::read_to_string(whole).unwrap();
    let redacted = whole.lines().find(|line| line.contains("\"redacted_by\"")).unwrap();
    let line = copy.lines().find(|line| line.contains("xyzzy")).unwrap();
    copy.replace(line, redacted)
}

/// A redaction from a shell, while nobody has a screen of the incident: whoever then reads or searches
/// it keeps a copy that holds, and from which a room can be rescued.
#[test]
fn promise_13_copies_hold_after_a_redaction_from_a_shell_and_the_room_is_rescued_from_one() {
    let (host, ana) = (Machine::of("host"), Machine::of("ana"));
    let (ben, cy) = (Machine::of("ben"), Machine::of("cy"));
    let (mut server, invite) = served(&host);
    for machine in [&ana, &ben, &cy] {
        machine.run(&["join", &invite]).ok();
    }
    ana.run(&["open", "Payments fail", "--no-join"]).ok();
    let entry = ana.run(&["saw", "the token was xyzzy"]).ok();
    for machine in [&ana, &ben, &cy] {
        let mut screen = machine.terminal((100, 30), &["join", "INC-1"]);
        screen.sees("the token was xyzzy");
        screen.keys("\x03").sees("Leave?");
        screen.keys("\r");
        screen.ended();
        assert!(holds(&machine.home().join("data/copies"), "xyzzy"));
    }
    ana.run(&["redact", entry.trim().trim_start_matches('#'), "a token"]).ok();

    // Cy's copy is an old one yet, and the server knows better.
    let found = cy.run(&["search", "xyzzy"]);
    assert!(found.out.is_empty() && found.err.contains("nothing that is kept"), "{found:?}");
    cy.run(&["show", "INC-1"]).ok();
    for machine in [&ana, &cy] {
        assert!(!holds(&machine.home().join("data/copies"), "xyzzy"));
        machine.run(&["verify", &copies(machine)[0]]).ok();
        machine.run(&["list"]).ok();
        machine.run(&["stats"]).ok();
    }

    // An earlier version took the words and left out the record that says so: that is made up for.
    let mine = &copies(&ben)[0];
    let short = without_its_redaction(&fs::read_to_string(mine).unwrap(), &copies(&cy)[0]);
    for words in [&["list"][..], &["search", "payments"], &["stats"], &["actions"]] {
        fs::write(mine, &short).unwrap();
        ben.run(&["verify", mine]).refused(2, "were taken out by #");
        ben.run(words).ok();
        ben.run(&["verify", mine]).ok();
    }
    fs::write(mine, &short).unwrap();

    server.keys("\x03");
    server.ended();
    let told = ben.run(&["list"]);
    assert!(told.err.contains("the rest is with its server"), "{told:?}");
    ben.run(&["verify", mine]).refused(2, "warroom show INC-1 brings what is missing");
    ben.run(&["rescue", "INC-1"]).refused(1, "let somebody whose copy has #");
    let told = cy.run(&["rescue", "INC-1"]);
    assert!(told.err.contains("is served from this machine now"), "{told:?}");
    let file = cy.home().join("out.jsonl");
    let file = file.to_str().unwrap();
    cy.run(&["export", "INC-1", "-o", file]).ok();
    cy.run(&["verify", file]).ok();
    cy.run(&["stop"]);
}

/// Whether a file of this folder holds these words.
fn holds(folder: &Path, words: &str) -> bool {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.is_file()).any(|path| {
        let bytes = fs::read(path).unwrap_or_default();
        bytes.windows(words.len()).any(|part| part == words.as_bytes())
    })
}

#[test]
fn where_the_server_is_not_reached_what_this_machine_keeps_is_told_and_that_it_is_alone() {
    let (host, ana, cy) = (Machine::of("host"), Machine::of("ana"), Machine::of("cy"));
    let (mut server, invite) = served(&host);
    ana.run(&["join", &invite]).ok();
    let made = ana.run(&["open", "Disks are full", "--no-join", "--json"]).ok();
    let made: Value = serde_json::from_str(&made).unwrap();
    let room = ana.terminal((100, 30), &["join", "INC-1"]);
    room.sees("saw >");
    ana.run(&["saw", "inodes ran out"]).ok();
    room.sees("inodes ran out");
    ana.run(&["open", "Search is slow", "--no-join"]).ok();
    ana.run(&["saw", "the inode of an index", "--incident", "INC-2"]).ok();

    // Whoever was let into one incident is not known to the server, and asks nothing of it.
    cy.run(&["join", made["invite"].as_str().unwrap()]).ok();
    let found = cy.run(&["search", "inode"]);
    assert!(!found.out.contains("INC-2") && !found.err.contains("from the server"), "{found:?}");
    assert!(ana.run(&["search", "inode"]).ok().contains("INC-2"));

    server.keys("\x03");
    server.ended();
    let alone = ana.run(&["search", "inode"]);
    assert!(alone.out.contains("inodes ran out") && !alone.out.contains("INC-2"), "{alone:?}");
    assert!(alone.err.contains("this is what this machine keeps; the server at 127.0.0.1:"));
    assert!(alone.err.contains("was not asked: the server cannot be reached"), "{}", alone.err);
    assert_eq!(alone.code, 3);
    for words in [&["similar", "INC-1"][..], &["actions"], &["stats"], &["list"]] {
        let told = ana.run(words);
        assert!(told.code == 3 && told.err.contains("cannot be reached"), "{told:?}");
    }
    ana.run(&["replay", "INC-2"]).refused(3, "cannot be reached");
    ana.run(&["search", "--here", "inode"]).ok();
    // One that ran before opens again with its lobby and its library.
    assert!(ana.run(&["list", "--here"]).ok().contains("INC-1"));
}

#[test]
fn reports_of_others_are_given_to_the_teams_server_and_found_by_all() {
    let (host, ana, ben) = (Machine::of("host"), Machine::of("ana"), Machine::of("ben"));
    let (mut server, invite) = served(&host);
    for machine in [&ana, &ben] {
        machine.run(&["join", &invite]).ok();
    }
    let file = ana.home().join("theirs.md");
    let text =
        "# A bad day at the registrar\n\nThe zeppelin zone was gone.\n\nNobody \u{1b}[2Jsaw.\n";
    fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap();
    let link = ["--link", "https://example.org/x", "--service", "checkout"];
    let given = ana.run(&[&["import", file][..], &link].concat());
    assert!(given.err.contains("keeps it, for all that it knows"), "{given:?}");
    assert_eq!(given.ok(), "T-1\n");
    // From another machine: it is there already, found, listed, like what is alike, and read.
    let again = ben.run(&[&["import", file][..], &link].concat());
    assert!(again.out == "T-1\n" && again.err.contains("it was here already"), "{again:?}");
    let found = ben.run(&["search", "zeppelin"]).ok();
    assert!(found.contains("T-1  A bad day at the registrar (another's report)"), "{found}");
    assert!(found.contains("line 3"), "{found}");
    let hit = &json(&ben.run(&["search", "zeppelin", "--json"]).ok())[0];
    assert_eq!((&hit["open"], &hit["by"]), (&"warroom report T-1".into(), &"ana".into()));
    let shown = ben.run(&["report", "T-1"]).ok();
    assert!(shown.starts_with("T-1 A bad day at the registrar\nlink: https://"), "{shown}");
    assert!(shown.contains("The zeppelin zone") && !shown.contains('\u{1b}'), "{shown}");
    let listed = ben.run(&["list"]).ok();
    assert!(listed.contains("T-1") && listed.contains("(report)"), "{listed}");
    ben.run(&["open", "The zeppelin zone of checkout is gone", "--no-join"]).ok();
    let alike = ben.run(&["similar", "INC-1"]).ok();
    assert!(alike.contains("T-1") && alike.contains("registrar"), "{alike}");
    ben.run(&["report", "T-9"]).refused(2, "there is no report T-9 here");
    assert!(holds(&host.home().join("team/papers"), "zeppelin zone"));

    // As long as it may be, in parts; what is too long is refused by the server with its reason.
    let long = ana.home().join("long.txt");
    let words = "a quokka\n".repeat(64 * 1024) + &"numbat ".repeat(60 * 1024);
    fs::write(&long, words).unwrap();
    assert_eq!(ana.run(&["import", long.to_str().unwrap()]).ok(), "T-2\n");
    for words in ["quokka", "numbat"] {
        assert!(ben.run(&["search", words]).ok().contains("T-2"));
    }
    let notes = "x".repeat(17 * 1024);
    let much = ["import", "--link", "https://example.org/y", "--notes", &notes];
    ana.run(&much).refused(1, "did not take it in: a link or a note has at most 16384 bytes");
    // Who may only watch gives it nothing, and reads it all the same.
    let eve = Machine::of("eve");
    let watch = ana.run(&["invite", "--server", "--scope", "observe"]).ok();
    eve.run(&["join", watch.trim()]).ok();
    eve.run(&["import", file]).refused(1, "did not take it in");
    assert!(eve.run(&["search", "zeppelin"]).ok().contains("T-1"));

    // On purpose, or because the server is not there, it stays on this machine, and that is said.
    assert_eq!(ana.run(&["import", "--here", file]).ok(), "R-1\n");
    server.keys("\x03");
    server.ended();
    let other = ["import", "--link", "https://example.org/z", "--title", "DNS lost"];
    let kept = ana.run(&other);
    assert!(kept.err.contains("this machine keeps it; import it again later"), "{kept:?}");
    assert_eq!((kept.code, kept.out.as_str()), (3, "R-2\n"));
}

/// A script that asks one question after the other is slowed down at most, and never refused.
#[test]
fn a_script_of_questions_is_answered_to_its_end() {
    let (host, ana) = (Machine::of("host"), Machine::of("ana"));
    let (_server, invite) = served(&host);
    ana.run(&["join", &invite]).ok();
    ana.run(&["open", "Disks are full", "--no-join"]).ok();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..25 {
                    assert!(ana.run(&["search", "disks"]).ok().contains("INC-1"));
                }
            });
        }
    });
}
