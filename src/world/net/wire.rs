//! One end of a connection: holds what comes, and is cut or kills the server at any byte.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use turmoil::net::TcpStream;

use super::{CRASHED_IN_MID_WIRE, CUT_IN_MID_WIRE, Life, Net};

/// How one connection ends, if it does before its time.
#[derive(Clone, Copy, Debug)]
pub(in crate::world) enum Fate {
    Lives,
    /// It is cut after so many bytes either way.
    Cut {
        after: u64,
    },
    /// The server dies of it after so many.
    Crash {
        after: u64,
    },
    /// It was cut.
    Over,
    /// The server dies, and this end says nothing more.
    Doomed,
}

/// Whose end it is.
#[derive(Debug)]
pub(in crate::world) enum End {
    Person,
    Server { life: Arc<Life>, fate: Fate },
}

/// One end of a connection.
#[derive(Debug)]
pub(in crate::world) struct Wire {
    stream: TcpStream,
    net: Arc<Net>,
    /// Where the person's end is.
    from: SocketAddr,
    end: End,
    counted: bool,
}

impl Wire {
    pub(super) fn new(stream: TcpStream, net: Arc<Net>, from: SocketAddr, end: End) -> Self {
        Self { stream, net, from, end, counted: false }
    }

    /// Whether this end does anything now.
    fn lives(&mut self, cx: &Context<'_>, reads: bool) -> Poll<io::Result<()>> {
        let line = self.net.line(self.from);
        let gate = match (&self.end, line) {
            (End::Server { fate: Fate::Doomed, .. }, _) => return Poll::Pending,
            (End::Server { fate: Fate::Over, .. }, _) => {
                return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
            }
            (_, None) => return Poll::Ready(Ok(())),
            (End::Person, Some(line)) => &line.down,
            (End::Server { .. }, Some(line)) => {
                line.turns.fetch_add(1, Ordering::Relaxed);
                if !std::mem::replace(&mut self.counted, true) {
                    line.wires.fetch_add(1, Ordering::Relaxed);
                }
                &line.up
            }
        };
        if reads {
            ready!(gate.passes(cx));
        }
        Poll::Ready(Ok(()))
    }

    /// How many of these bytes still pass before this end meets its fate.
    fn passes(&self, bytes: usize) -> usize {
        match &self.end {
            End::Server { fate: Fate::Cut { after } | Fate::Crash { after }, .. } => {
                bytes.min(usize::try_from(*after).unwrap())
            }
            End::Server { .. } | End::Person => bytes,
        }
    }

    /// How many have passed.
    fn passed(&mut self, bytes: usize) {
        let End::Server { life, fate } = &mut self.end else { return };
        let (Fate::Cut { after } | Fate::Crash { after }) = fate else { return };
        *after -= u64::try_from(bytes).unwrap();
        if *after > 0 {
            return;
        }
        if matches!(fate, Fate::Crash { .. }) {
            self.net.note(CRASHED_IN_MID_WIRE);
            life.doom();
            *fate = Fate::Doomed;
        } else {
            self.net.note(CUT_IN_MID_WIRE);
            *fate = Fate::Over;
        }
    }

    /// As a control: waits until whoever else is written to has taken it.
    fn takes_hand(&self, cx: &Context<'_>) -> Poll<()> {
        let mut hand = self.net.hand.lock().unwrap();
        if hand.0.is_some_and(|holder| holder != self.from) {
            hand.1.push(cx.waker().clone());
            return Poll::Pending;
        }
        hand.0 = Some(self.from);
        Poll::Ready(())
    }

    fn gives_hand(&self) {
        let mut hand = self.net.hand.lock().unwrap();
        if hand.0 == Some(self.from) {
            hand.0 = None;
            hand.1.drain(..).for_each(Waker::wake);
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        ready!(self.lives(cx, true))?;
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        let passes = self.passes(buf.filled().len() - before);
        buf.set_filled(before + passes);
        self.passed(passes);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.lives(cx, false))?;
        let waits_for_all =
            matches!(self.end, End::Server { .. }) && self.net.one_by_one.load(Ordering::Relaxed);
        if waits_for_all {
            ready!(self.takes_hand(cx));
        }
        let passes = self.passes(bytes.len());
        let written = ready!(Pin::new(&mut self.stream).poll_write(cx, &bytes[..passes]))?;
        self.gives_hand();
        self.passed(written);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.lives(cx, false))?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.lives(cx, false))?;
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        if matches!(self.end, End::Server { .. }) {
            self.gives_hand();
        }
        if self.counted
            && let Some(line) = self.net.line(self.from)
        {
            line.wires.fetch_sub(1, Ordering::Relaxed);
        }
    }
}
