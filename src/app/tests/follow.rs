//! What follows of itself from a command: each is an ask that Esc ends, or a sentence.

use warroom_register::words::{Call, Phase};
use warroom_register::{Command, Seq, Text};

use super::desk::Desk;
use super::fixture::{World, busy, handle};
use crate::app::msg::Msg;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

fn lead() -> (World, Desk) {
    let world = busy();
    let ana = Desk::new("ana", &world, "14:20");
    (world, ana)
}

fn enter(desk: &mut Desk) {
    desk.tell(Msg::Key(KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE)));
}

#[test]
fn after_worked_the_phase_is_offered_with_one_enter() {
    let (_, mut ana) = lead();
    ana.keys("5<Down><Down>V1");
    assert!(matches!(&ana.sent()[..], [Command::Verify { entry: Seq(27), .. }]));
    assert!(ana.text(80, 24).contains("Are users no longer hurt?"));
    // Who presses Enter by habit behind the digit has moved no phase.
    enter(&mut ana);
    assert_eq!(ana.sent(), []);
    ana.keys("<Enter>");
    let phase = Command::MovePhase {
        phase: Phase::Monitoring,
        why: Text::default(),
        card: None,
        card_salt: None,
        seen_at: None,
        review: None,
    };
    assert_eq!(ana.sent(), [phase]);
}

#[test]
fn the_phase_is_offered_to_who_may_move_it_and_where_it_has_not_come_so_far() {
    let (mut world, _) = lead();
    let mut ben = Desk::new("ben", &world, "14:20");
    ben.keys("2<Up><Up><Up><Up><Up><Up><Up>V1");
    assert!(matches!(&ben.sent()[..], [Command::Verify { entry: Seq(41), .. }]));
    assert!(ben.app.ask.is_none());
    world.script("14:20 ana phase monitoring");
    let mut ana = Desk::new("ana", &world, "14:21");
    ana.keys("5<Down><Down>V1");
    assert!(ana.app.ask.is_none());
}

#[test]
fn after_go_it_asks_who_does_it() {
    let (mut world, mut ana) = lead();
    ana.keys("nD2it is our last chance<Enter>");
    let why = Text::from("it is our last chance");
    assert_eq!(ana.carry_out(&mut world), [Command::Call { entry: Seq(45), call: Call::Go, why }]);
    let ask = ana.text(80, 24);
    assert!(ask.contains("#45 is decided. Who does it?"), "{ask}");
    ana.keys("<Left>4");
    let sent = ana.carry_out(&mut world);
    assert!(
        matches!(&sent[..], [Command::Write { owner, minutes: Some(5), about, text, .. }]
            if *owner == Some(handle("dia"))
                && *about == Some(Seq(45))
                && text.raw() == "drain eu-west to us-east"),
        "{sent:?}"
    );
    assert_eq!(ana.said(), "given; but dia has #25 already");
}

#[test]
fn the_task_of_an_amended_decision_says_the_change() {
    let (mut world, mut ana) = lead();
    ana.keys("nD4half of it<Enter>");
    ana.carry_out(&mut world);
    ana.keys("<Left>4");
    let sent = ana.carry_out(&mut world);
    assert!(
        matches!(&sent[..], [Command::Write { text, .. }]
            if text.raw() == "drain eu-west to us-east, half of it"),
        "{sent:?}"
    );
}

#[test]
fn a_no_asks_for_nobody() {
    let (mut world, mut ana) = lead();
    ana.keys("nD3us-east is full<Enter>");
    ana.carry_out(&mut world);
    assert!(ana.app.ask.is_none());
}

#[test]
fn a_second_task_is_given_and_said() {
    let (_, mut ana) = lead();
    ana.keys("5<Down>A4");
    assert!(matches!(&ana.sent()[..], [Command::Assign { entry: Seq(35), .. }]));
    assert_eq!(ana.said(), "given; but dia has #25 already");
    let (_, mut ana) = lead();
    ana.keys("5<Down>A1");
    assert_eq!(ana.sent().len(), 1);
    assert_eq!(ana.said(), "");
}
