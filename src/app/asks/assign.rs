//! Giving a task or a question to one person: the digit beside the name does it.

use crossterm::event::{KeyCode, KeyEvent};
use warroom_register::{Command, EntryId, Handle, Text};

use super::{Answer, Deed, digit};
use crate::app::board::Board;
use crate::app::edit::Edit;
use crate::app::read::step;
use crate::app::select::workers;

/// What is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Gift {
    /// A task or a question that is there.
    Entry(EntryId),
    /// What was decided becomes a task: these words, and the decision.
    Decided(EntryId, Text),
    /// Nothing: how it stands is asked, of one or all; about this task, where one is meant.
    Round(Option<EntryId>),
}

/// To whom, and in how many minutes.
#[derive(Clone, Debug)]
pub(crate) struct Assign {
    /// What is given.
    pub(crate) gift: Gift,
    /// The box; none for a question, or where it was not changed.
    pub(crate) minutes: Option<u16>,
    /// The start of a name, where more than nine are here.
    pub(crate) name: Edit,
}

/// Left and Right change the box by so much.
const STEP_MINUTES: u16 = 5;

impl Assign {
    /// The ask for this entry; a task keeps the box it has until it is changed.
    pub(crate) fn new(entry: EntryId, board: &Board) -> Self {
        let minutes = board.register.tasks().get(&entry).map(|task| task.minutes);
        Self { gift: Gift::Entry(entry), minutes, name: Edit::default() }
    }

    /// The ask for who does what was decided.
    pub(crate) fn decided(entry: EntryId, text: Text, board: &Board) -> Self {
        let minutes = Some(board.register.incident().policy.task_minutes);
        Self { gift: Gift::Decided(entry, text), minutes, name: Edit::default() }
    }

    /// The ask for whom to ask how it stands.
    pub(crate) fn round(about: Option<EntryId>) -> Self {
        Self { gift: Gift::Round(about), minutes: None, name: Edit::default() }
    }

    pub(super) fn key(&mut self, event: KeyEvent, board: &Board) -> Answer {
        match event.code {
            KeyCode::Left => self.change(|m| m.saturating_sub(STEP_MINUTES).max(1)),
            KeyCode::Right => self.change(|m| (m - m % STEP_MINUTES).saturating_add(STEP_MINUTES)),
            KeyCode::Backspace => self.name.delete_back(),
            KeyCode::Enter => return self.give_named(board),
            _ => return self.digit_or_letter(event, board),
        }
        Answer::Stay
    }

    fn change(&mut self, change: impl Fn(u16) -> u16) {
        self.minutes =
            self.minutes.map(|m| change(m).min(warroom_register::limits::TASK_MINUTES_MAX));
    }

    fn digit_or_letter(&mut self, event: KeyEvent, board: &Board) -> Answer {
        let Some(c) = crate::app::line::typed(event) else { return Answer::Stay };
        match digit(event) {
            Some(0) => self.give(None),
            Some(number) if self.name.is_empty() => match person(board, number) {
                Some(who) => self.give(Some(who)),
                None => Answer::AndStay(Deed::Say(format!("nobody here has the digit {number}"))),
            },
            _ => {
                self.name.insert(c.encode_utf8(&mut [0; 4]));
                Answer::Stay
            }
        }
    }

    fn give_named(&self, board: &Board) -> Answer {
        match named(board, &self.name) {
            Ok(who) => self.give(Some(who)),
            Err(sentence) => Answer::AndStay(Deed::Say(sentence.to_owned())),
        }
    }

    fn give(&self, to: Option<Handle>) -> Answer {
        let minutes = self.minutes.filter(|_| to.is_some());
        let command = match &self.gift {
            Gift::Entry(entry) => Command::Assign { entry: *entry, to, minutes },
            Gift::Decided(entry, text) => step(*entry, text, to, self.minutes),
            Gift::Round(entry) => Command::CallRound { to, entry: *entry, text: Text::default() },
        };
        Answer::Do(Deed::Command(command))
    }
}

/// Those who may be given something, and whose names begin with what is typed.
pub(crate) fn found<'a>(board: &'a Board, name: &'a Edit) -> impl Iterator<Item = Handle> {
    workers(board).filter(|who| who.as_str().starts_with(name.text()))
}

/// The one whose name begins so, or why it is nobody.
pub(super) fn named(board: &Board, name: &Edit) -> Result<Handle, &'static str> {
    let mut found = found(board, name);
    match (name.is_empty(), found.next(), found.next()) {
        (false, Some(who), None) => Ok(who),
        (false, Some(who), _) if who.as_str() == name.text() => Ok(who),
        (false, None, _) => Err("nobody here is called so"),
        (false, Some(_), Some(_)) => Err("more than one name begins so: type on"),
        (true, ..) => Err("a digit gives it; or type a name, then Enter"),
    }
}

/// The responder with that digit: the place in which they joined.
pub(super) fn person(board: &Board, number: usize) -> Option<Handle> {
    let with = |r: &warroom_register::Responder| usize::try_from(r.number) == Ok(number) && !r.left;
    board.register.responders().iter().find(|(_, r)| with(r)).map(|(who, _)| *who)
}
