//! Words that were typed or pasted where none are taken: they stand in the line, as a draft.

use crossterm::event::KeyEvent;
use warroom_register::At;

use super::App;
use super::asks::assign::found;
use super::asks::sure::WRITES_LETTERS_MIN;
use super::asks::{Ask, digit};
use super::edit::Edit;
use super::line::typed;
use super::purpose::{Purpose, Remark};
use crate::keys::{Action, Place};

/// Letters that follow each other faster than this, in milliseconds, are words and no keys.
pub(super) const BREATH_MS: i64 = 600;

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
        let keys = matches!(self.place, Place::Register | Place::Then);
        let refused = keys && self.is_refused_now();
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

    /// A letter that the card does not know may be one of a word.
    pub(super) fn letter_over_card(&mut self, event: KeyEvent) {
        if let Some(letter) = typed(event) {
            self.line.over_card.push(letter);
            self.line.slipped = Some(self.clock);
        }
    }

    /// A digit behind letters that are no keys belongs to what somebody writes, and chooses nothing:
    /// `Upped limit to 3 pods`. One letter alone may be a slip, if some time has gone by since.
    pub(super) fn is_within_words(&self, event: KeyEvent) -> bool {
        let chooses = match &self.ask {
            Some(Ask::Pick(pick)) => pick.picked.is_none(),
            Some(Ask::Roles(roles)) => roles.role.is_none(),
            _ => false,
        };
        let letters = self.line.over_card.chars().filter(|c| c.is_alphabetic()).count();
        let fresh = |at: At| self.clock.ms() - at.ms() < BREATH_MS;
        chooses
            && digit(event).is_some()
            && (letters > 1 || letters == 1 && self.line.slipped.is_some_and(fresh))
    }

    /// What was typed over the card that is open, where that is more than a slip: letters that are none
    /// of its keys, or the name of nobody.
    pub(super) fn over_card(&self) -> Option<&str> {
        let name = match &self.ask {
            Some(Ask::Assign(ask)) => Some(&ask.name),
            Some(Ask::Roles(ask)) => Some(&ask.name),
            _ => None,
        };
        let nobodys = |name: &&Edit| found(&self.live, name).next().is_none();
        let words = name.filter(nobodys).map_or(self.line.over_card.as_str(), Edit::text);
        let letters = words.chars().filter(|c| c.is_alphabetic()).count();
        (letters >= WRITES_LETTERS_MIN).then(|| words.trim())
    }

    /// The card is left: words that were typed over it stand in the line, as a draft.
    pub(super) fn keep_over_card(&mut self) {
        let words = self.over_card().map(str::to_owned).filter(|_| self.has_line());
        self.line.over_card.clear();
        if let Some(words) = words {
            self.give_to_line(words);
            self.line.strayed = true;
            self.say_good("what you typed is kept in the line, and was not sent");
        }
    }

    /// Words are written on this screen.
    pub(super) fn has_line(&self) -> bool {
        self.screen == super::Screen::Room
            && self.whole_past().is_none_or(|_| self.meeting.is_some())
    }

    /// Words that came from beside the line stand in it as a draft; at a review as a comment.
    pub(super) fn words_into_line(&mut self, words: String) {
        self.came_from = self.home();
        self.place = Place::Line;
        self.give_to_line(words);
    }

    pub(super) fn give_to_line(&mut self, words: String) {
        if self.meeting.is_some() {
            let about = self.moment();
            self.line.give_back(Purpose::Remark(Remark::Comment(about)), words);
        } else {
            self.line.give_back_plain(words);
        }
    }
}
