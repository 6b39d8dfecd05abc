//! Questions from outside: asked, taken, passed to the room, answered, dropped; and late.

use crate::attention::{Need, attention};
use crate::limits::ANSWER_TOLD_MINUTES;
use crate::tests::script::{Room, check};
use crate::{Label, Seq};

/// ana leads, eve has comms, gil watches.
const PEOPLE: &str = "
ana: open P1 availability Checkout returns 500s
ben: join respond
eve: join respond
gil: join observe
ana: offer comms eve
eve: accept comms
+5m
gil: inquire is customer data touched?
";

/// What is wanted about #7, of whom, and whether it is late.
fn wanted(room: &Room) -> Vec<(Need, String, bool)> {
    let all = attention(&room.register, room.now).into_iter();
    let of_it = all.filter(|a| a.entry == Some(Seq(7)));
    let who = |who: Option<crate::Handle>| who.map(|who| who.to_string()).unwrap_or_default();
    of_it.map(|a| (a.what, who(a.asked), a.late)).collect()
}

fn state(room: &Room) -> &'static str {
    room.register.inquiries()[&Seq(7)].state()
}

fn after(more: &str) -> Room {
    let mut room = Room::of(PEOPLE);
    room.run(more).unwrap();
    room
}

#[test]
fn a_question_from_outside_is_comms_to_take_and_to_answer() {
    let mut room = Room::of(PEOPLE);
    assert_eq!(wanted(&room), [(Need::InquiryWaits, "eve".into(), false)]);
    assert_eq!(room.register.questions().len(), 0, "the room is not asked");
    room.run("eve: yes 7").unwrap();
    let has = vec![(Need::InquiryTaken, "eve".into(), false)];
    assert_eq!((state(&room), wanted(&room)), ("taken", has), "it stays on eve's line");
    room.run("eve: answer 7 no, only order numbers").unwrap();
    assert_eq!(state(&room), "answered");
    assert_eq!(wanted(&room), [(Need::InquiryAnswered, "gil".into(), false)]);
    let all = attention(&room.register, room.now);
    let told = all.into_iter().find(|a| a.what == Need::InquiryAnswered).unwrap();
    let words = crate::show::wanted(&room.register, &told);
    assert_eq!(
        words.raw(),
        "gil has the answer to #7 is customer data touched?: no, only order numbers"
    );
    let sentences = [7, 8, 9].map(|seq| room.register.sentence(Seq(seq)).raw().to_owned());
    assert_eq!(
        sentences,
        [
            "from outside: is customer data touched?",
            "eve has #7",
            "#7 answered: no, only order numbers"
        ]
    );
}

#[test]
fn the_answer_stands_for_half_an_hour_and_not_for_longer() {
    let mut room = after("eve: answer 7 no");
    room.run(&format!("+{}m", ANSWER_TOLD_MINUTES - 1)).unwrap();
    assert_eq!(wanted(&room), [(Need::InquiryAnswered, "gil".into(), false)]);
    room.run("+1m").unwrap();
    assert_eq!(wanted(&room), []);
}

#[test]
fn it_is_late_as_the_severity_says_and_in_a_small_incident_never() {
    let mut room = after("+9m");
    assert_eq!(wanted(&room), [(Need::InquiryWaits, "eve".into(), false)]);
    room.run("+1m").unwrap();
    assert_eq!(wanted(&room), [(Need::InquiryWaits, "eve".into(), true)]);
    room.run("eve: yes 7").unwrap();
    let quiet = [(Need::InquiryTaken, "eve".into(), false)];
    assert_eq!(wanted(&room), quiet, "from then on it is hers for as long again");
    room.run("+10m").unwrap();
    assert_eq!(wanted(&room), [(Need::InquiryWaits, "eve".into(), true)]);
    let mut small = after("ana: grade P3 x\n+300m");
    assert_eq!(wanted(&small), [(Need::InquiryWaits, "eve".into(), false)]);
    small.run("eve: yes 7\n+300m").unwrap();
    assert_eq!(wanted(&small), quiet);
}

#[test]
fn a_policy_has_a_clock_of_its_own_for_it() {
    let rule = |minutes| {
        let rule = crate::Rule::standard(crate::words::Severity::P1);
        crate::Rule { inquiry_minutes: minutes, ..rule }.inquiry_late_minutes()
    };
    assert_eq!([rule(None), rule(Some(0)), rule(Some(3))], [Some(10), None, Some(3)]);
}

#[test]
fn without_comms_it_is_the_leads() {
    let mut room = Room::of("ana: open P2 availability x\nben: join respond\ngil: join observe");
    room.run("gil: inquire when is it over?").unwrap();
    let all = attention(&room.register, room.now);
    let waits = all.iter().find(|a| a.what == Need::InquiryWaits).unwrap();
    assert_eq!(waits.asked, Some("ana".parse().unwrap()));
    assert_eq!(
        room.run("ben: answer 4 soon"),
        Err("questions from outside are for ana: tell them what you know".into())
    );
    room.run("ana: answer 4 within the hour").unwrap();
}

#[test]
fn what_the_room_is_to_find_out_becomes_its_question_and_comes_back_to_comms() {
    let mut room = after("eve: pass 7 which tables did it touch?");
    assert_eq!((state(&room), wanted(&room)), ("passed", vec![]), "the room looks");
    let question = &room.register.questions()[&Seq(8)];
    assert_eq!((question.about, question.owner), (Some(Seq(7)), None));
    assert_eq!(
        room.register.sentence(Seq(8)).raw(),
        "asked from outside, #7: which tables did it touch?"
    );
    room.run("ben: yes 8\n+2m\nben: answer 8 only orders").unwrap();
    assert_eq!(wanted(&room), [(Need::InquirySettled, "eve".into(), false)]);
    room.run("+10m").unwrap();
    assert_eq!(wanted(&room), [(Need::InquirySettled, "eve".into(), true)]);
    room.run("eve: answer 7 no customer data").unwrap();
    assert_eq!(wanted(&room), [(Need::InquiryAnswered, "gil".into(), false)]);
    let plain = after("eve: pass 7");
    assert_eq!(plain.register.text(Seq(8)).raw(), "is customer data touched?", "the same words");
    let off = after("eve: pass 7\nana: cancel 8 nobody can know now");
    assert_eq!(wanted(&off), [(Need::InquirySettled, "eve".into(), false)]);
    let back = after("eve: pass 7\neve: retract 8 it is in the runbook");
    assert_eq!(state(&back), "taken", "it is comms' again");
}

#[test]
fn what_was_asked_by_phone_says_who_asked_and_whoever_wrote_it_down_is_told() {
    let mut room = after("eve: inquire how many orders are lost? {by Ofcom by phone}");
    let phone = &room.register.inquiries()[&Seq(8)];
    assert_eq!((phone.state(), phone.owner), ("taken", Some("eve".parse().unwrap())));
    assert_eq!(
        room.register.sentence(Seq(8)).raw(),
        "from outside (Ofcom by phone): how many orders are lost?"
    );
    room.run("ben: inquire is the app down too? {by a journalist}\neve: answer 9 no").unwrap();
    let all = attention(&room.register, room.now);
    let told = all.iter().find(|a| a.what == Need::InquiryAnswered).unwrap();
    assert_eq!((told.entry, told.asked), (Some(Seq(9)), Some("ben".parse().unwrap())));
    room.run("eve: answer 8 none").unwrap();
    let all = attention(&room.register, room.now);
    assert!(!all.iter().any(|a| a.entry == Some(Seq(8))), "she told them herself");
}

#[test]
fn it_can_be_dropped_retracted_and_put_right() {
    let room = after("eve: cancel 7 it is in the press release");
    assert_eq!(state(&room), "dropped");
    assert_eq!(wanted(&room), [(Need::InquiryAnswered, "gil".into(), false)], "gil is told why");
    let mut room = after("gil: amend 7 is card data touched?\neve: answer 7 no");
    assert_eq!(room.register.text(Seq(7)).raw(), "is card data touched?");
    room.run("eve: retract 9 that was another table").unwrap();
    assert_eq!(wanted(&room), [(Need::InquiryWaits, "eve".into(), false)]);
    room.run("gil: retract 7 I have found it").unwrap();
    assert_eq!(wanted(&room), []);
    assert_eq!(room.register.open_inquiries().count(), 0);
}

#[test]
fn what_may_not_be_done_with_it_is_refused_with_what_to_do() {
    let refused = |more: &str| Room::of(PEOPLE).run(more).unwrap_err();
    let others = "questions from outside are for eve: tell them what you know";
    assert_eq!(refused("ben: yes 7"), others);
    assert_eq!(refused("ben: answer 7 no"), others);
    assert_eq!(refused("ben: pass 7"), others);
    assert_eq!(refused("ben: cancel 7 no"), "only eve or the lead may do that with #7");
    assert_eq!(
        refused("eve: answer 7 no {fact}"),
        "an entry of kind question from outside has no fact in its answer"
    );
    assert_eq!(
        refused("ana: assign 7 ben"),
        "#7 is no task or question: name an open one, or write it first"
    );
    assert_eq!(refused("eve: yes 7\neve: yes 7"), "it is so already");
    assert_eq!(
        refused("eve: answer 7 no\nana: answer 7 yes"),
        "#7 was answered by #8: that answer can be corrected"
    );
    assert_eq!(refused("eve: pass 7\nana: pass 7"), "#7 was passed on to the room already: see #8");
    assert_eq!(
        refused("eve: pass 5"),
        "#5 is no question from outside: name one that came from outside; the room's are answered"
    );
    assert_eq!(
        refused("eve: cancel 7 x\neve: answer 7 no"),
        "#7 is not open any more: it is called off"
    );
    check("gil: inquire  ", "there are no words in it: write what happened");
    check("ben: answer 6 x", "there is no #6 here: the last is #5");
    check("gil: inquire x {about 6}", "there is no #6 here: the last is #5");
}

#[test]
fn it_stands_in_show_brief_and_report() {
    let room = after("ben: inquire is the app down? {by a *journalist*}\neve: pass 7");
    let printed = room.printed();
    let section: Vec<_> = printed
        .lines()
        .skip_while(|line| !line.starts_with("Asked from outside"))
        .take_while(|line| !line.is_empty())
        .collect();
    assert_eq!(
        section,
        [
            "Asked from outside: 2",
            "  #7 is customer data touched? (gil asks; eve has it, the room looks: #9)",
            "  #8 is the app down? (a *journalist* asks; NOBODY HAS IT 0s)",
        ]
    );
    let brief = crate::brief::brief(&room.register, Some(Label(42)), &[], room.now);
    assert!(
        brief.contains("**Asked from outside:** `#7` is customer data touched? (gil asks; eve)"),
        "{brief}"
    );
    let room =
        after("eve: answer 7 no, only order numbers\nben: inquire x\neve: cancel 9 asked twice");
    let json: serde_json::Value = serde_json::from_str(
        &crate::show::show(&room.register, Some(Label(42)), &[], room.now, None).json(),
    )
    .unwrap();
    let first = &json["inquiries"][0];
    let fields = ["id", "state", "answer", "by", "owner"].map(|name| first[name].to_string());
    assert_eq!(fields, ["7", "\"answered\"", "\"no, only order numbers\"", "\"gil\"", "null"]);
    let recording = room.recording();
    let report = crate::report::report(&recording, &crate::report::Options::default()).unwrap();
    let section: Vec<_> =
        report.lines().skip_while(|line| *line != "### Asked from outside").take(9).collect();
    let section = section.join("\n");
    for said in ["(answered)", "no, only order numbers", "(dropped)", "asked twice"] {
        assert!(section.contains(said), "{said} in {section}");
    }
    let html = crate::report::render(
        &recording,
        &crate::report::Options::default(),
        crate::report::Form::Html,
        None,
    );
    assert!(html.unwrap().contains("<h3>Asked from outside</h3>"));
}

#[test]
fn when_it_was_asked_is_kept_as_of_any_entry() {
    let room = after("ben: inquire is the app down? {seen -5m}");
    let row = room.register.row(Seq(8)).unwrap();
    let seen = row.seen.unwrap();
    assert_eq!((row.at.seconds_since(seen.at), row.happened()), (300, seen.at));
    let json = crate::show::show(&room.register, Some(Label(42)), &[], room.now, None).json();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["inquiries"][1]["seen_at"], serde_json::to_value(seen.at).unwrap());
    let later = crate::Seen { at: room.now.plus_seconds(600), about: false };
    let asks = crate::Command::Inquire {
        text: "x".into(),
        asker: crate::Text::default(),
        about: None,
        seen_at: Some(later),
    };
    let mut room = room;
    assert_eq!(room.ask("ben".parse().unwrap(), asks), Err(crate::Refusal::Future.to_string()));
}

/// Before there were questions from outside, who only watches asked the room.
#[test]
fn what_an_observer_once_asked_the_room_stays_the_rooms_question() {
    let room = after("gil: ask is us-east hit?");
    assert!(room.register.questions()[&Seq(8)].is_open());
    assert_eq!(room.register.open_inquiries().count(), 1);
}
