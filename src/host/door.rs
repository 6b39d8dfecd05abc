//! Where a server of this machine is reached, as it stands in `door.json` of its data folder.
//!
//! The server holds a lock beside it for as long as it lives: a door without a held lock is one that
//! leads nowhere.

use std::fs::{File, OpenOptions, TryLockError};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use warroom_register::Hash;

use crate::paths::{make_folder, read_secret, write_secret};
use crate::trouble::{Trouble, said, shown};

/// Whoever looks whether a server runs has its lock for an instant; so long, in milliseconds, a
/// server that starts puts up with that.
const LOOKS_MS_MAX: u64 = 500;

/// Where a server of this machine is reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Door {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// Where others reach it, `HOST:PORT`, best first.
    pub(crate) addresses: Vec<String>,
    /// The SHA-256 of its public key.
    pub(crate) pin: Hash,
    /// Its process.
    pub(crate) pid: u32,
    /// Others on the network can reach it.
    pub(crate) shared: bool,
}

impl Door {
    /// The addresses for programs of this machine: loopback first, since networks come and go.
    pub(crate) fn near_first(&self) -> Vec<String> {
        let near = SocketAddr::from((Ipv4Addr::LOCALHOST, self.address.port())).to_string();
        let others = self.addresses.iter().filter(|a| **a != near).cloned();
        std::iter::once(near.clone()).chain(others).collect()
    }

    /// The door that was written last, whether or not a server stands behind it.
    pub(crate) fn read(folder: &Path) -> Result<Option<Self>, Trouble> {
        let file = file(folder);
        let Some(bytes) = read_secret(&file)? else { return Ok(None) };
        let door = serde_json::from_slice(&bytes);
        door.map(Some).map_err(|e| {
            let what = format!("line {} does not read: remove it and start again", e.line());
            Trouble::file(&file, what)
        })
    }

    /// Writes down how this server is reached.
    pub(crate) fn write(&self, folder: &Path) -> Result<(), Trouble> {
        let text = serde_json::to_vec(self).map_err(|e| Trouble::file(folder, e))?;
        write_secret(&file(folder), &text)
    }
}

fn file(folder: &Path) -> PathBuf {
    folder.join("door.json")
}

/// Held by a server for as long as it lives.
#[derive(Debug)]
pub(crate) struct DoorLock {
    _held: File,
}

impl DoorLock {
    /// Takes it, or says that another server has it.
    pub(crate) fn take(folder: &Path) -> Result<Self, Trouble> {
        make_folder(folder)?;
        let path = folder.join("door.lock");
        let file = open(&path)?;
        let bad = |e: std::io::Error| Trouble::file(&path, said(&e));
        let end = Instant::now() + Duration::from_millis(LOOKS_MS_MAX);
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _held: file }),
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(e)) => return Err(bad(e)),
            }
            // A server shares it with nobody, one who only looks does.
            let only_looked_at = match file.try_lock_shared() {
                Ok(()) => true,
                Err(TryLockError::WouldBlock) => false,
                Err(TryLockError::Error(e)) => return Err(bad(e)),
            };
            if !only_looked_at || Instant::now() > end {
                return Err(Trouble::Refused(format!(
                    "another warroom server holds {}: use that one, or stop it (warroom stop)",
                    shown(folder)
                )));
            }
            file.unlock().map_err(bad)?;
            std::thread::yield_now();
        }
    }

    /// Whether a server holds it now.
    pub(crate) fn is_held(folder: &Path) -> Result<bool, Trouble> {
        if !folder.join("door.lock").exists() {
            return Ok(false);
        }
        let path = folder.join("door.lock");
        match open(&path)?.try_lock_shared() {
            Ok(()) => Ok(false),
            Err(TryLockError::WouldBlock) => Ok(true),
            Err(TryLockError::Error(e)) => Err(Trouble::file(&path, said(&e))),
        }
    }

    /// Waits until no server holds it; blocks this thread.
    pub(crate) fn wait_until_free(folder: &Path) -> Result<(), Trouble> {
        let path = folder.join("door.lock");
        open(&path)?.lock_shared().map_err(|e| Trouble::file(&path, said(&e)))
    }
}

/// Held while somebody looks whether a server runs and starts or stops it: one at a time. None while
/// somebody else has it.
pub(crate) fn one_at_a_time(folder: &Path) -> Result<Option<File>, Trouble> {
    make_folder(folder)?;
    let path = folder.join("starting.lock");
    let file = open(&path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(e)) => Err(Trouble::file(&path, said(&e))),
    }
}

fn open(path: &Path) -> Result<File, Trouble> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true).mode(0o600);
    options.open(path).map_err(|e| Trouble::file(path, said(&e)))
}

/// Under which addresses a server that listens there is reached, best first.
pub(crate) fn addresses_of(listen: SocketAddr) -> Vec<String> {
    if !listen.ip().is_unspecified() {
        return vec![listen.to_string()];
    }
    let network = network_address().map(|ip| SocketAddr::new(ip, listen.port()).to_string());
    let near = SocketAddr::from((Ipv4Addr::LOCALHOST, listen.port())).to_string();
    network.into_iter().chain([near]).collect()
}

/// The address of this machine in its network: that from which it would speak to the world. Nothing
/// is sent to find it out.
pub(crate) fn network_address() -> Option<IpAddr> {
    // 192.0.2.0/24 is for documentation: no route is more special than the usual one.
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    Some(socket.local_addr().ok()?.ip()).filter(|ip| !ip.is_loopback())
}

/// What this machine is called.
pub(crate) fn machine_name() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname")
        .or_else(|_no_proc| std::fs::read_to_string("/etc/hostname"))
        .unwrap_or_default();
    match name.trim() {
        "" => "this machine".into(),
        name => warroom_register::Shown::line(name, 40).to_string(),
    }
}
