//! The register as it will be, with the chain that its next line must follow.
//!
//! The room alone holds it. Commands are decided on it and folded into it before they are on disk;
//! what anybody reads is the tail and the journal. If a commit fails it is dropped and made anew
//! of the journal, so it never knows what was not recorded.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use warroom_register::{
    Ask, At, Broken, Bytes, Chain, Event, Gap, Handle, Record, Register, Salt, Seq, Taken,
};

use crate::chance::Chance;
use crate::doors::Doors;

const SALTS_AT_ONCE: usize = 64;

/// A register with the place its next record goes to.
#[derive(Debug)]
pub(super) struct Draft {
    register: Register,
    chain: Chain,
    at: At,
    chance: Chance,
    salts: Vec<Salt>,
    /// Who is out, and what may write: as of the last record that turned them.
    doors: Arc<Doors>,
    /// One came that may have, and they were not asked for since.
    turned: bool,
    /// The words that are to be taken out of the journal.
    owed: Vec<Taken>,
    /// Records of which that was done.
    taken: BTreeSet<Seq>,
    /// Those of which it is not said yet, and the record that is to say so.
    unsaid: BTreeMap<Seq, Seq>,
}

/// A record could not be written down.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unwritten {
    #[error("the system gives no random bytes")]
    NoSalt,
    #[error("the record could not be encoded")]
    NoLine,
    #[error(transparent)]
    Gap(#[from] Gap),
    #[error(transparent)]
    Broken(#[from] Broken),
}

/// A journal's line does not fit the others.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unfit {
    #[error(transparent)]
    Broken(#[from] Broken),
    #[error(transparent)]
    Gap(#[from] Gap),
    #[error("the words of {0} are taken out, and nothing says so")]
    Unsaid(Seq),
}

impl Draft {
    /// The register of a journal that has its header and nothing else.
    pub(super) fn begin(header: &str, chance: &Chance) -> Self {
        Self {
            register: Register::default(),
            chain: Chain::begin(header),
            at: At::default(),
            chance: chance.clone(),
            salts: Vec::new(),
            doors: Arc::default(),
            turned: false,
            owed: Vec::new(),
            taken: BTreeSet::new(),
            unsaid: BTreeMap::new(),
        }
    }

    /// What is known.
    pub(super) fn register(&self) -> &Register {
        &self.register
    }

    /// The place of the last record, and the hash of its line.
    pub(super) fn chain(&self) -> Chain {
        self.chain
    }

    /// Checks and folds a line that was recorded.
    pub(super) fn replay(&mut self, line: &str) -> Result<(), Unfit> {
        let record = self.chain.read(line)?;
        self.at = self.at.max(record.at);
        self.owe(&record);
        self.turned |= Doors::turn_with(&record.event);
        Ok(self.register.apply(&record)?)
    }

    /// Writes an event into the next place and gives its line.
    pub(super) fn write(&mut self, ask: &Ask, event: Event) -> Result<(Seq, Arc<str>), Unwritten> {
        let record = Record {
            seq: self.chain.head.next(),
            prev: self.chain.hash,
            salt: Some(self.salt()?),
            // The clock may step back; the record does not.
            at: ask.now.max(self.at),
            by: ask.author,
            knew: ask.knew,
            command: ask.id,
            event,
            redacted_by: None,
            hash: None,
        };
        let line = record.line();
        if line.is_empty() {
            return Err(Unwritten::NoLine);
        }
        self.chain.follow(&record, &line)?;
        self.register.apply(&record)?;
        self.owe(&record);
        self.turned |= Doors::turn_with(&record.event);
        self.at = record.at;
        Ok((record.seq, line.into()))
    }

    /// Who is out, and what may write: the same ones as before where nothing turned them.
    pub(super) fn doors(&mut self) -> Arc<Doors> {
        if std::mem::take(&mut self.turned) {
            self.doors = Arc::new(Doors::of(&self.register));
        }
        debug_assert_eq!(*self.doors, Doors::of(&self.register), "a record turned them unnoticed");
        Arc::clone(&self.doors)
    }

    /// Records whose words are still in the journal though a later one took them: a redaction is
    /// carried out behind its record, and a crash may come in between.
    pub(super) fn owed(&self) -> &[Taken] {
        &self.owed
    }

    /// Whether each line without words is one that a record took them from. One whose record is not
    /// here may have lost it with the journal's end.
    pub(super) fn check_said(&self) -> Result<(), Unfit> {
        let here = self.unsaid.iter().find(|(_, by)| **by <= self.chain.head);
        here.map_or(Ok(()), |(entry, _)| Err(Unfit::Unsaid(*entry)))
    }

    fn owe(&mut self, record: &Record) {
        if let Some(by) = record.redacted_by {
            self.taken.insert(record.seq);
            self.unsaid.insert(record.seq, by);
        }
        if let Event::Redacted { entry, .. } = record.event
            && self.unsaid.get(&entry) == Some(&record.seq)
        {
            self.unsaid.remove(&entry);
        }
        if let Event::Redacted { entry, .. } = record.event
            && !self.taken.contains(&entry)
        {
            self.owed.push(Taken { entry, by: record.seq });
        }
    }

    /// Whether this handle has a role that keeps people waiting while it is away.
    pub(super) fn has_role(&self, who: Handle) -> bool {
        self.register.roles_of(who).next().is_some()
    }

    /// A fresh salt. The system is asked for many at once: it takes as long as for one.
    fn salt(&mut self) -> Result<Salt, Unwritten> {
        if self.salts.is_empty() {
            let mut bytes = [0; SALTS_AT_ONCE * 16];
            self.chance.fill(&mut bytes).map_err(|_refused| Unwritten::NoSalt)?;
            self.salts.extend(bytes.as_chunks().0.iter().copied().map(Bytes));
        }
        self.salts.pop().ok_or(Unwritten::NoSalt)
    }
}
