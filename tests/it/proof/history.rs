//! What clients asked and saw, and whether one journal explains all of it.
//!
//! Every client writes down what it did, each note with a stamp of one counter, so that "before"
//! means before for all of them. [`History::check`] then holds the notes against the journal as it
//! is at the end, after every fault. It proves: exactly once; a refusal means never recorded; one
//! order without gaps; everybody's own order; what a screen shows is a prefix that only grows; what
//! was on any screen is on disk. It is itself tested with forged histories (`forged`).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;
use warroom_register::{Chain, Command, CommandId, Event, Handle, Hash, Record, Seq};

/// One record as somebody saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) seq: Seq,
    pub(crate) prev: Hash,
    pub(crate) hash: Hash,
    pub(crate) by: Handle,
    pub(crate) command: CommandId,
    pub(crate) event: Event,
}

impl Line {
    /// A record, and the bytes it came as.
    pub(crate) fn of(record: &Record, line: &str) -> Self {
        let hash = record.hash.unwrap_or_else(|| Hash::of(line.as_bytes()));
        let Record { seq, prev, by, command, event, .. } = record.clone();
        Self { seq, prev, hash, by, command, event }
    }

    /// The same, of a record whose bytes are not at hand: they are what it is encoded as.
    pub(crate) fn again(record: &Record) -> Self {
        Self::of(record, &record.line())
    }
}

/// What a client did or learnt.
#[derive(Clone, Debug)]
pub(crate) enum Moment {
    /// It asked, for the first time or again.
    Asked(CommandId, Command),
    /// It was told no.
    Refused(CommandId),
    /// It was told that this is recorded there.
    Already(CommandId, Seq),
    /// A record came to its screen.
    Saw(Line),
    /// It died and was started again: its screen is empty, and fills from the first record.
    Died,
    /// It died before this was on its disk: nobody promised anything about it.
    Lost(CommandId),
}

/// The notes of one client.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) who: Handle,
    pub(crate) moments: Vec<(u64, Moment)>,
}

/// All notes, and the journal at the end.
#[derive(Clone, Debug)]
pub(crate) struct History {
    pub(crate) clients: Vec<Client>,
    pub(crate) header: String,
    pub(crate) journal: Vec<Line>,
}

/// Where a client writes its notes. All clones are one.
#[derive(Clone, Debug)]
pub(crate) struct Notes {
    stamps: Arc<AtomicU64>,
    client: Arc<Mutex<Client>>,
    /// How many moments were written down.
    noted: watch::Sender<usize>,
}

impl Notes {
    /// The first client's.
    pub(crate) fn begin(who: Handle) -> Self {
        let client = Arc::new(Mutex::new(Client { who, moments: Vec::new() }));
        Self { stamps: Arc::default(), client, noted: watch::Sender::new(0) }
    }

    /// Another client's, with the same counter.
    pub(crate) fn another(&self, who: Handle) -> Self {
        Self { stamps: Arc::clone(&self.stamps), ..Self::begin(who) }
    }

    /// Writes down what happened now.
    pub(crate) fn note(&self, moment: Moment) {
        let stamp = self.stamps.fetch_add(1, Ordering::SeqCst);
        self.client.lock().unwrap().moments.push((stamp, moment));
        self.noted.send_modify(|noted| *noted += 1);
    }

    /// Waits until it knows the outcome of so many of its asks.
    pub(crate) async fn knows(&self, asks: usize) {
        let mut noted = self.noted.subscribe();
        while self.settled() < asks {
            noted.changed().await.unwrap();
        }
    }

    /// Waits until it has written down nothing for so long.
    pub(crate) async fn falls_silent(&self, silence: Duration) {
        let mut noted = self.noted.subscribe();
        while timeout(silence, noted.changed()).await.is_ok() {}
    }

    /// How many of its asks this client knows the outcome of.
    pub(crate) fn settled(&self) -> usize {
        self.outcomes().0
    }

    /// Of how many it does not.
    pub(crate) fn open(&self) -> usize {
        self.outcomes().1
    }

    /// Both.
    fn outcomes(&self) -> (usize, usize) {
        let client = self.client.lock().unwrap();
        let mut asked = BTreeSet::new();
        let mut settled = 0;
        for (_, moment) in &client.moments {
            match moment {
                Moment::Asked(id, _) => drop(asked.insert(*id)),
                Moment::Refused(id) | Moment::Already(id, _) => {
                    settled += usize::from(asked.remove(id));
                }
                Moment::Saw(line) => settled += usize::from(asked.remove(&line.command)),
                Moment::Died | Moment::Lost(_) => {}
            }
        }
        (settled, asked.len())
    }

    /// All that was written down.
    pub(crate) fn client(&self) -> Client {
        self.client.lock().unwrap().clone()
    }
}

/// What was found wrong, by rule.
struct Wrongs(Vec<String>);

impl Wrongs {
    fn say(&mut self, rule: &str, what: impl std::fmt::Display) {
        self.0.push(format!("{rule}: {what}"));
    }
}

/// What the journal says of each command, and what each command's asker said of it.
struct Asks<'h> {
    places: HashMap<CommandId, Vec<&'h Line>>,
    first: BTreeMap<CommandId, (u64, Handle, &'h Command)>,
}

impl History {
    /// Everything that no journal can explain; empty if all is well.
    pub(crate) fn check(&self) -> Vec<String> {
        let mut wrongs = Wrongs(Vec::new());
        self.journal_is_whole(&mut wrongs);
        let asks = self.asks(&mut wrongs);
        self.once(&asks, &mut wrongs);
        for client in &self.clients {
            self.screen(client, &mut wrongs);
            self.answers(client, &asks, &mut wrongs);
            own_order(client, &asks, &mut wrongs);
        }
        self.time(&asks, &mut wrongs);
        wrongs.0
    }

    /// How many commands were asked.
    pub(crate) fn asked(&self) -> usize {
        let all = self.clients.iter().flat_map(|client| &client.moments);
        let ids: BTreeSet<_> = all
            .filter_map(|(_, moment)| match moment {
                Moment::Asked(id, _) => Some(*id),
                _ => None,
            })
            .collect();
        ids.len()
    }

    fn journal_is_whole(&self, wrongs: &mut Wrongs) {
        let mut chain = Chain::begin(&self.header);
        for line in &self.journal {
            if line.seq != chain.head.next() {
                wrongs
                    .say("gap", format_args!("the journal has {} after {}", line.seq, chain.head));
            }
            if line.prev != chain.hash {
                wrongs.say("chain", format_args!("{} does not follow the line before", line.seq));
            }
            chain = Chain { head: line.seq, hash: line.hash };
        }
    }

    fn asks<'h>(&'h self, wrongs: &mut Wrongs) -> Asks<'h> {
        let mut asks = Asks { places: HashMap::new(), first: BTreeMap::new() };
        for line in &self.journal {
            asks.places.entry(line.command).or_default().push(line);
        }
        for client in &self.clients {
            for (stamp, moment) in &client.moments {
                let Moment::Asked(id, command) = moment else { continue };
                let (_, _, before) = asks.first.entry(*id).or_insert((*stamp, client.who, command));
                if *before != command {
                    wrongs.say("asker", format_args!("{} was asked with two contents", id.0));
                }
            }
        }
        asks
    }

    /// Exactly once, and what was asked: nothing twice, nothing lost, nothing that nobody asked.
    fn once(&self, asks: &Asks<'_>, wrongs: &mut Wrongs) {
        for (id, places) in &asks.places {
            if places.len() > 1 {
                let at: Vec<_> = places.iter().map(|line| line.seq.to_string()).collect();
                wrongs.say("twice", format_args!("{} stands at {}", id.0, at.join(" and ")));
            }
        }
        let askers: BTreeSet<Handle> = self.clients.iter().map(|client| client.who).collect();
        for line in &self.journal {
            match asks.first.get(&line.command) {
                Some((_, by, _)) if *by != line.by => {
                    wrongs.say("author", format_args!("{} is not by who asked it", line.seq));
                }
                Some((_, _, command)) if !line.event.made_by(command) => {
                    wrongs.say("content", format_args!("{} is not what was asked", line.seq));
                }
                None if askers.contains(&line.by) && is_typed(&line.event) => {
                    wrongs.say("invented", format_args!("nobody asked for {}", line.seq));
                }
                Some(_) | None => {}
            }
        }
    }

    /// What one screen showed is a prefix of the journal that only grew.
    fn screen(&self, client: &Client, wrongs: &mut Wrongs) {
        let who = client.who;
        let mut head = Seq(0);
        for (_, moment) in &client.moments {
            let line = match moment {
                Moment::Died => {
                    head = Seq(0);
                    continue;
                }
                Moment::Saw(line) => line,
                _ => continue,
            };
            if line.seq <= head {
                wrongs.say("shrunk", format_args!("{who} saw {} after {head}", line.seq));
            } else if line.seq != head.next() {
                wrongs.say("skipped", format_args!("{who} saw {} after {head}", line.seq));
            }
            head = head.max(line.seq);
            let kept = line.seq.index().and_then(|index| self.journal.get(index));
            match kept {
                None => wrongs.say("lost", format_args!("{who} saw {}, which is gone", line.seq)),
                Some(kept) if kept.hash != line.hash => {
                    wrongs.say("fork", format_args!("{who} saw another {}", line.seq));
                }
                Some(_) => {}
            }
        }
    }

    /// What a client was told of its asks, held against the journal.
    fn answers(&self, client: &Client, asks: &Asks<'_>, wrongs: &mut Wrongs) {
        let mut open: BTreeMap<CommandId, bool> = BTreeMap::new();
        for (_, moment) in &client.moments {
            match moment {
                Moment::Asked(id, _) => drop(open.insert(*id, true)),
                Moment::Lost(id) => drop(open.remove(id)),
                // Asked again after it, it may be recorded after all.
                Moment::Refused(id) => drop(open.insert(*id, false)),
                Moment::Already(id, seq) => {
                    let kept = seq.index().and_then(|index| self.journal.get(index));
                    if kept.is_none_or(|line| line.command != *id) {
                        wrongs.say("already", format_args!("{} does not stand at {seq}", id.0));
                    }
                }
                Moment::Saw(_) | Moment::Died => {}
            }
        }
        for (id, settles) in open {
            let recorded = asks.places.contains_key(&id);
            if settles && !recorded {
                wrongs
                    .say("missing", format_args!("{} of {} was never recorded", id.0, client.who));
            }
            if !settles && recorded {
                wrongs.say("refused", format_args!("{} was refused and is recorded", id.0));
            }
        }
    }

    /// What was seen by anybody before something was asked stands before it; nothing is seen
    /// before it was asked.
    fn time(&self, asks: &Asks<'_>, wrongs: &mut Wrongs) {
        let mut all: Vec<_> =
            self.clients.iter().flat_map(|client| client.moments.iter()).collect();
        all.sort_by_key(|(stamp, _)| *stamp);
        let mut seen = Seq(0);
        let mut known = BTreeSet::new();
        for (stamp, moment) in all {
            match moment {
                Moment::Saw(line) => {
                    seen = seen.max(line.seq);
                    let asked = asks.first.get(&line.command).map(|(asked, ..)| *asked);
                    if asked.is_some_and(|asked| asked > *stamp) {
                        wrongs.say("early", format_args!("{} was seen before asked", line.seq));
                    }
                }
                Moment::Asked(id, _) if known.insert(*id) => {
                    let at = asks.places.get(id).and_then(|places| places.first());
                    if let Some(line) = at.filter(|line| line.seq <= seen) {
                        let place = line.seq;
                        wrongs.say("late", format_args!("{place} was asked when {seen} was seen"));
                    }
                }
                _ => {}
            }
        }
    }
}

/// Each author's entries stand in the order in which they were first asked.
fn own_order(client: &Client, asks: &Asks<'_>, wrongs: &mut Wrongs) {
    let mut known = BTreeSet::new();
    let mut before = Seq(0);
    for (_, moment) in &client.moments {
        let Moment::Asked(id, _) = moment else { continue };
        if !known.insert(*id) {
            continue;
        }
        let Some(line) = asks.places.get(id).and_then(|places| places.first()) else { continue };
        if line.seq < before {
            let who = client.who;
            wrongs.say("order", format_args!("{} of {who} stands before {before}", line.seq));
        }
        before = before.max(line.seq);
    }
}

/// Only what people write is asked by clients that keep notes; joining is not.
const fn is_typed(event: &Event) -> bool {
    matches!(event, Event::Written { .. })
}
