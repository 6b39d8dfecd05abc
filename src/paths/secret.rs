//! Files that only their owner may read.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use rustix::fs::OFlags;
use rustix::io::Errno;

use super::make_folder;
use crate::trouble::{Trouble, said, shown};

/// Largest file of this kind; all are far smaller.
const SECRET_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// The bytes of a file that only its owner can read; none if there is no such file.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>, Trouble> {
    let bad = |e: io::Error| Trouble::file(path, said(&e));
    let file = match open_itself(path) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(bad(e)),
    };
    let mode = file.metadata().map_err(bad)?.permissions().mode();
    if mode & 0o077 != 0 {
        let path = shown(path);
        return Err(Trouble::Usage(format!(
            "{path} holds a secret that others on this machine can read: run chmod 600 {path}"
        )));
    }
    // Who can write into the folder could put another file in its place.
    let folder = path.parent().unwrap_or(path);
    let mode = folder.metadata().map_err(bad)?.permissions().mode();
    if mode & 0o077 != 0 {
        let folder = shown(folder);
        return Err(Trouble::Usage(format!(
            "{folder} holds secrets and is open to others on this machine: run chmod 700 {folder}"
        )));
    }
    let mut bytes = Vec::new();
    file.take(SECRET_BYTES_MAX).read_to_end(&mut bytes).map_err(bad)?;
    Ok(Some(bytes))
}

/// Opens a file that stands there itself. Of what is none nobody waits for a word: a pipe has none.
pub(crate) fn open_itself(path: &Path) -> io::Result<File> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let flags = i32::try_from(flags.bits()).unwrap_or(0);
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path).map_err(|e| {
        let is_link = e.raw_os_error() == Some(Errno::LOOP.raw_os_error());
        if is_link { io::Error::other("it is a link: put the file itself there") } else { e }
    })?;
    let about = file.metadata()?;
    if about.is_dir() {
        return Err(io::Error::other("it is a folder, where a file is wanted: move it away"));
    }
    if !about.is_file() {
        return Err(io::Error::other("it is no file that could be read: move it away"));
    }
    Ok(file)
}

/// Puts a file in its place, whole and synced, readable by its owner alone from its first byte on.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    let folder = path.parent().unwrap_or(path);
    make_folder(folder)?;
    let draft = path.with_extension(format!("{}.new", std::process::id()));
    put(&draft, bytes)
        .and_then(|()| std::fs::rename(&draft, path))
        .and_then(|()| sync_folder(folder))
        .map_err(|e| {
            drop(std::fs::remove_file(&draft));
            Trouble::file(path, said(&e))
        })
}

fn put(draft: &Path, bytes: &[u8]) -> io::Result<()> {
    // One that a crash left behind may have any mode: begin with none.
    match std::fs::remove_file(draft) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
        Ok(()) | Err(_) => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(draft)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes what was created, renamed or removed in this folder survive a power cut.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
