//! What a room is asked, what comes of it, and where that is told.

use std::sync::Arc;
use tokio::sync::oneshot;
use warroom_register::protocol::{Asked, ServerMessage};
use warroom_register::words::Scope;
use warroom_register::{Ask, At, Command, CommandId, Handle, PublicKey, Refusal, Seq};

use super::desk::Desk;
use super::door::{Newcomer, Turned};
use super::run::Brought;
use super::stop::{Claim, Claimed};
use crate::journal::Lines;

/// One thing that a room is asked.
#[derive(Debug)]
pub(super) struct Job {
    /// What is wished.
    pub(super) wish: Wish,
    /// Who is told.
    pub(super) answer: Answer,
}

/// From where a command comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A seat, in which a person sits.
    Seat,
    /// A plain request with a token: a machine may stand behind it.
    Token,
    /// The server itself, which may record what only the room may.
    Own,
}

impl Source {
    /// Whether it is the server itself.
    pub(super) fn is_own(self) -> bool {
        self == Self::Own
    }
}

/// What is wished.
#[derive(Debug)]
pub(super) enum Wish {
    /// A command.
    Ask {
        /// The command, whose it is, and when it is looked at.
        ask: Ask,
        /// From where it comes.
        source: Source,
    },
    /// A newcomer at the door.
    Admit(Newcomer),
    /// What would come of a newcomer; they stay where they are.
    Look(Newcomer),
    /// Somebody's copy is another one than this journal.
    Claim(Claim),
    /// Records are brought from somebody's copy.
    Bring {
        /// Who brings them.
        who: Handle,
        /// The key that spoke for them.
        key: PublicKey,
        /// Their lines.
        lines: Lines,
    },
}

/// Who is told what came of it.
#[derive(Debug)]
pub(super) enum Answer {
    /// A seat.
    Desk(Arc<Desk>),
    /// The server itself.
    Recorded(oneshot::Sender<Result<Seq, Refusal>>),
    /// A newcomer.
    Admitted(oneshot::Sender<Result<Scope, Turned>>),
    /// Whoever speaks for a client with another copy.
    Claimed(oneshot::Sender<Claimed>),
    /// Whoever brings records.
    Brought(oneshot::Sender<Brought>),
    /// Nobody: the room asked itself.
    Nobody,
}

/// What came of it.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It is recorded here.
    Recorded(Seq),
    /// It was recorded here before.
    Already(Seq),
    /// It is not carried out.
    Refused(Refusal),
    /// What came of it cannot be known now: it is settled later.
    Unknown,
    /// Nothing is recorded now, and nobody says no to it: whoever asked asks again.
    Held,
    /// They are in.
    Admitted(Scope),
    /// They are not.
    Turned(Turned),
}

impl Wish {
    /// A command of a responder, or of the server itself.
    pub(super) fn ask(author: Handle, asked: Asked, source: Source) -> Self {
        let Asked { id, knew, command } = asked;
        // The room says the time when it decides.
        Self::Ask { ask: Ask { id, author, knew, now: At::default(), command }, source }
    }
}

impl Outcome {
    /// Nothing was recorded, and why.
    pub(super) fn not_recorded(why: &str) -> Self {
        Self::Refused(Refusal::NotRecorded { why: why.to_owned() })
    }
}

impl Job {
    /// Whether it is the same command of the same author, asked again.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (&self.wish, &other.wish) {
            (Wish::Ask { ask, .. }, Wish::Ask { ask: it, .. }) => {
                (ask.author, ask.id) == (it.author, it.id)
            }
            _ => false,
        }
    }

    /// Which seat is woken when this is recorded, and for what; the record itself is the yes.
    pub(super) fn rings(&self, outcome: &Outcome) -> Option<(Arc<Desk>, CommandId, Seq)> {
        match (&self.wish, &self.answer, outcome) {
            (Wish::Ask { ask, .. }, Answer::Desk(desk), Outcome::Recorded(seq)) => {
                Some((Arc::clone(desk), ask.id, *seq))
            }
            _ => None,
        }
    }

    /// Whether it is about another copy of the journal.
    pub(super) fn is_of_copies(&self) -> bool {
        matches!(self.wish, Wish::Claim(_) | Wish::Bring { .. })
    }

    /// Whether the lead has just said that the room goes on without what it lost.
    pub(super) fn goes_on(&self, outcome: &Outcome) -> bool {
        let Wish::Ask { ask, source } = &self.wish else { return false };
        let said = matches!(ask.command, Command::GoOn { .. }) && !source.is_own();
        said && matches!(outcome, Outcome::Recorded(_))
    }

    /// Tells what came of it, unless it rang.
    pub(super) fn settle(self, outcome: Outcome) {
        match (self.wish, self.answer) {
            (Wish::Ask { ask, .. }, Answer::Desk(desk)) => match outcome {
                Outcome::Recorded(_) => {}
                Outcome::Already(seq) => {
                    desk.settle(Some(ServerMessage::Already { command: ask.id, seq }));
                }
                Outcome::Refused(refusal) => {
                    let why = refusal.to_string();
                    desk.settle(Some(ServerMessage::Refused { command: ask.id, why }));
                }
                Outcome::Unknown | Outcome::Held | Outcome::Admitted(_) | Outcome::Turned(_) => {
                    desk.settle(None);
                }
            },
            (_, Answer::Recorded(reply)) => {
                // Whoever asked may have gone; what is recorded stands all the same.
                let _gone = reply.send(recorded(outcome));
            }
            (_, Answer::Admitted(reply)) => {
                let _gone = reply.send(admitted(outcome));
            }
            // These are answered where they are taken.
            (_, Answer::Desk(_) | Answer::Claimed(_) | Answer::Brought(_) | Answer::Nobody) => {}
        }
    }
}

fn recorded(outcome: Outcome) -> Result<Seq, Refusal> {
    match outcome {
        Outcome::Recorded(seq) | Outcome::Already(seq) => Ok(seq),
        Outcome::Refused(refusal) => Err(refusal),
        Outcome::Unknown | Outcome::Held | Outcome::Admitted(_) | Outcome::Turned(_) => {
            Err(Refusal::Unsettled)
        }
    }
}

fn admitted(outcome: Outcome) -> Result<Scope, Turned> {
    match outcome {
        Outcome::Admitted(scope) => Ok(scope),
        Outcome::Turned(turned) => Err(turned),
        Outcome::Refused(refusal) => Err(Turned::unrecorded(&refusal)),
        Outcome::Recorded(_) | Outcome::Already(_) | Outcome::Unknown | Outcome::Held => {
            Err(Turned::unrecorded(&Refusal::Unsettled))
        }
    }
}
