//! What is true of an incident: pure. No I/O, no clock, no randomness, no threads, no logging.
//!
//! A [`Command`] is asked, [`decide()`]d against the [`Register`], and becomes an [`Event`] in a
//! [`Record`]; [`Register::apply`] folds the record in. Equal journals give equal registers,
//! screens and reports.
//!
//! | module | what it holds |
//! |---|---|
//! | `at`, `id`, `title`, `limits`, `words`, `policy` | instants, names of things, closed sets of words, limits and thresholds |
//! | `shown` | free text, and the one way in which it becomes drawable |
//! | `vocabulary`, `tagged`, `new_entry`, `record`, `recording` | commands and events, how their names are read, an entry being written, the line an event is written as, the chain of lines |
//! | `agreement` | what one copy of a journal says of another |
//! | `decide`, `rights`, `refusal` | whether a command is carried out, who may, and the sentence if not |
//! | `register`, `state`, `apply`, `learning`, `meeting` | what the room knows and what was learnt after it, and how a record changes it |
//! | `sentence`, `attention`, `when`, `known` | a record in words, what is late or asked of whom, times as people type them, what was known when |
//! | `times` | the times of an incident and what lies between them, each with its definition |
//! | `library`, `stats` | an incident in a few values; numbers over many |
//! | `draft` | the words that are proposed to an audience |
//! | `show`, `brief`, `report`, `markdown` | the register as JSON and plain lines, as a situation report, as the report |
//! | `protocol`, `invite` | what server and client say to each other, the line that lets somebody in |
//!
//! Known limits: times are UTC; alerts are not in the vocabulary yet, and join it as further lines
//! of its table.

mod agenda;
mod agreement;
mod apply;
mod at;
pub mod attention;
pub mod brief;
mod decide;
mod deed;
pub mod draft;
mod id;
mod in_front;
mod invite;
mod known;
mod learning;
pub mod library;
pub mod limits;
pub mod markdown;
mod meeting;
mod named;
mod new_entry;
mod policy;
pub mod promises;
pub mod protocol;
mod ran;
mod record;
mod recording;
mod refusal;
mod register;
pub mod report;
pub mod rights;
mod seeded;
mod sentence;
pub mod show;
mod shown;
mod state;
pub mod stats;
mod tagged;
#[cfg(test)]
mod tests;
pub mod times;
mod title;
mod vocabulary;
pub mod when;
pub mod words;

pub use agenda::{Agenda, Step};
pub use agreement::{Agreement, Change, Then, compare};
pub use at::{At, Seen};
pub use decide::{Ask, Verdict, decide, decide_by_token};
pub use deed::deed;
pub use id::{
    Bytes, CommandId, EntryId, Handle, Hash, IncidentId, Label, PublicKey, Salt, Seq, Signature,
    Token,
};
pub use in_front::InFront;
pub use invite::InviteLink;
pub use known::LEARNT_LATER_SECONDS;
pub use learning::{Account, Advice, AdviceState, Learning, Prose, Review, Said, Terms};
pub use meeting::{Facilitator, SaidWhen};
pub use named::{entries_named, handles_named};
pub use new_entry::NewEntry;
pub use policy::{Plan, PlanTask, Policy, Rule, StandingDecision, follow};
pub use ran::Ran;
pub use record::{FORMAT, Header, Malformed, Record, Taken, place_of};
pub use recording::{Broken, Chain, Recording};
pub use refusal::Refusal;
pub use register::{Gap, LeftOpen, Register, Row, Rows, RowsIter, What, Wording};
pub use seeded::Seeded;
pub use shown::{Shown, Text};
pub use state::{
    Affected, Condition, Decision, Fact, Help, HelpState, Host, Impact, InPlace, Incident, Inquiry,
    Invite, Knock, KnockState, Offer, Question, Redaction, Responder, ReviewDue, Round, Standing,
    Target, Task, TaskState, Update, Window, WriteToken,
};
pub use title::Title;
pub use vocabulary::{Command, Event};
