//! What is not sent at a review: it can always be gone on with, as what it was, on the next screen too.

use super::*;
use crate::app::msg::Msg;

/// The next screen of somebody whose program ends here.
fn next_screen(desk: &mut Desk, world: &World) -> Desk {
    let effects = desk.app.end();
    desk.effects.extend(effects);
    let read = Some(world.register.head());
    let mut opening = Opening { read, ..opening(desk.app.me.as_str(), desk.clock) };
    desk.app.kept.words().clone_into(&mut opening.draft);
    let scope = world.register.responders()[&desk.app.me].scope;
    let mut next = Desk::entering(opening, world, scope, true);
    next.effects.clear();
    next
}

fn stands(desk: &Desk) -> (String, String) {
    (desk.app.line.purpose.label(), desk.app.line.edit.text().to_owned())
}

#[test]
fn promise_7_each_draft_of_a_review_is_reached_with_one_key_on_the_next_screen() {
    for (step, keys) in [
        (2, "g#45<Enter>wit looked free"),
        (2, "g#45<Enter>wit looked free<Enter>capacity board"),
        (2, "g#45<Enter>+<Tab>opened the runbook"),
        (2, "i<Tab>a canary"),
        (2, "xthe restart came first"),
        (2, "q<Tab>were refunds paid?"),
        (2, "mI was on the phone"),
        (4, "f<Tab><Tab>no alert"),
        (4, "E1Card payments failed"),
        (5, "Isenior managers<Enter>weekly"),
    ] {
        let world = held(step);
        let mut gil = at_review("gil", &world, "16:20");
        gil.keys(keys);
        let before = (stands(&gil), gil.app.line.purpose.clone());
        let mut next = next_screen(&mut gil, &world);
        assert_eq!(next.app.place, Place::Review, "{keys}");
        for (width, height) in [(160, 45), (80, 24), (40, 15)] {
            let text = next.text(width, height);
            assert!(text.contains("(draft)"), "{keys}:\n{text}");
            assert!(text.contains("l go on with the draft"), "{keys}:\n{text}");
        }
        next.keys("l");
        assert_eq!(next.app.place, Place::Line);
        assert_eq!((stands(&next), next.app.line.purpose.clone()), before, "{keys}");
        // Left again, it is there again.
        next.keys("<Esc>l");
        assert_eq!(stands(&next), before.0, "{keys}");
    }
}

#[test]
fn promise_7_drafts_of_two_moments_stay_two_and_each_is_reached() {
    let mut world = held(2);
    let mut ben = at_review("ben", &world, "16:10");
    ben.keys("g#45<Enter>wof the first<Esc>g#46<Enter>wof the second<Esc>");
    let mut next = next_screen(&mut ben, &world);
    let text = next.text(80, 24);
    assert!(text.contains("> of the second (draft, 1 more)"), "{text}");
    next.keys("l");
    assert!(next.text(80, 24).contains("1 more draft of yours: Down"), "{}", next.text(80, 24));
    next.keys("<Down>");
    assert_eq!(stands(&next), ("what I saw or thought at #45".into(), "of the first".into()));
    next.keys("<Down>");
    assert_eq!(stands(&next).1, "of the second");
    next.keys("<Enter>");
    let sent = next.carry_out(&mut world);
    assert!(
        matches!(&sent[..], [Command::Recount { entry: Some(Seq(46)), text, .. }] if text.raw() == "of the second"),
        "{sent:?}"
    );
    next.keys("l<Enter>");
    let sent = next.carry_out(&mut world);
    assert!(
        matches!(&sent[..], [Command::Recount { entry: Some(Seq(45)), text, .. }] if text.raw() == "of the first"),
        "{sent:?}"
    );
}

#[test]
fn promise_7_what_was_missing_at_one_moment_does_not_slip_to_another() {
    let mut world = held(2);
    let mut ben = at_review("ben", &world, "16:10");
    ben.keys("g#10<Enter>+<Tab>opened the runbook<Esc>g#45<Enter>+");
    assert_eq!(stands(&ben).1, "", "another moment is another entry");
    ben.keys("<Esc>l<Enter>");
    let sent = ben.carry_out(&mut world);
    let near = world.register.row(Seq(10)).unwrap().at;
    assert!(
        matches!(&sent[..], [Command::AddMissing { kind: EntryKind::Action, seen_at, .. }] if seen_at.at == near),
        "{sent:?}"
    );
    // What was chosen for words stays with them; a key without words begins anew.
    let mut ben = at_review("ben", &held(4), "16:50");
    ben.keys("f<Tab><Tab>no alert<Esc>f");
    assert_eq!(stands(&ben), ("FACTOR, delayed seeing it".into(), "no alert".into()));
    ben.keys("<Ctrl-u><Esc>f");
    assert_eq!(stands(&ben).0, "FACTOR, led to it");
    ben.keys("<Esc>Isenior managers<Enter><Esc>I");
    assert_eq!(stands(&ben).0, "how?", "who was made aware is kept");
}

#[test]
fn promise_7_what_is_written_beside_a_choice_comes_back_as_that_choice() {
    let mut world = told(4);
    world.ask("16:50", "gil", &Command::MoveStep { step: 5 });
    let mut gil = at_review("gil", &world, "16:51");
    gil.keys("<Down>A23d<Enter>TEAM-481<Esc>");
    let text = gil.text(80, 24);
    assert!(text.contains("what becomes of #") && text.contains("3d, TEAM-481 (draft)"), "{text}");
    // The same key has it again where it was written for, and so has the key of drafts.
    gil.keys("A2");
    assert!(gil.text(80, 24).contains("TEAM-481"), "{}", gil.text(80, 24));
    gil.keys("<Esc>");
    let mut next = next_screen(&mut gil, &world);
    assert_eq!(stands(&next), ("saw".into(), String::new()), "it is no line");
    next.keys("l");
    let text = next.text(80, 24);
    assert!(text.contains("by when? 14d, 2026-12-04 > 3d") && text.contains("TEAM-481"), "{text}");
    next.keys("<Enter>");
    let sent = next.carry_out(&mut world);
    assert!(
        matches!(&sent[..], [Command::AcceptAdvice { owner, link, .. }] if *owner == handle("ben") && link.raw() == "TEAM-481"),
        "{sent:?}"
    );
    assert!(!next.text(80, 24).contains("(draft"));
    next.keys("G6they wait for finance<Esc>");
    let mut last = next_screen(&mut next, &world);
    last.keys("G6");
    assert!(last.text(80, 24).contains("they wait for finance"), "{}", last.text(80, 24));
}

#[test]
fn promise_7_a_paste_at_a_review_is_a_draft_wherever_the_cursor_is() {
    let mut world = held(2);
    let mut ben = at_review("ben", &world, "16:10");
    ben.keys("g#45<Enter>wit ");
    ben.tell(Msg::Paste("looked free".into()));
    assert_eq!(stands(&ben), ("what I saw or thought at #45".into(), "it looked free".into()));
    ben.keys("<Enter>");
    assert_eq!(ben.carry_out(&mut world).len(), 1);
    // Beside the line it is a comment, and so it is over an ask that takes no words.
    for keys in ["", "<Esc>", "?"] {
        let mut ben = at_review("ben", &world, "16:10");
        ben.keys(&format!("g#45<Enter>{keys}"));
        ben.tell(Msg::Paste("from my notes".into()));
        assert_eq!(stands(&ben), ("comment on #45".into(), "from my notes".into()), "{keys}");
        assert_eq!((ben.app.place, ben.app.ask.is_none()), (Place::Line, true), "{keys}");
    }
}

#[test]
fn promise_7_a_sentence_typed_at_leave_is_no_yes_and_is_not_lost() {
    let world = held(2);
    let leaves = |desk: &Desk| desk.effects.contains(&Effect::Leave);
    let mut ben = at_review("ben", &world, "16:10");
    ben.keys("g#45<Enter><Esc><Esc>");
    assert!(ben.text(80, 24).contains("Leave?"));
    ben.keys("I thought it was one host");
    assert_eq!(stands(&ben), ("comment on #45".into(), "I thought it was one host".into()));
    ben.keys("<Enter>");
    assert!(!leaves(&ben) && ben.sent().is_empty(), "whoever typed it saw another place");
    assert!(ben.said().contains("Enter once more sends it"), "{}", ben.said());
    ben.keys("<Enter>");
    let comment =
        Command::Comment { entry: Some(Seq(45)), text: "I thought it was one host".into() };
    assert_eq!(ben.sent(), [comment]);
    // A letter or two are a slip: Enter does nothing once, and then what it says.
    for word in ["y", "n", "ok"] {
        let mut ben = at_review("ben", &world, "16:10");
        ben.keys(&format!("<Esc>{word}<Enter>"));
        assert!(!leaves(&ben) && ben.said().contains("Enter once more"), "{word}: {}", ben.said());
        assert!(ben.text(80, 24).contains("Leave?"));
        ben.keys("<Enter>");
        assert!(leaves(&ben), "{word}");
    }
    // In a room it is a line, and what stood there waits.
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("fonly eu-west<Esc><Ctrl-c>");
    let text = ana.text(80, 24).replace('│', " ");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("what you did not send is kept"), "{text}");
    ana.keys("the page is slow<Enter><Enter>");
    assert!(!leaves(&ana));
    assert!(matches!(&ana.sent()[..], [Command::Write { kind: EntryKind::Observation, text, .. }]
        if text.raw() == "the page is slow"));
    assert_eq!(stands(&ana), ("fact".into(), "only eu-west".into()));
}
