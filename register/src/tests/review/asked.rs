//! What still needs looking into, behind the meeting.

use super::{ask, done, handle, held, text};
use crate::words::EntryKind;
use crate::{Command, NewEntry};

/// What still needs looking into is looked into after the meeting, for the most part.
#[test]
fn a_question_that_may_be_asked_may_be_answered() {
    let mut room = held();
    done(&mut room, "ben", Command::CloseReview { why: text("one is left raw") });
    let ask_it = |words: &str| NewEntry::of(EntryKind::Question, words).write();
    let [late, double] =
        ["was data lost?", "is it lost?"].map(|it| done(&mut room, "gil", ask_it(it)));
    let lead = "cy";
    let assign = Command::Assign { entry: late, to: Some(handle("ben")), minutes: None };
    done(&mut room, lead, assign);
    done(&mut room, "ben", Command::Answer { entry: late, text: text("no"), fact: false });
    done(&mut room, lead, Command::Cancel { entry: double, why: text("asked twice") });
    assert!(!room.register.questions()[&late].is_open());
    // What was to be done while it ran is over.
    let task = *room.register.tasks().keys().next().unwrap();
    let over = ask(&mut room, lead, Command::Cancel { entry: task, why: text("x") }).unwrap_err();
    assert!(over.contains("this incident is closed"), "{over}");
}
