//! Words that were taken out go from this machine's copy too.
//!
//! The copy is written anew beside its place and put there whole; what was damaged before and set
//! aside is gone through as well. Whoever keeps the copy does it; where nobody does, whoever sees
//! the redaction first.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use warroom_register::{Event, Record, Recording, Seq};

use super::Copy;
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
    /// All records of the copy, as they are now; none where there is no copy.
    pub(in crate::link) records: Option<Vec<Record>>,
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
        let bytes = match std::fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(e) => return Err(e),
        };
        let Some(bytes) = without(&bytes, taken, &mut purged.held) else {
            purged.records = Recording::read_bytes(&bytes).ok().map(|it| it.records);
            return Ok(());
        };
        purged.records = Recording::read_bytes(&bytes).ok().map(|it| it.records);
        // Whoever keeps the copy does it themselves, and nobody writes into it but them.
        let _keeper = if self.file.is_some() {
            None
        } else {
            let file = OpenOptions::new().append(true).open(&self.path)?;
            if file.try_lock().is_err() {
                return Ok(());
            }
            Some(file)
        };
        let file = put(&self.path, &bytes)?;
        if self.file.is_some() {
            self.file = Some(file);
        }
        purged.changed = true;
        Ok(())
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

/// Takes these words out of another recording of the same journal, where there is one.
pub(crate) fn erase_in(path: &Path, taken: &[(Seq, Seq)]) -> io::Result<()> {
    if path.exists() { purge_aside(path, taken, &mut Purged::default()) } else { Ok(()) }
}

fn purge_aside(path: &Path, taken: &[Taken], purged: &mut Purged) -> io::Result<()> {
    let bytes = std::fs::read(path)?;
    if let Some(bytes) = without(&bytes, taken, &mut purged.held) {
        put(path, &bytes)?;
        purged.changed = true;
    }
    Ok(())
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
