//! A demo says that it is one, in the first line of every screen, and what there is to try.

use super::{App, OpenedFor};
use crate::keys::Action;

impl App {
    /// What the screen is opened for; and what is said first.
    pub(crate) fn begins_for(&mut self, what: OpenedFor) {
        match what {
            OpenedFor::Work => {}
            OpenedFor::Review => self.wants_review(),
            OpenedFor::Demo => {
                self.demo = true;
                let send = self.key_in_line(Action::Send);
                self.say_good(format!(
                    "This is a demo: others play a real incident, and nothing of it is kept. Take part: \
                     write what you see, {send} sends it"
                ));
            }
        }
        self.tell_what_is_kept();
    }
}
