//! Sealed cards: what an incident really is, hidden until it is closed.
//!
//! Every `opened` carries the hash of a card, so that a drill looks like the real thing in the
//! record too. The salt is worked out from the server's secret and the incident's id, so nothing
//! but the secret has to be kept. Whoever has the secret can open every card: it stays here.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use warroom_register::words::Mode;
use warroom_register::{Bytes, Hash, IncidentId, Salt};

use crate::chance::Chance;

const SECRET_BYTES: usize = 32;

/// What seals and opens the cards of one server.
#[derive(Clone)]
pub(crate) struct Seal([u8; SECRET_BYTES]);

/// Never the secret: `Debug` ends up in logs.
impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal")
    }
}

impl Seal {
    /// A seal for as long as the process lives.
    pub(crate) fn random(chance: &Chance) -> io::Result<Self> {
        let mut secret = [0; SECRET_BYTES];
        chance.fill(&mut secret).map_err(io::Error::other)?;
        Ok(Self(secret))
    }

    /// The seal of a data folder, made if there is none.
    pub(crate) fn of(folder: &Path) -> io::Result<Self> {
        let file = folder.join("seal");
        match File::open(&file) {
            Ok(open) => read(open),
            Err(error) if error.kind() == io::ErrorKind::NotFound => make(folder, &file),
            Err(error) => Err(error),
        }
    }

    /// The hash that an incident's `opened` carries for a card.
    pub(crate) fn seal(&self, id: IncidentId, card: Mode) -> Hash {
        sealed(card, self.salt(id))
    }

    /// The card that was sealed, with its salt; none if another server sealed it.
    pub(crate) fn open(&self, id: IncidentId, hash: Hash) -> Option<(Mode, Salt)> {
        let salt = self.salt(id);
        let card = Mode::ALL.iter().copied().find(|card| sealed(*card, salt) == hash);
        card.map(|card| (card, salt))
    }

    fn salt(&self, id: IncidentId) -> Salt {
        let hash = Hash::of(&[self.0.as_slice(), id.0.as_bytes()].concat());
        let mut salt = [0; 16];
        salt.iter_mut().zip(hash.0).for_each(|(to, from)| *to = from);
        Bytes(salt)
    }
}

/// The hash of a card, as anybody can check it once it is open.
fn sealed(card: Mode, salt: Salt) -> Hash {
    Hash::of(&[card.name().as_bytes(), b"\0", &salt.0].concat())
}

fn read(mut open: File) -> io::Result<Seal> {
    let mut secret = Vec::with_capacity(SECRET_BYTES);
    open.read_to_end(&mut secret)?;
    let what = || io::Error::new(io::ErrorKind::InvalidData, "it does not hold 32 bytes");
    secret.try_into().map(Seal).map_err(|_wrong: Vec<u8>| what())
}

/// Whole and synced before it has its name: a seal that is lost leaves cards that never open.
fn make(folder: &Path, file: &Path) -> io::Result<Seal> {
    let seal = Seal::random(&Chance::System)?;
    let draft = file.with_extension("new");
    let mut options = OpenOptions::new();
    let mut open = options.write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    open.write_all(&seal.0)?;
    open.sync_all()?;
    std::fs::rename(&draft, file)?;
    File::open(folder)?.sync_all()?;
    Ok(seal)
}
