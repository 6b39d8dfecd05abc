//! A key that is pressed: where it goes, and the Enter that bounces.

use crossterm::event::{KeyCode, KeyEvent};

use super::App;
use super::asks::{Ask, Subject};
use super::msg::Effect;
use super::needs::seen;
use crate::keys::{Action, Place};

impl App {
    /// A key. An Enter that was answered by a question or a refusal has to be meant again: a key that
    /// bounces, or is held, comes before anybody has read what it would say yes to. So it is with what
    /// a phase asks, where closing has three questions that may all be skipped.
    pub(super) fn pressed(&mut self, event: KeyEvent) -> Vec<Effect> {
        if self.is_unseen() {
            return self.unseen_key(event);
        }
        if !self.is_enter(event) {
            // Whoever does something else before it has read what was said.
            self.asked_back = None;
            return self.key(event);
        }
        if self.asked_back.is_some_and(|at| !seen(at, self.clock)) {
            self.asked_back = Some(self.clock);
            return Vec::new();
        }
        let before = self.sure();
        let effects = self.key(event);
        let asks = self.sure().is_some_and(|sure| before.as_deref() != Some(&*sure));
        let goes_on = matches!(&self.ask, Some(Ask::Pick(pick)) if pick.subject == Subject::Phase);
        let asked_back = effects.is_empty() && (asks || goes_on || self.is_refused_now());
        self.asked_back = asked_back.then_some(self.clock);
        effects
    }

    fn is_enter(&self, event: KeyEvent) -> bool {
        let sends = self.place == Place::Line && self.ask.is_none();
        event.code == KeyCode::Enter
            || sends && self.keymap.lookup(Place::Line, event) == Some(Action::Send)
    }

    /// What is asked to be sure of, if anything is.
    fn sure(&self) -> Option<String> {
        match &self.ask {
            Some(Ask::Sure(sure)) => Some(sure.sentence.clone()),
            _ => None,
        }
    }

    /// Somebody is at the keys; true if nobody was before.
    pub(super) fn at_the_keys(&mut self) -> bool {
        self.last_key = (self.clock, self.live.register.head());
        !std::mem::replace(&mut self.touched, true)
    }

    /// What a key does where it goes.
    pub(super) fn key(&mut self, event: KeyEvent) -> Vec<Effect> {
        let brief = self.brief().is_some();
        let first = self.at_the_keys();
        self.hush(first);
        if self.leaves_by(event) {
            self.ask_to_leave();
            return Vec::new();
        }
        // A step out of the register, or Enter on nothing, only puts the brief away. Out of the line a
        // step leads as ever: whoever pressed it takes letters for keys.
        let away = match self.keymap.lookup(self.place, event) {
            Some(Action::StepOut) => self.place != Place::Line,
            Some(Action::Send | Action::Open) => self.line.edit.is_empty(),
            _ => false,
        };
        if brief && away {
            return Vec::new();
        }
        if let Some(effects) = self.always(event) {
            return effects;
        }
        if self.ask.is_some() {
            return self.ask_key(event);
        }
        match self.place {
            Place::Line => self.line_key(event),
            Place::Register => self.register_key(event),
            Place::Walkthrough => self.walk_key(event),
            Place::Then => self.then_key(event),
            Place::Review => self.review_key(event),
            Place::Lobby => self.lobby_key(event),
        }
    }
}
