//! The desk of a link: what was asked here and is not settled yet, and the way to the screen.
//!
//! What is asked is on disk before it is sent or said to wait. The desk is served whatever the
//! connection does: while the link calls, waits, or hands over records, asks are still taken.

mod first;
mod others;
mod redacted;
mod refused;

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;

use tokio::select;
use tokio::sync::{mpsc, watch};
use warroom_register::limits::FRAME_BYTES_MAX;
use warroom_register::protocol::{Asked, ClientMessage};
use warroom_register::{Command, CommandId, Record, Shown};

pub(super) use self::first::Times;
use super::outbox::{Contents, Outbox};
use super::words::{whole, words};
use crate::app::msg::LinkMsg;
use crate::trouble::Trouble;

/// Commands under way that the server has not settled; it takes twice as many from one seat.
const UNDER_WAY_MAX: usize = 8;

/// Of what was refused when nobody could hear it.
const TOO_LATE: &str = "it was not recorded when the connection broke, and what you wrote after it \
                        was: send it again if it still holds";

/// Said beside why something is not kept, where it was sent all the same.
const SENT: &str = ". It was sent: see whether it is recorded before you send it again";

/// Nobody is at the screen any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Left;

/// What was asked and is not settled, oldest first.
#[expect(clippy::struct_excessive_bools, reason = "each is so or not, whatever the others are")]
pub(super) struct Desk {
    asks: mpsc::Receiver<Asked>,
    inbox: mpsc::Sender<LinkMsg>,
    outbox: Option<Outbox>,
    /// Of a link that only reads: where what must be on record waits for one that sends.
    leaves: Option<PathBuf>,
    queue: VecDeque<Waiting>,
    owed: VecDeque<LinkMsg>,
    notes: Vec<String>,
    /// What was refused, and why: not sent again, even if its file could not be taken away.
    refused: BTreeMap<CommandId, String>,
    reach: Reach,
    /// What was on disk when this link began is in the queue.
    took_up: bool,
    /// By which a command is given when it was written.
    times: Times,
    /// It is called once, and that is not over: what cannot be kept is not given back before.
    calling_once: bool,
    /// It ever is called once: what waited on disk before waits for all that was recorded anyway.
    once: bool,
    /// The screen is gone: what cannot be kept is printed after it.
    left: bool,
    /// How many asks were accepted: each is on disk, or was given back.
    accepted: watch::Sender<u64>,
}

/// How far the connection reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Down,
    /// What was recorded before it began is not all seen yet.
    Behind,
    Whole,
    /// The room records nothing: what is asked waits here.
    Stopped,
}

#[expect(clippy::struct_excessive_bools, reason = "each is known of it or not")]
struct Waiting {
    asked: Asked,
    sent: bool,
    /// It was sent over a connection that broke before anything came of it.
    cut_off: bool,
    /// Why it is in this queue alone and not on disk.
    unkept: Option<String>,
    /// It was written while nobody could send it, and was not sent since.
    unsent: bool,
    /// It is under way and holds words that were taken out since: it is not sent again.
    redacted: bool,
}

impl Waiting {
    const fn kept(asked: Asked) -> Self {
        Self { asked, sent: false, cut_off: false, unkept: None, unsent: false, redacted: false }
    }

    /// The connection is no more: what was under way is cut off.
    const fn falls(&mut self) {
        self.cut_off |= self.sent;
        self.sent = false;
    }
}

impl Desk {
    pub(super) fn new(
        asks: mpsc::Receiver<Asked>,
        inbox: mpsc::Sender<LinkMsg>,
        outbox: Option<Outbox>,
        leaves: Option<PathBuf>,
        calling_once: bool,
    ) -> Self {
        Self {
            asks,
            inbox,
            outbox,
            leaves,
            queue: VecDeque::new(),
            owed: VecDeque::new(),
            notes: Vec::new(),
            refused: BTreeMap::new(),
            reach: Reach::Down,
            took_up: false,
            times: Times::default(),
            calling_once,
            once: calling_once,
            left: false,
            accepted: watch::Sender::default(),
        }
    }

    /// To hear how many asks were accepted.
    pub(super) fn accepted(&self) -> watch::Receiver<u64> {
        self.accepted.subscribe()
    }

    /// Takes asks until nobody is at the screen any more.
    pub(super) async fn serve(&mut self) -> Left {
        loop {
            if self.take_ask().await.is_err() || self.tell_owed().await.is_err() {
                return Left;
            }
        }
    }

    /// Takes the next ask.
    pub(super) async fn take_ask(&mut self) -> Result<(), Left> {
        let asked = self.asks.recv().await.ok_or(Left)?;
        self.accept(asked);
        Ok(())
    }

    /// Tells the screen, which may be busy: asks are taken meanwhile.
    pub(super) async fn tell(&mut self, msg: LinkMsg) -> Result<(), Left> {
        self.owed.push_back(msg);
        self.tell_owed().await
    }

    /// Tells what is owed. Nothing is lost where this is dropped half-way.
    pub(super) async fn tell_owed(&mut self) -> Result<(), Left> {
        while !self.owed.is_empty() {
            let asked = select! {
                biased;
                room = self.inbox.reserve() => {
                    let room = room.map_err(|_closed| Left)?;
                    if let Some(msg) = self.owed.pop_front() {
                        room.send(msg);
                    }
                    continue;
                }
                asked = self.asks.recv() => asked,
            };
            self.accept(asked.ok_or(Left)?);
        }
        Ok(())
    }

    /// Takes what was asked just before the screen went.
    pub(super) fn take_rest(&mut self) {
        self.left = true;
        while let Ok(asked) = self.asks.try_recv() {
            self.accept(asked);
        }
    }

    /// The connection came up or went down; what was under way then is sent again. What only this
    /// queue holds goes back to its author: nobody knows when the connection comes back.
    pub(super) fn set_up(&mut self, up: bool) {
        self.reach = if up { Reach::Behind } else { Reach::Down };
        self.calling_once = false;
        if !up {
            self.give_up_redacted();
            self.give_back_unkept();
            // Who reaches the server first sends what waits, so that it goes in the order of writing.
            if let Some(outbox) = &mut self.outbox {
                outbox.unlock();
            }
        }
        for waiting in &mut self.queue {
            waiting.falls();
        }
    }

    /// All is seen that was recorded before this connection: what was cut off can be sent again.
    pub(super) fn catch_up(&mut self) {
        if self.reach != Reach::Stopped {
            self.reach = Reach::Whole;
        }
    }

    /// The room records nothing for a while: what was sent may be among what it lost, so it is sent
    /// again once that is over.
    pub(super) fn stop(&mut self) {
        self.give_up_redacted();
        self.reach = Reach::Stopped;
        for waiting in &mut self.queue {
            waiting.falls();
        }
    }

    async fn take_up(&mut self, contents: Result<Contents, Trouble>) -> Result<(), Left> {
        match contents {
            Ok(contents) => {
                contents.bad.into_iter().for_each(|bad| self.note_once(bad));
                let known = std::mem::take(&mut self.queue);
                // What an earlier life of this program left may have been sent by it.
                let cut_off = !std::mem::replace(&mut self.took_up, true);
                let unsent = contents.unsent;
                let left = |asked: Asked| {
                    let unsent = unsent.contains(&asked.id);
                    Waiting { cut_off, unsent, ..Waiting::kept(asked) }
                };
                let (refused, waiting): (Vec<_>, Vec<_>) =
                    contents.waiting.into_iter().partition(|a| self.refused.contains_key(&a.id));
                self.queue = waiting.into_iter().map(left).collect();
                for asked in refused {
                    let why = self.refused.get(&asked.id).cloned().unwrap_or_default();
                    self.keep_refused(asked.id, &why);
                }
                for waiting in known {
                    let kept = self.queue.iter_mut().find(|w| w.asked.id == waiting.asked.id);
                    match kept {
                        Some(kept) => kept.cut_off = waiting.cut_off,
                        None => self.queue.push_back(waiting),
                    }
                }
            }
            Err(why) => self.note_once(why.to_string()),
        }
        let loud = self.queue.iter().filter(|w| !w.is_quiet());
        let waiting = loud.map(|w| w.asked.clone()).collect();
        self.tell(LinkMsg::Waiting(waiting)).await
    }

    /// The next frame to send, if one more may be under way.
    pub(super) fn next_frame(&mut self) -> Option<String> {
        while let Some(place) = self.next_place() {
            if let Some(asked) = self.goes_out(place) {
                return Some(frame(&asked));
            }
        }
        None
    }

    /// Which one that is.
    fn next_place(&self) -> Option<usize> {
        let under_way = self.queue.iter().filter(|w| w.sent).count();
        let closed = matches!(self.reach, Reach::Down | Reach::Stopped);
        if closed || under_way >= UNDER_WAY_MAX {
            return None;
        }
        let caught_up = self.reach == Reach::Whole;
        let place = self.queue.iter().position(|w| !w.sent)?;
        // What was written after it may have been recorded, and then it is too late for this. And what
        // waited may hold words that were taken out meanwhile.
        let waits = |next: &Waiting| next.cut_off || (next.unsent && !self.once);
        let early = !caught_up && self.queue.get(place).is_some_and(waits);
        (!early).then_some(place)
    }

    /// Something is sent and not settled.
    pub(super) fn is_under_way(&self) -> bool {
        self.queue.iter().any(|w| w.sent)
    }

    /// These records were seen: what of them was asked here is done.
    pub(super) fn see(&mut self, records: &[Record]) {
        for record in records {
            // Nearly always nothing waits, and a join brings a hundred thousand records.
            if self.queue.is_empty() {
                return;
            }
            self.give_up_before(record.command);
            self.settle(record.command);
        }
    }

    /// A later command of this desk is recorded: the server took those before it, recorded none of
    /// them, and said so to a connection that was gone. Sent again they would stand out of order.
    fn give_up_before(&mut self, recorded: CommandId) {
        let Some(place) = self.queue.iter().position(|w| w.asked.id == recorded) else { return };
        if !self.queue.get(place).is_some_and(|later| later.cut_off) {
            return;
        }
        let late = |waiting: &&Waiting| waiting.cut_off && !waiting.sent && !waiting.unsent;
        let late: Vec<_> = self.queue.iter().take(place).filter(late).map(|w| w.asked.id).collect();
        for command in late {
            self.refuse(command, TOO_LATE);
            self.owed.push_back(LinkMsg::Refused { command, why: TOO_LATE.to_owned() });
        }
    }

    /// A command is done.
    pub(super) fn settle(&mut self, command: CommandId) {
        let Some(place) = self.queue.iter().position(|w| w.asked.id == command) else { return };
        let Some((done, outbox)) = self.queue.remove(place).zip(self.outbox.as_ref()) else {
            return;
        };
        let gone = outbox.settle(command).and_then(|()| outbox.forget_refused_like(&done.asked));
        self.notes.extend(gone.err().map(|why| why.to_string()));
        // It is recorded all the same: what this machine lacks is said once, and not of each.
        self.notes.extend(done.unkept.filter(|why| !self.notes.contains(why)));
    }

    /// What there is to say once the screen is gone.
    pub(super) fn notes(&mut self) -> Vec<String> {
        self.give_back_unkept();
        std::mem::take(&mut self.notes)
    }

    fn accept(&mut self, asked: Asked) {
        self.keep(asked);
        self.accepted.send_modify(|accepted| *accepted += 1);
    }

    /// On disk, then in the queue. Where it cannot be on disk and there is no server to take it, it
    /// goes back to its author, so that nobody thinks it is safe.
    fn keep(&mut self, asked: Asked) {
        if frame(&asked).len() > FRAME_BYTES_MAX {
            let why = "this is too much for one entry: keep the part that matters";
            return self.give_back(&asked, why);
        }
        let unsent = matches!(self.reach, Reach::Down | Reach::Stopped);
        match self.outbox.as_ref().map(|outbox| outbox.put(&asked, unsent)) {
            Some(Err(why)) if unsent && !self.calling_once => {
                self.give_back(&asked, &format!("nothing was sent, and it is not kept: {why}"));
            }
            Some(Err(why)) => {
                let unkept = Some(why.to_string());
                self.queue.push_back(Waiting { unkept, ..Waiting::kept(asked) });
            }
            Some(Ok(())) => self.queue.push_back(Waiting { unsent, ..Waiting::kept(asked) }),
            None => self.queue.push_back(Waiting::kept(asked)),
        }
    }

    fn give_back_unkept(&mut self) {
        for waiting in std::mem::take(&mut self.queue) {
            let Waiting { asked, sent, unkept: Some(why), .. } = waiting else {
                self.queue.push_back(waiting);
                continue;
            };
            let perhaps = if sent { SENT } else { "" };
            let why = format!("it could not be kept on this machine: {why}{perhaps}");
            self.give_back(&asked, &why);
        }
    }

    /// To the screen, so that the words are in its line again, and in the end to the terminal.
    fn give_back(&mut self, asked: &Asked, why: &str) {
        if !self.left {
            self.owed.push_back(LinkMsg::Refused { command: asked.id, why: why.to_owned() });
        }
        // Said again when the screen is gone: it may have gone before it read this, and the words
        // are on no disk.
        self.notes.push(format!("{}: {why}", words(&asked.command)));
        let whole = whole(&asked.command);
        self.notes.extend(whole.lines().map(|line| Shown::of(line).to_string()));
    }
}

/// A new incident is asked of the lobby, everything else of a room.
fn frame(asked: &Asked) -> String {
    let asked = asked.clone();
    match asked.command {
        Command::Open { .. } => ClientMessage::Open(asked).frame(),
        _ => ClientMessage::Ask(asked).frame(),
    }
}
