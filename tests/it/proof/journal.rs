//! A journal as it is on disk, read without any server.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use warroom_register::{Label, Record, Seq};
use warroom_server::journal::{JournalError, LINES_AT_ONCE_MAX, Sqlite, Store};

use super::history::{Client, History, Line};

/// The header and the lines of the first incident in this data folder, as a server finds them.
pub(crate) async fn lines(data: &Path) -> Result<(String, Vec<String>), JournalError> {
    let folder = data.to_owned();
    alone(data);
    let store =
        Store::Sqlite(tokio::task::spawn_blocking(move || Sqlite::open(&folder)).await.unwrap()?);
    let all = store.list().await?;
    let Some(stored) = all.into_iter().find(|stored| stored.label == Some(Label(1))) else {
        return Err(JournalError::Unknown);
    };
    // As the server says of such a room: it misses records, or was altered.
    if stored.owed.is_some() {
        return Err(JournalError::Corrupt { seq: stored.head });
    }
    let mut lines = Vec::new();
    loop {
        let more = store.read(stored.id, Seq(lines.len() as u64), LINES_AT_ONCE_MAX).await?;
        if more.is_empty() {
            return Ok((stored.header, lines));
        }
        lines.extend(more);
    }
}

/// Makes a copy of a data folder its owner's alone, as the folder itself is.
pub(super) fn alone(folder: &Path) {
    let mode = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    for path in super::disk::folders(folder) {
        mode(&path, 0o700);
        let files = std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|file| file.is_file()).for_each(|file| mode(&file, 0o600));
    }
}

/// The history of these clients, with the journal as it is on disk now.
pub(crate) async fn history(data: &Path, clients: Vec<Client>) -> History {
    let (header, lines) = lines(data).await.unwrap();
    let journal = lines.iter().map(|line| Line::of(&Record::read(line).unwrap(), line)).collect();
    History { clients, header, journal }
}
