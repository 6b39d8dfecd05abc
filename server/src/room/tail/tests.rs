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
    tail.push(Seq(0), &lines(1, 1));
    tail.push(Seq(1), &lines(2, 4));
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
    tail.push(Seq(0), &lines(1, 3));
    assert_eq!(tail.line(Seq(2)).as_deref(), Some("line 2"));
    assert_eq!((tail.line(Seq(0)), tail.line(Seq(4))), (None, None));
}

#[test]
fn what_is_older_is_counted_exactly() {
    let tail = Tail::default();
    let max = u64::try_from(TAIL_LINES_MAX).unwrap();
    for group in 0..max / 2 + 50 {
        tail.push(Seq(group * 2), &lines(group * 2 + 1, group * 2 + 2));
    }
    assert_eq!(tail.head(), Seq(max + 100));
    let Following::Older(older) = tail.after(Seq(0)) else { panic!("all is kept") };
    assert!((100..300).contains(&older), "{older}");
    assert_eq!(tail.after(Seq(older - 1)), Following::Older(1));
    assert!(matches!(tail.after(Seq(older)), Following::Lines { .. }));
    assert_eq!((tail.line(Seq(older)), tail.line(Seq(older + 1)).is_some()), (None, true));
}

#[test]
fn old_groups_are_put_together_once_for_all() {
    let tail = Tail::default();
    for n in 1..=1000 {
        tail.push(Seq(n - 1), &[line(n)]);
    }
    let mut place = Seq(0);
    let mut messages = Vec::new();
    while let Following::Lines { last, text } = tail.after(place) {
        messages.push(text.to_string());
        place = last;
    }
    assert_eq!(place, Seq(1000));
    assert_eq!(messages.join("\n"), lines(1, 1000).join("\n"));
    assert!(messages.len() <= 2 * GROUPS_APART_MAX + 1000 / GROUPS_APART_MAX, "{}", messages.len());
    assert_eq!(text(&tail.after(Seq(999))), (1000, "line 1000"), "what is live stays as it was");
    for n in [1, 63, 64, 65, 500, 937, 1000] {
        assert_eq!(tail.line(Seq(n)), Some(line(n).to_string()));
    }
}

#[test]
fn long_lines_go_out_in_parts_and_leave_early() {
    let tail = Tail::default();
    let long: Vec<Arc<str>> = (0..40).map(|_| "x".repeat(100 * 1024).into()).collect();
    tail.push(tail.head(), &long);
    assert_eq!(tail.head(), Seq(40));
    let Following::Older(older) = tail.after(Seq(0)) else { panic!("all is kept") };
    let (last, part) = match tail.after(Seq(older)) {
        Following::Lines { last, text } => (last.0, text),
        other => panic!("{other:?}"),
    };
    assert_eq!((last - older, part.len()), (2, 2 * 100 * 1024 + 1));
}

#[test]
fn an_empty_tail_begins_where_it_is_told_and_no_other_does() {
    let tail = Tail::default();
    assert_eq!(tail.begin(Seq(40)), Seq(40));
    tail.push(Seq(40), &lines(41, 43));
    assert_eq!(tail.begin(Seq(50)), Seq(43));
    assert_eq!(tail.after(Seq(0)), Following::Older(40));
    assert_eq!(text(&tail.after(Seq(40))).0, 43);
}

#[test]
fn what_does_not_follow_the_head_is_not_seen() {
    let tail = Tail::default();
    assert!(tail.push(Seq(0), &lines(1, 3)));
    assert!(!tail.push(Seq(4), &lines(5, 6)));
    assert!(!tail.push(Seq(2), &lines(3, 4)));
    assert_eq!(tail.head(), Seq(3));
}
