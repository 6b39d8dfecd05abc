//! A record of several days: of which day a time is, and that each place says it.

use warroom_register::words::{EntryKind, Moment, Phase, Scope};
use warroom_register::{At, Command, CommandId, NewEntry, Seen, Seq};

use super::desk::{Desk, opening};
use super::fixture::{World, at, handle};
use super::review::{at_review, held};
use super::walking::walk;
use crate::app::WalkStart;

const DAY_SECONDS: i64 = 86_400;

/// The instant of a clock so many days later.
fn later(days: i64, clock: &str) -> At {
    at(clock).plus_seconds(days * DAY_SECONDS)
}

fn ask(world: &mut World, when: At, command: &Command) -> Seq {
    let id = CommandId(uuid::Uuid::from_u128(world.records.len() as u128 + 1));
    world.ask_as((when, handle("ana")), id, command)
}

fn saw(world: &mut World, when: At, words: &str) -> Seq {
    ask(world, when, &NewEntry::of(EntryKind::Observation, words).write())
}

fn close(world: &mut World, when: At) -> Seq {
    let command = Command::MovePhase {
        phase: Phase::Closed,
        why: "quiet".into(),
        card: None,
        card_salt: None,
        seen_at: None,
        review: None,
    };
    ask(world, when, &command)
}

/// From the evening of the 21st over the 22nd to the early morning of the 23rd.
fn three_days() -> World {
    let mut world = World::open("17:20", "Production database deleted");
    saw(&mut world, later(0, "20:58"), "first evening");
    saw(&mut world, later(1, "01:57"), "first night");
    saw(&mut world, later(1, "20:58"), "second evening");
    saw(&mut world, later(2, "01:57"), "second night");
    close(&mut world, later(2, "03:00"));
    world
}

fn place(desk: &Desk) -> Seq {
    desk.app.past.as_ref().unwrap().place()
}

#[test]
fn in_a_walkthrough_a_time_is_the_nearest_to_the_moment_shown_and_says_its_day() {
    let mut walk = walk(&three_days().records, WalkStart::default());
    // The first evening, not the last one that has it.
    walk.keys("g20:59<Enter>");
    assert_eq!((place(&walk), walk.said().as_str()), (Seq(2), ""));
    walk.keys("g01:58<Enter>");
    assert_eq!(place(&walk), Seq(3));
    assert_eq!(walk.said(), "this is 22 Nov 01:58; of another day, write it with its day");
    walk.keys("g20:59<Enter>");
    assert_eq!(place(&walk), Seq(2), "the evening before is nearer");
    walk.keys("g22 Nov 20:59<Enter>");
    assert_eq!(place(&walk), Seq(4));
    walk.keys("g2026-11-21 20:59<Enter>");
    assert_eq!(place(&walk), Seq(2));
}

#[test]
fn a_time_before_the_record_is_refused_and_one_behind_it_asks_first() {
    let mut walk = walk(&three_days().records, WalkStart::default());
    walk.keys("g21 Nov 17:19<Enter>");
    assert_eq!(place(&walk), Seq(1));
    assert_eq!(walk.said(), "nothing was on the record yet at 21 Nov 17:19");
    // What was typed is there still, to be put right.
    walk.keys("<Esc>");
    for behind in ["23 Nov 03:00", "23 Nov 11:00", "2027-01-01 00:00"] {
        walk.keys(&format!("g{behind}<Enter>"));
        assert_eq!(place(&walk), Seq(1), "{behind}");
        let asked = walk.text(160, 45);
        assert!(asked.contains("It gives the outcome away"), "{behind}: {asked}");
        walk.keys("<Esc>");
    }
    walk.keys("g23 Nov 11:00<Enter><Enter>");
    assert_eq!(place(&walk), Seq(6));
    walk.keys("gsoon<Enter>");
    assert_eq!(walk.said(), "write #31 for a record; 14:20 or 24 Nov 14:20 for a time");
}

#[test]
fn a_walk_says_the_day_once_it_is_another_one_and_never_before() {
    let mut world = three_days();
    world.records.truncate(5);
    let mut walk = walk(&world.records, WalkStart::default());
    for size in [(160, 45), (80, 24), (40, 15)] {
        walk.keys("<Home>g2<Enter>");
        let first = walk.text(size.0, size.1);
        assert!(first.contains("AT 20:58:00") && !first.contains("22 Nov"), "{first}");
        walk.keys("g4<Enter>");
        let second = walk.text(size.0, size.1);
        assert!(second.contains("AT 22 Nov 20:58:00"), "{second}");
    }
    let text = walk.text(160, 45);
    let day = text.lines().position(|line| line.contains(" Sunday 22 November 2026 ")).unwrap();
    assert!(text.lines().nth(day + 1).unwrap().contains("first night"), "{text}");
}

#[test]
fn in_a_room_a_bare_time_is_the_latest_past_one() {
    let mut world = World::open("17:20", "Production database deleted");
    saw(&mut world, later(0, "20:58"), "first evening");
    saw(&mut world, later(1, "20:58"), "second evening");
    saw(&mut world, later(2, "08:00"), "this morning");
    let mut desk = Desk::opened(opening("ana", later(2, "09:00")), &world, Scope::Command);
    desk.keys("<Esc>h20:59<Enter>");
    assert_eq!(place(&desk), Seq(3));
    assert!(desk.said().contains("this is 22 Nov 20:59"), "{}", desk.said());
    desk.keys("<Esc>h21 Nov 20:59<Enter>");
    assert_eq!(place(&desk), Seq(2));
    desk.keys("<Esc>h21 Nov 17:00<Enter>");
    assert!(desk.app.past.is_none());
    assert_eq!(desk.said(), "nothing was on the record yet at 21 Nov 17:00");
}

#[test]
fn a_time_of_yesterday_says_so_before_it_is_sent() {
    let mut world = World::open("17:20", "Production database deleted");
    saw(&mut world, later(0, "20:58"), "first evening");
    let mut desk = Desk::opened(opening("ana", later(1, "09:00")), &world, Scope::Command);
    desk.keys("o23:59~ it went quiet");
    assert!(desk.text(160, 45).contains("that is 21 Nov 23:59"), "{}", desk.text(160, 45));
    desk.keys("<Enter>");
    let seen_at = Some(Seen { at: later(0, "23:59"), about: true });
    let quiet = NewEntry { seen_at, ..NewEntry::of(EntryKind::Observation, "it went quiet") };
    assert_eq!(desk.sent(), [quiet.write()]);
    desk.keys("o08:59~ it is loud");
    assert!(!desk.text(160, 45).contains("that is "));
    // The same with its day.
    desk.keys("<Enter>o21 Nov 23:58~ it was loud<Enter>");
    let at: Vec<At> = desk.sent().iter().filter_map(seen).collect();
    assert_eq!(at, [later(1, "08:59"), later(0, "23:58")]);
}

fn seen(command: &Command) -> Option<At> {
    match command {
        Command::Write { seen_at, .. } => seen_at.map(|seen| seen.at),
        Command::Mark { when, .. } => Some(when.at),
        Command::AddMissing { seen_at, .. } => Some(seen_at.at),
        _ => None,
    }
}

#[test]
fn at_a_review_days_later_a_time_is_of_the_incidents_day() {
    let mut world = held(3);
    let mut gil = at_review("gil", &world, "16:07");
    gil.clock = later(4, "09:00");
    gil.wait(60_000);
    gil.keys("M513:40<Enter>");
    assert!(gil.text(80, 24).contains("restored 13:40 lies before opened 14:03"));
    gil.keys("<Enter>");
    let marks = gil.carry_out(&mut world);
    assert_eq!(marks.iter().filter_map(seen).collect::<Vec<_>>(), [at("13:40")]);
    assert!(matches!(marks[0], Command::Mark { moment: Moment::Restored, .. }));
}
