//! This machine's own copy of a journal: the chain it has checked, and the file it keeps.
//!
//! The file holds the lines as they came. It has one writer, by a lock; whoever comes second reads
//! it, and keeps it once the first is gone. It is not synced record by record: the server is the durable one, and what a
//! crash takes from the end is asked for again. What was cut off or altered is never taken for whole:
//! a torn end is cut, and a file damaged inside is moved aside, kept, and begun anew.

mod keeper;
mod kept;
pub(crate) mod purge;
#[cfg(test)]
mod tests;
pub(crate) mod told;

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use warroom_register::{Broken, Chain, Hash, Header, IncidentId, Record, Seq, Taken};

use self::keeper::{Read, Turn};
use self::kept::Kept;
use self::told::{Mark, Told};
use crate::trouble::{Trouble, said, shown};

/// How far from the end of a copy its last line is looked for, in bytes.
const TAIL_BYTES: u64 = 1024 * 1024;

/// What a link does with the copy.
#[derive(Clone, Debug)]
pub(crate) enum History {
    /// Reads it and keeps it, as soon as nobody else does.
    Keep,
    /// Reads it.
    Read,
    /// Reads it, and gathers its lines and those that come, as they came.
    Gather(Gathered),
    /// Looks only where it ends: all that came before is not wanted.
    End,
    /// Has none: the lobby.
    None,
}

/// The lines of a journal, header first, byte for byte.
pub(crate) type Gathered = Arc<Mutex<Vec<u8>>>;

/// The chain as far as it was checked, and the file if this link keeps it.
#[derive(Debug, Default)]
pub(crate) struct Copy {
    header: Option<String>,
    chain: Option<Chain>,
    file: Option<File>,
    gathered: Option<Gathered>,
    /// The lines that came and are not in the file, since this link does not keep it, or its disk
    /// takes nothing.
    came: Vec<u8>,
    kept: Kept,
    turn: Turn,
    /// The words that were taken out so far, as this link has heard.
    taken: Vec<Taken>,
    /// Those of them that are gone from what came, while the file was somebody else's.
    waiting: Vec<Taken>,
    /// What this machine was told of, while these lines do not reach so far.
    told: Option<Told>,
    /// That is all there is: the chain begins there, and there is no line.
    only_told: bool,
    /// What came is another record than this machine was told of.
    parted: bool,
    /// How far this machine knew of the journal when this was opened.
    known: Seq,
    /// The records by which the room went on without what others may have.
    went_on: Vec<Mark>,
    path: PathBuf,
    notes: Vec<String>,
}

impl Copy {
    /// Opens the copy at this path; gives the records that it holds, chain checked.
    pub(crate) fn open(path: &Path, history: History) -> Result<(Self, Vec<Record>), Trouble> {
        let mut copy = Self { path: path.to_owned(), ..Self::default() };
        let at_end = matches!(history, History::End);
        let (mut copy, records) = match history {
            History::None => (copy, Vec::new()),
            History::Keep => copy.open_to_keep()?,
            History::Read => copy.open_to_read()?,
            History::Gather(gathered) => {
                copy.gathered = Some(gathered);
                copy.open_to_read()?
            }
            History::End => copy.open_at_end()?,
        };
        copy.hear_told(at_end);
        Ok((copy, records))
    }

    /// The last record held, and the hash of its line.
    pub(crate) fn held(&self) -> (Seq, Option<Hash>) {
        match self.chain {
            Some(chain) if chain.head.0 > 0 => (chain.head, Some(chain.hash)),
            Some(_) | None => (Seq(0), None),
        }
    }

    /// The incident of which it is, by its first line.
    pub(crate) fn incident(&self) -> Option<IncidentId> {
        let told = || self.told.as_ref().map(|told| &told.header);
        let header = self.header.as_ref().or_else(told);
        header.and_then(|line| Header::read(line).ok()).map(|header| header.id)
    }

    /// The hash of the line at this place, as the line after it knows it; 0 is the header's. None
    /// where this copy has no such line.
    pub(crate) fn hash_at(&self, place: Seq) -> Result<Option<Hash>, Trouble> {
        let line = self.lines(place, 1)?;
        Ok(line.first().map(|line| Record::hash_of_line(line)))
    }

    /// The whole lines behind this place, as they stand in the file, up to the last one held.
    pub(crate) fn behind(&self, place: Seq) -> Result<String, Trouble> {
        let lines = self.lines(place.next(), self.held().0.0.saturating_sub(place.0))?;
        Ok(lines.into_iter().fold(String::new(), |all, line| all + &line + "\n"))
    }

    /// The whole lines of the file from this place on, the header's being 0: at most so many. What
    /// stands behind them may be damaged.
    fn lines(&self, from: Seq, most: u64) -> Result<Vec<String>, Trouble> {
        let bytes = match std::fs::read(&self.path) {
            // Of what this machine was only told it has no line.
            Err(e) if e.kind() == io::ErrorKind::NotFound => Vec::new(),
            read => read.map_err(|e| self.bad(&e))?,
        };
        let counted = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let whole = bytes.split_inclusive(|b| *b == b'\n').map_while(|it| it.strip_suffix(b"\n"));
        let bad = |e| self.bad(&io::Error::new(io::ErrorKind::InvalidData, e));
        let text = |line: &[u8]| String::from_utf8(line.to_vec()).map_err(bad);
        whole.skip(counted(from.0)).take(counted(most)).map(text).collect()
    }

    /// The header line, if there is one.
    pub(crate) fn header(&self) -> Option<&str> {
        self.header.as_deref()
    }

    /// The server's header line: a copy that has one must have this one.
    pub(crate) fn meet(&mut self, header: &str) -> Result<(), String> {
        let told = self.told.as_ref().map(|told| &told.header);
        if self.header.as_ref().or(told).is_some_and(|mine| mine != header) {
            return Err("this server's journal is another one than the copy on this machine: \
                        it was begun anew, or this is not the server it was"
                .to_owned());
        }
        if self.header.is_none() {
            self.begin(header);
        }
        Ok(())
    }

    fn begin(&mut self, header: &str) {
        self.header = Some(header.to_owned());
        self.chain = Some(Chain::begin(header));
        self.write(header.as_bytes());
        self.write(b"\n");
    }

    /// Takes a frame of lines: checks and decodes each in one pass and keeps those that follow. The
    /// first that does not follow ends it.
    pub(crate) fn take(&mut self, frame: &str) -> (Vec<Record>, Option<Broken>) {
        let Some(mut chain) = self.chain else { return (Vec::new(), None) };
        let mut records = Vec::with_capacity(frame.len() / 256 + 1);
        let mut good = 0;
        let mut broken = None;
        for line in frame.split_terminator('\n') {
            let before = chain;
            match chain.read(line) {
                Ok(_) if self.parts(chain) => {
                    (chain, self.parted) = (before, true);
                    break;
                }
                Ok(record) => {
                    self.hears_of(&record, chain);
                    records.push(record);
                }
                Err(why) => {
                    broken = Some(why);
                    break;
                }
            }
            good += line.len() + 1;
        }
        self.chain = Some(chain);
        let bytes = frame.as_bytes();
        self.write(bytes.get(..good).unwrap_or(bytes));
        if good > bytes.len() {
            self.write(b"\n");
        }
        (records, broken)
    }

    /// What there is to say about the copy; said once.
    pub(crate) fn notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notes)
    }

    /// Leaves the copy whole and synced; where none is kept, how far the record went.
    pub(crate) fn finish(&mut self) {
        self.keep_on();
        let short = self.trouble();
        if let Some(why) = &short {
            self.note(&format!("is not kept to its end: {why}"));
        }
        let Some(file) = self.file.take().filter(|_| short.is_none()) else {
            return self.leave_told();
        };
        if let Err(e) = file.sync_all() {
            self.note(&format!("could not be synced: {}", said(&e)));
        }
    }

    fn write(&mut self, bytes: &[u8]) {
        if let Some(gathered) = &self.gathered {
            gathered.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        }
        self.write_file(bytes);
    }

    fn note(&mut self, what: &str) {
        self.notes.push(format!("the copy {} {what}", shown(&self.path)));
    }

    fn open_to_read(mut self) -> Result<(Self, Vec<Record>), Trouble> {
        let bytes = match std::fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok((self, Vec::new())),
            Err(e) => return Err(self.bad(&e)),
        };
        let mut read = Read::of(&bytes);
        if let Some(gathered) = &self.gathered {
            let mut gathered = gathered.lock().unwrap_or_else(PoisonError::into_inner);
            gathered.extend_from_slice(bytes.get(..read.good).unwrap_or_default());
        }
        if let Some(why) = &read.damage {
            self.note(&format!("is damaged and read up to there only: {why}"));
        }
        let records = self.knows(&mut read);
        Ok((self, records))
    }

    /// Takes the end on trust: whoever reads on from there checks that all that follows fits it.
    fn open_at_end(mut self) -> Result<(Self, Vec<Record>), Trouble> {
        let ends = match File::open(&self.path).and_then(|file| ends_of(&file)) {
            Ok(ends) => ends,
            Err(e) if e.kind() == io::ErrorKind::NotFound => None,
            Err(e) => return Err(self.bad(&e)),
        };
        if let Some((header, last)) = ends
            && Header::read(&header).is_ok()
        {
            self.chain = last.map_or_else(|| Some(Chain::begin(&header)), |line| after(&line));
            self.header = self.chain.is_some().then_some(header);
        }
        Ok((self, Vec::new()))
    }
}

/// The first line, and the last whole one if it is another; none of a file without a whole line.
fn ends_of(mut file: &File) -> io::Result<Option<(String, Option<String>)>> {
    let length = file.metadata()?.len();
    let mut start = Vec::new();
    file.take(TAIL_BYTES).read_to_end(&mut start)?;
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL_BYTES)))?;
    let mut end = Vec::new();
    file.take(TAIL_BYTES).read_to_end(&mut end)?;
    let text = |line: &[u8]| String::from_utf8(line.to_vec()).ok();
    let first = start.iter().position(|b| *b == b'\n').and_then(|at| text(start.get(..at)?));
    let whole = end.iter().rposition(|b| *b == b'\n').and_then(|at| end.get(..at));
    let last = whole.and_then(|w| text(w.rsplit(|b| *b == b'\n').next()?));
    Ok(first.map(|first| {
        let last = last.filter(|last| *last != first);
        (first, last)
    }))
}

/// The chain behind this line, if it is a record.
fn after(line: &str) -> Option<Chain> {
    let record = Record::read(line).ok()?;
    let before = Seq(record.seq.0.checked_sub(1)?);
    let mut chain = Chain { head: before, hash: record.prev };
    chain.follow(&record, line).ok()?;
    Some(chain)
}
