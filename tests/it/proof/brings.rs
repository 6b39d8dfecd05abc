//! Records that are brought to a room which records nothing: what that costs the server, and what is
//! left of it where it does not come to an end.
//!
//! The control of the measure is that of `peers`: what a process takes is seen.

use std::fs;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use warroom_register::protocol::{ClientMessage, ServerMessage};
use warroom_register::{At, Chain, CommandId, InviteLink, Record, Seq};

use super::history::Notes;
use super::peers::{memory, peak_begins, peak_of};
use super::seat::{Socket, Writer, saw};
use super::served::{Served, Shim, data, incident};
use super::table::{figure, proof};
use crate::terminal::Machine;

/// Members who bring, each to a room of their own.
const BRINGERS: usize = 8;
/// What each brings, in pieces of this many bytes: as many at once as the server takes, then slowly.
const PIECES: usize = 160;
const PIECE_BYTES: usize = 24 * 1024;
const AT_ONCE: usize = 40;
const PAUSE: Duration = Duration::from_millis(150);
/// What that may cost, in KiB each: half of what any peer may, and a quarter of what they bring.
const KIB_EACH_MAX: u64 = 1024;
const PATIENCE: Duration = Duration::from_secs(60);

/// A member with a seat in a room that stands still since they said that they hold more.
async fn stops(who: &str, invite: &InviteLink, address: &str) -> (Writer, Socket) {
    let mut writer = Writer::new(who, invite, &Notes::begin("zoe".parse().unwrap()));
    writer.most = 0;
    let mut socket = writer.enter(address).await.unwrap();
    // Opened, invited, and come in.
    while writer.head() < Seq(3) {
        let frame = timeout(PATIENCE, socket.next()).await.expect("no records came");
        writer.take(frame).unwrap();
    }
    drop(socket);
    writer.holds = Some(Seq(writer.head().0 + 50_000));
    let socket = writer.enter(address).await.unwrap();
    (writer, socket)
}

/// Lines that follow this chain, of at least so many bytes.
fn follow(mut chain: Chain, bytes: usize) -> String {
    let mut text = String::new();
    while text.len() < bytes {
        let record = Record {
            seq: chain.head.next(),
            prev: chain.hash,
            salt: None,
            at: At::from_ms(0),
            by: "ana".parse().unwrap(),
            knew: None,
            command: CommandId(uuid::Uuid::from_u128(chain.head.0.into())),
            event: saw(&"invented ".repeat(800)).event(),
            redacted_by: None,
            hash: None,
        };
        let line = record.line();
        chain.follow(&record, &line).unwrap();
        text += &(line + "\n");
    }
    text
}

async fn send(socket: &mut Socket, text: &str, last: bool) {
    let frame = ClientMessage::Lines { text: text.to_owned(), last }.frame();
    socket.send(Message::text(frame)).await.unwrap();
}

/// Brings all of this but its end; gives the end.
async fn brings<'a>(socket: &mut Socket, text: &'a str) -> &'a str {
    let (mut rest, mut sent) = (text, 0);
    while rest.len() > PIECE_BYTES {
        let (piece, behind) = rest.split_at(PIECE_BYTES);
        send(socket, piece, false).await;
        rest = behind;
        sent += 1;
        if sent > AT_ONCE {
            tokio::time::sleep(PAUSE).await;
        }
    }
    rest
}

/// Why what was brought is not taken.
async fn not_taken(socket: &mut Socket) -> String {
    loop {
        let frame = timeout(PATIENCE, socket.next()).await.expect("it was not answered");
        let Some(Ok(Message::Text(text))) = frame else { panic!("{frame:?}") };
        if let Ok(ServerMessage::NotBrought { why }) = serde_json::from_str(&text) {
            return why;
        }
    }
}

/// Files of what is brought, by name: there is none at any time but the moment of its making.
fn named(machine: &Machine) -> usize {
    let names = fs::read_dir(data(machine)).unwrap().map(|entry| entry.unwrap().file_name());
    names.filter(|name| name.to_string_lossy().starts_with("brought-")).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_9_who_brings_records_costs_no_memory() {
    let machine = Machine::of("ana");
    let served = Served::start(&machine, None).unwrap();
    let mut members = Vec::new();
    for n in 0..BRINGERS {
        let invite = incident(&machine);
        members.push(stops(&format!("mal-{n}"), &invite, &served.address).await);
    }
    let before = memory(served.pid());
    peak_begins(served.pid());
    let bring = |(writer, mut socket): (Writer, Socket)| async move {
        let text = follow(writer.chain().unwrap(), PIECES * PIECE_BYTES);
        let rest = brings(&mut socket, &text).await.to_owned();
        (socket, rest)
    };
    let held = futures_util::future::join_all(members.into_iter().map(bring)).await;
    let most = KIB_EACH_MAX * BRINGERS as u64;
    let holds = memory(served.pid()).saturating_sub(before);
    assert!(holds < most, "{BRINGERS} who bring cost {holds} KiB");
    assert_eq!(named(&machine), 0);
    for (mut socket, rest) in held {
        send(&mut socket, &rest, true).await;
        let why = not_taken(&mut socket).await;
        assert!(why.contains("taken of the lead alone"), "{why}");
    }
    let looks = peak_of(served.pid()).saturating_sub(before);
    assert!(looks < most, "to look at what {BRINGERS} brought took {looks} KiB");
    let brought = PIECES * PIECE_BYTES / 1024;
    figure(
        "brings",
        &format!(
            "KiB each, of {brought} that were brought: {} while they came, {} at most",
            holds / BRINGERS as u64,
            looks / BRINGERS as u64
        ),
    );
    proof(
        "brings",
        BRINGERS,
        "no memory for what is brought (figure: `target/proof/figure-brings`)",
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_brought_on_a_full_disk_is_refused_and_what_is_cut_off_leaves_nothing() {
    let machine = Machine::of("ana");
    let mark = machine.home().join("full");
    let full = Shim::of(&machine, format!("full-while:{}", mark.display()));
    let served = Served::start(&machine, Some(&full)).unwrap();
    let invite = incident(&machine);
    let (mut ben, mut socket) = stops("ben", &invite, &served.address).await;
    fs::write(&mark, "").unwrap();
    send(&mut socket, "x", false).await;
    let why = not_taken(&mut socket).await;
    assert!(why.contains("the server's disk is full: free some space there"), "{why}");
    fs::remove_file(&mark).unwrap();
    // The turn is free again; and once more when the connection is cut.
    send(&mut socket, "nothing", true).await;
    let why = not_taken(&mut socket).await;
    assert!(why.contains("does not continue the record here"), "{why}");
    send(&mut socket, &"x".repeat(PIECE_BYTES), false).await;
    drop(socket);
    let mut socket = ben.enter(&served.address).await.unwrap();
    let since = std::time::Instant::now();
    loop {
        send(&mut socket, "nothing", true).await;
        let why = not_taken(&mut socket).await;
        if why.contains("does not continue the record here") {
            break;
        }
        assert!(why.contains("another program of yours is just putting it back"), "{why}");
        assert!(since.elapsed() < PATIENCE, "the turn never ends");
    }
    assert_eq!(named(&machine), 0);
}
