//! Other people's reports: taken in once, read, written out, forgotten. R-3 is kept by this machine,
//! T-3 by the team's server.

use std::path::{Path, PathBuf};

use warroom_register::Text;
use warroom_register::library::{Beside, Paper};
use warroom_register::limits::PAPER_BYTES_MAX;
use warroom_register::report::Form;
use warroom_register::{Shown, Title};

use super::import::{Import, Taken, said};
use super::team::Team;
use crate::cli::file;
use crate::cli::paper::Report;
use crate::cli::seat::Run;
use crate::cli::source::read_file;
use crate::host::library::{self, Item};
use crate::paths::make_folder;
use crate::trouble::Trouble;
use crate::{clock, out};

/// The words of a report, as they stand in a file.
pub(super) fn text_of(path: &Path, bytes: Vec<u8>) -> Result<Text, Trouble> {
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

/// Takes somebody else's report in, from its words or from a link with notes.
pub(super) async fn paper(
    run: &Run,
    import: &Import,
    path: Option<&Path>,
    text: Text,
) -> Result<(), Trouble> {
    let title = |text: String| Title::try_from(text).map_err(Trouble::Usage);
    let services = import.service.iter().map(|name| title(name.clone()));
    let paper = Paper {
        paper: Paper::VERSION,
        number: 0,
        title: title(title_of(import, path, &text))?,
        kind: import.kind,
        services: services.collect::<Result<_, _>>()?,
        link: import.link.clone().unwrap_or_default().trim().into(),
        notes: import.notes.clone().unwrap_or_default().into(),
        added_at: clock::now(),
        by: run.handle()?,
        text,
    };
    take_in(run, import, paper).await
}

/// Takes in a report that was written out before, here or elsewhere; what was said with it now stands
/// in place of what it says itself.
pub(super) async fn taken_out(run: &Run, import: &Import, paper: Paper) -> Result<(), Trouble> {
    let title = |text: String| Title::try_from(text).map_err(Trouble::Usage);
    let own = |given: Option<&String>, kept: Text| {
        given.map_or(kept, |given| Text::from(given.trim().to_owned()))
    };
    let services = import.service.iter().map(|name| title(name.clone()));
    let services: Vec<Title> = services.collect::<Result<_, _>>()?;
    let paper = Paper {
        title: import.title.clone().map_or_else(|| Ok(paper.title.clone()), title)?,
        kind: import.kind.or(paper.kind),
        services: if services.is_empty() { paper.services.clone() } else { services },
        link: own(import.link.as_ref(), paper.link.clone()),
        notes: own(import.notes.as_ref(), paper.notes.clone()),
        added_at: clock::now(),
        by: run.handle()?,
        ..paper
    };
    take_in(run, import, paper).await
}

/// Where the team has a server, that one keeps it for all; else this machine does.
async fn take_in(run: &Run, import: &Import, paper: Paper) -> Result<(), Trouble> {
    if let Some(why) = paper.link_fault() {
        return Err(Trouble::Usage(why.into()));
    }
    let mut team = if import.here { Team::nobody() } else { Team::of(run)? };
    if let Some((item, known)) = team.give(run, &paper).await? {
        let (title, file) = (paper.title.to_string(), String::new());
        said(run, &Taken { item, title, file, known }, "warroom report")?;
        out::note(&format!("{} keeps it, for all that it knows", team.called()));
        return Ok(());
    }
    keep(run, import, paper)?;
    team.kept_here()
}

/// Keeps it on this machine, unless it is here already.
fn keep(run: &Run, import: &Import, paper: Paper) -> Result<(), Trouble> {
    let folder = run.paths.papers_folder();
    make_folder(&folder)?;
    let library = library::open(&run.paths)?;
    if let Some((item, how)) = library.beside(&paper)? {
        import.is_kept_as_before(&item.id, item.file.as_deref());
        return known(run, &paper, &item, how);
    }
    let numbers = library.items()?;
    let numbers = numbers.iter().filter_map(|item| item.id.strip_prefix("R-")?.parse::<u32>().ok());
    let paper = Paper { number: numbers.max().unwrap_or(0) + 1, ..paper };
    drop(library);
    let to = folder.join(format!("{}.json", paper.name()));
    let bytes = serde_json::to_vec(&paper).map_err(|e| Trouble::file(&to, e))?;
    import.stays_here(&to)?;
    file::write(&to, &bytes, false)?;
    library::open(&run.paths)?;
    let (item, title) = (paper.name(), paper.title.to_string());
    let file = to.to_string_lossy().into_owned();
    said(run, &Taken { item, title, file, known: false }, "warroom report")
}

/// What is here already is the same; of what is under its link with other words it is said so.
fn known(run: &Run, paper: &Paper, item: &Item, how: Beside) -> Result<(), Trouble> {
    let (name, kept) = (item.id.clone(), item.paper.as_ref());
    let title = kept.map_or_else(String::new, |kept| kept.title.to_string());
    if how == Beside::OtherWords {
        let title = Shown::line(&title, 60);
        return Err(Trouble::Refused(format!(
            "{name}, {title}, has the same link and other words: forget that one first (warroom \
             forget {name}), or give this one the link of its own page"
        )));
    }
    if let Some(kept) = kept.filter(|kept| !paper.link.is_empty() && kept.link != paper.link) {
        let link = if kept.link.is_empty() {
            "without a link".to_owned()
        } else {
            format!("under {}", kept.link.shown())
        };
        out::note(&format!("{name} has the same words, and stays as it was kept, {link}"));
    }
    let file = item.file.as_ref().map_or_else(String::new, |file| file.display().to_string());
    said(run, &Taken { item: name, title, file, known: true }, "warroom report")
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

/// Reads one that this machine keeps.
pub(super) fn load(path: &Path) -> Result<Paper, Trouble> {
    let bytes = read_file(path)?;
    serde_json::from_slice(&bytes)
        .map_err(|e| Trouble::file(path, format!("line {} does not read", e.line())))
}

/// A report by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numbered {
    /// Of this machine.
    Here(u32),
    /// Of the team's server.
    Team(u32),
}

impl Numbered {
    /// R-3 or T-3; none where it is no such name.
    pub(super) fn of(name: &str) -> Option<Self> {
        let number = |front: &str| name.strip_prefix(front)?.parse::<u32>().ok();
        number("R-").map(Self::Here).or_else(|| number("T-").map(Self::Team))
    }

    /// The file of it on this machine, if it is here: its own server's reports are, too.
    pub(super) fn file(self, run: &Run) -> PathBuf {
        match self {
            Self::Here(number) => run.paths.papers_folder().join(format!("R-{number}.json")),
            Self::Team(number) => library::team_paper(&run.paths.server_folder(), number),
        }
    }
}

/// Somebody else's report by its name, from wherever it is kept.
pub(in crate::cli) async fn found(run: &Run, name: &str) -> Result<Option<Paper>, Trouble> {
    let Some(numbered) = Numbered::of(name) else { return Ok(None) };
    let file = numbered.file(run);
    if file.exists() {
        return load(&file).map(Some);
    }
    let none = || Trouble::Usage(format!("there is no report {name} here: warroom list"));
    let Numbered::Team(number) = numbered else { return Err(none()) };
    let mut team = Team::of(run)?;
    let paper = team.paper(run, number).await;
    if paper.is_none() {
        team.end()?;
    }
    paper.map(Some).ok_or_else(none)
}

/// Writes out a report that was taken in, if that is what is named: as it came, or as data.
pub(in crate::cli) async fn report_named(run: &Run, report: &Report) -> Result<bool, Trouble> {
    let Some(name) = report.named.as_deref() else { return Ok(false) };
    let Some(paper) = found(run, name).await? else { return Ok(false) };
    let text = match report.form_of_others(name, run.globals.json)? {
        Form::Json if !report.is_into_a_file() => return out::json(&paper).map(|_| true),
        Form::Json => serde_json::to_string(&paper).map_err(Trouble::failed)?,
        _ => paper.plain(name),
    };
    report.put(&text).map(|()| true)
}
