//! Call rounds: asked of one or all, answered in a line, folded onto people and tasks.

use crate::attention::{Need, attention};
use crate::show::plain;
use crate::tests::script::{Room, check};
use crate::{Handle, Seq};

fn who(name: &str) -> Handle {
    name.parse().unwrap()
}

/// Those who are asked how it stands, and whether they are late with it.
fn asked(room: &Room) -> Vec<(String, bool)> {
    let all = attention(&room.register, room.now).into_iter();
    let all = all.filter(|a| a.what == Need::RoundUnanswered);
    all.map(|a| (a.asked.unwrap().to_string(), a.late)).collect()
}

#[test]
fn all_are_asked_but_who_asks_and_who_watches() {
    let mut room = Room::staffed();
    room.run("+5m\nana: round").unwrap();
    let quiet = |name: &str| (name.to_owned(), false);
    assert_eq!(asked(&room), [quiet("ben"), quiet("cy"), quiet("dia")]);
    room.run("ben: stands 6 of 12 pods {does the rest, needs a token}").unwrap();
    assert_eq!(asked(&room), [quiet("cy"), quiet("dia")]);
    room.run("+2m").unwrap();
    assert_eq!(asked(&room), [("cy".to_owned(), true), ("dia".to_owned(), true)]);
    let round = &room.register.rounds()[&Seq(6)];
    assert_eq!((&round.answers[..], round.by), (&[Seq(7)][..], who("ana")));
    let condition = room.register.condition(who("ben")).unwrap();
    assert_eq!((condition.actions.raw(), condition.needs.raw()), ("the rest", "a token"));
    let said = room.register.sentence(Seq(7));
    assert_eq!(said.raw(), "it stands: 6 of 12 pods; does: the rest; needs: a token");
    room.run("+13m").unwrap();
    assert_eq!(
        asked(&room),
        [],
        "after a quarter of an hour the answer would be about another time"
    );
}

#[test]
fn a_newer_round_takes_the_place_of_an_older_one() {
    let mut room = Room::staffed();
    room.run("ana: round\nana: round {to ben}").unwrap();
    assert_eq!(asked(&room).len(), 3, "ben is asked once");
    room.run("cy: stands fine\ndia: stands fine\nben: stands fine").unwrap();
    assert_eq!(asked(&room), []);
}

#[test]
fn an_answer_stands_with_the_task_it_is_about() {
    let mut room = Room::staffed();
    room.run(
        "ana: task roll back {owner ben}
         ben: yes 6
         ben: stands 3 of 12 pods",
    )
    .unwrap();
    let condition = |room: &Room, task| room.register.tasks()[&Seq(task)].condition;
    assert_eq!(condition(&room, 6), Some(Seq(8)), "the one task that ben has");
    room.run("ana: task check totals {owner ben}\nben: stands busy").unwrap();
    let both = [6, 9].map(|task| condition(&room, task));
    assert_eq!(both, [Some(Seq(10)); 2], "of two of them both are meant");
    room.run("ana: round {to ben, on 9}\nben: stands half done").unwrap();
    assert_eq!(condition(&room, 9), Some(Seq(12)), "the one that was asked about");
    room.run("ben: stands 9 of 12 pods {on 6}\nben: did the last three {about 6}").unwrap();
    assert_eq!(condition(&room, 6), Some(Seq(14)), "what was done on it says how it stands too");
}

#[test]
fn only_its_owner_and_helpers_say_how_a_task_stands() {
    let mut room = Room::staffed();
    room.run(
        "ana: task roll back {owner ben}
         ben: yes 6
         ben: stands 3 of 12 pods
         cy: did looked at it as well {about 6}
         cy: stands nothing seen {on 6}",
    )
    .unwrap();
    let condition = |room: &Room| room.register.tasks()[&Seq(6)].condition;
    let text = |room: &Room| plain(&room.register, None, &[], room.now, None);
    assert_eq!(condition(&room), Some(Seq(8)), "cy only looked at it");
    assert!(text(&room).contains("ben has it: 3 of 12 pods"));
    room.run("cy: yes 6\ncy: did the last three {about 6}").unwrap();
    assert_eq!(condition(&room), Some(Seq(12)));
    assert!(text(&room).contains("ben has it: cy: the last three"));
}

#[test]
fn a_round_is_refused_with_what_to_do() {
    check("ben: round", "only the lead may do that: ana leads. Tell them with a question");
    check("ana: round {to gil}", "gil may only watch: give it to somebody who responds");
    check("ana: round {to ana}", "it is so already");
    check("ben: stands", "there are no words in it: write what happened");
    check(
        "ben: saw x\nben: stands fine {on 6}",
        "#6 is no task: name a task, or write the next step first",
    );
    let mut room = Room::of("ana: open P1 availability x");
    let alone = "nobody else works here yet: let somebody in, or ask for help";
    assert_eq!(room.run("ana: round"), Err(alone.to_owned()));
}

#[test]
fn a_name_alone_asks_nobody_and_is_told_how_one_is_asked() {
    for name in ["ben", "@ben", " ben "] {
        check(
            &format!("ana: round {name}"),
            "ben is somebody here: --to ben asks ben alone; to ask everyone, say more than a name",
        );
    }
    let mut room = Room::staffed();
    room.run("ana: round ben first\nana: round zoe\nana: round ben {to ben}").unwrap();
}
