//! Calling: the server where the room was, and where that is gone, the machines that the record names.
//!
//! A server that has less than this machine holds is told so, and says what it then does. One that
//! came back with an older record, after the room was served anew elsewhere, is not followed. Another
//! machine is followed only if its journal goes on from what this machine holds.

use tokio::select;
use tokio_tungstenite::WebSocketStream;
use warroom_register::protocol::{Door, SeatEnd, StopWhy};
use warroom_register::{Host, Shown};

use super::{Socket, Task, first_of};
use crate::app::msg::LinkMsg;
use crate::link::bring::{call_saying, call_with};
use crate::link::desk::{Desk, Left};
use crate::link::dial::{Caller, Held, NoSeat, Road, Welcome};
use crate::link::down::Down;
use crate::link::hosts::not_followed;
use crate::link::woke::Clocks;
use crate::link::{Spot, Whereabouts};

/// Addresses of another machine that are tried.
pub(super) const ADDRESSES_TRIED_MAX: usize = 3;

type Seat<S> = Result<(WebSocketStream<S>, Welcome), NoSeat>;

/// Why a call was given up before anything came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BrokenOff {
    /// Nobody is at the screen any more.
    Left,
    /// This machine slept: nobody knows what became of the connection.
    Slept,
}

impl From<Left> for BrokenOff {
    fn from(Left: Left) -> Self {
        Self::Left
    }
}

/// What comes of a call. What is asked meanwhile is taken, and ends nothing but a link that is left.
async fn comes_of<T>(
    call: impl Future<Output = T>,
    desk: &mut Desk,
    clocks: &mut Clocks,
    road: &impl Road,
) -> Result<T, BrokenOff> {
    select! {
        biased;
        came = call => Ok(came),
        () = clocks.wake(road) => Err(BrokenOff::Slept),
        Left = desk.serve() => Err(BrokenOff::Left),
    }
}

impl<R: Road> Task<R> {
    /// A seat where the room is, or why there is none.
    pub(super) async fn call(&mut self) -> Result<Seat<R::Stream>, BrokenOff> {
        // A machine that slept before is awake: this is its try.
        self.clocks.begin_anew(&self.road);
        self.look_for_a_move();
        // Whose machine it is may have been learnt only since.
        let seat = match self.hosts.barred(self.caller.pin) {
            Some(who) => Err(NoSeat::Unreached(not_followed(who))),
            None => self.call_here().await?,
        };
        let why = match seat {
            Ok((_, welcome)) if self.is_old(&welcome) => {
                let why = self.old(&welcome);
                if self.places.said_old.replace(self.caller.pin) != Some(self.caller.pin) {
                    self.desk.tell(LinkMsg::Said(why.clone())).await?;
                }
                NoSeat::Unreached(why)
            }
            Ok(seat) => {
                self.places.said_old = None;
                return Ok(Ok(seat));
            }
            Err(why) => why,
        };
        let gone = match &why {
            NoSeat::Unreached(_) | NoSeat::Compare { .. } => true,
            NoSeat::Denied { end, .. } => matches!(end, SeatEnd::Behind | SeatEnd::Unknown),
        };
        let others = self.hosts.others(self.caller.pin);
        if !gone || others.is_empty() {
            return Ok(Err(why));
        }
        for host in &others {
            if let Some(seat) = self.call_there(host).await? {
                return Ok(Ok(seat));
            }
        }
        // One of them may serve the room a moment later.
        Ok(Err(NoSeat::Unreached(match why {
            NoSeat::Unreached(why) | NoSeat::Denied { why, .. } | NoSeat::Compare { why, .. } => {
                why
            }
        })))
    }

    /// Takes this server for the room's, if it was so before or is on record now.
    pub(super) fn settle_here(&mut self) -> bool {
        let pin = self.caller.pin;
        let here = pin == self.known.pin || self.hosts.served_by().is_some_and(|it| it.pin == pin);
        if here && self.places.called.is_some() {
            self.known.addresses.clone_from(&self.addresses);
            (self.known.incident, self.known.pin) = (self.places.called, pin);
        }
        here
    }

    /// Somebody may have typed in a new place on this machine, or a new address of the same server;
    /// another program of this machine may have found it there.
    fn look_for_a_move(&mut self) {
        let Some(spot) = self.whereabouts().map(|it| it.now) else { return };
        if spot.pin == self.caller.pin {
            self.addresses = first_of(&spot.addresses, &self.addresses);
        }
        let fresh = std::mem::replace(&mut self.places.looked_at, spot.pin) != spot.pin;
        if fresh && spot.pin != self.caller.pin {
            let Spot { addresses, pin, incident } = spot;
            let Ok(road) = self.road.toward(pin) else { return };
            let door = Door::Key { incident: Some(incident) };
            self.go(road, Caller { pin, door, ..self.caller.clone() }, addresses);
            self.known.pin = pin;
        }
    }

    pub(super) fn whereabouts(&self) -> Option<Whereabouts> {
        self.hooks.look.as_ref().and_then(|look| look())
    }

    /// Goes to the machine where the room has gone further; false where there is no way.
    pub(super) fn follow(&mut self, host: &Host) -> bool {
        let (Some(id), Ok(road)) = (self.incident, self.road.toward(host.pin)) else {
            return false;
        };
        let caller = Caller { pin: host.pin, door: Door::Known { id }, ..self.caller.clone() };
        self.go(road, caller, host.addresses.clone());
        self.places.goes_on = true;
        true
    }

    fn go(&mut self, road: R, caller: Caller, addresses: Vec<String>) {
        (self.road, self.caller, self.addresses) = (road, caller, addresses);
    }

    /// Calls the server; where it lives on this machine and is dead, has it started again first.
    async fn call_here(&mut self) -> Result<Seat<R::Stream>, BrokenOff> {
        let seat = self.call_once().await?;
        let ours = self.places.begun_at == self.caller.pin;
        let (Err(NoSeat::Unreached(_)), Some(revive)) = (&seat, &self.hooks.revive) else {
            return Ok(seat);
        };
        if !ours {
            return Ok(seat);
        }
        let revived = revive();
        let revived = select! {
            biased;
            revived = revived => revived,
            Left = self.desk.serve() => return Err(BrokenOff::Left),
        };
        match revived {
            Ok(addresses) => self.addresses = addresses,
            Err(why) => return Ok(Err(NoSeat::Unreached(why))),
        }
        self.call_once().await
    }

    async fn call_once(&mut self) -> Result<Seat<R::Stream>, BrokenOff> {
        let calls = call_with(&self.road, &self.addresses, &self.caller, &self.copy);
        comes_of(calls, &mut self.desk, &mut self.clocks, &self.road).await
    }

    /// Whether this machine holds more than a server at which the room is no more.
    fn is_old(&self, welcome: &Welcome) -> bool {
        let moved = self.hosts.served_by().is_some_and(|host| host.pin != self.caller.pin);
        moved && welcome.said.head < self.copy.held().0
    }

    fn old(&self, welcome: &Welcome) -> String {
        let by = self.hosts.served_by().map_or_else(String::new, |host| host.by.to_string());
        format!(
            "{} came back with an older record (it ends at {}, this machine holds {}): it is not \
             followed, {by} serves the room. There: warroom stop",
            Shown::line(&welcome.at, 80),
            welcome.said.head,
            self.copy.held().0
        )
    }

    /// A seat at another machine, if it has this very room and goes on from what this machine holds.
    async fn call_there(&mut self, host: &Host) -> Result<Option<(Socket<R>, Welcome)>, BrokenOff> {
        let (Some(id), Ok(road)) = (self.incident, self.road.toward(host.pin)) else {
            return Ok(None);
        };
        let caller = Caller { pin: host.pin, door: Door::Known { id }, ..self.caller.clone() };
        let addresses: Vec<_> = host.addresses.iter().take(ADDRESSES_TRIED_MAX).cloned().collect();
        let calls = call_with(&road, &addresses, &caller, &self.copy);
        let seat = comes_of(calls, &mut self.desk, &mut self.clocks, &self.road).await?;
        let Ok((socket, welcome)) = seat else { return Ok(None) };
        let same = welcome.said.header.as_deref() == self.copy.header();
        let gathers = welcome.said.stopped.as_ref().is_some_and(|it| it.why == StopWhy::Gathers);
        if !same || (welcome.said.head < self.copy.held().0 && !gathers) {
            return Ok(None);
        }
        self.go(road, caller, addresses);
        Ok(Some((socket, welcome)))
    }

    /// Another record came than this machine was told of: the server is told so, and says what it is.
    pub(super) async fn tell_parted(&mut self, said: Held) -> Result<Down, Left> {
        let caller = Caller { screen: false, ..self.caller.clone() };
        let calls = call_saying(&self.road, &self.addresses, &caller, &self.copy, said);
        let seat = match comes_of(calls, &mut self.desk, &mut self.clocks, &self.road).await {
            Ok(seat) => seat,
            Err(BrokenOff::Slept) => return Ok(Down::woke()),
            Err(BrokenOff::Left) => return Err(Left),
        };
        let changed = "the server's record is another one than this machine was told of";
        Ok(seat.map_or_else(Down::from, |_seat| Down::passing(changed.into())))
    }
}
