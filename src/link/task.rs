//! The task behind a link: calls, sits, falls, waits, calls again.

mod bringing;
mod calls;
mod further;
mod learns;
mod leaving;
mod left;
mod sending;
mod show;
mod taken;
mod talk;

pub(super) use self::taken::Erasing;

use std::time::Duration;

use tokio::select;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use warroom_register::protocol::{self, Look, ServerMessage, Stopped, holds_records};
use warroom_register::{Hash, Header, IncidentId, Label, Record, Seq};

use self::calls::BrokenOff;
use super::backoff::Backoff;
use super::copy::Copy;
use super::copy::purge::owed;
use super::desk::{Desk, Left, Times};
use super::dial::{Caller, NoSeat, Road, Welcome, broke, closed};
use super::down::Down;
use super::hosts::Hosts;
use super::unpack::unpack;
use super::woke::Clocks;
use super::words::plain;
use super::{Hooks, Known, Tries};
use crate::app::msg::{LinkMsg, Up};
use crate::trouble::as_told;

/// Records in one message to the screen, while the own copy is read.
const COPY_BATCH_RECORDS: usize = 4096;
/// Addresses of one server that are kept.
const ADDRESSES_MAX: usize = 8;

/// One link at work.
pub(super) struct Task<R: Road> {
    pub(super) road: R,
    pub(super) caller: Caller,
    pub(super) addresses: Vec<String>,
    pub(super) incident: Option<IncidentId>,
    pub(super) copy: Copy,
    pub(super) desk: Desk,
    /// What this screen shows to everyone, if it has the chair.
    pub(super) shown: watch::Receiver<Option<Look>>,
    pub(super) backoff: Backoff,
    /// Looked at wherever the link waits for anything.
    pub(super) clocks: Clocks,
    pub(super) tries: Tries,
    pub(super) hooks: Hooks,
    pub(super) known: Known,
    /// Where the journal ended when this connection began.
    pub(super) head_then: Seq,
    /// Why the room records nothing, if that is so.
    pub(super) stopped: Option<Stopped>,
    pub(super) hosts: Hosts,
    pub(super) places: Places,
    /// Words that were taken out and may still stand somewhere on this machine.
    pub(super) erasing: Erasing,
}

/// The servers that this link has been told of, by the hashes of their keys.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places {
    /// Where it began: only this one is started again if it lives on this machine.
    pub(super) begun_at: Hash,
    /// What was remembered when that was looked at last.
    pub(super) looked_at: Hash,
    /// What the server of this seat calls the incident.
    pub(super) called: Option<Label>,
    /// Of this one it was said that it came back with an older record.
    pub(super) said_old: Option<Hash>,
    /// The room has gone further at another one, which is called next.
    pub(super) goes_on: bool,
}

impl Places {
    /// A link that begins at the server of this key, and was told of no other.
    pub(super) const fn begin(pin: Hash) -> Self {
        Self { begun_at: pin, looked_at: pin, called: None, said_old: None, goes_on: false }
    }
}

type Socket<R> = WebSocketStream<<R as Road>::Stream>;

impl<R: Road> Task<R> {
    /// Works until nobody is at the screen any more; gives what is then to be said.
    pub(super) async fn run(mut self, records: Vec<Record>) -> Vec<String> {
        let Left = match self.begin(records).await {
            Ok(()) => self.stay().await,
            Err(left) => left,
        };
        self.desk.take_rest();
        self.erase_at_last();
        self.copy.finish();
        let mut notes = self.copy.notes();
        let of_desk = self.desk.notes();
        notes.extend(self.erasing.left().into_iter().filter(|it| !of_desk.contains(it)));
        notes.extend(of_desk);
        notes
    }

    async fn begin(&mut self, records: Vec<Record>) -> Result<(), Left> {
        self.learn(&records);
        let taken = owed(&records);
        // They go, whether anybody still listens or not.
        self.erasing.owe(&taken);
        let mut records = records.into_iter();
        loop {
            let batch: Vec<Record> = records.by_ref().take(COPY_BATCH_RECORDS).collect();
            if batch.is_empty() {
                self.desk.take_up_outbox().await?;
                return self.purge(&taken).await;
            }
            self.desk.tell(LinkMsg::Records(batch)).await?;
        }
    }

    async fn stay(&mut self) -> Left {
        loop {
            if let Err(left) = self.keep_copy().await {
                return left;
            }
            let down = match self.call().await {
                Err(BrokenOff::Left) => return Left,
                // Whoever opens a laptop looks at the screen now.
                Err(BrokenOff::Slept) => {
                    self.backoff.begin_anew();
                    continue;
                }
                Ok(Err(no)) => no.into(),
                Ok(Ok((socket, welcome))) => {
                    let since = Instant::now();
                    match self.sit(socket, welcome).await {
                        Err(left) => return left,
                        // Whoever asks once as well goes on where the room is.
                        Ok(_) if std::mem::take(&mut self.places.goes_on) => {
                            self.desk.set_up(false);
                            continue;
                        }
                        Ok(down) => {
                            self.backoff.was_up_for(since.elapsed());
                            down
                        }
                    }
                }
            };
            self.desk.set_up(false);
            if let Err(left) = self.wait(down).await {
                return left;
            }
        }
    }

    /// Tries again what could not be done for the copy, and to take out of this machine what was taken out
    /// of the record; says where that fails, and that it is over.
    async fn keep_copy(&mut self) -> Result<(), Left> {
        self.copy.keep_on();
        self.erase_again().await?;
        self.tell_of_copy().await
    }

    /// Whether there is such a thing.
    pub(super) const fn lacks(&self) -> bool {
        self.copy.lacks() || self.erasing.is_due()
    }

    async fn tell_of_copy(&mut self) -> Result<(), Left> {
        match self.copy.news() {
            Some(words) => self.desk.tell(LinkMsg::Said(words)).await,
            None => Ok(()),
        }
    }

    /// Says that the link is down, and waits until it is time to call again, if ever.
    async fn wait(&mut self, down: Down) -> Result<(), Left> {
        let wait =
            down.passes.then(|| if down.woke { Duration::ZERO } else { self.backoff.wait() });
        let retry_seconds = wait.map(|wait| wait.as_millis().div_ceil(1000));
        let retry_seconds = retry_seconds.and_then(|s| u64::try_from(s).ok());
        if self.tries == Tries::Forever {
            self.desk.look_into_outbox().await?;
        }
        self.desk.tell(LinkMsg::Down { why: down.why, retry_seconds }).await?;
        match wait.filter(|_| self.tries == Tries::Forever) {
            None => Err(self.desk.serve().await),
            Some(wait) => select! {
                biased;
                () = sleep(wait) => Ok(()),
                () = self.clocks.wake(&self.road) => {
                    self.backoff.begin_anew();
                    Ok(())
                }
                left = self.desk.serve() => Err(left),
            },
        }
    }

    /// In a seat, until it ends.
    async fn sit(&mut self, mut socket: Socket<R>, welcome: Welcome) -> Result<Down, Left> {
        if let Err(why) = self.meet(&welcome) {
            return Ok(Down::for_good(why));
        }
        self.desk.set_up(true);
        let opened = welcome.said.header.as_deref().and_then(|line| Header::read(line).ok());
        self.desk.tell_times(Times::of(welcome.said.now, opened.map(|header| header.opened_at)));
        self.stopped.clone_from(&welcome.said.stopped);
        if self.stopped.is_some() {
            self.desk.stop();
        }
        self.head_then = welcome.said.head;
        self.look_whether_caught_up();
        let up = self.up(welcome);
        let ended = self.talk(&mut socket, up).await;
        if ended.is_err() {
            self.leave(&mut socket).await;
        }
        ended
    }

    /// Whether this is the incident, and the journal, that this machine knows.
    fn meet(&mut self, welcome: &Welcome) -> Result<(), String> {
        let Some(line) = &welcome.said.header else { return Ok(()) };
        let header = Header::read(line).map_err(|e| e.to_string())?;
        if self.incident.is_some_and(|id| id != header.id) {
            return Err(
                "what this server has under this name is another incident: join it anew with an \
                 invite"
                    .into(),
            );
        }
        let (held, _) = self.copy.held();
        if welcome.said.head < held && welcome.said.stopped.is_none() {
            return Err(format!(
                "the server's journal ends at {} and the copy on this machine at {held}: the \
                 server lost records. Keep this copy",
                welcome.said.head
            ));
        }
        self.copy.meet(line)?;
        self.incident = Some(header.id);
        Ok(())
    }

    /// Next time the address that worked is tried first, then those that the server names, then
    /// those known before.
    fn up(&mut self, welcome: Welcome) -> Up {
        let Welcome { said, at } = welcome;
        let protocol::Welcome { incident, scope, head, now, addresses, local, others, .. } = said;
        self.hosts.hear(others);
        self.addresses = first_of(&[at], &first_of(&addresses, &self.addresses));
        self.places.called = incident;
        if self.settle_here() {
            self.remember();
        }
        let (id, pin) = (self.incident, self.caller.pin);
        Up { incident, id, scope, head, now, addresses, pin, local }
    }

    fn look_whether_caught_up(&mut self) {
        if self.copy.held().0 >= self.head_then {
            self.desk.catch_up();
        }
    }

    /// One frame of the server; gives why the seat ends, if it does.
    async fn hear(
        &mut self,
        frame: Option<Result<Message, tokio_tungstenite::tungstenite::Error>>,
    ) -> Result<Option<Down>, Left> {
        match frame {
            None => Ok(Some(Down::passing("the server closed the connection".into()))),
            Some(Err(e)) => Ok(Some(Down::passing(broke(&e)))),
            Some(Ok(Message::Text(text))) if holds_records(&text) => self.records(&text).await,
            Some(Ok(Message::Text(text))) => self.message(&text).await,
            Some(Ok(Message::Binary(bytes))) => match unpack(&bytes) {
                Ok(text) => self.records(&text).await,
                Err(why) => Ok(Some(Down::for_good(why))),
            },
            Some(Ok(Message::Close(frame))) => Ok(Some(closed(frame.as_ref()).into())),
            Some(Ok(_)) => Ok(None),
        }
    }

    async fn records(&mut self, frame: &str) -> Result<Option<Down>, Left> {
        if let Some(usurped) = self.usurped(frame) {
            return Ok(Some(usurped));
        }
        let (records, broken) = self.copy.take(frame);
        self.desk.see(&records);
        self.look_whether_caught_up();
        self.learn(&records);
        let taken = owed(&records);
        self.erasing.owe(&taken);
        if !records.is_empty() {
            self.desk.tell(LinkMsg::Records(records)).await?;
        }
        self.purge(&taken).await?;
        if let Some(said) = self.copy.says_parted() {
            return self.tell_parted(said).await.map(Some);
        }
        let broken = broken.map(|why| {
            Down::for_good(format!(
                "the server's record does not hold: {why}. Keep this machine's copy, and compare it \
                 with others (warroom verify)"
            ))
        });
        Ok(broken.or_else(|| self.rescuer_is_out()))
    }

    async fn message(&mut self, text: &str) -> Result<Option<Down>, Left> {
        // A message that this version does not know is for a newer one.
        let Ok(message) = serde_json::from_str(text) else { return Ok(None) };
        match message {
            ServerMessage::Refused { command, why } => {
                let why = as_told(&why);
                self.desk.refuse_and_tell(command, why).await?;
            }
            ServerMessage::Already { command, seq } => {
                self.desk.settle(command);
                self.desk.tell(LinkMsg::Already { command, seq }).await?;
            }
            ServerMessage::Made { command, .. } => self.desk.settle(command),
            ServerMessage::Here { handles } => self.desk.tell(LinkMsg::Here(handles)).await?,
            ServerMessage::Look(look) => self.desk.tell(LinkMsg::Look(look)).await?,
            ServerMessage::Lobby { incidents } => {
                self.desk.tell(LinkMsg::Lobby(incidents)).await?;
            }
            ServerMessage::Denied { end, why } => {
                let why = as_told(&why);
                return Ok(Some(NoSeat::Denied { end, why }.into()));
            }
            ServerMessage::Degraded { lacks } => {
                self.desk.tell(LinkMsg::Degraded(plain(lacks))).await?;
            }
            ServerMessage::Beat { .. }
            | ServerMessage::Stopped { .. }
            | ServerMessage::Compare { .. }
            | ServerMessage::Brought { .. }
            | ServerMessage::NotBrought { .. }
            | ServerMessage::Consulted(_)
            | ServerMessage::Challenge { .. }
            | ServerMessage::Welcome(_) => {}
        }
        Ok(None)
    }
}

/// These addresses, then those that are not among them; so many.
fn first_of(first: &[String], then: &[String]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for address in first.iter().chain(then) {
        if !all.contains(address) && all.len() < ADDRESSES_MAX {
            all.push(address.clone());
        }
    }
    all
}
