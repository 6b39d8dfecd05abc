//! `Y` at the door: somebody whose machine is not known here waits to be let in.

use warroom_register::attention::Need;
use warroom_register::{Command, PublicKey, Seq};

use super::App;
use super::asks::{Ask, Deed, Sure};
use crate::keys::Action;

/// So much of a key tells two machines apart for a person.
const SHORT_CHARS: usize = 8;

/// The beginning of a key, as one reads it to another by voice.
pub(crate) fn in_short(key: PublicKey) -> String {
    key.to_string().chars().take(SHORT_CHARS).collect()
}

impl App {
    /// Whoever waits at the door and is mine to let in: the selected one, else the first.
    fn at_my_door(&self) -> Option<Seq> {
        let waiting = self.live.yours(self.me).filter(|need| need.what == Need::Knocks);
        let waiting: Vec<Seq> = waiting.filter_map(|need| need.entry).collect();
        let selected = self.select.entry().filter(|entry| waiting.contains(entry));
        selected.or_else(|| waiting.first().copied())
    }

    /// Whether `Y` opens the door now.
    pub(super) fn opens_door(&self) -> bool {
        self.at_my_door().is_some()
    }

    /// Asks whether to let them in, by name and machine; false where nobody waits for me.
    pub(super) fn open_door(&mut self) -> bool {
        let Some(seq) = self.at_my_door() else { return false };
        let Some(knock) = self.live.register.knocks().get(&seq) else { return false };
        let who = knock.who;
        let key = in_short(knock.key);
        let known = self.live.register.responders().contains_key(&who);
        let what = if known {
            format!("another machine of {who}, or of somebody who says so: ask {who} by voice")
        } else {
            "a machine that is not known here".to_owned()
        };
        let sentence = format!(
            "Let {who} in? It is {what} (key {key}). They {} then. To refuse: {}turn-away {who}",
            knock.scope.meaning(),
            self.key_of(Action::Palette)
        );
        let deed = Deed::Command(Command::Admit { who, knock: Some(seq) });
        self.ask = Some(Ask::Sure(Sure::new(sentence, deed)));
        true
    }
}
