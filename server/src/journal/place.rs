//! Where a record stands in the table: its incident's row and its number in one integer.

use warroom_register::Seq;

/// Bits of a place that are the number: four billion records, and no incident gets near it.
const SEQ_BITS: u32 = 32;

/// What stands in SQL for the number of the last record of an incident `n`, 0 if it has none.
pub(crate) const HEAD: &str = "(SELECT coalesce(max(place), 0) & 4294967295 FROM record \
                               WHERE place > n << 32 AND place < (n + 1) << 32)";

/// The place of this record of the incident in row `n`. `Seq(0)` is before its first.
pub(crate) fn place(n: i64, seq: Seq) -> i64 {
    n << SEQ_BITS | i64::from(u32::try_from(seq.0).unwrap_or(u32::MAX))
}

/// Behind the last place that an incident in row `n` can have.
pub(crate) const fn end(n: i64) -> i64 {
    (n + 1) << SEQ_BITS
}

/// The number of the record at a place.
pub(crate) fn seq(place: i64) -> Seq {
    Seq(u64::try_from(place & i64::from(u32::MAX)).unwrap_or(0))
}
