//! The door with the real server: who is out is out at once, invites have ends, what others can read
//! holds no secrets, and nothing but TLS 1.3 with the pinned key is spoken.

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use warroom_register::protocol::SeatEnd;
use warroom_register::words::Scope;
use warroom_register::{Bytes, Command as Asks, Hash, InviteLink, Text, Title};
use warroom_server::journal::Memory;
use warroom_server::{Keep, Options, start};

use super::frames::opening;
use super::history::Notes;
use super::pin;
use super::seat::{Socket, Writer};
use super::served::{Served, data, incident};
use super::table::{control, figure, proof};
use crate::terminal::{Machine, program};

const REMOVED: usize = 20;
/// Who is put out is out so soon.
const OUT_MAX: Duration = Duration::from_secs(1);
/// What everybody is told whom an invite does not let in, whatever became of it.
const SHUT: &str =
    "this invite does not open INC-1: it is wrong, has ended, was used up or was closed";
/// An invite that is good for so long.
const BRIEF: Duration = Duration::from_secs(3);

struct Room {
    machine: Machine,
    served: Served,
    invite: InviteLink,
    notes: Notes,
}

impl Room {
    fn open() -> Self {
        let machine = Machine::of("ana");
        let served = Served::start(&machine, None).unwrap();
        let invite = incident(&machine);
        Self { machine, served, invite, notes: Notes::begin("zoe".parse().unwrap()) }
    }

    fn writer(&self, who: &str, invite: &InviteLink) -> Writer {
        let mut writer = Writer::new(who, invite, &self.notes);
        writer.most = 0;
        writer
    }

    async fn seated(&self, who: &str) -> (Writer, Socket) {
        let mut writer = self.writer(who, &self.invite);
        let socket = writer.enter(&self.served.address).await.unwrap();
        (writer, socket)
    }

    /// What comes of somebody who comes by this invite.
    async fn comes(&self, who: &str, invite: &InviteLink) -> Result<(), (SeatEnd, String)> {
        let mut writer = self.writer(who, invite);
        writer.knock(&self.served.address).await.unwrap().map(drop)
    }

    /// Another invite, made from a shell.
    fn invites(&self, more: &[&str]) -> (String, InviteLink) {
        let made = self.machine.run(&[&["invite", "--json"], more].concat()).ok();
        let made: serde_json::Value = serde_json::from_str(&made).unwrap();
        (made["id"].to_string(), made["invite"].as_str().unwrap().parse().unwrap())
    }
}

/// Reads until the seat ends; how long that took.
async fn until_out(writer: &mut Writer, socket: &mut Socket) -> (Duration, String) {
    use futures_util::StreamExt as _;
    let since = Instant::now();
    loop {
        match tokio::time::timeout(Duration::from_secs(20), socket.next()).await.unwrap() {
            Some(Ok(tokio_tungstenite::tungstenite::Message::Close(frame))) => {
                let frame = frame.unwrap();
                assert_eq!(u16::from(frame.code), SeatEnd::Denied.code());
                return (since.elapsed(), frame.reason.to_string());
            }
            Some(Ok(tokio_tungstenite::tungstenite::Message::Text(text)))
                if text.starts_with("{\"msg\":\"denied\"") => {}
            frame => writer.take(frame).unwrap(),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_15_a_removed_responder_is_out_within_a_second() {
    let room = Room::open();
    let (mut lead, mut lead_socket) = room.seated("dia").await;
    // The one who opened it went away, so that who may lead can take it.
    lead.ask(Asks::TakeLead { seen_at: None, why: Text::from("ana is gone") });
    lead.settled(&mut lead_socket).await.unwrap();
    if lead.refusal.is_some() {
        room.machine.run(&["role", "offer", "lead", "dia"]).ok();
        lead.ask(Asks::AcceptRole { seen_at: None, role: warroom_register::words::Role::Lead });
        lead.refusal = None;
        lead.settled(&mut lead_socket).await.unwrap();
        assert_eq!(lead.refusal, None);
    }
    let mut took = Vec::new();
    for n in 0..REMOVED {
        let who = format!("mal-{n}");
        let (mut mal, mut socket) = room.seated(&who).await;
        let ((), (out, why)) = tokio::join!(
            async {
                lead.ask(Asks::Remove { who: mal_handle(n), why: Text::from("not ours") });
                lead.settled(&mut lead_socket).await.unwrap();
            },
            until_out(&mut mal, &mut socket),
        );
        assert!(out <= OUT_MAX, "{who} was out after {out:?}");
        assert!(why.contains("put you out"), "{why}");
        // Their key is refused from then on, by the same invite and under another name.
        let (end, _) = mal.knock(&room.served.address).await.unwrap().unwrap_err();
        assert_eq!(end, SeatEnd::Denied);
        took.push(out);
    }
    took.sort_unstable();
    figure(
        "removed",
        &format!("median {:.0?}, worst {:.0?}", took[REMOVED / 2], took[REMOVED - 1]),
    );
    // As a control: who was not removed is there still.
    lead.more(1);
    lead.settled(&mut lead_socket).await.unwrap();
    assert_eq!(lead.refusal, None);
    control("removed-control", 1, 1, "there still, and writes");
    proof("removed", REMOVED, "out within a second, their keys refused");
}

fn mal_handle(n: usize) -> warroom_register::Handle {
    format!("mal-{n}").parse().unwrap()
}

/// Looks that somebody was let in, or turned away in these words, and counts them.
fn counts(
    came: Result<(), (SeatEnd, String)>,
    wanted: Option<&str>,
    (let_in, out): (&mut usize, &mut usize),
) {
    let Some(wanted) = wanted else {
        came.unwrap();
        *let_in += 1;
        return;
    };
    let (end, why) = came.unwrap_err();
    assert!(end == SeatEnd::Denied && why.contains(wanted), "{end:?} {why}");
    *out += 1;
}

/// An invite that is good for seconds: as long as it opens, somebody else comes by it each time. Then
/// nobody new does, and the first of them comes back.
async fn ends_by_its_time((let_in, out): (&mut usize, &mut usize)) {
    let options = Options::new(Keep::Memory(Memory::new()), "127.0.0.1:0".parse().unwrap());
    let server = start(options).await.unwrap();
    let (label, _) =
        server.open("ana".parse().unwrap(), Bytes([1; 32]), opening("short")).await.unwrap();
    let name = Title::try_from("brief".to_owned()).unwrap();
    let invite = server.invite(Some(label), name, Scope::Respond, BRIEF, 10_000).await.unwrap();
    let (notes, address) = (Notes::begin("zoe".parse().unwrap()), server.address().to_string());
    let comes = async |n: usize| {
        let mut writer = Writer::new(&format!("brief-{n}"), &invite, &notes);
        writer.knock(&address).await.unwrap().map(drop)
    };
    let mut n = 0;
    let ended = loop {
        let came = comes(n).await;
        if came.is_err() {
            break came;
        }
        counts(came, None, (&mut *let_in, &mut *out));
        n += 1;
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    assert!(n > 0, "nobody came by it while it was open");
    for came in [ended, comes(n + 1).await, comes(n).await] {
        counts(came, Some(SHUT), (&mut *let_in, &mut *out));
    }
    counts(comes(0).await, None, (let_in, out));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_15_an_invite_ends_by_its_uses_and_the_leads_hand() {
    let room = Room::open();
    let (mut out, mut let_in) = (0, 0);
    let (_, once) = room.invites(&["--uses", "1", "--scope", "observe", "--name", "one look"]);
    // Who came by it comes back by their key, whatever became of it.
    for (who, wanted) in [("one", None), ("two", Some(SHUT)), ("one", None)] {
        counts(room.comes(who, &once).await, wanted, (&mut let_in, &mut out));
    }
    let (id, closed) = room.invites(&["--name", "night shift"]);
    counts(room.comes("three", &closed).await, None, (&mut let_in, &mut out));
    room.machine.run(&["revoke", &id]).ok();
    for who in ["four", "five"] {
        counts(room.comes(who, &closed).await, Some(SHUT), (&mut let_in, &mut out));
    }
    let mut wrong = once.clone();
    wrong.token.0[0] ^= 1;
    counts(room.comes("guess", &wrong).await, Some(SHUT), (&mut let_in, &mut out));
    ends_by_its_time((&mut let_in, &mut out)).await;
    // What became of each can be listed, and the token of none stands in it.
    let listed = room.machine.run(&["invite", "--list"]).ok();
    for words in ["used up", "revoked", "one look", "night shift", "observe"] {
        assert!(listed.contains(words), "{words} is missing:\n{listed}");
    }
    for line in listed.lines() {
        assert!(!line.contains("warroom://"), "{line}");
    }
    // By an invite to watch nobody writes, and that somebody tried is on record.
    let mut watcher = room.writer("one", &once);
    let mut socket = watcher.enter(&room.served.address).await.unwrap();
    watcher.ask(super::seat::saw("I only watch"));
    watcher.settled(&mut socket).await.unwrap();
    assert!(
        watcher.refusal.as_ref().is_some_and(|why| why.contains("lets you observe")),
        "{:?}",
        watcher.refusal
    );
    let noted = room.machine.run(&["show", "--json"]).ok();
    assert!(noted.contains("tried_beyond") || noted.contains("beyond"), "{noted}");
    control("invites-control", let_in, let_in, "let in, as they must be");
    proof("invites", out, "none let in beyond its uses, its end or its closing");
}

/// Starts a server on this folder, which must refuse; what it said, and how soon.
fn refuses(machine: &Machine, folder: &Path) -> (String, Duration) {
    let since = Instant::now();
    let mut command = Command::new(program());
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder);
    let ended = command.env_clear().envs(machine.environment()).output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(matches!(ended.status.code(), Some(1 | 2)), "{:?} {said}", ended.status);
    (said, since.elapsed())
}

#[test]
fn promise_16_a_server_does_not_start_on_what_others_can_read() {
    let machine = Machine::of("ana");
    let served = Served::start(&machine, None).unwrap();
    served.kill();
    let folder = data(&machine);
    let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode));
    let mut tries = 0;
    // As whoever this runs; as root it must not start either.
    for open in [0o755, 0o750, 0o705, 0o701] {
        mode(&folder, open).unwrap();
        let (said, _) = refuses(&machine, &folder);
        assert!(said.contains("others") && said.contains("chmod"), "{open:o}: {said}");
        tries += 1;
    }
    mode(&folder, 0o700).unwrap();
    for file in ["journal.db", "heads", "seal", "tls/key.pem", "door.json"] {
        let path = folder.join(file);
        for open in [0o644, 0o640] {
            mode(&path, open).unwrap();
            let (said, _) = refuses(&machine, &folder);
            assert!(said.contains("others"), "{file} {open:o}: {said}");
            tries += 1;
        }
        mode(&path, 0o600).unwrap();
    }
    // As a control: as it should be, it starts.
    let served = Served::start(&machine, None).unwrap();
    // A second server on the same folder exits at once, and the first goes on.
    let (said, took) = refuses(&machine, &folder);
    assert!(said.contains("another warroom server holds"), "{said}");
    assert!(took < Duration::from_secs(2), "after {took:?}");
    assert_eq!(machine.run(&["open", "Checkout", "--no-join"]).code, 0);
    drop(served);
    control("exposed-control", 1, 1, "it starts");
    proof("exposed", tries, "refused by name");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_door_speaks_tls_1_3_with_the_pinned_key_and_nothing_else() {
    let room = Room::open();
    let address = &room.served.address;
    let handshake = async |config| {
        let tcp = TcpStream::connect(address).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        TlsConnector::from(Arc::new(config)).connect(name, tcp).await
    };
    let pinned = room.invite.pin.unwrap();
    // As a control, what is pinned connects, by 1.3.
    let stream = handshake(pin::config(pinned).unwrap()).await.unwrap();
    let version = stream.get_ref().1.protocol_version();
    assert_eq!(version, Some(rustls::ProtocolVersion::TLSv1_3));
    // Another key than the invite names is no server: nothing was sent to it by then.
    assert!(handshake(pin::config(Hash::of(b"another key")).unwrap()).await.is_err());
    // An older version is refused, and plain bytes get no answer.
    let why = handshake(older()).await.unwrap_err().to_string();
    assert!(why.contains("ProtocolVersion"), "TLS 1.2 was spoken: {why}");
    let mut plain = TcpStream::connect(address).await.unwrap();
    plain.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    drop(plain.read_to_end(&mut answer).await);
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
}

/// A client that speaks TLS 1.2 alone. It knows no authority: were it spoken, that would be its word.
fn older() -> rustls::ClientConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider);
    let old = builder.with_protocol_versions(&[&rustls::version::TLS12]).unwrap();
    old.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth()
}

/// What a client sent to what answered it, as the kinds and sizes of the records of TLS.
fn records(mut bytes: &[u8]) -> Vec<(u8, usize)> {
    let mut all = Vec::new();
    while let [kind, _, _, high, low, rest @ ..] = bytes {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        all.push((*kind, length));
        bytes = rest.get(length..).unwrap_or_default();
    }
    all
}

/// The server behind a wire that somebody listens to: where it is, and all that clients say on it.
fn listened_to(address: String) -> (String, Arc<Mutex<Vec<u8>>>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let here = listener.local_addr().unwrap().to_string();
    let all = Arc::clone(&told);
    std::thread::spawn(move || {
        for near in listener.incoming().map_while(Result::ok) {
            let Ok(far) = std::net::TcpStream::connect(&address) else { return };
            let (mut down, mut up) = (far.try_clone().unwrap(), near.try_clone().unwrap());
            std::thread::spawn(move || drop(std::io::copy(&mut down, &mut up)));
            let all = Arc::clone(&all);
            std::thread::spawn(move || carry(near, far, &all));
        }
    });
    (here, told)
}

/// Carries what a client says, and keeps a copy.
fn carry(mut near: std::net::TcpStream, mut far: std::net::TcpStream, all: &Mutex<Vec<u8>>) {
    let mut piece = [0; 4_096];
    while let Ok(read @ 1..) = near.read(&mut piece) {
        all.lock().unwrap().extend_from_slice(&piece[..read]);
        drop(far.write_all(&piece[..read]));
    }
    drop(far.shutdown(std::net::Shutdown::Both));
}

#[test]
fn promise_16_the_key_is_checked_before_any_secret_is_said() {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let served = Served::start(&ana, None).unwrap();
    let good = incident(&ana);
    let joins = |machine: &Machine, pin| {
        let (here, told) = listened_to(served.address.clone());
        let invite = InviteLink { addresses: vec![here], pin: Some(pin), ..good.clone() };
        let mut join = machine.command(&["join"]);
        let ran = join.env("WARROOM_INVITE", invite.to_string()).output().unwrap();
        let told = told.lock().unwrap().clone();
        (ran.status.code(), String::from_utf8(ran.stderr).unwrap(), records(&told))
    };
    // Another server answers than the one that the invite names: the client greets it, sees its key,
    // and says nothing but that it leaves.
    let (code, said, records) = joins(&ben, Hash::of(b"another server's key"));
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("fingerprint"), "{said}");
    let greetings = records.iter().filter(|(kind, _)| *kind == 22).count();
    assert!(greetings > 0, "it never came there: {records:?}");
    let most = records.iter().filter(|(kind, _)| *kind != 22).map(|(_, length)| *length).max();
    assert!(most.unwrap_or(0) <= 24, "more than a goodbye was said: {records:?}");
    // As a control: to the right one it says its hello, which is longer.
    let (code, said, records) = joins(&ben, good.pin.unwrap());
    assert_eq!(code, Some(0), "{said}");
    assert!(records.iter().any(|(kind, length)| *kind == 23 && *length > 200), "{records:?}");
    control("pinned-control", 1, 1, "told its hello, as it must be");
    proof("pinned", 1, "nothing but a greeting and a goodbye was said");
}
