//! A machine that slept through two rescues, and one whose room somebody serves who was put out.

use std::collections::BTreeMap;

use tokio::io::DuplexStream;
use warroom_register::protocol::{StopWhy, Stopped, Welcome};
use warroom_register::{At, Command};

use super::world::*;
use super::*;

/// Ways to several servers, by their pins.
#[derive(Clone)]
struct Ways(BTreeMap<Hash, Pipe>, Hash);

impl Road for Ways {
    type Stream = DuplexStream;
    async fn reach(&self, address: &str) -> Result<DuplexStream, String> {
        match self.0.get(&self.1) {
            Some(pipe) => pipe.reach(address).await,
            None => Err("nothing answers".into()),
        }
    }
    fn toward(&self, pin: Hash) -> Result<Self, String> {
        Ok(Self(self.0.clone(), pin))
    }
}

fn pin(of: &str) -> Hash {
    Hash::of(of.as_bytes())
}

fn asked(number: u128, command: Command) -> Asked {
    Asked { command, ..saw(number) }
}

/// Two machines are offered, the first serves the room anew, and then the second.
fn course() -> Vec<String> {
    let offer = |n, of: &str| {
        asked(n, Command::OfferHost { addresses: vec![format!("{of}:7443")], pin: pin(of) })
    };
    let rescue = |n, of: &str, term, from_seq| {
        let (addresses, hash) = (vec![format!("{of}:7443")], Hash::default());
        asked(n, Command::Rescue { from_seq: Seq(from_seq), hash, term, addresses, pin: pin(of) })
    };
    lines(&[
        offer(1, "cy"),
        offer(2, "dia"),
        saw(3),
        rescue(4, "cy", 1, 3),
        saw(5),
        rescue(6, "dia", 2, 5),
        saw(7),
    ])
}

#[tokio::test]
async fn promise_11_who_slept_through_two_rescues_goes_to_the_second_and_writes_nothing_at_the_first()
 {
    let world = World::new();
    let (cy, mut at_cy) = mpsc::channel(4);
    let (dia, mut at_dia) = mpsc::channel(4);
    let ways = [(pin("cy"), Pipe(cy)), (pin("dia"), Pipe(dia))];
    let own = world.caller().pin;
    let lines = course();
    // It fell asleep when the first server lived; what it wrote waits.
    let copy = world.paths.copy_file(IncidentId(uuid::Uuid::from_u128(ID)));
    std::fs::create_dir_all(copy.parent().unwrap()).unwrap();
    std::fs::write(&copy, format!("{}\n{}\n", header(), lines[..3].join("\n"))).unwrap();
    let ways = Ways(BTreeMap::from(ways), own);
    let (link, mut inbox) = start(ways, world.plan(Tries::Forever)).unwrap();
    link.send(saw(99)).await;
    // The first one's server is back, with a true record that is not the last.
    let mut first = Peer::meet(&mut at_cy).await;
    first.welcome(5).await;
    first.lines(&lines[3..5]).await;
    // It is looked whether somebody has gone further.
    let mut second = Peer::meet(&mut at_dia).await;
    second.welcome(7).await;
    second.lines(&lines[5..]).await;
    // There it goes, and there it writes.
    let mut there = Peer::meet(&mut at_dia).await;
    there.welcome(7).await;
    there.lines(&lines[5..]).await;
    assert_eq!(there.asked().await.command, saw(99).command);
    until(&mut inbox, |msg| records(msg).filter(|seen| seen.contains(&7))).await;
    assert!(next(&mut first.socket).await.is_none(), "something was asked at the first");
}

#[tokio::test]
async fn who_is_where_the_room_is_stays_there_and_what_waits_is_sent() {
    let world = World::new();
    let (cy, mut at_cy) = mpsc::channel(4);
    let (dia, mut at_dia) = mpsc::channel(4);
    let all = BTreeMap::from([(pin("cy"), Pipe(cy)), (pin("dia"), Pipe(dia))]);
    let lines = course();
    let copy = world.paths.copy_file(IncidentId(uuid::Uuid::from_u128(ID)));
    std::fs::create_dir_all(copy.parent().unwrap()).unwrap();
    std::fs::write(&copy, format!("{}\n{}\n", header(), lines[..6].join("\n"))).unwrap();
    let mut plan = world.plan(Tries::Forever);
    plan.caller.pin = pin("dia");
    let (link, _inbox) = start(Ways(all, pin("dia")), plan).unwrap();
    link.send(saw(99)).await;
    let mut here = Peer::meet(&mut at_dia).await;
    here.welcome(7).await;
    here.lines(&lines[6..]).await;
    // The other one has less, and says so.
    let mut other = Peer::meet(&mut at_cy).await;
    let why = "you hold more".to_owned();
    other.say(&ServerMessage::Compare { at: Seq(5), why }).await;
    assert_eq!(here.asked().await.command, saw(99).command);
}

/// This machine holds the offer of cy's machine, by cy's own record, and that cy was put out.
fn cy_is_out(world: &World) -> Vec<String> {
    let remove = Command::Remove { who: "cy".parse().unwrap(), why: "hostile".into() };
    let offer = Command::OfferHost { addresses: vec!["cy:7443".into()], pin: pin("cy") };
    let lines = lines_by(&[("cy", asked(1, offer)), ("ana", asked(2, remove)), ("ana", saw(3))]);
    let copy = world.paths.copy_file(IncidentId(uuid::Uuid::from_u128(ID)));
    std::fs::create_dir_all(copy.parent().unwrap()).unwrap();
    std::fs::write(&copy, format!("{}\n{}\n", header(), lines.join("\n"))).unwrap();
    lines
}

#[tokio::test(start_paused = true)]
async fn promise_15_the_machine_of_who_was_put_out_is_not_called_and_learns_nothing() {
    let world = World::new();
    let (cy, mut at_cy) = mpsc::channel(4);
    cy_is_out(&world);
    let ways = Ways(BTreeMap::from([(pin("cy"), Pipe(cy))]), world.caller().pin);
    let (_link, mut inbox) = start(ways, world.plan(Tries::Forever)).unwrap();
    // Its own server is gone, and there is nobody else.
    for _ in 0..3 {
        until(&mut inbox, down).await;
    }
    assert!(at_cy.try_recv().is_err(), "cy's machine was called");
}

#[tokio::test]
async fn promise_15_nothing_is_brought_to_who_was_put_out_wherever_they_begin_the_room_anew() {
    let mut world = World::new();
    cy_is_out(&world);
    let (_link, mut inbox) = world.start(Tries::Forever);
    let mut peer = Peer::meet(&mut world.calls).await;
    let stopped = Stopped {
        why: StopWhy::Gathers,
        from: Seq(2),
        to: Seq(1),
        holders: Vec::new(),
        unproven: false,
        by: Some("cy".parse().unwrap()),
        told: Vec::new(),
    };
    let mut welcome = Peer::welcome_of(1, At::from_ms(0));
    if let ServerMessage::Welcome(Welcome { stopped: told, .. }) = &mut welcome {
        *told = Some(stopped);
    }
    peer.say(&welcome).await;
    let (why, _) = until(&mut inbox, down).await;
    assert!(why.contains("cy, who was put out"), "{why}");
    assert!(next(&mut peer.socket).await.is_none(), "something was said to cy's machine");
}

#[tokio::test]
async fn promise_15_of_a_record_by_which_who_was_put_out_serves_the_room_nothing_is_taken() {
    let mut world = World::new();
    cy_is_out(&world);
    let before = std::fs::read(world.plan(Tries::Once).copy).unwrap();
    let (_link, mut inbox) = world.start(Tries::Once);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(4).await;
    let remove = Command::Remove { who: "cy".parse().unwrap(), why: "hostile".into() };
    let offer = Command::OfferHost { addresses: vec!["cy:7443".into()], pin: pin("cy") };
    let (addresses, hash) = (vec!["cy:7443".into()], Hash::default());
    let rescue = Command::Rescue { from_seq: Seq(3), hash, term: 1, addresses, pin: pin("new") };
    let all = [
        ("cy", asked(1, offer)),
        ("ana", asked(2, remove)),
        ("ana", saw(3)),
        ("cy", asked(4, rescue)),
    ];
    peer.lines(&lines_by(&all)[3..]).await;
    let (why, _) = until(&mut inbox, down).await;
    assert!(why.contains("cy, who was put out"), "{why}");
    assert_eq!(std::fs::read(world.plan(Tries::Once).copy).unwrap(), before);
}

#[tokio::test]
async fn promise_11_who_asks_once_of_a_server_that_came_back_is_taken_to_where_the_room_is() {
    let mut world = World::new();
    let (cy, mut at_cy) = mpsc::channel(4);
    let ways = Ways(
        BTreeMap::from([(world.caller().pin, world.road.clone()), (pin("cy"), Pipe(cy))]),
        world.caller().pin,
    );
    let lines = course();
    let copy = world.paths.copy_file(IncidentId(uuid::Uuid::from_u128(ID)));
    std::fs::create_dir_all(copy.parent().unwrap()).unwrap();
    std::fs::write(&copy, format!("{}\n{}\n", header(), lines[..3].join("\n"))).unwrap();
    // Of its copy it reads the end alone: the server says which machines are on record.
    let plan = world.plan(Tries::Once);
    let plan = Plan { history: History::End, ..plan };
    let (link, mut inbox) = start(ways, plan).unwrap();
    link.send(saw(99)).await;
    let mut old = Peer::meet(&mut world.calls).await;
    let mut welcome = Peer::welcome_of(3, At::from_ms(0));
    if let ServerMessage::Welcome(Welcome { others, .. }) = &mut welcome {
        let addresses = vec!["cy:7443".into()];
        others.push(warroom_register::Host {
            by: "ana".parse().unwrap(),
            addresses,
            pin: pin("cy"),
        });
    }
    old.say(&welcome).await;
    let mut asked = Peer::meet(&mut at_cy).await;
    asked.welcome(5).await;
    asked.lines(&lines[3..5]).await;
    let mut there = Peer::meet(&mut at_cy).await;
    there.welcome(5).await;
    there.lines(&lines[3..5]).await;
    assert_eq!(there.asked().await.command, saw(99).command);
    until(&mut inbox, |msg| records(msg).filter(|seen| seen.contains(&5))).await;
    assert!(next(&mut old.socket).await.is_none(), "something was asked of the old server");
}
