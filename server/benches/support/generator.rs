//! The load generator: receivers on few threads, an author on a thread of its own, one clock.
//!
//! It drives any server through `Peer`, so that ours and the reference are measured by the very
//! same code. Receivers decode nothing but marks, and check that each entry comes once and in
//! order: a server that is quick by losing some does not get a figure. All waits have a limit.

use std::future::Future;
use std::ops::Range;
use std::process;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};
use tokio_tungstenite::tungstenite::{Bytes, Message};

use super::author;
use super::plan::{Plan, Report};
use super::proc::{self, Usage};
use super::stats::Quantiles;
use super::tally::Tally;
use super::wire::{Door, Marks, Socket, Trouble};

const JOIN_SECONDS_MAX: u64 = 60;
const DRAIN_SECONDS_MAX: u64 = 20;

/// What the generator must know of a server's protocol.
pub(crate) trait Peer: Send + Sync + 'static {
    /// Opens a seat, to where entries flow both ways. The author is the last seat.
    fn connect(
        &self,
        door: &Door,
        seat: usize,
    ) -> impl Future<Output = Result<Socket, Trouble>> + Send;

    /// The text frame that says an entry. Its line must carry `wire::mark(entry)` once.
    fn encode_entry(&self, entry: u64) -> String;

    /// Between two signs of life of a seat, if its clients give any.
    const HEARTBEAT: Option<Duration> = None;

    /// The entries that a frame from the server shows, in order.
    fn marks<'a>(&self, frame: &'a [u8]) -> Marks<'a> {
        Marks::of(frame)
    }
}

/// What the threads of a run share.
pub(crate) struct Run<P> {
    pub(crate) peer: P,
    pub(crate) plan: Plan,
    pub(crate) tally: Tally,
    door: Door,
    news: mpsc::Sender<News>,
    over: watch::Receiver<bool>,
}

/// What the threads tell the conductor.
#[derive(Debug)]
enum News {
    Joined,
    /// The author has seen all that it sent on every screen.
    Sent(u64),
    Trouble(String),
}

/// Does what the plan says, in this process.
pub(crate) fn run<P: Peer>(peer: P, plan: Plan) -> Result<Report, Trouble> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(conduct(peer, plan))
}

async fn conduct<P: Peer>(peer: P, plan: Plan) -> Result<Report, Trouble> {
    let server_pid = plan.server_pid;
    let begun = proc::usage(server_pid)?;
    let (news, mut told) = mpsc::channel(plan.seats as usize + 2);
    let (finish, over) = watch::channel(false);
    let tally = Tally::new(plan.first_entry, plan.seats, usize::try_from(plan.entries_bound())?);
    let door = Door::new(plan.address, plan.tls)?;
    let run = Arc::new(Run { peer, plan, tally, door, news, over });

    let joining = Instant::now();
    start_receivers(&run)?;
    expect_joined(&mut told, run.plan.seats).await?;
    let joined_ms = joining.elapsed().as_secs_f64() * 1e3;
    let _deaf = sit_deaf(&run).await?;

    start_author(&run)?;
    expect_joined(&mut told, 1).await?;
    pass(run.plan.warm, &mut told).await?;
    let from = Sample::take(&run)?;
    pass(run.plan.measured, &mut told).await?;
    let to = Sample::take(&run)?;
    let entries_sent = expect_sent(&mut told).await?;
    let ended = proc::usage(server_pid)?;
    finish.send_replace(true);

    let rss = [begun.rss_kib, ended.rss_kib];
    Ok(report(&run, [&from, &to], &Ends { joined_ms, entries_sent, rss }))
}

/// Seats that are taken and never read, for as long as they are held.
async fn sit_deaf<P: Peer>(run: &Run<P>) -> Result<Vec<Socket>, Trouble> {
    let mut seats = Vec::new();
    for n in 0..run.plan.deaf {
        let seat = run.plan.seats as usize + 1 + usize::try_from(n)?;
        seats.push(run.peer.connect(&run.door.narrow(), seat).await?);
    }
    Ok(seats)
}

/// Both processes and the clock at one moment.
struct Sample {
    at: u64,
    server: Usage,
    generator: Usage,
    machine: Duration,
}

impl Sample {
    fn take<P>(run: &Run<P>) -> Result<Self, Trouble> {
        let [server, generator] = [proc::usage(run.plan.server_pid)?, proc::usage(process::id())?];
        let machine = proc::machine_busy()?;
        Ok(Self { at: run.tally.now(), server, generator, machine })
    }
}

/// What was found before and after the measured stretch.
struct Ends {
    joined_ms: f64,
    entries_sent: u64,
    rss: [u64; 2],
}

fn report<P>(run: &Run<P>, [from, to]: [&Sample; 2], ends: &Ends) -> Report {
    let stretch = run.tally.stretch(from.at, to.at);
    let seconds = Duration::from_nanos(to.at - from.at).as_secs_f64();
    let server_cpu = to.server.cpu.saturating_sub(from.server.cpu).as_secs_f64();
    let generator_cpu = to.generator.cpu.saturating_sub(from.generator.cpu).as_secs_f64();
    let machine = to.machine.saturating_sub(from.machine).as_secs_f64();
    let [rss_begun, rss_ended] = ends.rss;
    let grown_kib = u32::try_from(rss_ended.saturating_sub(rss_begun)).unwrap_or(u32::MAX);
    let deliveries = f64::from(stretch.reached) * f64::from(run.plan.seats);
    Report {
        joined_ms: ends.joined_ms,
        own_ms: Quantiles::of(stretch.own_ms),
        last_ms: Quantiles::of(stretch.last_ms),
        entries_per_second: f64::from(stretch.reached) / seconds,
        entries_sent: ends.entries_sent,
        line_bytes: run.tally.line_bytes(),
        server_cpu_percent: server_cpu / seconds * 100.0,
        generator_cpu_percent: generator_cpu / seconds * 100.0,
        others_cpu_percent: (machine - server_cpu - generator_cpu).max(0.0) / seconds * 100.0,
        server_us_per_delivery: server_cpu * 1e6 / deliveries.max(1.0),
        server_rss_kib: ends.rss,
        seat_kib: f64::from(grown_kib) / f64::from(run.plan.seats + 1),
    }
}

/// Counts seats in until all sit.
async fn expect_joined(told: &mut mpsc::Receiver<News>, seats: u32) -> Result<(), Trouble> {
    let limit = Instant::now() + Duration::from_secs(JOIN_SECONDS_MAX);
    for joined in 0..seats {
        match tokio::time::timeout_at(limit, told.recv()).await {
            Ok(Some(News::Joined)) => {}
            Ok(news) => return Err(unexpected(news)),
            Err(late) => return Err(format!("only {joined} of {seats} joined: {late}").into()),
        }
    }
    Ok(())
}

async fn expect_sent(told: &mut mpsc::Receiver<News>) -> Result<u64, Trouble> {
    let limit = Duration::from_secs(DRAIN_SECONDS_MAX);
    match tokio::time::timeout(limit, told.recv()).await? {
        Some(News::Sent(entries)) => Ok(entries),
        news => Err(unexpected(news)),
    }
}

/// Lets time pass; nothing is to be heard meanwhile but that a capped author is done.
async fn pass(time: Duration, told: &mut mpsc::Receiver<News>) -> Result<(), Trouble> {
    let until = Instant::now() + time;
    tokio::select! {
        news = told.recv() => Err(unexpected(news)),
        () = sleep_until(until) => Ok(()),
    }
}

fn unexpected(news: Option<News>) -> Trouble {
    match news {
        Some(News::Trouble(what)) => what.into(),
        Some(news @ (News::Joined | News::Sent(_))) => format!("unexpected: {news:?}").into(),
        None => "the generator's threads ended".into(),
    }
}

fn start_receivers<P: Peer>(run: &Arc<Run<P>>) -> Result<(), Trouble> {
    let seats = run.plan.seats as usize;
    let threads = run.plan.receiver_threads.clamp(1, seats.max(1));
    for thread in 0..threads {
        let mine = seats * thread / threads..seats * (thread + 1) / threads;
        let run = Arc::clone(run);
        start_thread("receivers", async move { receive(run, mine).await })?;
    }
    Ok(())
}

fn start_author<P: Peer>(run: &Arc<Run<P>>) -> Result<(), Trouble> {
    let run = Arc::clone(run);
    start_thread("author", async move {
        let news = match join_and_write(&run).await {
            Ok(entries) => News::Sent(entries),
            Err(trouble) => News::Trouble(format!("the author: {trouble}")),
        };
        // Nobody listens any more once the run has failed elsewhere.
        run.news.send(news).await.ok();
        run.over.clone().changed().await.ok();
    })
}

/// A thread with a runtime of its own, which ends with the future or the process.
fn start_thread<F>(name: &str, future: F) -> Result<(), Trouble>
where
    F: Future<Output = ()> + Send + 'static,
{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    thread::Builder::new().name(name.to_owned()).spawn(move || runtime.block_on(future))?;
    Ok(())
}

async fn join_and_write<P: Peer>(run: &Run<P>) -> Result<u64, Trouble> {
    let mut socket = run.peer.connect(&run.door, run.plan.seats as usize).await?;
    run.news.send(News::Joined).await?;
    author::write(run, &mut socket).await
}

async fn receive<P: Peer>(run: Arc<Run<P>>, seats: Range<usize>) {
    let at_once = Arc::new(Semaphore::new(run.plan.joins_at_once));
    let mut over = run.over.clone();
    for seat in seats {
        let (run, at_once) = (Arc::clone(&run), Arc::clone(&at_once));
        tokio::spawn(async move {
            if let Err(trouble) = sit(&run, seat, &at_once).await {
                run.news.send(News::Trouble(format!("seat {seat}: {trouble}"))).await.ok();
            }
        });
    }
    // The seats end with this runtime.
    over.changed().await.ok();
}

async fn sit<P: Peer>(run: &Run<P>, seat: usize, at_once: &Semaphore) -> Result<(), Trouble> {
    let turn = at_once.acquire().await?;
    let mut socket = run.peer.connect(&run.door, seat).await?;
    drop(turn);
    run.news.send(News::Joined).await?;
    let mut next = run.plan.first_entry;
    // Where there is none it never comes.
    let mut beat = interval(P::HEARTBEAT.unwrap_or(Duration::MAX / 4));
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let frame = tokio::select! {
            biased;
            frame = hear(&mut socket) => frame?,
            _ = beat.tick() => {
                if P::HEARTBEAT.is_some() {
                    socket.send(Message::Ping(Bytes::new())).await?;
                }
                continue;
            }
        };
        let before = next;
        for entry in run.peer.marks(&frame).skip_while(|entry| *entry < run.plan.first_entry) {
            if entry != next {
                return Err(format!("was shown {entry} where {next} was due").into());
            }
            run.tally.seen(entry);
            next += 1;
        }
        if seat == 0 && next > before {
            run.tally.count_bytes(frame.len());
        }
    }
}

/// The next frame with anything in it. Safe to drop while it waits.
pub(crate) async fn hear(socket: &mut Socket) -> Result<Bytes, Trouble> {
    loop {
        match socket.next().await.transpose()? {
            Some(Message::Text(text)) => return Ok(text.into()),
            Some(Message::Binary(bytes)) => return Ok(bytes),
            Some(Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => {}
            Some(Message::Close(why)) => return Err(format!("was closed: {why:?}").into()),
            None => return Err("was cut off".into()),
        }
    }
}
