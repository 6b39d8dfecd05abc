//! What goes with an offer, what a result may be, what is sent by whoever speaks for the room; ideas
//! for the review.

use warroom_register::words::{EntryKind, Role};
use warroom_register::{Command, Seq, Text};

use super::desk::{self, Desk, text};
use super::fixture::hands::crowded;
use super::fixture::{busy, handle};

#[test]
fn a_role_is_offered_by_two_digits_and_a_word_may_go_with_it() {
    let offer = |role, to: &str, words: &str| Command::OfferRole {
        role,
        to: handle(to),
        text: text(words),
    };
    assert_eq!(desk::asks("ana", &busy(), "R14"), [offer(Role::Lead, "dia", "")]);
    // Digits are part of the word while it is written.
    let word = "R1<Tab>up since 05:00, please take it<Enter>4";
    assert_eq!(
        desk::asks("ana", &busy(), word),
        [offer(Role::Lead, "dia", "up since 05:00, please take it")]
    );
    assert_eq!(desk::asks("ana", &busy(), "R2di<Enter>"), [offer(Role::Comms, "dia", "")]);
    assert!(desk::told("ana", &busy(), "R2zz<Enter>").contains("nobody here is called so"));
    assert_eq!(desk::asks("ana", &busy(), "R1<Backspace>24"), [offer(Role::Comms, "dia", "")]);
    // The word is there again after Esc.
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("R1<Tab>I am tired<Esc>R");
    assert!(ana.text(80, 24).contains("I am tired"));
    ana.keys("4");
    assert_eq!(ana.sent(), [offer(Role::Lead, "dia", "I am tired")]);
}

#[test]
fn the_word_stands_on_the_card_and_the_offer_beside_the_name() {
    let mut world = busy();
    let words = "up since 05:00";
    world.ask(
        "14:19:30",
        "ana",
        &Command::OfferRole { role: Role::Lead, to: handle("dia"), text: text(words) },
    );
    let mut dia = Desk::new("dia", &world, "14:20");
    assert!(dia.text(80, 24).contains("ana: \"up since 05:00\""));
    let mut ana = Desk::new("ana", &world, "14:20");
    let screen = ana.text(160, 45);
    let row = screen.lines().find(|line| line.contains("4 dia")).unwrap();
    assert!(row.contains("lead offered 30s"), "{row}");
}

#[test]
fn a_decision_that_was_taken_has_results_too() {
    let entry = Seq(19);
    let stays = Command::LeaveInPlace { entry, text: Text::default() };
    for (who, keys) in [("ana", "g19<Enter>V4"), ("dia", "<Esc>g19<Enter>V4")] {
        assert_eq!(desk::asks(who, &busy(), keys), std::slice::from_ref(&stays), "{who}");
    }
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("g19<Enter>V");
    assert!(ana.text(80, 24).contains("V: did #19 work?"));
    // Who may not say whether it worked may say that it stays, and is told about the rest.
    assert!(desk::told("dia", &busy(), "<Esc>g19<Enter>V1").contains("or the lead may do that"));
}

#[test]
fn who_speaks_for_the_room_sends_by_their_own_enter_and_others_draft() {
    let mut world = busy();
    let mut eve = Desk::new("eve", &world, "14:20");
    eve.keys("<Esc>U3<Tab>all is well again");
    assert!(eve.text(80, 24).contains("Enter sends it: it leaves the building"));
    eve.keys("<Enter>");
    eve.carry_out(&mut world);
    assert!(world.register.updates()[&world.register.head()].sent.is_some());
    let mut dia = Desk::new("dia", &world, "14:21");
    dia.keys("<Esc>U3<Tab>all is well");
    assert!(dia.text(80, 24).contains("Enter drafts it: comms or the lead send it"));
    dia.keys("<Enter>");
    dia.carry_out(&mut world);
    assert!(
        world.register.updates()[&world.register.head()].sent.is_none(),
        "it is comms' to send"
    );
}

#[test]
fn an_idea_is_kept_for_the_review() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("i");
    assert!(ana.text(80, 24).contains("IDEA"), "{}", ana.text(80, 24));
    ana.keys("alert on queue depth<Enter>");
    assert!(matches!(&ana.sent()[..], [Command::Write { kind: EntryKind::Idea, .. }]));
}

#[test]
fn what_is_promised_or_away_is_gone_to_where_it_stands() {
    let mut world = crowded();
    world.ask("14:20", "eve", &Command::Snooze { entry: Seq(36), minutes: 1 });
    // Help of 14:40 that has not come is late, and n goes to its promise.
    let mut eve = Desk::new("eve", &world, "14:45");
    for _ in 0..12 {
        eve.keys("<Esc>n");
        if eve.app.select.entry() == Some(Seq(36)) {
            break;
        }
    }
    assert_eq!(eve.app.select.entry(), Some(Seq(36)), "{}", eve.text(160, 45));
    assert_eq!(eve.app.select.pane, crate::app::select::Pane::Promised);
}

#[test]
fn in_the_past_no_key_is_named_that_does_nothing_there() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    assert!(ana.text(160, 45).contains("V worked?"));
    ana.keys("h14:19<Enter>");
    let screen = ana.text(160, 45);
    assert!(screen.contains("AS KNOWN AT"), "{screen}");
    for words in ["V worked?", "A gives it"] {
        assert!(!screen.contains(words), "{words}:\n{screen}");
    }
}

#[test]
fn a_task_that_nobody_has_names_the_key_that_would_work_for_whoever_looks() {
    for (who, names) in [("ana", "A gives it"), ("ben", "y takes it")] {
        let mut desk = Desk::new(who, &busy(), "14:20");
        for (width, height) in [(160, 45), (80, 24)] {
            let screen = desk.text(width, height);
            assert!(screen.contains(names), "{who}: {screen}");
        }
    }
    let watching = Desk::new("gil", &busy(), "14:20").text(160, 45);
    assert!(watching.contains("NOBODY HAS IT"), "{watching}");
    assert!(!watching.contains("takes it"), "{watching}");
    assert!(!watching.contains("A gives it"), "{watching}");
}

#[test]
fn a_long_reason_is_seen_where_it_is_written() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys(&format!("<Esc>S2{}the very end", "since it grew and ".repeat(8)));
    for (width, height) in [(160, 45), (80, 24), (40, 15)] {
        let (_, drawn) = ana.screen(width, height);
        assert!(drawn.cursor.is_some(), "{width}x{height}");
        let text = ana.text(width, height);
        assert!(text.contains("the very end"), "{text}");
    }
}
