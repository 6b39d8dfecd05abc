//! How a socket ends: by which close code, and with which sentence.
//!
//! A close is always said and always waited for: dropping a connection that has unread bytes in it
//! would throw the sentence away.

use futures_util::{SinkExt as _, StreamExt as _};
use std::fmt;
use std::io;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::error::Error;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{CloseCode, Data};
use warroom_register::protocol::{SeatEnd, ServerMessage};

use super::Socket;
use crate::room::Turned;

/// For the peer's own close, once it was told.
const PARTING: Duration = Duration::from_secs(2);
/// The reason in a close frame.
const REASON_BYTES_MAX: usize = 120;
/// Read from a peer that goes on talking after its end.
const LINGER_BYTES_MAX: u64 = 256 * 1024;

/// How it ends.
#[derive(Clone, Debug)]
pub(super) enum Ending {
    /// The server ends it, and says why.
    Turned(Turned),
    /// What came is no websocket.
    Broken(CloseCode),
    /// The peer said that it closes.
    Closed,
    /// There is nobody to tell.
    Gone,
}

impl From<Turned> for Ending {
    fn from(turned: Turned) -> Self {
        Self::Turned(turned)
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Turned(turned) => write!(f, "{:?}", turned.end),
            Self::Broken(code) => write!(f, "broken {code}"),
            Self::Closed => f.write_str("closed by the client"),
            Self::Gone => f.write_str("gone"),
        }
    }
}

impl Ending {
    /// What an error means, by its type and never by its text.
    pub(super) fn of(error: &Error) -> Self {
        match error {
            Error::Capacity(_) => Self::Broken(CloseCode::Size),
            Error::Utf8(_) => Self::Broken(CloseCode::Invalid),
            Error::Protocol(what) if !is_reset(what) => Self::Broken(CloseCode::Protocol),
            Error::Io(error) if error.kind() == io::ErrorKind::QuotaExceeded => super::too_much(),
            Error::ConnectionClosed | Error::AlreadyClosed => Self::Closed,
            _ => Self::Gone,
        }
    }

    fn frame(&self) -> Option<CloseFrame> {
        let (code, why) = match self {
            Self::Turned(turned) => (CloseCode::from(turned.end.code()), turned.why.as_str()),
            Self::Broken(code) => (*code, "this is no websocket message"),
            Self::Closed | Self::Gone => return None,
        };
        Some(CloseFrame { code, reason: shortened(why).into() })
    }

    /// The sentence whole, for ends that a person reads.
    fn word(&self) -> Option<ServerMessage> {
        match self {
            Self::Turned(Turned {
                end: SeatEnd::Left | SeatEnd::Silent | SeatEnd::Closing,
                ..
            })
            | Self::Broken(_)
            | Self::Closed
            | Self::Gone => None,
            Self::Turned(Turned { why, compare: Some(at), .. }) => {
                Some(ServerMessage::Compare { at: *at, why: why.clone() })
            }
            Self::Turned(Turned { end, why, compare: None, guessed: _ }) => {
                Some(ServerMessage::Denied { end: *end, why: why.clone() })
            }
        }
    }
}

impl<W: AsyncRead + AsyncWrite + Unpin> Socket<W> {
    /// Says how it ends, and waits until the peer has heard it, but not for long.
    pub(super) async fn part(mut self, ending: Ending) {
        let parting = async {
            if let Some(word) = ending.word()
                && self.feed(Data::Text, word.frame().into()).await.is_err()
            {
                return;
            }
            if let Some(frame) = ending.frame()
                && self.ws.send(Message::Close(Some(frame))).await.is_err()
            {
                return;
            }
            if matches!(ending, Ending::Gone) {
                return;
            }
            while let Some(Ok(_)) = self.ws.next().await {}
            // After an error nothing is decoded any more, but bytes may still be on their way.
            let wire = self.ws.get_mut();
            if wire.shutdown().await.is_ok() {
                let mut rest = wire.take(LINGER_BYTES_MAX);
                let _ended = tokio::io::copy(&mut rest, &mut tokio::io::sink()).await;
            }
        };
        // Late or in time: the connection is dropped now.
        let _late = timeout(PARTING, parting).await;
    }
}

fn is_reset(what: &tokio_tungstenite::tungstenite::error::ProtocolError) -> bool {
    use tokio_tungstenite::tungstenite::error::ProtocolError as E;
    matches!(what, E::ResetWithoutClosingHandshake | E::SendAfterClosing)
}

fn shortened(why: &str) -> String {
    let mut bytes = 0;
    let fits = |c: &char| {
        bytes += c.len_utf8();
        bytes <= REASON_BYTES_MAX
    };
    why.chars().take_while(fits).collect()
}
