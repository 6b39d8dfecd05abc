//! Each change of an incident goes into a folder too, as recording and report, and into its git
//! history where that is wanted.
//!
//! The files are made of the journal that is on disk; where they cannot be written, the rooms go on
//! and it is tried again. What is taken out of a record is taken out of the files as well, but no
//! history of git forgets: that is said in the docs.

mod copied;
mod papers;
mod typed_in;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};
use warroom_register::report::{Options, report};
use warroom_register::{Event, IncidentId, Label, Recording, Seq};

use self::papers::Papers;
use self::typed_in::TypedIn;
use super::shelves::{journal_heads, journal_lines, team_papers};
use crate::out;
use crate::paths::{Paths, make_folder, write_secret};
use crate::trouble::{Trouble, said};

/// Between two looks at what has changed.
const PAUSE: Duration = Duration::from_secs(2);

/// Where changes go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Export {
    /// The folder.
    pub(crate) folder: PathBuf,
    /// Each change is committed to the git repository that it is, or becomes.
    pub(crate) git: bool,
}

/// What a machine keeps beside its server, and exports with it.
#[derive(Clone, Debug)]
pub(crate) struct Beside {
    papers: PathBuf,
    recordings: PathBuf,
}

impl Beside {
    /// Others' reports, and the recordings among which are those that were typed in.
    pub(crate) fn of(paths: &Paths) -> Self {
        Self { papers: paths.papers_folder(), recordings: paths.recordings_folder() }
    }
}

/// What is exported of a journal, and how far.
#[derive(Clone, Debug)]
pub(super) struct Exporter {
    journal: PathBuf,
    to: Export,
    done: BTreeMap<IncidentId, Seq>,
    /// Names of files that git has perhaps not taken yet.
    uncommitted: BTreeSet<String>,
    papers: Papers,
    typed_in: TypedIn,
}

impl Exporter {
    /// Exports the journals of this data folder.
    pub(super) fn new(journal: PathBuf, beside: Option<Beside>, to: Export) -> Self {
        let (papers, recordings) = beside.map(|it| (it.papers, it.recordings)).unzip();
        let papers = Papers::of(team_papers(&journal), papers);
        let typed_in = TypedIn::of(recordings);
        Self { journal, to, done: BTreeMap::new(), uncommitted: BTreeSet::new(), papers, typed_in }
    }

    /// Exports what changes, until it is dropped.
    pub(super) async fn follow(mut self) {
        let mut look = interval(PAUSE);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut trouble = None;
        loop {
            look.tick().await;
            let mut exporter = self.clone();
            let done = tokio::task::spawn_blocking(move || {
                let came = exporter.round();
                (exporter, came)
            });
            let Ok((exporter, came)) = done.await else { return };
            self = exporter;
            let why = came.err().map(|why| why.to_string());
            if why != trouble {
                if let Some(why) = &why {
                    out::note(&format!("not exported: {why}"));
                }
                trouble = why;
            }
        }
    }

    /// Exports what has changed; what cannot be written keeps nothing else out. Blocks on the disk.
    pub(super) fn round(&mut self) -> Result<(), Trouble> {
        let mut came = Ok(());
        let heads = journal_heads(&self.journal)?;
        for (id, label, head) in heads.iter().copied() {
            if self.done.get(&id) == Some(&head) {
                continue;
            }
            let text = journal_lines(&self.journal, id)?;
            let Ok(recording) = Recording::read(&text) else { continue };
            // Words that are about to go are not put where they would stay.
            if is_owed(&recording) {
                continue;
            }
            match self.write(label, text, &recording) {
                Ok(()) => drop(self.done.insert(id, head)),
                Err(why) => came = came.and(Err(why)),
            }
        }
        let served: Vec<_> = heads.iter().map(|(id, label, _)| (*label, *id)).collect();
        let (folder, written) = (&self.to.folder, &mut self.uncommitted);
        let typed_in = self.typed_in.round(&served, folder, written);
        let papers = self.papers.round(folder, written);
        let committed = self.commit();
        came.and(typed_in).and(papers).and(committed)
    }

    /// Writes both files where they are not so already.
    fn write(&mut self, label: Label, text: String, recording: &Recording) -> Result<(), Trouble> {
        for (name, text) in both(&label.to_string(), label, text, recording) {
            put(&self.to.folder, &name, text.as_bytes())?;
            // What is so already may be left from a run that ended before git took it.
            self.uncommitted.insert(name);
        }
        Ok(())
    }

    /// Has git take what it has not; what it does not take now is tried again.
    fn commit(&mut self) -> Result<(), Trouble> {
        let folder = &self.to.folder;
        // What somebody took away keeps nothing else out; what was forgotten goes from git as well.
        let gone = [self.papers.gone(), self.typed_in.gone()];
        let went = |name: &String| gone.iter().any(|gone| gone.contains(name));
        let stays = |name: &String| folder.join(name).exists() || went(name);
        self.uncommitted.retain(|name| self.to.git && stays(name));
        if !self.uncommitted.is_empty() {
            commit(folder, &self.uncommitted)?;
            self.uncommitted.clear();
        }
        Ok(())
    }
}

/// The two files of an incident of this name, with their texts.
fn both(name: &str, label: Label, text: String, recording: &Recording) -> [(String, String); 2] {
    let options = Options { label: Some(label), ..Options::default() };
    let report = report(recording, &options).unwrap_or_else(|gap| gap.to_string());
    [(format!("{name}.jsonl"), text), (format!("{name}.md"), report)]
}

/// Writes a file of the folder where it is not so already.
fn put(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Trouble> {
    make_folder(folder)?;
    let path = folder.join(name);
    if std::fs::read(&path).is_ok_and(|before| before == bytes) {
        return Ok(());
    }
    write_secret(&path, bytes)
}

/// Takes a file of the folder away, if it is there.
fn take_away(folder: &Path, name: &str) -> Result<(), Trouble> {
    let path = folder.join(name);
    match std::fs::remove_file(&path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(Trouble::file(&path, said(&e))),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// A redaction is on the record, and its words are not gone from the journal yet.
fn is_owed(recording: &Recording) -> bool {
    let stands = |entry: Seq| {
        let record = entry.index().and_then(|index| recording.records.get(index));
        record.is_some_and(|record| record.redacted_by.is_none())
    };
    recording.records.iter().any(|record| match record.event {
        Event::Redacted { entry, .. } => stands(entry),
        _ => false,
    })
}

/// Commits those of these files that git does not have so already.
fn commit(folder: &Path, names: &BTreeSet<String>) -> Result<(), Trouble> {
    if !folder.join(".git").exists() {
        git(folder, &["init", "--quiet"])?;
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (there, gone): (Vec<&str>, Vec<&str>) =
        names.iter().partition(|name| folder.join(name).exists());
    if !there.is_empty() {
        git(folder, &[&["add", "--"][..], &there].concat())?;
    }
    if !gone.is_empty() {
        git(
            folder,
            &[&["rm", "--cached", "--quiet", "--ignore-unmatch", "--"][..], &gone].concat(),
        )?;
    }
    let staged = git(folder, &[&["diff", "--cached", "--name-only", "--"][..], &names].concat())?;
    let staged: Vec<&str> = staged.lines().collect();
    if staged.is_empty() {
        return Ok(());
    }
    let bare = |name: &str, end: &str| name.strip_suffix(end).map(str::to_owned);
    let bare = |name: &&str| bare(name, ".jsonl").or_else(|| bare(name, ".json"));
    let what: Vec<String> = staged.iter().filter_map(bare).collect();
    let message = if what.is_empty() { "reports".to_owned() } else { what.join(", ") };
    let author = ["-c", "user.name=warroom", "-c", "user.email=warroom@localhost"];
    let commit = ["commit", "--quiet", "--no-verify", "--no-gpg-sign", "-m", &message, "--"];
    git(folder, &[&author[..], &commit, &staged].concat()).map(drop)
}

/// Runs git; gives what it prints.
fn git(folder: &Path, arguments: &[&str]) -> Result<String, Trouble> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments).stdin(Stdio::null());
    let done = command.output().map_err(|e| Trouble::Usage(format!("git: {}", said(&e))))?;
    if done.status.success() {
        return Ok(String::from_utf8_lossy(&done.stdout).into_owned());
    }
    let why = String::from_utf8_lossy(&done.stderr).into_owned();
    Err(Trouble::Usage(format!("git: {}", warroom_register::Shown::line(why.trim(), 200))))
}
