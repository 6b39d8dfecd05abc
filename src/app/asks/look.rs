//! Things to read: they change nothing, and any step out closes them.

use crossterm::event::{KeyCode, KeyEvent};
use warroom_register::{EntryId, Seq};

use super::{Answer, Deed};
use crate::app::board::{Board, named};
use crate::app::line::typed;
use crate::app::read::entries_in;

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
    /// An entry with its history: the records about it, and those that name it in their words.
    Detail {
        /// Which entry.
        entry: EntryId,
        /// What is about it, oldest first.
        about: Vec<Seq>,
        /// The last record that was searched.
        searched: Seq,
    },
    /// Who is here, and the invite.
    Who,
    /// The situation in some lines.
    Situation,
    /// The keys.
    Help,
    /// The report as it stands, line by line.
    Report(Vec<String>),
}

impl Look {
    /// Opens something to read.
    pub(crate) const fn new(at: LookAt) -> Self {
        Self { at, top: 0 }
    }

    /// Opens an entry.
    pub(crate) fn detail(entry: EntryId) -> Self {
        Self::new(LookAt::Detail { entry, about: Vec::new(), searched: Seq(0) })
    }

    pub(super) fn key(&mut self, event: KeyEvent) -> Answer {
        match event.code {
            KeyCode::Up => self.top = self.top.saturating_sub(1),
            KeyCode::Down => self.top = self.top.saturating_add(1),
            KeyCode::PageUp => self.top = self.top.saturating_sub(10),
            KeyCode::PageDown => self.top = self.top.saturating_add(10),
            KeyCode::Home => self.top = 0,
            KeyCode::End => self.top = usize::MAX,
            KeyCode::Enter => return Answer::Close,
            _ => return self.letter(event),
        }
        Answer::Stay
    }

    /// Whether it is an entry that is read: then the keys of its row work on.
    pub(crate) const fn is_detail(&self) -> bool {
        matches!(self.at, LookAt::Detail { .. })
    }

    fn letter(&mut self, event: KeyEvent) -> Answer {
        match (&self.at, typed(event)) {
            (LookAt::Detail { .. }, Some(c)) if c != ' ' => Answer::PassOn,
            (LookAt::Who, Some('c')) => Answer::AndStay(Deed::CopyInvite),
            (LookAt::Report(_) | LookAt::Help, Some('j')) => {
                self.top = self.top.saturating_add(1);
                Answer::Stay
            }
            (LookAt::Report(_) | LookAt::Help, Some('k')) => {
                self.top = self.top.saturating_sub(1);
                Answer::Stay
            }
            (LookAt::Report(_) | LookAt::Help, Some(' ')) => {
                self.top = self.top.saturating_add(10);
                Answer::Stay
            }
            (LookAt::Detail { .. }, Some(' '))
            | (LookAt::Help, Some('?'))
            | (LookAt::Situation, Some('s'))
            | (LookAt::Who, Some('W'))
            | (LookAt::Report(_), Some('v')) => Answer::Close,
            _ => Answer::Stay,
        }
    }

    /// What came since it was opened is about it too.
    pub(super) fn settle(&mut self, board: &Board) {
        let LookAt::Detail { entry, about, searched } = &mut self.at else { return };
        let head = board.register.head();
        for seq in (searched.0 + 1..=head.0).map(Seq) {
            let Some(row) = board.register.row(seq) else { continue };
            let names = named(row.what) == Some(*entry)
                || entries_in(row.text.raw()).any(|named| named == *entry);
            if names && seq != *entry {
                about.push(seq);
            }
        }
        *searched = head;
    }
}
