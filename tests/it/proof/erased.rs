//! Words that were taken out, looked for in the raw bytes of everything that machines keep: copies,
//! outboxes, what was refused, drafts, the library's index, the folder into which a server writes.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use super::flips::copy;
use super::table::{control, figure, proof};
use crate::export::exporting;
use crate::room::opened;
use crate::terminal::Machine;

const SIZE: (u16, u16) = (120, 40);
const SECRET: &str = "xyzzyplugh-is-the-root-password";
/// What was to stand in their place, and was refused.
const REWORDED: &str = "the password xyzzyplugh, reworded";
/// What is promised.
const WITHIN: Duration = Duration::from_secs(10);

/// The files under a folder in which these bytes stand; what git keeps of a folder aside.
fn holding(home: &Path, words: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![home.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() && !path.ends_with(".git") {
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

fn has(found: &[String], name: &str) -> bool {
    found.iter().any(|path| path.contains(name))
}

/// As a control: a store that writes over the words in its tables and purges nothing, on a copy of the
/// server's files. It answers without them, and they stand in its bytes.
fn writes_over(folder: &Path) {
    let copied = tempfile::tempdir().unwrap();
    copy(folder, copied.path());
    let database = rusqlite::Connection::open(copied.path().join("journal.db")).unwrap();
    let guards = "SELECT 'DROP TRIGGER ' || name FROM sqlite_schema WHERE type = 'trigger'";
    let guards: Vec<String> = {
        let mut all = database.prepare(guards).unwrap();
        let rows = all.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    for sql in guards {
        database.execute_batch(&sql).unwrap();
    }
    let over = "UPDATE record SET line = replace(line, ?1, 'taken out')";
    database.execute(over, [SECRET]).unwrap();
    let left = "SELECT count(*) FROM record WHERE instr(line, ?1) > 0";
    let left: i64 = database.query_row(left, [SECRET], |row| row.get(0)).unwrap();
    assert_eq!(left, 0, "the words were not written over");
    // While it runs, as a server does.
    let found = holding(copied.path(), SECRET);
    drop(database);
    assert!(!found.is_empty(), "a store that purges nothing is taken for one that does");
    control("taken-files-control", 1, 1, "found in its raw bytes, as they must be");
}

/// What editors and screens that are gone leave beside the drafts of a machine.
fn left_by_editors(machine: &Machine) {
    let folder = machine.home().join("state/drafts");
    let drafts = fs::read_dir(&folder).unwrap().flatten().map(|it| it.path());
    let draft = drafts.filter(|it| it.extension().is_none()).max().unwrap();
    let name = draft.file_name().unwrap().to_str().unwrap();
    let sheet = format!("{name}.edit-7-0000002a-0.md");
    for left in [format!("{sheet}~"), format!(".{sheet}.swp"), format!("{name}.new")] {
        fs::write(folder.join(left), SECRET).unwrap();
    }
    let ill = [b"\xff", SECRET.as_bytes()].concat();
    fs::write(folder.join(format!("{name}.unreadable")), ill).unwrap();
}

#[test]
fn promise_13_taken_words_leave_exports_index_outbox_and_drafts_within_ten_seconds() {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let folder = exporting(&ana);
    let (a, invite) = opened(&ana, SIZE);
    let mut b = ben.terminal(SIZE, &["join", &invite]);
    b.sees("saw >");
    let entry = ben.run(&["saw", SECRET]).ok();
    a.sees(SECRET);
    b.sees(SECRET);
    // It stands in the index of both, among what was refused of ben's, and in what he writes.
    for machine in [&ana, &ben] {
        assert!(machine.run(&["search", "xyzzyplugh"]).ok().contains("the-root"), "search");
    }
    assert_eq!(ben.run(&["answer", "99", &format!("is it {SECRET}?")]).code, 1);
    // Of another handle on that machine, too.
    ben.run(&["join", &invite, "--as", "ben-two"]).ok();
    assert_eq!(ben.run(&["answer", "99", &format!("is it {SECRET}?"), "--as", "ben-two"]).code, 1);
    assert!(has(&holding(ben.home(), SECRET), ".ben-two/refused"), "it was not refused");
    let number = entry.trim().trim_start_matches('#');
    assert_eq!(ben.run(&["amend", number, REWORDED, "--as", "ben-two"]).code, 1);
    assert!(has(&holding(ben.home(), REWORDED), ".ben-two/refused"), "it was not refused");
    b.keys(&format!("again: {SECRET}"));
    b.draft_is_kept(&ben, "again: xyzzy");
    // And in what a window of his had that was killed.
    let mut killed = ben.terminal(SIZE, &["join", "INC-1"]);
    killed.sees("live");
    killed.presses_until("\x1b", "write >");
    killed.keys("o").sees("saw >");
    killed.keys(&format!("killed: {SECRET}")).draft_is_kept(&ben, "killed: xyzzy");
    killed.signal("-KILL");
    killed.ended();
    left_by_editors(&ben);
    a.eventually("the folder to have it", || has(&holding(&folder, SECRET), "INC-1.md"));
    let before = [holding(ana.home(), SECRET), holding(ben.home(), SECRET)].concat();
    let beside = [".md~", ".md.swp", ".unreadable", ".new"];
    let files = ["copies", "index", "refused", "exported/INC-1.jsonl", "server/journal.db"];
    for name in files.into_iter().chain(beside) {
        assert!(has(&before, name), "the search does not see {name}: {before:?}");
    }
    writes_over(&ana.home().join("data/server"));
    let told = ana.run(&["redact", number, "a", "password"]);
    assert!(told.err.contains("a history of git"), "{}", told.err);
    told.ok();
    let since = Instant::now();
    let left = loop {
        let left = [holding(ana.home(), SECRET), holding(ben.home(), SECRET)].concat();
        let left = [left, holding(ben.home(), REWORDED)].concat();
        if left.is_empty() || since.elapsed() > WITHIN {
            break left;
        }
    };
    assert_eq!(left, Vec::<String>::new());
    let took = since.elapsed();
    assert!(ana.run(&["search", "xyzzyplugh"]).ok().is_empty());
    figure("taken-from-files", &format!("{} files before, none after {took:.1?}", before.len()));
    proof("taken-files", before.len().min(8), "gone within 10 s");
}
