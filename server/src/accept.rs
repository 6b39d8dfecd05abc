//! The door: takes connections, secures them, and serves HTTP until a socket takes over.
//!
//! From connecting to a valid hello a connection is a [`Stranger`]: it holds one of a few slots
//! and has one deadline over TLS, the HTTP head and the hello together. The door never reads a
//! body, never routes, and knows nothing of rooms. It counts only strangers; seats are counted by
//! the room's side.
//!
//! For the room's socket: `hyper::upgrade::on(request).await?.downcast::<Io>()` gives the stream
//! with what was read beyond the head, ready for `WebSocketStream::from_partially_read`. From the
//! upgrade on the door no longer watches: say hello within [`Stranger::within`], then call
//! [`Stranger::admitted`]. Spawn the socket on the same `TaskTracker`, with the same token.

mod listen;
mod stranger;
#[cfg(test)]
mod tests;

use axum::Router;
use axum::body::Body;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;
use warroom_register::limits::{HTTP_HEAD_BYTES_MAX, HTTP_HEAD_LINES_MAX};

use crate::health::Health;

pub use listen::{Listen, Stream, Wire, listen};
pub(crate) use stranger::household;
pub use stranger::{DoorLimits, Overdue, Stranger, Strangers};

/// The type to downcast an upgraded connection to.
pub type Io = TokioIo<Stream>;

/// After a failed accept: out of file handles, it would fail again at once.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// What an answer under way may still take once the server stops.
const STOP_SECONDS_MAX: u64 = 5;

/// Who is at the other end: an extension of every request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Where the connection comes from; behind a proxy, the proxy.
    pub address: SocketAddr,
    /// It comes from this machine.
    pub loopback: bool,
}

/// What a door serves, and to how many.
#[derive(Clone)]
pub struct Door {
    /// The routes. Each request has a [`Peer`] and a [`Stranger`] in its extensions.
    pub router: Router,
    /// TLS, or plain where asked for: behind a proxy.
    pub tls: Option<TlsAcceptor>,
    /// Slots and deadline of strangers.
    pub limits: DoorLimits,
    /// Hears when connections cannot be taken.
    pub(crate) health: Arc<Health>,
}

/// Takes connections until `stop`, each a task of `tasks`; then returns, and the tasks end too:
/// answers under way are finished, within `STOP_SECONDS_MAX`. Wait on `tasks` for them.
///
/// While every slot is taken the next strangers wait for one; who is too many, of one address or in
/// line, is closed without a word.
pub async fn run<L: Listen>(listener: L, door: Door, stop: CancellationToken, tasks: TaskTracker) {
    let strangers = Strangers::new(door.limits);
    let accept = async {
        loop {
            match listener.accept().await {
                Ok((wire, address)) => {
                    door.health.accepted(None);
                    let visit = Visit { wire, address, strangers: strangers.clone() };
                    tasks.spawn(visit.receive(door.clone(), stop.clone()));
                }
                Err(error) => {
                    if door.health.accepted(Some(&error)) {
                        tracing::warn!(%error, "a connection was not taken");
                    }
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    };
    stop.run_until_cancelled(accept).await;
}

/// One connection that has just been taken.
struct Visit<W> {
    wire: W,
    address: SocketAddr,
    strangers: Strangers,
}

impl<W: Wire> Visit<W> {
    async fn receive(self, door: Door, stop: CancellationToken) {
        let Self { wire, address, strangers } = self;
        let Some(Some(stranger)) = stop.run_until_cancelled(strangers.meet(address.ip())).await
        else {
            tracing::debug!(%address, "too many strangers");
            return;
        };
        let secured = stranger.within(secure(wire, door.tls));
        let stream = match stop.run_until_cancelled(secured).await {
            Some(Ok(Ok(stream))) => stream,
            Some(Ok(Err(error))) => {
                tracing::debug!(%address, %error, "no TLS");
                return;
            }
            Some(Err(Overdue)) | None => return,
        };
        let peer = Peer { address, loopback: address.ip().to_canonical().is_loopback() };
        serve(stream, peer, stranger, door.router, stop).await;
    }
}

async fn secure(wire: impl Wire, tls: Option<TlsAcceptor>) -> io::Result<Stream> {
    Ok(match tls {
        Some(tls) => Box::new(tls.accept(wire).await?),
        None => Box::new(wire),
    })
}

/// Serves requests until the peer leaves, a socket takes over, the deadline passes or the server
/// stops.
async fn serve(
    stream: Stream,
    peer: Peer,
    stranger: Stranger,
    router: Router,
    stop: CancellationToken,
) {
    let guest = stranger.clone();
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        request.extensions_mut().insert(guest.clone());
        router.clone().oneshot(request.map(Body::new))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(stranger.patience())
        .max_buf_size(HTTP_HEAD_BYTES_MAX)
        .max_headers(HTTP_HEAD_LINES_MAX)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        // Each of them ends it: what is done already counts as done.
        biased;
        ended = connection.as_mut() => ended,
        () = stranger.overdue() => return,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            let rest = Duration::from_secs(STOP_SECONDS_MAX);
            tokio::time::timeout(rest, connection).await.unwrap_or(Ok(()))
        }
    };
    if let Err(error) = ended {
        tracing::debug!(address = %peer.address, %error, "a connection ended");
    }
}
