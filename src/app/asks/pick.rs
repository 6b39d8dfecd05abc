//! One of a closed list: a digit picks it, words may follow, Enter does it. A digit alone does
//! nothing, since what is picked here weighs more than a task.

use crossterm::event::{KeyCode, KeyEvent};
use warroom_register::words::{Audience, Call, Kind, Moment, Outcome, Phase, Severity};
use warroom_register::{Command, EntryId, Text, when};

use super::{Answer, Deed, digit, edit_key};
use crate::app::board::Board;
use crate::app::edit::Edit;
use crate::app::purpose::Purpose;

/// What is to be picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// How bad it is.
    Severity,
    /// How far the work has come.
    Phase,
    /// What kind of trouble.
    Kind,
    /// A time that the report needs.
    Moment,
    /// What becomes of a proposal.
    Call(EntryId),
    /// Whether it worked.
    Outcome(EntryId),
    /// For whom words are.
    Audience,
    /// Whether the fact was wrong or has changed.
    Mend(EntryId),
}

/// Words that go with a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// What stands before them.
    pub(crate) label: &'static str,
    /// Enter does not go on without them.
    pub(crate) needed: bool,
}

const fn needed(label: &'static str) -> Wanted {
    Wanted { label, needed: true }
}

const fn perhaps(label: &'static str) -> Wanted {
    Wanted { label, needed: false }
}

/// A list, what is picked of it, and the words with it, field by field.
#[derive(Clone, Debug)]
pub(crate) struct Pick {
    /// Of what.
    pub(crate) subject: Subject,
    /// The place in the list, from 0.
    pub(crate) picked: Option<usize>,
    /// The words so far; the last field is the one that is written.
    pub(crate) fields: Vec<Edit>,
}

impl Pick {
    /// The ask for this subject, with nothing picked.
    pub(crate) fn new(subject: Subject) -> Self {
        Self { subject, picked: None, fields: vec![Edit::default()] }
    }

    /// The choices: name and meaning.
    pub(crate) fn choices(&self) -> Vec<(&'static str, &'static str)> {
        macro_rules! of {
            ($words:ident) => {
                $words::ALL.iter().map(|w| (w.name(), w.meaning())).collect()
            };
        }
        match self.subject {
            Subject::Severity => of!(Severity),
            Subject::Phase => of!(Phase),
            Subject::Kind => of!(Kind),
            Subject::Moment => of!(Moment),
            Subject::Call(_) => of!(Call),
            Subject::Outcome(_) => Outcome::ALL.iter().map(|o| (o.words(), o.meaning())).collect(),
            Subject::Audience => of!(Audience),
            Subject::Mend(_) => vec![
                ("it was wrong", "the new words take its place; the old stay readable"),
                ("it has changed since", "it was true; a new fact follows it"),
            ],
        }
    }

    /// A digit does it at once: it is put right by doing it again, or only opens the line.
    const fn at_once(&self) -> bool {
        matches!(self.subject, Subject::Outcome(_) | Subject::Audience | Subject::Mend(_))
    }

    /// What words are wanted with what is picked, in the order in which they are asked.
    pub(crate) const fn wanted(&self) -> &'static [Wanted] {
        match self.subject {
            Subject::Severity | Subject::Kind | Subject::Call(_) => const { &[perhaps("why")] },
            Subject::Phase => const { &[perhaps("why now?")] },
            Subject::Moment => const { &[needed("when")] },
            Subject::Outcome(_) | Subject::Audience | Subject::Mend(_) => &[],
        }
    }

    /// All the words, as they are kept while they are typed.
    pub(crate) fn words(&self) -> String {
        let all = self.fields.iter().map(Edit::text).filter(|words| !words.is_empty());
        all.collect::<Vec<_>>().join("\n")
    }

    /// The words of a field, trimmed; empty where it was not written.
    fn said(&self, field: usize) -> Text {
        Text::from(self.fields.get(field).map_or("", |edit| edit.text().trim()))
    }

    /// Words pasted go into the field that is written.
    pub(super) fn insert(&mut self, words: &str) {
        if let Some(edit) = self.fields.last_mut().filter(|_| self.picked.is_some()) {
            edit.insert(words);
        }
    }

    /// Nothing is written yet, so that a digit still chooses.
    fn is_fresh(&self) -> bool {
        self.fields.len() == 1 && self.fields.iter().all(Edit::is_empty)
    }

    pub(super) fn key(&mut self, event: KeyEvent, board: &Board) -> Answer {
        let chosen = digit(event).and_then(|d| d.checked_sub(1));
        let chosen = chosen.filter(|i| *i < self.choices().len());
        // A time begins with a digit: once a moment is picked, digits are for that.
        let timing = self.subject == Subject::Moment && self.picked.is_some();
        if let Some(index) = chosen.filter(|_| self.is_fresh() && !timing) {
            self.picked = Some(index);
            return if self.at_once() { self.finish(index, board) } else { Answer::Stay };
        }
        match (event.code, self.picked) {
            (KeyCode::Up, _) if self.is_fresh() => self.step(-1),
            (KeyCode::Down, _) if self.is_fresh() => self.step(1),
            (KeyCode::Up, _) if self.fields.len() > 1 => drop(self.fields.pop()),
            (KeyCode::Enter, Some(index)) => return self.enter(index, board),
            (_, Some(_)) if !self.wanted().is_empty() => {
                if let Some(edit) = self.fields.last_mut() {
                    edit_key(edit, event);
                }
            }
            _ => {}
        }
        Answer::Stay
    }

    /// The next field, or the deed where there is none.
    fn enter(&mut self, index: usize, board: &Board) -> Answer {
        let at = self.fields.len().saturating_sub(1);
        let here = self.wanted().get(at);
        if let Some(field) = here.filter(|field| field.needed && self.said(at).is_empty()) {
            let sentence = format!("{}: this one is needed; Esc: nothing happens", field.label);
            return Answer::AndStay(Deed::Say(sentence));
        }
        if self.fields.len() < self.wanted().len() {
            self.fields.push(Edit::default());
            return Answer::Stay;
        }
        self.finish(index, board)
    }

    fn step(&mut self, by: isize) {
        let last = self.choices().len().saturating_sub(1);
        let to = self.picked.map_or(0, |i| i.saturating_add_signed(by).min(last));
        self.picked = Some(to);
    }

    fn finish(&self, index: usize, board: &Board) -> Answer {
        match self.deed(index, board) {
            Ok(deed) => Answer::Do(deed),
            Err(sentence) => Answer::AndStay(Deed::Say(sentence)),
        }
    }

    fn deed(&self, index: usize, board: &Board) -> Result<Deed, String> {
        let why = self.said(0);
        let none = || "choose one of the list by its digit".to_owned();
        let command = match self.subject {
            Subject::Severity => {
                Command::Grade { severity: *Severity::ALL.get(index).ok_or_else(none)?, why }
            }
            Subject::Kind => {
                Command::SetKind { kind: *Kind::ALL.get(index).ok_or_else(none)?, why }
            }
            Subject::Phase => {
                let phase = *Phase::ALL.get(index).ok_or_else(none)?;
                Command::MovePhase { phase, why, card: None, card_salt: None, review: None }
            }
            Subject::Moment => {
                let moment = *Moment::ALL.get(index).ok_or_else(none)?;
                Command::Mark { moment, when: when::parse(why.raw(), board.now)? }
            }
            Subject::Call(entry) => {
                Command::Call { entry, call: *Call::ALL.get(index).ok_or_else(none)?, why }
            }
            Subject::Outcome(entry) => {
                let outcome = *Outcome::ALL.get(index).ok_or_else(none)?;
                Command::Verify { entry, outcome, text: Text::default() }
            }
            Subject::Audience => {
                let audience = *Audience::ALL.get(index).ok_or_else(none)?;
                return Ok(Deed::Write(Purpose::Update(audience), String::new()));
            }
            Subject::Mend(entry) => {
                let purpose =
                    if index == 0 { Purpose::Correct(entry) } else { Purpose::Change(entry) };
                return Ok(Deed::Write(purpose, board.register.text(entry).raw().to_owned()));
            }
        };
        Ok(Deed::Command(command))
    }
}
