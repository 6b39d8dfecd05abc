//! A room whose journal reads otherwise than what was seen: it is shut, everybody in it is told, nobody
//! is told no of what may be recorded, and the other rooms go on.

use std::time::Duration;
use tokio::time::timeout;
use warroom_register::protocol::{ClientMessage, SeatEnd, ServerMessage};
use warroom_register::{At, Bytes, Command, Hash, IncidentId, Seq, Token};

use super::client::{Client, Person, asked, saw, title};
use super::said::{post, status};
use super::{incident, joined, opening, options};
use crate::journal::{Fault, JournalError, Memory, Store};
use crate::{Keep, Options, Server, start};

async fn served(memory: &Memory, owner: &Person) -> Server {
    let keep = Keep::Memory(memory.clone());
    start(Options { owner: Some(owner.key()), ..options(keep) }).await.unwrap()
}

fn lost() -> Fault {
    Fault::Lost(JournalError::Unavailable("it did not answer".to_owned()))
}

/// Changes the first record of an incident behind the back of its room, and gives the line it was.
async fn altered(memory: &Memory, id: IncidentId) -> String {
    let line = Store::Memory(memory.clone()).read(id, Seq(0), 1).await.unwrap().remove(0);
    memory.alter(id, Seq(1), &line.replace("500s", "501s"));
    line
}

#[tokio::test]
async fn a_room_that_fails_is_shut_for_all_who_are_in_it_and_no_other_room_is() {
    let (memory, ana, ben) = (Memory::new(), Person::new("ana"), Person::new("ben"));
    let server = served(&memory, &ana).await;
    let (label, other) = (incident(&server, &ana).await, incident(&server, &ben).await);
    let mut writes = joined(&server, label, &ana).await;
    let mut reads = joined(&server, label, &ben).await;
    let mut elsewhere = joined(&server, other, &ben).await;
    let kept = Store::Memory(memory.clone()).list().await.unwrap();
    let id = kept.iter().find(|stored| stored.label == Some(label)).unwrap().id;
    let line = altered(&memory, id).await;
    memory.fail_next(lost());
    let ask = asked(saw("is it recorded?"));
    writes.send(ClientMessage::Ask(ask.clone())).await;
    for client in [&mut writes, &mut reads] {
        let ended = client.ended().await;
        assert_eq!(ended.end, Some(SeatEnd::Behind), "{}", ended.why);
        assert!(ended.why.contains("they do not fit together"), "{}", ended.why);
    }
    assert_eq!(writes.refused(ask.id), None, "nobody knows, so nobody says no");
    let away = Client::back(&server, &ana, label).await.err().unwrap();
    assert!(away.why.starts_with(&format!("{label} is shut: ")), "{}", away.why);
    elsewhere.record(saw("here it goes on")).await;
    // It ends with the server, as any other: nothing hangs on it.
    timeout(Duration::from_secs(5), server.stop()).await.expect("the room never ends");
    // As it was, it is a room again, and the command is asked again and done once.
    memory.alter(id, Seq(1), &line);
    let server = served(&memory, &ana).await;
    let mut back = Client::back(&server, &ana, label).await.unwrap();
    back.send(ClientMessage::Ask(ask.clone())).await;
    back.wait(|it| it.recorded(ask.id).is_some()).await;
}

#[tokio::test]
async fn promise_4_a_text_of_which_nobody_knows_is_not_said_to_be_unrecorded() {
    let (memory, ana) = (Memory::new(), Person::new("ana"));
    let server = served(&memory, &ana).await;
    let label = incident(&server, &ana).await;
    let mut lead = joined(&server, label, &ana).await;
    let token: Token = Bytes([9; 16]);
    let until = At::from_ms(server.house().clock.now().ms() + 3_600_000);
    lead.record(Command::MakeToken { name: title("curl"), until, token: Hash::of(&token.0) }).await;
    let bearer = format!("authorization: Bearer {label}.{token}\r\n");
    // Where it is known that nothing was recorded, that is said.
    memory.fail_next(lost());
    let answer = post(&server, "/in/text", &bearer, "pay-3 is down").await;
    assert!(status(&answer) == "503" && answer.contains("nothing was recorded"), "{answer}");
    let kept = Store::Memory(memory.clone()).list().await.unwrap();
    let id = kept.iter().find(|stored| stored.label == Some(label)).unwrap().id;
    altered(&memory, id).await;
    memory.fail_next(lost());
    let answer = post(&server, "/in/text", &bearer, "pay-4 is down").await;
    assert!(status(&answer) == "504" && answer.contains("nobody knows whether"), "{answer}");
    assert!(!answer.contains("nothing was recorded"), "{answer}");
}

#[tokio::test(start_paused = true)]
async fn promise_4_an_incident_of_which_nobody_knows_whether_it_is_opened_is_not_refused() {
    let (memory, ana) = (Memory::new(), Person::new("ana"));
    let server = served(&memory, &ana).await;
    let afar = Client::from_afar(&server).await;
    let door = warroom_register::protocol::Door::Key { incident: None };
    let mut lobby = afar.hello(&ana, door, super::client::Manner::default()).await.unwrap();
    memory.fail_next(Fault::Written(JournalError::Unavailable("it did not answer".to_owned())));
    memory.leave_in_doubt(1);
    let ask = opening("Checkout returns 500s");
    lobby.send(ClientMessage::Open(ask.clone())).await;
    // It stands there, and the room does not know; what it reads next time is something else.
    let store = Store::Memory(memory.clone());
    let id = loop {
        tokio::task::yield_now().await;
        let kept = store.list().await.unwrap();
        if let Some(it) = kept.iter().find(|it| it.label.is_some() && it.head > Seq(0)) {
            break it.id;
        }
    };
    memory.alter(id, Seq(1), "{}");
    let ended = lobby.ended().await;
    assert_eq!(ended.code, SeatEnd::Closing.code(), "{}", ended.why);
    assert!(SeatEnd::Closing.passes() && lobby.refused(ask.id).is_none());
    // Nor when it is asked again of the room that is shut by now.
    let afar = Client::from_afar(&server).await;
    let door = warroom_register::protocol::Door::Key { incident: None };
    let mut lobby = afar.hello(&ana, door, super::client::Manner::default()).await.unwrap();
    lobby.send(ClientMessage::Open(ask.clone())).await;
    let ended = lobby.ended().await;
    assert_eq!(ended.code, SeatEnd::Closing.code(), "{}", ended.why);
    let told = |word: &ServerMessage| matches!(word, ServerMessage::Made { .. });
    assert!(!lobby.words.iter().any(told) && lobby.refused(ask.id).is_none());
}
