//! Records: durable before visible, the same for everyone, once for each ask.

use warroom_register::Event;
use warroom_register::protocol::ClientMessage;

use super::client::{Person, asked, saw};
use super::{in_memory, incident, joined};

#[tokio::test]
async fn two_seats_see_the_same_lines() {
    let server = in_memory().await;
    let (ana, ben) = (Person::new("ana"), Person::new("ben"));
    let label = incident(&server, &ana).await;
    let mut first = joined(&server, label, &ana).await;
    let mut second = joined(&server, label, &ben).await;
    let seq = first.record(saw("500s from eu-west")).await;
    second.wait(|it| it.head() == seq).await;
    assert_eq!(first.chain, second.chain);
    assert_eq!(first.records, second.records);
    assert!(second.has(|event| matches!(event, Event::Joined { .. })));
    server.stop().await;
}

#[tokio::test]
async fn asked_twice_is_done_once() {
    let server = in_memory().await;
    let ana = Person::new("ana");
    let label = incident(&server, &ana).await;
    let mut seat = joined(&server, label, &ana).await;
    let ask = asked(saw("once"));
    for _ in 0..3 {
        seat.send(ClientMessage::Ask(ask.clone())).await;
    }
    seat.wait(|it| it.already(ask.id).is_some() && it.recorded(ask.id).is_some()).await;
    assert_eq!(seat.already(ask.id), seat.recorded(ask.id));
    let mut other = ask.clone();
    other.command = saw("something else under the same id");
    seat.send(ClientMessage::Ask(other)).await;
    seat.wait(|it| it.refused(ask.id).is_some()).await;
    assert!(seat.refused(ask.id).unwrap().contains("used for another one"));
    server.stop().await;
}
