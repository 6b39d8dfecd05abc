//! Who reads the journals: a few threads, off the async ones, that stay as many as they are.
//!
//! The runtime's own pool would grow by a thread with its stack and its heap at every rush of joins.
//! Their connections are open from the start: reading goes on when no more files can be opened, and on
//! a full disk, where who comes first would have to write beside the database before it reads. They
//! are made anew when words were taken out, since the pages they keep are the old ones: one by one, each
//! in the place of the one before, or who takes every descriptor that comes free would leave none.

use crossbeam_channel::{Receiver, Sender, unbounded};
use rusqlite::Connection;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::oneshot;
use warroom_register::limits::JOINS_AT_ONCE_MAX;

use super::spare::Spare;
use super::{JournalError, finish, schema, spawn, stopped, unavailable};

/// Reads, answers who asked, and says whether the connection is good for more.
type Reading = Box<dyn FnOnce(Result<&Connection, JournalError>) -> bool + Send>;

/// The threads, and where they are asked.
#[derive(Debug)]
pub(super) struct Readers {
    /// Taken only on stopping: that is what ends the threads.
    asks: Option<Sender<Reading>>,
    threads: Vec<JoinHandle<()>>,
    connections: Arc<Connections>,
}

/// Those that nobody reads on just now.
struct Connections {
    file: PathBuf,
    spare: Arc<Spare>,
    idle: Mutex<Idle>,
}

#[derive(Default)]
struct Idle {
    /// How often they were made anew: one that is older is not taken back.
    age: u64,
    open: Vec<Connection>,
}

impl Readers {
    pub(super) fn start(file: &Path, spare: Arc<Spare>) -> Result<Self, JournalError> {
        let connections = Connections { file: file.to_owned(), spare, idle: Mutex::default() };
        for _ in 0..JOINS_AT_ONCE_MAX {
            connections.open_anew(None)?;
        }
        let connections = Arc::new(connections);
        // It gets no longer than there are seats and rooms: each waits for one answer at a time.
        let (asks, asked) = unbounded();
        let start = |_| {
            let (connections, asked) = (Arc::clone(&connections), asked.clone());
            spawn("reading", move || connections.run(&asked))
        };
        let threads = (0..JOINS_AT_ONCE_MAX).map(start).collect::<Result<_, _>>();
        Ok(Self { asks: Some(asks), threads: threads.map_err(unavailable(file))?, connections })
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

    /// Forgets every page that was read. Blocks on the disk, a moment.
    pub(super) fn renew(&self) {
        self.connections.renew();
    }

    /// Waits for what is being read, a few milliseconds.
    pub(super) fn stop(&mut self) {
        self.asks = None;
        for thread in self.threads.drain(..) {
            finish(Some(thread));
        }
    }
}

impl Connections {
    fn run(&self, asked: &Receiver<Reading>) {
        while let Ok(reading) = asked.recv() {
            let (age, kept) = {
                let mut idle = self.idle();
                (idle.age, idle.open.pop())
            };
            match kept.map_or_else(|| self.open(), Ok) {
                // Only one that worked is kept.
                Ok(connection) => {
                    if reading(Ok(&connection)) {
                        self.take_back(age, connection);
                    }
                }
                Err(error) => {
                    reading(Err(error));
                }
            }
        }
    }

    fn take_back(&self, age: u64, connection: Connection) {
        let old = {
            let mut idle = self.idle();
            if idle.age == age {
                idle.open.push(connection);
                return;
            }
            connection
        };
        // Where none can be opened now, whoever reads next tries again and hears why.
        drop(self.open_anew(Some(old)));
    }

    fn renew(&self) {
        let old = {
            let mut idle = self.idle();
            idle.age += 1;
            std::mem::take(&mut idle.open)
        };
        for old in old {
            drop(self.open_anew(Some(old)));
        }
    }

    /// One more that is idle, in the place of one that was.
    fn open_anew(&self, old: Option<Connection>) -> Result<(), JournalError> {
        let age = self.idle().age;
        let fresh = self.spare.let_go(|| {
            drop(old);
            schema::open_reader(&self.file)
        })?;
        let mut idle = self.idle();
        if idle.age == age {
            idle.open.push(fresh);
        }
        Ok(())
    }

    fn open(&self) -> Result<Connection, JournalError> {
        self.spare.let_go(|| schema::open_reader(&self.file))
    }

    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connections").field("file", &self.file).finish_non_exhaustive()
    }
}
