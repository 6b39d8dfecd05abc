//! Severity over time as a line of steps, with the times that count as upright lines.

use super::axis::{Axis, name, svg};
use super::words::{Placed, height, placed};
use crate::register::What;
use crate::report::story::Story;
use crate::times::Point;
use crate::words::Severity;

/// Above the words of the times, and below them.
const TOP: i64 = 12;
const GAP: i64 = 10;
/// From severity to severity.
const STEP: i64 = 24;

pub(super) fn levels(story: &Story<'_>, axis: &Axis) -> String {
    let moments = moments(story, axis);
    let worst = TOP + height(&moments) + GAP;
    let bottom = worst + 3 * STEP + 12;
    let (mut names, mut out) = (axis.day(bottom), axis.grid(worst - GAP, bottom));
    for severity in Severity::ALL {
        names += &name(worst + below(*severity) + 4, severity.name());
    }
    out += &steps(story, axis, worst);
    for words in &moments {
        let (x, y) = (words.x, words.y(TOP));
        let line = format!("<path class=\"f\" stroke-dasharray=\"3 3\" d=\"M{x} {y}V{bottom}\"/>");
        out.push_str(&line);
        out += &words.text(TOP);
    }
    svg(bottom + 24, "Severity over time, with the times that count", (&names, &out))
}

/// How far below the worst.
fn below(severity: Severity) -> i64 {
    let place = Severity::ALL.iter().position(|s| *s == severity).unwrap_or(0);
    STEP * i64::try_from(place).unwrap_or(0)
}

fn steps(story: &Story<'_>, axis: &Axis, worst: i64) -> String {
    let mut path = String::new();
    for row in story.now.rows().iter().filter(|row| axis.holds(row.at)) {
        let (What::Opened(severity, _) | What::Graded(severity)) = row.what else { continue };
        let (x, y) = (axis.x(row.at), worst + below(severity));
        let step = if path.is_empty() { format!("M{x} {y}") } else { format!("H{x}V{y}") };
        path.push_str(&step);
    }
    if path.is_empty() {
        return path;
    }
    format!("<path class=\"f\" stroke-width=\"3\" d=\"{path}H{}\"/>", axis.x(axis.told()))
}

/// The times that count, each with its words.
fn moments(story: &Story<'_>, axis: &Axis) -> Vec<Placed> {
    let mut all: Vec<_> = story.times.points.iter().collect();
    all.retain(|(point, seen)| {
        !matches!(point, Point::Declared | Point::Closed | Point::LeadTaken) && axis.holds(seen.at)
    });
    all.sort_by_key(|(_, seen)| seen.at);
    placed(all.into_iter().map(|(point, seen)| {
        (axis.x(seen.at), format!("{}{}", if seen.about { "~" } else { "" }, point.words()))
    }))
}
