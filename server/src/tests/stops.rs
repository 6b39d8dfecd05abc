//! Heartbeats, silence, stopping and starting again.

use std::time::Duration;
use warroom_register::protocol::{ClientMessage, SeatEnd};
use warroom_register::words::Scope;

use super::client::{Client, Person, asked, saw};
use super::{in_folder, in_memory, incident, invite, joined, options};
use crate::journal::{Fault, JournalError, Memory};
use crate::{Keep, Limits, Options};

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_gives_the_same_head_and_the_same_chain() {
    let folder = crate::tests::folder();
    let ana = Person::new("ana");
    let server = in_folder(folder.path()).await;
    let label = incident(&server, &ana).await;
    let link = invite(&server, Some(label), Scope::Respond).await;
    let mut seat = Client::join(&server, &ana, &link).await.unwrap();
    for n in 0..30 {
        seat.record(saw(&format!("entry {n}"))).await;
    }
    server.stop().await;
    assert_eq!(seat.ended().await.code, SeatEnd::Closing.code());

    let server = in_folder(folder.path()).await;
    let mut again = Client::back(&server, &ana, label).await.unwrap();
    again.wait(|it| it.head() == seat.head()).await;
    assert_eq!(again.chain, seat.chain);
    assert_eq!(again.records, seat.records);
    // The invite is a record too.
    let ben = Client::join(&server, &Person::new("ben"), &link).await;
    assert!(ben.is_ok());
    assert!(again.record(saw("and on")).await > seat.head());
}

#[tokio::test]
async fn a_failed_append_is_told_and_seen_by_nobody() {
    let memory = Memory::new();
    let server = crate::start(options(Keep::Memory(memory.clone()))).await.unwrap();
    let (ana, ben) = (Person::new("ana"), Person::new("ben"));
    let label = incident(&server, &ana).await;
    let mut lead = joined(&server, label, &ana).await;
    let mut other = joined(&server, label, &ben).await;
    memory.fail_next(Fault::Lost(JournalError::ReadOnly));
    let ask = asked(saw("into the void"));
    lead.send(ClientMessage::Ask(ask.clone())).await;
    lead.wait(|it| it.refused(ask.id).is_some()).await;
    assert!(lead.refused(ask.id).unwrap().starts_with("nothing was recorded"));
    // A refusal is final: asked again it is refused again. Written again it is another command.
    lead.words.clear();
    lead.send(ClientMessage::Ask(ask.clone())).await;
    lead.wait(|it| it.refused(ask.id).is_some()).await;
    let again = asked(ask.command);
    lead.send(ClientMessage::Ask(again.clone())).await;
    lead.wait(|it| it.recorded(again.id).is_some()).await;
    other.wait(|it| it.head() == lead.head()).await;
    assert_eq!(other.chain, lead.chain);
}

#[tokio::test]
async fn who_says_nothing_for_too_long_is_gone() {
    let (beat, silence) = (Duration::from_millis(20), Duration::from_millis(300));
    let limits = Limits { beat, silence, ..Limits::unpaced() };
    let options = Options { limits, ..options(Keep::Memory(Memory::new())) };
    let server = crate::start(options).await.unwrap();
    let (ana, ben) = (Person::new("ana"), Person::new("ben"));
    let label = incident(&server, &ana).await;
    let mut seat = joined(&server, label, &ana).await;
    // Ben's client never reads, so it answers no ping.
    let mut deaf = joined(&server, label, &ben).await;
    // The server's own beat is the clock: with so many, each to somebody silent for a quarter, it has noticed.
    seat.wait(|it| it.beats() > 6).await;
    assert_eq!(deaf.ended().await.code, SeatEnd::Silent.code());
}

#[tokio::test]
async fn stopping_tells_everyone_to_come_back() {
    let server = in_memory().await;
    let ana = Person::new("ana");
    let label = incident(&server, &ana).await;
    let mut seat = joined(&server, label, &ana).await;
    let stopping = tokio::spawn(server.stop());
    let away = seat.ended().await;
    assert_eq!((away.code, away.why.as_str()), (1001, "the server is closing"));
    drop(seat);
    stopping.await.unwrap();
}
