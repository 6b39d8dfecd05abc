//! The task of a room: take what waits, decide it, record it, let it be seen.
//!
//! One append for all that waited; while it runs the next asks queue by themselves. A failed append
//! is *unknown*, not failed: the draft is dropped, the journal read again, and every ask settled by
//! its id. Nothing is seen before it is durable, and an author sees it first.

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use warroom_register::limits::INBOX_ASKS_MAX;
use warroom_register::protocol::{Asked, Summary};
use warroom_register::rights::{self, Who};
use warroom_register::words::Phase;
use warroom_register::{
    Ask, Chain, Command, CommandId, Event, Handle, Record, Refusal, Seq, Verdict, decide,
};

use super::away::{Person, Watch};
use super::door::{self, Entrance, Newcomer, Turned};
use super::draft::Draft;
use super::jobs::{Answer, Job, Outcome, Wish};
use super::replay::{Closed, replay};
use super::{Context, News, Shared};
use crate::journal::JournalError;

/// Appends of one batch that lost their place to another writer.
const CONFLICT_RETRIES_MAX: usize = 8;
/// Between two tellings of who is here, and of what the lobby shows.
const PULSE_SECONDS: u64 = 1;
/// After a note could not be recorded.
const RETRY_SECONDS: u64 = 5;

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
    watch: Watch,
    look_at: Option<Instant>,
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
            context,
            shared,
            inbox,
            seen: draft.chain(),
            draft: Some(draft),
            look_at: Some(now),
            pulse_at: Some(now),
            pulsed: None,
            trouble: None,
        };
        room.announce();
        Ok(room)
    }

    pub(super) async fn run(mut self) {
        let mut jobs = Vec::new();
        loop {
            let due = [self.look_at, self.pulse_at].into_iter().flatten().min();
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
                () = until(due) => {}
            }
            self.keep_time().await;
        }
    }

    /// Carries out a batch and tells its authors: first those whose wishes are recorded.
    async fn serve(&mut self, jobs: Vec<Job>) {
        let mut outcomes = self.carry_out(&jobs).await;
        for (job, outcome) in jobs.iter().zip(&outcomes) {
            job.ring(outcome);
        }
        self.announce();
        for (job, outcome) in jobs.iter().zip(&mut outcomes) {
            if let (Wish::Ask { author, asked, .. }, Outcome::Already(seq)) = (&job.wish, &outcome) {
                *outcome = self.was_it(*author, asked, *seq).await;
            }
        }
        for (job, outcome) in jobs.into_iter().zip(outcomes) {
            job.settle(outcome);
        }
    }

    async fn carry_out(&mut self, jobs: &[Job]) -> Vec<Outcome> {
        for _ in 0..CONFLICT_RETRIES_MAX {
            if let Err(why) = self.ready().await {
                return jobs.iter().map(|_| not_recorded(&why)).collect();
            }
            let mut lines = Vec::new();
            let outcomes = jobs.iter().map(|job| self.decide(job, &mut lines)).collect();
            match self.commit(lines).await {
                Ok(()) => return outcomes,
                Err(JournalError::Conflict { .. }) => {}
                Err(error) => return self.settle_after(error, jobs).await,
            }
        }
        jobs.iter().map(|_| not_recorded("other servers record without a pause")).collect()
    }

    /// Makes the draft anew if the last append failed.
    async fn ready(&mut self) -> Result<(), String> {
        if self.draft.is_some() {
            return Ok(());
        }
        if let Some(over) = &self.shared.news.borrow().over {
            return Err(over.to_string());
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
        if let Err(error) = appended.await {
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

    /// After an append of which nobody knows what became: the journal says it.
    async fn settle_after(&mut self, error: JournalError, jobs: &[Job]) -> Vec<Outcome> {
        let why = error.to_string();
        if self.trouble.as_ref() != Some(&error) {
            tracing::error!(incident = self.name(), %error, "not recorded");
            self.trouble = Some(error);
        }
        let reopened = self.ready().await.is_ok();
        let known = self.draft.as_ref().filter(|_| reopened);
        let settled = |job: &Job| match (&job.wish, known) {
            (_, None) => not_recorded(&why),
            (Wish::Ask { asked, .. }, Some(draft)) => match draft.register().done(asked.id) {
                Some(seq) => Outcome::Already(seq),
                None => not_recorded(&why),
            },
            (Wish::Admit(newcomer), Some(draft)) => match self.entrance(draft, newcomer) {
                Ok(Entrance::Known(scope)) => Outcome::Admitted(scope),
                Ok(Entrance::Record(..)) => not_recorded(&why),
                Err(turned) => Outcome::Turned(turned),
            },
        };
        jobs.iter().map(settled).collect()
    }
}

/// Deciding, one wish after the other, on the draft.
impl Room {
    fn decide(&mut self, job: &Job, lines: &mut Vec<Arc<str>>) -> Outcome {
        match &job.wish {
            Wish::Ask { author, asked, own } => {
                if !own && rights::right(&asked.command).1 == Who::Room {
                    return Outcome::Refused(Refusal::RoomOnly);
                }
                self.write(*author, asked.clone(), lines)
            }
            Wish::Admit(newcomer) => self.admit(newcomer, lines),
        }
    }

    fn admit(&mut self, newcomer: &Newcomer, lines: &mut Vec<Arc<str>>) -> Outcome {
        let Some(draft) = &self.draft else { return Outcome::Unknown };
        let (scope, command) = match self.entrance(draft, newcomer) {
            Ok(Entrance::Known(scope)) => return Outcome::Admitted(scope),
            Ok(Entrance::Record(scope, command)) => (scope, command),
            Err(turned) => return Outcome::Turned(turned),
        };
        match self.write(newcomer.handle, machine(command), lines) {
            Outcome::Recorded(_) => Outcome::Admitted(scope),
            other => other,
        }
    }

    fn entrance(&self, draft: &Draft, newcomer: &Newcomer) -> Result<Entrance, Turned> {
        let now = self.context.clock.now();
        match self.shared.label {
            Some(label) => door::join(draft.register(), label, newcomer, now),
            None => door::enrol(draft.register(), newcomer, now),
        }
    }

    fn write(&mut self, author: Handle, asked: Asked, lines: &mut Vec<Arc<str>>) -> Outcome {
        let command = self.prepared(asked.command);
        let Some(draft) = &mut self.draft else { return Outcome::Unknown };
        let Asked { id, knew, .. } = asked;
        let ask = Ask { id, author, knew, now: self.context.clock.now(), command };
        let event = match decide(draft.register(), &ask) {
            Verdict::Record(event) => event,
            Verdict::Already(seq) => return Outcome::Already(seq),
            Verdict::Refused(refusal) => return Outcome::Refused(refusal),
        };
        let stirs = stirs(&event);
        match draft.write(&ask, event) {
            Ok((seq, line)) => {
                lines.push(line);
                if stirs {
                    self.look_at = Some(Instant::now());
                }
                Outcome::Recorded(seq)
            }
            Err(error) => not_recorded(&error.to_string()),
        }
    }

    /// What the room itself gives into a command: the card, when an incident is closed.
    fn prepared(&self, command: Command) -> Command {
        let Command::MovePhase { phase, why, .. } = command else { return command };
        let hash = self.draft.as_ref().map(|draft| draft.register().incident().sealed);
        let hash = hash.filter(|_| phase == Phase::Closed);
        let opened = hash.and_then(|hash| self.context.seal.open(self.shared.id, hash));
        let (card, card_salt) = opened.unzip();
        Command::MovePhase { phase, why, card, card_salt }
    }

    /// Whether the record at this place is of this very ask.
    async fn was_it(&self, author: Handle, asked: &Asked, seq: Seq) -> Outcome {
        let Ok(line) = self.shared.line(seq).await else { return Outcome::Unknown };
        let Ok(record) = Record::read(&line) else { return Outcome::Unknown };
        let same = record.by == author && record.command == asked.id;
        // What a redaction took cannot be compared; the id says enough.
        if same && (record.redacted_by.is_some() || record.event.made_by(&asked.command)) {
            return Outcome::Already(seq);
        }
        Outcome::Refused(Refusal::OtherCommand)
    }
}

/// What is not asked but follows of time: who is here, who is away.
impl Room {
    async fn keep_time(&mut self) {
        let now = Instant::now();
        if self.look_at.is_some_and(|at| at <= now) {
            self.look(now).await;
        }
        if self.pulse_at.is_some_and(|at| at <= now) {
            self.pulse(now);
        }
    }

    /// Notes who is away and who is back.
    async fn look(&mut self, now: Instant) {
        let notes = self.due_notes(now);
        if notes.is_empty() {
            return;
        }
        let jobs = notes.into_iter().map(|command| {
            let (author, asked) = (Handle::warroom(), machine(command));
            Job { wish: Wish::Ask { author, asked, own: true }, answer: Answer::Nobody }
        });
        self.serve(jobs.collect()).await;
        if !self.due_notes(now).is_empty() {
            self.look_at = Some(now + Duration::from_secs(RETRY_SECONDS));
        }
    }

    fn due_notes(&mut self, now: Instant) -> Vec<Command> {
        let Some(draft) = self.draft.as_ref().filter(|_| self.shared.label.is_some()) else {
            self.look_at = self.shared.label.map(|_| now + Duration::from_secs(RETRY_SECONDS));
            return Vec::new();
        };
        let register = draft.register();
        let here = self.shared.presence.here();
        let closed = register.incident().closed_at.is_some();
        let people = register.responders().keys().map(|handle| Person {
            handle: *handle,
            role: !closed && draft.has_role(*handle),
            here: here.binary_search(handle).is_ok(),
            away: register.away_since(*handle).is_some(),
        });
        let (notes, again) = self.watch.look(now, people);
        self.look_at = again;
        notes
    }

    fn want_pulse(&mut self) {
        let now = Instant::now();
        let soonest = self.pulsed.map_or(now, |last| last + Duration::from_secs(PULSE_SECONDS));
        self.pulse_at.get_or_insert(soonest.max(now));
    }

    fn pulse(&mut self, now: Instant) {
        (self.pulse_at, self.pulsed) = (None, Some(now));
        if self.shared.label.is_none() {
            return;
        }
        let here = self.shared.presence.here();
        self.shared.news.send_if_modified(|news| {
            let differs = *news.here != *here;
            if differs {
                news.here = here.into();
            }
            differs
        });
        if let Some(summary) = self.summary() {
            self.context.board.post(summary);
        }
    }

    /// Wakes all seats if there is something they have not seen.
    fn announce(&mut self) {
        let head = self.seen.head;
        let fresh = self.shared.news.send_if_modified(|news: &mut News| {
            let fresh = news.head != head;
            news.head = head;
            fresh
        });
        if fresh {
            self.want_pulse();
        }
    }

    pub(super) fn summary(&self) -> Option<Summary> {
        let register = self.draft.as_ref()?.register();
        let incident = register.incident();
        Some(Summary {
            incident: self.shared.label?,
            id: self.shared.id,
            title: incident.title.clone()?,
            severity: incident.severity,
            kind: incident.kind,
            phase: incident.phase,
            mode: incident.mode,
            opened_at: incident.opened_at?,
            lead: register.lead(),
            here: u32::try_from(self.shared.presence.here().len()).unwrap_or(u32::MAX),
            head: register.head(),
        })
    }

    /// What the log calls this room.
    fn name(&self) -> String {
        self.shared.label.map_or_else(|| "server".to_owned(), |label| label.to_string())
    }
}

/// A command of the room or of a newcomer: it knew nothing, and has an id of its own.
fn machine(command: Command) -> Asked {
    Asked { id: CommandId(uuid::Uuid::now_v7()), knew: None, command }
}

fn not_recorded(why: &str) -> Outcome {
    Outcome::Refused(Refusal::NotRecorded { why: why.to_owned() })
}

/// Whether an event may change who is to be noted away or back.
fn stirs(event: &Event) -> bool {
    use Event as E;
    matches!(
        event,
        E::Opened { .. } | E::Joined { .. } | E::Left {} | E::RoleAccepted { .. }
            | E::LeadTaken { .. } | E::PhaseMoved { .. }
    )
}

async fn until(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due).await,
        None => std::future::pending().await,
    }
}
