//! What one machine may take of a server, whatever handles it says: seats, names, pace, incidents.

use std::time::Duration;
use tokio::time::Instant;
use warroom_register::limits::{
    COMMANDS_BURST, COMMANDS_PER_SECOND, HANDLES_PER_KEY_MAX, INCIDENTS_GOING_ON_MAX,
    INCIDENTS_GOING_ON_PER_KEY_MAX, SEATS_PER_KEY_MAX,
};
use warroom_register::protocol::{ClientMessage, SeatEnd, ServerMessage};
use warroom_register::words::{Phase, Scope};
use warroom_register::{Bytes, Command, Event, Label, Refusal, Text};

use super::client::{Client, Person, saw};
use super::limits::{from_afar, in_earnest, line};
use super::{in_memory, incident, invite, joined, options};
use crate::journal::Memory;
use crate::room::Board;
use crate::{Keep, Limits, Options};

/// Whoever takes one seat after the other, under whatever name, keeps nobody else out.
#[tokio::test]
async fn one_machine_cannot_take_all_seats() {
    let server = in_earnest().await;
    let ana = Person::new("ana");
    let as_eve = Person::new("eve").with_key_of("ana", 1);
    let label = incident(&server, &ana).await;
    let mut held = vec![joined(&server, label, &as_eve).await];
    while held.len() < SEATS_PER_KEY_MAX {
        held.push(Client::back(&server, &ana, label).await.unwrap());
    }
    for who in [&ana, &as_eve] {
        let away = Client::back(&server, who, label).await.err().unwrap();
        assert_eq!(away.end, Some(SeatEnd::Limit), "{}", away.why);
        assert!(away.why.contains("this machine has 64 seats here already"), "{}", away.why);
    }
    joined(&server, label, &Person::new("ben")).await;
}

/// Handles cost nothing: a machine that invents them fills neither a room nor the server's own journal.
#[tokio::test]
async fn promise_9_a_machine_that_comes_under_ever_new_names_records_a_few_of_them() {
    let server = in_memory().await;
    let ana = Person::new("ana");
    let label = incident(&server, &ana).await;
    let link = invite(&server, None, Scope::Observe).await;
    let as_nth = |n: usize| Person::new(&format!("mal-{n}")).with_key_of("mal", 1);
    assert!(Client::join(&server, &as_nth(0), &link).await.is_ok());
    let mut lead = Client::back(&server, &ana, label).await.unwrap();
    for n in 0..3 * HANDLES_PER_KEY_MAX {
        let came = [
            Client::lobby(&server, &as_nth(n)).await,
            Client::back(&server, &as_nth(n), label).await,
        ];
        for came in came {
            let why = came.err().map(|away| (away.end, away.why));
            let Some((end, why)) = why else {
                assert!(n < HANDLES_PER_KEY_MAX, "mal-{n} came in");
                continue;
            };
            assert!(n >= HANDLES_PER_KEY_MAX, "{why}");
            assert_eq!(end, Some(SeatEnd::Denied), "asking again would be no help");
            assert!(why.starts_with("this machine has 8 handles here already"), "{why}");
        }
    }
    lead.record(saw("there is room for more")).await;
    let joined = lead.records.iter().filter(|it| matches!(it.event, Event::Joined { .. })).count();
    assert_eq!(joined, HANDLES_PER_KEY_MAX);
}

/// Who writes on one machine under one name does not keep back who writes there under another.
#[tokio::test(start_paused = true)]
async fn the_handles_of_a_machine_share_its_pace_by_turns() {
    let server = in_earnest().await;
    let ana = Person::new("ana");
    let as_eve = Person::new("eve").with_key_of("ana", 1);
    let label = incident(&server, &ana).await;
    drop(joined(&server, label, &as_eve).await);
    let mut busy = from_afar(&server, label, &ana).await;
    let mut other = from_afar(&server, label, &as_eve).await;
    let since = Instant::now();
    // The burst of the machine, and half as many that wait for their turns.
    let many = COMMANDS_BURST + COMMANDS_BURST / 2;
    let mut asks = Vec::new();
    for n in 0..many {
        asks.push(busy.ask(saw(&format!("number {n}"))).await);
        let taken = asks[asks.len().saturating_sub(20)];
        busy.wait(|it| n < 30 || it.recorded(taken).is_some()).await;
    }
    let between = other.record(saw("one word between them")).await;
    let last = asks[asks.len() - 1];
    busy.wait(|it| it.recorded(last).is_some()).await;
    assert!(between < busy.recorded(last).unwrap(), "it had its turn among them");
    let steady = Duration::from_secs(1) / COMMANDS_PER_SECOND;
    let wait = steady * (many - COMMANDS_BURST);
    assert!(since.elapsed() >= wait, "one burst for both: {:?}", since.elapsed());
}

#[test]
fn so_many_incidents_go_on_at_one_server_and_so_many_of_one_machine() {
    let (board, limits) = (Board::new(), Limits::default().going_on());
    let key = |n: usize| Bytes([u8::try_from(n).unwrap(); 32]);
    let on = |n, phase, of| board.post(line(n, phase), Some(of));
    // What is opened counts from the beginning, and no longer where nothing came of it.
    let open = |n, of| board.open(line(n, Phase::Closed).id, of, limits);
    for n in 1..INCIDENTS_GOING_ON_PER_KEY_MAX {
        on(n, Phase::Investigating, key(1));
    }
    let last = open(INCIDENTS_GOING_ON_PER_KEY_MAX, key(1)).unwrap();
    let more = INCIDENTS_GOING_ON_PER_KEY_MAX + 1;
    let refused = |of| open(more, of).err().unwrap().to_string();
    let theirs = "50 incidents that this machine opened go on, and no more can be: close one that is over \
                  with warroom phase closed --incident INC-1 (warroom list shows all)";
    assert_eq!(refused(key(1)), theirs);
    assert!(open(more, key(2)).is_ok(), "others have their own");
    drop(last);
    assert!(open(more, key(1)).is_ok());
    // All machines together.
    for n in INCIDENTS_GOING_ON_PER_KEY_MAX..INCIDENTS_GOING_ON_MAX {
        on(n, Phase::Resolved, key(n / INCIDENTS_GOING_ON_PER_KEY_MAX));
    }
    on(INCIDENTS_GOING_ON_MAX + 1, Phase::Closed, key(100));
    let id = |n| line(n, Phase::Closed).id;
    let open = |n| board.open(id(n), key(101), limits).map(drop);
    assert_eq!(open(INCIDENTS_GOING_ON_MAX), Ok(()), "the last one");
    on(INCIDENTS_GOING_ON_MAX, Phase::Investigating, key(101));
    let oldest = Label(1);
    assert_eq!(open(2000), Err(Refusal::GoingOn { oldest }));
    assert_eq!(open(1), Ok(()), "asked again, it is the one that is there");
    let reopen = || board.reopen(id(INCIDENTS_GOING_ON_MAX + 1), limits);
    assert_eq!(reopen(), Err(Refusal::GoingOn { oldest }));
    on(1, Phase::Closed, key(1));
    assert_eq!(reopen(), Ok(()));
    assert_eq!(open(2000), Err(Refusal::GoingOn { oldest: Label(2) }), "that took the place");
}

/// As a machine meets it that may write at a server and no more; who may command there has all places.
#[tokio::test]
async fn a_machine_that_opens_one_incident_after_the_other_is_told_to_close_some() {
    let ana = Person::new("ana");
    let limits = Limits { going_on_per_key: 2, going_on: 5, ..Limits::unpaced() };
    let keep = Keep::Memory(Memory::new());
    let server =
        crate::start(Options { owner: Some(ana.key()), limits, ..options(keep) }).await.unwrap();
    let link = invite(&server, None, Scope::Respond).await;
    let ben = Person::with_seed("ben", 2);
    drop(Client::join(&server, &ben, &link).await.unwrap());
    let open = async |who: &Person| {
        let mut lobby = Client::lobby(&server, who).await.unwrap();
        let ask = super::opening("one of many");
        lobby.send(ClientMessage::Open(ask.clone())).await;
        let made = |it: &Client| {
            it.words.iter().find_map(|word| match word {
                ServerMessage::Made { command, incident, .. } if *command == ask.id => {
                    Some(*incident)
                }
                _ => None,
            })
        };
        lobby.wait(|it| made(it).is_some() || it.refused(ask.id).is_some()).await;
        made(&lobby).ok_or_else(|| lobby.refused(ask.id).unwrap().to_owned())
    };
    let first = open(&ben).await.unwrap();
    open(&ben).await.unwrap();
    let why = open(&ben).await.unwrap_err();
    assert!(why.contains("that this machine opened go on") && why.contains("INC-1"), "{why}");
    // Once one is over there is room for another; that it goes on after all is of nobody's share.
    let mut seat = Client::back(&server, &ben, first).await.unwrap();
    seat.record(phase(Phase::Closed)).await;
    open(&ben).await.unwrap();
    seat.record(phase(Phase::Monitoring)).await;
    let why = open(&ben).await.unwrap_err();
    assert!(why.contains("that this machine opened go on"), "{why}");
    seat.record(phase(Phase::Closed)).await;
    for _ in 0..3 {
        open(&ana).await.unwrap();
    }
    let id = seat.ask(phase(Phase::Monitoring)).await;
    seat.wait(|it| it.refused(id).is_some()).await;
    let full = "incidents go on at this server, and no more can be";
    assert!(seat.refused(id).unwrap().contains(full), "{:?}", seat.refused(id));
    let why = open(&ana).await.unwrap_err();
    assert!(why.contains(full), "{why}");
    server.stop().await;
}

fn phase(phase: Phase) -> Command {
    let why = Text::from("because");
    Command::MovePhase { phase, why, card: None, card_salt: None, seen_at: None, review: None }
}
