//! What is brought to rooms waits on the server's disk: so much for all of them together.

use warroom_register::protocol::{ClientMessage, Door};
use warroom_register::{Chain, Label};

use super::client::{Client, Manner, Person, saw};
use super::whole::bring;
use super::{incident, joined, opening, options};
use crate::journal::{Memory, Store};
use crate::{Keep, Limits, Options, Server, start};

/// A room that has lost its last record.
struct Loss {
    label: Label,
    /// Up to where the server ends now, and to the end.
    left: Chain,
    whole: Chain,
    missing: String,
}

async fn loses(server: &Server, lead: &Person) -> Loss {
    let label = incident(server, lead).await;
    let mut client = joined(server, label, lead).await;
    client.record(saw("it is slow")).await;
    let left = client.chain.unwrap();
    let last = client.record(saw("it is down")).await;
    let missing = client.records[last.index().unwrap()].line() + "\n";
    Loss { label, left, whole: client.chain.unwrap(), missing }
}

async fn with_all(server: &Server, who: &Person, loss: &Loss) -> Client {
    let door = Door::Key { incident: Some(loss.label) };
    let (after, holds) = (Some(loss.left), Some(loss.whole));
    Client::enter(server, who, door, Manner { after, holds, ..Manner::default() }).await.unwrap()
}

#[tokio::test]
async fn what_one_brings_and_does_not_end_takes_room_from_all_until_they_are_gone() {
    let (memory, ana, ben) = (Memory::new(), Person::new("ana"), Person::new("ben"));
    let server = start(options(Keep::Memory(memory.clone()))).await.unwrap();
    let (first, second) = (loses(&server, &ana).await, loses(&server, &ben).await);
    server.stop().await;
    let kept = Store::Memory(memory.clone()).list().await.unwrap();
    kept.iter().filter(|it| it.label.is_some()).for_each(|it| memory.lose(it.id, 1));
    // There is room for all that is missing in the one, and for nothing beside it.
    let limits = Limits { brought_bytes: second.missing.len(), ..Limits::unpaced() };
    let server = start(Options { limits, ..options(Keep::Memory(memory)) }).await.unwrap();
    let mut holds = with_all(&server, &ana, &first).await;
    holds.send(ClientMessage::Lines { text: "x".to_owned(), last: false }).await;
    let mut brings = with_all(&server, &ben, &second).await;
    // It is taken once what follows it is answered.
    let after = opening("not from here");
    holds.send(ClientMessage::Open(after.clone())).await;
    holds.wait(|it| it.refused(after.id).is_some()).await;
    let why = bring(&mut brings, &second.missing).await.unwrap_err();
    assert!(why.contains("others are bringing as much") && why.contains("try again"), "{why}");
    drop(holds);
    let end = second.whole.head;
    loop {
        match bring(&mut brings, &second.missing).await {
            Ok(to) => break assert_eq!(to, end),
            Err(why) => assert!(why.contains("others are bringing as much"), "{why}"),
        }
    }
}
