//! What has a state: the incident, people, and the kinds of entry that are open or closed.

mod hands;
mod keeping;
mod outside;

use crate::policy::Policy;
use crate::title::Title;
use crate::words::{Audience, Call, Kind, Mode, Phase, Scope, Severity};
use crate::{At, EntryId, Handle, Hash, PublicKey, Seq, Text};
pub use hands::{
    Affected, Condition, Help, HelpState, Impact, InPlace, ReviewDue, Round, Standing, Target,
    Window,
};

pub(crate) use hands::BeforeYes;
pub use keeping::{Host, Knock, KnockState, Redaction, WriteToken};
pub use outside::Inquiry;

/// What is wrong, how bad, how far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// In a line; none before it was opened.
    pub title: Option<Title>,
    /// How bad.
    pub severity: Severity,
    /// What kind of trouble.
    pub kind: Kind,
    /// How far.
    pub phase: Phase,
    /// Sealed until it is closed.
    pub mode: Mode,
    /// When it was opened.
    pub opened_at: Option<At>,
    /// When it was closed, while it is.
    pub closed_at: Option<At>,
    /// The records by which it was opened again, oldest first.
    pub reopened: Vec<Seq>,
    /// Where the voices are.
    pub talk: Text,
    /// The hash of the sealed card.
    pub sealed: Hash,
    /// The thresholds in force.
    pub policy: Policy,
    /// Who calls the review, and by when, once that was said.
    pub review: Option<ReviewDue>,
}

impl Default for Incident {
    fn default() -> Self {
        Self {
            title: None,
            severity: Severity::P4,
            kind: Kind::Availability,
            phase: Phase::Investigating,
            mode: Mode::Sealed,
            opened_at: None,
            closed_at: None,
            reopened: Vec::new(),
            talk: Text::default(),
            sealed: Hash::default(),
            policy: Policy::default(),
            review: None,
        }
    }
}

/// A person in the room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Responder {
    /// The place in which they joined, from 1: the digit beside the name, for ever.
    pub number: u32,
    /// What they may do.
    pub scope: Scope,
    /// The key that speaks for the handle.
    pub key: Option<PublicKey>,
    /// Keys of further machines that were let in under this handle.
    pub more_keys: Vec<PublicKey>,
    /// When they joined first.
    pub joined_at: At,
    /// They left for good.
    pub left: bool,
    /// What they can help with, in their own words.
    pub skills: Text,
    /// They were put out.
    pub removed: bool,
}

impl Responder {
    /// Whether this key speaks for them.
    pub fn knows(&self, key: PublicKey) -> bool {
        self.key == Some(key) || self.more_keys.contains(&key)
    }

    /// All keys that speak for them.
    pub fn keys(&self) -> impl Iterator<Item = PublicKey> {
        self.key.into_iter().chain(self.more_keys.iter().copied())
    }
}

/// A role on its way to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The record that offered it.
    pub seq: Seq,
    /// To whom.
    pub to: Handle,
    /// Who offered it.
    pub by: Handle,
    /// Since when.
    pub at: At,
}

/// A door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// What it is called in lists.
    pub name: Title,
    /// What it allows.
    pub scope: Scope,
    /// Until when it opens.
    pub until: At,
    /// How many more handles may come by it.
    pub uses_left: u32,
    /// The hash of its token.
    pub token: Hash,
    /// Who opened it.
    pub by: Handle,
    /// It was closed.
    pub revoked: bool,
}

impl Invite {
    /// What became of it, in a word.
    pub fn state(&self, now: At) -> &'static str {
        match self.uses_left {
            _ if self.revoked => "revoked",
            0 => "used up",
            _ if now <= self.until => "open",
            _ => "ended",
        }
    }

    /// Whether a newcomer may come by it at this moment.
    pub fn is_open(&self, now: At) -> bool {
        !self.revoked && self.uses_left > 0 && now <= self.until
    }
}

/// Something held true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Not confirmed.
    pub suspected: bool,
    /// The fact it follows: that one was true and has changed.
    pub replaces: Option<EntryId>,
    /// The fact that follows it.
    pub replaced_by: Option<EntryId>,
    /// When it was last said.
    pub at: At,
}

/// Something wanted known.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Question {
    /// Who sees to it.
    pub owner: Option<Handle>,
    /// Who gave it to its owner, as long as the owner has said nothing to that.
    pub given_by: Option<Handle>,
    /// Since when somebody, or nobody, has it.
    pub since: At,
    /// The record that answered it.
    pub answer: Option<Seq>,
    /// It was called off.
    pub dropped: bool,
    /// What it is about: a row, or the plan it comes from.
    pub about: Option<EntryId>,
}

impl Question {
    /// Still to be answered.
    pub const fn is_open(&self) -> bool {
        self.answer.is_none() && !self.dropped
    }

    /// From then on it is this one's, or nobody's; who gives it to another waits for a word of theirs.
    pub(crate) fn give(&mut self, owner: Option<Handle>, by: Handle, at: At) {
        self.given_by = Some(by).filter(|by| owner.is_some_and(|owner| owner != *by));
        (self.owner, self.since) = (owner, at);
    }
}

/// How a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskState {
    /// Nobody has it, which is late.
    Open,
    /// Given; the owner has not answered.
    Assigned,
    /// The owner has it.
    Acknowledged,
    /// It cannot go on.
    Blocked,
    /// The work is done; whether it worked is not known.
    Done,
    /// What came of it is known.
    Verified,
    /// It is called off.
    Cancelled,
}

impl TaskState {
    /// The word in formats and on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Assigned => "assigned",
            Self::Acknowledged => "acknowledged",
            Self::Blocked => "blocked",
            Self::Done => "done",
            Self::Verified => "verified",
            Self::Cancelled => "cancelled",
        }
    }

    /// Somebody has something to do.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Assigned | Self::Acknowledged | Self::Blocked)
    }
}

/// A next step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// How it stands.
    pub state: TaskState,
    /// Who does it.
    pub owner: Option<Handle>,
    /// Who gave it; the author where nobody did.
    pub given_by: Handle,
    /// Since when it stands so.
    pub since: At,
    /// Its box, in minutes.
    pub minutes: u16,
    /// When the box ends, once somebody has been given it.
    pub due: Option<At>,
    /// Who else lends a hand.
    pub helpers: Vec<Handle>,
    /// The last that was said of it: what is needed, what was done, what came of it.
    pub last: Option<Seq>,
    /// The last word on how it stands: an answer to a call round, or what was done on it.
    pub condition: Option<Seq>,
    /// What it carries out: a decision, or the plan it comes from.
    pub about: Option<EntryId>,
}

/// A decision, proposed or called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// How it was called; none while it waits.
    pub call: Option<Call>,
    /// The record that called it: its own for one line of the lead's.
    pub called: Option<Seq>,
    /// Objections, oldest first.
    pub objections: Vec<Seq>,
    /// The facts that stood when it was called.
    pub facts: Vec<EntryId>,
    /// The questions that were open when it was called.
    pub questions: Vec<EntryId>,
    /// What could go wrong.
    pub risk: Text,
    /// How it is undone.
    pub undo: Text,
    /// By what we shall see that it works.
    pub expect: Text,
    /// What else could be done.
    pub options: Vec<Text>,
    /// When to look whether it works.
    pub look_at: Option<At>,
    /// When it was put to the room last.
    pub window: Option<Window>,
    /// The last record on the screen of whoever called it, at that instant.
    pub knew: Option<Seq>,
}

/// Words to an audience.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// Whom they are for.
    pub audience: Audience,
    /// The record by which they left the building; none while they are a draft.
    pub sent: Option<Seq>,
    /// When the next word was promised for.
    pub next_due: Option<At>,
    /// Minutes until the next word, counted from sending.
    pub next_minutes: Option<u16>,
}
