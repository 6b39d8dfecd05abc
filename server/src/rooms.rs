//! The directory of rooms: which incidents there are, and the way to each.
//!
//! It never awaits under its lock: what has to be opened is opened outside, once for all who wait.
//! A journal that is damaged has an entry with no room; whoever asks for it learns why. Of a closed
//! incident whose room is shut it is known who has any business there (`shut`): for nobody else it is read.

mod shut;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;
use warroom_register::limits::READINGS_AT_ONCE_MAX;
use warroom_register::protocol::{Asked, SeatEnd, Summary};
use warroom_register::words::{Mode, Scope};
use warroom_register::{
    Ask, At, Command, CommandId, FORMAT, Handle, Hash, Header, IncidentId, Label, Policy,
    PublicKey, Refusal, Register, Seq, Verdict, decide,
};

use crate::health::Health;
use crate::journal::{HeaderOf, JournalError, Naming, Store, Stored};
use crate::library::Over;
use crate::room::{Board, Closed, Context, GoingOn, Ready, RoomHandle, Turned};
use shut::Entry;

/// What can be done where nothing can be put back.
const ANEW: &str = "whoever has a copy serves it anew: warroom rescue";

/// The incidents of one server, and its own journal.
#[derive(Debug)]
pub(crate) struct Rooms {
    context: Context,
    tasks: TaskTracker,
    server: RoomHandle,
    entries: Mutex<BTreeMap<Label, Entry>>,
    /// Turns to read a journal that is kept.
    readings: Arc<Semaphore>,
}

impl Rooms {
    /// Opens the server's own journal and every incident that is not over. The lines of those that
    /// were over are given, as far as they are known: a journal that ends where its line does is not
    /// read before somebody asks for it, and checked then.
    pub(crate) async fn open(
        context: Context,
        tasks: TaskTracker,
        closed: Vec<Over>,
    ) -> Result<Self, Closed> {
        let mut kept = context.store.list().await?;
        let own = match kept.iter().position(|stored| stored.label.is_none()) {
            Some(index) => kept.swap_remove(index),
            None => begin_server(&context).await?,
        };
        let server = Ready::open(context.clone(), &own).await?.run(&tasks);
        for (id, owed) in context.store.lost() {
            tracing::error!(%id, label = ?owed.label, head = %owed.head, "an incident is gone");
            // Its first line is known, and what the last one was: a copy puts it back.
            if let (Some(label), Some(header), Some(_)) = (owed.label, &owed.header, owed.hash) {
                let (header, owed) = (header.to_string(), Some(owed.clone()));
                kept.push(Stored { id, label: Some(label), header, head: Seq(0), owed });
            }
        }
        let readings = Arc::new(Semaphore::new(READINGS_AT_ONCE_MAX));
        let rooms = Self { context, tasks, server, entries: Mutex::default(), readings };
        kept.sort_by_key(|stored| stored.label);
        let closed: BTreeMap<IncidentId, Over> =
            closed.into_iter().map(|over| (over.line.id, over)).collect();
        for stored in kept {
            rooms.take_up(stored, &closed).await;
        }
        Ok(rooms)
    }

    /// The server's own room: its invites, and the keys it knows.
    pub(crate) fn server(&self) -> &RoomHandle {
        &self.server
    }

    /// What the lobby shows.
    pub(crate) fn board(&self) -> &Board {
        &self.context.board
    }

    /// How the server is.
    pub(crate) fn health(&self) -> &Arc<Health> {
        &self.context.health
    }

    /// What keeps the records.
    pub(crate) fn store(&self) -> &Store {
        &self.context.store
    }

    /// An id that nothing else has.
    pub(crate) fn fresh_id(&self) -> uuid::Uuid {
        self.context.chance.id(&self.context.clock)
    }

    /// Rooms that are open.
    pub(crate) fn count(&self) -> usize {
        self.entries().values().filter(|entry| entry.room.initialized()).count()
    }

    /// The room of an incident.
    pub(crate) async fn find(&self, label: Label) -> Result<RoomHandle, Turned> {
        let entry = self.entries().get(&label).cloned();
        let lost = self.context.store.lost();
        let lost = lost.iter().find(|(_, owed)| owed.label == Some(label) && entry.is_none());
        if let Some((_, owed)) = lost {
            let why = format!("{label} was here up to {} and is gone: {ANEW}", owed.head);
            return Err(Turned::new(SeatEnd::Behind, why));
        }
        let unknown = || {
            let why = format!("there is no {label} here: warroom list shows those there are");
            Turned { guessed: true, ..Turned::new(SeatEnd::Unknown, why) }
        };
        let entry = entry.ok_or_else(unknown)?;
        let room = self.room(&entry).await.map_err(|closed| {
            if closed.passes() {
                return Turned::new(SeatEnd::Limit, format!("{label} cannot be opened: {closed}"));
            }
            Turned::new(SeatEnd::Behind, format!("{label} cannot be opened: {closed}; {ANEW}"))
        })?;
        match room.over() {
            Some(why) => Err(Turned::new(SeatEnd::Behind, format!("{label} is shut: {why}"))),
            // Its opening was never recorded: it is not there yet.
            None if room.head().0 == 0 && !room.is_blank() => Err(unknown()),
            None => Ok(room),
        }
    }

    /// What the incident of this id is called here.
    pub(crate) fn label_of(&self, id: IncidentId) -> Result<Label, Turned> {
        let entries = self.entries();
        let found = entries.iter().find(|(_, entry)| entry.stored.id == id);
        let unknown = || Turned::new(SeatEnd::Unknown, "this server has no such incident");
        found.map(|(label, _)| *label).ok_or_else(unknown)
    }

    /// Opens a new incident; asked twice by the same key, it is opened once. Of those that go on each key
    /// has a share, unless it may command here: who runs a server is not to be kept from it.
    pub(crate) async fn make(
        &self,
        author: Handle,
        (key, scope): (PublicKey, Scope),
        asked: Asked,
    ) -> Result<(Label, IncidentId), Refusal> {
        let id = incident_of(key, asked.id);
        let not_recorded = |why: String| Refusal::NotRecorded { why };
        let broke = || not_recorded("the policy was not read: the log says why".to_owned());
        let policy = self.context.policy.now().await.ok_or_else(broke)?;
        let asked = self.sealed(id, key, asked, policy)?;
        self.would_open(author, &asked)?;
        let limits = self.context.limits.going_on();
        let of_key = if scope == Scope::Command { limits.most } else { limits.of_key };
        let _opening = self.board().open(id, key, GoingOn { of_key, ..limits })?;
        let entry = self.begin(id).await.map_err(|error| not_recorded(error.to_string()))?;
        let room = self.room(&entry).await.map_err(|closed| not_recorded(closed.to_string()))?;
        room.record(author, asked).await?;
        let label = entry.stored.label.ok_or(Refusal::OtherCommand)?;
        Ok((label, id))
    }

    /// Forgets all rooms, so that they end once their seats have.
    pub(crate) fn close(&self) {
        self.entries().clear();
    }

    /// Takes up an incident that is kept. One that is over stays shut until somebody asks for it.
    async fn take_up(&self, stored: Stored, closed: &BTreeMap<IncidentId, Over>) {
        let Some(label) = stored.label else { return };
        let known = closed.get(&stored.id);
        if let Some(Over { line, doors }) =
            known.filter(|it| it.line.head == stored.head && stored.owed.is_none())
        {
            self.board().post(Summary { incident: label, ..line.clone() }, None);
            let entry = Entry::of(stored, Some(Arc::new(doors.clone())));
            self.entries().insert(label, entry);
            return;
        }
        let mut entry = Entry::of(stored, None);
        match Ready::open(self.context.clone(), &entry.stored).await {
            Ok(ready) => {
                ready.post();
                if self.board().is_over(label) {
                    entry.doors = Some(ready.doors());
                } else {
                    // A cell that was made just now is empty.
                    let _full = entry.room.set(ready.run(&self.tasks));
                }
            }
            Err(error) => tracing::error!(incident = %label, %error, "a room stays closed"),
        }
        self.entries().insert(label, entry);
    }

    /// The room of an entry, opened if need be: once, however many ask. Who asked may be gone before
    /// a large one is read: then it is open for who asks next, and not begun anew each time. A few are read
    /// at a time.
    async fn room(&self, entry: &Entry) -> Result<RoomHandle, Closed> {
        if let Some(room) = entry.room.get() {
            return Ok(room.clone());
        }
        let (context, tasks, entry) = (self.context.clone(), self.tasks.clone(), entry.clone());
        let readings = (!entry.is_new()).then(|| Arc::clone(&self.readings));
        let opening = self.tasks.spawn(async move {
            let open = async || {
                let _turn = match &readings {
                    Some(readings) => readings.acquire().await.ok(),
                    None => None,
                };
                Ok(Ready::open(context, &entry.stored).await?.run(&tasks))
            };
            entry.room.get_or_try_init(open).await.cloned()
        });
        let broke = |error| JournalError::Unavailable(format!("its opening broke off: {error}"));
        opening.await.unwrap_or_else(|error| Err(broke(error).into()))
    }

    /// Puts into an opening what only the server may: the card, the policy, and the key of who
    /// opens.
    fn sealed(
        &self,
        id: IncidentId,
        key: PublicKey,
        asked: Asked,
        policy: Policy,
    ) -> Result<Asked, Refusal> {
        let Command::Open { title, severity, kind, mode, talk, .. } = asked.command else {
            return Err(Refusal::OtherCommand);
        };
        let card = match mode {
            Some(card @ (Mode::Drill | Mode::Past)) => card,
            Some(Mode::Real | Mode::Sealed) | None => Mode::Real,
        };
        let sealed = self.context.seal.seal(id, card);
        let mode = (card == Mode::Past).then_some(card);
        let key = Some(key);
        let command = Command::Open { sealed, title, severity, kind, mode, talk, key, policy };
        Ok(Asked { command, ..asked })
    }

    /// Refuses what would leave a journal without a record behind.
    fn would_open(&self, author: Handle, asked: &Asked) -> Result<(), Refusal> {
        let Asked { id, knew, command } = asked.clone();
        let ask = Ask { id, author, knew, now: self.context.clock.now(), command };
        match decide(&Register::default(), &ask) {
            Verdict::Refused(refusal) => Err(refusal),
            Verdict::Record(_) | Verdict::Already(_) => Ok(()),
        }
    }

    /// Begins the journal of an incident, or finds the one that was begun before.
    async fn begin(&self, id: IncidentId) -> Result<Entry, JournalError> {
        let header = header_of(id, self.context.clock.now());
        match self.context.store.create(id, Naming::Next, header).await {
            Ok(_) | Err(JournalError::Taken) => {}
            Err(error) => return Err(error),
        }
        if let Some(entry) = self.entries().values().find(|entry| entry.stored.id == id) {
            return Ok(entry.clone());
        }
        let kept = self.context.store.list().await?;
        let stored = kept.into_iter().find(|it| it.id == id).ok_or(JournalError::Unknown)?;
        let label = stored.label.ok_or(JournalError::Unknown)?;
        let entry = Entry::of(stored, None);
        Ok(self.entries().entry(label).or_insert(entry).clone())
    }

    fn entries(&self) -> MutexGuard<'_, BTreeMap<Label, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Begins the server's own journal.
async fn begin_server(context: &Context) -> Result<Stored, JournalError> {
    let id = IncidentId(context.chance.id(&context.clock));
    let header = header_of(id, context.clock.now());
    context.store.create(id, Naming::Unlabelled, header).await?;
    let kept = context.store.list().await?;
    kept.into_iter().find(|stored| stored.id == id).ok_or(JournalError::Unknown)
}

fn header_of(id: IncidentId, opened_at: At) -> HeaderOf {
    Box::new(move |incident| Header { warroom: FORMAT, id, incident, opened_at }.line())
}

/// The id of the incident that this command opens: the same command again finds the same one, and
/// another's key cannot.
fn incident_of(key: PublicKey, command: CommandId) -> IncidentId {
    let hash = Hash::of(&[b"warroom incident\0", key.0.as_slice(), command.0.as_bytes()].concat());
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash.0).for_each(|(to, from)| *to = from);
    IncidentId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}
