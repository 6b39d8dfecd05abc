//! Lines that stood in a journal and were not what was recorded: kept beside it, as evidence.
//!
//! One file a time that a journal was put right, `altered-ID-N.jsonl`, the owner's alone: the place of
//! each line, and the line as it stood. It is on disk before the journal changes, and has its name only
//! once it is whole. Words that were taken out of the record are not kept here either.

use serde::{Deserialize, Serialize};
use std::fs::{DirEntry, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use warroom_register::{Hash, IncidentId, Seq};

/// What their names begin with.
const NAMED: &str = "altered-";
/// What they end in.
const WHOLE: &str = "jsonl";
/// What the name ends in of one that is not whole yet.
const DRAFT: &str = "jsonl.new";

/// One line of such a file. Place 0 is the header's.
#[derive(Serialize, Deserialize)]
struct Stood {
    seq: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    line: Option<String>,
    /// Of what is no text, its bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bytes: Option<Vec<u8>>,
    /// Of what may not be kept, its hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hash: Option<Hash>,
}

impl Stood {
    fn of(seq: i64, bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(line) => Self { seq, line: Some(line), bytes: None, hash: None },
            Err(odd) => Self { seq, line: None, bytes: Some(odd.into_bytes()), hash: None },
        }
    }

    /// Without what it says.
    fn without(self) -> Self {
        let said = self.line.as_ref().map(String::as_bytes).or(self.bytes.as_deref());
        let hash = said.map(Hash::of).or(self.hash);
        Self { line: None, bytes: None, hash, ..self }
    }

    /// Whether it may say what the record at this place said: it stood there, or says that it is it.
    fn is_of(&self, seq: i64) -> bool {
        #[derive(Deserialize)]
        struct Numbered {
            seq: i64,
        }
        let says = self.line.as_deref().map(serde_json::from_str::<Numbered>);
        self.seq == seq
            || self.bytes.is_some()
            || says.is_some_and(|it| it.is_ok_and(|it| it.seq == seq))
    }
}

/// Keeps these lines, by place; of those at a place where words were taken only the hash.
pub(super) fn keep(
    folder: &Path,
    id: IncidentId,
    lines: Vec<(i64, Vec<u8>)>,
    taken: &[i64],
) -> io::Result<PathBuf> {
    let all = lines.into_iter().map(|(seq, bytes)| {
        let stood = Stood::of(seq, bytes);
        let may_not = taken.iter().any(|seq| stood.is_of(*seq));
        if may_not { stood.without() } else { stood }
    });
    let text = encode(all)?;
    let free = (1..u32::MAX).map(|n| file(folder, id, n)).find(|path| !path.exists());
    let path = free.ok_or_else(|| io::Error::other("there are too many files of this incident"))?;
    put(&path, &text)?;
    Ok(path)
}

/// The words of a record are taken out: they go from here too. A line that does not read goes whole,
/// since nobody can tell what it says. What only has such a name is left as it is, and named in the log.
pub(super) fn redact(folder: &Path, id: IncidentId, seq: Seq) -> io::Result<()> {
    let seq = i64::try_from(seq.0).unwrap_or(i64::MAX);
    let mut files = Vec::new();
    for (path, kind) in named(folder, &format!("{NAMED}{id}-"))? {
        match kind {
            Kind::Whole => files.push(path),
            Kind::Draft => std::fs::remove_file(path)?,
            Kind::Other => tracing::warn!(
                path = %path.display(),
                "words were taken out of the record: this may hold them and is not the server's own, so \
                 it was left as it is: look at it, and remove it if need be"
            ),
        }
    }
    let which = |path: &Path, error: io::Error| {
        let name = path.file_name().unwrap_or_default().display().to_string();
        io::Error::new(error.kind(), format!("{name}: {error}"))
    };
    files.iter().try_for_each(|path| redact_in(path, seq).map_err(|error| which(path, error)))
}

fn redact_in(path: &Path, seq: i64) -> io::Result<()> {
    let bytes = std::fs::read(path)?;
    let lines = || bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let stood: Vec<Stood> = lines().filter_map(|it| serde_json::from_slice(it).ok()).collect();
    let unread = lines().count() - stood.len();
    if unread == 0 && !stood.iter().any(|it| it.hash.is_none() && it.is_of(seq)) {
        return Ok(());
    }
    let without = |stood: Stood| if stood.is_of(seq) { stood.without() } else { stood };
    put(path, &encode(stood.into_iter().map(without))?)?;
    if unread > 0 {
        tracing::warn!(
            file = %path.display(),
            lines = unread,
            "words were taken out of the record: lines that do not read, and may hold them, were removed"
        );
    }
    Ok(())
}

/// Removes what a crash left of one that was not whole.
pub(super) fn sweep(folder: &Path) -> io::Result<()> {
    let all = named(folder, NAMED)?;
    let mut drafts = all.iter().filter(|(_, kind)| *kind == Kind::Draft);
    drafts.try_for_each(|(path, _)| std::fs::remove_file(path))
}

/// What has a name of this kind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Whole,
    /// Not whole yet.
    Draft,
    /// Put there by somebody: packed, a folder, a link.
    Other,
}

impl Kind {
    fn of(entry: &DirEntry, name: &str) -> io::Result<Self> {
        let ends = |end| name.strip_suffix(end).is_some_and(|name| name.ends_with('.'));
        Ok(match entry.file_type()?.is_file() {
            true if ends(WHOLE) => Self::Whole,
            true if ends(DRAFT) => Self::Draft,
            true | false => Self::Other,
        })
    }
}

/// What lies there under names that begin so.
fn named(folder: &Path, begin: &str) -> io::Result<Vec<(PathBuf, Kind)>> {
    let mut found = Vec::new();
    for entry in folder.read_dir()? {
        let entry = entry?;
        let name = entry.file_name();
        if let Some(name) = name.to_str().filter(|name| name.starts_with(begin)) {
            found.push((entry.path(), Kind::of(&entry, name)?));
        }
    }
    Ok(found)
}

fn encode(lines: impl Iterator<Item = Stood>) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    for stood in lines {
        serde_json::to_writer(&mut out, &stood)?;
        out.push(b'\n');
    }
    Ok(out)
}

/// Whole and synced before it has its name. What could not be written whole is not left behind.
fn put(path: &Path, text: &[u8]) -> io::Result<()> {
    let draft = path.with_extension(DRAFT);
    let written = write(&draft, text).and_then(|()| std::fs::rename(&draft, path));
    if written.is_err() {
        // What that cannot remove either goes with a redaction, or when the folder is opened.
        drop(std::fs::remove_file(&draft));
    }
    written?;
    File::open(path.parent().unwrap_or(path))?.sync_all()
}

fn write(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    let mut open = options.write(true).create(true).truncate(true).mode(0o600).open(path)?;
    open.write_all(text)?;
    open.sync_all()
}

fn file(folder: &Path, id: IncidentId, n: u32) -> PathBuf {
    folder.join(format!("{NAMED}{id}-{n}.{WHOLE}"))
}
