//! Recordings and reports as files: written whole or not at all.

#[cfg(test)]
mod tests;

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use serde::Serialize;
use warroom_register::{Hash, Label, Seq};

use super::ending;
use super::seat::Run;
use super::source::Source;
use crate::out;
use crate::paths::sync_folder;
use crate::trouble::{Trouble, said, shown};

const NO_FOLDER: &str = "its folder is not there: make it first, or name another place";

/// Writes a file beside its place and then into it: whole or not at all, and for its owner alone.
///
/// A link stays one: what it leads to is written. A pipe or a device is written to, never replaced.
pub(crate) fn write(path: &Path, bytes: &[u8], force: bool) -> Result<(), Trouble> {
    let there = std::fs::metadata(path);
    if there.as_ref().is_ok_and(|it| !it.is_file() && !it.is_dir()) {
        return std::fs::write(path, bytes).map_err(|e| Trouble::file(path, said(&e)));
    }
    if there.as_ref().is_ok_and(std::fs::Metadata::is_dir) {
        return Err(Trouble::file(path, "it is a folder: name a file in it"));
    }
    if there.is_ok() && !force {
        return Err(Trouble::file(path, "it is there already: choose another name, or --force"));
    }
    let path = &std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}.new", std::process::id()));
    let draft = PathBuf::from(draft);
    put(&draft, path, bytes).map_err(|e| {
        drop(std::fs::remove_file(&draft));
        // The file is to be made: it is its folder that is missing.
        let missing = e.kind() == io::ErrorKind::NotFound;
        let why = if missing { NO_FOLDER.to_owned() } else { said(&e) };
        Trouble::file(path, why)
    })
}

/// Takes a file away, if it is there.
pub(crate) fn gone(path: &Path) -> Result<(), Trouble> {
    match std::fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(Trouble::file(path, said(&e))),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn put(draft: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(draft, path)?;
    let folder = path.parent().filter(|f| !f.as_os_str().is_empty());
    sync_folder(folder.unwrap_or_else(|| Path::new(".")))
}

/// What was exported.
#[derive(Serialize)]
struct Exported {
    file: Option<String>,
    incident: Option<Label>,
    head: Seq,
    hash: Hash,
}

/// Writes the journal of an incident as a recording, byte for byte.
pub(crate) async fn export(
    run: &Run,
    named: Option<&str>,
    output: Option<&Path>,
    force: bool,
) -> Result<(), Trouble> {
    ending::form(output, None, &[("jsonl", ()), ("ndjson", ()), ("json", ())], "")?;
    let source = Source::read(run, named).await?;
    let (label, head) = (source.label, source.recording.chain.head);
    let usual = label.map_or_else(|| "server.jsonl".to_owned(), |label| format!("{label}.jsonl"));
    let path = output.map_or_else(|| PathBuf::from(&usual), Path::to_owned);
    if path == Path::new("-") {
        out::data(source.text.as_bytes())?;
        return source.end();
    }
    write(&path, source.text.as_bytes(), force)?;
    let hash = source.recording.chain.hash;
    if run.globals.json {
        let file = Some(path.to_string_lossy().into_owned());
        out::json(&Exported { file, incident: label, head, hash })?;
    }
    out::note(&format!("wrote {} up to {head}; the hash of its last line is {hash}", shown(&path)));
    source.end()
}
