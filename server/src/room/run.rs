//! The task of a room: take what waits, decide it, record it, let it be seen.
//!
//! One append for all that waited. While the journal writes it, what comes next is decided on top
//! of it and appended behind it, so that the disk never waits for the room. A failed append is
//! *unknown*, not failed: the draft is dropped, the journal read again, and every ask settled by
//! its id. Nothing is seen before it is durable, and an author sees it first.
//!
//! What looks at the room as a whole (who is away, the lobby, erasing) waits until nothing is under
//! way: the draft knows only then what everybody may know.

mod altered;
pub(crate) mod copy;
mod erase;
mod flight;
mod follow;
mod known;
mod refusals;
mod timers;
mod verdict;
mod whole;

use futures_util::StreamExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesOrdered;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};
use warroom_register::protocol::Asked;
use warroom_register::{Chain, Command, CommandId, Handle, Seq};

use self::altered::{Found, found, owed_note};
use self::flight::Landing;
use self::refusals::Refusals;
use self::timers::{Timer, Timers};
use super::away::Watch;
use super::beyond::Beyond;
use super::door::AtDoor;
use super::draft::Draft;
use super::jobs::{Job, Outcome, Wish};
use super::replay::{Closed, replay};
use super::stop::Stop;
use super::{Context, Shared};
use crate::health::Lacking;
use crate::journal::notes::PutRight;
use crate::journal::{JournalError, Owed, Stored};

pub(crate) use whole::Brought;

/// Appends that may be under way: one is written, and what is decided meanwhile waits behind it.
const FLIGHTS_MAX: usize = 8;
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
    /// What anybody may have seen, for who comes meanwhile.
    known: Option<Draft>,
    /// What was decided and is not recorded yet, in order.
    flights: FuturesOrdered<BoxFuture<'static, Landing>>,
    /// What anybody may have seen.
    seen: Chain,
    /// Of one batch, whose outcome nobody knows until the journal answers again.
    unsettled: Vec<Job>,
    refused: Refusals,
    timers: Timers,
    watch: Watch,
    at_door: AtDoor,
    beyond: Beyond,
    lacking: watch::Receiver<Arc<Lacking>>,
    /// When it was told last who is here.
    pulsed: Option<Instant>,
    /// When it was told last what the chair shows.
    showed: Option<Instant>,
    /// The meeting at which it was shown, by the record that opened it.
    shown_at: Option<Seq>,
    /// The last trouble with the journal, so that it is logged once.
    trouble: Option<JournalError>,
    /// Why nothing is recorded, if that is so.
    stop: Option<Stop>,
    /// What the server's own journal lost.
    owed_own: Option<Owed>,
    /// What was put right in the journal and is not on record yet.
    put_right: Option<PutRight>,
    /// Who said that they hold more, and was not waited for: they do not stop the room again.
    overruled: BTreeSet<Handle>,
    /// Who differs behind a place from which the room went on, and was asked which of the two it is.
    asked: BTreeSet<Handle>,
}

impl Room {
    pub(super) async fn open(
        context: Context,
        shared: Arc<Shared>,
        inbox: mpsc::Receiver<Job>,
        stored: &Stored,
    ) -> Result<Self, Closed> {
        let Found { mut draft, owed, blank } =
            found(&shared, stored.head, stored.owed.clone()).await?;
        let now = Instant::now();
        let rescuer = context.store.rescuer(shared.id);
        let own = shared.label.is_none();
        let owes = |owed: &&Owed| !own && owed.head > draft.chain().head;
        let owing = owed.as_ref().filter(owes).map(Stop::owing);
        let gather = context.limits.gather;
        let gathering = rescuer.map(|by| Stop::gathering(by, now, gather));
        let stop = blank.or(gathering).or(owing);
        // Who is out, and what may write, is known before anybody asks.
        let doors = draft.doors();
        let mut room = Self {
            watch: Watch::new(context.limits.away),
            at_door: AtDoor::default(),
            lacking: context.health.watch(),
            put_right: owed_note(&context.store, shared.id).await,
            overruled: BTreeSet::new(),
            asked: BTreeSet::new(),
            context,
            shared,
            inbox,
            seen: draft.chain(),
            draft: Some(draft),
            known: None,
            flights: FuturesOrdered::new(),
            unsettled: Vec::new(),
            refused: Refusals::default(),
            timers: Timers::default(),
            beyond: Beyond::default(),
            pulsed: None,
            showed: None,
            shown_at: None,
            trouble: None,
            stop,
            owed_own: owed.filter(|_| own),
        };
        for timer in [Timer::Erase, Timer::Pulse, Timer::Look] {
            room.timers.set(timer, now);
        }
        room.timers.set(Timer::Gather, room.stop.as_ref().map(|_| now));
        room.tell_lacking();
        room.announce(doors);
        room.tell_stop();
        Ok(room)
    }

    pub(super) async fn run(mut self) {
        let mut jobs = Vec::new();
        self.write_off_own().await;
        if self.stop.is_none() {
            self.note_put_right().await;
        }
        loop {
            let due = self.timers.next();
            let open = self.may_take(due);
            let wakes = due.filter(|_| self.flights.is_empty());
            self.shared.rest.set(self.rests());
            tokio::select! {
                // First what ends: no more than a few are under way. Then what is there once,
                // however often it was raised, and is gone with one look. Asks, of which there may
                // always be more, keep none of these waiting; what is due waits for no branch.
                biased;
                Some(landing) = self.flights.next() => self.land(landing).await,
                () = self.shared.presence.changed() => {
                    self.timers.set(Timer::Look, Instant::now());
                    self.want_pulse();
                }
                // The sender lives as long as this room's context.
                _ = self.lacking.changed() => self.tell_lacking(),
                () = self.shared.looking.came() => self.want_show(),
                taken = self.shared.rest.hear(&mut self.inbox, &mut jobs), if open => {
                    if taken == 0 {
                        break;
                    }
                    let jobs = self.hear_of_copies(std::mem::take(&mut jobs)).await;
                    self.launch(jobs, 0).await;
                }
                () = until(wakes) => {}
            }
            self.shared.rest.set(false);
            self.keep_time().await;
        }
        while let Some(landing) = self.flights.next().await {
            self.land(landing).await;
        }
    }

    /// A command of the room or of a newcomer: it knew nothing, and has an id of its own.
    fn machine(&self, command: Command) -> Asked {
        let id = CommandId(self.context.chance.id(&self.context.clock));
        Asked::new(id, command)
    }

    /// Whether more can be decided on top of what is under way. Not while something is due that
    /// needs the room at rest, or a busy room would never come to it.
    fn may_take(&self, due: Option<Instant>) -> bool {
        let rests = self.flights.is_empty();
        rests || (self.flights.len() < FLIGHTS_MAX && due.is_none_or(|due| due > Instant::now()))
    }

    /// Whether nothing is lost if the room is shut now: its journal has said all, and holds no words that
    /// are to go.
    fn rests(&self) -> bool {
        let settled = self.flights.is_empty() && self.unsettled.is_empty();
        settled && self.draft.is_some() && !self.owes_words()
    }

    async fn settle(&mut self, jobs: Vec<Job>, outcomes: Vec<Outcome>) {
        for (job, outcome) in jobs.into_iter().zip(outcomes) {
            let outcome = match (&job.wish, outcome) {
                (Wish::Ask { ask, .. }, Outcome::Already(seq)) => {
                    self.shared.was_it(ask, seq).await
                }
                (_, outcome) => outcome,
            };
            self.refused.note(&job, &outcome);
            if matches!(outcome, Outcome::Unknown) {
                self.keep_open(job);
                self.timers.want(Timer::Retry, Instant::now() + RETRY);
            } else {
                job.settle(outcome);
            }
        }
    }

    /// Asked again while nobody knows, it waits in place of the one before. In a room that is shut nobody
    /// will ever know, and it is let go unanswered.
    fn keep_open(&mut self, job: Job) {
        if self.shared.news.borrow().over.is_some() {
            return;
        }
        match self.unsettled.iter_mut().find(|open| open.is_same(&job)) {
            Some(open) => std::mem::replace(open, job).settle(Outcome::Unknown),
            None => self.unsettled.push(job),
        }
    }

    /// What comes of a job when the journal does not answer: nothing, unless it was tried before. In a room
    /// that is shut nobody knows any more what was.
    fn unready(&self, job: &Job, why: &str) -> Outcome {
        let over = self.shared.news.borrow().over.is_some();
        if over || self.unsettled.iter().any(|open| open.is_same(job)) {
            return Outcome::Unknown;
        }
        Outcome::not_recorded(why)
    }

    /// Once the journal answers again, it says what became of those who wait.
    async fn settle_old(&mut self) {
        self.timers.set(Timer::Retry, None);
        if self.ready().await.is_err() {
            if self.shared.news.borrow().over.is_some() {
                // Nobody will ever know; their seats are told that the room is shut.
                self.unsettled.clear();
            }
            return;
        }
        let jobs = std::mem::take(&mut self.unsettled);
        let why = "the journal did not answer";
        let outcomes = jobs.iter().map(|job| self.became(job, why)).collect();
        self.settle(jobs, outcomes).await;
    }

    /// Makes the draft anew if the last append failed. What does not work is tried again, though nobody
    /// asks for anything.
    async fn ready(&mut self) -> Result<(), String> {
        if self.draft.is_some() {
            return Ok(());
        }
        let made = self.make_draft().await;
        let now = Instant::now();
        if self.shared.news.borrow().over.is_some() {
            return made;
        }
        if made.is_err() {
            self.timers.want(Timer::Retry, now + RETRY);
        } else {
            // There may be a redaction of which nobody knew whether it was recorded.
            self.timers.want(Timer::Erase, now);
        }
        made
    }

    async fn make_draft(&mut self) -> Result<(), String> {
        if let Some(over) = &self.shared.news.borrow().over {
            return Err(over.to_string());
        }
        // Before anybody is told that something was not recorded, it must stay so.
        if let Err(error) = self.shared.store.settle(self.shared.id).await {
            return Err(error.to_string());
        }
        match replay(&self.shared, self.seen).await {
            Ok(mut draft) => {
                self.seen = draft.chain();
                let doors = draft.doors();
                self.draft = Some(draft);
                self.known = None;
                self.announce(doors);
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
}

async fn until(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due).await,
        None => std::future::pending().await,
    }
}
