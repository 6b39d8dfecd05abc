//! What a meeting left without an answer, behind it.

use super::*;

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
