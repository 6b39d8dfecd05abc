//! A seeded world, for tests: a real server, several real links, and wires that are cut or slow.
//!
//! Here over TLS and TCP, as it comes; in `held` as hosts of turmoil's, in one thread on a held clock,
//! with everything that a network and a crash can do, and the checker of histories over it.
//!
//! However the wires behave, all screens end with the same register, nothing is lost, nothing is
//! there twice, and everybody's entries stand in the order in which they wrote them. A seed that
//! fails stays in the list.

#[path = "../tests/it/proof/chance.rs"]
pub(crate) mod chance;
mod deaf;
mod globe;
mod held;
#[path = "../tests/it/proof/history.rs"]
#[expect(dead_code, reason = "the proofs of tests/it use all of it")]
mod history;
mod moved;
mod net;
mod person;
mod stranger;
#[path = "../tests/it/proof/table.rs"]
#[expect(dead_code, reason = "the proofs of tests/it use all of it")]
pub(crate) mod table;
mod truth;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::timeout;
use warroom_register::protocol::{Asked, Door};
use warroom_register::words::{EntryKind, Kind, Severity};
use warroom_register::{
    Command, CommandId, Handle, Hash, IncidentId, Label, NewEntry, Policy, Register, Text, Title,
};
use warroom_server::{Keep, Options, Server, start};

use self::wire::{Chance, Wires};
use crate::app::msg::LinkMsg;
use crate::link::copy::History;
use crate::link::dial::Caller;
use crate::link::{self, Hooks, LinkHandle, Plan, Post, Tries};
use crate::machine::Machine;
use crate::paths::Paths;

const PEOPLE: [&str; 5] = ["ana", "ben", "cy", "dia", "eve"];
const ENTRIES_EACH: usize = 25;
const PATIENCE: Duration = Duration::from_secs(90);

fn handle(name: &str) -> Handle {
    Handle::new(name).unwrap()
}

/// How the incident of a world begins.
fn opening() -> Command {
    Command::Open {
        sealed: Hash::default(),
        title: Title::try_from("a world that shakes".to_owned()).unwrap(),
        severity: Severity::P2,
        kind: Kind::Availability,
        mode: None,
        talk: Text::default(),
        key: None,
        policy: Policy::default(),
    }
}

struct World {
    server: Server,
    machine: Arc<Machine>,
    incident: Label,
    id: IncidentId,
    home: tempfile::TempDir,
}

impl World {
    async fn begin() -> Self {
        let home = tempfile::tempdir().unwrap();
        let machine = Arc::new(Machine::load_or_make(&Paths::under(home.path())).unwrap());
        let memory = warroom_server::journal::Memory::default();
        let mut options = Options::new(Keep::Memory(memory), "127.0.0.1:0".parse().unwrap());
        options.owner = Some(machine.public());
        let server = start(options).await.unwrap();
        let asked = Asked::new(CommandId(uuid::Uuid::now_v7()), opening());
        let (incident, id) = server.open(handle("ana"), machine.public(), asked).await.unwrap();
        Self { server, machine, incident, id, home }
    }

    fn person(&self, who: Handle, chance: Chance) -> Person {
        let door = Door::Key { incident: Some(self.incident) };
        let pin = self.server.pin().unwrap();
        let machine = Arc::clone(&self.machine);
        let paths = Paths::under(&self.home.path().join(who.as_str()));
        let plan = Plan {
            caller: Caller { handle: who, machine, pin, door, screen: true, unsure: false },
            addresses: self.server.addresses().to_vec(),
            incident: Some(self.id),
            copy: paths.copy_file(self.id),
            history: History::Keep,
            outbox: Post::Sends(paths.outbox_folder(self.id, who)),
            tries: Tries::Forever,
            seed: chance.seed(),
            hooks: Hooks::default(),
        };
        let (link, inbox) = link::start(Wires::new(pin, chance), plan).unwrap();
        Person { who, link, inbox, register: Register::default() }
    }
}

/// A screen without glass: it folds what it is told.
struct Person {
    who: Handle,
    link: LinkHandle,
    inbox: mpsc::Receiver<LinkMsg>,
    register: Register,
}

impl Person {
    /// Writes everything, and reads until the register holds all that everybody wrote.
    async fn work(mut self) -> (Handle, Register) {
        for n in 0..ENTRIES_EACH {
            let command = saw(&format!("{} {n}", self.who));
            let id = CommandId(uuid::Uuid::now_v7());
            let knew = Some(self.register.head());
            self.link.send(Asked { id, knew, command }).await;
        }
        let all = PEOPLE.len() * ENTRIES_EACH;
        while entries(&self.register).len() < all {
            let msg = timeout(PATIENCE, self.inbox.recv()).await.expect("stuck").expect("ended");
            if let LinkMsg::Records(records) = msg {
                // A screen's register only ever grows, record by record.
                for record in &records {
                    self.register.apply(record).unwrap();
                }
            } else if let LinkMsg::Refused { why, .. } = msg {
                panic!("{} was refused: {why}", self.who);
            }
        }
        (self.who, self.register)
    }
}

fn saw(words: &str) -> Command {
    NewEntry::of(EntryKind::Observation, words).write()
}

fn entries(register: &Register) -> Vec<(Handle, String)> {
    let written = register.rows().iter().filter(|row| row.what.is_entry());
    written.map(|row| (row.by, row.text.shown().to_string())).collect()
}

async fn converges(seed: u64) {
    let world = World::begin().await;
    let mut chance = Chance::new(seed);
    let people: Vec<_> = PEOPLE
        .iter()
        .map(|name| tokio::spawn(world.person(handle(name), chance.another()).work()))
        .collect();
    let mut registers = Vec::new();
    for person in people {
        registers.push(person.await.unwrap());
    }
    let (_, first) = &registers[0];
    for (who, register) in &registers {
        assert!(register.rows().iter().zip(first.rows()).all(|(one, other)| one == other));
        let own: Vec<_> = entries(register).into_iter().filter(|(by, _)| by == who).collect();
        let wrote: Vec<_> = (0..ENTRIES_EACH).map(|n| (*who, format!("{who} {n}"))).collect();
        assert_eq!(own, wrote, "seed {seed}: each once, in the order of writing");
    }
    world.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_screens_converge_whatever_the_wires_do() {
    for seed in [1, 7, 42] {
        converges(seed).await;
    }
}
