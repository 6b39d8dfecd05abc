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
use warroom_register::limits::{
    HELLO_SECONDS_MAX, STRANGERS_IN_LINE_MAX, STRANGERS_MAX, STRANGERS_OF_LOOPBACK_MAX,
    STRANGERS_PER_ADDRESS_MAX,
};

/// How many strangers a door suffers, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct DoorLimits {
    /// Of all addresses together, but for this machine's own.
    pub strangers: usize,
    /// Of those who wait for a slot.
    pub strangers_in_line: usize,
    /// Of one address (IPv6: of one /64).
    pub strangers_per_address: usize,
    /// Of this machine. A proxy and every command line of it come from there, so they are many, and
    /// take no slot of the others: no program here can keep the network out.
    pub strangers_of_loopback: usize,
    /// From connecting to a valid hello.
    pub hello: Duration,
}

impl Default for DoorLimits {
    fn default() -> Self {
        Self {
            strangers: STRANGERS_MAX,
            strangers_in_line: STRANGERS_IN_LINE_MAX,
            strangers_per_address: STRANGERS_PER_ADDRESS_MAX,
            strangers_of_loopback: STRANGERS_OF_LOOPBACK_MAX,
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
    line: Semaphore,
    /// Only addresses that have a stranger now: never more than there are slots and places in line.
    of_address: Mutex<HashMap<IpAddr, usize>>,
}

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
    counted: IpAddr,
    permit: Option<OwnedSemaphorePermit>,
}

impl Strangers {
    /// All slots free.
    pub fn new(limits: DoorLimits) -> Self {
        Self(Arc::new(Slots {
            limits,
            free: Arc::new(Semaphore::new(limits.strangers)),
            line: Semaphore::new(limits.strangers_in_line),
            of_address: Mutex::default(),
        }))
    }

    /// A slot for somebody who has just connected, as soon as one is free, which the deadline of
    /// strangers makes soon; `None` if too many have come from there, or too many wait. Their own
    /// deadline begins with the slot.
    pub async fn meet(&self, address: IpAddr) -> Option<Stranger> {
        let address = household(address);
        // Counted before it waits, and given back wherever it ends.
        let mut slot = self.count(address)?;
        if !address.is_loopback() {
            slot.permit = match Arc::clone(&self.0.free).try_acquire_owned() {
                Ok(free) => Some(free),
                Err(_taken) => {
                    let _in_line = self.0.line.try_acquire().ok()?;
                    // The semaphore is never closed; were it, waiting for nothing would be worse
                    // than going on.
                    Arc::clone(&self.0.free).acquire_owned().await.ok()
                }
            };
        }
        let patience = self.0.limits.hello;
        Some(Stranger(Arc::new(Waiting {
            slot: Mutex::new(Some(slot)),
            admitted: CancellationToken::new(),
            patience,
            deadline: Instant::now() + patience,
        })))
    }

    /// Counts one more from there: `None` if that is too many.
    fn count(&self, address: IpAddr) -> Option<Slot> {
        let limits = self.0.limits;
        let most = if address.is_loopback() {
            limits.strangers_of_loopback
        } else {
            limits.strangers_per_address
        };
        let mut counts = self.0.of_address.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(address).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Slot { of: self.clone(), counted: address, permit: None })
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.permit = None;
        let mut counts = self.of.0.of_address.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.counted) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.counted);
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
