//! A seat from its welcome to its end: what comes first is taken first, and each turn takes an ask.

use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::select;
use tokio::sync::watch;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, sleep_until};
use tokio_tungstenite::tungstenite::{Error as WsError, Message};
use warroom_register::Host;
use warroom_register::limits::{LINK_SILENCE_SECONDS_MAX, PING_SECONDS};
use warroom_register::protocol::{ClientMessage, Look, ServerMessage, Stopped, holds_records};

use super::bringing::Bringing;
use super::further::Search;
use super::left::{Asking, Telling};
use super::sending::{begin_to_send, hears};
use super::show::Show;
use super::{Socket, Task};
use crate::app::msg::{LinkMsg, Up};
use crate::link::desk::Left;
use crate::link::dial::{Road, broke};
use crate::link::down::Down;

/// A message of which a narrow network has something to carry, in bytes.
const LARGE_BYTES_MIN: usize = 8 * 1024;

/// A copy that its disk does not take is tried again so often.
const COPY_AGAIN: Duration = Duration::from_secs(2);

/// What the server sent: nothing where the connection is closed.
type Frame = Option<Result<Message, WsError>>;

/// What is waited for beside what the server says and what is asked here.
pub(super) struct Waits {
    silent_at: Instant,
    ping: Interval,
    /// A frame is on its way: no other is begun before it is gone.
    pub(super) sending: bool,
    /// What the room lacks, on its way to it.
    pub(super) bringing: Option<Bringing>,
    show: Show,
    search: Search,
    telling: Telling,
    /// When what of the copy waits for its disk is tried again.
    keep: Interval,
}

impl Waits {
    fn begin(shown: &mut watch::Receiver<Option<Look>>) -> Self {
        let mut ping = interval(Duration::from_secs(PING_SECONDS));
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // A server that has just come back does not know what is shown.
        let (show, search) = (Show::at_once(shown), Search::default());
        let mut keep = interval(COPY_AGAIN);
        keep.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let telling = Telling::begin();
        let silent_at = silent_at();
        Self { silent_at, ping, sending: false, bringing: None, show, search, telling, keep }
    }

    /// The server hears this client.
    fn answered(&mut self) {
        self.silent_at = silent_at();
    }
}

/// When a server that says nothing from now on is gone.
fn silent_at() -> Instant {
    Instant::now() + Duration::from_secs(LINK_SILENCE_SECONDS_MAX)
}

/// What comes next in a seat.
pub(super) enum Next {
    /// This machine slept.
    Woke,
    /// It is time to say this.
    Due(Message),
    /// The room is served elsewhere, or that was looked for in vain.
    Found(Option<Host>),
    /// It is time to call the servers that the room has left, or these of them ask.
    Tell(Option<Asking>),
    Came(Frame),
    /// What was on its way is gone, or will never be.
    Sent(Result<(), WsError>),
    /// The server takes one more piece of what it lacks.
    Piece,
    /// The server has not answered for too long.
    Silence,
    /// The disk of the copy may take it by now.
    Keep,
    /// Something was asked here.
    Asked,
}

impl<R: Road> Task<R> {
    pub(super) async fn talk(&mut self, socket: &mut Socket<R>, up: Up) -> Result<Down, Left> {
        self.desk.tell(LinkMsg::Up(up)).await?;
        self.desk.take_up_outbox().await?;
        let mut waits = Waits::begin(&mut self.shown);
        if let Some(stopped) = self.stopped.clone()
            && let Some(down) = self.hear_stopped(stopped, &mut waits).await?
        {
            return Ok(down);
        }
        loop {
            self.tell_of_copy().await?;
            self.desk.tell_owed().await?;
            // However much the server says: each turn takes an ask as well.
            self.desk.take_ask().now_or_never().unwrap_or(Ok(()))?;
            if !self.looks_elsewhere(&mut waits.search)
                && let Some(down) = self.send_what_waits(socket, &mut waits)
            {
                return Ok(down);
            }
            let next = self.next(socket, &mut waits).await?;
            if let Some(down) = self.go_on(socket, next, &mut waits).await? {
                return Ok(down);
            }
        }
    }

    async fn next(&mut self, socket: &mut Socket<R>, waits: &mut Waits) -> Result<Next, Left> {
        Ok(select! {
            // What comes seldom first; then what was said, before that nothing was.
            biased;
            () = self.clocks.wake(&self.road) => Next::Woke,
            _ = waits.ping.tick(), if !waits.sending => {
                Next::Due(Message::Ping(Vec::new().into()))
            }
            _ = waits.keep.tick(), if self.lacks() => Next::Keep,
            look = waits.show.next(&mut self.shown), if !waits.sending => {
                Next::Due(Message::text(ClientMessage::Look(look).frame()))
            }
            further = waits.search.found() => Next::Found(further),
            asking = waits.telling.next() => Next::Tell(asking),
            heard = hears::<R>(socket, waits.sending) => heard,
            () = sleep_until(waits.silent_at) => Next::Silence,
            () = Bringing::next(waits.bringing.as_ref()), if !waits.sending => Next::Piece,
            asked = self.desk.take_ask() => asked.map(|()| Next::Asked)?,
        })
    }

    /// Gives why the seat ends, if it does.
    async fn go_on(
        &mut self,
        socket: &mut Socket<R>,
        next: Next,
        waits: &mut Waits,
    ) -> Result<Option<Down>, Left> {
        match next {
            Next::Woke => Ok(Some(Down::woke())),
            Next::Silence => Ok(Some(Down::silent())),
            Next::Asked => Ok(None),
            Next::Keep => self.keep_copy().await.map(|()| None),
            Next::Tell(asking) => {
                self.tell_left(&mut waits.telling, asking);
                Ok(None)
            }
            Next::Due(message) => Ok(begin_to_send(socket, message, waits)),
            Next::Sent(Err(e)) => Ok(Some(Down::passing(broke(&e)))),
            Next::Sent(Ok(())) => {
                waits.sending = false;
                Ok(None)
            }
            Next::Piece => self.bring_a_piece(socket, waits).await,
            Next::Came(frame) => self.take(frame, waits).await,
            Next::Found(host) => {
                let host = host.filter(|host| self.follow(host));
                let moved = |host: Host| format!("{} serves this room now", host.by);
                Ok(host.map(moved).map(Down::passing))
            }
        }
    }

    async fn take(&mut self, frame: Frame, waits: &mut Waits) -> Result<Option<Down>, Left> {
        let answers = self.copy.held().0 < self.head_then || answers(frame.as_ref());
        if let (Some(Ok(Message::Pong(pong))), Some(it)) = (&frame, &mut waits.bringing) {
            it.hears(pong);
        }
        let ended = match is_stopped(frame.as_ref()) {
            Some(stopped) => self.hear_stopped(stopped, waits).await,
            None => self.hear(frame).await,
        };
        if answers {
            waits.answered();
        }
        ended
    }

    async fn bring_a_piece(
        &mut self,
        socket: &mut Socket<R>,
        waits: &mut Waits,
    ) -> Result<Option<Down>, Left> {
        let Some(frames) = waits.bringing.as_mut().and_then(Bringing::piece) else {
            return self.has_brought(waits).await.map(|()| None);
        };
        Ok(frames.into_iter().find_map(|frame| begin_to_send(socket, frame, waits)))
    }
}

/// Whether this frame says that the room records nothing from now on.
fn is_stopped(frame: Option<&Result<Message, WsError>>) -> Option<Stopped> {
    let Some(Ok(Message::Text(text))) = frame else { return None };
    if holds_records(text) {
        return None;
    }
    match serde_json::from_str(text) {
        Ok(ServerMessage::Stopped { stopped }) => Some(stopped),
        Ok(_) | Err(_) => None,
    }
}

/// Whether this says that the server hears this client. Beats and others' records come as well where
/// only the way up is dead; pongs do not. What is large keeps pongs waiting behind it.
fn answers(frame: Option<&Result<Message, WsError>>) -> bool {
    match frame {
        Some(Ok(Message::Pong(_))) => true,
        Some(Ok(message)) => message.len() > LARGE_BYTES_MIN,
        Some(Err(_)) | None => false,
    }
}
