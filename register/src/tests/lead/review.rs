//! Closing: who calls the review and by when. Impact in parts; where the voices are.

use crate::attention::{Need, attention};
use crate::promises::{Promised, promises};
use crate::tests::script::{Room, check};
use crate::{Handle, Seq};

fn review_needs(room: &Room) -> Vec<(Need, Option<Handle>)> {
    let all = attention(&room.register, room.now).into_iter();
    all.map(|a| (a.what, a.asked)).collect()
}

#[test]
fn closing_says_who_calls_the_review_and_by_when() {
    let mut room = Room::staffed();
    room.run("ana: phase closed quiet {review dia, within 4320}").unwrap();
    let dia = Handle::new("dia").ok();
    assert_eq!(
        room.register.sentence(Seq(6)).raw(),
        "closed: quiet; dia calls the review by Tuesday 24 November 2026 14:03"
    );
    assert_eq!(review_needs(&room), [(Need::ReviewToCall, dia)], "who was named is told at once");
    let told = attention(&room.register, room.now).pop().unwrap();
    assert!(!told.late, "there is time");
    let words = crate::show::wanted(&room.register, &told);
    assert_eq!(words.raw(), "dia calls the review by 2026-11-24 14:03");
    let promise = promises(&room.register, room.now).pop().unwrap();
    assert_eq!((promise.what, promise.who), (Promised::Review, dia));
    room.run("+72h").unwrap();
    assert_eq!(review_needs(&room), [(Need::ReviewDue, dia)]);
    room.run("ana: review {review ben, within 60}").unwrap();
    let ben = Handle::new("ben").ok();
    assert_eq!(review_needs(&room), [(Need::ReviewToCall, ben)], "it can be said again");
}

#[test]
fn a_review_that_is_held_calls_who_is_not_at_it_and_is_due_no_more() {
    let mut room = Room::staffed();
    room.run("ben: saw 5xx\nana: phase closed quiet {review dia, within 60}\n+72h").unwrap();
    let [ana, ben, dia] = ["ana", "ben", "dia"].map(|who| Handle::new(who).unwrap());
    assert!(room.register.review_to_come().is_some());
    let (notes, agenda) = (Some(ana), crate::Agenda::default());
    room.ask(dia, crate::Command::OpenReview { facilitator: dia, notes, agenda }).unwrap();
    assert_eq!(review_needs(&room), [(Need::ReviewHeld, Some(ben))], "cy did nothing in it");
    assert!(room.register.review_to_come().is_none());
    assert!(promises(&room.register, room.now).is_empty());
    room.ask(ben, crate::Command::Attend { who: ben }).unwrap();
    assert_eq!(review_needs(&room), []);
    room.ask(dia, crate::Command::CloseReview { why: "".into() }).unwrap();
    assert_eq!(review_needs(&room), [], "it was held");
}

#[test]
fn a_closed_incident_without_a_review_is_nagged_about_where_it_is_grave() {
    let mut room = Room::staffed();
    room.run("ana: phase closed").unwrap();
    assert_eq!(review_needs(&room), [(Need::ReviewNobody, room.register.lead())]);
    let mut small = Room::of("ana: open P4 data A typo\nana: phase closed");
    small.run("+1h").unwrap();
    assert_eq!(review_needs(&small), []);
}

#[test]
fn a_review_is_refused_with_what_to_do() {
    check(
        "ana: phase closed {review zoe}",
        "zoe is not in this room: let them in first, or choose one of ana, ben, cy, dia",
    );
    check(
        "ana: phase closed {review dia, within -60}",
        "that time is over already: say when it will be",
    );
    let mut room = Room::staffed();
    assert_eq!(
        room.run("ana: phase closed {review gil}"),
        Ok(()),
        "who watches may call a meeting"
    );
}

#[test]
fn an_impact_says_who_and_how_many() {
    let mut room = Room::staffed();
    room.run("ben: impact 38 % of checkouts fail {who card payments, many 4000, since 13:58~}")
        .unwrap();
    assert_eq!(
        room.register.sentence(Seq(6)).raw(),
        "38 % of checkouts fail: card payments, 4000, since 13:58~"
    );
    room.run("ben: impact 52 % of checkouts fail {replaces 6}").unwrap();
    assert_eq!(room.register.impact(), Some(Seq(7)));
    assert_eq!(room.register.impact_after(Seq(6)), Some(Seq(7)));
    check(
        "ben: impact a\nben: impact b {replaces 6}\nben: impact c {replaces 6}",
        "#6 has changed already: see #7",
    );
    check(
        "ben: saw a\nben: impact b {replaces 6}",
        "#6 is no impact: name what was said last of who is hit, or say it anew",
    );
    check("ben: saw a {who everyone}", "an entry of kind observation has no number of people");
}

#[test]
fn where_the_voices_are_can_change() {
    check(
        "ana: talk call.example/43",
        "
        Talk: call.example/43
        14:03 #6 · the voices are at: call.example/43  ana
        ",
    );
    check(
        "ben: talk call.example/43",
        "only the lead may do that: ana leads. Tell them with a question",
    );
    check("ana: talk x\nana: talk x", "it is so already");
}
