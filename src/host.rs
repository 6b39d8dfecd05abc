//! The one file of this crate that names the server: behind `serve`, the embedded server, `demo`.
//!
//! Everything else only knows doors: where a server of this machine is reached and how it is known.
//!
//! | module | what it is |
//! |---|---|
//! | `door` | where a server of this machine is reached, as it stands in its data folder |
//! | `embedded` | starting, finding and stopping the server of this machine's user |
//! | `export` | each change into a folder, with what this machine took in, and its git history |
//! | `library` | what this machine keeps of incidents, to search and to learn from |
//! | `wiping` | memory that is given back is overwritten |

pub(crate) mod door;
pub(crate) mod embedded;
pub(crate) mod export;
pub(crate) mod library;
#[cfg(test)]
mod tests;
pub(crate) mod wiping;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;
use warroom_register::words::Scope;
use warroom_register::{Handle, InviteLink, Label, PublicKey, Seq, Title};
use warroom_server::journal::{JournalError, Memory as Records, Replaced};
use warroom_server::library as shelves;
use warroom_server::{Erased, Keep, Options, Policies, Server, StartError, log, start};

use self::door::{Door, DoorLock};
use self::export::{Beside, Export, Exporter};
use crate::link::copy::purge::left_in;
use crate::out;
use crate::policy::PolicyOf;
use crate::trouble::{Trouble, said, shown};

/// Where a server listens if nobody says otherwise.
pub(crate) const PORT: u16 = 7443;
/// What is logged.
const LOG_FILTER: &str = "info";
/// The first invite to a server, in days.
const FIRST_INVITE_DAYS: u64 = 7;
/// The first invite to a server lets in so many machines.
const FIRST_INVITE_USES: u32 = 50;

/// What a server of this machine is to be.
#[derive(Clone)]
pub(crate) struct Wish {
    /// Its data folder.
    pub(crate) folder: PathBuf,
    /// Where it listens.
    pub(crate) listen: SocketAddr,
    /// Under which addresses it is reached; empty: found out.
    pub(crate) addresses: Vec<String>,
    /// The key of whoever runs it.
    pub(crate) owner: PublicKey,
    /// What its rooms are opened with.
    pub(crate) policy: PolicyOf,
    /// The index of the library that reads its journal, if one does.
    pub(crate) index: Option<PathBuf>,
    /// What this machine keeps beside the server, and exports with it.
    pub(crate) beside: Option<Beside>,
    /// Where each change goes too.
    pub(crate) export: Option<Export>,
}

/// Why a server does not start.
#[derive(Debug)]
pub(crate) struct NotStarted {
    /// Another program has its port.
    pub(crate) port_is_taken: bool,
    /// The sentence.
    pub(crate) why: Trouble,
}

impl From<Trouble> for NotStarted {
    fn from(why: Trouble) -> Self {
        Self { port_is_taken: false, why }
    }
}

impl From<NotStarted> for Trouble {
    fn from(not: NotStarted) -> Self {
        not.why
    }
}

/// A server of this process.
pub(crate) struct Host {
    server: Server,
    /// How it is reached.
    pub(crate) door: Door,
    lock: Option<DoorLock>,
    exporting: Option<(Exporter, JoinHandle<()>)>,
}

impl Host {
    /// Starts a server that keeps its records in a folder, and writes down how it is reached.
    pub(crate) async fn start(wish: Wish) -> Result<Self, NotStarted> {
        let lock = DoorLock::take(&wish.folder)?;
        // Whoever wants to end this server must not find the process of the one before.
        if let Some(before) = Door::read(&wish.folder)? {
            Door { pid: std::process::id(), ..before }.write(&wish.folder)?;
        }
        let mut options = Options::new(Keep::Folder(wish.folder.clone()), wish.listen);
        options.addresses = wish.addresses;
        // Of one address the server itself knows best, after it took a port.
        if options.addresses.is_empty() && wish.listen.ip().is_unspecified() {
            options.addresses = door::addresses_of(wish.listen);
        }
        options.owner = Some(wish.owner);
        options.policy = Policies(wish.policy);
        options.erased = wish.index.map(|index| {
            Erased(Arc::new(move |id| {
                if let Err(e) = shelves::forget(&index, id) {
                    out::note(&left_in(&index, &e));
                }
            }))
        });
        let server = start(options)
            .await
            .map_err(|e| NotStarted { port_is_taken: port_is_taken(&e), why: not_started(&e) })?;
        let mut host = Self::of(server, Some(lock));
        host.exporting = wish.export.map(|export| {
            let exporter = Exporter::new(wish.folder.clone(), wish.beside, export);
            (exporter.clone(), tokio::spawn(exporter.follow()))
        });
        host.door.write(&wish.folder)?;
        Ok(host)
    }

    /// Starts a server on loopback that keeps nothing: for `demo`.
    pub(crate) async fn in_memory(owner: PublicKey) -> Result<Self, Trouble> {
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let mut options = Options::new(Keep::Memory(Records::default()), listen);
        options.owner = Some(owner);
        let server = start(options).await.map_err(|e| not_started(&e))?;
        Ok(Self::of(server, None))
    }

    fn of(server: Server, lock: Option<DoorLock>) -> Self {
        let address = server.address();
        let door = Door {
            address,
            addresses: server.addresses().to_vec(),
            pin: server.pin().unwrap_or_default(),
            pid: std::process::id(),
            shared: !address.ip().is_loopback(),
        };
        Self { server, door, lock, exporting: None }
    }

    /// An invite to this server: it takes up the keys of those who come by it.
    pub(crate) async fn invite(&self) -> Result<InviteLink, Trouble> {
        let name = Title::try_from("first invite".to_owned()).map_err(Trouble::Refused)?;
        let valid = Duration::from_secs(FIRST_INVITE_DAYS * 86_400);
        let invite = self.server.invite(None, name, Scope::Command, valid, FIRST_INVITE_USES);
        invite.await.map_err(|e| Trouble::Refused(e.to_string()))
    }

    /// Serves until this process is told to end; `told` is done then, before anybody else can take
    /// the folder.
    pub(crate) async fn until_told(
        self,
        told: impl FnOnce() -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        let bad = |e: std::io::Error| Trouble::Refused(format!("no signals: {}", said(&e)));
        let mut term = signal(SignalKind::terminate()).map_err(bad)?;
        let mut interrupt = signal(SignalKind::interrupt()).map_err(bad)?;
        tokio::select! {
            _ = term.recv() => {}
            _ = interrupt.recv() => {}
        }
        let told = told();
        self.stop().await;
        told
    }

    /// Stops: what is under way is recorded, and the folder is free again.
    pub(crate) async fn stop(self) {
        let Self { server, lock, exporting, .. } = self;
        server.stop().await;
        if let Some((mut exporter, following)) = exporting {
            following.abort();
            // What came last is not left out; what cannot be written is made up for next time.
            let last = tokio::task::spawn_blocking(move || exporter.round());
            if let Err(why) = last.await {
                out::note(&format!("not exported: {why}"));
            }
        }
        drop(lock);
    }
}

/// Puts an incident from a copy into a data folder that no server holds; gives what it is called there.
pub(crate) async fn adopt(folder: &Path, text: &str, by: Handle) -> Result<Label, Trouble> {
    let adopted = warroom_server::adopt::adopt(folder, text, by).await;
    adopted.map_err(|e| Trouble::Refused(e.to_string()))
}

/// What became of a record that was put right in a data folder.
#[derive(Clone, Debug)]
pub(crate) struct PutRight {
    /// What it is called there.
    pub(crate) incident: Label,
    /// The first record that was not as it is now; none where all was.
    pub(crate) first: Option<Seq>,
    /// The last.
    pub(crate) head: Seq,
    /// How many lines stood there and are no part of it.
    pub(crate) lines: u64,
    /// Where they are kept.
    pub(crate) aside: Option<PathBuf>,
}

/// Makes what a data folder that no server holds has of an incident what a copy says.
pub(crate) async fn put_right(folder: &Path, text: &str, by: Handle) -> Result<PutRight, Trouble> {
    let mended = warroom_server::adopt::put_right(folder, text, by).await;
    let mended = mended.map_err(|e| Trouble::Refused(e.to_string()))?;
    let Replaced { first, lines, aside } = mended.replaced;
    Ok(PutRight { incident: mended.label, first, head: mended.head, lines, aside })
}

/// Lets this process log as JSON to stderr.
pub(crate) fn log_to_stderr() -> Result<(), Trouble> {
    log::begin(LOG_FILTER, std::io::stderr).map_err(|e| Trouble::Usage(e.to_string()))
}

/// Why a server does not start, and what to do.
fn not_started(error: &StartError) -> Trouble {
    match error {
        StartError::Listen { address, .. } if port_is_taken(error) => Trouble::Refused(format!(
            "port {} is in use by another program: stop that one, or serve on another port \
                 (--listen {}:PORT)",
            address.port(),
            address.ip()
        )),
        StartError::Listen { address, error } => {
            Trouble::Usage(format!("cannot listen on {address}: {}", said(error)))
        }
        StartError::Journal(JournalError::Locked { folder }) => Trouble::Refused(format!(
            "another warroom server holds {}: use that one, or stop it (warroom stop)",
            shown(folder)
        )),
        StartError::File { file, error } => Trouble::file(file, said(error)),
        other => Trouble::Usage(format!("the server does not start: {other}")),
    }
}

fn port_is_taken(error: &StartError) -> bool {
    let in_use = |e: &std::io::Error| e.kind() == std::io::ErrorKind::AddrInUse;
    matches!(error, StartError::Listen { error, .. } if in_use(error))
}

/// The address to listen on: this machine only, or everybody who can reach it.
pub(crate) const fn listen_on(shared: bool, port: u16) -> SocketAddr {
    let ip = if shared { Ipv4Addr::UNSPECIFIED } else { Ipv4Addr::LOCALHOST };
    SocketAddr::new(IpAddr::V4(ip), port)
}
