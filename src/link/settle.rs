//! A command that ends all seats of its room where it is recorded: that the connection is gone is no
//! answer, so it is asked again in another seat, as the same command, until it is known.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use warroom_register::Seq;
use warroom_register::protocol::{Asked, ClientMessage, ServerMessage, holds_records};

use super::dial::{Caller, Road, call};
use crate::trouble::{Trouble, as_told};

/// One for a connection that broke before the command came there, one that its record ends, and one that
/// says so.
const SEATS_MAX: usize = 3;
/// A seat is waited in for so long, in seconds: the server writes, and then it may be busy with all
/// who come anew.
const ANSWER_SECONDS_MAX: u64 = 120;

/// What became of a command that is asked in this seat first: its place on record, or why there is none.
pub(crate) async fn settle<R: Road>(
    road: &R,
    addresses: &[String],
    caller: &Caller,
    first: WebSocketStream<R::Stream>,
    asked: &Asked,
) -> Result<Seq, Trouble> {
    let mut socket = first;
    for seat in 1..=SEATS_MAX {
        if let Some(settled) = ask(&mut socket, asked).await? {
            drop(socket.close(None).await);
            return settled;
        }
        if seat < SEATS_MAX {
            // Nothing is said of this machine's copy: it may hold what the room goes on without.
            let again = Box::pin(call(road, addresses, caller, (Seq(0), None))).await;
            socket = again.map_err(|no| unknown(Some(&Trouble::from(no))))?.0;
        }
    }
    Err(unknown(None))
}

fn unknown(why: Option<&Trouble>) -> Trouble {
    let why = why.map_or_else(|| "the server broke off".to_owned(), ToString::to_string);
    Trouble::Unreachable(format!("it is not known whether that is on record: run it again ({why})"))
}

/// None where the connection ends first.
async fn ask<S: AsyncRead + AsyncWrite + Unpin>(
    socket: &mut WebSocketStream<S>,
    asked: &Asked,
) -> Result<Option<Result<Seq, Trouble>>, Trouble> {
    let frame = ClientMessage::Ask(asked.clone()).frame();
    let settled = async {
        socket.send(Message::text(frame)).await.ok()?;
        loop {
            let Message::Text(text) = socket.next().await?.ok()? else { continue };
            if holds_records(&text) {
                continue;
            }
            match serde_json::from_str(&text) {
                Ok(ServerMessage::Already { command, seq }) if command == asked.id => {
                    return Some(Ok(seq));
                }
                Ok(ServerMessage::Refused { command, why }) if command == asked.id => {
                    return Some(Err(Trouble::Refused(as_told(&why))));
                }
                Ok(_) | Err(_) => {}
            }
        }
    };
    let late = |_elapsed| unknown(Some(&Trouble::Unreachable("it does not answer".into())));
    timeout(Duration::from_secs(ANSWER_SECONDS_MAX), settled).await.map_err(late)
}
