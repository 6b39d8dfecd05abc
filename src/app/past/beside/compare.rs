//! Each thing that was held at a moment, beside all that is known of it now.

use std::collections::BTreeSet;

use warroom_register::words::Moment;
use warroom_register::{At, EntryId, Question, Register, Row, Seen, Seq, TaskState, Text, What};

use super::{Now, PAIRS_MAX, Pair, Part};
use crate::app::board::Board;
use crate::app::past::mentions::Mentions;
use crate::app::words::{clock, outcome};

/// Two boards of the same journal, the first a fold of fewer records.
pub(super) struct Compare<'a> {
    pub(super) then: &'a Board,
    pub(super) now: &'a Board,
    pub(super) mentions: &'a Mentions,
}

impl Compare<'_> {
    pub(super) fn parts(&self) -> Vec<Part> {
        let then = self.then;
        let impact: Vec<EntryId> = then.register.impact().into_iter().collect();
        let mut parts = vec![
            self.part("Impact", &impact, Self::impact),
            self.part("Held true", &then.known, Self::fact),
            self.part("Asked", &then.asked, Self::question),
            self.part("Decided", &then.decisions, Self::decision),
            self.part("Being done", &then.doing, Self::task),
            part("Done and seen", self.turned_out()),
            part("Times and severity", self.figures()),
            part("Learnt later about this time", self.later()),
        ];
        parts.retain(|part| !part.pairs.is_empty());
        parts
    }

    fn part(
        &self,
        name: &'static str,
        entries: &[EntryId],
        now: fn(&Self, EntryId) -> Vec<String>,
    ) -> Part {
        let pair = |entry: &EntryId| self.pair(*entry, &now(self, *entry));
        let pairs = entries.iter().take(PAIRS_MAX).map(pair).collect();
        Part { name, pairs, more: entries.len().saturating_sub(PAIRS_MAX) }
    }

    fn pair(&self, entry: EntryId, now: &[String]) -> Pair {
        let now = if now.is_empty() { Now::Same } else { Now::Else(Text::from(now.join("\n"))) };
        Pair { of: entry.to_string(), then: Some(self.words(entry)), now }
    }

    /// What an entry said at the moment, with how it stood then.
    fn words(&self, entry: EntryId) -> Text {
        let register = &self.then.register;
        match register.what(entry) {
            // Whether it was a yes or a no is most of what was decided.
            Some(What::Decision | What::Proposed) => outcome(register, entry),
            Some(What::Task(_)) => {
                let text = register.text(entry);
                Text::from(format!("{} ({})", text.raw(), stood(register, entry)))
            }
            // What is only suspected must not read as what is known.
            Some(What::Fact { suspected: true, .. }) => register.sentence(entry),
            Some(
                What::Fact { .. } | What::Answered { .. } | What::Impact(_) | What::Question(_),
            ) => register.text(entry),
            _ => register.sentence(entry),
        }
    }

    fn impact(&self, entry: EntryId) -> Vec<String> {
        let mut now = self.became(entry);
        let last = self.now.register.impact().filter(|e| *e > self.then.register.head());
        now.extend(last.map(|last| format!("now, {}", self.said(last))));
        now
    }

    fn fact(&self, entry: EntryId) -> Vec<String> {
        let mut now = self.became(entry);
        // What it changed to may have changed again.
        let next = |e: EntryId| self.now.register.facts().get(&e)?.replaced_by;
        let further = std::iter::successors(next(entry), |by| next(*by)).skip(1);
        now.extend(further.map(|by| self.said(by)));
        let suspected =
            |board: &Board| board.register.facts().get(&entry).is_some_and(|fact| fact.suspected);
        if now.is_empty() && suspected(self.then) {
            return self.named_last(entry, "nobody confirmed it");
        }
        now
    }

    fn question(&self, entry: EntryId) -> Vec<String> {
        let open = self.now.register.questions().get(&entry).is_some_and(Question::is_open);
        self.or_none(entry, open, "nobody answered it")
    }

    fn decision(&self, entry: EntryId) -> Vec<String> {
        let called = |board: &Board| board.register.decisions().get(&entry)?.called;
        let waits = called(self.then).is_none() && called(self.now).is_none();
        let now = self.or_none(entry, waits, "nobody called it");
        if now.is_empty() {
            return self.named_last(entry, "nothing was written about it later");
        }
        now
    }

    fn task(&self, entry: EntryId) -> Vec<String> {
        let state = |board: &Board| board.register.tasks().get(&entry).map(|task| task.state);
        match state(self.now) {
            Some(state) if state.is_open() => {
                self.or_none(entry, true, "nobody said that it is finished")
            }
            Some(TaskState::Done) if state(self.then) == Some(TaskState::Done) => {
                self.or_none(entry, true, "nobody said whether it worked")
            }
            _ => self.became(entry),
        }
    }

    /// What became of it, and that something never did; who names it may say why.
    fn or_none(&self, entry: EntryId, none: bool, words: &str) -> Vec<String> {
        let mut now = self.became(entry);
        if none && now.is_empty() {
            return self.named_last(entry, words);
        }
        now.extend(none.then(|| words.to_owned()));
        now
    }

    /// What was done or seen by then, work that was over among it, and what of it is known
    /// otherwise now.
    fn turned_out(&self) -> Vec<Pair> {
        let head = self.then.register.head();
        let later = (head.0 + 1..=self.now.register.head().0).map(Seq);
        let about = |seq| self.now.register.what(seq).and_then(|what| what.about());
        let told = |entry: &EntryId| match self.then.register.what(*entry) {
            Some(What::Action(_) | What::Observation | What::Update(_) | What::Help(_)) => true,
            Some(What::Task(_)) => !self.then.doing.contains(entry),
            _ => false,
        };
        let entries: BTreeSet<EntryId> =
            later.filter_map(about).filter(|entry| *entry <= head).filter(told).collect();
        let pairs = entries.into_iter().map(|entry| self.pair(entry, &self.became(entry)));
        pairs.filter(|pair| pair.now != Now::Same).collect()
    }

    /// The last of each sort of record behind the moment that says how an entry stands: what it
    /// says now, whether it still stands, what it really hit, what came of it.
    fn became(&self, entry: EntryId) -> Vec<String> {
        let behind = self.mentions.all_behind(entry, self.then.register.head());
        let register = &self.now.register;
        let tells = |seq: &&Seq| register.what(**seq).is_some_and(|what| changes(what, entry));
        let mut last: Vec<Seq> = Vec::new();
        for seq in behind.iter().filter(tells).filter(|seq| register.stands(**seq)) {
            let sort = |seq: &Seq| register.what(*seq).map(|what| std::mem::discriminant(&what));
            last.retain(|other| sort(other) != sort(seq));
            last.push(*seq);
        }
        last.into_iter().map(|seq| self.said(seq)).collect()
    }

    fn named_last(&self, entry: EntryId, none: &str) -> Vec<String> {
        let last = self.mentions.last_behind(entry, self.then.register.head());
        vec![last.map_or_else(|| none.to_owned(), |seq| self.said(seq))]
    }

    fn said(&self, seq: Seq) -> String {
        let sentence = self.now.register.sentence(seq);
        let at = self.now.register.row(seq).map(|row| clock(row.at, self.then.now));
        format!("{} {}", at.unwrap_or_default(), sentence.raw())
    }

    /// The times of the incident that somebody said, and how bad it was.
    fn figures(&self) -> Vec<Pair> {
        let moments = [
            Moment::Began,
            Moment::Detected,
            Moment::Identified,
            Moment::Mitigated,
            Moment::Restored,
        ];
        let time = |board: &Board, moment| {
            let seen = board.register.moments().get(&moment).copied();
            seen.map(|seen| approximate(seen, self.then.now))
        };
        let mut pairs: Vec<Pair> = moments
            .into_iter()
            .filter_map(|moment| {
                let (then, now) = (time(self.then, moment), time(self.now, moment));
                figure(moment.to_string(), then, now)
            })
            .collect();
        let incident = |board: &Board| {
            let incident = board.register.incident();
            Some(format!("{} {}", incident.severity, incident.kind))
        };
        let (then, now) = (incident(self.then), incident(self.now));
        pairs.extend(figure("it was".into(), then, now).filter(|pair| pair.now != Now::Same));
        pairs
    }

    /// What was written behind the moment and happened before it.
    fn later(&self) -> Vec<Pair> {
        let register = &self.now.register;
        let rows = (self.then.register.head().0 + 1..=register.head().0).map(Seq);
        let pairs = rows.filter_map(|entry| {
            let row = register.row(entry).filter(|_| register.stands(entry))?;
            row.learnt_later().filter(|_| row.what.is_entry())?;
            (row.happened() <= self.then.now).then_some(())?;
            let words = register.sentence(entry);
            let at = happened(row, self.then.now);
            let learnt = clock(row.at, row.happened());
            let words = format!("{at} {} (learnt {learnt})", words.raw());
            let of = entry.to_string();
            Some(Pair { of, then: None, now: Now::Else(Text::from(words)) })
        });
        pairs.collect()
    }
}

fn part(name: &'static str, mut pairs: Vec<Pair>) -> Part {
    let more = pairs.len().saturating_sub(PAIRS_MAX);
    pairs.truncate(PAIRS_MAX);
    Part { name, pairs, more }
}

/// A time or a word that was known then, is known now, or both.
fn figure(of: String, then: Option<String>, now: Option<String>) -> Option<Pair> {
    let same = then == now;
    let now = match now {
        Some(_) if same => Now::Same,
        Some(now) => Now::Else(Text::from(now)),
        None => return None,
    };
    Some(Pair { of, then: then.map(Text::from), now })
}

/// Whether a record of this sort says anew how an entry stands.
fn changes(what: What, entry: EntryId) -> bool {
    let says = matches!(
        what,
        What::Amended(_)
            | What::Retracted(_)
            | What::Redacted(_)
            | What::TargetCorrected(_)
            | What::LeftInPlace(_)
            | What::PutBack(_)
            | What::Fact { .. }
            | What::Answered { .. }
            | What::Assigned(..)
            | What::Declined(_)
            | What::Blocked(_)
            | What::Finished(_)
            | What::Verified(..)
            | What::Cancelled(_)
            | What::Objected(_)
            | What::Called(..)
            | What::Sent(_)
            | What::HelpPromised(..)
            | What::HelpAnswered(_)
    );
    says && what.about() == Some(entry)
}

/// How a task stood.
fn stood(register: &Register, entry: EntryId) -> String {
    let Some(task) = register.tasks().get(&entry) else { return String::new() };
    match (task.state, task.owner) {
        (TaskState::Open, _) | (_, None) => "nobody has it".to_owned(),
        (TaskState::Assigned, Some(owner)) => format!("given to {owner}"),
        (TaskState::Acknowledged, Some(owner)) => format!("{owner} has it"),
        (TaskState::Blocked, Some(owner)) => format!("{owner} has it: blocked"),
        (TaskState::Done, _) => "finished, not verified".to_owned(),
        (TaskState::Verified, _) => "finished".to_owned(),
        (TaskState::Cancelled, _) => "called off".to_owned(),
    }
}

fn approximate(seen: Seen, beside: At) -> String {
    let about = if seen.about { "~" } else { "" };
    format!("{}{about}", clock(seen.at, beside))
}

/// When a row's matter happened; what was only said about is marked so.
fn happened(row: &Row, beside: At) -> String {
    let about = row.seen.is_some_and(|seen| seen.about);
    approximate(Seen { at: row.happened(), about }, beside)
}
