//! Medians, percentiles and the table: what a set of measured pairs comes to.
//!
//! The figure of a comparison is the median of the paired ratios, never the ratio of two medians
//! taken at different times: a pair ran side by side, so the machine's mood cancels out.
//! Percentiles are by nearest rank, so each is a value that was really measured.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where a set of values lies.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Quantiles {
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    pub(crate) max: f64,
}

impl Quantiles {
    /// All zero if there are no values.
    pub(crate) fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        Self {
            p50: percentile(&values, 50),
            p99: percentile(&values, 99),
            max: percentile(&values, 100),
        }
    }
}

/// What is promised of a ratio.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    AtMost(f64),
    AtLeast(f64),
    /// Shown for its own sake.
    None,
}

impl Target {
    fn holds(self, ratio: f64) -> bool {
        match self {
            Self::AtMost(limit) => ratio <= limit,
            Self::AtLeast(limit) => ratio >= limit,
            Self::None => true,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(limit) => f.pad(&format!("<= {limit}")),
            Self::AtLeast(limit) => f.pad(&format!(">= {limit}")),
            Self::None => f.pad("-"),
        }
    }
}

/// The same figure taken of both sides, once a pair, in the order of the pairs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Paired {
    pub(crate) ours: Vec<f64>,
    pub(crate) reference: Vec<f64>,
}

impl Paired {
    pub(crate) fn push(&mut self, ours: f64, reference: f64) {
        self.ours.push(ours);
        self.reference.push(reference);
    }

    fn ratios(&self) -> Vec<f64> {
        self.ours.iter().zip(&self.reference).map(|(ours, reference)| ours / reference).collect()
    }
}

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) target: Target,
    /// The judged figure.
    pub(crate) p50: Paired,
    /// Shown beside it, where the figure has a tail.
    pub(crate) p99: Option<Paired>,
}

impl Row {
    /// The figure: the median of the paired ratios.
    pub(crate) fn ratio(&self) -> f64 {
        median(self.p50.ratios())
    }

    pub(crate) fn holds(&self) -> bool {
        self.target.holds(self.ratio())
    }
}

/// The heading of the table, to be printed once.
pub(crate) fn heading() -> String {
    let names = ["what", "ours p50", "ref p50", "ratio", "target", "spread", "ours p99", "ref p99"];
    let [what, ours, reference, ratio, target, spread, ours99, reference99] = names;
    format!(
        "{what:<36} {ours:>9} {reference:>9} {ratio:>6} {target:>8} {spread:>12}  \
         {ours99:<24} {reference99:<24}"
    )
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:<36} {:>9} {:>9} {:>6.2} {:>8} {:>12}",
            self.what,
            short(median(self.p50.ours.clone())),
            short(median(self.p50.reference.clone())),
            self.ratio(),
            self.target,
            range(&self.p50.ratios(), |ratio| format!("{ratio:.2}")),
        )?;
        match &self.p99 {
            Some(tail) => {
                write!(f, "  {:<24} {:<24}", with_range(&tail.ours), with_range(&tail.reference))
            }
            None => write!(f, "  {:<24} {:<24}", "-", "-"),
        }
    }
}

/// The middle value; of an even number the mean of the two in the middle; 0 of none.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    match (values.get(half), half.checked_sub(1).and_then(|below| values.get(below))) {
        (Some(upper), Some(lower)) if values.len().is_multiple_of(2) => {
            f64::midpoint(*upper, *lower)
        }
        (Some(middle), _) => *middle,
        (None, _) => 0.0,
    }
}

/// By nearest rank, of sorted values; 0 of none.
fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(0.0)
}

fn with_range(values: &[f64]) -> String {
    format!("{} ({})", short(median(values.to_vec())), range(values, short))
}

fn range(values: &[f64], show: impl Fn(f64) -> String) -> String {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    format!("{}..{}", show(least), show(most))
}

/// Three digits or so: more are noise here.
fn short(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}
