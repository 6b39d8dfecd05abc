//! What another program makes of our files: readers of the Python world, each of a fixed version.
//!
//! They are installed once, into the target folder, by the tests that need them.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

/// One installation at a time.
static TURN: Mutex<()> = Mutex::new(());

/// Runs a program with these packages; what it prints.
pub(crate) fn run(packages: &[&str], program: &str, arguments: &[impl AsRef<OsStr>]) -> String {
    let python = with(packages);
    let mut command = Command::new(python);
    let done = command.args(["-c", program]).args(arguments).output().unwrap();
    let error = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{error}");
    String::from_utf8(done.stdout).unwrap()
}

fn with(packages: &[&str]) -> PathBuf {
    let _turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/readers");
    let python = folder.join("bin/python");
    if !python.exists() {
        ok(Command::new("python3").args(["-m", "venv"]).arg(&folder));
    }
    for package in packages {
        let mark = folder.join(format!("has-{package}"));
        if !mark.exists() {
            let mut pip = Command::new(folder.join("bin/pip"));
            ok(pip.args(["install", "--quiet", "--disable-pip-version-check", package]));
            fs::write(mark, "").unwrap();
        }
    }
    python
}

/// A file that a package brings along, which is installed without what it needs itself.
pub(crate) fn file_of(package: &str, path: &str) -> PathBuf {
    with(&[]);
    let _turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools");
    let folder = tools.join(package);
    let file = folder.join(path);
    if !file.exists() {
        let pip = tools.join("readers/bin/pip");
        let mut pip = Command::new(pip);
        pip.args(["install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target"]);
        ok(pip.arg(&folder).arg(package));
    }
    file
}

fn ok(command: &mut Command) {
    let done = command.output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}
