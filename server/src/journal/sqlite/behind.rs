//! Checkpoints, behind the commits: a thread and a connection of their own.
//!
//! The write-ahead log must be put away now and then, which syncs the whole database: tens of
//! milliseconds, which whoever commits just then would wait for. A passive checkpoint waits for
//! nobody and nobody waits for it. What commits add meanwhile is little: that the writer puts away
//! between two commits, and begins the log anew over blocks that it has ([`super::ahead`]).

use rusqlite::Connection;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::schema;

/// Pages of the log at which it is put away, so that what is laid out is long enough. A checkpoint
/// syncs twice, and commits wait for the same disk: more often would cost each of them.
const PAGES_APART: usize = 3072;
/// What a commit writes beside its lines: the end of the table, of its key, and what leads there.
const PAGES_A_COMMIT: usize = 4;
const PAGE_BYTES: usize = 4096;
/// Pages of the log that may be left to the writer, which puts them away between two commits.
const REST_PAGES: i64 = 128;
/// Rounds until so few are left, where commits go on meanwhile.
const ROUNDS_MAX: usize = 3;

/// What the writer tells and the thread takes.
#[derive(Debug, Default)]
pub(super) struct Behind {
    news: Mutex<News>,
    told: Condvar,
    /// Little of the log is left: the writer puts away the last of it.
    rest: AtomicBool,
}

#[derive(Debug, Default)]
struct News {
    pages: usize,
    stop: bool,
}

impl Behind {
    /// One more commit, of lines of so many bytes. Never waits for the disk.
    pub(super) fn tell(&self, bytes: usize) {
        let mut news = self.news();
        let before = news.pages;
        news.pages += PAGES_A_COMMIT + bytes / PAGE_BYTES;
        let due = before < PAGES_APART && news.pages >= PAGES_APART;
        drop(news);
        if due {
            self.told.notify_one();
        }
    }

    /// Whether the last of the log waits for the writer: it is told once.
    pub(super) fn takes_rest(&self) -> bool {
        self.rest.load(Ordering::Relaxed) && self.rest.swap(false, Ordering::Relaxed)
    }

    /// Ends the thread.
    pub(super) fn stop(&self) {
        self.news().stop = true;
        self.told.notify_one();
    }

    /// False when it is over.
    fn due(&self) -> bool {
        let waits = |news: &mut News| news.pages < PAGES_APART && !news.stop;
        let guard = self.told.wait_while(self.news(), waits);
        let mut news = guard.unwrap_or_else(PoisonError::into_inner);
        news.pages = 0;
        !news.stop
    }

    /// Puts the log away whenever it is due, until stopped.
    pub(super) fn run(&self, file: &Path) {
        let mut connection = None;
        while self.due() {
            match checkpoint(&mut connection, file) {
                Ok(()) => self.rest.store(true, Ordering::Relaxed),
                Err(error) => {
                    connection = None;
                    tracing::warn!(%error, "the journal's log was not put away");
                }
            }
        }
    }

    fn news(&self) -> MutexGuard<'_, News> {
        self.news.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Nearly all of it, if not all: commits go on meanwhile.
fn checkpoint(connection: &mut Option<Connection>, file: &Path) -> Result<(), super::JournalError> {
    let connection = match connection {
        Some(connection) => connection,
        none => none.insert(schema::open_behind(file)?),
    };
    for _ in 0..ROUNDS_MAX {
        let left: i64 = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
            Ok(row.get::<_, i64>(1)? - row.get::<_, i64>(2)?)
        })?;
        if left <= REST_PAGES {
            break;
        }
    }
    Ok(())
}
