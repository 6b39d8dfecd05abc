use super::*;
use std::os::unix::fs::PermissionsExt as _;

#[test]
fn one_variable_moves_all_three() {
    let paths = Paths::find(Some("/x/y".into())).unwrap();
    for (name, path) in paths.all() {
        assert!(path.starts_with("/x/y"), "{name} is at {}", path.display());
    }
}

#[test]
fn a_relative_home_does_not_move_with_the_working_folder() {
    let paths = Paths::find(Some("here".into())).unwrap();
    assert!(paths.key_file().is_absolute());
}

#[test]
fn a_secret_is_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deep/er/secret");
    assert_eq!(read_secret(&file), Ok(None));
    write_secret(&file, b"first").unwrap();
    write_secret(&file, b"second").unwrap();
    assert_eq!(read_secret(&file), Ok(Some(b"second".to_vec())));
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let parent = file.parent().unwrap();
    assert_eq!(parent.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(std::fs::read_dir(parent).unwrap().count(), 1, "no draft is left");
}

#[test]
fn a_secret_that_others_can_read_is_refused_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    write_secret(&file, b"x").unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let Err(Trouble::Usage(why)) = read_secret(&file) else { panic!("it was read") };
    assert!(why.contains("chmod 600"), "{why}");
}

#[test]
fn a_secret_in_a_folder_that_is_open_to_others_is_refused_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state/secret");
    write_secret(&file, b"x").unwrap();
    for mode in [0o755, 0o750, 0o701] {
        let open = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(file.parent().unwrap(), open).unwrap();
        let Err(Trouble::Usage(why)) = read_secret(&file) else { panic!("{mode:o} was read") };
        assert!(why.contains("chmod 700"), "{why}");
    }
}

#[test]
fn a_secret_behind_a_link_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (real, link) = (folder.path().join("real"), folder.path().join("link"));
    write_secret(&real, b"x").unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    assert_eq!(refused(&link), "it is a link: put the file itself there");
}

/// Why this is not read, behind its name.
fn refused(path: &Path) -> String {
    let why = read_secret(path).unwrap_err().to_string();
    why.split_once(": ").unwrap().1.to_owned()
}

#[test]
fn what_is_no_file_is_refused_and_nobody_waits_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let (pipe, inside) = (folder.path().join("pipe"), folder.path().join("folder"));
    make_pipe(&pipe);
    std::fs::create_dir(&inside).unwrap();
    assert_eq!(refused(&pipe), "it is no file that could be read: move it away");
    assert_eq!(refused(&inside), "it is a folder, where a file is wanted: move it away");
}

/// A pipe into which nobody writes: whoever opens it to read waits for ever.
pub(crate) fn make_pipe(at: &Path) {
    let made = std::process::Command::new("mkfifo").args(["-m", "600"]).arg(at).status();
    assert!(made.unwrap().success());
}
