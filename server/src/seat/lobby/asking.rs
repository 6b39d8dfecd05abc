//! One question to the library at a time: the next one is heard once the answer to the last one has gone
//! on its way, so that who asks and asks, and reads nothing, costs one answer.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio_tungstenite::tungstenite::Utf8Bytes;

/// How far the question of one seat is.
#[derive(Clone, Debug, Default)]
pub(super) struct Asking(Arc<Mutex<State>>);

#[derive(Debug, Default)]
enum State {
    #[default]
    Idle,
    Asked,
    Answered(Utf8Bytes),
}

impl Asking {
    /// A question is put; false while one is.
    pub(super) fn begin(&self) -> bool {
        let mut state = self.state();
        let idle = matches!(*state, State::Idle);
        if idle {
            *state = State::Asked;
        }
        idle
    }

    /// It was not put after all.
    pub(super) fn give_up(&self) {
        *self.state() = State::Idle;
    }

    /// The message that answers it.
    pub(super) fn answer(&self, message: String) {
        *self.state() = State::Answered(message.into());
    }

    /// The answer, once it is there.
    pub(super) fn take(&self) -> Option<Utf8Bytes> {
        let mut state = self.state();
        let State::Answered(answer) = &mut *state else { return None };
        let answer = std::mem::take(answer);
        *state = State::Idle;
        Some(answer)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_question_waits_until_the_answer_is_taken() {
        let asking = Asking::default();
        assert!(asking.begin() && !asking.begin());
        assert_eq!(asking.take(), None);
        asking.answer("14".to_owned());
        assert!(!asking.begin(), "the answer waits still");
        assert_eq!(asking.take().as_deref(), Some("14"));
        assert!(asking.begin());
        asking.give_up();
        assert!(asking.begin());
    }
}
