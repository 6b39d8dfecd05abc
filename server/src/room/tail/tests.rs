//! The tail: shared bytes at a group's start, cut in its middle, and what is older.

use super::*;

fn line(n: u64) -> Arc<str> {
    format!("line {n}").into()
}

fn lines(from: u64, to: u64) -> Vec<Arc<str>> {
    (from..=to).map(line).collect()
}

fn text(following: &Following) -> (u64, &str) {
    match following {
        Following::Lines { last, text } => (last.0, text.as_str()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_group_is_shared_at_its_start_and_cut_in_its_middle() {
    let tail = Tail::default();
    tail.push(&lines(1, 1));
    tail.push(&lines(2, 4));
    assert_eq!(tail.head(), Seq(4));
    assert_eq!(text(&tail.after(Seq(0))), (1, "line 1"));
    assert_eq!(text(&tail.after(Seq(1))), (4, "line 2\nline 3\nline 4"));
    assert_eq!(text(&tail.after(Seq(2))), (4, "line 3\nline 4"));
    assert_eq!(text(&tail.after(Seq(3))), (4, "line 4"));
    assert_eq!(tail.after(Seq(4)), Following::Nothing);
    let (Following::Lines { text: one, .. }, Following::Lines { text: two, .. }) =
        (tail.after(Seq(1)), tail.after(Seq(1)))
    else {
        panic!("no lines")
    };
    assert_eq!(one.as_ptr(), two.as_ptr(), "encoded once for all seats");
}

#[test]
fn every_line_is_found_while_the_tail_has_it() {
    let tail = Tail::default();
    tail.push(&lines(1, 3));
    assert_eq!(tail.line(Seq(2)).as_deref(), Some("line 2"));
    assert_eq!((tail.line(Seq(0)), tail.line(Seq(4))), (None, None));
}

#[test]
fn what_is_older_is_counted_exactly() {
    let tail = Tail::default();
    let max = u64::try_from(TAIL_LINES_MAX).unwrap();
    for group in 0..max / 2 + 50 {
        tail.push(&lines(group * 2 + 1, group * 2 + 2));
    }
    assert_eq!(tail.head(), Seq(max + 100));
    assert_eq!(tail.after(Seq(0)), Following::Older(100));
    assert_eq!(tail.after(Seq(99)), Following::Older(1));
    assert!(matches!(tail.after(Seq(100)), Following::Lines { .. }));
    assert_eq!(tail.line(Seq(50)), None);
}

#[test]
fn who_is_far_behind_gets_many_groups_as_one_message() {
    let tail = Tail::default();
    (1..=40).for_each(|n| tail.push(&[line(n)]));
    let (last, all) = (40, lines(3, 40).join("\n"));
    assert_eq!(text(&tail.after(Seq(2))), (last, all.as_str()));
    assert_eq!(text(&tail.after(Seq(35))), (36, "line 36"), "near the head each by itself");
}

#[test]
fn long_lines_go_out_in_parts_and_leave_early() {
    let tail = Tail::default();
    let long: Vec<Arc<str>> = (0..40).map(|_| "x".repeat(100 * 1024).into()).collect();
    tail.push(&long);
    assert_eq!(tail.head(), Seq(40));
    let Following::Older(older) = tail.after(Seq(0)) else { panic!("all is kept") };
    let (last, part) = match tail.after(Seq(older)) {
        Following::Lines { last, text } => (last.0, text),
        other => panic!("{other:?}"),
    };
    assert_eq!((last - older, part.len()), (2, 2 * 100 * 1024 + 1));
}
