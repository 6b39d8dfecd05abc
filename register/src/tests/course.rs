//! How bad it is, how far the work has come, and what is asked for on the way.

use super::script::{Room, check, check_whole, compare};
use crate::{At, Command, Handle, Refusal, Seen, words};

fn handle(name: &str) -> Handle {
    name.parse().unwrap()
}

#[test]
fn severity_and_kind_change_with_a_record() {
    check(
        "ana: grade P2 a third only",
        "
        P2 availability, investigating, 0s since 14:03 UTC on Saturday 21 November 2026
        14:03 #6 · severity is P2: a third only  ana
        ",
    );
    check("ana: grade P1", "it is so already");
    check("ben: grade P2", "only the lead may do that: ana leads. Tell them with a question");
    check(
        "ana: kind data rows are missing",
        "
        P1 data, investigating, 0s since 14:03 UTC on Saturday 21 November 2026
        14:03 #6 · kind is data: rows are missing  ana
        ",
    );
    check("ana: kind availability", "it is so already");
}

#[test]
fn phases_mark_their_times() {
    check(
        "+10m\nana: phase identified the TLS library",
        "
        P1 availability, identified, 10m since 14:03 UTC on Saturday 21 November 2026
        14:13 #6 · identified: the TLS library  ana
        ",
    );
    check("ana: phase investigating", "it is investigating already");
    check(
        "ben: phase identified",
        "only the lead may do that: ana leads. Tell them with a question",
    );
    check("ana: phase resolved\nana: phase investigating", "a reason is needed: one line of why");
    check(
        "ana: phase resolved\nana: phase investigating it is back",
        "
        14:03 #6 · resolved  ana
        14:03 #7 · reopened, investigating: it is back  ana
        ",
    );
    check(
        "ana: phase monitoring\nana: phase identified",
        "
        P1 availability, identified, 0s since 14:03 UTC on Saturday 21 November 2026
        14:03 #6 · monitoring  ana
        14:03 #7 · identified  ana
        ",
    );
}

#[test]
fn a_closed_incident_takes_no_entries() {
    check(
        "ana: phase closed",
        "
        P1 availability, closed, open for 0s from 14:03 UTC on Saturday 21 November 2026
        Wanted: 1
        LATE 0s nobody calls the review
        14:03 #6 · closed  ana
        ",
    );
    check(
        "ana: phase closed\nben: saw x",
        "this incident is closed: reopen it first, with a reason",
    );
    check(
        "ana: phase closed\nana: phase investigating it is back\nben: saw x",
        "
        14:03 #6 · closed  ana
        14:03 #7 · reopened, investigating: it is back  ana
        14:03 #8 o x  ben
        ",
    );
    check(
        "ana: phase closed\nben: star 1",
        "
        P1 availability, closed, open for 0s from 14:03 UTC on Saturday 21 November 2026
        Wanted: 1
        LATE 0s nobody calls the review
        14:03 #1 · opened as P1 availability: Checkout returns 500s *  ana
        14:03 #6 · closed  ana
        14:03 #7 * ben starred #1  ben
        ",
    );
    check(
        "ana: phase closed\nana: grade P2",
        "this incident is closed: reopen it first, with a reason",
    );
}

#[test]
fn times_are_marked_and_corrected() {
    check("+20m\nana: mark began 13:58~", "14:23 #6 · it began about 13:58  ana");
    check(
        "+20m\nana: mark began 13:58\nana: mark began 13:50",
        "
        14:23 #6 · it began 13:58  ana
        14:23 #7 · it began 13:50  ana
        ",
    );
    check(
        "ben: mark began 14:00",
        "times are corrected by ana, who leads, or by a scribe, whom the lead names. Tell them with a \
         question",
    );
    check(
        "ana: offer scribe cy\ncy: accept scribe\nben: mark began 14:00",
        "times are corrected by ana, who leads, or cy, who is scribe. Tell them with a question",
    );
}

#[test]
fn nothing_is_written_down_before_it_happened() {
    let mut room = Room::staffed();
    let future = Seen { at: room.now.plus_seconds(3600), about: false };
    let mark = Command::Mark { moment: words::Moment::Began, when: future };
    assert_eq!(room.ask(handle("ana"), mark), Err(Refusal::Future.to_string()));
    let soon = Seen { at: room.now.plus_seconds(30), about: false };
    let mark = Command::Mark { moment: words::Moment::Began, when: soon };
    assert!(room.ask(handle("ana"), mark).is_ok(), "clocks differ by some seconds");
}

#[test]
fn a_small_incident_is_quiet() {
    check_whole(
        "ana: open P3 functionality The export has two columns swapped\n+2h",
        "
        INC-42 The export has two columns swapped
        P3 functionality, investigating, 2h00m since 14:03 UTC on Saturday 21 November 2026
        Impact: not known yet
        Roles: lead ana 2h00m
        People: 1 ana here

        Timeline: 1
        Saturday 21 November 2026 UTC
        14:03 #1 · opened as P3 functionality: The export has two columns swapped  ana
        ",
    );
}

#[test]
fn a_large_one_asks_for_comms_impact_and_words() {
    check_whole(
        "ana: open P1 data Rows are gone\nben: join respond\n+31m",
        "
        INC-42 Rows are gone
        P1 data, investigating, 31m since 14:03 UTC on Saturday 21 November 2026
        Impact: not known yet
        Roles: lead ana 31m
        People: 1 ana here, 2 ben here

        Wanted: 3
        LATE 1m a first word was due 14:33
        LATE 31m nobody said who is affected
        LATE 31m nobody has comms

        Timeline: 2
        Saturday 21 November 2026 UTC
        14:03 #1 · opened as P1 data: Rows are gone  ana
        14:03 #2 · ben joined  ben
        ",
    );
}

#[test]
fn the_closing_card_says_whether_it_was_a_drill() {
    let mut room = Room::staffed();
    let close = Command::MovePhase {
        phase: words::Phase::Closed,
        why: "done".into(),
        card: Some(words::Mode::Drill),
        card_salt: None,
        seen_at: None,
        review: None,
    };
    room.ask(handle("ana"), close).unwrap();
    let drill = room.printed().lines().nth(2).unwrap_or_default().to_owned();
    compare(&drill, "DRILL: this is an exercise");
}

#[test]
fn ages_are_short() {
    let shown = |s| crate::show::age(s);
    let ages: Vec<_> = [0, 59, 60, 3599, 3600, 6720, 86_399, 86_400, 270_000].map(shown).into();
    assert_eq!(ages.join(" "), "0s 59s 1m 59m 1h00m 1h52m 23h59m 1d00h 3d03h");
    assert_eq!(At::default().clock(), "00:00");
}
