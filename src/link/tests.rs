mod busy;
mod conformance;
mod elsewhere;
mod further;
mod late;
mod moments;
mod moved;
mod others;
mod settled;
mod silent;
mod slept;
mod taken;
mod told;
mod unasked;
mod world;

use super::dial::{NoSeat, Welcome, call};
use super::*;
use std::sync::Mutex;
use std::time::Duration;

use futures_util::SinkExt as _;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use warroom_register::protocol::{ClientMessage, Hello, SeatEnd, ServerMessage};
use warroom_register::{Hash, Seq};

use self::world::{Peer, Pipe, Revivable, World, down, lines, next, records, saw, soon, until};

#[tokio::test]
async fn what_is_asked_is_settled_by_its_record_and_by_nothing_else() {
    let mut world = World::new();
    let (link, mut inbox) = world.start(Tries::Forever);
    let mut peer = Peer::meet(&mut world.calls).await;
    assert!(matches!(
        peer.hello,
        ClientMessage::Hello(Hello { after: Seq(0), after_hash: None, .. })
    ));
    peer.welcome(0).await;
    link.send(saw(1)).await;
    assert_eq!(peer.asked().await, saw(1));
    assert_eq!(world.waiting(), [saw(1)], "on disk until its record is seen");
    peer.lines(&lines(&[saw(1)])).await;
    assert_eq!(until(&mut inbox, records).await, [1]);
    assert_eq!(world.waiting(), []);
}

#[tokio::test]
async fn a_link_that_breaks_calls_again_and_goes_on_where_it_was() {
    let mut world = World::new();
    let (link, mut inbox) = world.start(Tries::Forever);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(0).await;
    let all = lines(&[saw(1), saw(2), saw(3)]);
    peer.lines(&all[..1]).await;
    assert_eq!(until(&mut inbox, records).await, [1]);
    link.send(saw(2)).await;
    assert_eq!(peer.asked().await, saw(2));
    drop(peer);
    let (_, retry) = until(&mut inbox, down).await;
    assert!(retry.is_some_and(|s| s <= 1));
    link.send(saw(3)).await;

    let mut peer = Peer::meet(&mut world.calls).await;
    let ClientMessage::Hello(Hello { after, after_hash, .. }) = &peer.hello else {
        panic!("no hello")
    };
    assert_eq!((*after, *after_hash), (Seq(1), Some(Hash::of(all[0].as_bytes()))));
    peer.welcome(1).await;
    assert_eq!([peer.asked().await, peer.asked().await], [saw(2), saw(3)], "again, and in order");
    peer.say(&ServerMessage::Already { command: saw(2).id, seq: Seq(2) }).await;
    peer.lines(&all[1..]).await;
    assert_eq!(until(&mut inbox, records).await, [2, 3]);
    assert_eq!(world.waiting(), []);
}

#[tokio::test]
async fn what_was_cut_off_is_sent_again_once_it_is_seen_what_became_of_the_rest() {
    let mut world = World::new();
    let (link, mut inbox) = world.start(Tries::Forever);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(0).await;
    for asked in [saw(1), saw(2), saw(3)] {
        link.send(asked).await;
    }
    assert_eq!(
        [peer.asked().await, peer.asked().await, peer.asked().await],
        [saw(1), saw(2), saw(3)]
    );
    // The server refused 1 and recorded 2, and nobody heard either; 3 never came there.
    drop(peer);
    until(&mut inbox, down).await;
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(1).await;
    peer.lines(&lines(&[saw(2)])).await;
    let refused = until(&mut inbox, |msg| match msg {
        LinkMsg::Refused { command, .. } => Some(command),
        _ => None,
    });
    assert_eq!(refused.await, saw(1).id, "behind 2 it would be out of order");
    assert_eq!(peer.asked().await, saw(3));
    assert_eq!(world.waiting(), [saw(3)]);
}

#[tokio::test]
async fn what_is_shown_goes_out_the_last_of_it_and_again_to_a_server_that_came_back() {
    use warroom_register::protocol::Look;
    let mut world = World::new();
    let (link, _inbox) = world.start(Tries::Forever);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(0).await;
    let look = |seq| Look { seq: Seq(seq), hindsight: false, timeline: true, as_of: None };
    let mut told = 0;
    for seq in 1..=30 {
        link.show(look(seq));
    }
    loop {
        told += 1;
        if next(&mut peer.socket).await == Some(ClientMessage::Look(look(30))) {
            break;
        }
    }
    assert!(told < 30, "{told} of thirty");
    drop(peer);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(0).await;
    assert_eq!(next(&mut peer.socket).await, Some(ClientMessage::Look(look(30))));
}

#[tokio::test]
async fn a_crash_between_write_and_send_loses_nothing() {
    let mut world = World::new();
    let folder = world.outbox();
    Outbox::open(folder).unwrap().put(&saw(5), false).unwrap();
    let (_link, mut inbox) = world.start(Tries::Forever);
    let waits = until(&mut inbox, |msg| match msg {
        LinkMsg::Waiting(waiting) => Some(waiting),
        _ => None,
    });
    assert_eq!(waits.await, [saw(5)]);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(0).await;
    assert_eq!(peer.asked().await, saw(5));
}

#[tokio::test]
async fn the_own_copy_is_shown_before_any_server_answers() {
    let mut world = World::new();
    let all = lines(&[saw(1), saw(2)]);
    let (link, mut inbox) = world.start(Tries::Forever);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(2).await;
    peer.lines(&all).await;
    assert_eq!(until(&mut inbox, records).await, [1, 2]);
    let ending = link.ending();
    drop((link, inbox));
    assert_eq!(ending.wait().await, Vec::<String>::new());

    let (_link, mut inbox) = world.start(Tries::Forever);
    assert_eq!(until(&mut inbox, records).await, [1, 2]);
}

#[tokio::test]
async fn a_record_that_does_not_follow_ends_it_for_good() {
    let mut world = World::new();
    let (_link, mut inbox) = world.start(Tries::Forever);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(2).await;
    let mut all = lines(&[saw(1), saw(2)]);
    all[0] = all[0].replace("number 1", "number 9");
    peer.lines(&all).await;
    assert_eq!(until(&mut inbox, records).await, [1]);
    let (why, retry) = until(&mut inbox, down).await;
    assert!(why.contains("#1 was altered"), "{why}");
    assert_eq!(retry, None);
}

#[tokio::test]
async fn a_server_that_says_no_is_believed_unless_it_passes() {
    for (end, again) in
        [(SeatEnd::Denied, false), (SeatEnd::Taken, false), (SeatEnd::Closing, true)]
    {
        let mut world = World::new();
        let (_link, mut inbox) = world.start(Tries::Forever);
        let mut peer = Peer::meet(&mut world.calls).await;
        peer.say(&ServerMessage::Denied { end, why: "no".into() }).await;
        let (why, retry) = until(&mut inbox, down).await;
        assert_eq!((why.as_str(), retry.is_some()), ("no", again), "{end:?}");
    }
}

#[tokio::test]
async fn a_server_that_lost_records_is_found_out() {
    let mut world = World::new();
    let (link, mut inbox) = world.start(Tries::Forever);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(2).await;
    peer.lines(&lines(&[saw(1), saw(2)])).await;
    assert_eq!(until(&mut inbox, records).await, [1, 2]);
    drop(peer);
    until(&mut inbox, down).await;
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(1).await;
    let (why, retry) = until(&mut inbox, down).await;
    assert!(why.contains("lost records"), "{why}");
    assert_eq!(retry, None);
    drop(link);
}

#[tokio::test]
async fn what_is_refused_is_told_and_kept() {
    let mut world = World::new();
    let (link, mut inbox) = world.start(Tries::Forever);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(0).await;
    link.send(saw(1)).await;
    peer.asked().await;
    peer.say(&ServerMessage::Refused { command: saw(1).id, why: "no\u{1b}[2J".into() }).await;
    let why = until(&mut inbox, |msg| match msg {
        LinkMsg::Refused { why, .. } => Some(why),
        _ => None,
    });
    assert_eq!(why.await, "no␛[2J", "a server's words do not drive this terminal");
    assert_eq!(world.waiting(), []);
}

#[tokio::test]
async fn a_link_that_tries_once_says_so_and_keeps_what_was_asked() {
    let world = World::new();
    let (road, _) = mpsc::channel(1);
    let (link, mut inbox) = start(Pipe(road), world.plan(Tries::Once)).unwrap();
    link.send(saw(1)).await;
    let (why, retry) = until(&mut inbox, down).await;
    assert!(why.contains("here:7443: nothing answers"), "{why}");
    assert!(retry.is_some(), "it could help to try again, but nobody does");
    let ending = link.ending();
    drop(link);
    ending.wait().await;
    assert_eq!(world.waiting(), [saw(1)]);
}

#[tokio::test]
async fn a_server_of_this_machine_is_started_again() {
    let mut world = World::new();
    let (dead, _) = mpsc::channel(1);
    let alive = Arc::new(Mutex::new(dead));
    let (road, again) = (Arc::clone(&alive), world.road.0.clone());
    let revive: Revive = Arc::new(move || {
        *road.lock().unwrap() = again.clone();
        Box::pin(async { Ok(vec!["127.0.0.1:7444".to_owned()]) })
    });
    let hooks = Hooks { revive: Some(revive), ..Hooks::default() };
    let plan = Plan { hooks, ..world.plan(Tries::Once) };
    let (_link, mut inbox) = start(Revivable(alive), plan).unwrap();
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(0).await;
    until(&mut inbox, |msg| matches!(msg, LinkMsg::Up(_)).then_some(())).await;
}

#[tokio::test]
async fn what_is_under_way_when_the_screen_is_left_is_still_settled() {
    let mut world = World::new();
    let (link, mut inbox) = world.start(Tries::Forever);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(0).await;
    until(&mut inbox, |msg| matches!(msg, LinkMsg::Up(_)).then_some(())).await;
    link.send(saw(1)).await;
    let ending = link.ending();
    drop((link, inbox));
    assert_eq!(peer.asked().await, saw(1));
    peer.lines(&lines(&[saw(1)])).await;
    assert_eq!(next(&mut peer.socket).await, Some(ClientMessage::Bye {}));
    drop(peer);
    ending.wait().await;
    assert_eq!(world.waiting(), []);
}

/// A link that is up over an outbox that can keep nothing.
async fn up_without_outbox(world: &mut World) -> (LinkHandle, mpsc::Receiver<LinkMsg>, Peer) {
    let (link, mut inbox) = world.start(Tries::Forever);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(0).await;
    until(&mut inbox, |msg| matches!(msg, LinkMsg::Up(_)).then_some(())).await;
    until(&mut inbox, |msg| matches!(msg, LinkMsg::Waiting(_)).then_some(())).await;
    let folder = world.outbox();
    std::fs::remove_dir_all(folder).unwrap();
    link.send(saw(1)).await;
    assert_eq!(peer.asked().await, saw(1), "the server is there to take it");
    (link, inbox, peer)
}

#[tokio::test]
async fn what_cannot_be_kept_comes_back_when_the_server_goes() {
    let mut world = World::new();
    let (_link, mut inbox, peer) = up_without_outbox(&mut world).await;
    drop(peer);
    let refused = until(&mut inbox, |msg| match msg {
        LinkMsg::Refused { command, why } => Some((command, why)),
        LinkMsg::Down { why, .. } => panic!("first its words, then {why}"),
        _ => None,
    });
    let (command, why) = refused.await;
    assert_eq!(command, saw(1).id);
    assert!(why.contains("it could not be kept on this machine: "), "{why}");
    assert!(why.contains("see whether it is recorded"), "{why}");
}

#[tokio::test]
async fn what_cannot_be_kept_is_printed_when_the_screen_goes_first() {
    let mut world = World::new();
    let (link, inbox, peer) = up_without_outbox(&mut world).await;
    let ending = link.ending();
    drop((link, inbox, peer));
    let notes = ending.wait().await;
    assert!(notes.iter().any(|note| note == "number 1"), "{notes:?}");
    assert!(notes.iter().any(|note| note.contains("could not be kept")), "{notes:?}");
}

#[tokio::test]
async fn packed_batches_are_the_same_records() {
    let mut world = World::new();
    let (_link, mut inbox) = world.start(Tries::Forever);
    let mut peer = Peer::meet(&mut world.calls).await;
    assert!(matches!(peer.hello, ClientMessage::Hello(Hello { zstd: true, .. })));
    peer.welcome(3).await;
    let text = lines(&[saw(1), saw(2), saw(3)]).join("\n");
    let packed = zstd::bulk::compress(text.as_bytes(), 1).unwrap();
    peer.socket.send(Message::binary(packed)).await.unwrap();
    assert_eq!(until(&mut inbox, records).await, [1, 2, 3]);
    peer.socket.send(Message::binary(vec![1, 2, 3])).await.unwrap();
    let (why, retry) = until(&mut inbox, down).await;
    assert!(why.contains("does not unpack"), "{why}");
    assert_eq!(retry, None);
}

#[tokio::test]
async fn another_protocol_or_no_warroom_at_all_is_said_plainly() {
    let mut world = World::new();
    let (road, caller) = (world.road.clone(), world.caller());
    let addresses = ["here:1".to_owned()];
    let call = tokio::spawn(async move {
        call(&road, &addresses, &caller, (Seq(0), None))
            .await
            .map(|(_, welcome): (_, Welcome)| welcome.said.head)
    });
    let stream = soon(world.calls.recv()).await.unwrap();
    // An HTTP server that knows nothing of it.
    let (mut from, mut to) = tokio::io::split(stream);
    let mut head = [0; 64];
    tokio::io::AsyncReadExt::read(&mut from, &mut head).await.unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut to, b"HTTP/1.1 404 Not Found\r\n\r\n").await.unwrap();
    let Err(NoSeat::Unreached(why)) = soon(call).await.unwrap() else { panic!("a seat") };
    assert!(why.contains("no warroom (HTTP 404)"), "{why}");
}

#[tokio::test]
async fn a_server_that_floods_is_taken_in_or_cut_off_and_costs_little() {
    const MESSAGES: usize = 4_000;
    let mut world = World::new();
    let (_link, mut inbox) = world.start(Tries::Forever);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(0).await;
    until(&mut inbox, |msg| matches!(msg, LinkMsg::Up(_)).then_some(())).await;
    // Nobody looks: after what the queues hold, the server has to wait.
    let handles: Vec<_> = (0..900).map(|n| format!("p{n}").parse().unwrap()).collect();
    let here = ServerMessage::Here { handles };
    let (mut sent, mut waits) = (0, false);
    while sent < MESSAGES && !waits {
        let said = timeout(Duration::from_millis(500), peer.say(&here)).await;
        waits = said.is_err();
        sent += 1;
    }
    assert!(waits, "all of {MESSAGES} messages were taken in while nobody looked");
    assert!(
        sent < 3 * INBOX_MESSAGES_MAX,
        "{sent} messages are held for a screen that does not look"
    );
    // Once somebody looks again, all that was taken in comes.
    for _ in 1..sent {
        until(&mut inbox, |msg| matches!(msg, LinkMsg::Here(_)).then_some(())).await;
    }
    drop(peer);
    // More at once than a client takes in ends the connection.
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(0).await;
    let much = Message::text(" ".repeat(dial::MESSAGE_BYTES_MAX + 1));
    let flood = tokio::spawn(async move { peer.socket.send(much).await.is_err() });
    let why =
        until(&mut inbox, |msg| down(msg).filter(|(why, _)| why.contains("more at once"))).await;
    assert!(why.1.is_some(), "it may be well next time");
    flood.abort();
}
