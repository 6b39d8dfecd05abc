//! Entries and people that words name, as `#14` and `@ben`.

use crate::register::Register;
use crate::{EntryId, Handle, Seq};

/// The entries that these words name, in their order; whether there are such is not asked.
pub fn entries_named(words: &str) -> impl Iterator<Item = EntryId> {
    words.split('#').skip(1).filter_map(|after| {
        let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        after.get(..end)?.parse().ok().filter(|number| *number > 0).map(Seq)
    })
}

/// The handles that these words name, in their order; whether there are such people is not asked.
pub fn handles_named(words: &str) -> impl Iterator<Item = Handle> {
    let names = words.split_whitespace().filter_map(|word| word.strip_prefix('@'));
    names.filter_map(|name| {
        let name = name.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        Handle::new(name).ok()
    })
}

impl Register {
    /// The first in these words that names nobody who ever came here.
    pub fn nobody_named(&self, words: &str) -> Option<Handle> {
        handles_named(words).find(|who| !self.responders().contains_key(who))
    }

    /// The one task that these words name; of several, none is meant more than the others.
    pub fn task_named(&self, words: &str) -> Option<EntryId> {
        let task = |entry: &EntryId| self.tasks().contains_key(entry) && self.stands(*entry);
        let mut tasks = entries_named(words).filter(task);
        let first = tasks.next()?;
        tasks.all(|other| other == first).then_some(first)
    }
}
