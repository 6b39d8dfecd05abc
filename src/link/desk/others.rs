//! What other programs of this machine have put into the outbox, while nobody is reached.

use super::{Desk, Left};

impl Desk {
    /// It waits as well, and the screen says so. Whoever reaches the server first sends it.
    pub(in crate::link) async fn look_into_outbox(&mut self) -> Result<(), Left> {
        self.drop_refused_elsewhere();
        let Some(outbox) = &self.outbox else { return Ok(()) };
        let contents = outbox.contents();
        self.take_up(contents).await
    }
}
