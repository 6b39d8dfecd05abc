//! What of an event is people's words, which is what a redaction takes; all else stays.
//!
//! Every type that a row names says here whether it holds words: one that does not say so does not
//! compile, so no new field is forgotten.

use crate::agenda::Agenda;
use crate::policy::Policy;
use crate::state::{Affected, ReviewDue};
use crate::title::Title;
use crate::words::{
    AdviceKind, Audience, Call, EntryKind, FactorKind, Helper, Kind, Mode, Moment, Outcome,
    PersonalData, Phase, Role, Scope, Section, Severity,
};
use crate::{At, Bytes, Handle, Hash, Seen, Seq, Text};

/// What stands in place of a title that was taken: a title is never empty.
const TITLE_TAKEN: &str = "[redacted]";

/// Something of an event that may hold people's words.
pub(super) trait Words {
    /// Shows each text in it to `see`, which may change it.
    fn texts(&mut self, see: &mut dyn FnMut(&mut Text));

    /// Takes its titles.
    fn take_titles(&mut self) {}
}

impl Words for Text {
    fn texts(&mut self, see: &mut dyn FnMut(&mut Text)) {
        see(self);
    }
}

impl Words for Title {
    fn texts(&mut self, _see: &mut dyn FnMut(&mut Text)) {}

    fn take_titles(&mut self) {
        if let Ok(taken) = Self::try_from(TITLE_TAKEN.to_owned()) {
            *self = taken;
        }
    }
}

impl<T: Words> Words for Option<T> {
    fn texts(&mut self, see: &mut dyn FnMut(&mut Text)) {
        if let Some(it) = self {
            it.texts(see);
        }
    }

    fn take_titles(&mut self) {
        self.iter_mut().for_each(Words::take_titles);
    }
}

impl<T: Words> Words for Vec<T> {
    fn texts(&mut self, see: &mut dyn FnMut(&mut Text)) {
        for it in self {
            it.texts(see);
        }
    }

    fn take_titles(&mut self) {
        self.iter_mut().for_each(Words::take_titles);
    }
}

impl Words for Affected {
    fn texts(&mut self, see: &mut dyn FnMut(&mut Text)) {
        see(&mut self.who);
        see(&mut self.many);
    }
}

impl<const N: usize> Words for Bytes<N> {
    fn texts(&mut self, _see: &mut dyn FnMut(&mut Text)) {}
}

macro_rules! no_words {
    ($($type:ty)+) => {
        $(impl Words for $type {
            fn texts(&mut self, _see: &mut dyn FnMut(&mut Text)) {}
        })+
    };
}

// Addresses are checked names of hosts, not words.
no_words! {
    bool i32 u8 u16 u32 u64 String ReviewDue Agenda At Seen Seq Handle Hash Policy
    AdviceKind FactorKind Section Audience Call EntryKind Helper Kind Mode Moment Outcome PersonalData Phase Role Scope Severity
}
