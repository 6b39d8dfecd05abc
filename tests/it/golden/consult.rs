//! What is asked of a server's library, and what it answers.

use std::collections::BTreeSet;

use warroom_register::library::{Card, Facts, Found, Gist, Hit, Paper, Recommendation};
use warroom_register::protocol::{
    ClientMessage, Consult, Consulted, Likeness, PaperLikeness, ServerMessage,
};
use warroom_register::times::Span;
use warroom_register::words::Kind;
use warroom_register::{At, IncidentId, Label, Register, Seq, Text, Title};

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
    let card = card(register);
    // As it was told before it was said how good a time is, and of what is done what it was accepted with.
    let facts = Facts { about: BTreeSet::new(), impossible: BTreeSet::new(), ..card.facts };
    let link = Text::default();
    let before = |one| Recommendation { made: None, due: None, link: link.clone(), ..one };
    let recommended = card.recommended.into_iter().map(before).collect();
    let card = Card { facts, recommended, ..card };
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
        Consulted::Incidents { facts: facts.clone(), more: false, papers: Vec::new() },
        Consulted::Words { found, facts, papers: Vec::new() },
        Consulted::Alike { likes: vec![like], papers: Vec::new() },
        Consulted::Advice { cards: vec![card], more: true },
        Consulted::Recording { text: "{\"warroom\":1}\n".into(), more: true },
        Consulted::Nothing {},
        Consulted::Unable { why: "this server keeps nothing on disk".into() },
    ]
}

fn card(register: &Register) -> Card {
    let card = Card::of(register, Some(Label(42)), IncidentId(uuid(0))).unwrap();
    // As it was told before the severity in force stood beside the worst.
    let facts = Facts { milder: None, ..card.facts };
    Card { facts, gist: Gist::default(), ..card }
}

/// What came with times that are approximate, or cannot be.
pub(super) fn doubts_on_the_wire(register: &Register) -> String {
    let facts = card(register).facts;
    let span = *facts.seconds.keys().next().unwrap();
    let facts = Facts { about: [span].into(), impossible: [Span::Total].into(), ..facts };
    let (facts, papers) = (vec![facts], Vec::new());
    both(Vec::new(), vec![Consulted::Incidents { facts, more: false, papers }])
}

/// What came with the reports of others.
fn papers() -> (Vec<Consult>, Vec<Consulted>) {
    let paper = Paper {
        paper: Paper::VERSION,
        number: 3,
        title: Title::try_from("A bad day at the registrar".to_owned()).unwrap(),
        kind: Some(Kind::Availability),
        services: vec![Title::try_from("checkout".to_owned()).unwrap()],
        link: "https://example.org/x".into(),
        notes: "ours is alike".into(),
        added_at: At::from_ms(OPENED),
        by: "ana".parse().unwrap(),
        text: "The zone was gone.".into(),
    };
    let bare = paper.clone().bare();
    let (points, because) = (500, "the same kind".into());
    let like = PaperLikeness { paper: bare.clone(), points, because };
    let found = Found { hits: Vec::new(), whole: true, newest: false, count: 0 };
    let (facts, papers) = (Vec::new(), vec![bare]);
    let asked = vec![
        Consult::Paper { number: 3 },
        Consult::TakeIn { part: "{\"paper\":1,".into(), more: true },
        Consult::TakeIn { part: "\"number\":0}".into(), more: false },
    ];
    let answered = vec![
        Consulted::Incidents { facts: facts.clone(), more: false, papers: papers.clone() },
        Consulted::Words { found, facts, papers },
        Consulted::Alike { likes: Vec::new(), papers: vec![like] },
        Consulted::Paper { paper: Box::new(paper) },
        Consulted::TakenIn { number: 3, known: true },
    ];
    (asked, answered)
}

/// What takes a report out again.
fn forgotten_on_the_wire() -> String {
    both(vec![Consult::Forget { number: 3 }], vec![Consulted::Forgotten {}])
}

/// What came with what a recommendation is told with: since when it is there, what it was accepted with.
pub(super) fn advice_on_the_wire(register: &Register) -> String {
    both(Vec::new(), vec![Consulted::Advice { cards: vec![card(register)], more: false }])
}

/// Both ways, at the end of what the wire says.
pub(super) fn later_on_the_wire(register: &Register) -> String {
    both(asked(), answered(register))
}

/// What came last: an altered journal, others' reports, and taking one out.
pub(super) fn last_on_the_wire() -> String {
    let (asked, answered) = papers();
    let altered = super::keeping::altered_on_the_wire();
    let later = forgotten_on_the_wire() + &super::keeping::unproven_on_the_wire();
    altered + &both(asked, answered) + &later
}

fn both(asked: Vec<Consult>, answered: Vec<Consulted>) -> String {
    let asked = asked.into_iter().map(ClientMessage::Consult);
    let asked = asked.map(|message| {
        let frame = message.frame();
        assert_eq!(serde_json::from_str::<ClientMessage>(&frame).unwrap(), message);
        frame
    });
    let answered = answered.into_iter().map(ServerMessage::Consulted);
    let answered = answered.map(|message| {
        let frame = message.frame();
        assert_eq!(serde_json::from_str::<ServerMessage>(&frame).unwrap(), message);
        frame
    });
    asked.chain(answered).map(|line| line + "\n").collect()
}
