//! Who comes late, or comes back: a brief until the first key, and where one's reading stopped.
//!
//! What was read is what stood there while a person was at the keys. The place is kept on disk, so
//! that it outlives this screen; what is newer than that is "since you were here".

use warroom_register::{At, Seq, What};

use super::msg::Effect;
use super::{App, IDLE_SECONDS, Screen};

/// Fewer records than these are read faster than a brief.
const RECORDS_MIN: u64 = 8;
/// Who was away for less has not lost the thread; seconds.
const AWAY_SECONDS_MIN: u64 = 120;
/// The place is kept on disk at most so often, in milliseconds.
const KEEP_MS: i64 = 5000;

/// Where somebody's reading stopped.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    /// What was read on an earlier screen; none: there was none.
    before: Option<Seq>,
    /// What was read up to now, and kept on disk.
    read: Seq,
    kept: (Seq, At),
    /// Somebody else's window has the focus.
    unfocused: bool,
}

impl Reading {
    /// Reading goes on where it stopped.
    pub(crate) fn from(before: Option<Seq>, now: At) -> Self {
        let read = before.unwrap_or_default();
        Self { before, read, kept: (read, now), unfocused: false }
    }
}

/// What somebody is told who comes late, or comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Brief {
    /// The situation: they were never here.
    Late,
    /// What came after this record, and the situation.
    Since(Seq),
}

impl App {
    /// Nobody has read this incident on an earlier screen.
    pub(super) const fn is_first_screen(&self) -> bool {
        self.reading.before.is_none()
    }

    /// The brief, until the first key.
    pub(crate) fn brief(&self) -> Option<Brief> {
        let quiet = self.screen == Screen::Room && self.past.is_none() && self.ask.is_none();
        // A demo is to be seen coming alive.
        if self.touched || !quiet || self.demo {
            return None;
        }
        let register = &self.live.register;
        match self.reading.before {
            None => {
                let mine = |seq: &Seq| register.row(*seq).is_some_and(|row| row.by == self.me);
                let opened = mine(&Seq(1));
                (!opened && register.head().0 >= RECORDS_MIN).then_some(Brief::Late)
            }
            Some(read) => {
                let since = register.row(read)?.at;
                let away = self.now().seconds_since(since) >= AWAY_SECONDS_MIN;
                let others = self.news(read).take(usize::try_from(RECORDS_MIN).unwrap_or(8));
                let many = others.count() as u64 >= RECORDS_MIN / 2;
                (away && many).then_some(Brief::Since(read))
            }
        }
    }

    /// What others put on the timeline after this record.
    pub(crate) fn news(&self, read: Seq) -> impl DoubleEndedIterator<Item = Seq> {
        let from = self.live.timeline.partition_point(|seq| *seq <= read);
        let new = self.live.timeline.get(from..).unwrap_or_default().iter().copied();
        let register = &self.live.register;
        new.filter(|seq| register.row(*seq).is_some_and(|row| row.by != self.me))
    }

    /// Whether a record is worth a line to somebody who comes back.
    pub(crate) fn is_news(&self, seq: Seq) -> bool {
        let told = matches!(
            self.live.register.what(seq),
            Some(
                What::Fact { .. }
                    | What::Answered { .. }
                    | What::Objected(_)
                    | What::Blocked(_)
                    | What::Finished(_)
                    | What::Verified(..)
                    | What::Decision
                    | What::Called(..)
                    | What::Impact(_)
                    | What::Graded(_)
                    | What::Phase(_)
                    | What::LeadTaken
                    | What::RoleAccepted(_)
            )
        );
        told || self.live.register.starred(seq)
    }

    /// The line where reading stopped, for who has not looked around yet.
    pub(super) fn mark_where_it_stopped(&mut self) {
        let head = self.live.register.head();
        let stopped = self.reading.before.filter(|read| *read < head);
        if !self.touched && self.looked.is_none() && stopped.is_some() {
            self.looked = stopped;
        }
    }

    /// The window got or lost the focus.
    pub(super) fn read_in_focus(&mut self, focus: bool) {
        self.reading.unfocused = !focus;
    }

    /// What stands there is read while somebody is at the keys; the place is given out to be kept.
    pub(super) fn read_on(&mut self, at_once: bool) -> Option<Effect> {
        let idle = self.clock.seconds_since(self.last_key.0) >= IDLE_SECONDS;
        if self.screen == Screen::Room && self.touched && !idle && !self.reading.unfocused {
            self.reading.read = self.live.register.head().max(self.reading.read);
        }
        let (kept, at) = self.reading.kept;
        let due = at_once || self.clock.ms() - at.ms() >= KEEP_MS;
        if self.reading.read == kept || !due {
            return None;
        }
        self.reading.kept = (self.reading.read, self.clock);
        Some(Effect::SaveRead(self.reading.read))
    }
}
