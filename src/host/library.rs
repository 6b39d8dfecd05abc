//! What this machine keeps of incidents: its copies, what it took in, the journal of its server.
//!
//! The index over them lives beside them and is brought up to date whenever it is asked.

use warroom_register::{IncidentId, Label};

pub(crate) use super::shelves::team_paper;
pub(crate) use super::shelves::{Found, Item, Library, Source, Volume};
use super::shelves::{LibraryError, Shelf, forget, journal_lines, team_shelves};
use crate::link::copy::purge::{erase_in, left_in};
use crate::link::{Erasure, Remains};
use crate::memory::Memory;
use crate::out;
use crate::paths::{Paths, make_folder};
use crate::trouble::{Trouble, said};
use crate::which::Which;

/// From so many books on, whoever waits is told what for.
const TOLD_FROM: usize = 50;

impl From<LibraryError> for Trouble {
    fn from(error: LibraryError) -> Self {
        Self::Usage(error.to_string())
    }
}

/// The library of this machine, up to date.
pub(crate) fn open(paths: &Paths) -> Result<Library, Trouble> {
    make_folder(&paths.library_folder())?;
    let mut library = Library::open(&paths.library_index())?;
    library.refresh(&shelves(paths), &mut |books| {
        if books >= TOLD_FROM {
            out::note(&format!("the library takes in {books} recordings and reports"));
        }
    })?;
    Ok(library)
}

/// Erases words that were taken out: from the recording that was taken in, where there is one, and
/// with all others of the incident from the index, which takes it in anew when it is asked next. Says what
/// remains of them.
pub(crate) fn erase(paths: &Paths, id: IncidentId, erasure: &Erasure<'_>) -> Remains {
    let (file, index) = (paths.recording_file(id), paths.library_index());
    let recording = erase_in(&file, erasure.taken, erasure.journal);
    let mut remains = Remains::default();
    match recording {
        Ok(gone) => remains.notes.extend(gone.note(&file)),
        Err(e) => remains.left.push(left_in(&file, &e)),
    }
    remains.left.extend(forget(&index, id).err().map(|e| left_in(&index, &e)));
    remains
}

fn shelves(paths: &Paths) -> Vec<Shelf> {
    let own = [
        Shelf::Recordings { folder: paths.copies_folder(), source: Source::Copy },
        Shelf::Recordings { folder: paths.recordings_folder(), source: Source::Imported },
        Shelf::Papers { folder: paths.papers_folder(), team: false },
    ];
    own.into_iter().chain(team_shelves(&paths.server_folder())).collect()
}

/// The recording of an incident of the library, byte for byte.
pub(crate) fn recording(paths: &Paths, item: &Item) -> Result<Vec<u8>, Trouble> {
    if let Some(file) = &item.file {
        return std::fs::read(file).map_err(|e| Trouble::file(file, said(&e)));
    }
    let Some(facts) = &item.facts else {
        return Err(Trouble::Usage(format!("{} is a report and no recording", item.id)));
    };
    let lines = journal_lines(&paths.server_folder(), facts.id);
    lines.map(String::into_bytes).map_err(Into::into)
}

/// What the items are called, so that a command finds them again: the label where one item alone
/// has it, else with the end of the incident's own id.
pub(crate) struct Names {
    known: Vec<(Label, IncidentId)>,
}

impl Names {
    /// Of these items, beside what this machine has joined.
    pub(crate) fn of(items: &[Item], memory: &Memory) -> Self {
        let facts = items.iter().filter_map(|item| item.facts.as_ref());
        let of_items = facts.filter_map(|facts| Some((facts.incident?, facts.id)));
        let joined = memory.joined.iter().map(|joined| (joined.incident, joined.id));
        Self { known: of_items.chain(joined).collect() }
    }

    /// Beside what a server tells of.
    pub(crate) fn and(mut self, served: impl Iterator<Item = (Label, IncidentId)>) -> Self {
        self.known.extend(served);
        self
    }

    /// What this one is called.
    pub(crate) fn name(&self, item: &Item) -> String {
        let facts = item.facts.as_ref();
        let named = facts.and_then(|facts| Some(self.named(facts.incident?, facts.id)));
        named.unwrap_or_else(|| item.id.clone())
    }

    /// What the incident of this label and id is called.
    pub(crate) fn named(&self, label: Label, id: IncidentId) -> String {
        Which::shortest(label, id, &self.known).to_string()
    }
}
