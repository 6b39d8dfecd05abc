//! The data folder: the owner's alone, and one server's.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{
    DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _,
};
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

/// Refuses what others can read or write, or own, which they may as well; and what is no file, and
/// would be waited for. What is gone meanwhile is nobody's.
fn own_alone(path: &Path) -> Result<(), JournalError> {
    let about = match path.metadata() {
        Ok(about) => about,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(unavailable(path)(error)),
    };
    let path = || path.to_owned();
    if about.uid() != rustix::process::geteuid().as_raw() {
        return Err(JournalError::Foreign { path: path() });
    }
    if about.permissions().mode() & 0o077 != 0 {
        return Err(JournalError::Exposed { path: path() });
    }
    if about.is_file() || about.is_dir() {
        return Ok(());
    }
    Err(JournalError::NoFile { path: path() })
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::net::UnixListener;

    #[test]
    fn promise_16_a_folder_or_file_of_somebody_else_is_refused() {
        let folder = crate::tests::folder();
        let (data, inside) = (folder.path().join("data"), folder.path().join("data/heads"));
        drop(hold(&data).unwrap());
        drop(touch(&inside).unwrap());
        for theirs in [&inside, &data] {
            let (ours, other) = (theirs.metadata().unwrap().uid(), Some(12_345));
            if std::os::unix::fs::chown(theirs, other, None).is_err() {
                assert_ne!(ours, 0, "only who is not root can give nothing away");
                return;
            }
            let refused = hold(&data).unwrap_err();
            assert_eq!(refused, JournalError::Foreign { path: theirs.clone() });
            std::os::unix::fs::chown(theirs, Some(ours), None).unwrap();
        }
        hold(&data).unwrap();
    }

    #[test]
    fn what_is_no_file_is_refused_and_not_waited_for() {
        let folder = crate::tests::folder();
        let heads = folder.path().join("heads");
        let _socket = UnixListener::bind(&heads).unwrap();
        std::fs::set_permissions(&heads, std::fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(hold(folder.path()).unwrap_err(), JournalError::NoFile { path: heads });
    }
}
