//! What waits in the outbox, whoever of this machine has put it there.

use super::{Desk, Left};

impl Desk {
    /// Takes up what waits on disk, whoever of this machine put it there, if nobody else sends it.
    pub(in crate::link) async fn take_up_outbox(&mut self) -> Result<(), Left> {
        self.drop_refused_elsewhere();
        let Some(outbox) = &mut self.outbox else { return self.tell_owed().await };
        let contents = match outbox.lock() {
            Ok(false) => return self.tell_owed().await,
            Ok(true) => outbox.contents(),
            Err(why) => Err(why),
        };
        self.take_up(contents).await
    }

    /// What others put there while nobody is reached waits as well, and the screen says so. Whoever reaches
    /// the server first sends it.
    pub(in crate::link) async fn look_into_outbox(&mut self) -> Result<(), Left> {
        self.drop_refused_elsewhere();
        let Some(outbox) = &self.outbox else { return Ok(()) };
        let contents = outbox.contents();
        self.take_up(contents).await
    }

    /// What is tried again and again is said once, when the screen is gone.
    pub(super) fn note_once(&mut self, why: String) {
        if !self.notes.contains(&why) {
            self.notes.push(why);
        }
    }
}
