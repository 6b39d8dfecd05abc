//! Numbers over the incidents that the team's server and this machine keep, or over recordings.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use warroom_register::library::Facts;
use warroom_register::stats::{Disagreement, Stats};
use warroom_register::{IncidentId, Recording, Register, Seq, Then, compare};

use super::columns::columns;
use super::file;
use super::library::team::{Team, instead};
use super::seat::Run;
use super::source::read_file;
use crate::host::library::{self, Item, Names};
use crate::out;
use crate::trouble::{Trouble, shown};

/// As wide as a pipe is.
const PIPE_CELLS: usize = 80;

/// Over what, and in which form.
#[derive(Args, Clone, Debug)]
pub(crate) struct Numbers {
    /// Recordings; without any, all that the team's server and this machine keep
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The form; without it what the name of the file to write says, else text
    #[arg(long, value_enum)]
    format: Option<Shape>,
    /// Into this file instead
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long)]
    force: bool,
    /// Only what this machine keeps; no server is asked
    #[arg(long)]
    here: bool,
}

/// The form of the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// Charts for a terminal
    Text,
    /// One page with everything in it
    Html,
    /// As data
    Json,
}

/// What is counted, and what of it is in doubt.
struct Counted {
    facts: Vec<Facts>,
    disagree: Vec<Disagreement>,
}

/// Prints the numbers.
pub(crate) async fn print(run: &Run, numbers: &Numbers) -> Result<(), Trouble> {
    let mut team =
        if numbers.here || !numbers.files.is_empty() { Team::nobody() } else { Team::of(run)? };
    let theirs = team.incidents(run).await;
    let all = if numbers.files.is_empty() { kept(run, theirs)? } else { named(&numbers.files)? };
    write(run, numbers, all)?;
    team.end()
}

fn write(run: &Run, numbers: &Numbers, counted: Counted) -> Result<(), Trouble> {
    let stats = Stats::of(&counted.facts).with_disagreements(counted.disagree);
    let named = numbers.output.as_deref().and_then(shape_of);
    let json = run.globals.json.then_some(Shape::Json);
    let text = match numbers.format.or(json).or(named).unwrap_or(Shape::Text) {
        Shape::Text => stats.plain(columns().unwrap_or(PIPE_CELLS)),
        Shape::Html => stats.page(),
        Shape::Json if numbers.output.is_none() => return out::json(&stats).map(drop),
        Shape::Json => stats.json(),
    };
    let Some(path) = &numbers.output else { return out::data(text.as_bytes()).map(drop) };
    file::write(path, text.as_bytes(), numbers.force)?;
    out::note(&format!("wrote {}", shown(path)));
    Ok(())
}

fn shape_of(path: &Path) -> Option<Shape> {
    match path.extension()?.to_str()? {
        "html" | "htm" => Some(Shape::Html),
        "json" => Some(Shape::Json),
        "txt" => Some(Shape::Text),
        _ => None,
    }
}

/// All that the team's server and this machine keep; what of it cannot be read is said and left out.
fn kept(run: &Run, theirs: Vec<Item>) -> Result<Counted, Trouble> {
    let library = library::open(&run.paths)?;
    library.troubles()?.iter().for_each(|why| out::note(&format!("not counted in full: {why}")));
    let all = instead(theirs, library.items()?, |item| item);
    let names = Names::of(&all, &run.memory()?);
    let parting = |item: &Item| {
        let (differs, counted) = (item.differs.as_ref()?, item.file.as_ref()?);
        let (counted, left_out) = (said(counted), said(&differs.other));
        Some(Disagreement { incident: names.name(item), from: differs.from, counted, left_out })
    };
    let disagree = all.iter().filter_map(parting).collect();
    Ok(Counted { facts: all.into_iter().filter_map(|item| item.facts).collect(), disagree })
}

fn said(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Recordings that were named must be good. Of two of one incident the one that goes further
/// counts, of two that go equally far the one that was named first; where they disagree it is said.
fn named(files: &[PathBuf]) -> Result<Counted, Trouble> {
    let mut all: BTreeMap<IncidentId, (Facts, &Path)> = BTreeMap::new();
    let mut disagree = Vec::new();
    for file in files {
        let Some(facts) = facts(file)? else { continue };
        let Some((known, counted)) = all.get(&facts.id) else {
            all.insert(facts.id, (facts, file));
            continue;
        };
        let (counted, left_out) =
            if known.head < facts.head { (file.as_path(), *counted) } else { (*counted, &**file) };
        let from = parting(counted, left_out)?;
        let incident = facts.incident.map_or_else(|| facts.id.to_string(), |it| it.to_string());
        let (counted_words, left_out) = (said(counted), said(left_out));
        disagree.extend(from.map(|from| Disagreement {
            incident,
            from,
            counted: counted_words,
            left_out,
        }));
        if counted == file {
            all.insert(facts.id, (facts, file));
        }
    }
    for one in &disagree {
        out::note(&one.sentence());
    }
    Ok(Counted { facts: all.into_values().map(|(facts, _)| facts).collect(), disagree })
}

/// The first record that is not the same in both; none where one only goes further.
fn parting(a: &Path, b: &Path) -> Result<Option<Seq>, Trouble> {
    let found = compare(&read_file(a)?, &read_file(b)?);
    Ok(match found.then {
        Then::Differs(_) | Then::OtherHeader => Some(found.same_to.next()),
        Then::BothEnd | Then::FileEnds(_) | Then::CopyEnds(_) => None,
    })
}

/// The facts of a recording; none of a server's own journal.
fn facts(file: &Path) -> Result<Option<Facts>, Trouble> {
    let text = read_file(file)?;
    let recording = Recording::read_bytes(&text)
        .map_err(|why| Trouble::file(file, format!("line 1 is no header of a recording: {why}")))?;
    if let Some(broken) = &recording.broken {
        return Err(Trouble::file(file, format!("{broken}: warroom verify says more")));
    }
    let register = Register::of(&recording.records);
    let register = register.map_err(|gap| Trouble::file(file, gap.to_string()))?;
    Ok(Facts::of(&register, recording.header.incident, recording.header.id))
}
