//! Who tries what their scope does not allow, for the record: the first try at once, what follows
//! folded into one note a minute. Pure: the instant comes in.

use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;
use warroom_register::words::Scope;
use warroom_register::{Command, Handle, Text};

/// Between two notes on one person.
const NOTE_PAUSE: Duration = Duration::from_secs(60);

/// The tries that are not noted yet, and when the last note was.
#[derive(Debug, Default)]
pub(super) struct Beyond(BTreeMap<Handle, Tries>);

#[derive(Debug)]
struct Tries {
    what: &'static str,
    needs: Scope,
    times: u32,
    noted: Option<Instant>,
}

impl Beyond {
    /// Somebody tried. There are no more of them than have joined.
    pub(super) fn tried(&mut self, who: Handle, what: &'static str, needs: Scope) {
        let tries = self.0.entry(who).or_insert(Tries { what, needs, times: 0, noted: None });
        (tries.what, tries.needs) = (what, needs);
        tries.times = tries.times.saturating_add(1);
    }

    /// What is to be noted now.
    pub(super) fn due(&mut self, now: Instant) -> Vec<Command> {
        let due = self.0.iter_mut().filter(|(_, tries)| tries.at(now).is_some_and(|at| at <= now));
        let note = |(who, tries): (&Handle, &mut Tries)| {
            let times = std::mem::take(&mut tries.times);
            tries.noted = Some(now);
            let what = Text::from(tries.what);
            Command::NoteBeyond { who: *who, what, needs: tries.needs, times }
        };
        due.map(note).collect()
    }

    /// When there is something to note next.
    pub(super) fn next(&self, now: Instant) -> Option<Instant> {
        self.0.values().filter_map(|tries| tries.at(now)).min()
    }
}

impl Tries {
    fn at(&self, now: Instant) -> Option<Instant> {
        let at = self.noted.map_or(now, |noted| noted + NOTE_PAUSE);
        (self.times > 0).then_some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(notes: &[Command]) -> Vec<u32> {
        let of = |note: &Command| match note {
            Command::NoteBeyond { times, .. } => *times,
            other => panic!("{other:?}"),
        };
        notes.iter().map(of).collect()
    }

    #[test]
    fn the_first_try_is_noted_at_once_and_a_thousand_more_in_one_note() {
        let (mut beyond, begin) = (Beyond::default(), Instant::now());
        let gil: Handle = "gil".parse().unwrap();
        assert_eq!(beyond.next(begin), None);
        beyond.tried(gil, "set the severity", Scope::Respond);
        assert_eq!(times(&beyond.due(begin)), [1]);
        for _ in 0..1000 {
            beyond.tried(gil, "call a proposal", Scope::Respond);
            assert!(beyond.due(begin + Duration::from_secs(1)).is_empty());
        }
        assert_eq!(beyond.next(begin), Some(begin + NOTE_PAUSE));
        assert_eq!(times(&beyond.due(begin + NOTE_PAUSE)), [1000]);
        assert_eq!(beyond.next(begin + NOTE_PAUSE), None);
    }
}
