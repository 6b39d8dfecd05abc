//! A machine that sleeps: its clock on the wall goes on, and the one that waits does not.

use super::super::*;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use tokio::io::DuplexStream;
use tokio::time::{Instant, advance, timeout};

use super::busy::long;
use super::world::{Peer, Pipe, World, down, until};
use crate::world::table::{control, figure, proof};

/// The first try comes so soon.
const WAKE_MAX: Duration = Duration::from_secs(1);
/// And, where that was in vain, the second one so soon after it.
const SECOND_MAX: Duration = Duration::from_millis(1_100);
/// What else leads to a try comes later than that, and before this.
const PATIENCE: Duration = Duration::from_secs(60);
/// What is waited for between two tries is longer than this, in seconds, and so than `WAKE_MAX`.
const WAIT_SECONDS_MIN: u64 = 4;
/// At so many moments between two looks at the clocks.
const MOMENTS: u32 = 7;
const SLEEPS: [Duration; 3] =
    [Duration::from_secs(10), Duration::from_secs(600), Duration::from_secs(8 * 3_600)];

/// The way of a machine whose clock on the wall may leap.
#[derive(Clone)]
struct Laptop(Pipe, Arc<Mutex<Duration>>);

impl Road for Laptop {
    type Stream = DuplexStream;
    async fn reach(&self, address: &str) -> Result<DuplexStream, String> {
        self.0.reach(address).await
    }

    fn wall(&self) -> SystemTime {
        SystemTime::now() + *self.1.lock().unwrap()
    }
}

/// Where the link stands when the machine falls asleep.
#[derive(Clone, Copy)]
enum Stands {
    InACall,
    InASeat,
    InTheMidstOfSending,
    BetweenTries,
}

const STANDS: [Stands; 4] =
    [Stands::InACall, Stands::InASeat, Stands::InTheMidstOfSending, Stands::BetweenTries];

/// How soon a link tries on a machine that sleeps at some moment.
async fn tries(slept: Duration, stands: Stands, moment: u32) -> Duration {
    let mut world = World::new();
    let laptop = Laptop(world.road.clone(), Arc::default());
    let (link, mut inbox) = start(laptop.clone(), world.plan(Tries::Forever)).unwrap();
    // The server's end stays open and says nothing more: nobody is told that it was forgotten.
    let (mut call, mut seat) = (None, None);
    if matches!(stands, Stands::InACall) {
        call = world.calls.recv().await;
    } else {
        let mut peer = Peer::meet(&mut world.calls).await;
        peer.welcome(0).await;
        until(&mut inbox, |msg| matches!(msg, LinkMsg::Up(_)).then_some(())).await;
        seat = Some(peer);
    }
    match stands {
        Stands::InACall | Stands::InASeat => {}
        Stands::InTheMidstOfSending => {
            for number in 1..=8 {
                link.send(long(number)).await;
            }
            link.taking().wait().await;
        }
        Stands::BetweenTries => {
            drop(seat.take());
            while !waits_for_long(&mut world, &mut inbox).await {}
        }
    }
    advance(Duration::from_millis(100) * moment).await;
    *laptop.1.lock().unwrap() += slept;
    let woke = Instant::now();
    let tried = timeout(PATIENCE, world.calls.recv()).await;
    assert!(matches!(tried, Ok(Some(_))), "it never tried again");
    let took = woke.elapsed();
    if SLEEPS.contains(&slept) {
        drop(tried);
        let next = timeout(SECOND_MAX, world.calls.recv()).await;
        assert!(next.is_ok(), "a network may need a moment too, and it waits as long as before");
    }
    drop((call, seat));
    took
}

/// Whether it waits so long for its next try now; until it says so each of its calls is in vain.
async fn waits_for_long(world: &mut World, inbox: &mut mpsc::Receiver<LinkMsg>) -> bool {
    tokio::select! {
        (_, retry) = until(inbox, down) => retry.unwrap() > WAIT_SECONDS_MIN,
        _in_vain = world.calls.recv() => false,
    }
}

/// The same at every moment, and in all places.
async fn everywhere(slept: Duration) -> Vec<Duration> {
    let mut all = Vec::new();
    for moment in 0..MOMENTS {
        for stands in STANDS {
            all.push(tries(slept, stands, moment).await);
        }
    }
    all
}

#[tokio::test(start_paused = true)]
async fn promise_8_who_slept_is_tried_for_within_a_second_wherever_the_link_stood() {
    let mut took = Vec::new();
    for slept in SLEEPS {
        took.extend(everywhere(slept).await);
    }
    let late: Vec<_> = took.iter().filter(|took| **took > WAKE_MAX).collect();
    assert!(late.is_empty(), "the first tries came after {late:?}");
    figure("slept", &format!("the last of the first tries came after {:?}", took.iter().max()));
    proof("slept", took.len(), "tried within a second, each time");
    // As a control: somebody who sets the clock ahead a little has not slept.
    let awake = everywhere(Duration::from_secs(3)).await;
    let soon = awake.iter().filter(|took| **took <= WAKE_MAX).count();
    assert_eq!(soon, 0, "{awake:?}");
    control("slept-control", awake.len(), awake.len(), "no try within a second, as it must be");
}
