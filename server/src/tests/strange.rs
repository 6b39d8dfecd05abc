//! Closed incidents whose rooms are shut, and who comes to them: strangers, and those who may.

use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout};
use warroom_register::limits::{READINGS_AT_ONCE_MAX, WRONG_INVITES_PER_MINUTE_MAX};
use warroom_register::protocol::{ClientMessage, Door, SeatEnd};
use warroom_register::words::{Phase, Scope};
use warroom_register::{At, Bytes, Command, Event, Hash, InviteLink, Label, Text, Token};

use super::client::{Client, Manner, Person, saw, title};
use super::doors::{NOT_OPEN, denied};
use super::said::{post, status};
use super::{in_folder, in_memory, incident, invite, joined, options};
use crate::{Keep, Server};

const UNKNOWN_KEY: &str = "this machine's key is not known to INC-1: join with an invite";

pub(super) fn closing() -> Command {
    let (phase, why) = (Phase::Closed, Text::from("over"));
    Command::MovePhase { phase, why, card: None, card_salt: None, seen_at: None, review: None }
}

/// Shuts the rooms of what is closed, once nobody is there any more.
pub(super) async fn shut(server: &Server) {
    while server.house().rooms.count() > 0 {
        server.house().rooms.shut_deserted();
        tokio::task::yield_now().await;
    }
}

/// A closed incident in which nobody is, with an invite to it that was open to the last and one that was
/// not, and a token of ana's.
struct Over {
    label: Label,
    open: InviteLink,
    revoked: InviteLink,
    token: Token,
}

async fn over(server: &Server, ana: &Person) -> Over {
    let label = incident(server, ana).await;
    let revoked = invite(server, Some(label), Scope::Respond).await;
    let mut lead = Client::join(server, ana, &revoked).await.unwrap();
    let invited = |event: &Event| matches!(event, Event::Invited { .. });
    lead.wait(|it| it.has(invited)).await;
    let of_invite = lead.records.iter().find(|it| invited(&it.event)).unwrap().seq;
    lead.record(Command::Revoke { invite: of_invite }).await;
    let open = invite(server, Some(label), Scope::Respond).await;
    let token: Token = Bytes([9; 16]);
    let until = At::from_ms(server.house().clock.now().ms() + 3_600_000);
    lead.record(Command::MakeToken { name: title("curl"), until, token: Hash::of(&token.0) }).await;
    lead.record(closing()).await;
    lead.send(ClientMessage::Bye {}).await;
    lead.ended().await;
    shut(server).await;
    Over { label, open, revoked, token }
}

fn bearer(label: Label, token: Token) -> String {
    format!("authorization: Bearer {label}.{token}\r\n")
}

/// All of it while no journal can be read: whoever makes one be read would wait for ever.
async fn strangers_are_told_no(server: &Server, over: &Over) {
    let all = u32::try_from(READINGS_AT_ONCE_MAX).unwrap();
    let readings = Arc::clone(server.house().rooms.readings());
    let held = readings.acquire_many(all).await.unwrap();
    let eve = Person::new("eve");
    assert_eq!(denied(Client::back(server, &eve, over.label).await, SeatEnd::Denied), UNKNOWN_KEY);
    let wrong = InviteLink { token: Bytes([7; 16]), ..over.open.clone() };
    assert_eq!(denied(Client::join(server, &eve, &wrong).await, SeatEnd::Denied), NOT_OPEN);
    let guess = bearer(over.label, Bytes([7; 16]));
    assert_eq!(status(&post(server, "/in/text?kind=question", &guess, "x").await), "401");
    assert_eq!(server.house().rooms.count(), 0);
    drop(held);
}

#[tokio::test]
async fn promise_9_no_stranger_makes_the_server_read_a_closed_incident() {
    let folder = super::folder();
    let ana = Person::new("ana");
    let server = in_folder(folder.path()).await;
    let over = over(&server, &ana).await;
    strangers_are_told_no(&server, &over).await;
    let fay = Person::new("fay");
    assert!(Client::join(&server, &fay, &over.open).await.is_ok(), "by an invite that is open");
    shut(&server).await;
    // Not after a restart either: of what the index knows of it, or of what is read then.
    server.house().consulting.as_ref().unwrap().take_in().await;
    server.stop().await;
    for index in ["is there", "is gone"] {
        let server = in_folder(folder.path()).await;
        assert_eq!(server.house().rooms.count(), 0, "{index}");
        strangers_are_told_no(&server, &over).await;
        for person in [&ana, &fay] {
            assert!(Client::back(&server, person, over.label).await.is_ok(), "{index}");
        }
        server.stop().await;
        drop(std::fs::remove_file(folder.path().join("library.db")));
    }
}

#[tokio::test]
async fn a_right_token_writes_into_a_closed_incident_though_nobody_is_there() {
    let server = in_memory().await;
    let ana = Person::new("ana");
    let over = over(&server, &ana).await;
    let right = bearer(over.label, over.token);
    let answer = post(&server, "/in/text?kind=question", &right, "what is left to look at?").await;
    assert_eq!(status(&answer), "200", "{answer}");
    shut(&server).await;
    let mut back = Client::back(&server, &ana, over.label).await.unwrap();
    let asked = |event: &Event| matches!(event, Event::Written { text, .. } if text.raw().starts_with("what is left"));
    back.wait(|it| it.has(asked)).await;
}

/// Or each try would have the journal read.
#[tokio::test]
async fn a_room_that_is_opened_for_somebody_who_may_not_come_in_is_shut_a_while_later() {
    let server = in_memory().await;
    let over = over(&server, &Person::new("ana")).await;
    for who in ["eve", "mallory"] {
        let came = Client::join(&server, &Person::new(who), &over.revoked).await;
        assert_eq!(denied(came, SeatEnd::Denied), NOT_OPEN);
        assert_eq!(server.house().rooms.count(), 1);
    }
    shut(&server).await;
    assert_eq!(server.house().rooms.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn so_many_closed_incidents_are_read_at_once_and_the_next_one_waits() {
    let server = in_memory().await;
    let label = incident(&server, &Person::new("ana")).await;
    server.record(Some(label), closing()).await.unwrap();
    let rooms = &server.house().rooms;
    let readings = Arc::clone(rooms.readings());
    shut(&server).await;
    let all = u32::try_from(READINGS_AT_ONCE_MAX).unwrap();
    let others = readings.acquire_many(all - 1).await.unwrap();
    assert!(rooms.find(label).await.is_ok(), "one is left");
    shut(&server).await;
    let last = readings.acquire().await.unwrap();
    let waits = timeout(Duration::from_secs(60), rooms.find(label)).await;
    assert!(waits.is_err(), "none is left");
    // What is opened anew has nothing to be read, and waits for nobody.
    incident(&server, &Person::new("ben")).await;
    drop((others, last));
    assert!(rooms.find(label).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn who_tries_keys_and_names_that_are_unknown_is_slowed_and_told_the_same() {
    let server = crate::start(options(Keep::Memory(crate::journal::Memory::new()))).await.unwrap();
    let label = incident(&server, &Person::new("ana")).await;
    let eve = Person::new("eve");
    let tries = async |label| {
        let (afar, begin) = (Client::from_afar(&server).await, Instant::now());
        let door = Door::Key { incident: Some(label) };
        let away = afar.hello(&eve, door, Manner::default()).await.err().unwrap();
        (away.why, begin.elapsed())
    };
    let unknown = "there is no INC-9 here: warroom list shows those there are";
    for n in 0..WRONG_INVITES_PER_MINUTE_MAX {
        let (label, why) = if n % 2 == 0 { (label, UNKNOWN_KEY) } else { (Label(9), unknown) };
        assert_eq!(tries(label).await, (why.to_owned(), Duration::ZERO), "{n}");
    }
    let late = Duration::from_secs(1);
    assert_eq!(tries(label).await, (UNKNOWN_KEY.to_owned(), late));
    assert_eq!(tries(Label(9)).await, (unknown.to_owned(), late));
    let (afar, begin) = (Client::from_afar(&server).await, Instant::now());
    let door = Door::Invite { incident: label, token: Bytes([1; 16]) };
    let away = afar.hello(&eve, door, Manner::default()).await;
    assert_eq!((denied(away, SeatEnd::Denied).as_str(), begin.elapsed()), (NOT_OPEN, late));
}

#[tokio::test]
async fn who_is_out_and_what_may_write_is_made_anew_only_where_a_record_turns_it() {
    let server = in_memory().await;
    let ana = Person::new("ana");
    let label = incident(&server, &ana).await;
    let mut lead = joined(&server, label, &ana).await;
    let room = server.house().rooms.find(label).await.unwrap();
    let before = room.doors();
    lead.record(saw("pay-3 is down")).await;
    assert!(Arc::ptr_eq(&before, &room.doors()), "an entry turns nothing");
    let until = At::from_ms(server.house().clock.now().ms() + 3_600_000);
    let token = Hash([9; 32]);
    lead.record(Command::MakeToken { name: title("curl"), until, token }).await;
    assert_eq!(room.doors().writes_as(token, until), Some(ana.handle));
}
