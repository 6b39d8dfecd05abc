//! Decisions: options, put to the room, called over an objection, looked at again.

use crate::attention::{Need, attention};
use crate::tests::script::{Room, check};
use crate::{Seq, Text};

fn to_call(room: &Room) -> Option<bool> {
    let all = attention(&room.register, room.now);
    all.iter().find(|a| a.what == Need::DecisionToCall).map(|a| a.late)
}

#[test]
fn while_it_is_before_the_room_nobody_calls_for_it() {
    let mut room = Room::staffed();
    room.run("dia: propose drain eu-west {options wait; drain half}").unwrap();
    assert_eq!(to_call(&room), Some(false), "asked at once");
    room.run("ana: to_room 6 30").unwrap();
    let window = room.register.decisions()[&Seq(6)].window.unwrap();
    assert_eq!(window.until, room.now.plus_seconds(30));
    assert_eq!(to_call(&room), None);
    room.run("+29s").unwrap();
    assert_eq!(to_call(&room), None);
    room.run("+1s").unwrap();
    assert_eq!(to_call(&room), Some(true), "the room has said what it had to say");
    room.run("ben: object 6 us-east is at 70 %").unwrap();
    let decision = &room.register.decisions()[&Seq(6)];
    assert_eq!(decision.objections, [Seq(8)], "until it is called, also after the window");
    assert_eq!(decision.options, ["wait", "drain half"].map(Text::from));
}

#[test]
fn a_window_has_bounds_and_is_the_leads() {
    for seconds in [14, 121] {
        check(
            &format!("dia: propose drain\nana: to_room 6 {seconds}"),
            &format!("{seconds} seconds are no time to object in: 15 to 120 are"),
        );
    }
    check(
        "dia: propose drain\ndia: to_room 6 30",
        "only the lead may do that: ana leads. Tell them with a question",
    );
    check(
        "dia: propose drain\nana: to_room 6 30\n+10s\nana: to_room 6 30",
        "#6 is before the room until 14:03:30: call it, or wait",
    );
    check(
        "dia: propose drain\nana: call 6 go\nana: to_room 6 30",
        "#6 is not open any more: it is called",
    );
    let mut room = Room::staffed();
    let again = "dia: propose drain\nana: to_room 6 15\n+15s\nana: to_room 6 120";
    assert_eq!(room.run(again), Ok(()), "once it is over it can be put to the room again");
}

#[test]
fn who_changes_a_proposal_says_how() {
    check("dia: propose drain\nana: call 6 amended", "say what is changed: one line");
    check(
        "dia: propose drain {options a; b; c; d; e; f; g; h; i; j}",
        "10 options are too many to weigh: 9 are the most",
    );
}

#[test]
fn what_the_screen_of_the_caller_had_is_kept() {
    let mut room = Room::staffed();
    room.run(
        "ben: fact 38 % fail
         gil: ask why?
         dia: propose drain
         ben: object 8 full
         ana: call 8 go eu-west is worse {knew 8}",
    )
    .unwrap();
    let decision = &room.register.decisions()[&Seq(8)];
    assert_eq!(decision.knew, Some(Seq(8)), "the objection came after what the screen had");
    assert_eq!((&decision.facts[..], &decision.questions[..]), (&[Seq(6)][..], &[Seq(7)][..]));
    assert_eq!(decision.called, Some(Seq(10)));
}

#[test]
fn a_decision_is_looked_at_again() {
    let mut room = Room::staffed();
    let look = |room: &Room| {
        let all = attention(&room.register, room.now);
        all.iter().find(|a| a.what == Need::LookDue).map(|a| (a.entry, a.asked))
    };
    room.run("dia: propose drain {look 10}\n+11m").unwrap();
    assert_eq!(look(&room), None, "what was not called yet need not be looked at");
    room.run("ana: call 6 go").unwrap();
    let ana = room.register.lead();
    assert_eq!(look(&room), Some((Some(Seq(6)), ana)));
    room.run("ana: look 6 {look 5}").unwrap();
    assert_eq!(look(&room), None);
    room.run("+5m").unwrap();
    assert_eq!(look(&room), Some((Some(Seq(6)), ana)));
    room.run("ana: verify 6 worked 5xx under 1 %").unwrap();
    assert_eq!(look(&room), None);
    check(
        "dia: propose drain\nana: call 6 no\nana: look 6 {look 5}",
        "#6 is not open any more: it is turned down",
    );
    check(
        "dia: propose drain\nana: verify 6 worked",
        "#6 is no task, action or decision that was taken: name what was done",
    );
}

#[test]
fn a_task_can_carry_out_a_decision() {
    let mut room = Room::staffed();
    room.run("ana: decide roll back\nana: task roll back {owner ben, about 6}").unwrap();
    let tasks: Vec<_> = room.register.carried_out_by(Seq(6)).collect();
    assert_eq!(tasks, [Seq(7)]);
}

#[test]
fn what_a_proposal_brings_is_shown() {
    check(
        "dia: propose drain {options wait; half, look 10}\nana: to_room 6 30",
        "
        Decisions: 1
        #6 drain (TO BE CALLED; or: wait, half; before the room until 14:03:30; look again 14:13)
        14:03 #6 ◆ proposed: drain  dia
        14:03 #7 ◆ #6 put to the room for 30 s  ana
        ",
    );
}
