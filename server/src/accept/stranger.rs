//! Those who have not said a valid hello yet: how many there may be, and for how long.
//!
//! Undone by dropping: a slot is free again when its stranger is admitted or gone.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::future::{Future, pending};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;
use warroom_register::limits::{HELLO_SECONDS_MAX, STRANGERS_MAX, STRANGERS_PER_ADDRESS_MAX};

/// How many strangers a door suffers, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct DoorLimits {
    /// Of all addresses together.
    pub strangers: usize,
    /// Of one address (IPv6: of one /64). Loopback is exempt: a proxy and every command line of
    /// this machine come from there.
    pub strangers_per_address: usize,
    /// From connecting to a valid hello.
    pub hello: Duration,
}

impl Default for DoorLimits {
    fn default() -> Self {
        Self {
            strangers: STRANGERS_MAX,
            strangers_per_address: STRANGERS_PER_ADDRESS_MAX,
            hello: Duration::from_secs(HELLO_SECONDS_MAX),
        }
    }
}

/// The slots of one door.
#[derive(Clone, Debug)]
pub struct Strangers(Arc<Slots>);

#[derive(Debug)]
struct Slots {
    limits: DoorLimits,
    free: Arc<Semaphore>,
    /// Only addresses that have a stranger now: never more than there are slots.
    of_address: Mutex<HashMap<IpAddr, usize>>,
}

/// A free slot, not yet given to anybody.
#[derive(Debug)]
pub struct FreeSlot(Option<OwnedSemaphorePermit>);

/// The deadline passed without a valid hello: close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overdue;

/// A connection that has not said a valid hello yet. All clones are one; the last gives the slot
/// back.
#[derive(Clone, Debug)]
pub struct Stranger(Arc<Waiting>);

#[derive(Debug)]
struct Waiting {
    slot: Mutex<Option<Slot>>,
    admitted: CancellationToken,
    patience: Duration,
    deadline: Instant,
}

#[derive(Debug)]
struct Slot {
    of: Strangers,
    counted: Option<IpAddr>,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Strangers {
    /// All slots free.
    pub fn new(limits: DoorLimits) -> Self {
        Self(Arc::new(Slots {
            limits,
            free: Arc::new(Semaphore::new(limits.strangers)),
            of_address: Mutex::default(),
        }))
    }

    /// A slot, as soon as one is free. The deadline of strangers makes that soon.
    pub async fn slot(&self) -> FreeSlot {
        // The semaphore is never closed; were it, waiting for nothing would be worse than going on.
        FreeSlot(Arc::clone(&self.0.free).acquire_owned().await.ok())
    }

    /// Gives the slot to somebody who has just connected; `None` if too many have come from there.
    pub fn meet(&self, slot: FreeSlot, address: IpAddr) -> Option<Stranger> {
        let slot = Slot { of: self.clone(), counted: self.count(address)?, _permit: slot.0 };
        let patience = self.0.limits.hello;
        Some(Stranger(Arc::new(Waiting {
            slot: Mutex::new(Some(slot)),
            admitted: CancellationToken::new(),
            patience,
            deadline: Instant::now() + patience,
        })))
    }

    /// Counts one more from there: `None` if that is too many, `Some(None)` for who is exempt.
    #[expect(clippy::option_option, reason = "refused, or taken and perhaps counted")]
    fn count(&self, address: IpAddr) -> Option<Option<IpAddr>> {
        let address = household(address);
        if address.is_loopback() {
            return Some(None);
        }
        let mut counts = self.0.of_address.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(address).or_default();
        if *count >= self.0.limits.strangers_per_address {
            return None;
        }
        *count += 1;
        Some(Some(address))
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let Some(address) = self.counted else { return };
        let mut counts = self.of.0.of_address.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&address);
            }
        }
    }
}

impl Stranger {
    /// A valid hello was said: gives the slot back and lifts the deadline.
    pub fn admitted(&self) {
        self.0.admitted.cancel();
        drop(self.0.slot.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    /// Does this before the deadline, or not at all. Once admitted there is no deadline.
    pub async fn within<T>(&self, work: impl Future<Output = T>) -> Result<T, Overdue> {
        tokio::select! {
            biased;
            done = work => Ok(done),
            () = self.overdue() => Err(Overdue),
        }
    }

    /// Ends when the deadline passes, and never if this one is admitted before.
    pub async fn overdue(&self) {
        if timeout_at(self.0.deadline, self.0.admitted.cancelled()).await.is_ok() {
            pending::<()>().await;
        }
    }

    /// How long a stranger is given in all.
    pub fn patience(&self) -> Duration {
        self.0.patience
    }
}

/// What one subscriber has: an IPv4 address, or an IPv6 network of 64 bits.
pub(crate) fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) if !v6.is_loopback() => {
            let network = v6.to_bits() & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from_bits(network))
        }
        other => other,
    }
}
