//! A refusal means never recorded, whatever dies afterwards: the program that was told, or the server.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use super::chance::Chance;
use super::journal;
use super::served::{Served, data, incident};
use super::table::{control, proof};
use crate::terminal::Machine;

const TRIES: usize = 60;
/// Refused until there is such an entry; from then on it would be recorded.
const MISSING: usize = 40;

/// The ids of the commands in these files of ben's outbox.
fn ids(folder: &Path) -> BTreeSet<String> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files.filter_map(|it| id(&it.path())).collect()
}

/// The id of the command in this file, if it holds one.
fn id(file: &Path) -> Option<String> {
    let name = file.file_name()?.to_str()?.strip_suffix(".json")?;
    let (_, id) = name.split_once('-')?;
    Some(id.trim_end_matches(".unsent").to_owned())
}

fn outbox(machine: &Machine) -> PathBuf {
    let folders = fs::read_dir(machine.home().join("state/outbox")).unwrap().flatten();
    folders.map(|it| it.path()).find(|it| it.is_dir()).unwrap()
}

fn recorded(machine: &Machine) -> BTreeSet<String> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (_, lines) = runtime.block_on(journal::lines(&data(machine))).unwrap();
    let command = |line: &String| {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        record["command"].as_str().unwrap().to_owned()
    };
    lines.iter().map(command).collect()
}

fn answers(machine: &Machine, n: usize) -> Child {
    let (missing, words) = (MISSING.to_string(), format!("try {n}"));
    let mut command = machine.command(&["answer", &missing, &words]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn promise_4_a_refusal_stays_one_whoever_is_killed_after_it() {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let mut served = Served::start(&ana, None).unwrap();
    let address = served.address.clone();
    ben.run(&["join", &incident(&ana).to_string()]).ok();
    ben.run(&["answer", &MISSING.to_string(), "told at once"]).refused(1, "#40");
    let mut chance = Chance::new(4);
    let mut told = 1;
    for n in 0..TRIES {
        let mut client = answers(&ben, n);
        std::thread::park_timeout(Duration::from_millis(chance.below(120)));
        match chance.below(3) {
            0 => {
                served.kill();
                served = Served::listening(&ana, &address, None).unwrap();
            }
            1 => drop(client.kill()),
            _ => {}
        }
        told += usize::from(client.wait().unwrap().code() == Some(1));
    }
    assert!(told > TRIES / 4, "{told} were refused only");
    let refused = ids(&outbox(&ben).join("refused"));
    assert!(refused.len() >= told, "{} of {told} are known", refused.len());
    // From now on it could be recorded, and the server knows nothing of what it said before.
    served.kill();
    let served = Served::listening(&ana, &address, None).unwrap();
    let mut head = 0;
    while head < MISSING {
        let said = ana.run(&["ask", "which deploy was it?"]).ok();
        head = said.trim().trim_start_matches('#').parse().unwrap();
    }
    let waited = ids(&outbox(&ben));
    ben.run(&["outbox", "--send"]).ok();
    assert_eq!(ids(&outbox(&ben)), BTreeSet::new(), "something waits still");
    served.kill();
    let journal = recorded(&ana);
    assert_eq!(refused.intersection(&journal).collect::<Vec<_>>(), Vec::<&String>::new());
    assert!(waited.is_subset(&journal), "what nobody was told of is sent again");
    proof("refused", TRIES, "0 refused and recorded");
    // The check sees: one that is put back, as a program that forgets it would send it, is recorded.
    let served = Served::listening(&ana, &address, None).unwrap();
    let folder = outbox(&ben);
    let all = fs::read_dir(folder.join("refused")).unwrap().flatten().map(|it| it.path());
    // What was refused only just now would be again.
    let is_of_them = |it: &PathBuf| id(it).is_some_and(|id| refused.contains(&id));
    let one = all.into_iter().find(is_of_them).unwrap();
    let kept: serde_json::Value = serde_json::from_slice(&fs::read(&one).unwrap()).unwrap();
    let again = folder.join(one.file_name().unwrap());
    fs::write(&again, serde_json::to_vec(&kept["asked"]).unwrap()).unwrap();
    fs::remove_file(&one).unwrap();
    ben.run(&["outbox", "--send"]).ok();
    served.kill();
    let found = refused.intersection(&recorded(&ana)).count();
    assert_eq!(found, 1);
    control("refused-control", found, 1, "recorded, as it must be");
}
