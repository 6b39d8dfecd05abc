//! Decisions: what was decided, why, what was known and open then, and who objected.

use super::Page;
use super::story::{Story, minute};
use crate::markdown::{escape, id, name};
use crate::register::What;
use crate::words::Call;
use crate::{Decision, EntryId, Seq, Shown, Text};

/// A decision's words in its heading, in cells; whole below where they are longer.
const HEADING_CELLS_MAX: usize = 120;

/// All decisions, in the order in which they were proposed.
pub(super) fn decisions(page: &mut Page, story: &Story<'_>) {
    page.heading("Key decisions");
    if story.now.decisions().is_empty() {
        page.line("No decision was recorded.");
    }
    for (entry, decision) in story.now.decisions() {
        one(page, story, *entry, decision);
    }
}

fn one(page: &mut Page, story: &Story<'_>, entry: EntryId, decision: &Decision) {
    let words = story.now.text(entry);
    let short = Shown::line(words.raw(), HEADING_CELLS_MAX);
    page.smaller_heading(&format!("{} {}", id(entry), escape(&short)));
    if short != words.shown() {
        page.item("in full", &words);
    }
    if let Some(why) = story.now.retracted(entry) {
        page.item("Retracted", why);
    }
    proposed(page, story, entry);
    called(page, story, entry, decision);
    for (what, text) in
        [("Risk", &decision.risk), ("Undo", &decision.undo), ("Expected", &decision.expect)]
    {
        if !text.is_empty() {
            page.item(what, text);
        }
    }
    for seq in &decision.objections {
        objection(page, story, *seq);
    }
    then(page, story, entry, decision);
    page.end();
}

fn proposed(page: &mut Page, story: &Story<'_>, entry: EntryId) {
    let Some(row) = story.now.row(entry) else { return };
    let what = if row.what == What::Decision { "Decided by" } else { "Proposed by" };
    page.item(&format!("{what} {}, {}", name(row.by), minute(row.at)), &Text::default());
    for wording in story.now.wordings(entry) {
        page.item(&format!("Until {} it read", minute(wording.until)), &wording.text);
    }
}

fn called(page: &mut Page, story: &Story<'_>, entry: EntryId, decision: &Decision) {
    let (Some(call), Some(by)) = (decision.call, decision.called) else {
        return page.item("Never called", &Text::default());
    };
    let Some(row) = story.now.row(by).filter(|_| by != entry) else { return };
    let call = match call {
        Call::Go => "GO",
        Call::No => "NO",
        Call::Amended => "GO, amended",
    };
    let lead = format!("**{call}** {} by {}, {}", id(by), name(row.by), minute(row.at));
    page.item(&lead, &row.text);
}

fn objection(page: &mut Page, story: &Story<'_>, seq: Seq) {
    if let Some(row) = story.now.row(seq) {
        let lead = format!("Objection {} by {}, {}", id(seq), name(row.by), minute(row.at));
        page.item(&lead, &row.text);
    }
}

fn then(page: &mut Page, story: &Story<'_>, entry: EntryId, decision: &Decision) {
    let Some(then) = story.then.get(&entry) else { return };
    list(page, "Known then", &then.facts, decision.facts.len());
    list(page, "Open then", &then.questions, decision.questions.len());
    // The records between the two were in the room, not on the screen of whoever called it.
    let before = decision.called.map(|seq| Seq(seq.0.saturating_sub(1)));
    if let Some(knew) = then.knew.filter(|knew| Some(*knew) < before) {
        let lead = format!("The screen of whoever called it had the records up to {}", id(knew));
        page.item(&lead, &Text::default());
    }
}

fn list(page: &mut Page, what: &str, entries: &[(EntryId, Shown)], all: usize) {
    let more = all.saturating_sub(entries.len());
    let lead = match (entries.is_empty(), more) {
        (true, _) => format!("{what}: nothing"),
        (false, 0) => what.to_owned(),
        (false, _) => format!("{what}, and {more} earlier"),
    };
    page.item(&lead, &Text::default());
    for (entry, words) in entries {
        page.detail(&format!("{}: {}", id(*entry), escape(words)), &Text::default());
    }
}
