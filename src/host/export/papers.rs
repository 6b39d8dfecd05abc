//! Others' reports in the folder that each change goes into: as data, to be taken in elsewhere, and as
//! plain lines. One that was forgotten goes from there too.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use warroom_register::library::Paper;

use super::{put, take_away};
use crate::paths::Paths;
use crate::trouble::{Trouble, said};

/// What is exported of others' reports.
#[derive(Clone, Debug)]
pub(super) struct Papers {
    /// Where they lie, each with the letter that they are called by.
    folders: Vec<(char, PathBuf)>,
    /// What each looked like when it was exported last: only a changed one is read again.
    done: BTreeMap<String, (u64, Option<SystemTime>)>,
    /// Names of files of reports that were forgotten since this began.
    gone: BTreeSet<String>,
}

impl Papers {
    /// Those that the server keeps for its team, and those beside it.
    pub(super) fn of(team: PathBuf, beside: Option<PathBuf>) -> Self {
        let folders = [('T', team)].into_iter().chain(beside.map(|folder| ('R', folder)));
        Self { folders: folders.collect(), done: BTreeMap::new(), gone: BTreeSet::new() }
    }

    /// Files that are not there any more because what they were of was forgotten.
    pub(super) const fn gone(&self) -> &BTreeSet<String> {
        &self.gone
    }

    /// Writes what is new or has changed, and takes away what was forgotten. Blocks on the disk.
    pub(super) fn round(
        &mut self,
        to: &Path,
        written: &mut BTreeSet<String>,
    ) -> Result<(), Trouble> {
        for (letter, folder) in self.folders.clone() {
            let goes =
                |name: &String| !Paths::stays_here(&folder.join(format!("{name}.json"))).exists();
            let there: Vec<String> = named(&folder, letter)?.into_iter().filter(goes).collect();
            for name in &there {
                self.write(&folder, name, to, written)?;
            }
            for name in named(to, letter)?.into_iter().filter(|name| !there.contains(name)) {
                self.forget(&name, to, written)?;
            }
        }
        Ok(())
    }

    fn write(
        &mut self,
        folder: &Path,
        name: &str,
        to: &Path,
        written: &mut BTreeSet<String>,
    ) -> Result<(), Trouble> {
        let file = folder.join(format!("{name}.json"));
        let bad = |e: io::Error| Trouble::file(&file, said(&e));
        let about = file.metadata().map_err(bad)?;
        let look = (about.len(), about.modified().ok());
        if self.done.get(name) == Some(&look) {
            return Ok(());
        }
        let bytes = std::fs::read(&file).map_err(bad)?;
        // A damaged one is told of by the library, and takes the place of no good one.
        let Ok(paper) = serde_json::from_slice::<Paper>(&bytes) else { return Ok(()) };
        let plain = paper.plain(name).into_bytes();
        for (name, bytes) in [(format!("{name}.json"), bytes), (format!("{name}.md"), plain)] {
            put(to, &name, &bytes)?;
            self.gone.remove(&name);
            written.insert(name);
        }
        self.done.insert(name.to_owned(), look);
        Ok(())
    }

    /// Takes both files away, if the first is a report that was exported.
    fn forget(
        &mut self,
        name: &str,
        to: &Path,
        written: &mut BTreeSet<String>,
    ) -> Result<(), Trouble> {
        let ours = std::fs::read(to.join(format!("{name}.json"))).ok();
        if ours.is_none_or(|bytes| serde_json::from_slice::<Paper>(&bytes).is_err()) {
            return Ok(());
        }
        for name in [format!("{name}.md"), format!("{name}.json")] {
            take_away(to, &name)?;
            self.gone.insert(name.clone());
            written.insert(name);
        }
        self.done.remove(name);
        Ok(())
    }
}

/// The names of the reports of a folder: T-1. A folder that is not there has none.
fn named(folder: &Path, letter: char) -> Result<Vec<String>, Trouble> {
    let bad = |e: io::Error| Trouble::file(folder, said(&e));
    let all = match std::fs::read_dir(folder) {
        Ok(all) => all,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(bad(e)),
    };
    let mut names = Vec::new();
    for entry in all {
        let name = entry.map_err(bad)?.file_name();
        let name = name.to_str().and_then(|name| name.strip_suffix(".json"));
        let numbered = |name: &&str| {
            let number = name.strip_prefix(letter).and_then(|rest| rest.strip_prefix('-'));
            number.is_some_and(|number| number.parse::<u32>().is_ok())
        };
        names.extend(name.filter(numbered).map(str::to_owned));
    }
    names.sort();
    Ok(names)
}
