//! How a link goes down, and the sending of a frame, which is where it is often noticed.

use std::time::Duration;

use futures_util::SinkExt;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Error as WsError, Message};
use warroom_register::limits::LINK_SILENCE_SECONDS_MAX;

use super::dial::{NoSeat, broke};

/// The link is down.
pub(crate) struct Down {
    pub(crate) why: String,
    /// Trying again by itself could help.
    pub(super) passes: bool,
    /// This machine slept: whatever the connection was, it is tried anew at once.
    pub(super) woke: bool,
}

impl From<NoSeat> for Down {
    fn from(no: NoSeat) -> Self {
        match no {
            NoSeat::Unreached(why) => Self::passing(why),
            NoSeat::Denied { end, why } => Self { why, passes: end.passes(), woke: false },
            NoSeat::Compare { why, .. } => Self::for_good(why),
        }
    }
}

impl Down {
    pub(super) const fn passing(why: String) -> Self {
        Self { why, passes: true, woke: false }
    }

    pub(super) fn woke() -> Self {
        Self { woke: true, ..Self::passing("this machine slept".into()) }
    }

    pub(super) fn silent() -> Self {
        let seconds = LINK_SILENCE_SECONDS_MAX;
        Self::passing(format!("the server does not answer for {seconds} seconds"))
    }

    pub(super) const fn for_good(why: String) -> Self {
        Self { why, passes: false, woke: false }
    }
}

/// Sends a frame, unless the server takes nothing any more.
pub(super) async fn say<S>(socket: &mut S, message: Message) -> Result<(), Down>
where
    S: SinkExt<Message, Error = WsError> + Unpin,
{
    let limit = Duration::from_secs(LINK_SILENCE_SECONDS_MAX);
    match timeout(limit, socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(e)) => Err(Down::passing(broke(&e))),
        Err(_elapsed) => Err(Down::passing("the server takes nothing any more".into())),
    }
}
