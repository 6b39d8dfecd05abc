//! Wires that are cut in the middle of anything, and wires that are slow.

use std::io;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use warroom_register::{Hash, Seeded};

use crate::link::dial::{Pinned, Road};

/// How often one person's wire is cut before it holds.
const CUTS_MAX: u32 = 3;
/// A slow reader takes so few bytes at a time.
const SLOW_BYTES: usize = 64;

/// Chance from a seed.
#[derive(Clone, Debug)]
pub(super) struct Chance(Seeded);

impl Chance {
    pub(super) const fn new(seed: u64) -> Self {
        Self(Seeded::new(seed))
    }

    pub(super) const fn seed(&self) -> u64 {
        self.0.seed()
    }

    pub(super) fn another(&mut self) -> Self {
        Self::new(self.next())
    }

    const fn next(&mut self) -> u64 {
        self.0.number()
    }
}

/// The way to the server, over bad wires.
pub(super) struct Wires {
    road: Pinned,
    chance: Mutex<(Chance, u32)>,
}

impl Wires {
    pub(super) fn new(pin: Hash, chance: Chance) -> Self {
        let Ok(road) = Pinned::new(pin) else { panic!("no TLS") };
        Self { road, chance: Mutex::new((chance, 0)) }
    }
}

impl Road for Wires {
    type Stream = Wire<<Pinned as Road>::Stream>;

    async fn reach(&self, address: &str) -> Result<Self::Stream, String> {
        let (left, slow) = {
            let mut chance = self.chance.lock().unwrap();
            let (low, cuts) = (chance.0.next(), chance.1);
            chance.1 += 1;
            let left = if cuts < CUTS_MAX { 500 + low % 12_000 } else { u64::MAX };
            (left, low.is_multiple_of(3))
        };
        let inner = self.road.reach(address).await?;
        Ok(Wire { inner, left, slow })
    }
}

/// A wire that is cut after so many bytes either way.
pub(super) struct Wire<W> {
    inner: W,
    left: u64,
    slow: bool,
}

impl<W> Wire<W> {
    fn spend(&mut self, bytes: usize) -> io::Result<()> {
        let bytes = u64::try_from(bytes).unwrap();
        match self.left.checked_sub(bytes) {
            Some(left) => self.left = left,
            None => self.left = 0,
        }
        if self.left == 0 { Err(io::ErrorKind::ConnectionReset.into()) } else { Ok(()) }
    }
}

impl<W: AsyncRead + Unpin> AsyncRead for Wire<W> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.spend(0)?;
        let most = if self.slow { SLOW_BYTES } else { usize::MAX };
        let mut some = buffer.take(most);
        let polled = Pin::new(&mut self.inner).poll_read(cx, &mut some);
        let read = some.filled().len();
        // These bytes were initialised by the read above.
        let bytes = some.filled().to_vec();
        if read > 0 {
            buffer.put_slice(&bytes);
            self.spend(read)?;
        }
        polled
    }
}

impl<W: AsyncWrite + Unpin> AsyncWrite for Wire<W> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.spend(0)?;
        let polled = Pin::new(&mut self.inner).poll_write(cx, bytes);
        if let Poll::Ready(Ok(written)) = polled {
            // What was written may have arrived although the writer never learns of it.
            self.spend(written)?;
        }
        polled
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
