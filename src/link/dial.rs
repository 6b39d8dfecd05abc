//! From an address to a seat: TCP, TLS, websocket, challenge, hello, welcome.
//!
//! The addresses are tried in order. Each step has its deadline, and every way in which it can fail
//! is a sentence that names the address.

mod broken;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures_util::{SinkExt as _, StreamExt as _};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::http::header::SEC_WEBSOCKET_PROTOCOL;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};
use warroom_register::limits::HELLO_SECONDS_MAX;
use warroom_register::protocol::{
    self, ClientMessage, Door, Hello, SOCKET_PATH, SUBPROTOCOL, SeatEnd, ServerMessage, VERSION,
    proof_bytes,
};
use warroom_register::{Handle, Hash, IncidentId, Seq, Shown};

pub(in crate::link) use self::broken::{broke, closed};
use super::pin;
use crate::machine::Machine;
use crate::trouble::{Trouble, as_told, said};

/// How it begins where no address gave an answer.
pub(crate) const UNREACHED: &str = "the server cannot be reached";
/// How it begins where a server answered, and it was not the one that is meant.
pub(crate) const OTHER: &str = "another server answers";
/// What is said of the address where it did.
const OTHER_KEY: &str = "its fingerprint differs from the one that is meant";
/// Of a server that says nothing, for as long as it is listened to.
const SILENT: &str = "it does not answer";
/// From the first packet to a connection, in seconds.
const CONNECT_SECONDS_MAX: u64 = 3;
/// From the connection to a welcome, in seconds.
const WELCOME_SECONDS_MAX: u64 = 10;
/// One message of the server, in bytes: a batch of history.
pub(super) const MESSAGE_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Read buffer of a connection, in bytes.
const READ_BUFFER_BYTES: usize = 16 * 1024;
/// What may wait to be written, in bytes.
const WRITE_BUFFER_BYTES_MAX: usize = 1024 * 1024;

/// How an address becomes a stream of bytes.
pub(crate) trait Road: Send + Sync + 'static {
    /// The bytes.
    type Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static;

    /// Goes there; the sentence says why not, without the address.
    fn reach(&self, address: &str) -> impl Future<Output = Result<Self::Stream, String>> + Send;

    /// This way to the server of another pin, where a room may have moved to.
    fn toward(&self, _pin: Hash) -> Result<Self, String>
    where
        Self: Sized,
    {
        Err("this way leads to one server alone".into())
    }

    /// The clock on the wall of the machine at this end.
    fn wall(&self) -> SystemTime {
        SystemTime::now()
    }
}

/// What a client has of a journal.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Held {
    /// A record of it, and the hash of its line.
    pub(crate) after: Seq,
    pub(crate) hash: Option<Hash>,
    /// The last record, if that is another one: said to a server that has less.
    pub(crate) holds: Option<Seq>,
    /// There is no line of what lies behind `after`, or of that: this machine was told of it.
    pub(crate) told: bool,
    /// Of which incident.
    pub(crate) of: Option<IncidentId>,
}

impl From<(Seq, Option<Hash>)> for Held {
    fn from((after, hash): (Seq, Option<Hash>)) -> Self {
        Self { after, hash, holds: None, told: false, of: None }
    }
}

/// TCP, and TLS with the one server of a pin.
pub(crate) struct Pinned(TlsConnector);

/// Who asks for a seat, and how it is proven.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// As whom.
    pub(crate) handle: Handle,
    /// The key of this machine's user.
    pub(crate) machine: Arc<Machine>,
    /// The server that is meant.
    pub(crate) pin: Hash,
    /// By which right.
    pub(crate) door: Door,
    /// A person looks at a screen.
    pub(crate) screen: bool,
    /// The handle was never used from here: it may be somebody else's.
    pub(crate) unsure: bool,
}

/// A server let this client in.
#[derive(Clone, Debug)]
pub(crate) struct Welcome {
    /// What it said.
    pub(crate) said: protocol::Welcome,
    /// The address at which it was said.
    pub(crate) at: String,
}

/// Why there is no seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoSeat {
    /// No server was reached, or what answered is none.
    Unreached(String),
    /// The server said no.
    Denied {
        /// How.
        end: SeatEnd,
        /// Its sentence.
        why: String,
    },
    /// The server has less than this client, who may come again and say what it holds there.
    Compare {
        /// The last record of the server.
        at: Seq,
        /// Its sentence.
        why: String,
    },
}

impl NoSeat {
    /// Whether this came of a machine that stood still for a moment, here or there: the server shows out
    /// whoever says nothing for so long, and has no words for it before they are in. Whoever looks at a
    /// screen is connected again soon; a script asks once.
    fn stood_still(&self, began: Instant) -> bool {
        let late = began.elapsed() >= Duration::from_secs(HELLO_SECONDS_MAX);
        match self {
            Self::Unreached(why) => late && why != SILENT,
            Self::Denied { end, .. } => late && *end == SeatEnd::Silent,
            Self::Compare { .. } => false,
        }
    }
}

impl From<NoSeat> for Trouble {
    fn from(no: NoSeat) -> Self {
        match no {
            NoSeat::Unreached(why) => Self::Unreachable(why),
            NoSeat::Denied { end, why } if end.passes() => Self::Unreachable(why),
            NoSeat::Denied { why, .. } | NoSeat::Compare { why, .. } => Self::Refused(why),
        }
    }
}

impl Pinned {
    /// The way to the server of this pin, and to no other.
    pub(crate) fn new(pin: Hash) -> Result<Self, Trouble> {
        let config = pin::config(pin);
        let config = config.map_err(|e| Trouble::Refused(format!("TLS cannot be set up: {e}")))?;
        Ok(Self(TlsConnector::from(Arc::new(config))))
    }

    async fn tls(&self, address: &str) -> Result<TlsStream<TcpStream>, String> {
        let tcp = TcpStream::connect(address).await.map_err(|e| unreached(&e, address))?;
        tcp.set_nodelay(true).map_err(|e| said(&e))?;
        let host = host_of(address).to_owned();
        let name = ServerName::try_from(host).map_err(|_bad| "this is no name of a host")?;
        self.0.connect(name, tcp).await.map_err(|e| {
            if pin::is_other_server(&e) {
                return OTHER_KEY.to_owned();
            }
            format!("no safe connection: {}", said(&e))
        })
    }
}

impl Road for Pinned {
    type Stream = TlsStream<TcpStream>;

    async fn reach(&self, address: &str) -> Result<Self::Stream, String> {
        timeout(Duration::from_secs(CONNECT_SECONDS_MAX), self.tls(address))
            .await
            .unwrap_or_else(|_elapsed| Err("there is no answer".into()))
    }

    fn toward(&self, pin: Hash) -> Result<Self, String> {
        Self::new(pin).map_err(|e| e.to_string())
    }
}

/// A seat at the first of these addresses that gives one.
pub(crate) async fn call<R: Road>(
    road: &R,
    addresses: &[String],
    caller: &Caller,
    held: impl Into<Held>,
) -> Result<(WebSocketStream<R::Stream>, Welcome), NoSeat> {
    let held = held.into();
    let mut unreached = Vec::new();
    for address in addresses {
        let mut once_more = !caller.screen;
        let seat = loop {
            let began = Instant::now();
            let seat = seat_at(road, address, caller, held).await;
            let stood_still = seat.as_ref().is_err_and(|no| no.stood_still(began));
            if !(stood_still && std::mem::take(&mut once_more)) {
                break seat;
            }
        };
        match seat {
            Err(NoSeat::Unreached(why)) => {
                unreached.push(format!("{}: {why}", Shown::line(address, 80)));
            }
            settled => return settled,
        }
    }
    if unreached.is_empty() {
        return Err(NoSeat::Unreached(
            "no address of this server is known: ask for an invite".into(),
        ));
    }
    let other = unreached.iter().any(|why| why.ends_with(OTHER_KEY));
    let begins = if other { OTHER } else { UNREACHED };
    let at = if unreached.len() == 1 { " at" } else { "." };
    Err(NoSeat::Unreached(format!("{begins}{at} {}", unreached.join("; "))))
}

/// A seat at one address.
async fn seat_at<R: Road>(
    road: &R,
    address: &str,
    caller: &Caller,
    held: Held,
) -> Result<(WebSocketStream<R::Stream>, Welcome), NoSeat> {
    let stream = road.reach(address).await.map_err(NoSeat::Unreached)?;
    let deadline = Duration::from_secs(WELCOME_SECONDS_MAX);
    let seat = timeout(deadline, take_seat(stream, address, caller, held)).await;
    seat.unwrap_or_else(|_elapsed| Err(NoSeat::Unreached(SILENT.into())))
}

async fn take_seat<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    address: &str,
    caller: &Caller,
    Held { after, hash: after_hash, holds, told, of }: Held,
) -> Result<(WebSocketStream<S>, Welcome), NoSeat> {
    let mut socket = upgrade(stream, address).await.map_err(NoSeat::Unreached)?;
    let ServerMessage::Challenge { version, nonce } = hear(&mut socket).await? else {
        return Err(NoSeat::Unreached("what answers is no warroom".into()));
    };
    if version != VERSION {
        let why = format!(
            "the server speaks version {version} of the protocol and this warroom {VERSION}: \
             update the older of the two"
        );
        return Err(NoSeat::Denied { end: SeatEnd::Version, why });
    }
    let hello = ClientMessage::Hello(Hello {
        version: VERSION,
        handle: caller.handle,
        key: caller.machine.public(),
        proof: caller.machine.sign(&proof_bytes(&nonce, &caller.pin)),
        door: caller.door.clone(),
        after,
        after_hash,
        holds,
        told,
        of,
        screen: caller.screen,
        zstd: !is_loopback(address),
        unsure: caller.unsure,
    });
    socket.send(Message::text(hello.frame())).await.map_err(|e| NoSeat::Unreached(broke(&e)))?;
    match hear(&mut socket).await? {
        ServerMessage::Welcome(said) => Ok((socket, Welcome { said, at: address.to_owned() })),
        ServerMessage::Compare { at, why } => Err(NoSeat::Compare { at, why: as_told(&why) }),
        ServerMessage::Denied { end, why } => {
            let why = as_told(&why);
            Err(NoSeat::Denied { end, why })
        }
        _ => Err(NoSeat::Unreached("it spoke out of turn".into())),
    }
}

async fn upgrade<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    address: &str,
) -> Result<WebSocketStream<S>, String> {
    let url = format!("wss://{address}{SOCKET_PATH}");
    let mut request = url.into_client_request().map_err(|e| broke(&e))?;
    let protocol = HeaderValue::from_static(SUBPROTOCOL);
    request.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, protocol);
    let upgraded = client_async_with_config(request, stream, Some(config())).await;
    upgraded.map(|(socket, _)| socket).map_err(|e| broke(&e))
}

/// How this client's websockets are.
pub(super) fn config() -> WebSocketConfig {
    WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(0)
        .max_write_buffer_size(WRITE_BUFFER_BYTES_MAX)
        .max_message_size(Some(MESSAGE_BYTES_MAX))
        .max_frame_size(Some(MESSAGE_BYTES_MAX))
}

/// The next message of the server that is JSON.
async fn hear<S: AsyncRead + AsyncWrite + Unpin>(
    socket: &mut WebSocketStream<S>,
) -> Result<ServerMessage, NoSeat> {
    loop {
        match socket.next().await {
            Some(Ok(Message::Text(text))) => {
                return serde_json::from_str(&text)
                    .map_err(|_odd| NoSeat::Unreached("what answers is no warroom".into()));
            }
            Some(Ok(Message::Close(frame))) => return Err(closed(frame.as_ref())),
            Some(Ok(_)) => {}
            Some(Err(e)) => return Err(NoSeat::Unreached(broke(&e))),
            None => return Err(NoSeat::Unreached("it closed the connection".into())),
        }
    }
}

fn unreached(error: &std::io::Error, address: &str) -> String {
    // The resolver's errors have no kind of their own.
    let named = host_of(address).parse::<std::net::IpAddr>().is_err();
    match error.raw_os_error() {
        None if named => "this name is not known here".into(),
        Some(_) | None => said(error),
    }
}

/// The host in `HOST:PORT`, without the brackets of IPv6.
fn host_of(address: &str) -> &str {
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
    host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host)
}

/// On one machine, packing costs more than it saves.
fn is_loopback(address: &str) -> bool {
    let host = host_of(address);
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
