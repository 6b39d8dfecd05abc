//! Two hundred seeds of everything that networks and crashes can do.
//!
//! Server, door and links are the real ones, each a host of turmoil's; only time, the network and the
//! journal's disk are made up. A seed decides who is parted from the server in which direction and for
//! how long, what is held, what is cut in the middle of what, when the server or a person dies, and
//! which append is lost or written in spite of an error. One seed is one world: what happens in it,
//! and when, is the same each time. That all of it happens, and often, is counted.
//! `WARROOM_SEED=17` runs one seed, `WARROOM_SEEDS=20000` so many.

use std::sync::Arc;
use std::time::Duration;

use warroom_register::Handle;
use warroom_server::journal::{Fault, JournalError};

use super::chance::Chance;
use super::globe::{Begin, Globe, SERVER, World};
use super::history::{History, Notes};
use super::net::{CRASHED_IN_MID_WIRE, CUT_IN_MID_WIRE, Tally};
use super::person::{ENTRIES_EACH, Person};
use super::stranger::{SHOWN_OUT, STRANGER, haunts};
use super::table::{control, figure, proof};
use super::{PEOPLE, handle};

const SEEDS: u64 = 200;
/// Seeds beyond these that failed once, each of which is run for ever.
const FOUND: [u64; 0] = [];
const CONTROL_SEEDS: u64 = 20;
const SAME_SEEDS: [u64; 6] = [1, 2, 3, 17, 42, 99];
/// What the weather does to a world before it is over.
const EVENTS: u64 = 16;
/// Cuts and crashes in the middle of a wire, beside that.
const MISCHIEF: i64 = 10;
/// After the weather is over; longer than the longest wait between two tries.
const PATIENCE: Duration = Duration::from_secs(300);
/// As a control: the journal is on disk only so often.
const SYNCS_SELDOM: Duration = Duration::from_secs(20);

/// What happens, as it is counted, beside what befalls a wire in its middle.
const HELD: &str = "held both ways";
const HELD_UP: &str = "held on the way up alone";
const HELD_DOWN: &str = "held on the way down alone";
const PARTED: &str = "parted both ways";
pub(super) const PARTED_UP: &str = "parted on the way up alone";
pub(super) const PARTED_DOWN: &str = "parted on the way down alone";
const RELEASED: &str = "let go again and carried on";
const ON_THE_WAY: &str = "what was on its way lost";
const DIED: &str = "a person dead";
const CRASHED: &str = "the server dead";
const LOST: &str = "an append lost";
const WRITTEN: &str = "an append written in spite of an error";
/// All of it happens in the worlds, and often.
const FAULTS: [&str; 15] = [
    HELD,
    HELD_UP,
    HELD_DOWN,
    PARTED,
    PARTED_UP,
    PARTED_DOWN,
    RELEASED,
    ON_THE_WAY,
    CUT_IN_MID_WIRE,
    CRASHED_IN_MID_WIRE,
    DIED,
    CRASHED,
    LOST,
    WRITTEN,
    SHOWN_OUT,
];
/// What befalls the network of one person until it is over.
const WEATHER: [&str; 6] = [HELD, HELD_UP, HELD_DOWN, PARTED, PARTED_UP, PARTED_DOWN];

/// A world with its people, and the weather over each of them.
pub(super) struct Peopled {
    pub(super) globe: Globe,
    pub(super) people: Vec<Arc<Person>>,
}

/// What came of a world.
#[derive(Debug)]
struct Lived {
    history: History,
    happened: Vec<(u64, &'static str)>,
    tally: Tally,
}

impl Peopled {
    /// All of them come at once.
    pub(super) fn begin(begin: Begin, chance: &mut Chance) -> Self {
        let mut globe = Globe::begin(begin);
        let first = Notes::begin(Handle::warroom());
        let people = PEOPLE.iter().enumerate().map(|(place, name)| {
            let notes = first.another(handle(name));
            let chance = Chance::new(chance.number());
            Arc::new(Person::new(&globe.world, place, notes, chance))
        });
        let people: Vec<_> = people.collect();
        for (name, person) in PEOPLE.iter().zip(&people) {
            let person = Arc::clone(person);
            globe.sim.host(*name, move || Arc::clone(&person).live());
            globe.weather.insert(name, None);
            globe.sim.set_link_latency(*name, SERVER, latency(chance));
        }
        Self { globe, people }
    }

    /// One thing that happens.
    fn event(&mut self, chance: &mut Chance) {
        let at = usize::try_from(chance.below(PEOPLE.len() as u64)).unwrap();
        let weather = *chance.one(&WEATHER);
        match chance.below(20) {
            0..=8 => self.turn(at, weather),
            18 => self.loses(at),
            19 => self.globe.sim.set_link_latency(PEOPLE[at], SERVER, latency(chance)),
            9 => (0..PEOPLE.len()).for_each(|at| self.turn(at, HELD_UP)),
            10 => (0..PEOPLE.len()).for_each(|at| self.turn(at, PARTED)),
            11 => (0..PEOPLE.len()).for_each(|at| self.turn(at, HELD)),
            12 => self.dies(at),
            13 => self.crash(),
            14 => self.fail(Fault::Lost(JournalError::Full)),
            15 => self.fail(Fault::Lost(JournalError::Unavailable("no sync".to_owned()))),
            16 => self.fail(Fault::Written(JournalError::Unavailable("no sync".to_owned()))),
            _ => {
                self.fail(Fault::Written(JournalError::Unavailable("no sync".to_owned())));
                if let Some(life) = self.globe.world.life(SERVER) {
                    life.store().leave_in_doubt(3);
                }
            }
        }
    }

    /// The weather over somebody begins, or is over.
    pub(super) fn turn(&mut self, at: usize, weather: &'static str) {
        let (sim, line) = (&self.globe.sim, &self.globe.world.net.lines[at]);
        let name = PEOPLE[at];
        if let Some(over) = self.globe.weather.get_mut(name).and_then(Option::take) {
            if over == HELD || over == HELD_UP || over == HELD_DOWN {
                self.note_if_connected(at, RELEASED);
            }
            line.up.open();
            line.down.open();
            sim.release(name, SERVER);
            return;
        }
        match weather {
            HELD => sim.hold(name, SERVER),
            HELD_UP => line.up.hold(),
            HELD_DOWN => line.down.hold(),
            PARTED => sim.partition(name, SERVER),
            PARTED_UP => sim.partition_oneway(name, SERVER),
            _ => sim.partition_oneway(SERVER, name),
        }
        self.globe.weather.insert(name, Some(weather));
        self.note_if_connected(at, weather);
    }

    /// What befalls nobody does not count.
    fn note_if_connected(&self, at: usize, what: &'static str) {
        let net = &self.globe.world.net;
        if net.lines[at].is_connected() {
            net.note(what);
        }
    }

    /// What is on its way at this moment is lost, and with it all that comes behind it.
    fn loses(&self, at: usize) {
        let name = PEOPLE[at];
        if self.globe.weather[name].is_none() {
            self.globe.sim.partition(name, SERVER);
            self.globe.sim.release(name, SERVER);
            self.note_if_connected(at, ON_THE_WAY);
        }
    }

    fn dies(&mut self, at: usize) {
        if self.globe.is_dead(PEOPLE[at]) {
            return;
        }
        self.globe.world.net.note(DIED);
        self.people[at].die();
        self.globe.dies(PEOPLE[at]);
    }

    fn crash(&self) {
        if let Some(life) = self.globe.world.life(SERVER) {
            self.globe.world.net.note(CRASHED);
            life.doom();
        }
    }

    fn fail(&self, fault: Fault) {
        if let Some(life) = self.globe.world.life(SERVER) {
            self.globe.world.net.note(if matches!(fault, Fault::Lost(_)) { LOST } else { WRITTEN });
            life.store().fail_next(fault);
        }
    }

    /// The weather is over: nothing is held, and nothing is cut any more.
    pub(super) fn calm(&mut self) {
        self.globe.world.net.calm();
        for name in PEOPLE {
            self.globe.sim.release(name, SERVER);
        }
        self.globe.weather.values_mut().for_each(|weather| *weather = None);
    }

    /// Waits until everybody has settled everything and has the whole journal of this server on the
    /// screen; false if somebody's link is down for good, or it takes too long.
    pub(super) fn converges(&mut self, server: &str, patience: Duration) -> bool {
        let people = self.people.clone();
        let all = |world: &World| {
            people.iter().all(|person| person.is_settled())
                && people.iter().all(|person| Some(person.head()) == world.head(server))
        };
        let gave_up = |_: &World| people.iter().any(|person| person.gave_up().is_some());
        self.globe.until(patience, |world| gave_up(world) || all(world)) && all(&self.globe.world)
    }

    /// What everybody asked and saw, and this journal.
    pub(super) fn history(
        &self,
        (header, journal): (String, Vec<super::history::Line>),
    ) -> History {
        let clients = self.people.iter().map(|person| person.notes.client()).collect();
        History { clients, header, journal }
    }
}

/// From one host to another.
fn latency(chance: &mut Chance) -> Duration {
    Duration::from_millis(chance.below(150))
}

/// Lives through one seed; gives what came of it, or what went wrong.
fn lives_through(seed: u64, syncs: bool) -> Result<Lived, String> {
    let mut chance = Chance::new(seed);
    let begin = Begin { seed, mischief: MISCHIEF, ..Begin::calm(PEOPLE.len()) };
    let mut peopled = Peopled::begin(begin, &mut chance);
    let (world, own) = (Arc::clone(&peopled.globe.world), Chance::new(chance.number()));
    let haunted = Arc::clone(&world);
    peopled.globe.sim.host(STRANGER, move || haunts(Arc::clone(&haunted), own.clone()));
    let mut synced_at = Duration::ZERO;
    for _ in 0..EVENTS {
        let until = peopled.globe.sim.elapsed() + Duration::from_millis(chance.below(4_500));
        while peopled.globe.sim.elapsed() < until {
            if !syncs && peopled.globe.sim.elapsed() >= synced_at {
                world.life(SERVER).iter().for_each(|life| life.synced_now_and_never_again());
                synced_at = peopled.globe.sim.elapsed() + SYNCS_SELDOM;
            }
            peopled.globe.step();
        }
        peopled.event(&mut chance);
    }
    peopled.calm();
    let converged = peopled.converges(SERVER, PATIENCE);
    peopled.globe.until(PATIENCE, |world| world.journal(SERVER).is_some());
    let history = peopled.history(world.journal(SERVER).unwrap());
    let wrongs = history.check();
    if !converged || !wrongs.is_empty() {
        let gave_up: Vec<_> = peopled.people.iter().filter_map(|it| it.gave_up()).collect();
        return Err(format!(
            "WARROOM_SEED={seed} fails: converged {converged}, gave up {gave_up:?}, {wrongs:#?}"
        ));
    }
    Ok(Lived { history, happened: world.net.happened(), tally: world.net.tally() })
}

pub(super) fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

#[test]
fn promises_3_4_5_hold_in_two_hundred_worlds() {
    if let Some(seed) = number("WARROOM_SEED") {
        lives_through(seed, true).unwrap();
        return;
    }
    let seeds = number("WARROOM_SEEDS").unwrap_or(SEEDS);
    let (mut asked, mut all) = (0, Tally::new());
    for seed in (1..=seeds).chain(FOUND) {
        let lived = lives_through(seed, true).unwrap();
        asked += lived.history.asked();
        for (what, often) in lived.tally {
            *all.entry(what).or_default() += often;
        }
    }
    let worlds = usize::try_from(seeds).unwrap() + FOUND.len();
    assert_eq!(asked, worlds * PEOPLE.len() * ENTRIES_EACH);
    if seeds < SEEDS {
        return;
    }
    // A world in which nothing happens proves nothing.
    let seldom = |what: &&&str| all.get(**what).is_none_or(|often| *often < worlds / 4);
    let seldom: Vec<_> = FAULTS.iter().filter(seldom).collect();
    assert!(seldom.is_empty(), "{seldom:?} hardly ever happened: {all:#?}");
    figure("worlds", &format!("{all:?}"));
    proof("worlds", worlds, "0 lost, 0 twice, 0 refused and recorded");
}

#[test]
fn promises_3_4_5_control_a_journal_that_seldom_syncs_is_found_out() {
    let found = (1..=CONTROL_SEEDS).filter(|seed| lives_through(*seed, false).is_err()).count();
    assert!(found > usize::try_from(CONTROL_SEEDS).unwrap() / 2, "only {found} were found out");
    let tries = usize::try_from(CONTROL_SEEDS).unwrap();
    control("worlds-control", found, tries, "most found out, as they must");
}

/// All that was asked and seen, byte for byte, in its order, and all that happened, with its time.
#[test]
fn one_seed_is_one_world_each_time() {
    for seed in SAME_SEEDS {
        let (one, other) = (lives_through(seed, true).unwrap(), lives_through(seed, true).unwrap());
        assert_eq!(one.happened, other.happened, "seed {seed}: what happened");
        for (one, other) in one.history.clients.iter().zip(&other.history.clients) {
            for (one, other) in one.moments.iter().zip(&other.moments) {
                assert_eq!(format!("{one:?}"), format!("{other:?}"), "seed {seed}");
            }
            assert_eq!(one.moments.len(), other.moments.len(), "seed {seed}");
        }
        assert_eq!(one.history.header, other.history.header, "seed {seed}");
        assert_eq!(one.history.journal, other.history.journal, "seed {seed}");
    }
}
