//! What happened, in the order in which it happened; what was learnt later says when.

use serde::Serialize;

use super::story::{Note, Story};
use crate::known::LEARNT_LATER_SECONDS;
use crate::learning::Said as Learnt;
use crate::register::{Row, What};
use crate::words::Mode;
use crate::{At, Seen, Seq};

/// A day of the timeline.
#[derive(Debug, Serialize)]
pub(super) struct Day {
    /// `Saturday 21 November 2026`.
    date: String,
    lines: Vec<Line>,
}

/// One record as it was written.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question that a template asks")]
struct Line {
    id: Seq,
    /// When it happened, as its author says.
    at: At,
    about: bool,
    /// When it was written, where that was later.
    learnt: Option<At>,
    /// It was written on another day than it happened.
    learnt_another_day: bool,
    by: String,
    kind: &'static str,
    /// An entry of somebody's, rather than something about one or about the room.
    is_entry: bool,
    /// The sentence begins with its author.
    names_author: bool,
    text: String,
    starred: bool,
    /// It was written at a review of it, as the incident was over.
    at_review: bool,
    /// What was said of it later.
    notes: Vec<Note>,
}

/// The timeline, by when things happened.
pub(super) fn timeline(story: &Story<'_>) -> Vec<Day> {
    let closed = story.now.incident().closed_at;
    let told = |seq: Seq, row: &Row| {
        // Who comes to the review, or loses the link there, is none of the incident's story.
        let comes = matches!(row.what, What::Joined | What::Left | What::Away(_) | What::Back(_));
        let late = comes && closed.is_some_and(|closed| row.at > closed);
        // Of ideas all is told in their own place.
        belongs(row.what) && !late && story.now.idea_of(seq).is_none()
    };
    let mut all: Vec<_> = story.now.places().filter(|(seq, row)| told(*seq, row)).collect();
    all.sort_by_key(|(seq, _)| (story.happened(*seq).at, *seq));
    let mut days: Vec<(At, Day)> = Vec::new();
    for (seq, row) in all {
        let seen = story.happened(seq);
        let day = seen.at.day();
        if days.last().is_none_or(|(last, _)| *last != day) {
            days.push((day, Day { date: seen.at.date(), lines: Vec::new() }));
        }
        if let Some((_, day)) = days.last_mut() {
            day.lines.push(line(story, seq, row, seen));
        }
    }
    days.into_iter().map(|(_, day)| day).collect()
}

/// Doors, keys and stars are no part of the story; ideas and the review have a place of their own.
pub(super) const fn belongs(what: What) -> bool {
    // The review is told in sections of its own, but for what it found missing here.
    if let What::Said(said) = what {
        return matches!(said, Learnt::Missing(_));
    }
    !matches!(
        what,
        What::Invited
            | What::TokenMade
            | What::Revoked(_)
            | What::Enrolled
            | What::Starred { .. }
            | What::Idea
            | What::RedactionConfirmed(_)
            | What::Knocked(_)
            | What::Admitted(_)
            | What::TurnedAway(_)
            | What::GoneFromDoor(_)
            | What::DoorSet(_)
            | What::HostOffered
    )
}

fn line(story: &Story<'_>, seq: Seq, row: &Row, seen: Seen) -> Line {
    let said = story.sentence(seq);
    let named = moved_role(story, row).is_none()
        && said.raw().strip_prefix(row.by.as_str()).is_some_and(|rest| rest.starts_with(' '));
    let learnt = is_late(story, row, seen).then_some(row.at);
    Line {
        id: seq,
        at: seen.at,
        about: seen.about,
        learnt,
        learnt_another_day: row.at.day() != seen.at.day(),
        by: story.name(row.by),
        kind: row.what.kind(),
        // These say by themselves what they are.
        is_entry: row.what.is_entry()
            && !matches!(row.what, What::Proposed | What::Decision | What::Said(_)),
        names_author: named,
        text: moved_role(story, row).unwrap_or_else(|| story.called.text(&said)),
        starred: story.now.starred(seq),
        at_review: at_review(story, seq),
        notes: story.notes.get(&seq).cloned().unwrap_or_default(),
    }
}

/// Whether it was written in a meeting that was held over it.
fn at_review(story: &Story<'_>, seq: Seq) -> bool {
    let within = |review: &crate::learning::Review| {
        review.opened < seq && review.closed.is_none_or(|closed| seq < closed)
    };
    story.now.learning().reviews.iter().any(within)
}

/// Where people go by their roles, `comms has comms` says nothing: then the role alone is told of.
fn moved_role(story: &Story<'_>, row: &Row) -> Option<String> {
    let (role, whose, what) = match row.what {
        What::RoleOffered(role, to) => (role, to, "offered"),
        What::RoleAccepted(role) => (role, row.by, "taken"),
        _ => return None,
    };
    if story.called.is_empty() || story.name(whose) != role.name() {
        return None;
    }
    let words = story.called.text(&row.text);
    let said = format!("the role of {role} is {what}");
    Some(if words.is_empty() { said } else { format!("{said}: {words}") })
}

/// Whether it was written later than it happened, in what was not all written afterwards.
pub(super) fn is_late(story: &Story<'_>, row: &Row, seen: Seen) -> bool {
    row.at.seconds_since(seen.at) >= LEARNT_LATER_SECONDS && story.now.incident().mode != Mode::Past
}
