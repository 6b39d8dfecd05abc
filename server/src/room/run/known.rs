//! Who comes while nobody knows what became of the last batch: the disk does not sync, and may never.
//!
//! Who is known by what anybody may have seen comes in, and reads that; nothing of what is in doubt is
//! looked at or shown. All others would have to be recorded, and are told why they cannot be.

use super::Room;
use crate::room::door::Entrance;
use crate::room::jobs::{Job, Outcome, Wish};
use crate::room::replay;

impl Room {
    /// What comes of jobs while the journal does not answer.
    pub(super) async fn in_doubt(&mut self, jobs: &[Job], why: &str) -> Vec<Outcome> {
        self.read_known(jobs).await;
        let outcome = |job| self.of_known(job).unwrap_or_else(|| self.unready(job, why));
        jobs.iter().map(outcome).collect()
    }

    /// What comes of jobs of which nobody knows whether they were recorded.
    pub(super) async fn fallen_in_doubt(&mut self, jobs: &[Job]) -> Vec<Outcome> {
        self.read_known(jobs).await;
        jobs.iter().map(|job| self.of_known(job).unwrap_or(Outcome::Unknown)).collect()
    }

    /// Reads what anybody may have seen where somebody comes, once as long as nobody knows more.
    async fn read_known(&mut self, jobs: &[Job]) {
        let comes = jobs.iter().any(|job| matches!(job.wish, Wish::Look(_) | Wish::Admit(_)));
        if self.shared.news.borrow().over.is_some() {
            // Nobody comes into a room that is shut.
            self.known = None;
            return;
        }
        if !comes || self.known.is_some() {
            return;
        }
        match replay::known(&self.shared, self.seen).await {
            Ok(known) => self.known = Some(known),
            Err(closed) => {
                // Who comes is told what ails the journal.
                tracing::debug!(incident = self.name(), error = %closed, "nobody comes in");
            }
        }
    }

    /// That somebody comes in who is known. Who is not may be by what is in doubt: they are not turned
    /// away for good.
    fn of_known(&self, job: &Job) -> Option<Outcome> {
        let (Wish::Look(newcomer) | Wish::Admit(newcomer)) = &job.wish else { return None };
        match self.entrance(self.known.as_ref()?, newcomer) {
            Ok(Entrance::Known(scope)) => Some(Outcome::Admitted(scope)),
            Ok(Entrance::Record(..) | Entrance::Knock(..)) | Err(_) => None,
        }
    }
}
