//! The library as a person uses it: searching, what is alike, what was recommended, taking in.

use crate::terminal::Machine;
use serde_json::Value;
use std::fs;
use std::path::PathBuf;

fn json(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// An incident of before, as somebody types it in.
pub(crate) const MARCH: &str = "\
# what we remember of March
title Checkout returned 502s
severity P1
kind availability
2026-03-03 14:06 ana saw error rate at 40 % in eu-west
14:09 ben did restarted checkout-3
14:12~ ana fact only eu-west is hit
14:20 ana task roll back the deploy --owner ben as rollback
14:21 ben yes $rollback
14:31 ben done $rollback
14:33 ana outcome $rollback worked
14:35 ana mark began --at 13:58
14:40 ana phase resolved quiet again
15:10 ana phase closed
15:20 ana review recommend technical colour the prompt as prompt
15:21 ana review accept $prompt ben 2026-04-01 --link TEAM-481
15:22 ana review recommend organisational drill the rollback as drill
15:23 ana review accept $drill ana 2027-11-01
15:24 ana review recommend technical drop the cache as cache
15:25 ana review decline $cache it carries a third of the load
";

pub(crate) fn written(machine: &Machine, name: &str, text: &str) -> String {
    let file = machine.home().join(name);
    fs::write(&file, text).unwrap();
    file.display().to_string()
}

/// A machine into which an incident of before was typed.
pub(crate) fn with_march() -> Machine {
    let ana = Machine::of("ana");
    let file = written(&ana, "march.txt", MARCH);
    assert_eq!(ana.run(&["import", "--past", &file]).ok(), "INC-9001\n");
    ana
}

#[test]
fn words_that_were_ever_written_lead_to_their_moment() {
    let ana = with_march();
    ana.run(&["open", "Search is slow", "--no-join"]).ok();
    ana.run(&["saw", "the café index rebuilds"]).ok();
    ana.run(&["did", "restarted the indexer"]).ok();
    let found = ana.run(&["search", "restart"]).ok();
    assert!(found.contains("INC-9001  P1 2026-03-03 Checkout returned 502s (closed)"), "{found}");
    assert!(found.contains("2026-03-03 14:09 ben action: restarted checkout-3"), "{found}");
    assert!(found.contains("INC-1  P2"), "what was never seen on a screen is found too: {found}");
    let found = json(&ana.run(&["search", "cafe", "--json"]).ok());
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0]["item"], &found[0]["whole"]), (&"INC-1".into(), &true.into()));
    // The command that it names shows that moment.
    let open: Vec<&str> = found[0]["open"].as_str().unwrap().split(' ').skip(1).collect();
    let moment = ana.run(&open).ok();
    assert!(moment.lines().last().unwrap().contains("the café index rebuilds"), "{moment}");
    assert!(!moment.contains("indexer"), "nothing that came later: {moment}");
    let none = ana.run(&["search", "zeppelin"]);
    assert_eq!((none.code, none.out.as_str()), (0, ""));
    assert!(none.err.contains("nothing that is kept has these words"), "{}", none.err);
    let some = ana.run(&["search", "eu-west indexer"]);
    assert!(some.err.contains("nothing has all of these words"), "{}", some.err);
    ana.run(&["search", "--", "*()"]).refused(2, "no word in this");
}

#[test]
fn an_incident_typed_in_afterwards_is_read_like_any_other() {
    let ana = with_march();
    let report = ana.run(&["report", "INC-9001", "--names", "handles"]).ok();
    for words in [
        "# INC-9001 Checkout returned 502s",
        "Written down afterwards",
        "Users were affected for 42 m 0 s",
        "### Tuesday 3 March 2026",
        "14:12~",
        "typed in afterwards from march.txt",
        // The header says what the times say.
        "| Opened | not known |",
        "| declared | not known |",
        "| Closed | 2026-03-03 15:10 |",
        "| closed | 2026-03-03 15:10 |",
        "| restored | 2026-03-03 14:40 |",
        "| lead taken | not known |",
        "## What went well\n\nNobody has written about this yet.",
        "## Conclusion\n\nNobody has written a conclusion yet.",
    ] {
        assert!(report.contains(words), "{words} in:\n{report}");
    }
    let replay = ana.run(&["replay", "INC-9001"]).ok();
    assert!(replay.contains("error rate at 40 %"), "{replay}");
    let file = ana.home().join("out.jsonl");
    ana.run(&["export", "INC-9001", "-o", file.to_str().unwrap()]).ok();
    ana.run(&["verify", file.to_str().unwrap()]).ok();
    let listed = ana.run(&["list"]).ok();
    assert!(listed.contains("INC-9001 P1 closed"), "{listed}");
    assert!(listed.trim_end().ends_with("(past)"), "{listed}");
    let another = MARCH.replace("502s", "503s");
    assert_eq!(
        ana.run(&["import", "--past", &written(&ana, "b.txt", &another)]).ok(),
        "INC-9002\n"
    );
}

#[test]
fn a_line_that_cannot_be_is_refused_with_its_number() {
    let ana = Machine::of("ana");
    let refused = |text: &str, why: &str| {
        let file = written(&ana, "bad.txt", text);
        ana.run(&["import", "--past", &file]).refused(2, why);
    };
    refused("title x\n14:06 ana saw y", "bad.txt:2: the first line needs its day");
    refused("2026-03-03 14:06 ana saw y", "bad.txt:1: say first what it was: title WORDS");
    let begin = "title x\n2026-03-03 14:06 ana saw y\n";
    refused(&format!("{begin}14:05 ana saw z"), "bad.txt:3: 14:05 comes before the line above");
    refused(&format!("{begin}14:07 ana sew z"), "unrecognized subcommand 'sew'");
    refused(&format!("{begin}14:07 ana need words"), "were not provided: --of <NAME>");
    refused(&format!("{begin}14:07 ana done $t"), "nothing above is called t");
    refused(&format!("{begin}14:07 ben severity P1"), "only the lead may do that: ana leads");
    refused(&format!("{begin}2999-01-01 14:07 ana saw z"), "is still to come");
    refused("title x\nseverity P1\nseverity P3", "bad.txt:3: severity was said above");
    refused("title x\ntitle y", "bad.txt:2: title was said above");
    refused("title x\n", "nothing happened in it");
    assert!(ana.run(&["list"]).ok().is_empty(), "nothing of them was taken in");
}

#[test]
fn what_was_recommended_is_listed_done_and_put_into_a_calendar() {
    let ana = with_march();
    let listed = ana.run(&["actions"]).ok();
    let lines: Vec<&str> = listed.lines().collect();
    assert_eq!(lines.len(), 2, "{listed}");
    assert!(lines[0].starts_with("OVERDUE  2026-04-01 ben        INC-9001 #"), "{listed}");
    assert!(lines[0].contains("colour the prompt  TEAM-481"), "{listed}");
    assert!(lines[1].starts_with("open     2027-11-01 ana"), "{listed}");
    let all = json(&ana.run(&["actions", "--all", "--json"]).ok());
    let states: Vec<_> = all.iter().map(|one| one["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["accepted", "accepted", "declined"]);
    let calendar = ana.home().join("a.ics");
    ana.run(&["actions", "--ics", calendar.to_str().unwrap()]).ok();
    let events = read_calendar(&calendar);
    assert_eq!(events.len(), 2);
    assert_eq!(events[0], ("2026-04-01".to_owned(), "ben: colour the prompt".to_owned()));
    let entry = all[0]["entry"].to_string();
    ana.run(&["actions", "done", "INC-9001", &entry, "live on all hosts"]).ok();
    assert!(!ana.run(&["actions"]).ok().contains("colour the prompt"));
    let done = ana.run(&["actions", "--all"]).ok();
    assert!(done.contains("done") && done.contains("live on all hosts"), "{done}");
    ana.run(&["actions", "done", "INC-9001", &entry]).refused(1, "done");
    ana.run(&["actions", "done", "INC-77", "3"]).refused(1, "has not joined INC-77");
    let mine = ana.run(&["actions", "--owner", "ana"]).ok();
    assert_eq!(mine.lines().count(), 1, "{mine}");
}

/// Day and summary of each entry, as another program reads them.
pub(crate) fn read_calendar(file: &std::path::Path) -> Vec<(String, String)> {
    let program = "
import sys
from icalendar import Calendar
for event in Calendar.from_ical(open(sys.argv[1], 'rb').read()).walk('VEVENT'):
    assert event['UID'] and event['DTSTAMP'], event
    assert [a for a in event.walk('VALARM')], 'no reminder'
    print(event['DTSTART'].dt.isoformat(), event['SUMMARY'], sep='\\t')
";
    let text = crate::python::run(&["icalendar==7.3.2"], program, &[file]);
    let pair = |line: &str| {
        let (day, words) = line.split_once('\t').unwrap();
        (day.to_owned(), words.to_owned())
    };
    text.lines().map(pair).collect()
}

#[test]
fn actions_are_done_on_the_record_of_a_room() {
    let ana = Machine::of("ana");
    ana.run(&["open", "Checkout returns 500s", "--no-join"]).ok();
    ana.run(&["phase", "closed", "over", "--review-by", "ana", "--review-until", "3d"]).ok();
    let due = ana.run(&["actions"]).ok();
    assert!(due.starts_with("review ") && due.contains("INC-1 the review of it"), "{due}");
    ana.run(&["review", "open", "ana", "--incident", "INC-1"]).ok();
    let id = ana.run(&["review", "recommend", "technical", "alarm on 5xx", "--incident", "INC-1"]);
    let id = id.ok().trim().trim_start_matches('#').to_owned();
    ana.run(&["review", "accept", &id, "ana", "2027-01-01", "--incident", "INC-1"]).ok();
    let listed = ana.run(&["actions"]).ok();
    assert_eq!(listed.lines().count(), 1, "the review is held: {listed}");
    assert!(listed.contains("alarm on 5xx"), "{listed}");
    ana.run(&["actions", "done", "INC-1", &id, "it rings"]).ok();
    assert!(ana.run(&["show", "INC-1", "--json"]).ok().contains("it rings"));
    assert_eq!(ana.run(&["actions"]).ok(), "");
}

#[test]
fn what_was_like_it_comes_with_what_was_learnt_then() {
    let ana = with_march();
    ana.run(&["open", "Checkout returns 500s", "--severity", "P1", "--no-join"]).ok();
    ana.run(&["fact", "only eu-west"]).ok();
    ana.run(&["severity", "P3", "only one of many"]).ok();
    for list in [&["list"][..], &["list", "--here"]] {
        let listed = ana.run(list).ok();
        let here = listed.lines().find(|line| line.starts_with("INC-1 ")).unwrap();
        assert!(here.contains("P3") && !here.contains("P1"), "{list:?}: {listed}");
    }
    let alike = ana.run(&["similar"]).ok();
    assert!(
        alike.starts_with("INC-9001  P1 2026-03-03 Checkout returned 502s (closed)"),
        "{alike}"
    );
    assert!(alike.contains("  roll back the deploy, 42m"), "{alike}");
    assert!(alike.contains("the same words: ") && alike.contains("checkout"), "{alike}");
    assert!(alike.contains("the same kind"), "{alike}");
    let prompt = alike.lines().find(|line| line.contains("colour the prompt")).unwrap();
    assert!(prompt.contains("[open, ben by 2026-04-01]"), "{prompt}");
    assert!(prompt.ends_with("not done when this began: it might have helped)"), "{prompt}");
    let cache = alike.lines().find(|line| line.contains("drop the cache")).unwrap();
    assert!(cache.contains("declined: it carries") && !cache.contains("might"), "{cache}");
    let data = json(&ana.run(&["similar", "INC-1", "--json"]).ok());
    assert_eq!(data[0]["recommended"][0]["undone_then"], true);
    ana.run(&["open", "Payroll columns are swapped", "--kind", "data", "--no-join"]).ok();
    let none = ana.run(&["similar", "INC-2"]);
    assert!(none.out.is_empty() && none.err.contains("nothing that is kept is like it"));
}

#[test]
fn other_peoples_reports_are_kept_and_found() {
    let ana = with_march();
    let text =
        "# A bad day at the registrar\n\nThe zone was gone.\n\nNobody noticed \u{1b}[2Jit.\n";
    let file = written(&ana, "theirs.md", text);
    let link = ["--link", "https://example.org/x", "--service", "checkout"];
    assert_eq!(ana.run(&[&["import", &file][..], &link].concat()).ok(), "R-1\n");
    let again = ana.run(&[&["import", &file][..], &link].concat());
    assert_eq!(again.out, "R-1\n");
    assert!(again.err.contains("it was here already, and nothing was changed"), "{}", again.err);
    let only =
        ["import", "--link", "https://example.org/y", "--title", "DNS lost", "--notes", "as ours"];
    assert_eq!(ana.run(&only).ok(), "R-2\n");
    ana.run(&["import"]).refused(2, "nothing to take in");
    ana.run(&["import", "--link", "https://example.org/z\u{202e}"]).refused(2, "does not show");
    let found = ana.run(&["search", "noticed"]).ok();
    assert!(found.contains("R-1  A bad day at the registrar (another's report)"), "{found}");
    assert!(found.contains("line 5"), "{found}");
    let shown = ana.run(&["report", "R-1"]).ok();
    assert!(shown.contains("link: https://example.org/x\n"), "{shown}");
    assert!(shown.contains("The zone was gone.") && !shown.contains('\u{1b}'), "{shown}");
    ana.run(&["report", "R-9"]).refused(2, "there is no report R-9 here");
    let listed = ana.run(&["list"]).ok();
    assert!(listed.contains("R-2") && listed.contains("DNS lost") && listed.contains("(report)"));
    ana.run(&["import", &written(&ana, "x.html", "<html>")]).refused(2, "it is a page");
    fs::write(ana.home().join("x.bin"), [0xff, 0xfe]).unwrap();
    ana.run(&["import", &ana.home().join("x.bin").display().to_string()])
        .refused(2, "it is neither a recording nor text");
}

/// What ana recorded of an incident, as a file.
fn recorded() -> (Machine, PathBuf) {
    let ana = Machine::of("ana");
    ana.run(&["open", "Disks are full", "--no-join"]).ok();
    ana.run(&["saw", "inodes ran out"]).ok();
    ana.run(&["did", "removed old logs"]).ok();
    let file = ana.home().join("a.jsonl");
    ana.run(&["export", "INC-1", "-o", file.to_str().unwrap()]).ok();
    (ana, file)
}

#[test]
fn recordings_are_taken_in_as_far_as_they_are_good() {
    let (_ana, file) = recorded();
    let ben = Machine::of("ben");
    let text = fs::read_to_string(&file).unwrap();
    let short = text.split_inclusive('\n').take(4).collect::<String>();
    let cut = written(&ben, "cut.jsonl", &format!("{short}{{\"seq\":4,\"pr"));
    let taken = ben.run(&["import", &cut]);
    assert_eq!(taken.out, "INC-1\n", "{}", taken.err);
    assert!(taken.err.contains("it is taken in up to #3 only, as INC-1: "), "{}", taken.err);
    assert_eq!(taken.code, 2, "{}", taken.err);
    assert!(ben.run(&["search", "inodes"]).ok().contains("INC-1"));
    // One that goes further takes its place, one that does not changes nothing.
    let whole = written(&ben, "whole.jsonl", &text);
    ben.run(&["import", &whole]).ok();
    assert!(ben.run(&["search", "logs"]).ok().contains("removed old logs"));
    for file in [&whole, &cut] {
        let again = ben.run(&["import", file]);
        assert!(again.err.contains("INC-1 is here already, up to #4"), "{}", again.err);
    }
    assert!(ben.run(&["report", "INC-1"]).ok().contains("removed old logs"));
    let altered = written(&ben, "altered.jsonl", &text.replace("inodes", "INODES"));
    let refused = ben.run(&["import", &altered]);
    assert_eq!(refused.err.lines().count(), 1, "one thing is said: {}", refused.err);
    refused.refused(2, "; INC-1 is here already, up to #4, and nothing was taken in");
    let newer = written(&ben, "newer.jsonl", &text.replacen("\"warroom\":1", "\"warroom\":2", 1));
    ben.run(&["import", &newer])
        .refused(2, "it has format 2, and this warroom reads format 1: update warroom");
    let gap: String =
        text.split_inclusive('\n').enumerate().filter(|(n, _)| *n != 2).map(|(_, l)| l).collect();
    let gap = ben.run(&["import", &written(&ben, "gap.jsonl", &gap)]);
    assert!(gap.err.contains("#3 stands where #2 should"), "{}", gap.err);
}

#[test]
fn two_recordings_of_one_incident_that_disagree_are_not_both_taken_in() {
    let (ana, file) = recorded();
    let ben = Machine::of("ben");
    let whole = fs::read_to_string(&file).unwrap();
    ben.run(&["import", &file.display().to_string()]).ok();
    // The same beginning, and another end that is a chain as good as the first.
    ana.run(&["saw", "they are full again"]).ok();
    let other = forked(&whole);
    let other = written(&ben, "other.jsonl", &other);
    let refused = ben.run(&["import", &other]);
    assert!(refused.err.contains("warroom verify"), "{}", refused.err);
    refused.refused(1, "are of one incident and disagree from #4 on: nothing was taken in");
    assert!(ben.run(&["search", "logs"]).ok().contains("removed old logs"));
}

/// The same recording with another last record, chained as it should be.
pub(crate) fn forked(text: &str) -> String {
    use warroom_register::{Chain, Record};
    let lines: Vec<&str> = text.lines().collect();
    let (last, before) = lines.split_last().unwrap();
    let mut chain = Chain::begin(before[0]);
    for line in &before[1..] {
        chain.read(line).unwrap();
    }
    let line = last.replace("removed old logs", "bought more disks");
    let record = Record::read(&line).unwrap();
    chain.follow(&record, &line).unwrap();
    format!("{}\n{line}\n", before.join("\n"))
}

/// Every byte that a machine has on disk, except what its server keeps in its log.
fn holds(machine: &Machine, words: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![machine.home().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = fs::read(&path).unwrap_or_default();
            if bytes.windows(words.len()).any(|part| part == words.as_bytes()) {
                found.push(path);
            }
        }
    }
    found
}

#[test]
fn words_that_are_taken_out_of_the_record_leave_the_library_too() {
    let ana = Machine::of("ana");
    let made = ana.run(&["open", "Checkout returns 500s", "--no-join", "--json"]).ok();
    let made: Value = serde_json::from_str(&made).unwrap();
    let ben = Machine::of("ben");
    ben.run(&["join", made["invite"].as_str().unwrap()]).ok();
    let entry = ana.run(&["saw", "the password is xyzzyplugh"]).ok();
    assert!(ana.run(&["search", "xyzzyplugh"]).ok().contains("the password is"));
    assert!(
        holds(&ana, "xyzzyplugh")
            .iter()
            .any(|path| path.ends_with("index.db") || path.ends_with("index.db-wal"))
    );
    ana.run(&["redact", entry.trim().trim_start_matches('#'), "a password"]).ok();
    assert!(ana.run(&["search", "xyzzyplugh"]).ok().is_empty());
    assert!(ana.run(&["search", "password"]).ok().contains("a password"), "why it was taken out");
    ana.run(&["stop"]).ok();
    assert_eq!(holds(&ana, "xyzzyplugh"), Vec::<PathBuf>::new());
}

#[test]
fn numbers_are_a_page_too_and_take_in_what_was_imported() {
    let ana = with_march();
    let text = ana.run(&["stats"]).ok();
    assert!(text.starts_with("Incidents: 1\n"), "{text}");
    assert!(text.contains("to restore: median 42 m 0 s"), "{text}");
    let page = ana.home().join("n.html");
    ana.run(&["stats", "-o", page.to_str().unwrap()]).ok();
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains("<h3>Time to restore</h3>") && !page.contains("<script"), "{page}");
    let data: Value = serde_json::from_str(&ana.run(&["stats", "--json"]).ok()).unwrap();
    assert_eq!(data["incidents"]["incidents"], 1);
    assert_eq!(data["drills"]["incidents"], 0);
}
