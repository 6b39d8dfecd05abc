//! A sentence for this person alone: it stays until the next key, and long enough to be read.

use crossterm::event::KeyEvent;
use warroom_register::At;

use super::App;
use crate::keys::{Action, spelled};

/// A sentence stays at least so long, in milliseconds, so that no key typed blindly hides it.
const NOTICE_MS_MIN: i64 = 700;

/// A sentence for this person alone, until the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    /// The sentence.
    pub(crate) sentence: String,
    /// What sort of sentence it is.
    pub(crate) tells: Tells,
    at: At,
}

/// What sort of sentence is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tells {
    /// Why something cannot be done, or what is to be known.
    What,
    /// Good news.
    Good,
    /// What may be overlooked.
    Quietly,
    /// That the room records nothing: it goes when that is over.
    Stopped,
}

impl App {
    /// Says something to this person alone.
    pub(crate) fn say(&mut self, sentence: impl Into<String>) {
        self.tell(sentence, Tells::What);
    }

    pub(super) fn say_good(&mut self, sentence: impl Into<String>) {
        self.tell(sentence, Tells::Good);
    }

    /// Says that the room records nothing, until it does again.
    pub(super) fn say_stopped(&mut self, sentence: impl Into<String>) {
        self.tell(sentence, Tells::Stopped);
    }

    /// Says what may be overlooked: a key that means nothing here.
    pub(super) fn say_quietly(&mut self, sentence: impl Into<String>) {
        self.tell(sentence, Tells::Quietly);
    }

    fn tell(&mut self, sentence: impl Into<String>, tells: Tells) {
        self.notice = Some(Notice { sentence: sentence.into(), tells, at: self.clock });
    }

    /// Whether what stands there is that the room records nothing.
    pub(super) fn says_stopped(&self) -> bool {
        self.notice.as_ref().is_some_and(|it| it.tells == Tells::Stopped)
    }

    /// Whether it was said just now that something cannot be done.
    pub(super) fn is_refused_now(&self) -> bool {
        self.notice.as_ref().is_some_and(|it| {
            matches!(it.tells, Tells::What | Tells::Stopped) && it.at == self.clock
        })
    }

    /// Whether good news has to wait for what stands there: for a refusal, and for what was said just now.
    pub(super) fn is_said_over(&self) -> bool {
        self.notice.as_ref().is_some_and(|it| it.tells != Tells::Good || it.at == self.clock)
    }

    /// A wrong key does nothing and says so quietly.
    pub(super) fn no_key(&mut self, event: KeyEvent) {
        let (Some(key), Some(help)) =
            (spelled(event), self.keymap.key_for(self.place, Action::Help))
        else {
            return;
        };
        self.say_quietly(format!("{key} is no key here: {help} shows them"));
    }

    /// Says that a card does not know this key; the card itself says which it knows.
    pub(super) fn no_key_of_ask(&mut self, event: KeyEvent) {
        if let Some(key) = spelled(event) {
            self.say_quietly(format!("{key} is no key of this card: it says which are"));
        }
    }

    /// A key takes away what was read by now; the very first key takes away what stood there before.
    pub(super) fn hush(&mut self, first: bool) {
        let read = |n: &Notice| self.clock.ms() - n.at.ms() >= NOTICE_MS_MIN;
        if self.notice.as_ref().is_some_and(|notice| first || read(notice)) {
            self.notice = None;
        }
    }
}
