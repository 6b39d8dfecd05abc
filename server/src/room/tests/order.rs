//! What comes first: where a clock steps back, and of two who take the lead at the same moment.

use super::*;
use warroom_register::words::Role;

const RACES: usize = 200;

#[tokio::test]
async fn the_record_never_steps_back() {
    let stage = Stage::opened().await;
    let context = Context { clock: Clock::starting(At::from_ms(5)), ..stage.context.clone() };
    let behind = Ready::open(context, &stage.stored).await.unwrap().run(&stage.tasks);
    behind.record(ana(), asked(saw("the clock was set back"))).await.unwrap();
    let _not_asked = stage.room.record(ana(), asked(saw("and this clock is right"))).await;
    assert_eq!(stage.records().len(), 3);
    let at: Vec<_> = stage.records().iter().map(|record| record.at).collect();
    assert!(at.is_sorted());
}

#[tokio::test(start_paused = true)]
async fn of_two_who_take_the_lead_at_once_one_has_it_in_each_of_two_hundred_races() {
    let stage = Stage::opened().await;
    let people: [Handle; 3] = ["ana", "ben", "cy"].map(|who| who.parse().unwrap());
    for who in [people[1], people[2]] {
        let join = Command::Join { key: None, scope: Scope::Command, invite: None };
        stage.room.record(who, asked(join)).await.unwrap();
    }
    let mut lead = people[0];
    for race in 0..RACES {
        // Whoever leads is away, and has led for long enough.
        tokio::time::advance(Duration::from_secs(60)).await;
        stage.room.record(Handle::warroom(), asked(Command::NoteAway { who: lead })).await.unwrap();
        let mut both: Vec<_> = people.into_iter().filter(|who| *who != lead).collect();
        both.rotate_left(race % 2);
        let takes = |who| {
            let take = Command::TakeLead { seen_at: None, why: "the lead is gone".into() };
            stage.room.record_of(who, asked(take))
        };
        let (first, second) = tokio::join!(takes(both[0]), takes(both[1]));
        let (won, lost) = match (first, second) {
            (Ok(_), Err(lost)) => (both[0], lost),
            (Err(lost), Ok(_)) => (both[1], lost),
            other => panic!("race {race}: {other:?}"),
        };
        assert_eq!(lost, Refusal::LeadTaken { lead: won }, "race {race}");
        // Who is back may be away again.
        stage.room.record(Handle::warroom(), asked(Command::NoteBack { who: lead })).await.unwrap();
        lead = won;
    }
    let taken = stage.events().into_iter().filter(|it| matches!(it, Event::LeadTaken { .. }));
    assert_eq!(taken.count(), RACES);
    let register = warroom_register::Register::of(&stage.records()).unwrap();
    assert_eq!(register.holder(Role::Lead).map(|(who, _)| who), Some(lead));
}
