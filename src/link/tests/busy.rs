//! A link whose connection takes long over something: what is asked meanwhile is on disk at once.

use super::super::*;

use warroom_register::protocol::{Asked, ClientMessage, ServerMessage, StopWhy, Stopped};
use warroom_register::words::EntryKind;
use warroom_register::{CommandId, NewEntry, Seq};

use super::world::{Peer, World, lines, next, records, saw, soon, until};

/// As long as an entry may be, of letters that do not pack.
pub(super) fn long(number: u128) -> Asked {
    let text = format!("{number} ").repeat(16 * 1024 / format!("{number} ").len());
    let command = NewEntry::of(EntryKind::Observation, text).write();
    Asked::new(CommandId(uuid::Uuid::from_u128(number)), command)
}

/// Until so many commands are on disk.
async fn on_disk(world: &World, many: usize) {
    let kept = async {
        while world.waiting().len() < many {
            tokio::task::yield_now().await;
        }
    };
    soon(kept).await;
}

/// A link that holds so many long records, to a server that was begun anew and has none of them.
pub(super) async fn that_brings(
    world: &mut World,
    many: u128,
) -> (LinkHandle, mpsc::Receiver<LinkMsg>, Peer) {
    let (link, mut inbox) = world.start(Tries::Forever);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(u64::try_from(many).unwrap()).await;
    let all: Vec<Asked> = (1..=many).map(long).collect();
    for piece in lines(&all).chunks(16) {
        peer.lines(piece).await;
        until(&mut inbox, records).await;
    }
    let stopped = Stopped {
        why: StopWhy::Gathers,
        from: Seq(1),
        to: Seq(1),
        holders: Vec::new(),
        unproven: false,
        by: None,
        told: Vec::new(),
    };
    peer.say(&ServerMessage::Stopped { stopped }).await;
    (link, inbox, peer)
}

#[tokio::test]
async fn promise_7_what_is_asked_while_a_link_brings_records_is_on_disk_at_once() {
    let mut world = World::new();
    let (link, _inbox, peer) = that_brings(&mut world, 64).await;
    // The server takes nothing: the link stands in the middle of it.
    link.send(saw(1000)).await;
    on_disk(&world, 1).await;
    assert_eq!(world.waiting(), [saw(1000)]);
    drop(peer);
}

#[tokio::test]
async fn promise_7_what_is_asked_while_the_server_takes_nothing_is_on_disk_at_once() {
    let mut world = World::new();
    let (link, mut inbox) = world.start(Tries::Forever);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(0).await;
    until(&mut inbox, |msg| matches!(msg, LinkMsg::Up(_)).then_some(())).await;
    // More than the way to the server holds, in what may be under way at once.
    for number in 1..=8 {
        link.send(long(number)).await;
    }
    for number in 1..=8 {
        link.send(saw(1000 + number)).await;
    }
    on_disk(&world, 16).await;
    drop(peer);
}

#[tokio::test(start_paused = true)]
async fn promise_8_a_server_that_was_brought_records_for_long_is_not_taken_for_dead() {
    let mut world = World::new();
    // Forty pieces go at once, the rest at the server's rate: more than twelve seconds of it.
    let (_link, mut inbox, mut peer) = that_brings(&mut world, 224).await;
    loop {
        match next(&mut peer.socket).await {
            Some(ClientMessage::Lines { last: true, .. }) => break,
            Some(_) => {}
            None => panic!("the link went down"),
        }
    }
    peer.say(&ServerMessage::Here { handles: Vec::new() }).await;
    until(&mut inbox, |msg| match msg {
        LinkMsg::Down { why, .. } => panic!("{why}"),
        LinkMsg::Here(_) => Some(()),
        _ => None,
    })
    .await;
}

#[tokio::test]
async fn promise_4_a_no_is_no_though_its_file_could_not_be_taken_away() {
    let mut world = World::new();
    let (link, mut inbox) = world.start(Tries::Forever);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(0).await;
    link.send(saw(1)).await;
    peer.asked().await;
    peer.say(&ServerMessage::Refused { command: saw(1).id, why: "no".into() }).await;
    until(&mut inbox, |msg| matches!(msg, LinkMsg::Refused { .. }).then_some(())).await;
    // The disk let nothing be changed: the file is there as before.
    let folder = world.outbox();
    Outbox::open(folder).unwrap().put(&saw(1), false).unwrap();
    drop(peer);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(0).await;
    link.send(saw(2)).await;
    assert_eq!(peer.asked().await, saw(2), "not what was refused");
    assert_eq!(world.waiting(), [saw(2)]);
}

#[tokio::test]
async fn promise_7_what_was_sent_counts_as_taken_once_it_is_on_disk_and_not_before() {
    let world = World::new();
    let (link, _inbox) = world.start(Tries::Forever);
    link.taking().wait().await;
    link.send(saw(1)).await;
    let taking = link.taking();
    // The link had no turn yet.
    assert_eq!(*taking.taken.borrow(), 0);
    soon(taking.wait()).await;
    assert_eq!(world.waiting(), [saw(1)]);
    // One that has ended keeps nobody waiting.
    let ending = link.ending();
    let never = Taking { asked: 9, ..link.taking() };
    drop(link);
    ending.wait().await;
    soon(never.wait()).await;
}
