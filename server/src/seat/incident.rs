//! A seat in a room: a place in its journal, and the asks that wait for their turn.
//!
//! Asks that come faster than their machine's pace wait here, a few of them; a flood is refused.
//! It never keeps a record: it reads what follows its place when the socket can take it.

use std::collections::VecDeque;
use std::future::ready;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};
use tokio_tungstenite::tungstenite::{Bytes, Utf8Bytes};
use warroom_register::limits::BATCH_RECORDS_MAX;
use warroom_register::protocol::{Asked, ClientMessage, Hello, SeatEnd, ServerMessage, Welcome};
use warroom_register::words::Scope;
use warroom_register::{CommandId, Handle, Label, PublicKey, Seq};

use super::brings::Brings;
use super::{Hearing, Out, left, malformed};
use crate::health::Lacking;
use crate::room::copy::unwritten;
use crate::room::{
    Attendance, Desk, Following, Halt, Here, KeyPace, News, RoomHandle, Shown, Turned,
};

/// Lines at once that are worth compressing for a network: history, and never what is live.
const PACKED_BYTES_MIN: usize = 32 * 1024;
/// What one batch of history is to be, whatever the length of its lines: many may join at once.
const BATCH_BYTES: usize = 64 * 1024;
/// Lines in one batch of history, however long they are.
const BATCH_RECORDS_MIN: usize = 16;
/// Lines in the first batch, of which the length is not known.
const BATCH_RECORDS_FIRST: usize = 128;
/// Higher levels cost more time than the network gives back: measured.
const ZSTD_LEVEL: i32 = 1;

/// Said to whoever was put out while they were here.
const PUT_OUT: &str = "the lead has put you out of this incident: what you see is as of now";

/// A responder's place in one room.
#[derive(Debug)]
pub(super) struct RoomSeat {
    room: RoomHandle,
    label: Label,
    handle: Handle,
    key: PublicKey,
    welcome: Option<ServerMessage>,
    /// The last record this seat was told of.
    place: Seq,
    desk: Arc<Desk>,
    news: watch::Receiver<News>,
    here: Option<Arc<Here>>,
    /// What it was told that the server cannot do.
    lacking: Option<Arc<Lacking>>,
    /// What this seat was told of why nothing is recorded.
    halt: Option<Arc<Halt>>,
    /// Records that come from this client's copy, piece by piece.
    brings: Option<Box<Brings>>,
    /// Whether it may bring any.
    may_bring: bool,
    shown: Option<Arc<Shown>>,
    pace: Arc<KeyPace>,
    /// When more of what is older than the tail is given, where its machine was given much of late.
    history_at: Option<Instant>,
    /// Lines in the next batch of history.
    batch: usize,
    asks_max: usize,
    waiting: VecDeque<Asked>,
    waiting_max: usize,
    /// When what is next in line may go: that turn is nobody else's of its machine.
    turn: Option<Instant>,
    packs: bool,
    pub(super) attendance: Attendance,
}

/// Lines in the batch after one of so many lines and bytes.
fn next_batch(lines: usize, bytes: usize) -> usize {
    (lines * BATCH_BYTES / bytes.max(1)).clamp(BATCH_RECORDS_MIN, BATCH_RECORDS_MAX)
}

impl RoomSeat {
    pub(super) fn new(
        room: RoomHandle,
        label: Label,
        hello: &Hello,
        welcome: Welcome,
        loopback: bool,
    ) -> Self {
        // Where nobody is known, nobody is said to be here.
        let screen = hello.screen && !room.is_blank();
        let (attendance, pace) = (room.attend(hello.handle, screen), room.pace(hello.key));
        let limits = room.limits();
        Self {
            news: room.news(),
            halt: room.halt(),
            brings: None,
            may_bring: welcome.scope >= Scope::Respond,
            room,
            label,
            handle: hello.handle,
            key: hello.key,
            welcome: Some(ServerMessage::Welcome(welcome)),
            place: hello.held(),
            desk: Arc::default(),
            here: None,
            lacking: None,
            shown: None,
            pace,
            history_at: None,
            batch: BATCH_RECORDS_FIRST,
            asks_max: limits.seat_asks,
            waiting: VecDeque::new(),
            waiting_max: usize::try_from(limits.commands_burst).unwrap_or(usize::MAX),
            turn: None,
            // On one machine it costs more than it saves.
            packs: hello.zstd && !loopback,
            attendance,
        }
    }

    pub(super) fn name(&self) -> (String, String) {
        (self.label.to_string(), self.handle.to_string())
    }

    /// Takes a message. What comes most, a command, is only put in line: nothing is waited for.
    pub(super) fn hear(&mut self, message: ClientMessage) -> Hearing<'_> {
        let heard = match message {
            ClientMessage::Ask(asked) => {
                self.ask(asked);
                Ok(())
            }
            ClientMessage::Open(asked) => {
                self.refuse(asked.id, "an incident is opened from the lobby: warroom open");
                Ok(())
            }
            ClientMessage::Look(look) => {
                self.room.show(self.handle, look);
                Ok(())
            }
            ClientMessage::Lines { text, last } => {
                return Box::pin(async move {
                    self.take_lines(text, last).await;
                    Ok(())
                });
            }
            ClientMessage::Consult(_) => Err(malformed("the library is asked in the lobby")),
            ClientMessage::Bye {} => Err(left()),
            ClientMessage::Hello(_) => Err(malformed("a hello comes once")),
        };
        Box::pin(ready(heard))
    }

    /// Puts a command in line: it goes to the room before anything else is told.
    fn ask(&mut self, asked: Asked) {
        if self.waiting.len() >= self.waiting_max {
            self.refuse(asked.id, "slow down: too much came from you at once. Try again");
        } else {
            self.waiting.push_back(asked);
        }
    }

    /// Takes a piece of what this client's copy has behind the head.
    async fn take_lines(&mut self, piece: String, last: bool) {
        let now = Instant::now();
        let begun = match self.brings.take() {
            Some(brings) => Ok(*brings),
            None => self.begin_to_bring(now).await,
        };
        let taken = match begun {
            Ok(brings) => brings.take(piece, now).await,
            Err(why) => Err(why),
        };
        match taken {
            Err(why) => self.not_brought(&why),
            Ok(brings) if !last => self.brings = Some(Box::new(brings)),
            Ok(brings) => {
                let (lines, turn) = brings.into_lines();
                self.desk.say(match self.room.bring(self.handle, self.key, lines).await {
                    Ok(to) => ServerMessage::Brought { to },
                    Err(why) => ServerMessage::NotBrought { why },
                });
                drop(turn);
            }
        }
    }

    async fn begin_to_bring(&self, now: Instant) -> Result<Brings, String> {
        if !self.may_bring {
            return Err("who may only watch puts nothing back".to_owned());
        }
        let turn = self.room.turn_to_bring(self.key)?;
        let lines = self.room.begin_lines().await.map_err(|error| unwritten(&error))?;
        Ok(Brings::begin(lines, turn, now))
    }

    /// Others have their turn where this client does not go on.
    fn give_up_turn(&mut self) {
        if self.brings.as_ref().is_some_and(|brings| brings.until() <= Instant::now()) {
            self.brings = None;
            self.not_brought("the rest did not come in time: try again");
        }
    }

    fn not_brought(&self, why: &str) {
        self.desk.say(ServerMessage::NotBrought { why: why.to_owned() });
    }

    /// Puts to the room what may go now, in order.
    async fn let_through(&mut self) -> Result<(), Turned> {
        while !self.waiting.is_empty() && self.desk.under_way() < self.asks_max {
            let now = Instant::now();
            let turn = self.turn.take().unwrap_or_else(|| self.pace.asks.next(now));
            if turn > now {
                self.turn = Some(turn);
                break;
            }
            if let Some(asked) = self.waiting.pop_front()
                && !self.room.submit(self.handle, asked, &self.desk).await
            {
                return Err(Turned::new(SeatEnd::Closing, "the server is closing"));
            }
        }
        Ok(())
    }

    fn refuse(&self, command: CommandId, why: &str) {
        self.desk.say(ServerMessage::Refused { command, why: why.to_owned() });
    }

    pub(super) async fn stirred(&mut self) {
        let waits = self.history_at.is_some();
        if self.welcome.is_some() || (self.place < self.room.head() && !waits) {
            return;
        }
        let brings = self.brings.as_ref().map(|brings| brings.until());
        let turn = self.turn.into_iter().chain(brings).chain(self.history_at).min();
        let turn = async {
            match turn {
                Some(turn) => Box::pin(sleep_until(turn)).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            // All lead to the same look at everything there is.
            biased;
            () = self.desk.rung() => {}
            // It errs only when the room is gone, and then `next` says so.
            _ = self.news.changed() => {}
            () = turn => {}
        }
    }

    pub(super) async fn next(&mut self) -> Option<Out> {
        if let Some(welcome) = self.welcome.take() {
            return Some(Out::word(&welcome));
        }
        // Before anything else: whoever was put out is told nothing more.
        if self.news.borrow().doors.keep_out(self.handle, self.key) {
            return Some(Out::End(Turned::new(SeatEnd::Denied, PUT_OUT)));
        }
        if !self.waiting.is_empty()
            && let Err(turned) = Box::pin(self.let_through()).await
        {
            return Some(Out::End(turned));
        }
        self.give_up_turn();
        if let Some(word) = self.desk.take() {
            return Some(Out::word(&word));
        }
        match self.room.after(self.place) {
            Following::Lines { last, text } => {
                self.place = last;
                Some(self.packed(text))
            }
            Following::Older(count) => {
                self.history_at = self.pace.history.may(Instant::now()).err();
                if self.history_at.is_some() {
                    return self.tidings();
                }
                Some(Box::pin(self.history(count)).await)
            }
            Following::Nothing => self.tidings(),
        }
    }

    /// Who is here, what the server cannot do, what the chair shows, or that the room is closed.
    fn tidings(&mut self) -> Option<Out> {
        if self.news.has_changed().is_err() {
            return Some(Out::End(Turned::new(SeatEnd::Closing, "the server is closing")));
        }
        // What was told is compared, not whether it is new: waiting for news marks it as seen.
        let news = self.news.borrow_and_update();
        if let Some(over) = &news.over {
            return Some(Out::End(Turned::new(SeatEnd::Behind, &**over)));
        }
        if !is_told(self.lacking.as_ref(), &news.lacking) {
            let told = self.lacking.replace(Arc::clone(&news.lacking));
            // Who has just come takes it for granted that all is well.
            if told.is_some() || !news.lacking.lacks.is_empty() {
                return Some(Out::Text(news.lacking.frame.clone()));
            }
        }
        match (&self.halt, &news.stopped) {
            (Some(_), None) => {
                let why = "the room records again: compare, and go on";
                return Some(Out::End(Turned::new(SeatEnd::Closing, why)));
            }
            // Now it is known who is who: they come again, and say it.
            (Some(told), Some(halt)) if told.blank && !halt.blank => {
                let why = "the record is as it was: compare, and bring what is missing behind it";
                return Some(Out::End(Turned::new(SeatEnd::Closing, why)));
            }
            (told, Some(halt)) if !is_told(told.as_ref(), halt) => {
                self.halt = Some(Arc::clone(halt));
                return Some(Out::Text(halt.frame.clone()));
            }
            _ => {}
        }
        if !is_told(self.here.as_ref(), &news.here) {
            self.here = Some(Arc::clone(&news.here));
            if !news.here.frame.is_empty() {
                return Some(Out::Text(news.here.frame.clone()));
            }
        }
        if is_told(self.shown.as_ref(), &news.shown) {
            return None;
        }
        self.shown = Some(Arc::clone(&news.shown));
        (!news.shown.frame.is_empty()).then(|| Out::Text(news.shown.frame.clone()))
    }

    /// Records that are older than the tail.
    async fn history(&mut self, count: u64) -> Out {
        let count = usize::try_from(count).unwrap_or(usize::MAX).min(self.batch);
        let (lines, text) = match self.room.text(self.place, count).await {
            Ok((0, _)) => return Out::End(unread("its journal ends too early")),
            Ok(read) => read,
            Err(error) => return Out::End(unread(&error.to_string())),
        };
        self.place = Seq(self.place.0 + lines);
        let kib = u32::try_from(text.len() / 1024).unwrap_or(u32::MAX).saturating_add(1);
        self.pace.history.spend(Instant::now(), kib);
        self.batch = next_batch(usize::try_from(lines).unwrap_or(usize::MAX), text.len());
        self.packed(text.into())
    }

    /// The lines as they go out: what is large goes under zstd where that was agreed.
    fn packed(&self, text: Utf8Bytes) -> Out {
        if !self.packs || text.len() < PACKED_BYTES_MIN {
            return Out::Text(text);
        }
        match zstd::bulk::compress(text.as_bytes(), ZSTD_LEVEL) {
            Ok(packed) => Out::Packed(Bytes::from(packed)),
            // The lines themselves always go.
            Err(_no_memory) => Out::Text(text),
        }
    }
}

/// Whether this is the very one that was told last.
fn is_told<T>(told: Option<&Arc<T>>, now: &Arc<T>) -> bool {
    told.is_some_and(|told| Arc::ptr_eq(told, now))
}

fn unread(why: &str) -> Turned {
    Turned::new(SeatEnd::Limit, format!("the record cannot be read: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_fit_the_length_of_their_lines_within_limits() {
        assert_eq!(next_batch(128, 128 * 256), 256);
        let short = BATCH_BYTES / BATCH_RECORDS_MAX;
        assert_eq!(next_batch(100, 100 * short), BATCH_RECORDS_MAX);
        assert_eq!(next_batch(100, 100 * short - 100), BATCH_RECORDS_MAX, "shorter lines, no more");
        let long = BATCH_BYTES / BATCH_RECORDS_MIN;
        assert_eq!(next_batch(20, 20 * long), BATCH_RECORDS_MIN);
        assert_eq!(next_batch(20, 40 * long), BATCH_RECORDS_MIN, "longer lines, no fewer");
    }
}
