//! Times in a record that is over, or that is walked through: of which day one is that was typed
//! without.
//!
//! No day is guessed far past what its reader knows: near a moment that is shown it is the nearest
//! one, though the record may not have begun by then, and with no moment a time that several days have
//! is none of them.

use super::no_time;
use super::typed::{DAY_SECONDS, Form, Typed};
use crate::words::Phase;
use crate::{At, Event, Record, Register};

/// How many days a sentence names where a time may be of several.
const DAYS_NAMED_MAX: usize = 3;
/// How many days are looked at: what is longer than ten years is no incident.
const DAYS_MAX: i64 = 4000;

/// What a time that was typed was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The instant.
    pub at: At,
    /// Up to when it counts: a minute that was typed is meant to its end.
    pub until: At,
    /// Its day was not typed, but chosen.
    pub chosen: bool,
}

/// From when to when a record goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Its first record.
    pub from: At,
    /// Its end: what is said of it later, at a review, is behind that.
    pub to: At,
    /// The incident is closed: nothing is added between the two any more.
    pub over: bool,
}

/// Why a time is not one of a record's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Miss {
    /// It is no time at all.
    NoTime,
    /// Nothing was recorded yet.
    Before(Taken),
    /// Nothing was recorded any more.
    After(Taken),
    /// Several days have it: these.
    Several(Vec<At>),
    /// It is before the record on its first day, and behind it on its last.
    NoDay,
}

impl Stretch {
    /// The stretch of these records, without their review; `None` if there are no records.
    pub fn of_records(records: &[Record]) -> Option<Self> {
        let (from, last) = (records.first()?.at, records.last()?.at);
        let moved = records.iter().rev().find_map(|record| match &record.event {
            Event::PhaseMoved { phase, .. } => Some((*phase, record.at)),
            _ => None,
        });
        let closed = moved.and_then(|(phase, at)| (phase == Phase::Closed).then_some(at));
        Some(Self { from, to: closed.unwrap_or(last), over: closed.is_some() })
    }

    /// Of an incident that is closed; none while it runs.
    pub(crate) fn of_closed(register: &Register) -> Option<Self> {
        let incident = register.incident();
        Some(Self { from: incident.opened_at?, to: incident.closed_at?, over: true })
    }

    /// Whether it has more than one day.
    pub fn has_days(&self) -> bool {
        self.from.day() != self.to.day()
    }

    /// The moment that this time means. Near a moment that is shown, a time without its day is the
    /// nearest, and what is behind the record's end the last that it has; with none, the one of the
    /// only day that has it.
    pub fn find(&self, text: &str, near: Option<At>) -> Result<Taken, Miss> {
        let typed = Typed::read(text).ok_or(Miss::NoTime)?;
        let at = match (typed.form, near) {
            (Form::Clock(clock), Some(near)) => return self.near(&typed, clock, near),
            (Form::Clock(clock), None) => return self.only(&typed, clock),
            (Form::Ago(_), near) => typed.latest(near.unwrap_or(self.to)),
            (Form::Instant(at), _) => Some(at),
            (Form::Of { .. }, _) => self.of_year(&typed),
        };
        self.within(typed.taken(at.ok_or(Miss::NoTime)?))
    }

    /// Finds when a thing happened: it may have been before all that was recorded, but without a day
    /// written it is never on one before the first.
    pub fn happened(&self, text: &str) -> Result<(Taken, bool), Miss> {
        let typed = Typed::read(text).ok_or(Miss::NoTime)?;
        let found = match self.find(text, None) {
            Err(Miss::Before(taken)) => Ok(taken),
            Err(Miss::After(taken)) if !taken.chosen => Ok(taken),
            Err(miss @ (Miss::After(_) | Miss::NoDay)) => {
                let before = typed.latest(self.to).filter(|at| *at >= self.from.day());
                before.map(|at| typed.taken(at)).ok_or(miss)
            }
            found => found,
        };
        found.map(|taken| (taken, typed.about))
    }

    /// Why a time is not one of it, as a sentence for a shell, where nothing has to be kept back.
    pub fn said(&self, text: &str, miss: &Miss) -> String {
        let days = |at: &At| at.short_day();
        let (from, to) = (self.from, self.to.clock_beside(self.from));
        let goes = format!("the record goes from {} {} to {to}", from.short_day(), from.clock());
        let text = crate::Shown::line(text.trim(), 32);
        match miss {
            Miss::NoTime => no_time(text.as_str()),
            Miss::Before(taken) => {
                let said = taken.at.named(self.from);
                format!("nothing was on the record yet at {said}: {goes}")
            }
            Miss::After(_) => format!("nothing was recorded any more at {text}: {goes}"),
            Miss::NoDay => format!("nothing was recorded at {text}: {goes}"),
            Miss::Several(all) => {
                let named: Vec<String> = all.iter().take(DAYS_NAMED_MAX).map(days).collect();
                let more = match all.len().saturating_sub(DAYS_NAMED_MAX) {
                    0 => String::new(),
                    more => format!(" and {more} days more"),
                };
                let first = named.first().cloned().unwrap_or_default();
                format!(
                    "{text} was on {}{more}: write the day too, as in '{first} {text}'",
                    named.join(", ")
                )
            }
        }
    }

    /// Why no such moment can be shown, as a sentence that gives no outcome away: how long the record is and
    /// when it ended are told by no mistake of whoever asks.
    pub fn said_of_moment(&self, text: &str, miss: &Miss) -> String {
        let text = crate::Shown::line(text.trim(), 32);
        let begins = format!("it begins at {} {}", self.from.short_day(), self.from.clock());
        match miss {
            Miss::NoTime => no_time(text.as_str()),
            Miss::Before(taken) => {
                let said = taken.at.named(self.from);
                format!("nothing was on the record yet at {said}: {begins}")
            }
            Miss::After(_) | Miss::NoDay => format!("the record has no {text}: {begins}"),
            Miss::Several(all) => {
                let first = all.first().map(|at| at.short_day()).unwrap_or_default();
                format!("more than one day has {text}: write the day too, as in '{first} {text}'")
            }
        }
    }

    fn within(&self, taken: Taken) -> Result<Taken, Miss> {
        if taken.until < self.from {
            Err(Miss::Before(taken))
        } else if taken.at > self.to {
            Err(Miss::After(taken))
        } else {
            Ok(taken)
        }
    }

    /// This time of each day that has it.
    fn each(&self, typed: &Typed, clock: i64) -> impl Iterator<Item = Taken> {
        let (first, last) = (self.from.day(), self.to.day());
        let days = (0..DAYS_MAX).map(move |n| first.plus_seconds(n * DAY_SECONDS));
        let days = days.take_while(move |day| *day <= last);
        let (stretch, typed) = (*self, *typed);
        days.filter_map(move |day| stretch.within(typed.taken(day.plus_seconds(clock))).ok())
    }

    fn near(&self, typed: &Typed, clock: i64, near: At) -> Result<Taken, Miss> {
        let away = |taken: &Taken| (taken.at.ms() - near.ms()).unsigned_abs();
        let days = [-1, 0, 1].map(|n| near.day().plus_seconds(n * DAY_SECONDS + clock));
        let nearest = days.map(|at| typed.taken(at)).into_iter().min_by_key(away);
        match self.within(nearest.ok_or(Miss::NoTime)?) {
            // Going back reveals nothing; a time past the end is taken on the last day that has it.
            Err(Miss::After(taken)) => self.each(typed, clock).last().ok_or(Miss::After(taken)),
            found => found,
        }
    }

    fn only(&self, typed: &Typed, clock: i64) -> Result<Taken, Miss> {
        let all: Vec<Taken> = self.each(typed, clock).collect();
        match all.as_slice() {
            [one] => Ok(*one),
            [] if self.has_days() => Err(Miss::NoDay),
            [] => self.within(typed.taken(self.from.day().plus_seconds(clock))),
            several => Err(Miss::Several(several.iter().map(|taken| taken.at).collect())),
        }
    }

    /// A day without its year is the one that the record has, or that is nearest to its end.
    fn of_year(&self, typed: &Typed) -> Option<At> {
        let before = typed.latest(self.to);
        let behind = typed.next(self.to);
        let away = |at: &At| (at.ms() - self.to.ms()).unsigned_abs();
        let held = before.filter(|at| *at >= self.from.day());
        held.or_else(|| before.into_iter().chain(behind).min_by_key(away))
    }
}
