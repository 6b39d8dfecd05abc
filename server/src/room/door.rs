//! Who may come in: what a room says to a newcomer, from its register alone.
//!
//! It never lets a handle be spoken for by another key. Whoever has joined once comes back by
//! their key, whatever became of the invite.

mod knock;
mod stand;

use warroom_register::protocol::SeatEnd;
use warroom_register::words::Scope;
use warroom_register::{
    At, Command, Handle, Hash, Host, Invite, Label, PublicKey, Refusal, Register, Seq,
};

use super::RoomHandle;
pub(super) use stand::AtDoor;

/// Somebody at the door whose key has been proven.
#[derive(Clone, Debug)]
pub(crate) struct Newcomer {
    /// Who they say they are.
    pub(crate) handle: Handle,
    /// The key that speaks for them.
    pub(crate) key: PublicKey,
    /// By which right they come.
    pub(crate) right: Right,
    /// They do not know whether the handle is theirs: where it is another's, they do not knock.
    pub(crate) unsure: bool,
}

/// By which right somebody comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Right {
    /// An invite with a token of this hash.
    Token(Hash),
    /// Their key, with what the server enrolled it for, if it did.
    Key(Option<Scope>),
}

/// No seat, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub(crate) struct Turned {
    /// How the connection ends.
    pub(crate) end: SeatEnd,
    /// The sentence.
    pub(crate) why: String,
    /// They named an invite that is none, or what is unknown here.
    pub(crate) guessed: bool,
    /// Whoever says what they hold at this place may come again.
    pub(crate) compare: Option<Seq>,
}

impl Turned {
    pub(crate) fn new(end: SeatEnd, why: impl Into<String>) -> Self {
        Self { end, why: why.into(), guessed: false, compare: None }
    }

    /// What would count as a guess does not: they are known here.
    pub(crate) fn was_no_guess(self) -> Self {
        Self { guessed: false, ..self }
    }

    /// A newcomer was not recorded. A disk that is full passes; a room that is does not.
    pub(crate) fn unrecorded(refusal: &Refusal) -> Self {
        let end = match refusal {
            Refusal::NotRecorded { .. } | Refusal::Unsettled => SeatEnd::Limit,
            Refusal::HandleTaken { .. } => SeatEnd::Taken,
            _ => SeatEnd::Denied,
        };
        Self::new(end, refusal.to_string())
    }
}

/// What comes of a newcomer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entrance {
    /// They are known, with this scope.
    Known(Scope),
    /// They come in once this is recorded.
    Record(Scope, Command),
    /// They have to wait until somebody lets them in; this is recorded before they are told so.
    Knock(Command, Turned),
}

/// How somebody comes into an incident, at which these people have a screen.
pub(super) fn join(
    register: &Register,
    (label, here): (Label, &[Handle]),
    newcomer: &Newcomer,
    now: At,
) -> Result<Entrance, Turned> {
    let Newcomer { handle, key, right, unsure } = newcomer;
    let known = register.responders().get(handle);
    if register.barred(key).is_some() || known.is_some_and(|known| known.removed) {
        return Err(Turned::new(SeatEnd::Denied, put_out(register, label)));
    }
    let offered = match right {
        Right::Token(token) => open_invite(register, *token, now, &label.to_string())
            .map(|(seq, invite)| (invite.scope, Some(seq))),
        Right::Key(Some(scope)) => Ok((*scope, None)),
        Right::Key(None) => Err(unknown_key(label)),
    };
    let offered = match (known, offered) {
        (None, Err(turned)) => knock::offered(register, newcomer).ok_or(turned),
        (_, offered) => offered,
    };
    if known.is_some_and(|known| !known.knows(*key)) {
        let taken = Refusal::HandleTaken { handle: *handle };
        let Ok((_, invite)) = offered else {
            return Err(Turned::new(SeatEnd::Taken, taken.to_string()));
        };
        if *unsure {
            let why = format!("{handle} is in {label} already, by another machine's key");
            return Err(Turned::new(SeatEnd::Taken, why));
        }
        let scope = known.map_or(Scope::Observe, |known| known.scope);
        return knock::at_door(register, label, newcomer, (scope, invite));
    }
    if let (None, Ok(offer)) = (known, &offered)
        && register.is_one_by_one()
        && !knock::let_in(register, here, newcomer)
    {
        return knock::at_door(register, label, newcomer, *offer);
    }
    match (known, offered) {
        (None, Err(turned)) => Err(turned),
        (Some(known), Err(_)) if !known.left => Ok(Entrance::Known(known.scope)),
        (Some(known), Err(_)) => Ok(joining(*key, known.scope, None)),
        (Some(known), Ok((scope, _))) if !known.left && scope <= known.scope => {
            Ok(Entrance::Known(known.scope))
        }
        (known, Ok((scope, invite))) => {
            let scope = known.map_or(scope, |known| known.scope.max(scope));
            Ok(joining(*key, scope, invite))
        }
    }
}

/// How a machine's key is taken up by the server, and which handle it speaks for there: one belongs
/// to the key that said it first. From another machine its owner knocks.
pub(super) fn enrol(register: &Register, newcomer: &Newcomer, now: At) -> Result<Entrance, Turned> {
    let Newcomer { handle, key, right, unsure } = *newcomer;
    let known = register.key_scope(&key);
    let offered = match right {
        Right::Token(token) => open_invite(register, token, now, "this server")
            .map(|(seq, invite)| (invite.scope, Some(seq))),
        Right::Key(_) => known.map(|scope| (scope, None)).ok_or_else(|| {
            let why = "this machine's key is not known here: join with an invite to this server";
            Turned::new(SeatEnd::Denied, why)
        }),
    };
    let owners = register.owners(handle);
    if owners.is_some_and(|owners| !owners.contains(&key)) {
        let offered = offered?;
        if unsure {
            let why = format!("{handle} is known to this server by another machine's key");
            return Err(Turned::new(SeatEnd::Taken, why));
        }
        return knock::at_server(register, newcomer, offered);
    }
    match (known, offered) {
        (None, Err(turned)) => Err(turned),
        (Some(known), Err(_)) if owners.is_some() => Ok(Entrance::Known(known)),
        (Some(known), Ok((scope, _))) if owners.is_some() && scope <= known => {
            Ok(Entrance::Known(known))
        }
        (Some(known), Ok((scope, invite))) if scope > known => Ok(enrolling(key, scope, invite)),
        (Some(known), _) => Ok(enrolling(key, known, None)),
        (None, Ok((scope, invite))) => Ok(enrolling(key, scope, invite)),
    }
}

fn enrolling(key: PublicKey, scope: Scope, invite: Option<Seq>) -> Entrance {
    Entrance::Record(scope, Command::Enrol { key, scope, invite })
}

/// Said to whoever was put out.
fn put_out(register: &Register, label: Label) -> String {
    let lead = register.lead().map_or_else(|| "its lead".to_owned(), |lead| lead.to_string());
    format!("you were put out of {label}: {lead} can let you in again")
}

fn joining(key: PublicKey, scope: Scope, invite: Option<Seq>) -> Entrance {
    Entrance::Record(scope, Command::Join { key: Some(key), scope, invite })
}

fn unknown_key(label: Label) -> Turned {
    let why = format!("this machine's key is not known to {label}: join with an invite");
    Turned { guessed: true, ..Turned::new(SeatEnd::Denied, why) }
}

/// What a closed incident says to whoever is nobody to it, though it was not asked: the same as if it had
/// been.
pub(crate) fn to_stranger(label: Label, right: Right) -> Turned {
    match right {
        Right::Token(_) => Turned { guessed: true, ..not_open(&label.to_string()) },
        Right::Key(_) => unknown_key(label),
    }
}

/// The invite of a token, if a newcomer may come by it. Whether it was never one, or ended, or was used up or
/// closed is told to nobody who is not in the room.
fn open_invite<'a>(
    register: &'a Register,
    token: Hash,
    now: At,
    what: &str,
) -> Result<(Seq, &'a Invite), Turned> {
    if let Some((seq, invite)) = register.door(token, now) {
        return Ok((seq, invite));
    }
    let guessed = !register.invites().values().any(|invite| invite.token == token);
    Err(Turned { guessed, ..not_open(what) })
}

fn not_open(what: &str) -> Turned {
    let why = format!(
        "this invite does not open {what}: it is wrong, has ended, was used up or was closed. Copy the whole \
         line again, or ask for a new one"
    );
    Turned::new(SeatEnd::Denied, why)
}

impl RoomHandle {
    /// Where else the room could be, by its record: who comes asks there whether it has gone further.
    pub(crate) fn hosts(&self) -> Vec<Host> {
        self.doors().hosts().to_vec()
    }
}
