//! The vocabulary: what can be asked, and what then has happened.
//!
//! A command and its event are one line of one table: the same fields, asked for in the imperative
//! and recorded in the past. So one command makes exactly one event, by construction.
//!
//! Event names and fields stand in people's recordings: they are added, never renamed. A text that
//! a redaction took is empty, hence `default` on every text.

use serde::{Deserialize, Serialize};

use crate::policy::Policy;
use crate::title::Title;
use crate::words::{
    Audience, Call, EntryKind, Kind, Mode, Moment, Outcome, PersonalData, Phase, Role, Scope,
    Severity,
};
use crate::{At, EntryId, Handle, Hash, PublicKey, Salt, Seen, Seq, Text};

macro_rules! vocabulary {
    ($(
        $(#[doc = $doc:literal])+
        $command:ident => $event:ident { $($(#[$attr:meta])* $field:ident: $type:ty,)* }
    )+) => {
        /// What a responder asks. May be refused; is never kept.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
        pub enum Command { $($(#[doc = $doc])+ $command { $($(#[$attr])* $field: $type,)* },)+ }

        /// What changed. Never edited.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "type", rename_all = "snake_case")]
        pub enum Event {
            $($(#[doc = $doc])+ $event { $($(#[$attr])* $field: $type,)* },)+
            /// An event that a newer version wrote; its line is kept as it came.
            #[serde(skip)]
            Newer {
                /// The name it goes by there.
                name: Text,
            },
        }

        impl Command {
            /// The event that this command makes where it is not refused.
            pub fn event(self) -> Event {
                match self { $(Self::$command { $($field,)* } => Event::$event { $($field,)* },)+ }
            }

            /// Its name in words, for refusals and logs.
            pub const fn name(&self) -> &'static str {
                match self { $(Self::$command { .. } => stringify!($command),)+ }
            }
        }

        impl Event {
            /// Every name there is.
            pub const NAMES: &[&'static str] = &[$(stringify!($event),)+];

            /// Its name, for logs and for what does not know it better.
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$event { .. } => stringify!($event),)+
                    Self::Newer { .. } => "Newer",
                }
            }
        }
    };
}

vocabulary! {
    /// An incident begins; its author leads.
    Open => Opened {
        /// The hash of the sealed card that says whether this is a drill.
        sealed: Hash,
        /// What is wrong, in a line.
        title: Title,
        /// How bad it is.
        severity: Severity,
        /// What kind of trouble.
        kind: Kind,
        /// `past` is plain from the start; everything else stays sealed until the end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mode: Option<Mode>,
        /// Where the voices are: a call, a room.
        #[serde(default, skip_serializing_if = "Text::is_empty")]
        talk: Text,
        /// The key of the one who opens.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<PublicKey>,
        /// The thresholds in force.
        #[serde(default)]
        policy: Policy,
    }
    /// A responder takes a handle in this room, or comes back with a wider scope.
    Join => Joined {
        /// The key that speaks for this handle.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<PublicKey>,
        /// What the invite allowed.
        scope: Scope,
        /// The invite it came by; none for a machine enrolled with the server.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        invite: Option<Seq>,
    }
    /// A responder leaves for good.
    Leave => Left {}
    /// The room notes that the holder of a role is gone.
    NoteAway => Away {
        /// Who is gone.
        who: Handle,
    }
    /// The room notes that they are here again.
    NoteBack => Back {
        /// Who is here again.
        who: Handle,
    }
    /// A door is opened for others.
    Invite => Invited {
        /// What it is called in lists.
        name: Title,
        /// What it allows.
        scope: Scope,
        /// Until when it opens.
        until: At,
        /// How many handles may come by it.
        uses: u32,
        /// The hash of its token.
        token: Hash,
    }
    /// A door is closed.
    Revoke => Revoked {
        /// The record that opened it.
        invite: Seq,
    }
    /// A machine's key is taken up by the server: it needs no link from then on.
    Enrol => Enrolled {
        /// The machine's key.
        key: PublicKey,
        /// What it may do in this server's rooms.
        scope: Scope,
        /// The invite it came by; none for the machine that the server runs for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        invite: Option<Seq>,
    }
    /// An entry of some kind; which of the fields belong to which kind is checked by `decide`.
    Write => Written {
        /// What kind of entry.
        kind: EntryKind,
        /// The words.
        #[serde(default)]
        text: Text,
        /// When it happened, as the author says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seen_at: Option<Seen>,
        /// The entry it is about: a question's subject, an action's task.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        about: Option<EntryId>,
        /// Task: who is to do it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owner: Option<Handle>,
        /// Task: its box. Update: until the next word.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        minutes: Option<u16>,
        /// Fact: held, but not confirmed.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        suspected: bool,
        /// Fact: the one it follows, which was true and has changed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<EntryId>,
        /// Update: whom it is for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        audience: Option<Audience>,
        /// Impact: whether personal data is touched.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        personal_data: Option<PersonalData>,
    }
    /// It was wrong; this is right. The old wording stays readable.
    Amend => Amended {
        /// Which entry.
        entry: EntryId,
        /// What it says now.
        #[serde(default)]
        text: Text,
    }
    /// It does not stand any more.
    Retract => Retracted {
        /// Which entry.
        entry: EntryId,
        /// Why not.
        #[serde(default)]
        why: Text,
    }
    /// A moment to stop at when the record is read out.
    Star => Starred {
        /// Which record.
        entry: EntryId,
        /// Set or taken away.
        on: bool,
    }
    /// A question has its answer, which may be a fact from now on.
    Answer => Answered {
        /// The question.
        entry: EntryId,
        /// The answer.
        #[serde(default)]
        text: Text,
        /// This record is a fact too.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        fact: bool,
    }
    /// A task or a question is given to one person, or to nobody.
    Assign => Assigned {
        /// Which.
        entry: EntryId,
        /// To whom.
        to: Option<Handle>,
        /// The box, from now on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        minutes: Option<u16>,
    }
    /// Yes, I have it; on another's task: I help.
    Acknowledge => Acknowledged {
        /// Task or question.
        entry: EntryId,
    }
    /// I cannot do it.
    Decline => Declined {
        /// Task or question.
        entry: EntryId,
        /// Why not.
        #[serde(default)]
        why: Text,
    }
    /// More time.
    Extend => Extended {
        /// The task.
        entry: EntryId,
        /// So much more.
        minutes: u16,
    }
    /// It cannot go on.
    Block => Blocked {
        /// The task.
        entry: EntryId,
        /// What is needed.
        #[serde(default)]
        need: Text,
    }
    /// The work is done; whether it worked is another question.
    Finish => Finished {
        /// The task.
        entry: EntryId,
        /// What came of it.
        #[serde(default)]
        text: Text,
    }
    /// Whether it worked.
    Verify => Verified {
        /// A task or an action.
        entry: EntryId,
        /// What it did.
        outcome: Outcome,
        /// How one can tell.
        #[serde(default, skip_serializing_if = "Text::is_empty")]
        text: Text,
    }
    /// It is not to be done, or not to be asked, any more.
    Cancel => Cancelled {
        /// A task or a question.
        entry: EntryId,
        /// Why not.
        #[serde(default)]
        why: Text,
    }
    /// A decision for the lead to call.
    Propose => Proposed {
        /// What to do.
        #[serde(default)]
        text: Text,
        /// What could go wrong.
        #[serde(default, skip_serializing_if = "Text::is_empty")]
        risk: Text,
        /// How it is undone.
        #[serde(default, skip_serializing_if = "Text::is_empty")]
        undo: Text,
        /// By what we shall see that it works.
        #[serde(default, skip_serializing_if = "Text::is_empty")]
        expect: Text,
    }
    /// A strong objection.
    Object => Objected {
        /// The proposal.
        entry: EntryId,
        /// Why.
        #[serde(default)]
        why: Text,
    }
    /// The lead calls a proposal.
    Call => Called {
        /// The proposal.
        entry: EntryId,
        /// Go, no, or go with a change.
        call: Call,
        /// The change, or why.
        #[serde(default, skip_serializing_if = "Text::is_empty")]
        why: Text,
    }
    /// Words leave the building.
    Send => Sent {
        /// The update.
        entry: EntryId,
    }
    /// A role is offered; it moves when it is accepted.
    OfferRole => RoleOffered {
        /// Which.
        role: Role,
        /// To whom.
        to: Handle,
        /// A word with it.
        #[serde(default, skip_serializing_if = "Text::is_empty")]
        text: Text,
    }
    /// The one it was offered to takes it.
    AcceptRole => RoleAccepted {
        /// Which.
        role: Role,
    }
    /// The one it was offered to does not.
    DeclineRole => RoleDeclined {
        /// Which.
        role: Role,
        /// Why not.
        #[serde(default)]
        why: Text,
    }
    /// The lead is taken where there is none, or the one who has it is away.
    TakeLead => LeadTaken {
        /// Why.
        #[serde(default)]
        why: Text,
    }
    /// How bad it is now.
    Grade => SeverityGraded {
        /// From now on.
        severity: Severity,
        /// Why now.
        #[serde(default, skip_serializing_if = "Text::is_empty")]
        why: Text,
    }
    /// What kind of trouble it is.
    SetKind => KindSet {
        /// From now on.
        kind: Kind,
        /// Why now.
        #[serde(default, skip_serializing_if = "Text::is_empty")]
        why: Text,
    }
    /// How far the work has come.
    MovePhase => PhaseMoved {
        /// From now on.
        phase: Phase,
        /// Why now; needed to go back.
        #[serde(default, skip_serializing_if = "Text::is_empty")]
        why: Text,
        /// Closed: what the sealed card said; given in by the room.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        card: Option<Mode>,
        /// Closed: the salt under which the card was sealed; given in by the room.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        card_salt: Option<Salt>,
    }
    /// One of the times that a report needs.
    Mark => TimeMarked {
        /// Which.
        moment: Moment,
        /// When it was.
        when: Seen,
    }
}

impl Event {
    /// Whether this is what that command makes: the same id with other content is another command.
    pub fn made_by(&self, command: &Command) -> bool {
        match self {
            // The room gives card and salt in.
            Self::PhaseMoved { phase, why, card: _, card_salt: _ } => {
                matches!(command, Command::MovePhase { phase: p, why: w, .. } if p == phase && w == why)
            }
            // Salt and thresholds are the room's; the rest is the author's.
            Self::Opened { title, severity, kind, .. } => matches!(command,
                Command::Open { title: t, severity: s, kind: k, .. }
                if t == title && s == severity && k == kind),
            other => command.clone().event() == *other,
        }
    }
}
