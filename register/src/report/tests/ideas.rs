//! Ideas in the report: counted until their step of the review, told from then on.

use super::{NAMED, told};
use crate::report::{Form, render};
use crate::tests::script::Room;
use crate::words::AdviceKind;
use crate::{Agenda, Command, Handle, Text};

fn handle(name: &str) -> Handle {
    name.parse().unwrap()
}

fn text(words: &str) -> Text {
    Text::from(words)
}

fn ask(room: &mut Room, who: &str, command: Command) {
    room.ask(handle(who), command).unwrap();
}

#[test]
fn ideas_are_counted_before_their_step_of_the_review_and_told_from_then_on() {
    let story =
        "ana: open P1 availability x\nana: idea alert on hosts\nana: amend 2 alert on the rate";
    let mut room = Room::of(story);
    for form in [Form::Markdown, Form::Html, Form::Fragment, Form::Json] {
        let found = render(&room.recording(), &NAMED, form, None).unwrap();
        assert!(!found.contains("alert on"), "{found}");
    }
    room.run("ana: phase closed y").unwrap();
    for form in [Form::Markdown, Form::Html, Form::Fragment, Form::Json] {
        let found = render(&room.recording(), &NAMED, form, None).unwrap();
        assert!(!found.contains("alert on"), "{found}");
        assert!(found.contains("1 idea is parked until step 5 of the review"), "{found}");
    }
    let open =
        Command::OpenReview { facilitator: handle("ana"), notes: None, agenda: Agenda::default() };
    ask(&mut room, "ana", open);
    let advice =
        Command::Recommend { kind: AdviceKind::Technical, text: text("colour it"), idea: None };
    ask(&mut room, "ana", advice);
    let found = told(&room);
    assert!(!found.contains("colour it") && found.contains("2 ideas are parked"), "{found}");
    ask(&mut room, "ana", Command::MoveStep { step: 5 });
    let found = told(&room);
    assert!(found.contains("## Ideas noted on the way"), "{found}");
    assert!(found.contains("colour it") && !found.contains("parked"), "{found}");
    assert_eq!(found.matches("alert on the rate").count(), 1, "{found}");
}
