//! Leaving the screen: what is asked first, and what is told of what one holds. The room goes on.

use crossterm::event::KeyEvent;
use warroom_register::EntryId;
use warroom_register::words::Role;

use super::asks::{Ask, Deed, Sure};
use super::msg::Effect;
use super::{App, Screen};
use crate::keys::{Action, Place};

impl App {
    /// The program has to end: the draft is kept, and the screen closed.
    pub(crate) fn end(&mut self) -> Vec<Effect> {
        let mut effects = self.save_draft();
        effects.extend(self.read_on(true));
        effects.push(Effect::Leave);
        effects
    }

    /// Where nothing is written there is nothing to step out of first: the key that leaves leaves.
    pub(super) fn leaves_by(&self, event: KeyEvent) -> bool {
        let empty = self.place == Place::Line && self.ask.is_none() && !self.line.holds_words();
        empty && self.keymap.lookup(self.home(), event) == Some(Action::Leave)
    }

    pub(super) fn ask_to_leave(&mut self) {
        self.put_ask_by();
        if self.demo {
            let sentence = "Leave? The demo ends, and nothing of it is kept.".to_owned();
            self.ask = Some(Ask::Sure(Sure::new(sentence, Deed::Leave)));
            return;
        }
        let mut held = Vec::new();
        if self.screen == Screen::Room {
            let register = &self.live.register;
            held.extend(register.roles_of(self.me).map(|role| self.holds_role(role)));
            let mine = |e: &&EntryId| {
                register
                    .tasks()
                    .get(*e)
                    .is_some_and(|t| t.owner == Some(self.me) && t.state.is_open())
            };
            held.extend(self.live.doing.iter().filter(mine).map(|e| format!("you have {e}")));
            if self.pending.len() > 0 {
                held.push(format!("{} of your entries are not recorded yet", self.pending.len()));
            }
        }
        if self.unsent().is_some() {
            held.push("what you did not send is kept".to_owned());
        }
        let held = if held.is_empty() { String::new() } else { format!(" ({})", held.join(", ")) };
        let what = match self.screen {
            Screen::Room => "the room goes on without this screen",
            Screen::Lobby | Screen::Walkthrough => "this closes the screen",
        };
        let sentence = format!("Leave? {what}{held}.");
        self.ask = Some(Ask::Sure(Sure::new(sentence, Deed::Leave)));
    }

    /// A role that is held while one leaves; of the lead also how it is handed over.
    fn holds_role(&self, role: Role) -> String {
        match role {
            Role::Lead => format!("you lead: {} hands over", self.key_of(Action::Roles)),
            role => format!("you have {role}"),
        }
    }
}
