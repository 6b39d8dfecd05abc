//! Taking what waits for this person's yes with care: a role, words to be sent, somebody at the door.

use warroom_register::attention::Need;
use warroom_register::{Command, EntryId};

use super::App;
use super::asks::{Ask, Deed, Sure};
use super::msg::Effect;
use super::needs::Card;
use crate::keys::Action;

/// A key that took a role may be pressed once more within so many seconds.
const TWICE_SECONDS: u64 = 5;

impl App {
    pub(super) fn accept(&mut self) -> Vec<Effect> {
        if let Some(card) = self.cards.open() {
            return match (card, self.cards.armed(self.now())) {
                (_, None) => Vec::new(),
                (Card::Role(role, _), Some(_)) => {
                    self.command(Command::AcceptRole { seen_at: None, role })
                }
                (Card::Task(_) | Card::Round(_), Some(_)) => {
                    let [accepts, yes, says] = [Action::Accept, Action::Yes, Action::Answer]
                        .map(|action| self.key_of(action));
                    self.say(format!(
                        "{accepts} accepts a role: {yes} says yes to a task, {says} how it stands"
                    ));
                    Vec::new()
                }
            };
        }
        let you = self.live.you(self.me);
        let offered = you.iter().find_map(|n| match n.what {
            Need::RoleOffered(role) => Some(Command::AcceptRole { seen_at: None, role }),
            _ => None,
        });
        let draft = self.entry().filter(|e| {
            self.live.register.updates().get(e).is_some_and(|update| update.sent.is_none())
        });
        let waits = you.iter().find(|need| need.what == Need::DraftWaits);
        let waits = waits.and_then(|need| need.entry);
        match (draft, offered) {
            (Some(entry), _) => self.ask_to_send(entry),
            (None, Some(accept)) => self.command(accept),
            (None, None) if self.open_door() => Vec::new(),
            // What stands under YOU need not be selected first.
            (None, None) if waits.is_some() => self.ask_to_send(waits.unwrap_or_default()),
            // The same key pressed twice: what is said of the role stays.
            (None, None) if self.has_just_taken_a_role() => Vec::new(),
            (None, None) => {
                let accept = self.key_of(Action::Accept);
                self.say(format!(
                    "nothing waits for your {accept}: a role offered to you, somebody at the door, a \
                     draft you select"
                ));
                Vec::new()
            }
        }
    }

    fn ask_to_send(&mut self, entry: EntryId) -> Vec<Effect> {
        let register = &self.live.register;
        let whom = register.updates().get(&entry).map(|update| update.audience);
        let whom = whom.map_or_else(String::new, |whom| format!(" to {}", whom.name()));
        let words = register.text(entry);
        let sentence = format!("Send this{whom}? It leaves the building.\n{}", words.raw());
        let send = Deed::Command(Command::Send { seen_at: None, entry });
        self.ask = Some(Ask::Sure(Sure::new(sentence, send)));
        Vec::new()
    }

    fn has_just_taken_a_role(&self) -> bool {
        let (register, now) = (&self.live.register, self.now());
        let mut mine = register.roles_of(self.me).filter_map(|role| register.holder(role));
        mine.any(|(_, since)| now.seconds_since(since) <= TWICE_SECONDS)
    }
}
