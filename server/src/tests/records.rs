//! Records: durable before visible, the same for everyone, once for each ask.

use std::sync::Arc;
use tokio::net::TcpStream;
use warroom_register::Event;
use warroom_register::limits::{COMMANDS_BURST, SEAT_ASKS_MAX};
use warroom_register::protocol::{ClientMessage, Door, Look, ServerMessage};
use warroom_register::words::{Phase, Scope};
use warroom_register::{Agenda, Command, Seq, Text};

use super::client::{Client, Manner, Person, asked, saw};
use super::{in_memory, incident, invite, joined, options};
use crate::accept::{DoorLimits, Strangers, Stream};
use crate::journal::Memory;
use crate::seat::Visitor;
use crate::socket::serve;
use crate::{Keep, Limits, Options};

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
}

/// Enough that neither the kernel nor the tail holds it for a slow reader.
const MANY: u64 = 900;

async fn write_many(author: &mut Client, texts: u64) {
    let text = "a line of a log that somebody pasted. ".repeat(330);
    let mut last = None;
    for n in 0..texts {
        last = Some(author.ask(saw(&format!("{n} {text}"))).await);
        if n % 64 == 0 {
            let id = last.unwrap();
            author.wait(|it| it.recorded(id).is_some()).await;
        }
    }
    author.wait(|it| last.is_none_or(|id| it.recorded(id).is_some())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_reader_holds_nobody_up_and_catches_up_from_the_journal() {
    let server = in_memory().await;
    let (ana, ben) = (Person::new("ana"), Person::new("ben"));
    let label = incident(&server, &ana).await;
    let link = invite(&server, Some(label), Scope::Respond).await;
    let mut author = Client::join(&server, &ana, &link).await.unwrap();
    let slow = Client::connect_with(&server, Some(4096)).await;
    let door = Door::Invite { incident: label, token: link.token };
    let mut slow = slow.hello(&ben, door, Manner::default()).await.unwrap();
    // Ben does not read while all of this is recorded and seen by ana.
    write_many(&mut author, MANY).await;
    assert!(slow.head() < author.head());
    slow.wait(|it| it.head() == author.head()).await;
    assert_eq!(slow.chain, author.chain);
}

#[tokio::test(flavor = "multi_thread")]
async fn history_from_afar_comes_packed() {
    let server = in_memory().await;
    let ana = Person::new("ana");
    let label = incident(&server, &ana).await;
    let mut author = joined(&server, label, &ana).await;
    write_many(&mut author, 400).await;
    let door = || Door::Key { incident: Some(label) };
    let manner = Manner { zstd: true, ..Manner::default() };
    let afar = Client::from_afar(&server).await;
    let mut afar = afar.hello(&ana, door(), manner).await.unwrap();
    afar.wait(|it| it.head() == author.head()).await;
    assert_eq!(afar.chain, author.chain);
    assert!(afar.packed > 0);
    // On this machine it would only cost.
    let manner = Manner { zstd: true, ..Manner::default() };
    let mut near = Client::enter(&server, &ana, door(), manner).await.unwrap();
    near.wait(|it| it.head() == author.head()).await;
    assert_eq!((near.chain, near.packed), (author.chain, 0));
}

#[tokio::test]
async fn who_comes_back_gets_what_is_missing_and_no_more() {
    let server = in_memory().await;
    let ana = Person::new("ana");
    let label = incident(&server, &ana).await;
    let mut seat = joined(&server, label, &ana).await;
    for n in 0..5 {
        seat.record(saw(&format!("{n}"))).await;
    }
    let held = seat.chain.unwrap();
    let missed = [seat.record(saw("missed")).await, seat.record(saw("this too")).await];
    let manner = Manner { after: Some(held), ..Manner::default() };
    let door = Door::Key { incident: Some(label) };
    let mut again = Client::enter(&server, &ana, door, manner).await.unwrap();
    again.wait(|it| it.head() == missed[1]).await;
    let got: Vec<_> = again.records.iter().map(|record| record.seq).collect();
    assert_eq!(got, missed);
}

#[tokio::test]
async fn a_flood_is_told_to_slow_down_and_a_burst_is_not() {
    let limits = Limits { seat_asks: SEAT_ASKS_MAX, ..Limits::default() };
    let options = Options { limits, ..options(Keep::Memory(Memory::new())) };
    let server = crate::start(options).await.unwrap();
    let ana = Person::new("ana");
    let label = incident(&server, &ana).await;
    let mut seat = joined(&server, label, &ana).await;
    let burst: Vec<_> = (0..COMMANDS_BURST).map(|n| asked(saw(&format!("{n}")))).collect();
    for ask in &burst {
        seat.send(ClientMessage::Ask(ask.clone())).await;
    }
    for ask in &burst {
        seat.wait(|it| it.recorded(ask.id).is_some()).await;
    }
    let flood: Vec<_> = (0..200).map(|n| asked(saw(&format!("{n}")))).collect();
    for ask in &flood {
        seat.send(ClientMessage::Ask(ask.clone())).await;
    }
    let last = flood.last().unwrap().id;
    seat.wait(|it| it.refused(last).is_some()).await;
    assert!(seat.refused(last).unwrap().starts_with("slow down"));
    // What was taken is done, at its pace.
    seat.wait(|it| it.recorded(flood[0].id).is_some()).await;
}

#[tokio::test]
async fn a_seat_is_small_for_there_are_many() {
    let server = in_memory().await;
    let tcp = TcpStream::connect(server.address()).await.unwrap();
    let strangers = Strangers::new(DoorLimits::default());
    let stranger = strangers.meet([192, 0, 2, 1].into()).await.unwrap();
    let visitor = Visitor { stranger, loopback: false, address: [192, 0, 2, 1].into() };
    let taken = std::future::ready(Some((Box::new(tcp) as Stream, Vec::new())));
    let seat = serve(taken, Arc::clone(server.house()), visitor);
    let bytes = size_of_val(&seat);
    assert!(bytes <= 1400, "{bytes} bytes");
}

fn last_look(client: &Client) -> Option<Seq> {
    client.words.iter().rev().find_map(|word| match word {
        ServerMessage::Look(look) => Some(look.seq),
        _ => None,
    })
}

#[tokio::test]
async fn what_the_chair_shows_is_told_to_all_the_last_of_it_and_nothing_of_others() {
    let server = in_memory().await;
    let (ana, ben) = (Person::new("ana"), Person::new("ben"));
    let label = incident(&server, &ana).await;
    let mut chair = joined(&server, label, &ana).await;
    let mut seat = joined(&server, label, &ben).await;
    let look = |seq| {
        ClientMessage::Look(Look { seq: Seq(seq), hindsight: false, timeline: true, as_of: None })
    };
    // Without a review nobody has anything to show.
    chair.send(look(1)).await;
    let (phase, why) = (Phase::Closed, Text::from("quiet"));
    let close =
        Command::MovePhase { phase, why, card: None, card_salt: None, seen_at: None, review: None };
    chair.record(close).await;
    let (facilitator, agenda) = (ana.handle, Agenda::default());
    chair.record(Command::OpenReview { facilitator, notes: None, agenda }).await;
    let head = chair.head();
    for seq in 1..=40 {
        chair.send(look(seq)).await;
        seat.send(look(99)).await;
    }
    for client in [&mut chair, &mut seat] {
        client.wait(|it| last_look(it) == Some(Seq(40))).await;
    }
    let told = seat.words.iter().filter(|word| matches!(word, ServerMessage::Look(_))).count();
    assert!(told < 40, "{told} of forty were told: the pace holds");
    assert!(!seat.words.iter().any(|w| matches!(w, ServerMessage::Look(l) if l.seq == Seq(99))));
    assert_eq!(chair.head(), head, "nothing of it is recorded");
    // Who comes later sees what is shown.
    let mut late = joined(&server, label, &Person::new("cy")).await;
    late.wait(|it| last_look(it) == Some(Seq(40))).await;
    // Another meeting begins anew: where the one before ended is an outcome there.
    chair.record(Command::CloseReview { why: Text::default() }).await;
    chair.record(Command::OpenReview { facilitator, notes: None, agenda }).await;
    let mut later = joined(&server, label, &Person::new("dia")).await;
    chair.send(look(2)).await;
    later.wait(|it| last_look(it).is_some()).await;
    let looks = later.words.iter().filter(|word| matches!(word, ServerMessage::Look(_))).count();
    assert_eq!((looks, last_look(&later)), (1, Some(Seq(2))));
}

fn last_here(client: &Client) -> Vec<String> {
    let here = client.words.iter().rev().find_map(|word| match word {
        ServerMessage::Here { handles } => Some(handles.iter().map(ToString::to_string).collect()),
        _ => None,
    });
    here.unwrap_or_default()
}

#[tokio::test]
async fn who_was_there_before_hears_of_everyone_who_comes_and_goes() {
    let server = in_memory().await;
    let ana = Person::new("ana");
    let label = incident(&server, &ana).await;
    let mut seat = joined(&server, label, &ana).await;
    seat.wait(|it| last_here(it) == ["ana"]).await;
    let ben = joined(&server, label, &Person::new("ben")).await;
    seat.wait(|it| last_here(it) == ["ana", "ben"]).await;
    let cy = joined(&server, label, &Person::new("cy")).await;
    seat.wait(|it| last_here(it) == ["ana", "ben", "cy"]).await;
    drop(ben);
    seat.wait(|it| last_here(it) == ["ana", "cy"]).await;
    drop(cy);
}

#[tokio::test]
async fn half_a_frame_is_no_command_and_whoever_is_reset_in_it_is_gone() {
    let server = in_memory().await;
    let (ana, ben) = (Person::new("ana"), Person::new("ben"));
    let label = incident(&server, &ana).await;
    let mut seat = joined(&server, label, &ana).await;
    let breaks = joined(&server, label, &ben).await;
    seat.wait(|it| last_here(it) == ["ana", "ben"]).await;
    // What ben has not read makes a reset of his end.
    let head = seat.record(saw("unread by ben")).await;
    let text = ClientMessage::Ask(asked(saw("half of it"))).frame();
    let [high, low] = u16::try_from(text.len()).unwrap().to_be_bytes();
    let frame = [&[0x81, 0xfe, high, low, 0, 0, 0, 0], text.as_bytes()].concat();
    breaks.breaks_off(&frame[..frame.len() - 8]).await;
    seat.wait(|it| last_here(it) == ["ana"]).await;
    assert_eq!(
        seat.record(saw("behind it")).await,
        head.next(),
        "nothing of the half was recorded"
    );
}
