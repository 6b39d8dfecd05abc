//! Rooms with a past: joining one, opening one again, what one weighs, and how fast one is written.
//!
//! `cargo bench -p warroom-server --bench room -- [--full | --quick | --smoke] [--only WORDS]
//! [--pairs N] [--gate]`
//!
//! Joins and openings are held against one thread that decodes, verifies and folds the same lines in
//! the same run; writers against a bare append and `fdatasync`. Full is nine pairs and takes three
//! minutes, quick is three. `--only "join 100000 "` picks cases by a part of their name. Run by
//! `cargo test --benches` it only smokes. `--gate` makes a missed target an error. Absolute figures
//! hold for the machine that printed them.

#![expect(clippy::print_stdout, reason = "a bench speaks to who started it")]

mod support {
    pub(crate) mod author;
    pub(crate) mod effort;
    pub(crate) mod entering;
    pub(crate) mod generator;
    pub(crate) mod made;
    pub(crate) mod plan;
    pub(crate) mod proc;
    pub(crate) mod roles;
    #[expect(dead_code, reason = "no figure here has a lower bound")]
    pub(crate) mod stats;
    pub(crate) mod tally;
    pub(crate) mod warroom;
    pub(crate) mod wire;
    pub(crate) mod writers;
}

use std::cell::OnceCell;
use std::time::{Duration, Instant};

use support::effort::{Effort, judge, value_of};
use support::entering::{Crowd, OURS, Served, reopen};
use support::generator;
use support::made::Made;
use support::proc;
use support::roles::{Role, folder, say_report};
use support::stats::{Paired, Row, Target, heading};
use support::warroom::{self, WarroomPeer};
use support::wire::Trouble;
use support::writers;

const WRITERS: [u32; 3] = [1, 8, 64];
/// A room that is just large enough to have a full tail.
const TAIL_RECORDS: u64 = 8_000;
/// Of one core: with more than this from other processes a figure is not to be trusted.
const OTHERS_PERCENT_MAX: f64 = 10.0;

/// How much is run.
struct Depth {
    pairs: usize,
    records: u64,
    crowd: usize,
    writing: Duration,
}

impl Depth {
    fn of(effort: Effort) -> Self {
        // A fast machine writes 125,000 a second, and a room takes 100,000.
        let writing = Duration::from_millis(400);
        match effort {
            Effort::Full => Self { pairs: 9, records: 100_000, crowd: 1_000, writing },
            Effort::Quick => Self { pairs: 3, records: 100_000, crowd: 1_000, writing },
            Effort::Smoke => {
                Self { pairs: 1, records: 9_000, crowd: 20, writing: Duration::from_millis(100) }
            }
        }
    }
}

fn main() -> Result<(), Trouble> {
    match Role::of_this_process()? {
        Role::Server { name, order } if name == OURS => warroom::serve(&order),
        Role::Generator { peer, plan } if peer == OURS => {
            say_report(&generator::run(WarroomPeer::new(&plan.given)?, plan)?)
        }
        Role::Bench(args) => bench(&args),
        Role::Server { name, .. } | Role::Generator { peer: name, .. } => {
            Err(format!("nothing here is called {name}").into())
        }
    }
}

fn bench(args: &[String]) -> Result<(), Trouble> {
    let mut depth = Depth::of(Effort::chosen(args));
    if let Some(pairs) = value_of(args, "--pairs") {
        depth.pairs = pairs.parse()?;
    }
    let only = value_of(args, "--only").map_or("", String::as_str);
    println!("pairs: {}", depth.pairs);
    println!("{}", heading());
    let cases = Cases { depth, large: OnceCell::new() };
    let mut missed = Vec::new();
    for (name, run) in cases.all() {
        if name.contains(only) {
            let watch = Undisturbed::begin()?;
            missed.extend(told(run(&cases, name)?));
            watch.end()?;
        }
    }
    println!("missed: {}", if missed.is_empty() { "none".to_owned() } else { missed.join(", ") });
    Ok(judge(&missed, args)?)
}

/// Prints the rows of a case, and gives the names of those that missed their targets.
fn told(rows: Vec<Row>) -> Vec<String> {
    let missed = |row: Row| {
        println!("{row}");
        (!row.holds()).then_some(row.what)
    };
    rows.into_iter().filter_map(missed).collect()
}

/// Tells whether anybody else was at work meanwhile.
struct Undisturbed {
    since: Instant,
    others: Duration,
}

impl Undisturbed {
    fn begin() -> Result<Self, Trouble> {
        Ok(Self { since: Instant::now(), others: Self::others()? })
    }

    fn others() -> Result<Duration, Trouble> {
        Ok(proc::machine_busy()?.saturating_sub(proc::family_busy()?))
    }

    fn end(&self) -> Result<(), Trouble> {
        let others = Self::others()?.saturating_sub(self.others).as_secs_f64();
        let percent = others / self.since.elapsed().as_secs_f64() * 100.0;
        if percent > OTHERS_PERCENT_MAX {
            println!("    DISTURBED: other processes took {percent:.0} % of a core");
        }
        Ok(())
    }
}

type Run = fn(&Cases, String) -> Result<Vec<Row>, Trouble>;

struct Cases {
    depth: Depth,
    /// Made once, for whichever case comes first.
    large: OnceCell<Made>,
}

impl Cases {
    fn all(&self) -> Vec<(String, Run)> {
        let records = self.depth.records;
        let crowd = self.depth.crowd;
        vec![
            ("join 1000 plain".to_owned(), |it, name| it.join_small(&name, false)),
            ("join 1000 tls".to_owned(), |it, name| it.join_small(&name, true)),
            (format!("join {records} plain"), |it, name| it.join_large(&name, false)),
            (format!("join {records} tls"), |it, name| it.join_large(&name, true)),
            (format!("reopen {records} plain"), |it, name| it.reopen(&name)),
            ("record, memory".to_owned(), |it, name| it.memory(&name)),
            (format!("back {crowd} plain"), |it, name| it.back(&name, false)),
            (format!("back {crowd} tls"), |it, name| it.back(&name, true)),
            ("writers".to_owned(), |it, name| it.writers(&name)),
        ]
    }

    fn large(&self) -> Result<&Made, Trouble> {
        if let Some(made) = self.large.get() {
            return Ok(made);
        }
        let made = Made::new(self.depth.records)?;
        Ok(self.large.get_or_init(|| made))
    }

    /// A small room is all handshake: shown, not judged.
    fn join_small(&self, name: &str, tls: bool) -> Result<Vec<Row>, Trouble> {
        self.join(name, &Made::new(1_000)?, tls, Target::None)
    }

    fn join_large(&self, name: &str, tls: bool) -> Result<Vec<Row>, Trouble> {
        let limit = if tls { 2.2 } else { 1.6 };
        self.join(name, self.large()?, tls, Target::AtMost(limit))
    }

    fn join(
        &self,
        name: &str,
        made: &Made,
        tls: bool,
        target: Target,
    ) -> Result<Vec<Row>, Trouble> {
        let served = Served::start(made.folder.path(), tls)?;
        let copies = folder()?;
        let mut copy = 0_u32;
        let mut join = || {
            copy += 1;
            served.join(&copies.path().join(copy.to_string()), made.head())
        };
        join()?;
        let ms = self.pairs(|| milliseconds(join()), || milliseconds(made.fold()))?;
        Ok(vec![row(format!("{name}: ms / fold"), target, ms)])
    }

    fn reopen(&self, name: &str) -> Result<Vec<Row>, Trouble> {
        // A room is full at that many records, and each opening adds a few.
        let made = Made::new(self.depth.records - self.depth.records / 50)?;
        let mut nth = 0..;
        let again = || milliseconds(reopen(&made, false, nth.next().unwrap_or(0)));
        let ms = self.pairs(again, || milliseconds(made.fold()))?;
        Ok(vec![row(format!("{name}: ms / fold"), Target::AtMost(1.6), ms)])
    }

    /// What a room has beside its tail and the server.
    fn memory(&self, name: &str) -> Result<Vec<Row>, Trouble> {
        let small = Made::new(TAIL_RECORDS)?;
        let large = self.large()?;
        let records = bytes_of(large.head().0 - small.head().0);
        let a_record = || Ok(1024.0 * (weight(large)? - weight(&small)?) / records);
        let bytes = self.pairs(a_record, || Ok(1.0))?;
        Ok(vec![row(format!("{name}: B / 1"), Target::AtMost(300.0), bytes)])
    }

    fn back(&self, name: &str, tls: bool) -> Result<Vec<Row>, Trouble> {
        let folder = folder()?;
        let crowd = Crowd::new(self.depth.crowd)?;
        let held = crowd.come(folder.path(), tls)?;
        let mut reachable = Paired::default();
        let started = self.pairs(
            || {
                let back = crowd.back(folder.path(), tls, held)?;
                reachable.push(back.reachable.as_secs_f64(), 1.0);
                Ok(back.started.as_secs_f64())
            },
            || Ok(1.0),
        )?;
        Ok(vec![
            row(format!("{name}: s of start / 1"), Target::AtMost(0.5), started),
            row(format!("{name}: s of reachable / 1"), Target::None, reachable),
        ])
    }

    fn writers(&self, name: &str) -> Result<Vec<Row>, Trouble> {
        let row_of = |writers| {
            let time = self.depth.writing;
            let room = || writers::through_room(writers, time);
            let rates = self.pairs(room, || writers::through_file(writers, time))?;
            Ok(row(format!("{name} {writers}: entries/s / file"), Target::None, rates))
        };
        WRITERS.into_iter().map(row_of).collect()
    }

    /// Both sides in turn, in changing order: whoever runs second could find a warmer machine.
    fn pairs(
        &self,
        mut ours: impl FnMut() -> Result<f64, Trouble>,
        mut reference: impl FnMut() -> Result<f64, Trouble>,
    ) -> Result<Paired, Trouble> {
        let mut paired = Paired::default();
        for pair in 0..self.depth.pairs {
            if pair.is_multiple_of(2) {
                let first = ours()?;
                paired.push(first, reference()?);
            } else {
                let first = reference()?;
                paired.push(ours()?, first);
            }
        }
        Ok(paired)
    }
}

fn row(what: String, target: Target, p50: Paired) -> Row {
    Row { what, target, p50, p99: None }
}

fn milliseconds(took: Result<Duration, Trouble>) -> Result<f64, Trouble> {
    Ok(took?.as_secs_f64() * 1e3)
}

/// What a server that has just opened this room weighs, in KiB.
fn weight(made: &Made) -> Result<f64, Trouble> {
    let served = Served::start(made.folder.path(), false)?;
    served.knock()?;
    Ok(bytes_of(proc::usage(served.server.pid())?.rss_kib))
}

/// Exact for anything that fits a machine.
fn bytes_of(size: u64) -> f64 {
    u32::try_from(size).map_or(f64::MAX, f64::from)
}
