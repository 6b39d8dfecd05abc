//! What is being typed is kept on disk, and so are words that an editor has meanwhile.

use warroom_register::{At, Text};

use super::App;
use super::msg::Effect;

/// A draft is kept at most this often, in milliseconds.
const DRAFT_MS: i64 = 1000;

/// All that is being typed, as it was given out to be kept last.
pub(crate) struct Kept {
    words: String,
    at: At,
    /// While an editor has the words of the line: those that were taken out of the record meanwhile.
    taken_out: Option<Vec<Text>>,
}

impl Kept {
    /// What was kept by the last screen.
    pub(super) const fn new(words: String, now: At) -> Self {
        Self { words, at: now, taken_out: None }
    }

    /// Whether it is time to look again.
    pub(super) fn is_due(&mut self, now: At) -> bool {
        let due = now.ms() - self.at.ms() >= DRAFT_MS || now < self.at;
        if due {
            self.at = now;
        }
        due
    }

    /// These words are to be kept now, unless they are already.
    fn keep(&mut self, words: String) -> Option<Effect> {
        if words == self.words {
            return None;
        }
        self.words.clone_from(&words);
        Some(Effect::SaveDraft(words))
    }

    /// An editor has the words from now on.
    pub(super) fn lend(&mut self) {
        self.taken_out = Some(Vec::new());
    }

    /// These were taken out of the record: what an editor has is gone through when it comes back.
    pub(super) fn take_out(&mut self, words: &[Text]) {
        self.taken_out.iter_mut().for_each(|out| out.extend(words.iter().cloned()));
    }

    /// The editor has ended: what was taken out of the record meanwhile.
    pub(super) fn taken_back(&mut self) -> Vec<Text> {
        self.taken_out.take().unwrap_or_default()
    }

    /// What the next screen would begin with.
    #[cfg(test)]
    pub(crate) fn words(&self) -> &str {
        &self.words
    }
}

impl App {
    /// All that is being typed, if it changed since it was given out last.
    pub(super) fn save_draft(&mut self) -> Vec<Effect> {
        let drafts = self.line.drafts(self.words_in_asks());
        self.kept.keep(drafts).into_iter().collect()
    }
}
