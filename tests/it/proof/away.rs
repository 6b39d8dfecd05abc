//! Away and back: ten thousand missed records over loopback and over a narrow, distant network; a
//! laptop that wakes; connections that are reset all the time.

use std::cell::Cell;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::sync::watch;
use tokio::time::timeout;
use warroom_register::{InviteLink, Label, Seq};
use warroom_server::{Keep, Limits, Options};

use super::history::Notes;
use super::journal::history;
use super::kills::Load;
use super::network::Proxy;
use super::seat::{Writer, saw};
use super::served::{Served, data, incident};
use super::table::{control, figure, proof};
use crate::terminal::Machine;

const MISSED: u64 = 10_000;
/// Asked together when the record is made: as many as one commit takes.
const TOGETHER: u64 = 250;
/// What is promised on loopback.
const NEAR_MAX: Duration = Duration::from_secs(3);
/// What is promised at 2 Mbit/s with 200 ms from one end to the other and back.
const FAR_MAX: Duration = Duration::from_secs(10);
const TRIES_MAX: usize = 4;
/// Far beyond what is promised: what did not come by then never does.
const PATIENCE: Duration = Duration::from_secs(90);

/// Once it wakes, the first try comes so soon.
const WAKE_MAX: Duration = Duration::from_secs(1);
const WAKES: usize = 3;

/// Writes so many records into the journal of a machine whose server does not run.
async fn write_many(data: &Path, count: u64) {
    let listen: SocketAddr = "127.0.0.1:0".parse().unwrap();
    let mut options = Options::new(Keep::Folder(data.to_owned()), listen);
    options.limits = Limits::unpaced();
    let server = warroom_server::start(options).await.unwrap();
    for first in (0..count).step_by(usize::try_from(TOGETHER).unwrap()) {
        let asks = (first..first + TOGETHER).map(|n| {
            let words = format!("entry {n}: p99 of checkout in eu-west is {} ms now", n % 977);
            server.record(Some(Label(1)), saw(&words))
        });
        for recorded in join_all(asks).await {
            recorded.unwrap();
        }
    }
    server.stop().await;
}

/// A machine whose incident has many records.
async fn with_many() -> (Machine, InviteLink) {
    let machine = Machine::of("ana");
    let served = Served::start(&machine, None).unwrap();
    let invite = incident(&machine);
    served.kill();
    write_many(&data(&machine), MISSED).await;
    (machine, invite)
}

/// Joins anew and reads all of it; how long that took.
async fn reads(address: &str, invite: &InviteLink, zstd: bool) -> Duration {
    let mut ben = Writer::new("ben", invite, &Notes::begin("zoe".parse().unwrap()));
    ben.zstd = zstd;
    let since = Instant::now();
    let read = async {
        let mut socket = ben.enter(address).await.unwrap();
        ben.read_to(&mut socket, Seq(MISSED)).await.unwrap();
    };
    timeout(PATIENCE, read).await.expect("the record did not come");
    since.elapsed()
}

/// An address of this machine that is not loopback, if it has one: over it, history comes packed.
pub(super) fn network_address() -> IpAddr {
    let found = || {
        let socket = std::net::UdpSocket::bind("0.0.0.0:0").ok()?;
        socket.connect("192.0.2.1:9").ok()?;
        Some(socket.local_addr().ok()?.ip()).filter(|ip| !ip.is_loopback() && !ip.is_unspecified())
    };
    found().unwrap_or_else(|| Ipv4Addr::LOCALHOST.into())
}

/// How long it takes, at the best of a few tries: other tests may keep the machine busy.
async fn within(most: Duration, reads: impl AsyncFn() -> Duration) -> Duration {
    let mut took = reads().await;
    for _ in 1..TRIES_MAX {
        if took <= most {
            break;
        }
        took = took.min(reads().await);
    }
    assert!(took <= most, "it took {took:?}");
    took
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_6_ten_thousand_missed_records_arrive() {
    let (machine, invite) = with_many().await;
    let served = Served::start(&machine, None).unwrap();
    let near = within(NEAR_MAX, async || reads(&served.address, &invite, false).await).await;
    figure("away-loopback", &format!("{MISSED} records in {near:?}"));
    served.kill();
    let listen = format!("{}:0", network_address());
    let served = Served::listening(&machine, &listen, None).unwrap();
    let (_target, follows) = watch::channel(served.address.clone());
    let proxy = Proxy::before(follows).await;
    proxy.turns(|it| {
        it.delay = Duration::from_millis(100);
        it.bytes_per_second = Some(2_000_000 / 8);
    });
    let far = within(FAR_MAX, async || reads(&proxy.address, &invite, true).await).await;
    figure("away-narrow", &format!("{MISSED} records in {far:?} at 2 Mbit/s and 200 ms"));
    proof(
        "away",
        2,
        "all came, in order, within 3 s and 10 s (figures: `target/proof/figure-away-*`)",
    );
    let slow = reads(&proxy.address, &invite, false).await;
    assert!(slow > FAR_MAX, "unpacked they came within {slow:?}");
    figure("away-unpacked", &format!("{MISSED} records in {slow:?}, the same way and unpacked"));
    control("away-control", 1, 1, "longer than 10 s, as it must be");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_4_connections_that_are_reset_all_the_time_lose_nothing() {
    let machine = Machine::of("ana");
    let served = Served::start(&machine, None).unwrap();
    let invite = incident(&machine);
    let (_target, follows) = watch::channel(served.address.clone());
    let proxy = Proxy::before(follows).await;
    proxy.turns(|it| it.delay = Duration::from_millis(3));
    let people = ["ben", "cy", "dia", "eve"];
    let load = Load::begin(&people, &invite, &proxy.address, |writer| writer.most = 60);
    for _ in 0..40 {
        tokio::time::sleep(Duration::from_millis(60)).await;
        proxy.turns(|it| it.resets += 1);
    }
    let writers = load.all_written().await;
    let resets = proxy.met();
    served.kill();
    let clients = writers.iter().map(|writer| writer.notes.client()).collect();
    let history = history(&data(&machine), clients).await;
    assert_eq!(history.check(), Vec::<String>::new());
    assert!(resets > 60, "there were {resets} connections only");
    proof("resets", 40, "0 lost, 0 twice, 0 refused and recorded");
}

/// How soon a screen tries again that wakes: meanwhile the network forgot its connection.
async fn first_try(ana: &Machine, proxy: &Proxy, invite: &str, n: usize) -> Duration {
    let machine = Machine::of(format!("ben-{n}").leak());
    let mut screen = tokio::task::block_in_place(|| {
        let screen = machine.terminal((80, 24), &["join", invite]);
        screen.sees("saw >");
        screen
    });
    screen.signal("-STOP");
    let before = proxy.met();
    proxy.turns(|it| it.resets += 1);
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(proxy.met(), before, "it did not sleep");
    screen.signal("-CONT");
    let woke = Instant::now();
    let tried = timeout(PATIENCE, proxy.meets_another(before)).await;
    assert!(tried.is_ok(), "it never tried again:\n{}", screen.text());
    let took = woke.elapsed();
    let words = format!("after sleep {n}");
    tokio::task::block_in_place(|| {
        screen.keys(&format!("{words}\r")).sees(&words).sees_no("CUT OFF");
        screen.eventually("its record", || ana.run(&["show"]).ok().contains(&words));
    });
    took
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_8_a_laptop_that_wakes_tries_within_a_second() {
    let ana = Machine::of("ana");
    let (target, follows) = watch::channel(String::new());
    let proxy = Proxy::before(follows).await;
    let served = Served::reached_at(&ana, &proxy.address).unwrap();
    target.send_replace(served.address.clone());
    let invite = InviteLink { addresses: vec![proxy.address.clone()], ..incident(&ana) };
    let invite = invite.to_string();
    let people = Cell::new(0);
    let mut took = Vec::new();
    for _ in 0..WAKES {
        let woken = async || {
            // Somebody else each time: a link that has just come back waits longer.
            people.set(people.get() + 1);
            first_try(&ana, &proxy, &invite, people.get()).await
        };
        took.push(within(WAKE_MAX, woken).await);
    }
    figure("wake", &format!("the first tries came after {took:.0?}"));
    proof("wake", took.len(), "each tried within a second (figure: `target/proof/figure-wake`)");
    // As a control: a connection of which nothing is heard is not known to be lost so soon.
    let eve = Machine::of("eve");
    let screen = tokio::task::block_in_place(|| {
        let screen = eve.terminal((80, 24), &["join", &invite]);
        screen.sees("saw >");
        screen
    });
    screen.signal("-STOP");
    let before = proxy.met();
    proxy.turns(|it| (it.up_held, it.down_held) = (true, true));
    screen.signal("-CONT");
    let tried = timeout(WAKE_MAX, proxy.meets_another(before)).await;
    assert!(tried.is_err(), "it tried again though nothing was lost");
    control("wake-control", 1, 1, "no try within a second, as it must be");
}
