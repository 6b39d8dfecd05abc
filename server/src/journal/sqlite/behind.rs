//! Checkpoints, behind the commits: a thread and a connection of their own.
//!
//! The write-ahead log must be put away now and then, which syncs the whole database: tens of
//! milliseconds, which whoever commits just then would wait for. A passive checkpoint waits for
//! nobody and nobody waits for it. The writer has one of its own only far beyond
//! ([`super::schema::LOG_PAGES_MAX`]), should this one fail.

use rusqlite::Connection;
use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::schema;

/// Commits between two checkpoints, of two to four pages each. A checkpoint syncs twice, and commits
/// wait for the same disk: more often would cost each of them, seldom makes the log long to read.
const COMMITS_APART: u32 = 1024;

/// What the writer tells and the thread takes.
#[derive(Debug, Default)]
pub(super) struct Behind {
    news: Mutex<News>,
    told: Condvar,
}

#[derive(Debug, Default)]
struct News {
    commits: u32,
    stop: bool,
}

impl Behind {
    /// One more commit. Never waits for the disk.
    pub(super) fn tell(&self) {
        let mut news = self.news();
        news.commits += 1;
        let due = news.commits == COMMITS_APART;
        drop(news);
        if due {
            self.told.notify_one();
        }
    }

    /// Ends the thread.
    pub(super) fn stop(&self) {
        self.news().stop = true;
        self.told.notify_one();
    }

    /// False when it is over.
    fn due(&self) -> bool {
        let waits = |news: &mut News| news.commits < COMMITS_APART && !news.stop;
        let guard = self.told.wait_while(self.news(), waits);
        let mut news = guard.unwrap_or_else(PoisonError::into_inner);
        news.commits = 0;
        !news.stop
    }

    /// Puts the log away whenever it is due, until stopped.
    pub(super) fn run(&self, file: &Path) {
        let mut connection = None;
        while self.due() {
            if let Err(error) = checkpoint(&mut connection, file) {
                connection = None;
                tracing::warn!(%error, "the journal's log was not put away");
            }
        }
    }

    fn news(&self) -> MutexGuard<'_, News> {
        self.news.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn checkpoint(connection: &mut Option<Connection>, file: &Path) -> Result<(), super::JournalError> {
    let connection = match connection {
        Some(connection) => connection,
        none => none.insert(schema::open_behind(file)?),
    };
    Ok(connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_row| Ok(()))?)
}
