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

mod stranger;
mod stream;
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
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;
use warroom_register::limits::{HTTP_HEAD_BYTES_MAX, HTTP_HEAD_LINES_MAX};

use crate::health::Health;

pub(crate) use stranger::household;
pub use stranger::{DoorLimits, Overdue, Stranger, Strangers};
pub use stream::Stream;

/// The type to downcast an upgraded connection to.
pub type Io = TokioIo<Stream>;

/// Connections that the kernel keeps in line: a burst of reconnects loses none to a retry.
const BACKLOG: u32 = 1024;
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

/// A listener on this address; port 0 takes a free one. Restarting takes the same port at once.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Takes connections until `stop`, each a task of `tasks`; then returns, and the tasks end too:
/// answers under way are finished, within `STOP_SECONDS_MAX`. Wait on `tasks` for them.
///
/// While every slot is taken the next strangers wait for one; who is too many, of one address or in
/// line, is closed without a word.
pub async fn run(listener: TcpListener, door: Door, stop: CancellationToken, tasks: TaskTracker) {
    let strangers = Strangers::new(door.limits);
    let accept = async {
        loop {
            match listener.accept().await {
                Ok((tcp, address)) => {
                    door.health.accepted(None);
                    let visit = Visit { tcp, address, strangers: strangers.clone() };
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
struct Visit {
    tcp: TcpStream,
    address: SocketAddr,
    strangers: Strangers,
}

impl Visit {
    async fn receive(self, door: Door, stop: CancellationToken) {
        let Self { tcp, address, strangers } = self;
        let Some(Some(stranger)) = stop.run_until_cancelled(strangers.meet(address.ip())).await
        else {
            tracing::debug!(%address, "too many strangers");
            return;
        };
        let secured = stranger.within(secure(tcp, door.tls));
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

async fn secure(tcp: TcpStream, tls: Option<TlsAcceptor>) -> io::Result<Stream> {
    // Entries are small and wanted now: without it each waits up to 40 ms for the one before.
    tcp.set_nodelay(true)?;
    Ok(match tls {
        Some(tls) => Stream::Tls(Box::new(tls.accept(tcp).await?)),
        None => Stream::Plain(tcp),
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
