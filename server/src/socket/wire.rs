//! One connection under the websocket: what comes in is counted, what goes out is gathered.
//!
//! Counted, because even frames that never make a message cost something: a connection that sends
//! more than so many bytes a second reads an error of kind `QuotaExceeded`, once and for good.
//!
//! Gathered, because a large message goes as small fragments and a system call for each would cost
//! more than the rest of it. What was gathered lives until it is written and no longer: a seat
//! keeps no buffer of the size of its largest message.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

/// Bytes that go out in one write.
const GATHERED_BYTES_MAX: usize = 32 * 1024;

/// A connection with a budget and without many small writes.
#[derive(Debug)]
pub(super) struct Wire<W> {
    inner: W,
    a_second: f64,
    at_once: f64,
    level: f64,
    at: Instant,
    gathered: Vec<u8>,
    /// Of what was gathered, so much is written.
    written: usize,
}

impl<W> Wire<W> {
    pub(super) fn new(inner: W, a_second: u32, burst_seconds: u32) -> Self {
        let a_second = f64::from(a_second);
        let at_once = a_second * f64::from(burst_seconds);
        let (level, at) = (0.0, Instant::now());
        Self { inner, a_second, at_once, level, at, gathered: Vec::new(), written: 0 }
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

impl<W: AsyncWrite + Unpin> Wire<W> {
    /// Writes all that was gathered, and gives its space back.
    fn poll_let_go(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some(rest) = self.gathered.get(self.written..).filter(|rest| !rest.is_empty()) {
            let written = ready!(Pin::new(&mut self.inner).poll_write(cx, rest))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.written += written;
        }
        (self.gathered, self.written) = (Vec::new(), 0);
        Poll::Ready(Ok(()))
    }
}

impl<W: AsyncRead + Unpin> AsyncRead for Wire<W> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        ready!(Pin::new(&mut this.inner).poll_read(cx, buf))?;
        if this.count(buf.filled().len() - before) {
            return Poll::Ready(Ok(()));
        }
        Poll::Ready(Err(io::ErrorKind::QuotaExceeded.into()))
    }
}

impl<W: AsyncWrite + Unpin> AsyncWrite for Wire<W> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.gathered.len() + buf.len() > GATHERED_BYTES_MAX {
            ready!(this.poll_let_go(cx))?;
        }
        this.gathered.extend_from_slice(buf);
        Poll::Ready(Ok(buf.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_let_go(cx))?;
        Pin::new(&mut this.inner).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_let_go(cx))?;
        Pin::new(&mut this.inner).poll_shutdown(cx)
    }
}
