//! The lobby with what the library keeps: what goes on first, then what is over and kept, each opened
//! as what it is.

use warroom_register::protocol::Summary;
use warroom_register::words::{Kind, Mode, Phase, Severity};
use warroom_register::{At, IncidentId, Label, ReviewDue, Seq, Title};

use super::desk::{Desk, opening};
use super::fixture::{at, handle};
use crate::app::lobby::{Kept, Page, Shelf};
use crate::app::msg::{Effect, LinkMsg, Msg};
use crate::app::{App, Opening};

const DAY_SECONDS: i64 = 86_400;

fn title(text: &str) -> Title {
    Title::try_from(text.to_owned()).unwrap()
}

fn id(number: u32) -> IncidentId {
    IncidentId(uuid::Uuid::from_u128(u128::from(number)))
}

pub(crate) fn room(number: u32, words: &str, severity: Severity, phase: Phase) -> Summary {
    Summary {
        incident: Label(number),
        id: id(number),
        title: title(words),
        severity,
        kind: Kind::Availability,
        phase,
        mode: Mode::Real,
        opened_at: at("14:03"),
        lead: Some(handle("ana")),
        here: 3,
        head: Seq(9),
        review: None,
        meets: None,
        stopped: None,
    }
}

pub(crate) fn kept(number: u32, words: &str, place: &'static str, days: i64) -> Kept {
    Kept {
        id: id(number).to_string(),
        name: Label(number).to_string(),
        title: title(words),
        severity: Some(Severity::P2),
        phase: Some(Phase::Closed),
        at: at("14:00").plus_seconds(-days * DAY_SECONDS),
        place,
        review: None,
        disagrees: None,
        goes_on: false,
    }
}

pub(crate) fn report(name: &str, words: &str, place: &'static str) -> Kept {
    let (severity, phase) = (None, None);
    Kept { id: name.into(), name: name.into(), severity, phase, ..kept(0, words, place, 3) }
}

/// What a machine may keep.
pub(crate) fn shelf() -> Shelf {
    let until = Some(at("13:00"));
    let review = Some(ReviewDue { who: Some(handle("gil")), until });
    let closed = Kept { review, ..kept(17, "Registry limits every pull", "own copy", 2) };
    let parts = Kept { disagrees: Some(Seq(31)), ..kept(9, "Their DNS was lost", "imported", 40) };
    let past = kept(9001, "Checkout returned 502s", "typed in", 263);
    let kept = vec![
        report("R-1", "A bad day at the registrar", "report, here"),
        past,
        closed,
        parts,
        report("T-4", "When the disks were full", "report, team"),
    ];
    Shelf { kept, overdue: 2, trouble: None }
}

pub(crate) fn lobby(alone: bool) -> Desk {
    let now: At = at("14:20");
    let mut app = App::new(Opening { incident: None, ..opening("ana", now) });
    app.lobby_begins(Vec::new(), alone, None);
    Desk { app, effects: Vec::new(), clock: now }
}

pub(crate) fn rooms() -> Msg {
    Msg::Link(LinkMsg::Lobby(vec![
        room(42, "Checkout returns 500s", Severity::P1, Phase::Investigating),
        room(43, "Search is slow", Severity::P3, Phase::Identified),
        room(41, "Wrong VAT totals", Severity::P2, Phase::Closed),
    ]))
}

fn opens(desk: &mut Desk, keys: &str) -> Vec<Effect> {
    desk.effects.clear();
    desk.keys(keys);
    let open =
        |effect: &Effect| matches!(effect, Effect::Join(..) | Effect::Walk(_) | Effect::Read(_));
    desk.effects.iter().filter(|effect| open(effect)).cloned().collect()
}

#[test]
fn what_goes_on_stands_first_and_each_is_opened_as_what_it_is() {
    let mut desk = lobby(false);
    // What is kept comes before the server has said a word: it is not taken for all there is.
    desk.app.keeps(shelf());
    assert!(desk.text(80, 24).contains("INC-9001"));
    assert!(!desk.text(80, 24).contains("Nothing is wrong here"), "{}", desk.text(80, 24));
    desk.tell(rooms());
    let text = desk.text(160, 45);
    let place = |words: &str| text.find(words).unwrap_or_else(|| panic!("no {words} in:\n{text}"));
    let order = ["Checkout returns 500s", "Search is slow", "Over, and what is kept", "Wrong VAT"];
    let order = order.into_iter().chain([
        "Registry limits",
        "Their DNS was lost",
        "Checkout returned 502s",
        "A bad day",
    ]);
    let places: Vec<usize> = order.map(place).collect();
    assert!(places.is_sorted(), "{places:?}:\n{text}");
    assert!(text.contains("2 OVERDUE"), "{text}");
    // What goes on is picked, although what is kept was there before it.
    assert_eq!(opens(&mut desk, "<Enter>"), [Effect::Join(Label(42), id(42))]);
    assert_eq!(opens(&mut desk, "<Down><Down><Enter>"), [Effect::Join(Label(41), id(41))]);
    let walk = |number: u32| [Effect::Walk(id(number).to_string())];
    assert_eq!(opens(&mut desk, "<Down><Enter>"), walk(17));
    // What comes meanwhile does not move what is picked.
    desk.tell(rooms());
    desk.app.keeps(shelf());
    assert_eq!(opens(&mut desk, "<Enter>"), walk(17));
    assert_eq!(opens(&mut desk, "<End><Enter>"), [Effect::Read("T-4".into())]);
    assert_eq!(opens(&mut desk, "<Home><Enter>"), [Effect::Join(Label(42), id(42))]);
    assert_eq!(opens(&mut desk, "/typed in<Enter>"), walk(9001));
}

#[test]
fn what_the_server_tells_stands_for_what_is_kept_of_it() {
    let mut desk = lobby(false);
    desk.tell(rooms());
    desk.app.keeps(Shelf { kept: vec![kept(42, "an old copy of it", "own copy", 1)], ..shelf() });
    assert!(!desk.text(160, 45).contains("an old copy of it"));
    desk.tell(Msg::Link(LinkMsg::Lobby(Vec::new())));
    assert!(desk.text(160, 45).contains("an old copy of it"));
}

#[test]
fn without_a_server_it_shows_what_is_kept_and_says_how_to_begin() {
    let mut desk = lobby(true);
    assert!(desk.text(80, 24).contains("Asking"), "nothing was asked yet");
    desk.app.keeps(shelf());
    let text = desk.text(80, 24);
    for words in ["no server", "warroom open", "warroom join", "INC-9001", "R-1", "typed in"] {
        assert!(text.contains(words), "{words}:\n{text}");
    }
    assert!(desk.text(40, 15).contains("INC-17"), "{}", desk.text(40, 15));
    let trouble = Some("a.jsonl: line 1 is no header".to_owned());
    desk.app.keeps(Shelf { trouble, ..shelf() });
    assert!(desk.said().contains("a.jsonl: line 1"), "{}", desk.said());
}

#[test]
fn what_goes_on_where_no_server_is_reached_is_not_said_to_be_over() {
    let mut desk = lobby(true);
    let goes_on = Kept {
        goes_on: true,
        phase: Some(Phase::Investigating),
        ..kept(5, "Search is slow", "own server", 1)
    };
    let mut shelf = shelf();
    shelf.kept.push(goes_on);
    desk.app.keeps(shelf);
    for (width, height) in [(160, 45), (80, 24)] {
        let text = desk.text(width, height);
        let line = text.lines().find(|line| line.contains("Search is slow")).unwrap();
        assert!(line.contains("investigating") && line.contains("own server"), "{text}");
        assert!(text.find("Search is slow") < text.find("Over, and what is kept"), "{text}");
    }
    assert_eq!(opens(&mut desk, "<Home><Enter>"), [Effect::Walk(id(5).to_string())]);
}

#[test]
fn a_report_is_read_in_the_lobby_and_left_for_it() {
    let mut desk = lobby(true);
    desk.app.keeps(shelf());
    assert_eq!(opens(&mut desk, "<End><Up><Enter>"), [Effect::Read("R-1".into())]);
    let lines = vec!["link: https://example.org".to_owned(), String::new(), "# Gone".to_owned()];
    desk.app.reads(Ok(Page { head: "R-1 A bad day".to_owned(), lines }));
    let text = desk.text(80, 24);
    assert!(text.contains("R-1 A bad day") && text.contains("Gone"), "{text}");
    desk.keys("<Esc>");
    assert!(desk.text(80, 24).contains("INC-9001"));
    desk.app.reads(Err("there is no report R-1 here".to_owned()));
    assert!(desk.said().contains("no report R-1"));
}

#[test]
fn who_comes_back_finds_what_they_looked_at() {
    let mut desk = lobby(false);
    desk.app.lobby_begins(Vec::new(), false, Some(id(9001).to_string()));
    desk.tell(rooms());
    desk.app.keeps(shelf());
    assert_eq!(opens(&mut desk, "<Enter>"), [Effect::Walk(id(9001).to_string())]);
}

#[test]
fn rooms_of_two_servers_with_one_name_are_told_apart() {
    let mut desk = lobby(false);
    let on = |number: u32, words| Summary {
        id: id(number),
        ..room(1, words, Severity::P1, Phase::Investigating)
    };
    desk.app.lobby_begins(vec![on(0x9f3a, "Search is slow")], false, None);
    desk.tell(Msg::Link(LinkMsg::Lobby(vec![on(0x1b2c, "Checkout returns 500s")])));
    let text = desk.text(80, 24);
    assert!(text.contains("INC-1-1b2c Checkout returns 500s"), "{text}");
    assert!(text.contains("INC-1-9f3a Search is slow"), "{text}");
    let mut alone = lobby(false);
    alone.tell(Msg::Link(LinkMsg::Lobby(vec![on(0x1b2c, "Checkout returns 500s")])));
    assert!(alone.text(80, 24).contains("INC-1    Checkout returns 500s"));
}
