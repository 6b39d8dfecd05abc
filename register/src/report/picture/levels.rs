//! Severity over time as a line of steps, with the times that count as upright lines.

use super::axis::{Axis, name, svg};
use crate::register::What;
use crate::report::story::Story;
use crate::times::Point;
use crate::words::Severity;

/// Where the worst severity stands.
const TOP: i64 = 58;
/// From severity to severity.
const STEP: i64 = 24;
/// The lowest of them.
const BOTTOM: i64 = TOP + 3 * STEP + 12;

pub(super) fn levels(story: &Story<'_>, axis: &Axis) -> String {
    let mut out = axis.grid(TOP - 10, BOTTOM);
    for severity in Severity::ALL {
        out += &name(y(*severity) + 4, severity.name());
    }
    out += &steps(story, axis);
    out += &moments(story, axis);
    svg(BOTTOM + 24, "Severity over time, with the times that count", &out)
}

fn y(severity: Severity) -> i64 {
    let place = Severity::ALL.iter().position(|s| *s == severity).unwrap_or(0);
    TOP + STEP * i64::try_from(place).unwrap_or(0)
}

fn steps(story: &Story<'_>, axis: &Axis) -> String {
    let mut path = String::new();
    for row in story.now.rows().iter().filter(|row| axis.holds(row.at)) {
        let (What::Opened(severity, _) | What::Graded(severity)) = row.what else { continue };
        let (x, y) = (axis.x(row.at), y(severity));
        let step = if path.is_empty() { format!("M{x} {y}") } else { format!("H{x}V{y}") };
        path.push_str(&step);
    }
    if path.is_empty() {
        return path;
    }
    format!("<path class=\"f\" stroke-width=\"3\" d=\"{path}H{}\"/>", axis.x(axis.to()))
}

/// Each time with its word, the words on three lines in turn so that neighbours do not overlap.
fn moments(story: &Story<'_>, axis: &Axis) -> String {
    let mut all: Vec<_> = story.times.points.iter().collect();
    all.retain(|(point, seen)| {
        !matches!(point, Point::Declared | Point::Closed | Point::LeadTaken) && axis.holds(seen.at)
    });
    all.sort_by_key(|(_, seen)| seen.at);
    let mut out = String::new();
    for (n, (point, seen)) in all.into_iter().enumerate() {
        let (x, row) = (axis.x(seen.at), 12 + 14 * i64::try_from(n % 3).unwrap_or(0));
        let about = if seen.about { "~" } else { "" };
        let (anchor, side) = if x > 700 { ("end", -3) } else { ("start", 3) };
        let (words, at) = (point.words(), x + side);
        out.push_str(
            format!(
                "<path class=\"f\" stroke-dasharray=\"3 3\" d=\"M{x} {row}V{BOTTOM}\"/>\
             <text x=\"{at}\" y=\"{row}\" text-anchor=\"{anchor}\">{about}{words}</text>"
            )
            .as_str(),
        );
    }
    out
}
