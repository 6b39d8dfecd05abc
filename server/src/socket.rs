//! The websocket of one seat: frames in, frames out, and how it ends.
//!
//! One function sends ([`Socket::feed`]), past the websocket library's own buffer, which never
//! shrinks from its largest frame: bodies are shared and go as they are. What is ready is fed
//! together and flushed once. It decodes and paces; what a message means is the seat's.
//!
//! Limits: `FRAME_BYTES_MAX` in; frames and bytes a second from the peer;
//! a peer that says nothing, or takes nothing, for too long is gone.

mod ending;
#[cfg(test)]
mod tests;
mod wire;

use futures_util::{FutureExt as _, SinkExt as _, StreamExt as _};
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::task::{unconstrained, yield_now};
use tokio::time::{Instant, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::frame::coding::Data;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Bytes, Message, Utf8Bytes};
use warroom_register::limits::{BURST_SECONDS, FRAME_BYTES_MAX};
use warroom_register::protocol::SeatEnd;

use self::ending::Ending;
use self::wire::Wire;
use crate::accept::Overdue;
use crate::options::Limits;
use crate::pace::Pace;
use crate::pulse::Pulse;
use crate::room::Turned;
use crate::seat::{Challenge, House, Out, Seat, Visitor, read_hello};

/// Taken at once from what the wire has read: asks are small, and every seat has this buffer for life.
const READ_BYTES: usize = 1024;
/// Kept back by the websocket: nothing, since its buffer never shrinks again. The wire gathers.
const WRITE_BYTES: usize = 0;
/// What may wait there: pongs, a close.
const WRITE_BYTES_MAX: usize = 64 * 1024;
/// Sent before the socket listens again, so that a long history does not make the server deaf.
const ROUND_BYTES: usize = 512 * 1024;
/// Messages taken before others have their turn, and the room begins on them: what comes at once is then
/// recorded at once. Measured flat out to ten seats, where a quarter of it costs a third more of the
/// server's time an entry, and up to a tenth of the entries a second.
const HEARD_AT_ONCE_MAX: usize = 64;

/// Signs of life that a client gives in the time after which it would be gone, at the least.
const SIGNS_IN_SILENCE: u32 = 4;

/// Serves one socket until it ends. `taken` gives the wire and what was read of it beyond the head of
/// the request, or nothing if it did not come to that.
pub(crate) fn serve<W>(
    taken: impl Future<Output = Option<(W, Vec<u8>)>> + Send,
    house: Arc<House>,
    visitor: Visitor,
) -> impl Future<Output = ()> + Send
where
    W: AsyncRead + AsyncWrite + Unpin + Send,
{
    // What comes and goes once is boxed, and done with before the seat begins: a task keeps the size
    // of its largest moment for life.
    let seated = Box::pin(seated(taken, house, visitor));
    async move {
        let Some(mut seated) = seated.await else { return };
        seated.say("a seat is taken", None);
        let ending = seated.sit().await;
        seated.say("a seat is free", Some(&ending));
        let Seated { socket, seat, .. } = seated;
        // Whoever leaves is gone at once, however long the goodbye takes.
        drop(seat);
        Box::pin(socket.part(ending)).await;
    }
}

/// From a connection to a seat, or to the end of it.
async fn seated<W>(
    taken: impl Future<Output = Option<(W, Vec<u8>)>>,
    house: Arc<House>,
    visitor: Visitor,
) -> Option<Seated<W>>
where
    W: AsyncRead + AsyncWrite + Unpin,
{
    let (wire, read) = taken.await?;
    let mut socket = Socket::new(wire, read, house.limits).await;
    match socket.greet(&house, visitor).await {
        Ok(seat) => Some(Seated { socket, seat, pulse: house.pulses.deal() }),
        Err(ending) => {
            tracing::debug!(end = %ending, "no seat");
            socket.part(ending).await;
            None
        }
    }
}

/// A socket whose client has a seat.
struct Seated<W> {
    socket: Socket<W>,
    seat: Seat,
    pulse: watch::Receiver<Pulse>,
}

impl<W: AsyncRead + AsyncWrite + Unpin> Seated<W> {
    async fn sit(&mut self) -> Ending {
        self.socket.converse(&mut self.seat, &mut self.pulse).await
    }

    fn say(&self, what: &str, end: Option<&Ending>) {
        let (incident, handle) = self.seat.name();
        let end = end.map(tracing::field::display);
        tracing::info!(incident, handle, end, "{what}");
    }
}

struct Socket<W> {
    ws: WebSocketStream<Wire<W>>,
    heard_at: Instant,
    silence: Duration,
    frames: Pace,
}

/// What came.
enum Heard {
    Text(Utf8Bytes),
    Ended(Ending),
}

impl<W: AsyncRead + AsyncWrite + Unpin> Socket<W> {
    async fn new(wire: W, read: Vec<u8>, limits: Limits) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BYTES)
            .write_buffer_size(WRITE_BYTES)
            .max_write_buffer_size(WRITE_BYTES_MAX)
            .max_message_size(Some(FRAME_BYTES_MAX))
            .max_frame_size(Some(FRAME_BYTES_MAX));
        let wire = Wire::new(wire, limits.bytes_per_second, BURST_SECONDS);
        let (role, config) = (Role::Server, Some(config));
        let at_once = limits.frames_per_second.saturating_mul(BURST_SECONDS);
        Self {
            ws: WebSocketStream::from_partially_read(wire, read, role, config).await,
            heard_at: Instant::now(),
            silence: limits.silence,
            frames: Pace::new(limits.frames_per_second, at_once),
        }
    }

    /// Challenge and hello, within the deadline that began with the connection.
    async fn greet(&mut self, house: &Arc<House>, visitor: Visitor) -> Result<Seat, Ending> {
        let greeting = async {
            let challenge = Challenge::new()?;
            self.feed(Data::Text, challenge.frame().into()).await?;
            self.flush().await?;
            let hello = match self.hear().await {
                Heard::Text(text) => read_hello(&text)?,
                Heard::Ended(ending) => return Err(ending),
            };
            Ok(house.seat(hello, challenge, &visitor).await?)
        };
        let late = |Overdue| Turned::new(SeatEnd::Silent, "no hello came in time");
        let seat = visitor.stranger.within(greeting).await.map_err(late)??;
        visitor.stranger.admitted();
        Ok(seat)
    }

    /// Hears and tells until one of the two ends it.
    async fn converse(&mut self, seat: &mut Seat, pulse: &mut watch::Receiver<Pulse>) -> Ending {
        // The beat of before this seat came says nothing.
        pulse.mark_unchanged();
        if pulse.borrow().closing {
            return closing();
        }
        loop {
            if let Err(ending) = self.until_beat(seat, pulse).await {
                if self.heard_at.elapsed() > self.silence {
                    seat.fell_silent(self.heard_at);
                }
                return ending;
            }
        }
    }

    /// Hears and tells up to the next beat. It is waited for once, not once a record.
    async fn until_beat(
        &mut self,
        seat: &mut Seat,
        pulse: &mut watch::Receiver<Pulse>,
    ) -> Result<(), Ending> {
        let mut next = pin!(next_beat(pulse));
        let beat = loop {
            self.tell(seat).await?;
            tokio::select! {
                biased;
                beat = &mut next => break beat,
                heard = self.hear() => self.take(heard, seat).await?,
                () = seat.stirred() => {}
            }
        };
        self.beat(beat, seat).await
    }

    /// Waits for what comes next. May be dropped and called again.
    ///
    /// Signs of life end here, and pings are answered below this: a seat of a quiet room is not
    /// looked through for each of them.
    async fn hear(&mut self) -> Heard {
        loop {
            let message = match self.ws.next().await {
                Some(Ok(message)) => message,
                Some(Err(error)) => return Heard::Ended(Ending::of(&error)),
                None => return Heard::Ended(Ending::Gone),
            };
            self.heard_at = Instant::now();
            if self.frames.take(self.heard_at).is_err() {
                return Heard::Ended(too_much());
            }
            match message {
                Message::Text(text) => return Heard::Text(text),
                Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
                Message::Binary(_) => return Heard::Ended(malformed("messages here are text")),
                Message::Close(_) => return Heard::Ended(Ending::Closed),
            }
        }
    }

    /// Takes what came, and what else is there already, a few: then it is told what came of it.
    async fn take(&mut self, first: Heard, seat: &mut Seat) -> Result<(), Ending> {
        let mut heard = first;
        for _ in 1..HEARD_AT_ONCE_MAX {
            take(heard, seat).await?;
            match self.hear().now_or_never() {
                Some(more) => heard = more,
                None => return Ok(()),
            }
        }
        take(heard, seat).await?;
        yield_now().await;
        Ok(())
    }

    /// Sends what is ready for the seat, and flushes once.
    async fn tell(&mut self, seat: &mut Seat) -> Result<(), Ending> {
        let mut bytes = 0;
        let mut end = Ok(());
        while bytes < ROUND_BYTES {
            let Some(out) = seat.next().await else { break };
            bytes += out.bytes();
            match out {
                Out::Text(text) => self.feed(Data::Text, text.into()).await?,
                Out::Packed(bytes) => self.feed(Data::Binary, bytes).await?,
                Out::End(turned) => {
                    end = Err(turned.into());
                    break;
                }
            }
        }
        if bytes > 0 {
            self.flush().await?;
        }
        end
    }

    /// The shared tick: is there a sign of life here? Who gives one by itself, as clients do, has its
    /// answer. Who does not is told that the link lives, and asked.
    async fn beat(&mut self, pulse: Pulse, seat: &mut Seat) -> Result<(), Ending> {
        if pulse.closing {
            return Err(closing());
        }
        // Who takes long over what is sent may have said something all the while: that is heard first.
        if self.heard_at.elapsed() > self.silence
            && let Some(heard) = unconstrained(self.hear()).now_or_never()
        {
            Box::pin(self.take(heard, seat)).await?;
        }
        let quiet = self.heard_at.elapsed();
        if quiet > self.silence {
            return Err(silent());
        }
        // A write for nothing, to each of a thousand seats, is most of what a quiet room costs.
        if quiet <= self.silence / SIGNS_IN_SILENCE {
            return Ok(());
        }
        self.feed(Data::Text, pulse.beat.into()).await?;
        let ping = self.ws.feed(Message::Ping(Bytes::new()));
        in_time(self.silence, ping).await?;
        self.flush().await
    }

    /// Puts a message behind what waits to go out. Nothing else sends.
    async fn feed(&mut self, kind: Data, body: Bytes) -> Result<(), Ending> {
        let much = self.ws.get_mut().put(kind, body).map_err(|error| Ending::of(&error))?;
        if much { self.flush().await } else { Ok(()) }
    }

    async fn flush(&mut self) -> Result<(), Ending> {
        in_time(self.silence, self.ws.flush()).await
    }
}

async fn take(heard: Heard, seat: &mut Seat) -> Result<(), Ending> {
    match heard {
        Heard::Text(text) => {
            let message = serde_json::from_str(&text);
            let message = message.map_err(|_bad| malformed("this is no message"))?;
            Ok(seat.hear(message).await?)
        }
        Heard::Ended(ending) => Err(ending),
    }
}

/// The next beat; one that says goodbye if the server is gone.
async fn next_beat(pulse: &mut watch::Receiver<Pulse>) -> Pulse {
    match pulse.changed().await {
        Ok(()) => pulse.borrow_and_update().clone(),
        Err(_gone) => Pulse { closing: true, ..Pulse::default() },
    }
}

/// A peer that takes nothing for too long is gone.
async fn in_time<F>(limit: Duration, sending: F) -> Result<(), Ending>
where
    F: Future<Output = Result<(), tokio_tungstenite::tungstenite::Error>>,
{
    let mut sending = pin!(sending);
    // Nearly always there is room; only who has to wait gets a timer, and space for it.
    let sent = match poll_fn(|cx| Poll::Ready(sending.as_mut().poll(cx))).await {
        Poll::Ready(sent) => sent,
        Poll::Pending => match Box::pin(timeout(limit, sending)).await {
            Ok(sent) => sent,
            Err(_late) => return Err(Ending::Gone),
        },
    };
    sent.map_err(|error| Ending::of(&error))
}

fn closing() -> Ending {
    Turned::new(SeatEnd::Closing, "the server is closing").into()
}

fn silent() -> Ending {
    Turned::new(SeatEnd::Silent, "nothing was heard from you for too long").into()
}

fn too_much() -> Ending {
    Turned::new(SeatEnd::Limit, "too much came at once: slow down").into()
}

fn malformed(why: &str) -> Ending {
    Turned::new(SeatEnd::Malformed, why).into()
}
