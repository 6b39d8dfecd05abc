//! What holds for every command, whatever it is.

use super::script::{Room, check, open};
use crate::limits::{
    PLACE_MAX, PLACES_FOR_REPAIR, RECORDS_FOR_PEOPLE, RECORDS_MAX, TEXT_BYTES_MAX, TEXT_LINES_MAX,
};
use crate::words::{Kind, Scope, Severity};
use crate::{
    Ask, CommandId, Event, Handle, Record, Refusal, Register, Seq, Text, Verdict, decide,
    decide_by_token,
};
use uuid::Uuid;

fn ask(room: &Room, id: u128, command: crate::Command) -> Ask {
    let id = CommandId(Uuid::from_u128(id));
    Ask { id, author: "ben".parse().unwrap(), knew: None, now: room.now, command }
}

#[test]
fn asked_twice_it_is_done_once() {
    let mut room = Room::staffed();
    let star = crate::Command::Star { entry: Seq(1), on: true };
    let first = ask(&room, 777, star);
    let Verdict::Record(event) = decide(&room.register, &first) else { panic!("refused") };
    assert!(event.made_by(&first.command));
    let seq = room.record(&first, event.clone());
    assert_eq!(decide(&room.register, &first), Verdict::Already(seq));
    let other = ask(&room, 777, crate::Command::Star { entry: Seq(2), on: true });
    assert_eq!(decide(&room.register, &other), Verdict::Already(seq));
    assert!(!event.made_by(&other.command), "the same id with other words is another command");
}

#[test]
fn no_screen_knows_more_than_was_recorded() {
    check("ben: saw x {knew 5}", "14:03 #6 o x  ben");
    check(
        "ben: saw x {knew 6}",
        "this screen claims to know #6, and the last record is #5: its copy is of another journal",
    );
}

#[test]
fn texts_have_a_limit() {
    let say = |text: String| {
        let mut room = Room::staffed();
        room.ask("ben".parse().unwrap(), crate::Command::Star { entry: Seq(1), on: true }).unwrap();
        let write = crate::Command::Amend { entry: Seq(1), text: Text::from(text) };
        room.ask(Handle::warroom(), write).unwrap_err()
    };
    let wrong_kind = "#1 is no entry that somebody wrote: name the entry meant";
    assert_eq!(say("x".repeat(TEXT_BYTES_MAX)), wrong_kind, "the words themselves pass");
    assert!(say("x".repeat(TEXT_BYTES_MAX + 1)).starts_with("the text has 16385 bytes"));
    assert_eq!(say("l\n".repeat(TEXT_LINES_MAX)), wrong_kind);
    assert!(say("l\n".repeat(TEXT_LINES_MAX + 1)).starts_with("the text has 501 lines"));
}

/// Somebody stars and takes it back, up to this record.
fn fill(room: &mut Room, to: u64) {
    let template = room.records[1].clone();
    for n in room.register.head().0 + 1..=to {
        let event = Event::Starred { entry: Seq(1), on: n % 2 == 0 };
        let command = CommandId(Uuid::from_u128(u128::from(n) << 64));
        room.register.apply(&Record { seq: Seq(n), event, command, ..template.clone() }).unwrap();
    }
}

/// A star that is not there yet.
fn star(room: &Room, id: u128) -> Ask {
    let on = !room.register.head().0.is_multiple_of(2);
    ask(room, id, crate::Command::Star { entry: Seq(1), on })
}

#[test]
fn a_room_has_a_last_record() {
    let mut room = Room::staffed();
    fill(&mut room, RECORDS_MAX - 1);
    let last = decide(&room.register, &star(&room, 1000));
    assert!(matches!(last, Verdict::Record(_)), "the last one passes: {last:?}");
    fill(&mut room, RECORDS_MAX);
    let more = star(&room, 1001);
    assert_eq!(decide(&room.register, &more), Verdict::Refused(Refusal::Full));
    assert_eq!(decide_by_token(&room.register, &more), Verdict::Refused(Refusal::Full));
}

/// A client takes no record for one that is longer: what passes beyond the last record ends, too.
#[test]
fn at_its_last_place_a_room_takes_nothing() {
    let mut room = Room::staffed();
    let leave = |room: &Room| decide(&room.register, &ask(room, 1000, crate::Command::Leave {}));
    let restore = |room: &Room| {
        let (from_seq, to_seq, replaced) = (Seq(7), Seq(8), None);
        let restore = crate::Command::Restore { from_seq, to_seq, replaced };
        decide(&room.register, &ask(room, 1001, restore))
    };
    let recorded = |verdict| matches!(verdict, Verdict::Record(_));
    fill(&mut room, PLACE_MAX - PLACES_FOR_REPAIR - 1);
    assert!(recorded(leave(&room)) && recorded(restore(&room)));
    fill(&mut room, PLACE_MAX - PLACES_FOR_REPAIR);
    assert_eq!(leave(&room), Verdict::Refused(Refusal::Full));
    fill(&mut room, PLACE_MAX - 1);
    assert!(recorded(restore(&room)), "the room says to the last that it was put right");
    fill(&mut room, PLACE_MAX);
    assert_eq!(restore(&room), Verdict::Refused(Refusal::Full));
}

#[test]
fn the_last_records_of_a_room_are_for_people() {
    let mut room = Room::staffed();
    fill(&mut room, RECORDS_MAX - RECORDS_FOR_PEOPLE - 1);
    let last = star(&room, 1000);
    let Verdict::Record(event) = decide_by_token(&room.register, &last) else { panic!("refused") };
    // The chain of the script's own lines ends before it.
    let template = room.records[1].clone();
    let seq = room.register.head().next();
    let record = Record { seq, by: last.author, command: last.id, event, ..template };
    room.register.apply(&record).unwrap();
    let more = star(&room, 1001);
    assert_eq!(decide_by_token(&room.register, &more), Verdict::Refused(Refusal::FullForTokens));
    let by_person = decide(&room.register, &more);
    assert!(matches!(by_person, Verdict::Record(_)), "a person goes on: {by_person:?}");
    let again = decide_by_token(&room.register, &last);
    assert_eq!(again, Verdict::Already(seq), "what was recorded stays so");
}

#[test]
fn a_record_that_does_not_follow_is_a_gap() {
    let room = Room::staffed();
    let mut register = Register::of(&room.records).unwrap();
    let again = register.apply(&room.records[4]).unwrap_err();
    assert_eq!(again.to_string(), "#5 does not follow #5");
    let gap = Register::of(&room.records[1..]).unwrap_err();
    assert_eq!((gap.head, gap.found), (Seq(0), Seq(2)));
}

#[test]
fn beside_something_newer_one_only_reads() {
    let mut room = Room::staffed();
    let newer = ask(&room, 5, crate::Command::Leave {});
    room.record_newer(&newer);
    let more = ask(&room, 6, crate::Command::Star { entry: Seq(1), on: true });
    assert_eq!(decide(&room.register, &more), Verdict::Refused(Refusal::Newer));
    assert!(room.printed().contains("#6 · newer: teleported  ben"));
}

#[test]
fn nothing_comes_before_opening_but_a_servers_own_records() {
    let mut room = Room::empty();
    let write = "ana: saw x";
    assert!(room.run(write).is_err(), "an incident begins with opened");
}

#[test]
fn the_one_who_opens_may_command() {
    let mut room = Room::empty();
    room.ask("zoe".parse().unwrap(), open(Severity::P2, Kind::Data, "Rows are gone")).unwrap();
    let zoe = room.register.in_order()[0];
    assert_eq!((zoe.0.as_str(), zoe.1.scope, zoe.1.number), ("zoe", Scope::Command, 1));
    assert_eq!(room.register.lead().map(|l| l.to_string()), Some("zoe".into()));
}
