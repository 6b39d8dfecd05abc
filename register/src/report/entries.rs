//! Impact, questions, facts, tasks, words to audiences and ideas, with what became of each.

use serde::Serialize;

use super::decisions::{Before, before};
use super::story::{Said, Story};
use crate::learning::AdviceState;
use crate::register::What;
use crate::show::fact_state;
use crate::times::{Came, promised};
use crate::words::{Audience, FactorKind, Outcome, PersonalData, Phase};
use crate::{At, EntryId, Fact, Question, Seq, Task, TaskState};

/// Who was affected, as it was known at a moment.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question that a template asks")]
pub(super) struct Impact {
    #[serde(flatten)]
    said: Said,
    happened: At,
    about: bool,
    personal_data: PersonalData,
    /// Who, how many, since and until when, where its author said so.
    who: String,
    many: String,
    since: Option<At>,
    since_about: bool,
    until: Option<At>,
    until_about: bool,
    retracted: bool,
}

/// Every impact as it was known, oldest first: the last one often says that nobody is hit any more.
pub(super) fn impacts(story: &Story<'_>) -> Vec<Impact> {
    let one = |(seq, row): (Seq, &crate::Row)| {
        let What::Impact(personal_data) = row.what else { return None };
        let seen = story.happened(seq);
        let affected = story.now.impact_parts(seq).map(|impact| &impact.affected);
        let words =
            |text: Option<&crate::Text>| text.map(|t| story.called.text(t)).unwrap_or_default();
        Some(Impact {
            who: words(affected.map(|a| &a.who)),
            many: words(affected.map(|a| &a.many)),
            since: affected.and_then(|a| a.since).map(|seen| seen.at),
            since_about: affected.and_then(|a| a.since).is_some_and(|seen| seen.about),
            until: affected.and_then(|a| a.until).map(|seen| seen.at),
            until_about: affected.and_then(|a| a.until).is_some_and(|seen| seen.about),
            said: story.words_of(seq)?,
            happened: seen.at,
            about: seen.about,
            personal_data,
            retracted: !story.now.stands(seq),
        })
    };
    story.now.places().filter_map(one).collect()
}

/// A question.
#[derive(Debug, Serialize)]
pub(super) struct Asked {
    #[serde(flatten)]
    said: Said,
    open: bool,
    owner: Option<String>,
    answer: Option<Said>,
    retracted: Option<String>,
}

pub(super) fn questions(story: &Story<'_>) -> Vec<Asked> {
    let one = |(entry, question): (&EntryId, &Question)| {
        Some(Asked {
            said: story.words_of(*entry)?,
            open: question.is_open(),
            owner: question.owner.map(|who| story.name(who)),
            answer: question.answer.and_then(|seq| story.words_of(seq)),
            retracted: story.now.retracted(*entry).map(|why| story.called.text(why)),
        })
    };
    story.now.questions().iter().filter_map(one).collect()
}

/// A fact, with every wording it had.
#[derive(Debug, Serialize)]
pub(super) struct Held {
    #[serde(flatten)]
    said: Said,
    state: &'static str,
    replaced_by: Option<Seq>,
    before: Vec<Before>,
    retracted: Option<String>,
}

pub(super) fn facts(story: &Story<'_>) -> Vec<Held> {
    let one = |(entry, fact): (&EntryId, &Fact)| {
        Some(Held {
            said: story.words_of(*entry)?,
            state: fact_state(&story.now, *entry),
            replaced_by: fact.replaced_by,
            before: before(story, *entry),
            retracted: story.now.retracted(*entry).map(|why| story.called.text(why)),
        })
    };
    story.now.facts().iter().filter_map(one).collect()
}

/// A task, with owner, state and result.
#[derive(Debug, Serialize)]
pub(super) struct Step {
    #[serde(flatten)]
    said: Said,
    owner: Option<String>,
    state: &'static str,
    helpers: Vec<String>,
    /// The last that was said of it.
    last: Option<Said>,
    retracted: Option<String>,
}

pub(super) fn tasks(story: &Story<'_>) -> Vec<Step> {
    let one = |(entry, task): (&EntryId, &Task)| {
        Some(Step {
            said: story.words_of(*entry)?,
            owner: task.owner.map(|who| story.name(who)),
            state: state(story, *entry, task),
            helpers: task.helpers.iter().map(|who| story.name(*who)).collect(),
            last: task.last.and_then(|seq| story.words_of(seq)),
            retracted: story.now.retracted(*entry).map(|why| story.called.text(why)),
        })
    };
    story.now.tasks().iter().filter_map(one).collect()
}

fn state(story: &Story<'_>, entry: EntryId, task: &Task) -> &'static str {
    match task.state {
        _ if !story.now.stands(entry) => "retracted",
        TaskState::Done => "done, not known whether it worked",
        TaskState::Verified => story.now.outcome(entry).map_or("verified", Outcome::words),
        TaskState::Assigned => "assigned, not answered",
        other => other.name(),
    }
}

/// Words that left the building.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    #[serde(flatten)]
    said: Said,
    audience: Audience,
    sent: At,
    sent_by: String,
    next_due: Option<At>,
    /// What became of that promise; none before its time, and where the incident ended before it.
    next_came: Option<Came>,
    /// When the words to the same audience were sent that keep it, or that promise anew.
    next_sent: Option<At>,
    retracted: bool,
}

pub(super) fn updates(story: &Story<'_>) -> Vec<Told> {
    let promised = promised(&story.now);
    let one = |(entry, update): (&EntryId, &crate::Update)| {
        let sent = story.now.row(update.sent?)?;
        Some(Told {
            said: story.words_of(*entry)?,
            audience: update.audience,
            sent: sent.at,
            sent_by: story.name(sent.by),
            next_due: update.next_due,
            next_came: promised.get(entry).and_then(|promise| promise.came),
            next_sent: promised.get(entry).and_then(|promise| promise.next),
            retracted: !story.now.stands(*entry),
        })
    };
    story.now.updates().iter().filter_map(one).collect()
}

/// Ideas for the review, parked while the incident ran, that nobody has decided about.
pub(super) fn ideas(story: &Story<'_>) -> Vec<Said> {
    let ideas = story.now.places().filter(|(_, row)| row.what == What::Idea);
    let raw = |seq: &Seq| {
        let advice = story.now.learning().advice.get(seq);
        advice.is_some_and(|advice| advice.state == AdviceState::Raw)
    };
    ideas
        .filter(|(seq, _)| raw(seq))
        .filter(|(seq, _)| story.now.stands(*seq) && !story.now.is_parked(*seq))
        .filter_map(|(seq, _)| story.words_of(seq))
        .collect()
}

/// What was done, and what came of it.
#[derive(Debug, Serialize)]
pub(super) struct Tried {
    #[serde(flatten)]
    said: Said,
    outcome: Outcome,
    words: &'static str,
}

pub(super) fn tried(story: &Story<'_>) -> Vec<Tried> {
    let one = |(seq, row): (Seq, &crate::Row)| {
        let tries = matches!(row.what, What::Task(_) | What::Action(_));
        let outcome = story.now.outcome(seq).filter(|_| tries && story.now.stands(seq))?;
        // It did what it did to what it really hit.
        let text = story.called.text(&story.now.deed_words(seq));
        let said = Said { text, ..story.words_of(seq)? };
        Some(Tried { said, outcome, words: outcome.words() })
    };
    story.now.places().filter_map(one).collect()
}

/// What did not work, and what made it worse.
#[derive(Debug, Serialize)]
pub(super) struct Failed {
    #[serde(flatten)]
    said: Said,
    words: &'static str,
}

/// What had no effect or a bad one, what hit something else than was meant, and what the review found to
/// have made it worse.
pub(super) fn failed(story: &Story<'_>) -> Vec<Failed> {
    let one = |(seq, row): (Seq, &crate::Row)| {
        let worse = story.now.learning().factors.get(&seq) == Some(&FactorKind::MadeWorse);
        let words = match (row.what, story.now.outcome(seq)) {
            _ if !story.now.stands(seq) => return None,
            (What::Task(_) | What::Action(_), Some(outcome)) if outcome != Outcome::Worked => {
                outcome.words()
            }
            (What::Action(_), None) if story.now.actual_target(seq).is_some() => {
                "hit something else"
            }
            _ if worse => FactorKind::MadeWorse.meaning(),
            _ => return None,
        };
        let text = story.called.text(&story.now.deed_words(seq));
        Some(Failed { said: Said { text, ..story.words_of(seq)? }, words })
    };
    story.now.places().filter_map(one).collect()
}

/// A step on the way to the end, with the reason given.
#[derive(Debug, Serialize)]
pub(super) struct Moved {
    #[serde(flatten)]
    said: Said,
    phase: Phase,
    /// The phase in words, and whether the incident was reopened by this move.
    how_far: String,
}

pub(super) fn phases(story: &Story<'_>) -> Vec<Moved> {
    let one = |(seq, row): (Seq, &crate::Row)| match row.what {
        What::Phase(phase) => {
            let how_far = story.now.phase_words(seq, phase);
            Some(Moved { said: story.words_of(seq)?, phase, how_far })
        }
        _ => None,
    };
    story.now.places().filter_map(one).collect()
}

/// The earliest thing that somebody saw of it.
pub(super) fn first_sign(story: &Story<'_>) -> Option<Said> {
    let seen =
        |(seq, row): &(Seq, &crate::Row)| row.what == What::Observation && story.now.stands(*seq);
    let all = story.now.places().filter(seen);
    let (seq, _) = all.min_by_key(|(seq, _)| (story.happened(*seq).at, *seq))?;
    story.words_of(seq)
}
