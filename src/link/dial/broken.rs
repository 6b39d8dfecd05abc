//! How a connection ended, in plain words: by a close frame, or by what went wrong with a websocket.

use tokio_tungstenite::tungstenite::Error as WsError;
use warroom_register::Shown;
use warroom_register::protocol::SeatEnd;

use super::NoSeat;
use crate::trouble::{as_told, said};

/// What a close frame says.
pub(in crate::link) fn closed(
    frame: Option<&tokio_tungstenite::tungstenite::protocol::CloseFrame>,
) -> NoSeat {
    const ENDS: [SeatEnd; 11] = [
        SeatEnd::Left,
        SeatEnd::Malformed,
        SeatEnd::Denied,
        SeatEnd::Unknown,
        SeatEnd::Silent,
        SeatEnd::Taken,
        SeatEnd::Waits,
        SeatEnd::Limit,
        SeatEnd::Behind,
        SeatEnd::Version,
        SeatEnd::Closing,
    ];
    let Some(frame) = frame else {
        return NoSeat::Unreached("the server closed the connection".into());
    };
    let code = u16::from(frame.code);
    let why = match frame.reason.as_str() {
        "" => "the server closed the connection".into(),
        reason => as_told(reason),
    };
    match ENDS.into_iter().find(|end| end.code() == code) {
        Some(end) => NoSeat::Denied { end, why },
        None => NoSeat::Unreached(why),
    }
}

/// What went wrong with a websocket, in plain words.
pub(in crate::link) fn broke(error: &WsError) -> String {
    match error {
        WsError::Io(e) => said(e),
        WsError::ConnectionClosed | WsError::AlreadyClosed => "the connection is closed".into(),
        WsError::Http(response) if response.status().as_u16() == 503 => {
            "the server is too busy to let more in".into()
        }
        WsError::Http(response) => {
            format!("what answers is no warroom (HTTP {})", response.status().as_u16())
        }
        WsError::Capacity(_) | WsError::AttackAttempt => {
            "the server sent more at once than fits".into()
        }
        WsError::Protocol(_) | WsError::Utf8(_) => {
            "what answers is no warroom, or broke off".into()
        }
        other => Shown::line(&other.to_string(), 120).to_string(),
    }
}
