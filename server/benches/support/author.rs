//! The author: sends as the load says, reads its own screen, and stays until all have seen all.

use std::time::Duration;

use futures_util::SinkExt;
use tokio::time::{Instant, sleep_until};
use tokio_tungstenite::tungstenite::Message;

use super::generator::{Peer, Run, hear};
use super::wire::{Socket, Trouble};

/// Sent on past the measured stretch, so that its end is under load like its middle.
const OVERHANG: Duration = Duration::from_millis(100);
const DRAIN: Duration = Duration::from_secs(10);

/// Returns how many entries it sent, all of which every seat has seen.
pub(crate) async fn write<P: Peer>(run: &Run<P>, socket: &mut Socket) -> Result<u64, Trouble> {
    let begun = Instant::now();
    let until = begun + run.plan.warm + run.plan.measured + OVERHANG;
    let cap = run.plan.entries_max.unwrap_or(u64::MAX);
    let [mut sent, mut own] = [0, 0];
    loop {
        let now = Instant::now();
        if now < until {
            let due = run.plan.load.due(now - begun, sent, run.tally.complete());
            sent = send(run, socket, sent..(sent + due).min(cap)).await?;
        } else if own == sent && run.tally.complete() == sent {
            return Ok(sent);
        } else if now > until + DRAIN {
            let complete = run.tally.complete();
            return Err(format!("sent {sent}, saw {own}, all saw {complete}").into());
        }
        let next = run.plan.load.next_due(sent).filter(|_| sent < cap).map(|due| begun + due);
        let wake = match next {
            Some(next) => next.min(until),
            None if now < until => until,
            None => until + DRAIN,
        };
        tokio::select! {
            biased;
            frame = hear(socket) => own = see(run, own, &frame?)?,
            () = run.tally.progress.notified() => {}
            () = sleep_until(wake) => {}
        }
    }
}

async fn send<P: Peer>(
    run: &Run<P>,
    socket: &mut Socket,
    entries: std::ops::Range<u64>,
) -> Result<u64, Trouble> {
    let end = entries.end;
    for sent in entries.clone() {
        let entry = run.plan.first_entry + sent;
        let frame = run.peer.encode_entry(entry);
        if !run.tally.sent(entry) {
            return Err("more entries than the book has lines".into());
        }
        socket.feed(Message::text(frame)).await?;
    }
    if !entries.is_empty() {
        socket.flush().await?;
    }
    Ok(end)
}

fn see<P: Peer>(run: &Run<P>, mut own: u64, frame: &[u8]) -> Result<u64, Trouble> {
    let first = run.plan.first_entry;
    for entry in run.peer.marks(frame).skip_while(|entry| *entry < first) {
        if entry != first + own {
            return Err(format!("saw {entry} where {} was due", first + own).into());
        }
        run.tally.seen_by_author(entry);
        own += 1;
    }
    Ok(own)
}
