//! Ideas for the review are found from their step of it on, and not before.

use warroom_register::Agenda;
use warroom_register::words::{AdviceKind, Phase};

use super::*;

fn phase(made: &mut Made, phase: Phase) {
    made.add(Command::MovePhase {
        phase,
        why: Text::default(),
        card: None,
        card_salt: None,
        seen_at: None,
        review: None,
    });
}

#[test]
fn an_idea_is_found_from_its_step_of_the_review_on() {
    let desk = Desk::new();
    let mut made = Made::new(1, "Checkout returns 500s");
    made.add(NewEntry::of(EntryKind::Idea, "a canary for payments").write());
    made.saw("the first error");
    desk.put("copies/a.jsonl", &made);
    let library = desk.library();
    assert_eq!(found(&library, "error"), ["1#3"]);
    assert_eq!(found(&library, "canary"), [""; 0]);
    assert!(library.recommended().unwrap().is_empty());
    // What follows is read on from there.
    phase(&mut made, Phase::Closed);
    desk.put("copies/a.jsonl", &made);
    assert_eq!(found(&desk.library(), "canary"), [""; 0], "no review was held");
    made.add(Command::OpenReview {
        facilitator: "ana".parse().unwrap(),
        notes: None,
        agenda: Agenda::default(),
    });
    for step in 2..=4 {
        made.add(Command::MoveStep { step });
    }
    desk.put("copies/a.jsonl", &made);
    assert_eq!(found(&desk.library(), "canary"), [""; 0]);
    made.add(Command::MoveStep { step: 5 });
    desk.put("copies/a.jsonl", &made);
    let library = desk.library();
    assert_eq!(found(&library, "canary"), ["1#2"]);
    assert_eq!(library.recommended().unwrap().len(), 1);
}

#[test]
fn what_was_recommended_is_told_by_incident() {
    let desk = Desk::new();
    let mut made = Made::new(1, "Checkout returns 500s");
    let (text, ana) = (Text::from("colour the prompt"), Handle::new("ana").unwrap());
    made.add(Command::Recommend { kind: AdviceKind::Technical, text, idea: None });
    made.add(Command::AcceptAdvice {
        entry: Seq(2),
        owner: ana,
        due: At::from_ms(0),
        link: "".into(),
    });
    desk.put("copies/a.jsonl", &made);
    desk.put("copies/b.jsonl", &Made::new(2, "Search is slow"));
    let all = desk.library().recommended().unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].recommended[0].text.raw(), "colour the prompt");
}
