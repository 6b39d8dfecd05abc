//! Ideas for the review are found once the incident is over, and not before.

use warroom_register::words::Phase;

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
fn an_idea_is_found_from_the_closing_on() {
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
    let library = desk.library();
    assert_eq!(found(&library, "canary"), ["1#2"]);
    assert_eq!(library.recommended().unwrap().len(), 1);
    phase(&mut made, Phase::Investigating);
    desk.put("copies/a.jsonl", &made);
    assert_eq!(found(&desk.library(), "canary"), [""; 0], "it goes on");
}
