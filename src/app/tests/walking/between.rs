//! A moment between two records is shown as that moment: what waits is as old as it was then.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use warroom_register::attention::attention;
use warroom_register::{At, Register, Seq};

use super::super::desk::Desk;
use super::super::fixture::{at, busy};
use super::{deeds, journal, past, walk};
use crate::app::WalkStart;
use crate::app::past::Moment;

/// The outage, and one more record hours later.
fn quiet_for_hours() -> Vec<warroom_register::Record> {
    let mut world = busy();
    world.script("23:40 dia saw all quiet");
    world.records
}

#[test]
fn a_time_between_two_records_is_the_moment_that_is_shown() {
    let mut walk = walk(&quiet_for_hours(), WalkStart::default());
    walk.keys("g20:00<Enter>");
    assert_eq!((past(&walk).place(), walk.app.board().now), (Seq(48), at("20:00")));
    for (width, height) in [(160, 45), (80, 24)] {
        let text = walk.text(width, height);
        assert!(text.contains("KNOWN AT 20:00:00"), "{text}");
        assert!(text.contains("no more than this at 20:00:00"), "{text}");
        assert!(text.contains("record 48, minute 357"), "{text}");
    }
    assert!(walk.text(40, 15).contains("AT 20:00:00"), "{}", walk.text(40, 15));
    assert!(walk.text(160, 45).contains("^ 20:00:00"), "the band has its cursor there");
    // Nothing is stepped over: the record before it is the one that is shown, the next is the next.
    walk.keys("b");
    assert_eq!((past(&walk).place(), walk.app.board().now), (Seq(48), at("14:19:30")));
    walk.keys("g20:00<Enter><Left>");
    assert_eq!((past(&walk).place(), walk.app.board().now), (Seq(48), at("14:19:30")));
    walk.keys("g20:00<Enter><PgUp>");
    assert!(past(&walk).place() <= Seq(48) && walk.app.board().now < at("20:00"));
    walk.keys("g20:00<Enter> ");
    assert_eq!((past(&walk).place(), walk.app.board().now), (Seq(49), at("23:40")));
}

#[test]
fn a_minute_that_has_records_is_shown_to_its_last() {
    let mut walk = walk(&quiet_for_hours(), WalkStart::default());
    walk.keys("g14:10<Enter>");
    assert_eq!((past(&walk).place(), walk.app.board().now), (Seq(21), at("14:10:20")));
    walk.keys("g14:10:05<Enter>");
    assert_eq!(walk.app.board().now, at("14:10:05"));
    assert!(past(&walk).place() < Seq(21));
}

#[test]
fn a_room_looks_back_at_the_moment_that_was_named() {
    let mut ana = Desk::new("ana", &busy(), "16:00");
    ana.keys("h15:30<Enter>");
    assert!(ana.text(160, 45).contains("AS KNOWN AT 15:30:00"), "{}", ana.text(160, 45));
    assert_eq!(past(&ana).board.needs, attention(&ana.app.live.register, at("15:30")));
}

#[test]
fn a_walk_begins_at_the_moment_that_the_shell_named() {
    let start = WalkStart { place: Seq(48), as_of: Some(at("20:00")), ..WalkStart::default() };
    let mut walk = walk(&quiet_for_hours(), start);
    assert!(walk.text(160, 45).contains("AS KNOWN AT 20:00:00"));
    // What is read anew stays what is shown.
    let records = quiet_for_hours();
    let me = walk.app.me;
    walk.app.past.as_mut().unwrap().fold_anew(&records, me);
    assert_eq!(walk.app.board().now, at("20:00"));
}

#[test]
fn what_plays_goes_on_from_the_moment_shown() {
    let mut walk = walk(&quiet_for_hours(), WalkStart::default());
    walk.keys("g23:39<Enter>p");
    for _ in 0..12 {
        walk.wait(100);
    }
    assert_eq!(past(&walk).place(), Seq(49), "a minute takes a second");
}

proptest! {
    #![proptest_config(Config { cases: 24, rng_seed: RngSeed::Fixed(7), ..Config::default() })]

    /// At each moment the register is the fold of what was written by then, the clock says that moment,
    /// and the screen is that of a journal that goes no further.
    #[test]
    fn a_moment_is_the_fold_of_what_was_written_by_then(deeds in deeds(), stops in prop::collection::vec(0..1000_i64, 4)) {
        let records = journal(&deeds);
        let (first, last) = (records[0].at.ms(), records[records.len() - 1].at.ms());
        let mut whole = walk(&records, WalkStart::default());
        for stop in stops {
            let t = At::from_ms(first + (last - first) * stop / 1000);
            let by_then: Vec<_> = records.iter().filter(|record| record.at <= t).cloned().collect();
            let place = Seq(by_then.len() as u64);
            whole.app.go_to_place(Moment { place, as_of: Some(t) });
            let mut fresh = Register::default();
            for record in &by_then {
                fresh.look_on(record).unwrap();
            }
            let board = &past(&whole).board;
            prop_assert!(board.register == fresh);
            prop_assert_eq!(board.now, t);
            prop_assert_eq!(&board.needs, &attention(&fresh, t));
            let mut ended = walk(&by_then, WalkStart::default());
            ended.app.go_to_place(Moment { place, as_of: Some(t) });
            for (width, height) in [(160, 45), (120, 40), (80, 24), (40, 15)] {
                prop_assert_eq!(whole.text(width, height), ended.text(width, height));
            }
            whole.keys(" b");
            prop_assert_eq!(past(&whole).place(), place.min(Seq(records.len() as u64 - 1)).max(Seq(1)));
        }
    }
}
