//! The timeline band: the phases as stretches, and below them a row of marks for each kind.

use super::axis::{Axis, name, svg};
use super::words::{Placed, height, placed, width};
use crate::At;
use crate::register::What;
use crate::report::story::Story;
use crate::report::timeline::{belongs, is_late};
use crate::words::Phase;
use std::collections::BTreeSet;

/// How high the stretches of the phases are, and what is above the picture.
const BAND: i64 = 24;
const TOP: i64 = 10;
/// From row to row.
const ROW: i64 = 22;
/// How many marks of a row stand each at its own place.
const ROW_MARKS_MAX: usize = 200;
/// In a row of more, so far apart.
const THIN: i64 = 3;

/// What a row of marks is of.
const ROWS: [&str; 6] = ["seen", "done", "decided", "said outside", "learnt late", "starred"];

/// The marks of a row, as one shape: shapes differ, so that no colour has to.
fn marks(row: usize, all: &[i64], y: i64) -> String {
    if all.is_empty() {
        return String::new();
    }
    let (class, mark) = match row {
        0 => ("o", "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0"),
        1 => ("f", "m0-5v10"),
        2 => ("i", "m0-5l4 5l-4 5l-4-5Z"),
        3 => ("i", "m-4-5l8 5l-8 5Z"),
        4 => ("f", "m-4-5l8 10m0-10l-8 10"),
        _ => ("f", "m0-5v10m-5-5h10m-9-4l8 8m0-8l-8 8"),
    };
    let path: Vec<_> = all.iter().map(|x| format!("M{x} {y}{mark}")).collect();
    format!("<path class=\"{class}\" d=\"{}\"/>", path.concat())
}

fn row_of(what: What) -> Option<usize> {
    match what {
        What::Observation => Some(0),
        What::Action(_) | What::Finished(_) => Some(1),
        What::Decision | What::Proposed | What::Called(..) => Some(2),
        What::Update(_) | What::Sent(_) => Some(3),
        _ => None,
    }
}

pub(super) fn band(story: &Story<'_>, axis: &Axis) -> String {
    let stretches = stretches(story, axis);
    let above = above(&stretches, axis);
    let below = TOP + height(&above) + BAND;
    let bottom = below + ROW * i64::try_from(ROWS.len()).unwrap_or(0) + 8;
    let mut names = axis.day(bottom) + &name(below - 7, "phase");
    let mut out = axis.grid(below, bottom);
    out += &phases(&stretches, &above, axis);
    let y = |row: usize| below + ROW * i64::try_from(row).unwrap_or(0) + 18;
    let spots = spots(story, axis);
    for (row, words) in ROWS.iter().enumerate() {
        names += &name(y(row) + 4, words);
        let of_row = spots.range((row, i64::MIN)..=(row, i64::MAX));
        out += &marks(row, &thinned(of_row.map(|(_, x)| *x).collect()), y(row));
    }
    let says = "The timeline as a band, with a mark for each thing that happened";
    svg(bottom + 24, says, (&names, &out))
}

/// Where marks are many they are wider than what is between them: then every third spot shows as much.
fn thinned(mut all: Vec<i64>) -> Vec<i64> {
    let mut last = i64::MIN;
    let many = all.len() > ROW_MARKS_MAX;
    all.retain(|x| {
        let kept = !many || *x >= last.saturating_add(THIN);
        last = if kept { *x } else { last };
        kept
    });
    all
}

/// The row and the place of each mark: by when it happened, whenever it was written. What falls on
/// one spot is one mark.
fn spots(story: &Story<'_>, axis: &Axis) -> BTreeSet<(usize, i64)> {
    let mut spots = BTreeSet::new();
    for (seq, row) in story.now.places().filter(|(_, row)| belongs(row.what)) {
        let seen = story.happened(seq);
        if !axis.holds(seen.at) {
            continue;
        }
        let late = is_late(story, row, seen);
        let rows = [row_of(row.what), late.then_some(4), story.now.starred(seq).then_some(5)];
        spots.extend(rows.into_iter().flatten().map(|r| (r, axis.x(seen.at))));
    }
    spots
}

/// From when to when each phase lasted, in its order.
fn stretches(story: &Story<'_>, axis: &Axis) -> Vec<(Phase, At, At)> {
    let mut all: Vec<(Phase, At, At)> = Vec::new();
    let opened = story.now.incident().opened_at.unwrap_or_else(|| axis.from());
    let moves = story.now.rows().iter().filter_map(|row| match row.what {
        What::Opened(..) => Some((Phase::Investigating, opened)),
        What::Phase(phase) => Some((phase, row.at)),
        _ => None,
    });
    for (phase, at) in moves {
        if let Some((_, _, to)) = all.last_mut() {
            *to = at;
        }
        all.push((phase, at, axis.told()));
    }
    all.retain(|(phase, from, to)| *phase != Phase::Closed && from <= to);
    all
}

/// The words of the stretches that are narrower than them.
fn above(stretches: &[(Phase, At, At)], axis: &Axis) -> Vec<Placed> {
    let narrow = stretches.iter().filter(|(phase, from, to)| !fits(*phase, *from, *to, axis));
    placed(narrow.map(|(phase, from, _)| (axis.x(*from), phase.to_string())))
}

fn fits(phase: Phase, from: At, to: At, axis: &Axis) -> bool {
    axis.x(to) - axis.x(from) > width(&phase.to_string())
}

fn phases(stretches: &[(Phase, At, At)], above: &[Placed], axis: &Axis) -> String {
    let top = TOP + height(above);
    let bottom = top + BAND;
    let mut out = String::new();
    for (phase, from, to) in stretches {
        let (left, right) = (axis.x(*from), axis.x(*to));
        let width = (right - left).max(1);
        let stretch = format!(
            "<rect class=\"o\" x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{BAND}\"/>"
        );
        out.push_str(&stretch);
        if fits(*phase, *from, *to, axis) {
            let (x, y) = (left + 5, bottom - 7);
            out.push_str(format!("<text x=\"{x}\" y=\"{y}\">{phase}</text>").as_str());
        }
    }
    for words in above {
        let (x, from) = (words.x, words.y(TOP) - 8);
        out.push_str(format!("<path class=\"f\" d=\"M{x} {from}V{top}\"/>").as_str());
        out += &words.text(TOP);
    }
    out
}
