//! Calendar files: what is to happen when, for whatever calendar people use.
//!
//! Texts pass through `Shown` first, so that nothing hidden comes into anybody's calendar.

use chrono::{DateTime, Datelike as _, Days, Duration, NaiveDate, Utc};
use icalendar::{Alarm, Calendar, Class, Component as _, Event, EventLike as _};
use warroom_register::{At, Shown};

use crate::invitation::folded;

/// A summary is cut at so many cells.
const SUMMARY_CELLS_MAX: usize = 120;

/// When something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// On a day, as a whole.
    Day(At),
}

impl When {
    /// A calendar has four digits for a year, and the day after must have them too. A recording of
    /// others may hold any day.
    fn can_be_written(self) -> bool {
        let Self::Day(at) = self;
        (0..9999).contains(&instant(at).year())
    }
}

/// One entry of a calendar.
#[derive(Clone, Debug)]
pub(crate) struct Happening {
    /// Stays the same for one thing, so that a calendar updates it instead of doubling it.
    pub(crate) uid: String,
    /// When it is.
    pub(crate) when: When,
    /// In a line.
    pub(crate) summary: String,
    /// In full.
    pub(crate) words: String,
    /// It is reminded of so many hours before.
    pub(crate) alarm_hours: Option<i64>,
}

/// A calendar file with these entries, as of a moment.
pub(crate) fn calendar(name: &str, all: &[Happening], now: At) -> String {
    let mut calendar = Calendar::new();
    calendar.name(Shown::line(name, SUMMARY_CELLS_MAX).as_str());
    for one in all.iter().filter(|one| one.when.can_be_written()) {
        calendar.push(event(one, now));
    }
    folded(&calendar.done())
}

fn event(one: &Happening, now: At) -> Event {
    let mut event = Event::new();
    let summary = Shown::line(&one.summary, SUMMARY_CELLS_MAX).to_string();
    event.uid(&one.uid).timestamp(instant(now)).summary(&summary).description(&lines(&one.words));
    event.class(Class::Confidential);
    match one.when {
        When::Day(at) => {
            let day = instant(at).date_naive();
            event.starts(day).ends(next(day));
        }
    }
    if let Some(hours) = one.alarm_hours {
        let mut alarm = Alarm::display(&summary, -Duration::hours(hours));
        alarm.uid(&format!("alarm.{}", one.uid)).timestamp(instant(now));
        event.alarm(alarm);
    }
    event.done()
}

/// The day after, which is where an entry of a whole day ends.
fn next(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).unwrap_or(day)
}

fn instant(at: At) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(at.ms()).unwrap_or_default()
}

/// Line by line, since a calendar shows its own line breaks.
fn lines(words: &str) -> String {
    let shown: Vec<String> = words.lines().map(|line| Shown::of(line).to_string()).collect();
    shown.join("\n")
}

#[cfg(test)]
mod tests {
    use super::{Happening, When, calendar};
    use warroom_register::At;

    #[test]
    fn nothing_that_somebody_wrote_makes_a_line_of_its_own() {
        let at = At::parse("2026-12-04T23:59:59.000Z").unwrap();
        let one = Happening {
            uid: "61.x@warroom".into(),
            when: When::Day(at),
            summary: "colour the prompt\r\nATTACH:http://evil, and; more\u{202e}".into(),
            words: "first\r\nEND:VCALENDAR\r\nBEGIN:VEVENT\u{1b}[2J".into(),
            alarm_hours: Some(24),
        };
        let text = calendar("warroom", std::slice::from_ref(&one), at);
        for begins in ["ATTACH", "END:VCALENDAR\r\nBEGIN"] {
            assert!(!text.lines().any(|line| line.starts_with(begins)), "{text}");
        }
        assert_eq!(text.matches("\nBEGIN:VEVENT").count(), 1, "{text}");
        assert!(text.contains("DTSTART;VALUE=DATE:20261204\r\n"), "{text}");
        assert!(text.contains("DTEND;VALUE=DATE:20261205\r\n"), "{text}");
        assert!(text.contains("UID:61.x@warroom\r\n"), "{text}");
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
        let far = At::parse("9999-12-31T00:00:00.000Z").unwrap();
        let never = Happening { when: When::Day(far), ..one.clone() };
        assert!(!calendar("warroom", &[never], at).contains("VEVENT"), "the year 10000 is none");
        assert_eq!(text, calendar("warroom", &[one], at), "equal values give equal bytes");
    }
}
