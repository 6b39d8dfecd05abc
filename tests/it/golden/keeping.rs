//! What keeps the record whole and the room closed, as it stands on people's disks.

use super::{OPENED, Scope, handle, uuid};
use warroom_register::protocol::{
    ClientMessage, Door, Hello, ServerMessage, StopWhy, Stopped, Summary, VERSION, Welcome,
};
use warroom_register::{At, Bytes, Command, Hash, IncidentId, Label, Seq, Text};

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
        ("ben", Command::Restore { from_seq: nth(8), to_seq: nth(10), replaced: None }),
        ("ana", Command::GoOn { from_seq: nth(13), to_seq: nth(20), why: text("nobody has them") }),
    ]
}

/// What is recorded of a journal that was altered, behind all that was there before.
pub(super) fn put_right(after: usize) -> Vec<(&'static str, Command)> {
    let at = |n: u64| Seq(after as u64 - n);
    vec![("ben", Command::Restore { from_seq: at(20), to_seq: at(0), replaced: Some(1) })]
}

/// What was recorded of a door once it was noticed who did not wait there.
pub(super) fn gone(after: usize) -> Vec<(&'static str, Command)> {
    let knock = Seq(after as u64 + 1);
    vec![
        (
            "warroom",
            Command::Knock {
                who: handle("dia"),
                key: Bytes([11; 32]),
                scope: Scope::Respond,
                invite: Some(Seq(2)),
            },
        ),
        ("warroom", Command::NoteGone { knock }),
    ]
}

/// What somebody says who is not sure that their handle is their own.
pub(super) fn unsure_on_the_wire() -> String {
    let message = ClientMessage::Hello(Hello {
        after: Seq(0),
        screen: false,
        unsure: true,
        ..hello(Door::Invite { incident: Label(42), token: Bytes([4; 16]) })
    });
    assert_eq!(serde_json::from_str::<ClientMessage>(&message.frame()).unwrap(), message);
    message.frame() + "\n"
}

/// What the wire says of one.
pub(super) fn altered_on_the_wire() -> String {
    let stopped = Stopped {
        why: StopWhy::Altered,
        from: Seq(1),
        to: Seq(60),
        holders: Vec::new(),
        unproven: false,
        by: None,
        told: Vec::new(),
    };
    let (label, id) = (Label(42), IncidentId(uuid(0)));
    let blank = Summary::blank(label, id, At::from_ms(OPENED), stopped.clone());
    let messages =
        [ServerMessage::Stopped { stopped }, ServerMessage::Lobby { incidents: vec![blank] }];
    let line = |message: &ServerMessage| {
        assert_eq!(serde_json::from_str::<ServerMessage>(&message.frame()).unwrap(), *message);
        message.frame() + "\n"
    };
    messages.iter().map(line).collect()
}

/// What somebody says who keeps no copy and was told of more, and what is said of it.
pub(super) fn told_on_the_wire() -> String {
    let hello = ClientMessage::Hello(Hello {
        after: Seq(0),
        after_hash: Some(Hash([6; 32])),
        holds: Some(Seq(60)),
        told: true,
        of: Some(IncidentId(uuid(0))),
        screen: false,
        ..hello(Door::Key { incident: Some(Label(42)) })
    });
    let (why, told) = (StopWhy::Lost, vec![handle("ben")]);
    let (from, to, holders) = (Seq(58), Seq(60), Vec::new());
    let stopped = Stopped { why, from, to, holders, unproven: true, by: None, told };
    let message = ServerMessage::Stopped { stopped };
    assert_eq!(serde_json::from_str::<ClientMessage>(&hello.frame()).unwrap(), hello);
    assert_eq!(serde_json::from_str::<ServerMessage>(&message.frame()).unwrap(), message);
    hello.frame() + "\n" + &message.frame() + "\n"
}

/// What nothing at the server proves.
pub(super) fn unproven_on_the_wire() -> String {
    let (why, holders) = (StopWhy::Lost, vec![handle("ben")]);
    let stopped = Stopped {
        why,
        from: Seq(58),
        to: Seq(60),
        holders,
        unproven: true,
        by: None,
        told: Vec::new(),
    };
    let message = ServerMessage::Stopped { stopped };
    assert_eq!(serde_json::from_str::<ServerMessage>(&message.frame()).unwrap(), message);
    message.frame() + "\n"
}

/// What came to the wire later: each line stands behind those that were there.
pub(super) fn later_on_the_wire() -> String {
    let stopped = |why| Stopped {
        why,
        from: Seq(58),
        to: Seq(60),
        holders: vec![handle("ben")],
        unproven: false,
        by: None,
        told: Vec::new(),
    };
    let server = [
        ServerMessage::Welcome(welcome(Scope::Respond, Some(stopped(StopWhy::Gathers)))),
        ServerMessage::Stopped { stopped: stopped(StopWhy::Lost) },
        ServerMessage::Stopped { stopped: stopped(StopWhy::Differs) },
        ServerMessage::Compare { at: Seq(57), why: "you hold more".into() },
        ServerMessage::Brought { to: Seq(60) },
        ServerMessage::NotBrought { why: "it does not continue".into() },
    ];
    let client = [
        ClientMessage::Hello(Hello {
            after_hash: Some(Hash([6; 32])),
            holds: Some(Seq(60)),
            ..hello(Door::Known { id: IncidentId(uuid(0)) })
        }),
        ClientMessage::Lines { text: "{\"seq\":58".into(), last: false },
        ClientMessage::Lines { text: "}\n".into(), last: true },
    ];
    for message in &server {
        assert_eq!(serde_json::from_str::<ServerMessage>(&message.frame()).unwrap(), *message);
    }
    for message in &client {
        assert_eq!(serde_json::from_str::<ClientMessage>(&message.frame()).unwrap(), *message);
    }
    let server = server.iter().map(ServerMessage::frame);
    let client = client.iter().map(ClientMessage::frame);
    server.chain(client).map(|line| line + "\n").collect()
}

/// What a server says to whoever comes in with this right.
pub(super) fn welcome(scope: Scope, stopped: Option<Stopped>) -> Welcome {
    Welcome {
        header: Some("{\"warroom\":1}".into()),
        incident: Some(Label(42)),
        scope,
        head: Seq(57),
        now: At::from_ms(OPENED),
        addresses: vec!["127.0.0.1:7443".into()],
        local: true,
        stopped,
        others: Vec::new(),
    }
}

/// What ben says first, by this right.
pub(super) fn hello(door: Door) -> Hello {
    Hello {
        version: VERSION,
        handle: handle("ben"),
        key: Bytes([7; 32]),
        proof: Bytes([8; 64]),
        door,
        after: Seq(57),
        after_hash: None,
        holds: None,
        told: false,
        of: None,
        screen: true,
        zstd: true,
        unsure: false,
    }
}
