//! Times as people type them, and which instant each of them means.
//!
//! One table for every place that takes a time: `14:06` and `14:06:30`, the same with their day
//! (`24 Nov 14:06`, `2026-11-24 14:06`), `-5m`, `10m ago`, a full instant (`2026-11-24T14:06:00Z`);
//! and `~` with any of them for about. All UTC. Where a room runs, a time without its day is one of
//! today, or of last night; where one looks back it is the latest past one; in a record that is
//! over, `Stretch` says of which day it is.

mod stretch;
#[cfg(test)]
mod tests;
mod typed;

pub use stretch::{Miss, Stretch, Taken};

use crate::decide::CLOCK_SLACK_SECONDS;
use crate::{At, Register, Seen, Shown};
use typed::{DAY_SECONDS, Form, Typed, ago, civil_day};

/// How a day is written, for sentences.
const WITH_DAY: &str = "with its day 24 Nov 14:06 or 2026-11-24 14:06";
/// A time of a day is the one nearest to a moment: so many seconds to either side.
const HALF_DAY_SECONDS: i64 = DAY_SECONDS / 2;

/// Reads when a thing happened, as it would be typed now. A `~` before or after it says: about.
///
/// Without its day a time is one of today, or, soon after midnight, of the night before: no more
/// than half a day ago. Any other time later today is refused as a slip, never taken as yesterday's.
/// A time that is ahead by no more than clocks may differ counts as now.
pub fn parse(text: &str, now: At) -> Result<Seen, String> {
    let typed = Typed::read(text).ok_or_else(|| no_time(text))?;
    let slack = now.plus_seconds(CLOCK_SLACK_SECONDS);
    let at = typed.latest(now).ok_or_else(|| no_time(text))?;
    let at = match typed.form {
        Form::Clock(_) | Form::Of { .. } if at < now.day() => typed.latest(slack).unwrap_or(at),
        _ => at,
    };
    if at > slack {
        return Err(to_come(text));
    }
    let of_day_before = !has_day(text) && at < now.day();
    if of_day_before && at < now.plus_seconds(-HALF_DAY_SECONDS) {
        return Err(perhaps_yesterday(text, at, now));
    }
    Ok(Seen { at, about: typed.about })
}

/// Reads a moment to look back at: the latest past one, and a minute is meant to its end.
pub fn latest(text: &str, now: At) -> Result<Taken, String> {
    let (typed, at) = past(text, now)?;
    Ok(typed.taken(at))
}

/// What was typed, and the latest past instant that it may mean.
fn past(text: &str, now: At) -> Result<(Typed, At), String> {
    let typed = Typed::read(text).ok_or_else(|| no_time(text))?;
    let at = typed.latest(now).ok_or_else(|| no_time(text))?;
    if at > now { Err(to_come(text)) } else { Ok((typed, at)) }
}

/// Reads from where on to look, as it would be typed now: a time, or a day from its beginning, the
/// latest that is past.
pub fn since(text: &str, now: At) -> Option<At> {
    let time = past(text, now).ok().map(|(_, at)| at);
    let of_day = |typed: &Typed| !typed.about && !matches!(typed.form, Form::Clock(_));
    let day = || Typed::read(&format!("{} 00:00", text.trim())).filter(of_day);
    time.or_else(|| day()?.latest(now).filter(|at| *at <= now))
}

/// Reads when a thing happened, as it is typed now for this incident: while it runs as `parse` does;
/// of one that is closed, an instant of its own days.
pub fn happened(text: &str, now: At, register: &Register) -> Result<Seen, String> {
    match Stretch::of_closed(register).filter(|_| !has_day(text)) {
        Some(stretch) => {
            let found = stretch.happened(text);
            let (taken, about) = found.map_err(|miss| on_no_day(text, &stretch, &miss))?;
            Ok(Seen { at: taken.at, about })
        }
        None => parse(text, now),
    }
}

/// Why a time is of no day of an incident, and how one of another day is written.
fn on_no_day(text: &str, stretch: &Stretch, miss: &Miss) -> String {
    let said = stretch.said(text, miss);
    match miss {
        Miss::After(_) | Miss::NoDay => {
            let day = stretch.to.short_day();
            format!(
                "{said}; of another day write it too, as in '{day} {}'",
                Shown::line(text.trim(), 32)
            )
        }
        Miss::NoTime | Miss::Before(_) | Miss::Several(_) => said,
    }
}

/// Reads the day by which something is to be done: it is over when it ends, whatever the hour.
pub fn day_ahead(text: &str, now: At) -> Result<At, String> {
    let end = |noon: At| noon.day().plus_seconds(DAY_SECONDS - 1);
    match civil_day(text.trim(), now).map(end) {
        Some(end) if end > now => Ok(end),
        _ => ahead(text, now),
    }
}

/// Whether a time says by itself of which day it is.
pub fn has_day(text: &str) -> bool {
    Typed::read(text).is_none_or(|typed| !matches!(typed.form, Form::Clock(_)))
}

/// Takes a time off the front of a line: `14:06~ the graph dips`, `24 Nov 14:06~ the graph dips`,
/// `-5m restarted it`.
///
/// A line may well begin with a number or a dash that is no time; then it is left as it is. What
/// has the shape of a time and is none is refused with a sentence, since it was meant as one.
pub fn lead_in(line: &str, now: At) -> Result<(Option<Seen>, &str), String> {
    let Some((front, rest)) = typed::in_front(line).filter(|(front, _)| typed::is_marked(front))
    else {
        return Ok((None, line));
    };
    parse(front, now).map(|seen| (Some(seen), rest))
}

/// Takes a time off the front of a line that tells of a moment: there `14:06 the graph dips` is
/// enough, and a time of a day is the one nearest to the moment.
pub fn lead_in_near(line: &str, near: At) -> Result<(Option<Seen>, &str), String> {
    let Some((front, rest)) = typed::in_front(line) else { return Ok((None, line)) };
    let typed = Typed::read(front).ok_or_else(|| no_time(front))?;
    let at = match typed.form {
        Form::Ago(_) => typed.latest(near),
        Form::Clock(_) | Form::Of { .. } | Form::Instant(_) => {
            typed.latest(near.plus_seconds(HALF_DAY_SECONDS))
        }
    };
    let at = at.ok_or_else(|| no_time(front))?;
    Ok((Some(Seen { at, about: typed.about }), rest))
}

/// Reads a time to come as it would be typed now: `14:40` (the next one), `20m`, `2h`, `3d`, a day
/// such as `28 Nov` or `2026-11-28` (at noon), either with its time, a full instant.
pub fn ahead(text: &str, now: At) -> Result<At, String> {
    let bare = text.trim();
    let amount = bare.strip_prefix('+').unwrap_or(bare);
    let soon = ago(&format!("-{amount}"));
    let soon = soon.map(|ms| At::from_ms(now.ms().saturating_add(ms)));
    let of_typed = || Typed::read(bare).and_then(|typed| typed.next(now));
    let at = soon.or_else(of_typed).or_else(|| civil_day(bare, now)).ok_or_else(|| {
        let example = now.plus_seconds(7 * DAY_SECONDS).short_day();
        format!(
            "{} is no time to come: write 14:40, 20m, 3d or a day such as {example}",
            Shown::line(text, 32)
        )
    })?;
    if at > now {
        Ok(at)
    } else {
        Err(format!("{} is over already: say when it will be", Shown::line(text, 32)))
    }
}

fn no_time(text: &str) -> String {
    format!(
        "{} is no time: write 14:06, 14:06~ for about, -5m, or {WITH_DAY}",
        Shown::line(text, 32)
    )
}

fn to_come(text: &str) -> String {
    format!("{} is still to come: a thing is written down once it happened", Shown::line(text, 32))
}

/// A time that is still to come today, and was yesterday longer ago than anybody means unsaid.
fn perhaps_yesterday(text: &str, at: At, now: At) -> String {
    format!(
        "{} is still to come today: where yesterday's is meant, write its day too, as in '{}'",
        Shown::line(text.trim(), 32),
        at.named(now)
    )
}
