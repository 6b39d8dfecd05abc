//! Instants as the recording writes them: UTC, exactly three digits of milliseconds, `Z`.
//!
//! A type of its own, because chrono's serde leaves the milliseconds out when they are zero.

use chrono::{DateTime, Datelike, Timelike};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::ops::Range;

/// An instant in UTC, in milliseconds since 1970. Years 0000 to 9999.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At(i64);

const WRITTEN_BYTES: usize = "2026-11-21T14:03:11.204Z".len();
const DAY_MS: i64 = 86_400_000;

impl At {
    /// The instant this many milliseconds after 1970.
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since 1970.
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// Whole seconds from `earlier` to this; zero if `earlier` is later.
    pub const fn seconds_since(self, earlier: Self) -> u64 {
        let ms = self.0.saturating_sub(earlier.0);
        if ms > 0 { ms.unsigned_abs() / 1000 } else { 0 }
    }

    /// This instant and so many seconds more (or less).
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// The first instant of this one's day, UTC.
    pub const fn day(self) -> Self {
        Self(self.0 - self.0.rem_euclid(DAY_MS))
    }

    /// `14:03`, the form of the timeline.
    pub fn clock(self) -> String {
        let minute = self.0.rem_euclid(DAY_MS) / 60_000;
        format!("{:02}:{:02}", minute / 60, minute % 60)
    }

    /// `14:03:11`, where seconds matter.
    pub fn clock_seconds(self) -> String {
        format!("{}:{:02}", self.clock(), self.0.rem_euclid(60_000) / 1000)
    }

    /// `24 Nov`: the day, where its year goes without saying.
    pub fn short_day(self) -> String {
        self.civil().map_or_else(String::new, |t| t.format("%-d %b").to_string())
    }

    /// `24 Nov 14:03`, for sentences; beside an instant of another year `24 Nov 2020 14:03`.
    pub fn named(self, beside: Self) -> String {
        let year = self.year();
        let year = if year == beside.year() { String::new() } else { format!(" {year}") };
        format!("{}{year} {}", self.short_day(), self.clock())
    }

    /// `14:03`, and beside an instant of another day `24 Nov 14:03`.
    pub fn clock_beside(self, other: Self) -> String {
        self.with_day(other, self.clock())
    }

    /// `14:03:11`, and beside an instant of another day `24 Nov 14:03:11`.
    pub fn seconds_beside(self, other: Self) -> String {
        self.with_day(other, self.clock_seconds())
    }

    fn with_day(self, other: Self, clock: String) -> String {
        if self.day() == other.day() { clock } else { format!("{} {clock}", self.short_day()) }
    }

    /// The first instant of a day of the Gregorian calendar, counted from 1; `None` if there is no such
    /// day.
    pub(crate) fn of_day(year: i64, month: i64, day: i64) -> Option<Self> {
        days_from_civil(year, month, day).map(|days| Self(days * DAY_MS))
    }

    /// The year that it is in.
    pub(crate) fn year(self) -> i64 {
        self.civil().map_or(0, |t| i64::from(t.year()))
    }

    /// `2026-11-21`, as days are sorted and typed.
    pub fn iso_day(self) -> String {
        self.to_string().chars().take("2026-11-21".len()).collect()
    }

    /// `Saturday 21 November 2026`, for headings.
    pub fn date(self) -> String {
        self.civil().map_or_else(String::new, |t| t.format("%A %-d %B %Y").to_string())
    }

    fn civil(self) -> Option<DateTime<chrono::Utc>> {
        DateTime::from_timestamp_millis(self.0).filter(|t| (0..=9999).contains(&t.year()))
    }

    /// Reads `2026-11-21T14:03:11.204Z` and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let b = text.as_bytes();
        if b.len() != WRITTEN_BYTES
            || !b.iter().zip(b"0000-00-00T00:00:00.000Z").all(|(got, shape)| {
                if *shape == b'0' { got.is_ascii_digit() } else { got == shape }
            })
        {
            return None;
        }
        let number = |from: usize, to: usize| {
            b.get(from..to)?.iter().try_fold(0_i64, |n, d| Some(n * 10 + i64::from(d - b'0')))
        };
        let days = days_from_civil(number(0, 4)?, number(5, 7)?, number(8, 10)?)?;
        let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let seconds = (hour * 60 + minute) * 60 + second;
        Some(Self(days * DAY_MS + seconds * 1000 + number(20, 23)?))
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar; `None` for a date that is none.
/// After Howard Hinnant's `days_from_civil`.
fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

impl At {
    /// As it is written. Each record has one, so it is not left to the machinery of formats, which took
    /// longer than all the rest of a line.
    fn written(self) -> [u8; WRITTEN_BYTES] {
        let mut written = *b"0000-01-01T00:00:00.000Z";
        let Some(t) = self.civil() else { return written };
        let (year, ms) = (t.year().unsigned_abs(), t.timestamp_subsec_millis());
        let twos = [t.month(), t.day(), t.hour(), t.minute(), t.second()];
        for (number, digits) in [(year, 0..4), (ms, 20..23)] {
            put(&mut written, digits, number);
        }
        for (number, from) in twos.into_iter().zip((5..).step_by(3)) {
            put(&mut written, from..from + 2, number);
        }
        written
    }
}

/// Writes a number's last digits.
fn put(text: &mut [u8], digits: Range<usize>, mut number: u32) {
    for digit in text.get_mut(digits).into_iter().flatten().rev() {
        *digit = b'0' + u8::try_from(number % 10).unwrap_or_default();
        number /= 10;
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(str::from_utf8(&self.written()).unwrap_or_default())
    }
}

impl Serialize for At {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(str::from_utf8(&self.written()).unwrap_or_default())
    }
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Reader;
        impl de::Visitor<'_> for Reader {
            type Value = At;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time such as 2026-11-21T14:03:11.204Z")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<At, E> {
                At::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }
        d.deserialize_str(Reader)
    }
}

/// When a thing happened, as its author says: an own clock, kept beside the server's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The instant it happened.
    pub at: At,
    /// Written `~`: the author is not sure to the minute.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub about: bool,
}
