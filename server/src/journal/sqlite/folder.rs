//! The data folder: the owner's alone, and one server's.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use super::{JournalError, unavailable};

/// Makes the folder the owner's alone and locks it for as long as the file lives. One that others can
/// read, or that holds a file which they can, is refused: keys and what people wrote lie in it.
pub(super) fn hold(folder: &Path) -> Result<File, JournalError> {
    make(folder).map_err(unavailable(folder))?;
    own_alone(folder)?;
    let inside = folder.read_dir().map_err(unavailable(folder))?;
    inside.flatten().try_for_each(|entry| own_alone(&entry.path()))?;
    let lock = touch(&folder.join("lock"))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(JournalError::Locked { folder: folder.to_owned() }),
        Err(TryLockError::Error(error)) => Err(unavailable(folder)(error)),
    }
}

/// Refuses what others can read or write. What is gone meanwhile is nobody's.
fn own_alone(path: &Path) -> Result<(), JournalError> {
    let mode = match path.metadata() {
        Ok(about) => about.permissions().mode(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(unavailable(path)(error)),
    };
    if mode & 0o077 != 0 {
        return Err(JournalError::Exposed { path: path.to_owned() });
    }
    Ok(())
}

/// Makes the folder, and those above it. What is new is on disk when this returns: a power cut would
/// take all that is in it as well.
fn make(folder: &Path) -> io::Result<()> {
    let above = folder.parent().filter(|above| !above.as_os_str().is_empty());
    if !folder.is_dir() {
        above.map_or(Ok(()), make)?;
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        File::open(above.unwrap_or_else(|| Path::new(".")))?.sync_all()?;
    }
    Ok(())
}

/// The file, made with 0600 if it is new: SQLite gives its other files the mode of the first.
pub(super) fn touch(file: &Path) -> Result<File, JournalError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).mode(0o600);
    options.open(file).map_err(unavailable(file))
}
