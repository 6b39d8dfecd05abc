//! The agenda of a review: five steps, each with its minutes.

use serde::{Deserialize, Deserializer, Serialize};

/// A step of a review. On the record it stands as its number, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Step {
    /// What holds in the meeting is read out.
    HowItWorks = 1,
    /// The timeline is read out, as it was known then.
    Timeline,
    /// Who was hit, how badly, for how long: from here on the outcome is what it is about.
    Impact,
    /// What contributed; recommendations are written down, for all to read.
    Causes,
    /// What is worth doing, by whom and by when; no idea is parked any more.
    Worth,
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Self; 5] =
        [Self::HowItWorks, Self::Timeline, Self::Impact, Self::Causes, Self::Worth];

    /// The step of this number, if there is one.
    pub fn of(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.number() == number)
    }

    /// Its number, counted from 1.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Its name on the agenda.
    pub const fn name(self) -> &'static str {
        match self {
            Self::HowItWorks => "how it works",
            Self::Timeline => "the timeline, read out",
            Self::Impact => "impact and times",
            Self::Causes => "causes and decisions",
            Self::Worth => "worth doing",
        }
    }
}

/// The longest review, in minutes: a working day.
const MINUTES_MAX: u16 = 8 * 60;

/// Minutes for each step, at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Agenda([u16; 5]);

impl Default for Agenda {
    /// An hour: half of it for the timeline.
    fn default() -> Self {
        Self([3, 30, 7, 10, 10])
    }
}

impl Agenda {
    /// An agenda of these minutes; a step without any, or a meeting of more than a working day, is refused.
    pub fn of(minutes: [u16; 5]) -> Result<Self, String> {
        if let Some((step, _)) = Step::ALL.into_iter().zip(minutes).find(|(_, m)| *m == 0) {
            return Err(format!(
                "step {} of the agenda ({}) has no minutes: give it at least one",
                step.number(),
                step.name()
            ));
        }
        let total: u32 = minutes.iter().map(|m| u32::from(*m)).sum();
        if total > u32::from(MINUTES_MAX) {
            return Err(format!(
                "the agenda takes {total} minutes: {MINUTES_MAX} are the most, make two meetings of it"
            ));
        }
        Ok(Self(minutes))
    }

    /// Minutes of a step.
    pub const fn minutes(self, step: Step) -> u16 {
        let Self([how, timeline, impact, causes, worth]) = self;
        match step {
            Step::HowItWorks => how,
            Step::Timeline => timeline,
            Step::Impact => impact,
            Step::Causes => causes,
            Step::Worth => worth,
        }
    }

    /// Minutes of the whole meeting.
    pub fn total(self) -> u16 {
        self.0.iter().fold(0, |all, m| all.saturating_add(*m))
    }
}

impl<'de> Deserialize<'de> for Agenda {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::of(<[u16; 5]>::deserialize(d)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_known_by_its_number_and_by_no_other() {
        let numbers = Step::ALL.map(Step::number);
        assert_eq!(numbers, [1, 2, 3, 4, 5]);
        assert_eq!(numbers.map(Step::of), Step::ALL.map(Some));
        assert_eq!([0, 6, u8::MAX].map(Step::of), [None; 3]);
        let agenda = Agenda::of([1, 2, 3, 4, 5]).unwrap();
        assert_eq!(Step::ALL.map(|step| agenda.minutes(step)), [1, 2, 3, 4, 5]);
    }
}
