//! Tab behind `@` and `#`: the rest of a name, the number of an entry.

use warroom_register::{EntryId, Handle};

use super::board::Board;
use super::edit::Edit;

/// Completes the word before the cursor; false where there is nothing to complete.
pub(crate) fn complete(edit: &mut Edit, board: &Board, selected: Option<EntryId>) -> bool {
    let before = edit.before();
    let start = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let (kept, word) = before.split_at_checked(start).unwrap_or((before, ""));
    let whole = match word.split_at_checked(1) {
        Some(("@", name)) => person(board, name).map(|who| format!("{kept}@{who} ")),
        Some(("#", digits)) => number(board, digits, selected).map(|e| format!("{kept}{e} ")),
        _ => return false,
    };
    if let Some(whole) = whole {
        edit.replace_before(&whole);
    }
    true
}

fn person(board: &Board, start: &str) -> Option<Handle> {
    let all = board.register.in_order().into_iter().filter(|(_, r)| !r.left);
    all.map(|(who, _)| who).find(|who| who.as_str().starts_with(start))
}

/// The selected entry, or the newest whose number begins so.
fn number(board: &Board, digits: &str, selected: Option<EntryId>) -> Option<EntryId> {
    let fits = |entry: &EntryId| entry.0.to_string().starts_with(digits);
    selected.filter(fits).or_else(|| board.timeline.iter().rev().copied().find(fits))
}
