//! A world: servers that listen and people who call them, each a host of turmoil's, in one thread and
//! on one clock that is held.
//!
//! The server is a host that listens (`start_on` takes any listener), behind its own door with its
//! slots, its deadline and its routes. Each person is a host with the real link, and somebody who never
//! says hello comes again and again. The journal is ours too: it loses an append, writes one in spite
//! of an error, and is left as it was when the server died. A person's next life has the files of the
//! one before, with the end of the copy gone that was not synced.
//!
//! Everything is drawn from one seed, ids, salts and keys too, so that a world can be had again. One
//! lot remains: tokio wakes those who watch one value in an order of its own, and can be seeded there
//! only where it is built for that as a whole. So within one moment nothing hangs on that order: all
//! messages of a link take equally long, and a server that dies of a byte dies at the end of the moment
//! (20 ms), with what it said last lost to some.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, UNIX_EPOCH};

use futures_util::FutureExt as _;
use turmoil::Sim;
use turmoil::net::TcpListener;
use warroom_register::protocol::Asked;
use warroom_register::{At, Command, CommandId, IncidentId, Label, Record, Seq};
use warroom_server::journal::{LINES_AT_ONCE_MAX, Memory, Store};
use warroom_server::{Chance as Drawn, Clock, Keep, Options, Server, start_on};

use super::chance::Chance;
use super::history::Line;
use super::net::{Life, Net, Port};
use super::{handle, opening};
use crate::machine::Machine;

/// The server that a world begins with.
pub(super) const SERVER: &str = "far.example";
/// Where everybody looks for it.
pub(super) const ADDRESS: &str = "far.example:7443";
/// Where hosts of people who are many, and need no network of their own, are.
pub(super) const PEOPLE_AT: &str = "people.example";
/// What passes at once.
const TICK: Duration = Duration::from_millis(20);
/// A server that died is there again so soon, in milliseconds.
const BACK_MS_MAX: u64 = 4_000;
/// From one host to another. It is the same for all messages of a link, and drawn anew for a link only:
/// tokio wakes those who watch one thing in an order that no seed decides, and so in one moment what is
/// said on different links is drawn for in no certain order.
const LATENCY: Duration = Duration::from_millis(30);
const BEGAN: At = At::from_ms(1_700_000_000_000);

/// What is changed about the servers of a world, by name.
pub(super) type Dress = Box<dyn Fn(&str, &mut Options) + Send + Sync>;

/// What all hosts of a world share.
pub(super) struct World {
    pub(super) net: Arc<Net>,
    pub(super) machine: Arc<Machine>,
    pub(super) incident: Label,
    id: OnceLock<IncidentId>,
    pub(super) home: tempfile::TempDir,
    seed: u64,
    dress: Dress,
    /// What the room itself records once it is open.
    first: Vec<Command>,
    /// The servers that are up, and the journals of those that are to come up.
    lives: Mutex<BTreeMap<&'static str, Arc<Life>>>,
    left: Mutex<BTreeMap<&'static str, Memory>>,
}

/// What a world begins with.
pub(super) struct Begin {
    pub(super) seed: u64,
    /// People, each with a network of their own.
    pub(super) people: usize,
    /// Cuts and crashes in the middle of a wire.
    pub(super) mischief: i64,
    pub(super) first: Vec<Command>,
    pub(super) dress: Dress,
    /// Whether a server that died is started again.
    pub(super) restarts: bool,
    /// Messages that are on their way to one end of a wire before its writer waits; and those who may
    /// come to a door at the same moment.
    pub(super) on_the_way: usize,
}

impl Begin {
    /// This many people, with nothing that befalls them.
    pub(super) fn calm(people: usize) -> Self {
        let dress = Box::new(|_: &str, _: &mut Options| {});
        Self {
            seed: 1,
            people,
            mischief: 0,
            first: Vec::new(),
            dress,
            restarts: true,
            on_the_way: 64,
        }
    }
}

impl World {
    /// The incident, once it is open.
    pub(super) fn id(&self) -> IncidentId {
        *self.id.get().unwrap()
    }

    /// A server that is up.
    pub(super) fn life(&self, name: &str) -> Option<Arc<Life>> {
        self.lives.lock().unwrap().get(name).map(Arc::clone)
    }

    /// A server's journal, while it is up.
    pub(super) fn journal(&self, name: &str) -> Option<(String, Vec<Line>)> {
        self.life(name).and_then(|life| self.read(life.store()))
    }

    /// The last record of a server's journal, while it is up.
    pub(super) fn head(&self, name: &str) -> Option<Seq> {
        let store = Store::Memory(self.life(name)?.store().clone());
        let all = store.list().now_or_never()?.unwrap();
        all.into_iter().find(|stored| stored.id == self.id()).map(|stored| stored.head)
    }

    /// What stands in a journal; nothing before the room was opened.
    pub(super) fn read(&self, store: &Memory) -> Option<(String, Vec<Line>)> {
        let store = Store::Memory(store.clone());
        let all = store.list().now_or_never()?.unwrap();
        let id = *self.id.get()?;
        let stored = all.into_iter().find(|stored| stored.id == id)?;
        let lines = store.read(id, Seq(0), LINES_AT_ONCE_MAX).now_or_never()?.unwrap();
        let journal = lines.iter().map(|line| Line::of(&Record::read(line).unwrap(), line));
        Some((stored.header, journal.collect()))
    }

    fn options(&self, name: &'static str, store: &Memory) -> Options {
        let passed = turmoil::sim_elapsed().unwrap();
        let ms = i64::try_from(passed.as_millis()).unwrap();
        let mut options =
            Options::new(Keep::Memory(store.clone()), "0.0.0.0:7443".parse().unwrap());
        options.owner = Some(self.machine.public());
        options.tls = false;
        options.addresses = vec![format!("{name}:7443")];
        options.clock = Clock::starting(At::from_ms(BEGAN.ms() + ms));
        options.chance = Drawn::seeded(self.seed ^ u64::try_from(passed.as_millis()).unwrap());
        (self.dress)(name, &mut options);
        options
    }

    /// The server of this name, on the journal that was put there for it; ends with its host.
    async fn serve(self: Arc<Self>, name: &'static str) -> turmoil::Result {
        let store = self.left.lock().unwrap().remove(name);
        let Some(store) = store else { return Ok(()) };
        let life = Arc::new(Life::on(store.clone()));
        let (net, own) = (Arc::clone(&self.net), Arc::clone(&life));
        let listener = async move {
            let listener = TcpListener::bind("0.0.0.0:7443").await?;
            Ok(Port { listener, net, life: own })
        };
        let server = start_on(self.options(name, &store), listener).await?;
        if self.id.get().is_none() {
            self.open(&server).await;
        }
        self.lives.lock().unwrap().insert(name, life);
        std::future::pending().await
    }

    async fn open(&self, server: &Server) {
        let asked = Asked {
            id: command_id(0, &mut Chance::new(self.seed)),
            knew: None,
            command: opening(),
        };
        let opened = server.open(handle("ana"), self.machine.public(), asked).await;
        let (incident, id) = opened.unwrap();
        assert_eq!(incident, self.incident);
        self.id.set(id).unwrap();
        for command in self.first.clone() {
            server.record(Some(self.incident), command).await.unwrap();
        }
    }
}

/// The id of a command: the later it is said, the larger.
pub(super) fn command_id(at: u64, chance: &mut Chance) -> CommandId {
    let random = (u128::from(chance.number()) << 64 | u128::from(chance.number())).to_le_bytes();
    let random = random[..10].try_into().unwrap();
    let ms = u64::try_from(BEGAN.ms()).unwrap() + at;
    CommandId(uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid())
}

/// A world as it goes on.
pub(super) struct Globe {
    pub(super) sim: Sim<'static>,
    pub(super) world: Arc<World>,
    /// Hosts of people, and the weather over each.
    pub(super) weather: BTreeMap<&'static str, Option<&'static str>>,
    chance: Chance,
    restarts: bool,
    /// Who comes up again, and when.
    comes: Vec<(Duration, &'static str)>,
}

impl Globe {
    /// A world whose room is open, with nobody in it yet.
    pub(super) fn begin(begin: Begin) -> Self {
        let mut chance = Chance::new(begin.seed);
        let home = tempfile::tempdir_in("/dev/shm").or_else(|_none| tempfile::tempdir()).unwrap();
        let machine = Arc::new(Machine::drawn(chance.number()));
        let net = Net::new(begin.people, begin.mischief, Chance::new(chance.number()));
        let world = Arc::new(World {
            net: Arc::new(net),
            machine,
            incident: Label(1),
            id: OnceLock::new(),
            home,
            seed: begin.seed,
            dress: begin.dress,
            first: begin.first,
            lives: Mutex::default(),
            left: Mutex::new(BTreeMap::from([(SERVER, Memory::new())])),
        });
        let sim = turmoil::Builder::new()
            .rng_seed(chance.number())
            .epoch(UNIX_EPOCH + Duration::from_millis(BEGAN.ms().unsigned_abs()))
            .tick_duration(TICK)
            .simulation_duration(Duration::from_secs(3_600))
            .min_message_latency(LATENCY)
            .max_message_latency(LATENCY)
            .tcp_capacity(begin.on_the_way)
            .enable_random_order()
            .build();
        let (weather, comes) = (BTreeMap::new(), Vec::new());
        let mut globe = Self { sim, world, weather, chance, restarts: begin.restarts, comes };
        globe.has(SERVER);
        while globe.world.life(SERVER).is_none() {
            globe.step();
        }
        globe
    }

    /// From now on there is a server of this name, if there is a journal for it.
    pub(super) fn has(&mut self, name: &'static str) {
        let world = Arc::clone(&self.world);
        self.sim.host(name, move || Arc::clone(&world).serve(name));
    }

    /// A moment passes.
    pub(super) fn step(&mut self) -> bool {
        let all_are_done = self.sim.step().unwrap();
        let now = self.sim.elapsed();
        self.world.net.tick(now);
        for name in self.doomed() {
            let left = self.bury(name);
            self.world.left.lock().unwrap().insert(name, left);
            if self.restarts {
                self.comes
                    .push((now + Duration::from_millis(self.chance.below(BACK_MS_MAX)), name));
            }
        }
        let due: Vec<_> = self.comes.extract_if(.., |(at, _)| *at <= now).collect();
        for (_, name) in due {
            self.sim.bounce(name);
        }
        all_are_done
    }

    /// Lets this much time pass.
    pub(super) fn pass(&mut self, time: Duration) {
        let until = self.sim.elapsed() + time;
        while self.sim.elapsed() < until {
            self.step();
        }
    }

    /// Waits until this holds; false if it does not in time.
    pub(super) fn until(&mut self, time: Duration, holds: impl Fn(&World) -> bool) -> bool {
        let until = self.sim.elapsed() + time;
        while !holds(&self.world) {
            if self.sim.elapsed() > until {
                return false;
            }
            self.step();
        }
        true
    }

    fn doomed(&self) -> Vec<&'static str> {
        let lives = self.world.lives.lock().unwrap();
        lives.iter().filter(|(_, life)| life.is_doomed()).map(|(name, _)| *name).collect()
    }

    /// The host of a server that dies runs no more; what its journal held when it died. What it said
    /// last comes to some, and to others not even that it is dead.
    fn bury(&mut self, name: &'static str) -> Memory {
        let life = self.world.lives.lock().unwrap().remove(name).unwrap();
        let left = life.leaves();
        let fair = self.weather.iter().filter(|(_, weather)| weather.is_none());
        let deaf: Vec<_> = fair.map(|(who, _)| *who).filter(|_| self.chance.percent(30)).collect();
        for who in &deaf {
            self.sim.partition(*who, name);
        }
        self.sim.crash(name);
        for who in deaf {
            self.sim.release(who, name);
        }
        left
    }

    /// Kills a server for good; what it left, now or when it died before.
    pub(super) fn kill(&mut self, name: &'static str) -> Memory {
        let before = self.world.left.lock().unwrap().remove(name);
        before.unwrap_or_else(|| self.bury(name))
    }

    /// A server comes up, on this journal.
    pub(super) fn serve(&mut self, name: &'static str, store: Memory) {
        self.world.left.lock().unwrap().insert(name, store);
        self.sim.bounce(name);
        while self.world.life(name).is_none() {
            self.step();
        }
    }

    /// Whether it is dead, and comes up again soon.
    pub(super) fn is_dead(&self, name: &str) -> bool {
        self.comes.iter().any(|(_, it)| *it == name)
    }

    /// Somebody's host dies, and comes up again soon.
    pub(super) fn dies(&mut self, name: &'static str) {
        self.sim.crash(name);
        let dead = Duration::from_millis(self.chance.below(BACK_MS_MAX));
        self.comes.push((self.sim.elapsed() + dead, name));
    }

    /// What one host does, where all people are at once, until it is done.
    pub(super) fn people<T: 'static>(mut self, life: impl Future<Output = T> + 'static) -> T {
        let done = Arc::new(Mutex::new(None));
        let out = Arc::clone(&done);
        self.sim.client(PEOPLE_AT, async move {
            let came = life.await;
            *out.lock().unwrap() = Some(came);
            Ok(())
        });
        while !self.step() {}
        done.lock().unwrap().take().unwrap()
    }
}
