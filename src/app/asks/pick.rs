//! One of a closed list: a digit picks it, words may follow, Enter does it. A digit alone does
//! nothing, since what is picked here weighs more than a task.

mod deed;

use crossterm::event::{KeyCode, KeyEvent};
use warroom_register::words::{Audience, Helper, Kind, Moment, Phase, Severity};
use warroom_register::{Handle, Text};

use super::choices::{
    CALLS, Choice, Wanted, digit_of, doors, kinds, mends, needed, outcomes, perhaps,
    wanted_of_call, wanted_of_phase,
};
use super::outside;
pub(crate) use super::subject::Subject;
use super::sure::WRITES_LETTERS_MIN;
use super::{Answer, Deed, Meet, digit, edit_key};
use crate::app::board::Board;
use crate::app::edit::Edit;
use crate::app::line::typed;

/// A list, what is picked of it, and the words with it, field by field.
#[derive(Clone, Debug)]
pub(crate) struct Pick {
    /// Of what.
    pub(crate) subject: Subject,
    /// The place in the list, from 0.
    pub(crate) picked: Option<usize>,
    /// It was picked by a person, and not by the list itself when it was opened.
    pub(super) by_hand: bool,
    /// The words so far; the last field is the one that is written.
    pub(crate) fields: Vec<Edit>,
    /// The fields behind it that were written already and left again by Up: the next one last.
    pub(crate) ahead: Vec<Edit>,
    /// What was put by unsent, oldest first: a choice brings its own words back, Tab the last.
    pub(super) kept: Vec<Kept>,
    /// As a review begins: who takes notes where nobody else is named.
    pub(crate) notes: Option<Handle>,
    /// At a review: letters that were typed although nothing is chosen yet.
    pub(super) stray: String,
    /// Where people are chosen: those of the list as it was seen last.
    pub(super) people: Vec<Handle>,
}

/// Words that were put by, and for what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) picked: Option<usize>,
    pub(super) fields: Vec<Edit>,
}

/// Enter does what was chosen, and nothing else.
const NOTHING_CHOSEN: &str = "nothing is chosen yet: a digit, or Down, chooses one of the list";

/// So many are kept in one list; the oldest go first.
const KEPT_MAX: usize = 8;

impl Pick {
    /// The ask for this subject, with nothing picked.
    pub(crate) fn new(subject: Subject) -> Self {
        let fields = vec![Edit::default()];
        Self {
            subject,
            picked: None,
            by_hand: false,
            fields,
            ahead: Vec::new(),
            kept: Vec::new(),
            notes: None,
            stray: String::new(),
            people: Vec::new(),
        }
    }

    /// The choices: name and meaning.
    pub(crate) fn choices(&self, board: &Board) -> Vec<Choice> {
        macro_rules! of {
            ($words:ident) => {
                $words::ALL.iter().map(|w| Choice::new(w.name(), w.meaning())).collect()
            };
        }
        match self.subject {
            Subject::Severity => of!(Severity),
            Subject::Phase => of!(Phase),
            Subject::Kind => kinds(board),
            Subject::Moment => of!(Moment),
            Subject::Call(_) => CALLS.iter().map(|(n, m)| Choice::new(*n, *m)).collect(),
            Subject::Outcome(entry) => outcomes(board, entry),
            Subject::Audience => of!(Audience),
            Subject::Help => of!(Helper),
            Subject::Mend(entry) => mends(board, entry),
            Subject::Revoke => doors(board),
            Subject::Outside => outside::inquiries(board),
            Subject::Inquiry(entry) => outside::steps(board, entry),
            Subject::Meet(meet) => meet.choices(board),
        }
    }

    /// A digit does it at once: it is put right by doing it again, or only opens the line.
    pub(crate) const fn at_once(&self) -> bool {
        match self.subject {
            Subject::Outcome(_)
            | Subject::Audience
            | Subject::Mend(_)
            | Subject::Outside
            | Subject::Inquiry(_) => true,
            Subject::Meet(meet) => meet.at_once(),
            _ => false,
        }
    }

    /// The digit that stands before a choice.
    pub(crate) fn digit(&self, index: usize, board: &Board) -> String {
        match self.subject {
            Subject::Meet(meet) => meet.digit(index, board),
            _ => digit_of(index),
        }
    }

    /// What words are wanted with what is picked, in the order in which they are asked.
    pub(crate) fn wanted(&self, board: &Board) -> &'static [Wanted] {
        match (self.subject, self.picked) {
            (Subject::Call(entry), Some(index)) => wanted_of_call(board, entry, index),
            (Subject::Kind, Some(index)) if index >= Kind::ALL.len() => &[],
            (Subject::Call(_) | Subject::Severity | Subject::Kind, _) => {
                const { &[perhaps("why")] }
            }
            (Subject::Phase, picked) => {
                let phase = picked.and_then(|index| Phase::ALL.get(index)).copied();
                wanted_of_phase(board, phase)
            }
            (Subject::Moment, _) => const { &[needed("when")] },
            (Subject::Help, _) => {
                const {
                    &[
                        needed("whom"),
                        needed("for what"),
                        perhaps("their number"),
                        perhaps("answer by (20m, 14:40)"),
                    ]
                }
            }
            (Subject::Meet(meet), picked) => meet.wanted(picked, board),
            (
                Subject::Outcome(_)
                | Subject::Audience
                | Subject::Mend(_)
                | Subject::Revoke
                | Subject::Outside
                | Subject::Inquiry(_),
                _,
            ) => &[],
        }
    }

    /// All the words, as they are kept while they are typed.
    pub(crate) fn words(&self) -> String {
        let kept = self.kept.iter().rev().flat_map(|kept| &kept.fields);
        let all = self.written().chain(kept).map(Edit::text);
        all.filter(|words| !words.is_empty()).collect::<Vec<_>>().join("\n")
    }

    /// The fields from the first to the last, wherever one is.
    pub(crate) fn written(&self) -> impl Iterator<Item = &Edit> {
        self.fields.iter().chain(self.ahead.iter().rev())
    }

    /// Opened again: nothing is picked, so that a digit chooses, and what was written is kept beside.
    pub(super) fn anew(mut self) -> Self {
        let mut fields = std::mem::replace(&mut self.fields, vec![Edit::default()]);
        fields.extend(self.ahead.drain(..).rev());
        let kept = Kept { picked: self.picked.take(), fields };
        self.by_hand = false;
        if kept.fields.iter().any(|edit| !edit.is_empty()) {
            self.kept.retain(|before| *before != kept);
            self.kept.push(kept);
        }
        let over = self.kept.len().saturating_sub(KEPT_MAX);
        self.kept.drain(..over);
        self
    }

    /// What was kept beside what was sent.
    pub(super) fn rest(self) -> Option<Self> {
        let Self { subject, kept, .. } = self;
        (!kept.is_empty()).then(|| Self { kept, ..Self::new(subject) })
    }

    /// What Tab would bring back here.
    pub(crate) fn offered(&self) -> Option<String> {
        let kept = self.kept.last().filter(|_| self.picked.is_some() && self.is_fresh())?;
        let words = kept.fields.iter().map(Edit::text).filter(|words| !words.is_empty());
        Some(words.collect::<Vec<_>>().join(", "))
    }

    /// This is picked; what was written for it before stands there again.
    fn choose(&mut self, index: usize) {
        self.point_at(index);
        if let Some(at) = self.kept.iter().rposition(|kept| kept.picked == Some(index)) {
            self.fields = self.kept.remove(at).fields;
        }
    }

    /// A list about an idea goes on about the recommendation that somebody made of it meanwhile.
    pub(super) fn settle(&mut self, board: &Board) {
        let Subject::Meet(meet) = self.subject else { return };
        let follows = meet.follows(board);
        if follows != meet {
            // Nobody could make an idea happen: what was picked is that it rests.
            self.picked = self.picked.and_then(|_| follows.index_of(0, board));
            self.subject = Subject::Meet(follows);
        }
        self.follow_people(follows.people(board));
    }

    /// What is picked stays the same person, whoever comes or leaves meanwhile.
    fn follow_people(&mut self, people: Vec<Handle>) {
        let before = std::mem::replace(&mut self.people, people);
        if before.is_empty() || before == self.people {
            return;
        }
        let now = |index: usize| match before.get(index) {
            Some(who) => self.people.iter().position(|one| one == who),
            // What stands behind the people goes on to do so.
            None => Some(index - before.len() + self.people.len()),
        };
        self.picked = self.picked.and_then(now);
        for kept in &mut self.kept {
            kept.picked = kept.picked.and_then(now);
        }
    }

    /// Takes words up that were kept elsewhere: field by field, as they stood.
    pub(super) fn keep(&mut self, words: &str) {
        let fields = words.split('\n').map(|words| Edit::from(words.to_owned())).collect();
        self.kept.push(Kept { picked: None, fields });
    }

    /// The words that were kept last, as far as there are fields for them.
    fn bring_back(&mut self, board: &Board) {
        let most = self.wanted(board).len().max(1);
        if let Some(kept) = self.kept.pop() {
            self.fields = kept.fields;
            self.fields.truncate(most);
        }
    }

    /// The words of a field, trimmed; empty where it was not written.
    pub(super) fn said(&self, field: usize) -> Text {
        Text::from(self.fields.get(field).map_or("", |edit| edit.text().trim()))
    }

    /// Lets `without` change every text that is written here.
    pub(super) fn take_out(&mut self, without: &dyn Fn(&str) -> Option<String>) {
        let kept = self.kept.iter_mut().flat_map(|kept| &mut kept.fields);
        for edit in self.fields.iter_mut().chain(&mut self.ahead).chain(kept) {
            if let Some(text) = without(edit.text()) {
                *edit = Edit::from(text);
            }
        }
    }

    /// Words pasted go into the field that is written.
    pub(super) fn insert(&mut self, words: &str) {
        if let Some(edit) = self.fields.last_mut().filter(|_| self.picked.is_some()) {
            edit.insert(words);
        }
    }

    /// Nothing is written yet, so that a digit still chooses.
    fn is_fresh(&self) -> bool {
        self.ahead.is_empty() && self.fields.len() == 1 && self.fields.iter().all(Edit::is_empty)
    }

    /// Whoever types a sentence over a list of the review takes it for the line: its words go there,
    /// and a digit among them chooses nothing.
    fn stray(&mut self, event: KeyEvent, board: &Board) -> Option<Answer> {
        let names = self.subject == Subject::Meet(Meet::Section);
        let no_words = self.picked.is_none() || self.wanted(board).is_empty();
        let writes = no_words && matches!(self.subject, Subject::Meet(_));
        let letter = typed(event).filter(|letter| {
            writes && (!self.stray.is_empty() || !(letter.is_ascii_digit() || *letter == ' '))
        });
        let Some(letter) = letter else {
            self.stray.clear();
            return None;
        };
        self.stray.push(letter);
        // A list that takes no words is gone through by what its parts are called.
        let begun = |choice: &Choice| choice.name.to_lowercase().starts_with(&self.stray);
        if let Some(index) = self.choices(board).iter().position(begun).filter(|_| names) {
            self.point_at(index);
            return Some(Answer::Stay);
        }
        if self.stray.chars().count() < WRITES_LETTERS_MIN {
            return Some(Answer::NoKey);
        }
        Some(Answer::Do(Deed::Typed(std::mem::take(&mut self.stray))))
    }

    pub(super) fn key(&mut self, event: KeyEvent, board: &Board) -> Answer {
        self.settle(board);
        if let Some(answer) = self.stray(event, board) {
            return answer;
        }
        let chosen = digit(event).and_then(|d| match self.subject {
            Subject::Meet(meet) => meet.index_of(d, board),
            _ => d.checked_sub(1),
        });
        let chosen = chosen.filter(|i| *i < self.choices(board).len());
        // A time begins with a digit, and so may a reason: where a field is open they are its words.
        let writes = self.by_hand && !self.wanted(board).is_empty();
        if let Some(index) = chosen.filter(|_| self.is_fresh() && !writes) {
            self.choose(index);
            return if self.at_once() { self.finish(index, board) } else { Answer::Stay };
        }
        match (event.code, self.picked) {
            (KeyCode::Up, _) if self.is_fresh() => self.step(-1, board),
            (KeyCode::Down, _) if self.is_fresh() => self.step(1, board),
            (KeyCode::Up, _) if self.fields.len() > 1 => self.ahead.extend(self.fields.pop()),
            (KeyCode::Down, Some(index)) if !self.ahead.is_empty() => {
                return self.enter(index, board);
            }
            (KeyCode::Tab, Some(_)) if self.offered().is_some() => self.bring_back(board),
            (KeyCode::Enter, Some(index)) => return self.enter(index, board),
            (KeyCode::Enter, None) => return Answer::AndStay(Deed::Say(NOTHING_CHOSEN.to_owned())),
            (_, Some(_)) if !self.wanted(board).is_empty() => {
                let edit = self.fields.last_mut();
                if !edit.is_some_and(|edit| edit_key(edit, event)) {
                    return Answer::NoKey;
                }
            }
            _ => return Answer::NoKey,
        }
        Answer::Stay
    }

    /// The next field, or the deed where there is none.
    fn enter(&mut self, index: usize, board: &Board) -> Answer {
        let at = self.fields.len().saturating_sub(1);
        let wanted = self.wanted(board);
        let here = wanted.get(at);
        if let Some(field) = here.filter(|field| field.needed && self.said(at).is_empty()) {
            let sentence = format!("{}: this one is needed; Esc: nothing happens", field.label);
            return Answer::AndStay(Deed::Say(sentence));
        }
        if self.fields.len() < wanted.len() {
            // What cannot be is said where it was written, and not behind what comes after it.
            if let Err(sentence) = self.deed(index, board) {
                return Answer::AndStay(Deed::Say(sentence));
            }
            self.fields.push(self.ahead.pop().unwrap_or_default());
            return Answer::Stay;
        }
        self.finish(index, board)
    }

    /// This one is meant: a click, which does nothing yet.
    pub(crate) fn point_at(&mut self, index: usize) {
        (self.picked, self.by_hand) = (Some(index), true);
    }

    fn step(&mut self, by: isize, board: &Board) {
        let last = self.choices(board).len().saturating_sub(1);
        let to = self.picked.map_or(0, |i| i.saturating_add_signed(by).min(last));
        self.point_at(to);
    }

    fn finish(&self, index: usize, board: &Board) -> Answer {
        match self.deed(index, board) {
            Ok(deed) => Answer::Do(deed),
            Err(sentence) => Answer::AndStay(Deed::Say(sentence)),
        }
    }
}
