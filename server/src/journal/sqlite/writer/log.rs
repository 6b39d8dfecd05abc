//! What the writer does for the write-ahead log between two commits: it empties it of redacted
//! words, lays it out, and puts away the last of it.

use std::thread;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TryRecvError;

use super::{Job, Writer};
use crate::journal::sqlite::ahead;

/// Between two tries to empty the log of a redacted text, where a reader was in the way.
const SCRUB_PAUSE: Duration = Duration::from_millis(100);

/// What is to be done for the log.
#[derive(Debug)]
pub(super) struct Upkeep {
    /// A redacted text still stands in it.
    scrub: bool,
    /// Words were taken through this connection, which keeps what it parsed and its small memory.
    taken: bool,
    /// Its file is as long as it should be.
    laid_out: bool,
}

impl Upkeep {
    /// A crash may have come between a redaction and the emptying of the log.
    pub(super) const fn new() -> Self {
        Self { scrub: true, taken: false, laid_out: false }
    }

    pub(super) const fn words_were_taken(&mut self) {
        self.scrub = true;
        self.taken = true;
    }
}

impl Writer {
    /// The next job. While a redacted text still stands in the log, that is tried again meanwhile.
    pub(super) fn next(&mut self, jobs: &mut mpsc::Receiver<Job>) -> Option<Job> {
        while self.upkeep.scrub && self.connection.is_some() {
            match jobs.try_recv() {
                Ok(job) => return Some(job),
                Err(TryRecvError::Disconnected) => return None,
                Err(TryRecvError::Empty) => {
                    thread::park_timeout(SCRUB_PAUSE);
                    self.scrub();
                }
            }
        }
        if !self.upkeep.laid_out && self.connection.is_some() {
            match jobs.try_recv() {
                Ok(job) => return Some(job),
                Err(TryRecvError::Disconnected) => return None,
                Err(TryRecvError::Empty) => self.lay_out(),
            }
        }
        jobs.blocking_recv()
    }

    /// While nobody waits. Once: without it commits take longer, and that is all.
    fn lay_out(&mut self) {
        self.upkeep.laid_out = true;
        if let Err(error) = ahead::lay_out(&self.file) {
            tracing::debug!(%error, "the journal's log was not laid out");
        }
    }

    /// Puts away the last of the log, when the other thread has put away nearly all of it: so the
    /// next commit begins the log anew, over what stands there.
    pub(super) fn put_away_rest(&self) {
        let rest = self.behind.takes_rest();
        if let Some(connection) = self.connection.as_ref().filter(|_| rest) {
            // If that does not work now, it will after the next round.
            drop(connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_row| Ok(())));
        }
    }

    /// After a redaction empties the write-ahead log, in which the old text stands. A reader may
    /// be in the way: then it is tried again.
    pub(super) fn scrub(&mut self) {
        let Some(connection) = self.connection.as_ref().filter(|_| self.upkeep.scrub) else {
            return;
        };
        let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0));
        self.upkeep.scrub = busy != Ok(0_i64);
        self.upkeep.laid_out &= self.upkeep.scrub;
        // The pages that this connection keeps are the new ones, but what it has free is not, nor
        // what it parsed: it goes, and the next job opens another.
        if !self.upkeep.scrub && std::mem::take(&mut self.upkeep.taken) {
            self.connection = None;
        }
    }
}
