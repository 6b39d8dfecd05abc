//! The lead's hands at real terminals: a task from giving to result, decisions before the room, call
//! rounds, and the lead changing hands.

use crate::room::{joined, opened};
use crate::terminal::{Machine, Terminal};
use std::time::Duration;

const LARGE: (u16, u16) = (160, 45);
const USUAL: (u16, u16) = (80, 24);
/// A card that others caused takes keys only after 0.7 s.
const AWAKE: Duration = Duration::from_millis(800);

/// ana leads at a large terminal, ben works at a usual one.
fn two() -> (Machine, Machine, Terminal, Terminal) {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let (a, invite) = opened(&ana, LARGE);
    let b = joined(&ben, USUAL, &invite);
    a.sees("2 ben");
    (ana, ben, a, b)
}

/// Keys, and after each what then stands on the screen.
fn steps(screen: &mut Terminal, steps: &[(&str, &str)]) {
    for (keys, words) in steps {
        screen.keys(keys).sees(words);
    }
}

/// The card is on the screen, and awake.
fn card(screen: &Terminal, words: &str) {
    screen.sees(words);
    assert!(screen.longest_silence(AWAKE), "the card never fell asleep and never woke");
}

/// The same where no row is selected: words right behind such a key would be a sentence in the wrong
/// place.
fn writes(screen: &mut Terminal, key: (&str, &str), words: (&str, &str)) {
    screen.keys(key.0).sees(key.1);
    assert!(screen.longest_silence(AWAKE), "a breath");
    screen.keys(words.0).sees(words.1);
}

#[test]
fn a_task_goes_from_hand_to_hand_until_its_result_is_known() {
    let (_ana, ben, mut a, mut b) = two();
    b.keys("\x1b").sees("write >");
    a.keys("t").sees("task >");
    a.keys("pause the queue workers\r").sees("A gives it");

    // Given, and not possible: it comes back with the reason, and nobody has it.
    steps(&mut a, &[("A", "0 nobody"), ("2", "asked now")]);
    card(&b, "ana asks YOU");
    b.keys("x").sees("I cannot do #4, because");
    b.keys("no access to the cluster\r").sees_no("ana asks YOU");
    a.sees("cannot do #4: no access to the cluster").sees("A gives it");

    // Given again, with less time; a yes from any shell counts like one by key.
    steps(&mut a, &[("A", "in 10 minutes"), ("\x1b[D", "in 5 minutes"), ("2", "asked now")]);
    b.sees("ana asks YOU").sees("5 minutes");
    ben.run(&["yes", "4"]).ok();
    b.sees_no("ana asks YOU");
    a.sees("ben has #4");

    // More time, blocked, on again, finished: each is the owner's, with Enter.
    steps(&mut b, &[("+", "more minutes for #4"), ("10\r", "10 minutes more")]);
    let needs = "the on-call of payments\r";
    writes(&mut b, ("b", "is blocked, it needs"), (needs, "BLOCKED"));
    a.sees("#4 is blocked: the on-call of payments");
    ben.run(&["did", "they paused half of them #4"]).ok();
    a.sees("they paused half of them");
    writes(&mut b, ("e", "is finished, result"), ("all are paused\r", "finished"));
    a.sees("did #4 work?");

    // Finished is not worked: the lead says so, and is asked whether it is over.
    a.keys("n").sees("V worked?");
    steps(&mut a, &[("V", "made it worse"), ("1", "Are users no longer hurt?")]);
    assert!(a.longest_silence(AWAKE), "the ask is awake");
    a.keys("\r").sees("MONITORING");
    b.sees("MONITORING");
    a.sees("#4 worked");
}

#[test]
fn the_lead_changes_hands_when_the_other_takes_it_and_only_then() {
    let (ana, _ben, mut a, mut b) = two();
    ana.run(&["impact", "half of all payments fail"]).ok();
    ana.run(&["task", "roll back eu-west"]).ok();
    b.keys("\x1b").sees("write >");

    // Declined: the reason comes back, the lead stays where it was.
    steps(&mut a, &[("R", "offer which role"), ("1", "hand over the lead to"), ("2", "offered")]);
    card(&b, "ana offers YOU the lead");
    b.sees("half of all payments fail").sees("roll back eu-west");
    steps(&mut b, &[("x", "I do not take lead"), ("I am on db1\r", "write >")]);
    a.sees("I am on db1").sees("LEAD you");
    b.sees("LEAD ana");

    // Accepted: a small y is not enough.
    steps(&mut a, &[("R", "offer which role"), ("1", "hand over the lead to"), ("2", "offered")]);
    card(&b, "ana offers YOU the lead");
    b.keys("y").sees("needs Y, a capital");
    b.keys("Y").sees("LEAD you");
    a.sees("LEAD ben");
    a.keys("S").sees("ben leads");
}

#[test]
fn a_decision_is_put_to_the_room_objected_to_called_and_given_to_somebody() {
    let (_ana, _ben, mut a, mut b) = two();
    b.keys("\x1b").sees("write >");
    a.keys("p").sees("propose >");
    steps(&mut a, &[("drain eu-west to us-east\r", "what could go wrong?")]);
    steps(&mut a, &[("us-east may overload\t", "TO BE CALLED")]);
    a.keys("D").sees("put it to the room");
    steps(&mut a, &[("1", "seconds (30)"), ("120\r", "DECISION put to the room by ana")]);

    // The banner stands on every screen, rings nobody, and takes one kind of answer.
    b.sees("DECISION put to the room by ana").sees("us-east may overload").sees("s left");
    assert_eq!(b.bells(), 0);
    steps(
        &mut b,
        &[("x", "I object to #4, because"), ("us-east is at 70 %\r", "1 strong objection")],
    );
    a.sees("1 strong objection");

    // Go over an objection asks why; after it somebody is told to do it.
    steps(&mut a, &[("D", "before the room"), ("2", "why, over the objection")]);
    a.keys("\r").sees("this one is needed");
    steps(&mut a, &[("it is our last chance\r", "Who does it?"), ("2", "asked now")]);
    card(&b, "ana asks YOU");
    b.sees("it carries out #4");
    b.sees_no("DECISION put to the room");
    b.keys("y").sees("has it");
    a.sees("GO: it is our last chance");
}

#[test]
fn how_it_stands_is_asked_of_all_and_answered_in_a_line() {
    let (_ana, _ben, mut a, mut b) = two();
    b.keys("\x1b").sees("write >");
    steps(&mut a, &[("C", "ask how it stands"), ("0", "how does it stand")]);
    card(&b, "ana asks YOU: how does it stand?");
    steps(
        &mut b,
        &[("a", "how it stands >"), ("9 of 12 pods are back\r", "9 of 12 pods are back")],
    );
    a.sees("9 of 12 pods are back");
    b.sees_no("ana asks YOU");
}

#[test]
fn of_two_who_take_the_lead_of_one_who_is_gone_one_has_it() {
    let (ana, cy) = (Machine::of("ana"), Machine::of("cy"));
    let ben = Machine::of("ben");
    let (a, invite) = opened(&ana, LARGE);
    let mut b = joined(&ben, USUAL, &invite);
    let mut c = joined(&cy, USUAL, &invite);
    a.sees("2 ben").sees("3 cy");
    for screen in [&mut b, &mut c] {
        screen.keys("\x1b").sees("write >");
        // While the lead is here it is not taken.
        screen.keys("L").sees("ana leads, and has not been gone for 45 seconds");
    }

    a.signal("-9");
    // Everybody sees it after 45 seconds, and nothing is taken by itself.
    for screen in [&mut b, &mut c] {
        screen.sees("ana GONE").sees("L takes the lead");
        screen.keys("L").sees("I take the lead, because");
        screen.keys("ana is cut off");
    }
    b.keys("\r");
    c.keys("\r");
    let leads = |screen: &Terminal| screen.text().contains("LEAD you");
    b.sees_no("GONE");
    c.sees_no("GONE");
    assert!(leads(&b) != leads(&c), "{}\n{}", b.text(), c.text());
}
