//! Offering a role: its digit, then the digit of a person. Nothing moves until it is accepted.

use crossterm::event::KeyEvent;
use warroom_register::words::Role;
use warroom_register::{Command, Text};

use super::assign::person;
use super::{Answer, Deed, digit};
use crate::app::board::Board;

/// Which role, once it is chosen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Roles {
    /// The role; then a digit names the person.
    pub(crate) role: Option<Role>,
}

impl Roles {
    pub(super) fn key(&mut self, event: KeyEvent, board: &Board) -> Answer {
        let Some(digit) = digit(event) else { return Answer::Stay };
        let Some(role) = self.role else {
            self.role = digit.checked_sub(1).and_then(|i| Role::ALL.get(i)).copied();
            return Answer::Stay;
        };
        match person(board, digit) {
            Some(to) => {
                let offer = Command::OfferRole { role, to, text: Text::default() };
                Answer::Do(Deed::Command(offer))
            }
            None => Answer::AndStay(Deed::Say(format!("nobody here has the digit {digit}"))),
        }
    }
}
