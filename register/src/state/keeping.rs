//! What has a state of what keeps the record whole and the room closed.

use serde::{Deserialize, Serialize};

use crate::title::Title;
use crate::words::Scope;
use crate::{At, Handle, Hash, PublicKey, Seq};

/// Words that were taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redaction {
    /// The record that took them.
    pub by: Seq,
    /// The record that asked for it; `None` if the lead did it unasked.
    pub asked: Option<Seq>,
    /// Whose machines have said that their copies hold them no more.
    pub confirmed: Vec<(Handle, PublicKey)>,
}

/// A token by which what has no warroom writes in somebody's name, and does nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteToken {
    /// What it is called in lists.
    pub name: Title,
    /// Until when it is good.
    pub until: At,
    /// The hash of the token.
    pub token: Hash,
    /// In whose name.
    pub by: Handle,
    /// It was closed, or its owner was put out.
    pub revoked: bool,
}

impl WriteToken {
    /// Whether one can write by it at this moment.
    pub fn is_good(&self, now: At) -> bool {
        !self.revoked && now <= self.until
    }

    /// What became of it, in a word.
    pub fn state(&self, now: At) -> &'static str {
        match self.is_good(now) {
            _ if self.revoked => "revoked",
            true => "open",
            false => "ended",
        }
    }
}

/// A machine at the door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knock {
    /// As whom.
    pub who: Handle,
    /// Its key.
    pub key: PublicKey,
    /// What it may do once it is in.
    pub scope: Scope,
    /// The invite it came by.
    pub invite: Option<Seq>,
    /// Since when it stands there.
    pub at: At,
    /// What was said.
    pub state: KnockState,
}

/// What was said to one who knocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnockState {
    /// Nothing yet.
    Waits,
    /// Come in.
    Admitted,
    /// No.
    TurnedAway,
    /// Nothing, and they did not wait for it.
    Gone,
    /// Nothing, and they are in: the door was opened for all, or nobody was left to open it.
    CameIn,
}

/// A server that has, or could have, this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    /// Whose machine it is.
    pub by: Handle,
    /// Where it is reached, best first.
    pub addresses: Vec<String>,
    /// The hash of its public key.
    pub pin: Hash,
}
