//! What is asked of a server's library, and what it answers.

use warroom_register::library::{Card, Found, Gist, Hit};
use warroom_register::protocol::{ClientMessage, Consult, Consulted, Likeness, ServerMessage};
use warroom_register::words::Kind;
use warroom_register::{At, IncidentId, Label, Register, Seq};

use super::{OPENED, uuid};

fn asked() -> Vec<Consult> {
    let id = IncidentId(uuid(0));
    let words = |words: &str| [words.to_owned()].into_iter().collect();
    let gist = Gist {
        title: words("checkout"),
        words: words("zeppelin"),
        services: words("payments"),
        ended: "rolled back".into(),
    };
    vec![
        Consult::Incidents { skip: 0 },
        Consult::Words { text: "roll back".into(), most: 10 },
        Consult::Alike { id, kind: Kind::Availability, gist, most: 5 },
        Consult::Advice { skip: 10_000 },
        Consult::Recording { incident: Some(Label(42)), id: None, skip: 0 },
        Consult::Recording { incident: None, id: Some(id), skip: 57 },
    ]
}

fn answered(register: &Register) -> Vec<Consulted> {
    let card = Card::of(register, Some(Label(42)), IncidentId(uuid(0))).unwrap();
    let card = Card { gist: Gist::default(), ..card };
    let hit = Hit {
        item: card.facts.id.to_string(),
        seq: Seq(14),
        at: At::from_ms(OPENED),
        by: "ben".into(),
        kind: "action".into(),
        text: "rolled back".into(),
    };
    let found = Found { hits: vec![hit], whole: true, newest: false, count: 1 };
    let facts = vec![card.facts.clone()];
    let like = Likeness { card: card.clone(), points: 500, because: "the same kind".into() };
    vec![
        Consulted::Incidents { facts: facts.clone(), more: false },
        Consulted::Words { found, facts },
        Consulted::Alike { likes: vec![like] },
        Consulted::Advice { cards: vec![card], more: true },
        Consulted::Recording { text: "{\"warroom\":1}\n".into(), more: true },
        Consulted::Nothing {},
        Consulted::Unable { why: "this server keeps nothing on disk".into() },
    ]
}

/// Both ways, at the end of what the wire says.
pub(super) fn later_on_the_wire(register: &Register) -> String {
    let asked = asked().into_iter().map(ClientMessage::Consult);
    let asked = asked.map(|message| {
        let frame = message.frame();
        assert_eq!(serde_json::from_str::<ClientMessage>(&frame).unwrap(), message);
        frame
    });
    let answered = answered(register).into_iter().map(ServerMessage::Consulted);
    let answered = answered.map(|message| {
        let frame = message.frame();
        assert_eq!(serde_json::from_str::<ServerMessage>(&frame).unwrap(), message);
        frame
    });
    asked.chain(answered).map(|line| line + "\n").collect()
}
