//! A client for tests: it checks the chain of all it is given, and waits for states.

use futures_util::{SinkExt as _, StreamExt as _};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, duplex};
use tokio::net::TcpSocket;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};
use uuid::Uuid;
use warroom_register::protocol::{
    Asked, ClientMessage, Door, Hello, SOCKET_PATH, SUBPROTOCOL, SeatEnd, ServerMessage, VERSION,
    Welcome, holds_records, proof_bytes,
};
use warroom_register::words::EntryKind;
use warroom_register::{
    Bytes, Chain, Command, CommandId, Event, Handle, Hash, IncidentId, InviteLink, Label, NewEntry,
    PublicKey, Record, Seq, Signature, Title,
};

use crate::Server;
use crate::accept::{DoorLimits, Strangers};
use crate::seat::Visitor;
use crate::socket::serve;

/// Longer than anything takes; a test that reaches it hangs.
const HANG: Duration = Duration::from_secs(20);

/// Somebody with a key of their own.
pub(super) struct Person {
    pub(super) handle: Handle,
    pair: Ed25519KeyPair,
}

impl Person {
    pub(super) fn new(handle: &str) -> Self {
        Self::with_seed(handle, 1)
    }

    pub(super) fn with_seed(handle: &str, seed: u8) -> Self {
        let seed = Hash::of(&[handle.as_bytes(), &[seed]].concat());
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed.0).unwrap();
        Self { handle: handle.parse().unwrap(), pair }
    }

    /// The same handle, said by another's key.
    pub(super) fn with_key_of(self, handle: &str, seed: u8) -> Self {
        Self { handle: self.handle, ..Self::with_seed(handle, seed) }
    }

    pub(super) fn key(&self) -> PublicKey {
        Bytes(self.pair.public_key().as_ref().try_into().unwrap())
    }

    fn proof(&self, nonce: &Bytes<32>, pin: &Hash) -> Signature {
        let signed = self.pair.sign(&proof_bytes(nonce, pin));
        Bytes(signed.as_ref().try_into().unwrap())
    }
}

/// How a client was sent away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Away {
    pub(super) code: u16,
    pub(super) why: String,
    pub(super) end: Option<SeatEnd>,
}

/// What a hello says beside who and where.
#[expect(clippy::struct_excessive_bools, reason = "each is said for itself on the wire")]
pub(super) struct Manner {
    pub(super) version: u32,
    pub(super) after: Option<Chain>,
    /// Where its copy ends, if that is further.
    pub(super) holds: Option<Chain>,
    /// It has no line of it, and was told of it.
    pub(super) told: bool,
    /// Of this incident.
    pub(super) of: Option<IncidentId>,
    pub(super) screen: bool,
    pub(super) zstd: bool,
    pub(super) pin: Hash,
    /// Its handle may be somebody else's.
    pub(super) unsure: bool,
}

impl Default for Manner {
    fn default() -> Self {
        let (version, pin) = (VERSION, Hash::default());
        let (after, holds, told, of) = (None, None, false, None);
        let (screen, zstd, unsure) = (true, false, false);
        Self { version, after, holds, told, of, screen, zstd, pin, unsure }
    }
}

/// Bytes both ways.
pub(super) trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// One connection.
pub(super) struct Client {
    ws: WebSocketStream<Box<dyn Wire>>,
    pub(super) chain: Option<Chain>,
    pub(super) records: Vec<Record>,
    pub(super) words: Vec<ServerMessage>,
    pub(super) closed: Option<(u16, String)>,
    pub(super) messages: usize,
    pub(super) packed: usize,
    pub(super) pongs: usize,
}

impl Client {
    /// A websocket on which nothing was said yet.
    pub(super) async fn connect(server: &Server) -> Self {
        Self::connect_with(server, None).await
    }

    /// The same, with a kernel that buffers little for it.
    pub(super) async fn connect_with(server: &Server, buffer: Option<u32>) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        if let Some(bytes) = buffer {
            socket.set_recv_buffer_size(bytes).unwrap();
        }
        let tcp = socket.connect(server.address()).await.unwrap();
        let wire: Box<dyn Wire> = match server.certificate() {
            Some(certificate) => {
                let name = ServerName::try_from("localhost").unwrap();
                Box::new(trusting(certificate).connect(name, tcp).await.unwrap())
            }
            None => Box::new(tcp),
        };
        let url = format!("ws://{}{SOCKET_PATH}", server.address());
        let mut request = url.into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert("sec-websocket-protocol", SUBPROTOCOL.parse().unwrap());
        let opened = client_async_with_config(request, wire, Some(config())).await;
        Self::of(opened.unwrap().0)
    }

    /// A websocket as if from another machine.
    pub(super) async fn from_afar(server: &Server) -> Self {
        let (here, there) = duplex(16 * 1024);
        let slot = Strangers::new(DoorLimits::default());
        let address = [192, 0, 2, 1].into();
        let stranger = slot.meet(address).await.unwrap();
        let visitor = Visitor { stranger, loopback: false, address: [192, 0, 2, 1].into() };
        let taken = std::future::ready(Some((there, Vec::new())));
        tokio::spawn(serve(taken, Arc::clone(server.house()), visitor));
        let wire: Box<dyn Wire> = Box::new(here);
        Self::of(WebSocketStream::from_raw_socket(wire, Role::Client, Some(config())).await)
    }

    fn of(ws: WebSocketStream<Box<dyn Wire>>) -> Self {
        let (records, words) = (Vec::new(), Vec::new());
        let (messages, packed) = (0, 0);
        Self { ws, chain: None, records, words, closed: None, messages, packed, pongs: 0 }
    }

    pub(super) async fn join(
        server: &Server,
        person: &Person,
        link: &InviteLink,
    ) -> Result<Self, Away> {
        let token = link.token;
        let door = match link.incident {
            Some(incident) => Door::Invite { incident, token },
            None => Door::Enrol { token },
        };
        Self::enter(server, person, door, Manner::default()).await
    }

    pub(super) async fn back(server: &Server, person: &Person, label: Label) -> Result<Self, Away> {
        let door = Door::Key { incident: Some(label) };
        Self::enter(server, person, door, Manner::default()).await
    }

    pub(super) async fn lobby(server: &Server, person: &Person) -> Result<Self, Away> {
        Self::enter(server, person, Door::Key { incident: None }, Manner::default()).await
    }

    /// Says hello and waits for the welcome.
    pub(super) async fn enter(
        server: &Server,
        person: &Person,
        door: Door,
        manner: Manner,
    ) -> Result<Self, Away> {
        Self::connect(server).await.hello(person, door, manner).await
    }

    /// Says hello on a connection that is open, and waits for the welcome.
    pub(super) async fn hello(
        mut self,
        person: &Person,
        door: Door,
        manner: Manner,
    ) -> Result<Self, Away> {
        let nonce = self.nonce().await;
        self.chain = manner.holds.or(manner.after);
        self.send(ClientMessage::Hello(Hello {
            version: manner.version,
            handle: person.handle,
            key: person.key(),
            proof: person.proof(&nonce, &manner.pin),
            door,
            after: manner.after.map_or(Seq(0), |chain| chain.head),
            after_hash: manner.after.map(|chain| chain.hash),
            holds: manner.holds.map(|chain| chain.head),
            told: manner.told,
            of: manner.of,
            screen: manner.screen,
            zstd: manner.zstd,
            unsure: manner.unsure,
        }))
        .await;
        self.wait(|it| it.closed.is_some() || it.welcome().is_some()).await;
        match self.away() {
            Some(away) => Err(away),
            None => Ok(self),
        }
    }

    pub(super) async fn nonce(&mut self) -> Bytes<32> {
        self.wait(|it| !it.words.is_empty()).await;
        match self.words.remove(0) {
            ServerMessage::Challenge { nonce, .. } => nonce,
            other => panic!("first came {other:?}"),
        }
    }

    pub(super) fn welcome(&self) -> Option<&ServerMessage> {
        self.words.iter().find(|word| matches!(word, ServerMessage::Welcome(_)))
    }

    /// How it was sent away, if it was.
    pub(super) fn away(&self) -> Option<Away> {
        let (code, reason) = self.closed.clone()?;
        let denied = self.words.iter().find_map(|word| match word {
            ServerMessage::Denied { end, why } => Some((*end, why.clone())),
            _ => None,
        });
        let compares = self.words.iter().find_map(|word| match word {
            ServerMessage::Compare { why, .. } => Some(why.clone()),
            _ => None,
        });
        let reason = compares.unwrap_or(reason);
        let why = denied.as_ref().map_or(reason, |(_, why)| why.clone());
        Some(Away { code, why, end: denied.map(|(end, _)| end) })
    }

    /// Waits until the server closes, and says how.
    pub(super) async fn ended(&mut self) -> Away {
        self.wait(|it| it.closed.is_some()).await;
        self.away().unwrap()
    }

    pub(super) async fn send(&mut self, message: ClientMessage) {
        self.ws.send(Message::text(message.frame())).await.unwrap();
    }

    pub(super) async fn send_raw(&mut self, message: Message) {
        self.ws.send(message).await.unwrap();
    }

    /// Asks, and gives the id it was asked under.
    /// Sends these bytes below any message, and is gone.
    pub(super) async fn breaks_off(mut self, bytes: &[u8]) {
        tokio::io::AsyncWriteExt::write_all(self.ws.get_mut(), bytes).await.unwrap();
    }

    pub(super) async fn ask(&mut self, command: Command) -> CommandId {
        let asked = asked(command);
        let id = asked.id;
        self.send(ClientMessage::Ask(asked)).await;
        id
    }

    /// Asks, and waits for the record.
    pub(super) async fn record(&mut self, command: Command) -> Seq {
        let id = self.ask(command).await;
        self.wait(|it| it.recorded(id).is_some() || it.refused(id).is_some()).await;
        assert_eq!(self.refused(id), None);
        self.recorded(id).unwrap()
    }

    pub(super) fn recorded(&self, id: CommandId) -> Option<Seq> {
        self.records.iter().find(|record| record.command == id).map(|record| record.seq)
    }

    pub(super) fn refused(&self, id: CommandId) -> Option<&str> {
        self.words.iter().find_map(|word| match word {
            ServerMessage::Refused { command, why } if *command == id => Some(why.as_str()),
            _ => None,
        })
    }

    pub(super) fn already(&self, id: CommandId) -> Option<Seq> {
        self.words.iter().find_map(|word| match word {
            ServerMessage::Already { command, seq } if *command == id => Some(*seq),
            _ => None,
        })
    }

    pub(super) fn head(&self) -> Seq {
        self.chain.map_or(Seq(0), |chain| chain.head)
    }

    pub(super) fn has(&self, wanted: impl Fn(&Event) -> bool) -> bool {
        self.records.iter().any(|record| wanted(&record.event))
    }

    /// How often the server said that it lives.
    pub(super) fn beats(&self) -> usize {
        self.words.iter().filter(|word| matches!(word, ServerMessage::Beat { .. })).count()
    }

    /// Reads until this holds.
    pub(super) async fn wait(&mut self, holds: impl Fn(&Self) -> bool) {
        let waiting = async {
            while !holds(self) {
                assert!(self.closed.is_none(), "closed before: {:?}", self.away());
                self.read().await;
            }
        };
        timeout(HANG, waiting).await.expect("it never came to hold");
    }

    /// Reads one message.
    pub(super) async fn read(&mut self) {
        match self.ws.next().await {
            Some(Ok(Message::Text(text))) => self.take(&text),
            Some(Ok(Message::Binary(packed))) => {
                self.packed += 1;
                let text = zstd::bulk::decompress(&packed, 64 << 20).unwrap();
                self.take(&Utf8Bytes::try_from(text).unwrap());
            }
            Some(Ok(Message::Close(frame))) => {
                let frame = frame.unwrap();
                self.closed = Some((frame.code.into(), frame.reason.to_string()));
            }
            Some(Ok(Message::Pong(_))) => self.pongs += 1,
            Some(Ok(_)) => {}
            other => panic!("the connection broke: {other:?}"),
        }
    }

    fn take(&mut self, text: &str) {
        self.messages += 1;
        if !holds_records(text) {
            let word = serde_json::from_str(text).unwrap();
            if let ServerMessage::Welcome(Welcome { header: Some(header), .. }) = &word {
                self.chain.get_or_insert_with(|| Chain::begin(header));
            }
            return self.words.push(word);
        }
        for line in text.split('\n') {
            let chain = self.chain.as_mut().expect("records come after the welcome");
            self.records.push(chain.read(line).unwrap());
        }
    }
}

fn config() -> WebSocketConfig {
    WebSocketConfig::default().max_frame_size(None).max_message_size(None)
}

fn trusting(certificate: &str) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.unwrap().with_root_certificates(roots).with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

pub(super) fn asked(command: Command) -> Asked {
    Asked::new(CommandId(Uuid::now_v7()), command)
}

pub(super) fn title(text: &str) -> Title {
    Title::try_from(text.to_owned()).unwrap()
}

/// Somebody saw something.
pub(super) fn saw(text: &str) -> Command {
    written(EntryKind::Observation, text)
}

pub(super) fn written(kind: EntryKind, text: &str) -> Command {
    NewEntry::of(kind, text).write()
}
