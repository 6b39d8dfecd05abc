//! Help from outside: asked, promised, late, answered; and promises put off.

use crate::attention::{Need, attention};
use crate::promises::{Promised, promises};
use crate::tests::script::{Room, check};
use crate::words::Audience;
use crate::{EntryId, Seq};

/// What is promised in this room: what, the entry, and the minutes until it is due.
fn promised(room: &Room) -> Vec<(Promised, Option<EntryId>, Option<i64>, bool)> {
    let all = promises(&room.register, room.now).into_iter();
    let minutes =
        |p: &crate::promises::Promise| p.due.map(|due| (due.ms() - room.now.ms()) / 60_000);
    all.map(|p| (p.what, p.entry, minutes(&p), p.late)).collect()
}

fn needs(room: &Room, what: Need) -> Vec<(Option<EntryId>, Option<String>, bool)> {
    let all = attention(&room.register, room.now).into_iter().filter(|a| a.what == what);
    all.map(|a| (a.entry, a.asked.map(|who| who.to_string()), a.late)).collect()
}

#[test]
fn help_is_asked_promised_late_and_answered() {
    let mut room = Room::staffed();
    room.run("cy: help supplier Payline: are retries charged twice? {ref 88213}").unwrap();
    assert_eq!(promised(&room), [(Promised::Help, Some(Seq(6)), None, false)]);
    room.run("cy: promised 6 their night shift {by 20}").unwrap();
    assert_eq!(promised(&room), [(Promised::Help, Some(Seq(6)), Some(20), false)]);
    room.run("+20m").unwrap();
    assert_eq!(promised(&room), [(Promised::Help, Some(Seq(6)), Some(0), true)]);
    assert_eq!(needs(&room, Need::HelpLate), [(Some(Seq(6)), Some("cy".into()), true)]);
    room.run("cy: answered 6 no, once").unwrap();
    assert_eq!(promised(&room), []);
    assert_eq!(needs(&room, Need::HelpLate), []);
    let help = &room.register.helps()[&Seq(6)];
    assert_eq!((help.whom.as_str(), help.reference.raw()), ("Payline", "88213"));
    assert_eq!(room.register.sentence(Seq(8)).raw(), "help #6 answered: no, once");
}

#[test]
fn help_that_nobody_promised_is_asked_about_after_a_while() {
    let mut room = Room::staffed();
    room.run("cy: help team payments: are retries charged twice?\n+9m").unwrap();
    assert_eq!(needs(&room, Need::HelpLate), []);
    room.run("+1m").unwrap();
    assert_eq!(needs(&room, Need::HelpLate), [(Some(Seq(6)), Some("cy".into()), true)]);
    room.run("ana: offer liaison ben\nben: accept liaison").unwrap();
    assert_eq!(needs(&room, Need::HelpLate), [(Some(Seq(6)), Some("ben".into()), true)]);
}

#[test]
fn a_promise_can_be_put_off() {
    let mut room = Room::staffed();
    room.run("cy: help supplier Payline: are retries charged twice? {by 5}\n+6m").unwrap();
    room.run("cy: snooze 6 10").unwrap();
    assert_eq!(needs(&room, Need::HelpLate), []);
    assert_eq!(promised(&room), [(Promised::Help, Some(Seq(6)), Some(-1), true)], "still late");
    room.run("+10m").unwrap();
    assert_eq!(needs(&room, Need::HelpLate).len(), 1);
    check(
        "ana: saw x\nana: snooze 6 10",
        "#6 is no promise that is still to be kept: name one of those that are listed as promised",
    );
    check("cy: help team payments: x\nben: snooze 6 10", "only cy or the lead may do that with #6");
}

#[test]
fn help_is_refused_with_what_to_do() {
    check("cy: help team payments", "there are no words in it: write what happened");
    check(
        "gil: help team payments: x",
        "your invite lets you observe; this needs one that lets \
         you respond: ask ana for it",
    );
    check("cy: help team payments: x {by -5}", "that time is over already: say when it will be");
    check(
        "cy: help team payments: x {by 999999}",
        "that time is more than 90 days ahead: look at it again",
    );
    check(
        "cy: saw x\ncy: answered 6 y",
        "#6 is no help that was asked: name the entry by which help was asked, or ask for it first",
    );
    check(
        "cy: help team payments: x\ncy: answered 6 y\ncy: promised 6 z",
        "#6 is not open any more: it is answered",
    );
    check(
        "cy: help team payments: x\ncy: cancel 6 found it\ncy: answered 6 y",
        "#6 is not open any more: it is cancelled",
    );
    check(
        "cy: help team payments: x\nana: assign 6 ben",
        "#6 is no task or question: name an open one, or write it first",
    );
}

#[test]
fn the_next_word_to_each_audience_is_promised_once() {
    let mut room = Room::staffed();
    room.run(
        "ana: update Some payments fail. {audience public, minutes 20}
         ana: update For you. {audience team, minutes 40}
         +5m
         ana: update Still. {audience public, minutes 30}",
    )
    .unwrap();
    assert_eq!(
        promised(&room),
        [
            (Promised::Word(Audience::Public), Some(Seq(8)), Some(30), false),
            (Promised::Word(Audience::Team), Some(Seq(7)), Some(35), false),
        ]
    );
    room.run("+30m").unwrap();
    assert_eq!(needs(&room, Need::WordDue), [(Some(Seq(8)), Some("ana".into()), true)]);
    room.run("ana: snooze 8 10").unwrap();
    assert_eq!(needs(&room, Need::WordDue), []);
    room.run("ana: update Over. {audience public}").unwrap();
    assert_eq!(promised(&room).len(), 1, "no next word to the public is promised any more");
}

#[test]
fn words_in_between_leave_what_the_users_were_promised() {
    let mut room = Room::staffed();
    room.run(
        "ana: update Some payments fail. {audience public, minutes 20}
         +8m
         ana: update We found it. {audience public}
         ana: update For you. {audience team}",
    )
    .unwrap();
    assert_eq!(
        promised(&room),
        [(Promised::Word(Audience::Public), Some(Seq(6)), Some(12), false)]
    );
    room.run("+12m").unwrap();
    assert_eq!(needs(&room, Need::WordDue), [(Some(Seq(6)), Some("ana".into()), true)]);
    room.run("ana: update We are still on it. {audience public}").unwrap();
    assert_eq!(promised(&room), []);
}

#[test]
fn words_shortly_before_their_time_keep_the_promise() {
    let mut room = Room::staffed();
    room.run(
        "ana: update Some payments fail. {audience public, minutes 20}
         +16m
         ana: update Still on it. {audience public}",
    )
    .unwrap();
    assert_eq!(promised(&room), []);
}

#[test]
fn a_large_incident_whose_last_word_promised_none_is_asked_for_the_next() {
    let mut room = Room::staffed();
    room.run("ana: update Some payments fail. {audience public}\n+29m").unwrap();
    assert_eq!(needs(&room, Need::WordDue), []);
    room.run("+1m").unwrap();
    assert_eq!(needs(&room, Need::WordDue), [(Some(Seq(6)), Some("ana".into()), true)]);
    room.run("ana: update Still. {audience public, minutes 30}").unwrap();
    assert_eq!(needs(&room, Need::WordDue), []);
    room.run("ana: grade P2 x\n+3h\nana: update Soon. {audience public}\n+3h").unwrap();
    assert_eq!(needs(&room, Need::WordDue), [], "a small incident is quiet");
}
