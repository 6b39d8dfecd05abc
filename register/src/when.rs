//! Times as people type them: `14:06`, `14:06~`, `-5m`, `10m ago`, a full instant.
//!
//! A time without a date is the latest past one, UTC.

use crate::{At, Seen, Shown};

const DAY_SECONDS: i64 = 86_400;

/// Reads a time as it would be typed now. A `~` before or after it says: about.
pub fn parse(text: &str, now: At) -> Result<Seen, String> {
    let text = text.trim();
    let bare = text.strip_prefix('~').or_else(|| text.strip_suffix('~'));
    let (bare, about) = bare.map_or((text, false), |bare| (bare.trim(), true));
    let at = ago(bare, now).or_else(|| clock(bare, now)).or_else(|| At::parse(bare));
    let at = at.ok_or_else(|| {
        format!("{} is no time: write 14:06, 14:06~ for about, or -5m", Shown::line(text, 32))
    })?;
    if at > now {
        return Err(format!(
            "{} is still to come: a thing is written down once it happened",
            Shown::line(text, 32)
        ));
    }
    Ok(Seen { at, about })
}

/// Takes a time off the front of a line: `14:06~ the graph dips` or `-5m restarted it`.
///
/// A line may well begin with a number or a dash that is no time; then it is left as it is. What
/// has the shape of a time and is none is refused with a sentence, since it was meant as one.
pub fn lead_in(line: &str, now: At) -> Result<(Option<Seen>, &str), String> {
    let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    if !is_meant(first) {
        return Ok((None, line));
    }
    parse(first, now).map(|seen| (Some(seen), rest.trim_start()))
}

/// Whether a word in front is meant as a time: digits with `~`, or `-` with digits and a unit.
fn is_meant(word: &str) -> bool {
    let begins = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    if let Some(about) = word.strip_prefix('~').or_else(|| word.strip_suffix('~')) {
        return begins(about.trim_start_matches('-'));
    }
    let Some(ago) = word.strip_prefix('-').filter(|rest| begins(rest)) else { return false };
    let unit = ago.trim_start_matches(|c: char| c.is_ascii_digit());
    !unit.is_empty() && unit.bytes().all(|b| b.is_ascii_lowercase())
}

/// `-5m`, `5m ago`, `-90s`, `-2h`.
fn ago(text: &str, now: At) -> Option<At> {
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
    Some(now.plus_seconds(-number.checked_mul(seconds)?))
}

/// `14:06` and `14:06:30`: today, or yesterday where today's is still to come.
fn clock(text: &str, now: At) -> Option<At> {
    let mut parts = text.split(':');
    let mut part = |most: i64| -> Option<i64> {
        let digits = parts.next()?;
        let good = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        digits.parse().ok().filter(|n| good && *n <= most)
    };
    let (hour, minute) = (part(23)?, part(59)?);
    let second = if text.matches(':').count() == 2 { part(59)? } else { 0 };
    if text.matches(':').count() > 2 {
        return None;
    }
    let today = now.day().plus_seconds((hour * 60 + minute) * 60 + second);
    Some(if today > now { today.plus_seconds(-DAY_SECONDS) } else { today })
}

/// Reads a time to come as it would be typed now: `14:40` (the next one), `20m`, `2h`, `3d`, a day
/// such as `2026-11-28` (at noon), a full instant.
pub fn ahead(text: &str, now: At) -> Result<At, String> {
    let bare = text.trim();
    let wrong = || {
        format!(
            "{} is no time to come: write 14:40, 20m, 3d or a day such as {}",
            Shown::line(text, 32),
            now.plus_seconds(7 * DAY_SECONDS).to_string().chars().take(10).collect::<String>()
        )
    };
    let amount = bare.strip_prefix('+').unwrap_or(bare);
    let soon = ago(&format!("-{amount}"), now).map(|past| {
        let ms = now.ms().saturating_sub(past.ms());
        At::from_ms(now.ms().saturating_add(ms))
    });
    let today = || {
        clock(bare, now).map(|at| {
            let past = at <= now;
            if past { at.plus_seconds(DAY_SECONDS) } else { at }
        })
    };
    let day = || At::parse(&format!("{bare}T12:00:00.000Z"));
    let at = soon.or_else(today).or_else(day).or_else(|| At::parse(bare)).ok_or_else(wrong)?;
    if at > now {
        Ok(at)
    } else {
        Err(format!("{} is over already: say when it will be", Shown::line(text, 32)))
    }
}
