//! Who has what: helpers, second tasks, who is free; what is away from normal; reminders; roles.

use crate::attention::{Need, attention};
use crate::limits::DECLINED_MINUTES;
use crate::tests::script::{Room, check};
use crate::words::Role;
use crate::{Handle, Seq};

fn names(all: impl Iterator<Item = Handle>) -> Vec<String> {
    all.map(|who| who.to_string()).collect()
}

fn asked(room: &Room, what: Need) -> Vec<(Option<String>, bool)> {
    let all = attention(&room.register, room.now).into_iter().filter(|a| a.what == what);
    all.map(|a| (a.asked.map(|who| who.to_string()), a.late)).collect()
}

#[test]
fn who_is_free_has_no_task_and_no_duty() {
    let mut room = Room::staffed();
    assert_eq!(names(room.register.free()), ["ben", "cy", "dia"]);
    room.run("ana: task roll back {owner ben}\nana: offer comms cy\ncy: accept comms").unwrap();
    assert_eq!(names(room.register.free()), ["dia"]);
    room.run("ben: yes 6\ndia: yes 6").unwrap();
    assert_eq!(names(room.register.free()), [""; 0], "dia helps ben");
    let helps: Vec<_> = room.register.helps_with(Handle::new("dia").unwrap()).collect();
    assert_eq!(helps, [Seq(6)]);
    room.run("dia: no 6 back to my own").unwrap();
    assert_eq!(names(room.register.free()), ["dia"]);
    room.run("ana: task check {owner ben}").unwrap();
    let load: Vec<_> = room.register.load(Handle::new("ben").unwrap()).collect();
    assert_eq!(load, [Seq(6), Seq(12)], "a second one is allowed");
    room.run("ben: skills checkout, kubernetes").unwrap();
    let skills = &room.register.responders()[&Handle::new("ben").unwrap()].skills;
    assert_eq!(skills.raw(), "checkout, kubernetes");
    check("ben: skills", "it is so already");
}

#[test]
fn a_helper_comes_and_goes_and_the_owner_stays() {
    let mut room = Room::staffed();
    room.run("ana: task roll back {owner ben}\nben: yes 6\ncy: yes 6").unwrap();
    let task = |room: &Room| {
        let task = &room.register.tasks()[&Seq(6)];
        (task.owner.map(|who| who.to_string()), names(task.helpers.iter().copied()))
    };
    let ben = || Some("ben".to_owned());
    assert_eq!(task(&room), (ben(), vec!["cy".to_owned()]));
    room.run("cy: no 6 needed elsewhere").unwrap();
    assert_eq!(task(&room), (ben(), vec![]));
    check(
        "ana: task roll back {owner ben}\ncy: no 6 not mine",
        "only ben or the lead may do that with #6",
    );
}

#[test]
fn what_somebody_had_who_left_is_nobodys() {
    let mut room = Room::staffed();
    room.run(
        "ana: task roll back {owner ben}
         ben: yes 6
         ana: ask why?
         ben: yes 8
         ben: leave",
    )
    .unwrap();
    assert_eq!(room.register.tasks()[&Seq(6)].owner, None);
    assert_eq!(room.register.questions()[&Seq(8)].owner, None);
}

#[test]
fn the_owner_is_reminded_first_and_the_lead_a_minute_later() {
    let mut room = Room::staffed();
    room.run("+5m\nana: task roll back {owner ben, minutes 10}\n+2m").unwrap();
    assert_eq!(asked(&room, Need::TaskUnanswered), [(Some("ben".into()), true)]);
    assert_eq!(asked(&room, Need::OwnerSilent), []);
    room.run("+60s").unwrap();
    assert_eq!(asked(&room, Need::OwnerSilent), [(Some("ana".into()), false)]);
    room.run("ben: yes 6\n+7m").unwrap();
    assert_eq!(asked(&room, Need::OwnerSilent), []);
    assert_eq!(asked(&room, Need::TaskOver), [(Some("ben".into()), true)]);
    assert_eq!(asked(&room, Need::OwnerOver), []);
    room.run("+60s").unwrap();
    assert_eq!(asked(&room, Need::OwnerOver), [(Some("ana".into()), false)]);
}

#[test]
fn a_task_that_nobody_answered_is_late_once_however_long_it_is_over() {
    let mut room = Room::staffed();
    room.run("+5m\nana: task roll back {owner ben, minutes 10}\n+25m").unwrap();
    assert_eq!(asked(&room, Need::TaskUnanswered), [(Some("ben".into()), true)]);
    assert_eq!(asked(&room, Need::OwnerSilent), [(Some("ana".into()), false)]);
    assert_eq!(asked(&room, Need::TaskOver), []);
    assert_eq!(asked(&room, Need::OwnerOver), []);
}

#[test]
fn whether_a_task_worked_is_the_leads_to_say() {
    check(
        "ana: task roll back {owner ben}\nben: done 6 all pods\nben: verify 6 worked",
        "only the lead may do that: ana leads. Tell them with a question",
    );
    check("ben: did restarted it\ncy: verify 6 worked", "only ben or the lead may do that with #6");
    let mut room = Room::staffed();
    let own = "ben: did restarted it\nben: verify 6 no_effect\nana: verify 6 made_it_worse";
    assert_eq!(room.run(own), Ok(()), "their own deed, and corrected by the lead");
}

#[test]
fn what_is_away_from_normal_is_listed_until_it_is_put_back() {
    let mut room = Room::staffed();
    let away = |room: &Room| {
        let all = room.register.away_from_normal();
        all.map(|(e, _)| (e, room.register.away_words(e).raw().to_owned())).collect::<Vec<_>>()
    };
    room.run(
        "ben: did eu-west on the 13:49 release {in_place}
         cy: did images come from the mirror
         ana: in_place 7 rate limits do not hold there",
    )
    .unwrap();
    assert_eq!(
        away(&room),
        [
            (Seq(6), "eu-west on the 13:49 release".to_owned()),
            (Seq(7), "rate limits do not hold there".to_owned()),
        ]
    );
    room.run("ben: put_back 6 13:52 release is fine").unwrap();
    assert_eq!(away(&room).len(), 1);
    assert_eq!(room.register.in_place()[&Seq(6)].back, Some(Seq(9)));
    check(
        "ben: did x {in_place}\nben: put_back 6\nben: put_back 6",
        "#6 is not open any more: it is put back",
    );
    check(
        "ben: did x\nben: put_back 6",
        "#6 is no thing that is away from normal: name one of those that are listed as away",
    );
    check(
        "ben: saw x\nben: in_place 6",
        "#6 is no action, task or decision that was taken: name what was done",
    );
    check("ben: saw x {in_place}", "an entry of kind observation has no way back to normal");
}

#[test]
fn what_was_believed_stays_beside_what_was_hit() {
    let mut room = Room::staffed();
    room.run("ben: did drained it {on eu-west}").unwrap();
    assert_eq!(room.register.sentence(Seq(6)).raw(), "drained it (on eu-west)");
    room.run("ben: target 6 eu-central").unwrap();
    let target = room.register.target(Seq(6)).unwrap();
    assert_eq!((target.believed.raw(), target.actual), ("eu-west", Some(Seq(7))));
    assert_eq!(
        room.register.sentence(Seq(6)).raw(),
        "drained it (on eu-west) (really on eu-central)"
    );
    check("ben: did x\ncy: target 6 y", "only ben or the lead may do that with #6");
    check(
        "ben: saw x\nben: target 6 y",
        "#6 is no action: name what somebody did; all else is corrected by its words",
    );
}

#[test]
fn roles_are_wanted_by_size_and_severity() {
    let wanted = |room: &Room| {
        let all = attention(&room.register, room.now).into_iter();
        all.map(|a| a.what.name()).filter(|n| n.starts_with("no_")).collect::<Vec<_>>()
    };
    let mut room = Room::staffed();
    room.run("+4m").unwrap();
    assert_eq!(wanted(&room), ["no_impact", "no_comms"], "four work here");
    room.run("eve: join respond").unwrap();
    assert_eq!(wanted(&room), ["no_impact", "no_comms"], "she has only just come in");
    room.run("+3m").unwrap();
    assert_eq!(wanted(&room), ["no_impact", "no_comms", "no_deputy", "no_scribe", "no_liaison"]);
    room.run("ana: offer scribe eve\neve: accept scribe").unwrap();
    assert!(!wanted(&room).contains(&"no_scribe"));
    room.run("ana: grade P3 a way around exists").unwrap();
    assert!(wanted(&room).is_empty(), "a P3 is quiet");
    for role in Role::ALL {
        assert!(role.duties().iter().all(|line| !line.is_empty() && line.len() <= 90), "{role}");
    }
}

#[test]
fn a_p3_has_no_nag_about_comms_scribe_or_promises() {
    let mut room = Room::of(
        "ana: open P3 functionality A label is wrong
         ben: join respond
         ana: update We know. {audience public, minutes 10}
         ben: help supplier Payline: x {by 5}
         ana: decide wait
         ana: look 5 {look 5}",
    );
    room.run("+2h").unwrap();
    let nags: Vec<_> = attention(&room.register, room.now).into_iter().map(|a| a.what).collect();
    assert!(nags.is_empty(), "{nags:?}");
    assert_eq!(crate::promises::promises(&room.register, room.now).len(), 3, "they stay listed");
}

#[test]
fn two_who_take_the_lead_get_one_winner() {
    let mut room = Room::staffed();
    room.run("eve: join command\nwarroom: away ana\ndia: take ana is gone").unwrap();
    assert_eq!(
        room.run("eve: take ana is gone"),
        Err("dia leads, and has not been gone for 45 seconds: ask for the lead, or wait".into())
    );
    room.run("warroom: back ana").unwrap();
    assert_eq!(
        room.run("ana: grade P2 better"),
        Err("only the lead may do that: dia leads. Tell them with a question".into())
    );
}

#[test]
fn an_offer_of_the_lead_ends_when_the_lead_changes_hands() {
    check(
        "ana: offer lead ben\nwarroom: away ana\ndia: take ana is gone\nben: accept lead",
        "nobody offered you lead",
    );
}

#[test]
fn a_question_that_somebody_has_for_long_is_asked_about() {
    let mut room = Room::staffed();
    room.run("+5m\nana: ask why?\nben: yes 6\n+29m").unwrap();
    assert_eq!(asked(&room, Need::QuestionOld), []);
    room.run("+1m").unwrap();
    assert_eq!(asked(&room, Need::QuestionOld), [(Some("ben".into()), true)]);
}

#[test]
fn who_is_given_a_question_is_asked_until_they_say_something_to_it() {
    let given = |room: &Room| asked(room, Need::QuestionGiven);
    let mut room = Room::staffed();
    room.run("+5m\nana: ask why?\nana: ask since when?\nana: assign 7 ana\nana: assign 6 ben")
        .unwrap();
    assert_eq!(given(&room), [(Some("ben".into()), false)], "what one takes oneself asks nobody");
    room.run("ben: yes 6").unwrap();
    assert_eq!(given(&room), []);
    assert_eq!(room.run("ben: yes 6"), Err("it is so already".into()));
    room.run("ben: retract 10 a slip").unwrap();
    assert_eq!(given(&room), [(Some("ben".into()), false)], "the yes was taken back");
    room.run("ana: assign 6 dia").unwrap();
    assert_eq!(given(&room), [(Some("dia".into()), false)]);
    room.run("dia: answer 6 the pool").unwrap();
    assert_eq!(given(&room), []);
}

#[test]
fn whoever_offered_a_role_is_told_that_it_was_declined() {
    let told = |room: &Room| asked(room, Need::RoleDeclined(Role::Lead));
    let mut room = Room::staffed();
    room.run("ana: offer lead ben\nben: decline lead in a train").unwrap();
    assert_eq!(told(&room), [(Some("ana".into()), false)]);
    room.run("ana: offer lead dia").unwrap();
    assert_eq!(told(&room), [], "it is offered again");
    room.run(&format!("dia: decline lead\n+{}m", DECLINED_MINUTES - 1)).unwrap();
    assert_eq!(told(&room), [(Some("ana".into()), false)]);
    room.run("+1m").unwrap();
    assert_eq!(told(&room), []);
}

#[test]
fn a_role_is_late_only_once_so_many_have_been_here_for_a_while() {
    let mut room = Room::staffed();
    room.run("ana: offer comms ben\nben: accept comms\n+26m\neve: join respond").unwrap();
    let roles = |room: &Room| {
        let all = attention(&room.register, room.now).into_iter();
        let no_role = all.filter(|need| matches!(need.what, Need::NoRole(_)));
        no_role.map(|need| room.now.seconds_since(need.since)).collect::<Vec<_>>()
    };
    assert_eq!(roles(&room), [0; 0]);
    room.run("+2m").unwrap();
    assert_eq!(roles(&room), [0; 0], "nobody is nagged at once");
    room.run("+1m").unwrap();
    assert_eq!(roles(&room), [180, 180, 180], "since the fifth is here");
}

#[test]
fn a_lead_is_gone_since_they_were_seen_last() {
    let mut room = Room::staffed();
    room.run("+10m\nwarroom: away ana").unwrap();
    let needs = attention(&room.register, room.now);
    let gone = needs.iter().find(|need| need.what == Need::LeadAway).unwrap();
    assert_eq!(room.now.seconds_since(gone.since), 45);
}
