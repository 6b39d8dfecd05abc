//! Others' reports in the folder that each change goes into: as data, to be taken in elsewhere, and as
//! plain lines. One that was forgotten goes from there too.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use warroom_register::library::Paper;

use super::copied::{Copied, entries, look};
use crate::paths::Paths;
use crate::trouble::{Trouble, said};

/// What is exported of others' reports.
#[derive(Clone, Debug)]
pub(super) struct Papers {
    /// Where they lie, each with the letter that they are called by.
    folders: Vec<(char, PathBuf)>,
    copied: Copied,
}

impl Papers {
    /// Those that the server keeps for its team, and those beside it.
    pub(super) fn of(team: PathBuf, beside: Option<PathBuf>) -> Self {
        let folders = [('T', team)].into_iter().chain(beside.map(|folder| ('R', folder)));
        Self { folders: folders.collect(), copied: Copied::default() }
    }

    /// Files that are not there any more because what they were of was forgotten.
    pub(super) const fn gone(&self) -> &BTreeSet<String> {
        self.copied.gone()
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
        let look = look(&file.metadata().map_err(bad)?);
        if self.copied.is_done(name, look) {
            return Ok(());
        }
        let bytes = std::fs::read(&file).map_err(bad)?;
        // A damaged one is told of by the library, and takes the place of no good one.
        let Ok(paper) = serde_json::from_slice::<Paper>(&bytes) else { return Ok(()) };
        let plain = paper.plain(name).into_bytes();
        let files = [(format!("{name}.json"), bytes), (format!("{name}.md"), plain)];
        self.copied.write(name, look, files, to, written)
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
        self.copied.forget(name, ["md", "json"], to, written)
    }
}

/// The names of the reports of a folder: T-1. A folder that is not there has none.
fn named(folder: &Path, letter: char) -> Result<Vec<String>, Trouble> {
    let mut names = Vec::new();
    for entry in entries(folder)? {
        let name = entry.file_name();
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
