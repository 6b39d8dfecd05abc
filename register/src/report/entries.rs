//! Questions, facts, tasks, words to audiences and ideas, with what became of each.

use super::Page;
use super::story::{Story, minute};
use crate::markdown::{id, name};
use crate::register::What;
use crate::show::fact_state;
use crate::{EntryId, Handle, Question, Task, TaskState, Text};

/// Open questions first: they are what is left to find out.
pub(super) fn questions(page: &mut Page, story: &Story<'_>) {
    let register = &story.now;
    page.heading("Questions");
    if register.questions().is_empty() {
        page.line("No question was recorded.");
        return;
    }
    let (open, over): (Vec<_>, Vec<_>) =
        register.questions().iter().partition(|(_, q)| q.is_open());
    if open.is_empty() {
        page.line("None is open.");
    } else {
        page.line("Open:");
        for (entry, question) in open {
            let has = question
                .owner
                .map_or_else(|| "nobody has it".into(), |w| format!("{} has it", name(w)));
            page.item(&format!("{}, {has}", by(story, *entry)), &register.text(*entry));
        }
        page.end();
    }
    if !over.is_empty() {
        page.line("Settled:");
        for (entry, question) in over {
            settled(page, story, *entry, question);
        }
        page.end();
    }
}

fn settled(page: &mut Page, story: &Story<'_>, entry: EntryId, question: &Question) {
    let register = &story.now;
    page.item(&by(story, entry), &register.text(entry));
    if let Some(why) = register.retracted(entry) {
        page.detail("retracted", why);
    } else if let Some(answer) = question.answer {
        page.detail(&format!("answer {}", by(story, answer)), &register.text(answer));
    } else {
        page.detail("called off", &Text::default());
    }
}

/// Facts, with every wording they had.
pub(super) fn facts(page: &mut Page, story: &Story<'_>) {
    page.heading("Facts");
    if story.now.facts().is_empty() {
        page.line("No fact was recorded.");
        return;
    }
    for (entry, fact) in story.now.facts() {
        let state = match (fact_state(&story.now, *entry), fact.replaced_by) {
            ("changed", Some(by)) => format!("changed, see {}", id(by)),
            (state, _) => state.to_owned(),
        };
        page.item(&format!("{} ({state})", by(story, *entry)), &story.now.text(*entry));
        for wording in story.now.wordings(*entry) {
            let until = minute(wording.until);
            page.detail(&format!("it was wrong; until {until} it read"), &wording.text);
        }
        if let Some(why) = story.now.retracted(*entry) {
            page.detail("retracted", why);
        }
    }
    page.end();
}

/// Tasks, with owner, state and result.
pub(super) fn tasks(page: &mut Page, story: &Story<'_>) {
    page.heading("Tasks");
    if story.now.tasks().is_empty() {
        page.line("No task was recorded.");
        return;
    }
    for (entry, task) in story.now.tasks() {
        let lead = format!("{} ({})", by(story, *entry), state(story, *entry, task));
        page.item(&lead, &story.now.text(*entry));
        if let Some(why) = story.now.retracted(*entry) {
            page.detail("retracted", why);
        } else if let Some(seq) = task.last {
            page.detail(&by(story, seq), &story.now.text(seq));
        }
    }
    page.end();
}

fn state(story: &Story<'_>, entry: EntryId, task: &Task) -> String {
    let owner = task.owner.map_or_else(|| "nobody had it".into(), name);
    let state = match task.state {
        _ if !story.now.stands(entry) => "retracted",
        TaskState::Done => "done, not known whether it worked",
        TaskState::Verified => story.now.outcome(entry).map_or("verified", |o| o.words()),
        TaskState::Assigned => "assigned, not answered",
        other => other.name(),
    };
    let helpers: Vec<_> = task.helpers.iter().map(|who: &Handle| name(*who)).collect();
    let with =
        if helpers.is_empty() { String::new() } else { format!(", {} helped", helpers.join(", ")) };
    format!("{owner}, {state}{with}")
}

/// Words that left the building.
pub(super) fn updates(page: &mut Page, story: &Story<'_>) {
    let register = &story.now;
    page.heading("Updates sent");
    let sent = register.updates().iter().filter_map(|(entry, u)| Some((*entry, u, u.sent?)));
    let sent: Vec<_> = sent.collect();
    if sent.is_empty() {
        page.line("None was sent.");
        return;
    }
    for (entry, update, sent) in sent {
        let who = register
            .row(sent)
            .map_or_else(String::new, |row| format!("{} by {}", minute(row.at), name(row.by)));
        let gone = if register.stands(entry) { "" } else { ", retracted" };
        let next = update.next_due.map_or_else(
            || "no next one promised".into(),
            |due| format!("next one promised for {}", minute(due)),
        );
        let lead = format!("{} to {}, {who}{gone}; {next}", id(entry), update.audience);
        page.item(&lead, &register.text(entry));
    }
    page.end();
}

/// Ideas for the review, parked while the incident ran.
pub(super) fn ideas(page: &mut Page, story: &Story<'_>) {
    let ideas = story.now.places().filter(|(_, row)| row.what == What::Idea);
    let ideas: Vec<_> = ideas.filter(|(seq, _)| story.now.stands(*seq)).collect();
    if ideas.is_empty() {
        return;
    }
    page.heading("Ideas noted on the way");
    for (seq, row) in ideas {
        page.item(&by(story, seq), &row.text);
    }
    page.end();
}

/// `#14 ben, 2026-11-21 14:06`.
fn by(story: &Story<'_>, entry: EntryId) -> String {
    let row = story.now.row(entry);
    row.map_or_else(String::new, |row| {
        format!("{} {}, {}", id(entry), name(row.by), minute(row.at))
    })
}
