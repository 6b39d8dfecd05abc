//! The past: the register as it stood at a record, and the way through the records.
//!
//! Stepping on folds one record more; stepping back folds anew from the nearest checkpoint.

use warroom_register::{At, EntryId, Handle, Record, Seq, What};

use super::board::Board;

/// So many boards are kept along the way; between two of them one folds.
const CHECKPOINTS_MAX: usize = 8;
/// There is no sense in checkpoints closer than this, in records.
const CHECKPOINT_RECORDS_MIN: usize = 1024;
/// The speeds of playing: seconds of the incident in one second.
const SPEEDS: [i64; 6] = [1, 10, 30, 60, 120, 300];
/// Playing does not wait longer than this for the next record, in milliseconds.
const PLAY_WAIT_MS_MAX: i64 = 3000;

/// A walk through the records.
#[derive(Clone, Debug)]
pub(crate) struct Past {
    /// The register as it was at that record.
    pub(crate) board: Board,
    /// Boards at places passed before.
    kept: Vec<Board>,
    /// The room goes on behind this screen; alone there is no room.
    pub(crate) alone: bool,
    /// What came later may be shown on the band.
    pub(crate) hindsight: bool,
    /// Playing: since the last tick of this machine's clock.
    playing: Option<At>,
    speed: usize,
    /// The moment shown, which while playing runs ahead of the record's.
    clock: At,
    waited_ms: i64,
    /// The places to stop at.
    pivots: Vec<Seq>,
}

/// Where to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Walk {
    /// So many records.
    Records(i64),
    /// So many minutes.
    Minutes(i64),
    /// To the next pivot.
    NextPivot,
    /// To the one before.
    PreviousPivot,
    /// To the first record.
    First,
    /// To the last.
    Last,
    /// To this one.
    To(EntryId),
}

impl Past {
    /// The past of these records, at this place.
    pub(crate) fn at(journal: &[Record], place: Seq, alone: bool, me: Handle) -> Self {
        let mut past = Self {
            board: Board::default(),
            kept: Vec::new(),
            alone,
            hindsight: false,
            playing: None,
            speed: 3,
            clock: At::default(),
            waited_ms: 0,
            pivots: Vec::new(),
        };
        past.go(journal, place, me);
        past
    }

    /// The place shown.
    pub(crate) fn place(&self) -> Seq {
        self.board.register.head()
    }

    /// Seconds of the incident in one second, while it plays.
    pub(crate) fn playing_at(&self) -> Option<i64> {
        self.playing.and_then(|_| SPEEDS.get(self.speed).copied())
    }

    /// Plays, or stops.
    pub(crate) fn play(&mut self, now: At) {
        self.playing = if self.playing.is_some() { None } else { Some(now) };
        self.waited_ms = 0;
    }

    /// Plays faster or slower.
    pub(crate) fn change_speed(&mut self, faster: bool) {
        let by = if faster { 1 } else { -1 };
        self.speed = self.speed.saturating_add_signed(by).min(SPEEDS.len() - 1);
    }

    /// Walks; playing stops, since a person took the lead.
    pub(crate) fn walk(&mut self, journal: &[Record], walk: Walk, me: Handle) {
        self.playing = None;
        let here = self.place();
        let last = Seq(journal.len() as u64);
        let to = match walk {
            Walk::Records(by) => Seq(here.0.saturating_add_signed(by)),
            Walk::Minutes(by) => self.minutes(journal, by),
            Walk::First => Seq(1),
            Walk::Last => last,
            Walk::To(place) => place,
            Walk::NextPivot => next_pivot(journal, here).unwrap_or(last),
            Walk::PreviousPivot => {
                self.pivots.iter().rev().copied().find(|p| *p < here).unwrap_or(Seq(1))
            }
        };
        self.go(journal, to, me);
    }

    /// What the tick of the clock does while it plays.
    pub(crate) fn tick(&mut self, journal: &[Record], now: At, me: Handle) {
        let (Some(before), Some(speed)) = (self.playing, self.playing_at()) else { return };
        let passed = now.ms().saturating_sub(before.ms()).clamp(0, PLAY_WAIT_MS_MAX);
        self.playing = Some(now);
        self.waited_ms += passed;
        let here = self.place();
        let Some(next) = here.next().index().and_then(|i| journal.get(i)) else {
            self.playing = None;
            return;
        };
        let clock = At::from_ms(self.clock.ms().saturating_add(passed.saturating_mul(speed)));
        if next.at <= clock || self.waited_ms >= PLAY_WAIT_MS_MAX {
            let until = clock.max(next.at);
            let after = journal.partition_point(|record| record.at <= until) as u64;
            self.waited_ms = 0;
            self.go(journal, Seq(after.max(here.next().0)), me);
        }
        self.clock = self.clock.max(clock);
    }

    fn minutes(&self, journal: &[Record], by: i64) -> Seq {
        let here = self.place();
        let at = here.index().and_then(|i| journal.get(i)).map_or(self.clock, |r| r.at);
        let until = at.plus_seconds(by * 60);
        let by_then = Seq(journal.partition_point(|record| record.at <= until) as u64);
        if by > 0 { by_then.max(here.next()) } else { by_then.min(Seq(here.0.saturating_sub(1))) }
    }

    fn go(&mut self, journal: &[Record], place: Seq, me: Handle) {
        let last = journal.len() as u64;
        let place = Seq(place.0.clamp(1, last.max(1)));
        if place < self.place() {
            self.back_to(place);
        }
        let apart = (journal.len() / CHECKPOINTS_MAX).max(CHECKPOINT_RECORDS_MIN);
        let from = usize::try_from(self.place().0).unwrap_or(usize::MAX);
        let to = usize::try_from(place.0).unwrap_or(usize::MAX);
        for record in journal.get(from..to.min(journal.len())).unwrap_or_default() {
            if self.board.apply(record).is_err() {
                break;
            }
            if is_pivot(&self.board, record.seq) && self.pivots.last() < Some(&record.seq) {
                self.pivots.push(record.seq);
            }
            self.keep(apart);
        }
        self.clock = self.place().index().and_then(|i| journal.get(i)).map_or(self.clock, |r| r.at);
        self.board.settle(me, self.clock);
    }

    fn keep(&mut self, apart: usize) {
        let place = self.place();
        let due = self.kept.last().map_or(0, |b| b.register.head().0) + apart as u64;
        if place.0 >= due {
            self.kept.push(self.board.clone());
        }
    }

    fn back_to(&mut self, place: Seq) {
        let kept = self.kept.iter().rev().find(|b| b.register.head() <= place);
        self.board = kept.cloned().unwrap_or_default();
        self.pivots.retain(|p| *p <= place);
    }
}

/// A record that changes the course of things, or that somebody starred.
pub(crate) fn is_pivot(board: &Board, seq: Seq) -> bool {
    let turns = matches!(
        board.register.what(seq),
        Some(
            What::Called(..)
                | What::Decision
                | What::Graded(_)
                | What::Phase(_)
                | What::LeadTaken
                | What::RoleAccepted(_)
                | What::Verified(..)
                | What::Impact(_)
        )
    );
    turns || board.register.starred(seq)
}

/// The next record that turns things, found in the events, since they are not folded yet.
fn next_pivot(journal: &[Record], here: Seq) -> Option<Seq> {
    use warroom_register::Event as E;
    use warroom_register::words::EntryKind as K;
    let from = here.next().index()?;
    let turns = |record: &&Record| {
        matches!(
            record.event,
            E::Called { .. }
                | E::Written { kind: K::Decision | K::Impact, .. }
                | E::SeverityGraded { .. }
                | E::PhaseMoved { .. }
                | E::LeadTaken { .. }
                | E::RoleAccepted { .. }
                | E::Verified { .. }
        )
    };
    journal.get(from..)?.iter().find(turns).map(|record| record.seq)
}
