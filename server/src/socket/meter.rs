//! How much one connection may send: so many bytes a second, and a burst.
//!
//! It stands under the websocket, where even frames that never make a message are counted. A
//! connection that exceeds it reads an error of kind `QuotaExceeded`, once and for good.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

/// A connection whose bytes are counted as they come in.
#[derive(Debug)]
pub(super) struct Meter<W> {
    wire: W,
    a_second: f64,
    at_once: f64,
    level: f64,
    at: Instant,
}

impl<W> Meter<W> {
    pub(super) fn new(wire: W, a_second: u32, burst_seconds: u32) -> Self {
        let a_second = f64::from(a_second);
        let at_once = a_second * f64::from(burst_seconds);
        Self { wire, a_second, at_once, level: 0.0, at: Instant::now() }
    }

    /// Counts what came: false if it is too much.
    fn count(&mut self, bytes: usize) -> bool {
        let now = Instant::now();
        let drained = now.duration_since(self.at).as_secs_f64() * self.a_second;
        let came = u32::try_from(bytes).map_or(f64::MAX, f64::from);
        self.level = (self.level - drained).max(0.0) + came;
        self.at = now;
        self.level <= self.at_once
    }
}

impl<W: AsyncRead + Unpin> AsyncRead for Meter<W> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        std::task::ready!(Pin::new(&mut this.wire).poll_read(cx, buf))?;
        if this.count(buf.filled().len() - before) {
            return Poll::Ready(Ok(()));
        }
        Poll::Ready(Err(io::ErrorKind::QuotaExceeded.into()))
    }
}

impl<W: AsyncWrite + Unpin> AsyncWrite for Meter<W> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().wire).poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().wire).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().wire).poll_shutdown(cx)
    }
}
