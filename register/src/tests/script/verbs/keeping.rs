//! What keeps the record whole and the room closed, as scripts say it.

use super::{Said, read};
use crate::{Command, Hash};

/// The verbs of this file.
pub(super) const VERBS: [&str; 14] = [
    "wants_out",
    "redact",
    "confirm",
    "remove",
    "knock",
    "admit",
    "turn_away",
    "gone",
    "door",
    "beyond",
    "host",
    "rescue",
    "restore",
    "go_on",
];

/// One of each, on #9 where it needs an entry.
pub(super) const LINES: [&str; 14] = [
    "wants_out 9 x",
    "redact 9 x",
    "confirm 9",
    "remove ben x",
    "knock ben",
    "admit ben",
    "turn_away 9 x",
    "gone 9",
    "door closed",
    "beyond ben x",
    "host 10.0.0.8:7443",
    "rescue 9",
    "restore 9 9",
    "go_on 9 9 x",
];

impl Said<'_> {
    pub(super) fn keeping(mut self, verb: &str) -> Command {
        match verb {
            "wants_out" => Command::AskRedaction { entry: self.entry(), why: self.text() },
            "redact" => {
                let (entry, asked) = (self.entry(), self.more("asked"));
                Command::Redact { entry, why: self.text(), asked }
            }
            "confirm" => {
                Command::ConfirmRedaction { redaction: self.entry(), key: crate::Bytes([7; 32]) }
            }
            "remove" => Command::Remove { who: read(self.word()), why: self.text() },
            "knock" => Command::Knock {
                who: read(self.word()),
                key: crate::Bytes([9; 32]),
                scope: crate::words::Scope::Respond,
                invite: None,
            },
            "admit" => Command::Admit { who: read(self.word()), knock: self.more("knock") },
            "turn_away" => Command::TurnAway { knock: self.entry(), why: self.text() },
            "gone" => Command::NoteGone { knock: self.entry() },
            "door" => Command::SetDoor { one_by_one: self.word() == "closed" },
            "beyond" => Command::NoteBeyond {
                who: read(self.word()),
                what: self.text(),
                needs: crate::words::Scope::Respond,
                times: 1,
            },
            "host" => {
                let address = self.word();
                let pin = Hash::of(address.as_bytes());
                Command::OfferHost { addresses: vec![address.to_owned()], pin }
            }
            "rescue" => Command::Rescue {
                from_seq: self.entry(),
                hash: Hash([4; 32]),
                term: 1,
                addresses: vec!["10.0.0.9:7443".into()],
                pin: Hash([5; 32]),
            },
            "go_on" => {
                let (from_seq, to_seq) = (self.entry(), self.entry());
                Command::GoOn { from_seq, to_seq, why: self.text() }
            }
            _ => Command::Restore {
                from_seq: self.entry(),
                to_seq: self.entry(),
                replaced: self.has("lines").then_some(1),
            },
        }
    }
}
