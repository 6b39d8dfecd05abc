//! A machine with a link, and the server on its other side, played by the test.

use super::super::*;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::DuplexStream;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::http::header::SEC_WEBSOCKET_PROTOCOL;
use warroom_register::protocol::{
    ClientMessage, Door, SUBPROTOCOL, ServerMessage, VERSION, Welcome,
};
use warroom_register::words::{EntryKind, Scope};
use warroom_register::{At, Bytes, CommandId, Hash, Header, NewEntry, Record, Seq};

use crate::machine::Machine;
use crate::paths::Paths;

/// A way to a server that the test plays: each call gives it one end of a pipe.
#[derive(Clone)]
pub(super) struct Pipe(pub(super) mpsc::Sender<DuplexStream>);

impl Road for Pipe {
    type Stream = DuplexStream;
    async fn reach(&self, _address: &str) -> Result<DuplexStream, String> {
        let (mine, theirs) = tokio::io::duplex(64 * 1024);
        self.0.send(theirs).await.map_err(|_closed| "nothing answers".to_owned())?;
        Ok(mine)
    }
}

/// A way that can be mended.
pub(super) struct Revivable(pub(super) Arc<Mutex<mpsc::Sender<DuplexStream>>>);

impl Road for Revivable {
    type Stream = DuplexStream;
    async fn reach(&self, address: &str) -> Result<DuplexStream, String> {
        let road = Pipe(self.0.lock().unwrap().clone());
        road.reach(address).await
    }
}

/// The other side, played by the test.
pub(super) struct Peer {
    pub(super) socket: WebSocketStream<DuplexStream>,
    pub(super) hello: ClientMessage,
}

impl Peer {
    pub(super) async fn meet(calls: &mut mpsc::Receiver<DuplexStream>) -> Self {
        soon(Self::try_meet(calls)).await.unwrap()
    }

    /// Meets a call that may break off, or say nothing more.
    #[expect(clippy::result_large_err, reason = "the library's own shape")]
    pub(super) async fn try_meet(calls: &mut mpsc::Receiver<DuplexStream>) -> Option<Self> {
        let stream = calls.recv().await?;
        let answer = |_: &Request, mut response: Response| {
            let protocol = HeaderValue::from_static(SUBPROTOCOL);
            response.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, protocol);
            Ok(response)
        };
        let mut socket = tokio_tungstenite::accept_hdr_async(stream, answer).await.ok()?;
        let challenge = ServerMessage::Challenge { version: VERSION, nonce: Bytes([7; 32]) };
        socket.send(Message::text(challenge.frame())).await.ok()?;
        let hello = next_ever(&mut socket).await?;
        Some(Self { socket, hello })
    }

    pub(super) async fn welcome(&mut self, head: u64) {
        self.welcome_at(head, At::from_ms(0)).await;
    }

    /// Welcomes as a server whose clock says this.
    pub(super) async fn welcome_at(&mut self, head: u64, now: At) {
        self.say(&Self::welcome_of(head, now)).await;
    }

    pub(super) fn welcome_of(head: u64, now: At) -> ServerMessage {
        ServerMessage::Welcome(Welcome {
            header: Some(header()),
            incident: Some(Label(1)),
            scope: Scope::Command,
            head: Seq(head),
            now,
            addresses: vec!["elsewhere:7443".into()],
            local: false,
            stopped: None,
            others: Vec::new(),
        })
    }

    pub(super) async fn say(&mut self, message: &ServerMessage) {
        self.socket.send(Message::text(message.frame())).await.unwrap();
    }

    pub(super) async fn lines(&mut self, lines: &[String]) {
        self.socket.send(Message::text(lines.join("\n"))).await.unwrap();
    }

    pub(super) async fn asked(&mut self) -> Asked {
        match next(&mut self.socket).await {
            Some(ClientMessage::Ask(asked)) => asked,
            other => panic!("no ask but {other:?}"),
        }
    }
}

pub(super) async fn next(socket: &mut WebSocketStream<DuplexStream>) -> Option<ClientMessage> {
    soon(next_ever(socket)).await
}

/// The next message, however long it takes.
async fn next_ever(socket: &mut WebSocketStream<DuplexStream>) -> Option<ClientMessage> {
    loop {
        match socket.next().await? {
            Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).unwrap()),
            Ok(Message::Close(_)) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

pub(super) async fn soon<T>(it: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(10), it).await.expect("it took too long")
}

pub(super) const ID: u128 = 77;

pub(super) fn header() -> String {
    let id = IncidentId(uuid::Uuid::from_u128(ID));
    Header { warroom: 1, id, incident: Some(Label(1)), opened_at: At::from_ms(0) }.line()
}

/// Records of these commands, as the server would write them.
pub(super) fn lines(commands: &[Asked]) -> Vec<String> {
    let by_ana: Vec<_> = commands.iter().map(|asked| ("ana", asked.clone())).collect();
    lines_by(&by_ana)
}

/// The lines of a record by several authors.
pub(super) fn lines_by(commands: &[(&str, Asked)]) -> Vec<String> {
    let mut prev = Hash::of(header().as_bytes());
    let mut out = Vec::new();
    for (n, (by, asked)) in (1..).zip(commands) {
        let record = Record {
            seq: Seq(n),
            prev,
            salt: Some(Bytes([1; 16])),
            at: At::from_ms(1_700_000_000_000),
            by: by.parse().unwrap(),
            knew: asked.knew,
            command: asked.id,
            event: asked.command.clone().event(),
            redacted_by: None,
            hash: None,
        };
        let line = record.line();
        prev = Hash::of(line.as_bytes());
        out.push(line);
    }
    out
}

pub(super) fn saw(number: u128) -> Asked {
    let command = NewEntry::of(EntryKind::Observation, format!("number {number}")).write();
    Asked::new(CommandId(uuid::Uuid::from_u128(number)), command)
}

/// A machine with a link to a server that the test plays.
pub(super) struct World {
    pub(super) _folder: tempfile::TempDir,
    pub(super) paths: Paths,
    pub(super) machine: Arc<Machine>,
    pub(super) road: Pipe,
    pub(super) calls: mpsc::Receiver<DuplexStream>,
}

impl World {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::under(folder.path());
        let machine = Arc::new(Machine::load_or_make(&paths).unwrap());
        let (road, calls) = mpsc::channel(4);
        Self { _folder: folder, paths, machine, road: Pipe(road), calls }
    }

    pub(super) fn caller(&self) -> Caller {
        Caller {
            handle: "ana".parse().unwrap(),
            machine: Arc::clone(&self.machine),
            pin: Hash::of(b"key"),
            door: Door::Key { incident: Some(Label(1)) },
            screen: true,
            unsure: false,
        }
    }

    pub(super) fn plan(&self, tries: Tries) -> Plan {
        let id = IncidentId(uuid::Uuid::from_u128(ID));
        Plan {
            caller: self.caller(),
            addresses: vec!["here:7443".into()],
            incident: Some(id),
            copy: self.paths.copy_file(id),
            history: History::Keep,
            outbox: Post::Sends(self.outbox()),
            tries,
            seed: 1,
            hooks: Hooks::default(),
        }
    }

    pub(super) fn start(&self, tries: Tries) -> (LinkHandle, mpsc::Receiver<LinkMsg>) {
        start(self.road.clone(), self.plan(tries)).unwrap()
    }

    /// Where what ana writes waits.
    pub(super) fn outbox(&self) -> PathBuf {
        let id = IncidentId(uuid::Uuid::from_u128(ID));
        self.paths.outbox_folder(id, "ana".parse().unwrap())
    }

    /// What this machine's copy says.
    pub(super) fn copy(&self) -> String {
        let id = IncidentId(uuid::Uuid::from_u128(ID));
        std::fs::read_to_string(self.paths.copy_file(id)).unwrap()
    }

    pub(super) fn waiting(&self) -> Vec<Asked> {
        Outbox::open(self.outbox()).unwrap().contents().unwrap().waiting
    }
}

/// The next message that `wanted` takes.
pub(super) async fn until<T>(
    inbox: &mut mpsc::Receiver<LinkMsg>,
    mut wanted: impl FnMut(LinkMsg) -> Option<T>,
) -> T {
    loop {
        let msg = soon(inbox.recv()).await.expect("the link ended");
        if let Some(found) = wanted(msg) {
            return found;
        }
    }
}

pub(super) fn records(msg: LinkMsg) -> Option<Vec<u64>> {
    match msg {
        LinkMsg::Records(records) => Some(records.iter().map(|r| r.seq.0).collect()),
        _ => None,
    }
}

pub(super) fn down(msg: LinkMsg) -> Option<(String, Option<u64>)> {
    match msg {
        LinkMsg::Down { why, retry_seconds } => Some((why, retry_seconds)),
        _ => None,
    }
}
