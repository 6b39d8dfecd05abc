//! Offering a role: its digit, then the digit of a person. Nothing moves until it is accepted. A word
//! may go with it, for whoever is to decide whether they take it.

use crossterm::event::{KeyCode, KeyEvent};
use warroom_register::words::Role;
use warroom_register::{Command, Handle, Text};

use super::assign::{named, person};
use super::{Answer, Deed, digit, edit_key};
use crate::app::board::Board;
use crate::app::edit::Edit;

/// Which role, once it is chosen, and what is said with it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Roles {
    /// The role; then a digit names the person.
    pub(crate) role: Option<Role>,
    /// The start of a name, where more than nine are here.
    pub(crate) name: Edit,
    /// What is said with it.
    pub(crate) word: Edit,
    /// That is what is being written.
    pub(crate) says: bool,
}

impl Roles {
    pub(super) fn key(&mut self, event: KeyEvent, board: &Board) -> Answer {
        let Some(role) = self.role else {
            self.role = digit(event)
                .and_then(|digit| digit.checked_sub(1))
                .and_then(|at| Role::ALL.get(at))
                .copied();
            return if self.role.is_some() { Answer::Stay } else { Answer::NoKey };
        };
        match event.code {
            KeyCode::Tab => self.says = !self.says,
            KeyCode::Enter if self.says => self.says = false,
            _ if self.says => {
                edit_key(&mut self.word, event);
            }
            KeyCode::Enter => {
                return match named(board, &self.name) {
                    Ok(who) => self.offer(role, who),
                    Err(sentence) => Answer::AndStay(Deed::Say(sentence.to_owned())),
                };
            }
            KeyCode::Backspace if self.name.is_empty() => self.role = None,
            _ => return self.digit_or_letter(event, role, board),
        }
        Answer::Stay
    }

    fn digit_or_letter(&mut self, event: KeyEvent, role: Role, board: &Board) -> Answer {
        let Some(digit) = digit(event).filter(|_| self.name.is_empty()) else {
            let known = edit_key(&mut self.name, event);
            return if known { Answer::Stay } else { Answer::NoKey };
        };
        match person(board, digit) {
            Some(who) => self.offer(role, who),
            None => Answer::AndStay(Deed::Say(format!("nobody here has the digit {digit}"))),
        }
    }

    fn offer(&self, role: Role, to: Handle) -> Answer {
        let text = Text::from(self.word.text().trim());
        Answer::Do(Deed::Command(Command::OfferRole { role, to, text }))
    }

    /// Words pasted are said with it.
    pub(super) fn insert(&mut self, words: &str) {
        if self.role.is_some() {
            self.says = true;
            self.word.insert(words);
        }
    }

    /// Lets `without` change what is written here.
    pub(super) fn take_out(&mut self, without: &dyn Fn(&str) -> Option<String>) {
        if let Some(text) = without(self.word.text()) {
            self.word = Edit::from(text);
        }
    }
}
