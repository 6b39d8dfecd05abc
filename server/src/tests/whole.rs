//! Records that a server lost: noticed, told, put back, or gone on without.

use warroom_register::limits::FRAME_BYTES_MAX;
use warroom_register::protocol::{
    ClientMessage, Door, SeatEnd, ServerMessage, StopWhy, Stopped, Welcome,
};
use warroom_register::words::Scope;
use warroom_register::{Chain, Command, Event, Label, Record, Seq, Text};

use super::client::{Away, Client, Manner, Person, asked, saw};
use super::{in_memory, incident, invite, joined, options};
use crate::journal::{Memory, Store};
use crate::{Keep, Server, start};

const LOST: usize = 3;

/// A room that was whole, and then lost its last records.
pub(super) struct Loss {
    pub(super) memory: Memory,
    pub(super) server: Server,
    pub(super) label: Label,
    /// All that was recorded, and the chain up to where the server ends now, and to the end.
    pub(super) records: Vec<Record>,
    pub(super) left: Chain,
    pub(super) whole: Chain,
    pub(super) ana: Person,
    pub(super) ben: Person,
    /// Who may only watch.
    pub(super) gil: Person,
}

/// The lead goes on without what is missing: the room begins anew, and so does whoever is in it.
pub(super) async fn go_on(mut lead: Client, why: &str) {
    let told = stopped(&lead).unwrap();
    let why = Text::from(why);
    lead.ask(Command::GoOn { from_seq: told.from, to_seq: told.to, why }).await;
    lead.ended().await;
}

impl Loss {
    /// With the file of heads to say what is missing, or without.
    pub(super) async fn of_last(noticed: bool) -> Self {
        let memory = Memory::new();
        let server = start(options(Keep::Memory(memory.clone()))).await.unwrap();
        let (ana, ben, gil) = (Person::new("ana"), Person::new("ben"), Person::new("gil"));
        let label = incident(&server, &ana).await;
        let mut first = joined(&server, label, &ana).await;
        joined(&server, label, &ben).await;
        let link = invite(&server, Some(label), Scope::Observe).await;
        Client::join(&server, &gil, &link).await.unwrap();
        for n in 0..6 {
            first.record(saw(&format!("entry {n}"))).await;
        }
        let (records, whole) = (first.records.clone(), first.chain.unwrap());
        drop(first);
        server.stop().await;
        let store = Store::Memory(memory.clone());
        let stored = store.list().await.unwrap().into_iter().find(|it| it.label.is_some()).unwrap();
        memory.lose(stored.id, LOST);
        if !noticed {
            store.write_off(stored.id, whole);
        }
        let mut left = Chain::begin(&stored.header);
        for record in records.iter().take(records.len() - LOST) {
            left.read(&record.line()).unwrap();
        }
        let server = start(options(Keep::Memory(memory.clone()))).await.unwrap();
        Self { memory, server, label, records, left, whole, ana, ben, gil }
    }

    fn door(&self) -> Door {
        Door::Key { incident: Some(self.label) }
    }

    pub(super) async fn enter(&self, who: &Person, manner: Manner) -> Result<Client, Away> {
        Client::enter(&self.server, who, self.door(), manner).await
    }

    /// Comes with the whole of it, and says what it holds where the server ends.
    pub(super) async fn with_all(&self, who: &Person) -> Client {
        let manner =
            Manner { after: Some(self.left), holds: Some(self.whole), ..Manner::default() };
        self.enter(who, manner).await.unwrap()
    }

    pub(super) fn missing(&self) -> String {
        let lost = self.records.iter().skip(self.records.len() - LOST);
        lost.map(|record| record.line() + "\n").collect()
    }
}

pub(super) fn stopped(client: &Client) -> Option<Stopped> {
    client.words.iter().rev().find_map(|word| match word {
        ServerMessage::Stopped { stopped } => Some(stopped.clone()),
        ServerMessage::Welcome(Welcome { stopped, .. }) => stopped.clone(),
        _ => None,
    })
}

pub(super) async fn bring(client: &mut Client, lines: &str) -> Result<Seq, String> {
    let before = client.words.len();
    let mut rest = lines;
    loop {
        let (piece, after) = rest.split_at(rest.len().min(100));
        let last = after.is_empty();
        client.send(ClientMessage::Lines { text: piece.to_owned(), last }).await;
        if last {
            break;
        }
        rest = after;
    }
    let answer = |word: &ServerMessage| match word {
        ServerMessage::Brought { to } => Some(Ok(*to)),
        ServerMessage::NotBrought { why } => Some(Err(why.clone())),
        _ => None,
    };
    client.wait(|it| it.words.iter().skip(before).any(|word| answer(word).is_some())).await;
    client.words.iter().skip(before).find_map(answer).unwrap()
}

/// The lines of a copy that was altered and computed anew.
pub(super) fn forged(after: Chain, records: &[Record]) -> String {
    let mut chain = after;
    let mut lines = String::new();
    for record in records {
        let mut record = Record { prev: chain.hash, ..record.clone() };
        if let Event::Written { text, .. } = &mut record.event {
            *text = Text::from("forged");
        }
        let line = record.line();
        chain.follow(&record, &line).unwrap();
        lines += &(line + "\n");
    }
    lines
}

#[tokio::test]
async fn promise_2_what_a_server_lost_is_told_to_everyone_and_put_back_from_any_copy() {
    let loss = Loss::of_last(true).await;
    let head = loss.left.head;
    // Who comes first, with nothing in hand, is told; so is who was here already when another comes.
    let mut ana = loss.enter(&loss.ana, Manner::default()).await.unwrap();
    let told = stopped(&ana).unwrap();
    let expected = Stopped {
        why: StopWhy::Lost,
        from: head.next(),
        to: loss.whole.head,
        holders: Vec::new(),
        unproven: false,
        by: None,
        told: Vec::new(),
    };
    assert_eq!(told, expected);
    let words =
        format!("3 records are missing on the server: {} to {}", head.next(), loss.whole.head);
    assert!(told.sentence().contains(&words), "{told:?}");
    // Whoever holds more is asked what they hold where the server ends.
    let more = Manner { after: Some(loss.whole), ..Manner::default() };
    let away = loss.enter(&loss.ben, more).await.err().unwrap();
    assert_eq!(away.code, SeatEnd::Behind.code());
    let mut ben = loss.with_all(&loss.ben).await;
    ana.wait(|it| stopped(it).is_some_and(|told| told.holders == [loss.ben.handle])).await;
    // Writing stops: what is asked is neither recorded nor refused, since it may be among the lost.
    let last = loss.records.last().unwrap();
    let again = asked(saw("entry 5"));
    let again = warroom_register::protocol::Asked { id: last.command, ..again };
    ana.send(ClientMessage::Ask(again.clone())).await;
    let other = ana.ask(saw("while it is not whole")).await;
    // Nobody new comes in meanwhile.
    let link = invite(&loss.server, None, Scope::Respond).await;
    let stranger = Person::new("eve");
    let join = Door::Invite { incident: loss.label, token: link.token };
    let away = Client::enter(&loss.server, &stranger, join, Manner::default()).await.err().unwrap();
    assert!(away.why.contains("only whom this room knows comes in while"), "{}", away.why);
    // What was altered, is too short or is nothing is not taken.
    let tail = &loss.records[loss.records.len() - LOST..];
    let why = bring(&mut ben, &forged(loss.left, tail)).await.unwrap_err();
    assert!(why.contains("is not what was recorded here"), "{why}");
    let first = tail[0].line() + "\n";
    let why = bring(&mut ben, &first).await.unwrap_err();
    let words = format!("this copy ends at {}, and {} was recorded", head.next(), loss.whole.head);
    assert!(why.contains(&words), "{why}");
    let why = bring(&mut ben, &(tail[1].line() + "\n")).await.unwrap_err();
    assert!(why.contains("does not continue the record here"), "{why}");
    assert!(bring(&mut ben, "").await.is_err());
    assert_eq!(ana.refused(again.id), None);
    assert_eq!(ana.refused(other), None);
    assert_eq!(ana.head(), head);

    assert_eq!(bring(&mut ben, &loss.missing()).await, Ok(loss.whole.head));
    // All seats end, so that each compares what it holds; the record is the one it was.
    assert_eq!(ana.ended().await.code, SeatEnd::Closing.code());
    let mut ana = loss.enter(&loss.ana, Manner::default()).await.unwrap();
    let end = loss.whole.head.next();
    ana.wait(|it| it.head() >= end).await;
    assert_eq!(ana.records[..loss.records.len()], loss.records);
    let put_back = &ana.records[loss.records.len()];
    assert_eq!(put_back.by, loss.ben.handle);
    let (from_seq, to_seq) = (head.next(), loss.whole.head);
    assert_eq!(put_back.event, Event::Restored { from_seq, to_seq, replaced: None });
    assert_eq!(stopped(&ana), None);
    // What was asked again was done before, and is there once.
    ana.send(ClientMessage::Ask(again.clone())).await;
    ana.wait(|it| it.already(again.id).is_some()).await;
    assert_eq!(ana.already(again.id), Some(last.seq));
    ana.record(saw("and on")).await;
    let mut ben =
        loss.enter(&loss.ben, Manner { after: Some(loss.whole), ..Manner::default() }).await;
    ben.as_mut().unwrap().wait(|it| it.head() == ana.head()).await;
    loss.server.stop().await;
}

#[tokio::test]
async fn promise_2_control_without_file_and_copy_nobody_notices() {
    let loss = Loss::of_last(false).await;
    let mut ana = loss.enter(&loss.ana, Manner::default()).await.unwrap();
    assert_eq!(stopped(&ana), None);
    assert_eq!(ana.record(saw("on top of what is left")).await, loss.left.head.next());
}

#[tokio::test]
async fn promise_2_an_old_copy_in_its_place_is_noticed_by_the_first_client_that_holds_more() {
    let loss = Loss::of_last(false).await;
    let mut ana = loss.enter(&loss.ana, Manner::default()).await.unwrap();
    // Who may only watch is told, and stops nobody.
    let manner = Manner { after: Some(loss.left), holds: Some(loss.whole), ..Manner::default() };
    let away = loss.enter(&loss.gil, manner).await.err().unwrap();
    assert!(away.why.contains("one of the two has lost records"), "{}", away.why);
    assert_eq!(stopped(&ana), None);
    let mut ben = loss.with_all(&loss.ben).await;
    ana.wait(|it| stopped(it).is_some()).await;
    let told = stopped(&ana).unwrap();
    assert_eq!((told.why, told.missing(), told.holders), (StopWhy::Lost, 3, vec![loss.ben.handle]));
    // Nothing but their word says so: what somebody may have invented is the lead's to take.
    let why = bring(&mut ben, &loss.missing()).await.unwrap_err();
    assert!(why.contains("it is taken of the lead alone"), "{why}");
    let mut lead = loss.with_all(&loss.ana).await;
    assert_eq!(bring(&mut lead, &loss.missing()).await, Ok(loss.whole.head));
    ana.ended().await;
    let mut ana = loss.enter(&loss.ana, Manner::default()).await.unwrap();
    ana.wait(|it| it.head() > loss.whole.head).await;
    assert_eq!(ana.records[..loss.records.len()], loss.records);
    assert_eq!(ana.records[loss.records.len()].by, loss.ana.handle);
}

#[tokio::test]
async fn promise_2_the_lead_may_go_on_without_and_that_is_on_record() {
    let loss = Loss::of_last(true).await;
    let mut ben = loss.with_all(&loss.ben).await;
    let mut ana = loss.enter(&loss.ana, Manner::default()).await.unwrap();
    let told = stopped(&ana).unwrap();
    let go_on =
        |why: &str| Command::GoOn { from_seq: told.from, to_seq: told.to, why: Text::from(why) };
    let id = ben.ask(go_on("I am not the lead")).await;
    ben.wait(|it| it.refused(id).is_some()).await;
    let id = ana.ask(go_on("")).await;
    ana.wait(|it| it.refused(id).is_some()).await;
    let said = asked(go_on("ben has left with them"));
    ana.send(ClientMessage::Ask(said.clone())).await;
    ana.ended().await;
    ben.ended().await;
    // From then on what ben holds is another record, and nobody is stopped by it, restart or not.
    let mut ana = loss.enter(&loss.ana, Manner::default()).await.unwrap();
    ana.wait(|it| it.has(|event| matches!(event, Event::WentOn { .. }))).await;
    ana.send(ClientMessage::Ask(said.clone())).await;
    ana.wait(|it| it.already(said.id).is_some()).await;
    for _ in 0..4 {
        ana.record(saw("on")).await;
    }
    let more = Manner { after: Some(loss.whole), ..Manner::default() };
    let away = loss.enter(&loss.ben, more).await.err().unwrap();
    assert!(away.why.contains("--set-aside"), "{}", away.why);
    assert_eq!(ana.record(saw("and on")).await, ana.head());
    drop(ana);
    loss.server.stop().await;
    let server = start(options(Keep::Memory(loss.memory))).await.unwrap();
    let ana = Client::back(&server, &loss.ana, loss.label).await.unwrap();
    assert_eq!(stopped(&ana), None);
}

#[tokio::test]
async fn promise_2_a_copy_that_says_otherwise_stops_the_room_until_the_lead_goes_on() {
    let server = in_memory().await;
    let (ana, ben) = (Person::new("ana"), Person::new("ben"));
    let label = incident(&server, &ana).await;
    let mut lead = joined(&server, label, &ana).await;
    let other = joined(&server, label, &ben).await;
    lead.record(saw("one")).await;
    let held = Chain { hash: warroom_register::Hash::of(b"altered"), ..lead.chain.unwrap() };
    drop(other);
    let manner = Manner { after: Some(held), ..Manner::default() };
    let door = Door::Key { incident: Some(label) };
    let away = Client::enter(&server, &ben, door, manner).await.err().unwrap();
    assert!(away.why.contains("one of the two was altered"), "{}", away.why);
    lead.wait(|it| stopped(it).is_some()).await;
    let told = stopped(&lead).unwrap();
    assert_eq!((told.why, &told.holders[..]), (StopWhy::Differs, &[ben.handle][..]));
    assert!(bring(&mut lead, "x").await.is_err());
    go_on(lead, "three others agree with the server").await;
    let mut lead = Client::back(&server, &ana, label).await.unwrap();
    lead.record(saw("two")).await;
}

#[tokio::test]
async fn promise_2_a_copy_that_went_along_and_says_otherwise_is_not_told_that_the_room_went_on() {
    let loss = Loss::of_last(true).await;
    let ana = loss.enter(&loss.ana, Manner::default()).await.unwrap();
    let told = stopped(&ana).unwrap();
    go_on(ana, "nobody has them").await;
    let mut ana = loss.enter(&loss.ana, Manner::default()).await.unwrap();
    ana.wait(|it| it.has(|event| matches!(event, Event::WentOn { .. }))).await;
    let went_on = ana.chain.unwrap();
    assert_eq!(went_on.head, told.from);
    ana.record(saw("on")).await;
    ana.record(saw("and on")).await;
    // ben went along; what he saw recorded since reads otherwise on the server now.
    let held = Chain { hash: warroom_register::Hash::of(b"as ben saw it"), ..ana.chain.unwrap() };
    let manner = Manner { after: Some(held), ..Manner::default() };
    let away = loss.enter(&loss.ben, manner).await.err().unwrap();
    assert_eq!(
        (away.code, away.end),
        (SeatEnd::Behind.code(), None),
        "he is asked, and not denied"
    );
    assert_eq!(stopped(&ana), None);
    let manner = Manner { after: Some(went_on), holds: Some(held), ..Manner::default() };
    let away = loss.enter(&loss.ben, manner).await.err().unwrap();
    assert!(away.why.contains("one of the two was altered"), "{}", away.why);
    ana.wait(|it| stopped(it).is_some()).await;
    let told = stopped(&ana).unwrap();
    assert_eq!((told.why, &told.holders[..]), (StopWhy::Differs, &[loss.ben.handle][..]));
}

#[tokio::test]
async fn promise_2_a_servers_own_journal_goes_on_with_every_invite_closed() {
    let memory = Memory::new();
    let server = start(options(Keep::Memory(memory.clone()))).await.unwrap();
    let ana = Person::new("ana");
    let link = invite(&server, None, Scope::Respond).await;
    invite(&server, None, Scope::Respond).await;
    server.stop().await;
    let store = Store::Memory(memory.clone());
    let own = store.list().await.unwrap().into_iter().find(|it| it.label.is_none()).unwrap();
    memory.lose(own.id, 1);
    let server = start(options(Keep::Memory(memory.clone()))).await.unwrap();
    let away = Client::join(&server, &ana, &link).await.err().unwrap();
    assert!(away.why.contains("was closed"), "{}", away.why);
    let fresh = invite(&server, None, Scope::Respond).await;
    Client::join(&server, &ana, &fresh).await.unwrap();
    server.stop().await;
    let lines = store.read(own.id, Seq(0), 10).await.unwrap();
    assert!(lines.iter().any(|line| line.contains("\"went_on\"")), "{lines:?}");
    let own = store.list().await.unwrap().into_iter().find(|it| it.label.is_none()).unwrap();
    assert_eq!(own.owed, None);
}

#[tokio::test]
async fn who_brings_more_than_a_frame_is_no_exception() {
    let loss = Loss::of_last(true).await;
    let mut ben = loss.with_all(&loss.ben).await;
    let text = "x".repeat(FRAME_BYTES_MAX + 1);
    ben.send(ClientMessage::Lines { text, last: true }).await;
    ben.wait(|it| it.closed.is_some()).await;
    assert_eq!(ben.away().unwrap().code, 1009);
}
