//! Two thousand hostile connections, of strangers and of members: the room stays quick, and each
//! costs little.
//!
//! The controls: a door that waits for ever lets nobody else in, and the memory of a process is seen.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use warroom_register::{InviteLink, Seq};
use warroom_server::journal::Memory;
use warroom_server::{Keep, Limits, Options, start};

use super::away::network_address;
use super::chance::Chance;
use super::costs::MEASURED;
use super::history::Notes;
use super::seat::{Socket, Writer, secure};
use super::served::{Served, Shim, incident};
use super::table::{control, figure, proof};
use crate::terminal::Machine;

const HOSTILE: usize = 2_000;
/// Of them so many have an invite, and misuse it.
const INSIDE: usize = 200;
pub(super) const PATIENCE: Duration = Duration::from_secs(60);
/// So many come again and again at once, of so many people, for a record of so many long entries.
const COMING: usize = 48;
const PEOPLE: usize = 8;
const LONG: usize = 30;
const TIMES: usize = 500;
/// What one hostile connection may cost the server, in KiB.
pub(super) const KIB_EACH_MAX: u64 = 2 * 1024;
/// Among all of them an entry is on the screen so soon, in the middle: they keep every core busy.
const QUICK: Duration = Duration::from_millis(500);
/// What the disk of a control takes for a sync, in milliseconds.
const SLOW_MS: u64 = 600;
/// Strangers of a control, and how long somebody then waits for their turn.
const SILENT: usize = 200;
const TURN: Duration = Duration::from_secs(15);

/// Memory of a process that is in use, in KiB.
pub(super) fn memory(pid: u32) -> u64 {
    status(pid, "VmRSS:")
}

/// From now on the most that it takes is counted anew.
pub(super) fn peak_begins(pid: u32) {
    fs::write(format!("/proc/{pid}/clear_refs"), "5").unwrap();
}

/// The most that it took since then, in KiB.
pub(super) fn peak_of(pid: u32) -> u64 {
    status(pid, "VmHWM:")
}

fn status(pid: u32, name: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.trim().trim_end_matches(" kB").trim().parse().unwrap()
}

/// What the hostile came to: an attack that never reached the server proves nothing.
#[derive(Default)]
struct Reached {
    /// Members who were given a seat.
    seats: AtomicUsize,
    /// Bytes of floods that the server took.
    flooded: AtomicU64,
    /// Strangers who spoke something else and were answered.
    answered: AtomicUsize,
    /// Strangers who had TLS.
    secured: AtomicUsize,
    /// Strangers who were silent or slow until the server closed.
    closed: AtomicUsize,
}

impl Reached {
    /// What came through of each kind; it fails where one did not.
    fn all_kinds(&self) -> String {
        let Self { seats, flooded, answered, secured, closed } = self;
        let count = |of: &AtomicUsize| of.load(Ordering::Relaxed);
        let mib = flooded.load(Ordering::Relaxed) >> 20;
        let (answered, secured, closed) = (count(answered), count(secured), count(closed));
        assert!(count(seats) >= INSIDE / 2, "only {} of {INSIDE} had a seat", count(seats));
        assert!(mib > 0, "no flood came through");
        // One address has few places at the door: which of its strangers get them is chance.
        assert!(answered + secured > 0 && closed > 0, "{answered}, {secured}, {closed}");
        format!(
            "{} seats and {mib} MiB of floods, {answered} strangers answered, {secured} with TLS, {closed} \
             closed after their silence",
            count(seats)
        )
    }
}

/// A stranger of one of four kinds, who stays as long as the server lets them.
async fn stranger(
    kind: usize,
    address: String,
    invite: InviteLink,
    reached: Arc<Reached>,
) -> Option<()> {
    let mut tcp = TcpStream::connect(&address).await.ok()?;
    match kind {
        // Says nothing.
        0 => {}
        // Begins a TLS handshake that never goes on, byte by byte.
        1 => {
            for byte in [0x16, 3, 1, 2, 0, 1, 0, 1] {
                tcp.write_all(&[byte]).await.ok()?;
                tokio::time::sleep(Duration::from_millis(900)).await;
            }
        }
        // Speaks something else.
        2 => tcp.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.ok()?,
        // Has TLS, and drips a head that never ends.
        _ => {
            drop(tcp);
            let mut stream = secure(&address, invite.pin?).await.ok()?;
            reached.secured.fetch_add(1, Ordering::Relaxed);
            stream.write_all(b"GET /socket HTTP/1.1\r\nhost: x\r\nx-a: ").await.ok()?;
            loop {
                stream.write_all(b"a").await.ok()?;
                stream.flush().await.ok()?;
                tokio::time::sleep(Duration::from_millis(300)).await;
            }
        }
    }
    let mut rest = Vec::new();
    tcp.read_to_end(&mut rest).await.ok()?;
    let ended = if rest.is_empty() { &reached.closed } else { &reached.answered };
    ended.fetch_add(1, Ordering::Relaxed);
    Some(())
}

/// A member who floods: pings, unfinished fragments, the largest frames, or reads nothing.
async fn member(
    kind: usize,
    n: usize,
    address: String,
    invite: InviteLink,
    reached: Arc<Reached>,
) -> Option<()> {
    let notes = Notes::begin("zoe".parse().unwrap());
    let mut writer = Writer::new(&format!("mal-{}", n % 8), &invite, &notes);
    let mut socket = writer.enter(&address).await.ok()?;
    reached.seats.fetch_add(1, Ordering::Relaxed);
    let flood: Vec<u8> = match kind {
        0 => [&[0x89, 0xfd, 0, 0, 0, 0][..], &[b'p'; 125]].concat().repeat(100),
        1 => [0x01, 0x80, 0, 0, 0, 0]
            .into_iter()
            .chain([0x00, 0x80, 0, 0, 0, 0].repeat(1_000))
            .collect(),
        2 => [&[0x81, 0xfe, 0xff, 0xff, 0, 0, 0, 0][..], &b"a".repeat(65_535)].concat(),
        _ => {
            tokio::time::sleep(PATIENCE).await;
            return Some(());
        }
    };
    let stream = socket.get_mut();
    while stream.write_all(&flood).await.is_ok() {
        reached.flooded.fetch_add(flood.len() as u64, Ordering::Relaxed);
        stream.flush().await.ok()?;
    }
    Some(())
}

/// Writes so many entries; how long the middle one took to be seen recorded.
pub(super) async fn median(writer: &mut Writer, socket: &mut Socket, entries: usize) -> Duration {
    let mut took = Vec::new();
    for _ in 0..entries {
        let since = Instant::now();
        writer.more(1);
        let settled = timeout(PATIENCE, writer.settled(socket)).await;
        settled.expect("the room stands still").unwrap();
        took.push(since.elapsed());
        // Ten a second, as a responder may.
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    took.sort_unstable();
    took[entries / 2]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_9_two_thousand_hostile_connections_harm_nobody() {
    let machine = Machine::of("ana");
    let mut chance = Chance::new(u64::from(std::process::id()));
    // Below the ports that the kernel gives out by itself.
    let mut ports = std::iter::repeat_with(|| 10_000 + chance.below(20_000)).take(50);
    let (port, served) = ports
        .find_map(|port| {
            let everywhere = format!("0.0.0.0:{port}");
            Some((port, Served::listening(&machine, &everywhere, None).ok()?))
        })
        .unwrap();
    // Hostile strangers come from another address than this machine's own programs, where it has one.
    let (near, far) = (format!("127.0.0.1:{port}"), format!("{}:{port}", network_address()));
    let invite = incident(&machine);
    let mut ben = Writer::new("ben", &invite, &Notes::begin("zoe".parse().unwrap()));
    ben.most = 0;
    let mut socket = ben.enter(&near).await.unwrap();
    let quiet = median(&mut ben, &mut socket, 20).await;
    let before = memory(served.pid());

    let reached = Arc::new(Reached::default());
    let mut hostile: Vec<JoinHandle<Option<()>>> = Vec::new();
    for n in 0..HOSTILE {
        let reached = Arc::clone(&reached);
        hostile.push(if n < INSIDE {
            tokio::spawn(member(n % 4, n, near.clone(), invite.clone(), reached))
        } else {
            tokio::spawn(stranger(n % 4, far.clone(), invite.clone(), reached))
        });
    }
    let busy = median(&mut ben, &mut socket, 60).await;
    let after = memory(served.pid());
    let grown = after.saturating_sub(before);
    // Fewer than these are inside at one time; what each kind costs is measured below.
    assert!(grown < KIB_EACH_MAX * MEASURED as u64, "it grew by {grown} KiB");
    assert!(busy < QUICK, "an entry took {busy:?}, and {quiet:?} in quiet");
    // While strangers come and come, somebody who belongs here gets in.
    let mut cy = Writer::new("cy", &invite, &ben.notes);
    cy.most = 0;
    let since = Instant::now();
    let mut seat = loop {
        match cy.enter(&near).await {
            Ok(seat) => break seat,
            Err(why) => assert!(since.elapsed() < PATIENCE * 2, "cy does not get in: {why}"),
        }
    };
    let entered = since.elapsed();
    median(&mut cy, &mut seat, 3).await;
    hostile.iter().for_each(JoinHandle::abort);
    let came = reached.all_kinds();
    let text = format!(
        "median {quiet:?} in quiet, {busy:?} among {HOSTILE} hostile connections ({came}); the server \
         grew by {grown} KiB; a member came in within {entered:?}"
    );
    figure("peers", &text);
    proof("peers", HOSTILE, "members wrote on and came in (figures: `target/proof/figure-peers`)");
    drop(served);
    let slow = in_a_slow_room().await;
    assert!(slow > QUICK, "a room whose disk takes {SLOW_MS} ms took {slow:?}");
    control("peers-control", 1, 1, "an entry took longer than is allowed, as it must");
}

/// The same measure where the room is slow, and nobody is hostile.
async fn in_a_slow_room() -> Duration {
    let machine = Machine::of("ana");
    let slow = Shim::of(&machine, format!("slow:{SLOW_MS}"));
    let served = Served::start(&machine, Some(&slow)).unwrap();
    let invite = incident(&machine);
    let mut ben = Writer::new("ben", &invite, &Notes::begin("zoe".parse().unwrap()));
    ben.most = 0;
    let mut socket = ben.enter(&served.address).await.unwrap();
    median(&mut ben, &mut socket, 5).await
}

/// One of those who come again and again with nothing in hand, read all there is, and go; how often.
async fn comes_again(n: usize, address: String, invite: InviteLink, left: Arc<AtomicUsize>) {
    let notes = Notes::begin("zoe".parse().unwrap());
    let one_less = |left: usize| left.checked_sub(1);
    while left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less).is_ok() {
        let mut writer = Writer::new(&format!("mal-{}", n % PEOPLE), &invite, &notes);
        let Ok(mut socket) = writer.enter(&address).await else { continue };
        // Who was given much of late waits for more: that is theirs.
        let all = writer.read_to(&mut socket, Seq(LONG as u64));
        drop(timeout(PATIENCE, all).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_9_who_comes_again_and_again_harms_nobody() {
    let machine = Machine::of("ana");
    let served = Served::start(&machine, None).unwrap();
    let invite = incident(&machine);
    let mut ben = Writer::new("ben", &invite, &Notes::begin("zoe".parse().unwrap()));
    (ben.most, ben.padding) = (0, 15_000);
    let mut socket = ben.enter(&served.address).await.unwrap();
    median(&mut ben, &mut socket, LONG).await;
    ben.padding = 0;
    let quiet = median(&mut ben, &mut socket, 20).await;
    let before = memory(served.pid());
    let left = Arc::new(AtomicUsize::new(TIMES));
    let come: Vec<_> = (0..COMING)
        .map(|n| {
            let (address, invite) = (served.address.clone(), invite.clone());
            tokio::spawn(comes_again(n, address, invite, Arc::clone(&left)))
        })
        .collect();
    let since = Instant::now();
    let mut medians = Vec::new();
    while left.load(Ordering::SeqCst) > 0 {
        medians.push(median(&mut ben, &mut socket, 10).await);
    }
    let took = since.elapsed();
    let grown = memory(served.pid()).saturating_sub(before);
    come.iter().for_each(JoinHandle::abort);
    medians.sort_unstable();
    let busy = medians[medians.len() / 2];
    assert!(busy < QUICK, "an entry took {busy:?}, and {quiet:?} in quiet");
    assert!(grown < KIB_EACH_MAX * COMING as u64, "it grew by {grown} KiB");
    let text = format!(
        "median {quiet:?} in quiet, {busy:?} while {COMING} came {TIMES} times in \
         {took:.0?} for a record of {LONG} long entries; the server grew by {grown} KiB"
    );
    figure("rejoins", &text);
    let came_of_it = "members wrote on (figures: `target/proof/figure-rejoins`)";
    proof("rejoins", TIMES, came_of_it);
}

/// How long somebody waits at a door in front of which many stand and say nothing; none: they did not
/// come in.
async fn waits_behind_silent(hello: Duration) -> Option<Duration> {
    let listen = std::net::SocketAddr::new(network_address(), 0);
    let mut options = Options::new(Keep::Memory(Memory::new()), listen);
    // From one address, which is this machine's own where it has no other.
    options.limits.door.hello = hello;
    options.limits.door.strangers_of_loopback = options.limits.door.strangers_per_address;
    let server = start(options).await.unwrap();
    let address = server.address().to_string();
    let silent: Vec<_> = (0..SILENT).map(|_| TcpStream::connect(address.clone())).collect();
    let silent = futures_util::future::join_all(silent).await;
    let pin = server.pin().unwrap();
    let since = Instant::now();
    let comes_in = async {
        // One more of them is closed at once; so it is tried until a slot is free.
        while super::seat::socket(&address, pin).await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        since.elapsed()
    };
    let came = timeout(TURN, comes_in).await.ok();
    drop(silent);
    server.stop().await;
    came
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_9_who_says_nothing_holds_no_slot_for_long() {
    let usual = Limits::default().door.hello;
    let came = waits_behind_silent(usual).await.expect("nobody else comes in");
    figure("turn", &format!("in after {came:.1?}, behind {SILENT} who say nothing"));
    proof("silent", SILENT, "somebody else came in once the five seconds were over");
    // As a control: at a door that waits for ever nobody else does.
    let never = waits_behind_silent(Duration::from_secs(3_600)).await;
    assert!(never.is_none(), "a door that waits for ever let somebody in after {never:?}");
    control("silent-control", 1, SILENT, "nobody else came in, as it must be");
}
