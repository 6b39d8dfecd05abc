//! Hostile bytes on the wire, from strangers and from members: the right end, and nobody harmed.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use warroom_register::protocol::{Asked, SOCKET_PATH, holds_records};
use warroom_register::words::{Kind, Scope, Severity};
use warroom_register::{Bytes, Command, CommandId, Hash, InviteLink, Policy, Text, Title};
use warroom_server::journal::Memory;
use warroom_server::{Keep, Limits, Options, start};

use super::corpus::{Case, bytes, cases};
use super::history::Notes;
use super::seat::{Socket, Writer, secure};
use super::served::{Served, incident};
use super::table::{control, proof};
use crate::terminal::Machine;

/// The code by which a frame that is too large is refused (RFC 6455, 7.4.1).
const TOO_LARGE: u64 = 1009;
/// However slow the machine: an end that did not come by then never comes.
const PATIENCE: Duration = Duration::from_secs(30);
/// Frames of a flood that are sent at once.
const AT_ONCE: u64 = 2_000;

/// A server with an incident, and a member who must notice nothing.
struct Room {
    machine: Machine,
    served: Served,
    invite: InviteLink,
    notes: Notes,
    member: (Writer, Socket),
}

impl Room {
    async fn open() -> Self {
        let machine = Machine::of("ana");
        let served = Served::start(&machine, None).unwrap();
        let invite = incident(&machine);
        let notes = Notes::begin("zoe".parse().unwrap());
        let mut writer = Writer::new("ben", &invite, &notes);
        writer.most = 0;
        let socket = writer.enter(&served.address).await.unwrap();
        Self { machine, served, invite, notes, member: (writer, socket) }
    }

    /// The member writes an entry and sees it recorded.
    async fn goes_on(&mut self) {
        let (writer, socket) = &mut self.member;
        writer.more(1);
        writer.settled(socket).await.unwrap();
    }

    async fn intruder(&self) -> Socket {
        Writer::new("mal", &self.invite, &self.notes).enter(&self.served.address).await.unwrap()
    }
}

/// One frame of a client, as it goes over the wire.
fn frame(about: &Value) -> Vec<u8> {
    let payload = bytes(&about["payload"]);
    let fin = if about["fin"] == false { 0 } else { 0x80 };
    let op = u8::try_from(about["op"].as_u64().unwrap()).unwrap();
    let masked = if about["mask"] == false { 0 } else { 0x80 };
    let mut out = vec![fin | op];
    let length = about["declared_len"].as_u64().unwrap_or(payload.len() as u64);
    match length {
        0..=125 => out.push(masked | u8::try_from(length).unwrap()),
        126..=0xffff => {
            out.push(masked | 0x7e);
            out.extend(u16::try_from(length).unwrap().to_be_bytes());
        }
        _ => {
            out.push(masked | 0x7f);
            out.extend(length.to_be_bytes());
        }
    }
    if masked != 0 {
        out.extend([0; 4]);
    }
    out.extend(payload);
    out
}

/// Sends these bytes; false if the other side would have no more.
async fn send(stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> bool {
    let sent = async { stream.write_all(bytes).await.and(stream.flush().await) };
    timeout(PATIENCE, sent).await.is_ok_and(|sent| sent.is_ok())
}

/// Reads to the end; the code of the close frame, if one came.
async fn closed(what: &str, stream: &mut (impl AsyncRead + Unpin)) -> Option<u64> {
    let read = async {
        loop {
            let head = stream.read_u16().await.ok()?;
            let length = match head & 0x7f {
                126 => u64::from(stream.read_u16().await.ok()?),
                127 => stream.read_u64().await.ok()?,
                short => u64::from(short),
            };
            let mut payload = vec![0; usize::try_from(length).unwrap()];
            stream.read_exact(&mut payload).await.ok()?;
            if head >> 8 & 0xf == 8 {
                return Some(u64::from(u16::from_be_bytes([payload[0], payload[1]])));
            }
        }
    };
    timeout(PATIENCE, read).await.unwrap_or_else(|_| panic!("{what} was not closed"))
}

async fn frames(room: &Room, case: &Case) {
    let mut socket = room.intruder().await;
    let stream = socket.get_mut();
    sends(stream, case).await;
    let code = closed(&case.id, stream).await;
    // Who floods may be cut off before the sentence comes through.
    let flood = case.code == Some(4413);
    assert!(code == case.code || flood && code.is_none(), "{}: {code:?}", case.id);
}

/// Sends the frames of a case as far as they are taken; whether all of them were.
async fn sends(stream: &mut (impl AsyncWrite + Unpin), case: &Case) -> bool {
    for about in case.input["ws_frames"].as_array().unwrap() {
        let frame = frame(about);
        let mut left = about["count"].as_u64().unwrap_or(1);
        while left > 0 {
            let some = left.min(AT_ONCE);
            left -= some;
            if !send(stream, &frame.repeat(usize::try_from(some).unwrap())).await {
                return false;
            }
        }
    }
    true
}

/// What opens an incident.
pub(super) fn opening(title: &str) -> Asked {
    let command = Command::Open {
        sealed: Hash::default(),
        title: Title::try_from(title.to_owned()).unwrap(),
        severity: Severity::P2,
        kind: Kind::Availability,
        mode: None,
        talk: Text::default(),
        key: None,
        policy: Policy::default(),
    };
    Asked::new(CommandId(uuid::Uuid::now_v7()), command)
}

/// As a control: the floods among them at a server that has no limits of frames and bytes. Each is
/// taken whole, and whoever sent it keeps the seat.
async fn unlimited(cases: &[Case]) {
    let limits =
        Limits { frames_per_second: u32::MAX, bytes_per_second: u32::MAX, ..Limits::default() };
    let listen = "127.0.0.1:0".parse().unwrap();
    let options = Options { limits, ..Options::new(Keep::Memory(Memory::new()), listen) };
    let server = start(options).await.unwrap();
    let address = server.address().to_string();
    let floods: Vec<_> = cases.iter().filter(|case| case.code == Some(4413)).collect();
    let mut taken = 0;
    for case in &floods {
        let host = "ana".parse().unwrap();
        let open = opening("a room without limits");
        let (label, _) = server.open(host, Bytes([1; 32]), open).await.unwrap();
        let title = Title::try_from("all".to_owned()).unwrap();
        let (valid, scope) = (Duration::from_secs(3_600), Scope::Respond);
        let invite = server.invite(Some(label), title, scope, valid, 10).await.unwrap();
        let mut socket =
            Writer::new("mal", &invite, &Notes::begin(host)).enter(&address).await.unwrap();
        // What is answered is read meanwhile, or the server waits for who reads nothing.
        let (mut from, mut to) = tokio::io::split(socket.get_mut());
        let reads = async {
            let mut piece = [0; 4_096];
            while from.read(&mut piece).await.is_ok_and(|read| read > 0) {}
        };
        let all = tokio::select! {
            all = sends(&mut to, case) => all,
            () = reads => false,
        };
        taken += usize::from(all);
    }
    assert_eq!(taken, floods.len(), "a server without limits ends a flood");
    control("frames-control", taken, floods.len(), "each is taken whole, as it must be");
    server.stop().await;
}

/// A message of the corpus under an id of its own, and that id.
fn under_an_id(input: &Value) -> (CommandId, String) {
    let id = CommandId(uuid::Uuid::now_v7());
    let text = String::from_utf8(bytes(input)).unwrap();
    (id, text.replace("\"ID\"", &format!("\"{}\"", id.0)))
}

/// What is no message ends the seat of who sent it, and nothing of it is done; the same without what
/// is wrong with it is taken. Gives what no record may come of.
async fn message(room: &Room, case: &Case) -> Vec<CommandId> {
    let mut never = Vec::new();
    for input in case.input["messages"].as_array().unwrap() {
        let (id, text) = under_an_id(input);
        let text = frame(&json!({ "op": 1, "payload": { "text": text } }));
        let mut socket = room.intruder().await;
        // Of a frame that it does not take the server reads only so much once it has closed.
        let taken_whole = case.code != Some(TOO_LARGE);
        assert!(send(socket.get_mut(), &text).await || !taken_whole, "{}: {input}", case.id);
        assert_eq!(closed(&case.id, socket.get_mut()).await, case.code, "{}: {input}", case.id);
        never.push(id);
    }
    let (id, text) = under_an_id(&case.input["good"]);
    let mut socket = room.intruder().await;
    socket.send(Message::text(text)).await.unwrap();
    while !records(&case.id, &mut socket).await.contains(&id.0.to_string()) {}
    never
}

/// The next records that come.
async fn records(what: &str, socket: &mut Socket) -> String {
    loop {
        let next = timeout(PATIENCE, socket.next()).await;
        match next.unwrap_or_else(|_late| panic!("{what}: the good one was not taken")) {
            Some(Ok(Message::Text(text))) if holds_records(&text) => return text.to_string(),
            Some(Ok(Message::Close(why))) => panic!("{what}: the good one is closed: {why:?}"),
            Some(Ok(_)) => {}
            other => panic!("{what}: the good one is answered {other:?}"),
        }
    }
}

/// Sends all of them: how many were hostile, and none of those is on record.
async fn said_badly(room: &Room, messages: &[Case]) -> usize {
    let mut never = Vec::new();
    for case in messages {
        never.extend(message(room, case).await);
    }
    let file = room.machine.home().join("out.jsonl");
    let record = tokio::task::block_in_place(|| {
        room.machine.run(&["export", "INC-1", "-o", file.to_str().unwrap()]).ok();
        std::fs::read_to_string(&file).unwrap()
    });
    let done: Vec<_> = never.iter().filter(|id| record.contains(&id.0.to_string())).collect();
    assert!(done.is_empty(), "{done:?} were refused and recorded");
    let good = messages.len();
    control("messages-control", good, good, "each is recorded, as it must be");
    never.len()
}

/// A head of HTTP that is no way in.
async fn http(room: &Room, case: &Case) {
    let head = case.input["http"].as_str().map(|head| head.as_bytes().to_vec());
    let head = head.unwrap_or_else(|| bytes(&case.input));
    let head = String::from_utf8(head).unwrap().replace("/v1/ws", SOCKET_PATH);
    let pin = room.invite.pin.unwrap();
    let mut stream = secure(&room.served.address, pin).await.unwrap();
    send(&mut stream, head.as_bytes()).await;
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    // Whether the end is clean is not the point.
    drop(timeout(PATIENCE, read).await.expect("it was not closed"));
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let no =
        answer.is_empty() || answer.starts_with("HTTP/1.1 4") || answer.starts_with("HTTP/1.1 5");
    assert!(no, "{}: {answer}", case.id);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_9_hostile_frames_end_their_own_seat_alone() {
    let mut room = Room::open().await;
    let (framed, messages, heads) = (cases("frames"), cases("message"), cases("http"));
    for case in &framed {
        frames(&room, case).await;
        room.goes_on().await;
    }
    let messages = said_badly(&room, &messages).await;
    for case in &heads {
        http(&room, case).await;
    }
    room.goes_on().await;
    let (_, socket) = &mut room.member;
    assert!(!matches!(timeout(Duration::ZERO, socket.next()).await, Ok(None)));
    let tries = framed.len() + messages + heads.len();
    unlimited(&framed).await;
    proof("frames", tries, "the right close code or status, the room went on");
}
