//! What stands in front of an entry's words: when it happened, for whom a task is, that a fact is
//! only suspected. Line and shell read it here, so that the same words are the same entry in both.

use crate::words::EntryKind;
use crate::{At, Handle, Seen, when};

/// What was typed in front of the words of an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InFront {
    /// `14:06~`, `-5m`: when it happened; of an impact, since when.
    pub seen: Option<Seen>,
    /// `@ben`, of a task: who is to do it.
    pub owner: Option<Handle>,
    /// `10m`, of a task: its box. Of an update: until the next word.
    pub minutes: Option<u16>,
    /// `?`, of a fact: held, but not confirmed.
    pub suspected: bool,
}

impl InFront {
    /// Takes off an entry of this kind what stands in front of its words, and gives the words.
    pub fn read(kind: EntryKind, line: &str, now: At) -> Result<(Self, &str), String> {
        if kind == EntryKind::Update {
            return Ok(Self::default().of_update(line));
        }
        let (seen, words) = when::lead_in(line, now)?;
        let front = Self { seen, ..Self::default() };
        Ok(match kind {
            EntryKind::Task => front.of_task(words),
            EntryKind::Fact => match words.strip_prefix('?') {
                Some(words) => (Self { suspected: true, ..front }, words.trim_start()),
                None => (front, words),
            },
            EntryKind::Observation
            | EntryKind::Action
            | EntryKind::Question
            | EntryKind::Decision
            | EntryKind::Update
            | EntryKind::Impact
            | EntryKind::Idea => (front, words),
        })
    }

    /// `30m` in front promises the next word.
    fn of_update(self, words: &str) -> (Self, &str) {
        match words.split_once(' ') {
            Some((first, rest)) if minutes(first).is_some() => {
                (Self { minutes: minutes(first), ..self }, rest.trim_start())
            }
            _ => (self, words),
        }
    }

    /// `@ben 10m` in front, or `@ben`, `@ben 10m` at the end, gives the task at once.
    fn of_task(mut self, words: &str) -> (Self, &str) {
        let mut rest = words;
        // Where nothing follows, it stands in front all the same: a name alone is no task of nobody.
        while !rest.is_empty() {
            let (first, after) = rest.split_once(' ').unwrap_or((rest, ""));
            match (handle(first), minutes(first)) {
                (Some(owner), _) if self.owner.is_none() => self.owner = Some(owner),
                (_, Some(minutes)) if self.minutes.is_none() => self.minutes = Some(minutes),
                _ => break,
            }
            rest = after.trim_start();
        }
        if self.owner.is_none() { self.at_the_end(rest) } else { (self, rest) }
    }

    /// Minutes at the end count only behind a name: "look again in 10m" is part of the task.
    fn at_the_end(self, words: &str) -> (Self, &str) {
        let Some((before, last)) = words.rsplit_once(' ') else { return (self, words) };
        if let Some(owner) = handle(last) {
            return (Self { owner: Some(owner), ..self }, before.trim_end());
        }
        let name = before.trim_end().rsplit_once(' ');
        match (minutes(last), name.and_then(|(start, name)| Some((start, handle(name)?)))) {
            (minutes @ Some(_), Some((start, owner))) => {
                (Self { owner: Some(owner), minutes, ..self }, start.trim_end())
            }
            _ => (self, words),
        }
    }
}

fn handle(word: &str) -> Option<Handle> {
    word.strip_prefix('@')?.trim_end_matches([',', ':']).parse().ok()
}

fn minutes(word: &str) -> Option<u16> {
    word.strip_suffix('m')?.parse().ok().filter(|minutes| *minutes > 0)
}
