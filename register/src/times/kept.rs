//! What was promised and what was kept: words announced for a time, tasks taken in time, and how
//! much of the record was written late.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::known::LEARNT_LATER_SECONDS;
use crate::promises::ends;
use crate::register::What;
use crate::words::{Audience, Mode};
use crate::{At, EntryId, Handle, Register, Row, Seq};

/// How much of what was promised was kept, as counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Promises of a next update whose time has come, or that were kept before it.
    pub promises: u32,
    /// Of these, kept: words to the same audience were sent at that time, or a newer promise before it.
    pub promises_kept: u32,
    /// Tasks given to somebody else than their giver, that were answered or should have been.
    pub tasks: u32,
    /// Of these, answered by their owner within the time of the room's policy.
    pub tasks_in_time: u32,
    /// Entries that people wrote.
    pub entries: u32,
    /// Of these, written a minute or more after what they tell of.
    pub entries_late: u32,
}

/// What became of a promise of next words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Came {
    /// The next words to the same audience were sent by then.
    InTime,
    /// They were sent later.
    Late,
    /// None were sent.
    Never,
}

/// A promise of next words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Promise {
    /// When the words to the same audience were sent that keep it, or that promise anew.
    pub(crate) next: Option<At>,
    /// What became of it; none before its time, and where the incident's end came before it.
    pub(crate) came: Option<Came>,
}

/// What became of each promise of next words, by the update that made it. What was taken back promised
/// nothing, and words in between keep nothing: who read the promise still waits.
pub(crate) fn promised(register: &Register) -> BTreeMap<EntryId, Promise> {
    let stand = register.updates().iter().filter(|(entry, _)| register.stands(**entry));
    let sent = stand.filter_map(|(entry, update)| {
        Some((register.row(update.sent?)?.at, *entry, update.audience, update.next_due))
    });
    let mut sent: Vec<_> = sent.collect();
    sent.sort_by_key(|(at, ..)| *at);
    let end = register.rows().last().map(|row| row.at);
    let closed = register.incident().closed_at;
    let one = |(n, (_, entry, audience, due)): (usize, &(At, EntryId, Audience, Option<At>))| {
        let due = (*due)?;
        let mut later = sent.iter().skip(n + 1).filter(|(_, _, to, _)| to == audience);
        let next = later.find(|(at, _, _, own)| ends((*at, *own), due)).map(|(at, ..)| *at);
        let over = closed.is_some_and(|at| at <= due);
        let came = match next {
            Some(at) if at <= due => Some(Came::InTime),
            _ if over || end <= Some(due) => None,
            Some(_) => Some(Came::Late),
            None => Some(Came::Never),
        };
        Some((*entry, Promise { next, came }))
    };
    sent.iter().enumerate().filter_map(one).collect()
}

impl Kept {
    pub(super) fn of(register: &Register) -> Self {
        let mut kept = Self::default();
        kept.count_promises(register);
        // Of what was typed in afterwards nobody can tell who answered when, or wrote late.
        if register.incident().mode == Mode::Past {
            return kept;
        }
        kept.count_tasks(register);
        kept.count_entries(register);
        kept
    }

    fn count_promises(&mut self, register: &Register) {
        for came in promised(register).into_values().filter_map(|promise| promise.came) {
            self.promises += 1;
            self.promises_kept += u32::from(came == Came::InTime);
        }
    }

    fn count_tasks(&mut self, register: &Register) {
        let limit = u64::from(register.incident().policy.answer_seconds);
        let mut waiting: BTreeMap<EntryId, (Handle, At)> = BTreeMap::new();
        // A yes is counted last: it may be taken back.
        let mut yes: BTreeMap<EntryId, (Handle, At, u64)> = BTreeMap::new();
        let end = register.rows().last().map(|row| row.at).unwrap_or_default();
        for (seq, row) in register.places() {
            if let What::YesTakenBack(entry) = row.what
                && let Some((owner, since, _)) = yes.remove(&entry)
            {
                waiting.insert(entry, (owner, since));
            }
            if let Some(entry) = touched(seq, row.what)
                && let Some((owner, since)) = waiting.remove(&entry)
            {
                let seconds = row.at.seconds_since(since);
                if !matches!(row.what, What::Acknowledged { .. }) || row.by != owner {
                    self.answered(row.by == owner, seconds, limit);
                } else if let Some((.., before)) = yes.insert(entry, (owner, since, seconds)) {
                    self.answered(true, before, limit);
                }
            }
            waiting.extend(given(register, seq, row));
        }
        for (_, _, seconds) in yes.into_values() {
            self.answered(true, seconds, limit);
        }
        for (_, since) in waiting.into_values() {
            self.answered(false, end.seconds_since(since), limit);
        }
    }

    /// What was taken back before an answer was due says nothing.
    fn answered(&mut self, by_owner: bool, seconds: u64, limit: u64) {
        if by_owner || seconds > limit {
            self.tasks += 1;
            self.tasks_in_time += u32::from(by_owner && seconds <= limit);
        }
    }

    fn count_entries(&mut self, register: &Register) {
        for row in register.rows().iter().filter(|row| row.what.is_entry()) {
            self.entries += 1;
            let late = row.seen.is_some_and(|s| row.at.seconds_since(s.at) >= LEARNT_LATER_SECONDS);
            self.entries_late += u32::from(late);
        }
    }
}

/// The task that a record gives to somebody else than its author.
fn given(register: &Register, seq: Seq, row: &Row) -> Option<(EntryId, (Handle, At))> {
    let (entry, owner) = match row.what {
        What::Task(owner) => (seq, owner?),
        What::Assigned(entry, owner) => (entry, owner?),
        _ => return None,
    };
    let is_task = register.tasks().contains_key(&entry);
    (is_task && owner != row.by).then_some((entry, (owner, row.at)))
}

/// The task of which a record says something that ends the waiting for its owner's answer.
const fn touched(seq: Seq, what: What) -> Option<EntryId> {
    match what {
        What::Task(_) => Some(seq),
        What::Action(entry) => entry,
        What::Acknowledged { entry, helps: false }
        | What::Assigned(entry, _)
        | What::Declined(entry)
        | What::HelpEnded(entry)
        | What::Extended(entry, _)
        | What::Blocked(entry)
        | What::Finished(entry)
        | What::Cancelled(entry)
        | What::Retracted(entry) => Some(entry),
        _ => None,
    }
}
