//! Whether a room rests, so that nothing is lost if it is shut: nothing is in hand, in doubt, or still to
//! be taken out.
//!
//! Its task alone says so, and only while it waits. Who would shut it must be the last who can ask it, and
//! looks into its inbox first: what left the inbox had stirred the room before.

use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::mpsc;
use warroom_register::limits::INBOX_ASKS_MAX;

use super::jobs::Job;

/// Whether a room rests; one that does not run yet does not.
#[derive(Debug, Default)]
pub(super) struct Rest(AtomicBool);

impl Rest {
    pub(super) fn is(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    pub(super) fn set(&self, rests: bool) {
        self.0.store(rests, Ordering::Release);
    }

    /// Takes what waits in the inbox, and gives how much it was: 0 when nobody can ask any more.
    pub(super) async fn hear(&self, inbox: &mut mpsc::Receiver<Job>, jobs: &mut Vec<Job>) -> usize {
        poll_fn(|context| {
            // Before anything is taken: else it would be neither in the inbox nor in hand for a moment.
            let rested = self.0.swap(false, Ordering::AcqRel);
            let heard = inbox.poll_recv_many(context, jobs, INBOX_ASKS_MAX);
            if heard.is_pending() {
                self.set(rested);
            }
            heard
        })
        .await
    }
}
