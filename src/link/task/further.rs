//! Whether the room has gone further elsewhere: a machine that slept through two rescues may have come
//! to the first one's server, which came back with a record that is true and not the last.
//!
//! And the first server may come back with a record that names no rescue at all, to somebody who saw
//! none. So where the record, or the server, names other machines, they are asked, once a connection,
//! all at once and for a few seconds; what is written waits so long. A room that names none waits for
//! nobody. The record that was served anew more often is the room's, if it goes on from what this
//! machine holds.

use std::pin::Pin;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::future::join_all;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use warroom_register::protocol::{Door, holds_records};
use warroom_register::{Chain, Event, Hash, Host, Seq};

use super::Task;
use super::calls::ADDRESSES_TRIED_MAX;
use crate::link::dial::{Caller, Road, call};
use crate::link::hosts::Hosts;
use crate::link::unpack::unpack;

/// For all machines together, in seconds.
const LOOK_SECONDS_MAX: u64 = 4;
/// The first look further where no rescue is on record, in seconds: a machine that could serve the room may be asleep for days.
const LOOK_FIRST_SECONDS_MAX: u64 = 2;

type Found = Pin<Box<dyn Future<Output = Option<Host>> + Send>>;

/// How far the looking is in one connection.
#[derive(Default)]
pub(super) enum Search {
    #[default]
    Waits,
    Goes(Found),
    Done,
}

/// What has to be known of a record to go there.
#[derive(Clone)]
struct Known {
    header: String,
    held: Seq,
    hash: Option<Hash>,
    hosts: Hosts,
}

impl Search {
    /// What comes of it; never, where nobody is asked.
    pub(super) async fn found(&mut self) -> Option<Host> {
        let Self::Goes(found) = self else { return std::future::pending().await };
        let found = found.await;
        *self = Self::Done;
        found
    }

    const fn is_done(&self) -> bool {
        matches!(self, Self::Done)
    }
}

impl<R: Road> Task<R> {
    /// Begins to look as soon as there is something to compare; true while what is written has to wait.
    pub(super) fn looks_elsewhere(&self, search: &mut Search) -> bool {
        let others = !self.hosts.to_ask(self.caller.pin).is_empty();
        if search.is_done() || !(others || self.was_moved()) || self.stopped.is_some() {
            return false;
        }
        if matches!(search, Search::Waits) && self.copy.held().0 >= self.head_then {
            *search = self.asks_others().map_or(Search::Done, Search::Goes);
        }
        !search.is_done()
    }

    fn was_moved(&self) -> bool {
        self.hosts.served_by().is_some() || self.caller.pin != self.known.pin
    }

    fn asks_others(&self) -> Option<Found> {
        let (Some(id), Some(header)) = (self.incident, self.copy.header()) else { return None };
        let (held, hash) = self.copy.held();
        let known = Known { header: header.to_owned(), held, hash, hosts: self.hosts.clone() };
        let seconds = if self.was_moved() { LOOK_SECONDS_MAX } else { LOOK_FIRST_SECONDS_MAX };
        let limit = Duration::from_secs(seconds);
        let asks = self.hosts.to_ask(self.caller.pin).into_iter().filter_map(|host| {
            let road = self.road.toward(host.pin).ok()?;
            let (pin, door) = (host.pin, Door::Known { id });
            let caller = Caller { pin, door, screen: false, ..self.caller.clone() };
            Some(further(road, caller, host, known.clone(), limit))
        });
        let asks: Vec<_> = asks.collect();
        if asks.is_empty() {
            return None;
        }
        Some(Box::pin(async move {
            let found = join_all(asks).await.into_iter().flatten();
            found.max_by_key(|(term, _)| *term).map(|(_, host)| host)
        }))
    }
}

/// Whether this machine's record goes on from what is held and was served anew more often: how often.
async fn further<R: Road>(
    road: R,
    caller: Caller,
    host: Host,
    known: Known,
    limit: Duration,
) -> Option<(u32, Host)> {
    let term = timeout(limit, term_of(&road, &caller, &host, &known)).await.ok()??;
    (term > known.hosts.term()).then_some((term, host))
}

async fn term_of<R: Road>(road: &R, caller: &Caller, host: &Host, known: &Known) -> Option<u32> {
    let addresses: Vec<_> = host.addresses.iter().take(ADDRESSES_TRIED_MAX).cloned().collect();
    let mut chain = match known.hash {
        Some(hash) => Chain { head: known.held, hash },
        None => Chain::begin(&known.header),
    };
    let seat = call(road, &addresses, caller, (known.held, known.hash)).await;
    let (mut socket, welcome) = seat.ok()?;
    if welcome.said.header.as_deref() != Some(known.header.as_str())
        || welcome.said.stopped.is_some()
    {
        return None;
    }
    let mut term = 0;
    while chain.head < welcome.said.head {
        let lines = match socket.next().await?.ok()? {
            Message::Text(text) if holds_records(&text) => text.to_string(),
            Message::Binary(bytes) => unpack(&bytes).ok()?,
            Message::Close(_) => return None,
            _ => continue,
        };
        if known.hosts.usurper(&lines).is_some() {
            return None;
        }
        for line in lines.split_terminator('\n') {
            if let Event::Rescued { term: of, .. } = chain.read(line).ok()?.event {
                term = term.max(of);
            }
        }
    }
    Some(term)
}
