//! The asks: what lies over the screen until a digit, Enter or Esc. Letters typed in one do
//! nothing to anybody.

pub(crate) mod assign;
pub(crate) mod choices;
pub(crate) mod impact;
pub(crate) mod kept;
pub(crate) mod look;
pub(crate) mod meet;
pub(crate) mod outside;
pub(crate) mod palette;
pub(crate) mod pick;
pub(crate) mod roles;
pub(crate) mod seek;
pub(crate) mod subject;
pub(crate) mod sure;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use warroom_register::words::Audience;
use warroom_register::{Command, EntryId};

use super::board::Board;
use super::edit::Edit;
use super::purpose::Purpose;
use crate::keys::Action;

pub(crate) use assign::Assign;
use impact::Impact;
pub(crate) use look::Look;
pub(crate) use meet::Meet;
pub(crate) use palette::{Named, Palette};
pub(crate) use pick::Pick;
pub(crate) use roles::Roles;
pub(crate) use seek::{Seek, Seeking};
pub(crate) use subject::Subject;
pub(crate) use sure::Sure;

/// What words beside a role are for.
pub(crate) const ROLE: &str = "a role";

/// What lies over the screen.
#[derive(Clone, Debug)]
pub(crate) enum Ask {
    /// Give a task or a question to somebody.
    Assign(Assign),
    /// Offer a role to somebody.
    Roles(Roles),
    /// One of a closed list, perhaps with words, then Enter.
    Pick(Pick),
    /// Who is hit.
    Impact(Impact),
    /// One sentence; Enter does it.
    Sure(Sure),
    /// Something typed to find: a place, a time, words.
    Seek(Seek),
    /// Everything by its name.
    Palette(Palette),
    /// Something to read.
    Look(Look),
}

/// What comes out of an ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    /// Ask the room.
    Command(Command),
    /// Close the screen.
    Leave,
    /// Copy the invite.
    CopyInvite,
    /// Write what I can help with.
    Skills,
    /// Write where the voices are.
    Talk,
    /// Ask for one of a list, if that is mine to do.
    Pick(Subject),
    /// What is to become of this question from outside, or how far it is.
    Outside(EntryId),
    /// Open the line.
    Write(Purpose, String),
    /// Open the line for words to this audience, with what is proposed.
    Words(Audience),
    /// Do what that key would do.
    Act(Action),
    /// Go to this place of the timeline: a number or a time.
    GoTo(String),
    /// Show the register as it was then.
    Then(String),
    /// Show the last record of a walk.
    ToTheEnd,
    /// Show what is known now beside what was known then: the outcome.
    ShowNow,
    /// Words were typed where none are taken: they go where words are written.
    Typed(String),
    /// Show only what these words find.
    Find(String),
    /// Go on among what was found.
    NextFound(isize),
    /// Go to what was found.
    GoToFound,
    /// Ask once more, in this sentence, before it is done.
    Sure(Sure),
    /// Say this.
    Say(String),
}

/// What a key does to an ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It stays.
    Stay,
    /// It stays, and that is no key of it.
    NoKey,
    /// It goes, and nothing happened.
    Close,
    /// It goes, and this happens.
    Do(Deed),
    /// It stays, and this happens.
    AndStay(Deed),
    /// It goes, and the key is for what lies below.
    PassOn,
}

impl Ask {
    /// What a key does.
    pub(crate) fn key(&mut self, event: KeyEvent, board: &Board) -> Answer {
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        if event.code == KeyCode::Esc || (ctrl && event.code == KeyCode::Char('c')) {
            return Answer::Close;
        }
        match self {
            Self::Assign(ask) => ask.key(event, board),
            Self::Roles(ask) => ask.key(event, board),
            Self::Pick(ask) => ask.key(event, board),
            Self::Impact(ask) => ask.key(event, board),
            Self::Seek(ask) => ask.key(event),
            Self::Palette(ask) => ask.key(event, board),
            Self::Look(ask) => ask.key(event),
            Self::Sure(ask) => ask.key(event, board),
        }
    }

    /// Words typed here that are no search: they are kept as a draft is.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Pick(ask) => ask.words(),
            Self::Impact(ask) => ask.words(),
            Self::Roles(ask) => ask.word.text().to_owned(),
            Self::Sure(ask) => ask.behind.as_ref().map_or_else(String::new, |ask| ask.words()),
            Self::Assign(_) | Self::Seek(_) | Self::Palette(_) | Self::Look(_) => String::new(),
        }
    }

    /// Whether words have a place in it now.
    pub(crate) const fn takes_words(&self) -> bool {
        match self {
            Self::Pick(ask) => ask.picked.is_some(),
            Self::Impact(_) | Self::Roles(_) | Self::Seek(_) | Self::Palette(_) => true,
            Self::Assign(_) | Self::Sure(_) | Self::Look(_) => false,
        }
    }

    /// Whether it is a list of which one is chosen now.
    pub(crate) const fn chooses(&self) -> bool {
        matches!(self, Self::Pick(_) | Self::Assign(_)) && !self.takes_words()
    }

    /// For what words that are written here are kept, as it is said; none where they are no words beside
    /// a choice.
    pub(crate) fn keeps_for(&self) -> Option<String> {
        match self {
            Self::Pick(ask) => Some(ask.subject.name()),
            Self::Roles(_) => Some(ROLE.to_owned()),
            _ => None,
        }
    }

    /// Takes words up that were kept for it.
    pub(crate) fn keep(&mut self, words: &str) {
        match self {
            Self::Pick(ask) => ask.keep(words),
            Self::Roles(ask) => ask.word = Edit::from(words.to_owned()),
            _ => {}
        }
    }

    /// Words pasted go where letters would go, on one line.
    pub(crate) fn paste(&mut self, words: &str) {
        let line = words.replace(['\r', '\n'], " ");
        match self {
            Self::Pick(ask) => ask.insert(&line),
            Self::Impact(ask) => ask.insert(&line),
            Self::Roles(ask) => ask.insert(&line),
            Self::Seek(ask) => ask.edit.insert(&line),
            Self::Palette(ask) => ask.edit.insert(&line),
            _ => {}
        }
    }

    /// As it is opened again: what was written in it is there, and a digit chooses.
    pub(crate) fn anew(self) -> Self {
        match self {
            Self::Pick(pick) => Self::Pick(pick.anew()),
            other => other,
        }
    }

    /// What is still written in it once it has done what it was opened for.
    pub(crate) fn rest(self) -> Option<Self> {
        match self {
            Self::Pick(pick) => pick.rest().map(Self::Pick),
            _ => None,
        }
    }

    /// What has to be kept in step with the register while it is open.
    pub(crate) fn settle(&mut self, board: &Board) {
        match self {
            Self::Look(look) => look.settle(board),
            Self::Impact(impact) => impact.settle(board),
            Self::Pick(pick) => pick.settle(board),
            _ => {}
        }
    }

    /// Whether it asks the same, whatever was written in either.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Pick(this), Self::Pick(other)) => this.subject == other.subject,
            (Self::Impact(_), Self::Impact(_)) | (Self::Roles(_), Self::Roles(_)) => true,
            _ => false,
        }
    }

    /// Lets `without` change every text that is written in it.
    pub(crate) fn take_out(&mut self, without: &dyn Fn(&str) -> Option<String>) {
        match self {
            Self::Pick(ask) => ask.take_out(without),
            Self::Impact(ask) => ask.take_out(without),
            Self::Roles(ask) => ask.take_out(without),
            Self::Sure(ask) => ask.behind.iter_mut().for_each(|ask| ask.take_out(without)),
            _ => {}
        }
    }
}

/// Editing keys that every field of an ask knows; true if it was one.
pub(crate) fn edit_key(edit: &mut Edit, event: KeyEvent) -> bool {
    let ctrl = event.modifiers == KeyModifiers::CONTROL;
    match event.code {
        KeyCode::Char('u') if ctrl => edit.delete_to_start(),
        KeyCode::Char('w') if ctrl => edit.delete_word(),
        KeyCode::Char('h') if ctrl => edit.delete_back(),
        KeyCode::Char('a') if ctrl => edit.home(),
        KeyCode::Char('e') if ctrl => edit.end(),
        KeyCode::Backspace => edit.delete_back(),
        KeyCode::Delete => edit.delete_forward(),
        KeyCode::Left => edit.left(),
        KeyCode::Right => edit.right(),
        KeyCode::Home => edit.home(),
        KeyCode::End => edit.end(),
        _ => match super::line::typed(event) {
            Some(c) => edit.insert(c.encode_utf8(&mut [0; 4])),
            None => return false,
        },
    }
    true
}

/// The digit of a key, if it is one.
pub(crate) fn digit(event: KeyEvent) -> Option<usize> {
    let digit = super::line::typed(event)?.to_digit(10)?;
    usize::try_from(digit).ok()
}
