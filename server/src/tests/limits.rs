//! Limits of the server as others meet them: at each, and one over it.

use std::time::Duration;
use tokio::time::{Instant, sleep};
use tokio_tungstenite::tungstenite::Message;
use warroom_register::limits::{
    AWAY_SECONDS, BEAT_SECONDS, COMMANDS_BURST, COMMANDS_PER_SECOND, FRAME_BYTES_MAX,
    GATHER_SECONDS, HELLO_SECONDS_MAX, HISTORY_KIB_BURST, HISTORY_KIB_PER_SECOND,
    INCIDENTS_GOING_ON_MAX, INCIDENTS_GOING_ON_PER_KEY_MAX, KNOCKS_WAITING_MAX,
    LIBRARY_QUESTIONS_BURST, LIBRARY_QUESTIONS_PER_SECOND, LOBBY_INCIDENTS_MAX, PING_SECONDS,
    SEAT_ASKS_MAX, SEATS_MAX, SEATS_PER_KEY_MAX, SILENCE_SECONDS_MAX, STRANGERS_IN_LINE_MAX,
    STRANGERS_MAX, STRANGERS_OF_LOOPBACK_MAX, STRANGERS_PER_ADDRESS_MAX,
    WRONG_INVITES_PER_MINUTE_MAX,
};
use warroom_register::protocol::{ClientMessage, Door, SeatEnd, ServerMessage, Summary};
use warroom_register::words::{Kind, Mode, Phase, Scope, Severity};
use warroom_register::{At, Bytes, Command, Handle, IncidentId, Label, Seq};

use super::client::{Client, Manner, Person, asked, saw, title};
use super::{EVER, in_memory, incident, invite, joined, options};
use crate::accept::DoorLimits;
use crate::journal::Memory;
use crate::room::Board;
use crate::{Keep, Limits, Options, Server};

/// A server with the limits that it has in earnest.
pub(super) async fn in_earnest() -> Server {
    let limits = Limits::default();
    crate::start(Options { limits, ..options(Keep::Memory(Memory::new())) }).await.unwrap()
}

#[test]
fn a_server_has_the_limits_of_the_table() {
    let DoorLimits {
        strangers,
        strangers_in_line,
        strangers_per_address,
        strangers_of_loopback,
        hello,
    } = DoorLimits::default();
    assert_eq!(strangers, STRANGERS_MAX);
    assert_eq!(strangers_in_line, STRANGERS_IN_LINE_MAX);
    assert_eq!(strangers_per_address, STRANGERS_PER_ADDRESS_MAX);
    assert_eq!(strangers_of_loopback, STRANGERS_OF_LOOPBACK_MAX);
    let limits = Limits::default();
    assert_eq!(limits.seats, SEATS_MAX);
    assert_eq!(limits.seats_per_key, SEATS_PER_KEY_MAX);
    assert_eq!(limits.going_on, INCIDENTS_GOING_ON_MAX);
    assert_eq!(limits.going_on_per_key, INCIDENTS_GOING_ON_PER_KEY_MAX);
    assert_eq!(limits.seat_asks, SEAT_ASKS_MAX);
    assert_eq!(limits.commands_per_second, COMMANDS_PER_SECOND);
    assert_eq!(limits.commands_burst, COMMANDS_BURST);
    assert_eq!(limits.history_kib_per_second, HISTORY_KIB_PER_SECOND);
    assert_eq!(limits.history_kib_burst, HISTORY_KIB_BURST);
    assert_eq!(limits.questions_per_second, LIBRARY_QUESTIONS_PER_SECOND);
    assert_eq!(limits.questions_burst, LIBRARY_QUESTIONS_BURST);
    let seconds = [hello, limits.beat, limits.silence, limits.away, limits.gather];
    let table =
        [HELLO_SECONDS_MAX, BEAT_SECONDS, SILENCE_SECONDS_MAX, AWAY_SECONDS, GATHER_SECONDS];
    assert_eq!(seconds, table.map(Duration::from_secs));
}

/// An ask of exactly so many bytes as it goes over the wire; blanks mean nothing in JSON.
fn of_bytes(words: &str, bytes: usize) -> (warroom_register::CommandId, Message) {
    let asked = asked(saw(words));
    let frame = ClientMessage::Ask(asked.clone()).frame();
    let blanks = " ".repeat(bytes - frame.len());
    (asked.id, Message::text(frame + &blanks))
}

#[tokio::test]
async fn a_frame_has_64_kib_at_the_most() {
    let server = in_earnest().await;
    let ana = Person::new("ana");
    let label = incident(&server, &ana).await;
    let mut seat = joined(&server, label, &ana).await;
    let (id, largest) = of_bytes("as large as a frame may be", FRAME_BYTES_MAX);
    seat.send_raw(largest).await;
    seat.wait(|it| it.recorded(id).is_some()).await;
    seat.send_raw(of_bytes("a byte more", FRAME_BYTES_MAX + 1).1).await;
    assert_eq!(seat.ended().await.code, 1009);
}

#[tokio::test]
async fn the_last_seat_is_given_and_one_more_is_not() {
    let server = in_earnest().await;
    let ana = Person::new("ana");
    let label = incident(&server, &ana).await;
    let others = u32::try_from(SEATS_MAX - 1).unwrap();
    let taken = server.house().free.acquire_many(others).await.unwrap();
    let last = Client::back(&server, &ana, label).await.unwrap();
    let away = Client::back(&server, &ana, label).await.err().unwrap();
    assert_eq!(away.end, Some(SeatEnd::Limit), "{}", away.why);
    assert!(away.why.contains("no free seat"), "{}", away.why);
    drop((taken, last));
}

/// Somebody at a wire that is made up, so that the clock can be held.
pub(super) async fn from_afar(server: &Server, label: Label, who: &Person) -> Client {
    let afar = Client::from_afar(server).await;
    let door = Door::Key { incident: Some(label) };
    afar.hello(who, door, Manner::default()).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn who_says_nothing_is_given_a_sign_of_life_each_ten_seconds_and_who_gives_some_is_not() {
    let server = in_earnest().await;
    let ana = Person::new("ana");
    let label = incident(&server, &ana).await;
    let mut listens = from_afar(&server, label, &ana).await;
    listens.wait(|it| it.beats() == 1).await;
    let since = Instant::now();
    for n in 2..6 {
        listens.wait(|it| it.beats() == n).await;
        let due = Duration::from_secs(BEAT_SECONDS) * u32::try_from(n - 1).unwrap();
        assert!(since.elapsed().abs_diff(due) < Duration::from_millis(500), "{n}");
    }
    let mut speaks = from_afar(&server, label, &ana).await;
    for n in 1..6 {
        speaks.send_raw(Message::Ping(Vec::new().into())).await;
        speaks.wait(|it| it.pongs == n).await;
        sleep(Duration::from_secs(PING_SECONDS)).await;
    }
    assert_eq!(speaks.beats(), 0, "an answer is a sign of life");
}

#[tokio::test(start_paused = true)]
async fn who_says_nothing_for_thirty_seconds_is_gone_and_who_says_little_is_not() {
    let server = in_earnest().await;
    let (ana, ben) = (Person::new("ana"), Person::new("ben"));
    let label = incident(&server, &ana).await;
    let link = invite(&server, Some(label), Scope::Respond).await;
    let door = || Door::Invite { incident: label, token: link.token };
    let afar = async || Client::from_afar(&server).await;
    let _deaf = afar().await.hello(&ben, door(), Manner::default()).await.unwrap();
    let mut seat = afar().await.hello(&ana, door(), Manner::default()).await.unwrap();
    seat.wait(|it| here(it) == [ana.handle, ben.handle]).await;
    // One that does not read answers no ping. Just before it is too long both are here.
    sleep(Duration::from_secs(SILENCE_SECONDS_MAX - 1)).await;
    seat.record(saw("I am still here")).await;
    assert_eq!(here(&seat), [ana.handle, ben.handle]);
    // It is looked for at each beat, so it may take one longer.
    sleep(Duration::from_secs(2 * BEAT_SECONDS)).await;
    seat.wait(|it| here(it) == [ana.handle]).await;
    seat.record(saw("and still")).await;
}

#[tokio::test(start_paused = true)]
async fn who_takes_long_over_what_is_sent_and_gives_signs_of_life_is_not_gone() {
    let server = in_earnest().await;
    let (ana, ben) = (Person::new("ana"), Person::new("ben"));
    let label = incident(&server, &ana).await;
    let mut lead = from_afar(&server, label, &ana).await;
    let link = invite(&server, Some(label), Scope::Respond).await;
    let door = Door::Invite { incident: label, token: link.token };
    let afar = Client::from_afar(&server).await;
    let mut slow = afar.hello(&ben, door, Manner::default()).await.unwrap();
    for _ in 0..30 {
        lead.record(saw(&"x".repeat(4 * 1024))).await;
    }
    // All of it goes out in one turn, of which each write is taken in time.
    let part = Duration::from_secs(SILENCE_SECONDS_MAX / 3);
    while slow.head() < lead.head() {
        slow.send_raw(Message::Ping(Vec::new().into())).await;
        sleep(part).await;
        for _ in 0..4 {
            slow.read().await;
        }
    }
    slow.record(saw("I was here all the while")).await;
}

/// Who is here, as it was told last.
fn here(client: &Client) -> Vec<Handle> {
    let here = client.words.iter().rev().find_map(|word| match word {
        ServerMessage::Here { handles } => Some(handles.clone()),
        _ => None,
    });
    here.unwrap_or_default()
}

/// A machine that comes again and again is no faster for it.
#[tokio::test]
async fn a_burst_in_the_lobby_is_of_the_machine_and_not_of_the_connection() {
    let ana = Person::new("ana");
    let (limits, owner) = (Limits::default(), Some(ana.key()));
    let keep = Keep::Memory(Memory::new());
    let server = crate::start(Options { owner, limits, ..options(keep) }).await.unwrap();
    let open = async |times: u32| {
        let mut lobby = Client::lobby(&server, &ana).await.unwrap();
        let (mut made, mut refused) = (0, 0);
        for _ in 0..times {
            let ask = super::opening("one of many");
            lobby.send(ClientMessage::Open(ask.clone())).await;
            let is_made = |it: &Client| {
                let of = |word: &ServerMessage| matches!(word, ServerMessage::Made { command, .. } if *command == ask.id);
                it.words.iter().any(of)
            };
            lobby.wait(|it| is_made(it) || it.refused(ask.id).is_some()).await;
            made += u32::from(is_made(&lobby));
            refused += u32::from(lobby.refused(ask.id).is_some());
        }
        (made, refused)
    };
    let since = Instant::now();
    let first = open(COMMANDS_BURST).await;
    let again = open(COMMANDS_BURST).await;
    // What a steady pace gives while this runs, and one for the beginning.
    let steady = u32::try_from(since.elapsed().as_secs()).unwrap() * COMMANDS_PER_SECOND + 12;
    assert_eq!(first, (COMMANDS_BURST, 0));
    assert!(again.0 <= steady && again.1 > 0, "{again:?} of {COMMANDS_BURST}, {steady} at most");
}

#[tokio::test]
async fn so_many_wait_at_a_door_and_one_more_is_sent_away() {
    let server = in_memory().await;
    let ana = Person::new("ana");
    let label = incident(&server, &ana).await;
    let mut lead = joined(&server, label, &ana).await;
    lead.record(Command::SetDoor { one_by_one: true }).await;
    let link = invite(&server, Some(label), Scope::Respond).await;
    for n in 0..=KNOCKS_WAITING_MAX {
        let who = Person::with_seed(&format!("person-{n}"), u8::try_from(n + 7).unwrap());
        let away = Client::join(&server, &who, &link).await.err().unwrap();
        let end = if n < KNOCKS_WAITING_MAX { SeatEnd::Waits } else { SeatEnd::Limit };
        assert_eq!(away.end, Some(end), "the {n}th: {}", away.why);
    }
}

/// From one address, whatever the name and the key: and nobody is shut out who comes with a right one
/// from there.
#[tokio::test]
async fn whoever_tries_one_invite_after_the_other_is_slowed_down() {
    let server = in_memory().await;
    let ana = Person::new("ana");
    let label = incident(&server, &ana).await;
    let good = server.invite(Some(label), title("all"), Scope::Respond, EVER, 10).await.unwrap();
    assert!(Client::join(&server, &ana, &good).await.is_ok());
    let mut wrong = good.clone();
    for n in 0..WRONG_INVITES_PER_MINUTE_MAX {
        wrong.token = Bytes([u8::try_from(n).unwrap(); 16]);
        let who = Person::with_seed(&format!("mal-{n}"), u8::try_from(n + 7).unwrap());
        let away = Client::join(&server, &who, &wrong).await.err().unwrap();
        assert_eq!(away.end, Some(SeatEnd::Denied), "{}", away.why);
    }
    let ben = Person::new("ben");
    let away = Client::join(&server, &ben, &wrong).await.err().unwrap();
    assert_eq!(away.end, Some(SeatEnd::Denied), "late, and told what is wrong: {}", away.why);
    assert!(away.why.contains("this invite does not open INC-1"), "{}", away.why);
    assert!(Client::join(&server, &ben, &good).await.is_ok(), "a right one is looked at first");
    assert!(Client::back(&server, &ana, label).await.is_ok(), "who has joined needs no invite");
    let afar = Client::from_afar(&server).await;
    let door = Door::Invite { incident: label, token: wrong.token };
    let cy = Person::new("cy");
    let away = afar.hello(&cy, door, Manner::default()).await.err().unwrap();
    assert_eq!(
        away.end,
        Some(SeatEnd::Denied),
        "from elsewhere it is not one too many: {}",
        away.why
    );
}

/// What a lobby says of the nth incident.
pub(super) fn line(n: usize, phase: Phase) -> Summary {
    let n = u32::try_from(n).unwrap();
    Summary {
        incident: Label(n),
        id: IncidentId(uuid::Uuid::from_u128(n.into())),
        title: title("one of many"),
        severity: Severity::P3,
        kind: Kind::Availability,
        phase,
        mode: Mode::Real,
        opened_at: At::from_ms(0),
        lead: None,
        here: 0,
        head: Seq(1),
        review: None,
        meets: None,
        stopped: None,
    }
}

#[test]
fn the_lobby_shows_the_newest_incidents_and_so_many() {
    let board = Board::new();
    let post = |n: usize| board.post(line(n, Phase::Investigating), None);
    assert!((1..=LOBBY_INCIDENTS_MAX).all(post));
    let first = |board: &Board| board.incidents().last().unwrap().incident;
    assert_eq!((board.incidents().len(), first(&board)), (LOBBY_INCIDENTS_MAX, Label(1)));
    post(LOBBY_INCIDENTS_MAX + 1);
    assert_eq!((board.incidents().len(), first(&board)), (LOBBY_INCIDENTS_MAX, Label(2)));
}
