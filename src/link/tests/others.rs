//! Other programs of this machine write while the server is away.

use super::world::{Peer, World, down, soon, until};
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
