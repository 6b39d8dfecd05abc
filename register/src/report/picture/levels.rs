//! Severity over time as a line of steps, with the times that count as upright lines.

use super::axis::{Axis, WIDTH, name, svg};
use crate::register::What;
use crate::report::story::Story;
use crate::times::Point;
use crate::words::Severity;

/// Where the worst severity stands.
const TOP: i64 = 12 + LINES * LINE + 10;
/// Lines for the words of the times.
const LINES: i64 = 6;
/// From line to line of them.
const LINE: i64 = 14;
/// A letter's width, about.
const LETTER: i64 = 7;
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

/// Each time with its words, on the first line on which they do not run into others.
fn moments(story: &Story<'_>, axis: &Axis) -> String {
    let mut all: Vec<_> = story.times.points.iter().collect();
    all.retain(|(point, seen)| {
        !matches!(point, Point::Declared | Point::Closed | Point::LeadTaken) && axis.holds(seen.at)
    });
    all.sort_by_key(|(_, seen)| seen.at);
    let mut out = String::new();
    let mut taken: Vec<i64> = Vec::new();
    for (point, seen) in all {
        let words = format!("{}{}", if seen.about { "~" } else { "" }, point.words());
        let (x, width) = (axis.x(seen.at), i64::try_from(words.len()).unwrap_or(0) * LETTER + 6);
        let (left, anchor, side) =
            if x + width > WIDTH { (x - width, "end", -3) } else { (x, "start", 3) };
        let line = taken.iter().position(|end| *end < left).unwrap_or(taken.len());
        match taken.get_mut(line) {
            Some(end) => *end = left + width,
            None => taken.push(left + width),
        }
        let row = 12 + LINE * i64::try_from(line).unwrap_or(0).min(LINES - 1);
        let at = x + side;
        let mark = format!(
            "<path class=\"f\" stroke-dasharray=\"3 3\" d=\"M{x} {row}V{BOTTOM}\"/>\
             <text x=\"{at}\" y=\"{row}\" text-anchor=\"{anchor}\">{words}</text>"
        );
        out.push_str(&mark);
    }
    out
}
