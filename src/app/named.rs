//! Keys as sentences name them: read back from the keymap in force, and never written out by hand.

use crossterm::event::KeyEvent;
use warroom_register::Refusal;

use super::App;
use super::asks::Ask;
use crate::keys::{Action, Place};

impl App {
    /// The key of an action where letters are keys on this screen.
    pub(crate) fn key_of(&self, action: Action) -> String {
        self.keymap.named(self.home(), action)
    }

    /// The key of an action while one writes.
    pub(crate) fn key_in_line(&self, action: Action) -> String {
        self.keymap.named(Place::Line, action)
    }

    /// The key of an action that has to be pressed with care: `Y, a capital`.
    pub(crate) fn key_with_care(&self, action: Action) -> String {
        let key = self.key_of(action);
        let capital = key.chars().count() == 1 && key.chars().all(char::is_uppercase);
        if capital { format!("{key}, a capital") } else { key }
    }

    /// The key that asks for help from where something is given to somebody: only one that begins no
    /// name and is no digit.
    pub(crate) fn help_from_assigning(&self) -> Option<String> {
        let key = self.keymap.key_for(Place::Register, Action::AskHelp)?;
        let begins_no_name = !key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
            && key.chars().count() == 1;
        begins_no_name.then_some(key)
    }

    /// Whoever is missed where something is given to somebody is asked from outside.
    pub(super) fn asks_help_instead(&self, event: KeyEvent) -> bool {
        let fresh = matches!(&self.ask, Some(Ask::Assign(ask)) if ask.name.is_empty());
        fresh
            && self
                .help_from_assigning()
                .is_some_and(|key| crate::keys::spelled(event) == Some(key))
    }

    /// How a row is selected: `Down, Up, or n for what needs you`.
    pub(super) fn select_first(&self, wanted: &str) -> String {
        let [down, up, next] =
            [Action::Down, Action::Up, Action::NextNeed].map(|action| self.key_of(action));
        format!("select {wanted} first: {down}, {up}, or {next} for what needs you")
    }

    /// How a row of a review is selected: `Down, Up`.
    pub(super) fn select_at_review(&self, wanted: &str) -> String {
        let [down, up] = [Action::Down, Action::Up].map(|action| self.key_of(action));
        format!("select {wanted} first: {down}, {up}")
    }

    /// A refusal, and behind it the keys that help.
    pub(super) fn told(&self, refusal: &Refusal) -> String {
        use Action as A;
        let helps: &[A] = match refusal {
            Refusal::NotLead { .. }
            | Refusal::NotMinutes { .. }
            | Refusal::NotVoice { .. }
            | Refusal::NotComms { .. } => &[A::Question],
            Refusal::NobodyLeads | Refusal::HadChair { .. } => &[A::TakeLead],
            Refusal::LeadOrChair { .. } => &[A::Comment],
            Refusal::NotChair { .. } => &[A::TakeChair],
            Refusal::NotClosed | Refusal::Closed => &[A::Phase],
            Refusal::Answered { .. } => &[A::Correct],
            Refusal::NotHere { .. } | Refusal::Alone => &[A::AskHelp, A::Who],
            Refusal::NotPresent { .. } => &[A::Who],
            _ => &[],
        };
        if helps.is_empty() {
            return refusal.to_string();
        }
        let mut keys: Vec<String> = self.steps_out().collect();
        let helps: Vec<String> = helps.iter().map(|action| self.key_of(*action)).collect();
        keys.push(match helps.as_slice() {
            // Each of the two is for itself, and no sequence.
            [help, who] => {
                let then = if keys.is_empty() { "" } else { "then " };
                format!("{then}{help}, or {who} to let them in")
            }
            keys => keys.concat(),
        });
        format!("{refusal}: {}", keys.join(", "))
    }

    /// What is pressed first, where letters are no keys of the room: out of an ask, and out of the line.
    pub(super) fn steps_out(&self) -> impl Iterator<Item = String> {
        let asks = self.ask.is_some() || self.answers_ask;
        let out_of_ask = asks.then(|| "Esc".to_owned());
        let writes = (self.place == Place::Line).then(|| self.key_in_line(Action::StepOut));
        out_of_ask.into_iter().chain(writes)
    }
}
