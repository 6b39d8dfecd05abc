//! What is true of the SQLite journal alone: the file, its guards, its failures.

mod aside;
mod damaged;
mod troubled;

use rusqlite::Connection;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use warroom_register::limits::JOINS_AT_ONCE_MAX;
use warroom_register::{Chain, Label, Record, Seq};

use super::jobs::{Done, Job, What};
use super::writer::Writer;
use super::{Sqlite, ahead, schema};
use crate::journal::contract::{create, incident, line, redacted};
use crate::journal::{JournalError, Naming, Owed, Store};

fn open(folder: &Path) -> Store {
    Store::Sqlite(Sqlite::open(folder).unwrap())
}

/// Another program that has the file open and none of our settings.
fn other_hand(folder: &Path) -> Connection {
    Connection::open(folder.join("journal.db")).unwrap()
}

async fn three_records(folder: &Path) {
    let store = open(folder);
    create(&store, 1).await;
    let lines = (1..=3).map(|seq| line(seq, "hunter2-in-the-clear")).collect();
    store.append(incident(1), Seq(0), lines).await.unwrap();
}

#[test]
fn durability_is_in_force_and_kept_in_the_file() {
    let folder = crate::tests::folder();
    let file = folder.path().join("new.db");
    super::touch(&file).unwrap();
    let connection = schema::open_writer(&file).unwrap();
    let get = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(get("synchronous"), 2);
    assert_eq!(get("foreign_keys"), 1);
    assert_eq!(get("user_version"), 1);
    assert_eq!(get("application_id"), 0x5741_5252);
    let mode: String =
        connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
    let strict: i64 = connection
        .query_row(
            "SELECT count(*) FROM pragma_table_list WHERE name IN ('incident', 'record') AND strict",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(strict, 2);
}

#[tokio::test]
async fn the_log_is_laid_out_and_used_again_from_its_beginning() {
    let folder = crate::tests::folder();
    let store = open(folder.path());
    create(&store, 1).await;
    let log = folder.path().join("journal.db-wal");
    let length = || std::fs::metadata(&log).unwrap().len();
    while length() < ahead::LOG_BYTES {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let laid_out = length();
    // One page of twenty each, and the log is put away between: it would be three times as long.
    for seq in 0..3 * laid_out / (20 * 4096) {
        let line = line(seq + 1, &"x".repeat(20 * 4096));
        store.append(incident(1), Seq(seq), vec![line]).await.unwrap();
    }
    assert!(length() < 2 * laid_out, "{}", length());
}

#[tokio::test]
async fn other_hands_can_neither_delete_nor_change() {
    let folder = crate::tests::folder();
    three_records(folder.path()).await;
    let other = other_hand(folder.path());
    for attempt in [
        "DELETE FROM record",
        "DELETE FROM incident",
        "UPDATE record SET line = '{}' WHERE seq = 1",
        "UPDATE record SET place = place + 6 WHERE seq = 3",
        "UPDATE record SET line = NULL",
        "UPDATE incident SET header = 'x'",
        "UPDATE incident SET label = 7",
        "INSERT INTO record (place, line) VALUES ((1 << 32) + 2, 'another past')",
        "INSERT INTO record (place, line) VALUES (1 << 32, 'before the first')",
        "INSERT INTO record (place, line) VALUES ((2 << 32) + 1, 'no such incident')",
    ] {
        other.pragma_update(None, "foreign_keys", true).unwrap();
        assert!(other.execute(attempt, []).is_err(), "{attempt}");
    }
    let redaction = "UPDATE record SET line = ?1 WHERE seq = 2";
    assert_eq!(other.execute(redaction, [&*redacted(2, 3)]).unwrap(), 1);
}

#[tokio::test]
async fn history_is_read_for_so_many_at_a_time() {
    let folder = crate::tests::folder();
    three_records(folder.path()).await;
    let sqlite = Sqlite::open(folder.path()).unwrap();
    let patience = Duration::from_millis(200);
    let read = async || {
        let reads = sqlite.read(incident(1), Seq(0), 3);
        tokio::time::timeout(patience, reads).await.is_ok_and(|read| read.unwrap().len() == 3)
    };
    let busy = || {
        let (done, wait) = crossbeam_channel::bounded::<()>(0);
        let readers = sqlite.clone();
        let held = tokio::spawn(async move {
            readers.0.readers.read(move |_| Ok(wait.recv().is_err())).await.unwrap()
        });
        (done, held)
    };
    let mut others: Vec<_> = (1..JOINS_AT_ONCE_MAX).map(|_| busy()).collect();
    assert!(read().await, "the last thread is free");
    others.push(busy());
    tokio::task::yield_now().await;
    assert!(!read().await, "one more waits");
    for (done, held) in others {
        drop(done);
        assert!(held.await.unwrap());
    }
    assert!(read().await);
}

#[test]
fn a_redacted_text_is_in_none_of_the_files() {
    let folder = crate::tests::folder();
    let mut writer = writer(folder.path());
    let (first, _answer) = append(1, 0, "hunter2");
    writer.settle(vec![first]);
    assert!(is_anywhere(folder.path(), "hunter2"));
    let redaction = What::Redact { seq: Seq(1), line: redacted(1, 2) };
    let (second, mut answer) = job(1, redaction);
    writer.settle(vec![second]);
    answer.try_recv().unwrap().unwrap();
    assert!(!is_anywhere(folder.path(), "hunter2"), "while the database is still open");
}

fn is_anywhere(folder: &Path, text: &str) -> bool {
    folder.read_dir().unwrap().any(|file| {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

#[tokio::test]
async fn a_folder_is_held_by_one_and_its_owner_alone() {
    let folder = crate::tests::folder();
    let data = folder.path().join("deep/data");
    let store = open(&data);
    let locked = Sqlite::open(&data).unwrap_err();
    assert_eq!(locked, JournalError::Locked { folder: data.clone() });
    assert!(locked.to_string().contains("another warroom server holds"));
    create(&store, 1).await;
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for file in ["journal.db", "journal.db-wal", "journal.db-shm", "heads", "lock"] {
        assert_eq!(mode(&data.join(file)), 0o600, "{file}");
    }
    drop(store);
    open(&data);
    for mode in [0o777, 0o755, 0o750, 0o711] {
        std::fs::set_permissions(&data, Permissions::from_mode(mode)).unwrap();
        let refused = Sqlite::open(&data).unwrap_err();
        assert_eq!(refused, JournalError::Exposed { path: data.clone() }, "{mode:o}");
    }
    std::fs::set_permissions(&data, Permissions::from_mode(0o700)).unwrap();
    for file in ["journal.db", "heads", "lock"] {
        let file = data.join(file);
        for mode in [0o644, 0o640, 0o620] {
            std::fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
            let refused = Sqlite::open(&data).unwrap_err();
            assert_eq!(refused, JournalError::Exposed { path: file.clone() }, "{mode:o}");
        }
        std::fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
    }
    open(&data);
}

#[tokio::test]
async fn a_newer_or_foreign_database_is_refused_untouched() {
    let folder = crate::tests::folder();
    three_records(folder.path()).await;
    other_hand(folder.path()).pragma_update(None, "user_version", 2).unwrap();
    let newer = Sqlite::open(folder.path()).unwrap_err();
    assert_eq!(newer, JournalError::Newer { found: 2, known: 1 });
    let foreign = crate::tests::folder();
    super::touch(&foreign.path().join("journal.db")).unwrap();
    other_hand(foreign.path()).execute("CREATE TABLE theirs (a)", []).unwrap();
    assert!(matches!(Sqlite::open(foreign.path()), Err(JournalError::Unavailable(_))));
    let rubbish = crate::tests::folder();
    super::touch(&rubbish.path().join("journal.db")).unwrap();
    std::fs::write(rubbish.path().join("journal.db"), "rubbish".repeat(200)).unwrap();
    assert!(matches!(Sqlite::open(rubbish.path()), Err(JournalError::Damaged(_))));
}

async fn owed(folder: &Path) -> Option<Owed> {
    open(folder).list().await.unwrap().remove(0).owed
}

#[tokio::test]
async fn promise_2_a_database_that_lost_its_end_owes_it_until_it_is_back_or_written_off() {
    let folder = crate::tests::folder();
    three_records(folder.path()).await;
    let heads = folder.path().join("heads");
    let written = std::fs::read_to_string(&heads).unwrap();
    let hash = Record::hash_of_line(&line(3, "hunter2-in-the-clear"));
    let last = format!("\"head\":3,\"hash\":\"{hash}\",\"label\":\"INC-1\",\"header\":");
    assert!(written.lines().last().unwrap().contains(&last), "{written}");
    assert_eq!(owed(folder.path()).await, None);
    let id = incident(1);
    let later = Record::hash_of_line(&line(5, "e"));
    let more = format!("{{\"id\":\"{id}\",\"head\":5,\"hash\":\"{later}\"}}\n");
    std::fs::write(&heads, format!("{written}{more}")).unwrap();
    let (label, hash) = (Some(Label(1)), Some(later));
    let header = open(folder.path()).list().await.unwrap().remove(0).header;
    let header = Some(header.as_str().into());
    let expected = Owed { head: Seq(5), hash, label, header, altered: false, since: None };
    // It stays owed, start after start, and while a part of it is back.
    assert_eq!(owed(folder.path()).await.as_ref(), Some(&expected));
    let store = open(folder.path());
    store.append(id, Seq(3), vec![line(4, "d")]).await.unwrap();
    drop(store);
    assert_eq!(owed(folder.path()).await.as_ref(), Some(&expected));
    let store = open(folder.path());
    store.append(id, Seq(4), vec![line(5, "e")]).await.unwrap();
    assert_eq!(store.list().await.unwrap().remove(0).owed, None);
    drop(store);
    assert_eq!(owed(folder.path()).await, None);
    // Written off, it is owed no more, whatever the file said.
    std::fs::write(&heads, format!("{{\"id\":\"{id}\",\"head\":9}}\n")).unwrap();
    let store = open(folder.path());
    store.write_off(id, Chain { head: Seq(5), hash: later });
    drop(store);
    assert_eq!(owed(folder.path()).await, None);
    // What is there is watched from then on, before anything more is recorded.
    let said = std::fs::read_to_string(&heads).unwrap();
    let end = format!("\"head\":5,\"hash\":\"{later}\"");
    assert!(said.lines().last().unwrap().contains(&end), "{said}");
}

#[tokio::test]
async fn promise_2_a_last_record_that_reads_otherwise_is_found_by_its_hash() {
    let folder = crate::tests::folder();
    three_records(folder.path()).await;
    other_hand(folder.path())
        .execute_batch("DROP TRIGGER record_holds; UPDATE record SET line = '{}' WHERE seq = 3")
        .unwrap();
    assert!(owed(folder.path()).await.is_some_and(|owed| owed.altered));
}

#[tokio::test]
async fn an_incident_of_which_nothing_is_left_keeps_its_label_to_itself() {
    let folder = crate::tests::folder();
    three_records(folder.path()).await;
    let heads = folder.path().join("heads");
    let written = std::fs::read_to_string(&heads).unwrap();
    let gone = incident(9);
    let more = format!("{{\"id\":\"{gone}\",\"head\":4,\"label\":\"INC-6\"}}\n");
    std::fs::write(&heads, format!("{written}{more}")).unwrap();
    let store = open(folder.path());
    let lost: Vec<_> = store.lost().into_iter().map(|(id, owed)| (id, owed.label)).collect();
    assert_eq!(lost, [(gone, Some(Label(6)))]);
    let header = Box::new(|_| "h".to_owned());
    let label = store.create(incident(3), Naming::Next, header).await.unwrap();
    assert_eq!(label, Some(Label(7)));
}

#[tokio::test]
async fn a_file_of_heads_that_does_not_read_is_refused_by_its_line() {
    let folder = crate::tests::folder();
    three_records(folder.path()).await;
    let heads = folder.path().join("heads");
    let written = std::fs::read_to_string(&heads).unwrap();
    let id = incident(1);
    std::fs::write(&heads, format!("{written}{{\"id\":\"{id}\",\"hea")).unwrap();
    drop(open(folder.path()));
    std::fs::write(&heads, format!("{written}rubbish\n{written}")).unwrap();
    let bad = Sqlite::open(folder.path()).unwrap_err();
    assert!(matches!(bad, JournalError::BadFile { line: 2, .. }), "{bad}");
    std::fs::remove_file(&heads).unwrap();
    drop(open(folder.path()));
}

#[tokio::test]
async fn a_missing_place_is_corrupt() {
    let folder = crate::tests::folder();
    three_records(folder.path()).await;
    other_hand(folder.path())
        .execute_batch("DROP TRIGGER record_stays; DELETE FROM record WHERE seq = 2")
        .unwrap();
    let store = open(folder.path());
    let read = store.read(incident(1), Seq(0), 10).await;
    assert_eq!(read, Err(JournalError::Corrupt { seq: Seq(2) }));
    assert_eq!(store.read(incident(1), Seq(2), 10).await.unwrap().len(), 1);
}

type Answer = oneshot::Receiver<Result<Done, JournalError>>;

fn job(n: u128, what: What) -> (Job, Answer) {
    let (reply, answer) = oneshot::channel();
    (Job { id: incident(n), what, reply }, answer)
}

fn append(n: u128, after: u64, text: &str) -> (Job, Answer) {
    let lines = vec![line(after + 1, text)];
    job(n, What::Append { after: Seq(after), lines, durable: Box::new(|_lines| ()) })
}

fn writer(folder: &Path) -> Writer {
    let file = folder.join("journal.db");
    super::touch(&file).unwrap();
    let connection = schema::open_writer(&file).unwrap();
    let mut writer = Writer::new(file, connection, Arc::default(), Arc::default());
    for n in 1..=2 {
        let header = Box::new(|_| "h".to_owned());
        let (job, mut answer) = job(n, What::Create { naming: Naming::Next, header });
        writer.settle(vec![job]);
        answer.try_recv().unwrap().unwrap();
    }
    writer
}

#[test]
fn in_one_group_each_has_its_own_outcome() {
    let folder = crate::tests::folder();
    let mut writer = writer(folder.path());
    let (jobs, answers): (Vec<_>, Vec<_>) = [
        append(1, 0, "a"),
        append(1, 0, "late"),
        append(2, 0, "b"),
        append(1, 1, "c"),
        append(7, 0, "d"),
    ]
    .into_iter()
    .unzip();
    writer.settle(jobs);
    let heads: Vec<_> = answers
        .into_iter()
        .map(|mut answer| answer.try_recv().unwrap().map(|done| done.head))
        .collect();
    let late = JournalError::Conflict { head: Seq(1) };
    let expected = [Ok(Seq(1)), Err(late), Ok(Seq(1)), Ok(Seq(2)), Err(JournalError::Unknown)];
    assert_eq!(heads, expected);
}

#[test]
fn a_full_disk_fails_the_group_and_the_next_one_goes_through() {
    let folder = crate::tests::folder();
    let mut writer = writer(folder.path());
    // SQLite answers as on a full disk, until the connection is opened anew.
    writer.connection().unwrap().pragma_update(None, "max_page_count", 1).unwrap();
    let big = "x".repeat(100_000);
    let (jobs, answers): (Vec<_>, Vec<_>) =
        [append(1, 0, &big), append(2, 0, "b")].into_iter().unzip();
    writer.settle(jobs);
    for mut answer in answers {
        assert_eq!(answer.try_recv().unwrap().unwrap_err(), JournalError::Full);
    }
    assert!(writer.connection().is_none());
    let (job, mut answer) = append(1, 0, &big);
    writer.settle(vec![job]);
    assert_eq!(answer.try_recv().unwrap().unwrap().head, Seq(1));
}

#[test]
fn a_read_only_database_says_so_to_all() {
    let folder = crate::tests::folder();
    let mut writer = writer(folder.path());
    writer.connection().unwrap().pragma_update(None, "query_only", true).unwrap();
    let (job, mut answer) = append(1, 0, "a");
    writer.settle(vec![job]);
    assert_eq!(answer.try_recv().unwrap().unwrap_err(), JournalError::ReadOnly);
}
