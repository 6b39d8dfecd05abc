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
