//! What somebody could see when they wrote: how far their own screen had come by then.
//!
//! Every command says the last record on its author's screen; what the room knew beyond that, the
//! author did not.

use warroom_register::{At, Handle, Record, Register, Seq, What};

/// What was pressed so long before it was recorded waited in an outbox, in seconds; shorter is the
/// difference of two clocks.
const WAITED_SECONDS_MIN: u64 = 10;
/// How many records that were not seen are told one by one.
const UNSEEN_MAX: usize = 12;

/// What was on the screen of the author of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sight {
    /// Whose screen.
    pub(crate) who: Handle,
    /// The last record on it; none for a machine and for one line from a shell.
    pub(crate) knew: Option<Seq>,
    /// When that record was written.
    pub(crate) knew_at: Option<At>,
    /// What others had written and was not on it, oldest first, the first few.
    pub(crate) unseen: Vec<Seq>,
    /// How many that were.
    pub(crate) behind: usize,
    /// Seconds from Enter, by the author's own clock, until it was recorded.
    pub(crate) waited_seconds: Option<u64>,
    /// When the room last noted them gone, and back again.
    pub(crate) away: Option<(At, Option<At>)>,
}

impl Sight {
    /// What the author of this record had seen.
    pub(crate) fn of(journal: &[Record], register: &Register, seq: Seq) -> Option<Self> {
        let record = seq.index().and_then(|i| journal.get(i))?;
        let knew = record.knew.filter(|knew| *knew < seq);
        let after = knew.map_or(seq, Seq::next);
        let others = |s: &Seq| register.row(*s).is_some_and(|row| row.by != record.by);
        let unseen: Vec<Seq> = (after.0..seq.0).map(Seq).filter(others).collect();
        let waited = pressed_at(record).map(|at| record.at.seconds_since(at));
        Some(Self {
            who: record.by,
            knew,
            knew_at: knew.and_then(|k| register.row(k)).map(|row| row.at),
            behind: unseen.len(),
            unseen: unseen.into_iter().take(UNSEEN_MAX).collect(),
            waited_seconds: waited.filter(|s| *s >= WAITED_SECONDS_MIN),
            away: away(register, record.by, seq),
        })
    }
}

/// When Enter was pressed, by the author's clock: an id of version 7 begins with it.
fn pressed_at(record: &Record) -> Option<At> {
    let (seconds, nanos) = record.command.0.get_timestamp()?.to_unix();
    let ms = i64::try_from(seconds).ok()?.checked_mul(1000)? + i64::from(nanos / 1_000_000);
    (record.command.0.get_version_num() == 7).then_some(At::from_ms(ms))
}

/// The last time that the room noted somebody gone before this record.
fn away(register: &Register, who: Handle, seq: Seq) -> Option<(At, Option<At>)> {
    const ROWS_MAX: usize = 2000;
    let upto = register.rows().upto(seq.index().unwrap_or_default());
    let mut back = None;
    for row in upto.rev().take(ROWS_MAX) {
        match row.what {
            What::Back(w) if w == who && back.is_none() => back = Some(row.at),
            What::Away(w) if w == who => return Some((row.at, back)),
            _ => {}
        }
    }
    None
}
