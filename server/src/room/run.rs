//! The task of a room: take what waits, decide it, record it, let it be seen.
//!
//! One append for all that waited; while it runs the next asks queue by themselves. A failed append
//! is *unknown*, not failed: the draft is dropped, the journal read again, and every ask settled by
//! its id. Nothing is seen before it is durable, and an author sees it first.

mod erase;
mod follow;
mod refusals;
mod verdict;

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::yield_now;
use tokio::time::{Instant, sleep_until};
use warroom_register::limits::INBOX_ASKS_MAX;
use warroom_register::protocol::Asked;
use warroom_register::{Chain, Command, CommandId};

use self::refusals::Refusals;
use super::away::Watch;
use super::beyond::Beyond;
use super::draft::Draft;
use super::jobs::{Job, Outcome, Wish};
use super::replay::{Closed, replay};
use super::{Context, Shared};
use crate::health::Lacking;
use crate::journal::JournalError;

/// Appends of one batch that lost their place to another writer.
const CONFLICT_RETRIES_MAX: usize = 8;
/// Seats from which on waking them all keeps every core busy for milliseconds.
const CROWD_SEATS: usize = 256;
/// So long authors have the machine before a crowd is woken: their screens are among those that
/// the crowd's would push aside. Measured: less helps them less, more costs the last seat.
const HEAD_START: Duration = Duration::from_micros(250);
/// After the journal did not answer, or a note could not be recorded.
const RETRY: Duration = Duration::from_secs(5);

/// The task's own state; nobody else reads it.
#[derive(Debug)]
pub(super) struct Room {
    context: Context,
    shared: Arc<Shared>,
    inbox: mpsc::Receiver<Job>,
    /// None after a failed append, until the journal could be read again.
    draft: Option<Draft>,
    /// What anybody may have seen.
    seen: Chain,
    /// Of one batch, whose outcome nobody knows until the journal answers again.
    unsettled: Vec<Job>,
    refused: Refusals,
    retry_at: Option<Instant>,
    /// When words that were taken out are to be erased, where that did not work at once.
    erase_at: Option<Instant>,
    watch: Watch,
    look_at: Option<Instant>,
    beyond: Beyond,
    lacking: watch::Receiver<Arc<Lacking>>,
    pulse_at: Option<Instant>,
    pulsed: Option<Instant>,
    /// The last trouble with the journal, so that it is logged once.
    trouble: Option<JournalError>,
}

impl Room {
    pub(super) async fn open(
        context: Context,
        shared: Arc<Shared>,
        inbox: mpsc::Receiver<Job>,
    ) -> Result<Self, Closed> {
        let draft = replay(&shared, Chain::begin(&shared.header)).await?;
        let now = Instant::now();
        let mut room = Self {
            watch: Watch::new(context.limits.away),
            lacking: context.health.watch(),
            context,
            shared,
            inbox,
            seen: draft.chain(),
            draft: Some(draft),
            unsettled: Vec::new(),
            refused: Refusals::default(),
            retry_at: None,
            erase_at: Some(now),
            look_at: Some(now),
            beyond: Beyond::default(),
            pulse_at: Some(now),
            pulsed: None,
            trouble: None,
        };
        room.tell_lacking();
        room.announce();
        Ok(room)
    }

    pub(super) async fn run(mut self) {
        let mut jobs = Vec::new();
        loop {
            let due = [self.look_at, self.pulse_at, self.retry_at, self.erase_at];
            let due = due.into_iter().flatten().min();
            tokio::select! {
                taken = self.inbox.recv_many(&mut jobs, INBOX_ASKS_MAX) => {
                    if taken == 0 {
                        return;
                    }
                    self.serve(std::mem::take(&mut jobs)).await;
                }
                () = self.shared.presence.changed() => {
                    self.look_at = Some(Instant::now());
                    self.want_pulse();
                }
                // The sender lives as long as this room's context.
                _ = self.lacking.changed() => self.tell_lacking(),
                () = until(due) => {}
            }
            self.keep_time().await;
        }
    }

    /// Carries out a batch and tells its authors: first those whose wishes are recorded.
    async fn serve(&mut self, mut jobs: Vec<Job>) {
        if !self.unsettled.is_empty() {
            self.settle_old().await;
        }
        let outcomes = self.carry_out(&mut jobs).await;
        let mut rung = false;
        for (job, outcome) in jobs.iter().zip(&outcomes) {
            rung |= job.ring(outcome);
        }
        if rung {
            self.give_head_start().await;
        }
        self.announce();
        self.settle(jobs, outcomes).await;
        self.erase().await;
    }

    /// The authors run now: a thousand wake-ups at once would push them out of their queue.
    async fn give_head_start(&self) {
        yield_now().await;
        let crowd = self.shared.news.receiver_count() >= CROWD_SEATS;
        let begun = Instant::now();
        while crowd && begun.elapsed() < HEAD_START {
            // No timer is as fine. To the system too: what an author waits for may wait on this core.
            std::thread::yield_now();
            yield_now().await;
        }
    }

    async fn settle(&mut self, jobs: Vec<Job>, outcomes: Vec<Outcome>) {
        for (job, outcome) in jobs.into_iter().zip(outcomes) {
            let outcome = match (&job.wish, outcome) {
                (Wish::Ask { ask, .. }, Outcome::Already(seq)) => self.was_it(ask, seq).await,
                (_, outcome) => outcome,
            };
            self.refused.note(&job, &outcome);
            if matches!(outcome, Outcome::Unknown) {
                self.keep_open(job);
                self.retry_at.get_or_insert_with(|| Instant::now() + RETRY);
            } else {
                job.settle(outcome);
            }
        }
    }

    /// Asked again while nobody knows, it waits in place of the one before.
    fn keep_open(&mut self, job: Job) {
        match self.unsettled.iter_mut().find(|open| open.is_same(&job)) {
            Some(open) => std::mem::replace(open, job).settle(Outcome::Unknown),
            None => self.unsettled.push(job),
        }
    }

    /// What comes of a job when the journal does not answer: nothing, unless it was tried before.
    fn unready(&self, job: &Job, why: &str) -> Outcome {
        if self.unsettled.iter().any(|open| open.is_same(job)) {
            return Outcome::Unknown;
        }
        Outcome::not_recorded(why)
    }

    /// Once the journal answers again, it says what became of those who wait.
    async fn settle_old(&mut self) {
        self.retry_at = None;
        if self.ready().await.is_err() {
            if self.shared.news.borrow().over.is_some() {
                // Nobody will ever know; their seats are told that the room is shut.
                return self.unsettled.clear();
            }
            self.retry_at = Some(Instant::now() + RETRY);
            return;
        }
        let jobs = std::mem::take(&mut self.unsettled);
        let why = "the journal did not answer";
        let outcomes = jobs.iter().map(|job| self.became(job, why)).collect();
        self.settle(jobs, outcomes).await;
    }

    async fn carry_out(&mut self, jobs: &mut [Job]) -> Vec<Outcome> {
        for _ in 0..CONFLICT_RETRIES_MAX {
            if let Err(why) = self.ready().await {
                return jobs.iter().map(|job| self.unready(job, &why)).collect();
            }
            let mut lines = Vec::new();
            let outcomes = jobs.iter_mut().map(|job| self.decide(job, &mut lines)).collect();
            match self.commit(lines).await {
                Ok(()) => return outcomes,
                Err(JournalError::Conflict { .. }) => {}
                Err(error) => return self.after_failure(error, jobs).await,
            }
        }
        let busy = "other servers record without a pause";
        jobs.iter().map(|_| Outcome::not_recorded(busy)).collect()
    }

    /// Makes the draft anew if the last append failed.
    async fn ready(&mut self) -> Result<(), String> {
        if self.draft.is_some() {
            return Ok(());
        }
        if let Some(over) = &self.shared.news.borrow().over {
            return Err(over.to_string());
        }
        // Before anybody is told that something was not recorded, it must stay so.
        if let Err(error) = self.shared.store.settle(self.shared.id).await {
            return Err(error.to_string());
        }
        match replay(&self.shared, self.seen).await {
            Ok(draft) => {
                self.seen = draft.chain();
                self.draft = Some(draft);
                self.announce();
                Ok(())
            }
            Err(closed) => {
                if !closed.passes() {
                    self.close(&closed);
                }
                Err(closed.to_string())
            }
        }
    }

    /// The room is closed for good: its seats are told why, and nothing defaults.
    fn close(&self, closed: &Closed) {
        tracing::error!(incident = self.name(), error = %closed, "a room is closed");
        self.shared.news.send_modify(|news| news.over = Some(closed.to_string().into()));
    }

    /// Appends the lines, and lets them be seen.
    async fn commit(&mut self, lines: Vec<Arc<str>>) -> Result<(), JournalError> {
        let Some(chain) = self.draft.as_ref().map(Draft::chain) else { return Ok(()) };
        if lines.is_empty() {
            return Ok(());
        }
        let appended = self.context.store.append(self.shared.id, self.seen.head, lines.clone());
        let appended = appended.await;
        self.context.health.appended(appended.as_ref().err());
        if let Err(error) = appended {
            self.draft = None;
            return Err(error);
        }
        tracing::debug!(incident = self.name(), records = lines.len(), "recorded");
        if self.trouble.take().is_some() {
            tracing::info!(incident = self.name(), "records again");
        }
        self.shared.tail.push(&lines);
        self.seen = chain;
        Ok(())
    }

    /// After an append of which nobody knows what became: the journal says it, or will.
    async fn after_failure(&mut self, error: JournalError, jobs: &[Job]) -> Vec<Outcome> {
        let why = error.to_string();
        if self.trouble.as_ref() != Some(&error) {
            tracing::error!(incident = self.name(), %error, "not recorded");
            self.trouble = Some(error);
        }
        if self.ready().await.is_err() {
            return jobs.iter().map(|_| Outcome::Unknown).collect();
        }
        jobs.iter().map(|job| self.became(job, &why)).collect()
    }
}

/// A command of the room or of a newcomer: it knew nothing, and has an id of its own.
fn machine(command: Command) -> Asked {
    Asked { id: CommandId(uuid::Uuid::now_v7()), knew: None, command }
}

async fn until(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due).await,
        None => std::future::pending().await,
    }
}
