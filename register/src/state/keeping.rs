//! What has a state of what keeps the record whole and the room closed.

use crate::words::Scope;
use crate::{At, Handle, Hash, PublicKey, Seq};

/// Words that were taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redaction {
    /// The record that took them.
    pub by: Seq,
    /// The record that asked for it; none where the lead saw it first.
    pub asked: Option<Seq>,
    /// Whose machines have said that their copies hold them no more.
    pub confirmed: Vec<(Handle, PublicKey)>,
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
}

/// A server that has, or could have, this room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// Whose machine it is.
    pub by: Handle,
    /// Where it is reached, best first.
    pub addresses: Vec<String>,
    /// The hash of its public key.
    pub pin: Hash,
}
