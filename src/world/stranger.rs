//! Somebody who comes to the door of a world and never says hello, in one of three ways.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::{Instant, sleep, timeout};
use turmoil::net::TcpStream;
use warroom_register::limits::HELLO_SECONDS_MAX;
use warroom_register::protocol::{SOCKET_PATH, SUBPROTOCOL};

use super::chance::Chance;
use super::globe::{ADDRESS, World};

/// Where they come from.
pub(super) const STRANGER: &str = "nobody.example";
/// As it is counted.
pub(super) const SHOWN_OUT: &str = "a stranger shown out at the deadline";
/// After the deadline: the way there and back, and how long the goodbye waits to be heard.
const SLACK: Duration = Duration::from_secs(3);

/// Comes again and again.
pub(super) async fn haunts(world: Arc<World>, mut chance: Chance) -> turmoil::Result {
    loop {
        sleep(Duration::from_millis(chance.below(4_000))).await;
        // Nobody may be there to listen.
        if let Ok(stream) = TcpStream::connect(ADDRESS).await {
            visits(&world, stream, chance.below(3)).await;
        }
    }
}

/// Says nothing, half a request, or all of it and no hello: and is shown out, unless the server dies first.
async fn visits(world: &World, mut stream: TcpStream, how: u64) {
    let head = format!(
        "GET {SOCKET_PATH} HTTP/1.1\r\nHost: {ADDRESS}\r\nConnection: Upgrade\r\n\
         Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\
         Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\n\r\n"
    );
    let says = [0, head.len() / 2, head.len()][usize::try_from(how).unwrap()];
    let deadline = Duration::from_secs(HELLO_SECONDS_MAX);
    let came = Instant::now();
    if stream.write_all(&head.as_bytes()[..says]).await.is_err() {
        return;
    }
    let mut answer = Vec::new();
    let ends = timeout(deadline + SLACK, stream.read_to_end(&mut answer)).await;
    assert!(ends.is_ok(), "a stranger who came by way {how} was suffered beyond the deadline");
    if came.elapsed() >= deadline {
        let taken = answer.starts_with(b"HTTP/1.1 101");
        assert_eq!(taken, how == 2, "{:?}", String::from_utf8_lossy(&answer));
        world.net.note(SHOWN_OUT);
    }
}
