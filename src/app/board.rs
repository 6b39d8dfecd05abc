//! The board: a register at one moment, with the lists that the screen shows of it.
//!
//! What is open is kept up record by record, so that neither a frame nor a record costs more in a
//! long incident than in a short one.

use std::collections::BTreeSet;

use super::find::Query;
use warroom_register::attention::{Attention, attention};
use warroom_register::promises::{Promise, promises};
use warroom_register::words::Phase;
use warroom_register::{At, EntryId, Gap, Handle, Record, Register, Row, Seq, TaskState};

/// A register at one moment, ready to be drawn.
#[derive(Clone, Debug, Default)]
pub(crate) struct Board {
    /// What the room knows.
    pub(crate) register: Register,
    /// The moment it is looked at.
    pub(crate) now: At,
    /// What is wanted, most pressing first.
    pub(crate) needs: Vec<Attention>,
    /// Tasks that somebody has to do or to verify, in the order of the pane.
    pub(crate) doing: Vec<EntryId>,
    /// Open questions, nobody's first.
    pub(crate) asked: Vec<EntryId>,
    /// Facts that hold, the confirmed before the suspected, the newest first.
    pub(crate) known: Vec<EntryId>,
    /// Decisions, those to be called first, then the newest; also those that a plan brought along.
    pub(crate) decisions: Vec<EntryId>,
    /// What was promised, the next one due first.
    pub(crate) promised: Vec<Promise>,
    /// The entries of it, for the rows of the pane.
    pub(crate) promised_entries: Vec<EntryId>,
    /// What is away from normal, oldest first.
    pub(crate) away: Vec<EntryId>,
    /// The timeline: places of the records that are shown on it.
    pub(crate) timeline: Vec<Seq>,
    /// It goes by when things happened rather than by when they were written.
    by_happening: bool,
    /// Only rows that these words find are on the timeline; empty: all.
    filter: String,
    finder: Finder,
    open: Open,
    late: BTreeSet<EntryId>,
    changed: bool,
    /// At which record and in which second the lists were worked out last.
    settled: Option<(Seq, i64)>,
}

/// What is open, by entry.
#[derive(Clone, Debug, Default)]
struct Open {
    tasks: BTreeSet<EntryId>,
    questions: BTreeSet<EntryId>,
    facts: BTreeSet<EntryId>,
    decisions: BTreeSet<EntryId>,
}

impl Board {
    /// An empty board at this moment.
    pub(crate) fn at(now: At) -> Self {
        Self { now, ..Self::default() }
    }

    /// An empty board whose timeline goes by when things happened, as far as it was written.
    pub(crate) fn by_happening() -> Self {
        Self { by_happening: true, ..Self::default() }
    }

    /// The room as it goes on, and not a moment that is looked back at.
    pub(crate) const fn is_live(&self) -> bool {
        !self.by_happening
    }

    /// Folds a record in.
    pub(crate) fn apply(&mut self, record: &Record) -> Result<(), Gap> {
        if self.by_happening {
            self.register.look_on(record)?;
        } else {
            self.register.apply(record)?;
        }
        self.changed = true;
        let Some(what) = self.register.what(record.seq) else { return Ok(()) };
        self.touch(record.seq);
        if let Some(entry) = what.about() {
            self.touch(entry);
            // What a retracted fact had replaced holds again.
            if let Some(old) = self.register.facts().get(&entry).and_then(|f| f.replaces) {
                self.touch(old);
            }
        }
        if shows(&self.register, &mut self.finder, record.seq) {
            let place = self.place_for(record.seq);
            self.timeline.insert(place, record.seq);
        }
        Ok(())
    }

    /// Works out what depends on the moment and on who looks.
    pub(crate) fn settle(&mut self, me: Handle, now: At) {
        self.now = now;
        let settled = (self.register.head(), now.ms() / 1000);
        if self.settled.replace(settled) == Some(settled) {
            return;
        }
        self.needs = attention(&self.register, now);
        let late = self.needs.iter().filter(|need| need.late);
        self.late = late.filter_map(|need| need.entry).collect();
        self.promised = promises(&self.register, now);
        self.promised_entries = self.promised.iter().filter_map(|p| p.entry).collect();
        self.doing = self.open.tasks.iter().copied().collect();
        let mut doing = std::mem::take(&mut self.doing);
        doing.sort_by_cached_key(|entry| self.rank(*entry, me));
        self.doing = doing;
        if std::mem::take(&mut self.changed) {
            self.list();
        }
    }

    fn list(&mut self) {
        let register = &self.register;
        let owned = |e: &EntryId| register.questions().get(e).is_some_and(|q| q.owner.is_some());
        let suspected = |e: &EntryId| register.facts().get(e).is_some_and(|f| f.suspected);
        // What was agreed on before waits for nobody.
        let called = |e: &EntryId| register.decisions().get(e).is_none_or(|d| d.call.is_some());
        self.asked = parted(self.open.questions.iter().copied(), owned);
        self.known = parted(self.open.facts.iter().rev().copied(), suspected);
        self.decisions = parted(self.open.decisions.iter().rev().copied(), called);
        self.away = register.away_from_normal().map(|(entry, _)| entry).collect();
    }

    /// The proposal that is before the room, and until when: of several the one that ends first.
    pub(crate) fn before_room(&self) -> Option<(EntryId, At)> {
        // Nobody calls anything in a closed incident.
        if self.register.incident().phase == Phase::Closed {
            return None;
        }
        let open = |entry: &EntryId| {
            let decision = self.register.decisions().get(entry)?;
            let window = decision.window.filter(|window| self.now < window.until)?;
            decision.call.is_none().then_some((*entry, window.until))
        };
        // Those that wait to be called stand first in the list.
        let waiting = self.decisions.iter().take_while(|entry| {
            self.register.decisions().get(entry).is_some_and(|d| d.call.is_none())
        });
        waiting.filter_map(open).min_by_key(|(entry, until)| (*until, *entry))
    }

    /// Mine first, then what is late, what nobody has, what is to be verified, what is on its way.
    fn rank(&self, entry: EntryId, me: Handle) -> (bool, u8, EntryId) {
        let task = self.register.tasks().get(&entry);
        let mine = task.is_some_and(|t| t.owner == Some(me) && t.state.is_open());
        let rank = match task.map(|t| t.state) {
            Some(TaskState::Assigned | TaskState::Blocked) => 0,
            Some(TaskState::Open) => 1,
            Some(TaskState::Done) => 2,
            _ if task.and_then(|t| t.due).is_some_and(|due| self.now >= due) => 3,
            _ => 4,
        };
        (!mine, rank, entry)
    }

    fn touch(&mut self, entry: EntryId) {
        let r = &self.register;
        let stands = r.stands(entry);
        let task = |t: &warroom_register::Task| t.state.is_open() || t.state == TaskState::Done;
        keep(&mut self.open.tasks, entry, stands && r.tasks().get(&entry).is_some_and(task));
        let asked = r.questions().get(&entry).is_some_and(warroom_register::Question::is_open);
        keep(&mut self.open.questions, entry, stands && asked);
        let held = r.facts().get(&entry).is_some_and(|f| f.replaced_by.is_none());
        keep(&mut self.open.facts, entry, stands && held);
        let decided = r.decisions().contains_key(&entry) || r.agreed(entry).is_some();
        keep(&mut self.open.decisions, entry, stands && decided);
    }

    /// Only rows with these words from now on.
    pub(crate) fn filter(&mut self, words: &str) {
        if self.filter == words {
            return;
        }
        words.clone_into(&mut self.filter);
        let query = Some(words).filter(|words| !words.trim().is_empty());
        self.finder = Finder(query.map(|words| Query::read(words, self.now)));
        let all = (1..=self.register.head().0).map(Seq);
        let (register, finder) = (&self.register, &mut self.finder);
        let shown: Vec<Seq> = all.filter(|seq| shows(register, finder, *seq)).collect();
        let mut keys: Vec<(At, Seq)> = shown.into_iter().map(|seq| self.key(seq)).collect();
        keys.sort();
        self.timeline = keys.into_iter().map(|(_, seq)| seq).collect();
    }

    /// What the timeline is ordered by.
    fn key(&self, seq: Seq) -> (At, Seq) {
        let row = self.register.row(seq).filter(|_| self.by_happening);
        (row.map(Row::happened).unwrap_or_default(), seq)
    }

    /// Where a record stands on the timeline.
    fn place_for(&self, seq: Seq) -> usize {
        let key = self.key(seq);
        self.timeline.partition_point(|other| self.key(*other) < key)
    }

    /// Why what is found is not what was meant.
    pub(crate) fn find_trouble(&self) -> Option<String> {
        self.finder.0.as_ref()?.trouble(&self.register)
    }

    /// The words that the timeline is filtered by.
    pub(crate) fn filtered_by(&self) -> &str {
        &self.filter
    }

    /// The place on the timeline of this record, or of the last one before it.
    pub(crate) fn index(&self, seq: Seq) -> Option<usize> {
        let place = self.place_for(seq);
        if self.timeline.get(place) == Some(&seq) { Some(place) } else { place.checked_sub(1) }
    }

    /// Whether something is late about this entry.
    pub(crate) fn is_late_with(&self, entry: EntryId) -> bool {
        self.late.contains(&entry)
    }
}

/// What is sought, if anything is. A board that is set aside for later seeks nothing.
#[derive(Default)]
struct Finder(Option<Query>);

impl Clone for Finder {
    fn clone(&self) -> Self {
        Self(None)
    }
}

impl std::fmt::Debug for Finder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Finder").field(&self.0.is_some()).finish()
    }
}

/// Ideas are for the review and stay out of the way until then.
fn shows(register: &Register, finder: &mut Finder, seq: Seq) -> bool {
    let shown = register.what(seq).is_some() && register.idea_of(seq).is_none();
    shown && finder.0.as_mut().is_none_or(|query| query.finds(register, seq))
}

/// Those for which `second` does not hold, then those for which it does.
fn parted(
    all: impl Iterator<Item = EntryId> + Clone,
    second: impl Fn(&EntryId) -> bool,
) -> Vec<EntryId> {
    let first = all.clone().filter(|e| !second(e));
    first.chain(all.filter(|e| second(e))).collect()
}

fn keep(set: &mut BTreeSet<EntryId>, entry: EntryId, open: bool) {
    if open {
        set.insert(entry);
    } else {
        set.remove(&entry);
    }
}
