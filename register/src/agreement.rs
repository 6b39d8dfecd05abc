//! What one recording says of another of the same incident, line by line.
//!
//! A file alone proves that it holds together, never that it is the one that was written: whoever
//! has it can compute the whole chain anew, or leave its end away. A copy that somebody else kept
//! proves the rest. This never judges which of the two is right.

use crate::{Hash, Record, Seq};

/// How a file stands to a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The last place at which both say the same; 0 where only their headers do.
    pub same_to: Seq,
    /// What comes then.
    pub then: Then,
    /// The lines up to there without words, of which the copy has the words and not the record that
    /// took them: whoever has the file may have taken them out.
    pub unproven: Vec<Seq>,
}

/// What comes behind the last place at which both say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Nothing: both end there.
    BothEnd,
    /// The file ends, and the copy has so many records more.
    FileEnds(u64),
    /// The copy ends: of what follows in the file it proves nothing.
    CopyEnds(u64),
    /// Their first lines differ: another incident, or a header that was altered.
    OtherHeader,
    /// They differ.
    Differs(Change),
}

/// How the file differs from the copy where they part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// One line reads otherwise; the next is the same.
    Edited,
    /// Lines of the copy are not in the file.
    LeftOut,
    /// The file has lines that the copy has not.
    PutIn,
    /// Two lines have changed places.
    Swapped,
    /// The file ends within this line.
    CutInside,
    /// From here on everything differs: it was written anew, chain and all.
    Anew,
}

impl Change {
    /// What was done to the file, as the end of a sentence.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Edited => "was altered",
            Self::LeftOut => "is left out",
            Self::PutIn => "has something put in before it",
            Self::Swapped => "has changed places with the next",
            Self::CutInside => "is cut off in the middle",
            Self::Anew => "and all that follows was written anew",
        }
    }
}

/// Compares a file with a copy, both as bytes. A line whose words a redaction took is the same as
/// the line before that, if all that it kept is.
pub fn compare(file: &[u8], copy: &[u8]) -> Agreement {
    let (file, copy) = (lines(file), lines(copy));
    let same = file.iter().zip(&copy).take_while(|(a, b)| a.same(b)).count();
    if same == 0 {
        return Agreement { same_to: Seq(0), then: Then::OtherHeader, unproven: Vec::new() };
    }
    // The header is the first of them.
    let same_to = Seq((same - 1) as u64);
    let then = match (file.get(same), copy.get(same)) {
        (None, None) => Then::BothEnd,
        (None, Some(_)) => Then::FileEnds((copy.len() - same) as u64),
        (Some(_), None) => Then::CopyEnds((file.len() - same) as u64),
        (Some(_), Some(_)) => Then::Differs(change(&file, &copy, same)),
    };
    let pairs = file.iter().zip(&copy).take(same);
    let unproven = pairs.filter_map(|(line, theirs)| line.taken_behind(theirs, same_to));
    Agreement { same_to, then, unproven: unproven.collect() }
}

/// One line, with what of it the chain knows.
struct Line<'a> {
    bytes: &'a [u8],
    hash: Hash,
    /// Only of a redacted line: what it still says, beside the hash.
    redacted: Option<Record>,
}

impl<'a> Line<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        let text = std::str::from_utf8(bytes).ok();
        let redacted = text.and_then(Record::redacted);
        let hash = match (text, &redacted) {
            (Some(text), Some(record)) => record.hash_of(text),
            _ => Hash::of(bytes),
        };
        Self { bytes, hash, redacted }
    }

    /// Its place, if the other has its words and neither has the record that took them up to here.
    fn taken_behind(&self, other: &Self, end: Seq) -> Option<Seq> {
        let taken = self.redacted.as_ref().filter(|_| other.redacted.is_none())?;
        taken.redacted_by.filter(|by| *by > end).map(|_| taken.seq)
    }

    fn same(&self, other: &Self) -> bool {
        if self.bytes == other.bytes {
            return true;
        }
        if self.hash != other.hash {
            return false;
        }
        let own = |line: &Self| {
            let read = || Record::read(std::str::from_utf8(line.bytes).ok()?).ok();
            line.redacted.clone().or_else(read)
        };
        match (own(self), own(other)) {
            (Some(a), Some(b)) => a.keeps_of(&b),
            (None, _) | (_, None) => false,
        }
    }
}

impl Record {
    /// Whether two lines of one hash, of which one lost its words, say the same in all that a
    /// redaction leaves.
    fn keeps_of(&self, other: &Self) -> bool {
        (self.seq, self.prev, self.at, self.by, self.knew, self.command)
            == (other.seq, other.prev, other.at, other.by, other.knew, other.command)
            && self.event.clone().without_words() == other.event.clone().without_words()
    }
}

/// The lines; of a last one that has no end, what there is.
fn lines(bytes: &[u8]) -> Vec<Line<'_>> {
    let whole = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    whole.split(|byte| *byte == b'\n').map(Line::of).collect()
}

fn change(file: &[Line<'_>], copy: &[Line<'_>], at: usize) -> Change {
    let same = |f: usize, c: usize| match (file.get(f), copy.get(c)) {
        (Some(f), Some(c)) => f.same(c),
        (None, None) => f > at && c > at,
        (None, Some(_)) | (Some(_), None) => false,
    };
    if same(at, at + 1) && same(at + 1, at) {
        return Change::Swapped;
    }
    let here = file.get(at).map_or(&[][..], |line| line.bytes);
    let theirs = copy.get(at).map_or(&[][..], |line| line.bytes);
    if file.len() == at + 1 && theirs.starts_with(here) {
        return Change::CutInside;
    }
    let rest = |of: &[Line<'_>]| of.len() - at;
    if same(at + 1, at + 1) {
        return Change::Edited;
    }
    if (at + 1..=at + rest(copy)).any(|c| c < copy.len() && same(at, c)) {
        return Change::LeftOut;
    }
    if (at + 1..=at + rest(file)).any(|f| f < file.len() && same(f, at)) {
        return Change::PutIn;
    }
    Change::Anew
}
