//! A file put in the place of another, whole or not at all.
//!
//! Every link of this machine may do so with the same file at the same moment: each has a draft of
//! its own. A draft that a crash left behind may hold words that were taken out since, and goes.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use crate::paths::sync_folder;

/// How a draft's name ends.
const ENDING: &str = "new";

/// Puts it on disk, held by whoever gets the file.
pub(super) fn put(path: &Path, bytes: &[u8]) -> io::Result<File> {
    forget_drafts(path)?;
    let (draft, mut file) = begin(path)?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| std::fs::rename(&draft, path))
        .inspect_err(|_full| drop(std::fs::remove_file(&draft)))?;
    sync_folder(path.parent().unwrap_or(path))?;
    Ok(file)
}

/// Whether this is a draft, somebody's or one that was left behind.
pub(super) fn is_draft(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == ENDING)
}

/// Whether this file is the one of that name, and not one that was.
pub(in crate::link::copy) fn is_at(file: &File, path: &Path) -> bool {
    let place = |it: std::fs::Metadata| (it.dev(), it.ino());
    let (here, there) = (file.metadata().map(place), std::fs::metadata(path).map(place));
    matches!((here, there), (Ok(here), Ok(there)) if here == there)
}

/// An empty draft that nobody else has, held.
fn begin(path: &Path) -> io::Result<(PathBuf, File)> {
    let me = std::process::id();
    for n in 0..u32::MAX {
        let draft = path.with_extension(format!("{me}-{n}.{ENDING}"));
        let mut options = OpenOptions::new();
        let file = match options.read(true).append(true).create_new(true).mode(0o600).open(&draft) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => continue,
            opened => opened?,
        };
        match file.try_lock() {
            Ok(()) if is_at(&file, &draft) => return Ok((draft, file)),
            // Somebody took it for one that was left behind, before it was held.
            Ok(()) | Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(e)) => return Err(e),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Removes the drafts of this file that nobody holds.
fn forget_drafts(path: &Path) -> io::Result<()> {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let begin = format!("{stem}.");
    for entry in std::fs::read_dir(path.parent().unwrap_or(path))? {
        let entry = entry?;
        let draft = entry.path();
        let is_of_this = entry.file_name().to_str().is_some_and(|name| name.starts_with(&begin));
        if is_of_this
            && is_draft(&draft)
            && let Ok(file) = File::open(&draft)
            && file.try_lock().is_ok()
            && is_at(&file, &draft)
        {
            match std::fs::remove_file(&draft) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
                Ok(()) | Err(_) => {}
            }
        }
    }
    Ok(())
}
