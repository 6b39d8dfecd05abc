//! The one deadline of a stranger on a held clock: five seconds from the first byte to a hello, however
//! they are spent.

use super::*;
use crate::accept::{Strangers, Visit};
use tokio::io::{DuplexStream, duplex};
use tokio::time::{Instant, sleep};
use warroom_register::limits::HELLO_SECONDS_MAX;

/// A door, and somebody who has just connected to it.
fn visit(tls: Option<TlsAcceptor>) -> DuplexStream {
    let (mine, wire) = duplex(64 * 1024);
    let limits = DoorLimits::default();
    let health = Arc::new(Health::new(Clock::System));
    let door = Door { router: routes(), tls, limits, health };
    let address = SocketAddr::from(([192, 0, 2, 7], 7));
    let visit = Visit { wire, address, strangers: Strangers::new(limits) };
    tokio::spawn(visit.receive(door, CancellationToken::new()));
    mine
}

fn tls() -> TlsAcceptor {
    let folder = tempfile::tempdir().unwrap();
    TlsAcceptor::from(Arc::clone(&fresh(folder.path()).config))
}

/// Says this, then these bytes one by one and so far apart, for ever; how long until the door closes.
async fn closed_after(
    mut wire: DuplexStream,
    first: &[u8],
    drips: &[u8],
    apart: Duration,
) -> Duration {
    let since = Instant::now();
    wire.write_all(first).await.unwrap();
    let (mut reads, mut writes) = tokio::io::split(wire);
    let drip = async {
        for byte in drips.iter().cycle() {
            sleep(apart).await;
            if writes.write_all(&[*byte]).await.is_err() {
                break;
            }
        }
        pending::<()>().await;
    };
    let mut heard = Vec::new();
    tokio::select! {
        _ended = reads.read_to_end(&mut heard) => {}
        () = drip => {}
    }
    assert!(!String::from_utf8_lossy(&heard).contains("200"), "it was let in");
    since.elapsed()
}

/// A clock of milliseconds may be one late.
fn at_the_deadline(took: Duration) {
    let deadline = Duration::from_secs(HELLO_SECONDS_MAX);
    let late = took.saturating_sub(deadline);
    assert!(took >= deadline && late < Duration::from_millis(5), "closed after {took:?}");
}

#[tokio::test(start_paused = true)]
async fn half_a_head_and_then_silence_is_closed_at_the_deadline() {
    let head = b"GET /socket HTTP/1.1\r\nhost: x\r\n";
    at_the_deadline(closed_after(visit(None), head, b"", LONG).await);
    at_the_deadline(closed_after(visit(None), b"", b"", LONG).await);
    at_the_deadline(closed_after(visit(Some(tls())), b"", b"", LONG).await);
}

#[tokio::test(start_paused = true)]
async fn a_handshake_of_a_byte_a_second_is_closed_at_the_deadline() {
    let hello = [0x16, 3, 1, 2, 0, 1, 0, 1];
    at_the_deadline(closed_after(visit(Some(tls())), b"", &hello, Duration::from_secs(1)).await);
}

#[tokio::test(start_paused = true)]
async fn a_head_that_drips_is_closed_at_the_deadline_of_all_of_it() {
    let head = b"GET /socket HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nx-a: ";
    at_the_deadline(closed_after(visit(None), head, b"a", Duration::from_millis(500)).await);
}
