//! The book of a run: for each entry when it was sent, when its author and when the last seat saw it.
//!
//! One monotonic clock, that of the generator's process, so that differences mean something.
//! Shared by the receivers' threads and the author's; nothing in it ever waits.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

/// Nanoseconds since the run began; 0 is "not yet".
type Stamp = AtomicU64;

#[derive(Default)]
struct Entry {
    sent: Stamp,
    /// On its author's own screen.
    own: Stamp,
    /// On the last of the other seats.
    last: Stamp,
    seen_by: AtomicU32,
}

/// Entries are named from `first` on, so a run can follow another on the same server.
pub(crate) struct Tally {
    origin: Instant,
    first: u64,
    seats: u32,
    entries: Vec<Entry>,
    complete: AtomicU64,
    /// Woken whenever an entry has reached all seats.
    pub(crate) progress: Notify,
    /// What one seat received, to tell how long a line is on the wire.
    bytes: AtomicU64,
}

/// What the entries of one stretch of time came to.
#[derive(Default)]
pub(crate) struct Stretch {
    /// Milliseconds from sending to the author's own screen, for those sent in the stretch.
    pub(crate) own_ms: Vec<f64>,
    /// Milliseconds from sending to the last seat.
    pub(crate) last_ms: Vec<f64>,
    /// How many reached their last seat within the stretch, whenever they were sent.
    pub(crate) reached: u32,
}

impl Tally {
    pub(crate) fn new(first: u64, seats: u32, entries_max: usize) -> Self {
        Self {
            origin: Instant::now(),
            first,
            seats,
            entries: std::iter::repeat_with(Entry::default).take(entries_max).collect(),
            complete: AtomicU64::new(0),
            progress: Notify::new(),
            bytes: AtomicU64::new(0),
        }
    }

    pub(crate) fn now(&self) -> u64 {
        u64::try_from(self.origin.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    /// False if the book is full: then nothing more is to be sent.
    pub(crate) fn sent(&self, entry: u64) -> bool {
        self.entry(entry).is_some_and(|found| {
            found.sent.store(self.now(), Ordering::Relaxed);
            true
        })
    }

    pub(crate) fn seen_by_author(&self, entry: u64) {
        if let Some(found) = self.entry(entry) {
            found.own.store(self.now(), Ordering::Relaxed);
        }
    }

    /// The clock is read for the last seat alone.
    pub(crate) fn seen(&self, entry: u64) {
        let Some(found) = self.entry(entry) else { return };
        if found.seen_by.fetch_add(1, Ordering::AcqRel) + 1 == self.seats {
            found.last.store(self.now(), Ordering::Relaxed);
            self.complete.fetch_add(1, Ordering::Release);
            self.progress.notify_one();
        }
    }

    /// How many entries have reached all seats.
    pub(crate) fn complete(&self) -> u64 {
        self.complete.load(Ordering::Acquire)
    }

    pub(crate) fn count_bytes(&self, bytes: usize) {
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// On the wire, framing and TLS not counted; 0 if nothing was sent.
    pub(crate) fn line_bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed).checked_div(self.complete()).unwrap_or(0)
    }

    pub(crate) fn stretch(&self, from: u64, to: u64) -> Stretch {
        let mut stretch = Stretch::default();
        for entry in &self.entries {
            let [sent, own, last] =
                [&entry.sent, &entry.own, &entry.last].map(|stamp| stamp.load(Ordering::Relaxed));
            if (from..to).contains(&sent) && own > 0 && last > 0 {
                stretch.own_ms.push(milliseconds(sent, own));
                stretch.last_ms.push(milliseconds(sent, last));
            }
            stretch.reached += u32::from((from..to).contains(&last));
        }
        stretch
    }

    fn entry(&self, entry: u64) -> Option<&Entry> {
        let place = usize::try_from(entry.checked_sub(self.first)?).ok()?;
        self.entries.get(place)
    }
}

fn milliseconds(from: u64, to: u64) -> f64 {
    Duration::from_nanos(to.saturating_sub(from)).as_secs_f64() * 1e3
}
