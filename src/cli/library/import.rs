//! `warroom import`: recordings from elsewhere, other people's reports, an incident of before.
//!
//! What is bad is refused, or taken in as far as it is good; each in one sentence that says which.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use warroom_register::library::Paper;
use warroom_register::limits::PAPER_BYTES_MAX;
use warroom_register::words::Kind;
use warroom_register::{Recording, Register, Shown, Text, Then, Title, compare};

use super::past;
use super::team::Team;
use crate::cli::seat::Run;
use crate::cli::source::{newer, newer_from, read_file};
use crate::cli::{args, file};
use crate::host::library::{self, Item, Source};
use crate::paths::make_folder;
use crate::trouble::{Trouble, shown};
use crate::{clock, out};

pub(super) const EXAMPLES: &str = "Example: warroom import ../their/INC-9.jsonl
         warroom import postmortem.md --link https://example.org/outage --service checkout
         warroom import --link https://example.org/outage --title 'DNS lost' --notes 'ours is alike'
         warroom import --past march.txt
         warroom import --past --edit

An incident of before is typed in line by line, in the order in which things happened, with the
words of the command line behind the time and who it was:

  title Checkout returned 500s
  severity P1
  kind availability
  2026-03-03 14:06 ana saw error rate at 40 %
  14:09 ben did restarted checkout-3
  14:12~ ana fact only eu-west
  14:20 ana task roll back --owner ben as rollback
  14:31 ben done $rollback
  14:40 ana mark restored
  15:10 ana phase closed
  15:20 ana review recommend technical colour the prompt as prompt
  15:21 ana review accept $prompt ben 2026-04-01";

/// What is taken in.
#[derive(Args, Clone, Debug)]
pub(crate) struct Import {
    /// Recordings, or reports as Markdown or text; `-` is the standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// An incident of before, typed in line by line; without a file from the standard input
    #[arg(long, conflicts_with_all = ["title", "link", "notes", "kind", "service"])]
    past: bool,
    /// With --past: type it in your editor, which begins with an example
    #[arg(long, requires = "past", conflicts_with = "files")]
    edit: bool,
    /// What the report is about, if not its first heading
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Where the report is; without a file a link with notes is kept
    #[arg(long, value_name = "URL")]
    link: Option<String>,
    /// What you have to say of it
    #[arg(long, value_name = "TEXT")]
    notes: Option<String>,
    /// The kind of trouble that it is about
    #[arg(long, value_parser = args::kind())]
    kind: Option<Kind>,
    /// A service that it is about; may be given several times
    #[arg(long, value_name = "NAME")]
    service: Vec<String>,
    /// Keep a report on this machine alone, and give it to no server
    #[arg(long, conflicts_with = "past")]
    here: bool,
}

/// What was taken in, as JSON.
#[derive(Serialize)]
struct Taken {
    item: String,
    title: String,
    /// Where it stands on this machine; empty: the team's server keeps it.
    file: String,
    /// It was here already.
    known: bool,
}

/// Takes in what was named.
pub(crate) async fn import(run: &Run, import: &Import) -> Result<(), Trouble> {
    if import.past {
        let file = import.files.first().filter(|file| *file != Path::new("-"));
        if import.files.len() > 1 {
            return Err(Trouble::Usage("one incident of before at a time: name one file".into()));
        }
        let (name, title, path) = if import.edit {
            past::edited_in(run)?
        } else {
            past::typed_in(run, file.map(PathBuf::as_path))?
        };
        return said(run, &Taken { item: name, title, file: path, known: false }, "warroom replay");
    }
    if import.files.is_empty() {
        if import.link.is_none() {
            return Err(Trouble::Usage(
                "nothing to take in: name a recording or a report, give a --link, or --past".into(),
            ));
        }
        return paper(run, import, None, Text::default()).await;
    }
    for path in &import.files {
        let bytes = if path == Path::new("-") { piped()? } else { read_file(path)? };
        if is_recording(&bytes) {
            recording(run, path, &bytes)?;
        } else {
            let text = text_of(path, bytes)?;
            paper(run, import, Some(path), text).await?;
        }
    }
    Ok(())
}

fn said(run: &Run, taken: &Taken, opens: &str) -> Result<(), Trouble> {
    let (item, title) = (&taken.item, Shown::line(&taken.title, 60));
    let known =
        if taken.known { "it was here already, and nothing was changed" } else { "taken in" };
    if run.globals.json {
        out::json(taken)?;
    } else {
        out::line(item)?;
    }
    out::note(&format!("{title}: {known}. To see it: {opens} {item}"));
    Ok(())
}

fn piped() -> Result<Vec<u8>, Trouble> {
    use std::io::Read as _;
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        return Err(Trouble::Usage("pipe it in, or name a file".into()));
    }
    let mut bytes = Vec::new();
    let read = stdin.lock().take(PAPER_BYTES_MAX as u64 * 256).read_to_end(&mut bytes);
    read.map_err(|e| Trouble::Usage(crate::trouble::said(&e)))?;
    Ok(bytes)
}

/// Its first line is that of a recording, perhaps of a version to come.
fn is_recording(bytes: &[u8]) -> bool {
    bytes.starts_with(b"{\"warroom\":")
}

/// Takes a recording in, as far as it is good.
fn recording(run: &Run, path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    let bad = |why: String| Trouble::file(path, why);
    let read = Recording::read_bytes(bytes)
        .map_err(|why| bad(format!("line 1 is no header of a recording: {why}")))?;
    let (id, head) = (read.header.id, read.chain.head);
    if read.header.incident.is_none() {
        return Err(bad("it is the journal of a server itself, and no incident".into()));
    }
    let register = Register::of(&read.records).map_err(|gap| bad(gap.to_string()))?;
    let Some(title) = register.incident().title.clone() else {
        let why = read.broken.as_ref().map_or_else(String::new, |why| format!(": {why}"));
        return Err(bad(format!("no incident is opened in what is good of it{why}")));
    };
    let good = good(bytes, read.records.len());
    as_far_as_good(path, &read);
    let library = library::open(&run.paths)?;
    let items = library.items()?;
    let label = read.header.incident.map(|label| label.to_string()).unwrap_or_default();
    let known = items.iter().find(|item| item.id == id.to_string());
    if let Some(item) = known {
        let here = library::recording(&run.paths, item)?;
        match compare(&good, &here).then {
            Then::BothEnd | Then::FileEnds(_) => {
                let further = item.facts.as_ref().map_or(head, |facts| facts.head);
                out::note(&format!("{label} is here already, up to {further}"));
                let file = path.to_string_lossy().into_owned();
                let taken = Taken { item: label, title: title.to_string(), file, known: true };
                return said(run, &taken, "warroom replay");
            }
            Then::CopyEnds(_) => {}
            Then::OtherHeader | Then::Differs(_) => {
                let from = compare(&good, &here).same_to.next();
                let what = match item.source {
                    Source::Copy => "this machine's own copy",
                    Source::Imported => "the one that was taken in before",
                    Source::Server => "the one of this machine's server",
                    Source::Team => "the one of the team's server",
                };
                let file = shown(path);
                let how = match item.file.as_ref() {
                    Some(other) => {
                        format!("warroom verify {file} --copy {} says how", shown(other))
                    }
                    None => {
                        format!("warroom export {label} -o FILE writes that one out, to compare")
                    }
                };
                return Err(Trouble::Refused(format!(
                    "{file} and {what} are of one incident and disagree from {from} on: nothing was \
                     taken in. {how}"
                )));
            }
        }
    }
    make_folder(&run.paths.recordings_folder())?;
    let to = run.paths.recording_file(id);
    file::write(&to, &good, true)?;
    drop(library);
    // At once, so that who searches next does not wait.
    let items = library::open(&run.paths)?.items()?;
    let names = library::Names::of(&items, &run.memory()?);
    let name = items.iter().find(|item| item.id == id.to_string()).map(|item| names.name(item));
    let file = to.to_string_lossy().into_owned();
    let item = name.unwrap_or(label);
    said(run, &Taken { item, title: title.to_string(), file, known: false }, "warroom replay")
}

/// Says where what is taken in ends before its file does, or holds what is not understood.
fn as_far_as_good(path: &Path, read: &Recording) {
    let head = read.chain.head;
    if let Some(why) = &read.broken {
        out::note(&format!("{} is taken in up to {head} only: {why}", shown(path)));
    } else if read.torn {
        out::note(&format!("{} is cut off in its last line: taken in up to {head}", shown(path)));
    }
    if let Some(from) = newer_from(read) {
        out::note(&newer(path, from));
    }
}

/// The header and so many records, each with its newline.
fn good(bytes: &[u8], records: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for line in bytes.split(|byte| *byte == b'\n').take(records + 1) {
        out.extend_from_slice(line);
        out.push(b'\n');
    }
    out
}

fn text_of(path: &Path, bytes: Vec<u8>) -> Result<Text, Trouble> {
    if bytes.len() > PAPER_BYTES_MAX {
        return Err(Trouble::file(path, format!("a report has at most {PAPER_BYTES_MAX} bytes")));
    }
    let text = String::from_utf8(bytes).map_err(|_bytes| {
        Trouble::file(path, "it is neither a recording nor text: give a report as Markdown or text")
    })?;
    let start = text.trim_start().get(..1).unwrap_or_default();
    if start == "<" {
        return Err(Trouble::file(path, "it is a page: give its text, or its --link with --notes"));
    }
    if text.trim().is_empty() {
        return Err(Trouble::file(path, "it is empty"));
    }
    Ok(Text::from(text))
}

/// Takes somebody else's report in: where the team has a server, that one keeps it for all.
async fn paper(run: &Run, import: &Import, path: Option<&Path>, text: Text) -> Result<(), Trouble> {
    let title = |text: String| Title::try_from(text).map_err(Trouble::Usage);
    let services = import.service.iter().map(|name| title(name.clone()));
    let paper = Paper {
        paper: Paper::VERSION,
        number: 0,
        title: title(title_of(import, path, &text))?,
        kind: import.kind,
        services: services.collect::<Result<_, _>>()?,
        link: import.link.clone().unwrap_or_default().into(),
        notes: import.notes.clone().unwrap_or_default().into(),
        added_at: clock::now(),
        by: run.handle()?,
        text,
    };
    let mut team = if import.here { Team::nobody() } else { Team::of(run)? };
    if let Some((item, known)) = team.give(run, &paper).await? {
        let (title, file) = (paper.title.to_string(), String::new());
        said(run, &Taken { item, title, file, known }, "warroom report")?;
        out::note(&format!("{} keeps it, for all that it knows", team.called()));
        return Ok(());
    }
    keep(run, paper)?;
    team.kept_here()
}

/// Keeps it on this machine, unless it is here already.
fn keep(run: &Run, paper: Paper) -> Result<(), Trouble> {
    let folder = run.paths.papers_folder();
    make_folder(&folder)?;
    let items = library::open(&run.paths)?.items()?;
    let here = |item: &&Item| item.paper.is_some() && item.source == Source::Imported;
    let papers: Vec<&Item> = items.iter().filter(here).collect();
    let numbers = papers.iter().filter_map(|item| item.paper.as_ref()).map(|paper| paper.number);
    let paper = Paper { number: numbers.max().unwrap_or(0) + 1, ..paper };
    let print = paper.fingerprint();
    for item in papers {
        let Some(other) = item.file.as_deref() else { continue };
        if load(other)?.fingerprint() == print {
            let (name, title) = (item.id.clone(), paper.title.to_string());
            let file = other.to_string_lossy().into_owned();
            return said(run, &Taken { item: name, title, file, known: true }, "warroom report");
        }
    }
    let to = folder.join(format!("{}.json", paper.name()));
    let bytes = serde_json::to_vec(&paper).map_err(|e| Trouble::file(&to, e))?;
    file::write(&to, &bytes, false)?;
    library::open(&run.paths)?;
    let (item, title) = (paper.name(), paper.title.to_string());
    let file = to.to_string_lossy().into_owned();
    said(run, &Taken { item, title, file, known: false }, "warroom report")
}

/// What was said, else the first heading, else the file's name, else the link.
fn title_of(import: &Import, path: Option<&Path>, text: &Text) -> String {
    let heading = || {
        let mut lines = text.raw().lines().map(str::trim);
        let found = lines.find(|line| line.starts_with('#'))?;
        Some(Shown::line(found.trim_start_matches('#').trim(), 150).to_string())
    };
    let stem = || Some(Shown::line(path?.file_stem()?.to_str()?, 150).to_string());
    let given = import.title.clone().or_else(|| heading().filter(|words| !words.is_empty()));
    given.or_else(stem).or_else(|| import.link.clone()).unwrap_or_default()
}

fn load(path: &Path) -> Result<Paper, Trouble> {
    let bytes = read_file(path)?;
    serde_json::from_slice(&bytes)
        .map_err(|e| Trouble::file(path, format!("line {} does not read", e.line())))
}

/// Prints a report that was taken in, if that is what is named: R-3 of this machine, T-3 of the team.
pub(in crate::cli) async fn report_named(run: &Run, named: Option<&str>) -> Result<bool, Trouble> {
    let numbered =
        |front: &str| named.and_then(|name| name.strip_prefix(front)?.parse::<u32>().ok());
    let (paper, name) = match (numbered("R-"), numbered("T-")) {
        (Some(number), _) => {
            let path = run.paths.papers_folder().join(format!("R-{number}.json"));
            (path.exists().then(|| load(&path)).transpose()?, format!("R-{number}"))
        }
        (None, Some(number)) => (of_team(run, number).await?, format!("T-{number}")),
        (None, None) => return Ok(false),
    };
    let Some(paper) = paper else {
        return Err(Trouble::Usage(format!("there is no report {name} here: warroom list")));
    };
    printed(run, &paper, &name)?;
    Ok(true)
}

/// A report of the team's server, or of this machine's own where that is the team's.
async fn of_team(run: &Run, number: u32) -> Result<Option<Paper>, Trouble> {
    let own = library::team_paper(&run.paths.server_folder(), number);
    if own.exists() {
        return load(&own).map(Some);
    }
    let mut team = Team::of(run)?;
    let paper = team.paper(run, number).await;
    if paper.is_none() {
        team.end()?;
    }
    Ok(paper)
}

fn printed(run: &Run, paper: &Paper, name: &str) -> Result<(), Trouble> {
    if run.globals.json {
        return out::json(paper).map(drop);
    }
    out::line(&format!("{name} {}", paper.title))?;
    for (what, text) in [("link", &paper.link), ("notes", &paper.notes)] {
        if !text.is_empty() {
            out::line(&format!("{what}: {}", text.shown()))?;
        }
    }
    out::line("")?;
    for line in paper.text.lines() {
        if out::line(line.as_str())? == out::Reader::Gone {
            break;
        }
    }
    Ok(())
}
