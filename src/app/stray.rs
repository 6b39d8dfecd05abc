//! Words that were typed or pasted where none are taken: they stand in the line, as a draft.

use crossterm::event::KeyEvent;

use super::App;
use super::line::typed;
use super::purpose::{Purpose, Remark};
use crate::keys::{Action, Place};

/// Letters that follow each other faster than this, in milliseconds, are words and no keys.
const BREATH_MS: i64 = 600;

impl App {
    /// After each key of the register: a letter that was refused, and others right behind it, may be the
    /// words that somebody meant to type. Once one of them opens the line, what stands in it is not
    /// sent by the first Enter.
    pub(super) fn watch_for_words(&mut self, event: KeyEvent, did: bool) {
        let behind =
            self.line.slipped.take().is_some_and(|at| self.clock.ms() - at.ms() < BREATH_MS);
        if typed(event).is_none() || did {
            return;
        }
        let refused = self.place == Place::Register && self.is_refused_now();
        if behind || refused {
            self.line.slipped = Some(self.clock);
            self.line.strayed = self.place == Place::Line;
        }
    }

    /// What was typed where no words are taken stands in the line, and was not sent; where there is no
    /// line, nothing became of it.
    pub(super) fn typed_aside(&mut self, words: String) {
        let out = "Esc: nothing happens";
        if !self.has_line() {
            return self.say(format!("nothing is written here: Enter does it, {out}"));
        }
        self.words_into_line(words);
        (self.line.strayed, self.line.slipped) = (true, None);
        let kept = self.key_in_line(Action::StepOut);
        self.say_good(format!(
            "nothing is done; what you type is a draft in the line: {kept} keeps it"
        ));
    }

    /// Words are written on this screen.
    pub(super) fn has_line(&self) -> bool {
        self.screen == super::Screen::Room && (self.past.is_none() || self.meeting.is_some())
    }

    /// Words that came from beside the line stand in it as a draft; at a review as a comment.
    pub(super) fn words_into_line(&mut self, words: String) {
        self.came_from = self.home();
        self.place = Place::Line;
        if self.meeting.is_some() {
            let about = self.moment();
            self.line.give_back(Purpose::Remark(Remark::Comment(about)), words);
        } else {
            self.line.give_back_plain(words);
        }
    }
}
