//! From a batch that waits to what came of it: decided, appended, seen, told.
//!
//! Batches land in the order in which they were launched. Where one fails, all that was decided on
//! top of it falls with it, and the journal says what became of each.

use futures_util::StreamExt as _;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::yield_now;
use tokio::time::Instant;
use warroom_register::{Chain, CommandId, Seq};

use super::timers::Timer;
use super::{RETRY, Room};
use crate::doors::Doors;
use crate::journal::JournalError;
use crate::room::desk::Desk;
use crate::room::jobs::{Job, Outcome};
use crate::room::{News, Shared};

/// Appends of one batch that lost their place to another writer.
const CONFLICT_RETRIES_MAX: usize = 8;
/// Seats from which on waking them all keeps every core busy for milliseconds.
const CROWD_SEATS: usize = 256;
/// How long authors have the machine before a crowd is woken: their screens are among those that
/// the crowd's would push aside. Measured: less helps them less, more costs the last seat.
const HEAD_START: Duration = Duration::from_micros(250);

/// A batch that was decided and that the journal has not confirmed yet.
#[derive(Debug)]
pub(super) struct Flight {
    jobs: Vec<Job>,
    outcomes: Vec<Outcome>,
    records: usize,
    /// Where the journal ends with it.
    chain: Chain,
    /// Who is out with it, and what may write.
    doors: Arc<Doors>,
    /// So often it lost its place to another writer.
    lost: usize,
}

/// A batch, and what the journal said.
#[derive(Debug)]
pub(super) struct Landing {
    flight: Flight,
    appended: Result<(), JournalError>,
}

impl Room {
    /// Decides a batch and gives it to the journal, behind what is under way.
    pub(super) async fn launch(&mut self, mut jobs: Vec<Job>, lost: usize) {
        if self.flights.is_empty() && !self.unsettled.is_empty() {
            self.settle_old().await;
        }
        let ready = self.ready().await;
        let Some(after) = self.draft.as_ref().map(|draft| draft.chain().head) else {
            let why = ready.err().unwrap_or_default();
            let outcomes = self.in_doubt(&jobs, &why).await;
            return self.settle(jobs, outcomes).await;
        };
        let mut lines = Vec::new();
        let outcomes: Vec<_> = jobs.iter_mut().map(|job| self.decide(job, &mut lines)).collect();
        self.forget_shown();
        let (chain, doors) = match &mut self.draft {
            Some(draft) => (draft.chain(), draft.doors()),
            None => (self.seen, Arc::clone(&self.shared.news.borrow().doors)),
        };
        if self.owes_words() {
            self.timers.want(Timer::Erase, Instant::now());
        }
        let shows = Shows {
            shared: Arc::clone(&self.shared),
            after,
            head: chain.head,
            authors: authors(&jobs, &outcomes),
            doors: Arc::clone(&doors),
        };
        let flight = Flight { jobs, outcomes, records: lines.len(), chain, doors, lost };
        let (store, id) = (self.context.store.clone(), self.shared.id);
        self.flights.push_back(Box::pin(async move {
            let appended = if lines.is_empty() {
                Ok(())
            } else {
                let durable = Box::new(|lines: &[_]| shows.now(lines));
                store.append_then(id, after, lines, durable).await.map(drop)
            };
            Landing { flight, appended }
        }));
    }

    /// What came of the oldest batch under way.
    pub(super) async fn land(&mut self, Landing { flight, appended }: Landing) {
        match appended {
            Ok(()) => self.landed(flight).await,
            Err(error) => self.fell(flight, error).await,
        }
    }

    /// It is seen already, and its authors know: what is left is to tell the others.
    async fn landed(&mut self, flight: Flight) {
        let Flight { jobs, outcomes, records, chain, doors, .. } = flight;
        if records > 0 {
            self.context.health.appended(None);
            tracing::debug!(incident = self.name(), records, "recorded");
            if self.trouble.take().is_some() {
                tracing::info!(incident = self.name(), "records again");
            }
            self.seen = chain;
            self.post_turn();
            if self.shared.is_crowded() {
                self.shared.give_head_start().await;
                self.shared.announce(chain.head, doors);
            }
            self.want_pulse();
        }
        let goes_on = jobs.iter().zip(&outcomes).any(|(job, outcome)| job.goes_on(outcome));
        self.settle(jobs, outcomes).await;
        if goes_on {
            self.go_on_without();
        }
    }

    /// It was not recorded, or nobody knows; and with it fell what was decided on top of it.
    async fn fell(&mut self, flight: Flight, error: JournalError) {
        let mut fallen = vec![(flight, error.clone())];
        while let Some(Landing { flight, appended }) = self.flights.next().await {
            // One that had nothing to record is decided anew, like one that lost its place.
            let begins = JournalError::Conflict { head: self.seen.head };
            let said = if flight.records == 0 { begins } else { error.clone() };
            fallen.push((flight, appended.err().unwrap_or(said)));
        }
        self.draft = None;
        self.context.health.appended(Some(&error));
        for (Flight { jobs, lost, .. }, error) in fallen {
            if !matches!(error, JournalError::Conflict { .. }) {
                let outcomes = self.after_failure(error, &jobs).await;
                self.settle(jobs, outcomes).await;
            } else if lost < CONFLICT_RETRIES_MAX {
                self.launch(jobs, lost + 1).await;
            } else {
                let busy = "other servers record without a pause";
                let outcomes = jobs.iter().map(|_| Outcome::not_recorded(busy)).collect();
                self.settle(jobs, outcomes).await;
            }
        }
        if self.draft.is_none() {
            self.timers.want(Timer::Retry, Instant::now() + RETRY);
        }
    }

    /// After an append of which nobody knows what became: the journal says it, or will.
    async fn after_failure(&mut self, error: JournalError, jobs: &[Job]) -> Vec<Outcome> {
        let why = error.to_string();
        if self.trouble.as_ref() != Some(&error) {
            tracing::error!(incident = self.name(), %error, "not recorded");
            self.trouble = Some(error);
        }
        if self.ready().await.is_err() {
            return self.fallen_in_doubt(jobs).await;
        }
        jobs.iter().map(|job| self.became(job, &why)).collect()
    }
}

/// What a batch lets be seen, as soon as the journal has it.
struct Shows {
    shared: Arc<Shared>,
    after: Seq,
    head: Seq,
    /// Whose wishes are recorded with it, and where.
    authors: Vec<(Arc<Desk>, CommandId, Seq)>,
    doors: Arc<Doors>,
}

impl Shows {
    /// On the thread that wrote it: authors first. A crowd is woken later, by the room, or they
    /// would push the authors out of their queue.
    fn now(self, lines: &[Arc<str>]) {
        let Self { shared, after, head, authors, doors } = self;
        if !shared.tail.push(after, lines) {
            // Nobody knows what became of the batch before. The room will, and shows both.
            return;
        }
        for (desk, command, seq) in authors {
            desk.recorded(command, seq);
        }
        if !shared.is_crowded() {
            shared.announce(head, doors);
        }
    }
}

/// The seats whose wishes are recorded; the record itself is the yes.
fn authors(jobs: &[Job], outcomes: &[Outcome]) -> Vec<(Arc<Desk>, CommandId, Seq)> {
    jobs.iter().zip(outcomes).filter_map(|(job, outcome)| job.rings(outcome)).collect()
}

impl Shared {
    fn is_crowded(&self) -> bool {
        self.news.receiver_count() >= CROWD_SEATS
    }

    /// The authors run now: a thousand wake-ups at once would push them out of their queue.
    async fn give_head_start(&self) {
        let begun = Instant::now();
        while begun.elapsed() < HEAD_START {
            // No timer is as fine. To the system too: what an author waits for may wait on this core.
            std::thread::yield_now();
            yield_now().await;
        }
    }

    /// Wakes all seats if there is something they have not seen; and tells who was put out by then.
    pub(super) fn announce(&self, head: Seq, doors: Arc<Doors>) {
        self.news.send_if_modified(|news: &mut News| {
            let fresh = news.head != head;
            news.head = head;
            // Mostly the same ones as before.
            news.doors = doors;
            fresh
        });
    }
}
