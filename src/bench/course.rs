//! A made-up course of an incident for the benches: so many records by twenty people.

use warroom_register::words::{Call, EntryKind, Kind, Scope, Severity};
use warroom_register::{
    At, Bytes, CommandId, Event, Handle, Hash, Label, NewEntry, Policy, Record, Seen, Seq, Text,
    Title,
};

use crate::app::msg::{LinkMsg, Msg};
use crate::app::{App, Opening};

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

fn record_at(n: u64) -> At {
    At::from_ms(1_795_000_000_000 + i64::try_from(n).unwrap() * 700)
}

pub(crate) fn record(n: u64) -> Record {
    let by: Handle = format!("r{}", n % 20).parse().unwrap();
    Record {
        seq: Seq(n),
        prev: Hash::default(),
        salt: Some(Bytes([0; 16])),
        at: record_at(n),
        by,
        knew: None,
        command: CommandId(uuid::Uuid::from_u128(u128::from(n))),
        event: event(n),
        redacted_by: None,
        hash: None,
    }
}

pub(crate) fn opening() -> Opening {
    let (me, now) = ("r1".parse().unwrap(), At::from_ms(1_795_100_000_000));
    Opening { incident: Some(Label(42)), ..Opening::of(me, now) }
}

pub(crate) fn room(records: u64, size: (u16, u16)) -> App {
    let mut app = App::new(opening());
    drop(app.update(Msg::Resize { width: size.0, height: size.1 }));
    drop(app.update(Msg::Link(LinkMsg::Records((1..=records).map(record).collect()))));
    drop(app.settle());
    app
}

/// A record of a course in which everything happens: entries of every kind, corrections, answers,
/// work, decisions, stars, and what was learnt hours later.
pub(crate) fn mixed(n: u64) -> Record {
    Record {
        event: busy(n),
        knew: Some(Seq(n.saturating_sub(1 + n % 3))).filter(|knew| knew.0 > 0),
        ..record(n)
    }
}

fn busy(n: u64) -> Event {
    let about = Seq(n.saturating_sub(1 + n % 29));
    let text = Text::from(format!(
        "entry {n}: 5xx on checkout eu-west is at {} % and the queue holds {n} jobs, as in #{}; see \
         the board of payments for the rest",
        n % 100,
        n - n / 3
    ));
    match n {
        1..=20 => event(n),
        n if n % 5003 == 0 => Event::SeverityGraded { severity: Severity::P2, why: text },
        n if n % 401 == 0 => Event::Starred { entry: Seq(n - 1), on: true },
        n if n % 211 == 0 => Event::Proposed {
            text,
            risk: Text::from("carts lost"),
            undo: Text::default(),
            expect: Text::from("5xx below 1 %"),
            options: Vec::new(),
            look_at: None,
        },
        n if n % 211 == 40 => Event::Called { entry: Seq(n - 40), call: Call::Go, why: text },
        n if n % 97 == 0 => Event::Amended { entry: about, text },
        n if n % 31 == 17 => Event::Answered { entry: Seq(n - 17), text, fact: n % 2 == 0 },
        n if n % 71 == 50 => Event::Finished { entry: Seq(n - 50), text },
        n if n % 89 == 0 => {
            let seen = Seen { at: At::from_ms(record_at(n).ms() - 7_200_000), about: true };
            NewEntry { seen_at: Some(seen), ..NewEntry::of(EntryKind::Observation, text) }
                .write()
                .event()
        }
        n => {
            let kind = match n {
                n if n % 50 == 0 => EntryKind::Fact,
                n if n % 31 == 0 => EntryKind::Question,
                n if n % 71 == 0 => EntryKind::Task,
                n if n % 7 == 0 => EntryKind::Action,
                _ => EntryKind::Observation,
            };
            NewEntry::of(kind, text).write().event()
        }
    }
}
