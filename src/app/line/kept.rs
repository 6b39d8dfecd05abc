//! Drafts: how they are shown while letters are keys, and how they lie on disk.
//!
//! On disk a draft has in front of its words what they were for, so that an answer half written comes
//! back as an answer to the same question. Words of the first kind stand there bare.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Line;
use crate::app::asks::kept::is_list;
use crate::app::edit::Edit;
use crate::app::purpose::{Purpose, QUESTIONS};

/// What stands between two drafts on disk: a line of its own with a sign that nobody types.
pub(crate) const BETWEEN_DRAFTS: &str = "\n\u{1e}\n";
/// What a draft begins with that says on its first line what it is for; nobody types it either.
const FOR: char = '\u{1d}';

/// What waits in the line while letters are keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    /// What it is for; none: a line of the usual kind.
    pub(crate) name: Option<String>,
    /// What is written of it; of a proposal what it proposes.
    pub(crate) words: String,
    /// Questions of it that were not asked yet.
    pub(crate) questions: Option<usize>,
    /// Other drafts that were set aside.
    pub(crate) aside: usize,
}

impl Line {
    /// The line as it was left, and what was set aside, each for what it was for.
    pub(crate) fn with_drafts(drafts: &str) -> Self {
        let lines = drafts.split(BETWEEN_DRAFTS).filter(|words| !words.is_empty());
        let mut drafts = lines.filter(|words| !is_list(words)).map(read);
        let (purpose, edit) = drafts.next().unwrap_or_default();
        let mut aside: Vec<_> = drafts.collect();
        // What comes back first lies on top.
        aside.reverse();
        // What no line sends is in nobody's way; whoever it belongs to is told.
        if matches!(purpose, Purpose::Beside(_)) {
            aside.push((purpose, edit));
            return Self { aside, ..Self::default() };
        }
        let left = Some(edit.text().to_owned()).filter(|words| !words.is_empty());
        Self { purpose, edit, aside, left, ..Self::default() }
    }

    /// The words that stand here are those of a screen before this one, and were never sent.
    pub(crate) fn is_left_over(&self) -> bool {
        self.left.as_deref().is_some_and(|left| left == self.edit.text())
    }

    /// All that is being typed, to keep on disk: what stands here, in asks, and set aside, in the
    /// order in which it would come back.
    pub(crate) fn drafts(&self, in_asks: Vec<String>) -> String {
        let kept = |purpose: &Purpose, edit: &Edit| {
            let some = !edit.is_empty() || purpose.holds_words();
            some.then(|| with_purpose(purpose, edit.text()))
        };
        let here = kept(&self.purpose, &self.edit);
        let typed = self.back.as_ref().and_then(|(_, typed)| kept(&self.purpose, typed));
        let aside = self.aside.iter().rev().filter_map(|(purpose, edit)| kept(purpose, edit));
        let all = here.into_iter().chain(in_asks).chain(typed).chain(aside);
        all.filter(|words| !words.is_empty()).collect::<Vec<_>>().join(BETWEEN_DRAFTS)
    }

    /// What waits here, if anything does.
    pub(crate) fn draft(&self) -> Option<Draft> {
        if !self.holds_words() {
            return None;
        }
        let (written, questions) = match &self.purpose {
            Purpose::Propose(proposal) if proposal.text.is_some() => {
                let open = (proposal.questions_after() + 1).min(QUESTIONS);
                (proposal.parts().next(), Some(open))
            }
            Purpose::Stand(stand) => (stand.parts().next(), None),
            Purpose::Remark(remark) => (remark.parts().next(), None),
            _ => (None, None),
        };
        let words = written.map_or_else(|| self.edit.text().to_owned(), |part| part.raw().into());
        let name = (self.purpose != self.usual).then(|| self.purpose.name());
        Some(Draft { name, words, questions, aside: self.aside.len() })
    }
}

/// A draft as it lies on disk.
pub(crate) fn with_purpose(purpose: &Purpose, words: &str) -> String {
    if *purpose == Purpose::default() && !words.starts_with(FOR) {
        return words.to_owned();
    }
    // Nothing in a purpose can fail to be written; if it did, the words are what counts.
    for_what(purpose, words).unwrap_or_else(|| words.to_owned())
}

/// Words with what they are for in front of them.
pub(crate) fn for_what<T: Serialize>(what: &T, words: &str) -> Option<String> {
    let what = serde_json::to_string(what).ok()?;
    Some(format!("{FOR}{what}\n{words}"))
}

/// What a draft is for, and its words, if it is for something of this kind.
pub(crate) fn what_for<T: DeserializeOwned>(draft: &str) -> Option<(T, &str)> {
    let (what, words) = draft.strip_prefix(FOR)?.split_once('\n')?;
    Some((serde_json::from_str(what).ok()?, words))
}

/// What cannot be read as a purpose is words: it is shown, and nothing of it is lost.
fn read(draft: &str) -> (Purpose, Edit) {
    let (purpose, words) = what_for(draft).unwrap_or_else(|| (Purpose::default(), draft));
    (purpose, Edit::from(words.to_owned()))
}
