//! What a person probably did not mean: told in one sentence before it goes out, with the words
//! kept. A number of nothing and a name of nobody go out with a second Enter, since others number and
//! name things too.

use warroom_register::{EntryId, Register, entries_named};

/// What these words name that does not exist here, as a sentence; `send` is the key that sends.
pub(super) fn names_nothing(words: &str, register: &Register, send: &str) -> Option<String> {
    let unknown = |entry: &EntryId| register.row(*entry).is_none();
    let entry = entries_named(words).find(unknown);
    let entry = entry.map(|entry| format!("no {entry} here, the last is {}", register.head()));
    let nobody = register.nobody_named(words).map(|who| format!("nobody called {who} here"));
    let both: Vec<String> = entry.into_iter().chain(nobody).collect();
    (!both.is_empty())
        .then(|| format!("there is {}: mend it, or {send} again sends it so", both.join(", and ")))
}
