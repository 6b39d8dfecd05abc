//! Our own server: how it is served from here, and how a seat of it is taken.
//!
//! It is started as its program starts it: records in SQLite in a folder, logging on. Limits that
//! keep one responder from writing too fast are off ([`Limits::unpaced`]), as one author here
//! stands for many; seats, beats, buffers and batches are those of every server. Each seat has a
//! handle and a key of its own and shows a screen, so that joining and presence cost what they do.

use std::fs;
use std::io::Write as _;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures_util::SinkExt;
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::from_slice;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::http::{HeaderValue, header::SEC_WEBSOCKET_PROTOCOL};
use warroom_register::limits::PING_SECONDS;
use warroom_register::protocol::{
    Asked, ClientMessage, Door as Right, Hello, SOCKET_PATH, SUBPROTOCOL, ServerMessage, VERSION,
    Welcome, proof_bytes,
};
use warroom_register::words::{EntryKind, Kind, Scope, Severity};
use warroom_register::{
    Bytes, Chain, Command, CommandId, Handle, Hash, InviteLink, NewEntry, Policy, Seq, Text, Title,
};
use warroom_server::{Keep, Limits, Options, Server};

use super::generator::{Peer, hear};
use super::roles::{self, Order, Ready};
use super::wire::{Door, Socket, Trouble, mark};

/// What a person writes in a line or two; the relay's lines are as long as records of it.
const TEXT_CHARS: usize = 120;
/// Longer than any bench.
const INVITE_TIME: Duration = Duration::from_secs(24 * 3600);
/// As many as there are handles in any bench.
pub(crate) const INVITE_USES: u32 = 100_000;

/// Serves until the parent is gone. A folder that holds an incident is served on with it.
pub(crate) fn serve(order: &Order) -> Result<(), Trouble> {
    // The lines are made as on any server; reading them would take the bench's own time.
    warroom_server::log::begin("info", std::io::sink)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(run(order))
}

async fn run(order: &Order) -> Result<(), Trouble> {
    let server = start(&order.data, order.tls).await?;
    let link = invite(&server, &order.data).await?;
    roles::say_ready(&Ready { address: server.address(), given: link.to_string() })?;
    roles::parent_gone().await;
    Ok(())
}

pub(crate) async fn start(folder: &Path, tls: bool) -> Result<Server, Trouble> {
    let keep = Keep::Folder(folder.to_owned());
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let options = Options { tls, limits: Limits::unpaced(), ..Options::new(keep, listen) };
    Ok(warroom_server::start(options).await?)
}

/// The invite that was left in the folder, or one to a new incident, which is left there.
async fn invite(server: &Server, folder: &Path) -> Result<InviteLink, Trouble> {
    let Ok(kept) = fs::read_to_string(beside(folder)) else {
        let link = open(server).await?;
        leave(folder, &link)?;
        return Ok(link);
    };
    let link: InviteLink = kept.parse()?;
    Ok(InviteLink { addresses: server.addresses().to_vec(), pin: server.pin(), ..link })
}

/// Leaves an invite in a server's folder for whoever serves it next.
pub(crate) fn leave(folder: &Path, link: &InviteLink) -> Result<(), Trouble> {
    // A server refuses a folder with anything in it that others may read.
    let mut options = fs::OpenOptions::new();
    let mut file =
        options.write(true).create(true).truncate(true).mode(0o600).open(beside(folder))?;
    Ok(file.write_all(link.to_string().as_bytes())?)
}

fn beside(folder: &Path) -> PathBuf {
    folder.join("bench-invite")
}

/// A new incident, and the way in for all.
pub(crate) async fn open(server: &Server) -> Result<InviteLink, Trouble> {
    let host = Person::named("host")?;
    let (label, _id) = server.open(host.handle, host.key(), asked(opening(None)?)).await?;
    let name = Title::try_from("all".to_owned())?;
    let scope = Scope::Respond;
    Ok(server.invite(Some(label), name, scope, INVITE_TIME, INVITE_USES).await?)
}

/// How an incident begins; a server puts the key in by itself.
pub(crate) fn opening(key: Option<&Person>) -> Result<Command, Trouble> {
    Ok(Command::Open {
        sealed: Hash::default(),
        title: Title::try_from("Checkout returns 500s".to_owned())?,
        severity: Severity::P1,
        kind: Kind::Availability,
        mode: None,
        talk: Text::default(),
        key: key.map(Person::key),
        policy: Policy::default(),
    })
}

/// An entry of some kind with these words and nothing else.
pub(crate) fn entry(kind: EntryKind, text: String) -> Command {
    NewEntry::of(kind, text).write()
}

/// The entry that carries a mark.
pub(crate) fn marked(n: u64) -> Command {
    entry(EntryKind::Observation, format!("{:x<TEXT_CHARS$}", mark(n)))
}

pub(crate) fn asked(command: Command) -> Asked {
    Asked::new(CommandId(uuid::Uuid::now_v7()), command)
}

/// Somebody with a key of their own, always the same one.
pub(crate) struct Person {
    pub(crate) handle: Handle,
    pair: Ed25519KeyPair,
}

impl Person {
    /// Whoever has this seat.
    pub(crate) fn at(seat: usize) -> Result<Self, Trouble> {
        Self::named(&format!("r{seat:04}"))
    }

    fn named(name: &str) -> Result<Self, Trouble> {
        let seed = Hash::of(name.as_bytes());
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed.0);
        let pair = pair.map_err(|refused| format!("no key: {refused}"))?;
        Ok(Self { handle: name.parse()?, pair })
    }

    pub(crate) fn key(&self) -> Bytes<32> {
        let mut key = [0; 32];
        key.copy_from_slice(self.pair.public_key().as_ref());
        Bytes(key)
    }

    fn proof(&self, nonce: &Bytes<32>, pin: &Hash) -> Bytes<64> {
        let mut proof = [0; 64];
        proof.copy_from_slice(self.pair.sign(&proof_bytes(nonce, pin)).as_ref());
        Bytes(proof)
    }
}

/// A seat just taken, nothing read behind the welcome; the header line of the room's journal; and
/// the last record then.
pub(crate) type Seated = (Socket, String, Seq);

/// How the generator speaks to our server.
pub(crate) struct WarroomPeer {
    link: Arc<InviteLink>,
}

impl WarroomPeer {
    /// By the invite that the server said when it was ready.
    pub(crate) fn new(given: &str) -> Result<Self, Trouble> {
        Ok(Self { link: Arc::new(given.parse()?) })
    }

    /// Takes a seat behind `after`, or before the first record.
    pub(crate) async fn enter(
        &self,
        door: &Door,
        seat: usize,
        after: Option<Chain>,
    ) -> Result<Seated, Trouble> {
        let mut request = door.request(SOCKET_PATH)?;
        let protocol = HeaderValue::from_static(SUBPROTOCOL);
        request.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, protocol);
        let mut socket = door.open(request).await?;
        let ServerMessage::Challenge { nonce, .. } = word(&mut socket).await? else {
            return Err("the first word was no challenge".into());
        };
        let hello = self.hello(seat, &nonce, after)?;
        socket.send(Message::text(hello.frame())).await?;
        match word(&mut socket).await? {
            ServerMessage::Welcome(Welcome { header: Some(header), head, .. }) => {
                Ok((socket, header, head))
            }
            other => Err(format!("no seat: {other:?}").into()),
        }
    }

    fn hello(
        &self,
        seat: usize,
        nonce: &Bytes<32>,
        after: Option<Chain>,
    ) -> Result<ClientMessage, Trouble> {
        let person = Person::at(seat)?;
        let incident = self.link.incident.ok_or("the invite is to no incident")?;
        Ok(ClientMessage::Hello(Hello {
            version: VERSION,
            handle: person.handle,
            key: person.key(),
            proof: person.proof(nonce, &self.link.pin.unwrap_or_default()),
            door: Right::Invite { incident, token: self.link.token },
            after: after.map_or(Seq(0), |chain| chain.head),
            after_hash: after.map(|chain| chain.hash),
            holds: None,
            told: false,
            of: None,
            screen: true,
            zstd: true,
            unsure: false,
        }))
    }
}

async fn word(socket: &mut Socket) -> Result<ServerMessage, Trouble> {
    Ok(from_slice(&hear(socket).await?)?)
}

impl Peer for WarroomPeer {
    const HEARTBEAT: Option<Duration> = Some(Duration::from_secs(PING_SECONDS));

    async fn connect(&self, door: &Door, seat: usize) -> Result<Socket, Trouble> {
        let (socket, _header, _head) = self.enter(door, seat, None).await?;
        Ok(socket)
    }

    fn encode_entry(&self, entry: u64) -> String {
        ClientMessage::Ask(asked(marked(entry))).frame()
    }
}
