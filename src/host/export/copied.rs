//! Things of this machine that stand in the folder as two files each, until they are forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{DirEntry, Metadata};
use std::io;
use std::path::Path;
use std::time::SystemTime;

use super::{put, take_away};
use crate::trouble::{Trouble, said};

/// What a file looks like from outside: its bytes, and when it was changed.
pub(super) type Look = (u64, Option<SystemTime>);

/// What stands in the folder, by what each thing is called.
#[derive(Clone, Debug, Default)]
pub(super) struct Copied {
    /// What each looked like when it was copied last: only a changed one is copied again.
    done: BTreeMap<String, Look>,
    /// Names of files of things that were forgotten since this began.
    gone: BTreeSet<String>,
}

impl Copied {
    /// Files that are not there any more because what they were of was forgotten.
    pub(super) const fn gone(&self) -> &BTreeSet<String> {
        &self.gone
    }

    /// Whether it was copied as it looks now.
    pub(super) fn is_done(&self, name: &str, look: Look) -> bool {
        self.done.get(name) == Some(&look)
    }

    /// Writes both files of a thing, and notes what it looks like and which they are.
    pub(super) fn write(
        &mut self,
        name: &str,
        look: Look,
        files: [(String, Vec<u8>); 2],
        to: &Path,
        written: &mut BTreeSet<String>,
    ) -> Result<(), Trouble> {
        for (name, bytes) in files {
            put(to, &name, &bytes)?;
            self.gone.remove(&name);
            written.insert(name);
        }
        self.done.insert(name.to_owned(), look);
        Ok(())
    }

    /// Takes both files of a thing away, and notes which they were.
    pub(super) fn forget(
        &mut self,
        name: &str,
        ends: [&str; 2],
        to: &Path,
        written: &mut BTreeSet<String>,
    ) -> Result<(), Trouble> {
        for name in ends.map(|end| format!("{name}.{end}")) {
            take_away(to, &name)?;
            self.gone.insert(name.clone());
            written.insert(name);
        }
        self.done.remove(name);
        Ok(())
    }
}

/// What a file looks like.
pub(super) fn look(about: &Metadata) -> Look {
    (about.len(), about.modified().ok())
}

/// What is in a folder; one that is not there has nothing.
pub(super) fn entries(folder: &Path) -> Result<Vec<DirEntry>, Trouble> {
    let all = std::fs::read_dir(folder).and_then(Iterator::collect);
    match all {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        all => all.map_err(|e| Trouble::file(folder, said(&e))),
    }
}
