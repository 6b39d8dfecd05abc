//! A journal as it is on disk, read without any server.

use std::path::Path;

use warroom_register::{Label, Record, Seq};
use warroom_server::journal::{JournalError, LINES_AT_ONCE_MAX, Sqlite, Store};

use super::history::{Client, History, Line};

/// The header and the lines of the first incident in this data folder, as a server finds them.
pub(crate) async fn lines(data: &Path) -> Result<(String, Vec<String>), JournalError> {
    let folder = data.to_owned();
    let store =
        Store::Sqlite(tokio::task::spawn_blocking(move || Sqlite::open(&folder)).await.unwrap()?);
    let all = store.list().await?;
    let Some(stored) = all.into_iter().find(|stored| stored.label == Some(Label(1))) else {
        return Err(JournalError::Unknown);
    };
    let mut lines = Vec::new();
    loop {
        let more = store.read(stored.id, Seq(lines.len() as u64), LINES_AT_ONCE_MAX).await?;
        if more.is_empty() {
            return Ok((stored.header, lines));
        }
        lines.extend(more);
    }
}

/// The history of these clients, with the journal as it is on disk now.
pub(crate) async fn history(data: &Path, clients: Vec<Client>) -> History {
    let (header, lines) = lines(data).await.unwrap();
    let journal = lines.iter().map(|line| Line::of(&Record::read(line).unwrap(), line)).collect();
    History { clients, header, journal }
}
