//! Incidents of before that were typed in on this machine, in the folder that each change goes into: as
//! recording and report, like those of its server. One that was forgotten goes from there too.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use warroom_register::words::Mode;
use warroom_register::{Event, IncidentId, Label, Recording};

use super::both;
use super::copied::{Copied, Look, entries, look};
use crate::paths::Paths;
use crate::trouble::{Trouble, said};
use crate::which::Which;

/// A recording that was typed in.
struct Book {
    file: PathBuf,
    look: Look,
    label: Label,
    id: IncidentId,
}

/// What is exported of incidents that were typed in.
#[derive(Clone, Debug)]
pub(super) struct TypedIn {
    /// Where recordings lie that were taken in; what was typed in is among them.
    folder: Option<PathBuf>,
    /// What each recording is, if it was typed in: only a changed file is read again.
    read: BTreeMap<PathBuf, (Look, Option<(Label, IncidentId)>)>,
    copied: Copied,
}

impl TypedIn {
    /// Those among the recordings of this folder.
    pub(super) fn of(folder: Option<PathBuf>) -> Self {
        Self { folder, read: BTreeMap::new(), copied: Copied::default() }
    }

    /// Files that are not there any more because what they were of was forgotten.
    pub(super) const fn gone(&self) -> &BTreeSet<String> {
        self.copied.gone()
    }

    /// Writes what is new or has changed, and takes away what was forgotten; one that is labelled like
    /// another one, or like one of the server, has the end of its own id in its name. Blocks on the
    /// disk.
    pub(super) fn round(
        &mut self,
        served: &[(Label, IncidentId)],
        to: &Path,
        written: &mut BTreeSet<String>,
    ) -> Result<(), Trouble> {
        let Some(folder) = self.folder.clone() else { return Ok(()) };
        let mut books = self.typed_in(&folder)?;
        books.retain(|book| !Paths::stays_here(&book.file).exists());
        let ours = books.iter().map(|book| (book.label, book.id));
        let known: Vec<_> = ours.chain(served.iter().copied()).collect();
        let mut names: BTreeSet<String> = served.iter().map(|it| it.0.to_string()).collect();
        for book in &books {
            let name = Which::shortest(book.label, book.id, &known).to_string();
            if !self.copied.is_done(&name, book.look) {
                self.write(book, &name, to, written)?;
            }
            names.insert(name);
        }
        for book in self.typed_in(to)? {
            let name = book.file.file_stem().unwrap_or_default().to_string_lossy();
            if !names.contains(&*name) {
                self.copied.forget(&name, ["md", "jsonl"], to, written)?;
            }
        }
        Ok(())
    }

    /// The recordings of a folder that were typed in. A folder that is not there has none.
    fn typed_in(&mut self, folder: &Path) -> Result<Vec<Book>, Trouble> {
        let mut found = Vec::new();
        for entry in entries(folder)? {
            let file = entry.path();
            // One that is gone since is not there.
            let Some(about) = entry.metadata().ok().filter(|_| is_recording(&file)) else {
                continue;
            };
            let look = look(&about);
            let before = self.read.get(&file).filter(|(before, _)| *before == look);
            let what = before.map_or_else(|| what_it_is(&file), |(_, what)| *what);
            self.read.insert(file.clone(), (look, what));
            found.extend(what.map(|(label, id)| Book { file, look, label, id }));
        }
        Ok(found)
    }

    fn write(
        &mut self,
        book: &Book,
        name: &str,
        to: &Path,
        written: &mut BTreeSet<String>,
    ) -> Result<(), Trouble> {
        let bad = |e: io::Error| Trouble::file(&book.file, said(&e));
        let text = std::fs::read_to_string(&book.file).map_err(bad)?;
        // A damaged one is told of by the library, and takes the place of no good one.
        let Ok(recording) = Recording::read(&text) else { return Ok(()) };
        let files = both(name, book.label, text, &recording);
        let files = files.map(|(name, text)| (name, text.into_bytes()));
        self.copied.write(name, book.look, files, to, written)
    }
}

fn is_recording(file: &Path) -> bool {
    file.extension().is_some_and(|end| end == "jsonl")
}

/// What a recording is called, if it was typed in; none where it was not, or does not read.
fn what_it_is(file: &Path) -> Option<(Label, IncidentId)> {
    let recording = Recording::read(&std::fs::read_to_string(file).ok()?).ok()?;
    let typed_in = match recording.records.first()?.event {
        Event::Opened { mode, .. } => mode == Some(Mode::Past),
        _ => false,
    };
    Some((recording.header.incident?, recording.header.id)).filter(|_| typed_in)
}
