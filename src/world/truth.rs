//! What a screen is told of its connection, on a held clock: a dead network, and a server that was
//! started again with two hundred people in its room.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use tokio::sync::Barrier;
use tokio::time::{Instant, sleep, timeout};
use warroom_register::limits::{LINK_SILENCE_SECONDS_MAX, PING_SECONDS};
use warroom_register::protocol::{Asked, Door};
use warroom_register::words::Scope;
use warroom_register::{At, Bytes, Command, CommandId, Event, Hash, Seq, Title, Token};

use super::globe::{ADDRESS, Begin, Globe, PEOPLE_AT, SERVER, World};
use super::history::Line;
use super::net::Way;
use super::table::{control, figure, proof};
use super::{handle, saw};
use crate::app::msg::LinkMsg;
use crate::link::copy::History;
use crate::link::dial::{Caller, call};
use crate::link::{self, Hooks, LinkHandle, Plan, Post, Tries};
use crate::machine::Machine;

/// A dead network shows as connected no longer than this.
const SHOWN_MAX: Duration = Duration::from_secs(15);
/// All are back so soon after a restart.
const BACK_MAX: Duration = Duration::from_secs(20);
const CROWD: usize = 200;
/// The secret by which each of them comes, from a machine of their own.
const INVITE: Token = Bytes([7; 16]);

pub(super) type Inbox = tokio::sync::mpsc::Receiver<LinkMsg>;

/// Somebody at a screen, who keeps nothing on disk unless they write.
pub(super) fn comes(world: &World, place: usize, seed: usize, writes: bool) -> (LinkHandle, Inbox) {
    link::start(way(world, place), plan(world, place, seed, writes)).unwrap()
}

/// Their way to the server.
pub(super) fn way(world: &World, place: usize) -> Way {
    Way { net: Arc::clone(&world.net), who: place }
}

pub(super) fn plan(world: &World, place: usize, seed: usize, writes: bool) -> Plan {
    let who = handle(&format!("person-{place}"));
    let home = world.home.path().join(who.as_str());
    Plan {
        caller: Caller {
            handle: who,
            machine: Arc::clone(&world.machine),
            pin: Hash::default(),
            door: Door::Key { incident: Some(world.incident) },
            screen: true,
            unsure: false,
        },
        addresses: vec![ADDRESS.to_owned()],
        incident: Some(world.id()),
        copy: home.join("copy"),
        history: if writes { History::Keep } else { History::Read },
        outbox: if writes { Post::Sends(home.join("outbox")) } else { Post::None },
        tries: Tries::Forever,
        seed: seed as u64,
        hooks: Hooks::default(),
    }
}

fn looks(world: &World, place: usize) -> (LinkHandle, Inbox) {
    comes(world, place, place, false)
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

/// The ways in which a network dies: up, down, both; what is on its way is lost, or only held.
const WAYS: [fn(); 4] = [
    || turmoil::partition_oneway(PEOPLE_AT, SERVER),
    || turmoil::partition_oneway(SERVER, PEOPLE_AT),
    || turmoil::partition(PEOPLE_AT, SERVER),
    || turmoil::hold(PEOPLE_AT, SERVER),
];

/// It is there again.
fn mend() {
    turmoil::release(PEOPLE_AT, SERVER);
}

/// In a world of this many people, all at one host.
fn in_a_world<T: 'static, F: Future<Output = T> + 'static>(
    people: usize,
    life: impl FnOnce(Arc<World>) -> F,
) -> T {
    let crowd = |_: &str, options: &mut warroom_server::Options| {
        options.limits.door.strangers_per_address = CROWD;
    };
    let invite = Command::Invite {
        name: Title::try_from("the crowd".to_owned()).unwrap(),
        scope: Scope::Respond,
        until: At::from_ms(i64::MAX / 2),
        uses: u32::try_from(CROWD).unwrap(),
        token: Hash::of(&INVITE.0),
    };
    let globe = Globe::begin(Begin {
        first: vec![invite],
        dress: Box::new(crowd),
        on_the_way: 2 * CROWD,
        ..Begin::calm(people)
    });
    let life = life(Arc::clone(&globe.world));
    globe.people(life)
}

#[test]
fn promise_8_a_dead_network_is_soon_said_to_be_dead() {
    let tries = WAYS.map(|dies| in_a_world(1, |world| says_so(world, dies)));
    proof("truth", tries.into_iter().sum(), "said within 15 s");
}

async fn says_so(world: Arc<World>, dies: fn()) -> usize {
    let (_link, mut inbox) = looks(&world, 0);
    until(&mut inbox, true).await;
    let mut tries = 0;
    for late in 0..10 {
        // At any moment between two beats.
        sleep(Duration::from_millis(700 * late)).await;
        dies();
        let shown = until(&mut inbox, false).await;
        assert!(shown <= SHOWN_MAX, "shown as connected for {shown:?}");
        mend();
        let back = until(&mut inbox, true).await;
        assert!(back <= BACK_MAX, "the network is there again, and it took {back:?}");
        tries += 1;
    }
    tries
}

/// A connection that is sat on and not looked after: no heartbeat, and no look at the clock.
#[test]
fn promise_8_control_without_a_heartbeat_a_dead_network_shows_as_connected() {
    let (mut tries, mut blind) = (0, 0);
    for dies in WAYS {
        for late in 0..3 {
            let well = Duration::from_millis(1_000 + 700 * late);
            blind += usize::from(in_a_world(1, |world| is_blind(world, well, dies)));
            tries += 1;
        }
    }
    assert_eq!(blind, tries, "it was found out by somebody else");
    control("truth-control", blind, tries, "taken for connected after 15 s, as it must be");
}

async fn is_blind(world: Arc<World>, well: Duration, dies: fn()) -> bool {
    let (way, plan) = (way(&world, 0), plan(&world, 0, 0, false));
    let held = (Seq(0), None);
    let (mut socket, _) = call(&way, &plan.addresses, &plan.caller, held).await.unwrap();
    let mut ends = async |within| {
        let frames = async { while let Some(Ok(_)) = socket.next().await {} };
        timeout(within, frames).await.is_ok()
    };
    assert!(!ends(well).await, "it is well");
    dies();
    !ends(SHOWN_MAX).await
}

#[test]
fn promise_8_a_pause_ends_no_link_and_a_silence_does() {
    let limit = Duration::from_secs(LINK_SILENCE_SECONDS_MAX);
    // The last answer may have come just before the pause, and the next one waits behind it.
    let pause = Duration::from_secs(LINK_SILENCE_SECONDS_MAX - PING_SECONDS - 1);
    in_a_world(1, move |world| pauses(world, limit, pause));
}

async fn pauses(world: Arc<World>, limit: Duration, pause: Duration) {
    let (_link, mut inbox) = looks(&world, 0);
    until(&mut inbox, true).await;
    let hold = || turmoil::hold(PEOPLE_AT, SERVER);
    for late in 0..10 {
        sleep(Duration::from_millis(700 * late)).await;
        hold();
        sleep(pause).await;
        mend();
        let down = timeout(limit, until(&mut inbox, false)).await;
        assert!(down.is_err(), "a pause of {pause:?} ended it");
    }
    hold();
    let shown = until(&mut inbox, false).await;
    let moment = Duration::from_secs(1);
    assert!(shown > pause && shown <= limit + moment, "it was held for dead after {shown:?}");
}

/// One of a crowd: what they asked, and how far their screen is.
struct Somebody {
    link: LinkHandle,
    inbox: Inbox,
    asked: Asked,
    head: Seq,
    seen: usize,
}

impl Somebody {
    fn comes(world: &World, place: usize, seed: usize) -> Self {
        let Plan { caller, .. } = plan(world, place, seed, true);
        let machine = Arc::new(Machine::drawn(place as u64));
        let door = Door::Invite { incident: world.incident, token: INVITE };
        let caller = Caller { machine, door, ..caller };
        let plan = Plan { caller, ..plan(world, place, seed, true) };
        let (link, inbox) = link::start(way(world, place), plan).unwrap();
        let id = CommandId(uuid::Uuid::now_v7());
        let asked = Asked { id, knew: None, command: saw(&format!("of person-{place}")) };
        Self { link, inbox, asked, head: Seq(0), seen: 0 }
    }

    /// Takes what the link says until this holds.
    async fn until(&mut self, holds: impl Fn(&Self, &LinkMsg) -> bool) {
        let waits = async {
            loop {
                let msg = self.inbox.recv().await.unwrap();
                if let LinkMsg::Records(records) = &msg {
                    for record in records {
                        assert_eq!(record.seq, self.head.next(), "a screen only grows");
                        self.head = record.seq;
                        self.seen += usize::from(record.command == self.asked.id);
                    }
                }
                assert!(!matches!(msg, LinkMsg::Refused { .. }), "{msg:?}");
                if holds(self, &msg) {
                    return;
                }
            }
        };
        timeout(Duration::from_secs(120), waits).await.expect("it never came to hold");
    }

    /// Asks just before the server crashes, and comes back: when, and with what on the screen.
    async fn through_the_crash(mut self, about: Arc<Barrier>) -> (Instant, Seq) {
        self.until(|_, msg| matches!(msg, LinkMsg::Up(_))).await;
        about.wait().await;
        self.link.send(self.asked.clone()).await;
        about.wait().await;
        self.until(|_, msg| matches!(msg, LinkMsg::Down { .. })).await;
        self.until(|_, msg| matches!(msg, LinkMsg::Up(_))).await;
        let back = Instant::now();
        if self.seen == 0 {
            self.until(|it, _| it.seen > 0).await;
        }
        assert_eq!(self.seen, 1, "it stands there twice");
        (back, self.head)
    }
}

/// A crowd whose server crashes: how long until all were back, and how many came within a tenth of a
/// second at the busiest.
fn crashes_under_a_crowd(seed: fn(usize) -> usize) -> (Duration, usize) {
    in_a_world(CROWD, |world| crashes_in(world, seed))
}

async fn crashes_in(world: Arc<World>, seed: fn(usize) -> usize) -> (Duration, usize) {
    let about = Arc::new(Barrier::new(CROWD + 1));
    let people: Vec<_> = (0..CROWD)
        .map(|place| Somebody::comes(&world, place, seed(place)))
        .map(|somebody| tokio::spawn(somebody.through_the_crash(Arc::clone(&about))))
        .collect();
    about.wait().await;
    about.wait().await;
    // Some asks are recorded by then, some are on their way.
    sleep(Duration::from_millis(60)).await;
    world.life(SERVER).unwrap().doom();
    let since = Instant::now();
    let mut back = Vec::new();
    for person in people {
        back.push(person.await.unwrap().0.duration_since(since));
    }
    // Nothing was lost, and nothing is there twice.
    let (_, journal) = world.journal(SERVER).unwrap();
    let written = |line: &&Line| matches!(line.event, Event::Written { .. });
    let entries: Vec<_> = journal.iter().filter(written).collect();
    let commands: BTreeSet<_> = entries.iter().map(|line| line.command).collect();
    assert_eq!((entries.len(), commands.len()), (CROWD, CROWD));
    back.sort_unstable();
    let near = |from: &Duration| {
        let until = *from + Duration::from_millis(100);
        back.iter().filter(|at| (*from..until).contains(*at)).count()
    };
    (back[CROWD - 1], back.iter().map(near).max().unwrap())
}

#[test]
fn promise_8_two_hundred_people_come_back_to_a_server_that_was_started_again() {
    let (back, busiest) = crashes_under_a_crowd(|place| place);
    assert!(back <= BACK_MAX, "all were back after {back:?}");
    assert!(busiest < CROWD / 3, "{busiest} came within a tenth of a second");
    figure("back", &format!("all after {back:.1?}, {busiest} within a tenth of a second at most"));
    proof("back", CROWD, "all back within 20 s, 0 lost, 0 twice, no more than a third at once");
}

#[test]
fn promise_8_control_without_chance_in_their_waits_they_come_all_at_once() {
    let (_, busiest) = crashes_under_a_crowd(|_| 1);
    assert!(busiest > CROWD / 2, "only {busiest} came within a tenth of a second");
    control("back-control", busiest, CROWD, "most come at once, as they must");
}
