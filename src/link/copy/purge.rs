//! Words that were taken out go from this machine's copy too.
//!
//! The copy is written anew beside its place and put there whole; what was damaged before and set
//! aside is gone through as well. Whoever keeps the copy does it; where nobody does, whoever sees
//! the redaction first, and then with the records up to there: a line without words whose redaction
//! is missing reads as if somebody had altered it.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use warroom_register::{Broken, Chain, Event, Header, Record, Recording, Seq};

use super::{Copy, after};
use crate::paths::sync_folder;
use crate::trouble::said;

/// Words taken out of one record: which, and by which.
pub(in crate::link) type Taken = (Seq, Seq);

/// What was done.
#[derive(Debug, Default)]
pub(in crate::link) struct Purged {
    /// The words are gone from a file of this machine.
    pub(in crate::link) changed: bool,
    /// The records that held the words, as they were.
    pub(in crate::link) held: Vec<Record>,
    /// All records that this link knows of, as they are now; none where it has no copy.
    pub(in crate::link) records: Option<Vec<Record>>,
    /// Their lines, header first.
    pub(in crate::link) journal: Vec<u8>,
}

/// The redactions among these records whose words are still there, as far as these records tell.
pub(in crate::link) fn owed(records: &[Record]) -> Vec<Taken> {
    let taken = |records: &[Record], seq: Seq| {
        let at = records.partition_point(|record| record.seq < seq);
        records.get(at).is_some_and(|record| record.seq == seq && record.redacted_by.is_some())
    };
    let redactions = records.iter().filter_map(|record| match record.event {
        Event::Redacted { entry, .. } => Some((entry, record.seq)),
        _ => None,
    });
    redactions.filter(|(entry, _)| !taken(records, *entry)).collect()
}

impl Copy {
    /// Takes these words out of all that this machine keeps of the journal.
    pub(in crate::link) fn purge(&mut self, taken: &[Taken]) -> Purged {
        let mut purged = Purged::default();
        if let Some(gathered) = &self.gathered {
            let mut bytes = gathered.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(without) = without(&bytes, taken, &mut purged.held) {
                *bytes = without;
            }
        }
        if self.path.as_os_str().is_empty() {
            return purged;
        }
        if let Err(e) = self.purge_file(taken, &mut purged) {
            self.note(&format!("still holds words that were taken out: {}", said(&e)));
        }
        for aside in self.set_aside() {
            if let Err(e) = purge_aside(&aside, taken, &mut purged) {
                self.note(&format!(
                    "was set aside, and there words stand that were taken out: {}",
                    said(&e)
                ));
            }
        }
        purged
    }

    fn purge_file(&mut self, taken: &[Taken], purged: &mut Purged) -> io::Result<()> {
        // Whoever keeps the copy does it themselves, and nobody writes into it but them.
        let keeper = if self.file.is_none() { self.free_file()? } else { None };
        let is_ours = self.file.is_some() || keeper.is_some();
        let found = match std::fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(e) => return Err(e),
        };
        let mended = Mended::of(&found, &self.came, taken, &mut purged.held);
        purged.records = Recording::read_bytes(&mended.bytes).ok().map(|it| it.records);
        if mended.is_due && is_ours {
            let file = put(&self.path, &mended.bytes)?;
            if self.file.is_some() {
                self.file = Some(file);
            }
            purged.changed |= mended.lost_words;
        }
        purged.journal = mended.bytes;
        Ok(())
    }

    /// The file, held, if there is one and nobody else keeps it.
    fn free_file(&self) -> io::Result<Option<File>> {
        match OpenOptions::new().append(true).open(&self.path) {
            Ok(file) => Ok(file.try_lock().is_ok().then_some(file)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// Copies that were found damaged, and are kept.
    fn set_aside(&self) -> Vec<PathBuf> {
        let stem = self.path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let begin = format!("{stem}.damaged");
        let folder = self.path.parent().map(std::fs::read_dir).and_then(Result::ok);
        let files = folder.into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
        let aside = |path: &PathBuf| {
            path.file_name().and_then(|name| name.to_str()).is_some_and(|n| n.starts_with(&begin))
        };
        files.filter(aside).collect()
    }
}

/// Takes these words out of another recording of the same journal, where there is one; the lines of
/// the journal say by which records they are gone.
pub(crate) fn erase_in(path: &Path, taken: &[(Seq, Seq)], journal: &[u8]) -> io::Result<()> {
    if !path.exists() {
        return Ok(());
    }
    let mended = Mended::of(&std::fs::read(path)?, journal, taken, &mut Vec::new());
    if mended.is_due { put(path, &mended.bytes).map(drop) } else { Ok(()) }
}

fn purge_aside(path: &Path, taken: &[Taken], purged: &mut Purged) -> io::Result<()> {
    let bytes = std::fs::read(path)?;
    if let Some(bytes) = without(&bytes, taken, &mut purged.held) {
        put(path, &bytes)?;
        purged.changed = true;
    }
    Ok(())
}

/// A recording as it should stand.
struct Mended {
    bytes: Vec<u8>,
    /// Words went.
    lost_words: bool,
    /// What stands there now is to be replaced by this.
    is_due: bool,
}

impl Mended {
    /// What stands in a file, with what of the journal follows it, without these words.
    fn of(found: &[u8], journal: &[u8], taken: &[Taken], held: &mut Vec<Record>) -> Self {
        let whole = continued(found, journal);
        let without = without(&whole, taken, held);
        let lost_words = without.is_some();
        // An earlier program took words out of the file and did not put in by which record.
        let is_due = lost_words || (whole.len() > found.len() && ends_too_early(found));
        Self { bytes: without.unwrap_or(whole), lost_words, is_due }
    }
}

/// Whether words are gone by a record that would stand behind the end.
fn ends_too_early(bytes: &[u8]) -> bool {
    let broken = Recording::read_bytes(bytes).ok().and_then(|recording| recording.broken);
    matches!(broken, Some(Broken::EndsBefore { .. }))
}

/// The whole lines of a file, then those of the journal that follow them.
fn continued(found: &[u8], journal: &[u8]) -> Vec<u8> {
    if found.is_empty() {
        return journal.to_vec();
    }
    let whole = found.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let mut all = found.get(..whole).unwrap_or_default().to_vec();
    let last = all.strip_suffix(b"\n").and_then(|lines| lines.rsplit(|b| *b == b'\n').next());
    let last = last.and_then(|line| std::str::from_utf8(line).ok());
    let Some(mut chain) = last.and_then(behind) else { return found.to_vec() };
    for line in journal.split_inclusive(|byte| *byte == b'\n') {
        let text = line.strip_suffix(b"\n").and_then(|line| std::str::from_utf8(line).ok());
        if text.is_some_and(|text| chain.read(text).is_ok()) {
            all.extend_from_slice(line);
        }
    }
    if all.len() > whole { all } else { found.to_vec() }
}

/// The chain behind a line.
fn behind(line: &str) -> Option<Chain> {
    after(line).or_else(|| Header::read(line).ok().map(|_header| Chain::begin(line)))
}

/// Whole or not at all, on disk, and held by whoever gets the file.
fn put(path: &Path, bytes: &[u8]) -> io::Result<File> {
    let draft = path.with_extension("new");
    let mut options = OpenOptions::new();
    let options = options.read(true).append(true).create(true).mode(0o600);
    let mut file = options.open(&draft)?;
    file.set_len(0)?;
    file.try_lock().map_err(|e| io::Error::other(e.to_string()))?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&draft, path)?;
    sync_folder(path.parent().unwrap_or(path))?;
    Ok(file)
}

/// The lines without these words; none if they held none of them.
fn without(bytes: &[u8], taken: &[Taken], held: &mut Vec<Record>) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut changed = false;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match taken.iter().find_map(|of| redacted(line, *of, held)) {
            Some(without) => {
                out.extend_from_slice(without.as_bytes());
                out.push(b'\n');
                changed = true;
            }
            None => out.extend_from_slice(line),
        }
    }
    changed.then_some(out)
}

/// This line without its words, if it is the one that is meant and still has them.
fn redacted(line: &[u8], (entry, by): Taken, held: &mut Vec<Record>) -> Option<String> {
    let begin = format!("{{\"seq\":{},", entry.0);
    let line = line.strip_suffix(b"\n").filter(|line| line.starts_with(begin.as_bytes()))?;
    let line = std::str::from_utf8(line).ok()?;
    let without = Record::redacted_line(line, by)?;
    held.extend(Record::read(line));
    Some(without)
}
