//! A network that dies while the link sends: it shows as dead as soon as when nothing is sent.

use super::super::*;
use std::time::Duration;

use futures_util::StreamExt as _;
use tokio::time::{Instant, advance, sleep, timeout};
use tokio_tungstenite::tungstenite::Message;
use warroom_register::limits::LINK_SILENCE_SECONDS_MAX;
use warroom_register::protocol::ServerMessage;

use super::busy::{long, that_brings};
use super::world::{Peer, World, down, next, until};

/// A dead network shows as connected for so long at most.
const SHOWN_MAX: Duration = Duration::from_secs(15);

/// A narrow network takes so long over the longest entry.
const TAKES: Duration = Duration::from_millis(900);

/// Answers what comes until this many pings were answered; gives when the last answer went out.
async fn answers(peer: &mut Peer, pings: usize) -> Instant {
    let mut answered = 0;
    while answered < pings {
        let frame = peer.socket.next().await.unwrap().unwrap();
        answered += usize::from(matches!(frame, Message::Ping(_)));
    }
    let at = Instant::now();
    // The answer goes out with the next look at the connection.
    drop(timeout(Duration::from_millis(1), peer.socket.next()).await);
    at
}

#[tokio::test(start_paused = true)]
async fn promise_8_a_network_that_dies_while_something_is_sent_is_soon_said_to_be_dead() {
    for late in 1..LINK_SILENCE_SECONDS_MAX {
        let mut world = World::new();
        let (link, mut inbox) = world.start(Tries::Forever);
        let mut peer = Peer::meet(&mut world.calls).await;
        peer.welcome(0).await;
        until(&mut inbox, |msg| matches!(msg, LinkMsg::Up(_)).then_some(())).await;
        let answered = answers(&mut peer, 2).await;
        advance(Duration::from_secs(late)).await;
        // More than the way to the server holds.
        for number in 1..=8 {
            link.send(long(number)).await;
        }
        let (_, retry) = until_late(&mut inbox).await;
        let shown = answered.elapsed();
        assert!(retry.is_some() && shown <= SHOWN_MAX, "shown for {shown:?}, sent after {late} s");
        drop(peer);
    }
}

/// The end of the link, however late it comes.
async fn until_late(inbox: &mut mpsc::Receiver<LinkMsg>) -> (String, Option<u64>) {
    loop {
        let msg = timeout(Duration::from_secs(60), inbox.recv()).await.unwrap().unwrap();
        if let Some(down) = down(msg) {
            return down;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn promise_8_a_network_that_dies_while_a_link_brings_records_is_soon_said_to_be_dead() {
    for pieces in [1, 30, 60] {
        let mut world = World::new();
        let (_link, mut inbox, mut peer) = that_brings(&mut world, 224).await;
        for _ in 0..pieces {
            assert!(next(&mut peer.socket).await.is_some(), "the link went down");
        }
        let died = Instant::now();
        until_late(&mut inbox).await;
        assert!(died.elapsed() <= SHOWN_MAX, "shown for {:?}", died.elapsed());
        drop(peer);
    }
}

/// A narrow way takes what is sent slowly; what the server says comes meanwhile.
#[tokio::test(start_paused = true)]
async fn a_server_that_takes_what_is_sent_slowly_and_answers_is_not_taken_for_dead() {
    let mut world = World::new();
    let (link, mut inbox) = world.start(Tries::Forever);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(0).await;
    until(&mut inbox, |msg| matches!(msg, LinkMsg::Up(_)).then_some(())).await;
    for number in 1..=24 {
        link.send(long(number)).await;
    }
    for asked in 0..24 {
        let command = peer.asked().await.id;
        sleep(TAKES).await;
        peer.say(&ServerMessage::Already { command, seq: Seq(1) }).await;
        while let Ok(msg) = inbox.try_recv() {
            assert!(down(msg).is_none(), "after {asked}");
        }
    }
}
