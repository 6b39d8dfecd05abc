//! A seat: one connection of one responder to a room, or to the lobby.
//!
//! It holds a place in the journal and nothing else of the record. What is old and what is new, a
//! slow screen and a quick one, are the same code with another place. It knows no socket: it hears
//! messages, and says what to send next.
//!
//! | module | what it is |
//! |---|---|
//! | `guesses` | wrong invites, slowed down |
//! | `hello` | from a challenge to a seat, or to a sentence why not |
//! | `incident` | a seat in a room |
//! | `lobby` | a seat in front of the rooms |
//! | `sitting` | who has how many seats |

mod brings;
mod guesses;
mod hello;
mod incident;
mod lobby;
mod sitting;

use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::{Bytes, Utf8Bytes};
use warroom_register::Hash;
use warroom_register::protocol::{ClientMessage, SeatEnd, ServerMessage};

use crate::clock::Clock;
use crate::consult::Consulting;
use crate::options::Limits;
use crate::pace::Sources;
use crate::pulse::Pulses;
use crate::room::Turned;
use crate::rooms::Rooms;

pub(crate) use guesses::Guesses;
pub(crate) use hello::{Challenge, Visitor, read_hello};
use incident::RoomSeat;
use lobby::LobbySeat;
pub(crate) use lobby::Paces;
use sitting::Sits;
pub(crate) use sitting::Sitting;

/// What every seat of a server needs to know of it.
#[derive(Debug)]
pub(crate) struct House {
    /// The incidents.
    pub(crate) rooms: Rooms,
    /// What tells the time.
    pub(crate) clock: Clock,
    /// What a hello is bound to: the hash of the server's key, zeros in plain.
    pub(crate) pin: Hash,
    /// Under which addresses it is reached, best first.
    pub(crate) addresses: Vec<String>,
    /// It listens on this machine only.
    pub(crate) local: bool,
    /// Wrong invites of late.
    pub(crate) guesses: Guesses,
    /// How much came of late by each token.
    pub(crate) sources: Sources,
    /// How fast each machine may ask in the lobby.
    pub(crate) paces: Paces,
    /// Who has how many seats.
    pub(crate) sitting: Sitting,
    /// Seats that are free.
    pub(crate) free: Arc<Semaphore>,
    /// The library of its journal, if it keeps one on disk.
    pub(crate) consulting: Option<Consulting>,
    /// What it allows.
    pub(crate) limits: Limits,
    /// The heartbeat of all seats.
    pub(crate) pulses: Pulses,
}

/// What a seat wants sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Out {
    /// A text message.
    Text(Utf8Bytes),
    /// A binary message: record lines under zstd.
    Packed(Bytes),
    /// Nothing more: this is the end.
    End(Turned),
}

/// A message being taken.
type Hearing<'a> = Pin<Box<dyn Future<Output = Result<(), Turned>> + Send + 'a>>;

/// One connection's place.
#[derive(Debug)]
pub(crate) struct Seat {
    at: At,
    _place: OwnedSemaphorePermit,
    _sits: Sits,
}

#[derive(Debug)]
enum At {
    Room(Box<RoomSeat>),
    Lobby(Box<LobbySeat>),
}

impl Seat {
    // What awaits but seldom is boxed here and below: a seat keeps the size of its largest moment
    // for life, and there are many seats.

    /// Takes a message of the client; an answer, if there is one, comes by [`Seat::next`].
    pub(crate) fn hear(&mut self, message: ClientMessage) -> Hearing<'_> {
        match &mut self.at {
            At::Room(seat) => seat.hear(message),
            At::Lobby(seat) => Box::pin(seat.hear(message)),
        }
    }

    /// Waits until there may be something to send. May be dropped and called again.
    pub(crate) async fn stirred(&mut self) {
        match &mut self.at {
            At::Room(seat) => seat.stirred().await,
            At::Lobby(seat) => Box::pin(seat.stirred()).await,
        }
    }

    /// What to send next, if there is anything.
    pub(crate) async fn next(&mut self) -> Option<Out> {
        match &mut self.at {
            At::Room(seat) => seat.next().await,
            At::Lobby(seat) => seat.next(),
        }
    }

    /// Nothing was heard here since then, for too long: its person is gone since then, not since now.
    pub(crate) fn fell_silent(&mut self, heard_at: Instant) {
        if let At::Room(seat) = &mut self.at {
            seat.attendance.fell_silent(heard_at);
        }
    }

    /// What the log calls it: where and who.
    pub(crate) fn name(&self) -> (String, String) {
        match &self.at {
            At::Room(seat) => seat.name(),
            At::Lobby(seat) => seat.name(),
        }
    }
}

impl Out {
    fn word(word: &ServerMessage) -> Self {
        Self::Text(word.frame().into())
    }

    /// Its size, for the share of one round.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Packed(bytes) => bytes.len(),
            Self::End(_) => 0,
        }
    }
}

fn left() -> Turned {
    Turned::new(SeatEnd::Left, "you left")
}

fn malformed(why: &str) -> Turned {
    Turned::new(SeatEnd::Malformed, why)
}
