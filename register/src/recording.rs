//! A journal as a file, and the chain that holds it together.
//!
//! Each line's `prev` is the SHA-256 of the exact bytes of the line before. Whoever holds the last
//! hash can prove every line; whoever holds only the file can prove that nothing inside was changed
//! without changing all that follows, and no more than that.

use std::collections::BTreeMap;

use crate::vocabulary::Event;
use crate::{Hash, Header, Malformed, Record, Seq};

/// What is wrong with a line that is not UTF-8.
const NO_TEXT: &str = "it is no text";

/// A place in a chain: what the next line must follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The last place.
    pub head: Seq,
    /// The hash of the last line.
    pub hash: Hash,
}

/// How a line is named to people; the first is the header.
fn line(place: Seq) -> String {
    match place {
        Seq(0) => "the first line, which names the incident,".to_owned(),
        place => place.to_string(),
    }
}

/// A line that does not follow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// Not a record at all.
    #[error("the line after {after} is damaged: {what}")]
    Malformed {
        /// The last good place.
        after: Seq,
        /// What is wrong with it.
        what: String,
        /// It ends in the middle.
        cut: bool,
    },
    /// A record for another place.
    #[error("{found} stands where {wanted} should")]
    Gap {
        /// What should follow.
        wanted: Seq,
        /// What stands there.
        found: Seq,
    },
    /// The line before is not the one this line was written after.
    #[error("{} was altered, or {seq} was: they do not fit together", line(*before))]
    Altered {
        /// The line before.
        before: Seq,
        /// The line that does not fit.
        seq: Seq,
    },
    /// A redacted line that no record redacts.
    #[error("{seq} says that {by} took its words, but {by} does not say so")]
    Unredacted {
        /// The line without words.
        seq: Seq,
        /// The record that should say who and why.
        by: Seq,
    },
    /// A redacted line, and the file ends before the record that redacts it.
    #[error(
        "the words of {seq} were taken out by {by}, and it ends before that, with {head}: the rest is with its server"
    )]
    EndsBefore {
        /// The line without words.
        seq: Seq,
        /// The record that would say who and why.
        by: Seq,
        /// The last record.
        head: Seq,
    },
}

impl Broken {
    /// Whether a line ends in the middle, as the last of a file does that was cut off.
    pub const fn is_cut(&self) -> bool {
        matches!(self, Self::Malformed { cut: true, .. })
    }
}

impl Chain {
    /// The chain of a journal that has its header and nothing else.
    pub fn begin(header_line: &str) -> Self {
        Self { head: Seq(0), hash: Hash::of(header_line.as_bytes()) }
    }

    /// Reads a line, checks that it follows, and steps on.
    pub fn read(&mut self, line: &str) -> Result<Record, Broken> {
        let after = self.head;
        let broken = |Malformed { what, cut }| Broken::Malformed { after, what, cut };
        let record = Record::read(line).map_err(broken)?;
        self.follow(&record, line)?;
        Ok(record)
    }

    /// Steps over a record whose line is `line`.
    pub fn follow(&mut self, record: &Record, line: &str) -> Result<(), Broken> {
        let wanted = self.head.next();
        if record.seq != wanted {
            return Err(Broken::Gap { wanted, found: record.seq });
        }
        if record.prev != self.hash {
            return Err(Broken::Altered { before: self.head, seq: record.seq });
        }
        self.hash = record.hash_of(line);
        self.head = wanted;
        Ok(())
    }
}

/// A recording as it was read.
#[derive(Clone, Debug)]
pub struct Recording {
    /// Its first line.
    pub header: Header,
    /// Its records up to the first that does not follow.
    pub records: Vec<Record>,
    /// The last good place and its hash.
    pub chain: Chain,
    /// Why it ends there, if not because it is whole.
    pub broken: Option<Broken>,
    /// The last line has no newline: it may have been cut off in the middle of the next.
    pub torn: bool,
}

impl Recording {
    /// Reads a recording up to its last good record. Only a bad header is an error.
    pub fn read(text: &str) -> Result<Self, String> {
        Self::read_bytes(text.as_bytes())
    }

    /// Reads a recording from bytes that may be damaged, and so no text all through. Only a bad header is an error.
    pub fn read_bytes(bytes: &[u8]) -> Result<Self, String> {
        // Not `lines()`: it takes a carriage return off, and the chain is of the exact bytes.
        let whole = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let mut lines = whole.split(|byte| *byte == b'\n');
        let first = lines.next().unwrap_or_default();
        let no_header = |why: &str| format!("line 1 is no header of a recording: {why}");
        if first.trim_ascii().is_empty() {
            return Err(no_header("it is empty"));
        }
        if first.ends_with(b"}\r") {
            return Err(
                "its lines end in CRLF, as mail and some editors make them, and a recording \
                        is checked by its exact bytes: take the file as it was written"
                    .into(),
            );
        }
        let first = std::str::from_utf8(first).map_err(|_bytes| no_header("it is no text"))?;
        let header = Header::read(first).map_err(|e| match Header::other_format(first) {
            Some(_) => e.what,
            None => no_header(&e.what),
        })?;
        let mut chain = Chain::begin(first);
        let mut records = Vec::new();
        let mut broken = None;
        let mut before = chain;
        for line in lines {
            let here = chain;
            let no_text = |_bytes| Broken::Malformed {
                after: here.head,
                what: NO_TEXT.to_owned(),
                cut: false,
            };
            match std::str::from_utf8(line).map_err(no_text).and_then(|line| chain.read(line)) {
                Ok(record) => {
                    before = here;
                    records.push(record);
                }
                Err(why) => {
                    // Of two lines that do not fit, the earlier may be the altered one: what is
                    // shown ends before both.
                    if matches!(why, Broken::Altered { .. }) && records.pop().is_some() {
                        chain = before;
                    }
                    broken = Some(why);
                    break;
                }
            }
        }
        let broken = broken.or_else(|| unredacted(&records));
        Ok(Self { header, records, chain, broken, torn: !bytes.ends_with(b"\n") })
    }
}

/// The first redacted line that no later record redacts.
fn unredacted(records: &[Record]) -> Option<Broken> {
    let by_seq: BTreeMap<Seq, &Event> = records.iter().map(|r| (r.seq, &r.event)).collect();
    records.iter().find_map(|r| {
        let by = r.redacted_by?;
        let head = records.last()?.seq;
        if by > head {
            return Some(Broken::EndsBefore { seq: r.seq, by, head });
        }
        let named =
            matches!(by_seq.get(&by), Some(Event::Redacted { entry, .. }) if *entry == r.seq);
        (!named || by <= r.seq).then_some(Broken::Unredacted { seq: r.seq, by })
    })
}
