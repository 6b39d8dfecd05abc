//! What a server writes into a folder beside its journal, and into the history of git.

use crate::library::{MARCH, written};
use crate::terminal::Machine;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder into which this machine's server writes each change from now on, and commits it.
pub(crate) fn exporting(machine: &Machine) -> PathBuf {
    let folder = machine.home().join("exported");
    fs::create_dir_all(machine.home().join("config")).unwrap();
    let text = format!("[serve]\nexport = '{}'\nexport_git = true\n", folder.display());
    fs::write(machine.home().join("config/config.toml"), text).unwrap();
    folder
}

#[test]
fn each_change_goes_into_a_folder_and_its_history_where_that_is_wanted() {
    let ana = Machine::of("ana");
    let folder = exporting(&ana);
    ana.run(&["open", "Disks are full", "--no-join"]).ok();
    ana.run(&["saw", "inodes ran out"]).ok();
    ana.run(&["stop"]).ok();
    let exported = folder.join("INC-1.jsonl");
    assert!(fs::read_to_string(&exported).unwrap().contains("inodes ran out"));
    assert!(fs::read_to_string(folder.join("INC-1.md")).unwrap().contains("inodes ran out"));
    ana.run(&["verify", exported.to_str().unwrap()]).ok();
    ana.run(&["open", "Search is slow", "--no-join"]).ok();
    ana.run(&["stop"]).ok();
    let mut log = std::process::Command::new("git");
    let log = log.arg("-C").arg(&folder).args(["log", "--format=%an %s"]).output().unwrap();
    let log = String::from_utf8(log.stdout).unwrap();
    assert!(log.lines().all(|line| line.starts_with("warroom INC-")), "{log}");
    assert!(log.contains("INC-1") && log.contains("INC-2"), "{log}");
    fs::write(ana.home().join("config/config.toml"), "[serve]\nexport = 'here'\n").unwrap();
    ana.run(&["config", "check"]).refused(2, "write the folder in full");
}

/// The names of the files that the last state of the history has, in order.
pub(crate) fn committed(folder: &Path) -> Vec<String> {
    let mut git = std::process::Command::new("git");
    let git = git.arg("-C").arg(folder).args(["ls-tree", "--name-only", "HEAD"]).output().unwrap();
    String::from_utf8(git.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn what_git_did_not_take_is_committed_later_though_it_does_not_change_any_more() {
    let ana = Machine::of("ana");
    let folder = exporting(&ana);
    // A history that git cannot read, and a file that cannot be written.
    fs::create_dir_all(folder.join(".git")).unwrap();
    fs::write(folder.join(".git/HEAD"), "no history").unwrap();
    fs::create_dir_all(folder.join("INC-2.md/in the way")).unwrap();
    ana.run(&["open", "Disks are full", "--no-join"]).ok();
    ana.run(&["stop"]).ok();
    assert!(folder.join("INC-1.md").exists());
    fs::remove_dir_all(folder.join(".git")).unwrap();
    ana.run(&["open", "Search is slow", "--no-join"]).ok();
    ana.run(&["stop"]).ok();
    assert_eq!(committed(&folder), ["INC-1.jsonl", "INC-1.md", "INC-2.jsonl"]);
    fs::remove_dir_all(folder.join("INC-2.md")).unwrap();
    // What somebody took away keeps nothing else out.
    fs::remove_file(folder.join("INC-1.md")).unwrap();
    ana.run(&["open", "Mail is late", "--no-join"]).ok();
    ana.run(&["stop"]).ok();
    let all =
        ["INC-1", "INC-2", "INC-3"].map(|name| [".jsonl", ".md"].map(|end| format!("{name}{end}")));
    assert_eq!(committed(&folder), all.concat());
}

#[test]
fn a_report_is_the_same_bytes_from_server_copy_file_and_folder() {
    let ana = Machine::of("ana");
    let folder = ana.home().join("exported");
    fs::create_dir_all(ana.home().join("config")).unwrap();
    let text = format!("[serve]\nexport = '{}'\n", folder.display());
    fs::write(ana.home().join("config/config.toml"), text).unwrap();
    let made = ana.run(&["open", "Disks are full", "--no-join", "--json"]).ok();
    let made: serde_json::Value = serde_json::from_str(&made).unwrap();
    ana.run(&["saw", "inodes ran out"]).ok();
    ana.run(&["update", "we look into it", "--audience", "public", "--minutes", "20"]).ok();
    // A copy of somebody who was there, and the server gone.
    let ben = Machine::of("ben");
    let mut screen = ben.terminal((100, 30), &["join", made["invite"].as_str().unwrap()]);
    screen.sees("inodes ran out");
    screen.signal("-TERM");
    screen.ended();
    let file = ana.home().join("a.jsonl");
    ana.run(&["export", "INC-1", "-o", file.to_str().unwrap()]).ok();
    for form in ["md", "html", "fragment", "json"] {
        let served = ana.run(&["report", "INC-1", "--format", form]).ok();
        assert!(served.contains("inodes ran out"), "{form}: {served}");
        let read = ben.run(&["report", file.to_str().unwrap(), "--format", form]).ok();
        assert!(read == served, "{form}: from a file");
    }
    let served = ana.run(&["report", "INC-1"]).ok();
    ana.run(&["stop"]).ok();
    let kept = ben.run(&["report", "INC-1"]);
    assert_eq!(kept.code, 3, "it is from the copy: {}", kept.err);
    assert!(kept.out == served, "{}", kept.out);
    assert!(fs::read_to_string(folder.join("INC-1.md")).unwrap() == served);
}

#[test]
fn what_is_typed_in_goes_into_the_folder_too_and_leaves_it_when_it_is_forgotten() {
    let ana = Machine::of("ana");
    let folder = exporting(&ana);
    ana.run(&["import", "--past", &written(&ana, "march.txt", MARCH)]).ok();
    // Labelled like the one of this machine's server.
    let one = format!("label INC-1\n{}", MARCH.replace("title ", "title Once more, "));
    ana.run(&["import", "--past", &written(&ana, "one.txt", &one)]).ok();
    let serves = |title: &str| {
        ana.run(&["open", title, "--no-join"]).ok();
        ana.run(&["stop"]).ok();
        committed(&folder)
    };
    let all = serves("Disks are full");
    assert_eq!(all.len(), 6, "{all:?}");
    assert!(fs::read_to_string(folder.join("INC-1.md")).unwrap().contains("Disks are full"));
    let other = all.iter().rfind(|name| name.starts_with("INC-1-"));
    let other = fs::read_to_string(folder.join(other.unwrap())).unwrap();
    assert!(other.contains("Once more, "), "{other}");
    let exported = folder.join("INC-9001.jsonl");
    ana.run(&["verify", exported.to_str().unwrap()]).ok();
    // What is answered later is a change of it like any other; what was taken in is somebody else's.
    let asked = ana.run(&["actions", "--json"]).ok();
    let entry: serde_json::Value = serde_json::from_str(asked.lines().next().unwrap()).unwrap();
    let entry = entry["entry"].to_string();
    ana.run(&["actions", "done", "INC-9001", &entry, "live on all hosts"]).ok();
    let theirs = Machine::of("ben");
    theirs.run(&["open", "Mail is late", "--no-join"]).ok();
    let file = ana.home().join("theirs.jsonl").display().to_string();
    theirs.run(&["export", "INC-1", "-o", &file]).ok();
    ana.run(&["import", &file]).ok();
    assert_eq!(serves("Search is slow").len(), 8);
    assert!(fs::read_to_string(&exported).unwrap().contains("live on all hosts"));
    ana.run(&["forget", "INC-9001", "--yes"]).ok();
    let all = serves("Login fails");
    assert!(all.len() == 8 && !all.contains(&"INC-9001.md".to_owned()), "{all:?}");
    assert!(!exported.exists());
}

/// What is pasted elsewhere names people by what they did, as a report does.
#[test]
fn a_situation_to_paste_names_nobody_unless_that_is_wanted() {
    let ana = Machine::of("ana");
    ana.run(&["open", "Checkout fails, says Ana", "--no-join"]).ok();
    ana.run(&["task", "ana@db1 restarts it", "--owner", "ana"]).ok();
    let said = [ana.run(&["brief"]).ok(), ana.run(&["brief", "--json"]).ok()];
    for said in &said {
        assert!(!said.to_lowercase().contains("ana"), "{said}");
        assert!(said.contains("says lead") && said.contains("restarts it"), "{said}");
    }
    assert!(said[0].contains("**Who:** lead, who also speaks"), "{}", said[0]);
    let said = ana.run(&["brief", "--names", "handles"]).ok();
    assert!(said.contains("**Who:** ana leads") && said.contains("says Ana"), "{said}");
}
