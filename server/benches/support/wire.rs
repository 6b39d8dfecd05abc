//! How the generator reaches a server: TCP, TLS where asked, WebSocket; and the marks in its frames.
//!
//! Checks no certificate: it speaks to a child of this bench over loopback, and what is measured
//! is the server. Signatures of the handshake are checked, so its cost is a client's.

use std::net::SocketAddr;
use std::sync::Arc;

use rustls::client::Resumption;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{
    WebPkiSupportedAlgorithms, ring, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpSocket, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

/// Whatever went wrong in a bench: it ends the run and is printed.
pub(crate) type Trouble = Box<dyn std::error::Error + Send + Sync>;

/// One read takes a burst of 50 lines, and 1,000 seats still fit in 16 MiB.
const READ_BYTES: usize = 16 * 1024;

/// A reference's line, its newline not counted: as long as a record of ours with 120 characters of
/// text.
pub(crate) const LINE_BYTES: usize = 389;

/// Digits between the two `~` of a mark.
const MARK_DIGITS: usize = 8;
/// What the kernel takes in for somebody who reads nothing, in bytes.
const NARROW_BYTES: u32 = 4 * 1024;
const MARK_BYTES: usize = MARK_DIGITS + 2;

/// An open seat, plain or not.
pub(crate) type Socket = WebSocketStream<Box<dyn Wire>>;

/// Bytes both ways.
pub(crate) trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// Where a server listens and how it is spoken to there.
#[derive(Clone)]
pub(crate) struct Door {
    address: SocketAddr,
    tls: Option<TlsConnector>,
    narrow: bool,
}

impl Door {
    pub(crate) fn new(address: SocketAddr, tls: bool) -> Result<Self, Trouble> {
        let tls = if tls { Some(TlsConnector::from(Arc::new(trusting()?))) } else { None };
        Ok(Self { address, tls, narrow: false })
    }

    /// The same door for somebody whose kernel takes in next to nothing for them.
    pub(crate) fn narrow(&self) -> Self {
        Self { narrow: true, ..self.clone() }
    }

    /// A request for `path`, to which a peer may add headers.
    pub(crate) fn request(&self, path: &str) -> Result<Request, Trouble> {
        let scheme = if self.tls.is_some() { "wss" } else { "ws" };
        Ok(format!("{scheme}://{}{path}", self.address).into_client_request()?)
    }

    /// Connects, to where the WebSocket is open.
    pub(crate) async fn open(&self, request: Request) -> Result<Socket, Trouble> {
        let tcp = if self.narrow {
            let tcp = TcpSocket::new_v4()?;
            tcp.set_recv_buffer_size(NARROW_BYTES)?;
            tcp.connect(self.address).await?
        } else {
            TcpStream::connect(self.address).await?
        };
        tcp.set_nodelay(true)?;
        let wire: Box<dyn Wire> = match &self.tls {
            Some(tls) => Box::new(tls.connect(ServerName::try_from("localhost")?, tcp).await?),
            None => Box::new(tcp),
        };
        let config = WebSocketConfig::default().read_buffer_size(READ_BYTES);
        let (socket, _response) = client_async_with_config(request, wire, Some(config)).await?;
        Ok(socket)
    }
}

/// The mark of an entry, to stand once in its line: `~00001234~`.
pub(crate) fn mark(entry: u64) -> String {
    format!("~{entry:0MARK_DIGITS$}~")
}

/// The entries whose marks stand in a frame, in order.
///
/// Nothing is decoded: lines of one frame are nearly always equally long, so the next mark is
/// looked for first at the distance of the last two.
pub(crate) struct Marks<'a> {
    frame: &'a [u8],
    /// Where to search on.
    from: usize,
    last: Option<usize>,
    /// Where the next one ought to stand.
    guess: Option<usize>,
}

impl<'a> Marks<'a> {
    pub(crate) fn of(frame: &'a [u8]) -> Self {
        Self { frame, from: 0, last: None, guess: None }
    }

    fn guessed(&self) -> Option<(usize, u64)> {
        let at = self.guess?;
        Some((at, mark_at(self.frame, at)?))
    }

    fn searched(&self) -> Option<(usize, u64)> {
        let mut from = self.from;
        loop {
            let at = from + self.frame.get(from..)?.iter().position(|byte| *byte == b'~')?;
            if let Some(entry) = mark_at(self.frame, at) {
                return Some((at, entry));
            }
            from = at + 1;
        }
    }
}

impl Iterator for Marks<'_> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        let (at, entry) = self.guessed().or_else(|| self.searched())?;
        self.guess = self.last.map(|last| at + (at - last));
        self.last = Some(at);
        self.from = at + MARK_BYTES;
        Some(entry)
    }
}

fn mark_at(frame: &[u8], at: usize) -> Option<u64> {
    match frame.get(at..at + MARK_BYTES)? {
        [b'~', digits @ .., b'~'] => number(digits),
        _ => None,
    }
}

fn number(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0, |number, digit| {
        digit.is_ascii_digit().then(|| number * 10 + u64::from(digit - b'0'))
    })
}

/// No resumption: each seat is another machine and shakes hands in full.
fn trusting() -> Result<ClientConfig, Trouble> {
    let provider = Arc::new(ring::default_provider());
    let anyone = Anyone { algorithms: provider.signature_verification_algorithms };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(anyone))
        .with_no_client_auth();
    config.resumption = Resumption::disabled();
    Ok(config)
}

/// Takes any certificate.
#[derive(Debug)]
struct Anyone {
    algorithms: WebPkiSupportedAlgorithms,
}

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
