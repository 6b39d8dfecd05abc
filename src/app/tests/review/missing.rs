//! What is missing is written as in every line; an idea says that it is parked; and whoever would be
//! given something without having been asked, is said not to be here.

use super::*;

#[test]
fn the_kind_of_what_is_missing_stands_before_its_time_or_behind_it() {
    let mut world = held(2);
    let mut ben = at_review("ben", &world, "16:10");
    ben.keys("g#45<Enter>");
    for line in ["14:15 f the mirror is full", "f 14:15 the mirror is full"] {
        ben.keys(&format!("+{line}<Enter>"));
        let seen_at = Seen { at: at("14:15"), about: false };
        let (kind, text) = (EntryKind::Fact, "the mirror is full".into());
        assert_eq!(ben.carry_out(&mut world), [Command::AddMissing { kind, seen_at, text }]);
    }
}

#[test]
fn an_idea_says_that_nobody_reads_it_before_its_step() {
    let mut ben = at_review("ben", &held(2), "16:10");
    ben.keys("i");
    let text = ben.text(160, 45);
    assert!(text.contains("parks it: nobody reads it before its step"), "{text}");
}

#[test]
fn who_agreed_before_the_timeline_changed_may_agree_again() {
    let mut world = held(2);
    let mut ben = at_review("ben", &world, "16:10");
    ben.keys("y");
    assert_eq!(ben.carry_out(&mut world), [Command::AgreeTimeline {}]);
    ben.keys("y");
    assert!(ben.said().contains("you agree to the timeline already"), "{}", ben.said());
    let seen_at = Seen { at: at("14:15"), about: false };
    let kind = EntryKind::Fact;
    world.ask("16:11", "cy", &Command::AddMissing { kind, seen_at, text: "x".into() });
    ben.records(&world.records[world.records.len() - 1..]);
    let text = ben.text(160, 45);
    assert!(text.contains("timeline agreed by 1 of 7 (before it changed)"), "{text}");
    ben.keys("y");
    assert_eq!(ben.carry_out(&mut world), [Command::AgreeTimeline {}]);
    assert!(ben.text(160, 45).contains("timeline agreed by 1 of 7 "));
}

#[test]
fn a_sentence_typed_over_a_list_is_a_comment_in_the_line_and_chooses_nothing() {
    let mut gil = at_review("gil", &held(2), "16:10");
    gil.keys("Gall");
    assert!(gil.said().contains("what you type is a draft"), "{}", gil.said());
    gil.keys(" of 3 pods");
    assert_eq!(gil.app.line.edit.text(), "all of 3 pods");
    assert!(gil.sent().iter().all(|sent| matches!(sent, Command::Attend { .. })));
    gil.keys("<Esc>");
    assert!(gil.text(160, 45).contains("all of 3 pods"), "it is kept");
}

#[test]
fn a_part_of_the_report_is_found_by_its_name() {
    let mut gil = at_review("gil", &held(4), "16:10");
    gil.keys("Econc<Enter>");
    let text = gil.text(160, 45);
    assert!(text.contains("report, conclusion"), "{text}");
}
