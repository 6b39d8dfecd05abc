//! The times of an incident, and what lies between them: each with one exact definition.
//!
//! Worked out from the register alone. A time that nobody recorded is *not known*, never zero; one
//! that its author is not sure of stays so in all that is reckoned from it; an order that cannot be
//! is said, and nothing is reckoned across it. The words beside each are its definition, and the
//! docs print them from here.

mod doubt;
mod kept;
#[cfg(test)]
mod tests;

use serde::Serialize;
use std::collections::BTreeMap;

pub use doubt::against;
pub use kept::Kept;
pub(crate) use kept::{Came, promised};

use crate::register::What;
use crate::words::{Audience, Mode, Moment, Phase, Role, Severity, words};
use crate::{At, Register, Row, Seen};

words! {
    /// The times of an incident, in the order in which they should come.
    Point, "time" {
        Signalled = "signalled": "the first sign of it on the record: the earliest observation, by when it was seen, or being detected",
        Began = "began": "users were first affected, as marked",
        Detected = "detected": "we first knew, as marked",
        Declared = "declared": "the incident was opened here",
        LeadTaken = "lead_taken": "somebody led for the first time",
        FirstWord = "first_word": "the first words to the public were sent",
        Identified = "identified": "we knew what it was: marked, or the phase was first entered",
        Mitigated = "mitigated": "users were no longer hurt: marked, or the phase monitoring was first entered; anew where it began again",
        Restored = "restored": "service was as it should be: marked, or the phase resolved was first entered; anew where it began again",
        Closed = "closed": "the incident was closed, and not opened again",
    }
}

words! {
    /// What lies between two times.
    Span, "duration" {
        Detect = "detect": "from when it began until it was detected",
        Acknowledge = "acknowledge": "from the first sign until it was detected",
        Declare = "declare": "from when it was detected until it was declared",
        Lead = "lead": "from when it was declared until somebody led",
        FirstWord = "first_word": "from when it was declared until the first public word",
        Identify = "identify": "from when it began until it was identified",
        Mitigate = "mitigate": "from when it began until it was mitigated",
        Restore = "restore": "from when it began until it was restored",
        Fix = "fix": "from when it was declared until it was closed",
        Total = "total": "from when it began until it was closed",
    }
}

impl Point {
    /// The words for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::LeadTaken => "lead taken",
            Self::FirstWord => "first public word",
            other => other.name(),
        }
    }
}

impl Span {
    /// The words for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Detect => "to detect",
            Self::Acknowledge => "to acknowledge",
            Self::Declare => "to declare",
            Self::Lead => "to a lead",
            Self::FirstWord => "to the first public word",
            Self::Identify => "to identify",
            Self::Mitigate => "to mitigate",
            Self::Restore => "to restore",
            Self::Fix => "to fix",
            Self::Total => "in total",
        }
    }

    /// From which time to which.
    pub const fn ends(self) -> (Point, Point) {
        match self {
            Self::Detect => (Point::Began, Point::Detected),
            Self::Acknowledge => (Point::Signalled, Point::Detected),
            Self::Declare => (Point::Detected, Point::Declared),
            Self::Lead => (Point::Declared, Point::LeadTaken),
            Self::FirstWord => (Point::Declared, Point::FirstWord),
            Self::Identify => (Point::Began, Point::Identified),
            Self::Mitigate => (Point::Began, Point::Mitigated),
            Self::Restore => (Point::Began, Point::Restored),
            Self::Fix => (Point::Declared, Point::Closed),
            Self::Total => (Point::Began, Point::Closed),
        }
    }
}

/// A minute, in milliseconds.
const MINUTE_MS: i64 = 60_000;

/// What must not come before what.
const ORDERS: [(Point, Point); 7] = [
    (Point::Began, Point::Detected),
    (Point::Began, Point::Identified),
    (Point::Began, Point::Mitigated),
    (Point::Began, Point::Restored),
    (Point::Detected, Point::Identified),
    (Point::Mitigated, Point::Restored),
    (Point::Restored, Point::Closed),
];

/// How long something took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Both of its ends are known.
    Known {
        /// Whole seconds.
        seconds: u64,
        /// One of its ends is approximate.
        about: bool,
    },
    /// An end of it is not known.
    Missing {
        /// When it would begin.
        from: bool,
        /// When it would end.
        to: bool,
    },
    /// Its end is before its beginning.
    Backwards,
}

impl Length {
    /// The seconds, where they are known.
    pub const fn seconds(self) -> Option<u64> {
        match self {
            Self::Known { seconds, .. } => Some(seconds),
            Self::Missing { .. } | Self::Backwards => None,
        }
    }
}

/// How long the incident was graded so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Graded {
    /// How bad it was.
    pub severity: Severity,
    /// For so long, in whole seconds.
    pub seconds: u64,
}

impl std::fmt::Display for Length {
    /// `~18 h 46 m 50 s`, or what keeps it from being known.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Known { seconds, about } => f.write_str(&said(*seconds, *about)),
            Self::Missing { .. } => f.write_str("not known"),
            Self::Backwards => f.write_str("its end is before its beginning"),
        }
    }
}

/// The times of one incident.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// Those that are known.
    pub points: BTreeMap<Point, Seen>,
    /// How long it had each severity; nothing where it was written down afterwards.
    pub graded: Vec<Graded>,
    /// Promises, answers and lateness.
    pub kept: Kept,
}

impl Times {
    /// The times that a register tells of.
    pub fn of(register: &Register) -> Self {
        let mut points = BTreeMap::new();
        for (moment, seen) in register.moments() {
            points.insert(point_of(*moment), *seen);
        }
        let past = register.incident().mode == Mode::Past;
        for (point, what) in [
            (Point::Declared, find(register, opens)),
            (Point::LeadTaken, find(register, leads)),
            (Point::Closed, closing(register)),
        ] {
            let seen = what.and_then(|row| happened(row, past));
            points.extend(seen.map(|seen| (point, seen)));
        }
        points.extend(first_word(register, past).map(|seen| (Point::FirstWord, seen)));
        let sign = signs(register, past).chain(points.get(&Point::Detected).copied());
        points.extend(sign.min_by_key(|seen| seen.at).map(|seen| (Point::Signalled, seen)));
        let graded = if past { Vec::new() } else { graded(register) };
        Self { points, graded, kept: Kept::of(register) }
    }

    /// How long this took.
    pub fn length(&self, span: Span) -> Length {
        let (from, to) = span.ends();
        match (self.points.get(&from), self.points.get(&to)) {
            (Some(from), Some(to)) if within_its_minute(from.at, to.at) => {
                Length::Known { seconds: 0, about: true }
            }
            (Some(from), Some(to)) if to.at < from.at => Length::Backwards,
            (Some(from), Some(to)) => Length::Known {
                seconds: to.at.seconds_since(from.at),
                about: from.about || to.about,
            },
            (from, to) => Length::Missing { from: from.is_none(), to: to.is_none() },
        }
    }

    /// Whether this rests on one of two times of which one is wrong: then its length says nothing.
    pub fn is_doubtful(&self, span: Span) -> bool {
        let (from, to) = span.ends();
        let rests_on = |point: &Point| *point == from || *point == to;
        self.impossible().iter().any(|(first, then)| rests_on(first) || rests_on(then))
    }

    /// Each pair of times that is in an order that cannot be: the first should not be the later.
    pub fn impossible(&self) -> Vec<(Point, Point)> {
        let at = |point: &Point| self.points.get(point).map(|seen| seen.at);
        let wrong = |(first, then): &(Point, Point)| {
            let both = at(first).zip(at(then));
            both.is_some_and(|(first, then)| first > then && !within_its_minute(first, then))
        };
        ORDERS.iter().filter(|pair| wrong(pair)).copied().collect()
    }
}

/// Whether what comes first may lie before what comes then, which was given to the minute alone and
/// stands at its beginning.
fn within_its_minute(first: At, then: At) -> bool {
    let to_minute = then.ms().rem_euclid(MINUTE_MS) == 0;
    to_minute && first > then && first.ms() - then.ms() < MINUTE_MS
}

const fn point_of(moment: Moment) -> Point {
    match moment {
        Moment::Began => Point::Began,
        Moment::Detected => Point::Detected,
        Moment::Identified => Point::Identified,
        Moment::Mitigated => Point::Mitigated,
        Moment::Restored => Point::Restored,
    }
}

const fn opens(what: What) -> bool {
    matches!(what, What::Opened(..))
}

const fn leads(what: What) -> bool {
    opens(what) || matches!(what, What::LeadTaken | What::RoleAccepted(Role::Lead))
}

/// The first record that does this. In what was written down afterwards, one that says when: whoever
/// types an incident in opens nothing by that, and leads nothing.
fn find(register: &Register, does: fn(What) -> bool) -> Option<&Row> {
    let past = register.incident().mode == Mode::Past;
    let told = |row: &&Row| does(row.what) && (!past || row.seen.is_some());
    register.rows().iter().find(told)
}

/// The record that closed it, where it was not opened again.
fn closing(register: &Register) -> Option<&Row> {
    register.incident().closed_at?;
    register.rows().iter().rev().find(|row| row.what == What::Phase(Phase::Closed))
}

/// When a record's matter happened. In what was written afterwards, when it was written says
/// nothing: there a time that its author does not give is not known.
fn happened(row: &Row, past: bool) -> Option<Seen> {
    row.seen.or_else(|| (!past).then_some(Seen { at: row.at, about: false }))
}

fn signs(register: &Register, past: bool) -> impl Iterator<Item = Seen> {
    let stands = |(seq, row): &(_, &Row)| row.what == What::Observation && register.stands(*seq);
    register.places().filter(stands).filter_map(move |(_, row)| happened(row, past))
}

fn first_word(register: &Register, past: bool) -> Option<Seen> {
    let public = register.updates().iter().filter(|(_, u)| u.audience == Audience::Public);
    let sent = public.filter_map(|(entry, update)| {
        let sent = update.sent?;
        let own = register.row(*entry).filter(|_| sent == *entry);
        happened(own.or_else(|| register.row(sent))?, past)
    });
    sent.min_by_key(|seen| seen.at)
}

/// How long each severity was in force, from the opening to the closing or the last record.
fn graded(register: &Register) -> Vec<Graded> {
    let end = register.incident().closed_at.or_else(|| register.rows().last().map(|row| row.at));
    let changes = register.rows().iter().filter_map(|row| match row.what {
        What::Opened(severity, _) | What::Graded(severity) => Some((row.at, severity)),
        _ => None,
    });
    let changes: Vec<(At, Severity)> = changes.collect();
    let mut sums: BTreeMap<Severity, i64> = BTreeMap::new();
    for (n, (from, severity)) in changes.iter().enumerate() {
        let to = changes.get(n + 1).map(|(at, _)| *at).or(end).unwrap_or(*from);
        *sums.entry(*severity).or_default() += (to.ms() - from.ms()).max(0);
    }
    let whole = |ms: i64| ms.unsigned_abs() / 1000;
    sums.into_iter().map(|(severity, ms)| Graded { severity, seconds: whole(ms) }).collect()
}

/// `~18 h 46 m 50 s`: a length in full, with a `~` where it is approximate.
pub fn said(seconds: u64, about: bool) -> String {
    format!("{}{}", if about { "~" } else { "" }, full(seconds))
}

/// `18 h 46 m 50 s`: a length in full, to the second; the largest unit is the day.
pub fn full(seconds: u64) -> String {
    let parts = [
        (seconds / 86_400, "d"),
        (seconds / 3600 % 24, "h"),
        (seconds / 60 % 60, "m"),
        (seconds % 60, "s"),
    ];
    let said: Vec<_> = parts
        .iter()
        .skip_while(|(number, _)| *number == 0)
        .map(|(number, unit)| format!("{number} {unit}"))
        .collect();
    if said.is_empty() { "0 s".into() } else { said.join(" ") }
}
