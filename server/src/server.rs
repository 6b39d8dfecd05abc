//! A server from its start to its stop, and what its host may ask of it.

use futures_util::future::join3;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use warroom_register::protocol::Asked;
use warroom_register::words::Scope;
use warroom_register::{
    Bytes, Command, CommandId, Handle, Hash, IncidentId, InviteLink, Label, PublicKey, Refusal,
    Seq, Title, Token,
};

use crate::accept::{self, Listen};
use crate::consult::Consulting;
use crate::health::Health;
use crate::http::{Front, Names, router};
use crate::journal::{JournalError, Sqlite, Store};
use crate::options::{Keep, Options};
use crate::pace::Sources;
use crate::pulse::Pulses;
use crate::room::{Board, Closed, Context, Seal, Turned};
use crate::rooms::Rooms;
use crate::seat::{Guesses, House, Paces, Sitting};
use crate::space::Space;
use crate::tls::{self, Identity, TlsError};

/// What seats and commits under way may still take once the server stops.
const STOP_SECONDS_MAX: u64 = 10;

/// Between two looks for rooms that nobody is in.
const TIDY: Duration = Duration::from_secs(60);

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The records cannot be kept, or what is kept cannot be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The server's own journal does not hold together.
    #[error("the server's own journal: {0}")]
    Closed(String),
    /// There is no certificate.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// Nobody can connect there.
    #[error("cannot listen on {address}: {error}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// What the system said.
        error: io::Error,
    },
    /// A file of the data folder cannot be read or written.
    #[error("{file}: {error}")]
    File {
        /// Which file.
        file: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The owner's key could not be recorded.
    #[error("the owner's key was not enrolled: {0}")]
    Owner(Refusal),
}

/// A server that runs. Dropping it does not stop it: call [`Server::stop`].
#[derive(Debug)]
pub struct Server {
    house: Arc<House>,
    address: SocketAddr,
    identity: Option<Identity>,
    stop: CancellationToken,
    tasks: TaskTracker,
    rooms: TaskTracker,
}

/// Starts a server: when this returns, it can be joined.
pub async fn start(options: Options) -> Result<Server, StartError> {
    let address = options.listen;
    start_on(options, async move { accept::listen(address) }).await
}

/// Starts a server on any network: `listener` is waited for once the journals are open.
pub async fn start_on<L: Listen>(
    options: Options,
    listener: impl Future<Output = io::Result<L>>,
) -> Result<Server, StartError> {
    let (store, seal, identity) = prepare(&options).await?;
    let listen = |error| StartError::Listen { address: options.listen, error };
    let listener = listener.await.map_err(listen)?;
    let address = listener.local_addr().map_err(listen)?;
    let rooms = TaskTracker::new();
    let consulting = Consulting::of(&options.keep);
    let Options { owner, addresses, limits, clock, chance, policy, erased, plain_pin, .. } =
        options;
    let erased = match &consulting {
        Some(consulting) => Some(consulting.hears_too(erased)),
        None => erased,
    };
    let board = Arc::new(Board::new());
    let health = Arc::new(Health::new(clock.clone()));
    let pin = identity.as_ref().map_or(plain_pin, |identity| identity.pin);
    let addresses = reached_at(addresses, address);
    let place = Arc::new((addresses.clone(), pin));
    let (clock_of_all, space) = (clock.clone(), Space::of(limits.brought_bytes));
    let context = Context {
        store,
        clock: clock_of_all,
        chance,
        limits,
        seal,
        board,
        policy,
        health,
        erased,
        place,
        space,
    };
    let closed = match &consulting {
        Some(consulting) => consulting.closed().await,
        None => Vec::new(),
    };
    let house = Arc::new(House {
        rooms: Rooms::open(context, rooms.clone(), closed).await.map_err(StartError::of)?,
        clock,
        pin,
        addresses,
        local: address.ip().is_loopback(),
        guesses: Guesses::default(),
        sources: Sources::default(),
        paces: Paces::default(),
        sitting: Sitting::default(),
        free: Arc::new(Semaphore::new(limits.seats)),
        limits,
        pulses: Pulses::new(),
        consulting,
    });
    let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
    let server = Server { house, address, identity, stop, tasks, rooms };
    if let Some(key) = owner {
        server.enrol_owner(key).await.map_err(StartError::Owner)?;
    }
    server.serve(listener);
    tracing::info!(%address, version = env!("CARGO_PKG_VERSION"), "the server is up");
    Ok(server)
}

/// Where others reach a server that listens there. Where a free port was asked for, the one that was
/// taken.
fn reached_at(addresses: Vec<String>, listens: SocketAddr) -> Vec<String> {
    if addresses.is_empty() {
        return vec![listens.to_string()];
    }
    let taken = |address: String| match address.rsplit_once(':') {
        Some((host, "0")) => format!("{host}:{}", listens.port()),
        Some(_) | None => address,
    };
    addresses.into_iter().map(taken).collect()
}

/// Opens what is on disk, off the async threads.
async fn prepare(options: &Options) -> Result<(Store, Seal, Option<Identity>), StartError> {
    let (keep, tls, names) = (options.keep.clone(), options.tls, options.addresses.clone());
    let chance = options.chance.clone();
    let names = certificate_names(&names, options.listen);
    let opened = tokio::task::spawn_blocking(move || match keep {
        Keep::Memory(memory) => {
            let seal = Seal::random(&chance).map_err(at(Path::new("the seal")))?;
            let identity = if tls { Some(passing_identity(&names)?) } else { None };
            Ok((Store::Memory(memory), seal, identity))
        }
        Keep::Folder(folder) => {
            let store = Store::Sqlite(Sqlite::open(&folder)?);
            let seal = Seal::of(&folder).map_err(at(&folder.join("seal")))?;
            let identity = if tls { Some(tls::own(&folder, &names)?) } else { None };
            Ok((store, seal, identity))
        }
    });
    let ended = |error: tokio::task::JoinError| JournalError::Unavailable(error.to_string());
    opened.await.map_err(ended)?
}

/// A key for as long as the process lives: a server in memory has no folder.
fn passing_identity(names: &[String]) -> Result<Identity, StartError> {
    let folder = std::env::temp_dir().join(format!("warroom-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir(&folder).map_err(at(&folder))?;
    let identity = tls::own(&folder, names);
    std::fs::remove_dir_all(&folder).map_err(at(&folder))?;
    Ok(identity?)
}

/// The hosts of the addresses, for who checks names; pinning clients look at none.
fn certificate_names(addresses: &[String], listen: SocketAddr) -> Vec<String> {
    let host = |address: &String| {
        let (host, _port) = address.rsplit_once(':')?;
        Some(host.trim_matches(['[', ']']).to_owned())
    };
    let mut names: Vec<_> = addresses.iter().filter_map(host).collect();
    names.extend([listen.ip().to_string(), "localhost".to_owned()]);
    names.dedup();
    names
}

fn at(file: &Path) -> impl Fn(io::Error) -> StartError {
    move |error| StartError::File { file: file.to_owned(), error }
}

impl StartError {
    fn of(closed: Closed) -> Self {
        match closed {
            Closed::Journal(error) => Self::Journal(error),
            closed => Self::Closed(closed.to_string()),
        }
    }
}

impl Server {
    /// What its seats share, for tests that bring their own wire.
    #[cfg(test)]
    pub(crate) fn house(&self) -> &Arc<House> {
        &self.house
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Under which addresses it is reached, `HOST:PORT`, best first.
    pub fn addresses(&self) -> &[String] {
        &self.house.addresses
    }

    /// The hash of its public key, which invites pin; none in plain.
    pub fn pin(&self) -> Option<Hash> {
        self.identity.as_ref().map(|identity| identity.pin)
    }

    /// Its certificate as PEM text; none in plain.
    pub fn certificate(&self) -> Option<&str> {
        self.identity.as_ref().map(|identity| identity.certificate.as_str())
    }

    /// Opens an incident for somebody of this machine, who then leads it. `asked` holds a
    /// [`Command::Open`]; asked again with the same id and key, it is opened once.
    pub async fn open(
        &self,
        author: Handle,
        key: PublicKey,
        asked: Asked,
    ) -> Result<(Label, IncidentId), Refusal> {
        self.house.rooms.make(author, (key, Scope::Command), asked).await
    }

    /// Makes an invite as the room itself: to an incident, or (without one) to this server.
    pub async fn invite(
        &self,
        incident: Option<Label>,
        name: Title,
        scope: Scope,
        valid: Duration,
        uses: u32,
    ) -> Result<InviteLink, HostError> {
        let token = token()?;
        let seconds = i64::try_from(valid.as_secs()).unwrap_or(i64::MAX);
        let until = self.house.clock.now().plus_seconds(seconds);
        let command = Command::Invite { name, scope, until, uses, token: Hash::of(&token.0) };
        self.record(incident, command).await?;
        let addresses = self.addresses().to_vec();
        Ok(InviteLink { addresses, incident, token, pin: self.pin() })
    }

    /// Records a command as the room itself, in an incident or (without one) in the server's own
    /// journal.
    pub async fn record(
        &self,
        incident: Option<Label>,
        command: Command,
    ) -> Result<Seq, HostError> {
        let asked = self.asked(command);
        let rooms = &self.house.rooms;
        let seq = match incident {
            Some(label) => {
                let room = rooms.find(label).await.map_err(|Turned { why, .. }| HostError(why))?;
                room.record(Handle::warroom(), asked).await
            }
            None => rooms.server().record(Handle::warroom(), asked).await,
        };
        seq.map_err(|refusal| HostError(refusal.to_string()))
    }

    /// Stops: seats are told, what is under way is recorded, and the folder is free again.
    pub async fn stop(self) {
        let Self { house, stop, tasks, rooms, .. } = self;
        house.pulses.close();
        stop.cancel();
        tasks.close();
        rooms.close();
        let ended = timeout(Duration::from_secs(STOP_SECONDS_MAX), async {
            tasks.wait().await;
            house.rooms.close();
            drop(house);
            rooms.wait().await;
        });
        match ended.await {
            Ok(()) => tracing::info!("the server is down"),
            Err(_late) => tracing::warn!("the server is down, but not all of its seats were"),
        }
    }

    /// The key of whoever runs this server needs no invite.
    async fn enrol_owner(&self, key: PublicKey) -> Result<(), Refusal> {
        let room = self.house.rooms.server();
        if room.enrolled(Handle::warroom(), key).await == Some(Scope::Command) {
            return Ok(());
        }
        let command = Command::Enrol { key, scope: Scope::Command, invite: None };
        room.record(Handle::warroom(), self.asked(command)).await.map(drop)
    }

    /// A command of the room itself: it knew nothing, and has an id of its own.
    fn asked(&self, command: Command) -> Asked {
        Asked::new(CommandId(self.house.rooms.fresh_id()), command)
    }

    fn serve(&self, listener: impl Listen) {
        let (house, tasks) = (Arc::clone(&self.house), self.tasks.clone());
        let limits = self.house.limits.door;
        let stop = self.stop.clone();
        let front = Front { house, tasks, started: Instant::now(), stop };
        let tls = self.identity.as_ref().map(|it| TlsAcceptor::from(Arc::clone(&it.config)));
        let health = Arc::clone(self.house.rooms.health());
        let plain = tls.is_none().then(|| Names::of(&self.house.addresses));
        let door = accept::Door { router: router(front, plain), tls, limits, health };
        let (stop, tasks) = (self.stop.clone(), self.tasks.clone());
        self.tasks.spawn(accept::run(listener, door, stop.clone(), tasks));
        let house = Arc::clone(&self.house);
        let tidy = tidy(Arc::clone(&self.house));
        // Of a server for others the library is ready before anybody asks it.
        if let Some(consulting) = self.house.consulting.clone().filter(|_| !self.house.local) {
            self.tasks.spawn(async move { consulting.take_in().await });
        }
        self.tasks.spawn(async move {
            let beat = house.pulses.run(house.limits.beat, &house.clock);
            let seats = house.limits.seats;
            let anybody = || house.free.available_permits() < seats;
            let health = house.rooms.health().keep(house.rooms.store(), anybody);
            stop.run_until_cancelled(join3(beat, tidy, health)).await
        });
    }
}

/// Now and then, what nobody uses is put away.
async fn tidy(house: Arc<House>) {
    let mut ticks = interval(TIDY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        house.rooms.shut_deserted();
    }
}

/// What the host asked for was not done, as a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct HostError(pub String);

fn token() -> Result<Token, HostError> {
    let mut bytes = [0; 16];
    let silent = |_refused| HostError("the system gives no random bytes".to_owned());
    getrandom::fill(&mut bytes).map_err(silent)?;
    Ok(Bytes(bytes))
}
