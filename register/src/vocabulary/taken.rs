//! What of an event is people's words, which is what a redaction takes, and whom and which records it
//! names; all else stays.
//!
//! Every type that a row names says here whether it holds words or names somebody: one that does not
//! say so does not compile, so no new field is forgotten.

use crate::agenda::Agenda;
use crate::policy::Policy;
use crate::state::{Affected, ReviewDue};
use crate::title::Title;
use crate::words::{
    AdviceKind, Audience, Call, EntryKind, FactorKind, Helper, Kind, Mode, Moment, Outcome,
    PersonalData, Phase, Role, Scope, Section, Severity,
};
use crate::{At, Bytes, Handle, Hash, Seen, Seq, Text};

/// Whoever is shown what people wrote in an event and whom they named, and may change it.
pub(super) trait Sees {
    /// Somebody's words.
    fn text(&mut self, _text: &mut Text) {}

    /// A title, which is never empty.
    fn title(&mut self, _title: &mut Title) {}

    /// A record.
    fn place(&mut self, _place: Seq) {}

    /// Somebody.
    fn handle(&mut self, _handle: &mut Handle) {}
}

/// Something of an event that may hold people's words, or name somebody.
pub(super) trait Words {
    /// Shows each text, title and handle in it.
    fn show(&mut self, to: &mut dyn Sees);
}

impl Words for Text {
    fn show(&mut self, to: &mut dyn Sees) {
        to.text(self);
    }
}

impl Words for Title {
    fn show(&mut self, to: &mut dyn Sees) {
        to.title(self);
    }
}

impl Words for Handle {
    fn show(&mut self, to: &mut dyn Sees) {
        to.handle(self);
    }
}

impl Words for Seq {
    fn show(&mut self, to: &mut dyn Sees) {
        to.place(*self);
    }
}

impl<T: Words> Words for Option<T> {
    fn show(&mut self, to: &mut dyn Sees) {
        if let Some(it) = self {
            it.show(to);
        }
    }
}

impl<T: Words> Words for Vec<T> {
    fn show(&mut self, to: &mut dyn Sees) {
        for it in self {
            it.show(to);
        }
    }
}

impl Words for Affected {
    fn show(&mut self, to: &mut dyn Sees) {
        to.text(&mut self.who);
        to.text(&mut self.many);
    }
}

impl Words for ReviewDue {
    fn show(&mut self, to: &mut dyn Sees) {
        self.who.show(to);
    }
}

impl<const N: usize> Words for Bytes<N> {
    fn show(&mut self, _to: &mut dyn Sees) {}
}

macro_rules! no_words {
    ($($type:ty)+) => {
        $(impl Words for $type {
            fn show(&mut self, _to: &mut dyn Sees) {}
        })+
    };
}

// Addresses are checked names of hosts, not words.
no_words! {
    bool i32 u8 u16 u32 u64 String Agenda At Seen Hash Policy
    AdviceKind FactorKind Section Audience Call EntryKind Helper Kind Mode Moment Outcome PersonalData Phase Role Scope Severity
}
