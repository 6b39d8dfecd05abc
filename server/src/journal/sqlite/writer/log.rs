//! What the writer does for the write-ahead log between two commits: it empties it of redacted
//! words, lays it out, and puts away the last of it.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TryRecvError;

use super::{Job, Writer};
use crate::journal::JournalError;
use crate::journal::sqlite::schema::open_writer;
use crate::journal::sqlite::{ahead, probe};

/// Between two tries to empty the log of a redacted text, where a reader was in the way.
const SCRUB_PAUSE: Duration = Duration::from_millis(100);
/// The same, where the disk failed.
const SCRUB_PAUSE_ILL: Duration = Duration::from_secs(1);

/// Why words that were taken out still stand in the log, where the disk failed; none where all is well.
pub(in crate::journal::sqlite) type Unerased = Arc<Mutex<Option<JournalError>>>;

/// What is to be done for the log.
#[derive(Debug)]
pub(super) struct Upkeep {
    /// A redacted text still stands in it.
    scrub: bool,
    /// Words were taken through this connection, which keeps what it parsed and its small memory.
    taken: bool,
    /// When the log was tried to be emptied last.
    tried: Instant,
    /// Why that failed.
    failed: Unerased,
    /// Its file is as long as it should be.
    laid_out: bool,
}

impl Upkeep {
    /// A crash may have come between a redaction and the emptying of the log.
    pub(super) fn new() -> Self {
        Self {
            scrub: true,
            taken: false,
            tried: Instant::now(),
            failed: Unerased::default(),
            laid_out: false,
        }
    }

    pub(super) const fn words_were_taken(&mut self) {
        self.scrub = true;
        self.taken = true;
    }

    pub(super) fn unerased(&self) -> Unerased {
        Arc::clone(&self.failed)
    }

    /// Whether it is time to try again to empty the log.
    fn is_due(&self) -> bool {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        let pause = if failed.is_some() { SCRUB_PAUSE_ILL } else { SCRUB_PAUSE };
        self.tried.elapsed() >= pause
    }

    /// Notes how it went, and logs what is new.
    fn went(&self, now: Option<JournalError>) {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        match &now {
            Some(error) if *failed != now => {
                tracing::error!(%error, "the journal's log was not emptied of words that were taken out");
            }
            None if self.taken || failed.is_some() => {
                tracing::info!(
                    "the journal's log was emptied: no words stand in it that were taken out"
                );
            }
            Some(_) | None => {}
        }
        *failed = now;
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
                    if self.upkeep.is_due() {
                        self.scrub();
                    }
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
        let emptied = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0));
        self.upkeep.tried = Instant::now();
        match emptied {
            Ok(0_i64) => self.scrubbed(),
            Ok(_reader_in_the_way) => {}
            Err(error) => self.upkeep.went(Some(probe::why(error.into(), &self.file))),
        }
    }

    fn scrubbed(&mut self) {
        self.upkeep.went(None);
        (self.upkeep.scrub, self.upkeep.laid_out) = (false, false);
        // The pages that this connection keeps are the new ones, but what it has free is not, nor
        // what it parsed: it goes, and another takes its place. If that does not work now, the next
        // job opens one, or says why not.
        if std::mem::take(&mut self.upkeep.taken) {
            let old = self.connection.take();
            let fresh = self.spare.let_go(|| {
                drop(old);
                open_writer(&self.file)
            });
            self.connection = fresh.ok();
        }
    }
}
