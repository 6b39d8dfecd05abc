//! A room that is begun anew from a copy, on another machine.

use std::time::Duration;
use warroom_register::protocol::{Door, SeatEnd, ServerMessage, StopWhy, Welcome};
use warroom_register::{Chain, Command, Event, Label, Record, Seq};

use super::client::{Client, Manner, Person, saw};
use super::whole::{bring, forged, stopped};
use super::{in_folder, incident, joined, options};
use crate::adopt::{AdoptError, adopt};
use crate::{Keep, Limits, Options, Server, start};

/// A server on a folder that waits but a moment for who holds more.
async fn soon(folder: &std::path::Path) -> Server {
    let limits = Limits { gather: Duration::from_millis(300), ..Limits::unpaced() };
    let keep = Keep::Folder(folder.to_owned());
    start(Options { limits, ..options(keep) }).await.unwrap()
}

fn text(header: &str, records: &[Record]) -> String {
    let lines: String = records.iter().map(|record| record.line() + "\n").collect();
    format!("{header}\n{lines}")
}

fn header(client: &Client) -> String {
    match client.welcome() {
        Some(ServerMessage::Welcome(Welcome { header: Some(header), .. })) => header.clone(),
        other => panic!("no header: {other:?}"),
    }
}

#[tokio::test]
async fn promise_11_a_room_is_served_from_a_copy_with_what_others_hold() {
    let (old, new) = (crate::tests::folder(), crate::tests::folder());
    let server = in_folder(old.path()).await;
    let (ana, ben) = (Person::new("ana"), Person::new("ben"));
    let label = incident(&server, &ana).await;
    let mut first = joined(&server, label, &ana).await;
    joined(&server, label, &ben).await;
    for n in 0..4 {
        first.record(saw(&format!("entry {n}"))).await;
    }
    let bens = text(&header(&first), &first.records);
    let bens_chain = first.chain.unwrap();
    // Two more that ana alone has seen.
    first.record(saw("after ben was cut off")).await;
    first.record(saw("and this")).await;
    let (all, anas_chain, header) = (first.records.clone(), first.chain.unwrap(), header(&first));
    drop(first);
    server.stop().await;

    assert_eq!(adopt(new.path(), &bens, ben.handle).await.unwrap(), label);
    let server = soon(new.path()).await;
    let id = warroom_register::Header::read(&header).unwrap().id;
    let door = || Door::Known { id };
    let manner = Manner { after: Some(bens_chain), holds: Some(anas_chain), ..Manner::default() };
    let mut came = Client::enter(&server, &ana, door(), manner).await.unwrap();
    assert_eq!(stopped(&came).unwrap().why, StopWhy::Gathers);
    let more: String = all.iter().rev().take(2).rev().map(|it| it.line() + "\n").collect();
    assert_eq!(bring(&mut came, &more).await, Ok(anas_chain.head));
    assert_eq!(came.ended().await.code, SeatEnd::Closing.code());
    let manner = Manner { after: Some(anas_chain), ..Manner::default() };
    let mut came = Client::enter(&server, &ana, door(), manner).await.unwrap();
    came.wait(|it| it.has(|event| matches!(event, Event::Rescued { .. }))).await;
    let rescued = came.records[0].clone();
    let Event::Rescued { from_seq, hash, term, .. } = rescued.event else { panic!("{rescued:?}") };
    assert_eq!((rescued.by, from_seq, hash), (ben.handle, anas_chain.head, anas_chain.hash));
    assert_eq!(term, 1);
    // What came on somebody's word is on record as theirs.
    came.wait(|it| it.records.len() > 1).await;
    let (from_seq, to_seq) = (bens_chain.head.next(), anas_chain.head);
    let restored = Event::Restored { from_seq, to_seq, replaced: None };
    assert_eq!((came.records[1].by, &came.records[1].event), (ana.handle, &restored));
    came.record(saw("here we go on")).await;
    let (newest, end) = (came.chain.unwrap(), rescued.seq);
    drop(came);
    server.stop().await;

    // Once it is recorded, a restart changes nothing.
    let server = soon(new.path()).await;
    let mut again = Client::back(&server, &ana, label).await.unwrap();
    again.wait(|it| it.head() == newest.head).await;
    assert_eq!(stopped(&again), None);
    drop(again);
    server.stop().await;

    // The old one comes back with its older record: the first who holds more stops it.
    let server = in_folder(old.path()).await;
    let mut stays = Client::back(&server, &ben, label).await.unwrap();
    let manner = Manner { after: Some(newest), ..Manner::default() };
    let away = Client::enter(&server, &ana, door(), manner).await.err().unwrap();
    assert!(away.why.contains("one of the two has lost records"), "{}", away.why);
    let manner = Manner { after: Some(anas_chain), holds: Some(newest), ..Manner::default() };
    Client::enter(&server, &ana, door(), manner).await.unwrap();
    stays.wait(|it| stopped(it).is_some()).await;
    assert!(end <= stopped(&stays).unwrap().to);
}

#[tokio::test]
async fn promise_15_who_was_put_out_serves_no_room_once_what_others_hold_says_so() {
    let (old, new) = (crate::tests::folder(), crate::tests::folder());
    let server = in_folder(old.path()).await;
    let (ana, ben, cy) = (Person::new("ana"), Person::new("ben"), Person::new("cy"));
    let label = incident(&server, &ana).await;
    let mut first = joined(&server, label, &ana).await;
    joined(&server, label, &ben).await;
    joined(&server, label, &cy).await;
    first.record(saw("what ben has seen")).await;
    let (bens, bens_chain) = (text(&header(&first), &first.records), first.chain.unwrap());
    // They are put out, which their copy does not say.
    let why = "hostile".into();
    first.record(Command::Remove { who: ben.handle, why }).await;
    let (all, chain, header) = (first.records.clone(), first.chain.unwrap(), header(&first));
    drop(first);
    server.stop().await;

    adopt(new.path(), &bens, ben.handle).await.unwrap();
    let server = soon(new.path()).await;
    let id = warroom_register::Header::read(&header).unwrap().id;
    let door = || Door::Known { id };
    let manner = Manner { after: Some(bens_chain), holds: Some(chain), ..Manner::default() };
    let mut came = Client::enter(&server, &cy, door(), manner).await.unwrap();
    assert_eq!(stopped(&came).unwrap().by, Some(ben.handle), "it is said who begins it anew");
    let more = all.last().unwrap().line() + "\n";
    assert_eq!(bring(&mut came, &more).await, Ok(chain.head));
    // Long after the waiting is over nothing is recorded there, nor after a restart.
    stays_out(&server, &ana, (door(), chain)).await;
    server.stop().await;
    let server = soon(new.path()).await;
    stays_out(&server, &ana, (door(), chain)).await;
}

/// The room gathers for ever.
async fn stays_out(server: &Server, who: &Person, (door, chain): (Door, Chain)) {
    let manner = Manner { after: Some(chain), ..Manner::default() };
    let mut came = Client::enter(server, who, door, manner).await.unwrap();
    came.ask(saw("into a room of who was put out")).await;
    let rescued = came.wait(|it| it.has(|event| matches!(event, Event::Rescued { .. })));
    let waited = tokio::time::timeout(Duration::from_millis(900), rescued).await;
    assert!(waited.is_err(), "it is served");
    assert_eq!(stopped(&came).unwrap().why, StopWhy::Gathers);
    assert_eq!(came.head(), chain.head, "something was recorded");
}

#[tokio::test]
async fn a_copy_is_not_adopted_over_another_record_nor_if_it_does_not_hold() {
    let (old, new) = (crate::tests::folder(), crate::tests::folder());
    let server = in_folder(old.path()).await;
    let ana = Person::new("ana");
    let label = incident(&server, &ana).await;
    let mut first = joined(&server, label, &ana).await;
    for n in 0..3 {
        first.record(saw(&format!("entry {n}"))).await;
    }
    let (head, records) = (header(&first), first.records.clone());
    drop(first);
    server.stop().await;
    let altered = text(&head, &records).replace("entry 1", "entry 7");
    assert!(matches!(adopt(new.path(), &altered, ana.handle).await, Err(AdoptError::Unfit(_))));
    let copy = text(&head, &records[..4]);
    adopt(new.path(), &copy, ana.handle).await.unwrap();
    // The rest of the same record is added, what is there already is no trouble.
    adopt(new.path(), &text(&head, &records), ana.handle).await.unwrap();
    adopt(new.path(), &copy, ana.handle).await.unwrap();
    let mut chain = Chain::begin(&head);
    records.iter().take(2).for_each(|record| drop(chain.read(&record.line()).unwrap()));
    let other = text(&head, &records[..2]) + &forged(chain, &records[2..]);
    let parted = adopt(new.path(), &other, ana.handle).await.unwrap_err();
    assert!(matches!(parted, AdoptError::Parted { same_to: Seq(2) }), "{parted}");
    // Under a label that is taken there it gets the next one.
    let third = crate::tests::folder();
    let server = in_folder(third.path()).await;
    incident(&server, &ana).await;
    server.stop().await;
    assert_eq!(adopt(third.path(), &copy, ana.handle).await.unwrap(), Label(2));
}
