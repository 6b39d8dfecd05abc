//! The servers that a room has left are told so. Whoever comes to one that is back, by an old invite,
//! holds nothing, and cannot know that its record is not the last; it hears of a longer one as of any
//! other copy (`bring`), and records nothing from then on.
//!
//! Screens tell them, and only where the record says that the room was served anew where the screen
//! sits: a server that is only another one is none that was left.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};
use warroom_register::Seq;
use warroom_register::protocol::Door;

use super::Task;
use super::calls::ADDRESSES_TRIED_MAX;
use crate::link::dial::{Caller, Held, NoSeat, Road, call};
use crate::link::{Boxed, Spot, Tries};

/// Each of them is called so often, in seconds: it may come back at any time.
const TELL_SECONDS: u64 = 20;

/// Those that ask what this machine holds at their own last record.
pub(super) type Asking = Vec<(Spot, Seq)>;

/// The calls that are due or under way.
pub(super) struct Telling {
    due: Interval,
    calls: Option<Boxed<Asking>>,
}

impl Telling {
    pub(super) fn begin() -> Self {
        let every = Duration::from_secs(TELL_SECONDS);
        let mut due = interval_at(Instant::now() + every, every);
        due.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { due, calls: None }
    }

    /// That it is time to call, or, of the calls that were made, who asks.
    pub(super) async fn next(&mut self) -> Option<Asking> {
        let Some(calls) = &mut self.calls else {
            self.due.tick().await;
            return None;
        };
        let asking = calls.await;
        self.calls = None;
        Some(asking)
    }
}

impl<R: Road> Task<R> {
    /// Calls the servers that were left, or answers those that ask.
    pub(super) fn tell_left(&self, telling: &mut Telling, asking: Option<Asking>) {
        let said = match asking {
            None => self.left().into_iter().map(|spot| (spot, self.copy.held().into())).collect(),
            Some(asking) => self.held_at(asking),
        };
        let calls: Vec<_> =
            said.into_iter().filter_map(|(spot, held)| self.says(spot, held)).collect();
        if !calls.is_empty() {
            telling.calls =
                Some(Box::pin(
                    async move { join_all(calls).await.into_iter().flatten().collect() },
                ));
        }
    }

    /// The servers that the room has left, if it was served anew where this screen sits.
    fn left(&self) -> Vec<Spot> {
        let pin = self.caller.pin;
        let here = self.hosts.served_by().is_some_and(|host| host.pin == pin);
        if !here || self.tries == Tries::Once || self.stopped.is_some() {
            return Vec::new();
        }
        let all = self.whereabouts().map(|it| it.before).unwrap_or_default();
        all.into_iter().filter(|spot| spot.pin != pin).collect()
    }

    /// What this machine holds at the last record of each: without that line of its copy it has nothing
    /// to say there.
    fn held_at(&self, asking: Asking) -> Vec<(Spot, Held)> {
        let holds = Some(self.copy.held().0);
        let held = |(spot, after)| {
            let hash = Some(self.copy.hash_at(after).ok()??);
            Some((spot, Held { after, hash, holds, ..Held::default() }))
        };
        asking.into_iter().filter_map(held).collect()
    }

    /// One call: gives the server if it asks, once.
    fn says(
        &self,
        spot: Spot,
        held: Held,
    ) -> Option<impl Future<Output = Option<(Spot, Seq)>> + Send + use<R>> {
        let (id, pin) = (self.incident?, spot.pin);
        let road = self.road.toward(pin).ok()?;
        let caller = Caller { pin, door: Door::Known { id }, screen: false, ..self.caller.clone() };
        let held = Held { of: Some(id), ..held };
        Some(async move {
            let tried = spot.addresses.len().min(ADDRESSES_TRIED_MAX);
            match call(&road, &spot.addresses[..tried], &caller, held).await {
                Err(NoSeat::Compare { at, .. }) if held.holds.is_none() => Some((spot, at)),
                Ok(_) | Err(_) => None,
            }
        })
    }
}
