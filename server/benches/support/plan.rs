//! What a generator is asked to do and what it reports: two values that cross a process boundary
//! as JSON, and the pure rule of when the author sends.

use std::net::SocketAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::stats::Quantiles;

/// No server here comes near it; it bounds the book of a closed loop.
const ENTRIES_PER_SECOND_MAX: u64 = 250_000;
/// What writes the history that seats catch up.
const HISTORY_IN_FLIGHT: u64 = 64;
const HISTORY_TIME: Duration = Duration::from_millis(500);

/// How the author sends.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) enum Load {
    /// At a pace, whatever comes back.
    Paced { per_second: u32 },
    /// So many under way at any time; one is done when the last seat has seen it.
    Closed { in_flight: u64 },
    /// Not at all.
    Quiet,
}

/// One run of the generator.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Plan {
    pub(crate) address: SocketAddr,
    pub(crate) tls: bool,
    /// The server's word to its peer: an invite, a key; empty for the relay.
    pub(crate) given: String,
    pub(crate) server_pid: u32,
    /// Receivers; the author is one more.
    pub(crate) seats: u32,
    /// Seats that read nothing once they sit; they are not counted.
    pub(crate) deaf: u32,
    /// Handshakes under way at a time.
    pub(crate) joins_at_once: usize,
    pub(crate) receiver_threads: usize,
    /// Its number; marks below are history and not counted.
    pub(crate) first_entry: u64,
    /// The author stops after so many, if the time is not over first.
    pub(crate) entries_max: Option<u64>,
    pub(crate) load: Load,
    /// Sent and not counted.
    pub(crate) warm: Duration,
    pub(crate) measured: Duration,
}

impl Plan {
    /// The same door, one reader, as many entries as asked.
    pub(crate) fn history(&self, entries: u64) -> Self {
        Self {
            seats: 1,
            deaf: 0,
            entries_max: Some(entries),
            load: Load::Closed { in_flight: HISTORY_IN_FLIGHT },
            warm: Duration::ZERO,
            measured: HISTORY_TIME,
            ..self.clone()
        }
    }

    /// How many entries the run could need room for.
    pub(crate) fn entries_bound(&self) -> u64 {
        let seconds = (self.warm + self.measured).as_secs() + 2;
        let most = match self.load {
            Load::Paced { per_second } => seconds * u64::from(per_second),
            Load::Closed { .. } => seconds * ENTRIES_PER_SECOND_MAX,
            Load::Quiet => 0,
        };
        most.min(self.entries_max.unwrap_or(u64::MAX))
    }
}

impl Load {
    /// How many entries are due now, `since` the author began.
    pub(crate) fn due(self, since: Duration, sent: u64, complete: u64) -> u64 {
        match self {
            Self::Paced { per_second } => {
                let ticks = since.as_nanos() * u128::from(per_second) / 1_000_000_000;
                u64::try_from(ticks).unwrap_or(u64::MAX).saturating_add(1).saturating_sub(sent)
            }
            Self::Closed { in_flight } => (complete + in_flight).saturating_sub(sent),
            Self::Quiet => 0,
        }
    }

    /// When the next entry is due of itself, counted like `since`; none if it takes an event.
    pub(crate) fn next_due(self, sent: u64) -> Option<Duration> {
        match self {
            Self::Paced { per_second } => {
                let nanos = u128::from(sent) * 1_000_000_000 / u128::from(per_second.max(1));
                // Rounded up, or the timer could fire a hair before the entry is due.
                Some(Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX) + 1))
            }
            Self::Closed { .. } | Self::Quiet => None,
        }
    }
}

/// What a run came to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Report {
    /// From the first connect until every receiver had its seat.
    pub(crate) joined_ms: f64,
    /// From sending to the author's own screen.
    pub(crate) own_ms: Quantiles,
    /// From sending to the last of the receivers.
    pub(crate) last_ms: Quantiles,
    /// Seen by all receivers.
    pub(crate) entries_per_second: f64,
    /// All entries of the run, those of the warm-up too.
    pub(crate) entries_sent: u64,
    pub(crate) line_bytes: u64,
    /// Of one core, while measured.
    pub(crate) server_cpu_percent: f64,
    pub(crate) generator_cpu_percent: f64,
    /// What else the machine did meanwhile: more than a little, and the run says nothing.
    pub(crate) others_cpu_percent: f64,
    /// The server's time for one entry to one receiver.
    pub(crate) server_us_per_delivery: f64,
    /// Before the first receiver came, and with all of them at the end.
    pub(crate) server_rss_kib: [u64; 2],
    /// The difference of the two, shared among all seats.
    pub(crate) seat_kib: f64,
}
