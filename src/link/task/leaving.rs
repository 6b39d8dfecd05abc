//! Leaving a seat, with what is under way still settled where that is possible.

use std::time::Duration;

use crate::trouble::as_told;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_tungstenite::tungstenite::Message;
use warroom_register::protocol::{ClientMessage, ServerMessage, holds_records};

use super::{Socket, Task};
use crate::link::copy::purge::owed;
use crate::link::dial::Road;
use crate::link::down::{Down, say};

/// What is under way when the screen is closed may still be settled, in milliseconds.
const LEAVING_MS_MAX: u64 = 1_000;

impl<R: Road> Task<R> {
    /// Leaves the seat; what is under way may still be settled.
    pub(super) async fn leave(&mut self, socket: &mut Socket<R>) {
        self.desk.take_rest();
        let sent = self.send_the_rest(socket).await;
        let end = Instant::now() + Duration::from_millis(LEAVING_MS_MAX);
        while sent.is_ok()
            && self.desk.is_under_way()
            && let Ok(Some(Ok(message))) = timeout_at(end, socket.next()).await
        {
            self.settle_by(&message);
        }
        let bye = Message::text(ClientMessage::Bye {}.frame());
        let goes = async {
            socket.send(bye).await?;
            socket.close(None).await
        };
        // The server notices by itself where this does not arrive.
        drop(timeout(Duration::from_millis(LEAVING_MS_MAX), goes).await);
    }

    async fn send_the_rest(&mut self, socket: &mut Socket<R>) -> Result<(), Down> {
        while let Some(frame) = self.desk.next_frame() {
            say(socket, Message::text(frame)).await?;
        }
        Ok(())
    }

    fn settle_by(&mut self, message: &Message) {
        let Message::Text(text) = message else { return };
        if holds_records(text) {
            let (records, _) = self.copy.take(text);
            self.desk.see(&records);
            self.learn(&records);
            self.erasing.owe(&owed(&records));
            return;
        }
        match serde_json::from_str(text) {
            Ok(ServerMessage::Already { command, .. }) => self.desk.settle(command),
            Ok(ServerMessage::Refused { command, why }) => {
                self.desk.refuse_at_last(command, as_told(&why));
            }
            Ok(_) | Err(_) => {}
        }
    }
}
