//! Then and now side by side: nothing of what became known later is left out, and nothing is said
//! that is not so.

use warroom_register::words::{EntryKind, Moment, Outcome};
use warroom_register::{Command, NewEntry, Seen, Seq, Text};

use super::desk::Desk;
use super::fixture::{World, at, busy};
use super::walking::walk;
use crate::app::WalkStart;
use crate::app::past::beside::Now;

/// Then and now at this record of these.
fn beside(world: &World, place: Seq) -> Desk {
    let mut walk = walk(&world.records, WalkStart::default());
    walk.keys(&format!("g{}<Enter>h", place.0));
    walk
}

/// What stands on the left and on the right of this thing.
#[track_caller]
fn pair(walk: &Desk, part: &str, of: &str) -> (String, String) {
    let parts = &walk.app.past.as_ref().unwrap().later.parts;
    let part = parts.iter().find(|it| it.name == part).unwrap_or_else(|| panic!("{parts:#?}"));
    let pair = part.pairs.iter().find(|pair| pair.of == of);
    let pair = pair.unwrap_or_else(|| panic!("{of}: {part:#?}"));
    let then = pair.then.as_ref().map_or("not known", Text::raw).to_owned();
    let now = match &pair.now {
        Now::Same => "the same".to_owned(),
        Now::Else(text) => text.raw().to_owned(),
    };
    (then, now)
}

#[track_caller]
fn check(walk: &Desk, part: &str, of: &str, (then, now): (&str, &str)) {
    assert_eq!(pair(walk, part, of), (then.to_owned(), now.to_owned()));
}

#[test]
fn a_task_says_how_it_stood_and_what_came_of_it() {
    let mut world = busy();
    world.script(
        "14:20 cy yes #39\n14:21 ben done #23 12 of 12 pods\n14:25 ana verify #23 worked\n\
         14:26 dia saw #23 is quiet\n14:30 cy done #39 paused",
    );
    let text = "pause all queue workers".into();
    world.ask("14:31", "ana", &Command::Amend { entry: Seq(39), text });
    let walk = beside(&world, Seq(45));
    let done = "14:21 #23 is finished: 12 of 12 pods\n14:25 #23 worked";
    check(&walk, "Being done", "#23", ("roll back eu-west (ben has it)", done));
    let paused = "14:30 #39 is finished: paused\n14:31 #39 was wrong, now: pause all queue workers";
    check(&walk, "Being done", "#39", ("pause queue workers (given to cy)", paused));
    let none = "nobody said that it is finished";
    check(&walk, "Being done", "#25", ("watch the error rate (dia has it)", none));
}

#[test]
fn what_was_done_says_what_it_really_hit_and_what_it_did() {
    let mut world = busy();
    let action = NewEntry { target: "db2".into(), ..NewEntry::of(EntryKind::Action, "emptied it") };
    let action = world.ask("14:20", "ben", &action.write());
    world.script("14:20:30 cy saw all is well");
    let target = "db1".into();
    world.ask("14:22", "ben", &Command::CorrectTarget { entry: action, target });
    let verify =
        Command::Verify { entry: action, outcome: Outcome::MadeItWorse, text: Text::default() };
    world.ask("14:23", "ana", &verify);
    world.ask("14:24", "ben", &Command::Amend { entry: Seq(34), text: "old pods crash".into() });
    let why = "it was another cluster".into();
    world.ask("14:25", "cy", &Command::Retract { entry: Seq(action.0 + 1), why });
    let walk = beside(&world, Seq(action.0 + 1));
    let part = "Done and seen";
    let worse = format!("14:22 {action} really hit: db1\n14:23 {action} made it worse");
    check(&walk, part, &action.to_string(), ("emptied it (on db2)", &worse));
    let pods = "new pods crash: image pull 429 from registry";
    check(&walk, part, "#34", (pods, "14:24 #34 was wrong, now: old pods crash"));
    let retracted = format!("14:25 #{} retracted: it was another cluster", action.0 + 1);
    check(&walk, part, &format!("#{}", action.0 + 1), ("all is well", &retracted));
    let mut walk = walk;
    assert!(!walk.text(160, 45).contains('⏎'), "a line each: {}", walk.text(160, 45));
    // What is known of it no otherwise is no news.
    let parts = &walk.app.past.as_ref().unwrap().later.parts;
    assert!(parts.iter().flat_map(|part| &part.pairs).all(|pair| pair.of != "#41"), "{parts:#?}");
}

#[test]
fn a_fact_a_question_and_an_impact_show_their_correction_and_their_answer() {
    let mut world = busy();
    world.script("14:21 dia changed #32 61 % of checkouts fail\n14:22 ben answer #22 it is not");
    world.ask("14:23", "ben", &Command::Amend { entry: Seq(18), text: "TLS 3.3".into() });
    let text = "why is us-east fine at all?".into();
    world.ask("14:24", "dia", &Command::Amend { entry: Seq(22), text });
    world.ask("14:25", "dia", &Command::Amend { entry: Seq(9), text: "41 % fail".into() });
    let walk = beside(&world, Seq(22));
    let failing = "14:15 #8 has changed: 52 % of checkouts fail\n14:21 #32 has changed: 61 % of checkouts fail";
    check(&walk, "Held true", "#8", ("38 % of checkouts fail", failing));
    let tls = "the 13:50 deploy moved checkout to TLS library 3.2";
    check(&walk, "Held true", "#18", (tls, "14:23 #18 was wrong, now: TLS 3.3"));
    check(&walk, "Held true", "#16", ("suspected: only eu-west", "nobody confirmed it"));
    let answer =
        "14:22 #22 answered: it is not\n14:24 #22 was wrong, now: why is us-east fine at all?";
    check(&walk, "Asked", "#22", ("why is us-east fine on the same version?", answer));
    let (_, now) = pair(&walk, "Impact", "#9");
    assert!(now.starts_with("14:25 #9 was wrong, now: 41 % fail\nnow, 14:15 52 %"), "{now}");
}

#[test]
fn times_and_severity_stand_side_by_side_and_an_approximate_one_says_so() {
    let mut world = busy();
    let mark = |when: &str, about| Command::Mark {
        moment: Moment::Began,
        when: Seen { at: at(when), about },
    };
    world.ask("14:20", "ana", &mark("13:58", true));
    world.script("14:20:10 cy saw all is quiet\n14:22 dia saw 13:57~ a first timeout");
    world.ask("14:23", "ana", &mark("13:52", false));
    let walk = beside(&world, Seq(world.records.len() as u64 - 2));
    check(&walk, "Times and severity", "began", ("13:58~", "13:52"));
    let late = world.records.len() - 1;
    let timeout = "13:57~ a first timeout (learnt 14:22)";
    check(&walk, "Learnt later about this time", &format!("#{late}"), ("not known", timeout));
}
