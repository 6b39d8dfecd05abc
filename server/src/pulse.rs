//! The beat at which seats look whether their client still says anything, a part of them at a time.
//!
//! A thousand at one moment would be a stall of tens of milliseconds that every entry of that moment
//! waits for. So seats are dealt out to a few beats, which tick in turn.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};
use tokio_tungstenite::tungstenite::Utf8Bytes;
use warroom_register::protocol::ServerMessage;

use crate::clock::Clock;

/// Parts into which the seats are dealt.
const PARTS: usize = 16;

/// One beat for a part of the seats of a server.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pulse {
    /// What those are told who said nothing, encoded once.
    pub(crate) beat: Utf8Bytes,
    /// The server closes.
    pub(crate) closing: bool,
}

/// The beats of a server.
#[derive(Debug)]
pub(crate) struct Pulses {
    parts: [watch::Sender<Pulse>; PARTS],
    dealt: AtomicUsize,
}

impl Pulses {
    pub(crate) fn new() -> Self {
        let parts = std::array::from_fn(|_| watch::Sender::new(Pulse::default()));
        Self { parts, dealt: AtomicUsize::new(0) }
    }

    /// The beat of the next seat.
    pub(crate) fn deal(&self) -> watch::Receiver<Pulse> {
        let part = self.dealt.fetch_add(1, Ordering::Relaxed) % PARTS;
        self.parts[part].subscribe()
    }

    /// Tells all seats that the server closes.
    pub(crate) fn close(&self) {
        self.parts.iter().for_each(|part| part.send_modify(|pulse| pulse.closing = true));
    }

    /// Beats for ever, each part once in so long.
    pub(crate) async fn run(&self, each: Duration, clock: &Clock) {
        let mut ticks = interval(each / u32::try_from(PARTS).unwrap_or(1));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        for part in self.parts.iter().cycle() {
            ticks.tick().await;
            let beat = ServerMessage::Beat { now: clock.now() }.frame().into();
            part.send_modify(|pulse| pulse.beat = beat);
        }
    }
}
