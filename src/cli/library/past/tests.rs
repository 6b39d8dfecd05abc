use super::*;

/// What is said of a line behind a good one.
fn refused(line: &str) -> String {
    let mut typist = Typist::new("INC-9001".parse().unwrap());
    typist.line("title Checkout returned 500s").unwrap();
    typist.line("2026-03-03 14:06 ana saw 5xx at 38 percent").unwrap();
    typist.line(line).unwrap_err()
}

#[test]
fn a_line_that_does_not_begin_with_a_time_is_told_what_is_wrong_with_it() {
    for (line, why) in [
        ("2026-13-03 14:06 ana saw x", "2026-13-03 is no day: write it as 2026-03-03"),
        ("2026-02-30 14:06 ana saw x", "2026-02-30 is no day: write it as 2026-03-03"),
        ("24:06 ana saw x", "24:06 is no time of day: write 14:06, or 14:06~ (about)"),
        (
            "4 Mar 00:10 ana saw x",
            "a line begins with a time, 14:06, or with its day too, 2026-03-04 00:10; not with 4",
        ),
    ] {
        assert_eq!(refused(line), why, "{line}");
    }
    let earlier = refused("00:10 ana saw x");
    assert!(earlier.ends_with("write the day first, as in 2026-03-04 00:10"), "{earlier}");
}
