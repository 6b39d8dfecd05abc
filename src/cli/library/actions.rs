//! `warroom actions`: what was recommended and accepted over all incidents, and doing it.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde::Serialize;
use warroom_register::library::{Facts, Recommendation, Stand};
use warroom_register::{At, Command, EntryId, Handle, Shown, Text};

use super::past;
use super::similar::day;
use super::team::{Team, instead};
use crate::app::words::many;
use crate::cli::ics::{Happening, When, calendar};
use crate::cli::seat::Run;
use crate::cli::{columns, file, pick, shot};
use crate::host::library::{self, Item, Names, Source, Volume};
use crate::memory::Joined;
use crate::trouble::{Trouble, shown};
use crate::which::Which;
use crate::{clock, out};

/// Cells of the words of a recommendation.
const WORDS_CELLS_MAX: usize = 100;
/// What does not fit a terminal goes on so far in: behind how it stands.
const INDENT_CELLS: usize = 9;
/// What is said of a recommendation whose days with a small group are over.
const REST_OVER: &str = "rest is over, no answer yet";
/// A calendar reminds so many hours before the day.
const ALARM_HOURS: i64 = 15;

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

/// A deed.
#[derive(Clone, Debug, Subcommand)]
enum Step {
    /// Say that one is done, where it was recommended
    #[command(after_help = "Example: warroom actions done INC-17 61 live on all hosts")]
    Done {
        /// The incident after which it was recommended
        #[arg(value_name = "INC")]
        incident: Which,
        /// The recommendation
        entry: EntryId,
        /// What was done
        #[arg(value_name = "TEXT")]
        words: Vec<String>,
    },
}

/// A recommendation with where it stands.
struct Action<'a> {
    name: String,
    facts: &'a Facts,
    one: &'a Recommendation,
}

/// The same as JSON.
#[derive(Serialize)]
struct Listed<'a> {
    item: &'a str,
    title: &'a str,
    overdue: bool,
    /// It was left to a small group, and that time is over.
    rest_over: bool,
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

/// Lists them, writes a calendar of them, or says that one is done.
pub(crate) async fn actions(run: &Run, actions: Actions) -> Result<(), Trouble> {
    if let Some(Step::Done { incident, entry, words }) = actions.step {
        return done(run, incident, entry, words.join(" ").into()).await;
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
        reminders(path, &wanted, actions.force, now)?;
        return team.end();
    }
    reviews(run, &items, &names, now)?;
    for action in &wanted {
        print(run, action, now)?;
    }
    if wanted.is_empty() {
        out::note("nothing that was accepted waits to be done");
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
        (!overdue, order(one.state), one.due.is_none(), one.due, action.facts.opened_at, one.entry)
    });
    all
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

fn print(run: &Run, action: &Action<'_>, now: At) -> Result<(), Trouble> {
    let Action { name, facts, one } = action;
    let overdue = one.is_overdue(now);
    if run.globals.json {
        let title = facts.title.as_str();
        let rest_over = one.rest_is_over(now);
        return out::json(&Listed { item: name, title, overdue, rest_over, one }).map(drop);
    }
    let state = match one.state {
        _ if overdue => "OVERDUE",
        Stand::Accepted => "open",
        other => other.name(),
    };
    let due = one.due.map_or_else(|| "-".to_owned(), day);
    let owner = one.owner.map_or_else(|| "-".to_owned(), |owner| owner.to_string());
    let words = Shown::line(one.text.raw(), WORDS_CELLS_MAX);
    let more = [&one.link, &one.said].into_iter().filter(|text| !text.is_empty());
    let more: Vec<Shown> = more.map(|text| Shown::line(text.raw(), 60)).collect();
    let mut line = format!("{state:8} {due:10} {owner:10} {name} {} {words}", one.entry);
    for words in &more {
        line.extend(["  ", words.as_str()]);
    }
    if one.rest_is_over(now) {
        line.extend(["  ", REST_OVER]);
    }
    columns::print(&line, INDENT_CELLS)
}

/// Writes a day for each into a calendar file.
fn reminders(path: &Path, all: &[Action<'_>], force: bool, now: At) -> Result<(), Trouble> {
    let waits = |one: &Recommendation| matches!(one.state, Stand::Accepted | Stand::Resting);
    let dated = all.iter().filter(|action| waits(action.one));
    let dated = dated.filter_map(|action| Some((action, action.one.due?)));
    let happenings: Vec<Happening> = dated.map(|(action, due)| reminder(action, due)).collect();
    let text = calendar("warroom: what was recommended", &happenings, now);
    if path.as_os_str() == "-" {
        return out::data(text.as_bytes()).map(drop);
    }
    file::write(path, text.as_bytes(), force)?;
    let count = happenings.len();
    out::note(&format!("wrote {} to {}", many(count, "reminder"), shown(path)));
    Ok(())
}

fn reminder(Action { name, facts, one }: &Action<'_>, due: At) -> Happening {
    let (entry, text) = (one.entry.0, one.text.raw());
    let (before, todo) = match (one.state, one.owner) {
        (Stand::Resting, _) => (
            format!("{REST_OVER}: "),
            format!(
                "{REST_OVER}. Whoever had the chair, or leads, says: warroom review accept {entry} WHO \
                 DATE --incident {name} (or decline {entry} WHY)"
            ),
        ),
        (_, owner) => (
            owner.map_or_else(String::new, |owner| format!("{owner}: ")),
            format!("Done? warroom actions done {name} {entry}"),
        ),
    };
    Happening {
        uid: format!("{entry}.{}@warroom", facts.id),
        when: When::Day(due),
        summary: format!("{before}{text}"),
        words: format!(
            "{text}\n{}\nRecommended after {name} {}, {}.\n{todo}",
            one.link.raw(),
            facts.title,
            one.entry
        ),
        alarm_hours: Some(ALARM_HOURS),
    }
}

/// An incident that the team's server keeps and this machine has not joined.
async fn of_team(run: &Run, which: Which) -> Result<Option<Joined>, Trouble> {
    let mut team = Team::of(run)?;
    let items: Vec<Item> = team.advice(run).await.into_iter().map(|it| it.item).collect();
    let item = super::named(&items, which)?;
    let facts = item.and_then(|item| item.facts.as_ref());
    Ok(facts.and_then(|facts| team.joined(facts.incident?, facts.id)))
}

/// Says on the record of the incident that one is done.
async fn done(run: &Run, which: Which, entry: EntryId, text: Text) -> Result<(), Trouble> {
    let mut globals = run.globals.clone();
    globals.incident = Some(which);
    let not_joined = match pick::incident(&run.memory()?, &globals) {
        Ok(joined) => {
            let seq = shot::ask(run, &joined, Command::FinishAdvice { entry, text }).await?;
            return shot::print(run, &joined, seq);
        }
        Err(why) => why,
    };
    let items = library::open(&run.paths)?.items()?;
    let Some(item) = super::named(&items, which)? else {
        let Some(joined) = of_team(run, which).await? else { return Err(not_joined) };
        let seq = shot::ask(run, &joined, Command::FinishAdvice { entry, text }).await?;
        return shot::print(run, &joined, seq);
    };
    let own = item.facts.as_ref().is_some_and(past::is_typed_in);
    let Some(path) = item.file.as_ref().filter(|_| own && item.source == Source::Imported) else {
        return Err(Trouble::Refused(
            "its recording was taken in from elsewhere: say it where its server is \
             (warroom review finish), and take the recording in anew"
                .into(),
        ));
    };
    let seq = past::append(path, run.handle()?, Command::FinishAdvice { entry, text })?;
    out::line(&seq.to_string()).map(drop)
}
