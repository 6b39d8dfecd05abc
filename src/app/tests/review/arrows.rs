//! What one sees is what the arrows go through: the timeline while it is read out, then what was said. And
//! what the chair shows is what all see, to the moment.

use crossterm::event::{MouseButton, MouseEventKind};
use warroom_register::{Command, Seq};

use super::super::finding::mouse;
use super::super::fixture::at;
use super::{at_review, hear, held, place, shown, told};
use crate::app::meeting::part::Part;

const SIZES: [(u16, u16); 3] = [(160, 45), (80, 24), (40, 15)];

#[test]
fn while_the_timeline_is_read_out_the_arrows_go_through_it_at_every_size() {
    let world = told(2);
    for (width, height) in SIZES {
        let mut ben = at_review("ben", &world, "16:31");
        drop(ben.text(width, height));
        ben.keys("g#40<Enter><Up><Up>");
        assert_eq!((ben.app.moment(), place(&ben)), (Some(Seq(38)), Seq(40)), "{width}");
        let text = ben.text(width, height);
        assert!(text.lines().any(|l| l.contains('▸') && l.contains("#38")), "{width}: {text}");
        ben.keys("<Down>");
        assert_eq!(ben.app.moment(), Some(Seq(39)));
        // The keys are about the row, and Enter opens it.
        ben.keys("<Up><Enter>");
        assert!(ben.text(width, height).contains("#38"), "{}", ben.text(width, height));
        ben.keys("<Esc>");
        let at = place(&ben);
        ben.keys("<PgDn>");
        assert!(place(&ben) > at, "a page is a pivot, as in a walk");
        ben.keys("<PgUp>");
        assert!(place(&ben) <= at);
        // Whoever goes on speaks of the moment, and not of what was picked at another one.
        assert_eq!(ben.app.moment(), Some(place(&ben)));
    }
}

#[test]
fn a_click_where_the_band_is_not_drawn_yet_shows_nobody_the_outcome() {
    for (step, hides) in [(2, true), (3, false)] {
        let mut gil = at_review("gil", &held(step), "16:10");
        drop(gil.text(160, 45));
        gil.keys("<Tab><Tab>g#19<Enter>");
        let text = gil.text(160, 45);
        let band = text.lines().position(|line| line.starts_with(" phase")).unwrap();
        let before = (place(&gil), shown(&mut gil).pop().unwrap().seq);
        let click = MouseEventKind::Down(MouseButton::Left);
        mouse(&mut gil, click, (158, u16::try_from(band).unwrap()));
        let after = shown(&mut gil).pop();
        assert_eq!(place(&gil) == before.0, hides, "step {step}");
        assert_eq!(after.is_none(), hides, "step {step}: {after:?}");
        assert_eq!(gil.said().contains("the rest is not shown yet"), hides);
    }
}

#[test]
fn tab_goes_to_what_was_said_and_what_is_seen_there_is_what_the_arrows_go_through() {
    let world = told(2);
    for (width, height) in SIZES {
        let mut ben = at_review("ben", &world, "16:31");
        drop(ben.text(width, height));
        ben.keys("g#40<Enter><Tab>");
        assert_ne!(ben.app.part(), Some(Part::Timeline), "{width}");
        ben.keys("<Up><Up>");
        let picked = ben.app.meeting.as_ref().unwrap().picked.unwrap();
        let text = ben.text(width, height);
        assert!(text.contains(&format!("{picked} ")), "{width}: {text}");
        ben.keys("<Enter>");
        assert!(ben.text(width, height).contains(&picked.to_string()), "{width}");
        ben.keys("<Esc><Esc>");
        assert_eq!(place(&ben), Seq(40), "the moment stays");
        ben.keys(if ben.app.part() == Some(Part::Said) { "<BackTab>" } else { "<Tab>" });
        assert_eq!(ben.app.part(), Some(Part::Timeline), "{width}");
    }
}

/// Without colour, too, one sees which row the keys are about.
#[test]
fn the_row_that_is_picked_is_marked_on_every_sheet() {
    for step in 1..=5 {
        let world = told(step);
        for (width, height) in SIZES {
            let mut gil = at_review("gil", &world, "16:31");
            if step == 2 {
                gil.keys("<BackTab>");
            }
            drop(gil.text(width, height));
            gil.keys("<Down>");
            let picked = gil.app.meeting.as_ref().unwrap().picked.unwrap().to_string();
            let text = gil.text(width, height);
            let marked: Vec<_> = text.lines().filter(|line| line.starts_with('▸')).collect();
            // The sheet's comments have no number, and in much room what was said stands below the sheet as well.
            let is_it = |row: &&str| row.contains(&picked) || step == 1;
            assert!(
                !marked.is_empty() && marked.iter().all(is_it),
                "step {step}, {picked}: {text}"
            );
        }
    }
}

/// On a phone there is no room below the timeline: what was said has the screen to itself.
#[test]
fn on_a_phone_too_who_reads_what_was_said_goes_on_following() {
    let world = told(2);
    for (width, height) in SIZES {
        let [mut gil, mut ben] = ["gil", "ben"].map(|who| at_review(who, &world, "16:31"));
        drop(ben.text(width, height));
        gil.keys("g#40<Enter>");
        let look = shown(&mut gil).pop();
        hear(&mut [&mut ben], &world, look);
        ben.keys("<Tab>");
        assert!(ben.text(width, height).contains("#69"), "{}", ben.text(width, height));
        gil.keys("g#38<Enter>");
        let look = shown(&mut gil).pop();
        hear(&mut [&mut ben], &world, look);
        assert_eq!(place(&ben), Seq(38), "{width}");
        let text = ben.text(width, height);
        assert!(!text.contains("looking around") && text.contains("#69"), "{width}: {text}");
        ben.keys("<BackTab>");
        assert_eq!((ben.app.part(), place(&ben)), (Some(Part::Timeline), Seq(38)), "{width}");
        gil.keys("g#37<Enter>");
        let look = shown(&mut gil).pop();
        hear(&mut [&mut ben], &world, look);
        assert_eq!(place(&ben), Seq(37), "{width}");
    }
}

#[test]
fn the_hint_line_of_the_timeline_names_the_other_parts() {
    for (who, step) in [("ben", 2), ("gil", 2), ("gil", 4)] {
        for ((width, height), words) in
            SIZES.into_iter().zip(["Tab what was said", "Tab said", "Tab"])
        {
            let mut desk = at_review(who, &told(step), "16:31");
            desk.keys("g#40<Enter>");
            let text = desk.text(width, height);
            assert!(text.lines().last().unwrap().contains(words), "{who} at {step}: {text}");
        }
    }
}

#[test]
fn a_row_that_is_out_of_view_takes_no_step_out() {
    let mut ben = at_review("ben", &told(2), "16:31");
    drop(ben.text(160, 45));
    ben.keys("g#40<Enter><Up><Up><BackTab>");
    assert_eq!(ben.app.part(), Some(Part::Sheet));
    let stepped = |desk: &mut crate::app::tests::desk::Desk| {
        desk.keys("<Esc>");
        (desk.app.part(), desk.app.meeting.is_some(), desk.app.ask.is_some())
    };
    let picked = stepped(&mut ben);
    let mut plain = at_review("ben", &told(2), "16:31");
    drop(plain.text(160, 45));
    plain.keys("g#40<Enter><BackTab>");
    assert_eq!(picked, stepped(&mut plain), "as where no row was picked");
}

#[test]
fn the_keys_go_on_from_what_was_said_to_the_sheet_and_only_that_is_for_all() {
    let world = told(4);
    let mut gil = at_review("gil", &world, "16:31");
    gil.keys("<Tab>");
    shown(&mut gil);
    for (width, height) in SIZES {
        drop(gil.text(width, height));
        assert_eq!(gil.app.part(), Some(Part::Timeline));
        gil.keys("<Tab>");
        assert_eq!(gil.app.part(), Some(Part::Said), "{width}");
        assert_eq!(shown(&mut gil), [], "where one's keys are is one's own");
        gil.keys("<Down>");
        let text = gil.text(width, height);
        assert!(text.contains("ben  on #46") || text.contains("ben  on"), "{width}: {text}");
        gil.keys("<Tab>");
        assert_eq!(gil.app.part(), Some(Part::Sheet));
        assert!(!shown(&mut gil).pop().unwrap().timeline);
        gil.keys("<BackTab><BackTab>");
        assert_eq!(gil.app.part(), Some(Part::Timeline));
        shown(&mut gil);
    }
    // To go on is to look at the timeline again.
    gil.keys("<Tab> ");
    assert_eq!(gil.app.part(), Some(Part::Timeline));
}

#[test]
fn the_wheel_turns_what_is_under_it() {
    let world = told(2);
    let mut ben = at_review("ben", &world, "16:31");
    ben.keys("g#40<Enter>");
    drop(ben.text(160, 45));
    mouse(&mut ben, MouseEventKind::ScrollUp, (20, 15));
    assert_eq!((ben.app.moment(), place(&ben)), (Some(Seq(37)), Seq(40)));
    let text = ben.text(160, 45);
    let said = text.lines().position(|line| line.contains("Said in this meeting")).unwrap();
    mouse(&mut ben, MouseEventKind::ScrollUp, (20, u16::try_from(said).unwrap() + 1));
    assert_eq!(ben.app.part(), Some(Part::Said));
    assert!(ben.app.meeting.as_ref().unwrap().picked.is_some());
}

#[test]
fn what_is_written_and_starred_is_about_the_row_that_was_picked() {
    let mut world = held(2);
    let mut ben = at_review("ben", &world, "16:10");
    ben.keys("g#40<Enter><Up>*");
    assert_eq!(ben.carry_out(&mut world), [Command::Star { entry: Seq(39), on: true }]);
    ben.keys("w");
    assert!(ben.text(160, 45).contains("what I saw or thought at #39"));
    // A step out only puts the row away.
    ben.keys("<Esc><Esc>");
    assert_eq!((ben.app.moment(), ben.app.ask.is_none()), (Some(Seq(40)), true));
}

#[test]
fn a_moment_between_two_records_is_shown_to_all() {
    let world = held(2);
    let [mut gil, mut ben] = ["gil", "ben"].map(|who| at_review(who, &world, "16:10"));
    gil.keys("g15:30<Enter>");
    let look = shown(&mut gil).pop().unwrap();
    assert_eq!(look.as_of, Some(at("15:30")));
    hear(&mut [&mut ben], &world, Some(look));
    assert!(ben.text(160, 45).contains("AS KNOWN AT 15:30:00"), "{}", ben.text(160, 45));
    gil.keys("b");
    hear(&mut [&mut ben], &world, shown(&mut gil).pop());
    assert_eq!(ben.app.board().now, gil.app.board().now);
    assert!(gil.app.board().now < at("15:30"));
}

#[test]
fn what_is_picked_on_a_sheet_has_its_mark_also_where_there_is_no_colour() {
    for step in 3..=5 {
        let world = told(step);
        for (width, height) in SIZES {
            let mut ben = at_review("ben", &world, "16:31");
            drop(ben.text(width, height));
            ben.keys("<Down>");
            let picked = ben.app.meeting.as_ref().unwrap().picked;
            let Some(picked) = picked else { panic!("nothing to pick in step {step}") };
            let text = ben.text(width, height);
            let marked: Vec<&str> = text.lines().filter(|line| line.contains('▸')).collect();
            let its = format!("{picked} ");
            assert!(marked.iter().any(|l| l.contains(&its)), "{step} {width}:\n{text}");
        }
    }
}
