//! What a server writes into a folder beside its journal, and into the history of git.

use crate::terminal::Machine;
use std::fs;

#[test]
fn each_change_goes_into_a_folder_and_its_history_where_that_is_wanted() {
    let ana = Machine::of("ana");
    let folder = ana.home().join("exported");
    fs::create_dir_all(ana.home().join("config")).unwrap();
    let text = format!("[serve]\nexport = '{}'\nexport_git = true\n", folder.display());
    fs::write(ana.home().join("config/config.toml"), text).unwrap();
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
