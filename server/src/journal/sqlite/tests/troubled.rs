//! What goes on, and what is made good, when the folder does not do what it should.

use rustix::fs::{CWD, FileType, Mode, mknodat};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::time::Duration;
use warroom_register::Seq;
use warroom_register::limits::JOINS_AT_ONCE_MAX;

use super::super::heads;
use super::{line, open, three_records};
use crate::journal::contract::{incident, redacted};

#[tokio::test]
async fn promise_10_history_is_read_when_no_more_files_can_be_opened() {
    let folder = crate::tests::folder();
    three_records(folder.path()).await;
    let store = open(folder.path());
    // As good as no file descriptors: what is opened from now on is not there.
    std::fs::rename(folder.path().join("journal.db"), folder.path().join("elsewhere")).unwrap();
    let reads = (0..4 * JOINS_AT_ONCE_MAX).map(|_| store.read(incident(1), Seq(0), 10));
    for read in futures_util::future::join_all(reads).await {
        assert_eq!(read.unwrap().len(), 3);
    }
}

/// So few, that all of them are soon used up.
const FILES_MAX: u32 = 64;
/// Set in the process that has so few.
const FEW: &str = "WARROOM_TEST_FEW_FILES";

/// All the descriptors that this process may still open.
fn all_that_is_left() -> Vec<File> {
    std::iter::from_fn(|| File::open("/dev/null").ok()).collect()
}

/// Limits hold for a process: so the test runs in one of its own.
#[test]
fn promise_10_words_are_taken_out_while_others_hold_every_descriptor_and_all_reads_and_writes_on() {
    const NAME: &str = "journal::sqlite::tests::troubled::promise_10_words_are_taken_out_while_others_hold_every_descriptor_and_all_reads_and_writes_on";
    if std::env::var_os(FEW).is_some() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        return runtime.block_on(redacts_without_descriptors());
    }
    let run = std::process::Command::new("sh")
        .args(["-c", &format!("ulimit -n {FILES_MAX}; exec \"$0\" --exact {NAME} --nocapture")])
        .arg(std::env::current_exe().unwrap())
        .env(FEW, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success() && said.contains("1 passed"), "{said}{run:?}");
}

async fn redacts_without_descriptors() {
    let folder = crate::tests::folder();
    three_records(folder.path()).await;
    let store = open(folder.path());
    let taken = all_that_is_left();
    store.redact(incident(1), Seq(2), redacted(2, 3)).await.unwrap();
    // The log is emptied behind the answer, and before what is written next.
    store.append(incident(1), Seq(3), vec![line(4, "d")]).await.unwrap();
    // Whoever waits at the door has what came free.
    let waited = all_that_is_left();
    let reads = (0..4 * JOINS_AT_ONCE_MAX).map(|_| store.read(incident(1), Seq(0), 10));
    for read in futures_util::future::join_all(reads).await {
        assert_eq!(read.unwrap()[1], &*redacted(2, 3));
    }
    store.append(incident(1), Seq(4), vec![line(5, "e")]).await.unwrap();
    drop((taken, waited));
}

#[tokio::test]
async fn promise_13_words_stay_known_until_they_are_gone_from_everywhere() {
    let folder = crate::tests::folder();
    three_records(folder.path()).await;
    let store = open(folder.path());
    let kept = folder.path().join(format!("altered-{}-1.jsonl", incident(1).0));
    let stood = r#"{"seq":2,"line":"hunter2-in-the-clear"}"#;
    std::fs::write(&kept, format!("{stood}\n")).unwrap();
    // A folder where its draft would be: it cannot be written anew.
    let other = folder.path().join(format!("altered-{}-1.jsonl.new", incident(1).0));
    std::fs::create_dir(&other).unwrap();
    let why = store.redact(incident(1), Seq(2), redacted(2, 3)).await.unwrap_err().to_string();
    assert!(why.contains(&format!("altered-{}-1.jsonl: ", incident(1).0)), "{why}");
    let read = store.read(incident(1), Seq(1), 1).await.unwrap();
    assert!(read[0].contains("hunter2"), "else nobody would know that something is left");
    std::fs::remove_dir(&other).unwrap();
    store.redact(incident(1), Seq(2), redacted(2, 3)).await.unwrap();
    assert_eq!(store.read(incident(1), Seq(1), 1).await.unwrap(), [&*redacted(2, 3)]);
    assert!(!std::fs::read_to_string(&kept).unwrap().contains("hunter2"));
}

#[tokio::test]
async fn promise_2_heads_that_could_not_be_written_are_written_when_they_can_be() {
    let folder = crate::tests::folder();
    three_records(folder.path()).await;
    let store = open(folder.path());
    // A pipe takes the words and cannot sync them: so it is seen that they were tried.
    let way = folder.path().join("heads.new");
    mknodat(CWD, &way, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    store.append(incident(1), Seq(3), vec![line(4, "d")]).await.unwrap();
    let tried = tokio::task::spawn_blocking({
        let way = way.clone();
        move || {
            let mut pipe = File::open(&way).unwrap();
            std::fs::remove_file(&way).unwrap();
            let mut tried = String::new();
            pipe.read_to_string(&mut tried).unwrap();
            tried
        }
    });
    assert!(tried.await.unwrap().contains("\"head\":4"));
    let known = async {
        while head(folder.path()) != Some(Seq(4)) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), known).await.unwrap();
}

fn head(folder: &Path) -> Option<Seq> {
    heads::known(folder).unwrap().get(&incident(1)).map(|place| place.head)
}
