//! A disk that takes nothing: everybody is told, wherever they are, and told when it is over.

use warroom_register::Command;
use warroom_register::protocol::{ClientMessage, Lack, Lacks, ServerMessage};

use super::client::{Client, Person, asked, saw};
use super::doors::get;
use super::{incident, joined, options};
use crate::journal::{JournalError, Memory};
use crate::{Keep, Options, Server};

/// The last that a client was told of what is lacking.
pub(super) fn lacks(client: &Client) -> Option<Vec<Lack>> {
    client.words.iter().rev().find_map(|word| match word {
        ServerMessage::Degraded { lacks } => Some(lacks.clone()),
        _ => None,
    })
}

async fn served(memory: &Memory, owner: &Person) -> Server {
    let keep = Keep::Memory(memory.clone());
    crate::start(Options { owner: Some(owner.key()), ..options(keep) }).await.unwrap()
}

#[tokio::test]
async fn promise_10_everybody_is_told_that_nothing_is_recorded_and_when_it_is_again() {
    let (memory, ana, ben) = (Memory::new(), Person::new("ana"), Person::new("ben"));
    let server = served(&memory, &ana).await;
    let label = incident(&server, &ana).await;
    let other = incident(&server, &ben).await;
    let mut lobby = Client::lobby(&server, &ana).await.unwrap();
    let mut writes = joined(&server, label, &ana).await;
    let mut elsewhere = joined(&server, other, &ben).await;
    let before = writes.record(saw("all is well")).await;
    assert_eq!(lacks(&writes), None, "nothing is said where all is well");
    memory.take_nothing(Some(JournalError::Full));
    let ask = asked(saw("into the void"));
    writes.send(ClientMessage::Ask(ask.clone())).await;
    writes.wait(|it| it.refused(ask.id).is_some()).await;
    assert!(writes.refused(ask.id).unwrap().contains("the server's disk is full"));
    // Another room, and the lobby, where nobody asked for anything.
    for client in [&mut writes, &mut elsewhere, &mut lobby] {
        client.wait(|it| lacks(it).is_some_and(|lacks| lacks.len() == 1)).await;
        let lack = lacks(client).unwrap().remove(0);
        assert_eq!(lack.what, Lacks::Records);
        assert!(lack.why.starts_with("the server's disk is full"), "{}", lack.why);
    }
    let health = get(&server, "/health", "").await;
    assert!(health.starts_with("HTTP/1.1 503") && health.contains("\"ok\":false"), "{health}");
    assert!(health.contains("the server's disk is full"), "{health}");
    // Who was here comes back, reads all there is, and is told.
    let mut back = Client::back(&server, &ana, label).await.unwrap();
    back.wait(|it| it.head() == before && lacks(it).is_some_and(|lacks| !lacks.is_empty())).await;
    let mut late = Client::lobby(&server, &ana).await.unwrap();
    late.wait(|it| lacks(it).is_some_and(|lacks| !lacks.is_empty())).await;
    // It recovers by itself: nobody asks for anything.
    memory.take_nothing(None);
    for client in [&mut writes, &mut elsewhere, &mut lobby, &mut back, &mut late] {
        client.wait(|it| lacks(it) == Some(Vec::new())).await;
    }
    let health = get(&server, "/health", "").await;
    assert!(health.starts_with("HTTP/1.1 200") && health.contains("\"lacks\":[]"), "{health}");
    assert_eq!(writes.record(saw("it takes again")).await, before.next());
}

#[tokio::test]
async fn promise_13_words_that_stay_beside_the_journal_are_told_of_until_they_are_gone() {
    let (folder, ana) = (super::folder(), Person::new("ana"));
    let server = super::in_folder(folder.path()).await;
    let label = incident(&server, &ana).await;
    let mut lead = joined(&server, label, &ana).await;
    let entry = lead.record(saw("hunter2")).await;
    let kept = server.house().rooms.store().list().await.unwrap();
    let id = kept.iter().find(|stored| stored.label == Some(label)).unwrap().id;
    let beside = |end: &str| folder.path().join(format!("altered-{id}-1.{end}"));
    let stood = format!("{{\"seq\":{},\"line\":\"hunter2\"}}\n", entry.0);
    std::fs::write(beside("jsonl"), stood).unwrap();
    // A folder where its draft would be: it cannot be written anew.
    std::fs::create_dir(beside("jsonl.new")).unwrap();
    lead.record(Command::Redact { entry, why: "pasted".into(), asked: None }).await;
    lead.wait(|it| lacks(it).is_some_and(|lacks| !lacks.is_empty())).await;
    let lack = lacks(&lead).unwrap().remove(0);
    assert_eq!(lack.what, Lacks::Erasing);
    assert!(lack.why.contains(&format!("altered-{id}-1.jsonl: ")), "{}", lack.why);
    let health = get(&server, "/health", "").await;
    assert!(health.starts_with("HTTP/1.1 503"), "{health}");
    std::fs::remove_dir(beside("jsonl.new")).unwrap();
    lead.wait(|it| lacks(it) == Some(Vec::new())).await;
    assert!(!std::fs::read_to_string(beside("jsonl")).unwrap().contains("hunter2"));
    server.stop().await;
}
