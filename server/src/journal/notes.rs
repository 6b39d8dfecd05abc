//! Notes beside the journal of what was done to it while no server ran, until they are on record.

use serde::{Deserialize, Serialize};
use std::fmt::Display;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use warroom_register::{Handle, Hash, IncidentId, Seq};

/// A journal was put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PutRight {
    /// Who did it.
    pub(crate) by: Handle,
    /// The first record that was not as it is now.
    pub(crate) from_seq: Seq,
    /// The last.
    pub(crate) to_seq: Seq,
    /// How many lines stood there that are no part of it.
    pub(crate) lines: u64,
    /// What the last of them is since then: this note is made right before, and holds only if it was
    /// done. Not in notes of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) hash: Option<Hash>,
}

/// Who brought an incident that this folder's server has not recorded to serve yet.
pub(crate) fn rescuer(folder: &Path, id: IncidentId) -> Option<Handle> {
    read(&rescue(folder, id), |text| text.trim().parse())
}

/// The rescue is recorded: the note goes. Where it cannot, the room is said to be rescued once more
/// at the next start, which harms nobody.
pub(crate) fn settle(folder: &Path, id: IncidentId) {
    remove(&rescue(folder, id));
}

/// What was put right in a journal and is not on record yet.
pub(crate) fn put_right_here(folder: &Path, id: IncidentId) -> Option<PutRight> {
    read(&restore(folder, id), |text| serde_json::from_str(text))
}

/// It is on record, or was not done.
pub(crate) fn settle_put_right(folder: &Path, id: IncidentId) {
    remove(&restore(folder, id));
}

/// Notes who brought an incident; fails with the file that could not be written.
pub(crate) fn rescued(
    folder: &Path,
    id: IncidentId,
    by: Handle,
) -> Result<(), (PathBuf, io::Error)> {
    let file = rescue(folder, id);
    write(folder, &file, by.as_str().as_bytes()).map_err(|error| (file, error))
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

/// What a note says, if there is one. One that cannot be read stays where it is, and that is said.
fn read<T, E: Display>(file: &Path, parse: impl Fn(&str) -> Result<T, E>) -> Option<T> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => return unread(file, &error),
    };
    parse(&text).map_or_else(|error| unread(file, &error), Some)
}

fn unread<T>(file: &Path, error: &dyn Display) -> Option<T> {
    let file = file.display();
    tracing::error!(%error, %file, "a note of what was done to a journal cannot be read: it is not on record");
    None
}

/// Whole and synced before it has its name: half a note would be none.
fn write(folder: &Path, file: &Path, text: &[u8]) -> io::Result<()> {
    let draft = file.with_extension("new");
    let mut options = OpenOptions::new();
    let mut open = options.write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    open.write_all(text)?;
    open.sync_all()?;
    std::fs::rename(&draft, file)?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ben() -> Handle {
        "ben".parse().unwrap()
    }

    #[test]
    fn a_note_is_whole_or_the_one_before() {
        let folder = crate::tests::folder();
        let id = IncidentId(uuid::Uuid::from_u128(7));
        rescued(folder.path(), id, ben()).unwrap();
        // What a crash inside the next writing leaves: it has another name, and the note is as it was.
        let inside = rescue(folder.path(), id).with_extension("new");
        std::fs::write(&inside, "").unwrap();
        assert_eq!(rescuer(folder.path(), id), Some(ben()));
        let note = PutRight { by: ben(), from_seq: Seq(3), to_seq: Seq(9), lines: 2, hash: None };
        note_put_right(folder.path(), id, &note).unwrap();
        assert_eq!(put_right_here(folder.path(), id), Some(note));
        // Each writing takes a name of its own until it is synced: a reader never sees half of it.
        let held = File::open(restore(folder.path(), id)).unwrap();
        let other = PutRight { to_seq: Seq(10), ..note };
        note_put_right(folder.path(), id, &other).unwrap();
        let before = io::read_to_string(held).unwrap();
        assert_eq!(serde_json::from_str::<PutRight>(&before).unwrap(), note);
        assert_eq!(put_right_here(folder.path(), id), Some(other));
    }

    #[test]
    fn a_note_that_cannot_be_read_is_not_taken_for_none_for_good() {
        let folder = crate::tests::folder();
        let id = IncidentId(uuid::Uuid::from_u128(7));
        assert_eq!(rescuer(folder.path(), id), None);
        std::fs::write(rescue(folder.path(), id), "").unwrap();
        std::fs::write(restore(folder.path(), id), "{\"by\":").unwrap();
        assert_eq!(rescuer(folder.path(), id), None);
        assert_eq!(put_right_here(folder.path(), id), None);
        // It stays for whoever looks.
        assert!(rescue(folder.path(), id).exists() && restore(folder.path(), id).exists());
    }
}
