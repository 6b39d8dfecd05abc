//! Worlds whose server dies for good: one of the people serves the room from their own copy, the others
//! find it, bring what they hold more, and go on; then the old server comes back with its older record.
//!
//! Nothing that was on any screen is lost, nothing is there twice, and nobody follows the old one. As a
//! control the rescued room waits for nobody: then what the rescuer had not seen is lost.

use std::time::Duration;

use warroom_register::{Command, Hash, Seq};
use warroom_server::Options;
use warroom_server::journal::Memory;

use super::chance::Chance;
use super::globe::{Begin, SERVER, World};
use super::held::{PARTED_DOWN, PARTED_UP, Peopled, number};
use super::table::{control, proof};
use super::{PEOPLE, handle};
use crate::paths::Paths;

const SEEDS: u64 = 40;
const CONTROL_SEEDS: u64 = 20;
const MISCHIEF: i64 = 4;
const PATIENCE: Duration = Duration::from_secs(400);
/// Whoever rescues, and their address.
const HOST: &str = "host-cy.example";
const HOST_ADDRESS: &str = "host-cy.example:7443";

fn pin() -> Hash {
    Hash::of(b"the key of cy's server")
}

fn begin(seed: u64, gather: Duration) -> Begin {
    let dress = move |name: &str, options: &mut Options| {
        if name == HOST {
            options.plain_pin = pin();
            options.limits.gather = gather;
        }
    };
    let offer = Command::OfferHost { addresses: vec![HOST_ADDRESS.to_owned()], pin: pin() };
    Begin {
        seed,
        first: vec![offer],
        dress: Box::new(dress),
        restarts: false,
        ..Begin::calm(PEOPLE.len())
    }
}

/// The weather begins, whoever will rescue falls behind, and the server's machine is gone. Gives what it
/// held then, an old backup somewhere.
fn falls(peopled: &mut Peopled, rescuer: usize, chance: &mut Chance) -> Memory {
    peopled.globe.world.net.stir(MISCHIEF);
    peopled.globe.pass(Duration::from_millis(chance.below(6_000)));
    peopled.turn(rescuer, PARTED_DOWN);
    if chance.percent(50) {
        peopled.turn((rescuer + 1) % PEOPLE.len(), PARTED_UP);
    }
    peopled.globe.pass(Duration::from_millis(500 + chance.below(8_000)));
    let backup = peopled.globe.kill(SERVER);
    peopled.calm();
    backup
}

/// What the rescuer's copy holds, as far as its lines are whole.
fn copy_of(peopled: &Peopled, rescuer: usize) -> Memory {
    let file = Paths::under(&peopled.people[rescuer].home()).copy_file(peopled.globe.world.id());
    let copy = std::fs::read_to_string(file).unwrap();
    let whole: String = copy.split_inclusive('\n').filter(|line| line.ends_with('\n')).collect();
    let store = Memory::new();
    store.adopt(&whole, handle(PEOPLE[rescuer])).unwrap();
    store
}

fn lives_through(seed: u64, gather: Duration) -> Result<usize, String> {
    let mut chance = Chance::new(seed);
    let mut peopled = Peopled::begin(begin(seed, gather), &mut chance);
    peopled.globe.has(HOST);
    // All have seen the offer.
    let people = peopled.people.clone();
    let all = |_: &World| people.iter().all(|person| person.head() >= Seq(2));
    assert!(peopled.globe.until(PATIENCE, all), "somebody did not see the offer");
    let rescuer = usize::try_from(chance.below(PEOPLE.len() as u64)).unwrap();
    let backup = falls(&mut peopled, rescuer, &mut chance);
    let before = peopled.globe.world.read(&backup).unwrap().1;
    peopled.globe.pass(Duration::from_millis(chance.below(20_000)));
    let store = copy_of(&peopled, rescuer);
    peopled.globe.serve(HOST, store);
    if !peopled.converges(HOST, PATIENCE) {
        return Err(format!("WARROOM_SEED={seed} fails: the others did not come to the new place"));
    }

    // The old one comes back, just when the new one is down for a while.
    peopled.globe.serve(SERVER, backup);
    let left = peopled.globe.kill(HOST);
    peopled.globe.pass(Duration::from_millis(20_000 + chance.below(20_000)));
    if peopled.globe.world.journal(SERVER).unwrap().1 != before {
        return Err(format!("seed {seed}: somebody wrote into the older record"));
    }
    peopled.globe.serve(HOST, left);
    let converged = peopled.converges(HOST, PATIENCE);
    let history = peopled.history(peopled.globe.world.journal(HOST).unwrap());
    let wrongs = history.check();
    if !converged || !wrongs.is_empty() {
        return Err(format!("WARROOM_SEED={seed} fails: converged {converged}, {wrongs:#?}"));
    }
    Ok(history.asked())
}

#[test]
fn promise_11_a_room_survives_its_server_in_forty_worlds() {
    let gather = Duration::from_secs(10);
    if let Some(seed) = number("WARROOM_SEED") {
        lives_through(seed, gather).unwrap();
        return;
    }
    for seed in 1..=SEEDS {
        lives_through(seed, gather).unwrap();
    }
    let tries = usize::try_from(SEEDS).unwrap();
    proof("rescue-worlds", tries, "0 lost, 0 twice, none followed the older record");
}

#[test]
fn promise_11_control_a_room_that_waits_for_nobody_loses_what_its_rescuer_had_not_seen() {
    let lost =
        (1..=CONTROL_SEEDS).filter(|seed| lives_through(*seed, Duration::ZERO).is_err()).count();
    let tries = usize::try_from(CONTROL_SEEDS).unwrap();
    assert!(lost > tries / 4, "only {lost} lost anything");
    control("rescue-control", lost, tries, "lost in many, as it must");
}
