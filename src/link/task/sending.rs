//! Sending over a connection that may take long over it: what is asked meanwhile is taken.

use tokio::select;
use tokio_tungstenite::tungstenite::Message;

use super::{Socket, Task};
use crate::link::desk::Left;
use crate::link::dial::Road;
use crate::link::down::{Down, say};

impl<R: Road> Task<R> {
    /// Sends a frame; gives why the link is down, if it is.
    pub(super) async fn say(
        &mut self,
        socket: &mut Socket<R>,
        message: Message,
    ) -> Result<Option<Down>, Left> {
        select! {
            biased;
            said = say(socket, message) => Ok(said.err()),
            left = self.desk.serve() => Err(left),
        }
    }

    /// Sends what waits, as far as it may be under way.
    pub(super) async fn send_what_waits(
        &mut self,
        socket: &mut Socket<R>,
    ) -> Result<Option<Down>, Left> {
        while let Some(frame) = self.desk.next_frame() {
            if let Some(down) = self.say(socket, Message::text(frame)).await? {
                return Ok(Some(down));
            }
        }
        Ok(None)
    }
}
