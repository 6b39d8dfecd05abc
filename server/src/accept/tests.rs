//! The door from outside: who gets in, who is shown out, and when.

mod deadline;

use axum::Extension;
use axum::Router;
use axum::routing::get;
use hyper::header::{CONNECTION, UPGRADE};
use hyper::{Request, Response, StatusCode};
use rustls::pki_types::ServerName;
use std::future::pending;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::Clock;
use crate::health::Health;

use warroom_register::limits::{HTTP_HEAD_BYTES_MAX, HTTP_HEAD_LINES_MAX};

use super::{Door, DoorLimits, Io, Overdue, Peer, Stranger, listen, run};
use crate::tls::tests::{connector, fresh};

/// Never reached in a test that passes.
const LONG: Duration = Duration::from_secs(60);
/// Reached, and waited for.
const SHORT: Duration = Duration::from_millis(50);

struct Open {
    address: SocketAddr,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Open {
    fn door(router: Router, limits: DoorLimits, tls: Option<TlsAcceptor>) -> Self {
        let listener = listen(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let health = Arc::new(Health::new(Clock::System));
        let door = Door { router, tls, limits, health };
        tasks.spawn(run(listener, door, stop.clone(), tasks.clone()));
        Self { address, stop, tasks }
    }

    fn plain(limits: DoorLimits) -> Self {
        Self::door(routes(), limits, None)
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    async fn close(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

fn limits(hello: Duration) -> DoorLimits {
    DoorLimits { hello, ..DoorLimits::default() }
}

fn routes() -> Router {
    Router::new()
        .route(
            "/health",
            get(|Extension(peer): Extension<Peer>| async move {
                format!("ok loopback={}", peer.loopback)
            }),
        )
        .route(
            "/admit",
            get(|Extension(stranger): Extension<Stranger>| async move {
                stranger.admitted();
                "come in"
            }),
        )
        .route("/hang", get(pending::<()>))
        .route("/echo", get(echo))
}

/// As a room's socket does it: upgrade, downcast, hello in time, admitted.
async fn echo(mut request: Request<axum::body::Body>) -> Response<axum::body::Body> {
    let stranger = request.extensions_mut().remove::<Stranger>().unwrap();
    tokio::spawn(async move {
        let upgraded = hyper::upgrade::on(request).await.unwrap();
        let parts = upgraded.downcast::<Io>().unwrap();
        let mut stream = parts.io.into_inner();
        stream.write_all(&parts.read_buf).await.unwrap();
        let mut hello = [0; 5];
        match stranger.within(stream.read_exact(&mut hello)).await {
            Ok(read) => read.unwrap(),
            Err(Overdue) => return,
        };
        stranger.admitted();
        stream.write_all(&hello).await.unwrap();
        let mut rest = String::new();
        stream.read_to_string(&mut rest).await.unwrap();
        stream.write_all(rest.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
    });
    Response::builder()
        .status(StatusCode::SWITCHING_PROTOCOLS)
        .header(CONNECTION, "upgrade")
        .header(UPGRADE, "echo")
        .body(axum::body::Body::empty())
        .unwrap()
}

async fn ask<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S, path: &str, more: &str) {
    let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{more}\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
}

/// Reads up to and with this text.
async fn until<S: AsyncRead + Unpin>(stream: &mut S, text: &str) -> String {
    let mut got = Vec::new();
    while !String::from_utf8_lossy(&got).contains(text) {
        got.push(stream.read_u8().await.unwrap());
    }
    String::from_utf8(got).unwrap()
}

/// Waits for the other end to close; what came before, and whether it was in peace or by reset.
async fn rest<S: AsyncRead + Unpin>(stream: &mut S) -> String {
    let mut got = Vec::new();
    drop(tokio::time::timeout(LONG, stream.read_to_end(&mut got)).await.expect("was not closed"));
    String::from_utf8(got).unwrap()
}

#[tokio::test]
async fn health_is_served_in_plain_and_under_tls() {
    let open = Open::plain(limits(LONG));
    let mut stream = open.connect().await;
    ask(&mut stream, "/health", "").await;
    let answer = until(&mut stream, "ok loopback=true").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    ask(&mut stream, "/none", "Connection: close\r\n").await;
    assert!(rest(&mut stream).await.starts_with("HTTP/1.1 404"));
    open.close().await;

    let folder = tempfile::tempdir().unwrap();
    let identity = fresh(folder.path());
    let tls = TlsAcceptor::from(Arc::clone(&identity.config));
    let open = Open::door(routes(), limits(LONG), Some(tls));
    let name = ServerName::try_from("localhost").unwrap();
    let secure = connector(identity.pin);
    let mut stream = secure.connect(name, open.connect().await).await.unwrap();
    ask(&mut stream, "/health", "Connection: close\r\n").await;
    assert!(rest(&mut stream).await.ends_with("ok loopback=true"));
    let mut plain = open.connect().await;
    ask(&mut plain, "/health", "").await;
    assert!(!rest(&mut plain).await.contains("200 OK"), "no plain answer on a TLS door");
    open.close().await;
}

/// Silent in TLS, silent in HTTP, slow in the head, hanging in a handler, silent after upgrading:
/// the one deadline ends them all.
#[tokio::test]
async fn whoever_is_not_admitted_in_time_is_shown_out() {
    let folder = tempfile::tempdir().unwrap();
    let tls = TlsAcceptor::from(Arc::clone(&fresh(folder.path()).config));
    let secure = Open::door(routes(), limits(SHORT), Some(tls));
    assert_eq!(rest(&mut secure.connect().await).await, "");
    secure.close().await;

    let open = Open::plain(limits(SHORT));
    assert_eq!(rest(&mut open.connect().await).await, "");
    let mut slow = open.connect().await;
    slow.write_all(b"GET /health HTTP/1.1\r\nHost:").await.unwrap();
    assert!(!rest(&mut slow).await.contains("200"));
    let mut hanging = open.connect().await;
    ask(&mut hanging, "/hang", "").await;
    assert_eq!(rest(&mut hanging).await, "");
    let mut idle = open.connect().await;
    ask(&mut idle, "/health", "").await;
    assert!(rest(&mut idle).await.ends_with("ok loopback=true"));
    let mut upgraded = open.connect().await;
    ask(&mut upgraded, "/echo", "Connection: upgrade\r\nUpgrade: echo\r\n").await;
    assert!(rest(&mut upgraded).await.starts_with("HTTP/1.1 101"));
    open.close().await;
}

#[tokio::test]
async fn a_socket_takes_over_with_what_came_early_and_outlives_the_deadline() {
    let open = Open::plain(limits(SHORT));
    let mut stream = open.connect().await;
    let early =
        "GET /echo HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\nearly";
    stream.write_all(early.as_bytes()).await.unwrap();
    until(&mut stream, "\r\n\r\nearly").await;
    stream.write_all(b"hello").await.unwrap();
    until(&mut stream, "hello").await;
    // Another connection sees the deadline pass; ours is past it then too.
    assert_eq!(rest(&mut open.connect().await).await, "");
    stream.write_all(b"still here").await.unwrap();
    stream.shutdown().await.unwrap();
    assert_eq!(rest(&mut stream).await, "still here");
    open.close().await;
}

#[tokio::test]
async fn the_door_shows_out_who_comes_beyond_the_slots_of_this_machine() {
    let open = Open::plain(DoorLimits { strangers_of_loopback: 1, ..limits(LONG) });
    let mut first = open.connect().await;
    ask(&mut first, "/health", "").await;
    until(&mut first, "loopback=true").await;
    assert_eq!(rest(&mut open.connect().await).await, "", "closed without a word");
    ask(&mut first, "/admit", "").await;
    until(&mut first, "come in").await;
    let mut second = open.connect().await;
    ask(&mut second, "/health", "Connection: close\r\n").await;
    assert!(rest(&mut second).await.ends_with("ok loopback=true"));
    open.close().await;
}

/// The status line of what comes of a head.
async fn status(open: &Open, more: &str) -> String {
    let mut stream = open.connect().await;
    ask(&mut stream, "/health", &format!("{more}Connection: close\r\n")).await;
    rest(&mut stream).await.lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_head_has_so_many_lines_and_bytes_and_no_more() {
    let open = Open::plain(limits(LONG));
    // Two lines stand in every head here.
    let lines = |count: usize| "x-a: b\r\n".repeat(count - 2);
    assert_eq!(status(&open, &lines(HTTP_HEAD_LINES_MAX)).await, "HTTP/1.1 200 OK");
    let over = status(&open, &lines(HTTP_HEAD_LINES_MAX + 1)).await;
    assert!(over.starts_with("HTTP/1.1 431"), "{over}");
    let frame = "GET /health HTTP/1.1\r\nHost: localhost\r\nx-a: \r\nConnection: close\r\n\r\n";
    let bytes = |count: usize| format!("x-a: {}\r\n", "b".repeat(count - frame.len()));
    // What fills the buffer to its last byte cannot be told from what goes on.
    assert_eq!(status(&open, &bytes(HTTP_HEAD_BYTES_MAX - 1)).await, "HTTP/1.1 200 OK");
    for over in [1, 1_000, 100_000] {
        let over = status(&open, &bytes(HTTP_HEAD_BYTES_MAX + over)).await;
        assert!(over.is_empty() || over.starts_with("HTTP/1.1 431"), "{over}");
    }
    open.close().await;
}

#[tokio::test]
async fn stopping_closes_the_idle_and_lets_the_port_go() {
    let open = Open::plain(limits(LONG));
    let address = open.address;
    let (mut idle, mut silent) = (open.connect().await, open.connect().await);
    ask(&mut idle, "/admit", "").await;
    until(&mut idle, "come in").await;
    open.close().await;
    assert_eq!(rest(&mut idle).await, "");
    assert_eq!(rest(&mut silent).await, "");
    assert!(TcpStream::connect(address).await.is_err());
    drop(listen(address).unwrap());
}
