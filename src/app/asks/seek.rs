//! Something typed that finds: a place to go to, a moment to look at, words, the name of an action.

use crossterm::event::{KeyCode, KeyEvent};

use super::{Answer, Deed, edit_key};
use crate::app::edit::Edit;
use crate::keys::Action;

/// What is sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seeking {
    /// A place on the timeline.
    Place,
    /// A moment in the past.
    Moment,
    /// Rows with these words.
    Words,
    /// An action by its name.
    Action,
}

/// A field and what it is for.
#[derive(Clone, Debug)]
pub(crate) struct Seek {
    /// What for.
    pub(crate) seeking: Seeking,
    /// What is typed.
    pub(crate) edit: Edit,
    /// Which of the actions found.
    pub(crate) picked: usize,
}

impl Seek {
    /// The field for this.
    pub(crate) fn new(seeking: Seeking) -> Self {
        Self { seeking, edit: Edit::default(), picked: 0 }
    }

    pub(super) fn key(&mut self, event: KeyEvent) -> Answer {
        match event.code {
            KeyCode::Enter => return self.enter(),
            KeyCode::Backspace if self.edit.is_empty() => return Answer::Close,
            KeyCode::Up => self.picked = self.picked.saturating_sub(1),
            KeyCode::Down => self.picked = self.picked.saturating_add(1),
            _ => {
                if edit_key(&mut self.edit, event) {
                    self.picked = 0;
                }
            }
        }
        match self.seeking {
            Seeking::Words => Answer::AndStay(Deed::Filter(self.edit.text().to_owned())),
            Seeking::Place | Seeking::Moment | Seeking::Action => Answer::Stay,
        }
    }

    fn enter(&self) -> Answer {
        let words = self.edit.text().trim();
        let found = match self.seeking {
            _ if words.is_empty() => return Answer::Close,
            Seeking::Place => Ok(Deed::GoTo(words.to_owned())),
            Seeking::Moment => Ok(Deed::Then(words.to_owned())),
            Seeking::Words => Ok(Deed::Filter(words.to_owned())),
            Seeking::Action => {
                let found = self.actions().get(self.picked).copied();
                found.map(Deed::Act).ok_or_else(|| format!("nothing is called {words}"))
            }
        };
        match found {
            Ok(deed) => Answer::Do(deed),
            Err(sentence) => Answer::AndStay(Deed::Say(sentence)),
        }
    }

    /// The actions whose name or description has what is typed.
    pub(crate) fn actions(&self) -> Vec<Action> {
        let words = self.edit.text().trim().to_lowercase();
        let named = |a: &&Action| a.name().contains(words.as_str());
        let told = |a: &&Action| !named(a) && a.doc().to_lowercase().contains(words.as_str());
        Action::ALL.iter().filter(named).chain(Action::ALL.iter().filter(told)).copied().collect()
    }
}
