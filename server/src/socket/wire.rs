//! One connection under the websocket: what comes in is counted, what goes out is gathered.
//!
//! Read ahead, since asks come in bursts: what is there comes in by one read, into room that is borrowed
//! for it, and only what the websocket does not take at once is kept until it does.
//!
//! Counted, because even frames that never make a message cost something: a connection that sends
//! more than so many bytes a second reads an error of kind `QuotaExceeded`, once and for good.
//!
//! Gathered, so that what is ready goes out in few writes. A message is put here whole, as a frame
//! whose body, unless it is small, is shared with all who are told the same: no buffer of this
//! connection is ever as large as its largest message. The websocket library writes here too, what
//! answers a ping or closes; its own buffer, which never shrinks, sees nothing else.

#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Bytes;
use tokio_tungstenite::tungstenite::error::Error;
use tokio_tungstenite::tungstenite::protocol::frame::FrameHeader;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

/// Bytes that go out in one write; TLS keeps room for them.
const WRITE_BYTES_MAX: usize = 32 * 1024;
/// Pieces that go out in one write.
const WRITE_PIECES_MAX: usize = 16;
/// Bytes that come in by one read.
const READ_BYTES_MAX: usize = 16 * 1024;
/// Of a frame: two bytes, and eight for its length.
const HEAD_BYTES_MAX: usize = 10;
/// A body that is copied behind its head: one small piece is written faster than two.
const COPIED_BYTES_MAX: usize = 2 * 1024;

thread_local! {
    /// Room for whoever reads, for as long as it reads: seats have none of their own.
    static ROOM: RefCell<Box<[u8]>> = RefCell::new(vec![0; READ_BYTES_MAX].into());
}

/// A connection with a budget, and without many small reads and writes.
#[derive(Debug)]
pub(super) struct Wire<W> {
    inner: W,
    a_second: f64,
    at_once: f64,
    level: f64,
    at: Instant,
    /// What came and is not taken yet.
    ahead: Bytes,
    /// What is not written yet, in order.
    gathered: VecDeque<Bytes>,
    bytes: usize,
}

impl<W> Wire<W> {
    pub(super) fn new(inner: W, a_second: u32, burst_seconds: u32) -> Self {
        let a_second = f64::from(a_second);
        let at_once = a_second * f64::from(burst_seconds);
        let (level, at, ahead) = (0.0, Instant::now(), Bytes::new());
        Self { inner, a_second, at_once, level, at, ahead, gathered: VecDeque::new(), bytes: 0 }
    }

    /// Puts a message behind what waits. Whether so much waits now that it should go.
    pub(super) fn put(&mut self, kind: Data, body: Bytes) -> Result<bool, Error> {
        let header = FrameHeader { opcode: OpCode::Data(kind), ..FrameHeader::default() };
        let copied = if body.len() > COPIED_BYTES_MAX { 0 } else { body.len() };
        let mut head = Vec::with_capacity(HEAD_BYTES_MAX + copied);
        header.format(body.len() as u64, &mut head)?;
        let mut rest = body;
        head.extend_from_slice(&rest.split_to(copied));
        self.gather(head.into());
        self.gather(rest);
        Ok(self.bytes >= WRITE_BYTES_MAX)
    }

    fn gather(&mut self, piece: Bytes) {
        self.bytes += piece.len();
        if !piece.is_empty() {
            self.gathered.push_back(piece);
        }
    }

    /// Forgets what is written.
    fn drop_written(&mut self, mut written: usize) {
        self.bytes = self.bytes.saturating_sub(written);
        while let Some(piece) = self.gathered.front_mut() {
            if piece.len() > written {
                drop(piece.split_to(written));
                return;
            }
            written -= piece.len();
            self.gathered.pop_front();
        }
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
        while !self.gathered.is_empty() {
            let written = ready!(self.poll_write_some(cx))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.drop_written(written);
        }
        self.gathered = VecDeque::new();
        Poll::Ready(Ok(()))
    }

    fn poll_write_some(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let inner = Pin::new(&mut self.inner);
        if let [only] = self.gathered.make_contiguous() {
            return inner.poll_write(cx, only.get(..WRITE_BYTES_MAX).unwrap_or(only));
        }
        let mut slices = [IoSlice::new(&[]); WRITE_PIECES_MAX];
        let mut room = WRITE_BYTES_MAX;
        for (slice, piece) in slices.iter_mut().zip(&self.gathered) {
            let piece = piece.get(..room).unwrap_or(piece);
            room -= piece.len();
            *slice = IoSlice::new(piece);
        }
        inner.poll_write_vectored(cx, &slices)
    }
}

impl<W: AsyncRead + Unpin> Wire<W> {
    /// Reads what is there: as much of it as is wanted, and the rest ahead.
    fn poll_read_some(
        &mut self,
        cx: &mut Context<'_>,
        wanted: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let came = ROOM.with_borrow_mut(|room| {
            let mut came = ReadBuf::new(room);
            ready!(Pin::new(&mut self.inner).poll_read(cx, &mut came))?;
            let came = came.filled();
            let (now, later) = came.split_at(came.len().min(wanted.remaining()));
            wanted.put_slice(now);
            self.ahead = Bytes::copy_from_slice(later);
            let bytes = came.len();
            // The room outlives whoever borrowed it; what they said does not stay in it.
            room[..bytes].fill(0);
            Poll::Ready(Ok::<_, io::Error>(bytes))
        });
        if self.count(ready!(came)?) {
            return Poll::Ready(Ok(()));
        }
        Poll::Ready(Err(io::ErrorKind::QuotaExceeded.into()))
    }
}

impl<W: AsyncRead + Unpin> AsyncRead for Wire<W> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.ahead.is_empty() {
            return this.poll_read_some(cx, buf);
        }
        let taken = this.ahead.split_to(this.ahead.len().min(buf.remaining()));
        buf.put_slice(&taken);
        Poll::Ready(Ok(()))
    }
}

impl<W: AsyncWrite + Unpin> AsyncWrite for Wire<W> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.bytes + buf.len() > WRITE_BYTES_MAX {
            ready!(this.poll_let_go(cx))?;
        }
        this.gather(Bytes::copy_from_slice(buf));
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
