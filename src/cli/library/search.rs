//! `warroom search`: from words to the moments they stand in.

use clap::Args;
use serde::Serialize;
use warroom_register::{At, Seq, Shown};

use super::team::{Team, instead};
use crate::cli::columns;
use crate::cli::seat::Run;
use crate::host::library::{Found, Item, Library, Names};
use crate::out;
use crate::trouble::Trouble;

/// Cells of a line of words.
const WORDS_CELLS_MAX: usize = 160;
/// What does not fit a terminal goes on so far in.
const INDENT_CELLS: usize = 9;
/// Cells of a title.
const TITLE_CELLS_MAX: usize = 60;

/// What is looked for.
#[derive(Args, Clone, Debug)]
pub(crate) struct Search {
    /// The words
    #[arg(value_name = "WORDS", required = true)]
    words: Vec<String>,
    /// Incidents and reports that are shown
    #[arg(long, value_name = "N", default_value_t = 10)]
    most: usize,
    /// Only what this machine keeps; no server is asked
    #[arg(long)]
    here: bool,
}

/// A moment as JSON.
#[derive(Serialize)]
struct Moment<'a> {
    item: &'a str,
    title: &'a str,
    seq: Seq,
    at: At,
    by: &'a str,
    kind: &'a str,
    text: &'a str,
    /// It has all the words.
    whole: bool,
    /// The command that shows it.
    open: String,
    /// Two recordings of its incident say otherwise from this record on.
    #[serde(skip_serializing_if = "Option::is_none")]
    disagrees_from: Option<Seq>,
}

/// Prints the moments in which the words stand.
pub(crate) async fn search(run: &Run, search: &Search) -> Result<(), Trouble> {
    let (words, most) = (search.words.join(" "), search.most.max(1));
    let library = super::opened(run, !search.here).await?;
    let (mut found, mut items) = (library.search(&words, most)?, library.items()?);
    let mut team = if search.here { Team::nobody() } else { Team::of(run)? };
    if let Some((theirs, of_them)) = team.search(run, &words, most).await {
        found =
            theirs.and(&here_alone(run, &mut team, &library, &found, &words, most).await?, most);
        items = instead(of_them, items, |item| item);
    }
    let names = Names::of(&items, &run.memory()?);
    print(run, &found, &items, &names)?;
    let mut bad = super::in_doubt(&library, "not searched in full")?;
    bad.extend(team.end().err());
    out::all_of(bad)
}

/// What was found here of incidents for which the team's server does not answer.
async fn here_alone(
    run: &Run,
    team: &mut Team,
    library: &Library,
    found: &Found,
    words: &str,
    most: usize,
) -> Result<Found, Trouble> {
    if found.hits.is_empty() {
        return Ok(found.clone());
    }
    let theirs = team.answers_for(run).await;
    if !found.hits.iter().any(|hit| theirs.contains(&hit.item)) {
        return Ok(found.clone());
    }
    // As many as are left out may have stood before what is to be told.
    let both = library.items()?.iter().filter(|item| theirs.contains(&item.id)).count();
    Ok(library.search(words, most + both)?.without(&theirs))
}

fn print(run: &Run, found: &Found, items: &[Item], names: &Names) -> Result<(), Trouble> {
    let mut last = "";
    let mut example = None;
    for hit in &found.hits {
        let Some(item) = items.iter().find(|item| item.id == hit.item) else { continue };
        let (name, title) = (names.name(item), title(item));
        let open = open(item, &name, hit.seq);
        if run.globals.json {
            let (at, whole) = (hit.at, found.whole);
            let (by, kind, text) = (hit.by.as_str(), hit.kind.as_str(), hit.text.as_str());
            out::json(&Moment {
                item: &name,
                title,
                seq: hit.seq,
                at,
                by,
                kind,
                text,
                whole,
                open,
                disagrees_from: item.differs.as_ref().map(|differs| differs.from),
            })?;
            continue;
        }
        if last != hit.item {
            columns::print(&format!("{name}  {}", about(item)), INDENT_CELLS)?;
            last = &hit.item;
        }
        let words = Shown::line(hit.text.trim(), WORDS_CELLS_MAX);
        if item.paper.is_some() {
            columns::print(&format!("  line {:<5} {words}", hit.seq.0), INDENT_CELLS)?;
        } else {
            let at: String = hit.at.to_string().replace('T', " ").chars().take(16).collect();
            let kind = hit.kind.replace('_', " ");
            let place = hit.seq.to_string();
            let by = Shown::of(&hit.by);
            columns::print(&format!("  {place:6} {at} {by} {kind}: {words}"), INDENT_CELLS)?;
        }
        example.get_or_insert(open);
    }
    note(run, found, example);
    Ok(())
}

fn note(run: &Run, found: &Found, example: Option<String>) {
    if found.hits.is_empty() {
        return out::note("nothing that is kept has these words");
    }
    if !found.whole {
        out::note("nothing has all of these words; what is shown has some of them");
    }
    if found.newest {
        out::note("these words stand almost everywhere: only the newest are shown");
    }
    let shown = found.hits.len() as u64;
    if !found.newest && found.count > shown {
        out::note(&format!(
            "{shown} of {} moments are shown: more words, or --most, show the others",
            found.count
        ));
    }
    if let Some(example) = example.filter(|_| !run.globals.json) {
        out::note(&format!("to be there: {example}"));
    }
}

/// What an item is about, in a line.
fn title(item: &Item) -> &str {
    let of_paper = || item.paper.as_ref().map(|paper| paper.title.as_str());
    item.facts.as_ref().map(|facts| facts.title.as_str()).or_else(of_paper).unwrap_or_default()
}

/// How an item is introduced.
pub(super) fn about(item: &Item) -> String {
    let title = Shown::line(title(item), TITLE_CELLS_MAX);
    match &item.facts {
        Some(facts) => {
            let day = facts.opened_at.iso_day();
            let parts = item.differs.as_ref().map_or_else(String::new, |differs| {
                format!("; two recordings disagree from {} on", differs.from)
            });
            format!("{} {day} {title} ({}{parts})", facts.severity(), facts.phase)
        }
        None => format!("{title} (another's report)"),
    }
}

/// The command that shows a moment.
fn open(item: &Item, name: &str, seq: Seq) -> String {
    if item.paper.is_some() {
        format!("warroom report {name}")
    } else {
        format!("warroom replay {name} --as-of {}", seq.0)
    }
}
