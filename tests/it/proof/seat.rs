//! A client for proofs: it asks in order, sends again what is not settled, checks the chain of all
//! it is given, and writes down everything (`history`). No screen, no outbox on disk: it never dies.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::{SinkExt as _, StreamExt as _};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};
use uuid::Uuid;
use warroom_register::protocol::{
    Asked, ClientMessage, Door, Hello, Lack, SOCKET_PATH, SUBPROTOCOL, SeatEnd, ServerMessage,
    VERSION, Welcome, holds_records, proof_bytes,
};
use warroom_register::words::EntryKind;
use warroom_register::{Bytes, Chain, Command, CommandId, Handle, Hash, InviteLink, NewEntry, Seq};

use super::history::{Line, Moment, Notes};
use super::pin;

/// Commands under way, as the real link has them.
const UNDER_WAY_MAX: usize = 8;
/// From the first packet to the welcome.
const ENTERING: Duration = Duration::from_secs(20);

/// A connection to a server.
pub(crate) type Socket = WebSocketStream<TlsStream<TcpStream>>;

/// Why a connection ended, as far as anybody said.
pub(crate) type Ended = String;

/// Somebody who writes, across as many connections as it takes.
pub(crate) struct Writer {
    pub(crate) who: Handle,
    pair: Ed25519KeyPair,
    invite: InviteLink,
    pub(crate) notes: Notes,
    pub(crate) chain: Option<Chain>,
    waiting: VecDeque<Waiting>,
    written: usize,
    /// It writes no more than this.
    pub(crate) most: usize,
    /// Commands that it has under way at once.
    pub(crate) under_way: usize,
    /// What it writes is longer by so many bytes.
    pub(crate) padding: usize,
    /// Who else is told of each line it sees.
    pub(crate) witness: Option<Arc<Witness>>,
    /// Large batches come under zstd, where the server sees that it is far.
    pub(crate) zstd: bool,
    /// Why its last refused entry was refused.
    pub(crate) refusal: Option<String>,
    /// What it was told last that the server cannot do.
    pub(crate) lacks: Vec<Lack>,
    /// How far it says that its copy reaches.
    pub(crate) holds: Option<Seq>,
    /// What its last hello was answered.
    pub(crate) answer: Option<ServerMessage>,
}

/// What was seen on any screen, and how far the record of the disk was then.
#[derive(Debug)]
pub(crate) struct Witness {
    record: PathBuf,
    seen: Mutex<BTreeMap<Seq, (u64, String)>>,
}

impl Witness {
    /// Looks at this record.
    pub(crate) fn of(record: &Path) -> Self {
        Self { record: record.to_owned(), seen: Mutex::default() }
    }

    /// Somebody sees this line now.
    pub(crate) fn sees(&self, seq: Seq, line: &str) {
        let place = std::fs::metadata(&self.record).unwrap().len();
        self.seen.lock().unwrap().entry(seq).or_insert_with(|| (place, line.to_owned()));
    }

    /// All that was seen: where the record of the disk was then, and the line.
    pub(crate) fn seen(&self) -> BTreeMap<Seq, (u64, String)> {
        self.seen.lock().unwrap().clone()
    }
}

struct Waiting {
    asked: Asked,
    sent: bool,
}

/// TCP and TLS with the server of this pin.
pub(crate) async fn secure(address: &str, pin: Hash) -> Result<TlsStream<TcpStream>, Ended> {
    let tcp = TcpStream::connect(address).await.map_err(|e| e.to_string())?;
    secure_over(tcp, pin).await
}

/// The same over a connection that is there.
pub(crate) async fn secure_over(tcp: TcpStream, pin: Hash) -> Result<TlsStream<TcpStream>, Ended> {
    tcp.set_nodelay(true).map_err(|e| e.to_string())?;
    let config = pin::config(pin).map_err(|e| e.to_string())?;
    let name = ServerName::try_from("localhost").map_err(|e| e.to_string())?;
    TlsConnector::from(Arc::new(config)).connect(name, tcp).await.map_err(|e| e.to_string())
}

/// A websocket with the server of this pin, on which nothing was said yet.
pub(crate) async fn socket(address: &str, pin: Hash) -> Result<Socket, Ended> {
    let stream = secure(address, pin).await?;
    let url = format!("wss://{address}{SOCKET_PATH}");
    let mut request = url.into_client_request().map_err(|e| e.to_string())?;
    request.headers_mut().insert("sec-websocket-protocol", SUBPROTOCOL.parse().unwrap());
    Ok(client_async(request, stream).await.map_err(|e| e.to_string())?.0)
}

/// Somebody's observation.
pub(crate) fn saw(text: &str) -> Command {
    NewEntry::of(EntryKind::Observation, text).write()
}

impl Writer {
    /// Somebody with a key of their own, who comes by this invite.
    pub(crate) fn new(who: &str, invite: &InviteLink, notes: &Notes) -> Self {
        let pair = Ed25519KeyPair::from_seed_unchecked(&Hash::of(who.as_bytes()).0).unwrap();
        let who: Handle = who.parse().unwrap();
        Self {
            who,
            pair,
            invite: invite.clone(),
            notes: notes.another(who),
            chain: None,
            waiting: VecDeque::new(),
            written: 0,
            most: usize::MAX,
            under_way: UNDER_WAY_MAX,
            padding: 0,
            witness: None,
            zstd: false,
            refusal: None,
            lacks: Vec::new(),
            holds: None,
            answer: None,
        }
    }

    /// The last record it saw.
    pub(crate) fn head(&self) -> Seq {
        self.chain.map_or(Seq(0), |chain| chain.head)
    }

    /// The same, and the hash of it.
    pub(crate) fn chain(&self) -> Option<Chain> {
        self.chain
    }

    /// Nothing waits, and it writes nothing more.
    pub(crate) fn is_done(&self) -> bool {
        self.waiting.is_empty() && self.written >= self.most
    }

    /// Writes so many more.
    pub(crate) fn more(&mut self, entries: usize) {
        self.most = self.written + entries;
    }

    /// Takes a seat at this address.
    pub(crate) async fn enter(&mut self, address: &str) -> Result<Socket, Ended> {
        let entered = timeout(ENTERING, self.hello(address)).await;
        entered.unwrap_or_else(|_late| Err("no welcome came".to_owned()))
    }

    /// Takes a seat, or says how it was sent away.
    pub(crate) async fn knock(
        &mut self,
        address: &str,
    ) -> Result<Result<Socket, (SeatEnd, String)>, Ended> {
        let entered = timeout(ENTERING, self.ask_in(address)).await;
        entered.unwrap_or_else(|_late| Err("no welcome came".to_owned()))
    }

    async fn hello(&mut self, address: &str) -> Result<Socket, Ended> {
        match self.ask_in(address).await? {
            Ok(socket) => Ok(socket),
            Err((end, why)) if end.passes() => Err(why),
            Err((end, why)) => panic!("{} is not let in: {end:?} {why}", self.who),
        }
    }

    async fn ask_in(&mut self, address: &str) -> Result<Result<Socket, (SeatEnd, String)>, Ended> {
        let pin = self.invite.pin.unwrap_or_default();
        let mut socket = socket(address, pin).await?;
        let ServerMessage::Challenge { nonce, .. } = word(&mut socket).await? else {
            return Err("no challenge came".to_owned());
        };
        let proof = self.pair.sign(&proof_bytes(&nonce, &pin));
        let token = self.invite.token;
        let door = match self.invite.incident {
            Some(incident) => Door::Invite { incident, token },
            None => Door::Enrol { token },
        };
        let hello = ClientMessage::Hello(Hello {
            version: VERSION,
            handle: self.who,
            key: Bytes(self.pair.public_key().as_ref().try_into().unwrap()),
            proof: Bytes(proof.as_ref().try_into().unwrap()),
            door,
            after: self.head(),
            after_hash: self.chain.filter(|chain| chain.head > Seq(0)).map(|chain| chain.hash),
            holds: self.holds,
            told: false,
            of: None,
            screen: true,
            zstd: self.zstd,
            unsure: false,
        });
        socket.send(Message::text(hello.frame())).await.map_err(|e| e.to_string())?;
        let answer = self.answer.insert(word(&mut socket).await?);
        match answer.clone() {
            ServerMessage::Welcome(Welcome { header, .. }) => {
                // There is none in the lobby.
                self.chain = self.chain.or_else(|| Some(Chain::begin(&header?)));
                self.waiting.iter_mut().for_each(|waiting| waiting.sent = false);
                // Whoever comes while something is lacking is told so.
                self.lacks.clear();
                Ok(Ok(socket))
            }
            ServerMessage::Denied { end, why } => Ok(Err((end, why))),
            ServerMessage::Compare { why, .. } => Ok(Err((SeatEnd::Behind, why))),
            other => panic!("{} is answered {other:?}", self.who),
        }
    }

    /// Writes and reads in one seat until it ends or there is nothing more to do.
    pub(crate) async fn sit(
        &mut self,
        socket: &mut Socket,
        enough: &AtomicBool,
    ) -> Result<(), Ended> {
        loop {
            if enough.load(Ordering::SeqCst) {
                self.most = self.written;
            }
            if self.is_done() {
                return Ok(());
            }
            self.send(socket).await?;
            // Now and then it looks whether it is enough.
            match timeout(Duration::from_millis(50), socket.next()).await {
                Ok(frame) => self.take(frame)?,
                Err(_quiet) => {}
            }
        }
    }

    /// Writes until it is enough and all is settled, at whatever address there is just then.
    pub(crate) async fn work(&mut self, address: impl Fn() -> String, enough: &AtomicBool) {
        while !self.is_done() {
            if enough.load(Ordering::SeqCst) {
                self.most = self.written;
            }
            match self.enter(&address()).await {
                Ok(mut socket) => drop(self.sit(&mut socket, enough).await),
                Err(_down) => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    }

    /// Reads in one seat until what it was told of the server's state is as wanted; how long that
    /// took.
    pub(crate) async fn told(
        &mut self,
        socket: &mut Socket,
        wanted: impl Fn(&[Lack]) -> bool,
    ) -> Duration {
        let since = Instant::now();
        while !wanted(&self.lacks) {
            let frame = timeout(ENTERING, socket.next()).await.expect("it was never told");
            self.take(frame).unwrap();
        }
        since.elapsed()
    }

    /// Reads in one seat until the record of this place is seen.
    pub(crate) async fn read_to(&mut self, socket: &mut Socket, head: Seq) -> Result<(), Ended> {
        while self.head() < head {
            let frame = socket.next().await;
            self.take(frame)?;
        }
        Ok(())
    }

    /// Asks this next.
    pub(crate) fn ask(&mut self, command: Command) {
        let asked = Asked::new(CommandId(Uuid::now_v7()), command);
        self.waiting.push_back(Waiting { asked, sent: false });
    }

    /// Sends what waits, and reads until all of it is settled.
    pub(crate) async fn settled(&mut self, socket: &mut Socket) -> Result<(), Ended> {
        while !self.is_done() {
            self.send(socket).await?;
            let frame = timeout(ENTERING, socket.next()).await;
            self.take(frame.map_err(|_late| "it was not answered".to_owned())?)?;
        }
        Ok(())
    }

    /// Sends what waits and, where there is room, something new.
    pub(crate) async fn send(&mut self, socket: &mut Socket) -> Result<(), Ended> {
        while self.waiting.len() < self.under_way && self.written < self.most {
            let words = format!("{} {}{}", self.who, self.written, ".".repeat(self.padding));
            self.written += 1;
            self.ask(saw(&words));
        }
        for waiting in self.waiting.iter_mut().filter(|waiting| !waiting.sent) {
            let asked = waiting.asked.clone();
            self.notes.note(Moment::Asked(asked.id, asked.command.clone()));
            waiting.sent = true;
            let frame = ClientMessage::Ask(asked).frame();
            socket.send(Message::text(frame)).await.map_err(|e| e.to_string())?;
        }
        Ok(())
    }

    /// Takes one frame of the server.
    pub(crate) fn take(&mut self, frame: Option<Result<Message, Error>>) -> Result<(), Ended> {
        match frame {
            Some(Ok(Message::Text(text))) if holds_records(&text) => {
                text.split('\n').for_each(|line| self.see(line));
                Ok(())
            }
            Some(Ok(Message::Text(text))) => self.hear(&text),
            Some(Ok(Message::Binary(packed))) => {
                let text = zstd::bulk::decompress(&packed, 64 << 20).map_err(|e| e.to_string())?;
                let text = String::from_utf8(text).map_err(|e| e.to_string())?;
                text.split('\n').for_each(|line| self.see(line));
                Ok(())
            }
            Some(Ok(Message::Close(_))) | None => Err("it closed the connection".to_owned()),
            Some(Ok(_)) => Ok(()),
            Some(Err(error)) => Err(error.to_string()),
        }
    }

    fn see(&mut self, line: &str) {
        let record = self.chain.as_mut().unwrap().read(line).unwrap();
        self.settle(record.command);
        if let Some(witness) = &self.witness {
            witness.sees(record.seq, line);
        }
        self.notes.note(Moment::Saw(Line::of(&record, line)));
    }

    fn hear(&mut self, text: &str) -> Result<(), Ended> {
        match serde_json::from_str(text) {
            Ok(ServerMessage::Already { command, seq }) => {
                self.notes.note(Moment::Already(command, seq));
                self.settle(command);
            }
            Ok(ServerMessage::Refused { command, why }) => {
                self.notes.note(Moment::Refused(command));
                self.refusal = Some(why);
                self.settle(command);
            }
            Ok(ServerMessage::Degraded { lacks }) => self.lacks = lacks,
            Ok(ServerMessage::Denied { end, why }) => {
                assert!(end.passes(), "{} is thrown out: {why}", self.who);
                return Err(why);
            }
            Ok(_) | Err(_) => {}
        }
        Ok(())
    }

    fn settle(&mut self, command: CommandId) {
        self.waiting.retain(|waiting| waiting.asked.id != command);
    }
}

async fn word(socket: &mut Socket) -> Result<ServerMessage, Ended> {
    loop {
        match socket.next().await {
            Some(Ok(Message::Text(text))) => {
                return serde_json::from_str(&text).map_err(|e| e.to_string());
            }
            Some(Ok(Message::Close(_))) | None => return Err("it closed the connection".to_owned()),
            Some(Ok(_)) => {}
            Some(Err(error)) => return Err(error.to_string()),
        }
    }
}
