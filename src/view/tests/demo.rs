//! A demo, at every size: that it is one, what there is to try, and how it ends; and what was written
//! late, which says when that was wherever it is shown.

use warroom_register::Seen;

use crate::app::OpenedFor;
use crate::app::tests::desk::{Desk, invited};
use crate::app::tests::fixture::{World, at, busy, observed};

const SIZES: [(u16, u16); 3] = [(160, 45), (80, 24), (40, 15)];

#[test]
fn a_demo_says_that_it_is_one_and_what_there_is_to_try() {
    for (width, height) in SIZES {
        let mut gil = Desk::new("gil", &busy(), "14:20");
        assert!(!gil.text(width, height).contains("DEMO"), "a room is none");
        gil.app.begins_for(OpenedFor::Demo);
        let said = gil.said();
        assert!(said.contains("demo") && said.contains("nothing of it is kept"), "{said}");
        let text = gil.text(width, height);
        assert!(text.lines().next().unwrap().contains("DEMO"), "{text}");
        assert!(text.lines().nth(2).unwrap().contains("try "), "{text}");
        assert!(!text.contains("You come in after"), "it is to be seen coming alive:\n{text}");
        assert!(!text.contains("Alt-Ctrl"), "{text}");
        gil.keys("<Ctrl-c>");
        let text = gil.text(width, height);
        assert!(text.contains("The demo ends") && !text.contains("goes on"), "{text}");
    }
}

#[test]
fn nobody_is_let_into_a_demo() {
    let mut gil = Desk::new("gil", &busy(), "14:20");
    invited(&mut gil, None);
    gil.keys("<Esc>W");
    assert!(gil.text(160, 45).contains("in a shell: warroom invite"), "a room is none");
    gil.app.begins_for(OpenedFor::Demo);
    for (width, height) in SIZES {
        let text = gil.text(width, height);
        assert!(text.contains("W: who is here"), "{text}");
        assert!(!text.contains("warroom invite") && !text.contains("rescue"), "{text}");
    }
}

#[test]
fn what_was_written_late_says_when_at_every_size() {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:20 ben join command");
    let seen = Seen { at: at("14:07"), about: false };
    world.ask("14:19", "ben", &observed("the mirror is behind", seen));
    for (width, height) in SIZES {
        let mut ana = Desk::new("ana", &world, "14:20");
        ana.keys("<Esc>");
        let text = ana.text(width, height);
        assert!(text.contains("(14:07) the mirror"), "{text}");
    }
}
