//! Copies of a journal: lines that follow one another, and what of them is taken.
//!
//! What was recorded is known by one hash, that of the last line in the file of heads: what of a copy
//! leads to it is taken whoever brings it, and what leads elsewhere never is. What nothing proves rests
//! on a word: the lead's, or that of who holds the folder. One function says so for all who bring any.

use std::collections::BTreeMap;
use std::sync::Arc;
use warroom_register::rights::{keeps_gate, leads};
use warroom_register::words::Scope;
use warroom_register::{Chain, Event, Handle, Hash, IncidentId, PublicKey, Record, Register, Seq};

use crate::journal::{LINES_AT_ONCE_MAX, Store};

/// Where a record ended, and in what, as the file of heads says; those of earlier versions say no hash.
pub(crate) type Proof = (Seq, Option<Hash>);

/// Why nothing of a copy is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Untaken {
    /// It ends before what is known to have been there.
    Short {
        /// What was there.
        at: Seq,
    },
    /// What it has there is not what was there.
    Unlike {
        /// Where.
        at: Seq,
    },
    /// Nothing but the word of who brings it speaks for it.
    Unproven,
}

/// Up to where a copy is taken: as far as it is proven, or to its end where the word of who brings it
/// is enough for what nothing proves.
pub(crate) fn taken(copy: &Followed, proof: Option<Proof>, trusted: bool) -> Result<Seq, Untaken> {
    // What stands before the copy begins was seen to already.
    let proof = proof.filter(|(at, _)| *at > copy.begin);
    if let Some((at, hash)) = proof {
        match (copy.hash_at(at), hash) {
            (None, _) if !trusted => return Err(Untaken::Short { at }),
            (Some(found), Some(hash)) if found != hash => return Err(Untaken::Unlike { at }),
            _ => {}
        }
    }
    match proof {
        _ if trusted => Ok(copy.head()),
        Some((at, Some(_))) => Ok(at),
        Some((_, None)) | None => Err(Untaken::Unproven),
    }
}

/// Whether this key speaks for somebody who works on the incident.
pub(super) fn works(register: &Register, who: Handle, key: PublicKey) -> bool {
    let known = register.responders().get(&who);
    register.barred(&key).is_none()
        && known.is_some_and(|it| it.knows(key) && !it.removed && it.scope >= Scope::Respond)
}

/// Whether what nothing proves is taken on this responder's word: who leads, or may while nobody who
/// leads is there.
pub(super) fn vouches(register: &Register, who: Handle) -> bool {
    leads(register, who) || keeps_gate(register, who)
}

/// Lines of a copy and what they record, as far as they follow one another.
pub(crate) struct Followed {
    /// The place behind which they begin.
    begin: Seq,
    chain: Chain,
    lines: Vec<Arc<str>>,
    records: Vec<Record>,
    /// Hashes of the lines, as the line after each knows it.
    hashes: Vec<Hash>,
}

impl Followed {
    fn take(&mut self, line: &str) -> Result<(), String> {
        let record = self.chain.read(line).map_err(|broken| broken.to_string())?;
        self.records.push(record);
        self.lines.push(Arc::from(line));
        self.hashes.push(self.chain.hash);
        Ok(())
    }

    pub(crate) fn head(&self) -> Seq {
        self.chain.head
    }

    /// The hash of the line at this place, if it is here.
    pub(crate) fn hash_at(&self, at: Seq) -> Option<Hash> {
        self.hashes.get(self.count(at).checked_sub(1)?).copied()
    }

    /// Lines up to this place.
    fn count(&self, at: Seq) -> usize {
        usize::try_from(at.0.saturating_sub(self.begin.0)).unwrap_or(usize::MAX)
    }

    /// Without what lies behind this place.
    pub(crate) fn up_to(mut self, at: Seq) -> Self {
        let count = self.count(at);
        self.lines.truncate(count);
        self.records.truncate(count);
        self.hashes.truncate(count);
        if let Some(hash) = self.hashes.last() {
            self.chain = Chain { head: self.chain.head.min(at), hash: *hash };
        }
        self
    }

    /// What was known at this place, of a copy from the first record on that reaches so far.
    pub(super) fn known_at(&self, at: Seq) -> Option<Register> {
        let records = self.records.get(..self.count(at)).filter(|_| self.begin == Seq(0))?;
        Register::of(records).ok()
    }

    /// Whether each line without words is one that a later one among them took them from.
    pub(super) fn is_said(&self) -> Result<(), String> {
        unsaid(self.records.iter().find(|record| !is_said(record, &self.records)))
    }

    /// The lines as they came.
    pub(super) fn unchanged(self) -> Vec<Arc<str>> {
        self.lines
    }

    /// The lines, without the words that later ones among them took.
    pub(crate) fn into_lines(mut self) -> Vec<Arc<str>> {
        let redacted = self.records.iter().filter_map(|record| match record.event {
            Event::Redacted { entry, .. } => Some((entry, record.seq)),
            _ => None,
        });
        let redacted: BTreeMap<Seq, Seq> = redacted.collect();
        for (entry, by) in redacted {
            let line = entry.index().and_then(|index| self.lines.get_mut(index));
            if let Some(line) = line
                && let Some(without) = Record::redacted_line(line, by)
            {
                *line = Arc::from(without);
            }
        }
        self.lines
    }
}

/// The lines of a copy behind this chain: each must follow the one before.
pub(crate) fn copied(begin: Chain, text: &str) -> Result<Followed, String> {
    let (lines, records, hashes) = (Vec::new(), Vec::new(), Vec::new());
    let mut copy = Followed { begin: begin.head, chain: begin, lines, records, hashes };
    for line in text.split_terminator('\n') {
        copy.take(line).map_err(|broken| {
            if begin.head == Seq(0) {
                format!("this copy is not whole, or is of another incident: {broken}")
            } else {
                format!("what this copy has does not continue the record here: {broken}")
            }
        })?;
    }
    let last = copy.chain.head;
    let said = |record: &Record| {
        record.redacted_by.is_some_and(|by| by > last) || is_said(record, &copy.records)
    };
    unsaid(copy.records.iter().find(|record| !said(record)))?;
    Ok(copy)
}

fn unsaid(record: Option<&Record>) -> Result<(), String> {
    record.map_or(Ok(()), |record| {
        Err(format!("the words of {} are taken out, and nothing says so", record.seq))
    })
}

/// A copy, and behind it what of the journal follows it.
pub(crate) async fn extended(store: &Store, id: IncidentId, mut copy: Followed) -> Followed {
    loop {
        let Ok(more) = store.read(id, copy.chain.head, LINES_AT_ONCE_MAX).await else { break };
        let before = copy.chain.head;
        for line in &more {
            if copy.take(line).is_err() {
                return copy;
            }
        }
        if copy.chain.head == before {
            break;
        }
    }
    copy
}

/// Whether a line without words is one that a later record took them from.
fn is_said(record: &Record, all: &[Record]) -> bool {
    let Some(by) = record.redacted_by else { return true };
    let said =
        |it: &Record| matches!(it.event, Event::Redacted { entry, .. } if entry == record.seq);
    all.iter().any(|it| it.seq == by && by > record.seq && said(it))
}

#[cfg(test)]
mod tests;
