//! What is a time and what is not, and of which day each is: live, in a line, in a record.

use super::{
    Miss, Stretch, Taken, ahead, day_ahead, happened, has_day, latest, lead_in, lead_in_near, parse,
};
use crate::At;
use crate::tests::script::Room;

fn at(text: &str) -> At {
    At::parse(&format!("{text}.000Z")).unwrap()
}

/// A Thursday morning.
fn now() -> At {
    at("2026-11-26T10:00:00")
}

#[test]
fn each_form_of_the_table_is_read() {
    for (typed, meant) in [
        ("09:06", "2026-11-26T09:06:00"),
        ("9:06:30", "2026-11-26T09:06:30"),
        // Still to come today, and less than half a day ago: last night's.
        ("23:59", "2026-11-25T23:59:00"),
        ("22:00", "2026-11-25T22:00:00"),
        ("-5m", "2026-11-26T09:55:00"),
        ("2d ago", "2026-11-24T10:00:00"),
        ("24 Nov 14:06", "2026-11-24T14:06:00"),
        ("24 november 14:06:30", "2026-11-24T14:06:30"),
        ("24 Nov 2025 14:06", "2025-11-24T14:06:00"),
        // Still to come this year.
        ("24 Dec 14:06", "2025-12-24T14:06:00"),
        ("29 Feb 01:00", "2024-02-29T01:00:00"),
        ("2026-11-24 14:06", "2026-11-24T14:06:00"),
        ("2026-11-24T14:06:30", "2026-11-24T14:06:30"),
        ("2026-11-24T14:06:30Z", "2026-11-24T14:06:30"),
        ("2026-11-24T14:06:30+01:00", "2026-11-24T13:06:30"),
        ("2026-11-24T14:06:30.000Z", "2026-11-24T14:06:30"),
    ] {
        for about in [false, true] {
            let typed = format!("{typed}{}", if about { "~" } else { "" });
            let seen = parse(&typed, now()).map(|seen| (seen.at, seen.about));
            assert_eq!(seen, Ok((at(meant), about)), "{typed}");
        }
    }
}

#[test]
fn what_is_no_time_is_refused_and_what_is_to_come() {
    for wrong in [
        "",
        "soon",
        "14",
        "24:00",
        "14:60",
        "14:06:60",
        "31 Nov 14:06",
        "24 No 14:06",
        "24 Nov",
        "2026-02-29 14:06",
        "2026-11-24",
        "26-11-24 14:06",
        "14:06 24 Nov",
        "-5w",
        "1e3m ago",
    ] {
        let why = parse(wrong, now()).unwrap_err();
        assert!(why.contains("is no time") && why.contains("24 Nov 14:06"), "{wrong}: {why}");
    }
    for later in ["2026-11-26 10:02", "2027-01-01T00:00:00Z", "27 Nov 2026 09:00"] {
        assert!(parse(later, now()).unwrap_err().contains("still to come"), "{later}");
    }
}

#[test]
fn a_time_that_is_still_to_come_today_is_not_taken_for_yesterdays() {
    let evening = at("2026-11-26T17:51:00");
    for (typed, day) in [("18:40", "25 Nov 18:40"), ("17:52:30~", "25 Nov 17:52")] {
        let why = parse(typed, evening).unwrap_err();
        assert!(why.contains("still to come today") && why.contains(day), "{why}");
        let line = format!("{}~ it dips", typed.trim_end_matches('~'));
        assert!(lead_in(&line, evening).is_err(), "{line}");
        assert_eq!(parse(day, evening).unwrap().at.day(), at("2026-11-25T00:00:00"));
    }
    // Of today, however long ago; and around midnight.
    assert_eq!(parse("00:02", evening).unwrap().at, at("2026-11-26T00:02:00"));
    let night = at("2026-11-26T00:10:00");
    assert_eq!(parse("23:50", night).unwrap().at, at("2026-11-25T23:50:00"));
    assert!(parse("12:09", night).is_err());
    // Where one looks back, nothing is written down wrongly.
    assert_eq!(latest("18:40", evening).unwrap().at, at("2026-11-25T18:40:00"));
}

#[test]
fn a_clock_that_is_a_moment_slow_refuses_nothing() {
    let slow = at("2026-11-26T14:05:10");
    for typed in ["14:06", "14:06~", "26 Nov 14:06", "2026-11-26 14:06", "2026-11-26T14:06:10Z"] {
        let seen = parse(typed, slow).map(|seen| seen.at.day());
        assert_eq!(seen, Ok(slow.day()), "{typed}");
    }
    assert_eq!(parse("14:06", slow).unwrap().at, at("2026-11-26T14:06:00"));
    assert!(parse("14:07", slow).is_err() && parse("2026-11-26 14:07", slow).is_err());
    // Around midnight, and of what is no time of a day.
    assert_eq!(parse("00:00", at("2026-11-26T23:59:30")).unwrap().at, slow.day());
    assert_eq!(parse("00:01", at("2026-11-26T00:00:30")).unwrap().at, at("2026-11-26T00:01:00"));
    assert_eq!(parse("-1d", slow).unwrap().at, at("2026-11-25T14:05:10"));
}

#[test]
fn a_line_gives_up_the_time_in_front_of_it_and_nothing_else() {
    let cut =
        |line: &'static str| lead_in(line, now()).map(|(seen, rest)| (seen.map(|s| s.at), rest));
    for (line, meant, rest) in [
        ("09:06~ dips", Some("2026-11-26T09:06:00"), "dips"),
        ("-5m restarted it", Some("2026-11-26T09:55:00"), "restarted it"),
        ("24 Nov 14:06~ it dips", Some("2026-11-24T14:06:00"), "it dips"),
        ("~24 Nov 14:06 it dips", Some("2026-11-24T14:06:00"), "it dips"),
        ("2026-11-24 14:06~  it dips", Some("2026-11-24T14:06:00"), "it dips"),
        ("2026-11-24T14:06:00.000Z~ it", Some("2026-11-24T14:06:00"), "it"),
        // These are words.
        ("09:06 dips", None, "09:06 dips"),
        ("24 Nov 14:06 was quiet", None, "24 Nov 14:06 was quiet"),
        ("24 nodes, 14:06~ or so", None, "24 nodes, 14:06~ or so"),
        ("- 5m", None, "- 5m"),
        (" 09:06~ dips", None, " 09:06~ dips"),
    ] {
        assert_eq!(cut(line), Ok((meant.map(at), rest)), "{line}");
    }
    for meant_as_one in ["25:00~ x", "31 Nov 14:06~ x", "2026-13-01 14:06~ x", "-5w x"] {
        assert!(lead_in(meant_as_one, now()).is_err(), "{meant_as_one}");
    }
}

#[test]
fn near_a_moment_a_time_of_a_day_is_the_nearest() {
    let near = at("2026-11-24T23:50:00");
    let cut = |line: &'static str| lead_in_near(line, near).unwrap().0.map(|seen| seen.at);
    assert_eq!(cut("00:10 the mirror"), Some(at("2026-11-25T00:10:00")));
    assert_eq!(cut("20:10~ the mirror"), Some(at("2026-11-24T20:10:00")));
    assert_eq!(cut("-5m the mirror"), Some(at("2026-11-24T23:45:00")));
    assert_eq!(cut("23 Nov 20:10 the mirror"), Some(at("2026-11-23T20:10:00")));
    assert_eq!(cut("the mirror"), None);
}

#[test]
fn a_time_to_come_is_the_next_one() {
    for (typed, meant) in [
        ("14:40", "2026-11-26T14:40:00"),
        ("09:00", "2026-11-27T09:00:00"),
        ("20m", "2026-11-26T10:20:00"),
        ("3d", "2026-11-29T10:00:00"),
        ("28 Nov", "2026-11-28T12:00:00"),
        ("1 Feb", "2027-02-01T12:00:00"),
        ("28 Nov 09:30", "2026-11-28T09:30:00"),
        ("2026-11-28", "2026-11-28T12:00:00"),
        ("2026-11-28 09:30", "2026-11-28T09:30:00"),
        ("2026-11-28T09:30:00Z", "2026-11-28T09:30:00"),
    ] {
        assert_eq!(ahead(typed, now()), Ok(at(meant)), "{typed}");
    }
    assert!(ahead("2026-11-25", now()).unwrap_err().contains("over already"));
    assert!(ahead("soon", now()).unwrap_err().contains("such as 3 Dec"));
}

/// From Tuesday evening to early Thursday.
fn record() -> Stretch {
    Stretch { from: at("2026-11-24T17:20:40"), to: at("2026-11-26T02:00:10"), over: true }
}

fn found(typed: &str, near: Option<&str>) -> Result<At, Miss> {
    record().find(typed, near.map(at)).map(|taken| taken.at)
}

#[test]
fn near_a_moment_shown_a_time_is_the_nearest_of_the_record() {
    for (near, typed, meant) in [
        ("2026-11-24T18:00:00", "20:59", "2026-11-24T20:59:00"),
        ("2026-11-25T10:00:00", "20:59", "2026-11-25T20:59:00"),
        // Before midnight a little on, behind it a little back: not a whole evening on.
        ("2026-11-24T23:00:00", "01:58", "2026-11-25T01:58:00"),
        ("2026-11-25T04:00:00", "23:30", "2026-11-24T23:30:00"),
        // That day has not begun, or is over: the nearest that has it.
        ("2026-11-24T18:00:00", "01:58", "2026-11-25T01:58:00"),
        ("2026-11-26T01:00:00", "20:59", "2026-11-25T20:59:00"),
        ("2026-11-26T01:00:00", "03:30", "2026-11-25T03:30:00"),
        // The minute of the first record and of the last are in it.
        ("2026-11-24T18:00:00", "17:20", "2026-11-24T17:20:00"),
        ("2026-11-26T01:00:00", "02:00", "2026-11-26T02:00:00"),
        ("2026-11-24T18:00:00", "25 Nov 20:59", "2026-11-25T20:59:00"),
        ("2026-11-25T10:00:00", "-1h", "2026-11-25T09:00:00"),
    ] {
        assert_eq!(found(typed, Some(near)), Ok(at(meant)), "{typed} near {near}");
    }
}

/// The only one that the record has would be a day on: over all that is not shown yet.
#[test]
fn near_a_moment_shown_no_time_before_the_record_is_taken_for_one_far_on() {
    for (near, typed, meant) in [
        ("2026-11-24T23:27:10", "17:00", "2026-11-24T17:00:00"),
        ("2026-11-24T18:00:00", "16:59", "2026-11-24T16:59:00"),
        ("2026-11-25T01:00:00", "16:00", "2026-11-24T16:00:00"),
    ] {
        let found = found(typed, Some(near));
        assert!(matches!(found, Err(Miss::Before(it)) if it.at == at(meant)), "{typed}: {found:?}");
    }
}

#[test]
fn with_no_moment_shown_only_one_day_may_have_it() {
    // Twice: Wednesday and Thursday.
    let several = [at("2026-11-25T01:58:00"), at("2026-11-26T01:58:00")];
    assert_eq!(found("01:58", None), Err(Miss::Several(several.to_vec())));
    let said = record().said("01:58", &Miss::Several(several.to_vec()));
    assert_eq!(said, "01:58 was on 25 Nov, 26 Nov: write the day too, as in '25 Nov 01:58'");
    assert_eq!(found("25 Nov 01:58", None), Ok(at("2026-11-25T01:58:00")));
    assert_eq!(found("2026-11-26 01:58", None), Ok(at("2026-11-26T01:58:00")));
    assert_eq!(found("17:10", None), Ok(at("2026-11-25T17:10:00")), "Wednesday alone has it");
    assert_eq!(found("-10m", None), Ok(at("2026-11-26T01:50:10")));
}

#[test]
fn a_time_outside_of_a_record_is_said_to_be() {
    let before = found("24 Nov 17:19", None).unwrap_err();
    assert!(matches!(before, Miss::Before(taken) if !taken.chosen), "{before:?}");
    assert_eq!(
        record().said("24 Nov 17:19", &before),
        "nothing was on the record yet at 24 Nov 17:19: the record goes from 24 Nov 17:20 to 26 Nov 02:00"
    );
    assert_eq!(
        record().said_of_moment("24 Nov 17:19", &before),
        "nothing was on the record yet at 24 Nov 17:19: it begins at 24 Nov 17:20"
    );
    let after = found("26 Nov 02:01", None).unwrap_err();
    assert!(matches!(after, Miss::After(_)));
    assert_eq!(
        record().said_of_moment("26 Nov 02:01", &after),
        "the record has no 26 Nov 02:01: it begins at 24 Nov 17:20",
        "when it ended is an outcome"
    );
    // Without its year it is of the year that is nearest.
    assert!(
        matches!(found("1 Dec 10:00", None), Err(Miss::After(taken)) if taken.at == at("2026-12-01T10:00:00"))
    );
    let night =
        Stretch { from: at("2026-11-24T22:00:00"), to: at("2026-11-25T02:00:00"), over: true };
    assert_eq!(night.find("14:00", None), Err(Miss::NoDay));
    let noon =
        Stretch { from: at("2026-11-24T12:00:00"), to: at("2026-11-24T13:00:00"), over: true };
    assert!(matches!(noon.find("11:00", None), Err(Miss::Before(taken)) if taken.chosen));
    assert!(matches!(noon.find("23:00", None), Err(Miss::After(taken)) if taken.chosen));
    assert!(matches!(noon.find("soon", None), Err(Miss::NoTime)));
}

#[test]
fn a_thing_may_have_happened_before_all_that_was_recorded() {
    let night =
        Stretch { from: at("2026-11-24T22:00:00"), to: at("2026-11-25T02:00:00"), over: true };
    let happened = |typed| night.happened(typed).map(|(taken, about)| (taken.at, about));
    assert_eq!(happened("23:10~"), Ok((at("2026-11-24T23:10:00"), true)));
    assert_eq!(happened("14:00"), Ok((at("2026-11-24T14:00:00"), false)));
    assert_eq!(happened("20 Nov 14:00"), Ok((at("2026-11-20T14:00:00"), false)));
    assert!(matches!(record().happened("01:58"), Err(Miss::Several(_))));
}

#[test]
fn once_an_incident_is_closed_a_time_is_of_its_own_days() {
    let mut room = Room::of("ana: open P2 data x");
    let days_later = room.now.plus_seconds(4 * 86_400);
    let read = |room: &Room, typed| happened(typed, days_later, &room.register).map(|seen| seen.at);
    assert_eq!(read(&room, "13:58"), Ok(at("2026-11-25T13:58:00")), "while it runs: the latest");
    room.run("+1h\nana: phase closed y").unwrap();
    assert_eq!(read(&room, "13:58"), Ok(at("2026-11-21T13:58:00")));
    assert_eq!(read(&room, "14:30"), Ok(at("2026-11-21T14:30:00")));
    let behind = read(&room, "19:45").unwrap_err();
    assert_eq!(
        behind,
        "nothing was recorded any more at 19:45: the record goes from 21 Nov 14:03 to 15:03; of \
         another day write it too, as in '21 Nov 19:45'"
    );
    assert_eq!(read(&room, "21 Nov 19:45"), Ok(at("2026-11-21T19:45:00")));
    assert_eq!(read(&room, "24 Nov 14:30"), Ok(at("2026-11-24T14:30:00")));
    assert_eq!(read(&room, "-1d"), Ok(at("2026-11-24T14:03:00")), "ago is ago");
}

#[test]
fn a_day_is_over_when_it_ends() {
    for (typed, meant) in [
        ("2026-12-04", "2026-12-04T23:59:59"),
        ("4 Dec", "2026-12-04T23:59:59"),
        // Today is not over.
        ("26 Nov", "2026-11-26T23:59:59"),
        ("4 Dec 10:00", "2026-12-04T10:00:00"),
        ("2d", "2026-11-28T10:00:00"),
    ] {
        assert_eq!(day_ahead(typed, now()), Ok(at(meant)), "{typed}");
    }
    for over in ["2026-11-25", "2020-01-01"] {
        assert!(day_ahead(over, now()).unwrap_err().contains("is over already"), "{over}");
    }
}

#[test]
fn a_minute_that_was_typed_is_meant_to_its_end() {
    let until = |typed| latest(typed, now()).map(|taken| taken.until);
    assert_eq!(until("09:06"), Ok(At::from_ms(at("2026-11-26T09:06:59").ms() + 999)));
    assert_eq!(until("24 Nov 09:06"), Ok(At::from_ms(at("2026-11-24T09:06:59").ms() + 999)));
    for exact in ["09:06:00", "2026-11-26T09:06:00Z"] {
        assert_eq!(until(exact), Ok(at("2026-11-26T09:06:00")), "{exact}");
    }
    let Taken { at: five, until, chosen } = latest("-5m", now()).unwrap();
    assert_eq!((five, chosen), (until, false));
    assert!(
        latest("09:06", now()).unwrap().chosen && !has_day("09:06~") && has_day("24 Nov 09:06")
    );
}

#[test]
fn from_where_on_to_look_is_a_time_or_the_beginning_of_a_day() {
    let now = At::parse("2026-11-24T14:20:00.000Z").unwrap();
    let since = |text: &str| super::since(text, now).map(|at| at.to_string());
    let of = |text: &str| Some(At::parse(text).unwrap().to_string());
    assert_eq!(since("14:05"), of("2026-11-24T14:05:00.000Z"));
    assert_eq!(since("-5m"), of("2026-11-24T14:15:00.000Z"));
    assert_eq!(since("24 Nov 14:05"), of("2026-11-24T14:05:00.000Z"));
    assert_eq!(since("24 Nov"), of("2026-11-24T00:00:00.000Z"));
    assert_eq!(since("25 Nov"), of("2025-11-25T00:00:00.000Z"), "the latest that is past");
    assert_eq!(since("2026-11-23"), of("2026-11-23T00:00:00.000Z"));
    for none in ["", "soon", "24", "24 No", "2026-11-30", "14:"] {
        assert_eq!(since(none), None, "{none}");
    }
}
