//! A made-up course of an incident for the benches: so many records by twenty people.

use warroom_register::words::{EntryKind, Kind, Scope, Severity};
use warroom_register::{
    At, Bytes, CommandId, Event, Handle, Hash, Label, NewEntry, Policy, Record, Seq, Text, Title,
};

use crate::app::guide::Guide;
use crate::app::layout::Layout;
use crate::app::msg::{LinkMsg, Msg};
use crate::app::{App, Ids, Opening};
use crate::keys::Keymap;

fn event(n: u64) -> Event {
    let kind = match n % 50 {
        0 => EntryKind::Fact,
        1 => EntryKind::Question,
        2 => EntryKind::Action,
        _ => EntryKind::Observation,
    };
    match n {
        1 => Event::Opened {
            sealed: Hash::default(),
            title: Title::try_from("Checkout returns 500s".to_owned()).unwrap(),
            severity: Severity::P1,
            kind: Kind::Availability,
            mode: None,
            talk: Text::default(),
            key: None,
            policy: Policy::default(),
        },
        2..=20 => Event::Joined { key: None, scope: Scope::Respond, invite: None },
        _ => {
            let percent = n % 100;
            let words =
                format!("entry {n}: 5xx on checkout is at {percent} %, the queue holds {n} jobs");
            NewEntry::of(kind, words).write().event()
        }
    }
}

pub(crate) fn record(n: u64) -> Record {
    let by: Handle = format!("r{}", n % 20).parse().unwrap();
    Record {
        seq: Seq(n),
        prev: Hash::default(),
        salt: Some(Bytes([0; 16])),
        at: At::from_ms(1_795_000_000_000 + i64::try_from(n).unwrap() * 700),
        by,
        knew: None,
        command: CommandId(uuid::Uuid::from_u128(u128::from(n))),
        event: event(n),
        redacted_by: None,
        hash: None,
    }
}

pub(crate) fn opening() -> Opening {
    Opening {
        me: "r1".parse().unwrap(),
        incident: Some(Label(42)),
        invite: None,
        lives: None,
        draft: String::new(),
        read: None,
        layout: Layout::default(),
        keymap: Keymap::default(),
        ids: Ids::seeded([1, 2]),
        report: |_| String::new(),
        guide: Guide::default(),
        now: At::from_ms(1_795_100_000_000),
    }
}

pub(crate) fn room(records: u64, size: (u16, u16)) -> App {
    let mut app = App::new(opening());
    drop(app.update(Msg::Resize { width: size.0, height: size.1 }));
    drop(app.update(Msg::Link(LinkMsg::Records((1..=records).map(record).collect()))));
    drop(app.settle());
    app
}
