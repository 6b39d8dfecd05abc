//! `warroom similar`: what happened before that was like it, and what was learnt then.

use std::sync::Arc;

use clap::Args;
use serde::Serialize;
use warroom_register::library::{Alike, Card, Recommendation, Stand, Subject, alike};
use warroom_register::{At, EntryId, Shown};

use super::search::about;
use crate::cli::seat::Run;
use crate::cli::source::Source;
use crate::host::library::{self, Item, Names, Volume};
use crate::memory::Memory;
use crate::out;
use crate::start::AlikeOf;
use crate::trouble::Trouble;

/// Cells of what ended it, and of a recommendation.
const WORDS_CELLS_MAX: usize = 80;
/// The same on a screen, where it is a line beside others.
const SCREEN_CELLS_MAX: usize = 40;
/// So many are named on a screen.
const ON_SCREEN_MAX: usize = 2;
/// Of so many, those from which there is something to learn.
const LOOKED_AT_MAX: usize = 8;

/// What is compared with all others.
#[derive(Args, Clone, Debug)]
pub(crate) struct Similar {
    /// An incident, or a recording; without one the incident that this machine has joined
    #[arg(value_name = "INC|FILE")]
    named: Option<String>,
    /// So many are shown
    #[arg(long, value_name = "N", default_value_t = 5)]
    most: usize,
}

/// One that is like it, as JSON.
#[derive(Serialize)]
struct Like<'a> {
    item: &'a str,
    title: String,
    because: String,
    ended: String,
    opened_at: Option<At>,
    recommended: Vec<Advised<'a>>,
}

/// A recommendation, as JSON.
#[derive(Serialize)]
struct Advised<'a> {
    #[serde(flatten)]
    one: &'a Recommendation,
    /// It was recommended and not done when the incident that is asked about began.
    undone_then: bool,
}

/// Prints what was like it.
pub(crate) async fn similar(run: &Run, similar: &Similar) -> Result<(), Trouble> {
    let source = Source::read(run, similar.named.as_deref()).await?;
    let register = source.register()?;
    let id = source.recording.header.id;
    let Some(this) = Card::of(&register, source.label, id) else {
        return Err(Trouble::Usage("nothing was opened there: there is nothing to compare".into()));
    };
    let volumes = library::open(&run.paths)?.volumes()?;
    let memory = run.memory()?;
    let items: Vec<Item> = volumes.iter().map(|volume| volume.item.clone()).collect();
    let names = Names::of(&items, &memory);
    let found = compared(&this, &volumes, similar.most.max(1));
    for (alike, volume) in &found {
        let name = names.name(&volume.item);
        if run.globals.json {
            json(&this, alike, volume, &name)?;
        } else {
            plain(&this, alike, volume, &name)?;
        }
    }
    if found.is_empty() {
        out::note("nothing that is kept here is like it");
    }
    source.end()
}

fn compared<'a>(this: &Card, all: &'a [Volume], most: usize) -> Vec<(Alike, &'a Volume)> {
    let others: Vec<&Volume> = all
        .iter()
        .filter(|volume| volume.item.facts.as_ref().is_none_or(|facts| facts.id != this.facts.id))
        .collect();
    let subjects: Vec<Subject<'_>> = others
        .iter()
        .map(|volume| {
            let kind = volume.item.facts.as_ref().map(|facts| facts.kind);
            let kind = kind.or_else(|| volume.item.paper.as_ref().and_then(|paper| paper.kind));
            Subject { kind, gist: &volume.gist }
        })
        .collect();
    let this = Subject { kind: Some(this.facts.kind), gist: &this.gist };
    let found = alike(&this, &subjects, most);
    found
        .into_iter()
        .filter_map(|alike| others.get(alike.place).map(|volume| (alike, *volume)))
        .collect()
}

/// How it ended, of an incident; of a report, what whoever took it in had to say.
fn ended(volume: &Volume, cells: usize) -> String {
    match &volume.item.facts {
        Some(facts) => {
            let (facts, gist) = (facts.clone(), volume.gist.clone());
            Card { facts, gist, recommended: Vec::new() }.ending(cells)
        }
        None => Shown::line(volume.gist.ended.raw(), cells).to_string(),
    }
}

fn json(this: &Card, alike: &Alike, volume: &Volume, name: &str) -> Result<(), Trouble> {
    let at = this.facts.opened_at;
    let all = volume.recommended.iter();
    let recommended = all.map(|one| Advised { one, undone_then: one.was_undone(at) }).collect();
    out::json(&Like {
        item: name,
        title: about(&volume.item),
        because: alike.because(),
        ended: ended(volume, WORDS_CELLS_MAX),
        opened_at: volume.item.facts.as_ref().map(|facts| facts.opened_at),
        recommended,
    })
    .map(drop)
}

fn plain(this: &Card, alike: &Alike, volume: &Volume, name: &str) -> Result<(), Trouble> {
    out::line(&format!("{name}  {}", about(&volume.item)))?;
    let ended = ended(volume, WORDS_CELLS_MAX);
    if !ended.is_empty() {
        out::line(&format!("  {ended}"))?;
    }
    out::line(&format!("  {}", Shown::of(&alike.because())))?;
    for one in &volume.recommended {
        let helped = if one.was_undone(this.facts.opened_at) {
            "  (not done when this began: it might have helped)"
        } else {
            ""
        };
        out::line(&format!("  {}{helped}", said(one)))?;
    }
    Ok(())
}

/// A recommendation and how it stands, in a line.
fn said(one: &Recommendation) -> String {
    let words = Shown::line(one.text.raw(), WORDS_CELLS_MAX);
    let owner = one.owner.map_or_else(String::new, |owner| format!(" {owner}"));
    let due = one.due.map_or_else(String::new, |due| format!(" by {}", day(due)));
    let state = match one.state {
        Stand::Raw => "not looked at".to_owned(),
        Stand::Accepted => format!("open,{owner}{due}"),
        Stand::Declined => format!("declined: {}", Shown::line(one.said.raw(), WORDS_CELLS_MAX)),
        Stand::Resting => format!("resting{due}"),
        Stand::Done => format!("done,{owner}"),
    };
    format!("{} {words} [{state}]", one.entry)
}

/// The day of an instant, as it is written in formats.
pub(super) fn day(at: At) -> String {
    at.to_string().chars().take("2026-12-04".len()).collect()
}

/// What a screen says quietly of incidents like the one that runs: a line each, with how they ended
/// and what was recommended and is still not done. A library that cannot be read says nothing: a
/// running incident has other worries.
pub(crate) fn alike_of(run: &Run) -> Result<AlikeOf, Trouble> {
    let (paths, memory) = (run.paths.clone(), run.memory()?);
    Ok(Arc::new(move |card| {
        let volumes = library::open(&paths).and_then(|library| Ok(library.volumes()?));
        volumes.map(|volumes| on_screen(card, &volumes, &memory)).unwrap_or_default()
    }))
}

fn on_screen(this: &Card, volumes: &[Volume], memory: &Memory) -> Vec<String> {
    let items: Vec<Item> = volumes.iter().map(|volume| volume.item.clone()).collect();
    let names = Names::of(&items, memory);
    let mut found = compared(this, volumes, LOOKED_AT_MAX);
    let tells = |volume: &Volume| {
        !ended(volume, SCREEN_CELLS_MAX).is_empty() || !volume.recommended.is_empty()
    };
    found.sort_by_key(|(_, volume)| !tells(volume));
    found.truncate(ON_SCREEN_MAX);
    let lines = found.into_iter().map(|(_, volume)| {
        let undone = volume.recommended.iter().filter(|one| one.was_undone(this.facts.opened_at));
        let undone: Vec<EntryId> = undone.map(|one| one.entry).collect();
        let facts = volume.item.facts.as_ref();
        let open = facts.is_some_and(|facts| facts.closed_at.is_none());
        let name = names.name(&volume.item);
        let name = if open { format!("{name}, not closed yet") } else { name };
        line(&name, &ended(volume, SCREEN_CELLS_MAX), &undone)
    });
    lines.collect()
}

fn line(name: &str, ended: &str, undone: &[EntryId]) -> String {
    let ended = if ended.is_empty() { String::new() } else { format!(": {ended}") };
    match undone {
        [] => format!("like {name}{ended}"),
        [one] => format!("like {name}{ended}; {one} of it was recommended and is not done"),
        many => format!("like {name}{ended}; {} recommendations are not done", many.len()),
    }
}
