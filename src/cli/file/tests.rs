use super::*;
use std::os::unix::fs::PermissionsExt as _;

#[test]
fn a_file_is_written_whole_for_its_owner_and_over_none() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("out.jsonl");
    write(&file, b"one", false).unwrap();
    let why = write(&file, b"two", false).unwrap_err();
    assert!(why.to_string().contains("--force"), "{why}");
    assert_eq!(std::fs::read(&file).unwrap(), b"one");
    write(&file, b"two", true).unwrap();
    assert_eq!(std::fs::read(&file).unwrap(), b"two");
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left");
    assert!(write(&folder.path().join("no/such/folder"), b"x", false).is_err());
}

#[test]
fn a_link_stays_a_link_and_a_pipe_is_written_to() {
    let folder = tempfile::tempdir().unwrap();
    let (file, link) = (folder.path().join("report.md"), folder.path().join("latest.md"));
    write(&file, b"one", false).unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    write(&link, b"two", true).unwrap();
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert_eq!(std::fs::read(&file).unwrap(), b"two");
    let pipe = folder.path().join("pipe");
    let mode = rustix::fs::Mode::from_raw_mode(0o600);
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    let other_end = pipe.clone();
    let reader = std::thread::spawn(move || std::fs::read(other_end).unwrap());
    write(&pipe, b"three", true).unwrap();
    assert_eq!(reader.join().unwrap(), b"three");
    assert!(!pipe.metadata().unwrap().is_file());
}
