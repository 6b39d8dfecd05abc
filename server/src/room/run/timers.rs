//! What a room does of itself, and when.

use tokio::time::Instant;

/// One thing that a room does of itself at a time, in the order in which it does what is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timer {
    /// To ask a journal again that did not answer.
    Retry,
    /// To erase words that were taken out.
    Erase,
    /// To see whether a room that was begun anew has waited long enough for who holds more.
    Gather,
    /// To tell who is here, and the lobby.
    Pulse,
    /// To tell what the chair shows.
    Show,
    /// To see who is away, back, or gone from the door. Last, since it may record something.
    Look,
}

impl Timer {
    pub(super) const ALL: [Self; 6] =
        [Self::Retry, Self::Erase, Self::Gather, Self::Pulse, Self::Show, Self::Look];
}

/// When each of them is due, if it is.
#[derive(Debug, Default)]
pub(super) struct Timers([Option<Instant>; Timer::ALL.len()]);

impl Timers {
    /// When the first of them is due.
    pub(super) fn next(&self) -> Option<Instant> {
        self.0.iter().flatten().min().copied()
    }

    /// Due then, and not when it was before.
    pub(super) fn set(&mut self, timer: Timer, at: impl Into<Option<Instant>>) {
        *self.of(timer) = at.into();
    }

    /// Due then, unless it is due anyway.
    pub(super) fn want(&mut self, timer: Timer, at: Instant) {
        self.of(timer).get_or_insert(at);
    }

    /// Due then at the latest.
    pub(super) fn hurry(&mut self, timer: Timer, at: Option<Instant>) {
        let due = self.of(timer);
        *due = due.iter().copied().chain(at).min();
    }

    /// Whether it is due now; it is no longer, then.
    pub(super) fn take(&mut self, timer: Timer, now: Instant) -> bool {
        self.of(timer).take_if(|at| *at <= now).is_some()
    }

    fn of(&mut self, timer: Timer) -> &mut Option<Instant> {
        let Self([retry, erase, gather, pulse, show, look]) = self;
        match timer {
            Timer::Retry => retry,
            Timer::Erase => erase,
            Timer::Gather => gather,
            Timer::Pulse => pulse,
            Timer::Show => show,
            Timer::Look => look,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_is_due_is_taken_once_and_the_next_is_known() {
        let now = Instant::now();
        let [soon, later] = [1, 5].map(|seconds| now + Duration::from_secs(seconds));
        let mut timers = Timers::default();
        assert_eq!(timers.next(), None);
        timers.set(Timer::Look, later);
        timers.want(Timer::Look, soon);
        assert_eq!(timers.next(), Some(later), "it is due anyway");
        timers.hurry(Timer::Look, Some(soon));
        timers.hurry(Timer::Look, None);
        timers.hurry(Timer::Look, Some(later));
        timers.want(Timer::Retry, later);
        assert_eq!(timers.next(), Some(soon));
        assert!(!timers.take(Timer::Look, now), "not yet");
        assert!(timers.take(Timer::Look, soon) && !timers.take(Timer::Look, soon));
        assert_eq!(timers.next(), Some(later));
        timers.set(Timer::Retry, None);
        assert_eq!(timers.next(), None);
    }
}
