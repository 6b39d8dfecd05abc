//! Whether a command is carried out.
//!
//! A command makes its event by itself ([`Command::event`]); what is decided here is only whether
//! it may. Each refusal is a sentence for somebody at three in the morning: what, and what to do.

mod checks;
mod decisions;
mod entries;
mod help;
mod keeping;
mod lead;
mod outside;
mod people;
mod review;

pub(crate) use checks::CLOCK_SLACK_SECONDS;

use crate::limits::{RECORDS_FOR_PEOPLE, RECORDS_MAX};
use crate::register::Register;
use crate::rights;
use crate::vocabulary::{Command, Event};
use crate::{At, CommandId, Handle, Refusal, Seq};

/// A command with what the room knows of the one who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The author's id for it.
    pub id: CommandId,
    /// Who asks.
    pub author: Handle,
    /// The last place on the author's screen.
    pub knew: Option<Seq>,
    /// The room's clock.
    pub now: At,
    /// What is asked.
    pub command: Command,
}

/// What comes of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is carried out: this is to be recorded.
    Record(Event),
    /// It came again; this record is of it, if that record's event is [`Event::made_by`] it.
    Already(Seq),
    /// It is not carried out.
    Refused(Refusal),
}

/// Decides one command against the register as it will be.
pub fn decide(register: &Register, ask: &Ask) -> Verdict {
    if let Some(seq) = register.done(ask.id) {
        return Verdict::Already(seq);
    }
    let checked = rights::check(register, ask.author, &ask.command)
        .and_then(|()| checks::envelope(register, ask))
        .and_then(|()| checks::command(register, ask));
    match checked {
        Ok(()) => Verdict::Record(ask.command.clone().event()),
        Err(refusal) => Verdict::Refused(refusal),
    }
}

/// The same for what comes by a token, behind which a machine may stand: the last records of an incident
/// are for people.
pub fn decide_by_token(register: &Register, ask: &Ask) -> Verdict {
    match decide(register, ask) {
        Verdict::Record(_) if register.head().0 >= RECORDS_MAX - RECORDS_FOR_PEOPLE => {
            Verdict::Refused(Refusal::FullForTokens)
        }
        verdict => verdict,
    }
}
