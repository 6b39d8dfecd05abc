//! The recording of an incident that was typed in: its records are decided by the rules of a room.

use std::path::Path;

use warroom_register::words::Scope;
use warroom_register::{
    Ask, At, Chain, Command, CommandId, Handle, Header, Record, Recording, Refusal, Register, Seq,
    Verdict, decide,
};

use crate::cli::file;
use crate::cli::source::read_file;
use crate::clock;
use crate::machine::random;
use crate::trouble::Trouble;

/// Nobody else will ever say it: there is no room, and no screen of theirs.
const AS_THEM: &str = "; it is kept on this machine alone: --as HANDLE says it as them";

/// Why something is not in a recording.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unsaid {
    /// The rules do not allow it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It cannot be written down.
    #[error("{0}")]
    Unwritten(String),
}

impl From<Unsaid> for String {
    fn from(why: Unsaid) -> Self {
        why.to_string()
    }
}

/// A recording in the making.
pub(super) struct Book {
    pub(super) header: Header,
    pub(super) chain: Chain,
    pub(super) register: Register,
    pub(super) text: String,
}

impl Book {
    pub(super) fn begin(header: Header) -> Self {
        let line = header.line();
        let text = format!("{line}\n");
        Self { chain: Chain::begin(&line), header, register: Register::default(), text }
    }

    /// Somebody says something. Who was not there before comes in, and so does whoever is given
    /// something by it.
    pub(super) fn says(&mut self, who: Handle, at: At, command: Command) -> Result<Seq, Unsaid> {
        let other = match &command {
            Command::Write { owner, .. } => *owner,
            Command::Assign { to, .. } => *to,
            Command::OfferRole { to, .. } => Some(*to),
            Command::AcceptAdvice { owner, .. } => Some(*owner),
            _ => None,
        };
        for who in [Some(who), other].into_iter().flatten() {
            self.comes_in(who, at)?;
        }
        self.ask(who, at, command)
    }

    fn comes_in(&mut self, who: Handle, at: At) -> Result<(), Unsaid> {
        if self.register.responders().contains_key(&who) {
            return Ok(());
        }
        let join = Command::Join { key: None, scope: Scope::Command, invite: None };
        self.ask(who, at, join).map(drop)
    }

    /// Decides and writes down, by the rules of a room.
    pub(super) fn ask(&mut self, author: Handle, now: At, command: Command) -> Result<Seq, Unsaid> {
        let id = CommandId(uuid::Uuid::now_v7());
        let ask = Ask { id, author, knew: None, now, command };
        let event = match decide(&self.register, &ask) {
            Verdict::Record(event) => event,
            Verdict::Already(seq) => return Ok(seq),
            Verdict::Refused(why) => return Err(why.into()),
        };
        let record = Record {
            seq: self.chain.head.next(),
            prev: self.chain.hash,
            salt: Some(random().map_err(|why| Unsaid::unwritten(&why))?),
            at: now,
            by: author,
            knew: None,
            command: id,
            event,
            redacted_by: None,
            hash: None,
        };
        let line = record.line();
        self.chain.follow(&record, &line).map_err(|why| Unsaid::unwritten(&why))?;
        self.register.apply(&record).map_err(|why| Unsaid::unwritten(&why))?;
        self.text.push_str(&line);
        self.text.push('\n');
        Ok(record.seq)
    }
}

impl Unsaid {
    fn unwritten(why: &impl ToString) -> Self {
        Self::Unwritten(why.to_string())
    }
}

/// Says one more thing in a past incident that was typed in here.
pub(in crate::cli::library) fn append(
    path: &Path,
    by: Handle,
    command: Command,
) -> Result<Seq, Trouble> {
    let text = String::from_utf8_lossy(&read_file(path)?).into_owned();
    let recording = Recording::read(&text).map_err(|why| Trouble::file(path, why))?;
    if let Some(why) = &recording.broken {
        return Err(Trouble::file(path, format!("{why}: nothing is added to it")));
    }
    let register = Register::of(&recording.records);
    let register = register.map_err(|gap| Trouble::file(path, gap.to_string()))?;
    let (header, chain) = (recording.header, recording.chain);
    let mut book = Book { header, chain, register, text };
    let seq = book.says(by, clock::now(), command).map_err(|why| refused(&why))?;
    file::write(path, book.text.as_bytes(), true)?;
    Ok(seq)
}

fn refused(why: &Unsaid) -> Trouble {
    let others = matches!(
        why,
        Unsaid::Refused(
            Refusal::NotLead { .. } | Refusal::LeadOrChair { .. } | Refusal::HadChair { .. }
        )
    );
    Trouble::Refused(if others { format!("{why}{AS_THEM}") } else { why.to_string() })
}
