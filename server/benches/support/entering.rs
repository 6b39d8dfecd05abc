//! Coming into a room with a past: one client from nothing, and a thousand after a restart.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;
use warroom_register::protocol::holds_records;
use warroom_register::{Chain, Register, Seq};

use super::made::Made;
use super::plan::{Load, Plan};
use super::roles::{Order, Server, generate};
use super::warroom::WarroomPeer;
use super::wire::{Door, Trouble};

/// The one server here.
pub(crate) const OURS: &str = "warroom";
/// Nothing here takes as long; beyond it something hangs.
const HANG: Duration = Duration::from_secs(60);
/// Written before a server is killed, so that its log has something in it.
const LAST_WORDS: u64 = 50;

/// A served room, and the ways to it.
pub(crate) struct Served {
    pub(crate) server: Server,
    pub(crate) tls: bool,
    door: Door,
    peer: WarroomPeer,
}

impl Served {
    pub(crate) fn start(folder: &Path, tls: bool) -> Result<Self, Trouble> {
        let server = Server::start(OURS, &Order { data: folder.to_owned(), tls })?;
        let door = Door::new(server.ready.address, tls)?;
        let peer = WarroomPeer::new(&server.ready.given)?;
        Ok(Self { server, tls, door, peer })
    }

    /// Takes a seat from nothing, and lets go of it.
    pub(crate) fn knock(&self) -> Result<(), Trouble> {
        block_on(async { self.peer.enter(&self.door, 1, None).await.map(drop) })
    }

    /// From the first packet until the whole record is decoded, verified, folded and written.
    pub(crate) fn join(&self, copy: &Path, head: Seq) -> Result<Duration, Trouble> {
        let begun = Instant::now();
        let register = block_on(self.read(copy))?;
        let took = begun.elapsed();
        if register.head() >= head { Ok(took) } else { Err("it was told less".into()) }
    }

    async fn read(&self, copy: &Path) -> Result<Register, Trouble> {
        let (mut socket, header, head) = self.peer.enter(&self.door, 1, None).await?;
        let mut file = BufWriter::new(File::create(copy)?);
        writeln!(file, "{header}")?;
        let mut chain = Chain::begin(&header);
        let mut register = Register::default();
        while chain.head < head {
            let Some(Message::Text(text)) = socket.next().await.transpose()? else { continue };
            if !holds_records(&text) {
                continue;
            }
            for line in text.split('\n') {
                register.apply(&chain.read(line)?)?;
            }
            file.write_all(text.as_bytes())?;
            file.write_all(b"\n")?;
        }
        file.flush()?;
        Ok(register)
    }

    /// Entries that nobody has put away yet when the server is killed.
    fn last_words(&self, first_entry: u64) -> Result<(), Trouble> {
        let plan = Plan {
            address: self.server.ready.address,
            tls: self.tls,
            given: self.server.ready.given.clone(),
            server_pid: self.server.pid(),
            seats: 1,
            deaf: 0,
            joins_at_once: 1,
            receiver_threads: 1,
            first_entry,
            entries_max: None,
            load: Load::Quiet,
            warm: Duration::ZERO,
            measured: Duration::ZERO,
        };
        generate(OURS, &plan.history(LAST_WORDS)).map(drop)
    }
}

/// From the start of the process until the first hello is answered, after a kill; for the `nth`
/// time.
pub(crate) fn reopen(made: &Made, tls: bool, nth: u64) -> Result<Duration, Trouble> {
    let before = Served::start(made.folder.path(), tls)?;
    before.last_words(nth * LAST_WORDS)?;
    drop(before);
    let begun = Instant::now();
    let after = Served::start(made.folder.path(), tls)?;
    after.knock()?;
    Ok(begun.elapsed())
}

/// All seats of a room, who come back together whenever their server is gone.
pub(crate) struct Crowd {
    seats: usize,
    runtime: Runtime,
}

/// How long it took them: from the start of the process, and from when it could be reached.
pub(crate) struct Back {
    pub(crate) started: Duration,
    pub(crate) reachable: Duration,
}

impl Crowd {
    pub(crate) fn new(seats: usize) -> Result<Self, Trouble> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Self { seats, runtime })
    }

    /// Everyone comes for the first time; they hold what is recorded then.
    pub(crate) fn come(&self, folder: &Path, tls: bool) -> Result<Chain, Trouble> {
        let served = Served::start(folder, tls)?;
        self.enter(&served, None)?;
        self.runtime.block_on(held(&served))
    }

    /// The server is killed and started: until everyone has a welcome.
    pub(crate) fn back(&self, folder: &Path, tls: bool, held: Chain) -> Result<Back, Trouble> {
        let begun = Instant::now();
        let served = Served::start(folder, tls)?;
        let up = Instant::now();
        self.enter(&served, Some(held))?;
        Ok(Back { started: begun.elapsed(), reachable: up.elapsed() })
    }

    fn enter(&self, served: &Served, after: Option<Chain>) -> Result<(), Trouble> {
        let ways = Arc::new((
            Door::new(served.server.ready.address, served.tls)?,
            WarroomPeer::new(&served.server.ready.given)?,
        ));
        self.runtime.block_on(async {
            let mut coming = JoinSet::new();
            for seat in 0..self.seats {
                let ways = Arc::clone(&ways);
                coming.spawn(async move { ways.1.enter(&ways.0, seat, after).await });
            }
            // Who sits stays until all do.
            let mut seats = Vec::new();
            while let Some(came) = tokio::time::timeout(HANG, coming.join_next()).await? {
                seats.push(came??);
            }
            Ok(())
        })
    }
}

/// What somebody who has read everything holds.
async fn held(served: &Served) -> Result<Chain, Trouble> {
    let (mut socket, header, head) = served.peer.enter(&served.door, 0, None).await?;
    let mut chain = Chain::begin(&header);
    while chain.head < head {
        let Some(Message::Text(text)) = socket.next().await.transpose()? else { continue };
        if holds_records(&text) {
            text.split('\n').try_for_each(|line| chain.read(line).map(drop))?;
        }
    }
    Ok(chain)
}

fn block_on<T>(work: impl Future<Output = Result<T, Trouble>>) -> Result<T, Trouble> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async { tokio::time::timeout(HANG, work).await? })
}
