//! What a machine was told of that keeps no copy: it stops a room that has less, and brings nothing.

use warroom_register::protocol::{Door, ServerMessage, StopWhy, Welcome};
use warroom_register::{Chain, Hash, IncidentId, Seq};

use super::client::{Client, Manner, Person, saw};
use super::whole::{Loss, bring, go_on, stopped};
use super::{in_memory, incident, joined};

/// It knows the first line, as somebody here was told it, and how far the record went.
fn told(loss: &Loss, here: &Client, proven: Option<Chain>) -> Manner {
    let Some(ServerMessage::Welcome(Welcome { header: Some(header), .. })) = here.welcome() else {
        panic!("no first line")
    };
    let after = Some(proven.unwrap_or_else(|| Chain::begin(header)));
    Manner { after, holds: Some(loss.whole), told: true, ..Manner::default() }
}

#[tokio::test]
async fn promise_2_a_machine_without_a_copy_that_was_told_of_more_stops_the_room() {
    let loss = Loss::of_last(false).await;
    let mut ana = loss.enter(&loss.ana, Manner::default()).await.unwrap();
    // Who may only watch stops nobody.
    let away = loss.enter(&loss.gil, told(&loss, &ana, None)).await.err().unwrap();
    assert!(away.why.contains("this machine was told of INC-1 up to"), "{}", away.why);
    assert_eq!(stopped(&ana), None);
    let _ben = loss.enter(&loss.ben, told(&loss, &ana, None)).await.unwrap();
    ana.wait(|it| stopped(it).is_some()).await;
    let said = stopped(&ana).unwrap();
    assert_eq!((said.why, said.missing(), said.unproven), (StopWhy::Lost, 3, true));
    assert_eq!((&said.holders[..], &said.told[..]), (&[][..], &[loss.ben.handle][..]));
    // Whoever has the lines is named; all up to what was told is put back.
    let mut lead = loss.with_all(&loss.ana).await;
    ana.wait(|it| stopped(it).is_some_and(|said| said.holders == [loss.ana.handle])).await;
    assert_eq!(bring(&mut lead, &loss.missing()).await, Ok(loss.whole.head));
    ana.ended().await;
    let manner = Manner { after: Some(loss.whole), told: true, ..Manner::default() };
    drop(loss.enter(&loss.ben, manner).await.unwrap());
}

#[tokio::test]
async fn promise_2_who_was_told_of_what_the_room_went_on_without_is_told_so_and_stops_nothing() {
    let loss = Loss::of_last(false).await;
    let mut ana = loss.enter(&loss.ana, Manner::default()).await.unwrap();
    let _ben = loss.enter(&loss.ben, told(&loss, &ana, None)).await.unwrap();
    ana.wait(|it| stopped(it).is_some()).await;
    go_on(ana, "nobody has them").await;
    let mut ana = loss.enter(&loss.ana, Manner::default()).await.unwrap();
    ana.wait(|it| it.head() > loss.left.head).await;
    let went_on = ana.chain.unwrap();
    let forked = |why: &str| {
        why.contains("without what this machine was told of") && why.contains("--set-aside")
    };
    for _ in 0..2 {
        let away = loss.enter(&loss.ben, told(&loss, &ana, None)).await.err().unwrap();
        assert!(forked(&away.why), "{}", away.why);
        assert_eq!(stopped(&ana), None);
    }
    // So it is where the record here has grown past that.
    while ana.head() <= Seq(loss.whole.head.0 + 1) {
        ana.record(saw("on")).await;
    }
    let whole = Manner { after: Some(loss.whole), told: true, ..Manner::default() };
    let away = loss.enter(&loss.ben, whole).await.err().unwrap();
    assert!(forked(&away.why), "{}", away.why);
    let away = loss.enter(&loss.ben, told(&loss, &ana, None)).await.err().unwrap();
    assert!(forked(&away.why), "{}", away.why);
    assert_eq!(stopped(&ana), None);
    // Who knows that it went on, and was told of more behind that, says something else.
    let more = Chain { head: Seq(ana.head().0 + 4), hash: Hash::of(b"more") };
    let manner = Manner { holds: Some(more), ..told(&loss, &ana, Some(went_on)) };
    drop(loss.enter(&loss.gil, manner).await);
    assert_eq!(stopped(&ana), None);
    let manner = Manner { holds: Some(more), ..told(&loss, &ana, Some(went_on)) };
    drop(loss.enter(&loss.ana, manner).await.unwrap());
    ana.wait(|it| stopped(it).is_some_and(|said| said.to == more.head)).await;
}

#[tokio::test]
async fn promise_2_who_was_told_another_record_is_named_and_asked_for_no_file() {
    let server = in_memory().await;
    let (ana, ben) = (Person::new("ana"), Person::new("ben"));
    let label = incident(&server, &ana).await;
    let mut lead = joined(&server, label, &ana).await;
    drop(joined(&server, label, &ben).await);
    lead.record(saw("one")).await;
    let held = Chain { hash: Hash::of(b"otherwise"), ..lead.chain.unwrap() };
    let manner = Manner { after: Some(held), told: true, ..Manner::default() };
    let door = Door::Key { incident: Some(label) };
    let away = Client::enter(&server, &ben, door, manner).await.err().unwrap();
    assert!(away.why.starts_with("what this machine was told of INC-1"), "{}", away.why);
    lead.wait(|it| stopped(it).is_some()).await;
    let said = stopped(&lead).unwrap();
    assert_eq!((said.why, &said.told[..]), (StopWhy::Differs, &[ben.handle][..]));
    assert!(said.sentence().contains("ben was told another record"), "{}", said.sentence());
}

#[tokio::test]
async fn promise_2_what_was_told_of_another_incident_of_that_name_stops_nothing() {
    let server = in_memory().await;
    let (ana, ben) = (Person::new("ana"), Person::new("ben"));
    let label = incident(&server, &ana).await;
    let mut lead = joined(&server, label, &ana).await;
    drop(joined(&server, label, &ben).await);
    lead.record(saw("one")).await;
    let held = Chain { hash: Hash::of(b"of another"), ..lead.chain.unwrap() };
    let says = |of| Manner { after: Some(held), told: true, of, ..Manner::default() };
    let door = || Door::Key { incident: Some(label) };
    let other = Some(IncidentId(uuid::Uuid::from_u128(7)));
    let away = Client::enter(&server, &ben, door(), says(other)).await.err().unwrap();
    assert!(away.why.contains("another incident goes by the name INC-1 here"), "{}", away.why);
    lead.record(saw("two")).await;
    assert_eq!(stopped(&lead), None);
    // The control: of this very incident it does.
    drop(Client::enter(&server, &ben, door(), says(None)).await);
    lead.wait(|it| stopped(it).is_some()).await;
}
