//! Durable entries a second from so many writers, each of whom waits for its last: through a room,
//! and through nothing but an append and an `fdatasync` for all that has queued.
//!
//! No sockets on either side: what is left is deciding, encoding, chaining and keeping.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use warroom_register::Label;
use warroom_server::Server;

use super::roles::folder;
use super::warroom::{self, marked};
use super::wire::{LINE_BYTES, Trouble};

const QUEUE_LINES_MAX: usize = 4096;
const COMMIT_LINES_MAX: usize = 1024;

/// One line, and who waits for it.
type Said = (Arc<[u8]>, oneshot::Sender<()>);

/// Through a room of a server of this process.
pub(crate) fn through_room(writers: u32, time: Duration) -> Result<f64, Trouble> {
    let folder = folder()?;
    runtime()?.block_on(async {
        let server = Arc::new(warroom::start(folder.path(), false).await?);
        let label = warroom::open(&server).await?.incident.ok_or("no incident")?;
        let rate = rate(writers, time, |until| record(Arc::clone(&server), label, until)).await?;
        Arc::into_inner(server).ok_or("somebody still writes")?.stop().await;
        Ok(rate)
    })
}

async fn record(server: Arc<Server>, label: Label, until: Instant) -> Result<u32, Trouble> {
    let mut done = 0;
    while Instant::now() < until {
        server.record(Some(label), marked(u64::from(done))).await?;
        done += 1;
    }
    Ok(done)
}

/// Through the bare file.
pub(crate) fn through_file(writers: u32, time: Duration) -> Result<f64, Trouble> {
    let folder = folder()?;
    let (queue, queued) = mpsc::channel(QUEUE_LINES_MAX);
    let path = folder.path().join("lines");
    let keeper = thread::Builder::new().name("keeper".into()).spawn(move || keep(&path, queued))?;
    let rate = runtime()?.block_on(rate(writers, time, |until| append(queue.clone(), until)))?;
    drop(queue);
    keeper.join().map_err(|_panic| "the keeper panicked")??;
    Ok(rate)
}

async fn append(queue: mpsc::Sender<Said>, until: Instant) -> Result<u32, Trouble> {
    let line: Arc<[u8]> = vec![b'x'; LINE_BYTES].into();
    let mut done = 0;
    while Instant::now() < until {
        let (reply, answer) = oneshot::channel();
        queue.send((Arc::clone(&line), reply)).await?;
        answer.await?;
        done += 1;
    }
    Ok(done)
}

fn keep(path: &Path, mut queued: mpsc::Receiver<Said>) -> std::io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    let (mut said, mut bytes) = (Vec::with_capacity(COMMIT_LINES_MAX), Vec::new());
    while queued.blocking_recv_many(&mut said, COMMIT_LINES_MAX) > 0 {
        bytes.clear();
        for (line, _) in &said {
            bytes.extend_from_slice(line);
            bytes.push(b'\n');
        }
        file.write_all(&bytes)?;
        file.sync_data()?;
        for (_, reply) in said.drain(..) {
            // A writer waits until it is told, so it is there.
            reply.send(()).ok();
        }
    }
    Ok(())
}

/// All of them at once, for so long.
async fn rate<F>(
    writers: u32,
    time: Duration,
    writer: impl Fn(Instant) -> F,
) -> Result<f64, Trouble>
where
    F: Future<Output = Result<u32, Trouble>> + Send + 'static,
{
    let begun = Instant::now();
    let mut writing = JoinSet::new();
    for _ in 0..writers {
        writing.spawn(writer(begun + time));
    }
    let mut done = 0;
    while let Some(ended) = writing.join_next().await {
        done += ended??;
    }
    Ok(f64::from(done) / begun.elapsed().as_secs_f64())
}

fn runtime() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}
