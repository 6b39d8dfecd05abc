//! What is parked until it is its turn, and who is proposed for the notes.

use super::*;

#[test]
fn what_is_recommended_is_parked_like_an_idea_until_the_fifth_step() {
    let mut room = held();
    let noted = room.register.parked();
    let early = done(&mut room, "cy", recommend("colour the prompt"));
    let kept = |room: &Room, seq| room.register.is_kept_from(seq, Some(handle("ana")));
    assert!(kept(&room, early) && !room.register.is_kept_from(early, Some(handle("cy"))));
    // What is said of it is kept with it.
    let amend = Command::Amend { entry: early, text: text("colour the prompt red") };
    let amended = done(&mut room, "cy", amend);
    assert!(kept(&room, amended));
    assert_eq!(room.register.parked(), noted + 1);
    // Recommendations are written down in the fourth step, for all to read; what was parked waits on.
    done(&mut room, "ben", Command::MoveStep { step: 4 });
    let written = done(&mut room, "cy", recommend("a restore drill"));
    assert!(!kept(&room, written) && kept(&room, early) && !room.register.parks_ideas());
    let words = room.register.parked_words().unwrap();
    assert!(words.ends_with("parked until step 5 of the review"), "{words}");
    // Once told it is told, whatever step the meeting goes back to.
    done(&mut room, "ben", Command::MoveStep { step: 5 });
    done(&mut room, "ben", Command::MoveStep { step: 2 });
    assert!(!kept(&room, early) && !kept(&room, amended));
    assert_eq!((room.register.parked(), room.register.parked_words()), (0, None));
    // The next meeting parks what is new, and hides nothing again.
    done(&mut room, "ben", Command::CloseReview { why: text("the rest waits") });
    let between = done(&mut room, "cy", recommend("an archive"));
    let open =
        Command::OpenReview { facilitator: handle("ben"), notes: None, agenda: Agenda::default() };
    done(&mut room, "ben", open);
    let anew = done(&mut room, "cy", recommend("a runbook"));
    assert!(!kept(&room, early) && !kept(&room, between) && kept(&room, anew));
    // What has its answer waits for nothing.
    done(&mut room, "ben", Command::DeclineAdvice { entry: anew, why: text("there is one") });
    assert!(!kept(&room, anew));
}

#[test]
fn who_takes_notes_was_not_in_it_or_kept_its_record_or_has_the_least_to_tell() {
    let mut room = Room::of(
        "ana: open P1 availability x\nben: join respond\ncy: join respond\neve: join respond",
    );
    room.run("ana: offer comms eve\neve: accept comms\nben: saw a\nben: saw b\ncy: saw c").unwrap();
    let all = |_who: Handle| true;
    let beside = |room: &Room, chair: &str| room.register.best_notes(handle(chair), all);
    // Lead and comms are asked about by everybody; of the others cy wrote the least.
    assert_eq!(beside(&room, "ana"), Some(handle("cy")));
    assert_eq!(beside(&room, "cy"), Some(handle("ben")));
    room.run("ana: offer scribe ben\nben: accept scribe").unwrap();
    assert_eq!(beside(&room, "ana"), Some(handle("ben")), "the scribe kept the record");
    assert_eq!(beside(&room, "ben"), Some(handle("cy")));
    room.run("ana: phase closed y\ngil: join respond\nhana: join respond").unwrap();
    assert_eq!(room.register.best_chair(all), Some(handle("gil")));
    assert_eq!(beside(&room, "gil"), Some(handle("hana")), "was not in it");
    assert_eq!(
        room.register.best_notes(handle("gil"), |who| who == handle("ana")),
        Some(handle("ana"))
    );
    assert_eq!(room.register.best_notes(handle("gil"), |_nobody| false), None);
    assert_eq!(
        room.register.proposed_for_review(all).as_deref(),
        Some("gil leads through it, hana takes notes")
    );
}
