//! TLS for the server: a certificate of its own making, or one of a real authority.
//!
//! On first start a key and a self-signed certificate are put into `tls/` of the data folder. What
//! an invite pins is the key (its SPKI), never the certificate, so a renewed certificate keeps it.
//! The provider is always given explicitly: two providers in one process panic at the first use.
//!
//! A file that is there is never replaced: one that cannot be read is an error with its name. The
//! key is never written to a file that others can read, nor taken from one.

#[cfg(test)]
pub(crate) mod tests;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rcgen::{CertificateParams, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::ParsedCertificate;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use warroom_register::Hash;

/// Why there is no TLS. Each names its file: the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The file cannot be read or written.
    #[error("{file}: {error}")]
    File {
        /// Which file or folder.
        file: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// Others can read the private key.
    #[error("{file} is a private key that others can read: chmod 600 it")]
    Exposed {
        /// Which file.
        file: PathBuf,
    },
    /// There is a certificate, and the key that it belongs to is gone.
    #[error(
        "{file} is missing, and the invites that are out pin it: put it back, or remove {beside} \
         too to start with a new key and new invites"
    )]
    NoKey {
        /// Where the key should be.
        file: PathBuf,
        /// The certificate that is there.
        beside: PathBuf,
    },
    /// The file is no certificate, no key, or not of the other.
    #[error("{file}: {what}")]
    Unfit {
        /// Which file.
        file: PathBuf,
        /// What is wrong with it.
        what: String,
    },
}

/// What a server proves itself with.
#[derive(Clone, Debug)]
pub struct Identity {
    /// TLS 1.3 and HTTP/1.1 only, ready for a `TlsAcceptor`.
    pub config: Arc<ServerConfig>,
    /// The SHA-256 of the public key (SPKI, DER): what an invite pins.
    pub pin: Hash,
    /// The certificate with its chain, as PEM text: for those who must trust it.
    pub certificate: String,
}

/// The server's own identity, made in `folder/tls` if there is none yet.
///
/// `names` (DNS names and addresses) go into a certificate made now; pinning clients look at none
/// of them. If only the certificate is missing it is made anew of the same key, and the pin stays.
pub fn own(folder: &Path, names: &[String]) -> Result<Identity, TlsError> {
    let (above, folder) = (folder, folder.join("tls"));
    DirBuilder::new().recursive(true).mode(0o700).create(&folder).map_err(at(&folder))?;
    // A power cut must not take the key with the folder: it is what every invite pins.
    File::open(above).and_then(|above| above.sync_all()).map_err(at(above))?;
    let (certificate, key) = (folder.join("cert.pem"), folder.join("key.pem"));
    match (certificate.exists(), key.exists()) {
        (true, true) => alone(&key)?,
        (true, false) => return Err(TlsError::NoKey { file: key, beside: certificate }),
        (false, has_key) => {
            let pair = if has_key { read_pair(&key)? } else { make_pair(&key)? };
            make_certificate(&certificate, &pair, names)?;
        }
    }
    given(&certificate, &key)
}

/// An identity from a certificate chain and a key in PEM files, such as a real authority's.
pub fn given(certificate: &Path, key: &Path) -> Result<Identity, TlsError> {
    let text = std::fs::read_to_string(certificate).map_err(at(certificate))?;
    let chain = CertificateDer::pem_slice_iter(text.as_bytes())
        .collect::<Result<Vec<_>, _>>()
        .map_err(unfit(certificate))?;
    let first = chain.first().ok_or_else(|| TlsError::Unfit {
        file: certificate.to_owned(),
        what: "there is no certificate in it".to_owned(),
    })?;
    let pin = pin_of(first).map_err(unfit(certificate))?;
    let secret = read_key(key)?;
    let secret = PrivateKeyDer::from_pem_slice(secret.as_bytes()).map_err(unfit(key))?;
    let config = Arc::new(config(chain, secret).map_err(unfit(key))?);
    Ok(Identity { config, pin, certificate: text })
}

/// The pin of a certificate: the SHA-256 of its public key as it stands there (SPKI, DER).
pub fn pin_of(certificate: &CertificateDer<'_>) -> Result<Hash, rustls::Error> {
    let parsed = ParsedCertificate::try_from(certificate)?;
    Ok(Hash::of(parsed.subject_public_key_info().as_ref()))
}

fn config(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<ServerConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn make_pair(file: &Path) -> Result<KeyPair, TlsError> {
    let pair = KeyPair::generate().map_err(unfit(file))?;
    put(file, &pem("PRIVATE KEY", pair.serialized_der()))?;
    Ok(pair)
}

fn read_pair(file: &Path) -> Result<KeyPair, TlsError> {
    let text = read_key(file)?;
    let key = PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(unfit(file))?;
    KeyPair::try_from(&key).map_err(unfit(file))
}

fn make_certificate(file: &Path, pair: &KeyPair, names: &[String]) -> Result<(), TlsError> {
    // It never ends (year 4096): a pinned key has no use for a date that fails at night.
    let params = CertificateParams::new(names).map_err(unfit(file))?;
    let made = params.self_signed(pair).map_err(unfit(file))?;
    put(file, &pem("CERTIFICATE", made.der()))
}

fn pem(what: &str, der: &[u8]) -> String {
    let mut text = format!("-----BEGIN {what}-----\n");
    for (column, character) in (1_u8..=64).cycle().zip(BASE64.encode(der).chars()) {
        text.push(character);
        if column == 64 {
            text.push('\n');
        }
    }
    let end = if text.ends_with('\n') { "" } else { "\n" };
    format!("{text}{end}-----END {what}-----\n")
}

/// A key of our own making is its owner's alone; of one that was given, a group may be let in.
fn alone(file: &Path) -> Result<(), TlsError> {
    let mode = file.metadata().map_err(at(file))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(TlsError::Exposed { file: file.to_owned() });
    }
    Ok(())
}

/// The text of a key file, if nobody but its owner and group can read it.
fn read_key(file: &Path) -> Result<String, TlsError> {
    let mode = file.metadata().map_err(at(file))?.permissions().mode();
    if mode & 0o007 != 0 {
        return Err(TlsError::Exposed { file: file.to_owned() });
    }
    std::fs::read_to_string(file).map_err(at(file))
}

/// Puts a file in its place whole and synced, readable by its owner alone from its first byte on.
fn put(file: &Path, text: &str) -> Result<(), TlsError> {
    let draft = file.with_extension("new");
    let mut options = OpenOptions::new();
    // A draft that a crash left behind may have any mode: begin with none.
    match std::fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at(&draft)(error)),
        Ok(()) | Err(_) => {}
    }
    let mut open =
        options.write(true).create_new(true).mode(0o600).open(&draft).map_err(at(&draft))?;
    open.write_all(text.as_bytes()).and_then(|()| open.sync_all()).map_err(at(&draft))?;
    std::fs::rename(&draft, file).map_err(at(file))?;
    let folder = file.parent().unwrap_or(file);
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(at(folder))
}

fn at(file: &Path) -> impl Fn(io::Error) -> TlsError {
    move |error| TlsError::File { file: file.to_owned(), error }
}

fn unfit<E: std::fmt::Display>(file: &Path) -> impl Fn(E) -> TlsError {
    move |error| TlsError::Unfit { file: file.to_owned(), what: error.to_string() }
}
