//! Numbers over the incidents that the team's server and this machine keep, or over recordings.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use warroom_register::library::Facts;
use warroom_register::stats::{Disagreement, Stats};
use warroom_register::{IncidentId, Recording, Register, Seq, Then, compare};

use super::columns::columns;
use super::ending::{self, Endings};
use super::file;
use super::library::team::{Team, instead};
use super::library::{in_doubt, opened};
use super::paper::OR_FORMAT;
use super::seat::Run;
use super::source::{no_recording, read_file};
use crate::host::library::{Item, Names};
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
    /// Into this file instead, whose ending says the form: .txt, .html, .json
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

/// What the ending of a file says.
const ENDINGS: &Endings<Shape> =
    &[("txt", Shape::Text), ("html", Shape::Html), ("htm", Shape::Html), ("json", Shape::Json)];

/// What is counted, what of it is in doubt, and what could not be counted, or not in full.
struct Counted {
    facts: Vec<Facts>,
    disagree: Vec<Disagreement>,
    bad: Vec<Trouble>,
}

/// Prints the numbers.
pub(crate) async fn print(run: &Run, numbers: &Numbers) -> Result<(), Trouble> {
    let mut team =
        if numbers.here || !numbers.files.is_empty() { Team::nobody() } else { Team::of(run)? };
    let theirs = team.incidents(run).await;
    let mut all = if numbers.files.is_empty() {
        kept(run, theirs, !numbers.here).await?
    } else {
        named(&numbers.files)?
    };
    let mut bad = std::mem::take(&mut all.bad);
    if !all.facts.is_empty() || bad.is_empty() {
        write(run, numbers, all)?;
    }
    bad.extend(team.end().err());
    out::all_of(bad)
}

fn write(run: &Run, numbers: &Numbers, counted: Counted) -> Result<(), Trouble> {
    let stats = Stats::of(&counted.facts).with_disagreements(counted.disagree);
    let json = run.globals.json.then_some(Shape::Json);
    let output = numbers.output.as_ref().filter(|path| *path != Path::new("-"));
    let shape =
        ending::form(output.map(PathBuf::as_path), numbers.format.or(json), ENDINGS, OR_FORMAT)?;
    let text = match shape.unwrap_or(Shape::Text) {
        Shape::Text => stats.plain(columns().unwrap_or(PIPE_CELLS)),
        Shape::Html => stats.page(),
        Shape::Json if output.is_none() => return out::json(&stats).map(drop),
        Shape::Json => stats.json(),
    };
    let Some(path) = output else { return out::data(text.as_bytes()).map(drop) };
    file::write(path, text.as_bytes(), numbers.force)?;
    out::note(&format!("wrote {}", shown(path)));
    Ok(())
}

/// All that the team's server and this machine keep.
async fn kept(run: &Run, theirs: Vec<Item>, asks: bool) -> Result<Counted, Trouble> {
    let library = opened(run, asks).await?;
    let bad = in_doubt(&library, "not counted in full")?;
    let all = instead(theirs, library.items()?, |item| item);
    let names = Names::of(&all, &run.memory()?);
    let parting = |item: &Item| {
        let (differs, counted) = (item.differs.as_ref()?, item.file.as_ref()?);
        let (counted, left_out) = (said(counted), said(&differs.other));
        Some(Disagreement { incident: names.name(item), from: differs.from, counted, left_out })
    };
    let disagree = all.iter().filter_map(parting).collect();
    Ok(Counted { facts: all.into_iter().filter_map(|item| item.facts).collect(), disagree, bad })
}

fn said(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Of recordings that were named those that are good. Of two of one incident the one that goes
/// further counts, of two that go equally far the one that was named first; where they disagree it is
/// said.
fn named(files: &[PathBuf]) -> Result<Counted, Trouble> {
    let mut all: BTreeMap<IncidentId, (Facts, &Path)> = BTreeMap::new();
    let (mut disagree, mut bad) = (Vec::new(), Vec::new());
    for file in files {
        let facts = match facts(file) {
            Ok(Some(facts)) => facts,
            Ok(None) => continue,
            Err(why) => {
                bad.push(why);
                continue;
            }
        };
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
    Ok(Counted { facts: all.into_values().map(|(facts, _)| facts).collect(), disagree, bad })
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
    let recording = Recording::read_bytes(&text).map_err(|why| no_recording(file, &why))?;
    if let Some(broken) = &recording.broken {
        let why = format!("it is not counted: {broken}. warroom verify says more");
        return Err(Trouble::file(file, why));
    }
    let register = Register::of(&recording.records);
    let register = register.map_err(|gap| Trouble::file(file, gap.to_string()))?;
    Ok(Facts::of(&register, recording.header.incident, recording.header.id))
}
