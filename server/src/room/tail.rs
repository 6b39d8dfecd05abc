//! The last lines of a room, as they go out: encoded once, shared by all seats.
//!
//! A group is what one commit made: `(first place, lines joined by newline)`. A seat that stands at
//! a group's start sends the shared bytes; only one that stands in the middle has them cut. What is
//! older than the tail is read from the journal, by whoever needs it.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio_tungstenite::tungstenite::{Bytes, Utf8Bytes};
use warroom_register::Seq;
use warroom_register::limits::TAIL_LINES_MAX;

/// What a tail keeps of lines that are unusually long.
const TAIL_BYTES_MAX: usize = 2 * 1024 * 1024;
/// One group: a commit that is larger goes out as several messages.
const GROUP_BYTES_MAX: usize = 256 * 1024;
/// The newest groups, each as its commit made it: a seat that keeps up finds itself at the start of
/// one. Older ones are put together, once for all who catch up.
const GROUPS_APART_MAX: usize = 64;
/// Of groups that are put together.
const SEGMENT_BYTES_MAX: usize = 64 * 1024;

/// The last lines of one room.
#[derive(Debug, Default)]
pub(crate) struct Tail(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    groups: VecDeque<Group>,
    /// How many of the oldest segments are put together.
    segments: usize,
    lines: usize,
    bytes: usize,
    head: Seq,
}

#[derive(Clone, Debug)]
struct Group {
    first: Seq,
    last: Seq,
    text: Utf8Bytes,
}

/// What follows a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Following {
    /// Nothing: it is the head.
    Nothing,
    /// These lines, joined by newline.
    Lines {
        /// The place of the last of them.
        last: Seq,
        /// The lines.
        text: Utf8Bytes,
    },
    /// How many records are older than the tail: they are in the journal.
    Older(u64),
}

impl Tail {
    /// The last record that may be seen.
    pub(crate) fn head(&self) -> Seq {
        self.kept().head
    }

    /// A tail that has nothing yet begins behind this place: what is older is in the journal.
    /// Returns its head.
    pub(crate) fn begin(&self, after: Seq) -> Seq {
        let mut kept = self.kept();
        if kept.groups.is_empty() {
            kept.head = kept.head.max(after);
        }
        kept.head
    }

    /// Adds what was recorded after `place`: from here on every seat may see it. Not if that is not
    /// the head: what stands in between may be recorded or not, and nobody knows yet.
    pub(crate) fn push(&self, place: Seq, added: &[Arc<str>]) -> bool {
        let mut kept = self.kept();
        if kept.head != place {
            return false;
        }
        let mut rest = added;
        while let Some(count) = group_of(rest) {
            let (group, after) = rest.split_at(count);
            kept.add(group.join("\n"), count);
            rest = after;
        }
        kept.put_together();
        kept.trim();
        true
    }

    /// What a seat that has seen all up to `place` sees next.
    pub(crate) fn after(&self, place: Seq) -> Following {
        let kept = self.kept();
        if place >= kept.head {
            return Following::Nothing;
        }
        let index = kept.groups.partition_point(|group| group.last <= place);
        match kept.groups.get(index) {
            Some(group) if group.first <= place.next() => group.lines(place),
            Some(group) => Following::Older(group.first.0.saturating_sub(place.next().0)),
            None => Following::Older(kept.head.0.saturating_sub(place.0)),
        }
    }

    /// The line of one record, if it is not older than the tail.
    pub(crate) fn line(&self, seq: Seq) -> Option<String> {
        match self.after(Seq(seq.0.checked_sub(1)?)) {
            Following::Lines { text, .. } => text.split('\n').next().map(str::to_owned),
            Following::Nothing | Following::Older(_) => None,
        }
    }

    /// Puts the redacted line of a record in place of the original.
    pub(crate) fn redact(&self, seq: Seq, line: &str) {
        let mut kept = self.kept();
        let index = kept.groups.partition_point(|group| group.last < seq);
        let Some(group) = kept.groups.get_mut(index).filter(|group| group.first <= seq) else {
            return;
        };
        let before = group.text.len();
        let place = usize::try_from(seq.0 - group.first.0).unwrap_or(usize::MAX);
        let lines = group.text.split('\n').enumerate();
        let lines = lines.map(|(n, old)| if n == place { line } else { old });
        group.text = lines.collect::<Vec<_>>().join("\n").into();
        let after = group.text.len();
        kept.bytes = (kept.bytes + after).saturating_sub(before);
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // Whoever panicked while holding it had not begun to change it, or had finished.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many lines make the next group; at least one while there are any.
fn group_of(lines: &[Arc<str>]) -> Option<usize> {
    let mut bytes = 0;
    let more = |line: &&Arc<str>| {
        bytes += line.len() + 1;
        bytes <= GROUP_BYTES_MAX
    };
    (!lines.is_empty()).then(|| lines.iter().take_while(more).count().max(1))
}

impl Kept {
    fn add(&mut self, text: String, count: usize) {
        let first = self.head.next();
        self.head = Seq(self.head.0 + u64::try_from(count).unwrap_or(0));
        self.lines += count;
        self.bytes += text.len();
        self.groups.push_back(Group { first, last: self.head, text: text.into() });
    }

    /// Makes one segment of the oldest groups that are apart, when there are twice as many as need
    /// be: so each line is copied once.
    fn put_together(&mut self) {
        while self.groups.len() - self.segments > 2 * GROUPS_APART_MAX {
            let mut bytes = 0;
            let fits = |group: &&Group| {
                bytes += group.text.len() + 1;
                bytes <= SEGMENT_BYTES_MAX
            };
            let apart = self.groups.range(self.segments..).take(GROUPS_APART_MAX);
            let count = apart.take_while(fits).count().max(1);
            let parts: Vec<_> = self.groups.drain(self.segments..self.segments + count).collect();
            // The newlines between them are new.
            self.bytes += count - 1;
            if let Some(segment) = Group::of(parts) {
                self.groups.insert(self.segments, segment);
                self.segments += 1;
            }
        }
    }

    fn trim(&mut self) {
        while self.lines > TAIL_LINES_MAX || self.bytes > TAIL_BYTES_MAX {
            // The newest group stays whatever its size: seats at the head are served from here.
            if self.groups.len() < 2 {
                return;
            }
            if let Some(group) = self.groups.pop_front() {
                self.lines -= group.count();
                self.bytes -= group.text.len();
                self.segments = self.segments.saturating_sub(1);
            }
        }
    }
}

impl Group {
    /// Several groups as one; a single one stays as it is, bytes and all.
    fn of(mut parts: Vec<Self>) -> Option<Self> {
        if parts.len() < 2 {
            return parts.pop();
        }
        let (first, last) = (parts.first()?.first, parts.last()?.last);
        let texts: Vec<_> = parts.iter().map(|part| part.text.as_str()).collect();
        Some(Self { first, last, text: texts.join("\n").into() })
    }

    fn lines(&self, place: Seq) -> Following {
        Following::Lines { last: self.last, text: self.after(place) }
    }

    fn count(&self) -> usize {
        usize::try_from(self.last.next().0 - self.first.0).unwrap_or(0)
    }

    fn after(&self, place: Seq) -> Utf8Bytes {
        let seen = usize::try_from(place.next().0.saturating_sub(self.first.0)).unwrap_or(0);
        if seen == 0 {
            return self.text.clone();
        }
        let ends = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let cut = ends.map(|(at, _)| at + 1).nth(seen - 1).unwrap_or(self.text.len());
        let rest = Bytes::from(self.text.clone()).slice(cut..);
        Utf8Bytes::try_from(rest).unwrap_or_default()
    }
}
