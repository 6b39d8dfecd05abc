//! The line: where words are written. A draft for each purpose, and what was sent before.
//!
//! Nothing typed is lost by a key: leaving keeps the draft, another purpose sets it aside.

use crossterm::event::KeyEvent;
use warroom_register::words::EntryKind;

use super::edit::Edit;
use super::purpose::Purpose;
use super::read::kind_letter;
use crate::keys::Action;

/// How many lines sent before can be brought back.
const HISTORY_MAX: usize = 100;

/// The composer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    /// What Enter makes of the words.
    pub(crate) purpose: Purpose,
    /// The words.
    pub(crate) edit: Edit,
    /// Words set aside, each with its purpose.
    aside: Vec<(Purpose, Edit)>,
    history: Vec<String>,
    /// The place in the history, counted from its end, and what was typed before going there.
    back: Option<(usize, Edit)>,
    /// Something was typed since the draft was last kept.
    unsaved: bool,
    /// What a line is where nobody chose: the usual kind of this responder.
    usual: Purpose,
}

impl Line {
    /// The line as it was left.
    pub(crate) fn with_draft(draft: String) -> Self {
        Self { edit: Edit::from(draft), ..Self::default() }
    }

    /// From now on a line is of this kind where nobody chooses another.
    pub(crate) fn begins_with(&mut self, kind: EntryKind) {
        if self.purpose == self.usual {
            self.purpose = Purpose::Entry(kind);
        }
        self.usual = Purpose::Entry(kind);
    }

    /// Takes up writing for this purpose, with the words that were kept for it.
    pub(crate) fn take_up(&mut self, purpose: Purpose) {
        self.back = None;
        if !self.purpose.shares_draft(&purpose) {
            let before = std::mem::take(&mut self.purpose);
            if !self.edit.is_empty() {
                self.aside.push((before, std::mem::take(&mut self.edit)));
            }
            let kept = self.aside.iter().position(|(p, _)| p.shares_draft(&purpose));
            self.edit = kept.map(|at| self.aside.remove(at).1).unwrap_or_default();
        }
        self.purpose = purpose;
    }

    /// The same, with words to begin with where nothing was kept.
    pub(crate) fn take_up_with(&mut self, purpose: Purpose, words: &str) {
        self.take_up(purpose);
        if self.edit.is_empty() {
            self.edit = Edit::from(words.to_owned());
        }
    }

    /// What was written is on its way: an empty line, or what was set aside last.
    pub(crate) fn sent(&mut self) {
        let words = self.edit.take();
        self.back = None;
        self.unsaved = true;
        if !words.trim().is_empty() {
            self.history.push(words);
            let over = self.history.len().saturating_sub(HISTORY_MAX);
            self.history.drain(..over);
        }
        self.purpose = self.usual.clone();
        if let Some((purpose, edit)) = self.aside.pop() {
            self.purpose = purpose;
            self.edit = edit;
        }
    }

    /// Words that were refused come back as a draft, and what is being typed is set aside.
    pub(crate) fn give_back(&mut self, purpose: Purpose, words: String) {
        if !self.edit.is_empty() {
            self.aside.push((std::mem::take(&mut self.purpose), std::mem::take(&mut self.edit)));
        }
        self.purpose = purpose;
        self.edit = Edit::from(words);
        self.unsaved = true;
    }

    /// The draft to keep on disk, if it changed since it was asked for last.
    pub(crate) fn draft(&mut self) -> Option<String> {
        std::mem::take(&mut self.unsaved).then(|| self.edit.text().to_owned())
    }

    /// Words put in whole: a paste of several lines is a draft of several lines.
    pub(crate) fn paste(&mut self, words: &str) {
        self.edit.insert(&words.replace("\r\n", "\n").replace('\r', "\n"));
        self.unsaved = true;
    }

    /// A letter typed.
    pub(crate) fn type_char(&mut self, c: char) {
        let mut bytes = [0; 4];
        self.edit.insert(c.encode_utf8(&mut bytes));
        self.unsaved = true;
        if c == ' ' && self.purpose == self.usual && self.edit.after().is_empty() {
            self.choose_kind();
        }
    }

    /// `f ` at the start of an empty line chooses the kind, before anything else is typed.
    fn choose_kind(&mut self) {
        let chosen = kind_letter(self.edit.text()).map(|(kind, rest)| (kind, rest.to_owned()));
        let Some((kind, rest)) =
            chosen.filter(|(_, rest)| rest.trim_matches(['?', ' ']).is_empty())
        else {
            return;
        };
        self.edit = Edit::from(rest);
        self.purpose = match kind {
            EntryKind::Impact => Purpose::Impact(warroom_register::words::PersonalData::NotKnown),
            kind => Purpose::Entry(kind),
        };
    }

    /// What a key of the line does to the words; true if it was one of them.
    pub(crate) fn edit(&mut self, action: Action) -> bool {
        match action {
            Action::CursorLeft => self.edit.left(),
            Action::CursorRight => self.edit.right(),
            Action::LineStart => self.edit.home(),
            Action::LineEnd => self.edit.end(),
            Action::DeleteBack if self.edit.is_empty() => self.plain_again(),
            Action::DeleteBack => self.edit.delete_back(),
            Action::DeleteForward => self.edit.delete_forward(),
            Action::DeleteWord => self.edit.delete_word(),
            Action::DeleteToStart => self.edit.delete_to_start(),
            Action::LineBefore => self.before(),
            Action::LineAfter => self.later(),
            _ => return false,
        }
        self.unsaved = true;
        true
    }

    /// Backspace in an empty line takes a kind back that was chosen by mistake.
    fn plain_again(&mut self) {
        if matches!(self.purpose, Purpose::Entry(_) | Purpose::Impact(_)) {
            self.purpose = self.usual.clone();
        }
    }

    fn before(&mut self) {
        let at = self.back.as_ref().map_or(0, |(at, _)| at + 1);
        let Some(words) = self.history.iter().rev().nth(at).cloned() else { return };
        let typed = match self.back.take() {
            Some((_, typed)) => typed,
            None => std::mem::take(&mut self.edit),
        };
        self.back = Some((at, typed));
        self.edit = Edit::from(words);
    }

    fn later(&mut self) {
        let Some((at, typed)) = self.back.take() else { return };
        match at.checked_sub(1).and_then(|at| Some((at, self.history.iter().rev().nth(at)?))) {
            Some((at, words)) => {
                self.edit = Edit::from(words.clone());
                self.back = Some((at, typed));
            }
            None => self.edit = typed,
        }
    }
}

/// Over a slow line Esc and a key, typed fast, come as Alt with that key: the key then, if they do.
pub(crate) fn after_esc(event: KeyEvent) -> Option<KeyEvent> {
    use crossterm::event::KeyModifiers as Mods;
    let alt = event.modifiers.contains(Mods::ALT) && !event.modifiers.contains(Mods::CONTROL);
    alt.then(|| KeyEvent { modifiers: event.modifiers - Mods::ALT, ..event })
}

/// The letter that a key types, if it types one: `AltGr` comes as Ctrl with Alt.
pub(crate) fn typed(event: KeyEvent) -> Option<char> {
    use crossterm::event::{KeyCode, KeyEventKind, KeyModifiers as Mods};
    let KeyCode::Char(c) = event.code else { return None };
    let (ctrl, alt) =
        (event.modifiers.contains(Mods::CONTROL), event.modifiers.contains(Mods::ALT));
    (event.kind != KeyEventKind::Release && ctrl == alt && !c.is_control()).then_some(c)
}
