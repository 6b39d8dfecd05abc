//! A copy and a server that may have less: saying what is held, and bringing what the server lost, in
//! pieces that it takes.

use std::time::Duration;

use futures_util::SinkExt;
use tokio::time::sleep;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{Error as WsError, Message};
use warroom_register::protocol::ClientMessage;

use super::copy::Copy;
use super::dial::{Caller, Held, NoSeat, Road, Welcome, call};
use super::down::{Down, say};
use crate::trouble::Trouble;

/// A server may ask so often what this machine holds before it says yes or no.
const COMPARES_MAX: usize = 4;

/// One piece, in bytes: every quote in it may become two, and a frame takes 64 KiB.
const PIECE_BYTES: usize = 24 * 1024;
/// How many pieces a server takes at once; then they come at the rate that it allows.
const PIECES_AT_ONCE: usize = 40;
/// Between two pieces from then on.
const PAUSE: Duration = Duration::from_millis(150);

/// Whole lines on their way to a server, piece by piece.
pub(super) struct Pieces {
    lines: String,
    /// So much of them is in the pieces that were given out, in bytes.
    given: usize,
    /// How many pieces that were.
    pub(super) count: usize,
}

impl Pieces {
    pub(super) const fn of(lines: String) -> Self {
        Self { lines, given: 0, count: 0 }
    }

    /// The next one; the last one says that it is.
    pub(super) fn next(&mut self) -> Option<Message> {
        let rest = self.lines.get(self.given..).filter(|rest| !rest.is_empty())?;
        let (piece, after) = rest.split_at(piece_of(rest));
        let message = ClientMessage::Lines { text: piece.to_owned(), last: after.is_empty() };
        self.given += piece.len();
        self.count += 1;
        Some(Message::text(message.frame()))
    }

    /// How long the server wants to be left alone before the next one.
    pub(super) const fn pause(&self) -> Duration {
        if self.count > PIECES_AT_ONCE { PAUSE } else { Duration::ZERO }
    }
}

/// Sends whole lines; what came of it is the server's next word.
pub(crate) async fn bring<S>(socket: &mut S, lines: String) -> Result<(), Down>
where
    S: SinkExt<Message, Error = WsError> + Unpin,
{
    let mut pieces = Pieces::of(lines);
    while let Some(piece) = pieces.next() {
        say(socket, piece).await?;
        sleep(pieces.pause()).await;
    }
    Ok(())
}

/// The length of the next piece: whole letters.
fn piece_of(text: &str) -> usize {
    (0..=text.len().min(PIECE_BYTES)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Calls, and says what this machine holds where the server has less.
pub(crate) async fn call_with<R: Road>(
    road: &R,
    addresses: &[String],
    caller: &Caller,
    copy: &Copy,
) -> Result<(WebSocketStream<R::Stream>, Welcome), NoSeat> {
    let first = Held { told: copy.is_only_told(), ..Held::from(copy.held()) };
    call_saying(road, addresses, caller, copy, first).await
}

/// Brings a copy, with another first word about it.
pub(crate) async fn call_saying<R: Road>(
    road: &R,
    addresses: &[String],
    caller: &Caller,
    copy: &Copy,
    first: Held,
) -> Result<(WebSocketStream<R::Stream>, Welcome), NoSeat> {
    let (head, of) = (copy.held().0, copy.incident());
    let (mut said, mut told) = (first, false);
    for _ in 0..COMPARES_MAX {
        let seat = Box::pin(call(road, addresses, caller, Held { of, ..said })).await;
        let at = match &seat {
            Ok((_, welcome)) => welcome.said.head,
            Err(NoSeat::Compare { at, .. }) => *at,
            Err(_) => return seat,
        };
        // That there is more, of which this machine has no line, is said before all else, once.
        if let Some(more) = copy.says_told(at).map_err(|why| unread(&why))?.filter(|_| !told) {
            told = true;
            let asks = Caller { screen: false, ..caller.clone() };
            let answer = Box::pin(call(road, addresses, &asks, Held { of, ..more })).await?;
            if copy.is_only_told() {
                return Ok(answer);
            }
            if seat.is_ok() {
                continue;
            }
        }
        let Err(NoSeat::Compare { at, why }) = seat else { return seat };
        let Some(hash) = copy.hash_at(at).map_err(|why| unread(&why))?.filter(|_| at < head) else {
            return Err(NoSeat::Compare { at, why });
        };
        said = Held { after: at, hash: Some(hash), holds: Some(head), ..Held::default() };
    }
    Err(NoSeat::Unreached("the server asks again and again what this machine holds".into()))
}

/// Without its own copy a machine cannot say what it holds: it comes again once that reads.
fn unread(why: &Trouble) -> NoSeat {
    NoSeat::Unreached(format!("the copy of the record on this machine cannot be read: {why}"))
}
