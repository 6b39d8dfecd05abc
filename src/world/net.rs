//! The network of a seeded world: turmoil's, and at its ends what turmoil does not do.
//!
//! Turmoil parts hosts, one way or both, holds what is on its way and lets it go, and is slow. Each
//! end of a connection is wrapped: it may hold what comes in one direction alone, and the server's
//! end is cut, or kills the server, at any byte of what it reads or writes.

mod wire;

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::time::timeout;
use turmoil::net::{TcpListener, TcpStream};
use warroom_register::Hash;
use warroom_server::accept::Listen;
use warroom_server::journal::Memory;

use self::wire::{End, Fate, Wire};
use super::chance::Chance;
use crate::link::dial::Road;

/// From the first packet to a connection, as the real road has it.
const CONNECT: Duration = Duration::from_secs(3);

/// What the ends of a wire do, as it is counted.
pub(super) const CUT_IN_MID_WIRE: &str = "cut in the middle of a wire";
pub(super) const CRASHED_IN_MID_WIRE: &str = "the server dead in the middle of a wire";

/// What happened in a world, by its name, and how often.
pub(super) type Tally = BTreeMap<&'static str, usize>;

/// Lets bytes pass in one direction, or holds them.
#[derive(Debug, Default)]
pub(super) struct Gate(Mutex<(bool, Vec<Waker>)>);

impl Gate {
    /// Holds what comes from now on.
    pub(super) fn hold(&self) {
        self.0.lock().unwrap().0 = true;
    }

    /// Lets go what was held, and all that comes.
    pub(super) fn open(&self) {
        let mut gate = self.0.lock().unwrap();
        gate.0 = false;
        gate.1.drain(..).for_each(Waker::wake);
    }

    fn passes(&self, cx: &Context<'_>) -> Poll<()> {
        let mut gate = self.0.lock().unwrap();
        if !gate.0 {
            return Poll::Ready(());
        }
        gate.1.push(cx.waker().clone());
        Poll::Pending
    }
}

/// The two directions of one person's network.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) up: Gate,
    pub(super) down: Gate,
    /// How often the server looked after this person's wires.
    pub(super) turns: AtomicU64,
    /// Wires that the server has to this person.
    wires: AtomicU64,
}

impl Line {
    /// Whether there is anything that a fault could befall.
    pub(super) fn is_connected(&self) -> bool {
        self.wires.load(Ordering::Relaxed) > 0
    }
}

/// One life of a server.
#[derive(Debug)]
pub(super) struct Life {
    store: Memory,
    doomed: AtomicBool,
    left: Mutex<Option<Memory>>,
}

impl Life {
    pub(super) fn on(store: Memory) -> Self {
        Self { store, doomed: AtomicBool::new(false), left: Mutex::default() }
    }

    /// Dies as soon as this moment is over.
    pub(super) fn doom(&self) {
        self.doomed.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_doomed(&self) -> bool {
        self.doomed.load(Ordering::Relaxed)
    }

    /// What it would leave now is what it leaves whenever it dies: a journal that does not sync.
    pub(super) fn synced_now_and_never_again(&self) {
        *self.left.lock().unwrap() = Some(self.store.copy());
    }

    /// It dies now: what it leaves.
    pub(super) fn leaves(&self) -> Memory {
        let left = self.left.lock().unwrap().take();
        left.unwrap_or_else(|| self.store.copy())
    }

    /// Its journal, while it lives.
    pub(super) const fn store(&self) -> &Memory {
        &self.store
    }
}

/// What the ends of all wires share.
#[derive(Debug)]
pub(super) struct Net {
    pub(super) lines: Vec<Line>,
    /// Whose connection comes from where.
    places: Mutex<BTreeMap<SocketAddr, usize>>,
    /// Cuts and crashes in mid-wire that may still come, and the chance for them.
    mischief: AtomicI64,
    chance: Mutex<Chance>,
    /// The world's time, in milliseconds.
    now: AtomicU64,
    /// What happened so far, and when.
    happened: Mutex<Vec<(u64, &'static str)>>,
    /// As a control: what the server says goes out by one hand, which waits for who takes nothing.
    pub(super) one_by_one: AtomicBool,
    hand: Mutex<(Option<SocketAddr>, Vec<Waker>)>,
}

impl Net {
    pub(super) fn new(people: usize, mischief: i64, chance: Chance) -> Self {
        Self {
            lines: (0..people).map(|_| Line::default()).collect(),
            places: Mutex::default(),
            mischief: AtomicI64::new(mischief),
            chance: Mutex::new(chance),
            now: AtomicU64::new(0),
            happened: Mutex::default(),
            one_by_one: AtomicBool::new(false),
            hand: Mutex::default(),
        }
    }

    /// So late it is.
    pub(super) fn tick(&self, now: Duration) {
        self.now.store(u64::try_from(now.as_millis()).unwrap(), Ordering::Relaxed);
    }

    /// Something happened.
    pub(super) fn note(&self, what: &'static str) {
        self.happened.lock().unwrap().push((self.now.load(Ordering::Relaxed), what));
    }

    /// What happened so far, and when.
    pub(super) fn happened(&self) -> Vec<(u64, &'static str)> {
        self.happened.lock().unwrap().clone()
    }

    /// What happened so far, counted.
    pub(super) fn tally(&self) -> Tally {
        let mut tally = Tally::new();
        for (_, what) in self.happened() {
            *tally.entry(what).or_default() += 1;
        }
        tally
    }

    /// From now on so many cuts and crashes come in the middle of a wire.
    pub(super) fn stir(&self, mischief: i64) {
        self.mischief.store(mischief, Ordering::Relaxed);
    }

    /// Nothing is cut any more, and nothing held at the ends.
    pub(super) fn calm(&self) {
        self.stir(0);
        for line in &self.lines {
            line.up.open();
            line.down.open();
        }
    }

    /// How a connection that has just come ends.
    fn fate(&self) -> Fate {
        let mut chance = self.chance.lock().unwrap();
        let comes = || self.mischief.fetch_sub(1, Ordering::Relaxed) > 0;
        match chance.below(10) {
            0..=2 if comes() => Fate::Cut { after: 500 + chance.below(12_000) },
            3 if comes() => Fate::Crash { after: 1_000 + chance.below(12_000) },
            _ => Fate::Lives,
        }
    }

    /// Whose end that is; nobody's, of a stranger.
    fn line(&self, from: SocketAddr) -> Option<&Line> {
        let place = *self.places.lock().unwrap().get(&from)?;
        self.lines.get(place)
    }
}

/// Where a server of the world listens.
pub(super) struct Port {
    pub(super) listener: TcpListener,
    pub(super) net: Arc<Net>,
    pub(super) life: Arc<Life>,
}

impl Listen for Port {
    type Wire = Wire;

    async fn accept(&self) -> io::Result<(Wire, SocketAddr)> {
        let (stream, from) = self.listener.accept().await?;
        let (net, life) = (Arc::clone(&self.net), Arc::clone(&self.life));
        let end = End::Server { life, fate: self.net.fate() };
        Ok((Wire::new(stream, net, from, end), from))
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// One person's way to the servers.
#[derive(Clone)]
pub(super) struct Way {
    pub(super) net: Arc<Net>,
    pub(super) who: usize,
}

impl Road for Way {
    type Stream = Wire;

    async fn reach(&self, address: &str) -> Result<Wire, String> {
        let connects = timeout(CONNECT, TcpStream::connect(address)).await;
        let stream = connects.map_err(|_late| "there is no answer".to_owned())?;
        let stream = stream.map_err(|error| error.to_string())?;
        let from = stream.local_addr().map_err(|error| error.to_string())?;
        self.net.places.lock().unwrap().insert(from, self.who);
        Ok(Wire::new(stream, Arc::clone(&self.net), from, End::Person))
    }

    fn toward(&self, _pin: Hash) -> Result<Self, String> {
        Ok(self.clone())
    }
}
