//! Which commands were done, and where: two short columns in the order of the commands' ids.
//!
//! Ids begin with the time, so nearly every command comes last; one that does not (a clock that is
//! late) is put in its place, which moves those behind it. A tree would hold half as many a byte.

use crate::{CommandId, Seq};

/// By how much the columns grow: much more than that would lie idle in a large register.
const GROWTH: usize = 8;

/// The records that may be of a command: of each id 64 bits are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Done {
    /// In order.
    ids: Vec<u64>,
    /// The place of the record, at the same index.
    places: Vec<u32>,
}

impl Done {
    /// The record that may be of this command.
    pub(crate) fn get(&self, command: CommandId) -> Option<Seq> {
        let index = self.find(short(command)).ok()?;
        self.places.get(index).map(|place| Seq(u64::from(*place)))
    }

    /// This record is of this command.
    pub(crate) fn insert(&mut self, command: CommandId, seq: Seq) {
        let id = short(command);
        let place = u32::try_from(seq.0).unwrap_or(u32::MAX);
        match self.find(id) {
            Ok(index) => {
                if let Some(known) = self.places.get_mut(index) {
                    *known = place;
                }
            }
            Err(index) => {
                if self.ids.len() == self.ids.capacity() {
                    let more = self.ids.len() / GROWTH + GROWTH;
                    self.ids.reserve_exact(more);
                    self.places.reserve_exact(more);
                }
                self.ids.insert(index, id);
                self.places.insert(index, place);
            }
        }
    }

    /// Where it is, or where it would be: behind the last, nearly always.
    fn find(&self, id: u64) -> Result<usize, usize> {
        match self.ids.last() {
            Some(last) if id > *last => Err(self.ids.len()),
            _ => self.ids.binary_search(&id),
        }
    }
}

/// Enough of an id to tell commands apart: the time that it begins with, and its random end.
fn short(command: CommandId) -> u64 {
    let (high, low) = command.0.as_u64_pair();
    let (time, random) = ((high >> 16) << 32, low & u64::from(u32::MAX));
    time | random
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn each_is_found_in_whatever_order_they_came() {
        for noise in [1_u128, 0x9e37_79b9_7f4a_7c15, 0xd6e8_feb8_6659_fd93 << 40] {
            let (mut done, mut plain) = (Done::default(), BTreeMap::new());
            for n in 1..=500_u32 {
                let id = uuid::Uuid::from_u128(u128::from(n % 450).wrapping_mul(noise));
                let (command, seq) = (CommandId(id), Seq(u64::from(n)));
                done.insert(command, seq);
                plain.insert(short(command), (command, seq));
            }
            assert_eq!(done.ids, plain.keys().copied().collect::<Vec<_>>());
            for (command, seq) in plain.values() {
                assert_eq!(done.get(*command), Some(*seq));
            }
            assert_eq!(done.get(CommandId(uuid::Uuid::from_u128(u128::MAX))), None);
        }
    }
}
