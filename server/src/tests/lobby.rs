//! The lobby: machines that the server knows, what there is, and opening an incident.

use futures_util::FutureExt as _;
use warroom_register::protocol::{ClientMessage, SeatEnd, ServerMessage, StopWhy};
use warroom_register::words::{Phase, Scope, Severity};
use warroom_register::{At, Command, CommandId, Hash, Label, Text};

use super::altered::Kept;
use super::client::{Client, Person, asked, saw, title};
use super::{in_folder, in_memory, incident, invite, joined, opening, options};
use crate::journal::Memory;
use crate::{Keep, Options};

fn made(client: &Client, id: CommandId) -> Vec<Label> {
    let made = |word: &ServerMessage| match word {
        ServerMessage::Made { command, incident, .. } if *command == id => Some(*incident),
        _ => None,
    };
    client.words.iter().filter_map(made).collect()
}

/// The last that the lobby showed: incidents with their titles.
fn shown(client: &Client) -> Vec<(Label, String, Phase, Severity)> {
    let lobby = |word: &ServerMessage| match word {
        ServerMessage::Lobby { incidents } => Some(incidents.clone()),
        _ => None,
    };
    let last = client.words.iter().rev().find_map(lobby).unwrap_or_default();
    last.into_iter().map(|it| (it.incident, it.title.to_string(), it.phase, it.severity)).collect()
}

#[tokio::test]
async fn an_invite_to_the_server_enrols_a_machine_for_good() {
    let server = in_memory().await;
    let ana = Person::new("ana");
    let away = Client::lobby(&server, &ana).await.err().unwrap();
    assert_eq!(away.end, Some(SeatEnd::Denied));
    assert!(away.why.contains("join with an invite to this server"), "{}", away.why);
    let link = server.invite(None, title("team"), Scope::Respond, super::EVER, 1).await.unwrap();
    assert!(Client::join(&server, &ana, &link).await.is_ok());
    assert!(Client::lobby(&server, &ana).await.is_ok());
    // By now the link is used up: ana needs none, and nobody else gets in by it.
    assert!(Client::join(&server, &ana, &link).await.is_ok());
    assert!(Client::join(&server, &Person::new("ben"), &link).await.is_err());
    // An enrolled machine needs no invite to an incident either.
    let label = incident(&server, &Person::new("lee")).await;
    assert!(Client::back(&server, &ana, label).await.is_ok());
    assert!(Client::back(&server, &Person::new("ben"), label).await.is_err());
}

#[tokio::test]
async fn promise_15_a_handle_belongs_to_its_owners_keys_at_the_server_too() {
    let ana = Person::new("ana");
    let options = Options { owner: Some(ana.key()), ..options(Keep::Memory(Memory::new())) };
    let server = crate::start(options).await.unwrap();
    let mut lobby = Client::lobby(&server, &ana).await.unwrap();
    let link = invite(&server, None, Scope::Respond).await;
    // Ben's machine is let in as ben, and then says that it is ana.
    let (ben, as_ana) = (Person::with_seed("ben", 2), Person::new("ana").with_key_of("ben", 2));
    assert!(Client::join(&server, &ben, &link).await.is_ok());
    let away = Client::lobby(&server, &as_ana).await.err().unwrap();
    assert_eq!(away.end, Some(SeatEnd::Waits), "{}", away.why);
    assert!(away.why.contains("warroom admit ana --server"), "{}", away.why);
    let away = Client::join(&server, &as_ana, &link).await.err().unwrap();
    assert_eq!(away.end, Some(SeatEnd::Waits), "{}", away.why);
    // Nor is there another way in as ana: into an incident that knows no ana yet.
    let label = incident(&server, &Person::new("lee")).await;
    assert!(Client::back(&server, &as_ana, label).await.is_err());
    // A machine that may command lets it in, which is on record; then it is ana's second machine.
    let id = lobby.ask(Command::Admit { who: ana.handle, knock: None }).await;
    lobby.wait(|it| it.already(id).is_some()).await;
    assert!(Client::lobby(&server, &as_ana).await.is_ok());
    assert!(Client::back(&server, &as_ana, label).await.is_ok());
    // Who may not command lets in nobody.
    let stranger = Person::with_seed("ana", 9);
    assert!(Client::join(&server, &stranger, &link).await.is_err());
    let mut weak = Client::lobby(&server, &ben).await.unwrap();
    let id = weak.ask(Command::Admit { who: ana.handle, knock: None }).await;
    weak.wait(|it| it.refused(id).is_some()).await;
}

#[tokio::test]
async fn the_owner_is_known_and_an_incident_is_opened_once() {
    let ana = Person::new("ana");
    let keep = Keep::Memory(Memory::new());
    let options = Options { owner: Some(ana.key()), ..options(keep) };
    let server = crate::start(options).await.unwrap();
    let mut lobby = Client::lobby(&server, &ana).await.unwrap();
    let ask = opening("Checkout returns 500s");
    for _ in 0..2 {
        lobby.send(ClientMessage::Open(ask.clone())).await;
    }
    lobby.wait(|it| made(it, ask.id).len() == 2).await;
    assert_eq!(made(&lobby, ask.id), [Label(1), Label(1)]);
    let second = opening("Search is slow");
    lobby.send(ClientMessage::Open(second.clone())).await;
    lobby.wait(|it| made(it, second.id) == [Label(2)] && shown(it).len() == 2).await;
    let titles: Vec<_> = shown(&lobby).into_iter().map(|(label, text, ..)| (label, text)).collect();
    assert_eq!(
        titles,
        [(Label(2), "Search is slow".into()), (Label(1), "Checkout returns 500s".into())]
    );
    // Its opener leads, by the key that opened it.
    let mut seat = Client::back(&server, &ana, Label(1)).await.unwrap();
    seat.record(Command::Grade { severity: Severity::P2, why: Text::from("less") }).await;
    lobby.wait(|it| shown(it).iter().any(|it| it.3 == Severity::P2)).await;
}

#[tokio::test]
async fn the_lobby_asks_only_for_doors_and_only_with_the_scope() {
    let ana = Person::new("ana");
    let options = Options { owner: Some(ana.key()), ..options(Keep::Memory(Memory::new())) };
    let server = crate::start(options).await.unwrap();
    let door = || Command::Invite {
        name: title("night shift"),
        scope: Scope::Respond,
        until: At::from_ms(4_000_000_000_000),
        uses: 3,
        token: Hash::of(&[5; 16]),
    };
    let mut lobby = Client::lobby(&server, &ana).await.unwrap();
    let id = lobby.ask(door()).await;
    lobby.wait(|it| it.already(id).is_some()).await;
    let id = lobby.ask(saw("a thing")).await;
    lobby.wait(|it| it.refused(id).is_some()).await;
    let mut link = invite(&server, None, Scope::Observe).await;
    let watcher = Person::new("wen");
    let mut seat = Client::join(&server, &watcher, &link).await.unwrap();
    let id = seat.ask(door()).await;
    seat.wait(|it| it.refused(id).is_some()).await;
    let open = asked(opening("x").command);
    seat.send(ClientMessage::Open(open.clone())).await;
    seat.wait(|it| it.refused(open.id).is_some()).await;
    link.token = warroom_register::Bytes([5; 16]);
    assert!(Client::join(&server, &Person::new("kim"), &link).await.is_ok());
}

fn closed() -> Command {
    let (phase, why) = (Phase::Closed, Text::from("over"));
    Command::MovePhase { phase, why, card: None, card_salt: None, seen_at: None, review: None }
}

#[tokio::test]
async fn a_room_that_is_closed_and_empty_opens_again() {
    let server = in_memory().await;
    let ana = Person::new("ana");
    let label = incident(&server, &ana).await;
    let mut seat = joined(&server, label, &ana).await;
    seat.record(closed()).await;
    let rooms = &server.house().rooms;
    let mut board = rooms.board().watch();
    while !rooms.board().is_over(label) {
        board.changed().await.unwrap();
    }
    rooms.shut_deserted();
    assert_eq!(rooms.count(), 1, "somebody is in it");
    seat.send(ClientMessage::Bye {}).await;
    assert_eq!(seat.ended().await.code, SeatEnd::Left.code());
    let mut last = Client::connect(&server).await;
    last.nonce().await;
    while rooms.count() > 0 {
        rooms.shut_deserted();
        tokio::task::yield_now().await;
    }
    let again = Client::back(&server, &ana, label).await.unwrap();
    assert_eq!(rooms.count(), 1);
    drop(again);
}

#[tokio::test]
async fn promise_8_a_room_goes_on_opening_though_whoever_asked_for_it_is_gone() {
    let folder = super::folder();
    let server = in_folder(folder.path()).await;
    let ana = Person::new("ana");
    let label = incident(&server, &ana).await;
    let mut seat = joined(&server, label, &ana).await;
    seat.record(closed()).await;
    seat.send(ClientMessage::Bye {}).await;
    assert_eq!(seat.ended().await.code, SeatEnd::Left.code());
    let rooms = &server.house().rooms;
    while rooms.count() > 0 {
        rooms.shut_deserted();
        tokio::task::yield_now().await;
    }
    // Their hello has a deadline, and a large journal on a slow disk may take longer than that.
    let asked = rooms.find(label).now_or_never();
    assert!(asked.is_none(), "it opens while one looks");
    while rooms.count() == 0 {
        tokio::task::yield_now().await;
    }
    server.stop().await;
}

#[tokio::test]
async fn promise_2_what_cannot_be_shown_stands_in_the_lobby_with_the_reason() {
    let kept = Kept::new().await;
    kept.line(9, &kept.lines[8].replace("as it was", "as it was NOT"));
    let server = in_folder(kept.folder.path()).await;
    let shown = server.house().rooms.board().incidents();
    assert_eq!(shown.len(), 1);
    assert!(shown[0].is_blank() && shown[0].incident == kept.label);
    let why = shown[0].stopped.as_ref().map(|stopped| stopped.why);
    assert_eq!(why, Some(StopWhy::Altered));
    server.stop().await;
    let by = "ben".parse().unwrap();
    // What a server had begun to read when it was stopped may hold the folder for a moment.
    while let Err(not) = crate::adopt::put_right(kept.folder.path(), &kept.copy(), by).await {
        assert!(not.to_string().contains("another warroom server holds"), "{not}");
        tokio::task::yield_now().await;
    }
    let server = in_folder(kept.folder.path()).await;
    let shown = server.house().rooms.board().incidents();
    assert!(!shown[0].is_blank() && shown[0].stopped.is_none());
    server.stop().await;
}
