//! Looking at then in a room that goes on: what is of now stays, what is written is written now, and
//! nothing is done to a row of then.

use warroom_register::words::EntryKind;
use warroom_register::{Command, Seq};

use super::desk::Desk;
use super::fixture::hands::crowded;
use super::fixture::{busy, handle};
use crate::app::Screen;
use crate::app::msg::{Effect, LinkMsg, Msg};
use crate::keys::Place;

const SIZES: [(u16, u16); 4] = [(160, 45), (110, 40), (80, 24), (40, 15)];

fn at_then(who: &str, world: &super::fixture::World) -> Desk {
    let mut desk = Desk::new(who, world, "14:20");
    desk.keys("<Esc>h14:10<Enter>");
    assert_eq!(desk.app.place, Place::Then);
    desk
}

fn written(command: &Command) -> (EntryKind, String) {
    let Command::Write { kind, text, seen_at: None, .. } = command else { panic!("{command:?}") };
    (*kind, text.raw().to_owned())
}

#[test]
fn the_lines_that_never_move_are_of_now_while_then_is_looked_at() {
    let world = busy();
    let mut now = Desk::new("ana", &world, "14:20");
    now.keys("<Esc>");
    now.wait(7000);
    let mut then = at_then("ana", &world);
    for (width, height) in SIZES {
        let lines = if height < 18 { 3 } else { 4 };
        let head = |desk: &mut Desk| {
            desk.size(width, height);
            desk.text(width, height).lines().take(lines).collect::<Vec<_>>().join("\n")
        };
        let (now, then) = (head(&mut now), head(&mut then));
        assert_eq!(then, now, "{width}x{height}");
        assert!(then.contains("YOU") && (lines == 3 || then.contains("LATE")), "{then}");
    }
}

#[test]
fn the_banner_of_a_proposal_shows_at_then_the_key_that_works_there() {
    let mut world = crowded();
    world.script("14:19:50 ana room #54 30");
    let mut eve = at_then("eve", &world);
    for (width, height) in [(160, 45), (80, 24)] {
        eve.size(width, height);
        let screen = eve.text(width, height);
        assert!(screen.contains("x  I object strongly"), "{screen}");
    }
    eve.keys("xit breaks payments<Enter>");
    assert!(matches!(eve.sent()[..], [Command::Object { entry: Seq(54), .. }]), "{:?}", eve.sent());
}

#[test]
fn behind_the_last_record_a_key_that_goes_on_stays_at_the_moment_shown() {
    let world = busy();
    let mut ana = Desk::new("ana", &world, "14:25");
    ana.keys("<Esc>h14:22<Enter>");
    for key in ["<Right>", " ", "<End>"] {
        ana.keys(key);
        assert!(ana.text(160, 45).contains("AS KNOWN AT 14:22:00"), "{key}");
        assert!(ana.said().contains("the end of the record so far"), "{key}: {}", ana.said());
    }
    // The room goes on until now, and no further.
    ana.keys("g14:24<Enter>");
    assert!(ana.text(160, 45).contains("AS KNOWN AT 14:24:00"), "{}", ana.text(160, 45));
    ana.keys("g14:40<Enter>");
    assert!(ana.said().contains("14:40 is still to come"), "{}", ana.said());
    // What was picked at then is not picked at now.
    ana.keys("<Esc><Esc>kk.");
    assert_eq!(ana.app.select.entry(), None);
}

#[test]
fn below_them_the_register_is_as_it_was_in_a_frame_that_says_so() {
    let mut ana = at_then("ana", &busy());
    for (width, height) in SIZES {
        ana.size(width, height);
        let screen = ana.text(width, height);
        let frame = screen.lines().nth(if height < 18 { 3 } else { 4 }).unwrap();
        assert!(frame.contains("AS KNOWN AT 14:10:20"), "{screen}");
        assert!(frame.contains(". is now"), "{screen}");
        assert!(!screen.lines().skip(5).any(|line| line.contains("52 %")), "{screen}");
        assert!(screen.contains("write >"), "{screen}");
    }
}

#[test]
fn each_key_that_writes_opens_the_line_and_what_is_written_is_of_now() {
    let kinds = [
        ("o", EntryKind::Observation),
        ("d", EntryKind::Action),
        ("f", EntryKind::Fact),
        ("q", EntryKind::Question),
        ("t", EntryKind::Task),
        ("i", EntryKind::Idea),
    ];
    let world = busy();
    for (key, kind) in kinds {
        let mut ana = at_then("ana", &world);
        ana.keys(key);
        assert_eq!(ana.app.place, Place::Line, "{key}");
        for (width, height) in SIZES {
            ana.size(width, height);
            let screen = ana.text(width, height);
            assert!(screen.contains("written now, 14:20, not then"), "{screen}");
            assert!(screen.contains("AS KNOWN AT 14:10:20"), "{screen}");
        }
        ana.keys("all pods are up<Enter>");
        let [command] = &ana.sent()[..] else { panic!("{key}") };
        assert_eq!(written(command), (kind, "all pods are up".to_owned()));
        // The cursor goes back to where it came from.
        assert_eq!((ana.app.place, ana.app.then().is_some()), (Place::Then, true), "{key}");
    }
    let mut ana = at_then("ana", &world);
    ana.keys("%80 %<Enter>");
    assert!(matches!(&ana.sent()[..], [Command::Write { kind: EntryKind::Impact, .. }]));
    let mut ana = at_then("ana", &world);
    ana.keys("pdrain it<Enter><Tab>");
    assert!(matches!(&ana.sent()[..], [Command::Propose { .. }]));
}

#[test]
fn what_was_written_at_then_is_said_to_be_recorded_now() {
    let mut world = busy();
    let mut ana = at_then("ana", &world);
    ana.keys("oall pods are up<Enter>");
    let sent = ana.effects.iter().find_map(|effect| match effect {
        Effect::Send(asked) => Some(asked.clone()),
        _ => None,
    });
    let asked = sent.unwrap();
    let seq = world.ask_as((ana.clock, handle("ana")), asked.id, &asked.command);
    ana.records(&world.records[world.records.len() - 1..]);
    assert_eq!(ana.said(), format!("{seq} is recorded, at 14:20: . comes back to now"));
    assert!(!ana.text(160, 45).lines().nth(8).unwrap().contains("all pods"));
    ana.keys(".");
    assert!(ana.text(160, 45).contains("all pods are up"));
}

#[test]
fn nothing_is_done_to_a_row_of_then_and_the_way_back_is_said() {
    let world = busy();
    for key in ["a", "c", "r", "A", "y", "x", "e", "b", "+", "*", "V", "D", "C"] {
        let mut ana = at_then("ana", &world);
        ana.keys("<Up>");
        assert!(ana.app.select.entry().is_some());
        ana.keys(key);
        let said = format!("you look at 14:10:20: . comes back to now, where {key} does it");
        assert_eq!((ana.said(), ana.sent()), (said, vec![]), "{key}");
        assert!(ana.app.ask.is_none() && ana.app.then().is_some(), "{key}");
    }
    // Of the room as a whole it holds as well.
    for key in ["S", "P", "K", "R", "L", "M", "H", "U", "Q", "W", "Y", "G"] {
        let mut ana = at_then("ana", &world);
        ana.keys(key);
        assert!(ana.said().contains(". comes back to now"), "{key}: {}", ana.said());
        assert!(ana.app.ask.is_none() && ana.app.place == Place::Then, "{key}");
    }
}

#[test]
fn a_question_about_a_row_of_then_is_asked_now() {
    let mut ana = at_then("ana", &busy());
    ana.keys("<Up>");
    // The row is ben's yes to #19, and stands for it.
    assert_eq!(ana.app.picked_in_walk(), Some(Seq(20)));
    ana.keys("qwho said so?<Enter>");
    let [Command::Write { about, .. }] = &ana.sent()[..] else { panic!() };
    assert_eq!(*about, Some(Seq(19)));
}

#[test]
fn what_asks_me_rings_and_is_answered_while_then_is_looked_at() {
    let mut world = busy();
    let mut dia = at_then("dia", &world);
    let from = world.records.len();
    world.script("14:20:10 ana task @dia 5m count the orders");
    dia.effects.clear();
    dia.records(&world.records[from..]);
    assert!(dia.effects.iter().any(|effect| matches!(effect, Effect::Ring(_))));
    for (width, height) in SIZES {
        dia.size(width, height);
        let screen = dia.text(width, height);
        assert!(
            screen.contains("count the orders") && screen.contains("yes, I have it"),
            "{screen}"
        );
    }
    // A card is awake after 0.7 s, here as there.
    dia.keys_each(0, "y");
    assert_eq!(dia.sent(), []);
    dia.keys_each(800, "y");
    assert_eq!(dia.sent(), [Command::Acknowledge { entry: Seq(49) }]);
    assert!(dia.app.then().is_some());
}

#[test]
fn n_comes_back_to_now_to_what_needs_me() {
    let mut ana = at_then("ana", &busy());
    ana.keys("n");
    assert!(ana.app.then().is_none());
    assert_eq!((ana.app.place, ana.app.select.entry()), (Place::Register, Some(Seq(45))));
}

#[test]
fn a_proposal_before_the_room_stands_over_then_and_is_objected_to() {
    let mut world = busy();
    let mut ben = at_then("ben", &world);
    let from = world.records.len();
    world.script("14:20 ana room #45 30");
    ben.records(&world.records[from..]);
    let screen = ben.text(160, 45);
    assert!(screen.contains("DECISION") && screen.contains("AS KNOWN AT"), "{screen}");
    ben.keys("xtoo risky<Enter>");
    assert!(matches!(&ben.sent()[..], [Command::Object { entry: Seq(45), .. }]));
}

#[test]
fn the_keys_that_move_still_move_the_moment() {
    let mut ana = at_then("ana", &busy());
    let place = |desk: &Desk| desk.app.then().unwrap().place().0;
    let here = place(&ana);
    ana.keys(" ");
    assert_eq!(place(&ana), here + 1);
    ana.keys("<Backspace>");
    assert_eq!(place(&ana), here);
    ana.keys("<PgDn>");
    assert!(place(&ana) > here);
    ana.keys("h");
    assert!(ana.app.then().unwrap().hindsight);
    ana.keys("h<Esc>");
    assert_eq!((ana.app.place, ana.app.screen), (Place::Register, Screen::Room));
}

#[test]
fn a_draft_is_kept_into_then_and_out_of_it() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("<Esc>ohalf a sen<Esc>h14:10<Enter>");
    ana.keys("l");
    assert_eq!((ana.app.place, ana.app.line.edit.text()), (Place::Line, "half a sen"));
    // Alt with a key is that key here, and the cursor stays in the line.
    ana.keys("<Esc>.");
    assert_eq!(ana.app.line.edit.text(), "half a sen");
    assert!(ana.app.then().is_none());
    ana.keys("ltence<Enter>");
    assert_eq!(written(&ana.sent()[0]).1, "half a sentence");
    assert_eq!(ana.app.place, Place::Register);
}

#[test]
fn cut_off_is_said_while_then_is_looked_at() {
    let mut ana = at_then("ana", &busy());
    ana.tell(Msg::Link(LinkMsg::Down { why: "gone".to_owned(), retry_seconds: Some(3) }));
    assert!(ana.text(80, 24).lines().nth(2).unwrap().contains("CUT OFF"));
}
