//! What a screen is told of its connection, on a held clock: a dead network, and a server that was
//! started again with two hundred people in its room.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;
use warroom_register::Hash;
use warroom_register::protocol::Door;

use super::chance::Chance;
use super::handle;
use super::held::World;
use super::net::{Gate, Way};
use super::table::proof;
use crate::app::msg::LinkMsg;
use crate::link::copy::History;
use crate::link::dial::Caller;
use crate::link::{Hooks, Link, LinkHandle, Plan, Tries};

/// A dead network shows as connected no longer than this.
const SHOWN_MAX: Duration = Duration::from_secs(15);
/// All are back so soon after a restart.
const BACK_MAX: Duration = Duration::from_secs(20);
const CROWD: usize = 200;

type Inbox = tokio::sync::mpsc::Receiver<LinkMsg>;

/// Somebody who only looks.
fn looks(world: &World, place: usize) -> (LinkHandle, Inbox) {
    let way = Way {
        net: Arc::clone(&world.net),
        who: place,
        chance: Chance::new(place as u64).into(),
        dead: CancellationToken::new(),
    };
    let who = handle(&format!("person-{place}"));
    let plan = Plan {
        caller: Caller {
            handle: who,
            machine: Arc::clone(&world.machine),
            pin: Hash::default(),
            door: Door::Key { incident: Some(world.incident) },
            screen: true,
        },
        addresses: vec!["far.example:7443".to_owned()],
        incident: Some(world.id),
        copy: (world.home.path().join(who.as_str()), History::Read),
        outbox: None,
        tries: Tries::Forever,
        seed: place as u64,
        hooks: Hooks::default(),
    };
    Link::start(way, plan).unwrap()
}

/// Waits until the link is up, or down; how long that took.
async fn until(inbox: &mut Inbox, up: bool) -> Duration {
    let since = Instant::now();
    let waits = async {
        loop {
            match inbox.recv().await.unwrap() {
                LinkMsg::Up(_) if up => return,
                LinkMsg::Down { .. } if !up => return,
                _ => {}
            }
        }
    };
    timeout(Duration::from_secs(120), waits).await.expect("the link never said so");
    since.elapsed()
}

#[tokio::test(start_paused = true)]
async fn promise_8_a_dead_network_is_soon_said_to_be_dead() {
    let ways: [fn(&World, Gate); 3] = [
        |world, gate| {
            world.net.lines[0].up.send_replace(gate);
        },
        |world, gate| {
            world.net.lines[0].down.send_replace(gate);
        },
        |world, gate| {
            world.net.lines[0].up.send_replace(gate);
            world.net.lines[0].down.send_replace(gate);
        },
    ];
    let mut tries = 0;
    for turn in ways {
        let world = World::begin_with(1, 0).await;
        let (_link, mut inbox) = looks(&world, 0);
        until(&mut inbox, true).await;
        for late in 0..10 {
            // At any moment between two beats.
            tokio::time::sleep(Duration::from_millis(700 * late)).await;
            turn(&world, Gate::Held);
            let shown = until(&mut inbox, false).await;
            assert!(shown <= SHOWN_MAX, "shown as connected for {shown:?}");
            turn(&world, Gate::Open);
            until(&mut inbox, true).await;
            tries += 1;
        }
    }
    proof("truth", tries, "said within 15 s");
}

#[tokio::test(start_paused = true)]
async fn promise_8_two_hundred_people_come_back_to_a_server_that_was_started_again() {
    let world = Arc::new(World::begin_with(CROWD, 0).await);
    let mut people: Vec<_> = (0..CROWD).map(|place| looks(&world, place)).collect();
    for (_, inbox) in &mut people {
        until(inbox, true).await;
    }
    tokio::spawn(Arc::clone(&world).keeps_serving(Chance::new(1)));
    world.net.life().unwrap().crash();
    let since = Instant::now();
    for (_, inbox) in &mut people {
        until(inbox, false).await;
    }
    for (_, inbox) in &mut people {
        until(inbox, true).await;
    }
    let back = since.elapsed();
    assert!(back <= BACK_MAX, "all were back after {back:?}");
    proof("back", CROWD, "all back within 20 s");
}
