//! What a meeting left without an answer, behind it.

use super::*;

#[test]
fn what_still_needs_looking_into_is_listed_and_answered_behind_the_meeting() {
    let mut world = told(5);
    world.ask("16:40", "gil", &Command::CloseReview { why: "left raw".into() });
    let question = warroom_register::NewEntry::of(EntryKind::Question, "was data lost?");
    let asked = world.ask("16:45", "ana", &question.write());
    for (width, height) in [(160, 45), (80, 24), (40, 15)] {
        let mut ben = at_review("ben", &world, "16:50");
        ben.keys("a");
        assert!(!ben.said().contains("third step"), "{}", ben.said());
        let row = ben.app.meeting_rows().iter().position(|entry| *entry == asked).unwrap();
        ben.keys(&"<Down>".repeat(row + 1));
        let text = ben.text(width, height);
        assert!(text.contains("was data lost?"), "{text}");
        ben.keys("ano, the backup has it<Enter>");
        let answer =
            Command::Answer { entry: asked, text: "no, the backup has it".into(), fact: false };
        assert_eq!(ben.sent(), [answer]);
    }
}

#[test]
fn another_meeting_begins_where_the_first_did() {
    let mut world = held(2);
    let mut gil = at_review("gil", &world, "16:10");
    let mut ben = at_review("ben", &world, "16:10");
    gil.keys("<End><Enter>");
    let end = shown(&mut gil).pop().unwrap();
    hear(&mut [&mut ben], &world, Some(end));
    assert_eq!(place(&ben), end.seq);
    world.ask("16:40", "gil", &Command::CloseReview { why: "".into() });
    hear(&mut [&mut gil, &mut ben], &world, None);
    let (facilitator, agenda) = (handle("gil"), Agenda::default());
    world.ask("16:50", "gil", &Command::OpenReview { facilitator, notes: None, agenda });
    hear(&mut [&mut gil, &mut ben], &world, None);
    world.ask("16:51", "gil", &Command::MoveStep { step: 2 });
    hear(&mut [&mut gil, &mut ben], &world, None);
    for desk in [&mut gil, &mut ben] {
        assert_eq!(place(desk), Seq(1));
        let past = desk.app.past.as_ref().unwrap();
        assert!(!past.reveals(), "nothing gives the outcome away before its step");
    }
    gil.wait(100);
    let look = shown(&mut gil).pop().unwrap();
    assert_eq!((look.seq, look.hindsight, look.timeline), (Seq(1), false, true));
    // Who comes back to what the chair shows does not come to what was shown at the other one.
    ben.keys("<Tab>g#19<Enter>.");
    assert_eq!(place(&ben), Seq(19), "the chair has not been heard of yet");
    hear(&mut [&mut ben], &world, Some(look));
    ben.keys("g#19<Enter>.");
    assert_eq!(place(&ben), Seq(1));
}

#[test]
fn what_rests_is_answered_without_another_meeting() {
    let mut world = told(5);
    let [entry] = *world.register.learning().raw(&world.register).collect::<Vec<_>>() else {
        panic!("one has no answer");
    };
    let until = at("16:40").plus_seconds(2 * 86_400);
    world.ask("16:40", "gil", &Command::RestAdvice { entry, until });
    world.ask("16:41", "gil", &Command::CloseReview { why: "a small group looks".into() });
    let mut gil = at_review("gil", &world, "16:50");
    let text = gil.text(160, 45);
    assert!(text.contains("Without an answer") && text.contains("rests until"), "{text}");
    gil.wait(3 * 86_400_000);
    for size in [(160, 45), (80, 24)] {
        let text = gil.text(size.0, size.1);
        assert!(text.contains("no answer yet"), "{text}");
    }
    // By who had the chair, or leads; others are told who may.
    let mut eve = at_review("eve", &world, "17:00");
    eve.keys("<Down>A");
    assert!(eve.said().contains("who had the chair"), "{}", eve.said());
    gil.keys("<Down>A2");
    assert!(gil.text(160, 45).contains("by when?"), "{}", gil.text(160, 45));
    gil.keys("<Esc>xtoo dear<Enter>");
    let why = "too dear".into();
    assert_eq!(gil.sent(), [Command::DeclineAdvice { entry, why }]);
}
