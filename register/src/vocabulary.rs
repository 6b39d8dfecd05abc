//! The vocabulary: what can be asked, and what then has happened.
//!
//! A command and its event are one line of one table: the same fields, asked for in the imperative
//! and recorded in the past. So one command makes exactly one event, by construction.
//!
//! The rows stand in a file for each subject; they are gathered here into one list, from which the
//! two enums are made.
//!
//! Event names and fields stand in people's recordings: they are added, never renamed. A text that
//! a redaction took is empty, hence `default` on every text.

mod actions;
mod decisions;
mod entries;
mod help;
mod incident;
mod keeping;
mod outside;
mod people;
mod place;
mod review;
mod rounds;
mod taken;
mod work;

use crate::agenda::Agenda;
use crate::limits::TITLE_CHARS_MAX;
use crate::policy::Policy;
use crate::state::{Affected, ReviewDue};
use crate::tagged::tagged;
use crate::title::Title;
use crate::words::{
    AdviceKind, Audience, Call, EntryKind, FactorKind, Helper, Kind, Mode, Moment, Outcome,
    PersonalData, Phase, Role, Scope, Section, Severity,
};
use crate::{At, EntryId, Handle, Hash, PublicKey, Salt, Seen, Seq, Text, entries_named};
use actions::actions_rows;
use decisions::decisions_rows;
use entries::entries_rows;
use help::help_rows;
use incident::incident_rows;
use keeping::keeping_rows;
use outside::outside_rows;
use people::people_rows;
use place::place_rows;
use review::review_rows;
use rounds::rounds_rows;
use taken::{Sees, Words as _};
use work::work_rows;

macro_rules! vocabulary {
    ($(
        $(#[doc = $doc:literal])+
        $command:ident => $event:ident { $($(#[$attr:meta])* $field:ident: $type:ty,)* }
    )+) => {
        tagged! {
            "type", "Command", deny_unknown_fields;
            /// What a responder asks. May be refused; is never kept.
            pub enum Command { $($(#[doc = $doc])+ $command { $($(#[$attr])* $field: $type,)* },)+ }
        }

        tagged! {
            "type", "Event";
            /// What changed. Never edited.
            pub enum Event {
                $($(#[doc = $doc])+ $event { $($(#[$attr])* $field: $type,)* },)+
                /// An event that a newer version wrote; its line is kept as it came.
                #[serde(skip)]
                Newer {
                    /// The name it goes by there.
                    name: Text,
                },
            }
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
            /// The command that would make this event again; `None` for what a newer version wrote.
            pub fn asks(self) -> Option<Command> {
                match self {
                    $(Self::$event { $($field,)* } => Some(Command::$command { $($field,)* }),)+
                    Self::Newer { .. } => None,
                }
            }

            /// Every name there is.
            pub const NAMES: &[&'static str] = &[$(stringify!($event),)+];

            /// Shows each text and title in it, and whom it names.
            fn show(&mut self, to: &mut dyn Sees) {
                match self {
                    $(Self::$event { $($field,)* } => { let _: () = (); $($field.show(to);)* })+
                    Self::Newer { .. } => {}
                }
            }

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

/// Puts the rows of all subjects one after another: each hands on what it was given and its own.
macro_rules! gather {
    ([] { $($rows:tt)* }) => { vocabulary! { $($rows)* } };
    ([$subject:ident $($rest:ident)*] $rows:tt) => { $subject! { gather [$($rest)*] $rows } };
}

gather! {
    [
        incident_rows people_rows entries_rows work_rows decisions_rows actions_rows place_rows
        help_rows rounds_rows keeping_rows outside_rows review_rows
    ] {}
}

/// Which commands are of the review: those of its rows, and no list beside them.
macro_rules! of_the_review {
    ([] { $(
        $(#[doc = $doc:literal])+
        $command:ident => $event:ident { $($fields:tt)* }
    )+ }) => {
        impl Command {
            /// Whether it is said or done at a review, or of a report.
            pub(crate) const fn is_of_review(&self) -> bool {
                matches!(self, $(Self::$command { .. })|+)
            }
        }
    };
}

review_rows! { of_the_review [] {} }

impl Command {
    /// All the words in it, without those that are empty. The first of them stand for it in a list.
    pub fn words(&self) -> Vec<Text> {
        self.clone().event().words()
    }

    /// All that somebody wrote in it: its words, and its titles.
    pub fn written(&self) -> Vec<Text> {
        let mut written = Written(Vec::new());
        self.clone().event().show(&mut written);
        written.0
    }

    /// What somebody asks who only watches: their question is comms' to answer, not the room's.
    #[must_use]
    pub fn outward(self) -> Self {
        match self {
            Self::Write { kind: EntryKind::Question, text, about, seen_at, .. } => {
                Self::Inquire { text, asker: Text::default(), about, seen_at }
            }
            other => other,
        }
    }
}

impl Event {
    /// The event less its words: what a redaction leaves.
    #[must_use]
    pub fn without_words(mut self) -> Self {
        self.show(&mut Taken);
        self
    }

    /// All the words in it, without those that are empty.
    pub fn words(&self) -> Vec<Text> {
        let mut words = Vec::new();
        self.clone().each_text(&mut |text| {
            words.extend(Some(text.clone()).filter(|text| !text.is_empty()));
        });
        words
    }

    /// The records that it names, in its fields and in its words.
    pub fn names(&self) -> Vec<Seq> {
        let mut named = Places(Vec::new());
        self.clone().show(&mut named);
        named.0
    }

    /// The event with this in place of its first text: so that a screen says why there is none.
    pub(crate) fn saying(mut self, instead: &str) -> Self {
        let mut first = true;
        self.each_text(&mut |text| {
            if std::mem::take(&mut first) {
                *text = Text::from(instead);
            }
        });
        self
    }

    /// Shows each text to `see`, which may change it.
    fn each_text(&mut self, see: &mut dyn FnMut(&mut Text)) {
        self.show(&mut Texts(see));
    }

    /// Replaces each handle in this event, and the words of each text and title, by what is said
    /// instead.
    pub(crate) fn name_others(
        &mut self,
        who: &mut dyn FnMut(Handle) -> Handle,
        words: &mut dyn FnMut(&str) -> String,
    ) {
        self.show(&mut Others { who, words });
    }

    /// Whether this is what that command makes: the same id with other content is another command.
    pub fn made_by(&self, command: &Command) -> bool {
        match self {
            // The room gives card and salt in.
            Self::PhaseMoved { phase, why, card: _, card_salt: _, review, seen_at } => {
                matches!(command,
                Command::MovePhase { phase: p, why: w, review: r, seen_at: s, .. }
                if p == phase && w == why && r == review && s == seen_at)
            }
            // Salt and thresholds are the room's; the rest is the author's.
            Self::Opened { title, severity, kind, .. } => matches!(command,
                Command::Open { title: t, severity: s, kind: k, .. }
                if t == title && s == severity && k == kind),
            other => command.clone().event() == *other || other.made_with_link(command),
        }
    }

    /// Which task somebody's action is on, where it was not said, the room reads in its words.
    fn made_with_link(&self, command: &Command) -> bool {
        let Self::Written { kind: EntryKind::Action, about: Some(task), text, .. } = self else {
            return false;
        };
        let mut linked = command.clone();
        let Command::Write { about: about @ None, .. } = &mut linked else { return false };
        *about = Some(*task);
        entries_named(text.raw()).any(|named| named == *task) && linked.event() == *self
    }
}

/// What stands in place of a title that was taken: a title is never empty.
const TITLE_TAKEN: &str = "[redacted]";

/// Takes all words away.
struct Taken;

impl Sees for Taken {
    fn text(&mut self, text: &mut Text) {
        *text = Text::default();
    }

    fn title(&mut self, title: &mut Title) {
        if let Ok(taken) = Title::try_from(TITLE_TAKEN.to_owned()) {
            *title = taken;
        }
    }
}

/// Takes down what was written.
struct Written(Vec<Text>);

impl Sees for Written {
    fn text(&mut self, text: &mut Text) {
        self.0.extend(Some(text.clone()).filter(|text| !text.is_empty()));
    }

    fn title(&mut self, title: &mut Title) {
        self.0.push(title.as_str().into());
    }
}

/// Takes down which records are named.
struct Places(Vec<Seq>);

impl Sees for Places {
    fn text(&mut self, text: &mut Text) {
        self.0.extend(entries_named(text.raw()));
    }

    fn place(&mut self, place: Seq) {
        self.0.push(place);
    }
}

/// Looks at texts alone.
struct Texts<'a>(&'a mut dyn FnMut(&mut Text));

impl Sees for Texts<'_> {
    fn text(&mut self, text: &mut Text) {
        (self.0)(text);
    }
}

/// Names people otherwise.
struct Others<'a> {
    who: &'a mut dyn FnMut(Handle) -> Handle,
    words: &'a mut dyn FnMut(&str) -> String,
}

impl Sees for Others<'_> {
    fn text(&mut self, text: &mut Text) {
        *text = Text::from((self.words)(text.raw()));
    }

    fn title(&mut self, title: &mut Title) {
        // A role is longer than most handles: a title that has no room for it loses its end.
        let words = (self.words)(title.as_str());
        let cut: String = words.chars().take(TITLE_CHARS_MAX).collect();
        if let Ok(other) = Title::try_from(cut) {
            *title = other;
        }
    }

    fn handle(&mut self, handle: &mut Handle) {
        *handle = (self.who)(*handle);
    }
}
