//! What happened, in the order in which it happened; what was learnt later says when.

use super::Page;
use super::story::Story;
use crate::markdown::{id, name};
use crate::register::{Row, What};
use crate::words::Mode;
use crate::{At, Seen, Seq, Text};

/// From so much later on, a thing was learnt later and not only written a moment after.
const LATE_SECONDS: u64 = 60;

/// The timeline.
pub(super) fn timeline(page: &mut Page, story: &Story<'_>) {
    page.heading("Timeline");
    page.line(
        "By when things happened; each line in the words that were recorded, whatever came later.",
    );
    let mut all: Vec<_> = story.now.places().filter(|(_, row)| belongs(row.what)).collect();
    all.sort_by_key(|(seq, _)| (story.happened(*seq).at, *seq));
    let mut day = None;
    for (seq, row) in all {
        let seen = story.happened(seq);
        if day.replace(seen.at.day()) != Some(seen.at.day()) {
            if !page.out.ends_with("\n\n") {
                page.end();
            }
            page.smaller_heading(&seen.at.date());
        }
        line(page, story, seq, row, seen);
    }
    page.end();
}

/// Doors, keys and stars are no part of the story; ideas have a place of their own.
const fn belongs(what: What) -> bool {
    !matches!(
        what,
        What::Invited | What::Revoked(_) | What::Enrolled | What::Starred(..) | What::Idea
    )
}

fn line(page: &mut Page, story: &Story<'_>, seq: Seq, row: &Row, seen: Seen) {
    let said = seq.index().and_then(|i| story.said.get(i)).cloned().unwrap_or_default();
    let clock = format!("{}{}", seen.at.clock(), if seen.about { "~" } else { "" });
    let star = if story.now.starred(seq) { " **\\***" } else { "" };
    let (learnt, id, who) = (learnt(story, row, seen), id(seq), who(row, &said));
    let lead = format!("{clock} {id}{star}{who}{learnt}{}", notes(story, seq));
    page.item(&lead, &said);
}

/// A sentence that begins with its author needs no author in front, and one that says what it is
/// needs no kind.
fn who(row: &Row, said: &Text) -> String {
    let named = said.raw().strip_prefix(row.by.as_str()).is_some_and(|rest| rest.starts_with(' '));
    let bare = row.what.is_entry() && !matches!(row.what, What::Proposed | What::Decision);
    match (bare, named) {
        (true, _) => format!(" {}, {}", name(row.by), row.what.kind()),
        (false, true) => String::new(),
        (false, false) => format!(" {}", name(row.by)),
    }
}

fn learnt(story: &Story<'_>, row: &Row, seen: Seen) -> String {
    let late = row.at.seconds_since(seen.at) >= LATE_SECONDS;
    if !late || story.now.incident().mode == Mode::Past {
        return String::new();
    }
    let day = if row.at.day() == seen.at.day() { String::new() } else { day(row.at) };
    format!(" (learnt {day}{})", row.at.clock())
}

fn day(at: At) -> String {
    at.to_string().chars().take("2026-11-21".len()).chain(" ".chars()).collect()
}

/// What was said of it later: `(corrected in #20)`.
fn notes(story: &Story<'_>, seq: Seq) -> String {
    let notes = story.notes.get(&seq).map_or(&[][..], Vec::as_slice);
    if notes.is_empty() {
        return String::new();
    }
    let notes: Vec<_> = notes.iter().map(|(what, by)| format!("{what} {}", id(*by))).collect();
    format!(" ({})", notes.join(", "))
}
