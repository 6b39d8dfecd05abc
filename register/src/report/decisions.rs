//! Decisions: what was decided, why, what was known and open then, and who objected.

use serde::Serialize;

use super::story::{Said, Story};
use crate::register::What;
use crate::words::Call;
use crate::{At, Decision, EntryId, Seq, Shown};

/// A decision's words in its heading, in cells; whole below where they are longer.
const HEADING_CELLS_MAX: usize = 120;

/// A decision.
#[derive(Debug, Serialize)]
pub(super) struct Decided {
    #[serde(flatten)]
    said: Said,
    /// The words on one line, perhaps cut.
    heading: String,
    /// They are longer than the heading.
    cut: bool,
    /// Decided in one line rather than proposed.
    at_once: bool,
    retracted: Option<String>,
    before: Vec<Before>,
    call: Option<Call>,
    /// The record that called it, where that is another.
    called: Option<Said>,
    risk: String,
    undo: String,
    expect: String,
    /// What else could have been done.
    options: Vec<String>,
    objections: Vec<Said>,
    /// What was known and open when it was called; `None` if it never was.
    then: Option<Then>,
}

/// A wording from before.
#[derive(Debug, Serialize)]
pub(super) struct Before {
    pub(super) until: At,
    pub(super) text: String,
}

/// What stood on the register when it was called.
#[derive(Debug, Serialize)]
struct Then {
    facts: Vec<Known>,
    /// How many older ones are left out.
    facts_more: usize,
    questions: Vec<Known>,
    questions_more: usize,
    /// The last record on the screen of whoever called it, where that was not the last of all.
    knew: Option<Seq>,
}

#[derive(Debug, Serialize)]
struct Known {
    id: EntryId,
    text: String,
}

/// All decisions, in the order in which they were proposed.
pub(super) fn decisions(story: &Story<'_>) -> Vec<Decided> {
    let all = story.now.decisions().iter();
    all.filter_map(|(entry, decision)| one(story, *entry, decision)).collect()
}

fn one(story: &Story<'_>, entry: EntryId, decision: &Decision) -> Option<Decided> {
    let words = &story.called;
    let said = story.words_of(entry)?;
    let (whole, heading) = (Shown::of(&said.text), Shown::line(&said.text, HEADING_CELLS_MAX));
    let objections = decision.objections.iter().filter_map(|seq| story.words_of(*seq));
    let called = decision.called.filter(|by| *by != entry).and_then(|by| story.words_of(by));
    Some(Decided {
        cut: heading != whole,
        heading: heading.to_string(),
        said,
        at_once: story.now.what(entry) == Some(What::Decision),
        retracted: story.now.retracted(entry).map(|why| words.text(why)),
        before: before(story, entry),
        call: decision.call,
        called,
        risk: words.text(&decision.risk),
        undo: words.text(&decision.undo),
        expect: words.text(&decision.expect),
        options: decision.options.iter().map(|option| words.text(option)).collect(),
        objections: objections.collect(),
        then: then(story, entry, decision),
    })
}

/// What an entry said before, oldest first.
pub(super) fn before(story: &Story<'_>, entry: EntryId) -> Vec<Before> {
    let all = story.now.wordings(entry).iter();
    all.map(|w| Before { until: w.until, text: story.called.text(&w.text) }).collect()
}

fn then(story: &Story<'_>, entry: EntryId, decision: &Decision) -> Option<Then> {
    let then = story.then.get(&entry)?;
    let known = |all: &[(EntryId, Shown)]| {
        let one = |(id, text): &(EntryId, Shown)| Known {
            id: *id,
            text: story.called.words(text.as_str()),
        };
        all.iter().map(one).collect()
    };
    // The records between the two were in the room, not on the screen of whoever called it.
    let before = decision.called.map(|seq| Seq(seq.0.saturating_sub(1)));
    Some(Then {
        facts: known(&then.facts),
        facts_more: decision.facts.len().saturating_sub(then.facts.len()),
        questions: known(&then.questions),
        questions_more: decision.questions.len().saturating_sub(then.questions.len()),
        knew: then.knew.filter(|knew| Some(*knew) < before),
    })
}
