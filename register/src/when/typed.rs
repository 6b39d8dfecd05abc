//! What was typed, before it is said which instant it means.

use crate::At;

/// A day, in seconds.
pub(super) const DAY_SECONDS: i64 = 86_400;
/// What is left of a minute that was typed, in milliseconds.
const MINUTE_REST_MS: i64 = 59_999;
/// Letters of a month's name that have to be there.
const MONTH_LETTERS_MIN: usize = 3;
/// A time in front of a line has so many words at most: `24 Nov 2026 14:06~`.
const WORDS_MAX: usize = 4;
/// The 29th of February is so many years apart at most.
const YEARS_MAX: i64 = 8;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A time as it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) form: Form,
    /// A `~` stood with it.
    pub(super) about: bool,
    /// No seconds were typed.
    pub(super) to_minute: bool,
}

/// How much of it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// How many milliseconds ago.
    Ago(i64),
    /// Seconds of a day that is not said.
    Clock(i64),
    /// Of a day without its year.
    Of {
        /// From 1.
        month: i64,
        /// From 1.
        day: i64,
        /// Seconds of that day.
        clock: i64,
    },
    /// All of it.
    Instant(At),
}

impl Typed {
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let bare = text.strip_prefix('~').or_else(|| text.strip_suffix('~'));
        let (bare, about) = bare.map_or((text, false), |bare| (bare.trim(), true));
        let to_minute = bare.matches(':').count() == 1;
        let form = ago(bare).map(Form::Ago).or_else(|| clock(bare).map(Form::Clock));
        let form = form.or_else(|| dated(bare)).or_else(|| instant(bare).map(Form::Instant))?;
        Some(Self { form, about, to_minute })
    }

    /// The latest instant up to `until` that it may mean; one in full may be later.
    pub(super) fn latest(&self, until: At) -> Option<At> {
        match self.form {
            Form::Ago(ms) => Some(At::from_ms(until.ms().saturating_sub(ms))),
            Form::Clock(clock) => {
                let today = until.day().plus_seconds(clock);
                Some(if today > until { today.plus_seconds(-DAY_SECONDS) } else { today })
            }
            Form::Of { month, day, clock } => (0..=YEARS_MAX).find_map(|back| {
                let of = At::of_day(until.year() - back, month, day)?.plus_seconds(clock);
                (of <= until).then_some(of)
            }),
            Form::Instant(at) => Some(at),
        }
    }

    /// The next instant after `now` that it may mean; `None` for a time in the past, such as `-5m`.
    pub(super) fn next(&self, now: At) -> Option<At> {
        match self.form {
            Form::Ago(_) => None,
            Form::Clock(clock) => {
                let today = now.day().plus_seconds(clock);
                Some(if today <= now { today.plus_seconds(DAY_SECONDS) } else { today })
            }
            Form::Of { month, day, clock } => (0..=YEARS_MAX).find_map(|on| {
                let of = At::of_day(now.year() + on, month, day)?.plus_seconds(clock);
                (of > now).then_some(of)
            }),
            Form::Instant(at) => Some(at),
        }
    }

    /// This instant as what was meant.
    pub(super) const fn taken(&self, at: At) -> super::Taken {
        let rest = if self.to_minute { MINUTE_REST_MS } else { 0 };
        let until = At::from_ms(at.ms().saturating_add(rest));
        super::Taken { at, until, chosen: matches!(self.form, Form::Clock(_)) }
    }
}

/// `-5m`, `5m ago`, `-90s`, `-2h`: so many milliseconds.
pub(super) fn ago(text: &str) -> Option<i64> {
    let amount = text.strip_prefix('-').or_else(|| text.strip_suffix("ago").map(str::trim_end))?;
    let unit = amount.chars().last()?;
    let number: i64 = amount.strip_suffix(unit)?.parse().ok().filter(|n| *n >= 0)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => DAY_SECONDS,
        _ => return None,
    };
    number.checked_mul(seconds)?.checked_mul(1000)
}

/// `14:06` and `14:06:30`, in seconds of a day.
fn clock(text: &str) -> Option<i64> {
    let parts: Vec<&str> = text.split(':').collect();
    let part = |text: &str, most: i64| number(text, 2).filter(|n| *n <= most);
    let (hour, minute, second) = match parts.as_slice() {
        [hour, minute] => (hour, minute, "0"),
        [hour, minute, second] => (hour, minute, *second),
        _ => return None,
    };
    Some((part(hour, 23)? * 60 + part(minute, 59)?) * 60 + part(second, 59)?)
}

/// Digits alone, so many at most.
fn number(text: &str, most: usize) -> Option<i64> {
    let good = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| good)
}

/// `24 Nov 14:06`, `24 Nov 2026 14:06`, `2026-11-24 14:06`, `2026-11-24T14:06`.
fn dated(text: &str) -> Option<Form> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        [day, name, time] => {
            Some(Form::Of { month: month(name)?, day: number(day, 2)?, clock: clock(time)? })
        }
        [day, name, year, time] => {
            let of = At::of_day(number(year, 4)?, month(name)?, number(day, 2)?)?;
            Some(Form::Instant(of.plus_seconds(clock(time)?)))
        }
        [date, time] => Some(Form::Instant(iso(date)?.plus_seconds(clock(time)?))),
        [whole] => {
            let (date, time) = whole.split_once('T')?;
            Some(Form::Instant(iso(date)?.plus_seconds(clock(time)?)))
        }
        _ => None,
    }
}

/// `2026-11-24`.
fn iso(text: &str) -> Option<At> {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return None };
    At::of_day(number(year, 4).filter(|_| year.len() == 4)?, number(month, 2)?, number(day, 2)?)
}

/// A month's name, or how it begins.
fn month(text: &str) -> Option<i64> {
    let text = text.trim_end_matches('.').to_ascii_lowercase();
    let at = MONTHS.iter().position(|name| name.starts_with(&text))?;
    (text.len() >= MONTH_LETTERS_MIN).then(|| i64::try_from(at + 1).ok())?
}

/// An instant in full, after RFC 3339.
fn instant(text: &str) -> Option<At> {
    let read = || chrono::DateTime::parse_from_rfc3339(text).ok();
    At::parse(text).or_else(|| read().map(|t| At::from_ms(t.timestamp_millis())))
}

/// `28 Nov`, `28 Nov 2026` or `2026-11-28`, at noon; without its year the next one.
pub(super) fn civil_day(text: &str, now: At) -> Option<At> {
    let noon = format!("{text} 12:00");
    let typed = Typed::read(&noon).filter(|typed| !typed.about)?;
    // Today is a day by which something may be done.
    match typed.form {
        Form::Clock(_) | Form::Ago(_) => None,
        Form::Of { .. } => typed.next(now.day()),
        Form::Instant(at) => Some(at),
    }
}

/// What has the shape of a time at the front of a line, and the rest of it.
pub(super) fn in_front(line: &str) -> Option<(&str, &str)> {
    (1..=WORDS_MAX).rev().find_map(|many| {
        let (front, rest) = split(line, many)?;
        has_shape(front, many).then_some((front, rest))
    })
}

/// The first words of a line, this many, and the rest.
fn split(line: &str, many: usize) -> Option<(&str, &str)> {
    let mut end = 0;
    for at in 0..many {
        let left = line.get(end..)?;
        let start = left.find(|c: char| !c.is_whitespace())?;
        // A line begins with its first word.
        if at == 0 && start > 0 {
            return None;
        }
        let word = left.get(start..)?;
        end += start + word.find(char::is_whitespace).unwrap_or(word.len());
    }
    Some((line.get(..end)?, line.get(end..)?.trim_start()))
}

/// Whether words are meant as a time, be they a good one or not.
fn has_shape(front: &str, words: usize) -> bool {
    let bare = front.strip_prefix('~').or_else(|| front.strip_suffix('~')).unwrap_or(front);
    let parts: Vec<&str> = bare.split_whitespace().collect();
    let digits = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let is_clock = |text: &str| digits(text) && text.contains(':');
    let is_date = |text: &str| text.len() == "2026-11-24".len() && text.matches('-').count() == 2;
    match parts.as_slice() {
        _ if parts.len() != words => false,
        [one] => is_ago(one) || is_clock(one) || (is_marked(front) && digits(one)),
        [date, time] => digits(date) && is_date(date) && is_clock(time),
        [day, name, time] => number(day, 2).is_some() && month(name).is_some() && is_clock(time),
        [day, name, year, time] => {
            let date = number(day, 2).is_some() && month(name).is_some();
            date && number(year, 4).is_some() && is_clock(time)
        }
        _ => false,
    }
}

/// `-5m`: digits and a unit behind a dash.
fn is_ago(word: &str) -> bool {
    let digits = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let Some(ago) = word.strip_prefix('-').filter(|rest| digits(rest)) else { return false };
    let unit = ago.trim_start_matches(|c: char| c.is_ascii_digit());
    !unit.is_empty() && unit.bytes().all(|b| b.is_ascii_lowercase())
}

/// Whether a time in front of a line is marked as one: by `~`, or by a dash before it.
pub(super) fn is_marked(front: &str) -> bool {
    front.starts_with('~') || front.ends_with('~') || front.starts_with('-')
}
