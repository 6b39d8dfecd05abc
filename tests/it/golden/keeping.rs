//! What keeps the record whole and the room closed, as it stands on people's disks.

use super::{Scope, handle};
use warroom_register::{Bytes, Command, Hash, Seq, Text};

/// What is recorded behind so many others.
pub(super) fn keeping(after: usize) -> Vec<(&'static str, Command)> {
    let nth = |n: u64| Seq(after as u64 + n);
    let text = Text::from;
    let addresses = vec!["10.0.0.9:7443".to_owned(), "[2001:db8::9]:7443".to_owned()];
    let pin = Hash([6; 32]);
    let key = Bytes([8; 32]);
    vec![
        ("ben", Command::AskRedaction { entry: Seq(11), why: text("a password") }),
        ("ana", Command::Redact { entry: Seq(11), why: text("a password"), asked: Some(nth(1)) }),
        ("ben", Command::ConfirmRedaction { redaction: nth(2), key: Bytes([7; 32]) }),
        (
            "warroom",
            Command::Knock { who: handle("ben"), key, scope: Scope::Command, invite: Some(Seq(2)) },
        ),
        ("ana", Command::Admit { who: handle("ben"), knock: Some(nth(4)) }),
        ("ana", Command::TurnAway { knock: nth(4), why: text("who is that?") }),
        ("ana", Command::SetDoor { one_by_one: true }),
        (
            "warroom",
            Command::NoteBeyond {
                who: handle("cy"),
                what: text("Call"),
                needs: Scope::Command,
                times: 3,
            },
        ),
        ("ana", Command::Remove { who: handle("cy"), why: text("not one of us") }),
        ("ben", Command::OfferHost { addresses: addresses.clone(), pin }),
        (
            "ben",
            Command::Rescue { from_seq: nth(10), hash: Hash([9; 32]), term: 1, addresses, pin },
        ),
        ("ben", Command::Restore { from_seq: nth(8), to_seq: nth(10) }),
    ]
}
