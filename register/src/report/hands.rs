//! What the lead's hands did: help that was asked, plans that were laid out, commands that were run,
//! what was, and is, away from normal.

use serde::Serialize;

use super::story::{Said, Story};
use crate::state::{Help, InPlace};
use crate::words::Helper;
use crate::{At, EntryId, Ran, Title};

/// Help that was asked of others.
#[derive(Debug, Serialize)]
pub(super) struct Asked {
    #[serde(flatten)]
    said: Said,
    of: Helper,
    whom: String,
    reference: String,
    state: &'static str,
    promised: Option<At>,
    /// The last that was said of it.
    last: Option<Said>,
}

pub(super) fn help(story: &Story<'_>) -> Vec<Asked> {
    let one = |(entry, help): (&EntryId, &Help)| {
        Some(Asked {
            said: story.words_of(*entry)?,
            of: help.of,
            whom: story.called.words(help.whom.as_str()),
            reference: story.called.text(&help.reference),
            state: help.state.name(),
            promised: help.until,
            last: help.last.and_then(|seq| story.words_of(seq)),
        })
    };
    story
        .now
        .helps()
        .iter()
        .filter(|(entry, _)| story.now.stands(**entry))
        .filter_map(one)
        .collect()
}

/// A plan that was laid out.
#[derive(Debug, Serialize)]
pub(super) struct Used {
    id: EntryId,
    name: String,
    by: String,
    at: At,
    /// Entries that came of it.
    brought: usize,
}

pub(super) fn plans(story: &Story<'_>) -> Vec<Used> {
    let brought = |plan: EntryId| {
        let tasks = story.now.tasks().values().filter(|task| task.about == Some(plan)).count();
        let questions = story.now.questions().values().filter(|q| q.about == Some(plan)).count();
        tasks + questions + story.now.standing().filter(|(_, s)| s.plan == plan).count()
    };
    let one = |(entry, name): (&EntryId, &Title)| {
        let row = story.now.row(*entry)?;
        let name = story.called.words(name.as_str());
        let (by, brought) = (story.name(row.by), brought(*entry));
        Some(Used { id: *entry, name, by, at: row.at, brought })
    };
    story.now.plans_used().iter().filter_map(one).collect()
}

/// A command that was run under warroom's eyes.
#[derive(Debug, Serialize)]
pub(super) struct Run {
    #[serde(flatten)]
    said: Said,
    began: At,
    /// How it ended: `exit 0, 3s`.
    ended: String,
    exit: Option<i32>,
    /// How much it printed, and what of that is missing.
    about_output: String,
    /// The end of what it printed.
    output: String,
}

pub(super) fn runs(story: &Story<'_>) -> Vec<Run> {
    let all = story.now.places().filter_map(|(seq, _)| Some((seq, story.now.ran(seq)?)));
    let one = |(entry, ran): (EntryId, &Ran)| {
        Some(Run {
            said: story.words_of(entry).filter(|_| story.now.stands(entry))?,
            began: ran.began.at,
            ended: ran.ended(),
            exit: ran.exit,
            about_output: ran.about_output(),
            output: story.called.text(&ran.output),
        })
    };
    all.filter_map(one).collect()
}

/// What was away from normal.
#[derive(Debug, Serialize)]
pub(super) struct Away {
    #[serde(flatten)]
    said: Said,
    since: At,
    /// The words that put it back; `None` while it is still in place.
    back: Option<Said>,
}

pub(super) fn away(story: &Story<'_>) -> Vec<Away> {
    let one = |(entry, away): (&EntryId, &InPlace)| {
        let said = story.words_of(*entry).filter(|_| story.now.stands(*entry))?;
        let text = story.called.text(&story.now.away_words(*entry));
        let back = away.back.and_then(|seq| story.words_of(seq));
        Some(Away { said: Said { text, ..said }, since: away.since, back })
    };
    story.now.in_place().iter().filter_map(one).collect()
}
