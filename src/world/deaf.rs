//! A room with one member who reads nothing, on a held clock: what an entry takes the others with that one
//! and without, and how often the server looks after their seats for it.
//!
//! On a held clock no work takes time, so what is measured is waiting alone, and the work is counted. As a
//! control the server's words go out by one hand that waits for whoever takes nothing: the same measure
//! finds that out.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::{Instant, sleep};
use warroom_register::protocol::Asked;
use warroom_register::{CommandId, Seq};

use super::globe::{Begin, Globe, World};
use super::saw;
use super::table::{control, figure, proof};
use super::truth::{Inbox, comes, plan, way};
use crate::app::msg::LinkMsg;
use crate::link::LinkHandle;
use crate::link::dial::call;

/// The author, and those who read.
const OTHERS: usize = 5;
/// The place of who reads nothing.
const DEAF: usize = OTHERS;
/// Long entries from before: more than fits on the way to somebody.
const BEFORE: usize = 36;
const BEFORE_BYTES: usize = 12 * 1024;
/// Entries that are measured, and how often one is written: all of them before whoever takes nothing is put out.
const ENTRIES: usize = 44;
const PACE: Duration = Duration::from_millis(500);
/// Messages on the way to somebody before it is full.
const ON_THE_WAY_MAX: usize = 8;
/// By then all is full on the way to who reads nothing.
const FULL: Duration = Duration::from_secs(6);
/// What did not come so long after the last entry comes too late.
const LATE: Duration = Duration::from_secs(15);

/// When each entry was asked, and how many of the others had it when.
type Seen = Arc<Mutex<BTreeMap<CommandId, (Instant, Vec<Duration>)>>>;

/// What the others saw of a course.
#[derive(Debug)]
struct Course {
    /// Until all of them had an entry, in the middle of all entries.
    median: Duration,
    /// How often their seats were looked after, and that of who reads nothing.
    turns: (u64, u64),
}

impl Course {
    /// Whether this one is less than a tenth worse than the other.
    fn is_as_good_as(&self, other: &Self) -> bool {
        self.median * 10 < other.median * 11 && self.turns.0 * 10 < other.turns.0 * 11
    }
}

/// Takes what the link says, for as long as the world lasts.
async fn reads(mut inbox: Inbox, seen: Seen) {
    while let Some(msg) = inbox.recv().await {
        let LinkMsg::Records(records) = msg else { continue };
        for record in records {
            if let Some((asked, had)) = seen.lock().unwrap().get_mut(&record.command) {
                had.push(asked.elapsed());
            }
        }
    }
}

/// Takes a seat and reads nothing.
async fn reads_nothing(world: Arc<World>) {
    let (way, plan) = (way(&world, DEAF), plan(&world, DEAF, DEAF, false));
    let _seat = call(&way, &plan.addresses, &plan.caller, (Seq(0), None)).await.unwrap();
    std::future::pending::<()>().await;
}

async fn writes(link: &LinkHandle, seen: &Seen, words: &str) {
    let id = CommandId(uuid::Uuid::now_v7());
    seen.lock().unwrap().insert(id, (Instant::now(), Vec::new()));
    link.send(Asked::new(id, saw(words))).await;
    sleep(PACE).await;
}

fn course(deaf: bool, one_by_one: bool) -> Course {
    let globe = Globe::begin(Begin { on_the_way: ON_THE_WAY_MAX, ..Begin::calm(OTHERS + 1) });
    let world = Arc::clone(&globe.world);
    globe.people(course_in(world, deaf, one_by_one))
}

async fn course_in(world: Arc<World>, deaf: bool, one_by_one: bool) -> Course {
    let (before, seen) = (Seen::default(), Seen::default());
    let (author, inbox) = comes(&world, 0, 0, true);
    tokio::spawn(reads(inbox, Arc::clone(&seen)));
    let mut links = Vec::new();
    for place in 1..OTHERS {
        let (link, inbox) = comes(&world, place, place, false);
        links.push(link);
        tokio::spawn(reads(inbox, Arc::clone(&seen)));
    }
    for _ in 0..BEFORE {
        writes(&author, &before, &"x".repeat(BEFORE_BYTES)).await;
    }
    world.net.one_by_one.store(one_by_one, Ordering::Relaxed);
    if deaf {
        tokio::spawn(reads_nothing(Arc::clone(&world)));
    }
    sleep(FULL).await;
    let turns = |place: usize| world.net.lines[place].turns.load(Ordering::Relaxed);
    let count = || ((0..OTHERS).map(turns).sum::<u64>(), turns(DEAF));
    let begun = count();
    assert_eq!(begun.1 > 0, deaf, "who has a seat there");
    for n in 0..ENTRIES {
        writes(&author, &seen, &format!("entry {n}")).await;
    }
    let ended = count();
    sleep(LATE).await;
    let seen = seen.lock().unwrap();
    // What did not come to all of them took longer than all of this.
    let took = |(_, had): &(Instant, Vec<Duration>)| match had.len() {
        OTHERS => had.iter().copied().max().unwrap(),
        _ => Duration::MAX / 100,
    };
    let mut took: Vec<_> = seen.values().map(took).collect();
    took.sort_unstable();
    Course { median: took[ENTRIES / 2], turns: (ended.0 - begun.0, ended.1 - begun.1) }
}

#[test]
fn promise_9_who_reads_nothing_costs_the_others_less_than_a_tenth() {
    let (without, with) = (course(false, false), course(true, false));
    assert!(with.is_as_good_as(&without), "{with:?} against {without:?}");
    assert!(
        with.turns.1 < ENTRIES as u64 / 4,
        "its own seat is looked after all the time: {with:?}"
    );
    figure("deaf", &format!("{with:?} against {without:?}"));
    let grew = "their median and the turns of their seats grew by less than a tenth (in real time: the bench \
                `fanout`, its case `deaf`)";
    proof("deaf", ENTRIES, grew);
}

#[test]
fn promise_9_control_a_room_that_waits_for_its_slowest_seat_is_found_out() {
    let (without, with) = (course(false, true), course(true, true));
    assert!(!with.is_as_good_as(&without), "it was not found out: {with:?} against {without:?}");
    assert!(with.median > without.median * 10, "{with:?} against {without:?}");
    control("deaf-control", ENTRIES, ENTRIES, "the median is many times longer, as it must be");
}
