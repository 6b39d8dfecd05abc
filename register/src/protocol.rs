//! What server and client say to each other.
//!
//! A server's frame is either record lines joined by newline, exactly as stored (it begins with
//! `{"seq":`), or one JSON object with `msg`. A binary frame is such lines under zstd. A client's
//! frame is always one JSON object with `msg`. There is no acknowledgement: the record is the yes.

mod consult;
mod stopped;
mod summary;

use serde::{Deserialize, Serialize};

use crate::record::{encode, place_of};
use crate::tagged::tagged;
use crate::words::Scope;
use crate::{
    At, Bytes, Command, CommandId, Handle, Hash, Host, IncidentId, Label, PublicKey, Seq,
    Signature, Token,
};

pub use consult::{Consult, Consulted, Likeness, PaperLikeness, written_bytes};
pub use stopped::{StopWhy, Stopped};
pub use summary::Summary;

/// The protocol's version; a server and a client that differ say so and part.
pub const VERSION: u32 = 1;
/// The websocket subprotocol.
pub const SUBPROTOCOL: &str = "warroom.v1";
/// The path of the socket.
pub const SOCKET_PATH: &str = "/socket";

/// What a hello's signature covers: the server's nonce and its key's fingerprint, so that no server
/// can pass the proof on to another.
pub fn proof_bytes(nonce: &Bytes<32>, pin: &Hash) -> Vec<u8> {
    [b"warroom hello 1\0".as_slice(), &nonce.0, &pin.0].concat()
}

/// By which right a seat is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum Door {
    /// An invite to one incident.
    Invite {
        /// Which.
        incident: Label,
        /// The secret in the link.
        token: Token,
    },
    /// An invite to the server: it takes up this machine's key.
    Enrol {
        /// The secret in the link.
        token: Token,
    },
    /// This machine's key is known here: to an incident, or (without one) to the lobby.
    Key {
        /// Which incident; none for the lobby.
        incident: Option<Label>,
    },
    /// This machine's key is known to the incident of this id, by the copy it holds, whatever its
    /// name is on this server: for a server that the room may have moved to.
    Known {
        /// Which.
        id: IncidentId,
    },
}

tagged! {
    "msg", "ClientMessage", deny_unknown_fields;
    /// What a client says.
    pub enum ClientMessage {
        /// The first word, in answer to the challenge.
        Hello(Hello),
        /// A command.
        Ask(Asked),
        /// From the lobby: make a new incident of this [`Command::Open`].
        Open(Asked),
        /// To a room that lacks records: those behind its head, as they stand in this client's copy, in
        /// pieces of any length.
        Lines {
            /// The next piece.
            text: String,
            /// It is the last.
            last: bool,
        },
        /// What the chair of a review shows. Never recorded; the last one holds.
        Look(Look),
        /// From the lobby: a question to the library of the server.
        Consult(Consult),
        /// The screen is being closed; saves the server from waiting.
        Bye {},
    }
}

/// Who a client is, by which right it comes, and what it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is said for itself on the wire")]
pub struct Hello {
    /// The protocol's version.
    pub version: u32,
    /// Who.
    pub handle: Handle,
    /// The key that speaks for this handle.
    pub key: PublicKey,
    /// Its signature over [`proof_bytes`].
    pub proof: Signature,
    /// By which right.
    pub door: Door,
    /// The last record this client holds.
    pub after: Seq,
    /// The hash of that record's line: a server whose journal differs there is found out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_hash: Option<Hash>,
    /// How far this client's copy reaches, where that is further than `after`: said in answer to
    /// [`ServerMessage::Compare`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<Seq>,
    /// Of what lies behind `after` it has no line: it was told so far, and keeps no copy of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub told: bool,
    /// The incident that is meant by all that: another may go by its name since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<IncidentId>,
    /// A person looks at a screen; a one-shot is not "here".
    pub screen: bool,
    /// Large batches may come under zstd.
    pub zstd: bool,
    /// Whoever says this handle may be somebody else: where it belongs to another key, that is
    /// said, and nobody is asked to let this one in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsure: bool,
}

/// What the server says to whoever it gives a seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// The header line of the room's journal, byte for byte; none in the lobby.
    pub header: Option<String>,
    /// What this server calls the incident; none in the lobby.
    pub incident: Option<Label>,
    /// What this seat may do.
    pub scope: Scope,
    /// The last record now.
    pub head: Seq,
    /// The server's clock.
    pub now: At,
    /// Under which addresses the server is reached, `HOST:PORT`, best first.
    pub addresses: Vec<String>,
    /// The server listens on this machine only.
    pub local: bool,
    /// Why nothing is recorded now, if that is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<Stopped>,
    /// The machines on record that have, or could have, this room: who comes asks them whether it
    /// has gone further there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Host>,
}

/// What the chair of a review shows to everyone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// The record up to which the timeline is shown.
    pub seq: Seq,
    /// What is known now stands beside what was known then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hindsight: bool,
    /// The timeline is shown, rather than the sheet of the step.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub timeline: bool,
    /// The moment shown, where it is between this record and the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<At>,
}

/// A command with its envelope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The author's own id for it: asked twice, it is done once.
    pub id: CommandId,
    /// The last place on its author's screen at Enter; none from a machine or a one-shot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub knew: Option<Seq>,
    /// What is asked.
    pub command: Command,
}

impl Asked {
    /// A command of a machine or a one-shot, under this id.
    pub const fn new(id: CommandId, command: Command) -> Self {
        Self { id, knew: None, command }
    }
}

/// What a server says, beside records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "msg", rename_all = "snake_case")]
pub enum ServerMessage {
    /// The first word: sign this.
    Challenge {
        /// The protocol's version.
        version: u32,
        /// Random, for this connection alone.
        nonce: Bytes<32>,
    },
    /// A seat in a room, or in the lobby.
    Welcome(Welcome),
    /// No seat yet: the client holds more than this server. It may come again and say what it holds
    /// at this place.
    Compare {
        /// The place: the last record here.
        at: Seq,
        /// The sentence for a client that does not.
        why: String,
    },
    /// From now on nothing is recorded.
    Stopped {
        /// Why.
        stopped: Stopped,
    },
    /// What came by [`ClientMessage::Lines`] is on disk.
    Brought {
        /// The last record now.
        to: Seq,
    },
    /// What came by [`ClientMessage::Lines`] was not taken.
    NotBrought {
        /// Why, as a sentence.
        why: String,
    },
    /// No seat, and why, as a sentence.
    Denied {
        /// How the connection ends.
        end: SeatEnd,
        /// The sentence.
        why: String,
    },
    /// What the lobby shows; said again when it changes.
    Lobby {
        /// The incidents, newest first.
        incidents: Vec<Summary>,
    },
    /// The incident asked for by [`ClientMessage::Open`] is there.
    Made {
        /// The command that asked for it.
        command: CommandId,
        /// Its name here.
        incident: Label,
        /// Its own id.
        id: IncidentId,
    },
    /// A command was not carried out.
    Refused {
        /// Which.
        command: CommandId,
        /// Why, as a sentence.
        why: String,
    },
    /// A command that came again was done before.
    Already {
        /// Which.
        command: CommandId,
        /// The record it became.
        seq: Seq,
    },
    /// Who is here, whole; at most once a second.
    Here {
        /// Handles with a screen, in order.
        handles: Vec<Handle>,
    },
    /// What the chair of a review shows now; the last one holds.
    Look(Look),
    /// What the library of the server answers to [`ClientMessage::Consult`].
    Consulted(Consulted),
    /// Nothing happened; the link lives.
    Beat {
        /// The server's clock.
        now: At,
    },
    /// What the server cannot do just now, whole: said when it changes, and to whoever comes
    /// meanwhile. Empty once all is well again.
    Degraded {
        /// What, each since when and why.
        lacks: Vec<Lack>,
    },
}

/// One thing that a server cannot do just now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lack {
    /// What.
    pub what: Lacks,
    /// Since when, by the server's clock.
    pub since: At,
    /// Why, as a sentence without its full stop.
    pub why: String,
}

/// What a server may be unable to do while it goes on with the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lacks {
    /// Nothing is recorded; reading goes on.
    Records,
    /// Nobody new comes in; who is here goes on.
    Door,
    /// Words that were taken out still stand on its disk; all else goes on.
    Erasing,
}

/// How a seat ends, as a close code of the websocket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeatEnd {
    /// The client left.
    Left,
    /// The client sent what is no message.
    Malformed,
    /// The invite or the key does not open this.
    Denied,
    /// There is no such incident here.
    Unknown,
    /// Nothing came from the client for too long.
    Silent,
    /// The handle belongs to another key.
    Taken,
    /// Somebody has to let this machine in; try again.
    Waits,
    /// Too many seats, or too much sent.
    Limit,
    /// The client holds records that this journal does not: one of the two is not whole.
    Behind,
    /// Client and server are of versions that do not go together.
    Version,
    /// The server closes; come back.
    Closing,
}

impl SeatEnd {
    /// The close code.
    pub const fn code(self) -> u16 {
        match self {
            Self::Left => 1000,
            Self::Malformed => 4400,
            Self::Denied => 4403,
            Self::Unknown => 4404,
            Self::Silent => 4408,
            Self::Taken => 4409,
            Self::Waits => 4401,
            Self::Limit => 4413,
            Self::Behind => 4416,
            Self::Version => 4426,
            Self::Closing => 1001,
        }
    }

    /// Whether trying again by itself could help.
    pub const fn passes(self) -> bool {
        matches!(self, Self::Silent | Self::Limit | Self::Closing | Self::Waits)
    }
}

impl Hello {
    /// The last record of the client's copy: what stands behind it is told.
    pub fn held(&self) -> Seq {
        self.holds.unwrap_or(self.after).max(self.after)
    }
}

impl ClientMessage {
    /// The frame to send.
    pub fn frame(&self) -> String {
        encode(self)
    }
}

impl ServerMessage {
    /// The frame to send.
    pub fn frame(&self) -> String {
        encode(self)
    }
}

/// Whether a frame of the server holds record lines.
pub fn holds_records(frame: &str) -> bool {
    place_of(frame.as_bytes()).is_some()
}
