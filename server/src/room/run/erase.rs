//! Carrying out a redaction: its record is there, now the words go.
//!
//! They go from the journal, from the tail, and from the register, which is folded anew without
//! them. What does not work is tried again until it does, after a restart too.

use std::sync::Arc;
use tokio::time::Instant;
use warroom_register::{Record, Seq, Taken};

use super::timers::Timer;
use super::{RETRY, Room};
use crate::journal::JournalError;
use crate::options::Erased;
use crate::room::Shared;

impl Room {
    /// Erases the words that redactions took and that are still here.
    pub(super) async fn erase(&mut self) {
        // While the register is not made anew nobody knows what is owed; once it is, this is done again.
        let Some(owed) = self.draft.as_ref().map(|draft| draft.owed().to_vec()) else { return };
        // One that does not work keeps no other.
        let (mut gone, mut failed) = (0_usize, Vec::new());
        for Taken { entry, by } in owed {
            match self.shared.erase(entry, by).await {
                Ok(()) => gone += 1,
                Err(error) => failed.push(error),
            }
        }
        self.context.health.erased(self.shared.id, failed.first());
        if let Some(error) = failed.first() {
            let entries = failed.len();
            tracing::error!(incident = self.name(), entries, %error, "words were not taken out yet");
            self.timers.set(Timer::Erase, Instant::now() + RETRY);
        }
        if gone > 0 {
            tracing::info!(
                incident = self.name(),
                entries = gone,
                "words were taken out of the journal"
            );
            self.forget_words().await;
        }
    }

    /// Words were taken out of the journal: they go from what is kept elsewhere of it.
    async fn forget_words(&mut self) {
        if let Some(Erased(erased)) = &self.context.erased {
            let (erased, id) = (Arc::clone(erased), self.shared.id);
            // It waits for whoever uses the library just now.
            if let Err(error) = tokio::task::spawn_blocking(move || erased(id)).await {
                tracing::error!(incident = self.name(), %error, "words may stand in the library still");
            }
        }
        // The register holds them too. Where it cannot be made anew now, what is left waits for that.
        self.draft = None;
        drop(self.ready().await);
    }

    /// Whether words stand in the journal that are to go.
    pub(super) fn owes_words(&self) -> bool {
        self.draft.as_ref().is_some_and(|draft| !draft.owed().is_empty())
    }
}

impl Shared {
    async fn erase(&self, entry: Seq, by: Seq) -> Result<(), JournalError> {
        let line = self.line(entry).await?;
        // One that was redacted before is as it should be.
        let Some(without) = Record::redacted_line(&line, by) else { return Ok(()) };
        self.store.redact(self.id, entry, without.as_str().into()).await?;
        self.tail.redact(entry, &without);
        Ok(())
    }
}
