//! `warroom import`: recordings from elsewhere, other people's reports, an incident of before.
//!
//! What is bad is refused, or taken in as far as it is good; what is here already is taken as the same;
//! each in one sentence that says which.

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use warroom_register::library::Paper;
use warroom_register::limits::PAPER_BYTES_MAX;
use warroom_register::words::Kind;
use warroom_register::{IncidentId, Recording, Register, Seq, Shown, Text, Then, compare};

use super::{past, reports};
use crate::cli::seat::Run;
use crate::cli::source::{newer, newer_from, no_recording, read_file};
use crate::cli::{args, file};
use crate::host::library::{self, Item, Source};
use crate::out;
use crate::paths::{Paths, make_folder};
use crate::trouble::{Trouble, shown};

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
    pub(super) title: Option<String>,
    /// Where the report is; without a file a link with notes is kept
    #[arg(long, value_name = "URL")]
    pub(super) link: Option<String>,
    /// What you have to say of it
    #[arg(long, value_name = "TEXT")]
    pub(super) notes: Option<String>,
    /// The kind of trouble that it is about
    #[arg(long, value_parser = args::kind())]
    pub(super) kind: Option<Kind>,
    /// A service that it is about; may be given several times
    #[arg(long, value_name = "NAME")]
    pub(super) service: Vec<String>,
    /// Keep it on this machine alone: no server gets it, and no folder that one exports to
    #[arg(long)]
    pub(super) here: bool,
}

impl Import {
    /// Has the file stay on this machine where that is wanted: said before the file is there, so
    /// that nothing exports it in between.
    pub(super) fn stays_here(&self, file: &Path) -> Result<(), Trouble> {
        let mark = Paths::stays_here(file);
        if self.here { file::write(&mark, &[], true) } else { file::gone(&mark) }
    }

    /// What was taken in before stays where it was: whoever wants it otherwise now is told so.
    pub(super) fn is_kept_as_before(&self, item: &str, file: Option<&Path>) {
        let Some(file) = file else { return };
        let how = match (Paths::stays_here(file).exists(), self.here) {
            (before, now) if before == now => return,
            (true, _) => "with",
            (false, _) => "without",
        };
        out::note(&format!(
            "{item} was taken in {how} --here, and stays so until it is forgotten (warroom forget \
             {item})"
        ));
    }
}

/// What was taken in, as JSON.
#[derive(Serialize)]
pub(super) struct Taken {
    pub(super) item: String,
    pub(super) title: String,
    /// Where it stands on this machine; empty: the team's server keeps it.
    pub(super) file: String,
    /// It was here already.
    pub(super) known: bool,
}

/// Takes in what was named.
pub(crate) async fn import(run: &Run, import: &Import) -> Result<(), Trouble> {
    if import.past {
        let file = import.files.first().filter(|file| *file != Path::new("-"));
        if import.files.len() > 1 {
            return Err(Trouble::Usage("one incident of before at a time: name one file".into()));
        }
        let taken = if import.edit {
            past::edited_in(run, import)?
        } else {
            past::typed_in(run, import, file.map(PathBuf::as_path))?
        };
        return said(run, &taken, "warroom replay");
    }
    if import.files.is_empty() {
        if import.link.is_none() {
            return Err(Trouble::Usage(
                "nothing to take in: name a recording or a report, give a --link, or --past".into(),
            ));
        }
        return reports::paper(run, import, None, Text::default()).await;
    }
    let mut bad = Vec::new();
    for path in &import.files {
        bad.extend(one_file(run, import, path).await.err());
    }
    out::all_of(bad)
}

/// What is wrong with one file is no reason to leave out the others.
async fn one_file(run: &Run, import: &Import, path: &Path) -> Result<(), Trouble> {
    let bytes = if path == Path::new("-") { piped()? } else { read_file(path)? };
    match what_it_is(path, &bytes) {
        File::Recording => recording(run, path, &bytes),
        File::Paper(kept) => reports::taken_out(run, import, *kept).await,
        File::Words => {
            let text = reports::text_of(path, bytes)?;
            reports::paper(run, import, Some(path), text).await
        }
    }
}

/// Says what was taken in, and how to see it.
pub(super) fn said(run: &Run, taken: &Taken, opens: &str) -> Result<(), Trouble> {
    let (item, title) = (&taken.item, Shown::line(&taken.title, 60));
    let known =
        if taken.known { "it was here already, and nothing was changed" } else { "taken in" };
    told(run, taken)?;
    out::note(&format!("{title}: {known}. To see it: {opens} {item}"));
    Ok(())
}

/// The data of it.
fn told(run: &Run, taken: &Taken) -> Result<(), Trouble> {
    if run.globals.json { out::json(taken).map(drop) } else { out::line(&taken.item).map(drop) }
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

/// What a file is, by how it begins and what it is called.
enum File {
    /// A recording, good or not.
    Recording,
    /// Somebody else's report, as warroom writes it out.
    Paper(Box<Paper>),
    /// Somebody else's report in its own words.
    Words,
}

/// What is data is never taken for somebody's words: a damaged recording would be a report then.
fn what_it_is(path: &Path, bytes: &[u8]) -> File {
    let ends = |end: &str| path.extension().is_some_and(|it| it.eq_ignore_ascii_case(end));
    if ends("jsonl") || bytes.starts_with(b"{\"warroom\":") {
        return File::Recording;
    }
    if let Ok(paper) = serde_json::from_slice(bytes) {
        return File::Paper(Box::new(paper));
    }
    let lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let first = lines.into_iter().find(|line| !line.is_empty()).unwrap_or_default();
    let data = serde_json::from_slice::<BTreeMap<String, serde_json::Value>>(first);
    if ends("json") || data.is_ok() { File::Recording } else { File::Words }
}

/// A recording that is to be taken in.
struct Wanted<'a> {
    path: &'a Path,
    title: String,
    label: String,
    head: Seq,
    /// What of it is good, byte for byte.
    good: Vec<u8>,
    /// Why that is not all.
    fault: Option<String>,
}

/// Takes a recording in, as far as it is good.
fn recording(run: &Run, path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    let bad = |why: String| Trouble::file(path, why);
    let read = Recording::read_bytes(bytes).map_err(|why| no_recording(path, &why))?;
    let Some(label) = read.header.incident else {
        return Err(bad("it is the journal of a server itself, and no incident".into()));
    };
    let register = Register::of(&read.records).map_err(|gap| bad(gap.to_string()))?;
    let Some(title) = register.incident().title.clone() else {
        let why = read.broken.as_ref().map_or_else(String::new, |why| format!(": {why}"));
        return Err(bad(format!("no incident is opened in what is good of it{why}")));
    };
    if let Some(from) = newer_from(&read) {
        out::note(&newer(path, from));
    }
    let (title, label, head) = (title.to_string(), label.to_string(), read.chain.head);
    let good = good(bytes, read.records.len());
    let torn = read.torn.then(|| "it is cut off in its last line".to_owned());
    let fault = read.broken.as_ref().map(ToString::to_string).or(torn);
    let wanted = Wanted { path, title, label, head, good, fault };
    let items = library::open(&run.paths)?.items()?;
    match items.iter().find(|item| item.id == read.header.id.to_string()) {
        Some(item) => beside(run, read.header.id, &wanted, item),
        None => taken_in(run, read.header.id, &wanted),
    }
}

/// There is one of the same incident: what goes further is taken in, and what disagrees is not.
fn beside(run: &Run, id: IncidentId, wanted: &Wanted<'_>, item: &Item) -> Result<(), Trouble> {
    let here = library::recording(&run.paths, item)?;
    let found = compare(&wanted.good, &here);
    match found.then {
        Then::CopyEnds(_) => taken_in(run, id, wanted),
        Then::BothEnd | Then::FileEnds(_) => {
            let further = item.facts.as_ref().map_or(wanted.head, |facts| facts.head);
            let known = format!("{} is here already, up to {further}", wanted.label);
            if let Some(fault) = &wanted.fault {
                let why = format!("{fault}; {known}, and nothing was taken in");
                return Err(Trouble::file(wanted.path, why));
            }
            let file = wanted.path.to_string_lossy().into_owned();
            let (item, title) = (wanted.label.clone(), wanted.title.clone());
            let taken = Taken { item, title, file, known: true };
            told(run, &taken)?;
            out::note(&format!(
                "{}: {known}, and nothing was changed. To see it: warroom replay {}",
                Shown::line(&taken.title, 60),
                taken.item
            ));
            Ok(())
        }
        Then::OtherHeader | Then::Differs(_) => Err(disagree(wanted, item, found.same_to.next())),
    }
}

fn disagree(wanted: &Wanted<'_>, item: &Item, from: Seq) -> Trouble {
    let what = match item.source {
        Source::Copy => "this machine's own copy",
        Source::Imported => "the one that was taken in before",
        Source::Server => "the one of this machine's server",
        Source::Team => "the one of the team's server",
    };
    let file = shown(wanted.path);
    let how = match item.file.as_ref() {
        Some(other) => format!("warroom verify {file} --copy {} says how", shown(other)),
        None => {
            format!("warroom export {} -o FILE writes that one out, to compare", wanted.label)
        }
    };
    Trouble::Refused(format!(
        "{file} and {what} are of one incident and disagree from {from} on: nothing was taken in. {how}"
    ))
}

/// Keeps what of it is good.
fn taken_in(run: &Run, id: IncidentId, wanted: &Wanted<'_>) -> Result<(), Trouble> {
    make_folder(&run.paths.recordings_folder())?;
    let to = run.paths.recording_file(id);
    file::write(&to, &wanted.good, true)?;
    // At once, so that who searches next does not wait.
    let items = library::open(&run.paths)?.items()?;
    let names = library::Names::of(&items, &run.memory()?);
    let name = items.iter().find(|item| item.id == id.to_string()).map(|item| names.name(item));
    let file = to.to_string_lossy().into_owned();
    let item = name.unwrap_or_else(|| wanted.label.clone());
    let taken = Taken { item, title: wanted.title.clone(), file, known: false };
    let Some(fault) = &wanted.fault else { return said(run, &taken, "warroom replay") };
    told(run, &taken)?;
    let (head, name) = (wanted.head, &taken.item);
    Err(Trouble::file(
        wanted.path,
        format!(
            "it is taken in up to {head} only, as {name}: {fault}. To see it: warroom replay {name}"
        ),
    ))
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
