//! What is measured: the courses, what is read from each, and what is promised of it.
//!
//! The targets are those of the plan's section "How fast"; a figure without one is shown because
//! another cannot be understood without it.

use std::time::Duration;

use super::duel::{self, Course};
use super::effort::Effort;
use super::plan::{Load, Report};
use super::stats::{Paired, Row, Target};
use super::wire::Trouble;

/// Lines may differ by this much before the ratio says more about sizes than about servers.
const LINE_BYTES_APART_PERCENT_MAX: u64 = 3;
const ENTRIES_PER_SECOND: u32 = 50;
const IN_FLIGHT: u64 = 64;
/// A room is full at 100,000 records: what is sent flat out must stay below.
const CLOSED_WARM: Duration = Duration::from_millis(200);
const ABSOLUTE_PAIRS_MAX: usize = 3;
/// Of one core: with more than this from other processes a figure is not to be trusted.
const OTHERS_PERCENT_MAX: f64 = 10.0;
/// A megabyte of lines.
const HISTORY_ENTRIES: u64 = 3_500;

/// How much is run.
pub(crate) struct Depth {
    pub(crate) pairs: usize,
    seats: &'static [u32],
    /// Of a room whose memory and rest are measured: fewer would only show the fixed part.
    crowd: u32,
    /// Of a room in which one more reads nothing.
    listeners: u32,
    warm: Duration,
    paced: Duration,
    closed: Duration,
    quiet: Duration,
}

const FULL: Depth = Depth {
    pairs: 9,
    seats: &[10, 100, 1_000],
    crowd: 1_000,
    listeners: 100,
    warm: Duration::from_secs(1),
    paced: Duration::from_secs(5),
    closed: Duration::from_millis(600),
    quiet: Duration::from_secs(20),
};

const QUICK: Depth = Depth {
    pairs: 3,
    seats: &[10, 100],
    crowd: 1_000,
    listeners: 100,
    warm: Duration::from_millis(500),
    paced: Duration::from_secs(3),
    closed: Duration::from_millis(600),
    quiet: Duration::from_secs(5),
};

const SMOKE: Depth = Depth {
    pairs: 1,
    seats: &[10],
    crowd: 10,
    listeners: 10,
    warm: Duration::from_millis(100),
    paced: Duration::from_millis(300),
    closed: Duration::from_millis(300),
    quiet: Duration::from_millis(300),
};

impl Depth {
    pub(crate) fn of(effort: Effort) -> Self {
        match effort {
            Effort::Full => FULL,
            Effort::Quick => QUICK,
            Effort::Smoke => SMOKE,
        }
    }
}

/// One course and the figures that are read from it.
pub(crate) struct Case {
    pub(crate) name: String,
    course: Course,
    /// What it is held against on the same server; none: the same course on the relay.
    without: Option<Course>,
    figures: Vec<Figure>,
}

/// Takes one figure out of a report.
type Pick = fn(&Report) -> f64;

/// One line of the table: what of our report against what of the relay's.
struct Figure {
    what: &'static str,
    target: Target,
    p50: [Pick; 2],
    p99: Option<[Pick; 2]>,
}

impl Case {
    /// Absolute figures do not need the nine pairs that a ratio of two moods does.
    fn pairs(&self, depth: &Depth) -> usize {
        let paired = self.without.is_some()
            || self.course.history == 0 && !matches!(self.course.load, Load::Quiet);
        if paired { depth.pairs } else { depth.pairs.min(ABSOLUTE_PAIRS_MAX) }
    }

    /// Returns the names of the targets that it missed.
    pub(crate) fn run(&self, depth: &Depth, sides: [&str; 2]) -> Result<Vec<String>, Trouble> {
        let [ours, relay] = sides;
        let reference = match &self.without {
            Some(without) => (without, ours),
            None => (&self.course, relay),
        };
        let pairs = duel::pairs([(&self.course, ours), reference], self.pairs(depth))?;
        let mut missed = Vec::new();
        for figure in &self.figures {
            let row = figure.row(&self.name, &pairs);
            println!("{row}");
            if !row.holds() {
                missed.push(row.what);
            }
        }
        println!("{}", costs(&pairs));
        Ok(missed)
    }
}

impl Figure {
    fn row(&self, name: &str, pairs: &[[Report; 2]]) -> Row {
        Row {
            what: format!("{name}: {}", self.what),
            target: self.target,
            p50: paired(pairs, self.p50),
            p99: self.p99.map(|of| paired(pairs, of)),
        }
    }
}

fn paired(pairs: &[[Report; 2]], [of_ours, of_reference]: [Pick; 2]) -> Paired {
    let mut paired = Paired::default();
    for [ours, reference] in pairs {
        paired.push(of_ours(ours), of_reference(reference));
    }
    paired
}

/// What the last pair cost, so that a strange ratio can be understood.
fn costs(pairs: &[[Report; 2]]) -> String {
    let Some(pair) = pairs.last() else { return String::new() };
    let [ours, reference] = pair.each_ref().map(|report| {
        format!(
            "{} B a line, {:.2} us a delivery, core {:.1} %, generator {:.0} %, \
             {:.1} KiB a seat, joined in {:.0} ms",
            report.line_bytes,
            report.server_us_per_delivery,
            report.server_cpu_percent,
            report.generator_cpu_percent,
            report.seat_kib,
            report.joined_ms
        )
    });
    let mut said = vec![format!("    ours: {ours}"), format!("    ref:  {reference}")];
    let others = pairs.iter().flatten().map(|report| report.others_cpu_percent);
    let others = others.fold(0.0, f64::max);
    if others > OTHERS_PERCENT_MAX {
        said.push(format!("    DISTURBED: other processes took up to {others:.0} % of a core"));
    }
    let [long, short] = pair.each_ref().map(|report| report.line_bytes);
    if long.abs_diff(short) * 100 > short * LINE_BYTES_APART_PERCENT_MAX {
        said.push("    LINES ARE NOT OF THE SAME SIZE".to_owned());
    }
    said.join("\n")
}

pub(crate) fn cases(depth: &Depth) -> Vec<Case> {
    let wires = [false, true];
    let paced = wires.iter().flat_map(|tls| depth.seats.iter().map(|n| paced(depth, *n, *tls)));
    let closed = wires.iter().flat_map(|tls| depth.seats.iter().map(|n| closed(depth, *n, *tls)));
    let memory = wires.iter().map(|tls| memory(depth, *tls));
    let quiet = wires.iter().map(|tls| quiet(depth, *tls));
    let deaf = wires.iter().map(|tls| deaf(depth, *tls));
    paced.chain(closed).chain(memory).chain(quiet).chain(deaf).collect()
}

/// An entry on the last screen and on its author's own.
fn paced(depth: &Depth, seats: u32, tls: bool) -> Case {
    let last = match (seats, tls) {
        (1_000.., false) => 1.25,
        (1_000.., true) | (100..1_000, false) => 1.35,
        (..1_000, true) => 1.6,
        (..100, false) => 1.5,
    };
    let mut figures = vec![Figure {
        what: "last ms",
        target: Target::AtMost(last),
        p50: [|report| report.last_ms.p50, |report| report.last_ms.p50],
        p99: Some([|report| report.last_ms.p99, |report| report.last_ms.p99]),
    }];
    figures.extend(own(seats));
    let load = Load::Paced { per_second: ENTRIES_PER_SECOND };
    Case::new("50/s", figures, Course::new(depth, seats, tls, load, depth.paced))
}

/// The author's own screen is held against the relay's last: what others cost its author.
fn own(seats: u32) -> [Figure; 2] {
    let judged = seats >= 1_000;
    let target = |limit| if judged { Target::AtMost(limit) } else { Target::None };
    [
        Figure {
            what: "own ms / last",
            target: target(0.12),
            p50: [|report| report.own_ms.p50, |report| report.last_ms.p50],
            p99: None,
        },
        Figure {
            what: "own p99 / last p99",
            target: target(0.3),
            p50: [|report| report.own_ms.p99, |report| report.last_ms.p99],
            p99: None,
        },
    ]
}

/// As many as go: durable and on all screens.
fn closed(depth: &Depth, seats: u32, tls: bool) -> Case {
    let figures = vec![Figure {
        what: "entries/s",
        target: Target::AtLeast(if tls { 0.8 } else { 1.0 }),
        p50: [|report| report.entries_per_second; 2],
        p99: None,
    }];
    let load = Load::Closed { in_flight: IN_FLIGHT };
    let mut course = Course::new(depth, seats, tls, load, depth.closed);
    course.warm = course.warm.min(CLOSED_WARM);
    Case::new("flat out", figures, course)
}

/// A seat that has caught up a megabyte and seen traffic. The target is in KiB, so the reference is 1.
fn memory(depth: &Depth, tls: bool) -> Case {
    let figures = vec![
        Figure {
            what: "KiB a seat / 1",
            target: Target::AtMost(if tls { 28.0 } else { 10.0 }),
            p50: [|report| report.seat_kib, |_| 1.0],
            p99: None,
        },
        Figure {
            what: "KiB a seat",
            target: Target::None,
            p50: [|report| report.seat_kib; 2],
            p99: None,
        },
    ];
    let load = Load::Paced { per_second: ENTRIES_PER_SECOND };
    let mut course = Course::new(depth, depth.crowd, tls, load, depth.warm);
    course.history = HISTORY_ENTRIES;
    Case::new("memory", figures, course)
}

/// Nobody writes. The target is in percent of a core, so the reference is 1.
fn quiet(depth: &Depth, tls: bool) -> Case {
    let figures = vec![Figure {
        what: "% of a core / 1",
        target: Target::AtMost(0.5),
        p50: [|report| report.server_cpu_percent, |_| 1.0],
        p99: None,
    }];
    let course = Course::new(depth, depth.crowd, tls, Load::Quiet, depth.quiet);
    Case::new("quiet", figures, course)
}

/// What one client that reads nothing costs the others: their median with it against without.
fn deaf(depth: &Depth, tls: bool) -> Case {
    let figures = vec![
        Figure {
            what: "last ms / without",
            target: Target::AtMost(1.1),
            p50: [|report| report.last_ms.p50; 2],
            p99: None,
        },
        Figure {
            what: "own ms / without",
            target: Target::AtMost(1.1),
            p50: [|report| report.own_ms.p50; 2],
            p99: None,
        },
    ];
    let load = Load::Paced { per_second: ENTRIES_PER_SECOND };
    let mut course = Course::new(depth, depth.listeners, tls, load, depth.paced);
    // A megabyte that it does not take: the server has more for it than any buffer holds.
    course.history = HISTORY_ENTRIES;
    let without = course.clone();
    course.deaf = 1;
    Case { without: Some(without), ..Case::new("deaf", figures, course) }
}

impl Case {
    fn new(what: &str, figures: Vec<Figure>, course: Course) -> Self {
        let wire = if course.tls { "tls" } else { "plain" };
        let name = format!("{what} {} {wire}", course.seats);
        Self { name, course, without: None, figures }
    }
}

impl Course {
    fn new(depth: &Depth, seats: u32, tls: bool, load: Load, measured: Duration) -> Self {
        Self { seats, deaf: 0, tls, load, history: 0, warm: depth.warm, measured }
    }
}
