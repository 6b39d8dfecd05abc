//! The link to a room or to the lobby: it owns the connection, the outbox and the copy.
//!
//! A task calls the server, checks the chain of every record, keeps the copy, sends what was asked
//! and settles it when its record is seen. It calls again by itself. It says what happens as
//! [`LinkMsg`]s on a bounded channel and takes asks at any time; it knows nothing of screens.
//!
//! | module | what it is |
//! |---|---|
//! | `dial`, `pin` | from an address to a seat; TLS with the server of a fingerprint |
//! | `task`, `desk`, `down` | the life of a link; what was asked; how it goes down |
//! | `hosts`, `bring` | where a room may be when its server is gone; records for one that lost them |
//! | `copy`, `outbox` | what is kept on disk |
//! | `settle` | one command, asked until it is known what became of it |
//! | `backoff`, `woke` | waits between tries; whether this machine slept |
//! | `unpack`, `words` | packed batches; a command on one line |

mod backoff;
pub(crate) mod bring;
pub(crate) mod copy;
mod desk;
pub(crate) mod dial;
mod down;
pub(crate) mod hosts;
pub(crate) mod outbox;
mod pin;
pub(crate) mod settle;
mod task;
#[cfg(test)]
mod tests;
mod unpack;
mod woke;
pub(crate) mod words;

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, watch};
use warroom_register::protocol::{self, Asked};
use warroom_register::{Hash, IncidentId, Label, Seq, Taken, Text, Title};

use self::backoff::Backoff;
use self::copy::{Copy, History};
use self::desk::Desk;
use self::dial::{Caller, Road};
use self::hosts::Hosts;
use self::outbox::Outbox;
use self::task::{Erasing, Places, Task};
use self::woke::Clocks;
use crate::app::msg::LinkMsg;
use crate::trouble::Trouble;

/// Messages that may wait for the screen.
const INBOX_MESSAGES_MAX: usize = 64;
/// Asks that may wait for the link.
const ASKS_MAX: usize = 64;
/// A link that is left has so long to put its copy down, in seconds.
const ENDING_SECONDS_MAX: u64 = 4;

/// How often a link calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tries {
    /// Until it is left.
    Forever,
    /// Once; what it says of the next try is whether one could help.
    Once,
}

/// What a link does with the outbox in a folder.
#[derive(Clone, Debug)]
pub(crate) enum Post {
    /// Keeps there what is asked, and sends what waits.
    Sends(PathBuf),
    /// Sends nothing: what must be on record waits there for a link that does.
    Leaves(PathBuf),
    /// Has none: the lobby.
    None,
}

/// What a link is to do.
pub(crate) struct Plan {
    /// As whom, to which server, by which right.
    pub(crate) caller: Caller,
    /// Where the server may be, best first.
    pub(crate) addresses: Vec<String>,
    /// The incident that is meant; none for the lobby.
    pub(crate) incident: Option<IncidentId>,
    /// Where the copy is kept.
    pub(crate) copy: PathBuf,
    /// What to do with the copy.
    pub(crate) history: History,
    /// What to do with the outbox.
    pub(crate) outbox: Post,
    /// How often it calls.
    pub(crate) tries: Tries,
    /// Chance for its waits.
    pub(crate) seed: u64,
    /// What others want to know or do.
    pub(crate) hooks: Hooks,
}

/// A future on the heap.
pub(crate) type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;
/// Has the server of this machine started again; gives its addresses, or why not.
pub(crate) type Revive = Arc<dyn Fn() -> Boxed<Result<Vec<String>, String>> + Send + Sync>;
/// Where this machine remembers the room to be: somebody may have typed in a new place.
pub(crate) type Look = Box<dyn Fn() -> Option<Whereabouts> + Send>;
/// Hears what is to be remembered of an incident.
pub(crate) type Remember = Box<dyn FnMut(IncidentId, &Known) + Send>;

/// Words that were taken out of an incident.
pub(crate) struct Erasure<'a> {
    /// Each record, and the one that took them.
    pub(crate) taken: &'a [Taken],
    /// The words, where this machine's copy had them.
    pub(crate) words: &'a [Text],
    /// The lines of the journal as they are now, as far as the link knows them.
    pub(crate) journal: &'a [u8],
}

/// What remains of words that were taken out.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Remains {
    /// What still holds them, and why, as sentences.
    pub(crate) left: Vec<String>,
    /// Somebody who lives has them in hand, and lets go of them.
    pub(crate) waits: bool,
    /// What went with them that may not have held them, as sentences.
    pub(crate) notes: Vec<String>,
}

/// Hears of words that were taken out of an incident; says what remains of them.
pub(crate) type Erased = Box<dyn Fn(IncidentId, &Erasure<'_>) -> Remains + Send>;

/// What others want to know or do.
#[derive(Default)]
pub(crate) struct Hooks {
    /// Called when nothing answers.
    pub(crate) revive: Option<Revive>,
    /// Called when what is known has changed.
    pub(crate) remember: Option<Remember>,
    /// Called when words were taken out.
    pub(crate) erased: Option<Erased>,
    /// Asked before each call, and for the servers that the room has left.
    pub(crate) look: Option<Look>,
}

/// Where a room is, and where it was before it was served anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Whereabouts {
    /// Where it is.
    pub(crate) now: Spot,
    /// The servers that it has left, the last one first.
    pub(crate) before: Vec<Spot>,
}

/// A server, and what it calls the incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spot {
    /// Where it is reached, best first.
    pub(crate) addresses: Vec<String>,
    /// The hash of its public key.
    pub(crate) pin: Hash,
    /// What it calls the incident.
    pub(crate) incident: Label,
}

/// What a link has learnt of its incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    /// What the server calls it.
    pub(crate) incident: Option<Label>,
    /// What is wrong.
    pub(crate) title: Option<Title>,
    /// Where the server is reached, best first.
    pub(crate) addresses: Vec<String>,
    /// The hash of its public key: another one than before where the room has moved.
    pub(crate) pin: Hash,
    /// It is not closed.
    pub(crate) open: bool,
}

/// A link at work; it leaves the room when this is dropped.
#[derive(Debug)]
pub(crate) struct LinkHandle {
    asks: mpsc::Sender<Asked>,
    asked: AtomicU64,
    taken: watch::Receiver<u64>,
    shows: watch::Sender<Option<protocol::Look>>,
    ending: Ending,
}

/// To wait until a link has taken what it was handed.
#[derive(Clone, Debug)]
pub(crate) struct Taking {
    taken: watch::Receiver<u64>,
    asked: u64,
}

/// To wait until a link has put everything down.
#[derive(Clone, Debug)]
pub(crate) struct Ending(watch::Receiver<Option<Vec<String>>>);

/// Starts a link. Fails only on what is on this machine's disk.
pub(crate) fn start<R: Road>(
    road: R,
    plan: Plan,
) -> Result<(LinkHandle, mpsc::Receiver<LinkMsg>), Trouble> {
    let Plan { caller, addresses, incident, copy, history, outbox, tries, seed, hooks } = plan;
    let (copy, records) = Copy::open(&copy, history)?;
    let (outbox, leaves) = match outbox {
        Post::Sends(folder) => (Some(Outbox::open(folder)?), None),
        Post::Leaves(folder) => (None, Some(folder)),
        Post::None => (None, None),
    };
    let (asks, asked) = mpsc::channel(ASKS_MAX);
    let (tell, inbox) = mpsc::channel(INBOX_MESSAGES_MAX);
    let (shows, looks) = watch::channel(None);
    let (ended, ending) = watch::channel(None);
    let desk = Desk::new(asked, tell, outbox, leaves, tries == Tries::Once);
    let taken = desk.accepted();
    let task = Task {
        clocks: Clocks::now(&road),
        road,
        known: Known::before_a_call(caller.pin, addresses.clone()),
        places: Places::begin(caller.pin),
        caller,
        addresses,
        incident,
        copy,
        desk,
        shown: looks,
        backoff: Backoff::new(seed),
        tries,
        hooks,
        head_then: Seq(0),
        stopped: None,
        hosts: Hosts::default(),
        erasing: Erasing::default(),
    };
    tokio::spawn(async move {
        let notes = task.run(records).await;
        ended.send_replace(Some(notes));
    });
    let asked = AtomicU64::new(0);
    Ok((LinkHandle { asks, asked, taken, shows, ending: Ending(ending) }, inbox))
}

impl Known {
    /// What a link knows before it has called: where it was told to call.
    const fn before_a_call(pin: Hash, addresses: Vec<String>) -> Self {
        Self { incident: None, title: None, addresses, pin, open: true }
    }
}

impl LinkHandle {
    /// Hands a command to the link: it is put on disk, then sent. What comes of it comes as a
    /// [`LinkMsg`].
    pub(crate) async fn send(&self, asked: Asked) {
        // The task takes asks until this handle is dropped, so this cannot fail but by its panic.
        drop(self.asks.send(asked).await);
        self.asked.fetch_add(1, Ordering::Relaxed);
    }

    /// To wait until all that was handed over so far is on disk, or was given back.
    pub(crate) fn taking(&self) -> Taking {
        Taking::of(self.taken.clone(), self.asked.load(Ordering::Relaxed))
    }

    /// Shows this to everyone at the review, as soon and as often as the wire takes it: the last
    /// one holds.
    pub(crate) fn show(&self, look: protocol::Look) {
        self.shows.send_replace(Some(look));
    }

    /// To wait, once this handle is dropped, until the link has put everything down.
    pub(crate) fn ending(&self) -> Ending {
        self.ending.clone()
    }
}

impl Taking {
    /// Of so many asks, where `taken` says how many were taken.
    pub(crate) const fn of(taken: watch::Receiver<u64>, asked: u64) -> Self {
        Self { taken, asked }
    }

    /// Waits, unless the link has ended.
    pub(crate) async fn wait(mut self) {
        drop(self.taken.wait_for(|taken| *taken >= self.asked).await);
    }
}

impl Ending {
    /// Waits until the link has ended; gives what is to be said about its files.
    pub(crate) async fn wait(mut self) -> Vec<String> {
        let limit = std::time::Duration::from_secs(ENDING_SECONDS_MAX);
        let ended = tokio::time::timeout(limit, self.0.wait_for(Option::is_some)).await;
        match ended {
            Ok(Ok(notes)) => notes.clone().unwrap_or_default(),
            Ok(Err(_)) | Err(_) => Vec::new(),
        }
    }
}
