//! Questions from outside, to pick from: which one, and what becomes of it.

use warroom_register::{Command, EntryId, Inquiry};

use super::Deed;
use super::choices::Choice;
use crate::app::board::Board;
use crate::app::purpose::Purpose;

/// As many as there are digits for.
const LISTED_MAX: usize = 9;

/// Those that wait, oldest first, then those that are over, newest first.
fn listed(board: &Board) -> impl Iterator<Item = (EntryId, &Inquiry)> {
    let register = &board.register;
    let over = register.inquiries().iter().rev().map(|(entry, inquiry)| (*entry, inquiry));
    let over = over.filter(|(entry, inquiry)| register.stands(*entry) && !inquiry.is_open());
    register.open_inquiries().chain(over).take(LISTED_MAX)
}

/// `#9 gil` and what is asked.
pub(super) fn inquiries(board: &Board) -> Vec<Choice> {
    let one = |(entry, _): (EntryId, &Inquiry)| {
        let words = board.register.text(entry).shown().to_string();
        Choice::new(format!("{entry} {}", board.inquirer(entry)), words)
    };
    listed(board).map(one).collect()
}

/// The one at a place of the list.
pub(crate) fn inquiry_at(board: &Board, index: usize) -> Option<EntryId> {
    listed(board).nth(index).map(|(entry, _)| entry)
}

/// What may become of it, in the order of the digits.
pub(super) fn steps(board: &Board, entry: EntryId) -> Vec<Choice> {
    let asker = board.inquirer(entry);
    vec![
        Choice::new("take it", "you see to it"),
        Choice::new("answer it", format!("{asker} sees your words")),
        Choice::new("pass it on", "ask the room first"),
        Choice::new("no answer", format!("{asker} sees why")),
    ]
}

/// What a digit does to it.
pub(super) fn step(board: &Board, entry: EntryId, index: usize) -> Option<Deed> {
    let words = board.register.text(entry).raw().to_owned();
    Some(match index {
        0 => Deed::Command(Command::Acknowledge { entry }),
        1 => Deed::Write(Purpose::Reply(entry), String::new()),
        2 => Deed::Write(Purpose::Pass(entry), words),
        3 => Deed::Write(Purpose::Cancel(entry), String::new()),
        _ => return None,
    })
}
