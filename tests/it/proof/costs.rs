//! What one peer costs the server, whatever they do and however much there is to be told: its memory,
//! while they hold on to all of it.
//!
//! The controls, by the same measure: what a process takes is seen, and so is what somebody takes who keeps
//! all that the library tells.

use std::fs;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use warroom_register::library::Paper;
use warroom_register::protocol::{ClientMessage, Consult, Consulted, ServerMessage};
use warroom_register::{At, InviteLink, Text};

use super::history::Notes;
use super::peers::{KIB_EACH_MAX, PATIENCE, median, memory};
use super::seat::{Socket, Writer, secure};
use super::served::{Served, data, incident};
use super::table::{control, figure, proof};
use crate::terminal::Machine;

/// Of one kind at a time, whose cost is measured.
const MEASURED: usize = 24;
/// Reports in a library, which all come in its first answer or do not; and questions of one who reads none.
const PAPERS: u32 = 400;
const QUESTIONS: usize = 4;

/// Somebody who means to cost much: what they did stays open as long as what this gives.
async fn costly(kind: Costly, n: usize, address: &str, to: &Invites) -> Option<Held> {
    let invite = &to.room;
    let half = [&[0x81, 0xfe, 0xff, 0xff, 0, 0, 0, 0][..], &b"a".repeat(60_000)].concat();
    match kind {
        Costly::Handshake => {
            let mut tcp = TcpStream::connect(address).await.ok()?;
            tcp.write_all(&[0x16, 3, 1, 0x3f, 0xff]).await.ok()?;
            tcp.write_all(&[1; 16_000]).await.ok()?;
            return Some(Held::Tcp(tcp));
        }
        Costly::Head => {
            let mut stream = secure(address, invite.pin?).await.ok()?;
            let head = format!("GET /x HTTP/1.1\r\nhost: x\r\nx-a: {}", "a".repeat(8_000));
            stream.write_all(head.as_bytes()).await.ok()?;
            stream.flush().await.ok()?;
            return Some(Held::Tls(Box::new(stream)));
        }
        Costly::Deaf | Costly::Frame | Costly::Fragments | Costly::Asks => {}
    }
    let notes = Notes::begin("zoe".parse().unwrap());
    let invite = if matches!(kind, Costly::Asks) { &to.lobby } else { invite };
    let mut writer = Writer::new(&format!("mal-{}", n % 8), invite, &notes);
    let mut socket = writer.enter(address).await.ok()?;
    if matches!(kind, Costly::Asks) {
        for _ in 0..QUESTIONS {
            socket.send(Message::text(question(0))).await.ok()?;
        }
        return Some(Held::Seat(Box::new(socket)));
    }
    let stream = socket.get_mut();
    match kind {
        // It reads nothing of a record of megabytes.
        Costly::Deaf | Costly::Handshake | Costly::Head | Costly::Asks => {}
        // The largest frame there may be, without its end.
        Costly::Frame => stream.write_all(&half).await.ok()?,
        // A message in many frames, each as it may be, and no end of it.
        Costly::Fragments => {
            let next = [&[0x00, 0xfe, 0x10, 0, 0, 0, 0, 0][..], &b"b".repeat(4_096)].concat();
            let first = [&[0x01, 0xfe, 0x10, 0, 0, 0, 0, 0][..], &b"a".repeat(4_096)].concat();
            stream.write_all(&[first, next.repeat(14)].concat()).await.ok()?;
        }
    }
    stream.flush().await.ok()?;
    Some(Held::Seat(Box::new(socket)))
}

#[derive(Clone, Copy, Debug)]
enum Costly {
    Handshake,
    Head,
    Deaf,
    Frame,
    Fragments,
    /// Asks the library for all that it has, again and again, and reads no answer.
    Asks,
}

impl Costly {
    const ALL: [Self; 6] =
        [Self::Handshake, Self::Head, Self::Deaf, Self::Frame, Self::Fragments, Self::Asks];
}

/// To the room, and to the server.
struct Invites {
    room: InviteLink,
    lobby: InviteLink,
}

/// Puts so much into the library of a server that all of it is many times what a peer may cost.
fn fill_library(machine: &Machine) {
    let folder = data(machine).join("papers");
    fs::create_dir(&folder).unwrap();
    for number in 1..=PAPERS {
        let paper = Paper {
            paper: Paper::VERSION,
            number,
            title: "Lessons of others".to_owned().try_into().unwrap(),
            kind: None,
            services: Vec::new(),
            link: Text::default(),
            notes: "what was learnt ".repeat(1000).into(),
            added_at: At::from_ms(0),
            by: "zoe".parse().unwrap(),
            text: Text::default(),
        };
        let json = serde_json::to_string(&paper).unwrap();
        fs::write(folder.join(format!("T-{number}.json")), json).unwrap();
    }
}

fn question(skip: u32) -> String {
    ClientMessage::Consult(Consult::Incidents { skip }).frame()
}

/// Asks the library for all that it has, as often as it takes; gives the messages. From then on the server
/// has taken everything in.
async fn all_told(address: &str, to: &Invites) -> Vec<String> {
    let mut writer = Writer::new("cy", &to.lobby, &Notes::begin("zoe".parse().unwrap()));
    let mut socket = writer.enter(address).await.unwrap();
    let (mut told, mut skip) = (Vec::new(), 0);
    socket.send(Message::text(question(skip))).await.unwrap();
    loop {
        let frame = timeout(PATIENCE, socket.next()).await.expect("it is not answered");
        let Some(Ok(Message::Text(text))) = frame else { continue };
        let Ok(ServerMessage::Consulted(answer)) = serde_json::from_str(&text) else { continue };
        let Consulted::Incidents { facts, more, papers } = answer else { panic!("{answer:?}") };
        told.push(text.to_string());
        if !more {
            return told;
        }
        skip += u32::try_from(facts.len() + papers.len()).unwrap();
        socket.send(Message::text(question(skip))).await.unwrap();
    }
}

/// The control of who asks and reads nothing: what they do not cost the server is what it would be to keep
/// all answers for them.
async fn keeps_all_answers(address: &str, to: &Invites) {
    let before = memory(std::process::id());
    let mut kept = Vec::new();
    for _ in 0..QUESTIONS {
        kept.push(all_told(address, to).await);
    }
    let seen = memory(std::process::id()).saturating_sub(before);
    assert!(kept.iter().all(|told| told.len() > 1), "all at once");
    assert!(seen > KIB_EACH_MAX, "{seen} KiB is no more than anybody may cost");
    control("library-control", 1, 1, "more than 2 MiB, as it must be");
}

#[expect(dead_code, reason = "it is held open, and nothing more")]
enum Held {
    Tcp(TcpStream),
    Tls(Box<tokio_rustls::client::TlsStream<TcpStream>>),
    Seat(Box<Socket>),
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_9_no_peer_costs_more_than_two_mebibytes() {
    let machine = Machine::of("ana");
    let served = Served::start(&machine, None).unwrap();
    let lobby = machine.run(&["invite", "--server"]).ok().trim().parse().unwrap();
    let to = Invites { room: incident(&machine), lobby };
    fill_library(&machine);
    keeps_all_answers(&served.address, &to).await;
    // Megabytes for whoever reads none of them.
    let mut ben = Writer::new("ben", &to.room, &Notes::begin("zoe".parse().unwrap()));
    (ben.most, ben.padding) = (0, 15_000);
    let mut socket = ben.enter(&served.address).await.unwrap();
    median(&mut ben, &mut socket, 60).await;
    let mut costs = Vec::new();
    let mut tries = 0;
    for kind in Costly::ALL {
        let before = memory(served.pid());
        let mut held = Vec::new();
        for n in 0..MEASURED {
            held.push(costly(kind, n, &served.address, &to).await.expect("it did not come in"));
        }
        // The room goes on, and by then all that came was taken.
        median(&mut ben, &mut socket, 5).await;
        let grown = memory(served.pid()).saturating_sub(before);
        let most = KIB_EACH_MAX * MEASURED as u64;
        assert!(grown < most, "{MEASURED} of {kind:?} cost {grown} KiB");
        costs.push(format!("{kind:?} {}", grown / MEASURED as u64));
        tries += held.len();
    }
    figure("costs", &format!("KiB each: {}", costs.join(", ")));
    // As a control: what a process takes is seen.
    let own = std::process::id();
    let before = memory(own);
    let taken = vec![1_u8; 64 << 20];
    let seen = memory(own).saturating_sub(before);
    assert!(seen > 60 << 10 && taken.iter().all(|byte| *byte == 1), "{seen} KiB of 64 MiB");
    control("costs-control", 1, 1, "seen, as it must be");
    proof("costs", tries, "less than 2 MiB each (figure: `target/proof/figure-costs`)");
}
