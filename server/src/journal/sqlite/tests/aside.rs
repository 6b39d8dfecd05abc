//! Promise 13: what stood in a journal and was not what was recorded is kept without words that go.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use warroom_register::Seq;

use super::{open, three_records};
use crate::journal::contract::{incident, redacted};

const STOOD: &str = r#"{"seq":2,"line":"hunter2-in-the-clear"}"#;
const OTHER: &str = r#"{"seq":3,"line":"what stays"}"#;

fn file(folder: &Path, end: &str) -> PathBuf {
    folder.join(format!("altered-{}-{end}", incident(1).0))
}

fn holds(folder: &Path, words: &str) -> usize {
    let files = folder.read_dir().unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
    let has = |bytes: &Vec<u8>| bytes.windows(words.len()).any(|part| part == words.as_bytes());
    files.filter(has).count()
}

#[tokio::test]
async fn promise_13_a_line_that_does_not_read_goes_and_keeps_no_words_from_going() {
    let folder = crate::tests::folder();
    three_records(folder.path()).await;
    let store = open(folder.path());
    // Half a line, as a power cut leaves it; and what is no text at all.
    let torn = STOOD.strip_suffix("clear\"}").unwrap();
    let mut bytes = format!("{OTHER}\n{torn}").into_bytes();
    bytes.extend([b'\n', 0xff, b'\n']);
    std::fs::write(file(folder.path(), "1.jsonl"), bytes).unwrap();
    // The second was removed by hand.
    std::fs::write(file(folder.path(), "3.jsonl"), format!("{STOOD}\n{OTHER}\n")).unwrap();
    store.redact(incident(1), Seq(2), redacted(2, 3)).await.unwrap();
    assert_eq!(
        std::fs::read_to_string(file(folder.path(), "1.jsonl")).unwrap(),
        format!("{OTHER}\n")
    );
    let third = std::fs::read_to_string(file(folder.path(), "3.jsonl")).unwrap();
    assert!(!third.contains("hunter2") && third.ends_with(&format!("{OTHER}\n")), "{third}");
}

#[tokio::test]
async fn promise_13_what_was_not_written_whole_goes_with_a_redaction_or_when_the_folder_is_opened()
{
    let folder = crate::tests::folder();
    three_records(folder.path()).await;
    let draft = file(folder.path(), "1.jsonl.new");
    std::fs::write(&draft, STOOD).unwrap();
    std::fs::set_permissions(&draft, Permissions::from_mode(0o600)).unwrap();
    let store = open(folder.path());
    assert!(!draft.exists());
    std::fs::write(&draft, STOOD).unwrap();
    std::fs::write(file(folder.path(), "1.jsonl"), format!("{STOOD}\n")).unwrap();
    store.redact(incident(1), Seq(2), redacted(2, 3)).await.unwrap();
    drop(store);
    assert!(!draft.exists());
    assert_eq!(holds(folder.path(), "\"seq\":2,\"line\":\"hunter2"), 0);
}

#[tokio::test]
async fn what_only_has_the_name_of_evidence_is_left_as_it_is_and_keeps_no_words_from_going() {
    let folder = crate::tests::folder();
    three_records(folder.path()).await;
    let elsewhere = folder.path().join("elsewhere");
    let others = [file(folder.path(), "1.jsonl.gz"), file(folder.path(), "notes.new"), elsewhere];
    for path in &others {
        std::fs::write(path, STOOD).unwrap();
    }
    let folders = [file(folder.path(), "2.jsonl"), file(folder.path(), "3.jsonl.new")];
    for path in &folders {
        std::fs::create_dir(path).unwrap();
    }
    let link = file(folder.path(), "4.jsonl");
    std::os::unix::fs::symlink(&others[2], &link).unwrap();
    let own = file(folder.path(), "5.jsonl");
    std::fs::write(&own, format!("{STOOD}\n")).unwrap();
    for entry in folder.path().read_dir().unwrap() {
        let alone = Permissions::from_mode(0o700);
        std::fs::set_permissions(entry.unwrap().path(), alone).unwrap();
    }
    let store = open(folder.path());
    store.redact(incident(1), Seq(2), redacted(2, 3)).await.unwrap();
    assert!(!std::fs::read_to_string(&own).unwrap().contains("hunter2"));
    for path in &others {
        assert_eq!(std::fs::read_to_string(path).unwrap(), STOOD, "{}", path.display());
    }
    assert!(link.is_symlink() && folders.iter().all(|path| path.is_dir()));
}
