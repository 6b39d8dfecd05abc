//! An incident that is live here: the only writer of its journal, and where seats read it.
//!
//! A room is a task that owns its register alone. It takes what waits, decides it, records it all
//! in one append, and only then lets anybody see it. It never waits for a seat: seats hold a place
//! and read from the tail, or the journal, at their own speed. The server's own journal is a room
//! too, without a label.
//!
//! | module | what it is |
//! |---|---|
//! | `run`, `jobs` | the task, what it decides and what follows of time; what it is asked |
//! | `draft`, `replay` | the register as it will be, and how it is made of a journal |
//! | `tail` | the last lines, encoded once for all seats |
//! | `desk` | where a seat is answered |
//! | `door`, `presence`, `away` | who may come in, who is here, who is gone |
//! | `looking` | what the chair of a review shows to everyone |
//! | `beyond` | who tries more than they may |
//! | `stop`, `turns` | why nothing is recorded, and what would end that; who brings it |
//! | `seal`, `board` | sealed cards; what the lobby shows |
//! | `rest` | whether it may be shut |

mod away;
mod beyond;
mod board;
mod desk;
mod door;
mod draft;
mod jobs;
mod looking;
mod presence;
mod replay;
mod rest;
mod run;
mod seal;
mod stop;
mod tail;
#[cfg(test)]
mod tests;
mod turns;

use std::io;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot, watch};
use tokio_tungstenite::tungstenite::Utf8Bytes;
use tokio_util::task::TaskTracker;
use warroom_register::limits::INBOX_ASKS_MAX;
use warroom_register::protocol::{Asked, Look, SeatEnd, ServerMessage};
use warroom_register::words::Scope;
use warroom_register::{Handle, Hash, IncidentId, Label, PublicKey, Record, Refusal, Seq};

use crate::Policies;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::doors::Doors;
use crate::health::{Health, Lacking};
use crate::journal::{JournalError, Lines, Store, Stored};
use crate::options::{Erased, Limits};
use crate::pace::Pace;
use crate::space::Space;

pub(crate) use board::{Board, GoingOn};
pub(crate) use desk::Desk;
pub(crate) use door::{Newcomer, Right, Turned, to_stranger};
use jobs::{Answer, Job, Source, Wish};
pub(crate) use looking::{Looking, Shown};

pub(crate) use presence::{Attendance, KeyPace, Presence};
pub(crate) use replay::Closed;
use rest::Rest;
use run::Room;
pub(crate) use run::{Brought, copy};
pub(crate) use seal::Seal;
pub(crate) use stop::{Claim, Claimed, Halt, Says};
pub(crate) use tail::{Following, Tail};
pub(crate) use turns::{Turn, Turns};

/// What all rooms of a server have in common.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) chance: Chance,
    pub(crate) limits: Limits,
    pub(crate) seal: Seal,
    /// What rooms are opened with from now on.
    pub(crate) policy: Policies,
    pub(crate) board: Arc<Board>,
    pub(crate) health: Arc<Health>,
    /// Who else keeps words of the journals.
    pub(crate) erased: Option<Erased>,
    /// Where this server is reached, best first, and the hash of its key.
    pub(crate) place: Arc<(Vec<String>, Hash)>,
    /// Room on disk for records that are brought, to whatever room.
    pub(crate) space: Space,
}

/// What a room and its seats share. The register is not among it.
#[derive(Debug)]
struct Shared {
    id: IncidentId,
    label: Option<Label>,
    header: Arc<str>,
    store: Store,
    chance: Chance,
    limits: Limits,
    tail: Tail,
    news: watch::Sender<News>,
    presence: Arc<Presence>,
    /// Who brings records, and the room there is for them.
    turns: Turns,
    space: Space,
    looking: Looking,
    rest: Rest,
}

/// What wakes the seats of a room.
#[derive(Clone, Debug, Default)]
pub(crate) struct News {
    /// The last record.
    pub(crate) head: Seq,
    /// Who has a screen here; at most once a second.
    pub(crate) here: Arc<Here>,
    /// What the server cannot do just now.
    pub(crate) lacking: Arc<Lacking>,
    /// What the chair of a review shows.
    pub(crate) shown: Arc<Shown>,
    /// Who was put out: their seats end; and by which tokens others write.
    pub(crate) doors: Arc<Doors>,
    /// Nothing is recorded, and why.
    pub(crate) stopped: Option<Arc<Halt>>,
    /// The room is closed for good, and why.
    pub(crate) over: Option<Arc<str>>,
}

/// Who is here, and the message that says so, encoded once for all seats.
#[derive(Debug, Default)]
pub(crate) struct Here {
    /// Handles with a screen, in order.
    pub(crate) handles: Vec<Handle>,
    /// The message.
    pub(crate) frame: Utf8Bytes,
}

impl Here {
    fn of(handles: Vec<Handle>) -> Self {
        let frame = ServerMessage::Here { handles: handles.clone() }.frame().into();
        Self { handles, frame }
    }
}

/// A room as others hold it. The room ends when the last of these is gone.
#[derive(Clone, Debug)]
pub(crate) struct RoomHandle {
    shared: Arc<Shared>,
    inbox: mpsc::Sender<Job>,
}

/// A room that was made of its journal and does not run yet.
#[derive(Debug)]
pub(crate) struct Ready {
    room: Room,
    handle: RoomHandle,
}

impl Ready {
    /// Makes the room of an incident that is kept.
    pub(crate) async fn open(context: Context, stored: &Stored) -> Result<Self, Closed> {
        let (inbox, jobs) = mpsc::channel(INBOX_ASKS_MAX);
        let shared = Arc::new(Shared {
            id: stored.id,
            label: stored.label,
            header: stored.known_header(),
            store: context.store.clone(),
            chance: context.chance.clone(),
            limits: context.limits,
            tail: Tail::default(),
            news: watch::Sender::new(News::default()),
            presence: Arc::default(),
            turns: Turns::default(),
            space: context.space.clone(),
            looking: Looking::default(),
            rest: Rest::default(),
        });
        let handle = RoomHandle { shared: Arc::clone(&shared), inbox };
        let room = Room::open(context, shared, jobs, stored).await?;
        Ok(Self { room, handle })
    }

    /// Who is out of it, and what may write there.
    pub(crate) fn doors(&self) -> Arc<Doors> {
        self.handle.doors()
    }

    /// Puts up the incident's line in the lobby; none before it was opened, and none for the server.
    pub(crate) fn post(&self) {
        self.room.post();
    }

    /// Lets it run.
    pub(crate) fn run(self, tasks: &TaskTracker) -> RoomHandle {
        tasks.spawn(self.room.run());
        self.handle
    }
}

impl RoomHandle {
    /// The first line of its journal.
    pub(crate) fn header(&self) -> &str {
        &self.shared.header
    }

    /// Whether nobody but the directory holds it, and it rests: then nobody notices if it goes.
    pub(crate) fn is_deserted(&self) -> bool {
        // In this order: nobody sends any more, nothing that was sent waits, nothing of it is in hand.
        let heard = || self.inbox.capacity() == self.inbox.max_capacity();
        self.inbox.strong_count() == 1 && heard() && self.shared.rest.is()
    }

    /// The last record that may be seen.
    pub(crate) fn head(&self) -> Seq {
        self.shared.tail.head()
    }

    /// What follows a place.
    pub(crate) fn after(&self, place: Seq) -> Following {
        self.shared.tail.after(place)
    }

    /// What wakes its seats.
    pub(crate) fn news(&self) -> watch::Receiver<News> {
        self.shared.news.subscribe()
    }

    /// What its server allows.
    pub(crate) fn limits(&self) -> Limits {
        self.shared.limits
    }

    /// Why it is closed for good, if it is.
    pub(crate) fn over(&self) -> Option<Arc<str>> {
        self.shared.news.borrow().over.clone()
    }

    /// Why nothing is recorded, if that is so.
    pub(crate) fn halt(&self) -> Option<Arc<Halt>> {
        self.shared.news.borrow().stopped.clone()
    }

    /// Who is out, and what may write here, by its records up to now.
    pub(crate) fn doors(&self) -> Arc<Doors> {
        Arc::clone(&self.shared.news.borrow().doors)
    }

    /// Whether nothing of its journal can be shown, and nobody is known here.
    pub(crate) fn is_blank(&self) -> bool {
        self.halt().is_some_and(|halt| halt.blank)
    }

    /// Says that somebody's copy is longer than this journal, or differs from it.
    pub(crate) async fn claim(&self, claim: Claim) -> Claimed {
        let (reply, answer) = oneshot::channel();
        let job = Job { wish: Wish::Claim(claim), answer: Answer::Claimed(reply) };
        if self.put(job).await.is_err() {
            return Claimed::Unheard;
        }
        answer.await.unwrap_or(Claimed::Unheard)
    }

    /// A turn of this key to bring records; or why there is none.
    pub(crate) fn turn_to_bring(&self, key: PublicKey) -> Result<Turn, &'static str> {
        self.halt().ok_or("nothing is missing here")?;
        self.shared.turns.take(key)
    }

    /// A place for what is brought, on the disk of the journal: in a share of what all who bring have.
    pub(crate) async fn begin_lines(&self) -> io::Result<Lines> {
        Ok(self.shared.store.begin_lines().await?.counted(self.shared.space.share()))
    }

    /// Brings the records behind the head, from somebody's copy.
    pub(crate) async fn bring(&self, who: Handle, key: PublicKey, lines: Lines) -> Brought {
        let (reply, answer) = oneshot::channel();
        let job = Job { wish: Wish::Bring { who, key, lines }, answer: Answer::Brought(reply) };
        self.put(job).await.map_err(|refusal| refusal.to_string())?;
        answer.await.map_err(|_gone| Refusal::Unsettled.to_string())?
    }

    /// Takes a seat.
    pub(crate) fn attend(&self, handle: Handle, screen: bool) -> Attendance {
        self.shared.presence.attend(handle, screen)
    }

    /// The pace that all seats of this key share.
    pub(crate) fn pace(&self, key: PublicKey) -> Arc<KeyPace> {
        let limits = self.shared.limits;
        self.shared.presence.pace(key, || KeyPace {
            asks: Pace::new(limits.commands_per_second, limits.commands_burst),
            history: Pace::new(limits.history_kib_per_second, limits.history_kib_burst),
        })
    }

    /// Somebody shows this to everyone, if it is theirs to do. The last one holds.
    pub(crate) fn show(&self, who: Handle, look: Look) {
        self.shared.looking.show(who, look);
    }

    /// Lines behind a place that are older than the tail.
    pub(crate) async fn text(
        &self,
        after: Seq,
        limit: usize,
    ) -> Result<(u64, String), JournalError> {
        self.shared.store.text(self.shared.id, after, limit).await
    }

    /// The hash that the line after this place has as its `prev`.
    pub(crate) async fn hash_at(&self, place: Seq) -> Result<Hash, JournalError> {
        if place == Seq(0) {
            return Ok(Hash::of(self.shared.header.as_bytes()));
        }
        let line = self.shared.line(place).await?;
        let corrupt = |_what| JournalError::Corrupt { seq: place };
        Ok(Record::read(&line).map_err(corrupt)?.hash_of(&line))
    }

    /// Asks the room, and learns what came of it at the desk or as a record. False if the room is
    /// gone.
    pub(crate) async fn submit(&self, author: Handle, asked: Asked, desk: &Arc<Desk>) -> bool {
        desk.begin();
        let answer = Answer::Desk(Arc::clone(desk));
        let job = Job { wish: Wish::ask(author, asked, Source::Seat), answer };
        self.inbox.send(job).await.is_ok()
    }

    /// Asks the room with the right of the room itself, and waits for the place it is recorded at.
    pub(crate) async fn record(&self, author: Handle, asked: Asked) -> Result<Seq, Refusal> {
        self.recorded(Wish::ask(author, asked, Source::Own)).await
    }

    /// Asks the room by somebody's token, in their name and by their rights, and waits for the place it is
    /// recorded at: it is durable then.
    pub(crate) async fn record_of(&self, author: Handle, asked: Asked) -> Result<Seq, Refusal> {
        self.recorded(Wish::ask(author, asked, Source::Token)).await
    }

    async fn recorded(&self, wish: Wish) -> Result<Seq, Refusal> {
        let (reply, answer) = oneshot::channel();
        self.put(Job { wish, answer: Answer::Recorded(reply) }).await?;
        answer.await.map_err(|_gone| Refusal::Unsettled)?
    }

    /// Lets somebody in whose key has been proven: what they may do here.
    pub(crate) async fn admit(&self, newcomer: Newcomer) -> Result<Scope, Turned> {
        self.at_door(Wish::Admit(newcomer)).await
    }

    async fn at_door(&self, wish: Wish) -> Result<Scope, Turned> {
        let (reply, answer) = oneshot::channel();
        let job = Job { wish, answer: Answer::Admitted(reply) };
        let closing = |refusal: Refusal| Turned::new(SeatEnd::Closing, refusal.to_string());
        self.put(job).await.map_err(closing)?;
        answer.await.map_err(|_gone| closing(Refusal::Unsettled))?
    }

    /// What somebody might do here if they came in now; nothing is recorded of it.
    pub(crate) async fn would_admit(&self, newcomer: Newcomer) -> Result<Scope, Turned> {
        self.at_door(Wish::Look(newcomer)).await
    }

    /// What the server enrolled a key for, if it did, and if nobody else's key has that handle.
    /// Only the server's own room knows.
    pub(crate) async fn enrolled(&self, handle: Handle, key: PublicKey) -> Option<Scope> {
        let newcomer = Newcomer { handle, key, right: Right::Key(None), unsure: false };
        self.would_admit(newcomer).await.ok()
    }

    async fn put(&self, job: Job) -> Result<(), Refusal> {
        self.inbox.send(job).await.map_err(|_gone| gone())
    }
}

impl Shared {
    /// The line of a record, from the tail or the journal.
    async fn line(&self, seq: Seq) -> Result<String, JournalError> {
        if let Some(line) = self.tail.line(seq) {
            return Ok(line);
        }
        let before = Seq(seq.0.saturating_sub(1));
        let lines = self.store.read(self.id, before, 1).await?;
        lines.into_iter().next().ok_or(JournalError::Corrupt { seq })
    }
}

/// It was never asked. Who was asked and did not answer may have recorded it.
fn gone() -> Refusal {
    Refusal::NotRecorded { why: "the server is closing".to_owned() }
}
