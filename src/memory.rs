//! What this machine remembers: the incidents it has joined, the servers that know its key, and the
//! handle used last. One small file that only its owner can read; a bad one is refused, never
//! replaced.

#[cfg(test)]
mod tests;

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt as _;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use warroom_register::{Handle, Hash, IncidentId, InviteLink, Label, Title, Token};

use crate::link::{Known, Spot, Whereabouts};
use crate::paths::{Paths, make_folder, read_secret, write_secret};
use crate::trouble::{Trouble, said};

/// Joined incidents that are remembered; the oldest closed ones are forgotten first.
const JOINED_MAX: usize = 500;

/// Servers that one incident has left, of which so many are remembered.
const BEFORE_MAX: usize = 4;

/// A change takes a moment: who holds the lock for longer, in milliseconds, was suspended in the
/// middle of it, and nobody waits for that. At worst the file then knows one thing less.
const LOCK_MS_MAX: u64 = 1000;

/// What this machine remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Memory {
    /// The handle used last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_handle: Option<Handle>,
    /// Servers that know this machine's key.
    #[serde(default)]
    pub(crate) servers: Vec<KnownServer>,
    /// Incidents joined, the one joined last at the end.
    #[serde(default)]
    pub(crate) joined: Vec<Joined>,
}

/// A server that knows this machine's key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KnownServer {
    /// Where it is reached, best first.
    pub(crate) addresses: Vec<String>,
    /// The SHA-256 of its public key.
    pub(crate) pin: Hash,
}

/// An incident joined under a handle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Joined {
    /// The incident's own id.
    pub(crate) id: IncidentId,
    /// What its server calls it.
    pub(crate) incident: Label,
    /// What is wrong, where it was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<Title>,
    /// As whom.
    pub(crate) handle: Handle,
    /// Where its server is reached, best first.
    pub(crate) addresses: Vec<String>,
    /// The SHA-256 of its server's public key.
    pub(crate) pin: Hash,
    /// The secret of the invite it was joined by, or that was made when it was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) token: Option<Token>,
    /// It lives on this machine's embedded server.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) embedded: bool,
    /// It was not closed when it was seen last.
    pub(crate) open: bool,
    /// The servers that it has left, the last one first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) before: Vec<Spot>,
}

impl Joined {
    /// The link by which this machine came in, to pass on.
    pub(crate) fn invite(&self) -> Option<InviteLink> {
        self.token.map(|token| InviteLink {
            addresses: InviteLink::for_others(&self.addresses),
            incident: Some(self.incident),
            token,
            pin: Some(self.pin),
        })
    }

    /// Where it is, and where it was.
    pub(crate) fn whereabouts(&self) -> Whereabouts {
        Whereabouts { now: self.spot(), before: self.before.clone() }
    }

    fn spot(&self) -> Spot {
        Spot { addresses: self.addresses.clone(), pin: self.pin, incident: self.incident }
    }

    /// The servers that it has left once it is at the one of this pin.
    fn left_for(&self, pin: Hash) -> Vec<Spot> {
        let all = std::iter::once(self.spot()).chain(self.before.iter().cloned());
        all.filter(|spot| spot.pin != pin).take(BEFORE_MAX).collect()
    }
}

impl Memory {
    /// What was remembered; nothing where there is no file yet.
    pub(crate) fn load(paths: &Paths) -> Result<Self, Trouble> {
        let file = paths.memory_file();
        let Some(bytes) = read_secret(&file)? else { return Ok(Self::default()) };
        serde_json::from_slice(&bytes).map_err(|e| {
            let (line, column) = (e.line(), e.column());
            let what = format!(
                "line {line}, column {column} does not read: put it right, or move the file away \
                 and join anew"
            );
            Trouble::file(&file, what)
        })
    }

    /// Changes what is remembered; of programs that do so at once, each builds on the other.
    pub(crate) fn change(paths: &Paths, by: impl FnOnce(&mut Self)) -> Result<(), Trouble> {
        let file = paths.memory_file();
        let _one_at_a_time = lock(paths)?;
        let before = Self::load(paths)?;
        let mut after = before.clone();
        by(&mut after);
        after.forget_some();
        if after == before {
            return Ok(());
        }
        let text = serde_json::to_vec_pretty(&after).map_err(|e| Trouble::file(&file, e))?;
        write_secret(&file, &text)
    }

    /// Remembers an incident joined, as the last one; what is known of it already stays known.
    pub(crate) fn join(&mut self, mut new: Joined) {
        let same = |j: &Joined| (j.id, j.handle) == (new.id, new.handle);
        if let Some(old) = self.joined.iter().position(same).map(|i| self.joined.remove(i)) {
            new.token = new.token.or(old.token);
            new.before = old.left_for(new.pin);
            new.title = new.title.or(old.title);
        }
        self.last_handle = Some(new.handle);
        self.joined.push(new);
    }

    /// Takes in what a link has learnt of an incident that is remembered.
    pub(crate) fn learn(&mut self, id: IncidentId, handle: Handle, known: &Known) {
        for joined in self.joined.iter_mut().filter(|j| (j.id, j.handle) == (id, handle)) {
            joined.before = joined.left_for(known.pin);
            joined.incident = known.incident.unwrap_or(joined.incident);
            joined.title = known.title.clone().or_else(|| joined.title.take());
            joined.addresses.clone_from(&known.addresses);
            // Where the room has moved to is not this machine's embedded server.
            joined.embedded &= joined.pin == known.pin;
            joined.pin = known.pin;
            joined.open = known.open;
        }
    }

    /// Remembers that a server knows this machine's key.
    pub(crate) fn enrol(&mut self, server: KnownServer) {
        self.servers.retain(|known| known.pin != server.pin);
        self.servers.push(server);
    }

    /// The server that is reached at this address.
    pub(crate) fn server_at(&self, address: &str) -> Option<&KnownServer> {
        self.servers.iter().rev().find(|known| known.addresses.iter().any(|a| a == address))
    }

    fn forget_some(&mut self) {
        while self.joined.len() > JOINED_MAX {
            let oldest = self.joined.iter().position(|j| !j.open).unwrap_or(0);
            self.joined.remove(oldest);
        }
    }
}

/// Held while the file is read, changed and put back.
fn lock(paths: &Paths) -> Result<File, Trouble> {
    let path = paths.memory_file().with_extension("lock");
    make_folder(path.parent().unwrap_or(&path))?;
    let bad = |e| Trouble::file(&path, said(&e));
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(&path)
        .map_err(bad)?;
    let end = Instant::now() + Duration::from_millis(LOCK_MS_MAX);
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if Instant::now() > end => return Ok(file),
            Err(TryLockError::WouldBlock) => std::thread::yield_now(),
            Err(TryLockError::Error(e)) => return Err(bad(e)),
        }
    }
}
