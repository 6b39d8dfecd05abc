//! Worlds whose server dies for good: one of the people serves the room from their own copy, the others
//! find it, bring what they hold more, and go on; then the old server comes back with its older record.
//!
//! Nothing that was on any screen is lost, nothing is there twice, and nobody follows the old one. As a
//! control the rescued room waits for nobody: then what the rescuer had not seen is lost.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use warroom_register::{Command, Hash, Record, Seq};
use warroom_server::journal::{LINES_AT_ONCE_MAX, Memory, Store};
use warroom_server::{Keep, Limits, Options, start};

use super::chance::Chance;
use super::held::{World, in_a_world, number};
use super::history::{History, Line, Notes};
use super::net::{Gate, Life};
use super::person::Progress;
use super::table::{control, proof};
use super::{PEOPLE, handle};
use crate::paths::Paths;

const SEEDS: u64 = 40;
const CONTROL_SEEDS: u64 = 20;
const MISCHIEF: i64 = 4;
const PATIENCE: Duration = Duration::from_secs(400);
/// The address of whoever rescues.
const HOST: &str = "host-cy.example:7443";

fn pin() -> Hash {
    Hash::of(b"the key of cy's server")
}

/// A server of its own identity on this journal, at its own address.
async fn serve_elsewhere(world: &World, store: Memory, gather: Duration) -> Arc<Life> {
    let mut options = Options::new(Keep::Memory(store.clone()), "127.0.0.1:0".parse().unwrap());
    options.owner = Some(world.machine.public());
    (options.tls, options.clock) = (false, world.clock.clone());
    options.plain_pin = pin();
    options.addresses = vec![HOST.to_owned()];
    options.limits = Limits { gather, ..Limits::default() };
    let life = Arc::new(Life::new(start(options).await.unwrap(), store));
    world.net.put_elsewhere(Some((HOST.to_owned(), Arc::clone(&life))));
    life
}

async fn journal(world: &World, store: &Memory) -> (String, Vec<Line>) {
    let store = Store::Memory(store.clone());
    let all = store.list().await.unwrap();
    let stored = all.into_iter().find(|stored| stored.id == world.id).unwrap();
    let lines = store.read(world.id, Seq(0), LINES_AT_ONCE_MAX).await.unwrap();
    let journal = lines.iter().map(|line| Line::of(&Record::read(line).unwrap(), line));
    (stored.header, journal.collect())
}

async fn converges(world: &World, life: &Life, people: &mut [watch::Receiver<Progress>]) {
    loop {
        let head = Seq(journal(world, life.store()).await.1.len() as u64);
        for person in &mut *people {
            if person.wait_for(|it| it.settled && it.head >= head).await.is_err() {
                std::future::pending::<()>().await;
            }
        }
        if Seq(journal(world, life.store()).await.1.len() as u64) == head {
            return;
        }
        sleep(Duration::from_millis(100)).await;
    }
}

async fn lives_through(seed: u64, gather: Duration) -> Result<usize, String> {
    let mut chance = Chance::new(seed);
    let world = Arc::new(World::begin_with(PEOPLE.len(), 0).await);
    let first = world.net.life().unwrap();
    let offer = Command::OfferHost { addresses: vec![HOST.to_owned()], pin: pin() };
    first.server().record(Some(world.incident), offer).await.unwrap();
    let begin = Notes::begin(warroom_register::Handle::warroom());
    let (mut tasks, mut notes, mut progress) = (vec![], vec![], vec![]);
    for (place, name) in PEOPLE.iter().enumerate() {
        let own = begin.another(handle(name));
        let person = world.person(place, handle(name), own.clone(), &mut chance);
        notes.push(own);
        progress.push(person.progress.subscribe());
        tasks.push(tokio::spawn(person.live()));
    }
    // All have seen the offer; then the weather begins, and whoever will rescue falls behind.
    for person in &mut progress {
        person.wait_for(|it| it.head >= Seq(2)).await.unwrap();
    }
    world.net.stir(MISCHIEF);
    let rescuer = usize::try_from(chance.below(PEOPLE.len() as u64)).unwrap();
    sleep(Duration::from_millis(chance.below(6_000))).await;
    world.net.lines[rescuer].down.send_replace(Gate::Held);
    let other = (rescuer + 1) % PEOPLE.len();
    if chance.percent(50) {
        world.net.lines[other].up.send_replace(Gate::Held);
    }
    sleep(Duration::from_millis(500 + chance.below(8_000))).await;
    // The server's machine is gone. What it held then is an old backup somewhere.
    first.crash();
    let backup = first.crashed().await;
    world.net.put(None);
    let before = journal(&world, &backup).await.1;
    world.net.calm();
    sleep(Duration::from_millis(chance.below(20_000))).await;
    let home = world.home.path().join(format!("{}-0", PEOPLE[rescuer]));
    let copy = std::fs::read_to_string(Paths::under(&home).copy_file(world.id)).unwrap();
    let whole: String = copy.split_inclusive('\n').filter(|line| line.ends_with('\n')).collect();
    let store = Memory::new();
    store.adopt(&whole, handle(PEOPLE[rescuer])).unwrap();
    let life = serve_elsewhere(&world, store, gather).await;
    let converged = timeout(PATIENCE, converges(&world, &life, &mut progress)).await;
    let mut stuck = converged.is_err();

    // The old one comes back, just when the new one is down for a while.
    let old = world.serve(backup).await;
    life.crash();
    let left = life.crashed().await;
    world.net.put_elsewhere(None);
    sleep(Duration::from_millis(20_000 + chance.below(20_000))).await;
    let after = journal(&world, old.store()).await.1;
    if after != before {
        return Err(format!("seed {seed}: somebody wrote into the older record"));
    }
    let life = serve_elsewhere(&world, left, gather).await;
    stuck |= timeout(PATIENCE, converges(&world, &life, &mut progress)).await.is_err();
    let (header, journal) = journal(&world, life.store()).await;
    let clients = notes.iter().map(Notes::client).collect();
    let history = History { clients, header, journal };
    let wrongs = history.check();
    tasks.iter().for_each(tokio::task::JoinHandle::abort);
    if stuck || !wrongs.is_empty() {
        return Err(format!("WARROOM_SEED={seed} fails: stuck {stuck}, {wrongs:#?}"));
    }
    Ok(history.asked())
}

#[test]
fn promise_11_a_room_survives_its_server_in_forty_worlds() {
    let gather = Duration::from_secs(10);
    if let Some(seed) = number("WARROOM_SEED") {
        in_a_world(lives_through(seed, gather)).unwrap();
        return;
    }
    for seed in 1..=SEEDS {
        in_a_world(lives_through(seed, gather)).unwrap();
    }
    let tries = usize::try_from(SEEDS).unwrap();
    proof("rescue-worlds", tries, "0 lost, 0 twice, none followed the older record");
}

#[test]
fn promise_11_control_a_room_that_waits_for_nobody_loses_what_its_rescuer_had_not_seen() {
    let lost = (1..=CONTROL_SEEDS)
        .filter(|seed| in_a_world(lives_through(*seed, Duration::ZERO)).is_err())
        .count();
    let tries = usize::try_from(CONTROL_SEEDS).unwrap();
    assert!(lost > tries / 4, "only {lost} lost anything");
    control("rescue-control", lost, tries, "lost in many, as it must");
}
