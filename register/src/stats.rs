//! Numbers over many incidents: how many of which kind, and how long each thing took.
//!
//! Each time is shown as what it was in every incident, with the median and the 90th percentile. A
//! mean is not in it: a few long incidents pull it to where hardly any incident was, and whoever
//! reads it alone takes it for the usual case. Drills are counted apart, and a time that is not
//! known is left out, never taken for zero.

mod page;
#[cfg(test)]
mod tests;

use serde::Serialize;
use std::collections::BTreeMap;

use crate::library::Facts;
use crate::record::encode;
use crate::times::{Span, said};
use crate::words::{Kind, Mode, Severity};
use crate::{Seq, Shown};

/// Cells of a line of dots.
const DOTS_CELLS: usize = 48;
/// Cells of the shortest line of dots.
const DOTS_CELLS_MIN: usize = 16;
/// Cells of what stands beside a line of dots.
const BESIDE_CELLS: usize = 24;
/// A sentence about a time takes so many cells; narrower, it stands below the time's name.
const SENTENCE_CELLS: usize = 76;
/// Cells of the longest bar.
const BAR_CELLS: usize = 32;
/// From so many months without an incident, one after another, on they are shown as one.
const EMPTY_MONTHS_MIN: usize = 4;

/// One duration over all incidents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Spread {
    /// Which.
    pub name: Span,
    /// From when to when.
    pub means: &'static str,
    /// Of each incident in which it is known, in whole seconds, shortest first.
    pub seconds: Vec<u64>,
    /// Which of these are approximate, in the same order.
    pub about: Vec<bool>,
    /// Half of them took so long at most: the one in the middle, or half way between the two there.
    pub median: Option<u64>,
    /// The median is an approximate one.
    pub median_about: bool,
    /// Nine of ten took so long at most.
    pub p90: Option<u64>,
    /// The 90th percentile is an approximate one.
    pub p90_about: bool,
    /// How many incidents are left out, since their times are in an order that cannot be.
    pub impossible: usize,
}

/// The numbers of one group of incidents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Group {
    /// How many.
    pub incidents: usize,
    /// Of which kind.
    pub kinds: BTreeMap<Kind, usize>,
    /// How bad at their worst.
    pub severities: BTreeMap<Severity, usize>,
    /// Opened in which month, `2026-11`; months without any are in it too.
    pub months: BTreeMap<String, usize>,
    /// How long each thing took.
    pub times: Vec<Spread>,
}

/// Numbers over many incidents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// The version of this shape.
    pub stats: u32,
    /// What was no drill.
    pub incidents: Group,
    /// The drills.
    pub drills: Group,
    /// Of these incidents two recordings disagree: one of them is counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disagree: Vec<Disagreement>,
}

/// Two recordings of one incident that disagree; one of them is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Disagreement {
    /// What the incident is called.
    pub incident: String,
    /// The first record that is not the same.
    pub from: Seq,
    /// The recording that is counted.
    pub counted: String,
    /// The one that is not.
    pub left_out: String,
}

impl Disagreement {
    /// As a sentence.
    pub fn sentence(&self) -> String {
        let Self { incident, from, counted, left_out } = self;
        format!(
            "two recordings of {incident} disagree from {from} on: {} is counted, {} is not",
            Shown::of(counted),
            Shown::of(left_out)
        )
    }
}

impl Stats {
    /// The numbers over these.
    pub fn of(all: &[Facts]) -> Self {
        let (drills, real): (Vec<_>, Vec<_>) = all.iter().partition(|f| f.mode == Mode::Drill);
        let (incidents, drills) = (Group::of(&real), Group::of(&drills));
        Self { stats: 1, incidents, drills, disagree: Vec::new() }
    }

    /// These numbers, with what is known of recordings that disagree.
    pub fn with_disagreements(self, disagree: Vec<Disagreement>) -> Self {
        Self { disagree, ..self }
    }

    /// The numbers as JSON, with a newline at the end.
    pub fn json(&self) -> String {
        encode(self) + "\n"
    }

    /// The numbers as one page with everything in it: no script, nothing from elsewhere.
    pub fn page(&self) -> String {
        page::page(self)
    }

    /// The numbers as charts of plain text.
    pub fn plain(&self, cells: usize) -> String {
        let mut out = String::new();
        for (name, group) in [("Incidents", &self.incidents), ("Drills", &self.drills)] {
            if group.incidents > 0 || name == "Incidents" {
                group.plain(name, Room::of(cells), &mut out);
            }
        }
        for one in &self.disagree {
            out.extend(["Note: ", one.sentence().as_str(), ".\n"]);
        }
        out
    }
}

/// How much room charts have.
#[derive(Clone, Copy)]
struct Room {
    dots: usize,
    bar: usize,
    narrow: bool,
}

impl Room {
    fn of(cells: usize) -> Self {
        let beside =
            |least: usize, most: usize| cells.saturating_sub(BESIDE_CELLS).clamp(least, most);
        let bar = beside(DOTS_CELLS_MIN, BAR_CELLS + 4) - 4;
        Self { dots: beside(DOTS_CELLS_MIN, DOTS_CELLS), bar, narrow: cells < SENTENCE_CELLS }
    }
}

impl Group {
    fn of(all: &[&Facts]) -> Self {
        let mut group = Self { incidents: all.len(), ..Self::default() };
        for facts in all {
            *group.kinds.entry(facts.kind).or_default() += 1;
            *group.severities.entry(facts.worst).or_default() += 1;
            let month = facts.opened_at.to_string().chars().take("2026-11".len()).collect();
            *group.months.entry(month).or_default() += 1;
        }
        group.fill_months();
        group.times = Span::ALL.iter().map(|span| Spread::of(*span, all)).collect();
        group
    }

    /// A month without an incident is news too.
    fn fill_months(&mut self) {
        let ends = self.months.keys().next().cloned().zip(self.months.keys().next_back().cloned());
        let Some((mut month, last)) = ends else { return };
        while month < last {
            self.months.entry(month.clone()).or_default();
            let Some(next) = next_month(&month) else { return };
            month = next;
        }
    }

    /// The months as they are shown: many without an incident, one after another, are one line.
    fn by_month(&self) -> Vec<(String, usize)> {
        let months: Vec<(&String, usize)> = self.months.iter().map(|(m, n)| (m, *n)).collect();
        let runs = months.chunk_by(|a, b| a.1 == 0 && b.1 == 0);
        let shown = runs.flat_map(|run| match (run.first(), run.last()) {
            (Some((from, 0)), Some((to, _))) if run.len() >= EMPTY_MONTHS_MIN => {
                vec![(format!("{from} to {to}"), 0)]
            }
            _ => run.iter().map(|(month, n)| ((*month).clone(), *n)).collect(),
        });
        shown.collect()
    }

    fn plain(&self, name: &str, room: Room, out: &mut String) {
        let mut say = |line: &str| {
            out.push_str(line.trim_end());
            out.push('\n');
        };
        say(&format!("{name}: {}", self.incidents));
        let kinds = self.kinds.iter().map(|(kind, n)| (kind.to_string(), *n));
        let severities = self.severities.iter().map(|(severity, n)| (severity.to_string(), *n));
        for (what, counts) in [
            ("By kind", kinds.collect::<Vec<_>>()),
            ("By severity, at their worst", severities.collect()),
            ("By month", self.by_month()),
        ] {
            if !counts.is_empty() {
                say(&format!("\n{what}"));
                for line in bars(&counts, room.bar) {
                    say(&line);
                }
            }
        }
        let known: Vec<_> = self.times.iter().filter(|t| t.is_told()).collect();
        if !known.is_empty() {
            say(if room.narrow {
                "\nHow long it took: each incident a dot,\n^ the median, > the 90th percentile"
            } else {
                "\nHow long it took: each incident a dot, ^ the median, > the 90th percentile"
            });
        }
        for spread in known {
            spread.plain(room, &mut say);
        }
        say("");
    }
}

impl Spread {
    fn of(span: Span, all: &[&Facts]) -> Self {
        let mut took: Vec<_> = all.iter().filter_map(|facts| facts.took(span)).collect();
        took.sort_unstable();
        let (median, p90) = (median(&took), percentile(&took, 90));
        let is_about = |took: Option<(u64, bool)>| took.is_some_and(|(_, about)| about);
        Self {
            name: span,
            means: span.meaning(),
            median: median.map(|(seconds, _)| seconds),
            median_about: is_about(median),
            p90: p90.map(|(seconds, _)| seconds),
            p90_about: is_about(p90),
            impossible: all.iter().filter(|facts| facts.impossible.contains(&span)).count(),
            seconds: took.iter().map(|(seconds, _)| *seconds).collect(),
            about: took.iter().map(|(_, about)| *about).collect(),
        }
    }

    /// Whether there is anything to tell of it.
    const fn is_told(&self) -> bool {
        !self.seconds.is_empty() || self.impossible > 0
    }

    /// The median, the 90th percentile and the longest in words.
    fn said(&self) -> [String; 3] {
        let said = |seconds: Option<u64>, about| {
            seconds.map_or_else(|| "not known".to_owned(), |seconds| said(seconds, about))
        };
        let longest = (self.seconds.last().copied(), self.about.last() == Some(&true));
        let of = [(self.median, self.median_about), (self.p90, self.p90_about), longest];
        of.map(|(seconds, about)| said(seconds, about))
    }

    /// How good the numbers are: which of them are approximate, which are not counted.
    fn doubts(&self) -> Vec<String> {
        let about = self.about.iter().filter(|about| **about).count();
        let about = (about > 0).then(|| format!("{about} of them approximate (~)"));
        let bad = self.impossible;
        let bad = (bad > 0).then(|| format!("{bad} not counted: times that cannot be"));
        about.into_iter().chain(bad).collect()
    }

    fn plain(&self, room: Room, say: &mut impl FnMut(&str)) {
        let (name, count) = (self.name.words(), self.seconds.len());
        let [median, p90, last] = self.said();
        if self.seconds.is_empty() {
            say(&format!("{name}: not known of any incident"));
            return self.doubts().iter().for_each(|doubt| say(&format!("  {doubt}")));
        }
        if room.narrow {
            say(&format!("{name}, known in {count}:"));
            say(&format!("  median {median},"));
            say(&format!("  90 % within {p90}"));
        } else {
            say(&format!("{name}: median {median}, 90 % within {p90} (known in {count})"));
        }
        self.doubts().iter().for_each(|doubt| say(&format!("  {doubt}")));
        let longest = self.seconds.last().copied().unwrap_or(0).max(1);
        let place = |seconds: u64| cell(seconds, longest, room.dots);
        let mut counts = vec![0_usize; room.dots];
        for seconds in &self.seconds {
            if let Some(count) = counts.get_mut(place(*seconds)) {
                *count += 1;
            }
        }
        let dots: String = counts.iter().map(|count| dot(*count)).collect();
        let mut marks = vec![' '; room.dots];
        for (seconds, mark) in [(self.p90, '>'), (self.median, '^')] {
            if let Some(cell) = seconds.and_then(|s| marks.get_mut(place(s))) {
                *cell = mark;
            }
        }
        let marks: String = marks.into_iter().collect();
        say(&format!("  0 |{dots}| {last}"));
        say(&format!("    |{marks}|"));
    }
}

/// Where a length stands on the line; the longest stands in the last cell.
fn cell(seconds: u64, longest: u64, dots: usize) -> usize {
    let cells = u128::try_from(dots.saturating_sub(1)).unwrap_or(0);
    let place = u128::from(seconds) * cells / u128::from(longest);
    usize::try_from(place).unwrap_or_default()
}

/// One incident, a few, many.
const fn dot(count: usize) -> char {
    match count {
        0 => ' ',
        1 => '.',
        2..=4 => 'o',
        _ => 'O',
    }
}

fn bars(counts: &[(String, usize)], cells: usize) -> Vec<String> {
    let most = counts.iter().map(|(_, n)| *n).max().unwrap_or(1).max(1);
    let wide = counts.iter().map(|(name, _)| name.len()).max().unwrap_or(0).max(14);
    let bar = |(name, n): &(String, usize)| {
        let bar = "#".repeat((n * cells).div_ceil(most));
        format!("  {name:wide$} {bar:cells$} {n}")
    };
    counts.iter().map(bar).collect()
}

/// The one in the middle; of an even number of lengths what lies half way between the two there, in
/// whole seconds.
fn median(sorted: &[(u64, bool)]) -> Option<(u64, bool)> {
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = *sorted.get(sorted.len().checked_sub(1)? / 2)?;
    let seconds = lower.0 + (upper.0 - lower.0) / 2;
    Some((seconds, lower.1 || upper.1))
}

/// The smallest value that so many of a hundred do not exceed (nearest rank).
fn percentile<T: Copy>(sorted: &[T], percent: usize) -> Option<T> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

fn next_month(month: &str) -> Option<String> {
    let (year, number) = month.split_once('-')?;
    let (year, number): (u32, u32) = (year.parse().ok()?, number.parse().ok()?);
    let (year, number) = if number >= 12 { (year + 1, 1) } else { (year, number + 1) };
    (year <= 9999).then(|| format!("{year:04}-{number:02}"))
}
