//! Bad networks as a person has them: a screen behind one that is dead, and people behind one that is
//! narrow and never twice as slow.
//!
//! On a stream a lost packet is a late one: what loss does to people is what jitter does here.

use std::time::{Duration, Instant};

use tokio::sync::watch;
use warroom_register::InviteLink;

use super::journal::history;
use super::kills::Load;
use super::network::{Proxy, Weather};
use super::served::{Served, data, incident};
use super::table::{control, figure, proof};
use crate::terminal::{Machine, Terminal};

/// A dead network is taken for a living one for no longer.
const CONNECTED_MAX: Duration = Duration::from_secs(15);
/// One way through the bad network, at the least, and by how much more at the most.
const WAY: Duration = Duration::from_millis(200);
const JITTER: Duration = Duration::from_millis(300);
/// 64 kbit/s.
const BYTES_PER_SECOND: u64 = 8_000;
const PEOPLE: [&str; 3] = ["ben", "cy", "dia"];
const ENTRIES_EACH: usize = 8;
/// What is typed letter by letter: no blank, so that its end can be looked for.
const TYPED: &str = "p99-of-checkout-is-900ms-in-eu-west-now";

/// How a network dies.
struct Death {
    who: &'static str,
    how: &'static str,
    dies: fn(&mut Weather),
}

const DEATHS: [Death; 3] = [
    Death { who: "ben", how: "both ways", dies: |it| (it.up_held, it.down_held) = (true, true) },
    Death { who: "cy", how: "toward the server", dies: |it| it.up_held = true },
    Death { who: "dia", how: "toward the screen", dies: |it| it.down_held = true },
];

/// A server that is reached through a proxy of each of these people, and the way in for each.
async fn behind(ana: &Machine, many: usize) -> (Served, Vec<(Proxy, String)>) {
    let served = Served::start(ana, None).unwrap();
    let invite = incident(ana);
    let mut ways = Vec::new();
    for _ in 0..many {
        let (_target, follows) = watch::channel(served.address.clone());
        let proxy = Proxy::before(follows).await;
        let addresses = vec![proxy.address.clone()];
        ways.push((proxy, InviteLink { addresses, ..invite.clone() }.to_string()));
    }
    (served, ways)
}

fn joins(machine: &Machine, invite: &str) -> Terminal {
    tokio::task::block_in_place(|| {
        let screen = machine.terminal((80, 24), &["join", invite]);
        screen.sees("saw >").sees("live");
        screen
    })
}

/// How long a screen went on as if it were connected; then it writes, the network lives again, and what
/// was written is recorded.
fn survives(ana: &Machine, proxy: &Proxy, mut screen: Terminal, death: &Death) -> Duration {
    proxy.turns(death.dies);
    let since = Instant::now();
    screen.sees("CUT OFF");
    let took = since.elapsed();
    let words = format!("written-while-dead-by-{}", death.who);
    screen.keys(&format!("{words}\r")).sees("waits");
    assert!(!ana.run(&["show"]).ok().contains(&words), "the network was not dead");
    proxy.turns(|it| (it.up_held, it.down_held) = (false, false));
    screen.sees_no("CUT OFF");
    screen.eventually("its record", || ana.run(&["show"]).ok().contains(&words));
    let show = ana.run(&["show"]).ok();
    assert_eq!(show.matches(&words).count(), 1, "{show}");
    took
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_8_a_screen_behind_a_dead_network_says_so() {
    let ana = Machine::of("ana");
    let (_served, ways) = behind(&ana, DEATHS.len() + 1).await;
    let eve = Machine::of("eve");
    let machines = DEATHS.map(|death| Machine::of(death.who));
    let (far, by_far) = ways.last().unwrap();
    let slow = joins(&eve, by_far);
    let screens: Vec<_> =
        machines.iter().zip(&ways).map(|(machine, (_, way))| joins(machine, way)).collect();
    // As a control: a network that is as bad as can be, and not dead.
    far.turns(bad);
    let took: Vec<_> = tokio::task::block_in_place(|| {
        std::thread::scope(|all| {
            let each = screens.into_iter().zip(&ways).zip(&DEATHS);
            let each = each.map(|((screen, (proxy, _)), death)| {
                let ana = &ana;
                all.spawn(move || survives(ana, proxy, screen, death))
            });
            let each: Vec<_> = each.collect();
            each.into_iter().map(|one| one.join().unwrap()).collect()
        })
    });
    for (took, death) in took.iter().zip(&DEATHS) {
        assert!(*took <= CONNECTED_MAX, "dead {}: said after {took:?}", death.how);
    }
    figure("screens", &format!("CUT OFF stood there after {took:.1?}"));
    proof("screens", took.len(), "CUT OFF within 15 s, and what was written then recorded once");
    let never = !String::from_utf8_lossy(&slow.bytes()).contains("CUT OFF");
    assert!(never, "a slow network was taken for a dead one:\n{}", slow.text());
    control("screens-control", 1, 1, "never said to be cut off, as it must be");
}

/// 64 kbit/s, and each piece late by more or less.
fn bad(weather: &mut Weather) {
    (weather.delay, weather.jitter) = (WAY, JITTER);
    weather.bytes_per_second = Some(BYTES_PER_SECOND);
}

/// Types something letter by letter; how long each took to be drawn, in the middle.
fn types(screen: &mut Terminal) -> Duration {
    let mut line = String::new();
    let mut took: Vec<_> = TYPED
        .chars()
        .map(|letter| {
            line.push(letter);
            let since = Instant::now();
            screen.keys(&letter.to_string()).sees(&line);
            since.elapsed()
        })
        .collect();
    took.sort_unstable();
    took[took.len() / 2]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_4_a_narrow_network_that_jitters_loses_nothing_and_people_type_on() {
    let ana = Machine::of("ana");
    let (served, ways) = behind(&ana, 1).await;
    let (proxy, way) = &ways[0];
    proxy.turns(bad);
    let eve = Machine::of("eve");
    let mut screen = joins(&eve, way);
    let invite: InviteLink = way.parse().unwrap();
    let load = Load::begin(&PEOPLE, &invite, &proxy.address, |it| it.most = ENTRIES_EACH);
    let (typed, recorded) = tokio::task::block_in_place(|| {
        let typed = types(&mut screen);
        // What one reads comes through, from where the network is good.
        ana.run(&["saw", "said-from-near"]).ok();
        screen.sees("said-from-near");
        let since = Instant::now();
        screen.keys("\r");
        screen.eventually("its record", || ana.run(&["show"]).ok().contains(TYPED));
        (typed, since.elapsed())
    });
    let writers = load.all_written().await;
    drop(screen);
    served.kill();
    let clients = writers.iter().map(|writer| writer.notes.client()).collect();
    let history = history(&data(&ana), clients).await;
    assert_eq!(history.check(), Vec::<String>::new());
    // Had a letter waited for the network, it would have taken a way there and one back.
    assert!(typed < WAY, "a letter was drawn after {typed:?}");
    figure("jitter", &format!("a letter drawn after {typed:.1?}, its record after {recorded:.1?}"));
    let asked = history.asked();
    proof("jitter", asked, "0 lost, 0 twice, 0 refused and recorded, each letter drawn at once");
    assert!(recorded >= WAY, "recorded after {recorded:?}: the network was not slow");
    control("jitter-control", 1, 1, "it takes the way there, as it must");
}
