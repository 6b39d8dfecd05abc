//! From a challenge to a seat: the first word of a client, checked.
//!
//! The key is proven before anything is looked up, and the proof covers this server's own key, so
//! no server can pass it on. Nobody learns here whether an incident exists without a valid proof.

use ring::signature::{ED25519, UnparsedPublicKey};
use serde::Deserialize;
use std::net::IpAddr;
use std::sync::Arc;
use warroom_register::limits::PLACE_MAX;
use warroom_register::protocol::{
    ClientMessage, Door, Hello, SeatEnd, ServerMessage, VERSION, Welcome, proof_bytes,
};
use warroom_register::words::Scope;
use warroom_register::{Bytes, Handle, Hash, Header, IncidentId, Label, Seq, Token};

use super::incident::RoomSeat;
use super::lobby::LobbySeat;
use super::{At, House, Seat, malformed};
use crate::accept::Stranger;
use crate::room::{Claim, Claimed, Newcomer, Right, RoomHandle, Says, Turned};

/// Who is at the other end of a socket that just opened.
#[derive(Debug)]
pub(crate) struct Visitor {
    /// They have this long for a valid hello.
    pub(crate) stranger: Stranger,
    /// They are on this machine.
    pub(crate) loopback: bool,
    /// Where they come from.
    pub(crate) address: IpAddr,
}

/// What one connection has to sign.
#[derive(Debug)]
pub(crate) struct Challenge(Bytes<32>);

/// Whoever says it, by this right.
fn newcomer(hello: &Hello, right: Right) -> Newcomer {
    Newcomer { handle: hello.handle, key: hello.key, right, unsure: hello.unsure }
}

impl Challenge {
    /// A fresh one.
    pub(crate) fn new() -> Result<Self, Turned> {
        let mut nonce = [0; 32];
        let silent = |_refused| Turned::new(SeatEnd::Closing, "the system gives no random bytes");
        getrandom::fill(&mut nonce).map_err(silent)?;
        Ok(Self(Bytes(nonce)))
    }

    /// The server's first word.
    pub(crate) fn frame(&self) -> String {
        ServerMessage::Challenge { version: VERSION, nonce: self.0 }.frame()
    }
}

/// Reads a client's first word. One of another version is told so, whatever else it says.
pub(crate) fn read_hello(text: &str) -> Result<Hello, Turned> {
    #[derive(Deserialize)]
    struct Versioned {
        version: u32,
    }
    match serde_json::from_str(text) {
        Ok(ClientMessage::Hello(hello)) if hello.held().0 > PLACE_MAX => {
            Err(malformed("no incident has so many records"))
        }
        Ok(ClientMessage::Hello(hello)) => Ok(hello),
        Ok(_) => Err(malformed("the first word must be a hello")),
        Err(_) => match serde_json::from_str::<Versioned>(text) {
            Ok(Versioned { version }) if version != VERSION => Err(other_version(version)),
            Ok(_) | Err(_) => Err(malformed("this is no hello")),
        },
    }
}

impl House {
    /// Gives a seat to whoever proves who they are and may have one.
    pub(crate) async fn seat(
        self: &Arc<Self>,
        hello: Hello,
        challenge: Challenge,
        visitor: &Visitor,
    ) -> Result<Seat, Turned> {
        self.check(&hello, &challenge)?;
        let seat = self.seat_by_door(hello, visitor.loopback).await;
        // An invite that has ended, or somebody who was put out, is no guess. One too many learns late what
        // it would have learnt: others come from the same address, and this may be their first.
        if seat.as_ref().is_err_and(|turned| turned.guessed) {
            self.guesses.wrong(visitor.address).await;
        }
        seat
    }

    async fn seat_by_door(self: &Arc<Self>, hello: Hello, loopback: bool) -> Result<Seat, Turned> {
        let full = |_none| {
            Turned::new(SeatEnd::Limit, "this server has no free seat: try again in a while")
        };
        let place = Arc::clone(&self.free).try_acquire_owned().map_err(full)?;
        let most = self.limits.seats_per_key;
        let sits = self.sitting.sit(hello.key, most).ok_or_else(|| {
            let why =
                format!("this machine has {most} seats here already: close some of them first");
            Turned::new(SeatEnd::Limit, why)
        })?;
        let at = match hello.door.clone() {
            Door::Invite { incident, token } => {
                let right = Right::Token(hash(token));
                self.room_seat(hello, incident, right, loopback).await?
            }
            Door::Key { incident: Some(incident) } => {
                let server = self.rooms.server();
                let right = Right::Key(server.enrolled(hello.handle, hello.key).await);
                self.room_seat(hello, incident, right, loopback).await?
            }
            Door::Known { id } => {
                let incident = self.rooms.label_of(id)?;
                self.room_seat(hello, incident, Right::Key(None), loopback).await?
            }
            Door::Enrol { token } => self.lobby_seat(hello, Right::Token(hash(token))).await?,
            Door::Key { incident: None } => self.lobby_seat(hello, Right::Key(None)).await?,
        };
        Ok(Seat { at, _place: place, _sits: sits })
    }

    fn check(&self, hello: &Hello, challenge: &Challenge) -> Result<(), Turned> {
        if hello.version != VERSION {
            return Err(other_version(hello.version));
        }
        let signed = proof_bytes(&challenge.0, &self.pin);
        let key = UnparsedPublicKey::new(&ED25519, hello.key.0);
        if key.verify(&signed, &hello.proof.0).is_err() {
            let why = "the proof of your key is not for this server: is somebody in between?";
            return Err(Turned::new(SeatEnd::Denied, why));
        }
        Handle::new(hello.handle.as_str())
            .map(drop)
            .map_err(|why| Turned::new(SeatEnd::Denied, why))
    }

    async fn room_seat(
        &self,
        hello: Hello,
        incident: Label,
        right: Right,
        loopback: bool,
    ) -> Result<At, Turned> {
        let newcomer = newcomer(&hello, right);
        let room = self.rooms.find_for(incident, &newcomer).await?;
        // Before anything is recorded of somebody who does not come in; and only of those who may come
        // is heard what they hold, nor does anybody else learn what the journal says.
        if room.would_admit(newcomer.clone()).await.is_ok() {
            agrees(&room, incident, &hello).await?;
        }
        let scope = room.admit(newcomer).await?;
        let welcome = self.welcome(Some((&room, incident)), scope);
        Ok(At::Room(Box::new(RoomSeat::new(room, incident, &hello, welcome, loopback))))
    }

    async fn lobby_seat(self: &Arc<Self>, hello: Hello, right: Right) -> Result<At, Turned> {
        let newcomer = newcomer(&hello, right);
        let scope = self.rooms.server().admit(newcomer).await?;
        let welcome = self.welcome(None, scope);
        Ok(At::Lobby(Box::new(LobbySeat::new(Arc::clone(self), &hello, welcome))))
    }

    fn welcome(&self, room: Option<(&RoomHandle, Label)>, scope: Scope) -> Welcome {
        Welcome {
            header: room.map(|(room, _)| room.header().to_owned()),
            incident: room.map(|(_, label)| label),
            scope,
            head: room.map_or(Seq(0), |(room, _)| room.head()),
            now: self.clock.now(),
            addresses: self.addresses.clone(),
            local: self.local,
            stopped: room.and_then(|(room, _)| room.halt()).map(|halt| halt.stopped.clone()),
            others: room.map_or_else(Vec::new, |(room, _)| room.hosts()),
        }
    }
}

/// Whether what the client holds is what this journal says. Where it holds more, it is asked what it
/// has at the end of this journal; where that is the same, the room knows that records are missing.
async fn agrees(room: &RoomHandle, incident: Label, hello: &Hello) -> Result<(), Turned> {
    if hello.of.is_some_and(|id| is_other(room, id)) {
        let why = format!(
            "another incident goes by the name {incident} here: yours is not on this server"
        );
        return Err(Turned::new(SeatEnd::Unknown, why));
    }
    let (head, after, holds) = (room.head(), hello.after, hello.held());
    let behind = |why: String| Turned::new(SeatEnd::Behind, why);
    let more = || more(hello, (incident, head));
    if after > head {
        return Err(Turned { compare: Some(head), ..behind(more()) });
    }
    let Some(theirs) = hello.after_hash else {
        return if room.is_blank() { Err(unheld(room, incident)) } else { Ok(()) };
    };
    let unread = |error| Turned::new(SeatEnd::Limit, format!("{error}"));
    let same = room.hash_at(after).await.map_err(unread)? == theirs;
    let (says, at) = match (same, holds > head) {
        (false, _) => (Says::Differs, after),
        (true, true) => (Says::Longer { proven: after }, holds),
        // Who was asked whether they went along, and did, said before that theirs differs behind it.
        (true, false) if hello.holds.is_some() && after < holds => {
            (Says::WentAlong { proven: after }, holds)
        }
        (true, false) => return Ok(()),
    };
    let (who, told) = (hello.handle, hello.told);
    let longer = matches!(says, Says::Longer { .. });
    let forked = |fork: Seq| behind(forked(hello, (incident, fork)));
    match room.claim(Claim { who, says, at, told }).await {
        Claimed::Agrees => Ok(()),
        Claimed::Stopped if longer => Ok(()),
        // What they say changes nothing there; they are told what is the matter all the same.
        Claimed::Unheard if longer && room.halt().is_some() => Ok(()),
        Claimed::Unheard if longer => Err(behind(more())),
        // Whether it is that, or was altered since, their hash where it went on says.
        Claimed::Forked(fork) if hello.holds.is_none() && after > fork.next() => {
            Err(Turned { compare: Some(fork.next()), ..forked(fork) })
        }
        Claimed::Forked(fork) => Err(forked(fork)),
        Claimed::Stopped | Claimed::Unheard => {
            let yours = if told { "what this machine was told of" } else { "your copy of" };
            Err(behind(format!(
                "{yours} {incident} and this server's differ at {at} or before (the server is at \
                 {head}): one of the two was altered. Keep your copy"
            )))
        }
    }
}

/// Whether this room is of another incident. A room whose first line is lost may be of any.
fn is_other(room: &RoomHandle, id: IncidentId) -> bool {
    Header::read(room.header()).is_ok_and(|header| header.id != id)
}

/// That somebody holds more, or was told of more, than stands here.
fn more(hello: &Hello, (incident, head): (Label, Seq)) -> String {
    let holds = hello.held();
    if hello.told {
        return format!(
            "this machine was told of {incident} up to {holds}, and this server has it only up to {head}: \
             it has lost records"
        );
    }
    format!(
        "you hold {incident} up to {holds}, and this server only up to {head}: one of the two \
         has lost records. Keep your copy"
    )
}

/// That the room went on without that.
fn forked(hello: &Hello, (incident, fork): (Label, Seq)) -> String {
    let holds = hello.held();
    if hello.told {
        return format!(
            "behind {fork} this room went on without what this machine was told of (up to {holds}): \
             warroom join {incident} --set-aside goes on with the room's record"
        );
    }
    format!(
        "behind {fork} this room went on without what your copy holds (up to {holds}): warroom \
         join {incident} --set-aside keeps yours as a file and goes on with the room's"
    )
}

/// Where nothing of the journal can be shown, only who holds a copy has any business there.
fn unheld(room: &RoomHandle, incident: Label) -> Turned {
    let why = room.halt().map(|halt| halt.stopped.sentence()).unwrap_or_default();
    let why = format!("only who holds a copy of {incident} comes in while {why}");
    Turned::new(SeatEnd::Limit, why)
}

fn hash(token: Token) -> Hash {
    Hash::of(&token.0)
}

fn other_version(theirs: u32) -> Turned {
    let older = if theirs > VERSION { "the server" } else { "your warroom" };
    let why = format!(
        "this server speaks version {VERSION} and your warroom version {theirs}: update {older}"
    );
    Turned::new(SeatEnd::Version, why)
}
