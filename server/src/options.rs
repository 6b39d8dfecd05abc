//! What a server is started with. Values only: nothing here reads a file or the environment.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use warroom_register::limits::{
    AWAY_SECONDS, BEAT_SECONDS, BYTES_PER_SECOND, COMMANDS_BURST, COMMANDS_PER_SECOND,
    FRAMES_PER_SECOND, GATHER_SECONDS, HISTORY_KIB_BURST, HISTORY_KIB_PER_SECOND,
    INCIDENTS_GOING_ON_MAX, INCIDENTS_GOING_ON_PER_KEY_MAX, LIBRARY_QUESTIONS_BURST,
    LIBRARY_QUESTIONS_PER_SECOND, RESTORES_BYTES_MAX, SEAT_ASKS_MAX, SEATS_MAX, SEATS_PER_KEY_MAX,
    SILENCE_SECONDS_MAX,
};
use warroom_register::{Hash, IncidentId, Policy, PublicKey};

use crate::accept::DoorLimits;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::journal::Memory;
use crate::room::GoingOn;

/// Where the records are kept.
#[derive(Clone, Debug)]
pub enum Keep {
    /// In memory: gone with the process. The clone that is given in stays usable.
    Memory(Memory),
    /// In a folder, which the server holds alone.
    Folder(PathBuf),
}

/// Hears of an incident from which words were taken out, once they are gone from the journal.
#[derive(Clone)]
pub struct Erased(pub Arc<dyn Fn(IncidentId) + Send + Sync>);

impl std::fmt::Debug for Erased {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Erased")
    }
}

/// The thresholds and plans that a room is opened with: asked for whenever one is. It may read files;
/// where those are not good it gives what was good last, and says so itself.
#[derive(Clone)]
pub struct Policies(pub Arc<dyn Fn() -> Policy + Send + Sync>);

impl Policies {
    /// Always the same.
    pub fn fixed(policy: Policy) -> Self {
        Self(Arc::new(move || policy.clone()))
    }

    /// What holds now. Not on the threads that wait for nobody: files may be read for it.
    pub(crate) async fn now(&self) -> Option<Policy> {
        let of = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || of()).await.ok()
    }
}

impl std::fmt::Debug for Policies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Policies")
    }
}

/// What a server is started with.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the records are kept.
    pub keep: Keep,
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Under TLS, with a certificate of its own making; plain only on request, behind a proxy.
    pub tls: bool,
    /// What a hello is bound to without TLS, where there is no key: worlds of which the network is made
    /// up tell their servers apart by it.
    pub plain_pin: Hash,
    /// The key of whoever runs it: enrolled with the scope `command`.
    pub owner: Option<PublicKey>,
    /// Under which addresses it is reached, `HOST:PORT`, best first; empty: where it listens.
    pub addresses: Vec<String>,
    /// What it allows.
    pub limits: Limits,
    /// What tells it the time.
    pub clock: Clock,
    /// What gives it the bytes that nobody chose.
    pub chance: Chance,
    /// The thresholds and plans that rooms are opened with.
    pub policy: Policies,
    /// Who else keeps words of its journals, and erases what was taken out.
    pub erased: Option<Erased>,
}

impl Options {
    /// A server that keeps its records so, listens there under TLS, and has the usual limits.
    pub fn new(keep: Keep, listen: SocketAddr) -> Self {
        Self {
            keep,
            listen,
            tls: true,
            plain_pin: Hash::default(),
            owner: None,
            addresses: Vec::new(),
            limits: Limits::default(),
            clock: Clock::System,
            chance: Chance::System,
            policy: Policies::fixed(Policy::standard()),
            erased: None,
        }
    }
}

/// What a server allows. Only tests and benches have reason to change them.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Between two looks for who says nothing.
    pub beat: Duration,
    /// A seat that says nothing for so long is gone.
    pub silence: Duration,
    /// A holder of a role who is gone for so long is away.
    pub away: Duration,
    /// A room that is begun anew from a copy waits so long for who holds more.
    pub gather: Duration,
    /// Commands of one key in a room, sustained.
    pub commands_per_second: u32,
    /// Commands of one key in a room, at once.
    pub commands_burst: u32,
    /// History that one key is given in a room, in KiB, sustained.
    pub history_kib_per_second: u32,
    /// History that one key is given in a room at once, in KiB.
    pub history_kib_burst: u32,
    /// Questions of one machine to the library, sustained.
    pub questions_per_second: u32,
    /// Questions of one machine to the library, at once.
    pub questions_burst: u32,
    /// Asks of one seat that the room has not settled yet.
    pub seat_asks: usize,
    /// Seats of the server.
    pub seats: usize,
    /// Seats of one key.
    pub seats_per_key: usize,
    /// Incidents that go on.
    pub going_on: usize,
    /// Those of one key which may not command here.
    pub going_on_per_key: usize,
    /// Frames from one connection, sustained; ten seconds of them at once.
    pub frames_per_second: u32,
    /// Bytes from one connection, sustained; ten seconds of them at once.
    pub bytes_per_second: u32,
    /// Records that are brought to any room and that nobody has looked at yet, in bytes.
    pub brought_bytes: usize,
    /// Those who have not said a valid hello yet.
    pub door: DoorLimits,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            beat: Duration::from_secs(BEAT_SECONDS),
            silence: Duration::from_secs(SILENCE_SECONDS_MAX),
            away: Duration::from_secs(AWAY_SECONDS),
            gather: Duration::from_secs(GATHER_SECONDS),
            commands_per_second: COMMANDS_PER_SECOND,
            commands_burst: COMMANDS_BURST,
            history_kib_per_second: HISTORY_KIB_PER_SECOND,
            history_kib_burst: HISTORY_KIB_BURST,
            questions_per_second: LIBRARY_QUESTIONS_PER_SECOND,
            questions_burst: LIBRARY_QUESTIONS_BURST,
            seat_asks: SEAT_ASKS_MAX,
            seats: SEATS_MAX,
            seats_per_key: SEATS_PER_KEY_MAX,
            going_on: INCIDENTS_GOING_ON_MAX,
            going_on_per_key: INCIDENTS_GOING_ON_PER_KEY_MAX,
            frames_per_second: FRAMES_PER_SECOND,
            bytes_per_second: BYTES_PER_SECOND,
            brought_bytes: RESTORES_BYTES_MAX,
            door: DoorLimits::default(),
        }
    }
}

impl Limits {
    /// How many incidents may go on.
    pub(crate) fn going_on(&self) -> GoingOn {
        GoingOn { most: self.going_on, of_key: self.going_on_per_key }
    }

    /// No limit on how fast one responder may write: for benches, and for nothing else.
    pub fn unpaced() -> Self {
        Self {
            commands_per_second: u32::MAX,
            commands_burst: u32::MAX,
            history_kib_per_second: u32::MAX,
            history_kib_burst: u32::MAX,
            seat_asks: 1024,
            frames_per_second: u32::MAX,
            bytes_per_second: u32::MAX,
            door: DoorLimits { strangers_of_loopback: usize::MAX, ..DoorLimits::default() },
            ..Self::default()
        }
    }
}
