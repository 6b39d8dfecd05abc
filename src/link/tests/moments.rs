//! A server that is gone, or says nothing more, at each moment of a link's first call: the link comes
//! again by itself, and what waited goes out.

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};
use tokio::select;
use tokio::time::timeout;
use warroom_register::At;

use super::world::Peer;
use super::*;

/// Between two moments, in bytes that were carried.
const STEP: usize = 61;
/// More than the longest wait and the longest silence of a link together.
const AGAIN: Duration = Duration::from_secs(60);

/// How the first call ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// As by a crash: the connection is closed.
    Gone,
    /// As by a cable that was pulled: nothing more is carried.
    Silent,
}

/// Carries so many bytes in all between the two, and then no more. True if they ended before that.
async fn carries(link: &mut DuplexStream, server: &mut DuplexStream, bytes: usize) -> bool {
    let (mut up, mut down) = ([0; 1], [0; 1]);
    for _ in 0..bytes {
        let carried = select! {
            Ok(1) = link.read(&mut up) => server.write_all(&up).await,
            Ok(1) = server.read(&mut down) => link.write_all(&down).await,
            else => return true,
        };
        if carried.is_err() {
            return true;
        }
    }
    false
}

/// A server that lets the link in, takes two entries, and is satisfied.
async fn serves(stream: DuplexStream) -> Option<()> {
    let (calls, mut called) = mpsc::channel(1);
    calls.send(stream).await.ok()?;
    let mut peer = Peer::try_meet(&mut called).await?;
    let welcome = Peer::welcome_of(0, At::from_ms(0)).frame();
    peer.socket.send(Message::text(welcome)).await.ok()?;
    let mut asked = 0;
    while asked < 2 {
        if let Message::Text(text) = peer.socket.next().await?.ok()? {
            asked += usize::from(text.contains("\"msg\":\"ask\""));
        }
    }
    Some(())
}

/// Whether the link came again after a first call that ended so; false if nothing of it was cut.
async fn comes_again(moment: usize, end: End) -> bool {
    let mut world = World::new();
    let outbox = Outbox::open(world.outbox()).unwrap();
    for asked in [saw(1), saw(2)] {
        outbox.put(&asked, false).unwrap();
    }
    let (_link, mut inbox) = world.start(Tries::Forever);
    // Somebody looks at the screen.
    let screen = tokio::spawn(async move { while inbox.recv().await.is_some() {} });
    let mut link = world.calls.recv().await.unwrap();
    let (mut server, inside) = tokio::io::duplex(64 * 1024);
    let first = select! {
        done = serves(inside) => done,
        _ = carries(&mut link, &mut server, moment) => None,
    };
    if first.is_some() {
        return false;
    }
    let held = match end {
        End::Gone => {
            drop((link, server));
            None
        }
        End::Silent => Some((link, server)),
    };
    let again = timeout(AGAIN, world.calls.recv()).await;
    let again = again.unwrap_or_else(|_| panic!("{end:?} after {moment} bytes: it never came"));
    let second = timeout(AGAIN, serves(again.unwrap())).await;
    assert_eq!(second, Ok(Some(())), "{end:?} after {moment} bytes: what waited did not go out");
    drop(held);
    screen.abort();
    true
}

#[tokio::test(start_paused = true)]
async fn promise_8_a_server_that_goes_at_any_moment_of_the_first_call_is_called_again() {
    for end in [End::Gone, End::Silent] {
        let mut moments = 0;
        while comes_again(moments * STEP, end).await {
            moments += 1;
        }
        assert!(moments > 15, "{end:?}: the call was cut at {moments} moments only");
    }
}

/// The server shows out whoever says nothing for five seconds, without a word to who is not in yet.
#[tokio::test(start_paused = true)]
async fn who_stood_still_and_asks_once_is_called_for_once_more() {
    for screen in [false, true] {
        let mut world = World::new();
        let mut plan = world.plan(Tries::Once);
        plan.caller.screen = screen;
        let (_link, mut inbox) = start(world.road.clone(), plan).unwrap();
        let shown_out = world.calls.recv().await.unwrap();
        tokio::time::sleep(Duration::from_secs(5)).await;
        drop(shown_out);
        if screen {
            until(&mut inbox, down).await;
            continue;
        }
        Peer::meet(&mut world.calls).await.welcome(0).await;
        until(&mut inbox, |msg| matches!(msg, LinkMsg::Up(_)).then_some(())).await;
    }
}

/// Only one who stood still: where nothing answers at once, or for as long as one listens, that is it.
#[tokio::test(start_paused = true)]
async fn a_server_that_is_gone_or_says_nothing_is_not_called_twice_by_who_asks_once() {
    for silent in [false, true] {
        let mut world = World::new();
        let mut plan = world.plan(Tries::Once);
        plan.caller.screen = false;
        let (_link, mut inbox) = start(world.road.clone(), plan).unwrap();
        let call = world.calls.recv().await.unwrap();
        let _held = silent.then_some(call);
        let is_down = async { while down(inbox.recv().await.unwrap()).is_none() {} };
        timeout(AGAIN, is_down).await.expect("it never said so");
        assert!(world.calls.try_recv().is_err(), "silent: {silent}");
    }
}
