//! What the server cannot do just now: told to every seat, and found out again by itself.
//!
//! It learns from appends and connections that fail. Where nothing was appended for a while and
//! somebody is here it tries, so that a disk that takes nothing is known before anybody's words are
//! refused; where something fails it tries each second until it works again. It decides nothing: an
//! append alone says whether an entry is recorded.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::sleep;
use tokio_tungstenite::tungstenite::Utf8Bytes;
use warroom_register::IncidentId;
use warroom_register::protocol::{Lack, Lacks, ServerMessage};

use crate::clock::Clock;
use crate::journal::{JournalError, Store};

/// Between two looks; so soon it is known that all is well again.
const LOOK: Duration = Duration::from_secs(1);
/// Looks without an append after which the disk is tried.
const QUIET_LOOKS: u32 = 10;
/// `EMFILE` and `ENFILE`: this process, or its machine, can open nothing more.
const NO_HANDLES: [i32; 2] = [24, 23];

/// How a server is.
#[derive(Debug)]
pub(crate) struct Health {
    clock: Clock,
    lacking: watch::Sender<Arc<Lacking>>,
    /// Whether anything ails it, in one word, since every append asks.
    ails: AtomicBool,
    /// Something was appended since the last look.
    appended: AtomicBool,
    /// Why words that were taken out still stand in journals, or beside them.
    unerased: Mutex<BTreeMap<IncidentId, String>>,
}

/// What is lacking, and the message that says so, encoded once for all seats.
#[derive(Debug, Default)]
pub(crate) struct Lacking {
    /// What, in the order in which it began.
    pub(crate) lacks: Vec<Lack>,
    /// The message; empty where it was never anything but well.
    pub(crate) frame: Utf8Bytes,
}

impl Lacking {
    fn of(lacks: Vec<Lack>) -> Self {
        let frame = ServerMessage::Degraded { lacks: lacks.clone() }.frame().into();
        Self { lacks, frame }
    }
}

impl Health {
    /// All is well.
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            clock,
            lacking: watch::Sender::default(),
            ails: AtomicBool::new(false),
            appended: AtomicBool::new(false),
            unerased: Mutex::default(),
        }
    }

    /// What is lacking now.
    pub(crate) fn lacking(&self) -> Arc<Lacking> {
        Arc::clone(&self.lacking.borrow())
    }

    /// Tells of changes.
    pub(crate) fn watch(&self) -> watch::Receiver<Arc<Lacking>> {
        self.lacking.subscribe()
    }

    /// What came of an append. One that lost a race says nothing against the disk, and one that was
    /// no good says nothing at all.
    pub(crate) fn appended(&self, failed: Option<&JournalError>) {
        use JournalError as E;
        match failed {
            None | Some(E::Conflict { .. }) => {
                self.appended.store(true, Ordering::Relaxed);
                self.has(Lacks::Records);
            }
            Some(E::Unfit(_) | E::Taken | E::Unknown) => {}
            Some(error) => self.lacks(Lacks::Records, error.to_string()),
        }
    }

    /// What came of taking a connection. True where a failure is news.
    pub(crate) fn accepted(&self, failed: Option<&io::Error>) -> bool {
        let Some(error) = failed else {
            self.has(Lacks::Door);
            return false;
        };
        let handles = error.raw_os_error().is_some_and(|code| NO_HANDLES.contains(&code));
        let known = self.lacking().lacks.iter().any(|lack| lack.what == Lacks::Door);
        if handles {
            let why = "the server has no file descriptors left: raise its limit (ulimit -n)";
            self.lacks(Lacks::Door, why.to_owned());
        }
        !known
    }

    /// What came of taking words out of one journal: the next look tells it. That they are gone from
    /// another, or from the log, says nothing of it.
    pub(crate) fn erased(&self, journal: IncidentId, failed: Option<&JournalError>) {
        match failed {
            None => self.unerased().remove(&journal),
            Some(error) => self.unerased().insert(journal, error.to_string()),
        };
    }

    /// What came of taking words from the log; and so whether any still stand on the disk.
    fn erases(&self, failed: Option<JournalError>) {
        let beside = || self.unerased().values().next().cloned();
        match failed.map(|error| error.to_string()).or_else(beside) {
            None => self.has(Lacks::Erasing),
            Some(why) => self.lacks(Lacks::Erasing, why),
        }
    }

    fn unerased(&self) -> MutexGuard<'_, BTreeMap<IncidentId, String>> {
        self.unerased.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks for ever whether what is lacking is there again, and now and then whether all is well.
    pub(crate) async fn keep(&self, store: &Store, anybody: impl Fn() -> bool) {
        let mut quiet = 0;
        loop {
            sleep(LOOK).await;
            quiet = if self.appended.swap(false, Ordering::Relaxed) { 0 } else { quiet + 1 };
            let lacking = self.lacking();
            let lacks = |what| lacking.lacks.iter().any(|lack| lack.what == what);
            if lacks(Lacks::Records) || (quiet >= QUIET_LOOKS && anybody()) {
                quiet = 0;
                self.appended(store.probe(lacks(Lacks::Records)).await.err().as_ref());
            }
            self.erases(store.unerased());
            // Whoever waits at the door is taken by the door itself; perhaps nobody waits any more.
            if lacks(Lacks::Door) && File::open("/dev/null").is_ok() {
                self.has(Lacks::Door);
            }
        }
    }

    fn lacks(&self, what: Lacks, why: String) {
        let since = self.clock.now();
        self.lacking.send_if_modified(|lacking| {
            // Under the same lock as what it stands for, or a success elsewhere could clear it.
            self.ails.store(true, Ordering::Relaxed);
            let mut lacks = lacking.lacks.clone();
            match lacks.iter_mut().find(|lack| lack.what == what) {
                Some(lack) if lack.why == why => return false,
                Some(lack) => lack.why = why,
                None => lacks.push(Lack { what, since, why }),
            }
            *lacking = Arc::new(Lacking::of(lacks));
            true
        });
    }

    fn has(&self, what: Lacks) {
        if !self.ails.load(Ordering::Relaxed) {
            return;
        }
        self.lacking.send_if_modified(|lacking| {
            let mut lacks = lacking.lacks.clone();
            let gone = lacks.extract_if(.., |lack| lack.what == what).count() > 0;
            self.ails.store(!lacks.is_empty(), Ordering::Relaxed);
            if gone {
                *lacking = Arc::new(Lacking::of(lacks));
            }
            gone
        });
    }
}
