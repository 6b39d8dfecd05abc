//! Recordings and reports as files: checked, and written whole or not at all.

#[cfg(test)]
mod tests;

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use serde::Serialize;
use warroom_register::{Broken, Hash, IncidentId, Label, Recording, Seq, Shown};

use super::seat::Run;
use super::source::{Source, read_file};
use crate::out;
use crate::paths::{Paths, sync_folder};
use crate::trouble::{Trouble, said, shown};

/// Writes a file beside its place and then into it: whole or not at all, and for its owner alone.
pub(crate) fn write(path: &Path, bytes: &[u8], force: bool) -> Result<(), Trouble> {
    if path.exists() && !force {
        return Err(Trouble::file(path, "it is there already: choose another name, or --force"));
    }
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}.new", std::process::id()));
    let draft = PathBuf::from(draft);
    put(&draft, path, bytes).map_err(|e| {
        drop(std::fs::remove_file(&draft));
        Trouble::file(path, said(&e))
    })
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

/// What a check found.
#[derive(Serialize)]
struct Checked {
    holds: bool,
    incident: Option<Label>,
    id: IncidentId,
    head: Seq,
    hash: Hash,
    /// The line that does not hold, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    /// What this machine's own copy of the incident says of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    own_copy: Option<&'static str>,
}

/// Checks a recording and says plainly what holds, and what a file alone cannot prove.
pub(crate) fn verify(run: &Run, path: &Path) -> Result<(), Trouble> {
    let text = read_file(path)?;
    let recording = Recording::read(&text)
        .map_err(|why| Trouble::file(path, format!("line 1 is no header of a recording: {why}")))?;
    let chain = recording.chain;
    let fault = Fault::of(&recording);
    let copy = compare(&run.paths, path, &text, &recording);
    if run.globals.json {
        let line = fault.as_ref().map(|fault| fault.line);
        let (incident, id) = (recording.header.incident, recording.header.id);
        let own_copy = copy.map(Copied::word);
        let holds = fault.is_none() && copy != Some(Copied::Differs);
        let why = fault.as_ref().map(|fault| fault.why.clone());
        let (head, hash) = (chain.head, chain.hash);
        out::json(&Checked { holds, incident, id, head, hash, line, why, own_copy })?;
    } else if fault.is_none() {
        out::data(words(path, &recording, copy).as_bytes())?;
    }
    if let Some(Fault { line, why, sound }) = fault {
        let file = shown(path);
        return Err(Trouble::Usage(format!("{file}:{line}: {why}. It holds up to {sound}")));
    }
    match copy {
        Some(Copied::Differs) => Err(Trouble::file(
            path,
            "this machine's own copy of the incident says otherwise: one of the two was written anew. \
             Compare both with a third (warroom verify)",
        )),
        Some(Copied::Same | Copied::Longer) | None => Ok(()),
    }
}

/// Why a recording does not hold.
struct Fault {
    /// The line, counted from 1.
    line: u64,
    /// Why, as a sentence.
    why: String,
    /// The last record that is beyond doubt.
    sound: Seq,
}

impl Fault {
    fn of(recording: &Recording) -> Option<Self> {
        let head = recording.chain.head;
        // The header is line 1, the record at place 1 line 2.
        let behind = head.0 + 2;
        let Some(broken) = &recording.broken else {
            let why = "the file was cut off here: its last line has no end";
            return recording.torn.then(|| Self { line: head.0 + 1, why: why.into(), sound: head });
        };
        let why = broken.to_string();
        Some(match broken {
            Broken::Malformed { what, .. } if recording.torn && what.contains("too early") => {
                let why = "the file was cut off here, in the middle of a line".into();
                Self { line: behind, why, sound: head }
            }
            Broken::Malformed { .. } | Broken::Gap { .. } => {
                Self { line: behind, why, sound: head }
            }
            Broken::Altered { seq, .. } => Self { line: seq.0 + 1, why, sound: head },
            Broken::Unredacted { seq, .. } => {
                Self { line: seq.0 + 1, why, sound: Seq(seq.0.saturating_sub(1)) }
            }
        })
    }
}

/// What this machine's own copy of an incident says of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Copied {
    /// The same, as far as both go.
    Same,
    /// The same, and the copy goes on where the recording ends.
    Longer,
    /// Something else.
    Differs,
}

impl Copied {
    const fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Longer => "longer",
            Self::Differs => "differs",
        }
    }
}

/// Compares a recording with this machine's own copy of the incident, if there is one.
fn compare(paths: &Paths, path: &Path, text: &str, recording: &Recording) -> Option<Copied> {
    let own = paths.copy_file(recording.header.id);
    let canonical = |p: &Path| p.canonicalize().ok();
    if !own.exists() || canonical(&own) == canonical(path) {
        return None;
    }
    let own = std::fs::read_to_string(own).ok()?;
    let both = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let good = usize::try_from(recording.chain.head.0).unwrap_or(usize::MAX).saturating_add(1);
    let (mut theirs, mine) = (both(text), both(&own));
    theirs.truncate(good);
    let same = theirs.iter().zip(&mine).all(|(a, b)| a == b);
    Some(match same {
        true if mine.len() > theirs.len() => Copied::Longer,
        true => Copied::Same,
        false => Copied::Differs,
    })
}

fn words(path: &Path, recording: &Recording, copy: Option<Copied>) -> String {
    let (head, hash) = (recording.chain.head, recording.chain.hash);
    let label = recording.header.incident.map(|l| l.to_string());
    let label = label.unwrap_or_else(|| "a server's own journal".to_owned());
    let copied = match copy {
        Some(Copied::Same) => {
            "This machine's own copy of the incident is the same as far as both go.\n"
        }
        Some(Copied::Longer) => {
            "This machine's own copy is the same so far and goes on: the file ends too early.\n"
        }
        Some(Copied::Differs) => "This machine's own copy of the incident says otherwise.\n",
        None => "",
    };
    format!(
        "{file}: {label}, {head} is the last record.\n\
         Every line is whole and follows the one before it; nothing inside was altered, left out \
         or put in between.\n\
         The hash of the last line is {hash}.\n\
         {copied}\
         A file alone cannot prove that nothing is missing at its end, nor that it was not written \
         anew as a whole: for that, compare the last hash with another responder's copy.\n",
        file = Shown::of(&path.to_string_lossy()),
    )
}
