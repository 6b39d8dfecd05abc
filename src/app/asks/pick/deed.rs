//! What a list leads to: of what was picked and of the words with it, the command that is asked.

use warroom_register::limits::WINDOW_SECONDS;
use warroom_register::words::{Audience, Call, Helper, Kind, Moment, Outcome, Phase, Severity};
use warroom_register::{Command, EntryId, Handle, ReviewDue, Seen, Text, Title, times, when};

use super::{Pick, Subject};
use crate::app::asks::choices::{door_at, is_in_place, mend, plan_at};
use crate::app::asks::{Deed, Sure, outside};
use crate::app::board::Board;

/// A time that is marked; where its order cannot be, it is asked first.
fn marked(moment: Moment, when: Seen, board: &Board) -> Deed {
    let mark = Deed::Command(Command::Mark { moment, when });
    match times::against(&board.register, moment, when) {
        Some(doubt) => Deed::Sure(Sure::new(format!("{doubt}: record it so all the same?"), mark)),
        None => mark,
    }
}

impl Pick {
    /// What is done, or why it cannot be.
    pub(super) fn deed(&self, index: usize, board: &Board) -> Result<Deed, String> {
        let why = self.said(0);
        let none = || "choose one of the list by its digit".to_owned();
        let command = match self.subject {
            Subject::Severity => {
                Command::Grade { severity: *Severity::ALL.get(index).ok_or_else(none)?, why }
            }
            Subject::Kind => match Kind::ALL.get(index) {
                Some(kind) => Command::SetKind { kind: *kind, why },
                None => plan_at(board, index).ok_or_else(none)?,
            },
            Subject::Phase => self.phase(*Phase::ALL.get(index).ok_or_else(none)?, board)?,
            Subject::Moment => {
                let moment = *Moment::ALL.get(index).ok_or_else(none)?;
                let when = when::happened(why.raw(), board.now, &board.register)?;
                return Ok(marked(moment, when, board));
            }
            Subject::Call(entry) => self.call(entry, index)?,
            Subject::Outcome(entry) => match Outcome::ALL.get(index) {
                Some(outcome) => {
                    Command::Verify { entry, outcome: *outcome, text: Text::default() }
                }
                None if is_in_place(board, entry) => {
                    Command::PutBack { entry, text: Text::default() }
                }
                None => Command::LeaveInPlace { entry, text: Text::default() },
            },
            Subject::Audience => {
                let audience = *Audience::ALL.get(index).ok_or_else(none)?;
                return Ok(Deed::Words(audience));
            }
            Subject::Help => self.help(*Helper::ALL.get(index).ok_or_else(none)?, board)?,
            Subject::Mend(entry) => return Ok(mend(board, entry, index)),
            Subject::Revoke => Command::Revoke { invite: door_at(board, index).ok_or_else(none)? },
            Subject::Outside => {
                let entry = outside::inquiry_at(board, index).ok_or_else(none)?;
                return Ok(Deed::Outside(entry));
            }
            Subject::Inquiry(entry) => return outside::step(board, entry, index).ok_or_else(none),
            Subject::Meet(meet) => return meet.deed(self, index, board),
        };
        Ok(Deed::Command(command))
    }

    fn call(&self, entry: EntryId, index: usize) -> Result<Command, String> {
        let why = self.said(0);
        let call = match index {
            0 => {
                let words = why.raw().trim_end_matches('s').trim();
                let seconds = if words.is_empty() { Ok(WINDOW_SECONDS) } else { words.parse() };
                let seconds = seconds.map_err(|_no| "how many seconds? Digits, or nothing");
                return Ok(Command::PutToRoom { entry, seconds: seconds? });
            }
            1 => Call::Go,
            2 => Call::No,
            _ => Call::Amended,
        };
        Ok(Command::Call { entry, call, why })
    }

    fn phase(&self, phase: Phase, board: &Board) -> Result<Command, String> {
        let review = if phase == Phase::Closed { self.review(board)? } else { None };
        Ok(Command::MovePhase {
            phase,
            why: self.said(0),
            card: None,
            card_salt: None,
            seen_at: None,
            review,
        })
    }

    fn review(&self, board: &Board) -> Result<Option<ReviewDue>, String> {
        let (name, until) = (self.said(1), self.said(2));
        let who = if name.is_empty() {
            None
        } else {
            Some(name.raw().trim_start_matches('@').parse::<Handle>()?)
        };
        who.map_or(Ok(()), |who| board.register.may_call_review(who))
            .map_err(|refusal| refusal.to_string())?;
        let until =
            if until.is_empty() { None } else { Some(when::ahead(until.raw(), board.now)?) };
        Ok((who.is_some() || until.is_some()).then_some(ReviewDue { who, until }))
    }

    fn help(&self, of: Helper, board: &Board) -> Result<Command, String> {
        let until = self.said(3);
        let until =
            if until.is_empty() { None } else { Some(when::ahead(until.raw(), board.now)?) };
        let whom = Title::try_from(self.said(0).raw().to_owned())?;
        let (text, reference) = (self.said(1), self.said(2));
        Ok(Command::AskHelp { of, whom, text, reference, until })
    }
}
