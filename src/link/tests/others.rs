//! Other programs of this machine write while the server is away; and one that leaves is told still.

use std::time::Duration;

use tokio::task::yield_now;
use tokio::time::Instant;
use warroom_register::protocol::ServerMessage;

use super::world::{Peer, World, down, lines, records, soon, until};
use super::{Outbox, saw};
use crate::app::msg::LinkMsg;
use crate::link::Tries;

#[tokio::test]
async fn what_another_program_writes_while_nobody_is_reached_waits_too_and_goes_out_once() {
    let mut world = World::new();
    let (link, mut inbox) = world.start(Tries::Forever);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(0).await;
    drop(peer);
    until(&mut inbox, down).await;
    link.send(saw(1)).await;
    soon(async {
        while world.waiting().is_empty() {
            yield_now().await;
        }
    })
    .await;
    Outbox::open(world.outbox()).unwrap().put(&saw(2), true).unwrap();
    // Tries that come to nothing, and then one that reaches the server.
    let nothing = async {
        loop {
            drop(world.calls.recv().await);
        }
    };
    let both = until(&mut inbox, |msg| match msg {
        LinkMsg::Waiting(waiting) => Some(waiting).filter(|waiting| waiting.len() == 2),
        _ => None,
    });
    let both = tokio::select! {
        both = both => both,
        () = nothing => Vec::new(),
    };
    assert_eq!(both, [saw(1), saw(2)]);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(0).await;
    assert_eq!([peer.asked().await, peer.asked().await], [saw(1), saw(2)]);
}

#[tokio::test]
async fn what_is_refused_while_its_writer_leaves_is_told_still() {
    let mut world = World::new();
    let (link, mut inbox) = world.start(Tries::Once);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(0).await;
    for asked in [saw(1), saw(2)] {
        link.send(asked).await;
    }
    assert_eq!([peer.asked().await, peer.asked().await], [saw(1), saw(2)]);
    let ending = link.ending();
    drop(link);
    peer.lines(&lines(&[saw(2)])).await;
    peer.say(&ServerMessage::Refused { command: saw(1).id, why: "not so".into() }).await;
    let told = until(&mut inbox, |msg| match msg {
        LinkMsg::Refused { command, why } => Some((command, why)),
        _ => None,
    });
    assert_eq!(told.await, (saw(1).id, "not so".into()));
    drop(peer);
    ending.wait().await;
    assert_eq!(world.waiting(), []);
}

#[tokio::test(start_paused = true)]
async fn promise_11_a_second_screen_goes_on_keeping_the_copy_by_itself_within_seconds() {
    let mut world = World::new();
    let (first, mut of_first) = world.start(Tries::Forever);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(1).await;
    let all = lines(&[saw(1), saw(2), saw(3)]);
    peer.lines(&all[..1]).await;
    assert_eq!(until(&mut of_first, records).await, [1]);
    let (_second, mut inbox) = world.start(Tries::Forever);
    assert_eq!(until(&mut inbox, records).await, [1], "out of the copy");
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(1).await;
    peer.lines(&all[1..2]).await;
    assert_eq!(until(&mut inbox, records).await, [2]);
    let ending = first.ending();
    drop((first, of_first));
    ending.wait().await;
    let began = Instant::now();
    peer.lines(&all[2..]).await;
    while !world.copy().ends_with(&(all.join("\n") + "\n")) {
        assert!(began.elapsed() < Duration::from_secs(4), "{}", world.copy());
        yield_now().await;
        tokio::time::advance(Duration::from_millis(100)).await;
    }
}
