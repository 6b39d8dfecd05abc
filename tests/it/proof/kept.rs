//! What was said to wait on this machine is there after its power was cut at any moment.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::chance::Chance;
use super::disk::{Disk, Recorded, folders};
use super::served::{Served, Shim, incident};
use super::table::{control, figure, proof};
use crate::terminal::{Machine, Terminal, program};

const ENTRIES: usize = 12;
const CUTS: usize = 200;
const CONTROL_CUTS: usize = 50;
/// Screens that are typed into and killed together.
const SCREENS: usize = 10;
/// Other programs may keep the machine busy: so often all of it is tried, until none was too slow.
const ROUNDS_MAX: usize = 4;
/// What is typed is kept so soon.
const KEPT_WITHIN: Duration = Duration::from_secs(2);

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

/// Types into a screen each, waits, and kills all of them: in how many homes the words are not.
#[expect(clippy::disallowed_methods, reason = "the two seconds themselves are what is promised")]
fn lost_by_kill(screens: &mut [(Machine, Terminal)], waits: Duration) -> usize {
    for (n, (_, screen)) in screens.iter_mut().enumerate() {
        let words = format!("half a sentence {n}");
        screen.keys(&words).sees(&words);
    }
    std::thread::sleep(waits);
    for (_, screen) in &*screens {
        screen.signal("-KILL");
    }
    let is_gone = |(n, (machine, screen)): (usize, &mut (Machine, Terminal))| {
        screen.ended();
        !self::waits(machine.home()).contains(&format!("half a sentence {n}"))
    };
    screens.iter_mut().enumerate().map(is_gone).filter(|gone| *gone).count()
}

#[test]
fn promise_7_what_was_typed_two_seconds_ago_survives_kill_9() {
    let ana = Machine::of("ana");
    let served = Served::start(&ana, None).unwrap();
    let invite = incident(&ana).to_string();
    let screens = |round: usize| {
        let opens = |n| {
            let machine = Machine::of(format!("ben-{round}-{n}").leak());
            let screen = machine.terminal((80, 24), &["join", &invite]);
            (machine, screen)
        };
        let all: Vec<_> = (0..SCREENS).map(opens).collect();
        for (_, screen) in &all {
            screen.sees("saw >");
        }
        all
    };
    let mut lost = Vec::new();
    while lost.last() != Some(&0) && lost.len() < ROUNDS_MAX {
        lost.push(lost_by_kill(&mut screens(lost.len()), KEPT_WITHIN));
    }
    figure("typed-killed", &format!("lost of {SCREENS} in each round: {lost:?}"));
    assert_eq!(lost.last(), Some(&0), "lost in each round: {lost:?}");
    proof("typed-killed", SCREENS, "0 lost");
    let lost = lost_by_kill(&mut screens(ROUNDS_MAX), Duration::ZERO);
    control("typed-at-once", lost, SCREENS, "some are lost, as they must be");
    drop(served);
}
