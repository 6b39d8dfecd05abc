//! Words that were taken out go from this machine's copy too.
//!
//! The copy is written anew beside its place and put there whole; what was damaged before and set
//! aside is gone through as well. Whoever keeps the copy does it; where nobody does, whoever sees
//! the redaction first, and then with the records up to there: a line without words whose redaction
//! is missing reads as if somebody had altered it.

mod lines;
mod put;

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use warroom_register::{Event, Record, Seq, Taken};

use self::lines::{Found, Mended, Sought, Swept, without};
pub(super) use self::put::is_at;
use self::put::{is_draft, put};
use super::Copy;
use crate::trouble::{said, shown};

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
    /// The files that still hold them, and why, as sentences.
    pub(in crate::link) left: Vec<String>,
    /// They stand in the copy, and somebody else keeps that.
    pub(in crate::link) others: bool,
    found: Vec<Found>,
    /// Lines that did not read went as well, so that nothing holds any of these words.
    swept: bool,
}

impl Purged {
    /// Of what was found, the records of these.
    fn with_held(mut self, taken: &[Taken]) -> Self {
        let found = std::mem::take(&mut self.found).into_iter();
        self.held = found.filter(|it| taken.contains(&it.of)).map(|it| it.record).collect();
        self
    }
}

/// What is gone from one file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Gone {
    /// These words.
    pub(crate) taken: Vec<Taken>,
    /// And so many lines that did not read.
    pub(crate) unread: usize,
}

impl Gone {
    /// What there is to say of it.
    pub(crate) fn note(&self, path: &Path) -> Option<String> {
        let (path, lines) = (shown(path), self.unread);
        (lines > 0).then(|| {
            format!(
                "{path}: with the words that were taken out went what did not read, which may have held \
                 them ({lines} lines)"
            )
        })
    }
}

/// The redactions among these records whose words are still there, as far as these records tell.
pub(in crate::link) fn owed(records: &[Record]) -> Vec<Taken> {
    let taken = |records: &[Record], seq: Seq| {
        let at = records.partition_point(|record| record.seq < seq);
        records.get(at).is_some_and(|record| record.seq == seq && record.redacted_by.is_some())
    };
    let redactions = records.iter().filter_map(|record| match record.event {
        Event::Redacted { entry, .. } => Some(Taken { entry, by: record.seq }),
        _ => None,
    });
    redactions.filter(|of| !taken(records, of.entry)).collect()
}

impl Copy {
    /// Takes these words out of all that this machine keeps of the journal, and those taken out
    /// before wherever they still stand: in a file that somebody else keeps they may.
    pub(in crate::link) fn purge(&mut self, taken: &[Taken]) -> Purged {
        let mut purged = Purged::default();
        let all = self.hear_of_taken(taken);
        self.purge_gathered(&all, &mut purged.found);
        if !self.path.as_os_str().is_empty() {
            self.purge_files(&all, &mut purged);
        }
        if purged.swept {
            purged.gone.extend_from_slice(taken);
        }
        purged.gone.sort_unstable();
        purged.gone.dedup();
        purged.with_held(taken)
    }

    /// What of these words stands in the journal here, and how that reads without them. The file is left as
    /// it is: it alone knows what is to go while something else holds the same words.
    pub(in crate::link) fn seek(&mut self, taken: &[Taken]) -> Purged {
        let mut sought = Purged::default();
        let all = self.hear_of_taken(taken);
        self.purge_gathered(&all, &mut sought.found);
        if self.path.as_os_str().is_empty() {
            return sought.with_held(taken);
        }
        match self.mended(&all) {
            Ok(mut mended) => {
                sought.found.append(&mut mended.found);
                (sought.records, sought.journal) = (mended.records, mended.bytes);
            }
            Err(e) => sought.left.push(left_in(&self.path, &e)),
        }
        sought.with_held(taken)
    }

    /// All that was taken out so far.
    fn hear_of_taken(&mut self, taken: &[Taken]) -> Vec<Taken> {
        self.taken.extend_from_slice(taken);
        self.taken.sort_unstable();
        self.taken.dedup();
        self.taken.clone()
    }

    fn purge_gathered(&self, all: &[Taken], found: &mut Vec<Found>) {
        let Some(gathered) = &self.gathered else { return };
        let mut bytes = gathered.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(without) = without(&bytes, all, found) {
            *bytes = without;
        }
    }

    fn purge_files(&mut self, all: &[Taken], purged: &mut Purged) {
        if let Err(e) = self.purge_file(all, purged) {
            purged.left.push(left_in(&self.path, &e));
        }
        self.purge_came(all, purged);
        let sought = Sought::of(all, &purged.journal);
        let beside = self.beside().unwrap_or_else(|e| {
            purged.left.push(unknown_beside(&self.path, &e));
            Vec::new()
        });
        for aside in self.kept_beside(&beside, "damaged") {
            let by = |_: &[u8], record: &Record| sought.by_place_or_command(record);
            let done = sweep(&aside, &by, &mut purged.found);
            self.hear_of_aside(&aside, done, purged);
        }
        if sought.is_unknown() {
            return;
        }
        for aside in self.kept_beside(&beside, "aside") {
            let by = |line: &[u8], record: &Record| sought.by_line_or_command(line, record);
            let done = sweep(&aside, &by, &mut Vec::new());
            self.hear_of_aside(&aside, done, purged);
        }
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
        purged.records = mended.records.take();
        let is_ours = self.file.is_some() || keeper.is_some();
        purged.others = !is_ours && !mended.found.is_empty();
        let put = (mended.is_due && is_ours).then(|| put(&self.path, &mended.bytes)).transpose();
        if let Ok(Some(_)) = &put {
            purged.gone.extend(mended.found.iter().map(|it| it.of));
            purged.gone.append(&mut self.waiting);
            purged.swept |= mended.unread > 0;
            self.notes.extend(Gone { unread: mended.unread, ..Gone::default() }.note(&self.path));
        }
        purged.found.append(&mut mended.found);
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
        let mut found = Vec::new();
        let Some(without) = without(&self.came, all, &mut found) else { return };
        self.came = without;
        let found = found.iter().map(|it| it.of);
        self.waiting.extend(found.filter(|of| !purged.gone.contains(of)));
    }

    /// The file as it should stand.
    fn mended(&self, all: &[Taken]) -> io::Result<Mended> {
        let stands = match std::fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(e) => return Err(e),
        };
        Ok(Mended::of(&stands, &self.came, all))
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

    fn hear_of_aside(&mut self, path: &Path, done: io::Result<Gone>, purged: &mut Purged) {
        match done {
            Ok(gone) => {
                self.notes.extend(gone.note(path));
                purged.swept |= gone.unread > 0;
                purged.gone.extend(gone.taken);
            }
            Err(e) => purged.left.push(left_in(path, &e)),
        }
    }

    /// All that lies where this copy does.
    fn beside(&self) -> io::Result<Vec<PathBuf>> {
        match std::fs::read_dir(self.path.parent().unwrap_or(&self.path)) {
            Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(e) => Err(e),
        }
    }

    /// Copies among these that are kept beside this one: found damaged, or set aside by a person.
    fn kept_beside(&self, files: &[PathBuf], how: &str) -> Vec<PathBuf> {
        let stem = self.path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let begin = format!("{stem}.{how}");
        let is_one = |path: &&PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| name.starts_with(&begin)) && !is_draft(path)
        };
        files.iter().filter(is_one).cloned().collect()
    }
}

/// That a file still holds words that were taken out.
pub(crate) fn left_in(path: &Path, error: &io::Error) -> String {
    format!("{} still holds words that were taken out: {}", shown(path), said(error))
}

/// That it is not known which copies were set aside, here where this one lies.
fn unknown_beside(copy: &Path, error: &io::Error) -> String {
    let folder = shown(copy.parent().unwrap_or(copy));
    format!("{folder} may still hold words that were taken out: {}", said(error))
}

/// Takes these words out of another recording of the same journal, where there is one; the lines of
/// the journal say by which records they are gone.
pub(crate) fn erase_in(path: &Path, taken: &[Taken], journal: &[u8]) -> io::Result<Gone> {
    if !path.exists() {
        return Ok(Gone::default());
    }
    let mended = Mended::of(&std::fs::read(path)?, journal, taken);
    if mended.is_due {
        put(path, &mended.bytes)?;
    }
    let taken = mended.found.iter().map(|it| it.of).collect();
    Ok(Gone { taken, unread: mended.unread })
}

/// Takes these words out of a copy that was set aside, since the room went on without it; the lines of
/// the room's journal say which they were. Behind the fork its places are other records than the room's.
pub(crate) fn erase_in_branch(path: &Path, taken: &[Taken], journal: &[u8]) -> io::Result<Gone> {
    let sought = Sought::of(taken, journal);
    if sought.is_unknown() {
        return Ok(Gone::default());
    }
    sweep(path, &|line, record| sought.by_line_or_command(line, record), &mut Vec::new())
}

/// Takes what is sought out of a file that may be damaged, and gathers what held words there.
fn sweep(
    path: &Path,
    sought: &dyn Fn(&[u8], &Record) -> Option<Taken>,
    found: &mut Vec<Found>,
) -> io::Result<Gone> {
    let mut swept = Swept::of(&std::fs::read(path)?, sought);
    let taken = swept.found.iter().map(|it| it.of).collect();
    found.append(&mut swept.found);
    if swept.is_changed {
        put(path, &swept.bytes)?;
    }
    Ok(Gone { taken, unread: swept.unread })
}
