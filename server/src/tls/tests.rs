//! The pin outlives certificates, and a wrong one is refused.

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use std::fs::Permissions;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_rustls::{TlsAcceptor, TlsConnector};
use warroom_register::Hash;

use super::{Identity, TlsError, given, own, pin_of};

/// Trusts one key, and checks that the server has it.
#[derive(Debug)]
pub(crate) struct Pinned {
    pin: Hash,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if pin_of(end_entity)? != self.pin {
            return Err(CertificateError::ApplicationVerificationFailure.into());
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

pub(crate) fn connector(pin: Hash) -> TlsConnector {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Arc::new(Pinned { pin, provider: Arc::clone(&provider) });
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

pub(crate) fn fresh(folder: &Path) -> Identity {
    own(folder, &["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap()
}

/// What a client with this pin hears from a server with this identity.
async fn talk(server: &Identity, pin: Hash) -> io::Result<String> {
    let (near, far) = tokio::io::duplex(4096);
    let acceptor = TlsAcceptor::from(Arc::clone(&server.config));
    let far_end = tokio::spawn(async move {
        let mut stream = acceptor.accept(far).await?;
        stream.write_all(b"hello").await?;
        stream.shutdown().await
    });
    let name = ServerName::try_from("any.name").unwrap();
    let mut heard = String::new();
    connector(pin).connect(name, near).await?.read_to_string(&mut heard).await?;
    far_end.await.unwrap()?;
    Ok(heard)
}

#[tokio::test]
async fn the_right_pin_connects_and_a_wrong_one_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let server = fresh(folder.path());
    assert_eq!(talk(&server, server.pin).await.unwrap(), "hello");
    let wrong = talk(&server, Hash::of(b"another key")).await.unwrap_err();
    assert!(wrong.to_string().contains("certificate"), "{wrong}");
}

#[tokio::test]
async fn whoever_replays_a_certificate_without_its_key_is_refused() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (server, thief) = (fresh(folder.path()), fresh(other.path()));
    let tls = other.path().join("tls");
    std::fs::write(tls.join("cert.pem"), &server.certificate).unwrap();
    // rustls itself refuses a pair that does not match: a thief's own server would not.
    let unfit = given(&tls.join("cert.pem"), &tls.join("key.pem"));
    assert!(matches!(unfit, Err(TlsError::Unfit { .. })));
    assert!(talk(&thief, server.pin).await.is_err());
}

#[test]
fn the_pin_outlives_a_restart_and_a_new_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let first = fresh(folder.path());
    let again = fresh(folder.path());
    assert_eq!((again.pin, &again.certificate), (first.pin, &first.certificate));
    std::fs::remove_file(folder.path().join("tls/cert.pem")).unwrap();
    let renewed = fresh(folder.path());
    assert_eq!(renewed.pin, first.pin);
    assert_ne!(renewed.certificate, first.certificate);
    let pair = super::read_pair(&folder.path().join("tls/key.pem")).unwrap();
    let spki = rcgen::PublicKeyData::subject_public_key_info(&pair);
    assert_eq!(Hash::of(&spki), first.pin);
}

#[test]
fn keys_are_the_owners_alone_and_stay_so() {
    let folder = tempfile::tempdir().unwrap();
    let tls = folder.path().join("tls");
    std::fs::create_dir(&tls).unwrap();
    std::fs::write(tls.join("key.new"), "left by a crash, readable by all").unwrap();
    fresh(folder.path());
    let key = tls.join("key.pem");
    let mode = |file: &Path| file.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&key), mode(&tls.join("cert.pem"))), (0o600, 0o600));
    std::fs::set_permissions(&key, Permissions::from_mode(0o644)).unwrap();
    assert!(matches!(own(folder.path(), &[]), Err(TlsError::Exposed { .. })));
}

#[test]
fn a_bad_or_missing_file_is_refused_by_name_and_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    fresh(folder.path());
    let (cert, key) = (folder.path().join("tls/cert.pem"), folder.path().join("tls/key.pem"));
    let good = std::fs::read(&key).unwrap();
    std::fs::write(&key, "rubbish").unwrap();
    let error = own(folder.path(), &[]).unwrap_err();
    assert!(error.to_string().contains("key.pem"), "{error}");
    std::fs::remove_file(&key).unwrap();
    assert!(matches!(own(folder.path(), &[]), Err(TlsError::NoKey { .. })));
    super::put(&key, std::str::from_utf8(&good).unwrap()).unwrap();
    for rubbish in ["", "rubbish", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
    {
        std::fs::write(&cert, rubbish).unwrap();
        let error = own(folder.path(), &[]).unwrap_err();
        assert!(error.to_string().contains("cert.pem"), "{error}");
        assert_eq!(std::fs::read_to_string(&cert).unwrap(), rubbish);
    }
}
