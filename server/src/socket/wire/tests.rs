//! Messages through a peer that takes little at a time.

use super::*;
use std::task::Waker;
use std::time::Duration;
use warroom_register::limits::{BURST_SECONDS, BYTES_PER_SECOND};

/// Takes so many bytes a write, and has no room every other time.
#[derive(Debug, Default)]
struct Narrow {
    got: Vec<u8>,
    at_once: usize,
    full: bool,
}

impl AsyncWrite for Narrow {
    fn poll_write(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        this.full = !this.full;
        if this.full {
            return Poll::Pending;
        }
        let taken = buf.len().min(this.at_once);
        this.got.extend_from_slice(&buf[..taken]);
        Poll::Ready(Ok(taken))
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// What a peer gets of these messages when it takes so many bytes at a time.
fn sent(bodies: &[usize], at_once: usize) -> (Vec<u8>, Vec<u8>) {
    let narrow = Narrow { at_once, ..Narrow::default() };
    let mut wire = Wire::new(narrow, u32::MAX, 1);
    let mut cx = Context::from_waker(Waker::noop());
    let mut expected = Vec::new();
    for (n, bytes) in (0_u8..).zip(bodies) {
        let body = Bytes::from(vec![b'a' + n; *bytes]);
        expected.extend_from_slice(&body);
        wire.put(Data::Text, body).unwrap();
        let control = Pin::new(&mut wire).poll_write(&mut cx, b"");
        assert!(matches!(control, Poll::Ready(Ok(0)) | Poll::Pending));
    }
    while Pin::new(&mut wire).poll_flush(&mut cx).is_pending() {}
    assert_eq!((wire.bytes, wire.gathered.len()), (0, 0));
    (wire.inner.got, expected)
}

/// The bodies of unmasked frames, one after the other.
fn bodies(mut bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let [0x81, short, rest @ ..] = bytes {
        let extra = match short {
            126 => 2,
            127 => 8,
            _ => 0,
        };
        let (len, rest) = rest.split_at(extra);
        let len = len.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        let len = if extra == 0 { usize::from(*short) } else { len };
        let (body, rest) = rest.split_at(len);
        out.extend_from_slice(body);
        bytes = rest;
    }
    assert!(bytes.is_empty(), "{} bytes are no frame", bytes.len());
    out
}

#[test]
fn messages_arrive_whole_and_in_order_however_little_is_taken_at_a_time() {
    let sizes = [0, 1, 125, 126, COPIED_BYTES_MAX, COPIED_BYTES_MAX + 1, 70_000, 3, 40_000];
    for at_once in [1, 7, 4_096, 1 << 20] {
        let (got, expected) = sent(&sizes, at_once);
        assert!(bodies(&got) == expected, "{at_once} bytes at a time");
    }
}

#[test]
fn a_large_body_is_shared_and_not_copied() {
    let mut wire = Wire::new(Narrow::default(), u32::MAX, 1);
    let body = Bytes::from(vec![b'x'; 100_000]);
    assert!(wire.put(Data::Text, body.clone()).unwrap());
    assert!(wire.gathered.iter().any(|piece| piece.as_ptr() == body.as_ptr()));
}

#[test]
fn a_connection_has_a_burst_of_bytes_and_then_so_many_a_second() {
    let mut wire = Wire::new(Narrow::default(), BYTES_PER_SECOND, BURST_SECONDS);
    let burst = usize::try_from(BYTES_PER_SECOND * BURST_SECONDS).unwrap();
    assert!(wire.count(burst));
    // More than drains away while this runs.
    assert!(!wire.count(burst / 20));
    let mut wire = Wire::new(Narrow::default(), BYTES_PER_SECOND, BURST_SECONDS);
    assert!(!wire.count(burst + 1));
    wire.at = wire.at.checked_sub(Duration::from_secs(1)).unwrap();
    assert!(wire.count(1), "a second later there is room again");
}

/// Has so many bytes ready, and then nothing for now.
#[derive(Debug)]
struct Full {
    left: Vec<u8>,
    reads: usize,
}

impl AsyncRead for Full {
    fn poll_read(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.reads += 1;
        if this.left.is_empty() {
            return Poll::Pending;
        }
        let taken = this.left.len().min(buf.remaining());
        buf.put_slice(&this.left[..taken]);
        this.left.drain(..taken);
        Poll::Ready(Ok(()))
    }
}

#[test]
fn what_is_there_comes_in_by_few_reads_and_is_taken_in_order_as_it_is_wanted() {
    let bytes: Vec<u8> = (0..=250_u8).cycle().take(2 * READ_BYTES_MAX + 5).collect();
    let mut wire = Wire::new(Full { left: bytes.clone(), reads: 0 }, u32::MAX, 1);
    let mut cx = Context::from_waker(Waker::noop());
    let (mut got, mut part) = (Vec::new(), [0; 1000]);
    loop {
        let mut buf = ReadBuf::new(&mut part);
        if Pin::new(&mut wire).poll_read(&mut cx, &mut buf).is_pending() {
            break;
        }
        got.extend_from_slice(buf.filled());
    }
    assert!(got == bytes, "{} of {} bytes", got.len(), bytes.len());
    assert_eq!(wire.inner.reads, 4, "three that bring something, and one in vain");
    assert!(wire.ahead.is_empty());
}

#[test]
fn nothing_of_what_came_stays_in_the_room_it_was_read_in() {
    let said: Vec<u8> = b"hunter2".repeat(READ_BYTES_MAX / 7);
    let mut wire = Wire::new(Full { left: said.clone(), reads: 0 }, u32::MAX, 1);
    let mut cx = Context::from_waker(Waker::noop());
    let mut part = [0; 10];
    let mut buf = ReadBuf::new(&mut part);
    assert!(Pin::new(&mut wire).poll_read(&mut cx, &mut buf).is_ready());
    assert_eq!((buf.filled().len(), wire.ahead.len()), (10, said.len() - 10));
    ROOM.with_borrow(|room| assert!(room.iter().all(|byte| *byte == 0)));
}
