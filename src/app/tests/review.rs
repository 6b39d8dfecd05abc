//! A review on several screens: who leads shows the moment to all, and what is said is recorded.

mod agenda;
mod arrows;
mod behind;
mod comes;
mod missing;
mod parked;
mod unsent;

use warroom_register::protocol::Look;
use warroom_register::words::{AdviceKind, EntryKind, FactorKind, Phase, Scope, Section};
use warroom_register::{AdviceState, Agenda, At, Command, Seen, Seq, What};

use super::desk::{Desk, opening};
use super::fixture::{World, at, busy, handle};
use crate::app::Opening;
use crate::app::msg::{Effect, LinkMsg, Msg};
use crate::keys::Place;

/// The outage, closed.
pub(crate) fn closed() -> World {
    let mut world = busy();
    let close = Command::MovePhase {
        phase: Phase::Closed,
        why: "quiet since 15:10".into(),
        card: None,
        card_salt: None,
        seen_at: None,
        review: None,
    };
    world.ask("16:00", "ana", &close);
    for who in ["gil", "hana"] {
        world.ask("16:02", who, &Command::Leave {});
    }
    world.ask("16:03", "gil", &Command::Join { key: None, scope: Scope::Command, invite: None });
    world.ask("16:04", "hana", &Command::Join { key: None, scope: Scope::Respond, invite: None });
    world
}

/// A closed incident with a review that gil leads; nobody has moved yet.
pub(crate) fn held(step: u8) -> World {
    let mut world = closed();
    let (facilitator, notes) = (handle("gil"), Some(handle("hana")));
    let agenda = Agenda::default();
    world.ask("16:05", "hana", &Command::OpenReview { facilitator, notes, agenda });
    for who in ["ana", "ben", "cy", "dia", "eve"] {
        world.ask("16:05:30", who, &Command::Attend { who: handle(who) });
    }
    for step in 2..=step {
        world.ask("16:06", "gil", &Command::MoveStep { step });
    }
    world
}

/// A review with something said in each step.
pub(crate) fn told(step: u8) -> World {
    let mut world = held(step.min(2));
    let text = |words: &str| warroom_register::Text::from(words);
    if step == 1 {
        let entry = None;
        world.ask("16:05", "cy", &Command::Comment { entry, text: text("I was on the phone") });
        return world;
    }
    let say = |world: &mut World, who: &str, command: Command| world.ask("16:30", who, &command);
    let account = Command::Recount {
        entry: Some(Seq(46)),
        text: text("I did not know whether it counts the warm spares"),
        tool: text("capacity board"),
        out_of_reach: text("us-east boards"),
    };
    say(&mut world, "ben", account);
    let seen_at = Seen { at: at("14:12"), about: true };
    let kind = EntryKind::Observation;
    let missing = text("the mirror was already in use in us-east");
    say(&mut world, "dia", Command::AddMissing { kind, seen_at, text: missing });
    let (technical, people) = (AdviceKind::Technical, AdviceKind::Organisational);
    let ideas = [
        (technical, "colour the prompt of production hosts"),
        (people, "practise the rollback each month"),
        (technical, "let the registry's mirror serve both regions"),
    ];
    let ideas = ideas.map(|(kind, words)| {
        say(&mut world, "ben", Command::Recommend { kind, text: text(words), idea: None })
    });
    for who in ["ana", "ben", "dia"] {
        say(&mut world, who, Command::AgreeTimeline {});
    }
    say(&mut world, "cy", Command::SeeDifferently { why: text("the restart came first") });
    for step in 3..=step {
        say(&mut world, "gil", Command::MoveStep { step });
    }
    if step >= 4 {
        for (kind, words) in [
            (FactorKind::LedTo, "the deploy moved a TLS library that nobody had listed"),
            (
                FactorKind::DelayedRepair,
                "the registry limits pulls, and a rollback pulls all at once",
            ),
        ] {
            say(&mut world, "cy", Command::AddFactor { kind, text: text(words), entry: None });
        }
    }
    if step >= 5 {
        let due = At::parse("2026-12-04T23:59:59.000Z").unwrap();
        let (owner, link) = (handle("ben"), text("TEAM-481"));
        say(&mut world, "gil", Command::AcceptAdvice { entry: ideas[0], owner, due, link });
        let why = text("it is practised each quarter already");
        say(&mut world, "gil", Command::DeclineAdvice { entry: ideas[1], why });
        say(&mut world, "ana", Command::AgreeReport {});
    }
    world
}

/// Somebody at the review.
pub(crate) fn at_review(me: &str, world: &World, clock: &str) -> Desk {
    let read = Some(world.register.head());
    let opening = Opening { read, ..opening(me, at(clock)) };
    let scope = world.register.responders()[&handle(me)].scope;
    let mut desk = Desk::entering(opening, world, scope, true);
    desk.effects.clear();
    desk
}

fn place(desk: &Desk) -> Seq {
    desk.app.past.as_ref().unwrap().place()
}

/// What this screen showed to all since the last call.
fn shown(desk: &mut Desk) -> Vec<Look> {
    let effects = std::mem::take(&mut desk.effects);
    effects
        .into_iter()
        .filter_map(|e| if let Effect::Show(look) = e { Some(look) } else { None })
        .collect()
}

/// Everybody hears the last record and the last look.
fn hear(desks: &mut [&mut Desk], world: &World, look: Option<Look>) {
    for desk in desks {
        let head = desk.app.live.register.head();
        let new: Vec<_> = world.records.iter().filter(|r| r.seq > head).cloned().collect();
        desk.records(&new);
        if let Some(look) = look {
            desk.tell(Msg::Link(LinkMsg::Look(look)));
        }
    }
}

#[test]
fn the_chair_drives_and_the_others_follow_look_around_and_come_back() {
    let world = held(2);
    let mut gil = at_review("gil", &world, "16:10");
    let mut ben = at_review("ben", &world, "16:10");
    assert_eq!((gil.app.place, place(&gil)), (Place::Review, Seq(1)));
    assert_eq!(shown(&mut gil), [], "whoever has not moved shows nothing");
    gil.keys("   ");
    let looks = shown(&mut gil);
    let timeline = |seq| Look { seq: Seq(seq), hindsight: false, timeline: true, as_of: None };
    assert_eq!(looks, [timeline(2), timeline(3), timeline(4)]);
    hear(&mut [&mut ben], &world, looks.last().copied());
    assert_eq!(place(&ben), Seq(4));
    // Looking around is one's own, and says so.
    ben.keys("g20<Enter>");
    assert_eq!((place(&ben), shown(&mut ben)), (Seq(20), vec![]));
    assert!(ben.text(160, 45).contains("LOOKING AROUND"));
    assert!(ben.text(40, 15).contains("LOOKING AROUND: . comes back"), "{}", ben.text(40, 15));
    gil.keys("n");
    let look = shown(&mut gil).pop().unwrap();
    hear(&mut [&mut ben], &world, Some(look));
    assert_eq!(place(&ben), Seq(20), "it stays where it looks");
    ben.keys(".");
    assert_eq!(place(&ben), look.seq);
    assert!(!ben.text(160, 45).contains("LOOKING AROUND"));
    // The chair's own words that come back move nothing.
    let before = place(&gil);
    hear(&mut [&mut gil], &world, Some(timeline(2)));
    assert_eq!(place(&gil), before);
    // Then and now is for all where the chair asks for it.
    gil.keys("h");
    assert!(shown(&mut gil).is_empty(), "the outcome is asked for once");
    assert!(gil.text(160, 45).contains("Then and now, FOR ALL?"));
    gil.keys("<Esc>h<Enter>");
    hear(&mut [&mut ben], &world, shown(&mut gil).pop());
    assert!(ben.app.past.as_ref().unwrap().hindsight);
    // Off it goes with the one key, and on for oneself as deliberately as for all.
    gil.keys("h");
    hear(&mut [&mut ben], &world, shown(&mut gil).pop());
    assert!(!ben.app.past.as_ref().unwrap().hindsight);
    ben.keys("h");
    assert!(!ben.app.past.as_ref().unwrap().hindsight, "one key is a slip");
    assert!(
        ben.text(160, 45).contains("on this screen alone? It shows the outcome, before step 3")
    );
    ben.keys("<Esc>h<Enter>");
    assert!(ben.app.past.as_ref().unwrap().hindsight, "{}", ben.text(160, 45));
    assert!(ben.app.ask.is_none(), "{:?}", ben.app.ask);
    // From the third step on there is nothing to give away.
    let mut late = at_review("ben", &held(3), "16:40");
    late.keys("<Tab>h");
    assert!(late.app.past.as_ref().unwrap().hindsight && late.app.ask.is_none());
}

#[test]
fn who_comes_late_or_reopens_the_screen_sees_what_is_shown() {
    let world = held(2);
    let mut gil = at_review("gil", &world, "16:10");
    let look = Look { seq: Seq(30), hindsight: false, timeline: true, as_of: None };
    hear(&mut [&mut gil], &world, Some(look));
    assert_eq!(place(&gil), Seq(30), "the chair too, before it moves");
    gil.keys(" ");
    assert_eq!(shown(&mut gil).pop().unwrap().seq, Seq(31));
}

#[test]
fn the_end_is_asked_for_while_it_would_give_the_outcome_away() {
    let world = held(2);
    let mut gil = at_review("gil", &world, "16:10");
    gil.keys("<End>");
    assert_eq!((place(&gil), shown(&mut gil)), (Seq(1), vec![]));
    gil.keys("<Enter>");
    let end = shown(&mut gil).pop().unwrap().seq;
    assert!(world.register.row(end).is_some() && end > Seq(40));
    let review = world.register.learning().review().unwrap().opened;
    assert!(end < review, "the walk ends before the review");
    let mut late = at_review("ana", &held(3), "16:40");
    late.keys("<Tab><End>");
    assert_eq!(place(&late), end);
}

#[test]
fn before_step_three_nothing_on_the_screen_gives_the_outcome_away() {
    let world = held(2);
    for (step, hides) in [(2, true), (3, false)] {
        let mut ben = at_review("ben", &held(step), "16:10");
        ben.keys("<Tab><Tab>g#19<Enter>");
        let text = ben.text(160, 45);
        assert_eq!(text.contains("hidden. h shows"), hides, "{text}");
        assert_eq!(text.contains("the rest is not shown yet"), hides, "{text}");
    }
    assert!(world.register.learning().review().is_some());
}

#[test]
fn whoever_opens_the_review_is_noted_as_there_and_only_once() {
    let mut world = closed();
    let (facilitator, agenda) = (handle("gil"), Agenda::default());
    world.ask("16:05", "hana", &Command::OpenReview { facilitator, notes: None, agenda });
    let read = Some(world.register.head());
    let mut ben = Desk::entering(
        Opening { read, ..opening("ben", at("16:10")) },
        &world,
        Scope::Respond,
        true,
    );
    ben.wait(1000);
    ben.wait(1000);
    assert_eq!(ben.carry_out(&mut world), [Command::Attend { who: handle("ben") }]);
    // The next meeting is another one, also for who stayed at the screen.
    world.ask("16:20", "gil", &Command::CloseReview { why: "".into() });
    world.ask("16:30", "hana", &Command::OpenReview { facilitator, notes: None, agenda });
    ben.records(&world.records[world.records.len() - 2..]);
    ben.wait(1000);
    assert_eq!(ben.sent(), [Command::Attend { who: handle("ben") }]);
}

#[test]
fn each_key_of_the_second_step_writes_what_it_says() {
    let mut world = held(2);
    let mut ben = at_review("ben", &world, "16:10");
    ben.keys("g#45<Enter>w");
    assert!(ben.text(160, 45).contains("what I saw or thought at #45"));
    ben.keys("it counts warm spares<Tab>capacity board<Tab>us-east boards<Enter>");
    let account = Command::Recount {
        entry: Some(Seq(45)),
        text: "it counts warm spares".into(),
        tool: "capacity board".into(),
        out_of_reach: "us-east boards".into(),
    };
    assert_eq!(ben.carry_out(&mut world), [account]);
    assert_eq!(ben.app.place, Place::Review);
    let text = ben.text(160, 45);
    assert!(
        text.contains("seen with: capacity board") && text.contains("out of reach: us-east"),
        "{text}"
    );
    // What is missing stands at a time near the moment, whatever day it is said on.
    ben.keys("+14:12~ the mirror was in use<Enter>");
    let seen_at = Seen { at: at("14:12"), about: true };
    let kind = EntryKind::Observation;
    let missing = Command::AddMissing { kind, seen_at, text: "the mirror was in use".into() };
    assert_eq!(ben.carry_out(&mut world), [missing]);
    let text = ben.text(160, 45);
    assert!(text.contains("ben  14:12~ added later, observation: the mirror was in use"), "{text}");
    ben.keys("+<Tab>opened the runbook<Enter>");
    let Command::AddMissing { kind, seen_at, .. } = ben.carry_out(&mut world).remove(0) else {
        panic!()
    };
    assert_eq!(
        (kind, seen_at.about),
        (EntryKind::Action, true),
        "without a time, about the moment"
    );
    ben.keys("i<Tab>a canary for payments<Enter>");
    let kind = AdviceKind::Organisational;
    let idea = Command::Recommend { kind, text: "a canary for payments".into(), idea: None };
    assert_eq!(ben.carry_out(&mut world), [idea]);
    let text = ben.text(160, 45);
    assert!(text.contains("1 idea is parked until step 5 of the review"), "{text}");
    assert!(text.contains("a canary for payments"), "one's own is read: {text}");
    let other = at_review("ana", &world, "16:11").text(160, 45);
    assert!(other.contains("1 idea is parked") && !other.contains("a canary for"), "{other}");
    ben.keys("*");
    assert!(ben.said().contains("#45 is a pivot now"), "{}", ben.said());
    assert_eq!(ben.carry_out(&mut world), [Command::Star { entry: Seq(45), on: true }]);
    for (width, height) in [(160, 45), (80, 24), (40, 15)] {
        let text = ben.text(width, height);
        let marked = |line: &str| line.contains('▸') && line.contains("* ");
        assert!(text.lines().any(marked), "{width}: {text}");
    }
    ben.keys("y");
    assert_eq!(ben.carry_out(&mut world), [Command::AgreeTimeline {}]);
    ben.keys("xthe restart came before the page<Enter>");
    let differ = Command::SeeDifferently { why: "the restart came before the page".into() };
    assert_eq!(ben.carry_out(&mut world), [differ]);
    ben.keys("f");
    assert!(ben.said().contains("from the third step"), "{}", ben.said());
    ben.keys("qdid finance check?<Enter>q<Tab>were refunds paid twice?<Enter>");
    let asked = ben.carry_out(&mut world);
    assert!(matches!(
        &asked[0],
        Command::Write { kind: EntryKind::Question, about: Some(Seq(45)), .. }
    ));
    assert_eq!(asked[1], Command::AskOfReport { text: "were refunds paid twice?".into() });
}

#[test]
fn a_correction_begins_with_the_words_as_they_were_known_then() {
    let mut world = held(2);
    let seen = |seq: &Seq| matches!(world.register.what(*seq), Some(What::Observation));
    let entry = (1..50).map(Seq).find(seen).unwrap();
    let then = world.register.text(entry).raw().to_owned();
    world.ask("16:07", "ana", &Command::Amend { entry, text: "told much later".into() });
    let mut ana = at_review("ana", &world, "16:10");
    ana.keys(&format!("g{entry}<Enter>c"));
    let text = ana.text(160, 45);
    assert!(text.contains(&format!("{entry} was wrong, it is > {then}")), "{text}");
}

#[test]
fn an_account_is_sent_as_it_is_by_enter_and_taken_up_again_where_it_stood() {
    let mut world = held(2);
    let mut ben = at_review("ben", &world, "16:10");
    ben.keys("g#45<Enter>w<Tab>it looked free<Tab><Esc>w");
    assert!(ben.text(160, 45).contains("with which tool did you see it?"));
    // At the last question Tab is no key, and no letter behind it becomes one.
    ben.keys("capacity board<Tab><Tab>, all");
    assert!(ben.sent().is_empty() && ben.app.place == Place::Line);
    ben.keys("<Enter>");
    let sent = ben.carry_out(&mut world);
    let Some(Command::Recount { text, tool, out_of_reach, .. }) = sent.first() else {
        panic!("{sent:?}")
    };
    let said = [text, tool, out_of_reach].map(|text| text.raw().to_owned());
    assert_eq!(said, ["it looked free", "capacity board", ", all"]);
    ben.keys("wit looked free<Enter>");
    assert_eq!(ben.sent().len(), 1, "in one line");
}

#[test]
fn words_for_which_there_are_better_ones_are_hinted_at_and_sent_all_the_same() {
    let mut world = held(2);
    let mut ben = at_review("ben", &world, "16:10");
    ben.keys("wwe should have seen it");
    let text = ben.text(160, 45);
    assert!(
        text.contains("\"should have\": hindsight") && text.contains("a hint: Enter sends"),
        "{text}"
    );
    // All that apply, as many as fit whole, and how many there are.
    ben.keys(", cy said, and dia");
    for (width, height) in [(160, 45), (80, 24), (40, 15)] {
        let text = ben.text(width, height);
        assert!(text.contains("1 of 2 \"should have\": hindsight"), "{text}");
    }
    let wide = ben.text(160, 45);
    assert!(wide.contains("2 of 2 \"cy\", \"dia\": names. Write roles"), "{wide}");
    ben.keys("<Enter>");
    assert_eq!(ben.carry_out(&mut world).len(), 1, "never blocked");
    ben.keys("wcy restarted it");
    assert!(ben.text(160, 45).contains("\"cy\": a name"));
}
