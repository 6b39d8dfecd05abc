//! Bringing what a room lacks that was begun anew and waits for who holds more, while the seat goes on:
//! the server is heard, and a network that died meanwhile is noticed as ever.
//!
//! Behind each piece goes a ping. A few pieces at most wait for their answer, so that on a narrow way no
//! sign of life stands behind a whole record.

use tokio::time::{Instant, sleep_until};
use tokio_tungstenite::tungstenite::Message;
use warroom_register::Seq;
use warroom_register::protocol::{StopWhy, Stopped};

use super::Task;
use super::talk::Waits;
use crate::app::msg::LinkMsg;
use crate::link::bring::Pieces;
use crate::link::desk::Left;
use crate::link::dial::Road;
use crate::link::down::Down;

/// Pieces of which the server has not said that they came: at 64 kbit/s they take nine seconds.
const UNHEARD_MAX: usize = 3;

/// What is being brought.
pub(super) struct Bringing {
    pieces: Pieces,
    /// Behind this record it lies.
    after: Seq,
    /// How many pieces have come there.
    heard: usize,
    /// When the next one may go.
    due: Instant,
}

impl Bringing {
    fn begin(after: Seq, lines: String) -> Self {
        Self { pieces: Pieces::of(lines), after, heard: 0, due: Instant::now() }
    }

    /// Ends when the next piece may go.
    pub(super) async fn next(bringing: Option<&Self>) {
        match bringing {
            Some(it) if it.pieces.count - it.heard < UNHEARD_MAX => sleep_until(it.due).await,
            Some(_) | None => std::future::pending().await,
        }
    }

    /// The next piece, and the ping behind it.
    pub(super) fn piece(&mut self) -> Option<[Message; 2]> {
        let piece = self.pieces.next()?;
        self.due = Instant::now() + self.pieces.pause();
        let count = u32::try_from(self.pieces.count).unwrap_or(u32::MAX);
        Some([piece, Message::Ping(count.to_be_bytes().to_vec().into())])
    }

    /// The server has answered a ping: what went before it has come there.
    pub(super) fn hears(&mut self, pong: &[u8]) {
        let count = pong.try_into().map(u32::from_be_bytes).ok();
        let count = count.and_then(|count| usize::try_from(count).ok()).unwrap_or_default();
        self.heard = self.heard.max(count.min(self.pieces.count));
    }
}

impl<R: Road> Task<R> {
    /// The room records nothing: what is written waits here. To one that was begun anew, and waits
    /// for who holds more, this machine brings what it holds.
    pub(super) async fn hear_stopped(
        &mut self,
        stopped: Stopped,
        waits: &mut Waits,
    ) -> Result<Option<Down>, Left> {
        self.desk.stop();
        self.desk.tell(LinkMsg::Stopped(stopped.clone())).await?;
        self.stopped = Some(stopped);
        // To somebody who was put out nothing is brought, whatever their own copy says.
        let out = self.rescuer_is_out();
        if out.is_none() && waits.bringing.is_none() {
            self.begin_to_bring(waits).await?;
        }
        Ok(out)
    }

    async fn begin_to_bring(&mut self, waits: &mut Waits) -> Result<(), Left> {
        let Some(after) = self.gathers_after() else { return Ok(()) };
        match self.copy.behind(after) {
            // Of what this machine was only told there is nothing to bring.
            Ok(lines) if lines.is_empty() => Ok(()),
            Ok(lines) => {
                waits.bringing = Some(Bringing::begin(after, lines));
                Ok(())
            }
            Err(why) => {
                let why = format!("this machine brings nothing of what the room lacks: {why}");
                self.desk.tell(LinkMsg::Said(why)).await
            }
        }
    }

    /// All was brought. If the room lacks something else since, that comes next.
    pub(super) async fn has_brought(&mut self, waits: &mut Waits) -> Result<(), Left> {
        let done = waits.bringing.take().map(|it| it.after);
        if self.gathers_after() == done { Ok(()) } else { self.begin_to_bring(waits).await }
    }

    /// The last record of a room that waits for who holds more, if this machine does.
    fn gathers_after(&self) -> Option<Seq> {
        let stopped = self.stopped.as_ref().filter(|it| it.why == StopWhy::Gathers)?;
        let head = Seq(stopped.from.0.saturating_sub(1));
        (self.copy.held().0 > head).then_some(head)
    }
}
