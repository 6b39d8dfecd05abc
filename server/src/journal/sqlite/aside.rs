//! Lines that stood in a journal and were not what was recorded: kept beside it, as evidence.
//!
//! One file a time that a journal was put right, `altered-ID-N.jsonl`, the owner's alone: the place of
//! each line, and the line as it stood. It is on disk before the journal changes. Words that were taken
//! out of the record are not kept here either.

use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use warroom_register::{Hash, IncidentId, Seq};

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
    write(&path, &text)?;
    File::open(folder)?.sync_all()?;
    Ok(path)
}

/// The words of a record are taken out: they go from here too.
pub(super) fn redact(folder: &Path, id: IncidentId, seq: Seq) -> io::Result<()> {
    let seq = i64::try_from(seq.0).unwrap_or(i64::MAX);
    for path in (1..u32::MAX).map(|n| file(folder, id, n)).take_while(|path| path.exists()) {
        let text = std::fs::read_to_string(&path)?;
        let lines: Vec<Stood> = text
            .lines()
            .map(serde_json::from_str)
            .collect::<Result<_, _>>()
            .map_err(io::Error::other)?;
        if lines.iter().any(|stood| stood.hash.is_none() && stood.is_of(seq)) {
            let kept = lines.into_iter();
            let kept = kept.map(|stood| if stood.is_of(seq) { stood.without() } else { stood });
            let draft = path.with_extension("new");
            write(&draft, &encode(kept)?)?;
            std::fs::rename(&draft, &path)?;
            File::open(folder)?.sync_all()?;
        }
    }
    Ok(())
}

fn encode(lines: impl Iterator<Item = Stood>) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    for stood in lines {
        serde_json::to_writer(&mut out, &stood)?;
        out.push(b'\n');
    }
    Ok(out)
}

fn write(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    let mut open = options.write(true).create(true).truncate(true).mode(0o600).open(path)?;
    open.write_all(text)?;
    open.sync_all()
}

fn file(folder: &Path, id: IncidentId, n: u32) -> PathBuf {
    folder.join(format!("altered-{id}-{n}.jsonl"))
}
