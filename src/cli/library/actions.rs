//! `warroom actions`: what was recommended and accepted over all incidents, and answering it.

mod answer;
mod reminders;

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use warroom_register::library::{Facts, Recommendation, Stand};
use warroom_register::{At, Handle, Shown};

use super::similar::day;
use super::team::{Team, instead};
use crate::cli::columns;
use crate::cli::seat::Run;
use crate::host::library::{Item, Names, Volume};
use crate::trouble::Trouble;
use crate::{clock, out};
use answer::Step;

/// Cells of the words of a recommendation.
const WORDS_CELLS_MAX: usize = 100;
/// What does not fit a terminal goes on so far in: behind how it stands.
const INDENT_CELLS: usize = 9;
/// What is said of a recommendation whose days with a small group are over.
const REST_OVER: &str = "rest is over, no answer yet";
/// What is listed, or done.
#[derive(Args, Clone, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Actions {
    #[command(subcommand)]
    step: Option<Step>,
    /// Of this person only
    #[arg(long, value_name = "HANDLE", value_parser = Handle::new)]
    owner: Option<Handle>,
    /// Also what is done, declined, resting yet, or was never looked at
    #[arg(long)]
    all: bool,
    /// Write a reminder of each into this file, for a calendar
    #[arg(long, value_name = "FILE")]
    ics: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long)]
    force: bool,
    /// Only what this machine keeps; no server is asked
    #[arg(long)]
    here: bool,
}

/// A recommendation with where it stands.
struct Action<'a> {
    name: String,
    facts: &'a Facts,
    one: &'a Recommendation,
}

/// The list of actions as JSON.
#[derive(Serialize)]
struct Listed<'a> {
    item: &'a str,
    title: &'a str,
    overdue: bool,
    /// It was left to a small group, and that time is over.
    rest_over: bool,
    /// When it was said to be done; `due` is by when it was to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    done_at: Option<At>,
    #[serde(flatten)]
    one: &'a Recommendation,
}

/// A review that is to be held, as JSON.
#[derive(Serialize)]
struct Meeting<'a> {
    item: &'a str,
    title: &'a str,
    overdue: bool,
    review: &'a warroom_register::ReviewDue,
}

/// Lists them, writes a calendar of them, or answers one.
pub(crate) async fn actions(run: &Run, actions: Actions) -> Result<(), Trouble> {
    if let Some(step) = actions.step {
        return answer::answer(run, step).await;
    }
    let library = super::opened(run, !actions.here).await?;
    let mut team = if actions.here { Team::nobody() } else { Team::of(run)? };
    let theirs = team.advice(run).await;
    let items: Vec<Item> = theirs.iter().map(|volume| volume.item.clone()).collect();
    let items = instead(items, library.items()?, |item| item);
    let names = Names::of(&items, &run.memory()?);
    let volumes = instead(theirs, library.recommended()?, |volume| &volume.item);
    let now = clock::now();
    let wanted = wanted(&volumes, &names, &actions, now);
    if let Some(path) = &actions.ics {
        reminders::write(path, &wanted, actions.force, now)?;
        return team.end();
    }
    reviews(run, &items, &names, now)?;
    for action in &wanted {
        print(run, action, now)?;
    }
    if wanted.is_empty() {
        out::note("nothing that was accepted waits to be done");
    }
    if let Some(rest) = wanted.iter().find(|action| action.one.rest_is_over(now)) {
        out::note(&format!("to answer what has rested:\n  {}", how_to_answer(rest, "\n  ")));
    }
    let mut bad = super::in_doubt(&library, "not listed in full")?;
    bad.extend(team.end().err());
    out::all_of(bad)
}

/// Those that are asked for: overdue first, then by their day, what is over last.
fn wanted<'a>(volumes: &'a [Volume], names: &Names, actions: &Actions, now: At) -> Vec<Action<'a>> {
    let mut all: Vec<Action<'a>> = Vec::new();
    for volume in volumes {
        let Some(facts) = &volume.item.facts else { continue };
        let wanted = volume.recommended.iter().filter(|one| {
            // A calendar says when a rest is over; a list says it then.
            let rests = actions.ics.is_some() && one.state == Stand::Resting;
            (actions.all || rests || one.state == Stand::Accepted || one.is_overdue(now))
                && actions.owner.is_none_or(|owner| one.owner == Some(owner))
        });
        let name = names.name(&volume.item);
        all.extend(wanted.map(|one| Action { name: name.clone(), facts, one }));
    }
    let order = |state: Stand| match state {
        Stand::Accepted => 0,
        Stand::Resting | Stand::Raw => 1,
        Stand::Done | Stand::Declined => 2,
    };
    all.sort_by_key(|action| {
        let one = action.one;
        let overdue = one.is_overdue(now);
        let day = on(one);
        (!overdue, order(one.state), day.is_none(), day, action.facts.opened_at, one.entry)
    });
    all
}

/// The commands that answer what was left to rest.
fn how_to_answer(Action { name, one, .. }: &Action<'_>, between: &str) -> String {
    let entry = one.entry.0;
    format!(
        "warroom actions accept {name} {entry} WHO DATE{between}warroom actions decline {name} {entry} WHY"
    )
}

/// Reviews that somebody is to call.
fn reviews(run: &Run, items: &[Item], names: &Names, now: At) -> Result<(), Trouble> {
    for item in items {
        let Some(facts) = &item.facts else { continue };
        let Some(review) = &facts.review else { continue };
        let (name, title) = (names.name(item), facts.title.as_str());
        let overdue = review.until.is_some_and(|until| until < now);
        if run.globals.json {
            out::json(&Meeting { item: &name, title, overdue, review })?;
            continue;
        }
        let mark = if overdue { "OVERDUE" } else { "review" };
        let until = review.until.map_or_else(|| "no day".to_owned(), day);
        let who = review.who.map_or_else(|| "nobody".to_owned(), |who| who.to_string());
        let title = Shown::line(title, WORDS_CELLS_MAX);
        let line = format!("{mark:8} {until:10} {who:10} {name} the review of it: {title}");
        columns::print(&line, INDENT_CELLS)?;
    }
    Ok(())
}

/// The day beside it: by which it is to be done, or on which it was.
fn on(one: &Recommendation) -> Option<At> {
    if one.state == Stand::Done { Some(one.since) } else { one.due }
}

fn print(run: &Run, action: &Action<'_>, now: At) -> Result<(), Trouble> {
    let Action { name, facts, one } = action;
    let overdue = one.is_overdue(now);
    if run.globals.json {
        let title = facts.title.as_str();
        let rest_over = one.rest_is_over(now);
        let done_at = (one.state == Stand::Done).then_some(one.since);
        return out::json(&Listed { item: name, title, overdue, rest_over, done_at, one })
            .map(drop);
    }
    let state = match one.state {
        _ if overdue => "OVERDUE",
        Stand::Accepted => "open",
        other => other.name(),
    };
    let on = on(one).map_or_else(|| "-".to_owned(), day);
    let owner = one.owner.map_or_else(|| "-".to_owned(), |owner| owner.to_string());
    let words = Shown::line(one.text.raw(), WORDS_CELLS_MAX);
    let more = [&one.link, &one.said].into_iter().filter(|text| !text.is_empty());
    let more: Vec<Shown> = more.map(|text| Shown::line(text.raw(), 60)).collect();
    let mut line = format!("{state:8} {on:10} {owner:10} {name} {} {words}", one.entry);
    for words in &more {
        line.extend(["  ", words.as_str()]);
    }
    if one.rest_is_over(now) {
        line.extend(["  ", REST_OVER]);
    }
    columns::print(&line, INDENT_CELLS)
}
