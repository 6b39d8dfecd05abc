//! Keys in a terminal that is too small to show anything but that: nobody sees what they would do.

use crossterm::event::KeyEvent;

use super::App;
use super::line::typed;
use super::msg::Effect;
use super::size::Size;
use crate::keys::{Action, Place};

impl App {
    /// Nothing of the screen is in view.
    pub(super) fn is_unseen(&self) -> bool {
        Size::of(self.size.0, self.size.1) == Size::TooSmall
    }

    /// A key then does nothing but leave, suspend and draw again. What is typed goes on in the line, and
    /// waits there until it can be read.
    pub(super) fn unseen_key(&mut self, event: KeyEvent) -> Vec<Effect> {
        match self.keymap.lookup(self.home(), event) {
            Some(Action::Leave) => return self.end(),
            Some(Action::Suspend) => return self.stop(),
            Some(Action::Redraw) => return vec![Effect::Redraw],
            _ => {}
        }
        let writes = self.place == Place::Line && self.ask.is_none();
        if let Some(letter) = typed(event).filter(|letter| writes && !self.is_find(*letter)) {
            self.line.type_char(letter);
        }
        Vec::new()
    }

    /// In an empty line what finds is no text.
    fn is_find(&self, letter: char) -> bool {
        self.line.edit.is_empty() && matches!(letter, '/' | ':')
    }
}
