//! What each key means in each place, and what it is called.
//!
//! One list of actions (`action.rs`) is the source of the keymap, of every hint and help text, of
//! `warroom keys` and of the table in docs/keys.md. Asks are not here: they take digits, Enter and
//! the keys printed in them. No key waits for a clock, and no typed sentence can take control: in
//! the line what prints is text, and in the register a digit can only change the pane.

mod action;
mod file;
mod help;
mod key;
#[cfg(test)]
mod tests;

use std::path::Path;

use crossterm::event::KeyEvent;

pub(crate) use action::{Action, Group};
pub(crate) use help::{HelpRow, table};
use key::Key;

use crate::page::FileError;

/// Where the keys go; the cursor on screen says which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The composer: what prints is text.
    Line,
    /// The panes of a room.
    Register,
    /// A finished journal, moment by moment.
    Walkthrough,
    /// A moment of a room that goes on: what writes there is the register's, what moves the walkthrough's.
    Then,
    /// A review: the same beside the line, and what is said there.
    Review,
    /// The list of incidents.
    Lobby,
}

impl Place {
    /// Every place with keys of its own, in the order of the help.
    pub(crate) const ALL: &[Self] =
        &[Self::Line, Self::Register, Self::Walkthrough, Self::Review, Self::Lobby];

    /// The name of its table in a keymap file.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Register => "register",
            Self::Walkthrough => "walkthrough",
            Self::Then => "then",
            Self::Review => "review",
            Self::Lobby => "lobby",
        }
    }

    /// The rule of the place in one sentence, for the head of its help.
    pub(crate) const fn rule(self) -> &'static str {
        match self {
            Self::Line => {
                "what prints is text, but / and : in an empty line; Alt with a key is that key in the register"
            }
            Self::Register => "letters are keys: small ones write or look, capitals command",
            Self::Walkthrough => {
                "keys move through the record and change nothing in it; those of a review say where they write"
            }
            Self::Then => {
                "keys that write do so now, for all; the others move the moment that is looked at"
            }
            Self::Review => {
                "keys move for all where one has the chair, else for oneself; small ones write"
            }
            Self::Lobby => "choose an incident, or what is kept",
        }
    }
}

/// Which key does what, from the defaults and one file of the user's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Keymap {
    bindings: Vec<Binding>,
}

/// One key of one action in one place; the line is that of the user's file, if it comes from it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Binding {
    place: Place,
    key: Key,
    action: Action,
    line: Option<usize>,
}

impl Default for Keymap {
    fn default() -> Self {
        let bindings = Action::ALL.iter().flat_map(|action| defaults_of(*action)).collect();
        Self { bindings }
    }
}

impl Keymap {
    /// The defaults, with what the file at `path` says laid over them. An action that the file
    /// names in a place has the keys of the file there and no others.
    pub(crate) fn load(path: Option<&Path>) -> Result<Self, FileError> {
        path.map_or_else(|| Ok(Self::default()), file::load)
    }

    /// What the key means in `place`, or nothing: then it is text in the line, and else no key.
    pub(crate) fn lookup(&self, place: Place, event: KeyEvent) -> Option<Action> {
        let key = Key::of(event)?;
        if !key.is_alt() {
            return self.action_at(place, key);
        }
        // A terminal sends Esc and y, typed fast, as Alt-y; so the two are the same.
        match place {
            Place::Line | Place::Register => self.action_at(Place::Register, key.without_alt()),
            Place::Walkthrough | Place::Then | Place::Review | Place::Lobby => None,
        }
    }

    /// The key to name in a hint for `action` in `place`; in the line also those by way of Alt.
    pub(crate) fn key_for(&self, place: Place, action: Action) -> Option<String> {
        let here = self.keys(place, action).next();
        let by_alt = || match place {
            Place::Line => self.keys(Place::Register, action).next().map(Key::with_alt),
            Place::Register | Place::Walkthrough | Place::Then | Place::Review | Place::Lobby => {
                None
            }
        };
        here.or_else(by_alt).map(|key| key.to_string())
    }

    /// The key to name in a sentence: that of `place`, else the register's; what has neither is done
    /// by its name in the palette.
    pub(crate) fn named(&self, place: Place, action: Action) -> String {
        let register = || self.key_for(Place::Register, action);
        let palette = || self.key_for(Place::Register, Action::Palette).unwrap_or_default();
        self.key_for(place, action)
            .or_else(register)
            .unwrap_or_else(|| format!("{}{}", palette(), action.name()))
    }

    fn keys(&self, place: Place, action: Action) -> impl Iterator<Item = Key> {
        let of_place = move |binding: &Binding| match place {
            Place::Then => self.is_of_then(binding),
            place => binding.place == place,
        };
        let of_action = move |binding: &&Binding| binding.action == action && of_place(binding);
        self.bindings.iter().filter(of_action).map(|binding| binding.key)
    }

    /// Whether a key means at then what it is bound to.
    fn is_of_then(&self, binding: &Binding) -> bool {
        let twice = self.action_at(Place::Walkthrough, binding.key) == Some(binding.action);
        let its_own = match binding.place {
            Place::Walkthrough => true,
            Place::Register => !twice,
            Place::Line | Place::Then | Place::Review | Place::Lobby => false,
        };
        its_own && self.action_at(Place::Then, binding.key) == Some(binding.action)
    }

    fn action_at(&self, place: Place, key: Key) -> Option<Action> {
        if place == Place::Then {
            let register = self.action_at(Place::Register, key);
            return register
                .filter(|action| action.is_the_registers())
                .or_else(|| self.action_at(Place::Walkthrough, key))
                .or(register);
        }
        let at_key = |binding: &&Binding| (binding.place, binding.key) == (place, key);
        self.bindings.iter().find(at_key).map(|binding| binding.action)
    }
}

/// The name of the key that was pressed, whatever it means; nothing for what is no key.
pub(crate) fn spelled(event: KeyEvent) -> Option<String> {
    Key::of(event).map(|key| key.to_string())
}

fn defaults_of(action: Action) -> impl Iterator<Item = Binding> {
    action.defaults().iter().flat_map(move |default| {
        default.places.iter().flat_map(move |place| {
            let bind = move |key: &Key| Binding { place: *place, key: *key, action, line: None };
            default.keys.iter().map(bind)
        })
    })
}
