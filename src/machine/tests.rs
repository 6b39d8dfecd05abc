use super::*;
use ring::signature::{ED25519, UnparsedPublicKey};

#[test]
fn the_key_stays_and_its_signature_holds() {
    let folder = tempfile::tempdir().unwrap();
    let paths = Paths::under(folder.path());
    let first = Machine::load_or_make(&paths).unwrap();
    let again = Machine::load_or_make(&paths).unwrap();
    assert_eq!(first.public(), again.public());
    let key = UnparsedPublicKey::new(&ED25519, again.public().0);
    key.verify(b"hello", &first.sign(b"hello").0).unwrap();
    assert!(key.verify(b"other", &first.sign(b"hello").0).is_err());
    let files = std::fs::read_dir(paths.key_file().parent().unwrap()).unwrap().count();
    assert_eq!(files, 1, "no draft is left");
}

#[test]
fn two_that_start_at_once_have_one_key() {
    let folder = tempfile::tempdir().unwrap();
    let paths = Paths::under(folder.path());
    let first = Machine::make(&paths).unwrap();
    let second = Machine::make(&paths).unwrap();
    assert_eq!(first.public(), second.public());
}

#[test]
fn a_damaged_key_is_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let paths = Paths::under(folder.path());
    write_secret(&paths.key_file(), b"no key").unwrap();
    assert!(matches!(Machine::load_or_make(&paths), Err(Trouble::Usage(_))));
    assert_eq!(std::fs::read(paths.key_file()).unwrap(), b"no key");
}

impl Machine {
    /// The key of a world that can be had again: from a number, and so nobody's.
    pub(crate) fn drawn(number: u64) -> Self {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&number.to_le_bytes());
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).unwrap();
        let public = Bytes(pair.public_key().as_ref().try_into().unwrap());
        Self { pair, public }
    }
}
