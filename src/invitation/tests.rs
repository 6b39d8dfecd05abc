//! The invitation, read by a parser that others wrote.

use calcard::icalendar::{ICalendar, ICalendarValue};
use warroom_register::words::Phase;
use warroom_register::{Agenda, At, Command, IncidentId, Label, ReviewDue, Seq};

use super::*;
use crate::app::tests::fixture::{World, at, busy, handle};
use crate::guide::inviting;
use crate::paths::Paths;

const REVIEW: &str = r#"
[invite]
organizer = "incidents@example.org"
location = "room 4, or https://call.example/review"
hour = "09:30"
[invite.people]
ana = "ana@example.org"
ben = "ben@example.org"
[invite.owners.any]
risk = "risk@example.org"
product = "product@example.org"
technical = "cto@example.org"
[invite.owners.availability]
technical = "platform@example.org"
"#;

/// The outage, closed at 16:00 on a Saturday, with what was said of the review.
fn closed(review: Option<ReviewDue>) -> World {
    let mut world = busy();
    let close = Command::MovePhase {
        phase: Phase::Closed,
        why: "quiet".into(),
        card: None,
        card_salt: None,
        seen_at: None,
        review,
    };
    world.ask("16:00", "ana", &close);
    world
}

fn settings(text: &str) -> Inviting {
    let folder = tempfile::tempdir().unwrap();
    let paths = Paths::under(folder.path());
    std::fs::create_dir_all(paths.config_folder()).unwrap();
    std::fs::write(paths.config_folder().join("review.toml"), text).unwrap();
    inviting(&paths).unwrap()
}

fn invitation<'a>(world: &'a World, inviting: &'a Inviting) -> Invitation<'a> {
    Invitation {
        register: &world.register,
        id: IncidentId(uuid::Uuid::from_u128(7)),
        label: Some(Label(42)),
        agenda: Agenda::default(),
        inviting,
        now: at("17:00"),
    }
}

/// What a calendar reads: each property of the event, with its values as text.
fn read(ics: &str) -> Vec<(String, String)> {
    let calendar = ICalendar::parse(ics).unwrap();
    let event = calendar.components.iter().find(|c| c.component_type.as_str() == "VEVENT").unwrap();
    let entries = event.entries.iter().map(|entry| {
        let values = entry.values.iter().map(|value| match value {
            ICalendarValue::Text(text) => text.clone(),
            ICalendarValue::PartialDateTime(time) => {
                let at = time.to_date_time().unwrap();
                format!("{}{}", at.date_time, if time.tz_hour.is_some() { " UTC" } else { "" })
            }
            other => format!("{other:?}"),
        });
        (entry.name.as_str().to_owned(), values.collect::<Vec<_>>().join(" "))
    });
    entries.collect()
}

fn all(read: &[(String, String)], name: &str) -> Vec<String> {
    read.iter().filter(|(n, _)| n == name).map(|(_, value)| value.clone()).collect()
}

#[test]
fn calendars_read_who_when_and_where() {
    let (world, inviting) = (closed(None), settings(REVIEW));
    let invitation = invitation(&world, &inviting);
    // A P1 closed on Saturday is due on Tuesday; the usual hour is in time that day.
    let start = invitation.usual_start();
    assert_eq!(start.to_string(), "2026-11-24T09:30:00.000Z");
    let ics = invitation.ics(start);
    let event = read(&ics);
    assert_eq!(all(&event, "DTSTART"), ["2026-11-24 09:30:00 UTC"], "{ics}");
    assert_eq!(all(&event, "DTEND"), ["2026-11-24 10:30:00 UTC"]);
    assert_eq!(all(&event, "SUMMARY"), ["Review of INC-42: Checkout returns 500s"]);
    assert_eq!(all(&event, "LOCATION"), ["room 4, or https://call.example/review"]);
    let description = all(&event, "DESCRIPTION").remove(0);
    assert!(description.contains("2. the timeline, read out, 30 min\n3. impact"), "{description}");
    assert!(description.contains("Also invited: cy, dia, eve"), "{description}");
    assert!(description.contains("warroom review INC-42"), "{description}");
    // By kind: availability has an own technical owner; who watched is not among them.
    let expected = ["risk@", "product@", "platform@", "ana@", "ben@"];
    assert_eq!(all(&event, "ATTENDEE").len(), expected.len(), "{event:?}");
    for (guest, begins) in all(&event, "ATTENDEE").iter().zip(expected) {
        assert!(guest.contains(&format!("mailto:{begins}example.org")), "{guest}");
    }
    assert!(all(&event, "ORGANIZER").join("").contains("mailto:incidents@example.org"));
    assert_eq!(all(&event, "UID"), ["00000000-0000-0000-0000-000000000007-review@warroom"]);
    assert!(ics.contains("METHOD:REQUEST\r\n"));
    assert_eq!(ics.split("\r\n").find(|line| line.len() > 75), None, "folded as the format asks");
}

#[test]
fn what_was_said_at_closing_stands_over_the_severity_and_late_is_said() {
    let until = Some(At::parse("2026-11-26T12:00:00.000Z").unwrap());
    let world = closed(Some(ReviewDue { who: Some(handle("gil")), until }));
    let inviting = Inviting::default();
    let mut invitation = invitation(&world, &inviting);
    assert_eq!(invitation.usual_start().to_string(), "2026-11-26T10:00:00.000Z");
    // Nobody's address is known, and the one who calls it is among those it says so of.
    assert!(invitation.unreached().contains(&handle("gil")));
    let ics = invitation.ics(invitation.usual_start());
    assert!(ics.contains("METHOD:PUBLISH\r\n") && !ics.contains("ATTENDEE"));
    // Where the day is over it goes to the next working day, and says by when it was due.
    invitation.now = At::parse("2026-11-27T18:00:00.000Z").unwrap();
    let start = invitation.usual_start();
    assert_eq!(start.to_string(), "2026-11-30T10:00:00.000Z");
    let event = read(&invitation.ics(start));
    assert!(all(&event, "DESCRIPTION").remove(0).contains("It was due by"));
}

#[test]
fn nobodys_words_make_a_line_of_their_own() {
    let mut world = World::open("14:03", "a\\nb; c, d");
    world.script("14:04 ana phase closed");
    let inviting = settings("[invite]\nlocation = \"x\\nATTENDEE:mailto:eve@example.org\"\n");
    let ics = invitation(&world, &inviting).ics(at("18:00"));
    let event = read(&ics);
    assert_eq!(all(&event, "SUMMARY"), ["Review of INC-42: a\\nb; c, d"]);
    assert_eq!(all(&event, "ATTENDEE"), Vec::<String>::new());
    assert!(all(&event, "LOCATION").remove(0).contains("ATTENDEE"));
    assert_eq!(world.register.head(), Seq(2));
}

#[test]
fn no_line_of_a_calendar_is_longer_than_it_may_be_and_no_word_is_lost() {
    for words in ["x", "\u{20ac}", "a b "] {
        for length in 1..400 {
            let text: String = words.chars().cycle().take(length).chain(['.']).collect();
            let mut calendar = Calendar::empty();
            calendar.push(Event::new().uid("one").description(&text).done());
            let told = folded(&calendar);
            let longest = told.split("\r\n").map(str::len).max();
            assert!(longest <= Some(75), "{longest:?} in {told}");
            assert_eq!(all(&read(&told), "DESCRIPTION"), [text]);
        }
    }
}

#[test]
fn late_names_what_was_said_at_closing_and_else_the_severity() {
    let inviting = Inviting::default();
    let until = Some(At::parse("2026-11-26T12:00:00.000Z").unwrap());
    let late = |review: Option<ReviewDue>| {
        let world = closed(review);
        let at = At::parse("2027-01-07T10:00:00.000Z").unwrap();
        let told = invitation(&world, &inviting).is_late(at).unwrap();
        assert!(told.starts_with("that is later than it is due: "), "{told}");
        told
    };
    let told = late(Some(ReviewDue { who: Some(handle("gil")), until }));
    assert!(told.ends_with("gil was to call it by Thursday 26 November 2026"), "{told}");
    let told = late(Some(ReviewDue { who: None, until }));
    assert!(told.ends_with("it was to be called by Thursday 26 November 2026"), "{told}");
    let told = late(Some(ReviewDue { who: Some(handle("gil")), until: None }));
    assert!(told.contains(" after a P1, by "), "{told}");
}

#[test]
fn a_day_of_another_year_is_said_with_its_year() {
    let world = closed(None);
    let inviting = Inviting::default();
    let told =
        |start: &str| invitation(&world, &inviting).is_of_another_year(At::parse(start).unwrap());
    let says = "it begins on Saturday 20 November 2027, 02:00".to_owned();
    assert_eq!(told("2027-11-20T02:00:00.000Z"), Some(says));
    assert_eq!(told("2026-12-20T02:00:00.000Z"), None);
}
