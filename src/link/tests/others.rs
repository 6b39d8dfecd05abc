//! Other programs of this machine write while the server is away; and one that leaves is told still.

use warroom_register::protocol::ServerMessage;

use super::world::{Peer, World, down, lines, soon, until};
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
            tokio::task::yield_now().await;
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
