//! What is parked is read by its writer alone until the fifth step, on every screen.

use warroom_register::words::{AdviceKind, FactorKind};
use warroom_register::{Command, Seq};

use super::super::desk::{Desk, text};
use super::super::fixture::{World, handle};
use super::{at_review, closed, held};
use crate::app::msg::LinkMsg;
use crate::app::msg::Msg;

const WORDS: &str = "a canary for payments";

/// Ben parks something worth doing in the second step; it stands at the end of the record.
fn parked() -> (World, Seq) {
    let mut world = held(2);
    let kind = AdviceKind::Technical;
    let command = Command::Recommend { kind, text: text(WORDS), idea: None };
    let seq = world.ask("16:20", "ben", &command);
    (world, seq)
}

#[test]
fn a_room_s_screen_says_that_there_is_one_and_not_what_it_says() {
    let (mut world, seq) = parked();
    for (width, height) in [(160, 45), (80, 24), (40, 15)] {
        let mut ana = Desk::new("ana", &world, "16:21");
        ana.size(width, height);
        ana.keys("<Esc>2");
        let shown = ana.text(width, height);
        assert!(!shown.contains("canary") && shown.contains("an idea, parked"), "{shown}");
        ana.keys(&format!("g{seq}<Enter><Enter>"));
        assert!(!ana.text(width, height).contains("canary"), "{}", ana.text(width, height));
        ana.keys("<Esc>c");
        assert!(ana.said().contains("is parked: its writer alone"), "{}", ana.said());
        ana.keys(&format!("<Esc>q{seq}"));
        assert!(!ana.text(width, height).contains("canary"), "{}", ana.text(width, height));
        ana.keys("<Esc><Esc><Esc>/canary");
        assert_eq!(ana.app.live.timeline, [], "it is not found either");
        let mut ben = Desk::new("ben", &world, "16:21");
        ben.size(width, height);
        ben.keys("<Esc>2");
        // A phone has room for its first words.
        let own = ben.text(width, height);
        let words = if width == 40 { "recommended" } else { "canary" };
        assert!(own.contains(words) && !own.contains("an idea, parked"), "it is ben's: {own}");
    }
    for step in 3..=5 {
        world.ask("16:30", "gil", &Command::MoveStep { step });
        let mut ana = Desk::new("ana", &world, "16:31");
        ana.keys("<Esc>2");
        assert_eq!(ana.text(160, 45).contains("canary"), step == 5, "{step}");
    }
}

#[test]
fn the_sheets_of_the_review_count_it_and_its_writer_reads_it() {
    let (mut world, _) = parked();
    for step in 3..=5 {
        world.ask("16:30", "gil", &Command::MoveStep { step });
        let [mut ben, mut ana] = ["ben", "ana"].map(|who| at_review(who, &world, "16:31"));
        let (own, others) = (ben.text(160, 45), ana.text(160, 45));
        assert_eq!(others.contains("canary"), step == 5, "{others}");
        assert_eq!(others.contains("1 idea is parked until step 5"), step < 5, "{others}");
        assert!(own.contains("canary"), "{own}");
        ana.keys("i one more, said aloud<Enter>");
        if step == 4 {
            ana.carry_out(&mut world);
            let gil = at_review("gil", &world, "16:32").text(160, 45);
            assert!(gil.contains("one more, said aloud") && !gil.contains("canary"), "{gil}");
        }
    }
}

#[test]
fn what_contributed_is_told_once_the_outcome_is() {
    let mut world = held(3);
    let (kind, words) = (FactorKind::LedTo, text("two hosts look alike"));
    world.ask("16:20", "ben", &Command::AddFactor { kind, text: words, entry: None });
    // The chair goes back to the timeline for somebody who comes late.
    world.ask("16:20", "gil", &Command::MoveStep { step: 2 });
    for step in 2..=3 {
        let mut ana = at_review("ana", &world, "16:21");
        ana.keys(if step == 2 { "" } else { "<Tab>" });
        let shown = ana.text(160, 45);
        assert_eq!(shown.contains("two hosts look alike"), step == 3, "{shown}");
        world.ask("16:30", "gil", &Command::MoveStep { step: step + 1 });
    }
}

#[test]
fn a_note_taker_is_proposed_by_name_and_taken_by_enter() {
    let world = closed();
    let mut ana = at_review("ana", &world, "16:05");
    let before = ana.text(160, 45);
    let proposed = "Proposed: gil leads through it, hana takes notes.";
    assert!(before.contains(proposed), "{before}");
    ana.keys("G6");
    for (width, height) in [(160, 45), (80, 24), (40, 15)] {
        let text = ana.text(width, height);
        assert!(text.contains("Enter: hana takes notes"), "{text}");
    }
    ana.keys("<Enter>");
    let opened = |desk: &mut Desk| match desk.sent().remove(0) {
        Command::OpenReview { facilitator, notes, .. } => (facilitator, notes),
        other => panic!("{other:?}"),
    };
    assert_eq!(opened(&mut ana), (handle("gil"), Some(handle("hana"))));
    for (words, notes) in [("-", None), ("ben", Some(handle("ben")))] {
        let mut ana = at_review("ana", &world, "16:05");
        ana.keys(&format!("G6{words}<Enter>"));
        assert_eq!(opened(&mut ana), (handle("gil"), notes));
    }
    // Beside somebody else, and of those who are here: whoever is not lead or comms and wrote the least.
    let mut ana = at_review("ana", &world, "16:05");
    let here = ["ana", "cy", "dia", "eve"].map(handle).to_vec();
    ana.tell(Msg::Link(LinkMsg::Here(here)));
    ana.keys("G");
    let text = ana.text(160, 45);
    assert!(text.contains("not here"), "{text}");
    ana.keys("1");
    let text = ana.text(160, 45);
    assert!(text.contains("takes notes; - nobody does"), "{text}");
}
