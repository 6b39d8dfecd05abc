//! Kills of the real server under load: what any client saw is there afterwards, everything once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::task::JoinHandle;
use warroom_register::InviteLink;

use super::chance::Chance;
use super::history::Notes;
use super::journal::history;
use super::seat::Writer;
use super::served::{Served, Shim, data, incident};
use super::table::{control, proof};
use crate::terminal::Machine;

const PEOPLE: [&str; 6] = ["ben", "cy", "dia", "eve", "fay", "gil"];
/// Kills at a random time; each of the exact points is tried ten times more.
const RANDOM_KILLS: usize = 20;
const POINTS: [&str; 4] = ["before-write", "after-write", "before-sync", "after-sync"];
const EACH_POINT: usize = 10;

/// Who hears nothing for so long is told nothing by this server: it answers within a second.
const SILENCE: Duration = Duration::from_secs(6);

/// People who write at wherever the server is now, until it is enough.
pub(super) struct Load {
    pub(super) address: Arc<Mutex<String>>,
    enough: Arc<AtomicBool>,
    people: Vec<JoinHandle<Writer>>,
    notes: Vec<Notes>,
}

impl Load {
    /// Lets these people write; `prepare` may say more of each before it begins.
    pub(super) fn begin(
        people: &[&str],
        invite: &InviteLink,
        address: &str,
        prepare: impl Fn(&mut Writer),
    ) -> Self {
        let notes = Notes::begin("ana".parse().unwrap());
        let enough = Arc::new(AtomicBool::new(false));
        let address = Arc::new(Mutex::new(address.to_owned()));
        let mut all = Vec::new();
        let people = people.iter().map(|who| {
            let mut writer = Writer::new(who, invite, &notes);
            prepare(&mut writer);
            all.push(writer.notes.clone());
            let (enough, address) = (Arc::clone(&enough), Arc::clone(&address));
            tokio::spawn(async move {
                writer.work(|| address.lock().unwrap().clone(), &enough).await;
                writer
            })
        });
        let people = people.collect();
        Self { address, enough, people, notes: all }
    }

    /// The server is somewhere else now.
    pub(super) fn moved(&self, address: &str) {
        address.clone_into(&mut self.address.lock().unwrap());
    }

    /// Waits until everybody has heard what came of so many of their entries; gives how many did not.
    /// What a server does not know itself it tells nobody: so who hears nothing more must have asked
    /// something of which nobody knows.
    pub(super) async fn seen_by_all(&self, entries: usize) -> usize {
        let mut silent = 0;
        for notes in &self.notes {
            tokio::select! {
                () = notes.knows(entries) => {}
                () = notes.falls_silent(SILENCE) => {
                    assert!(notes.open() > 0, "somebody hears nothing, and all they asked is known");
                    silent += 1;
                }
            }
        }
        silent
    }

    /// It is enough; waits until all that was written is settled.
    pub(super) async fn end(self) -> Vec<Writer> {
        self.enough.store(true, Ordering::SeqCst);
        self.all_written().await
    }

    /// Waits until everybody has written all they were to write, and it is settled.
    pub(super) async fn all_written(self) -> Vec<Writer> {
        let mut writers = Vec::new();
        for person in self.people {
            let ended = tokio::time::timeout(Duration::from_secs(120), person).await;
            writers.push(ended.expect("somebody is stuck").unwrap());
        }
        writers
    }
}

/// Kills the server, at random or where it is told to die, starts it again, and so on.
async fn rounds(machine: &Machine, load: &Load, mut served: Served) -> Served {
    let mut chance = Chance::new(60);
    for _ in 0..RANDOM_KILLS {
        tokio::time::sleep(Duration::from_millis(30 + chance.below(220))).await;
        served.kill();
        served = Served::start(machine, None).unwrap();
        load.moved(&served.address);
    }
    let armed = machine.home().join("armed");
    for round in 0..EACH_POINT {
        for point in POINTS {
            served.kill();
            drop(std::fs::remove_file(&armed));
            let at = 1 + round * 2 + usize::try_from(chance.below(3)).unwrap();
            let what = format!("kill:{point}:journal.db-wal:{at}");
            let shim = Shim::of(machine, what).armed_by(&armed);
            served = Served::start(machine, Some(&shim)).unwrap();
            load.moved(&served.address);
            std::fs::write(&armed, b"").unwrap();
            tokio::task::block_in_place(|| served.wait());
            served = Served::start(machine, None).unwrap();
            load.moved(&served.address);
        }
    }
    served
}

/// The same judgement of a store that forgot the last that anybody saw.
fn forgets_one(mut history: super::history::History) -> &'static str {
    let seen = history.clients.iter().flat_map(|client| &client.moments);
    let last = seen.filter_map(|(_, moment)| match moment {
        super::history::Moment::Saw(line) => Some(line.seq),
        _ => None,
    });
    let last = last.max().unwrap().index().unwrap();
    history.journal.truncate(last);
    let wrongs = history.check();
    assert!(wrongs.iter().any(|wrong| wrong.starts_with("lost: ")), "{wrongs:?}");
    "lost, as it must be"
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_1_no_kill_loses_what_anybody_saw() {
    let machine = Machine::of("ana");
    let served = Served::start(&machine, None).unwrap();
    let invite = incident(&machine);
    let load = Load::begin(&PEOPLE, &invite, &served.address, |_| {});
    let served = rounds(&machine, &load, served).await;
    let writers = load.end().await;
    served.kill();
    let clients = writers.iter().map(|writer| writer.notes.client()).collect();
    let history = history(&data(&machine), clients).await;
    assert_eq!(history.check(), Vec::<String>::new());
    assert!(history.asked() > 1_000, "only {} entries were written", history.asked());
    control("kills-control", 1, 1, forgets_one(history));
    proof(
        "kills",
        RANDOM_KILLS + POINTS.len() * EACH_POINT,
        "0 lost, 0 twice, 0 refused and recorded",
    );
}
