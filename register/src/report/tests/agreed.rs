//! What somebody agreed to is the report as it stood.

use super::learnt::{ask, handle, text};
use super::told;
use crate::tests::script::{Room, STORY};
use crate::words::EntryKind;
use crate::{Agenda, Command, NewEntry, Seq};

/// Whatever the report says otherwise than when somebody agreed to it.
#[test]
fn what_changes_the_report_after_it_was_agreed_to_is_said() {
    let question = |words: &str| NewEntry::of(EntryKind::Question, words).write();
    let open =
        Command::OpenReview { facilitator: handle("ben"), notes: None, agenda: Agenda::default() };
    let asked = Seq(41);
    for (what, changes) in [
        (vec![Command::CloseReview { why: text("") }], false),
        (vec![Command::CloseReview { why: text("one is left raw") }], true),
        (vec![Command::CloseReview { why: text("") }, open.clone()], true),
        (vec![question("was data lost?")], true),
        (vec![Command::Answer { entry: asked, text: text("no"), fact: false }], true),
        (vec![Command::Cancel { entry: asked, why: text("twice") }], true),
        (vec![Command::SeeDifferently { why: text("the page came first") }], true),
        (vec![Command::AgreeTimeline {}, Command::Attend { who: handle("eve") }], false),
        (vec![Command::AskOfReport { text: text("and refunds?") }], false),
    ] {
        let mut room = Room::of(STORY);
        ask(&mut room, "cy", open.clone());
        assert_eq!(ask(&mut room, "gil", question("is it so?")), asked);
        ask(&mut room, "ben", Command::DeclineAdvice { entry: Seq(35), why: text("no") });
        ask(&mut room, "ana", Command::AgreeReport {});
        for command in what.clone() {
            let by = if matches!(command, Command::CloseReview { .. }) { "ben" } else { "cy" };
            ask(&mut room, by, command);
        }
        assert_eq!(told(&room).contains("(changed since)"), changes, "{what:?}");
    }
}
