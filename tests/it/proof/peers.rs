//! Two thousand hostile connections, of strangers and of members: the room stays quick, and each
//! costs little.
//!
//! The controls: a door that waits for ever lets nobody else in, and the memory of a process is seen.

use std::fs;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use warroom_register::{InviteLink, Seq};
use warroom_server::journal::Memory;
use warroom_server::{Keep, Limits, Options, start};

use super::away::network_address;
use super::chance::Chance;
use super::history::Notes;
use super::hostile::{HOSTILE, Reached, Target, come};
use super::seat::{Socket, Writer};
use super::served::{Served, Shim, incident};
use super::table::{control, figure, proof};
use crate::terminal::Machine;

/// People who sit in the room and read.
const QUIET: usize = 8;
pub(super) const PATIENCE: Duration = Duration::from_secs(60);
/// So many come again and again at once, of so many people, for a record of so many long entries.
const COMING: usize = 48;
const PEOPLE: usize = 8;
const LONG: usize = 30;
const TIMES: usize = 500;
/// What one hostile connection may cost the server, in KiB.
pub(super) const KIB_EACH_MAX: u64 = 2 * 1024;
/// The same, where two thousand come at once: few of them have a seat.
const KIB_TOGETHER_MAX: u64 = KIB_EACH_MAX / 32;
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

/// A server on all of this machine's addresses, and its port.
fn everywhere(machine: &Machine) -> (u16, Served) {
    let mut chance = Chance::new(u64::from(std::process::id()));
    // Below the ports that the kernel gives out by itself.
    let ports = std::iter::repeat_with(|| 10_000 + chance.below(20_000)).take(50);
    let mut ports = ports.map(|port| u16::try_from(port).unwrap());
    let serves =
        |port| Some((port, Served::listening(machine, &format!("0.0.0.0:{port}"), None).ok()?));
    ports.find_map(serves).unwrap()
}

/// Somebody who sits in the room and reads: until they are told how far the record goes, and then up to
/// there.
async fn reads_on(
    mut writer: Writer,
    mut socket: Socket,
    end: oneshot::Receiver<Seq>,
) -> Result<Seq, String> {
    let end = tokio::select! {
        ended = writer.read_to(&mut socket, Seq(u64::MAX)) => return Err(format!("{ended:?}")),
        end = end => end.unwrap(),
    };
    writer.read_to(&mut socket, end).await?;
    Ok(writer.head())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_9_two_thousand_hostile_connections_harm_nobody() {
    let machine = Machine::of("ana");
    let (port, served) = everywhere(&machine);
    let near = SocketAddr::from(([127, 0, 0, 1], port));
    let (invite, far) = (incident(&machine), SocketAddr::new(network_address(), port));
    let target = Target { near, far, invite: invite.clone() };
    let near = near.to_string();
    let mut ben = Writer::new("ben", &invite, &Notes::begin("zoe".parse().unwrap()));
    ben.most = 0;
    let mut socket = ben.enter(&near).await.unwrap();
    let mut readers = Vec::new();
    for n in 0..QUIET {
        let mut quiet = Writer::new(&format!("quiet-{n}"), &invite, &ben.notes);
        quiet.most = 0;
        let seat = quiet.enter(&near).await.unwrap();
        let (tell, end) = oneshot::channel();
        readers.push((tell, tokio::spawn(reads_on(quiet, seat, end))));
    }
    let quiet = median(&mut ben, &mut socket, 20).await;
    peak_begins(served.pid());
    let before = memory(served.pid());

    let reached = Arc::new(Reached::default());
    let hostile = come(&target, &reached);
    let since = Instant::now();
    let mut medians = vec![median(&mut ben, &mut socket, 20).await];
    while !reached.all() {
        assert!(since.elapsed() < PATIENCE * 3, "some were never tried: {}", reached.told());
        medians.push(median(&mut ben, &mut socket, 20).await);
    }
    let took = since.elapsed();
    medians.sort_unstable();
    let busy = medians[medians.len() / 2];
    // What each kind costs is measured by itself below; all of them together cost far less each.
    let grown = peak_of(served.pid()).saturating_sub(before);
    assert!(grown < KIB_TOGETHER_MAX * HOSTILE as u64, "it grew by {grown} KiB");
    assert!(busy < QUICK, "an entry took {busy:?}, and {quiet:?} in quiet");
    // While floods go on, somebody who belongs here gets in, and who sat here all the while has it all.
    let entered = comes_in(&invite, &near, &ben.notes).await;
    for (tell, reads) in readers {
        tell.send(ben.head()).unwrap();
        let read = timeout(PATIENCE, reads).await.expect("a quiet seat was not served").unwrap();
        assert!(read.unwrap() >= ben.head(), "a quiet seat lacks something");
    }
    hostile.iter().for_each(JoinHandle::abort);
    let came = reached.told();
    let text = format!(
        "median {quiet:?} in quiet, {busy:?} among {HOSTILE} hostile connections ({came}) within \
         {took:.0?}; the server grew by {grown} KiB at the most; a member came in within {entered:?}; \
         {QUIET} quiet seats had all of it"
    );
    figure("peers", &text);
    let of_it = "each was tried, members wrote on, read on and came in (figures: `target/proof/figure-peers`)";
    proof("peers", HOSTILE, of_it);
    drop(served);
    let slow = in_a_slow_room().await;
    assert!(slow > QUICK, "a room whose disk takes {SLOW_MS} ms took {slow:?}");
    control("peers-control", 1, 1, "an entry took longer than is allowed, as it must");
}

/// How long it takes until somebody who belongs here is in and has written.
async fn comes_in(invite: &InviteLink, near: &str, notes: &Notes) -> Duration {
    let mut cy = Writer::new("cy", invite, notes);
    cy.most = 0;
    let since = Instant::now();
    let mut seat = loop {
        match cy.enter(near).await {
            Ok(seat) => break seat,
            Err(why) => assert!(since.elapsed() < PATIENCE * 2, "cy does not get in: {why}"),
        }
    };
    let entered = since.elapsed();
    median(&mut cy, &mut seat, 3).await;
    entered
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
    let listen = SocketAddr::new(network_address(), 0);
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
