//! What was asked from outside while it lasted, and what came of each.

use serde::Serialize;

use super::story::{Said, Story};
use crate::EntryId;
use crate::state::Inquiry;

/// A question from outside.
#[derive(Debug, Serialize)]
pub(super) struct Inquired {
    #[serde(flatten)]
    said: Said,
    /// Who asked, where that is not the author.
    asker: String,
    state: &'static str,
    owner: Option<String>,
    answer: Option<Said>,
    /// The room's question that it became.
    passed: Option<EntryId>,
    /// Why it was called off or retracted.
    why: Option<String>,
}

pub(super) fn inquiries(story: &Story<'_>) -> Vec<Inquired> {
    let one = |(entry, inquiry): (&EntryId, &Inquiry)| {
        let retracted = story.now.retracted(*entry);
        let why = retracted.cloned().or_else(|| inquiry.dropped.map(|seq| story.now.text(seq)));
        Some(Inquired {
            said: story.words_of(*entry)?,
            asker: story.called.text(&inquiry.asker),
            state: if retracted.is_some() { "retracted" } else { inquiry.state() },
            owner: inquiry.owner.map(|who| story.name(who)),
            answer: inquiry.answer.and_then(|seq| story.words_of(seq)),
            passed: inquiry.passed,
            why: why.map(|why| story.called.text(&why)),
        })
    };
    story.now.inquiries().iter().filter_map(one).collect()
}
