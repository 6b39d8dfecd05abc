//! Copies of a journal: lines that follow one another, and what of them is taken.
//!
//! What was recorded is known by one hash, that of the last line in the file of heads: what of a copy
//! leads to it is taken whoever brings it, and what leads elsewhere never is. What nothing proves rests
//! on a word: the lead's, or that of who holds the folder. One function says so for all who bring any.

mod words;

use std::io;
use std::sync::Arc;
use warroom_register::limits::{FRAME_BYTES_MAX, PLACE_MAX};
use warroom_register::rights::{keeps_gate, leads};
use warroom_register::words::Scope;
use warroom_register::{
    Chain, Handle, Hash, IncidentId, Label, PublicKey, Record, Refusal, Register, Seq,
};

use self::words::Words;
use crate::journal::{Lines, Store, Whole, blocking};

/// Lines of the journal that are put behind a copy at once: they may be long.
const EXTENDED_LINES: usize = 16;
/// Written at once, in bytes.
const PIECE_BYTES: usize = 64 * 1024;

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

/// Whether this person may serve the room anew.
pub(super) fn may_serve(register: &Register, who: Handle) -> bool {
    let known = register.responders().get(&who);
    known.is_some_and(|it| !it.removed && it.scope >= Scope::Respond)
}

/// Whether what nothing proves is taken on this responder's word: who leads, or may while nobody who
/// leads is there.
pub(super) fn vouches(register: &Register, who: Handle) -> bool {
    leads(register, who) || keeps_gate(register, who)
}

/// Lines of a copy, as far as they follow one another: they lie on disk, and what is known of them here
/// does not grow with them.
#[derive(Debug)]
pub(crate) struct Followed {
    /// The place behind which they begin.
    begin: Seq,
    chain: Chain,
    lines: Lines,
    /// The place whose hash is asked about.
    wanted: Option<Seq>,
    /// Where it is, and where the copy itself ends.
    marks: Vec<Mark>,
    words: Words,
}

/// A place in a copy.
#[derive(Clone, Copy, Debug)]
struct Mark {
    chain: Chain,
    /// Up to its last byte.
    bytes: u64,
}

impl Followed {
    fn take(&mut self, line: &str, bytes: u64) -> Result<(), String> {
        // No frame says more parts than it has bytes, and what is read of a line grows with its parts.
        if line.bytes().filter(|byte| *byte == b',').count() > FRAME_BYTES_MAX {
            return Err("a line has more parts than any record".to_owned());
        }
        let record = self.chain.read(line).map_err(|broken| broken.to_string())?;
        if self.wanted == Some(self.chain.head) {
            self.marks.push(Mark { chain: self.chain, bytes });
        }
        self.words.note(&record)
    }

    pub(crate) fn head(&self) -> Seq {
        self.chain.head
    }

    /// The hash of the line at this place, if it is here and was asked about.
    pub(crate) fn hash_at(&self, at: Seq) -> Option<Hash> {
        self.mark(at).map(|mark| mark.chain.hash)
    }

    fn mark(&self, at: Seq) -> Option<Mark> {
        let end = Mark { chain: self.chain, bytes: self.lines.bytes() };
        let all = self.marks.iter().copied().chain([end]);
        all.filter(|mark| mark.chain.head > self.begin).find(|mark| mark.chain.head == at)
    }

    /// Without what lies behind this place: the one that was asked about, or where the copy ended.
    pub(crate) fn up_to(mut self, at: Seq) -> Self {
        if let Some(Mark { chain, bytes }) = self.mark(at) {
            self.chain = chain;
            self.lines.cut(bytes);
            self.words.cut(at);
        }
        self
    }

    /// What was known at this place, of a copy from the first record on that reaches so far.
    pub(super) fn known_at(&self, at: Seq) -> Option<Register> {
        if self.begin > Seq(0) || at > self.head() {
            return None;
        }
        let (mut register, mut reading) = (Register::default(), self.lines.read(0));
        while register.head() < at {
            let record = Record::read(reading.next().ok()??).ok()?;
            register.apply(&record).ok()?;
        }
        Some(register)
    }

    /// Whether each line without words is one that a later one among them took them from.
    pub(super) fn check_said(&self) -> Result<(), String> {
        self.words.check_said(self.head())
    }

    /// Lines as they came, from this byte on, for one append; and the byte behind them.
    pub(super) fn batch(&self, from: u64) -> io::Result<(Vec<Arc<str>>, u64)> {
        self.lines.batch(from)
    }

    /// The whole journal that it is to be, of a copy from the first record on: without the words that
    /// later ones took.
    pub(crate) async fn whole(
        self,
        store: &Store,
        (label, header, by): (Option<Label>, Arc<str>, Handle),
    ) -> Result<Whole, String> {
        let (into, head) = (store.begin_lines().await.map_err(|e| unwritten(&e))?, self.head());
        let done = blocking(move || self.without_words(into)).await;
        let done = done.map_err(|error| error.to_string())?;
        let (lines, last) = done.map_err(|error| unwritten(&error))?;
        Ok(Whole { label, header, lines, head, last, by })
    }

    /// Its lines without the words that later ones took; and the last line.
    fn without_words(self, mut into: Lines) -> io::Result<(Lines, Option<Arc<str>>)> {
        let (taken, mut last) = (self.words.taken(), None);
        let (mut reading, mut piece) = (self.lines.read(0), String::new());
        for seq in 1.. {
            let Some(line) = reading.next()? else { break };
            let by = taken.get(&Seq(seq));
            let without = by.and_then(|by| Record::redacted_line(line, *by));
            let line = without.as_deref().unwrap_or(line);
            piece.push_str(line);
            piece.push('\n');
            if Seq(seq) == self.chain.head {
                last = Some(Arc::from(line));
            }
            if piece.len() > PIECE_BYTES {
                into.add(&piece)?;
                piece.clear();
            }
        }
        into.add(&piece)?;
        Ok((into, last))
    }

    /// Takes what follows of these; false where one does not.
    fn extend(&mut self, more: &[String]) -> io::Result<bool> {
        if self.marks.last().is_none_or(|mark| mark.chain.head < self.chain.head) {
            self.marks.push(Mark { chain: self.chain, bytes: self.lines.bytes() });
        }
        // The last line of a copy may have no end.
        let open = self.lines.bytes() > 0 && !self.lines.is_ended()?;
        let mut follows = String::from(if open { "\n" } else { "" });
        for line in more {
            let bytes = self.lines.bytes() + as_u64(follows.len() + line.len() + 1);
            if self.take(line, bytes).is_err() {
                self.lines.add(&follows)?;
                return Ok(false);
            }
            follows.push_str(line);
            follows.push('\n');
        }
        self.lines.add(&follows)?;
        Ok(true)
    }
}

/// The lines of a copy behind this chain: each must follow the one before. Of one place the hash is
/// asked about. Blocks on the disk.
pub(crate) fn copied(begin: Chain, lines: Lines, wanted: Option<Seq>) -> Result<Followed, String> {
    let mut reading = lines.read(0);
    let (marks, words) = (Vec::new(), Words::default());
    let mut copy = Followed { begin: begin.head, chain: begin, lines, wanted, marks, words };
    loop {
        let line = reading.next().map_err(|error| error.to_string());
        let Some(line) = line.map_err(|why| broken(begin, &why))?.map(str::to_owned) else { break };
        let at = reading.at();
        copy.take(&line, at).map_err(|why| broken(begin, &why))?;
        if copy.head().0 > PLACE_MAX {
            return Err(Refusal::Full.to_string());
        }
    }
    copy.words.check_said_before(copy.head())?;
    Ok(copy)
}

fn broken(begin: Chain, why: &str) -> String {
    if begin.head == Seq(0) {
        format!("this copy is not whole, or is of another incident: {why}")
    } else {
        format!("what this copy has does not continue the record here: {why}")
    }
}

/// A copy, and behind it what of the journal follows it.
pub(crate) async fn extended(
    store: &Store,
    id: IncidentId,
    mut copy: Followed,
) -> Result<Followed, String> {
    loop {
        let Ok(more) = store.read(id, copy.head(), EXTENDED_LINES).await else { break };
        let before = copy.head();
        let follows;
        (copy, follows) = blocking(move || {
            let follows = copy.extend(&more);
            (copy, follows)
        })
        .await
        .map_err(|error| error.to_string())?;
        if !follows.map_err(|error| unwritten(&error))? || copy.head() == before {
            break;
        }
    }
    Ok(copy)
}

/// Why what is brought cannot be put aside.
pub(crate) fn unwritten(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull => {
            "the server's disk is full: free some space there, and bring it again".to_owned()
        }
        io::ErrorKind::ReadOnlyFilesystem => {
            "the server's disk is read-only: bring it again once it can be written".to_owned()
        }
        // Others bring so much: the sentence says that.
        io::ErrorKind::QuotaExceeded => error.to_string(),
        _ => format!("the server cannot put it aside ({error}): try again"),
    }
}

fn as_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
