//! Questions from outside, as comms, the lead and whoever asked see them.

use super::screens::picture;
use crate::app::tests::desk::{Desk, text};
use crate::app::tests::outside::{asked_from_outside, first};
use warroom_register::Command;

const SIZES: [(u16, u16); 3] = [(160, 45), (80, 24), (40, 15)];

#[test]
fn comms_sees_what_waits_and_what_may_become_of_it() {
    let world = asked_from_outside();
    for (width, height) in SIZES {
        let mut eve = Desk::new("eve", &world, "14:33");
        eve.keys("<Esc>Q");
        picture(&format!("outside_list_{width}x{height}"), &eve.text(width, height));
        eve.keys("1");
        picture(&format!("outside_one_{width}x{height}"), &eve.text(width, height));
    }
}

#[test]
fn whoever_asked_sees_the_answer() {
    let mut world = asked_from_outside();
    let words = text("no, only order numbers; we shall write to everybody concerned");
    let answer = Command::Answer { entry: first(&world), text: words, fact: false };
    world.ask("14:19:55", "eve", &answer);
    for (width, height) in SIZES {
        let mut gil = Desk::watching("gil", &world, "14:20");
        picture(&format!("outside_answer_{width}x{height}"), &gil.text(width, height));
    }
}

#[test]
fn words_to_the_public_are_proposed() {
    let world = asked_from_outside();
    for (width, height) in SIZES {
        let mut eve = Desk::new("eve", &world, "14:20");
        eve.keys("<Esc>U3");
        picture(&format!("proposed_words_{width}x{height}"), &eve.text(width, height));
    }
}
