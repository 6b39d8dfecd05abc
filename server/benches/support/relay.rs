//! The bare reference: a durable relay with nothing in it that could be left out.
//!
//! What an author says is appended to a file and synced together with whatever else has queued
//! (group commit); then every seat sends what lies behind its own place in the tail, message for
//! message, and flushes once. No register, no auth, no names, no order of seats, no heartbeats.
//! A seat that comes is told the tail from its oldest line; one that falls out of it is cut off.

use std::collections::VecDeque;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use futures_util::{SinkExt, StreamExt};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio_rustls::TlsAcceptor;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use tokio_tungstenite::{WebSocketStream, accept_async_with_config};

use super::generator::Peer;
use super::roles::{self, Order, Ready};
use super::wire::{Door, LINE_BYTES, Socket, Trouble, mark};

const LISTEN_BACKLOG: u32 = 1024;
const READ_BYTES: usize = 2 * 1024;
const WRITE_BYTES: usize = 4 * 1024;
/// The bound under which tungstenite lets a seat's unsent bytes grow.
const UNSENT_BYTES_MAX: usize = 1024 * 1024;
const QUEUE_LINES_MAX: usize = 4096;
const COMMIT_LINES_MAX: usize = 1024;
/// A little over a megabyte: what a seat catches up when it comes.
const TAIL_LINES_MAX: usize = 4096;
/// Copied out under one lock.
const TOLD_LINES_MAX: usize = 64;

/// Serves until the parent is gone.
pub(crate) fn serve(order: &Order) -> Result<(), Trouble> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(run(order))
}

async fn run(order: &Order) -> Result<(), Trouble> {
    let acceptor = if order.tls { Some(self_signed()?) } else { None };
    let file = append_to(&order.data.join("relay.log"))?;
    let (queue, queued) = mpsc::channel(QUEUE_LINES_MAX);
    let log = Arc::new(Log::default());
    let kept = Arc::clone(&log);
    let keeper = thread::Builder::new().name("keeper".into());
    keeper.spawn(move || keep(file, queued, &kept))?;

    let listener = listen()?;
    roles::say_ready(&Ready { address: listener.local_addr()?, given: String::new() })?;
    tokio::select! {
        ended = accept(listener, acceptor, Shared { queue, log }) => ended,
        () = roles::parent_gone() => Ok(()),
    }
}

/// What every seat holds.
#[derive(Clone)]
struct Shared {
    queue: mpsc::Sender<Utf8Bytes>,
    log: Arc<Log>,
}

/// The last lines that are durable, and how many there ever were.
struct Log {
    tail: Mutex<Tail>,
    head: watch::Sender<u64>,
}

#[derive(Default)]
struct Tail {
    lines: VecDeque<Utf8Bytes>,
    /// The place of the first of them.
    first: u64,
}

impl Default for Log {
    fn default() -> Self {
        Self { tail: Mutex::default(), head: watch::Sender::new(0) }
    }
}

impl Log {
    fn push(&self, lines: &mut Vec<Utf8Bytes>) {
        let mut tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
        tail.lines.extend(lines.drain(..));
        while tail.lines.len() > TAIL_LINES_MAX {
            tail.lines.pop_front();
            tail.first += 1;
        }
        let head = tail.first + tail.lines.len() as u64;
        drop(tail);
        self.head.send_replace(head);
    }

    fn oldest(&self) -> u64 {
        self.tail.lock().unwrap_or_else(PoisonError::into_inner).first
    }

    /// The next few lines at `place`; an error if they have left the tail.
    fn after(&self, place: u64) -> Result<Vec<Utf8Bytes>, Trouble> {
        let tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
        let skipped = place.checked_sub(tail.first).ok_or("a seat fell behind the tail")?;
        let skipped = usize::try_from(skipped)?;
        Ok(tail.lines.iter().skip(skipped).take(TOLD_LINES_MAX).cloned().collect())
    }
}

/// Appends and syncs what has queued, and only then lets anyone see it.
fn keep(mut file: File, mut queued: mpsc::Receiver<Utf8Bytes>, log: &Log) -> std::io::Result<()> {
    let mut lines = Vec::with_capacity(COMMIT_LINES_MAX);
    let mut bytes = Vec::new();
    while queued.blocking_recv_many(&mut lines, COMMIT_LINES_MAX) > 0 {
        bytes.clear();
        for line in &lines {
            bytes.extend_from_slice(line.as_bytes());
            bytes.push(b'\n');
        }
        file.write_all(&bytes)?;
        file.sync_data()?;
        log.push(&mut lines);
    }
    Ok(())
}

async fn accept(
    listener: TcpListener,
    acceptor: Option<TlsAcceptor>,
    shared: Shared,
) -> Result<(), Trouble> {
    loop {
        let (tcp, _peer) = listener.accept().await?;
        tcp.set_nodelay(true)?;
        // A seat that ends, ends: the generator misses its entries and says so.
        match acceptor.clone() {
            Some(acceptor) => tokio::spawn(sit_tls(tcp, acceptor, shared.clone())),
            None => tokio::spawn(sit(tcp, shared.clone())),
        };
    }
}

/// The handshake's state is boxed, or each seat's task would keep room for it to its end: 13 KiB.
async fn sit_tls(tcp: TcpStream, acceptor: TlsAcceptor, shared: Shared) -> Result<(), Trouble> {
    let tls = Box::pin(acceptor.accept(tcp)).await?;
    sit(Box::new(tls), shared).await
}

async fn sit<S>(stream: S, shared: Shared) -> Result<(), Trouble>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BYTES)
        .write_buffer_size(WRITE_BYTES)
        .max_write_buffer_size(UNSENT_BYTES_MAX);
    let mut socket = accept_async_with_config(stream, Some(config)).await?;
    let mut head = shared.log.head.subscribe();
    let mut place = shared.log.oldest();
    tell(&mut socket, &shared.log, &mut place).await?;
    loop {
        tokio::select! {
            said = socket.next() => match said.transpose()? {
                Some(Message::Text(line)) => shared.queue.send(line).await?,
                Some(Message::Close(_)) | None => return Ok(()),
                Some(_) => {}
            },
            woken = head.changed() => {
                woken?;
                tell(&mut socket, &shared.log, &mut place).await?;
            }
        }
    }
}

/// Sends all that lies behind the seat's place, and flushes once.
async fn tell<S>(socket: &mut WebSocketStream<S>, log: &Log, place: &mut u64) -> Result<(), Trouble>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    loop {
        let lines = log.after(*place)?;
        if lines.is_empty() {
            return Ok(socket.flush().await?);
        }
        for line in lines {
            socket.feed(Message::Text(line)).await?;
            *place += 1;
        }
    }
}

fn append_to(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}

fn listen() -> std::io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
    socket.listen(LISTEN_BACKLOG)
}

fn self_signed() -> Result<TlsAcceptor, Trouble> {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()])?;
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der())?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// How the generator speaks to the relay: it says lines and hears them.
pub(crate) struct RelayPeer;

impl Peer for RelayPeer {
    async fn connect(&self, door: &Door, _seat: usize) -> Result<Socket, Trouble> {
        door.open(door.request("/")?).await
    }

    fn encode_entry(&self, entry: u64) -> String {
        format!("{:x<LINE_BYTES$}", mark(entry))
    }
}
