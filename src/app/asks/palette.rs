//! Everything by its name: the actions with their keys, and what has no key because it cannot be
//! taken back. Such a deed is typed out, and asks once more before it is done.

mod verbs;

use crossterm::event::{KeyCode, KeyEvent};
use warroom_register::Handle;

use super::{Answer, Deed, edit_key};
use crate::app::board::Board;
use crate::app::edit::Edit;
use crate::app::find::Near;
use crate::keys::{Action, Group, Keymap, Place};

/// A deed without a key: it is typed out, with what it is about.
#[derive(Debug)]
pub(crate) struct Verb {
    /// Its name, typed out.
    pub(crate) name: &'static str,
    /// What follows the name.
    pub(crate) wants: &'static str,
    /// What it does, in one line.
    pub(crate) doc: &'static str,
    /// Only who leads may do it.
    pub(crate) leads: bool,
    read: fn(&str, &Board, Handle) -> Result<Deed, String>,
}

/// A name that begins with what is typed is meant before one that only has it somewhere.
const BEGINS: usize = 1000;

/// Something with a name.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Named {
    /// What a key does.
    Action(Action),
    /// What is typed out.
    Verb(&'static Verb),
}

/// What is typed, and which of what it finds is picked.
#[derive(Clone, Debug)]
pub(crate) struct Palette {
    /// What is typed.
    pub(crate) edit: Edit,
    /// Which of those found.
    pub(crate) picked: usize,
    /// Where it was opened.
    pub(crate) place: Place,
    /// All actions that this place knows.
    all: Vec<Action>,
    /// What has no key there.
    verbs: &'static [Verb],
    me: Handle,
}

/// What has no key and is done by its name: the name, and what it does.
pub(crate) fn without_keys() -> impl Iterator<Item = (&'static str, &'static str)> {
    verbs::ALL.iter().map(|verb| (verb.name, verb.doc))
}

impl Palette {
    /// The actions that have a key in this place; in a room also what has none.
    pub(crate) fn new(keymap: &Keymap, place: Place, me: Handle) -> Self {
        let here = |action: &Action| {
            action.group() != Group::Types && keymap.key_for(place, *action).is_some()
        };
        let all = Action::ALL.iter().copied().filter(here).collect();
        let verbs: &[Verb] = if place == Place::Register { verbs::ALL } else { &[] };
        Self { edit: Edit::default(), picked: 0, place, all, verbs, me }
    }

    pub(super) fn key(&mut self, event: KeyEvent, board: &Board) -> Answer {
        match event.code {
            KeyCode::Enter => return self.enter(board),
            KeyCode::Backspace if self.edit.is_empty() => return Answer::Close,
            KeyCode::Up => self.step(-1),
            KeyCode::Down => self.step(1),
            KeyCode::PageUp => self.step(-8),
            KeyCode::PageDown => self.step(8),
            KeyCode::Tab => self.complete(),
            _ => {
                if edit_key(&mut self.edit, event) {
                    self.picked = 0;
                }
            }
        }
        Answer::Stay
    }

    /// So many further down; the ends hold.
    pub(crate) fn step(&mut self, by: isize) {
        let last = self.found().len().saturating_sub(1);
        self.picked = self.picked.saturating_add_signed(by).min(last);
    }

    /// The name of what is picked stands in the field, to be typed on.
    fn complete(&mut self) {
        let name = match self.found().get(self.picked) {
            Some(Named::Action(action)) => action.name().to_owned(),
            Some(Named::Verb(verb)) => format!("{} ", verb.name),
            None => return,
        };
        self.edit = Edit::from(name);
        self.picked = 0;
    }

    /// The name of a verb and what follows it, where one is typed out.
    fn verb(&self) -> Option<(&'static Verb, &str)> {
        let typed = self.edit.text().trim();
        let (name, rest) = typed.split_once(' ').unwrap_or((typed, ""));
        let verb = self.verbs.iter().find(|verb| verb.name == name)?;
        Some((verb, rest.trim()))
    }

    fn enter(&self, board: &Board) -> Answer {
        let say = |sentence: String| Answer::AndStay(Deed::Say(sentence));
        if let Some((verb, rest)) = self.verb() {
            return match (verb.read)(rest, board, self.me) {
                Ok(deed @ Deed::Say(_)) => Answer::AndStay(deed),
                Ok(deed) => Answer::Do(deed),
                Err(sentence) => say(sentence),
            };
        }
        match self.found().get(self.picked) {
            Some(Named::Action(action)) => Answer::Do(Deed::Act(*action)),
            // What wants nothing more only says where it is done.
            Some(Named::Verb(verb)) if verb.wants.is_empty() => {
                (verb.read)("", board, self.me).map_or_else(say, Answer::AndStay)
            }
            Some(Named::Verb(verb)) => say(format!(
                "this has no key, since it cannot be taken back: type {} {}",
                verb.name, verb.wants
            )),
            None => say(format!("nothing is called {}", self.edit.text().trim())),
        }
    }

    /// What the words find: by name before by what it does, and all of it where nothing is typed.
    pub(crate) fn found(&self) -> Vec<Named> {
        if let Some((verb, rest)) = self.verb()
            && (!rest.is_empty() || self.edit.text().ends_with(' '))
        {
            return vec![Named::Verb(verb)];
        }
        let actions =
            self.all.iter().map(|action| (Named::Action(*action), action.name(), action.doc()));
        let verbs = self.verbs.iter().map(|verb| (Named::Verb(verb), verb.name, verb.doc));
        let mut near = Near::new(self.edit.text());
        let typed = self.edit.text().trim().to_lowercase().replace('-', " ");
        let score = |(named, name, doc): (Named, &str, &str)| {
            let name_said = name.replace('-', " ");
            let begins = !typed.is_empty() && name_said.starts_with(&typed);
            let by_name =
                near.score(&name_said).map(|score| score * 2 + usize::from(begins) * BEGINS);
            // What it does is prose, in which letters stand near by chance: there words count.
            let said = format!("{name} {doc}").to_lowercase();
            let by_doc = typed.split_whitespace().all(|word| said.contains(word)).then_some(0);
            Some((by_name.or(by_doc)?, named))
        };
        let mut found: Vec<(usize, Named)> = actions.chain(verbs).filter_map(score).collect();
        // Of those that are equally near, the order of the list stands.
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        found.into_iter().map(|(_, named)| named).collect()
    }
}
