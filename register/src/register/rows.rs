//! The rows of a register, in blocks that its copies share.
//!
//! A copy of a register costs a pointer a block instead of all words anew: so a walk through a long
//! journal can keep many registers along its way.

use std::ops::Range;
use std::sync::Arc;

use super::Row;

/// Rows in a block.
const BLOCK_ROWS: usize = 256;

/// One [`Row`] a record, in the order of writing: the record at place 1 first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// Each has [`BLOCK_ROWS`] rows.
    full: Vec<Arc<Vec<Row>>>,
    /// Fewer than that.
    last: Vec<Row>,
}

impl Rows {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.full.len() * BLOCK_ROWS + self.last.len()
    }

    /// Nothing was recorded.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row at this index.
    pub fn get(&self, index: usize) -> Option<&Row> {
        match self.full.get(index / BLOCK_ROWS) {
            Some(block) => block.get(index % BLOCK_ROWS),
            None => self.last.get(index - self.full.len() * BLOCK_ROWS),
        }
    }

    /// The row of the first record.
    pub fn first(&self) -> Option<&Row> {
        self.get(0)
    }

    /// The row of the last record.
    pub fn last(&self) -> Option<&Row> {
        self.iter().next_back()
    }

    /// All rows.
    pub fn iter(&self) -> Iter<'_> {
        self.upto(self.len())
    }

    /// The first `many` rows, or all where there are fewer.
    pub fn upto(&self, many: usize) -> Iter<'_> {
        Iter { rows: self, left: 0..many.min(self.len()) }
    }

    /// How many rows at the beginning are so, where all others behind them are not.
    pub fn partition_point(&self, is_so: impl Fn(&Row) -> bool) -> usize {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = from.midpoint(to);
            if self.get(middle).is_some_and(&is_so) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        from
    }

    /// One more.
    pub(crate) fn push(&mut self, row: Row) {
        self.last.push(row);
        if self.last.len() == BLOCK_ROWS {
            let block = std::mem::replace(&mut self.last, Vec::with_capacity(BLOCK_ROWS));
            self.full.push(Arc::new(block));
        }
    }

    /// The row at this index, to be changed in this register but not in its copies.
    pub(crate) fn get_mut(&mut self, index: usize) -> Option<&mut Row> {
        let full = self.full.len() * BLOCK_ROWS;
        match self.full.get_mut(index / BLOCK_ROWS) {
            Some(block) => Arc::make_mut(block).get_mut(index % BLOCK_ROWS),
            None => self.last.get_mut(index - full),
        }
    }
}

impl<'a> IntoIterator for &'a Rows {
    type Item = &'a Row;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

/// Rows one after another.
#[derive(Clone, Debug)]
pub struct Iter<'a> {
    rows: &'a Rows,
    left: Range<usize>,
}

impl<'a> Iterator for Iter<'a> {
    type Item = &'a Row;

    fn next(&mut self) -> Option<&'a Row> {
        self.left.next().and_then(|index| self.rows.get(index))
    }

    fn nth(&mut self, n: usize) -> Option<&'a Row> {
        self.left.nth(n).and_then(|index| self.rows.get(index))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.left.size_hint()
    }
}

impl<'a> DoubleEndedIterator for Iter<'a> {
    fn next_back(&mut self) -> Option<&'a Row> {
        self.left.next_back().and_then(|index| self.rows.get(index))
    }
}

impl ExactSizeIterator for Iter<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{At, Handle, Text, What};

    fn row(n: usize) -> Row {
        let text = Text::from(format!("row {n}"));
        let at = At::from_ms(i64::try_from(n).unwrap());
        Row { at, seen: None, by: Handle::warroom(), what: What::Observation, text }
    }

    #[test]
    fn rows_are_found_on_both_sides_of_a_block_s_end() {
        for many in [0, 1, BLOCK_ROWS - 1, BLOCK_ROWS, BLOCK_ROWS + 1, 3 * BLOCK_ROWS + 7] {
            let mut rows = Rows::default();
            (0..many).for_each(|n| rows.push(row(n)));
            let plain: Vec<Row> = (0..many).map(row).collect();
            assert_eq!(rows.len(), many);
            assert!(rows.iter().eq(&plain), "{many}");
            assert!(rows.iter().rev().eq(plain.iter().rev()), "{many}");
            assert_eq!((rows.first(), rows.last()), (plain.first(), plain.last()));
            assert_eq!(rows.get(many), None);
            assert_eq!(rows.upto(many / 2).len(), many / 2);
            assert!(rows.iter().skip(many / 3).eq(plain.iter().skip(many / 3)));
            for until in [0, many / 3, many, many + 1] {
                let at = At::from_ms(i64::try_from(until).unwrap());
                assert_eq!(rows.partition_point(|row| row.at < at), until.min(many));
            }
        }
    }

    #[test]
    fn what_is_changed_in_one_register_stays_as_it_was_in_its_copy() {
        let mut rows = Rows::default();
        (0..2 * BLOCK_ROWS + 3).for_each(|n| rows.push(row(n)));
        let copy = rows.clone();
        for changed in [5, BLOCK_ROWS + 5, 2 * BLOCK_ROWS + 1] {
            rows.get_mut(changed).unwrap().text = Text::from("other words");
            assert_eq!(copy.get(changed), Some(&row(changed)));
            assert_ne!(rows.get(changed), copy.get(changed));
        }
        assert!(rows.get_mut(2 * BLOCK_ROWS + 3).is_none());
        assert_ne!(rows, copy);
    }
}
