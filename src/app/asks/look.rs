//! Things to read: they change nothing, and any step out closes them.

use crossterm::event::{KeyCode, KeyEvent};
use warroom_register::{EntryId, Seq};

use super::{Answer, Deed, Subject};
use crate::app::board::Board;
use crate::app::edit::Edit;
use crate::app::find::{mentioned_by, mentions};
use crate::app::line::typed;
use crate::app::lobby::Page;

/// A page of what is read: on the smallest card no line is passed unseen.
const PAGE_ROWS: usize = 7;

/// What is read, and how far down.
#[derive(Clone, Debug)]
pub(crate) struct Look {
    /// What.
    pub(crate) at: LookAt,
    /// The first line shown.
    pub(crate) top: usize,
}

/// What there is to read.
#[derive(Clone, Debug)]
pub(crate) enum LookAt {
    /// An entry with its history, and what it is linked with.
    Detail(Detail),
    /// Who is here, and the invite.
    Who,
    /// The situation in some lines.
    Situation,
    /// The keys, or those that these words find.
    Help(Edit),
    /// A report, line by line.
    Report(Page),
}

impl LookAt {
    /// The report of the incident itself.
    pub(crate) fn report(lines: Vec<String>) -> Self {
        Self::Report(Page { head: "The report as it stands".to_owned(), lines })
    }
}

/// An entry with its history: what it names, and what is about it or names it.
#[derive(Clone, Debug)]
pub(crate) struct Detail {
    /// Which entry.
    pub(crate) entry: EntryId,
    /// What it is about or names in its words.
    pub(crate) names: Vec<EntryId>,
    /// What is about it or names it, oldest first.
    pub(crate) about: Vec<Seq>,
    /// Which of both, in this order, is picked.
    pub(crate) picked: Option<usize>,
    /// The entries that were read before it, to go back to.
    before: Vec<EntryId>,
    /// The last record that was searched.
    searched: Seq,
}

impl Detail {
    fn of(entry: EntryId) -> Self {
        Self {
            entry,
            names: Vec::new(),
            about: Vec::new(),
            picked: None,
            before: Vec::new(),
            searched: Seq(0),
        }
    }

    /// The next of what it is linked with; behind the last stands none.
    fn pick(&mut self, by: isize) {
        let many = self.names.len() + self.about.len();
        let here = self.picked.map_or(0, |at| at + 1).cast_signed();
        let to = (here + by).rem_euclid(many.cast_signed() + 1);
        self.picked = usize::try_from(to).unwrap_or(0).checked_sub(1);
    }

    /// Goes on to what is picked; false where nothing is.
    fn go(&mut self) -> bool {
        let all = self.names.iter().chain(&self.about);
        let picked = self.picked.and_then(|at| all.clone().nth(at)).copied();
        let Some(entry) = picked else { return false };
        let mut before = std::mem::take(&mut self.before);
        before.push(self.entry);
        *self = Self { before, ..Self::of(entry) };
        true
    }

    /// Goes back to what was read before; false where it was the first.
    fn back(&mut self) -> bool {
        let Some(entry) = self.before.pop() else { return false };
        let before = std::mem::take(&mut self.before);
        *self = Self { before, ..Self::of(entry) };
        true
    }

    /// What came since it was opened is about it too.
    fn settle(&mut self, board: &Board) {
        let head = board.register.head();
        for seq in (self.searched.0 + 1..=head.0).map(Seq) {
            if seq != self.entry && mentions(&board.register, seq, self.entry) {
                self.about.push(seq);
            }
        }
        if self.searched < head {
            self.names = mentioned_by(&board.register, self.entry);
        }
        self.searched = head;
    }
}

impl Look {
    /// Opens something to read.
    pub(crate) const fn new(at: LookAt) -> Self {
        Self { at, top: 0 }
    }

    /// Opens an entry.
    pub(crate) fn detail(entry: EntryId) -> Self {
        Self::new(LookAt::Detail(Detail::of(entry)))
    }

    pub(super) fn key(&mut self, event: KeyEvent) -> Answer {
        if let LookAt::Help(find) = &mut self.at
            && find_key(find, event)
        {
            self.top = 0;
            return Answer::Stay;
        }
        if let LookAt::Detail(detail) = &mut self.at {
            match event.code {
                KeyCode::Tab => detail.pick(1),
                KeyCode::BackTab => detail.pick(-1),
                KeyCode::Enter if detail.go() => self.top = 0,
                KeyCode::Backspace if detail.back() => self.top = 0,
                _ => return self.read_key(event),
            }
            return Answer::Stay;
        }
        self.read_key(event)
    }

    fn read_key(&mut self, event: KeyEvent) -> Answer {
        match event.code {
            KeyCode::Up => self.top = self.top.saturating_sub(1),
            KeyCode::Down => self.top = self.top.saturating_add(1),
            KeyCode::PageUp => self.top = self.top.saturating_sub(PAGE_ROWS),
            KeyCode::PageDown => self.top = self.top.saturating_add(PAGE_ROWS),
            KeyCode::Home => self.top = 0,
            KeyCode::End => self.top = usize::MAX,
            KeyCode::Enter => return Answer::Close,
            _ => return self.letter(event),
        }
        Answer::Stay
    }

    /// The entry that is read, if it is one.
    pub(crate) const fn entry(&self) -> Option<EntryId> {
        match &self.at {
            LookAt::Detail(detail) => Some(detail.entry),
            _ => None,
        }
    }

    /// Whether it is an entry that is read: then the keys of its row work on.
    pub(crate) const fn is_detail(&self) -> bool {
        matches!(self.at, LookAt::Detail(_))
    }

    fn letter(&mut self, event: KeyEvent) -> Answer {
        match (&self.at, typed(event)) {
            (LookAt::Detail(_), Some(c)) if c != ' ' => Answer::PassOn,
            (LookAt::Who, Some('c')) => Answer::AndStay(Deed::CopyInvite),
            (LookAt::Who, Some('s')) => Answer::Do(Deed::Skills),
            (LookAt::Who, Some('t')) => Answer::Do(Deed::Talk),
            (LookAt::Who, Some('r')) => Answer::Do(Deed::Pick(Subject::Revoke)),
            (LookAt::Report(_), Some('j')) => {
                self.top = self.top.saturating_add(1);
                Answer::Stay
            }
            (LookAt::Report(_), Some('k')) => {
                self.top = self.top.saturating_sub(1);
                Answer::Stay
            }
            (LookAt::Report(_), Some(' ')) => {
                self.top = self.top.saturating_add(PAGE_ROWS);
                Answer::Stay
            }
            (LookAt::Help(_), Some('?'))
            | (LookAt::Detail(_), Some(' '))
            | (LookAt::Situation, Some('s'))
            | (LookAt::Who, Some('W'))
            | (LookAt::Report(_), Some('v')) => Answer::Close,
            _ => Answer::NoKey,
        }
    }

    /// What came since it was opened is about it too.
    pub(super) fn settle(&mut self, board: &Board) {
        if let LookAt::Detail(detail) = &mut self.at {
            detail.settle(board);
        }
    }
}

/// Letters find among the keys; a question mark closes what it opened.
fn find_key(find: &mut Edit, event: KeyEvent) -> bool {
    match (event.code, typed(event)) {
        (_, Some('?')) if find.is_empty() => false,
        (KeyCode::Backspace, _) | (_, Some(_)) => super::edit_key(find, event),
        _ => false,
    }
}
