//! A database that cannot be read, and what becomes of it.

use std::fs;
use std::path::{Path, PathBuf};
use warroom_register::Seq;

use super::super::Sqlite;
use super::{line, open, other_hand};
use crate::journal::contract::{create, incident, redacted};
use crate::journal::{JournalError, Store};

/// Two incidents, one of a record and one of many, in the database and not in its log.
async fn filled(folder: &Path) {
    let store = open(folder);
    for id in [1, 2] {
        create(&store, id).await;
    }
    store.append(incident(1), Seq(0), vec![line(1, "one")]).await.unwrap();
    let lines = (1..=600).map(|seq| line(seq, &"many words ".repeat(20))).collect();
    store.append(incident(2), Seq(0), lines).await.unwrap();
    drop(store);
    let truncate = "PRAGMA wal_checkpoint(TRUNCATE)";
    other_hand(folder).query_row(truncate, [], |_| Ok(())).unwrap();
}

fn aside(folder: &Path) -> Vec<PathBuf> {
    let all = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    all.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("damaged-")).collect()
}

/// Where each incident ends now, and where it ended once, if that is further.
async fn ends(store: &Store) -> Vec<(Seq, Option<Seq>)> {
    let all = store.list().await.unwrap();
    all.iter().map(|it| (it.head, it.owed.as_ref().map(|owed| owed.head))).collect()
}

#[tokio::test]
async fn promise_2_a_database_that_is_none_is_set_aside_and_all_of_it_is_known_to_be_missing() {
    let folder = crate::tests::folder();
    filled(folder.path()).await;
    let file = folder.path().join("journal.db");
    let spoilt = b"spoilt ".repeat(20_000);
    fs::write(&file, &spoilt).unwrap();
    let store = open(folder.path());
    assert_eq!(store.list().await.unwrap(), []);
    let mut lost: Vec<_> = store.lost().into_iter().map(|(_, owed)| owed.head).collect();
    lost.sort();
    assert_eq!(lost, [Seq(1), Seq(600)]);
    // Nothing of it was deleted or changed, and a second start finds nothing more to do.
    let kept = aside(folder.path());
    assert_eq!(kept.len(), 1);
    assert_eq!(fs::read(&kept[0]).unwrap(), spoilt);
    drop(store);
    assert_eq!(open(folder.path()).lost().len(), 2);
    assert_eq!(aside(folder.path()), kept);
}

#[tokio::test]
async fn promise_2_what_still_reads_of_a_damaged_database_is_taken_over() {
    let folder = crate::tests::folder();
    filled(folder.path()).await;
    let file = folder.path().join("journal.db");
    let mut bytes = fs::read(&file).unwrap();
    // The end of the file, where the last of the many stand.
    let from = bytes.len() - 3 * 4096;
    bytes[from..].fill(0xff);
    fs::write(&file, &bytes).unwrap();
    let store = open(folder.path());
    let ends = ends(&store).await;
    assert_eq!(ends[0], (Seq(1), None));
    let (head, owed) = ends[1];
    assert!(head > Seq(100) && head < Seq(600), "{head}");
    assert_eq!(owed, Some(Seq(600)));
    assert_eq!(store.read(incident(2), Seq(0), 1000).await.unwrap().len() as u64, head.0);
    assert!(!aside(folder.path()).is_empty());
    // Words that are taken out are kept nowhere, not there either.
    store.redact(incident(2), Seq(2), redacted(2, 3)).await.unwrap();
    assert_eq!(aside(folder.path()), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn promise_2_where_nothing_says_what_there_was_nothing_is_put_in_its_place() {
    let folder = crate::tests::folder();
    filled(folder.path()).await;
    fs::remove_file(folder.path().join("heads")).unwrap();
    let file = folder.path().join("journal.db");
    let spoilt = b"spoilt ".repeat(20_000);
    fs::write(&file, &spoilt).unwrap();
    let refused = Sqlite::open(folder.path()).unwrap_err();
    assert!(matches!(refused, JournalError::Damaged(_)), "{refused}");
    assert_eq!(fs::read(&file).unwrap(), spoilt);
    assert_eq!(aside(folder.path()), Vec::<PathBuf>::new());
}
