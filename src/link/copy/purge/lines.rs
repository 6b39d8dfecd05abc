//! Lines without the words that were taken out of them.

use std::collections::{BTreeMap, BTreeSet};

use warroom_register::{
    Broken, Chain, CommandId, Hash, Header, Record, Recording, Taken, place_of,
};

use crate::link::copy::after;

/// A record that held words, as it was.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) of: Taken,
    pub(super) record: Record,
}

/// A recording as it should stand.
pub(super) struct Mended {
    pub(super) bytes: Vec<u8>,
    /// Its records, where it has a header.
    pub(super) records: Option<Vec<Record>>,
    /// Those whose words went.
    pub(super) found: Vec<Found>,
    /// How many lines went because they did not read.
    pub(super) unread: usize,
    /// What stands there now is to be replaced by this.
    pub(super) is_due: bool,
}

impl Mended {
    /// What stands in a file, with what of the journal follows it, without these words.
    pub(super) fn of(stands: &[u8], journal: &[u8], taken: &[Taken]) -> Self {
        let whole = continued(stands, journal);
        let mut found = Vec::new();
        let without = without(&whole, taken, &mut found);
        // An earlier program took words out of the file and did not put in by which record.
        let is_due = without.is_some() || (whole.len() > stands.len() && ends_too_early(stands));
        let bytes = without.unwrap_or(whole);
        let read = Recording::read_bytes(&bytes).ok();
        let records = |read: Recording| read.records;
        if taken.is_empty() || bytes.is_empty() || read.as_ref().is_some_and(reads_to_its_end) {
            return Self { bytes, records: read.map(records), found, unread: 0, is_due };
        }
        let all = Sought::of(taken, &bytes);
        let swept = Swept::of(&bytes, |_, record| all.by_place_or_command(record));
        found.extend(swept.found);
        let is_due = is_due || swept.is_changed;
        let records = Recording::read_bytes(&swept.bytes).ok().map(records);
        Self { bytes: swept.bytes, records, found, unread: swept.unread, is_due }
    }
}

fn reads_to_its_end(recording: &Recording) -> bool {
    let reads =
        |broken: &Broken| matches!(broken, Broken::Unredacted { .. } | Broken::EndsBefore { .. });
    !recording.torn && recording.broken.as_ref().is_none_or(reads)
}

/// Whether words are gone by a record that would stand behind the end.
fn ends_too_early(bytes: &[u8]) -> bool {
    let broken = Recording::read_bytes(bytes).ok().and_then(|recording| recording.broken);
    matches!(broken, Some(Broken::EndsBefore { .. }))
}

/// The whole lines of a file, then those of the journal that follow them.
fn continued(stands: &[u8], journal: &[u8]) -> Vec<u8> {
    if stands.is_empty() {
        return journal.to_vec();
    }
    let whole = stands.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let mut all = stands.get(..whole).unwrap_or_default().to_vec();
    let last = all.strip_suffix(b"\n").and_then(|lines| lines.rsplit(|b| *b == b'\n').next());
    let last = last.and_then(|line| std::str::from_utf8(line).ok());
    let Some(mut chain) = last.and_then(behind) else { return stands.to_vec() };
    for line in journal.split_inclusive(|byte| *byte == b'\n') {
        let text = line.strip_suffix(b"\n").and_then(|line| std::str::from_utf8(line).ok());
        if text.is_some_and(|text| chain.read(text).is_ok()) {
            all.extend_from_slice(line);
        }
    }
    if all.len() > whole { all } else { stands.to_vec() }
}

/// The chain behind a line.
fn behind(line: &str) -> Option<Chain> {
    after(line).or_else(|| Header::read(line).ok().map(|_header| Chain::begin(line)))
}

/// The lines without these words; none if they held none of them.
pub(super) fn without(bytes: &[u8], taken: &[Taken], found: &mut Vec<Found>) -> Option<Vec<u8>> {
    let taken: BTreeMap<_, _> = taken.iter().map(|of| (of.entry, *of)).collect();
    let mut out = Vec::with_capacity(bytes.len());
    let mut changed = false;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        // Another program may have written it with blanks, or in another order.
        let place = place_of(line).or_else(|| Some(read(line)?.seq));
        match place.and_then(|place| redacted(line, *taken.get(&place)?)) {
            Some((without, held)) => {
                out.extend_from_slice(&without);
                found.push(held);
                changed = true;
            }
            None => out.extend_from_slice(line),
        }
    }
    changed.then_some(out)
}

/// What is left of a file that may be damaged. A line that does not read goes with the first words that
/// are taken out: nobody can say that it does not hold them.
pub(super) struct Swept {
    pub(super) bytes: Vec<u8>,
    pub(super) found: Vec<Found>,
    pub(super) unread: usize,
    pub(super) is_changed: bool,
}

impl Swept {
    /// `sought` says which words a line holds, if it is one of those that held any.
    pub(super) fn of(bytes: &[u8], sought: impl Fn(&[u8], &Record) -> Option<Taken>) -> Self {
        let mut swept = Self {
            bytes: Vec::with_capacity(bytes.len()),
            found: Vec::new(),
            unread: 0,
            is_changed: false,
        };
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            match read(line) {
                Some(record) => swept.takes(line, sought(bare(line), &record)),
                None if is_header(line) => swept.bytes.extend_from_slice(line),
                None => swept.unread += 1,
            }
        }
        swept.is_changed = swept.unread > 0 || !swept.found.is_empty();
        swept
    }

    fn takes(&mut self, line: &[u8], of: Option<Taken>) {
        match of.and_then(|of| redacted(line, of)) {
            Some((without, found)) => {
                self.bytes.extend_from_slice(&without);
                self.found.push(found);
            }
            None => self.bytes.extend_from_slice(line),
        }
    }
}

/// The records whose words were taken out, and how else than by their places they are known.
pub(super) struct Sought(Vec<One>);

struct One {
    taken: Taken,
    line: Option<(Hash, CommandId)>,
}

impl Sought {
    /// As far as these lines of the journal tell.
    pub(super) fn of(taken: &[Taken], journal: &[u8]) -> Self {
        let entries: BTreeSet<_> = taken.iter().map(|of| of.entry).collect();
        let known = |line: &[u8]| {
            let place = place_of(line).filter(|place| entries.contains(place))?;
            let text = std::str::from_utf8(line).ok()?;
            Some((place, (Record::hash_of_line(text), Record::read(text).ok()?.command)))
        };
        let known: BTreeMap<_, _> =
            journal.split(|byte| *byte == b'\n').filter_map(known).collect();
        let one = |taken: &Taken| One { taken: *taken, line: known.get(&taken.entry).copied() };
        Self(taken.iter().map(one).collect())
    }

    /// Whether none is known by anything but its place.
    pub(super) fn is_unknown(&self) -> bool {
        self.0.iter().all(|it| it.line.is_none())
    }

    /// In a copy of the same journal in which places may be wrong.
    pub(super) fn by_place_or_command(&self, record: &Record) -> Option<Taken> {
        let same = |(_, command)| command == record.command;
        let is = |it: &&One| it.taken.entry == record.seq || it.line.is_some_and(same);
        self.0.iter().find(is).map(|it| it.taken)
    }

    /// In a branch, where the same place is another record behind the fork: the very line, and the same
    /// command, which its author sent again from there.
    pub(super) fn by_line_or_command(&self, line: &[u8], record: &Record) -> Option<Taken> {
        let here = Hash::of(line);
        let same = |(hash, command)| hash == here || command == record.command;
        self.0.iter().find(|it| it.line.is_some_and(same)).map(|it| it.taken)
    }
}

/// This line without its words, if it still has them; its newline stays if it has one.
fn redacted(line: &[u8], of: Taken) -> Option<(Vec<u8>, Found)> {
    let text = std::str::from_utf8(bare(line)).ok()?;
    let mut without = Record::redacted_line(text, of.by)?.into_bytes();
    without.extend_from_slice(line.get(text.len()..).unwrap_or_default());
    let record = Record::read(text).ok()?;
    Some((without, Found { of, record }))
}

fn read(line: &[u8]) -> Option<Record> {
    Record::read(std::str::from_utf8(bare(line)).ok()?).ok()
}

fn is_header(line: &[u8]) -> bool {
    std::str::from_utf8(bare(line)).is_ok_and(|line| Header::read(line).is_ok())
}

fn bare(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\n").unwrap_or(line)
}
