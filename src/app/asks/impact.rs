//! Who is hit: what happens, who, how many, since when, and whether personal data is touched. Enter
//! sends it from any of these, so one line is enough. What was said before stands there until it is
//! written over, so that what changes is all that is typed.

use crossterm::event::{KeyCode, KeyEvent};
use warroom_register::words::{EntryKind, PersonalData};
use warroom_register::{Affected, Command, EntryId, NewEntry, Seen, when};

use super::{Answer, Deed, edit_key};
use crate::app::board::Board;
use crate::app::edit::Edit;
use crate::app::line::typed;

/// What is asked, in order; the last has a choice and no words.
pub(crate) const ASKED: [&str; 5] = ["what happens", "who", "how many", "since", "personal data"];
/// The place of the choice.
pub(crate) const DATA: usize = 4;
const SINCE: usize = 3;

/// Words of one field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Field {
    /// The words.
    pub(crate) edit: Edit,
    /// They were said before, and a letter writes over them.
    pub(crate) kept: bool,
}

/// Who is hit, as far as it is written.
#[derive(Clone, Debug)]
pub(crate) struct Impact {
    /// The impact it follows, which was true and has changed.
    pub(crate) old: Option<EntryId>,
    /// What happens, who, how many, since when.
    pub(crate) fields: [Field; DATA],
    /// Whether personal data is touched.
    pub(crate) data: PersonalData,
    data_kept: bool,
    /// Which of all five is written.
    pub(crate) at: usize,
    old_since: Option<Seen>,
}

impl Impact {
    /// The card, with what is known now.
    pub(crate) fn new(board: &Board) -> Self {
        let mut impact = Self {
            old: None,
            fields: Default::default(),
            data: PersonalData::NotKnown,
            data_kept: true,
            at: 0,
            old_since: None,
        };
        impact.settle(board);
        impact
    }

    /// The same, with words that were written in the line.
    pub(crate) fn with(board: &Board, words: &str) -> Self {
        let mut impact = Self::new(board);
        if !words.is_empty() {
            let edit = Edit::from(words.to_owned());
            impact.fields[0] = Field { edit, kept: false };
            impact.at = 1;
        }
        impact
    }

    /// What somebody else said meanwhile stands where nothing was written here.
    pub(crate) fn settle(&mut self, board: &Board) {
        let now = board.register.impact();
        if now == self.old {
            return;
        }
        self.old = now;
        let Some(entry) = now else { return };
        let parts = board.register.impact_parts(entry);
        let affected = parts.map(|parts| parts.affected.clone()).unwrap_or_default();
        self.old_since = affected.since;
        let since = affected
            .since
            .map(|seen| format!("{}{}", seen.at.clock(), if seen.about { "~" } else { "" }));
        let said = [
            board.register.text(entry).raw().to_owned(),
            affected.who.raw().to_owned(),
            affected.many.raw().to_owned(),
            since.unwrap_or_default(),
        ];
        for (field, said) in self.fields.iter_mut().zip(said) {
            if field.kept || field.edit.is_empty() {
                *field = Field { kept: !said.is_empty(), edit: Edit::from(said) };
            }
        }
        if self.data_kept {
            self.data = data_of(board, entry);
        }
    }

    /// What was written here, and not said before.
    pub(crate) fn words(&self) -> String {
        let own = self.fields.iter().filter(|field| !field.kept && !field.edit.is_empty());
        own.map(|field| field.edit.text()).collect::<Vec<_>>().join(", ")
    }

    /// Lets `without` change every text that is written here.
    pub(super) fn take_out(&mut self, without: &dyn Fn(&str) -> Option<String>) {
        for field in &mut self.fields {
            if let Some(text) = without(field.edit.text()) {
                field.edit = Edit::from(text);
            }
        }
    }

    pub(super) fn insert(&mut self, words: &str) {
        if let Some(field) = self.fields.get_mut(self.at) {
            if std::mem::take(&mut field.kept) {
                field.edit.take();
            }
            field.edit.insert(words);
        }
    }

    pub(super) fn key(&mut self, event: KeyEvent, board: &Board) -> Answer {
        let last = ASKED.len() - 1;
        match event.code {
            KeyCode::Enter => return self.send(board),
            KeyCode::Tab | KeyCode::Down => self.at = if self.at == last { 0 } else { self.at + 1 },
            KeyCode::BackTab | KeyCode::Up => self.at = self.at.checked_sub(1).unwrap_or(last),
            _ if self.at == DATA => self.choose(event),
            _ => self.write(event),
        }
        Answer::Stay
    }

    fn choose(&mut self, event: KeyEvent) {
        use PersonalData as P;
        let next = match (self.data, event.code, typed(event)) {
            (_, _, Some('y')) | (P::NotKnown, KeyCode::Right, _) | (P::No, KeyCode::Left, _) => {
                P::Yes
            }
            (_, _, Some('n')) | (P::Yes, KeyCode::Right, _) | (P::NotKnown, KeyCode::Left, _) => {
                P::No
            }
            (_, _, Some('?')) | (P::No, KeyCode::Right, _) | (P::Yes, KeyCode::Left, _) => {
                P::NotKnown
            }
            _ => return,
        };
        (self.data, self.data_kept) = (next, false);
    }

    /// The first letter takes the place of what was said before; an arrow goes into it.
    fn write(&mut self, event: KeyEvent) {
        let Some(field) = self.fields.get_mut(self.at) else { return };
        let over =
            typed(event).is_some() || matches!(event.code, KeyCode::Backspace | KeyCode::Delete);
        if field.kept && over {
            field.edit.take();
        }
        if edit_key(&mut field.edit, event) {
            field.kept = false;
        }
    }

    fn send(&mut self, board: &Board) -> Answer {
        match self.command(board) {
            Ok(command) => Answer::Do(Deed::Command(command)),
            Err((at, sentence)) => {
                self.at = at;
                Answer::AndStay(Deed::Say(sentence))
            }
        }
    }

    /// The command, or which field is wrong and how.
    fn command(&self, board: &Board) -> Result<Command, (usize, String)> {
        let said = |at: usize| self.fields.get(at).map_or("", |field| field.edit.text().trim());
        if said(0).is_empty() {
            return Err((0, "what happens: this one is needed; Esc: nothing happens".to_owned()));
        }
        let as_it_was =
            self.data_kept && self.fields.iter().all(|field| field.kept || field.edit.is_empty());
        if self.old.is_some() && as_it_was {
            return Err((self.at, "nothing is changed here yet; Esc: nothing happens".to_owned()));
        }
        let (lead_in, text) =
            when::lead_in(said(0), board.now).map_err(|sentence| (0, sentence))?;
        let since = match &self.fields[SINCE] {
            Field { kept: true, .. } => self.old_since,
            field if field.edit.text().trim().is_empty() => lead_in,
            field => {
                let since = when::parse(field.edit.text(), board.now);
                Some(since.map_err(|sentence| (SINCE, sentence))?)
            }
        };
        let affected = Affected { who: said(1).into(), many: said(2).into(), since, until: None };
        let entry = NewEntry {
            affected: Some(affected).filter(|affected| *affected != Affected::default()),
            personal_data: Some(self.data),
            replaces: self.old,
            ..NewEntry::of(EntryKind::Impact, text)
        };
        Ok(entry.write())
    }
}

fn data_of(board: &Board, entry: EntryId) -> PersonalData {
    match board.register.what(entry) {
        Some(warroom_register::What::Impact(data)) => data,
        _ => PersonalData::NotKnown,
    }
}
