//! The agenda, the chair, and what each step comes to.

use super::*;

#[test]
fn the_agenda_goes_by_the_chair_and_its_clock_by_the_configuration() {
    let mut world = held(1);
    let mut ben = at_review("ben", &world, "16:07");
    ben.keys("G");
    assert!(ben.said().starts_with("gil has the chair"), "{}", ben.said());
    let mut gil = at_review("gil", &world, "16:07");
    let text = gil.text(160, 45);
    assert!(
        text.contains("did the best job they could") && text.contains("Norman L. Kerth"),
        "{text}"
    );
    assert!(
        text.contains("[1 how it works]") && text.contains("2m of 3m   step ends 16:08"),
        "{text}"
    );
    gil.keys("G<Enter>");
    assert_eq!(gil.carry_out(&mut world), [Command::MoveStep { step: 2 }]);
    assert!(gil.app.meeting.as_ref().unwrap().timeline, "the timeline is read out");
    assert!(shown(&mut gil).is_empty() || gil.app.chairs());
    gil.wait(31 * 60_000);
    assert!(gil.text(160, 45).contains("over its 30m, by 1m"), "{}", gil.text(160, 45));
    gil.keys("G4<Enter>");
    assert_eq!(gil.carry_out(&mut world), [Command::MoveStep { step: 4 }]);
    assert!(gil.text(160, 45).contains("What contributed"));
}

#[test]
fn factors_in_five_ways_and_recommendations_until_none_is_raw() {
    let mut world = held(4);
    let mut gil = at_review("gil", &world, "16:50");
    gil.keys("ftwo hosts look alike #26<Enter>f<Tab><Tab>no alert on the rate<Enter>");
    let led = Command::AddFactor {
        kind: FactorKind::LedTo,
        text: "two hosts look alike #26".into(),
        entry: Some(Seq(26)),
    };
    let factors = gil.carry_out(&mut world);
    assert_eq!(factors[0], led);
    assert!(matches!(&factors[1], Command::AddFactor { kind: FactorKind::DelayedSeeing, .. }));
    let mut all = Vec::new();
    for words in ["colour the prompt", "restore drill", "archive tool"] {
        gil.keys(&format!("i{words}<Enter>"));
        gil.carry_out(&mut world);
        all.push(world.register.head());
    }
    gil.keys("G<Enter>");
    gil.carry_out(&mut world);
    let text = gil.text(160, 45);
    assert!(
        text.contains("3 have no answer yet") && text.contains("worth doing? no answer yet"),
        "{text}"
    );
    // Raw ones stand first; the digit beside a name, the day, the link.
    gil.keys("<Down>A2");
    assert!(gil.text(160, 45).contains("by when?"), "{}", gil.text(160, 45));
    gil.keys("2026-12-04<Enter>TEAM-481<Enter>");
    let due = At::parse("2026-12-04T23:59:59.000Z").unwrap();
    let owner = handle("ben");
    let accept = Command::AcceptAdvice { entry: all[0], owner, due, link: "TEAM-481".into() };
    assert_eq!(gil.carry_out(&mut world), [accept]);
    gil.keys("<Up><Up><Up>xthe old tool goes in March<Enter>");
    let decline =
        Command::DeclineAdvice { entry: all[1], why: "the old tool goes in March".into() };
    assert_eq!(gil.carry_out(&mut world), [decline]);
    // While something is raw, the end asks why.
    gil.keys("G6");
    assert!(gil.text(160, 45).contains("why do they stay raw?"), "{}", gil.text(160, 45));
    gil.keys("<Enter>");
    assert_eq!(gil.sent(), []);
    gil.keys("<Esc><Up><Up><Up>A0<Enter>");
    let rested = gil.carry_out(&mut world);
    assert!(
        matches!(&rested[..], [Command::RestAdvice { entry, .. }] if *entry == all[2]),
        "{rested:?}"
    );
    let states: Vec<_> =
        all.iter().map(|e| world.register.learning().advice[e].state.name()).collect();
    assert_eq!(states, ["accepted", "declined", "resting"]);
    gil.keys("Y<Enter>");
    assert_eq!(gil.carry_out(&mut world), [Command::AgreeReport {}]);
    gil.keys("E1Card payments failed for 70 minutes.<Enter>");
    let section = Section::Summary;
    let text = "Card payments failed for 70 minutes.".into();
    assert_eq!(gil.carry_out(&mut world), [Command::WriteSection { section, text }]);
    gil.keys("G6<Enter>");
    assert_eq!(gil.carry_out(&mut world), [Command::CloseReview { why: "".into() }]);
    let text = gil.text(160, 45);
    assert!(text.contains("It is over. 1 worth doing, 1 not, 1 at rest"), "{text}");
    // What the chair showed before may still be on its way: it is nobody's moment any more.
    let look = Look { seq: Seq(22), hindsight: false, timeline: true, as_of: None };
    hear(&mut [&mut gil], &world, Some(look));
    assert!(gil.text(160, 45).contains("It is over."), "{}", gil.text(160, 45));
    let rests = &world.register.learning().advice[&all[2]].state;
    assert!(
        matches!(rests, AdviceState::Resting(until) if until.seconds_since(at("16:50")) >= 2 * 86_400)
    );
}

#[test]
fn what_has_its_answer_gets_another_one_only_where_that_is_meant() {
    let mut world = told(5);
    let mut gil = at_review("gil", &world, "16:50");
    let accepted = |world: &World| {
        let accepted =
            |entry: &Seq| world.register.learning().advice[entry].state.name() == "accepted";
        crate::app::meeting::rows::advice(&world.register).into_iter().find(accepted)
    };
    let entry = accepted(&world).unwrap();
    gil.keys("/colour the prompt<Enter>A0<Enter>");
    assert_eq!(gil.sent(), [], "one more key");
    let text = gil.text(80, 24);
    assert!(text.contains("has its answer: ben makes it happen, by Friday 4 December"), "{text}");
    gil.keys("<Esc>");
    assert!(gil.app.ask.is_none() && accepted(&world) == Some(entry));
    // What was written on the way is there still behind the question.
    gil.keys("A33d<Enter>TEAM-9<Enter>");
    assert_eq!(gil.sent(), []);
    assert!(gil.text(80, 24).contains("on cy makes it happen, by Tue"), "{}", gil.text(80, 24));
    gil.keys("<Esc>");
    let text = gil.text(80, 24);
    assert!(text.contains("by when? 14d, 2026-12-04 > 3d") && text.contains("TEAM-9"), "{text}");
    gil.keys("<Enter><Enter>");
    let sent = gil.carry_out(&mut world);
    assert!(matches!(&sent[..], [Command::AcceptAdvice { owner, .. }] if *owner == handle("cy")));
    // A reason typed there is its own key, and what it does is said.
    gil.keys("/colour the prompt<Enter>x");
    assert!(gil.said().contains("cy makes it happen") && gil.said().contains("takes its place"));
}

#[test]
fn a_day_that_is_past_is_told_where_it_was_written() {
    let mut gil = at_review("gil", &told(5), "16:50");
    gil.keys("/mirror serve<Enter>A22020-01-01<Enter>");
    assert!(gil.said().contains("2020"), "{}", gil.said());
    let text = gil.text(160, 45);
    assert!(text.contains("by when? 14d, 2026-12-04 > 2020-01-01") && !text.contains("a link >"));
}

#[test]
fn what_stands_open_on_an_idea_goes_on_about_what_it_becomes() {
    let mut world = held(5);
    world.script("16:08 hana idea a canary for payments");
    let idea = world.register.head();
    let becomes = |world: &mut World| {
        let (kind, text) = (AdviceKind::Technical, "a canary for payments".into());
        let recommend = Command::Recommend { kind, text, idea: Some(idea) };
        world.ask("16:11", "ben", &recommend)
    };
    // The list, the reason in the line, and what is picked.
    let mut gil = at_review("gil", &world, "16:10");
    gil.keys("<Down>A0");
    let mut refuses = at_review("gil", &world, "16:10");
    refuses.keys("<Down>xnot worth");
    let advice = becomes(&mut world);
    hear(&mut [&mut gil, &mut refuses], &world, None);
    let text = gil.text(160, 45);
    assert!(text.contains("let it rest") && text.contains("2 ben"), "{text}");
    gil.keys("<Enter>");
    let sent = gil.sent();
    assert!(
        matches!(&sent[..], [Command::RestAdvice { entry, .. }] if *entry == advice),
        "{sent:?}"
    );
    refuses.keys(" it<Enter>");
    let why = "not worth it".into();
    assert_eq!(refuses.sent(), [Command::DeclineAdvice { entry: advice, why }]);
}

#[test]
fn the_end_says_what_is_left_also_what_was_never_called() {
    let world = held(5);
    let never = |entry: &Seq| world.register.decisions()[entry].call.is_none();
    assert_eq!(world.register.key_decisions().filter(never).count(), 1);
    let mut gil = at_review("gil", &world, "16:50");
    gil.keys("G");
    let text = gil.text(160, 45);
    let left = "each has its answer; 1 proposal never called";
    assert!(text.contains(left), "{text}");
}

#[test]
fn the_keys_of_the_timeline_have_yes_and_no_at_eighty_cells() {
    let text = at_review("ben", &held(2), "16:10").text(80, 24);
    assert!(text.contains("Tab said  y agree  x differ  w I saw  + missing"), "{text}");
}

#[test]
fn each_decision_is_looked_at_also_one_that_nobody_called() {
    let world = held(4);
    let mut gil = at_review("gil", &world, "16:50");
    let text = gil.text(160, 45);
    let many = world.register.key_decisions().count();
    assert!(text.contains(&format!("Key decisions  {many};")), "{text}");
    assert!(text.contains("never called: "), "{text}");
    assert!(text.contains("Never called: w says why, r takes it back."), "{text}");
    assert_eq!(many, world.register.decisions().len(), "none was taken back");
}

#[test]
fn the_chair_is_taken_with_one_key_when_it_is_gone() {
    let mut world = held(2);
    let mut ana = at_review("ana", &world, "16:20");
    let mut ben = at_review("ben", &world, "16:20");
    ana.keys("L");
    assert_eq!(
        ana.said(),
        "gil has the chair, and has not been gone for 45 seconds: ask for it, or wait"
    );
    let look = Look { seq: Seq(22), hindsight: false, timeline: true, as_of: None };
    hear(&mut [&mut ana, &mut ben], &world, Some(look));
    world.ask("16:21", "warroom", &Command::NoteAway { who: handle("gil") });
    hear(&mut [&mut ana, &mut ben], &world, None);
    assert!(ana.text(160, 45).contains("gil has the chair and is gone: L takes it"));
    // Looking around when it is taken: one shows what all saw, not where one looked.
    ana.keys("g40<Enter>L");
    assert_eq!(ana.carry_out(&mut world), [Command::TakeChair { why: "".into() }]);
    assert_eq!(place(&ana), Seq(22));
    ana.keys(" ");
    assert_eq!(shown(&mut ana).pop().unwrap().seq, Seq(23));
    hear(&mut [&mut ben], &world, None);
    assert!(ben.text(160, 45).contains("ana leads"));
    ben.keys("L");
    assert_eq!(
        ben.said(),
        "ana has the chair, and has not been gone for 45 seconds: ask for it, or wait"
    );
}

#[test]
fn the_chair_is_given_on_and_notes_are_taken_by_somebody_else() {
    let mut world = held(2);
    let mut gil = at_review("gil", &world, "16:20");
    gil.keys("R1hana<Enter>");
    assert_eq!(gil.carry_out(&mut world), [Command::GiveChair { to: handle("hana") }]);
    assert!(gil.text(160, 45).contains("hana leads"));
    let mut hana = at_review("hana", &world, "16:21");
    hana.keys("R2cy<Enter>");
    assert_eq!(hana.carry_out(&mut world), [Command::SetNotes { who: Some(handle("cy")) }]);
}

#[test]
fn a_review_begins_with_somebody_who_was_not_in_the_incident() {
    let mut world = closed();
    let mut ana = at_review("ana", &world, "16:05");
    let text = ana.text(160, 45);
    assert!(
        text.contains("No meeting is held yet") && text.contains("Not in the incident: gil, hana"),
        "{text}"
    );
    ana.keys("mI was on the phone then<Enter>");
    let comment = Command::Comment { entry: None, text: "I was on the phone then".into() };
    assert_eq!(ana.carry_out(&mut world), [comment]);
    assert!(ana.text(160, 45).contains("before the meeting"), "{}", ana.text(160, 45));
    ana.keys("G");
    let text = ana.text(160, 45);
    let line = |text: &str, who: &str| {
        text.lines().find(|line| line.contains(who)).unwrap_or_default().to_owned()
    };
    assert!(line(&text, "6 gil").contains("was not in it"), "{text}");
    assert!(
        line(&text, "6 gil").contains("best") && line(&text, "7 hana").contains("for the notes"),
        "{text}"
    );
    // Who is not here cannot lead through it now, whatever they were not in.
    let here = ["ana", "hana"].map(handle).to_vec();
    ana.tell(Msg::Link(LinkMsg::Here(here)));
    let text = ana.text(160, 45);
    assert!(
        line(&text, "6 gil").contains("not here") && line(&text, "7 hana").contains("best"),
        "{text}"
    );
    assert!(text.contains("a digit chooses, Enter then does it"), "{text}");
    ana.keys("<Enter>");
    assert!(ana.said().contains("nothing is chosen yet"), "{}", ana.said());
    assert_eq!(ana.sent(), []);
    ana.keys("6hana<Enter>");
    let (facilitator, notes) = (handle("gil"), Some(handle("hana")));
    let open = Command::OpenReview { facilitator, notes, agenda: Agenda::default() };
    // Whoever opens it is there.
    assert_eq!(ana.carry_out(&mut world), [open]);
    ana.wait(1000);
    assert_eq!(ana.carry_out(&mut world), [Command::Attend { who: handle("ana") }]);
}

#[test]
fn from_a_closed_room_g_goes_to_the_review_and_esc_back() {
    let world = held(2);
    let mut ben = Desk::new("ben", &world, "16:20");
    ben.keys("<Esc>G");
    assert!(ben.app.meeting.is_some());
    ben.keys("<Esc>");
    assert!(ben.app.meeting.is_none() && ben.app.past.is_none());
    assert_eq!(ben.app.place, Place::Register);
    let mut open = Desk::new("ben", &busy(), "14:20");
    open.keys("<Esc>G");
    assert!(open.app.meeting.is_none() && open.said().contains("comes after the incident"));
}

#[test]
fn who_may_only_watch_asks_and_parks_ideas() {
    let mut world = busy();
    world.script("15:00 ana phase closed");
    let (facilitator, agenda) = (handle("ana"), Agenda::default());
    world.ask("16:05", "ana", &Command::OpenReview { facilitator, notes: None, agenda });
    world.ask("16:06", "ana", &Command::MoveStep { step: 2 });
    let mut gil = at_review("gil", &world, "16:10");
    gil.wait(1000);
    assert_eq!(gil.sent(), [], "nobody notes that they are there by themselves");
    gil.keys("w");
    assert!(gil.said().contains("your invite lets you observe"), "{}", gil.said());
    gil.keys("ia canary<Enter>");
    let sent = gil.carry_out(&mut world);
    assert!(matches!(&sent[..], [Command::Write { kind: EntryKind::Idea, .. }]), "{sent:?}");
}

#[test]
fn an_idea_can_only_rest_until_it_is_said_to_be_technical_or_organisational() {
    let mut world = held(5);
    world.script("16:08 hana idea a canary for payments");
    let idea = world.register.head();
    let mut gil = at_review("gil", &world, "16:10");
    gil.keys("<Down>A");
    assert!(gil.said().contains(&format!("{idea} is an idea yet")), "{}", gil.said());
    let text = gil.text(160, 45);
    assert!(text.contains("let it rest") && !text.contains("has 1 already"), "{text}");
    gil.keys("2<Esc>i<Tab><Enter>");
    let sent = gil.carry_out(&mut world);
    let organisational = AdviceKind::Organisational;
    assert!(
        matches!(&sent[..], [Command::Recommend { kind, idea: Some(it), .. }] if *kind == organisational && *it == idea),
        "{sent:?}"
    );
    gil.keys("A23d<Enter><Enter>");
    let sent = gil.carry_out(&mut world);
    assert!(matches!(&sent[..], [Command::AcceptAdvice { .. }]), "{sent:?}");
}

#[test]
fn who_agreed_to_the_report_before_it_was_changed_is_not_said_to_agree_to_it() {
    let mut world = told(5);
    let mut gil = at_review("gil", &world, "16:50");
    assert!(gil.text(160, 45).contains("Agreed to by ana."), "{}", gil.text(160, 45));
    gil.keys("E1Card payments failed.<Enter>");
    gil.carry_out(&mut world);
    let text = gil.text(160, 45);
    assert!(text.contains("It was changed since ana agreed to it"), "{text}");
    gil.keys("Y<Enter>");
    gil.carry_out(&mut world);
    let text = gil.text(160, 45);
    assert!(text.contains("Agreed to as it stands by gil; ana agreed before it was"), "{text}");
}

#[test]
fn who_takes_notes_is_told_so_at_every_width() {
    let mut hana = at_review("hana", &held(2), "16:10");
    assert!(hana.text(160, 45).contains("gil leads, you take notes"));
    assert!(hana.text(80, 24).contains("gil leads, you note"), "{}", hana.text(80, 24));
    assert!(at_review("ben", &held(2), "16:10").text(160, 45).contains("gil leads, hana notes"));
}

#[test]
fn home_and_end_scroll_a_sheet_and_move_nobody() {
    let world = told(4);
    let mut gil = at_review("gil", &world, "16:50");
    gil.keys("<Tab>g22<Enter><BackTab>");
    let look = shown(&mut gil).pop().unwrap();
    assert_eq!((look.seq, look.timeline), (Seq(22), false));
    let top = gil.text(80, 20);
    gil.keys("<End>");
    let end = gil.text(80, 20);
    let first = "led to it";
    assert!(top.contains(first) && !end.contains(first), "{end}");
    gil.keys("<Home>");
    assert_eq!(gil.text(80, 20), top);
    assert_eq!((place(&gil), shown(&mut gil)), (Seq(22), vec![]));
}

#[test]
fn a_decision_that_nobody_called_is_stopped_at() {
    let world = held(2);
    let never = |entry: &Seq| world.register.decisions()[entry].call.is_none();
    let entry = world.register.key_decisions().find(never).unwrap();
    let mut gil = at_review("gil", &world, "16:50");
    gil.keys(&format!("g{}<Enter>", entry.0 - 1));
    gil.keys("n");
    assert_eq!(place(&gil), entry);
}
