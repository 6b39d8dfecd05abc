//! Cards: what others ask of me, when it takes keys, and what rings.

use warroom_register::words::Role;
use warroom_register::{Command, Seq, Text};

use super::desk::Desk;
use super::fixture::{World, busy, proposal};
use crate::app::msg::{Effect, Msg};
use crate::app::needs::Card;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// cy at the screen, and the world one task before his.
fn before_the_task() -> (World, Desk) {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:40 cy join respond\n14:05 cy saw it is slow");
    let cy = Desk::new("cy", &world, "14:10");
    (world, cy)
}

fn give(world: &mut World, desk: &mut Desk) {
    hear(world, desk, "14:10:10 ana task @cy 10m pause queue workers");
}

fn hear(world: &mut World, desk: &mut Desk, script: &str) {
    let from = world.records.len();
    world.script(script);
    let new = world.records[from..].to_vec();
    desk.records(&new);
}

fn press(desk: &mut Desk, c: char) {
    desk.tell(Msg::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)));
}

#[test]
fn a_task_for_me_rings_once_and_shows_a_card() {
    let (mut world, mut cy) = before_the_task();
    assert_eq!(cy.app.cards.open(), None);
    give(&mut world, &mut cy);
    assert_eq!(cy.app.cards.open(), Some(Card::Task(Seq(4))));
    let rings = |desk: &Desk| desk.effects.iter().filter(|e| matches!(e, Effect::Ring(_))).count();
    assert_eq!(rings(&cy), 1);
    cy.wait(30_000);
    assert_eq!(rings(&cy), 1);
    // Once more after a minute, and then never again.
    cy.wait(31_000);
    cy.wait(300_000);
    assert_eq!(rings(&cy), 2);
    assert!(cy.effects.contains(&Effect::Title("(1) INC-42 ana asks you".into())));
}

#[test]
fn a_question_that_is_given_to_me_rings_once_and_stands_on_you_until_i_say_something() {
    let (mut world, mut cy) = before_the_task();
    hear(&mut world, &mut cy, "14:10:10 ana ask why?\n14:10:11 ana assign #4 cy");
    let rings = |desk: &Desk| desk.effects.iter().filter(|e| matches!(e, Effect::Ring(_))).count();
    assert_eq!(rings(&cy), 1);
    assert!(cy.text(80, 24).contains("YOU   ana asks: #4 \"why?\""), "{}", cy.text(80, 24));
    cy.keys("<Esc>ny");
    assert_eq!(cy.carry_out(&mut world), [Command::Acknowledge { entry: Seq(4) }]);
    assert!(cy.text(80, 24).contains("nothing waits for you"), "{}", cy.text(80, 24));
}

#[test]
fn that_an_offered_role_was_declined_rings_whoever_offered_it_and_stands_on_their_line() {
    let (mut world, _) = before_the_task();
    let mut ana = Desk::new("ana", &world, "14:10");
    hear(&mut world, &mut ana, "14:10:10 ana offer lead cy");
    let before = ana.effects.len();
    hear(&mut world, &mut ana, "14:10:20 cy decline lead in a train");
    assert!(ana.effects[before..].iter().any(|e| matches!(e, Effect::Ring(_))));
    for (width, height) in [(160, 45), (80, 24), (40, 15)] {
        let said = ana.text(width, height);
        assert!(said.contains("cy does not take the lead"), "{said}");
    }
}

#[test]
fn history_rings_nobody() {
    let mut cy = Desk::new("cy", &busy(), "14:20");
    cy.wait(1000);
    assert!(!cy.effects.iter().any(|e| matches!(e, Effect::Ring(_))));
    assert!(cy.app.cards.open().is_some());
}

#[test]
fn a_card_takes_no_key_before_it_was_seen() {
    let (mut world, mut cy) = before_the_task();
    give(&mut world, &mut cy);
    press(&mut cy, 'y');
    assert_eq!(cy.sent(), []);
    cy.wait(600);
    press(&mut cy, 'y');
    assert_eq!(cy.sent(), []);
    cy.wait(100);
    press(&mut cy, 'y');
    assert_eq!(cy.sent(), [Command::Acknowledge { entry: Seq(4) }]);
}

#[test]
fn a_card_takes_no_focus_from_who_writes() {
    let (mut world, mut cy) = before_the_task();
    cy.keys("othe certificate ch");
    give(&mut world, &mut cy);
    cy.keys("y is yesterday's");
    assert_eq!(cy.sent(), []);
    assert_eq!(cy.app.line.edit.text(), "the certificate chy is yesterday's");
    cy.keys("<Alt-y>");
    assert_eq!(cy.sent(), [Command::Acknowledge { entry: Seq(4) }]);
    assert_eq!(cy.app.line.edit.text(), "the certificate chy is yesterday's");
}

#[test]
fn no_because_needs_the_reason() {
    let (mut world, mut cy) = before_the_task();
    give(&mut world, &mut cy);
    cy.keys("x<Enter>");
    assert_eq!(cy.sent(), []);
    cy.keys("no access<Enter>");
    let why = Text::from("no access");
    assert_eq!(cy.sent(), [Command::Decline { entry: Seq(4), why }]);
}

#[test]
fn a_new_card_never_pushes_the_old_one_away() {
    let (mut world, mut cy) = before_the_task();
    give(&mut world, &mut cy);
    cy.wait(1000);
    world.script("14:10:20 ana offer deputy cy");
    let offer = world.records.last().cloned().unwrap();
    cy.records(&[offer]);
    assert_eq!(cy.app.cards.open(), Some(Card::Task(Seq(4))));
    cy.keys("y");
    cy.carry_out(&mut world);
    // The next one shows up, and it has to be seen first as well.
    assert_eq!(cy.app.cards.open(), Some(Card::Role(Role::Deputy, Seq(5))));
    press(&mut cy, 'Y');
    assert_eq!(cy.sent(), []);
    cy.keys("y");
    assert_eq!(cy.said(), "this one needs Y, a capital");
    cy.keys("Y");
    assert_eq!(cy.sent(), [Command::AcceptRole { seen_at: None, role: Role::Deputy }]);
}

#[test]
fn esc_puts_a_card_away_and_it_stays_under_you() {
    let (mut world, mut cy) = before_the_task();
    give(&mut world, &mut cy);
    cy.keys("<Esc>");
    assert_eq!(cy.app.cards.open(), None);
    assert!(cy.text(80, 24).contains("YOU   ana asks: #4"));
    cy.keys("n<Enter>");
    assert_eq!(cy.app.cards.open(), Some(Card::Task(Seq(4))));
}

#[test]
fn the_lead_is_offered_with_the_situation() {
    let mut world = busy();
    world.script("14:20 ana offer lead dia I have been up since 05:00, please take it");
    let mut dia = Desk::new("dia", &world, "14:20:30");
    let card = dia.text(160, 45);
    for words in
        ["ana offers YOU the lead", "I have been up since", "52 % of checkouts", "Y  I take"]
    {
        assert!(card.contains(words), "{words}\n{card}");
    }
    dia.keys("xno<Enter>");
    let why = Text::from("no");
    assert_eq!(dia.sent(), [Command::DeclineRole { role: Role::Lead, why }]);
}

#[test]
fn nobody_is_nagged_in_the_first_three_minutes() {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:20 ben join command\n14:03:30 ana task restart the queue");
    let mut ana = Desk::new("ana", &world, "14:05");
    assert!(ana.text(80, 24).contains("LATE  nothing is late"));
    ana.wait(120_000);
    assert!(ana.text(80, 24).contains("nobody has #3"));
}

#[test]
fn whatever_else_is_on_a_phone_the_card_says_what_it_asks() {
    let (mut world, mut cy) = before_the_task();
    world.ask("14:10:05", "ana", &proposal("restart the cache"));
    let proposed = world.register.head();
    world.ask("14:10:08", "ana", &Command::PutToRoom { entry: proposed, seconds: 60 });
    cy.records(&world.records[3..]);
    let from = world.records.len();
    world.script("14:10:10 ana task @cy 10m restart db1 NOW");
    cy.records(&world.records[from..]);
    cy.wait(1000);
    for (width, height) in [(40, 15), (36, 11), (80, 18)] {
        let screen = cy.text(width, height);
        for words in ["restart the cache", "#6 restart db1 NOW", "y yes", "x no"] {
            let words =
                if width == 80 { words.replace("x no", "x  I cannot") } else { words.into() };
            let words = if width == 80 { words.replace("y yes", "y  yes") } else { words };
            assert!(screen.contains(&words), "{words} at {width}x{height}:\n{screen}");
        }
        // The key is the card's; out of the line and out of the card it is the objection's.
        assert!(screen.contains(" Esc, x"), "{screen}");
    }
    // Also below a sentence of several lines, and beside a text of several.
    cy.app.say("a sentence that is long ".repeat(9));
    assert!(cy.text(40, 15).contains("#6 restart db1 NOW"), "{}", cy.text(40, 15));
    cy.keys("osaw it");
    let screen = cy.text(36, 11);
    assert!(screen.contains("#6 restart db1") && screen.contains("Alt with y yes"), "{screen}");
    assert!(cy.text(40, 15).contains(" Esc, Esc, x I object strongly"), "{}", cy.text(40, 15));
    cy.keys("<Esc><Esc>");
    assert!(cy.text(40, 15).contains(" x I object strongly"), "{}", cy.text(40, 15));
    cy.keys("xthe cache is cold<Enter>");
    let why = Text::from("the cache is cold");
    assert_eq!(cy.sent(), [Command::Object { entry: proposed, why }]);
}
