//! Behind `@` and `#`: who and what may be meant, shown as one types; Tab takes the first.

use warroom_register::{EntryId, Handle, Seq};

use super::board::Board;
use super::edit::Edit;

/// The most that are shown.
const SHOWN_MAX: usize = 5;
/// How far back entries are looked for: older ones are named by whoever knows their number.
const LOOKED_MAX: usize = 2000;

/// Who or what may be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Candidate {
    /// A person.
    Person(Handle),
    /// An entry.
    Entry(EntryId),
}

impl std::fmt::Display for Candidate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Person(who) => write!(f, "@{who}"),
            Self::Entry(entry) => write!(f, "{entry}"),
        }
    }
}

/// Whose line it is, and what is selected.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Writer {
    /// Who writes.
    pub(crate) me: Handle,
    /// The selected entry.
    pub(crate) selected: Option<EntryId>,
}

/// What the word before the cursor may be meant to be, the likeliest first; nothing where it is a
/// word like any other.
pub(crate) fn candidates(edit: &Edit, board: &Board, writer: Writer) -> Option<Vec<Candidate>> {
    let (_, word) = last_word(edit.before());
    match word.split_at_checked(1)? {
        ("@", name) => Some(people(board, name).map(Candidate::Person).take(SHOWN_MAX).collect()),
        ("#", digits) => Some(entries(board, digits, writer)),
        _ => None,
    }
}

/// Completes the word before the cursor; false where there is nothing to complete.
pub(crate) fn complete(edit: &mut Edit, board: &Board, writer: Writer) -> bool {
    let Some(candidates) = candidates(edit, board, writer) else { return false };
    if let Some(first) = candidates.first() {
        let (kept, _) = last_word(edit.before());
        let whole = format!("{kept}{first} ");
        edit.replace_before(&whole);
    }
    true
}

/// What stands before the last word, and that word.
fn last_word(before: &str) -> (&str, &str) {
    let start = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    before.split_at_checked(start).unwrap_or((before, ""))
}

fn people<'a>(board: &'a Board, start: &'a str) -> impl Iterator<Item = Handle> + 'a {
    let all = board.register.in_order().into_iter().filter(|(_, r)| !r.left);
    all.map(|(who, _)| who).filter(move |who| who.as_str().starts_with(start))
}

/// The one with that very number, the selected one, what I have to do, then the newest first.
fn entries(board: &Board, digits: &str, writer: Writer) -> Vec<Candidate> {
    let register = &board.register;
    if !digits.chars().all(|c| c.is_ascii_digit()) {
        return Vec::new();
    }
    let exact = digits.parse().ok().map(Seq).filter(|seq| register.row(*seq).is_some());
    let mine = register.load(writer.me);
    let entry = |seq: &Seq| register.what(*seq).is_some_and(|what| what.is_entry());
    let newest = board.timeline.iter().rev().take(LOOKED_MAX).copied().filter(entry);
    let fits = |entry: &EntryId| entry.0.to_string().starts_with(digits);
    let all = exact.into_iter().chain(writer.selected).chain(mine).chain(newest).filter(fits);
    let mut found: Vec<EntryId> = Vec::new();
    for entry in all {
        if !found.contains(&entry) {
            found.push(entry);
        }
        if found.len() == SHOWN_MAX {
            break;
        }
    }
    found.into_iter().map(Candidate::Entry).collect()
}
