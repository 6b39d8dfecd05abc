//! The key of this machine's user: what a handle belongs to.
//!
//! Made once, kept in a file that only its owner can read, and never sent anywhere: a server gets
//! the public half and, for each connection, a signature that no other server can use.

#[cfg(test)]
mod tests;

use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use warroom_register::{Bytes, PublicKey, Signature};

use crate::paths::{Paths, make_folder, read_secret, sync_folder, write_secret};
use crate::trouble::{Trouble, said};

/// The key pair of this machine's user.
#[derive(Debug)]
pub(crate) struct Machine {
    pair: Ed25519KeyPair,
    public: PublicKey,
}

impl Machine {
    /// The key in the user's state folder, made now if there is none.
    pub(crate) fn load_or_make(paths: &Paths) -> Result<Self, Trouble> {
        let file = paths.key_file();
        if let Some(bytes) = read_secret(&file)? {
            return Self::read(&bytes).ok_or_else(|| {
                Trouble::file(
                    &file,
                    "this is no key of warroom's: put back a copy, or move it away to start with a \
                     new key and join anew",
                )
            });
        }
        Self::make(paths)
    }

    /// Of two programs that start at once, both go on with the key of the first.
    fn make(paths: &Paths) -> Result<Self, Trouble> {
        let file = paths.key_file();
        let folder = file.parent().unwrap_or(&file);
        make_folder(folder)?;
        let bytes = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())
            .map_err(|_unspecified| no_randomness())?;
        let draft = file.with_extension(format!("{}.draft", std::process::id()));
        write_secret(&draft, bytes.as_ref())?;
        let linked = std::fs::hard_link(&draft, &file).and_then(|()| sync_folder(folder));
        drop(std::fs::remove_file(&draft));
        match linked {
            Err(e) if e.kind() != std::io::ErrorKind::AlreadyExists => {
                Err(Trouble::file(&file, said(&e)))
            }
            Ok(()) | Err(_) => Self::load_or_make(paths),
        }
    }

    /// A key for as long as this process lives, such as that of a rehearsal.
    pub(crate) fn passing() -> Result<Self, Trouble> {
        let bytes = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())
            .map_err(|_unspecified| no_randomness())?;
        Self::read(bytes.as_ref()).ok_or_else(no_randomness)
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let pair = Ed25519KeyPair::from_pkcs8(bytes).ok()?;
        let public = Bytes(pair.public_key().as_ref().try_into().ok()?);
        Some(Self { pair, public })
    }

    /// The half that others may know.
    pub(crate) const fn public(&self) -> PublicKey {
        self.public
    }

    /// Proof that this machine said these bytes.
    pub(crate) fn sign(&self, bytes: &[u8]) -> Signature {
        Bytes(self.pair.sign(bytes).as_ref().try_into().unwrap_or([0; 64]))
    }
}

/// Bytes that nobody can guess.
pub(crate) fn random<const N: usize>() -> Result<Bytes<N>, Trouble> {
    let mut out = [0; N];
    SystemRandom::new().fill(&mut out).map_err(|_unspecified| no_randomness())?;
    Ok(Bytes(out))
}

fn no_randomness() -> Trouble {
    Trouble::Refused("this system gives no random numbers: no key can be made on it".into())
}
