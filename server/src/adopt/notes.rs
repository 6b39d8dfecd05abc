//! Notes beside the journal of what was done to it while no server ran, until they are on record.

use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use warroom_register::{Handle, Hash, IncidentId, Seq};

use super::AdoptError;

/// A journal was put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PutRight {
    /// Who did it.
    pub(crate) by: Handle,
    /// The first record that was not as it is now.
    pub(crate) from_seq: Seq,
    /// The last.
    pub(crate) to_seq: Seq,
    /// So many lines stood there that are no part of it.
    pub(crate) lines: u64,
    /// What the last of them is since then: this note is made right before, and holds only if it was
    /// done. Not in notes of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) hash: Option<Hash>,
}

/// Who brought an incident that this folder's server has not recorded to serve yet.
pub(crate) fn rescuer(folder: &Path, id: IncidentId) -> Option<Handle> {
    std::fs::read_to_string(rescue(folder, id)).ok()?.trim().parse().ok()
}

/// The rescue is recorded: the note goes. Where it cannot, the room is said to be rescued once more
/// at the next start, which harms nobody.
pub(crate) fn settle(folder: &Path, id: IncidentId) {
    remove(&rescue(folder, id));
}

/// What was put right in a journal and is not on record yet.
pub(crate) fn put_right_here(folder: &Path, id: IncidentId) -> Option<PutRight> {
    serde_json::from_slice(&std::fs::read(restore(folder, id)).ok()?).ok()
}

/// It is on record, or was not done.
pub(crate) fn settle_put_right(folder: &Path, id: IncidentId) {
    remove(&restore(folder, id));
}

pub(super) fn rescued(folder: &Path, id: IncidentId, by: Handle) -> Result<(), AdoptError> {
    let file = rescue(folder, id);
    let written = write(folder, &file, by.as_str().as_bytes());
    written.map_err(|error| AdoptError::Note { file, error })
}

/// Notes that a journal is put right now, before that is durable: a crash right after it leaves the note.
pub(crate) fn note_put_right(folder: &Path, id: IncidentId, note: &PutRight) -> io::Result<()> {
    let text = serde_json::to_vec(note).map_err(io::Error::other)?;
    write(folder, &restore(folder, id), &text)
}

fn rescue(folder: &Path, id: IncidentId) -> PathBuf {
    folder.join(format!("rescue-{id}"))
}

fn restore(folder: &Path, id: IncidentId) -> PathBuf {
    folder.join(format!("restore-{id}"))
}

fn remove(file: &Path) {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::warn!(%error, file = %file.display(), "a note stays");
        }
        Ok(()) | Err(_) => {}
    }
}

fn write(folder: &Path, file: &Path, text: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    let mut open = options.write(true).create(true).truncate(true).mode(0o600).open(file)?;
    open.write_all(text)?;
    open.sync_all()?;
    File::open(folder)?.sync_all()
}
