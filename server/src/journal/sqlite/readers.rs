//! Who reads the journals: a few threads, off the async ones, that stay as many as they are.
//!
//! The runtime's own pool grows by a thread with its stack and its heap at every rush of joins. A
//! connection is open for `OPEN_MAX`: what a thousand joins had read weighs nothing a second later,
//! and words that were taken out stand in no page for longer.

use crossbeam_channel::{Receiver, Sender, unbounded};
use rusqlite::Connection;
use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Mutex;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;
use warroom_register::limits::JOINS_AT_ONCE_MAX;

use super::{JournalError, finish, schema, spawn, stopped};

/// Opening takes a tenth of a millisecond: once a second it costs nothing, once a batch too much.
const OPEN_MAX: Duration = Duration::from_secs(1);

/// Reads, answers who asked, and says whether the connection is good for more.
type Reading = Box<dyn FnOnce(Result<&Connection, JournalError>) -> bool + Send>;

/// The threads, and where they are asked.
pub(super) struct Readers {
    /// Taken only on stopping: that is what ends the threads.
    asks: Option<Sender<Reading>>,
    threads: Vec<JoinHandle<()>>,
    /// Open for as long as this lives, and not read: where every other connection is closed, as the
    /// writer's is after a failure, the next one would have to write beside the database before it
    /// reads, which a full disk does not let it.
    anchor: Option<Mutex<Connection>>,
}

impl Readers {
    pub(super) fn start(file: &Path) -> io::Result<Self> {
        let anchor = schema::open_reader(file).ok();
        // Only what was read once is tied to the files beside the database.
        let tied = |it: &Connection| {
            it.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).is_ok()
        };
        let anchor = anchor.filter(tied).map(Mutex::new);
        // It gets no longer than there are seats and rooms: each waits for one answer at a time.
        let (asks, asked) = unbounded();
        let start = |_| {
            let (file, asked) = (file.to_owned(), asked.clone());
            spawn("reading", move || run(&file, &asked))
        };
        let threads = (0..JOINS_AT_ONCE_MAX).map(start).collect::<io::Result<_>>()?;
        Ok(Self { asks: Some(asks), threads, anchor })
    }

    /// Reads as soon as a thread is free. Dropped before that, it is not read at all.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<T, JournalError> {
        let (reply, answer) = oneshot::channel();
        let reading: Reading = Box::new(move |connection| {
            if reply.is_closed() {
                return true;
            }
            let what = connection.and_then(read);
            let good = what.is_ok();
            let _nobody_waits = reply.send(what);
            good
        });
        let asks = self.asks.as_ref().ok_or_else(stopped)?;
        asks.send(reading).map_err(|_ended| stopped())?;
        answer.await.map_err(|_ended| stopped())?
    }

    /// Waits for what is being read, a few milliseconds.
    pub(super) fn stop(&mut self) {
        self.asks = None;
        for thread in self.threads.drain(..) {
            finish(Some(thread));
        }
        self.anchor = None;
    }
}

impl fmt::Debug for Readers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Readers").field("threads", &self.threads.len()).finish_non_exhaustive()
    }
}

fn run(file: &Path, asked: &Receiver<Reading>) {
    while let Ok(first) = asked.recv() {
        match schema::open_reader(file) {
            Ok(connection) => rush(&connection, first, asked),
            Err(error) => {
                first(Err(error));
            }
        }
    }
}

/// Reads what is asked until the connection is old, or did not work.
fn rush(connection: &Connection, first: Reading, asked: &Receiver<Reading>) {
    let until = Instant::now() + OPEN_MAX;
    let mut next = first;
    while next(Ok(connection)) && Instant::now() < until {
        match asked.recv_deadline(until) {
            Ok(reading) => next = reading,
            Err(_nothing_more) => return,
        }
    }
}
