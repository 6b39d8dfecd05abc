//! A bad network on loopback: a proxy that delays, now more and now less, narrows, holds each direction,
//! and resets.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::chance::Chance;

/// Read at once, in bytes: at a narrow rate this is what comes together.
const PIECE_BYTES: usize = 4 * 1024;

/// What the jitter of all connections comes of; each way of each of them has its own.
const SEED: u64 = 19;

/// How the network is just now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weather {
    /// One way.
    pub(crate) delay: Duration,
    /// Each piece is late by up to so much more, and none overtakes another: it is a stream.
    pub(crate) jitter: Duration,
    /// Each way; none for as fast as it goes.
    pub(crate) bytes_per_second: Option<u64>,
    /// Nothing passes, and nobody is told.
    pub(crate) up_held: bool,
    /// The same, toward the client.
    pub(crate) down_held: bool,
    /// Connections made before the last of these are reset.
    pub(crate) resets: u64,
}

impl Weather {
    /// Nothing is wrong.
    pub(crate) const fn fair() -> Self {
        let none = Duration::ZERO;
        Self {
            delay: none,
            jitter: none,
            bytes_per_second: None,
            up_held: false,
            down_held: false,
            resets: 0,
        }
    }
}

/// A proxy in front of a server.
pub(crate) struct Proxy {
    /// Where it listens.
    pub(crate) address: String,
    weather: watch::Sender<Weather>,
    met: watch::Sender<usize>,
    serving: tokio::task::JoinHandle<()>,
}

impl Proxy {
    /// Listens there, in front of whatever `target` says when somebody comes.
    pub(crate) async fn before(target: watch::Receiver<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let weather = watch::Sender::new(Weather::fair());
        let (met, told) = (watch::Sender::new(0), weather.clone());
        let count = met.clone();
        let serving = tokio::spawn(async move {
            let mut chance = Chance::new(SEED);
            while let Ok((near, _)) = listener.accept().await {
                count.send_modify(|met| *met += 1);
                let target = target.borrow().clone();
                let late = [chance.number(), chance.number()].map(Chance::new);
                tokio::spawn(carry(near, target, told.subscribe(), late));
            }
        });
        Self { address, weather, met, serving }
    }

    /// The weather changes.
    pub(crate) fn turns(&self, change: impl FnOnce(&mut Weather)) {
        self.weather.send_modify(change);
    }

    /// How many connections there ever were.
    pub(crate) fn met(&self) -> usize {
        *self.met.borrow()
    }

    /// Waits until there is one more than there were.
    pub(crate) async fn meets_another(&self, before: usize) {
        let mut met = self.met.subscribe();
        met.wait_for(|met| *met > before).await.unwrap();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn carry(
    near: TcpStream,
    target: String,
    weather: watch::Receiver<Weather>,
    [up, down]: [Chance; 2],
) {
    let Ok(far) = TcpStream::connect(&target).await else { return };
    for stream in [&near, &far] {
        stream.set_nodelay(true).unwrap();
    }
    let resets = weather.borrow().resets;
    let mut ends = weather.clone();
    let (near_out, near_in) = near.into_split();
    let (far_out, far_in) = far.into_split();
    tokio::select! {
        () = pump(near_out, far_in, weather.clone(), up, |it| it.up_held) => {}
        () = pump(far_out, near_in, weather, down, |it| it.down_held) => {}
        _ = ends.wait_for(|it| it.resets > resets) => {}
    }
}

async fn pump(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut weather: watch::Receiver<Weather>,
    mut late: Chance,
    is_held: impl Fn(&Weather) -> bool,
) {
    // What was read waits in line, so that a delay does not narrow the way.
    let (line, mut waiting) = tokio::sync::mpsc::channel::<(Instant, Vec<u8>)>(1024);
    let clock = weather.clone();
    let reads = async move {
        let mut free_at = Instant::now();
        let mut piece = vec![0; PIECE_BYTES];
        while let Ok(read) = from.read(&mut piece).await {
            let now = *clock.borrow();
            free_at = free_at.max(Instant::now());
            if let Some(rate) = now.bytes_per_second {
                free_at += Duration::from_micros(read as u64 * 1_000_000 / rate);
            }
            let jitter = late.below(u64::try_from(now.jitter.as_micros()).unwrap() + 1);
            let due = free_at + now.delay + Duration::from_micros(jitter);
            if read == 0 || line.send((due, piece[..read].to_vec())).await.is_err() {
                return;
            }
        }
    };
    let writes = async {
        while let Some((due, piece)) = waiting.recv().await {
            sleep_until(due).await;
            if weather.wait_for(|it| !is_held(it)).await.is_err()
                || to.write_all(&piece).await.is_err()
            {
                return;
            }
        }
    };
    tokio::join!(reads, writes);
}
