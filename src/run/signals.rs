//! What others want of this program: to end, to stop, to go on.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::Came;

pub(super) struct Signals {
    end: [Signal; 2],
    interrupt: Signal,
    stop: Signal,
    go_on: Signal,
}

impl Signals {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self {
            end: [signal(SignalKind::terminate())?, signal(SignalKind::hangup())?],
            interrupt: signal(SignalKind::interrupt())?,
            stop: signal(SignalKind::from_raw(rustix::process::Signal::TSTP.as_raw()))?,
            go_on: signal(SignalKind::from_raw(rustix::process::Signal::CONT.as_raw()))?,
        })
    }

    pub(super) async fn next(&mut self) -> Came {
        let [terminate, hang_up] = &mut self.end;
        tokio::select! {
            _ = terminate.recv() => Came::End,
            _ = hang_up.recv() => Came::End,
            _ = self.interrupt.recv() => Came::Interrupt,
            _ = self.stop.recv() => Came::Stop,
            _ = self.go_on.recv() => Came::GoOn,
        }
    }
}
