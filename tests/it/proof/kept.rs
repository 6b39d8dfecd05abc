//! What was said to wait on this machine is there after its power was cut at any moment.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::chance::Chance;
use super::disk::{Disk, Recorded, folders};
use super::served::Shim;
use super::table::{control, proof};
use crate::terminal::{Machine, program};

const ENTRIES: usize = 12;
const CUTS: usize = 200;
const CONTROL_CUTS: usize = 50;

/// Everything that waits in a home, or is being typed there, as text.
fn waits(home: &Path) -> String {
    let mut all = String::new();
    let mut folders = vec![home.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_none_or(|it| it == "json") {
                all.push_str(&String::from_utf8_lossy(&fs::read(path).unwrap()));
            }
        }
    }
    all
}

/// In how many of these cuts something is gone that was said to wait by then.
fn lost(before: &[PathBuf], recorded: &Recorded, told: &[u64], cuts: usize, lies: bool) -> usize {
    let mut chance = Chance::new(7);
    let span = recorded.end() - told[0];
    let mut places: Vec<_> = (0..cuts).map(|_| told[0] + chance.below(span + 1)).collect();
    places.sort_unstable();
    let mut disk = Disk::with(before);
    disk.lies_about = lies.then_some(".new");
    let mut lost = 0;
    for place in places {
        disk.go_to(recorded, place);
        let left = tempfile::tempdir_in("/dev/shm").or_else(|_none| tempfile::tempdir()).unwrap();
        disk.cut(&mut chance, &before[0], left.path());
        let waits = waits(left.path());
        let due = told.iter().enumerate().filter(|(_, told)| **told <= place);
        lost += usize::from(due.into_iter().any(|(n, _)| !waits.contains(&format!("words {n}."))));
    }
    lost
}

#[test]
fn promise_7_what_waits_survives_a_power_cut() {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let open = ["open", "Checkout returns 500s", "--no-join", "--json"];
    let made: serde_json::Value = serde_json::from_str(&ana.run(&open).ok()).unwrap();
    ben.run(&["join", made["invite"].as_str().unwrap()]).ok();
    ana.run(&["stop"]).ok();
    // A machine of which nothing but the key and what it joined is on disk yet.
    drop(fs::remove_dir_all(ben.home().join("state/outbox")));
    let before = folders(ben.home());
    let other = tempfile::tempdir().unwrap();
    let record = other.path().join("record");
    fs::write(&record, b"").unwrap();
    let shim = Shim::of(&ben, format!("record:{}", record.display()));
    let mut told = Vec::new();
    for n in 0..ENTRIES {
        let mut command = Command::new(program());
        command.args(["saw", &format!("words {n}.")]).env_clear().envs(ben.environment());
        shim.before(&mut command);
        let ran = command.stdin(Stdio::null()).output().unwrap();
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(ran.status.code() == Some(3) && said.contains("waits on this machine"), "{said}");
        told.push(fs::metadata(&record).unwrap().len());
    }
    let recorded = Recorded::read(&record);
    assert!(recorded.end() > 1_000, "hardly anything was written");
    let span = |cuts, lies| lost(&before, &recorded, &told, cuts, lies);
    assert_eq!(span(CUTS, false), 0);
    let lost = span(CONTROL_CUTS, true);
    assert!(lost > CONTROL_CUTS / 2, "the control lost in {lost} of {CONTROL_CUTS} only");
    proof("kept", CUTS, "0 lost");
    control("kept-control", lost, CONTROL_CUTS, "lost in most, as it must");
}

#[test]
fn promise_7_what_is_typed_survives_a_power_cut() {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let open = ["open", "Checkout returns 500s", "--no-join", "--json"];
    let made: serde_json::Value = serde_json::from_str(&ana.run(&open).ok()).unwrap();
    ben.run(&["join", made["invite"].as_str().unwrap()]).ok();
    let before = folders(ben.home());
    let other = tempfile::tempdir().unwrap();
    let record = other.path().join("record");
    fs::write(&record, b"").unwrap();
    let shim = Shim::of(&ben, format!("record:{}", record.display())).environment();
    let shim: Vec<_> = shim.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut screen = ben.terminal_with((120, 40), &["join", "INC-1"], &shim);
    screen.sees("saw >");
    let mut told = Vec::new();
    for n in 0..ENTRIES {
        screen.keys(&format!("words {n}. "));
        let words = format!("words {n}.");
        screen.draft_is_kept(&ben, &words);
        // It is in its place, and so is its folder's entry once that was synced.
        screen.eventually("the folder's sync", || Recorded::read(&record).holds(&words));
        told.push(fs::metadata(&record).unwrap().len());
    }
    screen.signal("-KILL");
    screen.ended();
    let recorded = Recorded::read(&record);
    let span = |cuts, lies| lost(&before, &recorded, &told, cuts, lies);
    assert_eq!(span(CUTS, false), 0);
    let lost = span(CONTROL_CUTS, true);
    assert!(lost > CONTROL_CUTS / 2, "the control lost in {lost} of {CONTROL_CUTS} only");
    proof("typed", CUTS, "0 lost");
    control("typed-control", lost, CONTROL_CUTS, "lost in most, as it must");
}
