//! What this machine was told of a journal behind the end of its copy: how far it goes, and the hash of
//! the last line.
//!
//! A link that keeps no copy leaves it beside the copy's place when it ends. So a machine where no screen
//! was ever open notices as well that a server was put back to an older record, its file of heads and
//! all. It holds no word of the record: hashes, places and the header's line.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use warroom_register::{Chain, Event, Hash, Record, Seq};

use super::Copy;
use crate::link::dial::Held;
use crate::paths::{read_secret, write_secret};
use crate::trouble::{Trouble, said};

/// Places from which the room went on without what others may have, as many as are kept.
const WENT_ON_MAX: usize = 16;

/// How far a journal went, as this machine was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Told {
    /// The journal's first line.
    pub(super) header: String,
    pub(super) last: Mark,
    /// The records by which the room went on without what others may have: who has them went along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) went_on: Vec<Mark>,
}

/// A record, and the hash of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    seq: Seq,
    hash: Hash,
}

impl Mark {
    /// The place behind which this chain goes on.
    pub(super) const fn of(chain: Chain) -> Self {
        Self { seq: chain.head, hash: chain.hash }
    }

    pub(super) const fn chain(self) -> Chain {
        Chain { head: self.seq, hash: self.hash }
    }
}

impl Told {
    /// What was left beside this copy; none where nothing was.
    pub(crate) fn read(copy: &Path) -> Result<Option<Self>, Trouble> {
        let file = file_of(copy);
        let Some(bytes) = read_secret(&file)? else { return Ok(None) };
        let bad = |e| {
            let what = format!(
                "does not read ({e}): how far this machine was told that the record went is not known"
            );
            Trouble::file(&file, what)
        };
        serde_json::from_slice(&bytes).map(Some).map_err(bad)
    }

    /// Leaves it beside this copy, unless another program of this machine was told more. One that does
    /// not read gives way.
    pub(super) fn leave(&self, copy: &Path) -> Result<(), Trouble> {
        let before = Self::read(copy).unwrap_or_default();
        if before.is_some_and(|it| it.header == self.header && it.head() >= self.head()) {
            return Ok(());
        }
        let file = file_of(copy);
        let text = serde_json::to_vec(self).map_err(|e| Trouble::file(&file, e))?;
        write_secret(&file, &text)
    }

    /// Lets go of it: a person says that the room went on without it.
    pub(crate) fn forget(copy: &Path) -> Result<(), Trouble> {
        let file = file_of(copy);
        match std::fs::remove_file(&file) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(Trouble::file(&file, said(&e))),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// The last record that this machine was told of.
    pub(crate) const fn head(&self) -> Seq {
        self.last.seq
    }

    /// The hash of that record's line.
    pub(crate) const fn hash(&self) -> Hash {
        self.last.hash
    }

    /// By which of these records the room went on without what others may have, this one or a later.
    pub(crate) fn went_on_to(&self) -> Seq {
        self.went_on.last().map_or(Seq(0), |mark| mark.seq)
    }

    /// What is said of it to a server that has the record up to `at`: what of it both have, where this
    /// machine's lines say no more, and how far it went.
    pub(in crate::link) fn held(&self, at: Seq, lines: (Seq, Option<Hash>)) -> Held {
        let header = Mark { seq: Seq(0), hash: Hash::of(self.header.as_bytes()) };
        let marks = self.went_on.iter().copied().chain([header]);
        let lines = lines.1.map(|hash| Mark { seq: lines.0, hash }).filter(|mark| mark.seq <= at);
        let both = marks.filter(|mark| mark.seq <= at).chain(lines).max_by_key(|mark| mark.seq);
        let Mark { seq, hash } = both.unwrap_or(header);
        Held { after: seq, hash: Some(hash), holds: Some(self.head()), told: true, of: None }
    }

    /// All of it, for a server that has another record there.
    pub(in crate::link) const fn whole(&self) -> Held {
        Held { after: self.last.seq, hash: Some(self.last.hash), holds: None, told: true, of: None }
    }
}

impl Copy {
    /// Takes in what this machine was told of behind the end of these lines. One that does not read is
    /// said, and nothing waits for it.
    pub(super) fn hear_told(&mut self, at_end: bool) {
        self.known = self.held().0;
        let ours = |told: &Told| self.header.as_ref().is_none_or(|mine| *mine == told.header);
        let has_place = !self.path.as_os_str().is_empty();
        let read = has_place.then(|| Told::read(&self.path)).transpose().unwrap_or_else(|why| {
            self.notes.push(why.to_string());
            None
        });
        let read = read.flatten().filter(ours);
        let Some(told) = read.filter(|told| told.head() > self.known) else { return };
        self.known = told.head();
        if at_end && self.header.is_none() {
            (self.header, self.chain) = (Some(told.header.clone()), Some(told.last.chain()));
            self.went_on.clone_from(&told.went_on);
            self.only_told = true;
        }
        self.told = Some(told);
    }

    /// Hears of a record that came. One by which the room went on, within what this machine was told and
    /// not of it, says that the rest of that is gone.
    pub(super) fn hears_of(&mut self, record: &Record, chain: Chain) {
        if !goes_on(record) {
            return;
        }
        let mark = Mark::of(chain);
        note(&mut self.went_on, record, chain);
        let other = |told: &&Told| chain.head <= told.head() && !told.went_on.contains(&mark);
        let Some(told) = self.still_told().filter(other) else { return };
        let head = told.head();
        (self.told, self.known) = (None, Seq(chain.head.0.saturating_sub(1)));
        self.notes.push(gone(head));
        if let Err(why) = Told::forget(&self.path) {
            self.notes.push(why.to_string());
        }
    }

    /// What this machine was told of, if no other program of it let go of that meanwhile.
    fn still_told(&self) -> Option<&Told> {
        self.told.as_ref().filter(|_| file_of(&self.path).exists())
    }

    /// How far this machine knows of the journal, with lines or without.
    pub(crate) const fn known(&self) -> Seq {
        self.known
    }

    /// There is no line of what is held: this machine was told of it.
    pub(crate) const fn is_only_told(&self) -> bool {
        self.only_told
    }

    /// What is said to a server that has the record up to `at`, where this machine was told of more.
    pub(crate) fn says_told(&self, at: Seq) -> Result<Option<Held>, Trouble> {
        let Some(told) = self.still_told().filter(|told| told.head() > at) else { return Ok(None) };
        let (head, hash) = self.held();
        let proof = if at < head { (at, self.hash_at(at)?) } else { (head, hash) };
        Ok(Some(told.held(at, proof)))
    }

    /// What is said to a server of which another record came than this machine was told of.
    pub(crate) fn says_parted(&self) -> Option<Held> {
        self.told.as_ref().filter(|_| self.parted).map(Told::whole)
    }

    /// Whether this chain is not the one that this machine was told of.
    pub(super) fn parts(&self, chain: Chain) -> bool {
        let at_its_end = self.told.as_ref().is_some_and(|told| told.head() == chain.head);
        at_its_end && self.still_told().is_some_and(|told| told.hash() != chain.hash)
    }

    /// Leaves how far the record went, where this link heard of more than was known.
    pub(super) fn leave_told(&mut self) {
        let (Some(header), Some(chain)) = (&self.header, self.chain) else { return };
        if self.path.as_os_str().is_empty() || self.parted || chain.head <= self.known {
            return;
        }
        let (header, went_on) = (header.clone(), self.went_on.clone());
        let told = Told { header, last: Mark::of(chain), went_on };
        if let Err(why) = told.leave(&self.path) {
            self.notes.push(format!("what this machine was told of the record is not kept: {why}"));
        }
    }
}

/// That the room went on without what this machine was told of, up to there.
pub(crate) fn gone(head: Seq) -> String {
    format!(
        "the room went on without what this machine was told of, up to {head}: its record is taken; what \
         was written or taken out behind that place is so no more, and may have to be done anew"
    )
}

/// Whether the room went on by it without what others may have.
const fn goes_on(record: &Record) -> bool {
    matches!(record.event, Event::Rescued { .. } | Event::WentOn { .. })
}

/// Adds the place behind this record if the room went on by it without what others may have.
pub(super) fn note(went_on: &mut Vec<Mark>, record: &Record, chain: Chain) {
    if !goes_on(record) {
        return;
    }
    if went_on.len() >= WENT_ON_MAX {
        went_on.remove(0);
    }
    went_on.push(Mark::of(chain));
}

fn file_of(copy: &Path) -> PathBuf {
    copy.with_extension("told.json")
}
