//! Something typed that finds: a place to go to, a moment to look at, words.

use crossterm::event::{KeyCode, KeyEvent};

use super::{Answer, Deed, edit_key};
use crate::app::edit::Edit;

/// What is sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seeking {
    /// A place on the timeline.
    Place,
    /// A moment in the past.
    Moment,
    /// Rows with these words.
    Words,
}

/// A field and what it is for.
#[derive(Clone, Debug)]
pub(crate) struct Seek {
    /// What for.
    pub(crate) seeking: Seeking,
    /// What is typed.
    pub(crate) edit: Edit,
}

impl Seek {
    /// The field for this.
    pub(crate) fn new(seeking: Seeking) -> Self {
        Self { seeking, edit: Edit::default() }
    }

    pub(super) fn key(&mut self, event: KeyEvent) -> Answer {
        match event.code {
            KeyCode::Enter => return self.enter(),
            KeyCode::Backspace if self.edit.is_empty() => return Answer::Close,
            KeyCode::Up => return self.next(-1),
            KeyCode::Down => return self.next(1),
            _ => {
                edit_key(&mut self.edit, event);
            }
        }
        match self.seeking {
            Seeking::Words => Answer::AndStay(Deed::Find(self.edit.text().to_owned())),
            Seeking::Place | Seeking::Moment => Answer::Stay,
        }
    }

    fn next(&self, by: isize) -> Answer {
        match self.seeking {
            Seeking::Words => Answer::AndStay(Deed::NextFound(by)),
            Seeking::Place | Seeking::Moment => Answer::Stay,
        }
    }

    fn enter(&self) -> Answer {
        let words = self.edit.text().trim();
        match self.seeking {
            _ if words.is_empty() => Answer::Close,
            Seeking::Place => Answer::Do(Deed::GoTo(words.to_owned())),
            Seeking::Moment => Answer::Do(Deed::Then(words.to_owned())),
            Seeking::Words => Answer::Do(Deed::GoToFound),
        }
    }
}
