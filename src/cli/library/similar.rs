//! `warroom similar`: what happened before that was like it, and what was learnt then.

mod quiet;

use clap::Args;
use serde::Serialize;
use warroom_register::library::{Card, Recommendation, Stand, Subject, alike};
use warroom_register::{At, Shown};

use super::search::about;
use super::team::{Like, Team, instead};
use crate::cli::columns;
use crate::cli::seat::Run;
use crate::cli::source::Source;
use crate::host::library::{self, Item, Names, Volume};
use crate::out;
use crate::trouble::Trouble;

pub(crate) use quiet::alike_of;

/// Cells of what ended it, and of a recommendation.
const WORDS_CELLS_MAX: usize = 80;
/// What does not fit a terminal goes on so far in.
const INDENT_CELLS: usize = 4;

/// What is compared with all others.
#[derive(Args, Clone, Debug)]
pub(crate) struct Similar {
    /// An incident, or a recording; without one the incident that this machine has joined
    #[arg(value_name = "INC|FILE")]
    named: Option<String>,
    /// How many are shown
    #[arg(long, value_name = "N", default_value_t = 5)]
    most: usize,
    /// Only what this machine keeps; no server is asked
    #[arg(long)]
    here: bool,
}

/// One that is like it, as JSON.
#[derive(Serialize)]
struct Told<'a> {
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
    let mut volumes = library::open(&run.paths)?.volumes()?;
    let mut team = if similar.here { Team::nobody() } else { Team::of(run)? };
    let most = similar.most.max(1);
    let theirs = team.alike(run, &this, most).await;
    let answered = team.answers_for(run).await;
    volumes.retain(|volume| !answered.contains(&volume.item.id));
    let mut items: Vec<Item> = volumes.iter().map(|volume| volume.item.clone()).collect();
    items.extend(theirs.iter().map(|like| like.volume.item.clone()));
    let names = Names::of(&items, &run.memory()?);
    let found = both(theirs, compared(&this, volumes, most), most);
    for like in &found {
        let name = names.name(&like.volume.item);
        if run.globals.json {
            json(&this, like, &name)?;
        } else {
            plain(&this, like, &name)?;
        }
    }
    if found.is_empty() {
        out::note("nothing that is kept is like it");
    }
    source.end()?;
    team.end()
}

/// What the team's server and this machine found, the most alike first.
fn both(theirs: Vec<Like>, here: Vec<Like>, most: usize) -> Vec<Like> {
    let mut all = instead(theirs, here, |like| &like.volume.item);
    all.sort_by_key(|like| std::cmp::Reverse(like.points));
    all.truncate(most);
    all
}

fn compared(this: &Card, all: Vec<Volume>, most: usize) -> Vec<Like> {
    let others: Vec<Volume> = all
        .into_iter()
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
    let mut others: Vec<Option<Volume>> = others.into_iter().map(Some).collect();
    let likes = found.into_iter().filter_map(|alike| {
        let (points, because) = (alike.points, alike.because());
        Some(Like { volume: others.get_mut(alike.place)?.take()?, points, because })
    });
    likes.collect()
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

fn json(this: &Card, like: &Like, name: &str) -> Result<(), Trouble> {
    let volume = &like.volume;
    let all = volume.recommended.iter();
    let recommended =
        all.map(|one| Advised { one, undone_then: might_have_helped(this, volume, one) }).collect();
    out::json(&Told {
        item: name,
        title: about(&volume.item),
        because: like.because.clone(),
        ended: ended(volume, WORDS_CELLS_MAX),
        opened_at: volume.item.facts.as_ref().map(|facts| facts.opened_at),
        recommended,
    })
    .map(drop)
}

fn plain(this: &Card, like: &Like, name: &str) -> Result<(), Trouble> {
    let volume = &like.volume;
    let later = if was_before(this, volume) { "" } else { "  (this came later)" };
    columns::print(&format!("{name}  {}{later}", about(&volume.item)), INDENT_CELLS)?;
    let ended = ended(volume, WORDS_CELLS_MAX);
    if !ended.is_empty() {
        columns::print(&format!("  {ended}"), INDENT_CELLS)?;
    }
    columns::print(&format!("  {}", Shown::of(&like.because)), INDENT_CELLS)?;
    for one in &volume.recommended {
        let helped = if might_have_helped(this, volume, one) {
            "  (not done when this began: it might have helped)"
        } else {
            ""
        };
        columns::print(&format!("  {}{helped}", said(one)), INDENT_CELLS)?;
    }
    Ok(())
}

/// Whether it was when the incident that is asked about began; of a report nothing else is known.
fn was_before(this: &Card, volume: &Volume) -> bool {
    let facts = volume.item.facts.as_ref();
    facts.is_none_or(|facts| facts.opened_at <= this.facts.opened_at)
}

/// What was recommended after an incident of before, and was not done when this one began.
fn might_have_helped(this: &Card, volume: &Volume, one: &Recommendation) -> bool {
    was_before(this, volume) && one.was_undone(this.facts.opened_at)
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
        Stand::Done => format!("done {},{owner}", day(one.since)),
    };
    format!("{} {words} [{state}]", one.entry)
}

/// The day of an instant, as it is written in formats.
pub(super) fn day(at: At) -> String {
    at.iso_day()
}
