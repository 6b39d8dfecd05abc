//! Words that were taken out go from this machine's copy too.
//!
//! The copy is written anew beside its place and put there whole; what was damaged before and set
//! aside is gone through as well. Whoever keeps the copy does it; where nobody does, whoever sees
//! the redaction first, and then with the records up to there: a line without words whose redaction
//! is missing reads as if somebody had altered it.

mod branch;
mod put;

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use warroom_register::{Broken, Chain, Event, Header, Record, Recording, Seq};

pub(crate) use self::branch::erase_in_branch;
pub(super) use self::put::is_at;
use self::put::{is_draft, put};
use super::{Copy, after};
use crate::trouble::said;

/// Words taken out of one record: which, and by which.
pub(in crate::link) type Taken = (Seq, Seq);

/// What was done.
#[derive(Debug, Default)]
pub(in crate::link) struct Purged {
    /// What is gone from a file of this machine.
    pub(in crate::link) gone: Vec<Taken>,
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
    /// Takes these words out of all that this machine keeps of the journal, and those taken out
    /// before wherever they still stand: in a file that somebody else keeps they may.
    pub(in crate::link) fn purge(&mut self, taken: &[Taken]) -> Purged {
        let mut purged = Purged::default();
        self.taken.extend_from_slice(taken);
        self.taken.sort_unstable();
        self.taken.dedup();
        let all = self.taken.clone();
        if let Some(gathered) = &self.gathered {
            let mut bytes = gathered.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(without) = without(&bytes, &all, &mut purged.held) {
                *bytes = without;
            }
        }
        if self.path.as_os_str().is_empty() {
            return purged;
        }
        if let Err(e) = self.purge_file(&all, &mut purged) {
            self.note(&format!("still holds words that were taken out: {}", said(&e)));
        }
        self.purge_came(&all, &purged);
        for aside in self.beside("damaged") {
            let done = purge_aside(&aside, &all, &mut purged);
            self.note_aside(done);
        }
        for aside in self.beside("aside") {
            let done = erase_in_branch(&aside, &all, &purged.journal);
            self.note_aside(done.map(|gone| purged.gone.extend(gone)));
        }
        purged.held.retain(|record| taken.iter().any(|of| of.0 == record.seq));
        purged.gone.sort_unstable();
        purged.gone.dedup();
        purged
    }

    fn purge_file(&mut self, all: &[Taken], purged: &mut Purged) -> io::Result<()> {
        let mut mended = self.mended(all)?;
        // Whoever keeps the copy does it themselves, and nobody writes into it but them. It is held
        // only where something is to be done: a screen that opens meanwhile could not keep it.
        let is_free = mended.is_due && self.file.is_none();
        let keeper = if is_free { self.free_file()? } else { None };
        if keeper.is_some() {
            // Whoever kept it until now may have written on.
            mended = self.mended(all)?;
        }
        purged.records = Recording::read_bytes(&mended.bytes).ok().map(|it| it.records);
        let is_ours = self.file.is_some() || keeper.is_some();
        let put = (mended.is_due && is_ours).then(|| put(&self.path, &mended.bytes)).transpose();
        if let Ok(Some(_)) = &put {
            purged.gone.extend(of_these(all, &mended.held));
            purged.gone.append(&mut self.waiting);
        }
        purged.held.append(&mut mended.held);
        let length = mended.bytes.len() as u64;
        purged.journal = mended.bytes;
        let file = put?;
        if self.file.is_some() && file.is_some() {
            self.file = file;
            self.holds(length);
        }
        Ok(())
    }

    /// What came goes into the file with the next words that are taken out of it, and only then
    /// are those that are taken out here gone from the file too.
    fn purge_came(&mut self, all: &[Taken], purged: &Purged) {
        let mut held = Vec::new();
        let Some(without) = without(&self.came, all, &mut held) else { return };
        self.came = without;
        self.waiting.extend(of_these(all, &held).filter(|of| !purged.gone.contains(of)));
    }

    /// The file as it should stand.
    fn mended(&self, all: &[Taken]) -> io::Result<Mended> {
        let found = match std::fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(e) => return Err(e),
        };
        Ok(Mended::of(&found, &self.came, all))
    }

    /// The file, held, if there is one and nobody else keeps it.
    fn free_file(&self) -> io::Result<Option<File>> {
        match OpenOptions::new().append(true).open(&self.path) {
            Ok(file) => {
                let is_held = file.try_lock().is_ok() && is_at(&file, &self.path);
                Ok(is_held.then_some(file))
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
    }

    fn note_aside(&mut self, done: io::Result<()>) {
        if let Err(e) = done {
            let what = "was set aside, and there words stand that were taken out";
            self.note(&format!("{what}: {}", said(&e)));
        }
    }

    /// Copies that are kept beside this one: found damaged, or set aside by a person.
    fn beside(&self, how: &str) -> Vec<PathBuf> {
        let stem = self.path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let begin = format!("{stem}.{how}");
        let folder = self.path.parent().map(std::fs::read_dir).and_then(Result::ok);
        let files = folder.into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
        let aside = |path: &PathBuf| {
            path.file_name().and_then(|name| name.to_str()).is_some_and(|n| n.starts_with(&begin))
        };
        files.filter(aside).filter(|path| !is_draft(path)).collect()
    }
}

/// Takes these words out of another recording of the same journal, where there is one; the lines of
/// the journal say by which records they are gone.
pub(crate) fn erase_in(path: &Path, taken: &[(Seq, Seq)], journal: &[u8]) -> io::Result<()> {
    if !path.exists() {
        return Ok(());
    }
    let mended = Mended::of(&std::fs::read(path)?, journal, taken);
    if mended.is_due { put(path, &mended.bytes).map(drop) } else { Ok(()) }
}

fn purge_aside(path: &Path, all: &[Taken], purged: &mut Purged) -> io::Result<()> {
    let bytes = std::fs::read(path)?;
    let mut held = Vec::new();
    let Some(bytes) = without(&bytes, all, &mut held) else { return Ok(()) };
    let put = put(path, &bytes);
    if put.is_ok() {
        purged.gone.extend(of_these(all, &held));
    }
    purged.held.append(&mut held);
    put.map(drop)
}

/// Those whose words these records held.
fn of_these(all: &[Taken], held: &[Record]) -> impl Iterator<Item = Taken> {
    all.iter().copied().filter(|of| held.iter().any(|record| record.seq == of.0))
}

/// A recording as it should stand.
struct Mended {
    bytes: Vec<u8>,
    /// The records whose words went, as they were.
    held: Vec<Record>,
    /// What stands there now is to be replaced by this.
    is_due: bool,
}

impl Mended {
    /// What stands in a file, with what of the journal follows it, without these words.
    fn of(found: &[u8], journal: &[u8], taken: &[Taken]) -> Self {
        let whole = continued(found, journal);
        let mut held = Vec::new();
        let without = without(&whole, taken, &mut held);
        // An earlier program took words out of the file and did not put in by which record.
        let is_due = without.is_some() || (whole.len() > found.len() && ends_too_early(found));
        Self { bytes: without.unwrap_or(whole), held, is_due }
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

/// The lines without these words; none if they held none of them.
fn without(bytes: &[u8], taken: &[Taken], held: &mut Vec<Record>) -> Option<Vec<u8>> {
    let begins = taken.iter().map(|of| (format!("{{\"seq\":{},", of.0.0), of.1));
    let begins: Vec<(String, Seq)> = begins.collect();
    let mut out = Vec::with_capacity(bytes.len());
    let mut changed = false;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let by = begins.iter().find(|(begin, _)| line.starts_with(begin.as_bytes()));
        match by.and_then(|(_, by)| redacted(line, *by, held)) {
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

/// This line without its words, if it still has them.
fn redacted(line: &[u8], by: Seq, held: &mut Vec<Record>) -> Option<String> {
    let line = std::str::from_utf8(line.strip_suffix(b"\n")?).ok()?;
    let without = Record::redacted_line(line, by)?;
    held.extend(Record::read(line));
    Some(without)
}
