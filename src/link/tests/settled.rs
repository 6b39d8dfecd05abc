//! A command that ends its room's seats: that a connection ends is no yes.

use super::super::*;

use warroom_register::Seq;
use warroom_register::protocol::{Asked, ServerMessage};

use super::world::{Peer, World, saw};
use crate::link::dial::call;
use crate::link::settle::settle;

/// What comes of a command where the server that the test plays does `then`.
async fn asks<F: Future<Output = ()>>(
    asked: Asked,
    then: impl FnOnce(World) -> F,
) -> Result<Seq, Trouble> {
    let world = World::new();
    let (road, caller) = (world.road.clone(), world.caller());
    let asking = async move {
        let addresses = ["here:7443".to_owned()];
        let (socket, _) = call(&road, &addresses, &caller, (Seq(0), None)).await.unwrap();
        settle(&road, &addresses, &caller, socket, &asked).await
    };
    tokio::join!(asking, then(world)).0
}

async fn seat(world: &mut World) -> Peer {
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(0).await;
    peer
}

#[tokio::test]
async fn promise_4_a_connection_that_breaks_is_no_yes_and_what_it_carried_is_asked_again() {
    let placed = asks(saw(1), async |mut world| {
        // It breaks before the command is there.
        drop(seat(&mut world).await);
        // The server records it, and all seats end.
        let mut peer = seat(&mut world).await;
        assert_eq!(peer.asked().await, saw(1));
        drop(peer);
        let mut peer = seat(&mut world).await;
        assert_eq!(peer.asked().await, saw(1), "the same command");
        peer.say(&ServerMessage::Already { command: saw(1).id, seq: Seq(7) }).await;
    });
    assert_eq!(placed.await.unwrap(), Seq(7));
}

#[tokio::test]
async fn promise_4_what_no_server_says_is_not_known() {
    let never = asks(saw(1), async |mut world| {
        for _ in 0..3 {
            seat(&mut world).await.asked().await;
        }
    });
    let Err(Trouble::Unreachable(why)) = never.await else { panic!("known") };
    assert!(why.contains("it is not known whether that is on record: run it again"), "{why}");
    let gone = asks(saw(1), async |mut world| {
        seat(&mut world).await.asked().await;
        // And nothing answers any more.
        drop(world);
    });
    let Err(Trouble::Unreachable(why)) = gone.await else { panic!("known") };
    assert!(why.contains("not known") && why.contains("nothing answers"), "{why}");
    let no = asks(saw(1), async |mut world| {
        let mut peer = seat(&mut world).await;
        peer.asked().await;
        peer.say(&ServerMessage::Refused { command: saw(2).id, why: "another".into() }).await;
        peer.say(&ServerMessage::Refused { command: saw(1).id, why: "no".into() }).await;
    });
    assert_eq!(no.await.unwrap_err().to_string(), "no");
}
