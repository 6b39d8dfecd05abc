//! Sending over a connection that may take long over it: a frame is on its way while the seat goes on, so
//! that what the server says is heard, what is asked is taken, and a dead network is noticed.

use std::future::poll_fn;
use std::task::Poll;

use futures_util::{Sink, SinkExt as _, StreamExt as _};
use tokio_tungstenite::tungstenite::{Error as WsError, Message};

use super::talk::{Next, Waits};
use super::{Socket, Task};
use crate::link::dial::{Road, broke};
use crate::link::down::Down;

impl<R: Road> Task<R> {
    /// Begins to send what waits, if nothing is on its way.
    pub(super) fn send_what_waits(
        &mut self,
        socket: &mut Socket<R>,
        waits: &mut Waits,
    ) -> Option<Down> {
        if waits.sending {
            return None;
        }
        let frame = self.desk.next_frame()?;
        begin_to_send(socket, Message::text(frame), waits)
    }
}

/// Puts a frame behind what is on its way; gives why the link is down, if it is.
pub(super) fn begin_to_send<S>(socket: &mut S, message: Message, waits: &mut Waits) -> Option<Down>
where
    S: Sink<Message, Error = WsError> + Unpin,
{
    waits.sending = true;
    socket.start_send_unpin(message).err().map(|e| Down::passing(broke(&e)))
}

/// What comes first: that what is on its way is gone, or what the server says. Nothing is lost where this
/// is dropped.
pub(super) async fn hears<R: Road>(socket: &mut Socket<R>, sending: bool) -> Next {
    poll_fn(|cx| {
        if sending && let Poll::Ready(sent) = socket.poll_flush_unpin(cx) {
            return Poll::Ready(Next::Sent(sent));
        }
        socket.poll_next_unpin(cx).map(Next::Came)
    })
    .await
}
