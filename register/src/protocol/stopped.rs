//! A room that records nothing: why, what is missing, and what to do about it.

use serde::{Deserialize, Serialize};

use crate::{Handle, Seq};

/// Why a room records nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopped {
    /// What happened.
    pub why: StopWhy,
    /// The first record that is missing, or the last that nobody disputes.
    pub from: Seq,
    /// The last that is missing, as far as that is known.
    pub to: Seq,
    /// Who says that their machines hold it.
    pub holders: Vec<Handle>,
    /// Nothing at the server says what was recorded up to the last of it: so it is taken of who leads
    /// alone, whoever holds it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unproven: bool,
    /// Who began the room anew, while it gathers what others hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Handle>,
    /// Who was told of more, or of another record, and has no line of it: they put nothing back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<Handle>,
}

/// What happened to a room that records nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopWhy {
    /// It lost records: until they are back, or the lead goes on without.
    Lost,
    /// Somebody's copy says otherwise: one of the two was altered.
    Differs,
    /// What its journal has is not what was recorded: until a copy has put it right.
    Altered,
    /// It was just begun anew from a copy, and waits a moment for who holds more.
    Gathers,
}

impl Stopped {
    /// How many records are missing.
    pub fn missing(&self) -> u64 {
        match self.why {
            StopWhy::Lost | StopWhy::Altered | StopWhy::Gathers => {
                self.to.0.saturating_add(1).saturating_sub(self.from.0)
            }
            StopWhy::Differs => 0,
        }
    }

    /// What is the matter, in the fewest words.
    pub fn head(&self) -> String {
        let (from, to) = (self.from, self.to);
        match (self.why, self.missing()) {
            (StopWhy::Lost, 1) => format!("1 record is missing on the server: {from}"),
            (StopWhy::Lost, many) => {
                format!("{many} records are missing on the server: {from} to {to}")
            }
            (StopWhy::Altered, _) => {
                format!("the record was altered on the server, somewhere in {from} to {to}")
            }
            (StopWhy::Differs, _) if self.holders.is_empty() => {
                let who = were(&self.told);
                format!("{who} told another record than the server has, {from} or before")
            }
            (StopWhy::Differs, _) => {
                format!("{} holds another record than the server from {from} on", self.who("who"))
            }
            (StopWhy::Gathers, _) => "the room was begun anew from a copy".to_owned(),
        }
    }

    /// What to do about it, for whoever reads it.
    pub fn what_to_do(&self) -> String {
        match self.why {
            StopWhy::Lost if self.unproven => self.by_the_lead(),
            StopWhy::Lost if self.holders.is_empty() => {
                format!("whose machine has them puts them back: warroom restore{}", self.or_without())
            }
            StopWhy::Altered => format!(
                "{} can put it right, and only what was recorded is taken: warroom restore",
                self.who("whoever has a copy")
            ),
            StopWhy::Lost => {
                format!("{} can put them back: warroom restore", self.who("whoever has them"))
            }
            StopWhy::Differs if self.holders.is_empty() => {
                "one of the two was altered: whoever has a copy compares it by warroom verify; the lead may go \
                 on: warroom restore --go-on WHY"
                    .to_owned()
            }
            StopWhy::Differs => format!(
                "one of the two was altered: a file of {} (warroom export) is compared with yours by \
                 warroom verify FILE; the lead may go on: warroom restore --go-on WHY",
                self.who("theirs")
            ),
            StopWhy::Gathers => "it waits a moment for who holds more".to_owned(),
        }
    }

    /// What nothing proves is the lead's to put back.
    fn by_the_lead(&self) -> String {
        let alone = "nothing here proves them, so only who leads puts them back";
        match self.holders.as_slice() {
            [] => format!("{alone}: warroom restore{}", self.or_without()),
            holders => {
                let whose: Vec<_> = holders.iter().take(2).map(|who| format!("{who}'s")).collect();
                format!(
                    "{alone}: warroom restore from a copy of their own, or --from a file of {} (warroom export)",
                    whose.join(" or ")
                )
            }
        }
    }

    /// What there is to do where nobody has them.
    fn or_without(&self) -> String {
        if self.told.is_empty() {
            return String::new();
        }
        format!(
            "; {} told of them, without a copy: where nobody has one, warroom restore --go-on WHY",
            were(&self.told)
        )
    }

    /// All of it.
    pub fn sentence(&self) -> String {
        format!("nothing is recorded now: {}; {}", self.head(), self.what_to_do())
    }

    fn who(&self, nobody: &str) -> String {
        match self.holders.as_slice() {
            [] => nobody.to_owned(),
            [one] => one.to_string(),
            [one, other] => format!("{one} or {other}"),
            [one, rest @ ..] => format!("{one} or {} others", rest.len()),
        }
    }
}

/// All of them, who were.
fn were(who: &[Handle]) -> String {
    match who {
        [] => "somebody was".to_owned(),
        [one] => format!("{one} was"),
        [one, other] => format!("{one} and {other} were"),
        [one, rest @ ..] => format!("{one} and {} others were", rest.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_somebody_says_they_hold_is_counted() {
        let (from, to) = (Seq(0), Seq(u64::MAX));
        let (why, holders) = (StopWhy::Lost, Vec::new());
        let stopped =
            Stopped { why, from, to, holders, unproven: false, by: None, told: Vec::new() };
        assert_eq!(stopped.missing(), u64::MAX);
    }

    #[test]
    fn promise_2_what_to_do_names_only_who_it_is_taken_of() {
        let holders: Vec<Handle> = ["ben", "cy"].map(|who| who.parse().unwrap()).into();
        let (why, from, to) = (StopWhy::Lost, Seq(8), Seq(9));
        let proven =
            Stopped { why, from, to, holders, unproven: false, by: None, told: Vec::new() };
        assert_eq!(proven.what_to_do(), "ben or cy can put them back: warroom restore");
        let unproven = Stopped { unproven: true, ..proven };
        assert_eq!(
            unproven.what_to_do(),
            "nothing here proves them, so only who leads puts them back: warroom restore from a copy of \
             their own, or --from a file of ben's or cy's (warroom export)"
        );
        let nobody = Stopped { holders: Vec::new(), ..unproven };
        assert!(nobody.what_to_do().ends_with("only who leads puts them back: warroom restore"));
    }

    #[test]
    fn promise_2_who_was_only_told_is_named_and_asked_for_nothing() {
        let told: Vec<Handle> = vec!["ana".parse().unwrap()];
        let (why, from, to, holders) = (StopWhy::Lost, Seq(8), Seq(9), Vec::new());
        let lost = Stopped { why, from, to, holders, unproven: true, by: None, told };
        assert_eq!(
            lost.what_to_do(),
            "nothing here proves them, so only who leads puts them back: warroom restore; ana was told of \
             them, without a copy: where nobody has one, warroom restore --go-on WHY"
        );
        let holders = vec!["ben".parse().unwrap()];
        let with_ben = Stopped { holders, ..lost.clone() };
        assert!(!with_ben.sentence().contains("ana"), "{}", with_ben.sentence());
        let differs = Stopped { why: StopWhy::Differs, to: from, ..lost };
        let head = "ana was told another record than the server has, #8 or before";
        assert_eq!(differs.head(), head);
        assert!(!differs.what_to_do().contains("a file of"), "{}", differs.what_to_do());
    }
}
