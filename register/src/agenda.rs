//! The agenda of a review: five steps, each with its minutes.

use serde::{Deserialize, Deserializer, Serialize};

/// The steps of a review, in order.
pub const STEPS: [&str; 5] = [
    "how it works",
    "the timeline, read out",
    "impact and times",
    "causes and decisions",
    "worth doing",
];
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
        if let Some(step) = minutes.iter().position(|m| *m == 0) {
            let name = STEPS.get(step).copied().unwrap_or_default();
            return Err(format!(
                "step {} of the agenda ({name}) has no minutes: give it at least one",
                step + 1
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

    /// Minutes of a step, counted from 1.
    pub fn minutes(self, step: u8) -> u16 {
        usize::from(step).checked_sub(1).and_then(|i| self.0.get(i)).copied().unwrap_or_default()
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
