//! Lines without words in a copy, and the records that took words: what of them has to fit together.
//!
//! It keeps places and nothing of what anybody wrote; so many at the most, since others bring them.

use std::collections::BTreeMap;
use warroom_register::limits::RESTORE_TAKEN_MAX;
use warroom_register::{Event, Record, Seq};

/// What is known of words that were taken.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Lines without words, in their order, and the record that they say took them.
    without: Vec<(Seq, Seq)>,
    /// Records that took words, and from which.
    took: BTreeMap<Seq, Seq>,
}

impl Words {
    /// Notes one more of the copy.
    pub(super) fn note(&mut self, record: &Record) -> Result<(), String> {
        if let Some(by) = record.redacted_by {
            self.without.push((record.seq, by));
        }
        if let Event::Redacted { entry, .. } = record.event {
            self.took.insert(record.seq, entry);
        }
        if self.without.len().max(self.took.len()) > RESTORE_TAKEN_MAX {
            return Err(format!("words of more than {RESTORE_TAKEN_MAX} records are taken out"));
        }
        Ok(())
    }

    /// Forgets what lies behind this place.
    pub(super) fn cut(&mut self, at: Seq) {
        self.without.retain(|(seq, _)| *seq <= at);
        self.took.retain(|seq, _| *seq <= at);
    }

    /// Whether each line without words is one that a later one up to `last` took them from.
    pub(super) fn check_said(&self, last: Seq) -> Result<(), String> {
        unsaid(self.without.iter().find(|(seq, by)| *by > last || !self.is_said(*seq, *by)))
    }

    /// Whether each line without words is one that a later one took them from, a line after `last` too.
    pub(super) fn check_said_before(&self, last: Seq) -> Result<(), String> {
        unsaid(self.without.iter().find(|(seq, by)| *by <= last && !self.is_said(*seq, *by)))
    }

    fn is_said(&self, seq: Seq, by: Seq) -> bool {
        by > seq && self.took.get(&by) == Some(&seq)
    }

    /// Records whose words were taken, and the last that took them.
    pub(super) fn taken(&self) -> BTreeMap<Seq, Seq> {
        self.took.iter().map(|(by, entry)| (*entry, *by)).collect()
    }
}

fn unsaid(found: Option<&(Seq, Seq)>) -> Result<(), String> {
    found.map_or(Ok(()), |(seq, _)| {
        Err(format!("the words of {seq} are taken out, and nothing says so"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use warroom_register::{At, CommandId, Hash};

    fn record(seq: u64, event: &str, redacted_by: Option<u64>) -> Record {
        Record {
            seq: Seq(seq),
            prev: Hash::default(),
            salt: None,
            at: At::default(),
            by: "ben".parse().unwrap(),
            knew: None,
            command: CommandId(uuid::Uuid::from_u128(seq.into())),
            event: serde_json::from_str(event).unwrap(),
            redacted_by: redacted_by.map(Seq),
            hash: None,
        }
    }

    fn without(seq: u64, by: u64) -> Record {
        record(seq, r#"{"type":"written","kind":"observation","text":""}"#, Some(by))
    }

    fn took(seq: u64, entry: u64) -> Record {
        record(seq, &format!(r#"{{"type":"redacted","entry":{entry},"why":"a password"}}"#), None)
    }

    #[test]
    fn words_are_taken_by_a_later_record_that_says_so() {
        let mut words = Words::default();
        for record in [without(1, 3), without(2, 9), took(3, 1)] {
            words.note(&record).unwrap();
        }
        assert_eq!(words.check_said_before(Seq(3)), Ok(()));
        assert!(words.check_said_before(Seq(9)).unwrap_err().contains("words of #2"));
        assert!(words.check_said(Seq(3)).unwrap_err().contains("words of #2"));
        words.cut(Seq(1));
        assert!(words.check_said(Seq(1)).unwrap_err().contains("words of #1"));
    }

    #[test]
    fn so_many_are_put_back_and_one_more_is_not() {
        for one in [|n| without(n, n + 1), |n| took(n, 1)] {
            let mut words = Words::default();
            let most = u64::try_from(RESTORE_TAKEN_MAX).unwrap();
            (1..=most).for_each(|n| words.note(&one(n)).unwrap());
            assert!(words.note(&one(most + 1)).unwrap_err().contains("more than 16384 records"));
        }
    }
}
