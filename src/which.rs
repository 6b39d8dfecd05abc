//! How an incident is named: by its server's label; where two servers have the same, by the label and
//! the end of the incident's own id (`INC-1-9f3a`); or by the whole id.

use std::fmt;
use std::str::FromStr;

use warroom_register::{IncidentId, Label};

/// How many digits of an id tell two incidents of one label apart, most likely.
const DIGITS_MIN: u32 = 4;
/// The digits of a whole id.
const DIGITS_MAX: u32 = 32;

/// An incident as people name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// By its server's name for it.
    Label(Label),
    /// By its own id.
    Id(IncidentId),
    /// By its server's name and the end of its own id, where two servers have the same name.
    Ending(Label, Ending),
}

/// The last hexadecimal digits of an incident's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ending {
    value: u128,
    digits: u32,
}

impl Which {
    /// Whether the incident of this label and id is meant.
    pub(crate) fn is(self, label: Option<Label>, id: IncidentId) -> bool {
        match self {
            Self::Label(named) => label == Some(named),
            Self::Id(named) => id == named,
            Self::Ending(named, end) => {
                label == Some(named) && Ending::of(id, end.digits).value == end.value
            }
        }
    }

    /// The shortest name of an incident among all that are known, itself among them or not.
    pub(crate) fn shortest(label: Label, id: IncidentId, known: &[(Label, IncidentId)]) -> Self {
        let others: Vec<IncidentId> =
            known.iter().filter(|it| it.0 == label && it.1 != id).map(|it| it.1).collect();
        let apart = |digits: &u32| {
            others.iter().all(|other| Ending::of(*other, *digits) != Ending::of(id, *digits))
        };
        match (DIGITS_MIN..DIGITS_MAX).find(apart) {
            _ if others.is_empty() => Self::Label(label),
            Some(digits) => Self::Ending(label, Ending::of(id, digits)),
            None => Self::Id(id),
        }
    }
}

impl Ending {
    const fn of(id: IncidentId, digits: u32) -> Self {
        let value = id.0.as_u128() & (u128::MAX >> (4 * (DIGITS_MAX - digits)));
        Self { value, digits }
    }
}

impl fmt::Display for Which {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Label(label) => label.fmt(f),
            Self::Id(id) => id.fmt(f),
            Self::Ending(label, Ending { value, digits }) => {
                write!(f, "{label}-{value:0width$x}", width = *digits as usize)
            }
        }
    }
}

impl FromStr for Which {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(id) = uuid::Uuid::parse_str(text) {
            return Ok(Self::Id(IncidentId(id)));
        }
        let ending = || {
            let (label, end) = text.rsplit_once('-')?;
            let digits = u32::try_from(end.len()).ok()?;
            let hex = end.bytes().all(|b| b.is_ascii_hexdigit());
            let long = (DIGITS_MIN..DIGITS_MAX).contains(&digits) && hex;
            let value = u128::from_str_radix(end, 16).ok().filter(|_| long)?;
            Some(Self::Ending(label.parse().ok()?, Ending { value, digits }))
        };
        text.parse().map(Self::Label).or_else(|why| ending().ok_or(why))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> IncidentId {
        IncidentId(uuid::Uuid::from_u128(n))
    }

    #[test]
    fn two_of_one_label_have_names_that_differ_and_can_be_typed() {
        let (one, two) = (id(0x0194_c1f2_0000_7000_8000_0000_0000_9f3a), id(0x1_1b2c));
        let known = [(Label(1), one), (Label(1), two), (Label(2), id(5))];
        let names: Vec<String> = known
            .iter()
            .map(|(label, id)| Which::shortest(*label, *id, &known).to_string())
            .collect();
        assert_eq!(names, ["INC-1-9f3a", "INC-1-1b2c", "INC-2"]);
        for ((label, it), name) in known.iter().zip(&names) {
            let which: Which = name.parse().unwrap();
            let meant = known.iter().filter(|(label, id)| which.is(Some(*label), *id));
            assert_eq!(meant.collect::<Vec<_>>(), [&(*label, *it)], "{name}");
        }
        assert!("inc-1-9F3A".parse::<Which>().unwrap().is(Some(Label(1)), one));
    }

    #[test]
    fn where_the_ends_are_the_same_more_of_them_is_said() {
        let (one, two) = (id(0xab_9f3a), id(0xac_9f3a));
        let known = [(Label(1), one), (Label(1), two)];
        assert_eq!(Which::shortest(Label(1), one, &known).to_string(), "INC-1-b9f3a");
        assert!("INC-1-9f3".parse::<Which>().is_err() && "INC-1-xyzw".parse::<Which>().is_err());
    }
}
