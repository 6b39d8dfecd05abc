//! Something typed that finds: a place to go to, a moment to look at, words, the name of an action.

use crossterm::event::{KeyCode, KeyEvent};
use warroom_register::{EntryId, Seq, when};

use super::{Answer, Deed, edit_key};
use crate::app::board::Board;
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

    pub(super) fn key(&mut self, event: KeyEvent, board: &Board) -> Answer {
        match event.code {
            KeyCode::Enter => return self.enter(board),
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

    fn enter(&self, board: &Board) -> Answer {
        let words = self.edit.text().trim();
        let found = match self.seeking {
            _ if words.is_empty() => return Answer::Close,
            Seeking::Place => place(words, board).map(Deed::GoTo),
            Seeking::Moment => place(words, board).map(Deed::Then),
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

/// `#31`, `31` or `14:20`: the record, or the last one that was written by then.
pub(crate) fn place(words: &str, board: &Board) -> Result<EntryId, String> {
    if let Ok(seq) = words.parse::<Seq>() {
        let head = board.register.head();
        return if seq <= head { Ok(seq) } else { Err(format!("the last record is {head}")) };
    }
    let Ok(seen) = when::parse(words, board.now) else {
        return Err("write #31 for a record or 14:20 for a time".to_owned());
    };
    // To the minute, as it was typed: 14:20 is the end of that minute.
    let until = if words.matches(':').count() == 1 { seen.at.plus_seconds(59) } else { seen.at };
    let after = board.register.rows().partition_point(|row| row.at <= until);
    u64::try_from(after)
        .ok()
        .filter(|n| *n > 0)
        .map(Seq)
        .ok_or_else(|| "nothing was written by then".to_owned())
}
