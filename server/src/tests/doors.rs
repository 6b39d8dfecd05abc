//! Who may come in, and with which code and sentence everybody else is sent away.

use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use warroom_register::protocol::{Door, SOCKET_PATH, SeatEnd, ServerMessage, Welcome};
use warroom_register::words::Scope;
use warroom_register::{Bytes, Command, Event, Hash, Label, Seq};

use super::client::{Away, Client, Manner, Person, saw};
use super::{in_memory, incident, invite, joined, options, title};
use crate::accept::DoorLimits;
use crate::journal::Memory;
use crate::{Keep, Limits, Options, Server};

/// Whoever is not in the room learns no more of an invite, whether it is wrong, ended, used up or closed.
pub(super) const NOT_OPEN: &str = "this invite does not open INC-1: it is wrong, has ended, was used up or \
                                   was closed. Copy the whole line again, or ask for a new one";

pub(super) fn denied(came: Result<Client, Away>, end: SeatEnd) -> String {
    let away = came.err().expect("came in");
    assert_eq!((away.code, away.end), (end.code(), Some(end)), "{}", away.why);
    away.why
}

#[tokio::test]
async fn a_wrong_token_opens_nothing() {
    let server = in_memory().await;
    let ana = Person::new("ana");
    let label = incident(&server, &ana).await;
    let mut link = invite(&server, Some(label), Scope::Respond).await;
    link.token = Bytes([7; 16]);
    let why = denied(Client::join(&server, &Person::new("ben"), &link).await, SeatEnd::Denied);
    assert_eq!(why, NOT_OPEN);
    link.incident = None;
    let why = denied(Client::join(&server, &Person::new("ben"), &link).await, SeatEnd::Denied);
    assert!(why.starts_with("this invite does not open this server"), "{why}");
}

#[tokio::test]
async fn an_invite_that_ended_lets_only_those_in_who_came_by_it_before() {
    let server = in_memory().await;
    let (ana, ben, eve) = (Person::new("ana"), Person::new("ben"), Person::new("eve"));
    let label = incident(&server, &ana).await;
    let mut lead = joined(&server, label, &ana).await;
    let link = invite(&server, Some(label), Scope::Respond).await;
    drop(Client::join(&server, &ben, &link).await.unwrap());
    lead.wait(|it| it.has(|event| matches!(event, Event::Joined { .. }))).await;
    let mut invites = lead.records.iter().filter(|it| matches!(it.event, Event::Invited { .. }));
    let last = invites.next_back().unwrap().seq;
    lead.record(Command::Revoke { invite: last }).await;
    let why = denied(Client::join(&server, &eve, &link).await, SeatEnd::Denied);
    assert_eq!(why, NOT_OPEN);
    assert!(Client::join(&server, &ben, &link).await.is_ok());
    let once =
        server.invite(Some(label), title("one"), Scope::Observe, super::EVER, 1).await.unwrap();
    assert!(Client::join(&server, &Person::new("kim"), &once).await.is_ok());
    let why = denied(Client::join(&server, &eve, &once).await, SeatEnd::Denied);
    assert_eq!(why, NOT_OPEN);
}

#[tokio::test]
async fn an_incident_that_is_not_here_is_unknown() {
    let server = in_memory().await;
    let ana = Person::new("ana");
    let why = denied(Client::back(&server, &ana, Label(9)).await, SeatEnd::Unknown);
    assert_eq!(why, "there is no INC-9 here: warroom list shows those there are");
}

#[tokio::test]
async fn a_handle_belongs_to_the_key_that_took_it() {
    let server = in_memory().await;
    let label = incident(&server, &Person::new("ana")).await;
    let other = Person::with_seed("ana", 2);
    let why = denied(Client::back(&server, &other, label).await, SeatEnd::Taken);
    assert_eq!(why, "ana is taken in this room by another machine's key: choose another with --as");
}

#[tokio::test]
async fn a_reserved_handle_is_nobodys() {
    let server = in_memory().await;
    let label = incident(&server, &Person::new("ana")).await;
    let link = invite(&server, Some(label), Scope::Command).await;
    let why = denied(Client::join(&server, &Person::new("warroom"), &link).await, SeatEnd::Denied);
    assert!(why.contains("nobody's handle"), "{why}");
}

#[tokio::test]
async fn another_version_is_told_so_whatever_it_says() {
    let server = in_memory().await;
    let label = incident(&server, &Person::new("ana")).await;
    let door = Door::Key { incident: Some(label) };
    let manner = Manner { version: 2, ..Manner::default() };
    let came = Client::enter(&server, &Person::new("ana"), door, manner).await;
    let sentence = "this server speaks version 1 and your warroom version 2: update the server";
    assert_eq!(denied(came, SeatEnd::Version), sentence);
    let mut client = Client::connect(&server).await;
    client.nonce().await;
    let newer = r#"{"msg":"hello","version":3,"who":{"new":"shape"}}"#;
    client.send_raw(Message::text(newer)).await;
    assert_eq!(client.ended().await.code, SeatEnd::Version.code());
}

#[tokio::test]
async fn a_proof_for_another_server_is_none() {
    let server = in_memory().await;
    let label = incident(&server, &Person::new("ana")).await;
    let door = Door::Key { incident: Some(label) };
    let manner = Manner { pin: Hash::of(b"somebody in between"), ..Manner::default() };
    let came = Client::enter(&server, &Person::new("ana"), door, manner).await;
    assert!(denied(came, SeatEnd::Denied).starts_with("the proof of your key"));
}

#[tokio::test]
async fn who_knows_more_or_otherwise_than_the_journal_is_told() {
    let server = in_memory().await;
    let ana = Person::new("ana");
    let label = incident(&server, &ana).await;
    let mut seat = joined(&server, label, &ana).await;
    seat.record(saw("one")).await;
    let chain = seat.chain.unwrap();
    let again = async |chain| {
        let door = Door::Key { incident: Some(label) };
        let manner = Manner { after: Some(chain), ..Manner::default() };
        Client::enter(&server, &ana, door, manner).await
    };
    assert!(again(chain).await.is_ok());
    let mut ahead = chain;
    ahead.head = Seq(99);
    let away = again(ahead).await.err().unwrap();
    assert_eq!(away.code, SeatEnd::Behind.code());
    assert!(away.why.contains("up to #99") && away.why.contains("only up to #3"), "{}", away.why);
    let mut other = chain;
    other.hash = Hash::of(b"another line");
    let why = denied(again(other).await, SeatEnd::Behind);
    assert!(why.contains("differ at #3 or before"), "{why}");
}

#[tokio::test]
async fn an_invite_ends_by_its_time_and_those_who_came_by_it_stay() {
    let server = in_memory().await;
    let label = incident(&server, &Person::new("ana")).await;
    let valid = Duration::from_secs(1);
    let link = server.invite(Some(label), title("brief"), Scope::Respond, valid, 10_000).await;
    let (link, mut came) = (link.unwrap(), 0);
    let why = loop {
        // As long as it opens, somebody else comes each time.
        match Client::join(&server, &Person::new(&format!("person-{came}")), &link).await {
            Ok(_) => came += 1,
            away => break denied(away, SeatEnd::Denied),
        }
    };
    assert!(came > 0, "nobody came while it was open");
    assert_eq!(why, NOT_OPEN, "as a wrong one is answered");
    assert!(Client::join(&server, &Person::new("person-0"), &link).await.is_ok());
    // That is no guess: others may come from the same address.
    let other = invite(&server, Some(label), Scope::Respond).await;
    for _ in 0..8 {
        denied(Client::join(&server, &Person::new("zoe"), &link).await, SeatEnd::Denied);
    }
    assert!(Client::join(&server, &Person::new("zoe"), &other).await.is_ok());
}

#[tokio::test]
async fn a_hello_that_disagrees_leaves_no_record_and_tells_a_stranger_nothing() {
    let server = in_memory().await;
    let (ana, ben) = (Person::new("ana"), Person::new("ben"));
    let label = incident(&server, &ana).await;
    let mut lead = joined(&server, label, &ana).await;
    let link = invite(&server, Some(label), Scope::Respond).await;
    let head = lead.record(saw("one")).await;
    let mut ahead = lead.chain.unwrap();
    ahead.head = Seq(99);
    let manner = || Manner { after: Some(ahead), ..Manner::default() };
    // Ben may come in, and holds more than the server has: he does not, and nothing says he did.
    let door = Door::Invite { incident: label, token: link.token };
    let away = Client::enter(&server, &ben, door, manner()).await.err().unwrap();
    assert_eq!(away.code, SeatEnd::Behind.code());
    assert!(away.why.contains("up to #99"), "{}", away.why);
    // Who may not come in learns nothing of the journal.
    let door = Door::Key { incident: Some(label) };
    let mal = Person::new("mal");
    let why = denied(Client::enter(&server, &mal, door, manner()).await, SeatEnd::Denied);
    assert!(!why.contains("#99"), "{why}");
    let next = lead.record(saw("two")).await;
    assert_eq!(next, head.next(), "something was recorded of those who were sent away");
}

#[tokio::test]
async fn a_server_on_a_free_port_tells_others_that_port() {
    let told = ["war.example.org:0", "10.0.0.7:0", "proxy.example.org:443"];
    let mut options = options(Keep::Memory(Memory::new()));
    options.addresses = told.map(str::to_owned).to_vec();
    let server = crate::start(options).await.unwrap();
    let port = server.address().port();
    let expected = [
        format!("war.example.org:{port}"),
        format!("10.0.0.7:{port}"),
        "proxy.example.org:443".to_owned(),
    ];
    assert_eq!(server.addresses(), expected);
}

#[tokio::test]
async fn a_wider_invite_widens_and_a_narrower_one_does_not() {
    let server = in_memory().await;
    let (ana, ben) = (Person::new("ana"), Person::new("ben"));
    let label = incident(&server, &ana).await;
    let scope = async |scope| {
        let link = invite(&server, Some(label), scope).await;
        let client = Client::join(&server, &ben, &link).await.unwrap();
        match client.welcome() {
            Some(ServerMessage::Welcome(Welcome { scope, .. })) => *scope,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(scope(Scope::Observe).await, Scope::Observe);
    assert_eq!(scope(Scope::Command).await, Scope::Command);
    assert_eq!(scope(Scope::Observe).await, Scope::Command);
}

#[tokio::test]
async fn what_is_no_message_ends_the_seat() {
    let server = in_memory().await;
    let ana = Person::new("ana");
    let label = incident(&server, &ana).await;
    let frame = |bytes: &'static [u8], kind| {
        Message::Frame(Frame::message(bytes, OpCode::Data(kind), true))
    };
    let cases = [
        (frame(b"\xff\xfe", Data::Text), 1007),
        (frame(b"of nothing", Data::Continue), 1002),
        (Message::text("{\"msg\":\"dance\"}"), SeatEnd::Malformed.code()),
        (Message::binary(vec![1]), SeatEnd::Malformed.code()),
        (Message::text("x".repeat(64 * 1024 + 1)), 1009),
    ];
    for (message, code) in cases {
        let mut seat = joined(&server, label, &ana).await;
        seat.send_raw(message).await;
        assert_eq!(seat.ended().await.code, code);
    }
}

#[tokio::test]
async fn a_silent_stranger_is_shown_out() {
    let mut options = options(Keep::Memory(Memory::new()));
    options.limits.door = DoorLimits { hello: Duration::from_millis(50), ..options.limits.door };
    let server = crate::start(options).await.unwrap();
    let mut client = Client::connect(&server).await;
    client.nonce().await;
    let away = client.ended().await;
    assert_eq!((away.code, away.why.as_str()), (4408, "no hello came in time"));
}

#[tokio::test]
async fn a_full_server_says_so() {
    let limits = Limits { seats: 1, ..Limits::unpaced() };
    let options = Options { limits, ..options(Keep::Memory(Memory::new())) };
    let server = crate::start(options).await.unwrap();
    let ana = Person::new("ana");
    let label = incident(&server, &ana).await;
    let _seat = Client::back(&server, &ana, label).await.unwrap();
    let why = denied(Client::back(&server, &ana, label).await, SeatEnd::Limit);
    assert!(why.contains("no free seat"), "{why}");
}

#[tokio::test]
async fn under_tls_the_proof_holds_for_its_key_alone() {
    let options = Options { tls: true, ..options(Keep::Memory(Memory::new())) };
    let server = crate::start(options).await.unwrap();
    let ana = Person::new("ana");
    let label = incident(&server, &ana).await;
    let door = || Door::Key { incident: Some(label) };
    let manner = Manner { pin: server.pin().unwrap(), ..Manner::default() };
    let mut seat = Client::enter(&server, &ana, door(), manner).await.unwrap();
    assert_eq!(seat.record(saw("under TLS")).await, Seq(2));
    let came = Client::enter(&server, &ana, door(), Manner::default()).await;
    denied(came, SeatEnd::Denied);
}

pub(super) async fn get(server: &Server, path: &str, more: &str) -> String {
    get_by_name(server, &server.address().to_string(), path, more).await
}

async fn get_by_name(server: &Server, host: &str, path: &str, more: &str) -> String {
    let mut tcp = TcpStream::connect(server.address()).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{more}\r\n");
    tcp.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    tcp.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn http_says_how_it_is_and_lets_no_page_in() {
    let server = in_memory().await;
    incident(&server, &Person::new("ana")).await;
    let health = get(&server, "/health", "").await;
    assert!(health.starts_with("HTTP/1.1 200"), "{health}");
    assert!(health.contains("\"ok\":true") && health.contains("\"rooms\":1"), "{health}");
    // By another name, as through a proxy, only that.
    let far = get_by_name(&server, "10.0.0.7:7443", "/health", "").await;
    assert!(far.starts_with("HTTP/1.1 200") && far.ends_with("{\"ok\":true}"), "{far}");
    let page = get(&server, SOCKET_PATH, "origin: https://example.org\r\n").await;
    assert!(page.starts_with("HTTP/1.1 403"), "{page}");
    let plain = get(&server, SOCKET_PATH, "").await;
    assert!(plain.starts_with("HTTP/1.1 426"), "{plain}");
}

/// A page that has its own name point here is told nothing, by a plain door; under TLS it does not
/// come so far.
#[tokio::test]
async fn a_plain_door_answers_to_its_own_names_only() {
    let server = in_memory().await;
    for path in ["/health", SOCKET_PATH] {
        let other = get_by_name(&server, "evil.example", path, "").await;
        assert!(other.starts_with("HTTP/1.1 421") && !other.contains("rooms"), "{other}");
    }
    let own = get_by_name(&server, "localhost", "/health", "").await;
    assert!(own.starts_with("HTTP/1.1 200"), "{own}");
}
