//! A deed in one sentence that Enter does.
//!
//! Whoever types a sentence here takes it for the line: nothing is done by its Enter, and its words
//! are not lost.

use crossterm::event::{KeyCode, KeyEvent};
use warroom_register::At;

use super::{Answer, Ask, Deed};
use crate::app::board::Board;
use crate::app::line::typed;
use crate::app::needs::seen;

/// So many letters are no slip any more: somebody writes.
pub(crate) const WRITES_LETTERS_MIN: usize = 3;

/// A deed in one sentence that Enter does.
#[derive(Clone, Debug)]
pub(crate) struct Sure {
    /// What Enter does, in words.
    pub(crate) sentence: String,
    /// What it does.
    pub(crate) deed: Box<Deed>,
    /// It came up by itself, then: Enter counts once it was seen, as on a card.
    pub(crate) offered: Option<At>,
    /// The ask that it comes from, with its words: a step out leads back there.
    pub(crate) behind: Option<Box<Ask>>,
    /// Letters that were typed here, although none is a key of it.
    typed: String,
}

/// What it asks; how far somebody is in answering makes no other of it.
impl PartialEq for Sure {
    fn eq(&self, other: &Self) -> bool {
        (&self.sentence, &self.deed, self.offered) == (&other.sentence, &other.deed, other.offered)
    }
}

impl Eq for Sure {}

impl Sure {
    /// The ask that a key opened.
    pub(crate) fn new(sentence: String, deed: Deed) -> Self {
        let (deed, typed) = (Box::new(deed), String::new());
        Self { sentence, deed, offered: None, behind: None, typed }
    }

    /// The same, come up by itself.
    pub(crate) fn offered(sentence: String, deed: Deed, now: At) -> Self {
        Self { offered: Some(now), ..Self::new(sentence, deed) }
    }

    pub(super) fn key(&mut self, event: KeyEvent, board: &Board) -> Answer {
        if event.code == KeyCode::Enter {
            return self.enter(board);
        }
        let Some(letter) = typed(event) else { return Answer::NoKey };
        self.typed.push(letter);
        // What came up by itself met somebody who was at the keys.
        if self.offered.is_none() && self.typed.chars().count() >= WRITES_LETTERS_MIN {
            return Answer::Do(Deed::Typed(self.typed.clone()));
        }
        Answer::NoKey
    }

    /// Behind letters Enter ends a word, and is no yes to what is asked here.
    fn enter(&mut self, board: &Board) -> Answer {
        if !self.offered.is_none_or(|since| seen(since, board.now)) {
            return Answer::Stay;
        }
        if std::mem::take(&mut self.typed).is_empty() {
            return Answer::Do((*self.deed).clone());
        }
        let again = "letters do nothing here: Enter once more does it, Esc: nothing happens";
        Answer::AndStay(Deed::Say(again.to_owned()))
    }
}
