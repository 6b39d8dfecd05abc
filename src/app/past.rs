//! The past: the register as it stood at a record, and the way through the records.
//!
//! What is shown is a fold of the records up to a place and of nothing else: what was written later
//! is not there, whenever it happened. Stepping on folds one record more; a jump begins at the
//! nearest checkpoint.

pub(crate) mod axis;
pub(crate) mod beside;
pub(crate) mod index;
mod mentions;
pub(crate) mod sight;

use warroom_register::{At, EntryId, Handle, Record, Seq};

use super::board::Board;
use axis::Dragged;
use beside::Hindsight;
use index::Index;

/// The speeds of playing: seconds of the incident in one second.
const SPEEDS: [i64; 7] = [1, 10, 30, 60, 120, 300, 600];
/// Where playing begins.
const SPEED_FIRST: usize = 3;
/// Playing does not wait longer than this for the next record, in milliseconds: idle stretches
/// are folded.
const PLAY_WAIT_MS_MAX: i64 = 3000;

/// A walk through the records.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each says another thing of what is shown")]
pub(crate) struct Past {
    /// The register as it was at that record.
    pub(crate) board: Board,
    /// Checkpoints on the way, and the places to stop at.
    index: Index,
    /// The room goes on behind this screen; alone there is no room.
    pub(crate) alone: bool,
    /// It was begun in the lobby: a step out leads back there, and nobody is asked whether they mean it.
    pub(crate) from_lobby: bool,
    /// What is known now stands beside what was known then, and the band is whole.
    pub(crate) hindsight: bool,
    /// Nothing is hidden any more: the review has come to what is known now.
    pub(crate) whole: bool,
    /// What came later, for hindsight.
    pub(crate) later: Hindsight,
    /// The first line of then and now that is shown.
    pub(crate) top: usize,
    /// The title would give the outcome away: it is shown with hindsight only.
    pub(crate) title_hidden: bool,
    /// The record could not be read to its end.
    pub(crate) damaged: bool,
    /// While the band is dragged it keeps its scale, and leads no further than when that began.
    pub(crate) dragged: Option<Dragged>,
    /// At which moment a row of the timeline was picked: the next one shows itself again.
    pub(crate) picked_at: Option<Seq>,
    /// Playing: since the last tick of this machine's clock.
    playing: Option<At>,
    speed: usize,
    /// The moment shown, which while playing runs ahead of the record's.
    clock: At,
    waited_ms: i64,
}

/// A record, and where it was asked for the moment behind it as of which it is shown: what waits is
/// older then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    /// The last record that is shown.
    pub(crate) place: Seq,
    /// As of when, if not as of the record itself.
    pub(crate) as_of: Option<At>,
}

impl Moment {
    /// As of the record itself.
    pub(crate) const fn of(place: Seq) -> Self {
        Self { place, as_of: None }
    }
}

/// Where to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Walk {
    /// By this many records.
    Records(i64),
    /// By this many minutes.
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
    /// To this moment, and what was written by then.
    Moment(At),
}

impl Walk {
    /// Whether it leads to what came later, or would.
    pub(crate) const fn is_onwards(self) -> bool {
        match self {
            Self::Records(by) | Self::Minutes(by) => by > 0,
            Self::NextPivot | Self::Last => true,
            Self::PreviousPivot | Self::First | Self::To(_) | Self::Moment(_) => false,
        }
    }
}

impl Past {
    /// The past of these records, at this place.
    pub(crate) fn at(journal: &[Record], place: Seq, alone: bool, me: Handle) -> Self {
        let mut past = Self {
            board: Board::by_happening(),
            index: Index::of(journal),
            alone,
            from_lobby: false,
            hindsight: false,
            whole: false,
            later: Hindsight::default(),
            top: 0,
            title_hidden: false,
            damaged: false,
            dragged: None,
            picked_at: None,
            playing: None,
            speed: SPEED_FIRST,
            clock: At::default(),
            waited_ms: 0,
        };
        past.go(journal, place, me);
        past
    }

    /// Stays at the moment, with records that read otherwise than before.
    pub(crate) fn fold_anew(&mut self, journal: &[Record], me: Handle) {
        let shown = Moment { place: self.place(), as_of: self.as_of(journal) };
        self.index = Index::of(journal);
        self.board = Board::by_happening();
        self.later = Hindsight::default();
        self.go_as_of(journal, shown, me);
    }

    /// The place shown.
    pub(crate) fn place(&self) -> Seq {
        self.board.register.head()
    }

    /// The moment shown, where it is behind the record that it is shown as of.
    pub(crate) fn as_of(&self, journal: &[Record]) -> Option<At> {
        let written = written_at(journal, self.place())?;
        Some(self.board.now).filter(|now| *now > written)
    }

    /// Whether what came later may be told.
    pub(crate) const fn reveals(&self) -> bool {
        self.hindsight || self.whole
    }

    /// Nothing more can be shown, although more was recorded.
    pub(crate) fn ends_damaged(&self) -> bool {
        self.damaged && self.place() >= self.end()
    }

    /// The last record of the walk.
    pub(crate) fn end(&self) -> Seq {
        self.index.end()
    }

    /// Whether a record turned things. Whoever starred it may have known more than it did, so a
    /// star is asked of the register.
    pub(crate) fn turned(&self, seq: Seq) -> bool {
        self.index.turned(seq)
    }

    /// Seconds of the incident in one second, while it plays.
    pub(crate) fn playing_at(&self) -> Option<i64> {
        self.playing.and_then(|_| SPEEDS.get(self.speed).copied())
    }

    /// Plays, or stops.
    pub(crate) fn play(&mut self, now: At) {
        self.playing = if self.playing.is_some() { None } else { Some(now) };
        self.clock = self.board.now;
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
        self.index.read_on(journal);
        let here = self.place();
        // Between two records the one before is the one that is shown.
        let behind = if self.as_of(journal).is_some() { here.next() } else { here };
        let to = match walk {
            Walk::Records(by) if by < 0 => Seq(behind.0.saturating_add_signed(by)),
            Walk::Records(by) => Seq(here.0.saturating_add_signed(by)),
            Walk::Minutes(by) => self.minutes(journal, behind, by),
            Walk::First => Seq(1),
            Walk::Last => self.end(),
            Walk::To(place) => place,
            Walk::Moment(at) => {
                let to = Moment { place: written_by(journal, at), as_of: Some(at) };
                return self.go_as_of(journal, to, me);
            }
            Walk::NextPivot => self.index.pivot_after(here).unwrap_or_else(|| self.end()),
            Walk::PreviousPivot => self.index.pivot_before(behind).unwrap_or(Seq(1)),
        };
        // Where nothing more was written, the moment that is shown is the last there is.
        let stays = walk.is_onwards() && behind > here && to.min(self.end()) <= here;
        if !stays {
            self.go(journal, to, me);
        }
    }

    /// What the tick of the clock does while it plays.
    pub(crate) fn tick(&mut self, journal: &[Record], now: At, me: Handle) {
        let (Some(before), Some(speed)) = (self.playing, self.playing_at()) else { return };
        let passed = now.ms().saturating_sub(before.ms()).clamp(0, PLAY_WAIT_MS_MAX);
        self.playing = Some(now);
        self.waited_ms += passed;
        self.index.read_on(journal);
        let here = self.place();
        let next = here.next().index().and_then(|i| journal.get(i));
        let Some(next) = next.filter(|record| record.seq <= self.end()) else {
            self.playing = None;
            return;
        };
        let clock = At::from_ms(self.clock.ms().saturating_add(passed.saturating_mul(speed)));
        if next.at <= clock || self.waited_ms >= PLAY_WAIT_MS_MAX {
            let until = clock.max(next.at);
            self.waited_ms = 0;
            self.go(journal, written_by(journal, until).max(here.next()), me);
        }
        self.clock = self.clock.max(clock);
    }

    /// This many minutes on or back, and at least to another record than the one shown.
    fn minutes(&self, journal: &[Record], behind: Seq, by: i64) -> Seq {
        let by_then = written_by(journal, self.board.now.plus_seconds(by * 60));
        let least = if by > 0 { self.place().next() } else { Seq(behind.0.saturating_sub(1)) };
        if by > 0 { by_then.max(least) } else { by_then.min(least) }
    }

    fn go(&mut self, journal: &[Record], place: Seq, me: Handle) {
        self.go_as_of(journal, Moment::of(place), me);
    }

    /// Shows a record, as of a moment behind it: what waits is older then, and nothing else differs.
    /// What is recorded behind the end is of the review, and no moment of the walk.
    fn go_as_of(&mut self, journal: &[Record], to: Moment, me: Handle) {
        self.top = 0;
        let place = Seq(to.place.0.clamp(1, self.end().0.max(1)));
        let as_of = to.as_of.filter(|_| to.place <= place);
        if let Some(nearer) = self.index.nearest(place, self.place()) {
            self.board = nearer;
        }
        let from = usize::try_from(self.place().0).unwrap_or(usize::MAX);
        let to = usize::try_from(place.0).unwrap_or(usize::MAX);
        for record in journal.get(from..to.min(journal.len())).unwrap_or_default() {
            if self.board.apply(record).is_err() {
                break;
            }
        }
        let written = written_at(journal, self.place()).unwrap_or(self.clock);
        self.clock = as_of.map_or(written, |at| at.max(written));
        self.board.settle(me, self.clock);
    }
}

/// When a record was written.
fn written_at(journal: &[Record], place: Seq) -> Option<At> {
    place.index().and_then(|i| journal.get(i)).map(|record| record.at)
}

/// The last record that was written by then.
fn written_by(journal: &[Record], until: At) -> Seq {
    Seq(journal.partition_point(|record| record.at <= until) as u64)
}
