//! The line: where words are written. A draft for each purpose, and what was sent before.
//!
//! Nothing typed is lost by a key: leaving keeps the draft, another purpose sets it aside.

mod kept;

pub(crate) use kept::{BETWEEN_DRAFTS, Draft, for_what, what_for, with_purpose};

use crossterm::event::KeyEvent;
use warroom_register::At;
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
    /// The words that a screen before this one left here: until a letter of them changes.
    left: Option<String>,
    /// Words about which something was said already: a second Enter sends them as they are.
    pub(crate) doubted: Option<String>,
    /// These words were typed over an ask: their first Enter was not meant for the line.
    pub(super) strayed: bool,
    /// Letters that were typed over a card, none of which is a key of it.
    pub(super) over_card: String,
    /// When a letter was refused as a key, or followed such a one: words may have been meant.
    pub(super) slipped: Option<At>,
    /// When a key opened it for what weighs more than an entry, with nothing selected or words in it
    /// already: until the first letter.
    pub(super) opened: Option<At>,
    /// A letter in front made an idea of it, or words to the public: so does a sentence begin, too.
    by_letter: bool,
    /// The place in the history, counted from its end, and what was typed before going there.
    back: Option<(usize, Edit)>,
    /// What a line is where nobody chose: the usual kind of this responder.
    usual: Purpose,
}

impl Line {
    /// Lets `without` change every text that is kept here, also what can be brought back.
    pub(super) fn take_out(&mut self, without: &dyn Fn(&str) -> Option<String>) {
        let back = self.back.as_mut().map(|(_, edit)| edit);
        let aside = self.aside.iter_mut().map(|(_, edit)| edit);
        for edit in [&mut self.edit].into_iter().chain(back).chain(aside) {
            if let Some(text) = without(edit.text()) {
                *edit = Edit::from(text);
            }
        }
        if let Some(text) = without(&self.over_card) {
            self.over_card = text;
        }
        let aside = self.aside.iter_mut().map(|(purpose, _)| purpose);
        [&mut self.purpose].into_iter().chain(aside).for_each(|purpose| purpose.take_out(without));
        for sent in &mut self.history {
            if let Some(text) = without(sent) {
                *sent = text;
            }
        }
    }

    /// Words stand here that a key must not lose.
    pub(crate) fn holds_words(&self) -> bool {
        !self.edit.is_empty() || self.purpose.holds_words()
    }

    /// Where nothing is written, what was set aside last stands here again, with what it was for; false
    /// where there is nothing of the kind.
    pub(super) fn bring_back(&mut self) -> bool {
        let empty = !self.holds_words() && self.back.is_none();
        let Some((purpose, edit)) = empty.then(|| self.aside.pop()).flatten() else { return false };
        (self.purpose, self.edit) = (purpose, edit);
        true
    }

    /// Sets what stands here aside, and before it what was typed before going into the history.
    fn set_aside(&mut self) {
        self.keep_typed();
        if self.holds_words() {
            self.aside.push((std::mem::take(&mut self.purpose), std::mem::take(&mut self.edit)));
        }
    }

    /// Leaves the history; what was typed before going there is set aside.
    fn keep_typed(&mut self) {
        if let Some((_, typed)) = self.back.take()
            && !typed.is_empty()
        {
            self.aside.push((self.purpose.clone(), typed));
        }
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
        (self.strayed, self.by_letter) = (false, false);
        if self.purpose.shares_draft(&purpose) {
            self.keep_typed();
        } else {
            self.set_aside();
            let kept = self.aside.iter().rposition(|(p, _)| p.shares_draft(&purpose));
            let kept = kept.map(|at| self.aside.remove(at));
            (self.purpose, self.edit) = kept.unwrap_or_else(|| (purpose.clone(), Edit::default()));
        }
        let kept = std::mem::take(&mut self.purpose);
        let empty = self.edit.is_empty() && !kept.holds_words();
        self.purpose = if empty { purpose } else { purpose.going_on_from(kept) };
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
        self.strayed = false;
        self.keep_typed();
        let words = self.edit.take();
        if !words.trim().is_empty() {
            self.history.push(words);
            let over = self.history.len().saturating_sub(HISTORY_MAX);
            self.history.drain(..over);
        }
        self.next_draft();
    }

    /// The words go on elsewhere, and the line is as it is after sending.
    pub(crate) fn take_away(&mut self) -> String {
        self.keep_typed();
        let words = self.edit.take();
        self.next_draft();
        words
    }

    fn next_draft(&mut self) {
        self.by_letter = false;
        self.purpose = self.usual.clone();
    }

    /// While nobody writes, an empty line shows the draft that waits next. Under the cursor it does not
    /// come by itself: the next sentence would get into it.
    pub(super) fn show_next_draft(&mut self) -> bool {
        if self.holds_words() || self.back.is_some() {
            return false;
        }
        // What no line sends waits for its choice.
        let sent_by_line = |(purpose, _): &(Purpose, Edit)| !matches!(purpose, Purpose::Beside(_));
        let Some(at) = self.aside.iter().rposition(sent_by_line) else { return false };
        (self.purpose, self.edit) = self.aside.remove(at);
        true
    }

    /// Words that were refused come back as a draft, and what is being typed is set aside.
    pub(crate) fn give_back(&mut self, purpose: Purpose, words: String) {
        self.set_aside();
        self.by_letter = false;
        self.purpose = purpose;
        self.edit = Edit::from(words);
    }

    /// The same for words that were typed where none are taken: a line of the usual kind.
    pub(crate) fn give_back_plain(&mut self, words: String) {
        self.give_back(self.usual.clone(), words);
    }

    /// Words that were written beside a choice are kept, in nobody's way.
    pub(super) fn keep_beside(&mut self, purpose: Purpose, words: String) {
        self.aside.push((purpose, Edit::from(words)));
    }

    /// What was written beside this choice and is kept here goes back to it.
    pub(super) fn take_beside(&mut self, what: &str) -> Option<String> {
        let of_it = |purpose: &Purpose| matches!(purpose, Purpose::Beside(of) if of == what);
        if of_it(&self.purpose) {
            return Some(self.take_away());
        }
        let at = self.aside.iter().rposition(|(purpose, _)| of_it(purpose))?;
        Some(self.aside.remove(at).1.text().to_owned())
    }

    /// For which choice words are kept here, if for any.
    pub(super) fn beside(&self) -> Option<&str> {
        let all = self.aside.iter().rev().map(|(purpose, _)| purpose);
        [&self.purpose].into_iter().chain(all).find_map(|purpose| match purpose {
            Purpose::Beside(what) => Some(what.as_str()),
            _ => None,
        })
    }

    /// Words put in as they are.
    pub(crate) fn paste(&mut self, words: &str) {
        self.edit.insert(words);
    }

    /// A letter typed.
    pub(crate) fn type_char(&mut self, c: char) {
        let mut bytes = [0; 4];
        self.edit.insert(c.encode_utf8(&mut bytes));
        let of_a_kind = matches!(self.purpose, Purpose::Entry(_) | Purpose::Impact);
        if c == ' ' && of_a_kind && self.edit.after().is_empty() {
            self.choose_kind();
        }
    }

    /// `f ` at the start of an empty line chooses the kind, before anything else is typed; also where
    /// another kind was chosen before, as Tab would.
    fn choose_kind(&mut self) {
        if let Some(who) = hit_without_blank(self.edit.text()) {
            self.edit = Edit::from(who.to_owned());
            self.purpose = Purpose::Impact;
            return;
        }
        if let Some(purpose) = Purpose::of_letter(self.edit.text()) {
            self.edit.take();
            self.by_letter = matches!(purpose, Purpose::Update(_));
            self.purpose = purpose;
            return;
        }
        let chosen = kind_letter(self.edit.text()).map(|(kind, rest)| (kind, rest.to_owned()));
        let Some((kind, rest)) =
            chosen.filter(|(_, rest)| rest.trim_matches(['?', ' ']).is_empty())
        else {
            return;
        };
        // "I restarted it", behind the key for what one did, is a sentence.
        if kind == EntryKind::Idea && self.purpose != self.usual {
            return;
        }
        self.edit = Edit::from(rest);
        self.by_letter = kind == EntryKind::Idea;
        self.purpose = match kind {
            EntryKind::Impact => Purpose::Impact,
            kind => Purpose::Entry(kind),
        };
    }

    /// Whether `i ` in front made an idea of what stands here.
    pub(super) fn is_idea_by_letter(&self) -> bool {
        self.by_letter && self.purpose == Purpose::Entry(EntryKind::Idea)
    }

    /// Whether a letter in front made words of it that leave the building.
    pub(super) fn is_update_by_letter(&self) -> bool {
        self.by_letter && matches!(self.purpose, Purpose::Update(_))
    }

    /// It was no idea: the words are what somebody saw, the letter among them.
    pub(super) fn no_idea(&mut self) {
        self.edit = Edit::from(format!("i {}", self.edit.text()));
        self.purpose = Purpose::Entry(EntryKind::Observation);
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
            // In a draft of several lines the arrows go from line to line first.
            Action::LineBefore if self.edit.up() => {}
            Action::LineAfter if self.edit.down() => {}
            Action::LineBefore if self.show_next_draft() => {}
            Action::LineBefore => self.before(),
            Action::LineAfter => self.later(),
            _ => return false,
        }
        true
    }

    /// The next draft that was set aside stands here, and what stood here waits behind the others.
    fn next_aside(&mut self) {
        let Some((purpose, edit)) = self.aside.pop() else { return };
        let here = (
            std::mem::replace(&mut self.purpose, purpose),
            std::mem::replace(&mut self.edit, edit),
        );
        if !here.1.is_empty() || here.0.holds_words() {
            self.aside.insert(0, here);
        }
    }

    /// How many drafts were set aside.
    pub(crate) const fn aside(&self) -> usize {
        self.aside.len()
    }

    /// Backspace in an empty line takes a kind back that was chosen by mistake; in a proposal it
    /// goes back to the part before, which is how one is put right, or dropped.
    fn plain_again(&mut self) {
        self.by_letter = false;
        match &mut self.purpose {
            Purpose::Entry(_) | Purpose::Impact | Purpose::Update(_) => {
                self.purpose = self.usual.clone();
            }
            Purpose::Propose(proposal) => match proposal.step_back() {
                Some(part) => self.edit = Edit::from(part.raw().to_owned()),
                None => self.purpose = self.usual.clone(),
            },
            Purpose::Stand(stand) => {
                if let Some(part) = stand.step_back() {
                    self.edit = Edit::from(part.raw().to_owned());
                }
            }
            Purpose::Remark(remark) => {
                if let Some(part) = remark.step_back() {
                    self.edit = Edit::from(part.raw().to_owned());
                }
            }
            _ => {}
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
        let Some((at, typed)) = self.back.take() else { return self.next_aside() };
        match at.checked_sub(1).and_then(|at| Some((at, self.history.iter().rev().nth(at)?))) {
            Some((at, words)) => {
                self.edit = Edit::from(words.clone());
                self.back = Some((at, typed));
            }
            None => self.edit = typed,
        }
    }
}

/// `%customers `: who is hit, typed without the blank behind the sign; no sentence begins so. A digit
/// may as well be what a log says.
fn hit_without_blank(words: &str) -> Option<&str> {
    let who = words.strip_prefix('%')?;
    let one_word = who.trim_end().split(' ').count() == 1;
    (one_word && who.starts_with(char::is_alphabetic)).then_some(who)
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
