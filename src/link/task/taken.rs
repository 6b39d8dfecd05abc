//! Words that were taken out of the record go from all that a link keeps, shows or has waiting.
//!
//! That this machine is clean is said for the record once they are gone from all of it, and not before.
//! Until then it is tried again, and whoever is at the screen knows.

use std::collections::BTreeSet;

use warroom_register::{Record, Taken, Text};

use super::Task;
use crate::app::msg::LinkMsg;
use crate::link::Erasure;
use crate::link::desk::Left;
use crate::link::dial::Road;

/// Said when nothing here holds them any more.
const OVER: &str = "the words that were taken out are gone from this machine now";

/// What was taken out of the record, while it may still stand somewhere on this machine.
#[derive(Debug, Default)]
pub(in crate::link) struct Erasing {
    taken: Vec<Taken>,
    /// The records that held the words here, as they were.
    held: Vec<Record>,
    words: Vec<Text>,
    /// Those that are gone from a file of this machine.
    gone: BTreeSet<Taken>,
    /// What still holds them, and why, as sentences.
    left: Vec<String>,
    /// Somebody who lives has them in hand: nothing is said of that.
    waits: bool,
    /// What there is to say of what went with them.
    notes: Vec<String>,
    said: bool,
}

impl Erasing {
    /// Whether something is still to be done.
    pub(super) const fn is_due(&self) -> bool {
        !self.taken.is_empty()
    }

    /// These are to go as well.
    pub(super) fn owe(&mut self, taken: &[Taken]) {
        self.taken.extend_from_slice(taken);
        self.taken.sort_unstable();
        self.taken.dedup();
    }

    /// What there is to say once the screen is gone.
    pub(super) fn left(&mut self) -> Vec<String> {
        let left = std::mem::take(&mut self.left);
        left.into_iter().chain(std::mem::take(&mut self.notes)).collect()
    }

    /// Notes what was found; whether words were among it that were not known.
    fn finds(&mut self, held: Vec<Record>, rewordings: Vec<Text>) -> bool {
        let before = (self.held.len(), self.words.len());
        for record in held {
            if !self.held.contains(&record) {
                self.words.extend(record.event.words());
                self.held.push(record);
            }
        }
        for words in rewordings {
            if !self.words.contains(&words) {
                self.words.push(words);
            }
        }
        before != (self.held.len(), self.words.len())
    }

    /// What there is to say at the screen: that something still holds them, and that nothing does.
    fn news(&mut self) -> Option<String> {
        let news = match self.left.first() {
            Some(left) if !self.said => format!("{left}; it is tried again"),
            None if self.said && !self.waits => OVER.to_owned(),
            Some(_) | None => return None,
        };
        self.said = !self.said;
        Some(news)
    }
}

impl<R: Road> Task<R> {
    /// Takes words out of all that this machine keeps, shows or has waiting, and says so for the
    /// record.
    pub(super) async fn purge(&mut self, taken: &[Taken]) -> Result<(), Left> {
        if taken.is_empty() {
            return Ok(());
        }
        self.erasing.owe(taken);
        let (records, words) = self.erase(true);
        if let Some(records) = records {
            self.desk.tell(LinkMsg::Afresh { records, words }).await?;
        }
        self.tell_of_erasing().await
    }

    /// Tries it again, where something still holds them.
    pub(super) async fn erase_again(&mut self) -> Result<(), Left> {
        if self.erasing.is_due() {
            self.erase(false);
        }
        self.tell_of_erasing().await
    }

    /// The same when nobody listens any more.
    pub(super) fn erase_at_last(&mut self) {
        if self.erasing.is_due() {
            self.erase(false);
        }
    }

    async fn tell_of_erasing(&mut self) -> Result<(), Left> {
        match self.erasing.news() {
            Some(words) => self.desk.tell(LinkMsg::Said(words)).await,
            None => self.desk.tell_owed().await,
        }
    }

    /// Gives the records as they are now, and the words. All of it is done, and that it is done is on disk,
    /// before anybody is told.
    ///
    /// The copy comes last. As long as it holds the words, whoever opens it next learns from it what is
    /// to go from the rest of this machine, even if this program ends first.
    fn erase(&mut self, first: bool) -> (Option<Vec<Record>>, Vec<Text>) {
        let sought = self.copy.seek(&self.erasing.taken);
        let waited = std::mem::take(&mut self.erasing.waits);
        let before = !std::mem::replace(&mut self.erasing.left, sought.left).is_empty() || waited;
        self.forget(sought.held, &sought.journal, first || before);
        let mut records = sought.records;
        let mut is_clean = false;
        // A draft or a sheet that is open may stay so for hours: the copy does not wait for that.
        if self.erasing.left.is_empty() {
            let purged = self.copy.purge(&self.erasing.taken);
            self.erasing.gone.extend(&purged.gone);
            self.erasing.left = purged.left;
            // The library takes the copy in whenever it is asked, so perhaps a moment before; and what was
            // damaged or set aside may have held more.
            self.forget(purged.held, &purged.journal, !purged.gone.is_empty());
            records = purged.records.or(records);
            is_clean = self.erasing.left.is_empty() && !self.erasing.waits && !purged.others;
        }
        let words = self.erasing.words.clone();
        if is_clean {
            self.confirm();
        }
        (records, words)
    }

    /// Takes the words of these records out of all but the copy, if they are new or it is to be done again.
    fn forget(&mut self, held: Vec<Record>, journal: &[u8], again: bool) {
        let rewordings = self.desk.rewordings(&held);
        let erasing = &mut self.erasing;
        if erasing.finds(held, rewordings) || again {
            let Erasing { taken, words, held, left, waits, notes, .. } = erasing;
            if let (Some(erased), Some(id)) = (&self.hooks.erased, self.incident) {
                let remains = erased(id, &Erasure { taken, words, journal });
                left.extend(remains.left);
                notes.extend(remains.notes);
                *waits = remains.waits;
            }
            left.extend(self.desk.forget(held, words).err().map(|why| why.to_string()));
        }
    }

    /// Nothing of it is left here: that goes on record.
    fn confirm(&mut self) {
        let (erasing, key) = (&mut self.erasing, self.caller.machine.public());
        while let Some(of) = erasing.gone.first() {
            if let Err(why) = self.desk.confirm(of.by, key) {
                let not_said =
                    format!("that {} is gone from this machine cannot be put on record", of.entry);
                erasing.left.push(format!("{not_said}: {why}"));
                return;
            }
            erasing.gone.pop_first();
        }
        let notes = std::mem::take(&mut erasing.notes);
        *erasing = Erasing { said: erasing.said, notes, ..Erasing::default() };
    }
}
