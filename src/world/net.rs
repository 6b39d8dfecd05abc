//! Wires and servers of a seeded world: everything in one thread, on a clock that is held.
//!
//! A wire delays, is held and let go in each direction by itself, and is cut in the middle of
//! anything. A server that crashes leaves what its journal held at that very moment; from then on
//! not one byte of it arrives anywhere, whatever it still does.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, ReadHalf, WriteHalf, split};
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::http::header::SEC_WEBSOCKET_PROTOCOL;
use tokio_util::sync::CancellationToken;
use warroom_register::Hash;
use warroom_register::protocol::SUBPROTOCOL;
use warroom_server::Server;
use warroom_server::journal::Memory;

use super::chance::Chance;
use crate::link::dial::Road;

/// What a pipe holds before it makes its writer wait, in bytes.
const PIPE_BYTES: usize = 64 * 1024;
/// What goes over a wire at once, in bytes.
const PIECE_BYTES: usize = 1024;
/// From the first packet to a connection, as the real road has it.
const CONNECT: Duration = Duration::from_secs(3);

/// What a net does to what is on its way, as it is counted.
pub(super) const HELD_UP: &str = "held on the way up alone";
pub(super) const HELD_DOWN: &str = "held on the way down alone";
pub(super) const PARTED: &str = "held both ways";
pub(super) const RELEASED: &str = "let go again and carried on";
pub(super) const CUT_IN_MID_WIRE: &str = "cut in the middle of a wire";
pub(super) const CRASHED_IN_MID_WIRE: &str = "the server dead in the middle of a wire";

/// Whether bytes pass in one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gate {
    Open,
    Held,
}

/// The two directions of one person's network.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) up: watch::Sender<Gate>,
    pub(super) down: watch::Sender<Gate>,
    /// How often the server looked after this person's seats.
    pub(super) turns: AtomicU64,
}

impl Default for Line {
    fn default() -> Self {
        let (up, down) = (watch::Sender::new(Gate::Open), watch::Sender::new(Gate::Open));
        Self { up, down, turns: AtomicU64::new(0) }
    }
}

/// What happened in a world, by its name, and how often.
pub(super) type Tally = BTreeMap<&'static str, usize>;

/// One life of the server.
#[derive(Debug)]
pub(super) struct Life {
    server: Server,
    store: Memory,
    dead: CancellationToken,
    left: Mutex<Option<Memory>>,
}

impl Life {
    pub(super) fn new(server: Server, store: Memory) -> Self {
        Self { server, store, dead: CancellationToken::new(), left: Mutex::default() }
    }

    /// Dies now: what the journal holds is left, and nothing more is heard of this server.
    pub(super) fn crash(&self) {
        if !self.dead.is_cancelled() {
            self.left.lock().unwrap().get_or_insert_with(|| self.store.copy());
            self.dead.cancel();
        }
    }

    /// What it would leave now is what it leaves whenever it dies: a journal that does not sync.
    pub(super) fn synced_now_and_never_again(&self) {
        *self.left.lock().unwrap() = Some(self.store.copy());
    }

    /// Ends when it has crashed; what it left.
    pub(super) async fn crashed(&self) -> Memory {
        self.dead.cancelled().await;
        self.left.lock().unwrap().clone().unwrap()
    }

    /// Its journal, while it lives.
    pub(super) const fn store(&self) -> &Memory {
        &self.store
    }

    /// Its server.
    pub(super) const fn server(&self) -> &Server {
        &self.server
    }
}

/// The network between people and whatever server there is.
#[derive(Debug)]
pub(super) struct Net {
    pub(super) lines: Vec<Line>,
    life: Mutex<Option<Arc<Life>>>,
    /// A server at an address of its own.
    elsewhere: Mutex<Option<(String, Arc<Life>)>>,
    /// Cuts and crashes in mid-wire that may still come.
    mischief: AtomicI64,
    /// What it did to people so far.
    tally: Mutex<Tally>,
    /// As a control: what the server says goes out by one hand, which waits for who takes nothing.
    pub(super) one_by_one: AtomicBool,
    hand: Semaphore,
}

impl Net {
    pub(super) fn new(people: usize, mischief: i64) -> Self {
        let lines = (0..people).map(|_| Line::default()).collect();
        let (life, elsewhere) = (Mutex::default(), Mutex::default());
        let (tally, one_by_one, hand) =
            (Mutex::default(), AtomicBool::new(false), Semaphore::new(1));
        let mischief = AtomicI64::new(mischief);
        Self { lines, life, elsewhere, mischief, tally, one_by_one, hand }
    }

    /// Something happened.
    pub(super) fn note(&self, what: &'static str) {
        *self.tally.lock().unwrap().entry(what).or_default() += 1;
    }

    /// What happened so far.
    pub(super) fn tally(&self) -> Tally {
        self.tally.lock().unwrap().clone()
    }

    pub(super) fn put(&self, life: Option<Arc<Life>>) {
        *self.life.lock().unwrap() = life;
    }

    pub(super) fn life(&self) -> Option<Arc<Life>> {
        self.life.lock().unwrap().clone()
    }

    /// From now on this server is at an address of its own; none: nothing answers there.
    pub(super) fn put_elsewhere(&self, at: Option<(String, Arc<Life>)>) {
        *self.elsewhere.lock().unwrap() = at;
    }

    /// Who answers at an address.
    fn at(&self, address: &str) -> Option<Arc<Life>> {
        if !address.starts_with("host-") {
            return self.life();
        }
        let elsewhere = self.elsewhere.lock().unwrap();
        elsewhere.as_ref().filter(|(at, _)| at == address).map(|(_, life)| Arc::clone(life))
    }

    /// From now on so many cuts and crashes come in the middle of a wire.
    pub(super) fn stir(&self, mischief: i64) {
        self.mischief.store(mischief, Ordering::Relaxed);
    }

    /// The weather is over: nothing is held, and nothing is cut any more.
    pub(super) fn calm(&self) {
        self.mischief.store(0, Ordering::Relaxed);
        for line in &self.lines {
            line.up.send_replace(Gate::Open);
            line.down.send_replace(Gate::Open);
        }
    }

    fn takes_mischief(&self) -> bool {
        self.mischief.fetch_sub(1, Ordering::Relaxed) > 0
    }
}

/// How one connection ends, if it does before its time.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Lives,
    CutAfter(u64),
    CrashAfter(u64),
}

/// One person's way to the server, for one life of that person.
pub(super) struct Way {
    pub(super) net: Arc<Net>,
    pub(super) who: usize,
    pub(super) chance: Mutex<Chance>,
    /// The person has died: nothing goes over these wires any more.
    pub(super) dead: CancellationToken,
}

impl Road for Way {
    type Stream = DuplexStream;

    async fn reach(&self, address: &str) -> Result<DuplexStream, String> {
        let line = &self.net.lines[self.who];
        let open = async {
            let (mut up, mut down) = (line.up.subscribe(), line.down.subscribe());
            drop(up.wait_for(|gate| *gate == Gate::Open).await);
            drop(down.wait_for(|gate| *gate == Gate::Open).await);
        };
        timeout(CONNECT, open).await.map_err(|_late| "there is no answer".to_owned())?;
        if self.dead.is_cancelled() {
            std::future::pending::<()>().await;
        }
        let Some(serving) = self.net.at(address).filter(|life| !life.dead.is_cancelled()) else {
            return Err("the connection is refused".to_owned());
        };
        let mut chance = self.chance.lock().unwrap();
        let fate = match chance.below(10) {
            0..=2 if self.net.takes_mischief() => Fate::CutAfter(500 + chance.below(12_000)),
            3 if self.net.takes_mischief() => Fate::CrashAfter(1_000 + chance.below(12_000)),
            _ => Fate::Lives,
        };
        let (mine, near) = tokio::io::duplex(PIPE_BYTES);
        let (far, theirs) = tokio::io::duplex(PIPE_BYTES);
        let (near_out, near_in) = split(near);
        let (far_out, far_in) = split(far);
        let over = CancellationToken::new();
        let wire = |is_down: bool, chance: &mut Chance| Pump {
            net: Arc::clone(&self.net),
            who: self.who,
            is_down,
            chance: Chance::new(chance.number()),
            over: over.clone(),
            dead: self.dead.clone(),
            life: Arc::clone(&serving),
            fate,
        };
        tokio::spawn(wire(false, &mut chance).run(near_out, far_in));
        tokio::spawn(wire(true, &mut chance).run(far_out, near_in));
        drop(chance);
        tokio::spawn(attended(Arc::clone(&self.net), self.who, serving, theirs));
        Ok(mine)
    }

    fn toward(&self, _pin: Hash) -> Result<Self, String> {
        let chance = Mutex::new(Chance::new(self.chance.lock().unwrap().number()));
        Ok(Self { net: Arc::clone(&self.net), who: self.who, chance, dead: self.dead.clone() })
    }
}

/// The server's end of a connection; how often it is looked after is counted.
async fn attended(net: Arc<Net>, who: usize, life: Arc<Life>, stream: DuplexStream) {
    let Some(wire) = shake_hands(stream).await else { return };
    let mut attends = pin!(life.server.attend(wire, false));
    std::future::poll_fn(|cx| {
        net.lines[who].turns.fetch_add(1, Ordering::Relaxed);
        attends.as_mut().poll(cx)
    })
    .await;
}

/// The server's side of the websocket's handshake; nothing is read beyond it.
#[expect(clippy::result_large_err, reason = "the library's own shape")]
async fn shake_hands(stream: DuplexStream) -> Option<DuplexStream> {
    let answer = |_: &Request, mut response: Response| {
        let protocol = HeaderValue::from_static(SUBPROTOCOL);
        response.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, protocol);
        Ok(response)
    };
    let socket = tokio_tungstenite::accept_hdr_async(stream, answer).await.ok()?;
    Some(socket.into_inner())
}

/// One direction of one connection.
struct Pump {
    net: Arc<Net>,
    who: usize,
    /// From the server to the person.
    is_down: bool,
    chance: Chance,
    over: CancellationToken,
    dead: CancellationToken,
    life: Arc<Life>,
    fate: Fate,
}

impl Pump {
    async fn run(mut self, from: ReadHalf<DuplexStream>, to: WriteHalf<DuplexStream>) {
        let (over, dead, crashed) = (self.over.clone(), self.dead.clone(), self.life.dead.clone());
        tokio::select! {
            () = self.carry(from, to) => {}
            () = over.cancelled() => {}
            () = dead.cancelled() => {}
            () = crashed.cancelled() => {}
        }
        over.cancel();
    }

    async fn carry(&mut self, mut from: ReadHalf<DuplexStream>, mut to: WriteHalf<DuplexStream>) {
        let mut piece = [0; PIECE_BYTES];
        let mut carried = 0;
        while let Ok(read) = from.read(&mut piece).await {
            if read == 0 {
                return;
            }
            sleep(Duration::from_millis(self.chance.below(40))).await;
            self.passes_gate().await;
            carried += read as u64;
            let passes = match self.fate {
                Fate::CutAfter(most) | Fate::CrashAfter(most) if carried > most => {
                    usize::try_from(self.chance.below(read as u64)).unwrap()
                }
                _ => read,
            };
            let waits_for_all = self.is_down && self.net.one_by_one.load(Ordering::Relaxed);
            let hand = if waits_for_all { Some(self.net.hand.acquire().await) } else { None };
            if self.is_over() || to.write_all(&piece[..passes]).await.is_err() {
                return;
            }
            drop(hand);
            if passes < read {
                if matches!(self.fate, Fate::CrashAfter(_)) {
                    self.net.note(CRASHED_IN_MID_WIRE);
                    self.life.crash();
                } else {
                    self.net.note(CUT_IN_MID_WIRE);
                }
                return;
            }
        }
    }

    /// Waits while nothing passes in this direction; what waited goes on once it is let go.
    async fn passes_gate(&self) {
        let line = &self.net.lines[self.who];
        let (own, other) =
            if self.is_down { (&line.down, &line.up) } else { (&line.up, &line.down) };
        if *own.borrow() == Gate::Open {
            return;
        }
        self.net.note(match (*other.borrow(), self.is_down) {
            (Gate::Held, _) => PARTED,
            (Gate::Open, true) => HELD_DOWN,
            (Gate::Open, false) => HELD_UP,
        });
        // Its other end lives as long as this net.
        drop(own.subscribe().wait_for(|gate| *gate == Gate::Open).await);
        self.net.note(RELEASED);
    }

    fn is_over(&self) -> bool {
        let ends = [&self.over, &self.dead, &self.life.dead];
        ends.iter().any(|end| end.is_cancelled())
    }
}
