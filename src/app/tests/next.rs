//! `n` goes through all that YOU and LATE name, in their order, what has no row with the key that does it.

use warroom_register::{Command, Seq, Text};

use super::desk::Desk;
use super::fixture::{World, at};
use crate::app::Ask;

/// ana leads alone, and nobody has said who is hit.
fn alone() -> Desk {
    Desk::new("ana", &World::open("14:03", "Checkout returns 500s"), "14:08")
}

#[test]
fn what_has_no_row_is_named_with_its_key_and_enter_does_it() {
    for now in ["14:08", "14:04"] {
        let mut ana = Desk::new("ana", &World::open("14:03", "Checkout returns 500s"), now);
        assert!(ana.text(160, 45).contains("say who is hit: %"), "{}", ana.text(160, 45));
        ana.keys("<Esc>n");
        assert_eq!(ana.said(), "nobody said who is hit: %, or Enter says it");
        ana.keys("<Enter>");
        assert!(matches!(ana.app.ask, Some(Ask::Impact(_))), "{:?}", ana.app.ask);
    }
    let mut ana = alone();
    ana.keys("<Esc>n");
    ana.wait(1000);
    ana.keys("<Esc><Enter>");
    assert!(ana.app.ask.is_none(), "what is not selected any more is not done");
}

#[test]
fn while_one_writes_the_key_is_the_one_that_works_there() {
    let mut ana = alone();
    ana.keys("<Alt-n>");
    assert_eq!(ana.said(), "nobody said who is hit: Alt-% says it");
}

/// ana leads; cy has not answered one task, another is nobody's, and gil asks comms.
fn late() -> World {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:10 ben join command\n14:03:20 cy join respond\n14:03:30 gil join observe");
    world.script("14:03:40 ana offer comms ben\n14:03:50 ben accept comms");
    world.script("14:04 ana task @cy 10m pause queue workers\n14:04 ana task check VAT totals");
    let text = Text::from("is data touched?");
    let inquire = Command::Inquire { text, asker: Text::default(), about: None, seen_at: None };
    world.ask("14:05", "gil", &inquire);
    world
}

#[test]
fn all_that_is_named_is_reached_and_each_once() {
    let world = late();
    let mut ana = Desk::new("ana", &world, "14:19");
    ana.keys("<Esc>");
    let mut reached = Vec::new();
    for _ in 0..8 {
        ana.keys("n");
        reached.push((ana.app.select.entry(), ana.said()));
        ana.wait(1000);
    }
    let entries: Vec<_> = reached.iter().filter_map(|(entry, _)| *entry).collect();
    for entry in [Seq(7), Seq(8), Seq(9)] {
        assert!(entries.contains(&entry), "{entry}: {reached:?}");
    }
    let screen = ana.text(160, 45);
    assert!(reached.iter().any(|(_, said)| said.starts_with("nobody said who is hit")), "{screen}");
    let round = reached.iter().skip(1).position(|it| *it == reached[0]).unwrap() + 1;
    assert!(reached.iter().zip(&reached[round..]).all(|(a, b)| a == b), "{reached:?}");
    let mut once = reached[..round].to_vec();
    once.dedup();
    assert_eq!(once.len(), round, "{reached:?}");
}

#[test]
fn the_hint_of_a_task_that_waits_for_my_answer_has_the_answer() {
    let mut cy = Desk::new("cy", &late(), "14:12");
    assert!(cy.clock > at("14:11"));
    // The card is put away, and the task is selected.
    cy.keys("<Esc><Esc>n");
    for (width, height) in [(160, 45), (80, 24)] {
        let screen = cy.text(width, height);
        let hint = screen.lines().last().unwrap_or_default();
        assert!(hint.contains("y yes, I have it") && hint.contains("x I cannot"), "{screen}");
    }
}
