//! What a person probably did not mean: told in one sentence before it goes out, with the words
//! kept. A number of nothing goes out with a second Enter, since others number things too.

use warroom_register::{EntryId, Register};

use super::read::entries_in;

/// The first number in these words that names no record, as a sentence; `send` is the key that sends.
pub(super) fn unknown_entry(words: &str, register: &Register, send: &str) -> Option<String> {
    let unknown = |entry: &EntryId| register.row(*entry).is_none();
    let entry = entries_in(words).find(unknown)?;
    let head = register.head();
    Some(format!(
        "there is no {entry} here, the last is {head}: mend it, or {send} again sends it so"
    ))
}
